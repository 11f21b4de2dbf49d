"""The proofs behind `p2_best_dimension_at_a_time`: what one more direction adds, in the noise level and in time.

Tested in `tests/derivations/plug_in/test_p2_best_dimension_at_a_time.py`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sympy import And, Equivalent, Integer, Lambda, Max, Not, Or, Symbol

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.clock import clock
from ldm_symbolic.derivations.hypotheses import (
    EXACT_QUOTIENT,
    PLUGIN_QUOTIENT,
    a_further_direction,
    a_time,
    are_times,
    data_and_schedule,
    extended_inverse,
    in_time,
    none_negative,
    times_in_order,
    weakly_falling,
)
from ldm_symbolic.derivations.letters import D, T, X, estimated_times, j, k, s, s_hat, t, times, x
from ldm_symbolic.derivations.plug_in.p2_best_dimension_at_a_time import (
    EXACT_WEAK,
    IN_RANGE,
    NOT_REVERSED,
    PLUGIN_ADDED,
    PLUGIN_HELPS_EARLY,
    PLUGIN_HELPS_LATE,
    PLUGIN_REPAIRED,
    adds,
    best,
    error,
    i,
)
from ldm_symbolic.model.score import ExactScore, PluginScore
from ldm_symbolic.notation import noise_at, time_left_at
from ldm_symbolic.proof import (
    Fact,
    ForEach,
    at,
    by_induction,
    by_logic,
    clock_inverse,
    clock_level,
    clock_reading,
    follows,
    for_each_mode,
    in_turn,
    instantiate,
    minimum_from_increments,
    prove,
    split_sum,
    substitute,
)


def exact(fact: Fact) -> Fact:
    """What a fact about the plug-in score says at λ̂ = λ."""
    return instantiate(fact, EXACT_FROM_PLUGIN)


EXACT_FROM_PLUGIN = {s_hat: s, estimated_times: times}

# From the model: E(k, x), and what the k-th direction adds to it.


# What the paper prints.


larger, smaller = Symbol("s_larger", real=True), Symbol("s_smaller", real=True)

later = Symbol("l", integer=True)


@cache
def added() -> Fact:
    """The increment of the error, from the two sums that change by one term."""
    whole = error(PluginScore())
    kept, lost = whole.args if whole.args[0].limits[0][1] == 1 else whole.args[::-1]
    before = substitute(lost, {k: k - 1})
    within = (*a_further_direction(), none_negative(s), none_negative(s_hat), x >= 0, x <= 1)
    cuts = [split_sum(kept, k - 1, hypotheses=within), split_sum(before, k, hypotheses=within)]
    return follows(adds(PluginScore()), cuts, hypotheses=within)


@cache
def helps_early() -> Fact:
    """One mode: v <= 2 s √v iff v <= 4 λ."""
    return prove((s[k] >= 0, s_hat[k] >= 0, x >= 0, x <= 1), PLUGIN_HELPS_EARLY)


@cache
def level_in_time() -> Fact:
    """The noise level left at a time is in [0, 1]."""
    return follows(
        in_time((x >= 0) & (x <= 1)), [clock_level(clock, T - t)], hypotheses=(*data_and_schedule(), *a_time())
    )


@cache
def helps_late() -> Fact:
    """The same in time, case by case of (8); at t = T only where 4 λ_k >= λ̂_k."""
    numerator, denominator = (substitute(part, {j: k}) for part in PLUGIN_QUOTIENT)
    positive = Max(denominator, 0)
    one_mode = (
        *data_and_schedule(),
        *a_further_direction(),
        none_negative(s),
        none_negative(s_hat),
        *a_time(),
        are_times(estimated_times, PLUGIN_QUOTIENT),
        NOT_REVERSED,
        Or(t < T, numerator >= 0),
    )
    known = [level_in_time(), instantiate(helps_early(), {x: noise_at(T - t)}), clock_level(clock, T - t)]
    below, above = numerator < 0, numerator > X * positive
    read = clock_reading(clock, T - t, numerator / positive)
    facts = [
        in_turn(PLUGIN_HELPS_LATE, known, hypotheses=(*one_mode, below)),
        in_turn(PLUGIN_HELPS_LATE, known, hypotheses=(*one_mode, above)),
        in_turn(PLUGIN_HELPS_LATE, [*known, read], hypotheses=(*one_mode, Not(below), Not(above))),
    ]
    return by_logic(PLUGIN_HELPS_LATE, facts, hypotheses=one_mode)


@cache
def times_increase() -> Fact:
    """t̂_i <= t̂_l for i <= l."""
    within = (i >= 1, times_in_order(estimated_times))
    here = estimated_times[i] <= estimated_times[later]
    base = prove(within, substitute(here, {later: i}))
    onward = prove((*within, i <= later, later <= D, here), estimated_times[i] <= estimated_times[later + 1])
    return by_induction(base, onward, (later, i, D + 1))


@cache
def least() -> Fact:
    """At one noise level: if the increments are <= 0 exactly up to k, then k minimises."""
    signs = ForEach(substitute(Equivalent(PLUGIN_ADDED <= 0, t >= estimated_times[k]), {k: j}), (j, 2, D))
    setting = (none_negative(s), none_negative(s_hat), x >= 0, x <= 1, times_in_order(estimated_times), signs)
    here = substitute(error(PluginScore()), {k: i})
    not_later = Or(k >= D, t < estimated_times[k + 1])
    before = substitute(here, {i: i - 1})
    change, sign = instantiate(added(), {k: i}), at(signs, i)
    below = follows(
        estimated_times[i] <= estimated_times[k],
        [instantiate(times_increase(), {later: k})],
        hypotheses=(times_in_order(estimated_times), k <= D, i >= 2, i <= k),
    )
    above = follows(
        estimated_times[k + 1] <= estimated_times[i],
        [instantiate(times_increase(), {i: k + 1, later: i})],
        hypotheses=(times_in_order(estimated_times), k >= 1, i >= k + 1, i <= D),
    )
    falls = follows(
        here <= before, [change, sign, below], hypotheses=(*setting, k <= D, t >= estimated_times[k], i >= 2, i <= k)
    )
    rises = follows(before <= here, [change, sign, above], hypotheses=(*setting, k >= 1, not_later, i >= k + 1, i <= D))
    return minimum_from_increments(k, here, (i, 1, D), falls=falls, rises=rises)


@cache
def best_in_time() -> Fact:
    """The increments read in time, and the level at that time, put together."""
    late = for_each_mode(instantiate(helps_late(), {k: j}), (j, 2, D))
    here = instantiate(least(), {x: noise_at(T - t)})
    hypotheses = (
        *data_and_schedule(),
        none_negative(s),
        none_negative(s_hat),
        are_times(estimated_times, PLUGIN_QUOTIENT),
        times_in_order(estimated_times),
        NOT_REVERSED,
        *a_time(),
        k >= 1,
        k <= D,
        t >= estimated_times[k],
        Or(k >= D, t < estimated_times[k + 1]),
    )
    before_end = ForEach(Or(t < T, PLUGIN_QUOTIENT[0] >= 0), (j, 2, D))
    return in_turn(best(PluginScore()), [level_in_time(), late, here], hypotheses=(*hypotheses, before_end))


@cache
def plugin_best() -> Fact:
    """k minimises on [t̂_k, t̂_{k+1}), which ends before T."""
    last = instantiate(times_increase(), {i: k + 1, later: D + 1})
    return in_turn(best(PluginScore()), [last, best_in_time()], hypotheses=PLUGIN_REPAIRED)


@cache
def time_falls() -> Fact:
    """0 <= t(s) <= t(s') <= T for s >= s' >= 0, where t(s) is the time of one direction."""
    pairs = [tuple(substitute(part, {s: Lambda(j, side)}) for part in EXACT_QUOTIENT) for side in (larger, smaller)]
    first, second = (T - extended_inverse(*pair) for pair in pairs)
    setting = (*data_and_schedule(), larger >= smaller, smaller >= 0)
    goal = And(first >= 0, first <= second, second <= T)
    quotients = [a / Max(b, 0) for a, b in pairs]
    far = [a > X * Max(b, 0) for a, b in pairs]
    inside = [clock_inverse(clock, quotient) for quotient in quotients]
    order = clock_reading(clock, time_left_at(quotients[1]), quotients[0])
    facts = [
        in_turn(goal, [], hypotheses=(*setting, far[0], far[1])),
        in_turn(goal, inside[1:], hypotheses=(*setting, far[0], Not(far[1]))),
        in_turn(goal, [*inside, order], hypotheses=(*setting, Not(far[0]))),
    ]
    return by_logic(goal, facts, hypotheses=setting)


@cache
def ordered() -> Fact:
    """t_j <= t_{j+1}: inside by the order of the variances, at the ends because a time is in [0, T]."""
    setting = (*data_and_schedule(), *weakly_falling(s), are_times(times, EXACT_QUOTIENT), j >= 1, j <= D)
    goal = times[j] <= times[j + 1]
    here, after = s[j], s[j + 1]
    cases = (
        (here, after, (j >= 2, j <= D - 1)),
        (after, after, (j <= 1, j <= D - 1)),
        (here, here, (j >= 2, j >= D)),
        (Integer(1), Integer(1), (j <= 1, j >= D)),
    )
    facts = [
        follows(goal, [instantiate(time_falls(), {larger: first, smaller: second})], hypotheses=(*setting, *case))
        for first, second, case in cases
    ]
    cover = prove(setting, Or(*(And(*case) for *_, case in cases)))
    return for_each_mode(by_logic(goal, [*facts, cover], hypotheses=setting), (j, 1, D))


@cache
def exact_best() -> Fact:
    """The plug-in score at λ̂ = λ, where the times are ordered."""
    return in_turn(
        best(ExactScore()), [ordered(), instantiate(best_in_time(), EXACT_FROM_PLUGIN)], hypotheses=EXACT_WEAK
    )


@cache
def plugin_time_defined() -> Fact:
    """t̂_k is a time, case by case of (8)."""
    numerator, denominator = (substitute(part, {j: k}) for part in PLUGIN_QUOTIENT)
    above = numerator > X * Max(denominator, 0)
    inside = clock_inverse(clock, Max(numerator, 0) / Max(denominator, 0))
    one_mode = (*data_and_schedule(), *a_further_direction(), none_negative(s), none_negative(s_hat), NOT_REVERSED)
    cases: tuple[Any, ...] = (([], (above,)), ([inside], (Not(above),)))
    facts = [in_turn(IN_RANGE, known, hypotheses=(*one_mode, *case)) for known, case in cases]
    return by_logic(IN_RANGE, facts, hypotheses=one_mode)


PROOFS: Proofs = {
    "step-increment": (lambda: exact(added()),),
    "step-increment-plugin": (added,),
    "step-level": (lambda: exact(helps_early()),),
    "step-level-plugin": (helps_early,),
    "step-time": (lambda: exact(helps_late()),),
    "step-time-repaired": (helps_late,),
    "ordered": (ordered,),
    "exact": (exact_best,),
    "exact-weak": (exact_best,),
    "plugin-repaired": (plugin_best,),
    "plugin-defined-repaired": (plugin_time_defined,),
}
