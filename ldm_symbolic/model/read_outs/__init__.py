"""How the sample is read, on which path the data was noised, and the variance that is read."""

from __future__ import annotations

from ldm_symbolic.model.read_outs.kinds import AS_IT_IS as AS_IT_IS
from ldm_symbolic.model.read_outs.kinds import Path as Path
from ldm_symbolic.model.read_outs.kinds import ReadOut as ReadOut
