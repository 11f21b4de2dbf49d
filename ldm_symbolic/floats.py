"""Arrays in float64: their types, each by one name, and sums and products with what rounding took away.

Every operation is one of Dekker's or Knuth's: free of error but for underflow.

Tested in `tests/stopping/float_optimum/test_one_minimum.py` and `tests/stopping/surface/test_blocks.py`.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Mask: TypeAlias = NDArray[np.bool_]
Complexes: TypeAlias = NDArray[np.complex128]

_SPLIT = 134217729.0  # 2^27 + 1


def two_sum(left: Floats, right: Floats) -> tuple[Floats, Floats]:
    """Sums, and what is to be added to them to be exact."""
    total = left + right
    virtual = total - left
    return total, (left - (total - virtual)) + (right - virtual)


def two_product(left: Floats, right: Floats) -> tuple[Floats, Floats]:
    """Products, and what is to be added to them to be exact."""
    high = left * right
    scaled = _SPLIT * left
    a = scaled - (scaled - left)
    scaled = _SPLIT * right
    b = scaled - (scaled - right)
    return high, ((a * b - high) + a * (right - b) + (left - a) * b) + (left - a) * (right - b)


def running_sums(terms: Floats) -> Floats:
    """Sums of the first n numbers for each n, as if made with twice the digits.

    >>> running_sums(np.array([1.0, 1e-16, 1e-16])).tolist()
    [1.0, 1.0, 1.0000000000000002]
    """
    high = np.cumsum(terms)
    before = np.concatenate([np.zeros(1), high[:-1]])
    virtual = high - before
    return np.asarray(high + np.cumsum((before - (high - virtual)) + (terms - virtual)))
