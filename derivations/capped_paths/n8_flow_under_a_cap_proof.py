"""The proofs behind `n8_flow_under_a_cap`: the two pieces solve their equations, and a logarithm between its bounds.

Tested in `tests/derivations/capped_paths/test_capped_paths.py`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sympy import And, Expr, Ge, Implies, Integer, Symbol, exp, log

from ldm_symbolic.derivations.capped_paths.n8_flow_under_a_cap import (
    ABOVE,
    BEGINS,
    BOUND,
    EARLY,
    EQUATION,
    FREE,
    FROM,
    HELPS,
    LATE,
    NEVER,
    THROUGHOUT,
    UP_TO,
    at_moment,
    at_start,
    capped,
    coefficients,
    end,
    level,
    r,
    uncapped,
)
from ldm_symbolic.derivations.capped_score.p5_closed_form_of_a_mode_proof import one, phase
from ldm_symbolic.derivations.capped_score.p5_equation_of_a_mode import AT_SWITCH, SETTING, switch
from ldm_symbolic.derivations.capped_score.variance_at_the_end import V, at_time, signal_at
from ldm_symbolic.derivations.capped_score.variance_at_the_end import b as signal
from ldm_symbolic.derivations.capped_score.variance_at_the_end import r as other
from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.concentration.p9_sample_variance_concentrates_proof import of_exponents
from ldm_symbolic.derivations.hypotheses import a_time, capped_mode
from ldm_symbolic.derivations.letters import C, T, t
from ldm_symbolic.model.weight import noised
from ldm_symbolic.notation import estimated_variance as lam
from ldm_symbolic.proof import (
    Fact,
    Identity,
    SolvesLinearODE,
    at,
    by_logic,
    derivative,
    in_turn,
    initial_value,
    instantiate,
    monotone_by_slope,
    only_solution,
    prove,
    restricted,
    substitute,
)

a, w, y, z = (Symbol(letter, real=True) for letter in "awyz")
zero = Integer(0)


def piece(
    value: Expr, begun: Fact, *, active: bool, equation: SolvesLinearODE = EQUATION, of: Any = coefficients
) -> Fact:
    """V on [0, t'] or on [t', T], where the weight is 1/p, or C, of an equation with coefficients of the weight."""
    rate, source = of(C if active else at_time(1 / noised(lam)))
    case, (low, high) = (BOUND, (switch, T)) if active else (FREE, (zero, switch))
    setting = (*SETTING, case)
    order = instantiate(prove([z <= 0], exp(z) <= 1), {z: 2 * (switch - t) if active else 2 * (t - switch)})
    known = [order, instantiate(phase(active), {signal: signal_at(t), other: signal_at(switch)})]
    same = in_turn(Identity(equation.args[1], rate), known, hypotheses=(*setting, t >= low, t <= high))
    inside = prove(setting, substitute((y >= 0) & (z <= T), {y: low, z: high}))
    part = restricted(equation, rate, (low, high), inside=inside, same=same)
    slope = derivative(value, rate * value + source, (t, low, high), hypotheses=setting)
    found = only_solution(part.conclusion, value, slope, begun)
    return in_turn(found.conclusion, [part, found], hypotheses=(*setting, equation, t >= low, t <= high))


@cache
def before() -> Fact:
    """p(T-t)/p(T) solves the equation, and is 1 at 0."""
    begun = in_turn(
        Identity(substitute(uncapped, {t: zero}), V(0)),
        [initial_value(EQUATION)],
        hypotheses=(*SETTING, FREE, EQUATION),
    )
    return piece(uncapped, begun, active=False)


@cache
def after() -> Fact:
    """An exponential solves it under the cap."""
    started = instantiate(one(), {z: -2 * (C - 1) * (switch - switch)})
    begun = in_turn(
        Identity(substitute(capped, {t: switch}), V(switch)), [started], hypotheses=(*SETTING, BOUND, EQUATION)
    )
    return piece(capped, begun, active=True)


moment = T - log(level) / 2
"""t', written out."""


@cache
def in_range() -> Fact:
    """0 <= t' <= T, and C p = 1 there."""
    sign = prove([exp(-z) <= 1], z >= 0)
    ends = [instantiate(sign, {z: part}) for part in (2 * moment, 2 * (T - moment))]
    sizes = prove(LATE, And(level >= 1, level > 0))
    solved = Identity(C * at_moment(moment), 1)
    return in_turn(And(moment >= 0, moment <= T, solved), [sizes, *ends], hypotheses=LATE)


@cache
def begins() -> Fact:
    """The first piece at t', then the second from there to T."""
    given = (*LATE, EQUATION)
    at_switch = instantiate(instantiate(before(), {t: switch}), {switch: moment})
    last = instantiate(instantiate(after(), {t: T}), {switch: moment})
    chain = prove(
        (C > 1, w > 0, Identity(y, a / w), Identity(C * a, 1), Identity(z, y * other)), Identity(z, other / (C * w))
    )
    decay = last.conclusion.args[1] / V(moment)
    same = prove(LATE, Identity(decay, exp(-(C - 1) * log(level))))
    chain = instantiate(
        chain, {w: at_start, y: V(moment), a: at_moment(moment), z: V(T), other: exp(-(C - 1) * log(level))}
    )
    size = prove(LATE, at_start > 0)
    return in_turn(Identity(V(T), end), [in_range(), at_switch, last, same, size, chain], hypotheses=given)


@cache
def tangent() -> Fact:
    """e^z >= 1 + z for z >= 0."""
    rises = monotone_by_slope(
        derivative(exp(w) - 1 - w, exp(w) - 1, (w, zero, z), hypotheses=(z >= 0,)), prove((w >= 0,), exp(w) - 1 >= 0)
    )
    return in_turn(exp(z) >= 1 + z, [rises, at(rises.conclusion, zero, z)], hypotheses=(z >= 0,))


@cache
def above_the_parabola() -> Fact:
    """e^z >= 1 + z + z²/2 for z >= 0, for its slope is e^z - 1 - z."""
    slope = exp(w) - 1 - w
    sign = in_turn(slope >= 0, [instantiate(tangent(), {z: w})], hypotheses=(w >= 0,))
    rises = monotone_by_slope(derivative(exp(w) - 1 - w - w**2 / 2, slope, (w, zero, z), hypotheses=(z >= 0,)), sign)
    return in_turn(exp(z) >= 1 + z + z**2 / 2, [rises, at(rises.conclusion, zero, z)], hypotheses=(z >= 0,))


@cache
def second_order() -> Fact:
    """(1 + z) e^{-z + z²/2} >= 1 for z >= 0, for its slope is z² e^{-z + z²/2}."""
    left, slope = (1 + w) * exp(-w + w**2 / 2), w**2 * exp(-w + w**2 / 2)
    rises = monotone_by_slope(
        derivative(left, slope, (w, zero, z), hypotheses=(z >= 0,)), prove((w >= 0,), Ge(slope, 0, evaluate=False))
    )
    return in_turn(substitute(left, {w: z}) >= 1, [rises, at(rises.conclusion, zero, z)], hypotheses=(z >= 0,))


@cache
def kept() -> Fact:
    """e^z <= 1 + a/(C-1) gives e^{-(C-1) z} >= e^{-a}."""
    given = (C > 1, z >= 0, exp(z) <= 1 + a / (C - 1))
    order = in_turn((C - 1) * z <= a, [tangent()], hypotheses=given)
    negative = prove((C > 1, (C - 1) * z <= a), -a <= -(C - 1) * z)
    ordered = of_exponents(in_turn(negative.conclusion, [order, negative], hypotheses=given))
    return in_turn(exp(-(C - 1) * z) >= exp(-a), [ordered], hypotheses=given)


@cache
def kept_at_most() -> Fact:
    """e^z = 1 + y gives e^{-(C-1) z} <= e^{-a} for a <= (C-1)(y - y²/2)."""
    given = (C > 1, y >= 0, Identity(exp(z), 1 + y), a <= (C - 1) * (y - y**2 / 2))
    whole = in_turn(exp(z) * exp(-y + y**2 / 2) >= 1, [instantiate(second_order(), {z: y})], hypotheses=given)
    sign = instantiate(prove((exp(-w) <= 1,), w >= 0), {w: z - y + y**2 / 2})
    turned = prove((exp(z) * exp(-y + y**2 / 2) >= 1,), exp(-(z - y + y**2 / 2)) <= 1)
    order = in_turn(z - y + y**2 / 2 >= 0, [whole, turned, sign], hypotheses=given)
    product = prove((C > 1, z - y + y**2 / 2 >= 0, given[-1]), -(C - 1) * z <= -a)
    return of_exponents(in_turn(product.conclusion, [order, product], hypotheses=given))


@cache
def form() -> Fact:
    """Both pieces."""
    goal = And(Implies(And(FREE, t <= switch), UP_TO), Implies(And(BOUND, t >= switch), FROM))
    defined = prove((*SETTING, *a_time()), And(FREE | (C * AT_SWITCH < 2), BOUND | (C * AT_SWITCH > 0)))
    return by_logic(goal, [defined, before(), after()], hypotheses=(*SETTING, EQUATION, *a_time()))


@cache
def never() -> Fact:
    """t' = T."""
    free = instantiate(instantiate(before(), {t: switch}), {switch: T})
    return in_turn(NEVER, [free], hypotheses=(*capped_mode(), C * lam >= 1, EQUATION))


@cache
def throughout() -> Fact:
    """t' = 0."""
    bound = instantiate(instantiate(after(), {t: T}), {switch: zero})
    same = prove((Identity(a, 1), Identity(w, a * y)), Identity(w, y))
    same = instantiate(same, {a: V(0), w: V(T), y: exp(-2 * (C - 1) * T)})
    return in_turn(THROUGHOUT, [initial_value(EQUATION), bound, same], hypotheses=(*capped_mode(), *EARLY, EQUATION))


@cache
def at_the_end() -> Fact:
    """The three cases."""
    goal = And(Implies(C * lam >= 1, NEVER), Implies(And(*LATE[3:]), BEGINS), Implies(And(*EARLY), THROUGHOUT))
    return by_logic(goal, [never(), begins(), throughout()], hypotheses=(*capped_mode(), EQUATION))


@cache
def lower() -> Fact:
    """Without the cap V_T is at least 1/C; what the cap leaves is at least 1/e."""
    goal = V(T) >= exp(-1) / C
    least = instantiate(prove((z <= 0,), exp(z) <= 1), {z: Integer(-1)})
    large = prove((*capped_mode(), C * lam >= 1), lam / at_start >= 1 / C)
    more = prove((C > 1, w >= 1 / C, y <= 1), w >= y / C)
    more = instantiate(more, {w: lam / at_start, y: exp(-1)})
    first = in_turn(goal, [never(), large, least, more], hypotheses=(*capped_mode(), C * lam >= 1, EQUATION))

    sizes = prove(LATE, And(level >= 1, level <= 1 + 1 / (C - 1), at_start > 0, at_start <= 1))
    logarithm = instantiate(prove((exp(z) >= 1,), z >= 0), {z: log(level)})
    left = instantiate(kept(), {z: log(level), a: Integer(1)})
    share = prove((C > 1, w > 0, w <= 1, y > 0, z >= y), z / (C * w) >= y / C)
    share = instantiate(share, {w: at_start, y: exp(-1), z: exp(-(C - 1) * log(level))})
    second = in_turn(goal, [begins(), sizes, logarithm, left, share], hypotheses=(*LATE, EQUATION))

    bound = (*capped_mode(), *EARLY)
    short = prove(bound, exp(2 * T) <= 1 + 1 / (C - 1))
    left = instantiate(kept(), {z: 2 * T, a: Integer(1)})
    whole = prove((C > 1, Identity(w, y), y >= z, z > 0), w >= z / C)
    whole = instantiate(whole, {w: V(T), y: exp(-2 * (C - 1) * T), z: exp(-1)})
    third = in_turn(goal, [throughout(), short, left, whole], hypotheses=(*bound, EQUATION))
    return by_logic(goal, [first, second, third], hypotheses=(*capped_mode(), EQUATION))


def shares() -> list[Fact]:
    """What is used of C (1-λ̂)/(C-1) = 1 + (1-r)/(C-1)."""
    sizes = prove(LATE, And(level >= 1, at_start > 0, Identity(level, 1 + (1 - r) / (C - 1))))
    return [sizes, instantiate(prove((exp(z) >= 1,), z >= 0), {z: log(level)})]


@cache
def hurts() -> Fact:
    """C p(T) V_T >= e^{r-1}."""
    given = (*LATE, 4 * r * at_start < exp(r - 1))
    left = instantiate(kept(), {z: log(level), a: 1 - r})
    more = prove((C > 1, w > 0, 4 * C * lam * w < y, z >= y), z / (C * w) > 4 * lam)
    more = instantiate(more, {w: at_start, y: exp(r - 1), z: exp(-(C - 1) * log(level))})
    return in_turn(end > 4 * lam, [*shares(), left, more], hypotheses=given)


@cache
def helps() -> Fact:
    """C p(T) V_T <= e^{r-1} e^{(1-r)²/(2(C-1))}."""
    given = (*LATE, 4 * r * at_start >= ABOVE)
    excess = (1 - r) / (C - 1)
    room = 1 - r - (1 - r) ** 2 / (2 * (C - 1))
    left = instantiate(kept_at_most(), {z: log(level), y: excess, a: room})
    same = prove((C > 1,), room <= (C - 1) * (excess - excess**2 / 2))
    size = prove(LATE, And(excess >= 0, Identity(exp(log(level)), 1 + excess)))
    less = prove((C > 1, w > 0, 4 * C * lam * w >= y, z <= y), z / (C * w) <= 4 * lam)
    less = instantiate(less, {w: at_start, y: ABOVE, z: exp(-(C - 1) * log(level))})
    return in_turn(HELPS, [*shares(), size, left, same, less], hypotheses=given)


PROOFS: Proofs = {
    "form": form,
    "end": at_the_end,
    "lower": lower,
    "hurts": hurts,
    "constant-repaired": helps,
}
