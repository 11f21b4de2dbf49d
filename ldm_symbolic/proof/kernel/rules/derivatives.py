"""Rules for derivatives, monotonicity and roots on a closed interval.

Derivatives are those of the function on the interval alone: at its ends they are one-sided.

Tested in `tests/proof/kernel/test_rules.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import reduce

from sympy import (
    Add,
    Expr,
    Integer,
    Mul,
    Piecewise,
    Pow,
    Sum,
    Symbol,
    Tuple,
    exp,
    log,
)  # fmt: skip
from sympy.core.function import AppliedUndef
from sympy.logic.boolalg import Boolean

from ldm_symbolic.proof.kernel.door import admit
from ldm_symbolic.proof.kernel.fact import Fact, RuleError, _mint_defined, recorded, require_absent, require_conclusion
from ldm_symbolic.proof.language.build import both, ge, gt, le, lt, ne
from ldm_symbolic.proof.language.conditions import conjuncts, meaning, meanings, without
from ldm_symbolic.proof.language.keys import nodes, same
from ldm_symbolic.proof.language.predicate import (
    Decreasing,
    ForEach,
    Identity,
    Increasing,
    IsDerivative,
    NonDecreasing,
    NonIncreasing,
    UniqueRoot,
)
from ldm_symbolic.proof.language.remake import minus, plus, power, summation, times
from ldm_symbolic.proof.language.terms import Limits, free, limits, substitute


@recorded
def derivative(function: Expr, slope: Expr, limits: Limits, smooth: Iterable[Fact], equal: Fact) -> Fact:
    """Return that one expression is the derivative of another on an interval, sums included.

    Theorem: the rules of differentiation; no denominator vanishes, and what stands under a root or a logarithm is
    positive.

    A finite sum is differentiated term by term. The side conditions are shown for every x of the interval and every
    term of a sum.

    Args:
        function, slope: f and g, expressions in x.
        limits: (x, lo, hi), x real and free in no other hypothesis.
        smooth: lo <= x, x <= hi, ... |- what `differentiated` needs of f there; together.
        equal: lo <= x, x <= hi, ... |- Identity(f', g), with f' as `differentiated` finds it.
    Raises:
        RuleError: if a side condition fails, or the derivative is not shown to equal the slope.

    >>> from sympy import sqrt
    >>> from ldm_symbolic.notation import noise
    >>> from ldm_symbolic.proof.kernel.decide import prove
    >>> slope, inside = 1 / (2 * sqrt(noise)), [noise >= 1, noise <= 2]
    >>> found, needed = differentiated(sqrt(noise), noise)
    >>> smooth, equal = prove(inside, needed[0]), prove(inside, Identity(found, slope))
    >>> derivative(sqrt(noise), slope, (noise, 1, 2), [smooth], equal).conclusion
    IsDerivative(sqrt(x), 1/(2*sqrt(x)), (x, 1, 2))
    """
    function, slope, limits, smooth, equal = admit(derivative, function, slope, limits, smooth, equal)
    predicate = IsDerivative(function, slope, limits)
    variable, lower, upper = predicate.args[-1]
    found, needed = differentiated(function, variable)
    require_conclusion(equal, Identity(found, slope))
    if not meanings(needed) <= meanings(conjuncts(fact.conclusion for fact in smooth)):
        raise RuleError(f"`{both(*needed)}` is needed for `{function}` to be differentiable, and not shown")
    premises = [*smooth, equal]
    everywhere = [le(lower, variable), le(variable, upper)]
    hypotheses = without((h for fact in premises for h in fact.hypotheses), everywhere)
    require_absent([variable], hypotheses, "cannot differentiate")
    return _mint_defined(hypotheses, predicate, rule="derivative", premises=premises)


def differentiated(term: Expr, variable: Symbol) -> tuple[Expr, tuple[Boolean, ...]]:
    """Return the derivative of a term, and the conditions under which there is one.

    Raises:
        RuleError: for a node whose derivative is not known.
    """
    needed: list[Boolean] = []
    found = _differentiated(term, variable, needed)
    return found, conjuncts(needed)


def _differentiated(term: Expr, variable: Symbol, needed: list[Boolean]) -> Expr:
    """Return the derivative of a term, and collect the conditions under which there is one.

    Args:
        needed: takes the conditions.
    Raises:
        RuleError: for a node whose derivative is not known.
    """
    if variable not in free(term):
        return Integer(0)
    if isinstance(term, Sum):
        index, lower, upper = limits(term)[0]
        if variable in free(lower) | free(upper):
            raise RuleError(f"the range of `{term}` depends on `{variable}`")
        inside: list[Boolean] = []
        body = _differentiated(term.function, variable, inside)
        needed += (ForEach(condition, (index, lower, upper)) for condition in inside)
        return summation(body, (index, lower, upper))
    if isinstance(term, Symbol):
        return Integer(1)
    if not isinstance(term, Add | Mul | Pow | exp | log):
        raise RuleError(f"`{term}` ({type(term).__name__}) is not known to be differentiable in `{variable}`")
    needed += _smooth(term)
    slopes = [_differentiated(arg, variable, needed) for arg in term.args]
    match term:
        case Add():
            return plus(*slopes)
        case Mul():
            return plus(*(reduce(times, [*term.args[:n], d, *term.args[n + 1 :]]) for n, d in enumerate(slopes)))
        case Pow():
            return times(term, times(times(slopes[0], term.exp), power(term.base, Integer(-1))))
        case exp():
            return times(term, slopes[0])
        case _:
            return times(power(term.args[0], Integer(-1)), slopes[0])


def _smooth(term: Expr) -> Iterator[Boolean]:
    """Yield the conditions under which a power or a logarithm is differentiable in what it is of."""
    if isinstance(term, log) or (isinstance(term, Pow) and not isinstance(term.exp, Integer)):
        yield gt(term.args[0], 0)
    elif isinstance(term, Pow) and term.exp.p < 0:
        yield ne(term.base, 0)


@recorded
def monotone_by_slope(slope: Fact, sign: Fact) -> Fact:
    """Return that a function is monotone from the sign of its derivative.

    Theorem: the mean value theorem; the sign is needed inside the interval only.

        f' >= 0: NonDecreasing,  f' > 0: Increasing,  f' <= 0: NonIncreasing,  f' < 0: Decreasing

    Args:
        slope: ... |- IsDerivative(f, g, (x, lo, hi)).
        sign: lo < x, x < hi, ... |- g >= 0 (or >, <=, <); lo <= x and x <= hi will do.
    Raises:
        RuleError: if the sign is of another expression, or x is free in another hypothesis.

    >>> from ldm_symbolic.notation import noise
    >>> from ldm_symbolic.proof.kernel.decide import prove
    >>> slope = IsDerivative(noise**2, 2 * noise, (noise, 0, 1))
    >>> monotone_by_slope(prove([slope], slope), prove([noise > 0], 2 * noise > 0)).conclusion
    Increasing(x**2, (x, 0, 1))
    """
    slope, sign = admit(monotone_by_slope, slope, sign)
    function, derived, limits = derivative_of(slope)
    kinds = {gt: Increasing, lt: Decreasing, ge: NonDecreasing, le: NonIncreasing}
    shown = meaning(sign.conclusion)
    kind = next((kind for relation, kind in kinds.items() if meaning(relation(derived, 0)) == shown), None)
    if kind is None:
        raise RuleError(f"`{sign.conclusion}` says nothing about the sign of the derivative `{derived}`")
    kept = generalised(sign, limits)
    hypotheses = [*slope.hypotheses, *kept]
    return _mint_defined(hypotheses, kind(function, limits), rule="monotone_by_slope", premises=[slope, sign])


@recorded
def derivative_of_difference(first: Fact, second: Fact) -> Fact:
    """Return the derivative of the difference of two functions whose derivatives are known, primitives included.

    Theorem: (f - g)' = f' - g'.

    With `monotone_by_slope` it compares integrals: f' >= g' on [a, b] gives f(b) - f(a) >= g(b) - g(a), whatever f
    and g are.

    Args:
        first, second: ... |- IsDerivative(f, f', (x, lo, hi)) and the same for g, over one range.
    Raises:
        RuleError: if the ranges differ.

    >>> from sympy import Function
    >>> from ldm_symbolic.notation import noise
    >>> from ldm_symbolic.proof.kernel.decide import prove
    >>> area = IsDerivative(Function("F", real=True)(noise), 3 * noise**2, (noise, 0, 1))
    >>> cube = IsDerivative(noise**3, 3 * noise**2, (noise, 0, 1))
    >>> derivative_of_difference(prove([area], area), prove([cube], cube)).conclusion
    IsDerivative(-x**3 + F(x), 0, (x, 0, 1))
    """
    first, second = admit(derivative_of_difference, first, second)
    (f, f_slope, limits), (g, g_slope, other) = derivative_of(first), derivative_of(second)
    if not same(limits, other):
        raise RuleError(f"the ranges {limits} and {other} differ")
    predicate = IsDerivative(minus(f, g), minus(f_slope, g_slope), limits)
    return _mint_from(predicate, "derivative_of_difference", first, second)


@recorded
def unique_root(rising: Fact, low: Fact, high: Fact, order: Fact) -> Fact:
    """Return that an increasing continuous function with a change of sign has exactly one zero.

    Theorem: the intermediate value theorem; strictly increasing functions are injective.

    Continuity is read off: sums, products, quotients, roots and exponentials are continuous where they are defined.

    Args:
        rising: ... |- Increasing(f, (x, lo, hi)).
        low: ... |- f(lo) <= 0 (or <).
        high: ... |- f(hi) >= 0 (or >).
        order: ... |- lo <= hi.
    Raises:
        RuleError: if the signs are of other values, or f is not built from continuous operations.

    >>> from sympy import Ge, Le
    >>> from ldm_symbolic.notation import noise
    >>> from ldm_symbolic.proof.kernel.decide import prove
    >>> rising = Increasing(noise**2 - 2, (noise, 1, 2))
    >>> low, high, order = (prove([], Le(*pair, evaluate=False)) for pair in ((-1, 0), (0, 2), (1, 2)))
    >>> unique_root(prove([rising], rising), low, prove([], Ge(2, 0, evaluate=False)), order).conclusion
    UniqueRoot(x**2 - 2, (x, 1, 2))
    """
    rising, low, high, order = admit(unique_root, rising, low, high, order)
    predicate = rising.conclusion
    if not isinstance(predicate, Increasing) or predicate.index.is_integer:
        raise RuleError(f"`{predicate}` does not say that a function of a real variable increases")
    function, (variable, lower, upper) = predicate.args
    _require_continuous(function, variable)
    at_lower, at_upper = (substitute(function, {variable: end}) for end in (lower, upper))
    require_conclusion(low, le(at_lower, 0), lt(at_lower, 0))
    require_conclusion(high, ge(at_upper, 0), gt(at_upper, 0))
    require_conclusion(order, le(lower, upper))
    conclusion = UniqueRoot(function, predicate.args[-1])
    return _mint_from(conclusion, "unique_root", rising, low, high, order)


def _require_continuous(function: Expr, variable: Symbol) -> None:
    for part in nodes(function):
        if isinstance(part, Piecewise | AppliedUndef) and variable in free(part):
            raise RuleError(f"`{part}` is not known to be continuous in `{variable}`")


def derivative_of(fact: Fact) -> tuple[Expr, Expr, Tuple]:
    """Return function, derivative and range of a fact about a derivative; RuleError if it is none."""
    conclusion = fact.conclusion
    if not isinstance(conclusion, IsDerivative):
        raise RuleError(f"`{conclusion}` is not about a derivative")
    return conclusion.args


def inside(limits: Tuple) -> list[Boolean]:
    """Return the hypotheses that a fact about every inner point of a range may use."""
    variable, lower, upper = limits
    return [le(lower, variable), le(variable, upper), lt(lower, variable), lt(variable, upper)]


def generalised(sign: Fact, limits: Tuple) -> tuple[Boolean, ...]:
    """Return the hypotheses of a fact about every inner point of a range, without the range."""
    kept = without(sign.hypotheses, inside(limits))
    require_absent([limits[0]], kept, "cannot generalise")
    return kept


def _mint_from(conclusion: Boolean, rule: str, *facts: Fact) -> Fact:
    """Make the Fact that a rule draws from facts under all of their hypotheses. For the rules alone."""
    hypotheses = [hypothesis for fact in facts for hypothesis in fact.hypotheses]
    return _mint_defined(hypotheses, conclusion, rule=rule, premises=facts)
