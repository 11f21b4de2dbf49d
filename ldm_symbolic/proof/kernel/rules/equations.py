"""Rules for the linear differential equation that a variance obeys: V' = p V + q, V(lo) = start.

Tested in `tests/proof/kernel/test_rules.py`.
"""

from __future__ import annotations

from typing import Any

from sympy import Expr
from sympy.logic.boolalg import Boolean

from ldm_symbolic.proof.kernel.door import admit
from ldm_symbolic.proof.kernel.fact import Fact, RuleError, _mint_defined, recorded, require_absent, require_conclusion
from ldm_symbolic.proof.language.build import ge, le, plainly
from ldm_symbolic.proof.language.conditions import conjuncts, meaning, meanings, without
from ldm_symbolic.proof.language.predicate import Identity, IsDerivative, SolvesLinearODE
from ldm_symbolic.proof.language.remake import plus, times
from ldm_symbolic.proof.language.terms import free, substitute


@recorded
def only_solution(equation: SolvesLinearODE, candidate: Expr, slope: Fact, start: Fact) -> Fact:
    """Return that the solution of a linear equation is a candidate that satisfies it.

    Theorem: a linear initial value problem with continuous coefficients has one solution.

    Args:
        equation: SolvesLinearODE(V, p, q, v, (t, lo, hi)), which becomes a hypothesis.
        candidate: W, an expression in t.
        slope: ... |- IsDerivative(W, p W + q, (t, lo, hi)).
        start: ... |- Identity(W(lo), v).
    Returns:
        equation, lo <= t, t <= hi, ... |- Identity(V, W).
    Raises:
        RuleError: if the candidate is not shown to satisfy the equation and the initial condition.
    """
    equation, candidate, slope, start = admit(only_solution, equation, candidate, slope, start)
    unknown, rate, source, initial, limits = equation.args
    time, lower, upper = limits
    require_conclusion(slope, IsDerivative(candidate, plus(times(rate, candidate), source), limits))
    require_conclusion(start, Identity(substitute(candidate, {time: lower}), initial))
    hypotheses = [equation, *slope.hypotheses, *start.hypotheses, le(lower, time), le(time, upper)]
    require_absent([time], [*slope.hypotheses, *start.hypotheses], "the equation is needed at every time")
    return _mint_defined(hypotheses, Identity(unknown, candidate), rule="only_solution", premises=[slope, start])


@recorded
def stays(equation: SolvesLinearODE, bound: Expr, forcing: Fact, start: Fact, *, above: bool) -> Fact:
    """Return that a solution stays on the side of a constant across which its equation does not push it.

    Theorem: a solution of a linear equation whose forcing and start are of one sign is of that sign.

    W = V - c solves W' = p W + (p c + q); with P a primitive of p,
    W(t) = e^{P(t)} (e^{-P(lo)} W(lo) + ∫ e^{-P} (p c + q)), which is >= 0 if W(lo) >= 0 and p c + q >= 0.

    Args:
        equation: SolvesLinearODE(V, p, q, v, (t, lo, hi)), which becomes a hypothesis.
        bound: c, free of t.
        forcing: lo <= t, t <= hi, ... |- p c + q >= 0.
        start: ... |- v >= c.
        above: whether it stays above the constant; else all signs are turned.
    Returns:
        equation, lo <= t, t <= hi, ... |- V >= c.
    Raises:
        RuleError: if the pieces do not fit, or t is free in another hypothesis.

    >>> from sympy import Function, Ge, Integer
    >>> from ldm_symbolic.proof.kernel.decide import prove
    >>> from ldm_symbolic.notation import time
    >>> V = Function("V", real=True)(time)
    >>> equation = SolvesLinearODE(V, -1, 2, 1, (time, 0, 1))
    >>> forcing, start = (prove([], Ge(1, bound, evaluate=False)) for bound in (0, 1))
    >>> stays(equation, Integer(1), forcing, start, above=True).conclusion
    V(t) >= 1
    """
    equation, bound, forcing, start, above = admit(stays, equation, bound, forcing, start, above)
    unknown, rate, source, initial, (time, lower, upper) = equation.args
    relation = ge if above else le
    if time in free(bound):
        raise RuleError(f"the bound `{bound}` depends on `{time}`")
    require_conclusion(forcing, relation(plus(times(rate, bound), source), 0))
    require_conclusion(start, relation(initial, bound))
    guard: list[Boolean] = [le(lower, time), le(time, upper)]
    kept = [*without(forcing.hypotheses, guard), *start.hypotheses]
    require_absent([time], kept, "the equation is needed at every time")
    hypotheses = [equation, *kept, *guard]
    return _mint_defined(hypotheses, relation(unknown, bound), rule="stays", premises=[forcing, start])


@recorded
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
    equation = admit(initial_value, equation)
    unknown, _, _, initial, (time, lower, upper) = equation.args
    conclusion = Identity(substitute(unknown, {time: lower}), initial)
    return _mint_defined([equation, le(lower, upper)], conclusion, rule="initial_value")


@recorded
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
    equation, rate, ends, inside, same = admit(restricted, equation, rate, ends, inside, same)
    unknown, old, source, _, (time, lower, upper) = equation.args
    first, last = ends
    shown = meanings(conjuncts([inside.conclusion]))
    for condition in (le(lower, first), le(last, upper)):
        if plainly(condition) is not True and meaning(condition) not in shown:
            raise RuleError(f"`{inside.conclusion}` does not show `{condition}`")
    require_conclusion(same, Identity(old, rate))
    kept = without(same.hypotheses, [le(first, time), le(time, last)])
    require_absent([time], [*kept, *inside.hypotheses], "the rates must agree at every time")
    conclusion = SolvesLinearODE(unknown, rate, source, substitute(unknown, {time: first}), (time, first, last))
    return _mint_defined([equation, *inside.hypotheses, *kept], conclusion, rule="restricted", premises=[inside, same])
