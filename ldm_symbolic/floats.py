"""The types of arrays, each by one name: what is computed in float64 wherever digits to spare are not asked for.

Tested in `tests/stopping/modes/test_float_modes.py`.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Mask: TypeAlias = NDArray[np.bool_]
Complexes: TypeAlias = NDArray[np.complex128]
