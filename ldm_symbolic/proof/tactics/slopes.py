"""What one slope of a convex function tells, and one bound of a solution, under a name for each case.

Tested in `tests/proof/kernel/test_rules.py`.
"""

from __future__ import annotations

from sympy import Expr

from ldm_symbolic.proof.kernel.door import admit
from ldm_symbolic.proof.kernel.fact import Fact
from ldm_symbolic.proof.kernel.rules.derivatives import derivative_of
from ldm_symbolic.proof.language.predicate import Minimises, NonDecreasing, NonIncreasing, SolvesLinearODE
from ldm_symbolic.proof.tactics.discharging import slope_at, stays


def slope_at_start(convex: Fact, slope: Fact, order: Fact, *, says: type = NonDecreasing) -> Fact:
    """Return that a convex function behaves on an interval as its slope at the lower end tells.

        NonDecreasing(f, (x, lo, hi))  iff  f'(lo) >= 0;     Minimises(lo, f, (x, lo, hi))  iff  f'(lo) >= 0

    Args:
        convex: ... |- Convex(f, (x, lo, hi)).
        slope: ... |- IsDerivative(f, g, (x, lo, hi)).
        order: ... |- lo < hi; on a single point the slope means nothing.
        says: `NonDecreasing` or `Minimises`.
    Raises:
        RuleError: if the facts are about different functions or ranges.

    >>> from sympy import Lt
    >>> from ldm_symbolic.notation import noise, time
    >>> from ldm_symbolic.proof import Convex, derivative, prove
    >>> function = noise**2 - time * noise
    >>> slope = derivative(function, 2 * noise - time, (noise, 0, 1), hypotheses=[])
    >>> convex = prove([], Convex(function, (noise, 0, 1)))
    >>> slope_at_start(convex, slope, prove([], Lt(0, 1, evaluate=False))).conclusion
    Equivalent(-t >= 0, NonDecreasing(-t*x + x**2, (x, 0, 1)))
    """
    convex, slope, order, says = admit(slope_at_start, convex, slope, order, says)
    return slope_at(convex, slope, derivative_of(slope)[-1][1], [order], says=says)


def slope_at_end(convex: Fact, slope: Fact, order: Fact, *, says: type = NonIncreasing) -> Fact:
    """Return that a convex function behaves on an interval as its slope at the upper end tells.

    NonIncreasing(f, (x, lo, hi))  iff  f'(hi) <= 0;     Minimises(hi, f, (x, lo, hi))  iff  f'(hi) <= 0
    """
    convex, slope, order, says = admit(slope_at_end, convex, slope, order, says)
    return slope_at(convex, slope, derivative_of(slope)[-1][2], [order], says=says)


def slope_inside(convex: Fact, slope: Fact, point: Expr, above: Fact, below: Fact) -> Fact:
    """Return that a convex function is smallest at an inner point iff its slope vanishes there.

        lo < p, p < hi |- Minimises(p, f, (x, lo, hi))  iff  f'(p) = 0

    Args:
        convex, slope: as for `slope_at_start`.
        point: p, free of x.
        above: ... |- lo < p.
        below: ... |- p < hi.
    """
    return slope_at(convex, slope, point, [above, below], says=Minimises)


def stays_above(equation: SolvesLinearODE, bound: Expr, forcing: Fact, start: Fact) -> Fact:
    """Return that a solution stays above a constant at which its equation does not push it down.

        equation, lo <= t, t <= hi, ... |- V >= c

    Args:
        equation: SolvesLinearODE(V, p, q, v, (t, lo, hi)), which becomes a hypothesis.
        bound: c, free of t.
        forcing: lo <= t, t <= hi, ... |- p c + q >= 0.
        start: ... |- v >= c.
    Raises:
        RuleError: if the pieces do not fit, or t is free in another hypothesis.

    >>> from sympy import Function, Ge, Integer
    >>> from ldm_symbolic.proof.kernel.decide import prove
    >>> from ldm_symbolic.notation import time
    >>> V = Function("V", real=True)(time)
    >>> equation = SolvesLinearODE(V, -1, 2, 1, (time, 0, 1))
    >>> forcing, start = (prove([], Ge(1, bound, evaluate=False)) for bound in (0, 1))
    >>> stays_above(equation, Integer(1), forcing, start).conclusion
    V(t) >= 1
    """
    return stays(equation, bound, forcing, start, above=True)


def stays_below(equation: SolvesLinearODE, bound: Expr, forcing: Fact, start: Fact) -> Fact:
    """Return that a solution stays below a constant at which its equation does not push it up.

    As for `stays_above`, with all signs turned.
    """
    return stays(equation, bound, forcing, start, above=False)
