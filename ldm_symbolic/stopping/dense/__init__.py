"""When to stop where the covariances share no axes: the error, and its minimum over level and k."""

from __future__ import annotations

from ldm_symbolic.stopping.dense.error import DenseLaw as DenseLaw
from ldm_symbolic.stopping.dense.held_out import HeldOut as HeldOut
from ldm_symbolic.stopping.dense.held_out import held_out_gain as held_out_gain
from ldm_symbolic.stopping.dense.optimum import DenseStopping as DenseStopping
