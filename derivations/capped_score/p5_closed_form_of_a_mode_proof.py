"""The equation (14) of one mode solved: uncapped up to t', under the cap from t' on, and the two pieces put together.

Up to t' the weight is 1/p, so the variance is that of the uncapped score; from t' on it is C, and the distance from
the balance 1/(2C-1) shrinks by e^{-(4C-2)(t-t')}. Each piece satisfies its equation, which has one solution.

Tested in `tests/derivations/capped_score/test_p4_capped_score_minimises.py`.
"""

from __future__ import annotations

from functools import cache, partial

from sympy import And, Expr, Integer, Max, Or, Symbol, exp, sqrt
from sympy.logic.boolalg import Boolean

from ldm_symbolic.derivations.capped_score.p5_closed_form_of_a_mode import (
    EQUATION,
    HORIZON_SHORT,
    NEVER,
    THROUGHOUT,
    TOO_LARGE,
    WORST,
)
from ldm_symbolic.derivations.capped_score.p5_equation_of_a_mode import PRINTED, SETTING, SOLVED, believed, switch
from ldm_symbolic.derivations.capped_score.variance_at_the_end import (
    BALANCE,
    SIGNAL,
    V,
    above,
    at_time,
    b,
    capped_from,
    coefficients,
    decay,
    final,
    later,
    q,
    r,
    signal_at,
    start,
    switch_time,
    uncapped,
    uncapped_signal,
    z,
)
from ldm_symbolic.derivations.capped_score.variance_at_the_end_proof import switch_in_range, upper
from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.hypotheses import capped_mode
from ldm_symbolic.derivations.letters import C, T, t
from ldm_symbolic.model.weight import noised
from ldm_symbolic.notation import estimated_variance as lam
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
    stays_above,
    substitute,
)


@cache
def in_printed_form(case: tuple[Boolean, ...]) -> Fact:
    """V(T) in one of the three cases, in the printed form."""
    same = prove(SETTING, Identity(capped_from(switch), PRINTED))
    equal = prove((Identity(above, later), Identity(later, start)), Identity(above, start))
    joined = instantiate(equal, {above: V(T), later: capped_from(switch), start: PRINTED})
    return in_turn(Identity(V(T), PRINTED), [closed(case), same, joined], hypotheses=(*SETTING, *case, EQUATION))


@cache
def printed_form(*cases: tuple[Boolean, ...]) -> Fact:
    """V(T) in the printed form, whichever case it is."""
    setting = (*SETTING, Or(*(And(*case) for case in cases)), EQUATION)
    return by_logic(Identity(V(T), PRINTED), [in_printed_form(case) for case in cases], hypotheses=setting)


@cache
def stays_high() -> Fact:
    """At V = 1/(2C-1) no weight up to C pushes V down."""
    setting = (*capped_mode(), EQUATION, t >= 0, t <= T)
    weight = Symbol("w", real=True)
    rate, source = EQUATION.args[1:3]
    letters = prove((C > 1, weight >= 1 / C), (2 - 4 / weight) * BALANCE + 2 >= 0)
    here = instantiate(letters, {weight: (-4 / (rate - 2))})
    forcing = follows(rate * BALANCE + source >= 0, [here], hypotheses=(*capped_mode(), t >= 0, t <= T))
    kept = stays_above(EQUATION, BALANCE, forcing, prove([C > 1], Integer(1) >= BALANCE))
    return follows(V(t) >= BALANCE, [kept], hypotheses=setting)


@cache
def never_capped() -> Fact:
    """V without a cap, where C λ̂ >= 1."""
    letters = (C > 1, lam >= 0, q > 0, q < 1, Identity(r, 1), Identity(b, 1))
    whole = BALANCE + r * (uncapped_signal - BALANCE)
    same = prove(letters, Identity(whole, uncapped_signal.subs(b, 1)))
    zero = prove([Identity(exp(z), 1)], Identity(z, 0))
    steps = [
        instantiate(zero, {z: 2 * (T - switch_time)}),
        instantiate(one(), {z: (4 * C - 2) * (switch_time - T)}),
        instantiate(same, {b: signal_at(switch_time), r: decay(switch_time), **SIGNAL}),
    ]
    return in_turn(Identity(final, uncapped(T)), steps, hypotheses=(*capped_mode(), C * lam >= 1))


@cache
def too_large() -> Fact:
    """V > 2 λ̂ at the worst λ̂, when the cap is not active there."""
    letters = (q > 2 * sqrt(2) - 2, q < 1)
    big = prove(letters, uncapped_signal.subs({lam: WORST, b: 1}) > 2 * WORST)
    equal = prove((Identity(above, later), later > z), above > z)
    here = {name: substitute(term, SIGNAL) for name, term in ((later, uncapped(T, WORST)), (z, 2 * WORST))}
    at_worst = substitute(substitute(final, {lam: WORST}), SIGNAL)
    steps = [
        instantiate(instantiate(never_capped(), {lam: WORST}), SIGNAL),
        instantiate(big, SIGNAL),
        instantiate(equal, {above: at_worst, **here}),
    ]
    return in_turn(TOO_LARGE, steps, hypotheses=(C > 1, T > 0, HORIZON_SHORT, substitute(C * WORST >= 1, SIGNAL)))


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


CLOSED_FORM_PROOFS: Proofs = {
    "step-closed": partial(printed_form, NEVER, SOLVED),
    "closed-throughout": partial(printed_form, NEVER, THROUGHOUT, SOLVED),
    "closed-explicit": closed_form,
    "step-fraction-repaired": None,
    "step-above-repaired": None,
    "step-above-strictly": None,
    "lower": stays_high,
    "upper": upper,
    "horizon-sharp": too_large,
}
