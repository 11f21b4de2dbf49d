"""When to stop, chosen from the samples that gave the estimate alone: rules, and the shrinkage in one of them."""

from __future__ import annotations

from ldm_symbolic.stopping.rules.levels import OFFERED as OFFERED
from ldm_symbolic.stopping.rules.levels import RULES as RULES
from ldm_symbolic.stopping.rules.levels import levels_of as levels_of
from ldm_symbolic.stopping.rules.shrinkage import nonlinear_shrinkage as nonlinear_shrinkage
