"""min E(k, ·) in float64 for every k, to tell which latent dimensions can be the best.

Tested in `tests/stopping/test_optimum.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ldm_symbolic.stopping.brackets import Bracket, increasing_root, slope_and_change
from ldm_symbolic.stopping.cells import Optima
from ldm_symbolic.stopping.float_modes import FloatModes, Floats

_NEAR = 1e-9
"""Relative errors of a minimum found by branch and bound in floats, with much to spare."""

_ROUNDING = 2.0**-48


def near_best(convex: Optima | None, modes: FloatModes, found: Mapping[int, Sequence[Bracket]]) -> list[int]:
    """The k whose least error may be the least of all.

    Args:
        convex: x*(k) and the kept error there for k = 1..n; the errors of the other k are not convex.
        modes: the modes of the problem.
        found: brackets that can hold a minimum inside, for the other k; none where it is at an end of the horizon.
    """
    lost = modes.lost[:, 0]
    known = 0 if convex is None else len(convex.error)
    errors, doubts = np.empty(len(lost)), np.empty(len(lost))
    if convex is not None:
        errors[:known] = convex.error + lost[:known]
        doubts[:known] = convex.error_loose + _ROUNDING * errors[:known]
    for place in range(known, len(lost)):
        errors[place] = _least(modes.first(place + 1), found.get(place + 1, ()))
        doubts[place] = _NEAR * errors[place] + _NEAR**2 * modes.true.sum()
    return [int(place) + 1 for place in np.flatnonzero(errors - doubts <= np.min(errors + doubts))]


def _least(modes: FloatModes, found: Sequence[Bracket]) -> float:
    """The least error at the ends of the horizon and at the zeros of the slope in the brackets."""
    inside = [
        increasing_root(lambda rho: slope_and_change(modes, rho), b.low, b.high, (b.low + b.high) / 2, 1e-8)
        for b in found
    ]
    rho: NDArray[np.float64] = np.clip([0.0, modes.horizon, *inside], 0.0, modes.horizon)
    errors: Floats = modes.mode_errors(modes.motion(rho)).sum(axis=0)
    return float(errors.min() + modes.lost[-1, 0])
