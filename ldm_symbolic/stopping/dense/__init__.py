"""When to stop where the covariances share no axes: the error, and its minimum over level and k."""

from __future__ import annotations

from ldm_symbolic.stopping.dense.law import DenseLaw as DenseLaw
from ldm_symbolic.stopping.dense.optimum import DenseStopping as DenseStopping
