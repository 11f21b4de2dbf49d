"""The proofs behind `p7_principal_components_of_the_sample`: from the order of two covariances to the best dimension.

W_k is the trace of the root in the Fréchet distance, K_k = Σ_{j<=k} ŝ_j √v_j what it is where Σ and Σ̂ commute. On the
event |W_k - K_k| <= ε S all is about numbers: one more direction changes E by g_k = v_k - 2 ŝ_k √v_k, up to 4 ε S.
g falls with ŝ at every noise level, so that the conditions at k and at k + 1 carry over to all other directions.

Tested in `tests/derivations/principal_components/test_p7_principal_components_of_the_sample.py`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sympy import And, Expr, Implies, Integer, Max, Not, Or, Sum, Symbol, sqrt

from ldm_symbolic.derivations.clock import clock
from ldm_symbolic.derivations.hypotheses import a_level, a_time, data_and_schedule, in_time, not_rising, weakly_falling
from ldm_symbolic.derivations.letters import D, T, X, j, k, s_hat, t, x
from ldm_symbolic.derivations.principal_components.p7_of_the_sample import (
    AFTER,
    BEFORE,
    BEST,
    EVENT,
    SLACK,
    SMALL,
    WEAK,
    change,
    commuting,
    error,
    generated,
    i,
    later,
    numerator,
    one,
    other,
)
from ldm_symbolic.notation import noise_at, time_left_at
from ldm_symbolic.proof import (
    Fact,
    ForEach,
    at,
    by_induction,
    by_logic,
    clock_inverse,
    clock_level,
    clock_order,
    clock_reading,
    follows,
    in_turn,
    instantiate,
    minimum_from_increments,
    prove,
    split_sum,
    substitute,
)


@cache
def increments() -> Fact:
    """-4 S ε <= E(k) - E(k-1) - g_k <= 4 S ε for k >= 2, of which (22) is the upper half."""
    within = (*a_level(), ForEach(s_hat[j] >= 0, (j, 1, D)), EVENT, k >= 2, k <= D)
    sums = [split_sum(Sum(generated(j), (j, 1, k)), k - 1, hypotheses=within)]
    sums += [split_sum(commuting(k), k - 1, hypotheses=within)]
    added = error(k) - error(k - 1)
    goal = And(added <= change(k, SLACK), added >= change(k, -SLACK))
    return in_turn(goal, [*sums, at(EVENT, k), at(EVENT, k - 1)], hypotheses=within)


@cache
def falls() -> Fact:
    """p >= q >= 0: v(p) - 2 p √v(p) <= v(q) - 2 q √v(q), as (p - q)(√v(p) + √v(q)) >= v(p) - v(q)."""

    def root(letter: Symbol) -> Expr:
        return sqrt(x * (1 - letter**2) + letter**2)

    first, second = Symbol("r_p", real=True), Symbol("r_q", real=True)
    setting = (*a_level(), other >= 0, one >= other)
    long = [prove((*a_level(), letter >= 0), root(letter) >= (1 - x) * letter) for letter in (one, other)]
    above = prove(setting, root(one) >= root(other))
    far = (one - other) * (first + second - (1 - x) * (one + other)) >= 0
    near = (one + other) * (first - second) >= 0
    roots = {first: root(one), second: root(other)}
    products = [
        instantiate(prove([one >= other, first >= (1 - x) * one, second >= (1 - x) * other], far), roots),
        instantiate(prove([one >= other, other >= 0, first >= second], near), roots),
    ]
    upward = (first**2 <= x * (1 - one**2) + one**2, second**2 >= x * (1 - other**2) + other**2)
    downward = (first**2 >= x * (1 - one**2) + one**2, second**2 <= x * (1 - other**2) + other**2)
    ends = (first - one) ** 2 - one**2 <= (second - other) ** 2 - other**2
    last = instantiate(prove([far, near, *upward, *downward], ends), roots)
    return in_turn(last.conclusion, [*long, above, *products, last], hypotheses=setting)


@cache
def sorted_estimates() -> Fact:
    """ŝ_i >= ŝ_l for i <= l."""
    within = (i >= 1, not_rising(s_hat))
    here, after = s_hat[i] >= s_hat[later], s_hat[i] >= s_hat[later + 1]
    onward = prove((*within, i <= later, later <= D - 1, here), after)
    return by_induction(prove(within, substitute(here, {later: i})), onward, (later, i, D))


def compared(first: Any, second: Any, *, hypotheses: Any) -> Fact:
    """g_first <= g_second for indices in 1..D with first <= second."""
    ordered = instantiate(sorted_estimates(), {i: first, later: second})
    compare = instantiate(falls(), {one: s_hat[first], other: s_hat[second]})
    goal = change(first, Integer(0)) <= change(second, Integer(0))
    return in_turn(goal, [ordered, compare], hypotheses=(*a_level(), *weakly_falling(s_hat), *hypotheses))


@cache
def least() -> Fact:
    """At one level: g_k <= -4 S ε and g_{k+1} >= 4 S ε carry over to all directions, so k minimises."""
    early = Implies(k >= 2, change(k, SLACK) <= 0)
    late = Implies(k <= D - 1, change(k + 1, -SLACK) >= 0)
    setting = (*a_level(), *weakly_falling(s_hat), EVENT, SMALL)
    here, before = error(i), error(i - 1)
    step = instantiate(increments(), {k: i})
    low, high = (i >= 2, i <= k, k <= D), (i >= k + 1, i <= D, k >= 1)
    down = in_turn(here <= before, [step, compared(i, k, hypotheses=low)], hypotheses=(*setting, early, *low))
    up = in_turn(before <= here, [step, compared(k + 1, i, hypotheses=high)], hypotheses=(*setting, late, *high))
    return minimum_from_increments(k, here, (i, 1, D), falls=down, rises=up)


@cache
def level_in_time() -> Fact:
    """The noise level left at a time is in [0, 1]."""
    return follows(in_time(And(*a_level())), [clock_level(clock, T - t)], hypotheses=(*data_and_schedule(), *a_time()))


@cache
def helps() -> Fact:
    """From T̂_k on, direction k helps on the event: case by case of (8), and apart where λ̂_k >= 1."""
    top, positive = numerator(k, -SLACK), Max(1 - s_hat[k] ** 2, 0)
    one_mode = (*data_and_schedule(), *a_time(), s_hat[k] >= 0, SMALL, BEFORE)
    goal = in_time(change(k, SLACK) <= 0)
    level = (*a_level(), s_hat[k] >= 0, s_hat[k] < 1, SMALL, s_hat[k] ** 2 >= SLACK)
    early = prove((*level, x * (1 - s_hat[k] ** 2) <= top), change(k, SLACK) <= 0)
    large = prove((*a_level(), s_hat[k] >= 1, 2 * s_hat[k] - 1 >= SLACK), change(k, SLACK) <= 0)
    known = [level_in_time(), clock_level(clock, T - t)]
    below_one, far, near = s_hat[k] < 1, top > X * positive, top - X * positive <= 0
    read = clock_reading(clock, T - t, top / positive)
    early, large = (instantiate(fact, {x: noise_at(T - t)}) for fact in (early, large))
    cases = [
        in_turn(goal, [*known, large], hypotheses=(*one_mode, Not(below_one))),
        in_turn(goal, [*known, early], hypotheses=(*one_mode, below_one, far)),
        in_turn(goal, [*known, read, early], hypotheses=(*one_mode, below_one, near)),
    ]
    cases.append(prove(one_mode, Or(far, near)))
    return by_logic(goal, cases, hypotheses=one_mode)


@cache
def hurts() -> Fact:
    """Up to t̂_k, if that is not 0, direction k costs on the event."""
    top, positive = numerator(k, SLACK), Max(1 - s_hat[k] ** 2, 0)
    until = substitute(AFTER, {k: k - 1})
    one_mode = (*data_and_schedule(), *a_time(), s_hat[k] >= 0, SMALL, until)
    goal = in_time(change(k, -SLACK) >= 0)
    level = (*a_level(), s_hat[k] >= 0, s_hat[k] < 1, SMALL, x * (1 - s_hat[k] ** 2) >= top)
    late = instantiate(prove(level, change(k, -SLACK) >= 0), {x: noise_at(T - t)})
    quotient = top / positive
    known = [level_in_time(), clock_inverse(clock, quotient), clock_order(clock, time_left_at(quotient), T - t), late]
    near = prove(one_mode, And(s_hat[k] < 1, top <= X * positive))
    return in_turn(goal, [near, *known], hypotheses=one_mode)


@cache
def best() -> Fact:
    """k minimises from T̂_k up to t̂_{k+1}."""
    here = instantiate(least(), {x: noise_at(T - t)})
    after = instantiate(hurts(), {k: k + 1})
    ends = ((k >= 2, helps()), (k <= D - 1, after))
    known = [
        by_logic(
            Implies(case, fact.conclusion),
            [follows(fact.conclusion, [fact], hypotheses=(*WEAK, case))],
            hypotheses=WEAK,
        )
        for case, fact in ends
    ]
    shown = (fact.conclusion for fact in known)
    last = in_turn(BEST, [level_in_time(), here], hypotheses=(*(h for h in WEAK if not isinstance(h, Implies)), *shown))
    return by_logic(BEST, [*known, last], hypotheses=WEAK)
