"""Rules for a linear equation on a part of its interval, so that solutions can be put together piece by piece."""

from __future__ import annotations

from typing import Any

from sympy import Expr, Le

from ldm_symbolic.proof.kernel.decide import _mint_defined
from ldm_symbolic.proof.kernel.fact import Fact, RuleError, conjuncts, oriented, require_absent, require_fact, without
from ldm_symbolic.proof.kernel.rules.derivatives import require_conclusion
from ldm_symbolic.proof.language.predicate import Identity, SolvesLinearODE
from ldm_symbolic.proof.language.terms import free, substitute


def initial_value(equation: SolvesLinearODE) -> Fact:
    """Return that a solution has its initial value.

    Theorem: the definition of an initial value problem.

        equation, lo <= hi |- V(lo) = v

    >>> from sympy import Function
    >>> from ldm_symbolic.notation import time
    >>> V = Function("V", real=True)(time)
    >>> initial_value(SolvesLinearODE(V, -1, 2, 1, (time, 0, 1))).conclusion
    Identity(V(0), 1)
    """
    unknown, _, _, initial, (time, lower, upper) = _parts(equation)
    conclusion = Identity(substitute(unknown, {time: lower}), initial)
    return _mint_defined([equation, Le(lower, upper)], conclusion, rule="initial_value")


def restricted(equation: SolvesLinearODE, rate: Expr, ends: tuple[Any, Any], *, inside: Fact, same: Fact) -> Fact:
    """Return that a solution also solves the equation on a part of the interval, with a rate that agrees there.

    Theorem: a solution on an interval is one on any part of it, and only the values of the coefficients matter.

    Continuity and (one-sided) derivatives on an interval are those on any part of it.

    Args:
        equation: SolvesLinearODE(V, p, q, v, (t, lo, hi)), which becomes a hypothesis.
        rate: p', an expression in t.
        ends: lo' and hi', free of t.
        inside: ... |- lo <= lo' and hi' <= hi.
        same: lo' <= t, t <= hi', ... |- Identity(p, p').
    Returns:
        equation, ... |- SolvesLinearODE(V, p', q, V(lo'), (t, lo', hi')).
    Raises:
        RuleError: if the part is not shown to lie inside, the rates not to agree, or t is free in a hypothesis.
    """
    unknown, old, source, _, (time, lower, upper) = _parts(equation)
    first, last = ends
    if time in free(first) | free(last):
        raise RuleError(f"the ends `{first}` and `{last}` depend on `{time}`")
    shown = {oriented(part) for part in conjuncts([require_fact(inside).conclusion])}
    for condition in (Le(lower, first), Le(last, upper)):
        if condition not in (True, *shown) and oriented(condition) not in shown:
            raise RuleError(f"`{inside.conclusion}` does not show `{condition}`")
    require_conclusion(same, Identity(old, rate))
    kept = without(same.hypotheses, [Le(first, time), Le(time, last)])
    require_absent([time], [*kept, *inside.hypotheses], "the rates must agree at every time")
    conclusion = SolvesLinearODE(unknown, rate, source, substitute(unknown, {time: first}), (time, first, last))
    return _mint_defined([equation, *inside.hypotheses, *kept], conclusion, rule="restricted", premises=[inside, same])


def _parts(equation: Any) -> tuple[Any, ...]:
    if not isinstance(equation, SolvesLinearODE):
        raise RuleError(f"`{equation}` is not a linear equation with an initial value")
    return equation.args
