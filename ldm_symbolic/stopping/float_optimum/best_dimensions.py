"""min E(k, ·) in float64 for every k, to tell which latent dimensions can be the best.

Tested in `tests/stopping/test_optimum.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ldm_symbolic.floats import Floats
from ldm_symbolic.stopping.float_optimum.brackets import Bracket, increasing_root, slope_and_change
from ldm_symbolic.stopping.float_optimum.optima import Optima
from ldm_symbolic.stopping.modes.float_modes import FloatModes

_NEAR = 1e-9
"""Relative errors of a minimum found by branch and bound in floats, with much to spare."""

_ROUNDING = 2.0**-48


def near_best(errors: Floats, doubts: Floats) -> list[int]:
    """The k whose least error may be the least of all.

    Args:
        errors: the least error of each k, axes (dimension,).
        doubts: by how much it may be wrong.

    >>> near_best(np.array([3.0, 1.0, 1.1]), np.array([0.1, 0.1, 0.0]))
    [2, 3]
    """
    return [int(place) + 1 for place in np.flatnonzero(errors - doubts <= np.min(errors + doubts))]


def convex_errors(convex: Optima, lost: Floats) -> tuple[Floats, Floats]:
    """The least errors where E is convex, and how much they may be wrong.

    Args:
        convex: x*(k) and the kept error there.
        lost: Σ_{j>k} λ_j for those k.
    """
    known = np.isfinite(convex.loose) & np.isfinite(convex.error)
    errors = np.where(known, convex.error + lost, 0.0)
    return errors, np.where(known, convex.error_loose + _ROUNDING * errors, np.inf)


def other_errors(modes: FloatModes, found: Mapping[int, Sequence[Bracket]], first: int) -> tuple[Floats, Floats]:
    """The same for the k from some on, where E need not be convex.

    Args:
        modes: the modes of the problem.
        found: brackets that can hold a minimum inside; none where it is at an end of the horizon.
        first: the least k.
    """
    wanted = range(first, len(modes.true) + 1)
    errors = np.array([_least(modes.part(slice(kept)), found.get(kept, ())) for kept in wanted])
    return errors, _NEAR * errors + _NEAR**2 * modes.true.sum()


def _least(modes: FloatModes, found: Sequence[Bracket]) -> float:
    """The least error at the ends of the horizon and at the zeros of the slope in the brackets."""
    inside = [
        increasing_root(lambda rho: slope_and_change(modes, rho), b.low, b.high, (b.low + b.high) / 2, 1e-8)
        for b in found
    ]
    rho: Floats = np.clip([0.0, modes.horizon, *inside], 0.0, modes.horizon)
    errors: Floats = modes.mode_errors(modes.motion(rho)).sum(axis=0)
    return float(errors.min() + modes.lost[-1, 0])
