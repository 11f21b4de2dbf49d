"""The equation (14) of one mode solved: uncapped up to t', under the cap from t' on, and the two pieces put together.

Up to t' the weight is 1/p, so the variance is that of the uncapped score; from t' on it is C, and the distance from
the balance 1/(2C-1) shrinks by e^{-(4C-2)(t-t')}. Each piece satisfies its equation, which has one solution.

Tested in `tests/derivations/capped_score/test_capped_score_minimises.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import Expr, Integer, Max, Symbol, exp
from sympy.logic.boolalg import Boolean

from ldm_symbolic.derivations.capped_score.variance_at_the_end import (
    BALANCE,
    SIGNAL,
    C,
    T,
    above,
    b,
    capped_from,
    decay,
    final,
    lam,
    later,
    q,
    r,
    signal_at,
    start,
    switch_in_range,
    switch_time,
    t,
    uncapped,
    uncapped_signal,
    z,
)
from ldm_symbolic.derivations.capped_score.variance_stays_on_its_side_of_one import (
    V,
    at_time,
    closed_weight,
    coefficients,
    equation,
)
from ldm_symbolic.model.score import noised
from ldm_symbolic.proof import (
    Fact,
    Identity,
    by_logic,
    derivative,
    follows,
    in_turn,
    initial_value,
    instantiate,
    only_solution,
    prove,
    restricted,
    substitute,
)

switch = Symbol("t'", real=True)
EQUATION = equation(closed_weight)
believed = at_time(noised(lam))
"""p at T - t, the variance of the noised law in which the score believes."""
SETTING = (C > 1, T > 0, lam >= 0, switch >= 0, switch <= T)
AT_SWITCH = substitute(believed, {t: switch})
THROUGHOUT = (Identity(switch, 0), C * AT_SWITCH <= 1)
NEVER = (Identity(switch, T), C * AT_SWITCH >= 1)
SOLVED = (Identity(C * AT_SWITCH, 1),)
"""The cap is active from the start, not at all, or from the time on at which C p = 1."""


@cache
def phase(active: bool) -> Fact:
    """The weight on one side of a signal r at which C p(r) is 1, or on that side of 1: 1/p before it, C after it."""
    p, there = noised(lam, 1 - b), noised(lam, 1 - r)
    before = (b / r <= 1, C * there >= 1, Identity(Max(1 / C, p), p))
    after = (r / b <= 1, C * there <= 1, Identity(Max(1 / C, p), 1 / C))
    order, side, goal = after if active else before
    return prove((C > 1, lam >= 0, b > 0, b <= 1, r > 0, r <= 1, order, side), goal)


def candidate(active: bool) -> Expr:
    """V at a time before t', or after it."""
    first = uncapped(switch)
    return BALANCE + exp((4 * C - 2) * (switch - t)) * (first - BALANCE) if active else uncapped(t)


def piece(active: bool, ends: tuple[Expr, Expr], case: tuple[Boolean, ...], begun: Fact) -> Fact:
    """V on a part of [0, T] on which the weight is C, or 1/p."""
    rate, source = coefficients(C if active else at_time(1 / noised(lam)))
    setting, (low, high) = (*SETTING, *case), ends
    order = prove([z <= 0], exp(z) <= 1)
    known = [
        instantiate(order, {z: 2 * (switch - t) if active else 2 * (t - switch)}),
        instantiate(phase(active), {b: signal_at(t), r: signal_at(switch)}),
    ]
    same = in_turn(Identity(EQUATION.args[1], rate), known, hypotheses=(*setting, t >= low, t <= high))
    inside = prove(setting, substitute((b >= 0) & (r <= T), {b: low, r: high}))
    part = restricted(EQUATION, rate, ends, inside=inside, same=same)
    value = candidate(active)
    slope = derivative(value, rate * value + source, (t, *ends), hypotheses=setting)
    found = only_solution(part.conclusion, value, slope, begun)
    return in_turn(found.conclusion, [part, found], hypotheses=(*setting, EQUATION, t >= low, t <= high))


@cache
def one() -> Fact:
    """e^0 = 1."""
    return prove([Identity(z, 0)], Identity(exp(z), 1))


def begins(active: bool, case: tuple[Boolean, ...], known: list[Fact]) -> Fact:
    """A form of V starts where V does."""
    goal = Identity(substitute(candidate(active), {t: Integer(0)}), V(0))
    return in_turn(goal, [initial_value(EQUATION), *known], hypotheses=(*SETTING, *case, EQUATION))


@cache
def closed(case: tuple[Boolean, ...]) -> Fact:
    """V(T) in one of the three cases."""
    setting = (*SETTING, *case, EQUATION)
    goal = Identity(V(T), capped_from(switch))
    capped = BALANCE + r * (uncapped_signal - BALANCE)
    letters = (C > 1, lam >= 0, q > 0, q < 1, Identity(r, 1))
    if case == NEVER:
        whole = piece(False, (Integer(0), T), case, begins(False, case, []))
        same = prove((*letters, Identity(b, 1)), Identity(capped, uncapped_signal.subs(b, 1)))
        known = [instantiate(one(), {z: place * (switch - T)}) for place in (2, 4 * C - 2)]
        known.append(instantiate(same, {b: signal_at(switch), r: decay(switch), **SIGNAL}))
        equal = prove((Identity(above, later), Identity(start, later)), Identity(above, start))
        known.append(instantiate(equal, {above: V(T), later: uncapped(T), start: capped_from(switch)}))
        return in_turn(goal, [instantiate(whole, {t: T}), *known], hypotheses=setting)
    if case == THROUGHOUT:
        same = prove((*letters, Identity(b, q)), Identity(capped, 1))
        known = [instantiate(one(), {z: place * switch}) for place in (2, 4 * C - 2)]
        known.append(instantiate(same, {b: signal_at(switch), r: exp((4 * C - 2) * switch), **SIGNAL}))
        whole = piece(True, (Integer(0), T), case, begins(True, case, known))
        return in_turn(goal, [instantiate(whole, {t: T})], hypotheses=setting)
    first = instantiate(piece(False, (Integer(0), switch), case, begins(False, case, [])), {t: switch})
    then = follows(Identity(substitute(candidate(True), {t: switch}), V(switch)), [first], hypotheses=setting)
    whole = piece(True, (switch, T), case, then)
    return in_turn(goal, [instantiate(whole, {t: T})], hypotheses=setting)


@cache
def closed_form() -> Fact:
    """V(T) with t' written out."""
    zero = prove([Identity(exp(z), 1)], Identity(z, 0))
    at_end, at_start = (instantiate(zero, {z: term}) for term in (2 * (T - switch_time), 2 * switch_time))
    p_start = C * substitute(believed, {t: Integer(0)})
    cases: tuple[tuple[tuple[Boolean, ...], tuple[Boolean, ...], list[Fact]], ...] = (
        (NEVER, (C * lam >= 1,), [at_end]),
        (THROUGHOUT, (C * lam < 1, p_start <= 1), [at_start]),
        (SOLVED, (C * lam < 1, p_start > 1), []),
    )
    setting, goal = (C > 1, T > 0, lam >= 0, EQUATION), Identity(V(T), final)
    facts = [
        in_turn(
            goal,
            [switch_in_range(), *known, instantiate(closed(kind), {switch: switch_time})],
            hypotheses=(*setting, *case),
        )
        for kind, case, known in cases
    ]
    return by_logic(goal, facts, hypotheses=setting)
