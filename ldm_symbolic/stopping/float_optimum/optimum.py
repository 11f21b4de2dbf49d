"""x*(k) in float64 for every k at once, and with it t*(k) = T - u*, where a²(u*) = x*(k); each row with bounds.

Where E is convex for every k its one zero of dE/dx is read off; else the best of several minima is taken.

Tested in `tests/stopping/float_optimum/test_one_minimum.py` and `test_several_minima.py`.
"""

from __future__ import annotations

from collections.abc import Callable

from ldm_symbolic.stopping.float_optimum.intervals import Held
from ldm_symbolic.stopping.float_optimum.laws import Law
from ldm_symbolic.stopping.float_optimum.one_minimum import Optima, optima
from ldm_symbolic.stopping.float_optimum.several_minima import optima_among


def optimum(law: Law, top: float, count: int, *, convex: bool, intervals: Callable[[], Held]) -> Optima:
    """x*(k) and the kept part of E(k, x*) for k = 1..D.

    Args:
        law: how the variances of the modes move.
        top: log(X/(1 - X)), where X is the noise level at which generation starts.
        count: D.
        convex: whether v is affine in x for every mode, so that E is convex for every k.
        intervals: where the minima inside can be, asked for where E is not known to be convex.
    """
    return optima(law.modes, top) if convex else optima_among(law, top, count, intervals())
