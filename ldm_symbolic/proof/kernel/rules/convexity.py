"""Rules for convex functions on a closed interval: how to show convexity by slopes, and what one slope then tells.

Convexity of a sum follows mode by mode, so that these rules carry a one-mode fact to every k.

Tested in `tests/proof/kernel/test_rules.py`.
"""

from __future__ import annotations

from collections.abc import Iterable

from sympy import Expr

from ldm_symbolic.proof.kernel.door import admit
from ldm_symbolic.proof.kernel.fact import Fact, RuleError, _mint_defined, recorded
from ldm_symbolic.proof.kernel.rules.derivatives import _mint_from, derivative_of, generalised
from ldm_symbolic.proof.language.build import both, equivalent, ge, gt, le, lt
from ldm_symbolic.proof.language.conditions import meaning, meanings
from ldm_symbolic.proof.language.keys import key, same
from ldm_symbolic.proof.language.predicate import Convex, Minimises, NonDecreasing, NonIncreasing
from ldm_symbolic.proof.language.terms import substitute


@recorded
def convex_by_slopes(first: Fact, second: Fact, sign: Fact) -> Fact:
    """Return that a function is convex from the sign of its second derivative.

    Theorem: a function whose derivative does not fall is convex.

    f'' >= 0 is needed inside the interval only.

    Args:
        first: ... |- IsDerivative(f, g, (x, lo, hi)).
        second: ... |- IsDerivative(g, h, (x, lo, hi)).
        sign: lo < x, x < hi, ... |- h >= 0 or h > 0; lo <= x and x <= hi will do.
    Raises:
        RuleError: if the pieces do not fit together.

    >>> from ldm_symbolic.proof.kernel.decide import prove
    >>> from ldm_symbolic.notation import noise
    >>> from ldm_symbolic.proof.language.predicate import IsDerivative
    >>> first = IsDerivative(noise**3, 3 * noise**2, (noise, 0, 1))
    >>> second = IsDerivative(3 * noise**2, 6 * noise, (noise, 0, 1))
    >>> slopes = prove([first], first), prove([second], second)
    >>> convex_by_slopes(*slopes, prove([noise > 0], 6 * noise > 0)).conclusion
    Convex(x**3, (x, 0, 1))
    """
    first, second, sign = admit(convex_by_slopes, first, second, sign)
    function, slope, limits = derivative_of(first)
    again, bend, limits_again = derivative_of(second)
    if not (same(again, slope) and same(limits_again, limits)):
        raise RuleError(f"`{second.conclusion}` does not differentiate `{slope}` on {limits}")
    if meaning(sign.conclusion) not in meanings([ge(bend, 0), gt(bend, 0)]):
        raise RuleError(f"`{sign.conclusion}` does not show that `{bend}` is non-negative")
    hypotheses = [*first.hypotheses, *second.hypotheses, *generalised(sign, limits)]
    return _mint_defined(hypotheses, Convex(function, limits), rule="convex_by_slopes", premises=[first, second, sign])


@recorded
def slope_at(convex: Fact, slope: Fact, point: Expr, order: Iterable[Fact], *, says: type = Minimises) -> Fact:
    """Return that a convex function behaves on an interval as its slope at one point of it tells.

    Theorem: Fermat's on stationary points, and that the derivative of a convex function does not fall.

        Minimises(p, f, (x, lo, hi))  iff  f'(p) >= 0 or p = lo, and f'(p) <= 0 or p = hi

    At lo, f'(lo) >= 0 also says that f does not fall, and at hi, f'(hi) <= 0 that it does not rise.

    Args:
        convex: ... |- Convex(f, (x, lo, hi)).
        slope: ... |- IsDerivative(f, g, (x, lo, hi)).
        point: p: lo, or hi, or free of x.
        order: ... |- lo < hi at an end (on one point the slope means nothing), else ... |- lo < p and ... |- p < hi.
        says: `Minimises`; at lo also `NonDecreasing`, at hi also `NonIncreasing`.
    Raises:
        RuleError: if the facts are about different functions or ranges, or do not show where the point lies.

    >>> from sympy import Integer, Lt
    >>> from ldm_symbolic.proof.kernel.decide import prove
    >>> from ldm_symbolic.notation import noise, time
    >>> from ldm_symbolic.proof.language.predicate import IsDerivative
    >>> function = noise**2 - time * noise
    >>> slope = IsDerivative(function, 2 * noise - time, (noise, 0, 1))
    >>> slope = prove([slope], slope)
    >>> convex = prove([], Convex(function, (noise, 0, 1)))
    >>> slope_at(convex, slope, Integer(0), [prove([], Lt(0, 1, evaluate=False))], says=NonDecreasing).conclusion
    Equivalent(-t >= 0, NonDecreasing(-t*x + x**2, (x, 0, 1)))
    """
    convex, slope, point, order, says = admit(slope_at, convex, slope, point, order, says)
    function, derived, limits = derivative_of(slope)
    if not same(convex.conclusion, Convex(function, limits)):
        raise RuleError(f"`{convex.conclusion}` and `{slope.conclusion}` are not about the same function")
    variable, lower, upper = limits
    ends = key(lower), key(upper)
    wanted = [lt(lower, upper)] if key(point) in ends else [lt(lower, point), lt(point, upper)]
    if meanings(fact.conclusion for fact in order) != meanings(wanted):
        raise RuleError(f"`{wanted[0]}` or `{wanted[-1]}` is not shown")
    kinds: dict[type, Expr] = {Minimises: point, NonDecreasing: lower, NonIncreasing: upper}
    if says not in kinds or not same(kinds[says], point):
        raise RuleError(f"the slope at `{point}` says nothing about {says}")
    what = Minimises(point, function, limits) if says is Minimises else says(function, limits)
    there = substitute(derived, {variable: point})
    signs = [sense(there, 0) for sense, end in ((ge, upper), (le, lower)) if not same(point, end)]
    return _mint_from(equivalent(what, both(*signs)), "slope_at", convex, slope, *order)
