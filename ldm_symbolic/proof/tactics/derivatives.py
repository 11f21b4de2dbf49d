"""Derivatives and roots, with what their rules need shown by the solvers.

Tested in `tests/proof/kernel/test_rules.py`.
"""

from __future__ import annotations

from collections.abc import Iterable

from sympy import Expr
from sympy.logic.boolalg import Boolean

from ldm_symbolic.proof.kernel import rules
from ldm_symbolic.proof.kernel.decide import prove
from ldm_symbolic.proof.kernel.door import admit
from ldm_symbolic.proof.kernel.fact import Fact, RuleError, require_absent
from ldm_symbolic.proof.kernel.rules.derivatives import differentiated
from ldm_symbolic.proof.kernel.rules.logic import by_logic
from ldm_symbolic.proof.language.build import both, le
from ldm_symbolic.proof.language.conditions import conjuncts
from ldm_symbolic.proof.language.predicate import Increasing, IsDerivative
from ldm_symbolic.proof.language.terms import Limits
from ldm_symbolic.proof.tactics.discharging import discharge
from ldm_symbolic.proof.tactics.sums import equal_sums


def derivative(function: Expr, slope: Expr, limits: Limits, *, hypotheses: Iterable[Boolean]) -> Fact:
    """Return that one expression is the derivative of another on an interval, sums included.

    No rule of its own: what the rule of this name needs is shown for every x of the interval.

    Args:
        function, slope: f and g, expressions in x.
        limits: (x, lo, hi), x real and free in no hypothesis.
        hypotheses: what the side conditions need.
    Raises:
        RuleError: if a side condition fails, or the derivative is not shown to equal the slope.

    >>> from sympy import sqrt
    >>> from ldm_symbolic.notation import noise
    >>> derivative(sqrt(noise), 1 / (2 * sqrt(noise)), (noise, 1, 2), hypotheses=[]).conclusion
    IsDerivative(sqrt(x), 1/(2*sqrt(x)), (x, 1, 2))
    """
    function, slope, limits, hypotheses = admit(derivative, function, slope, limits, hypotheses)
    variable, lower, upper = IsDerivative(function, slope, limits).args[-1]
    hypotheses = conjuncts(hypotheses)
    require_absent([variable], hypotheses, "cannot differentiate")
    inside = (*hypotheses, le(lower, variable), le(variable, upper))
    found, needed = differentiated(function, variable)
    smooth = [prove(inside, both(*needed))] if needed else []
    equal = equal_sums(found, slope, hypotheses=inside)
    return discharge(rules.derivative(function, slope, limits, smooth, equal))


def unique_root(rising: Fact, low: Fact, high: Fact) -> Fact:
    """Return that an increasing continuous function with a change of sign has exactly one zero.

    No rule of its own: that the range is not empty, and that there is a value on it, is shown from what the first fact
    assumes, and where that does not do from what all of them assume.

    Args:
        rising: ... |- Increasing(f, (x, lo, hi)).
        low: ... |- f(lo) <= 0 (or <).
        high: ... |- f(hi) >= 0 (or >).
    Raises:
        RuleError: if the signs are of other values, or f is not built from continuous operations.

    >>> from sympy import Ge, Le
    >>> from ldm_symbolic.notation import noise
    >>> rising = Increasing(noise**2 - 2, (noise, 1, 2))
    >>> low, high = prove([], Le(-1, 0, evaluate=False)), prove([], Ge(2, 0, evaluate=False))
    >>> unique_root(prove([rising], rising), low, high).conclusion
    UniqueRoot(x**2 - 2, (x, 1, 2))
    """
    rising, low, high = admit(unique_root, rising, low, high)
    if not isinstance(rising.conclusion, Increasing):
        raise RuleError(f"`{rising.conclusion}` does not say that a function increases")
    assumed = conjuncts(hypothesis for fact in (rising, low, high) for hypothesis in fact.hypotheses)
    wanted = le(rising.conclusion.lower, rising.conclusion.upper)
    try:
        found = rules.unique_root(rising, low, high, prove(rising.hypotheses, wanted))
        shown = [prove(rising.hypotheses, both(*found.needed))] if found.needed else []
        return by_logic(found.conclusion, [found, *shown], hypotheses=assumed)
    except RuleError:
        return discharge(rules.unique_root(rising, low, high, prove(assumed, wanted)))
