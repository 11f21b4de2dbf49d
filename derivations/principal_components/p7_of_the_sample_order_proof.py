"""When the times of `p7_principal_components_of_the_sample` are ordered as assumed, and what they are without error.

Tested in `tests/derivations/principal_components/test_p7_principal_components_of_the_sample.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, Equivalent, Expr, Implies, Integer, Max, Symbol

from ldm_symbolic.derivations.clock import clock
from ldm_symbolic.derivations.hypotheses import a_level, a_time, data_and_schedule, none_negative
from ldm_symbolic.derivations.letters import D, T, X, j, k, s_hat, t, x
from ldm_symbolic.derivations.principal_components import p7_of_the_sample_increments_proof as core
from ldm_symbolic.derivations.principal_components.p7_of_the_sample import (
    APART,
    BEFORE,
    CHAIN,
    COSTS,
    DEFINED,
    EARLY_FIRST,
    HELPS,
    HELPS_LATE,
    INSIDE,
    LOWER,
    ON_THE_EVENT,
    ORDER,
    ORDERED,
    REDUCED,
    SLACK,
    SMALL_ESTIMATE,
    UNTIL,
    UPPER,
    above,
    below,
    between,
    change,
    epsilon,
    lower,
    numerator,
    quotient,
    time_of,
    upper,
)
from ldm_symbolic.notation import noise_at, time_left_at
from ldm_symbolic.proof import (
    Fact,
    ForEach,
    Identity,
    at,
    by_logic,
    clock_inverse,
    clock_level,
    clock_order,
    clock_reading,
    for_each_mode,
    in_turn,
    instantiate,
    prove,
    substitute,
)


@cache
def helps_late() -> Fact:
    """One direction with λ̂_k < 1: the bound of (22) is <= 0 iff t >= T̂_k."""
    within = (*data_and_schedule(), *a_time(), *SMALL_ESTIMATE)
    top, positive = numerator(k, -SLACK), 1 - s_hat[k] ** 2
    level = Equivalent(change(k, SLACK) <= 0, x * positive <= top)
    early = instantiate(prove((*a_level(), *SMALL_ESTIMATE), level), {x: noise_at(T - t)})
    known = [core.level_in_time(), clock_level(clock, T - t), early]
    far, near = top > X * positive, top - X * positive <= 0
    cases = [in_turn(HELPS_LATE, known, hypotheses=(*within, far))]
    read = clock_reading(clock, T - t, quotient(k, -SLACK))
    cases += [in_turn(HELPS_LATE, [*known, read], hypotheses=(*within, near))]
    cases.append(prove(SMALL_ESTIMATE, far | near))
    return by_logic(HELPS_LATE, cases, hypotheses=within)


@cache
def inverse_rises() -> Fact:
    """ā(y) < ā(z) for 0 <= y < z <= X."""
    within = (clock, below >= 0, below < above, above <= X)
    order = clock_order(clock, time_left_at(above), time_left_at(below))
    facts = [clock_inverse(clock, below), clock_inverse(clock, above), order]
    return in_turn(time_left_at(below) < time_left_at(above), facts, hypotheses=within)


@cache
def same_level() -> Fact:
    """ā(y) = ā(z) for y = z."""
    within = (clock, below >= 0, Identity(below, above), above <= X)
    ends = (time_left_at(below), time_left_at(above))
    facts = [clock_inverse(clock, below), clock_inverse(clock, above)]
    facts += [clock_order(clock, *ends), clock_order(clock, *ends[::-1])]
    return in_turn(Identity(*ends), facts, hypotheses=within)


@cache
def ends() -> Fact:
    """ā(0) >= 0 and ā(X) <= T, so that ā(y) lies strictly between 0 and T for 0 < y < X."""
    within = (clock, X > 0, below > 0, below < X)
    facts = [clock_inverse(clock, Integer(0)), clock_inverse(clock, X)]
    facts += [instantiate(inverse_rises(), {below: Integer(0), above: below})]
    facts += [instantiate(inverse_rises(), {above: X})]
    return in_turn(And(time_left_at(below) > 0, time_left_at(below) < T), facts, hypotheses=within)


@cache
def reduces() -> Fact:
    """With ε = 0 both times are T - ā(3 λ̂/(1 - λ̂)₊)."""
    within = (*data_and_schedule(), k >= 2, k <= D, s_hat[k] > 0, Identity(epsilon, 0))
    positive = Max(1 - s_hat[k] ** 2, 0)
    plain = 3 * s_hat[k] ** 2
    far, near = plain > X * positive, plain - X * positive <= 0
    pairs = [
        instantiate(same_level(), {below: quotient(k, slack), above: plain / positive}) for slack in (-SLACK, SLACK)
    ]
    roots = prove(within, And(Identity(numerator(k, -SLACK), plain), Identity(numerator(k, SLACK), plain)))
    cases = [in_turn(REDUCED, [roots], hypotheses=(*within, far))]
    cases += [in_turn(REDUCED, [roots, *pairs], hypotheses=(*within, near))]
    cases.append(prove((), far | near))
    return by_logic(REDUCED, cases, hypotheses=within)


@cache
def levels() -> Fact:
    """0 < the level of T̂_k < the level of t̂_k < X, and both times are read off there."""
    low, high = quotient(k, -SLACK), quotient(k, SLACK)
    order = prove(between(k), And(low > 0, low < high, high < X))
    values = [Identity(time_of(k, sign * SLACK), T - time_left_at(quotient(k, sign * SLACK))) for sign in (1, -1)]
    return by_logic(And(order.conclusion, *values), [order, prove(between(k), And(*values))], hypotheses=between(k))


@cache
def spots() -> Fact:
    """0 < t̂_k < T̂_k < T for one direction."""
    low, high = quotient(k, -SLACK), quotient(k, SLACK)
    inside = [instantiate(ends(), {below: level}) for level in (low, high)]
    rises = instantiate(inverse_rises(), {below: low, above: high})
    late, early = time_of(k, -SLACK), time_of(k, SLACK)
    goal = And(early > 0, early < late, late < T)
    return in_turn(goal, [levels(), *inside, rises], hypotheses=between(k))


@cache
def links() -> Fact:
    """T̂_k < t̂_{k+1} for two directions."""
    within = (*between(k), *between(k + 1), substitute(APART.args[0], {j: k}))
    first, second, one, two = (Symbol(letter, real=True) for letter in "abpq")
    smaller = first / Max(1 - two**2, 0) < second / Max(1 - one**2, 0)
    crossed = prove([one >= 0, two >= 0, one < 1, two < 1, first * (1 - one**2) < second * (1 - two**2)], smaller)
    values = {first: numerator(k + 1, SLACK), second: numerator(k, -SLACK), one: s_hat[k], two: s_hat[k + 1]}
    rises = instantiate(inverse_rises(), {below: quotient(k + 1, SLACK), above: quotient(k, -SLACK)})
    facts = [levels(), instantiate(levels(), {k: k + 1}), instantiate(crossed, values), rises]
    return in_turn(time_of(k, -SLACK) < time_of(k + 1, SLACK), facts, hypotheses=within)


def defined(times: ForEach, index: Expr, slack: Expr) -> Fact:
    """The time of one direction is as defined."""
    value = Identity(times.args[0].args[0].base[index], time_of(index, slack))
    return in_turn(value, [at(times, index)], hypotheses=(times, index >= 2, index <= D))


@cache
def direction() -> Fact:
    """0 < t̂_k < T̂_k < T for every k >= 2, as numbers of the two sequences."""
    within = (*data_and_schedule(), none_negative(s_hat), *DEFINED, INSIDE, k >= 2, k <= D)
    one = And(*between(k)[len(data_and_schedule()) :])
    given = in_turn(one, [at(INSIDE, k)], hypotheses=(INSIDE, none_negative(s_hat), k >= 2, k <= D))
    values = [defined(LOWER, k, SLACK), defined(UPPER, k, -SLACK)]
    goal = And(lower[k] > 0, lower[k] < upper[k], upper[k] < T)
    last = prove([*(value.conclusion for value in values), *spots().conclusion.args], goal)
    return by_logic(goal, [given, spots(), *values, last], hypotheses=within)


@cache
def next_direction() -> Fact:
    """T̂_k < t̂_{k+1} for 2 <= k <= D - 1."""
    inside = (k >= 2, k <= D - 1)
    within = (*data_and_schedule(), none_negative(s_hat), *DEFINED, INSIDE, APART, *inside)
    places = prove(inside, And(k <= D, k + 1 >= 2, k + 1 <= D))
    pair = And(
        *between(k)[len(data_and_schedule()) :],
        *between(k + 1)[len(data_and_schedule()) :],
        substitute(APART.args[0], {j: k}),
    )
    known = [at(INSIDE, k), at(INSIDE, k + 1), at(APART, k)]
    given = in_turn(pair, known, hypotheses=(INSIDE, none_negative(s_hat), APART, *inside))
    values = [defined(UPPER, k, -SLACK), defined(LOWER, k + 1, SLACK)]
    goal = upper[k] < lower[k + 1]
    last = prove([*(value.conclusion for value in values), links().conclusion], goal)
    return by_logic(goal, [places, given, links(), *values, last], hypotheses=within)


@cache
def ordered() -> Fact:
    """The chain of times, link by link."""
    inside = (k >= 1, k <= D)
    first = in_turn(Implies(k <= 1, Identity(upper[k], 0)), [at(UPPER, k)], hypotheses=(UPPER, *inside))
    last = in_turn(Implies(k >= D, Identity(lower[k + 1], T)), [at(LOWER, k + 1)], hypotheses=(LOWER, *inside))
    each = for_each_mode(direction(), (k, 2, D))
    pairs = for_each_mode(next_direction(), (k, 2, D - 1))
    known = [fact.conclusion for fact in (first, last, each, pairs)]
    link = prove([*known, T > 0, *inside], upper[k] < lower[k + 1])
    link = by_logic(link.conclusion, [first, last, each, pairs, link], hypotheses=(*ORDER, *inside))
    chain = for_each_mode(link, (k, 1, D))
    inner = prove([each.conclusion], EARLY_FIRST)
    return by_logic(ORDERED, [each, inner, prove([chain.conclusion], CHAIN), chain], hypotheses=ORDER)


@cache
def helps() -> Fact:
    """From T̂_k on, one more direction does not add to the error."""
    within = (*ON_THE_EVENT, BEFORE)
    changed = instantiate(core.increments(), {x: noise_at(T - t)})
    return in_turn(HELPS, [core.level_in_time(), core.helps(), changed], hypotheses=within)


@cache
def costs() -> Fact:
    """Up to a positive t̂_k, it does not lower it."""
    within = (*UNTIL, time_of(k, SLACK) > 0)
    changed = instantiate(core.increments(), {x: noise_at(T - t)})
    return in_turn(COSTS, [core.level_in_time(), core.hurts(), changed], hypotheses=within)
