"""The proofs behind `u5_existence_of_a_best_time`: the slope rises strictly, or is the same at all levels.

Tested in `tests/derivations/best_times/test_u5_existence_of_a_best_time.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from sympy import And, Equivalent, Expr, Integer, Ne, Not, Or, Sum, Symbol
from sympy.logic.boolalg import Boolean

from ldm_symbolic.derivations.best_times.u5_existence_of_a_best_time import (
    BASE,
    CLOCKED,
    CURVED,
    EXISTS,
    EXISTS_IN_TIME,
    FLAT,
    IS_ZERO,
    SAME,
    TWO,
    best,
    best_time,
    total,
)
from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.clock import clock
from ldm_symbolic.derivations.hypotheses import a_level
from ldm_symbolic.derivations.letters import T, X, j, k, s, s_hat, x
from ldm_symbolic.derivations.plug_in.p1_best_at_the_end_proof import best_at_the_end, best_in_time
from ldm_symbolic.derivations.plug_in.p1_monotone_error_proof import bends_strictly
from ldm_symbolic.derivations.plug_in.plug_in_error import (
    i,
    kept,
    levels,
    mode_bend,
    mode_slope,
    plugin_error,
)
from ldm_symbolic.derivations.plug_in.plug_in_error_proof import horizon_has_noise
from ldm_symbolic.derivations.stopping_in_k.s1_one_step_in_dimension import after, before, slope, stationary
from ldm_symbolic.derivations.stopping_in_k.s1_one_step_in_dimension_proof import at_the_end, at_the_start, inside
from ldm_symbolic.notation import noise, noise_at, time, time_left_at
from ldm_symbolic.proof import (
    Fact,
    Identity,
    Minimises,
    at,
    by_logic,
    change_of_clock,
    clock_inverse,
    clock_level,
    clock_order,
    derivative,
    equal_sums,
    follows,
    for_all,
    in_turn,
    instantiate,
    monotone_by_slope,
    prove,
    substitute,
    sum_over_modes,
    unique_root,
)

zero = Integer(0)
START, END = slope(k, X), slope(k, zero)
HERE = (*BASE, *a_level(before, X))
first = Symbol("v", real=True)


@cache
def rises() -> Fact:
    """The slope rises strictly where a kept mode bends."""
    again = derivative(Sum(mode_slope, kept), Sum(mode_bend, kept), levels, hypotheses=BASE)
    return monotone_by_slope(again, bends_strictly())


@cache
def same_slope() -> Fact:
    """Where no kept mode bends, the slope at any level is Σ (1 - λ̂_j)."""
    flat = FLAT.args[0]
    one = prove((s[j] >= 0, s_hat[j] > 0, flat, X < 1, *a_level(x, X)), Identity(mode_slope, 1 - s_hat[j] ** 2))
    return sum_over_modes(one, kept)


@cache
def exists() -> Fact:
    """Level 0 is best, or X is, or the slope has one zero."""
    inner = unique_root(rises(), prove([END <= 0], END <= 0), prove([START >= 0], START >= 0))
    signs = [prove(BASE, Or(value <= 0, value >= 0)) for value in (END, START)]
    decided = prove(BASE, Or(EXISTS, Not(EXISTS)))
    ends = [decided, at_the_end(), at_the_start()]
    curved = by_logic(EXISTS, [inner, *ends, *signs], hypotheses=(*BASE, *CURVED))
    bends = And(s[i] > 0, Ne(s_hat[i], 1))
    here = substitute(FLAT.args[0], {j: i})
    either = prove((s_hat[i] > 0,), Or(here, bends))
    known = at(BASE[1], i)
    within = (*BASE, Not(EXISTS), i >= 1, i <= k)
    one = by_logic(here, [curved, either, known], hypotheses=within)
    flat = for_all(FLAT, one, (i,))
    same = [instantiate(same_slope(), {x: level}) for level in (zero, X)]
    side = in_turn(Or(END >= 0, START <= 0), same, hypotheses=(*BASE, FLAT))
    line = by_logic(EXISTS, [side, *ends], hypotheses=(*BASE, FLAT))
    return by_logic(EXISTS, [flat, line, decided], hypotheses=BASE)


def _error(level: Expr) -> Expr:
    return substitute(plugin_error, {noise: level})


def _at_an_end(end: Expr, told: Fact) -> Fact:
    """A level that is an end is best iff it is stationary: what is `told` of the end holds for its equal."""
    case = (*HERE, Identity(before, end))
    same = equal_sums(_error(before), _error(end), hypotheses=case)
    carried = []
    for given, wanted in ((before, end), (end, before)):
        guard, body = best(wanted).at(x)
        one = follows(body, [same, at(best(given), x)], hypotheses=(*case, best(given), *guard))
        inside_range = prove(case, And(*best(wanted).plain()))
        carried.append(for_all(best(wanted), one, (x,), facts=[inside_range]))
    slopes = equal_sums(slope(k, before), slope(k, end), hypotheses=case)
    sign = told.conclusion.args[0] if isinstance(told.conclusion.args[1], Minimises) else told.conclusion.args[1]
    signs = follows(Equivalent(sign, stationary(before, k)), [slopes], hypotheses=case)
    decided = prove(case, Or(best(before), Not(best(before))))
    goal = Equivalent(best(before), stationary(before, k))
    return by_logic(goal, [*carried, told, signs, decided], hypotheses=case)


@cache
def is_stationary() -> Fact:
    """A level of [0, X] is best iff it is stationary."""
    goal = Equivalent(best(before), stationary(before, k))
    ends = [_at_an_end(zero, at_the_end()), _at_an_end(X, at_the_start())]
    strictly = (*BASE, before > 0, before < X)
    level = And(slope(k, before) >= 0, slope(k, before) <= 0)
    signs = prove(strictly, Equivalent(level, stationary(before, k)))
    inner = by_logic(goal, [inside(), signs], hypotheses=strictly)
    cover = prove(HERE, Or(Identity(before, zero), Identity(before, X), And(before > 0, before < X)))
    return by_logic(goal, [*ends, inner, cover], hypotheses=HERE)


@cache
def zero_is_best() -> Fact:
    """A zero of the slope is a best level."""
    level = in_turn(stationary(before, k), [], hypotheses=(*HERE, IS_ZERO))
    return by_logic(best(before), [level, is_stationary()], hypotheses=(*HERE, IS_ZERO))


@cache
def every_level() -> Fact:
    """Where no kept mode bends and Σ (1 - λ̂_j) = 0, every level is best."""
    within = (*HERE, FLAT, Identity(total, 0))
    level = in_turn(IS_ZERO, [instantiate(same_slope(), {x: before})], hypotheses=within)
    return by_logic(best(before), [level, zero_is_best()], hypotheses=within)


@cache
def both_stationary() -> Fact:
    """Two best levels lie in [0, X] and are stationary."""
    ranges = [at(best(level)) for level in (before, after)]
    goal = And(stationary(before, k), stationary(after, k))
    return in_turn(goal, [*ranges, is_stationary(), instantiate(is_stationary(), {before: after})], hypotheses=TWO)


def only_one(lower: Expr, upper: Expr, *slopes: Fact, given: tuple[Boolean, ...]) -> Fact:
    """The first of two best levels is not lower: the slope there is not negative, nor positive at a higher one."""
    return in_turn(SAME, [both_stationary(), *slopes], hypotheses=(*TWO, *given, lower < upper))


def unique(*given: Boolean, slopes: Callable[[Expr, Expr], tuple[Fact, ...]]) -> Fact:
    """Two best levels are the same, from what is known of the slope at two levels."""
    pairs = ((before, after), (after, before))
    facts = [only_one(*pair, *slopes(*pair), given=given) for pair in pairs]
    same = prove((before <= after, after <= before), SAME)
    return by_logic(SAME, [*facts, same], hypotheses=(*TWO, *given))


@cache
def unique_curved() -> Fact:
    """Where a kept mode bends."""
    return unique(*CURVED, slopes=lambda lower, upper: (rises(), at(rises().conclusion, lower, upper)))


@cache
def unique_line() -> Fact:
    """Where none does, and the slope is not 0."""

    def slopes(lower: Expr, upper: Expr) -> tuple[Fact, ...]:
        return instantiate(same_slope(), {x: lower}), instantiate(same_slope(), {x: upper})

    return unique(FLAT, Ne(total, 0), slopes=slopes)


def _clocked(level: Expr) -> Fact:
    """A level is best iff its time T - ā is."""
    return change_of_clock(best(level), clock, time, backward=True, hypotheses=[X < 1])


@cache
def exists_in_time() -> Fact:
    """T is a best time, or T - ā(X) is, or the slope has one zero."""
    facts = [exists(), best_at_the_end(), best_in_time(), _clocked(X), horizon_has_noise(), prove([X > 0], zero <= X)]
    decided = [prove(BASE, Or(EXISTS, Not(EXISTS)))]
    return by_logic(EXISTS_IN_TIME, [*facts, *decided], hypotheses=CLOCKED)


@cache
def zero_in_time() -> Fact:
    """The time of a zero of the slope is a best one."""
    within = (*CLOCKED, *a_level(before, X), IS_ZERO)
    facts = [zero_is_best(), _clocked(before), horizon_has_noise()]
    return by_logic(best_time(T - time_left_at(before)), facts, hypotheses=within)


@cache
def level_of_a_best_time(moment: Expr) -> Fact:
    """The level of a best time is a best level: each level is that of some time."""
    here = noise_at(T - moment)
    predicate, read = best(here), T - time_left_at(x)
    guard, body = predicate.at(x)
    within = (*CLOCKED, X > 0, best_time(moment))
    same = equal_sums(_error(first), _error(x), hypotheses=(Identity(first, x), X < 1, *a_level(x, X)))
    there = instantiate(same, {first: noise_at(T - read)})
    facts = [clock_inverse(clock, x), at(best_time(moment), read), there]
    one = in_turn(body, facts, hypotheses=(*within, *guard))
    inside_range = in_turn(
        And(*predicate.plain()), [at(best_time(moment)), clock_level(clock, T - moment)], hypotheses=within
    )
    return for_all(predicate, one, (x,), facts=[inside_range])


@cache
def unique_in_time() -> Fact:
    """Two best times are the same where a kept mode bends."""
    moments = before, after
    within = (*CLOCKED, *map(best_time, moments), *CURVED)
    levels_of = {moment: noise_at(T - moment) for moment in moments}
    same = instantiate(unique_curved(), levels_of)
    facts = [horizon_has_noise(), *map(level_of_a_best_time, moments), same]
    equal = in_turn(same.conclusion, facts, hypotheses=within)
    ranges = [at(best_time(moment)) for moment in moments]
    orders = [clock_order(clock, T - one, T - other) for one, other in (moments, moments[::-1])]
    return in_turn(SAME, [*ranges, equal, *orders], hypotheses=within)


PROOFS: Proofs = {
    "exists": exists,
    "exists-in-time": exists_in_time,
    "zero": zero_is_best,
    "zero-in-time": zero_in_time,
    "stationary": is_stationary,
    "unique": unique_curved,
    "unique-in-time": unique_in_time,
    "unique-line": unique_line,
    "not-unique": every_level,
}
