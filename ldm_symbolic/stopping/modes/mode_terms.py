"""The error of one mode and its derivative, as the model derives them, in whatever arithmetic the numbers have.

Each function takes the gap v - λ, the root √v and the deviation s: arrays of floats, numbers of mpmath, or balls.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ldm_symbolic.stopping.modes.derived import mismatch, root_gap

Term = Callable[[Any, Any, Any], Any]


def root_gap_of() -> Term:
    """√v - s, whose square is the error of the mode, where √v + s > 0.

    >>> root_gap_of()(3.0, 2.0, 1.0)
    1.0
    """
    return root_gap


def mismatch_of() -> Term:
    """1 - s/√v, the derivative of the error in v, where v > 0.

    >>> mismatch_of()(3.0, 2.0, 1.0)
    0.5
    """
    return mismatch
