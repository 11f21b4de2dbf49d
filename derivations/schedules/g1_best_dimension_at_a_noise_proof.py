"""The proofs behind `g1_best_dimension_at_a_noise`: what one more direction adds, and the order of the variances.

Tested in `tests/derivations/schedules/test_paths.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import Equivalent, Expr, Integer, Sum, Symbol

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.hypotheses import a_further_direction, none_negative, not_rising
from ldm_symbolic.derivations.letters import D, j, k, s
from ldm_symbolic.derivations.schedules.g1_best_dimension_at_a_noise import (
    SETTING,
    added,
    count,
    error,
    i,
    last_that_reaches,
    reaches,
    threshold,
)
from ldm_symbolic.derivations.schedules.path_error import A_POINT
from ldm_symbolic.proof import (
    Fact,
    ForEach,
    Identity,
    at,
    by_induction,
    by_logic,
    constant_sum,
    equal_sums,
    follows,
    for_each_mode,
    in_turn,
    instantiate,
    minimum_from_increments,
    prove,
    split_sum,
    substitute,
)

later = Symbol("l", integer=True)
GIVEN = (*SETTING, *last_that_reaches(k))


@cache
def helps() -> Fact:
    """One more direction: v <= 2 s √v iff v <= 4 λ."""
    return prove((*A_POINT, s[k] >= 0), (added <= 0) & reaches(k) | (added > 0) & (s[k] ** 2 < threshold))


@cache
def increment_of_the_error() -> Fact:
    """What direction k adds, from the two sums that change by one term."""
    kept, lost = error.args if error.args[0].limits[0][1] == 1 else error.args[::-1]
    before = substitute(lost, {k: k - 1})
    within = (*A_POINT, *a_further_direction(), none_negative(s))
    cuts = [split_sum(kept, k - 1, hypotheses=within), split_sum(before, k, hypotheses=within)]
    return follows(Identity(error - substitute(error, {k: k - 1}), added), cuts, hypotheses=within)


@cache
def larger_before() -> Fact:
    """s_i >= s_l for i <= l."""
    within = (i >= 1, not_rising(s))
    here = s[i] >= s[later]
    base = prove(within, substitute(here, {later: i}))
    onward = prove((*within, i <= later, later <= D - 1, here), s[i] >= s[later + 1])
    return by_induction(base, onward, (later, i, D))


@cache
def those_before_reach() -> Fact:
    """Each direction from 1 to k reaches the threshold if k does."""
    one = (s[i] >= s[k], s[k] >= 0, s[k] ** 2 >= threshold, *A_POINT)
    given = (*SETTING, k <= D, reaches(k), i >= 1, i <= k)
    facts = [instantiate(larger_before(), {later: k}), prove(one, reaches(i))]
    return for_each_mode(instantiate(in_turn(reaches(i), facts, hypotheses=given), {i: j}), (j, 1, k))


@cache
def best() -> Fact:
    """The error falls up to k and rises beyond."""
    here = substitute(error, {k: i})
    before = substitute(here, {i: i - 1})
    change, side = (instantiate(fact, {k: i}) for fact in (increment_of_the_error(), helps()))
    reach, none = those_before_reach(), last_that_reaches(k)[2]
    falls = in_turn(here <= before, [reach, at(reach.conclusion, i), side, change], hypotheses=(*GIVEN, i >= 2, i <= k))
    rises = in_turn(before <= here, [at(none, i), side, change], hypotheses=(*GIVEN, i >= k + 1, i <= D))
    return minimum_from_increments(k, here, (i, 1, D), falls=falls, rises=rises)


@cache
def counted() -> Fact:
    """Up to k each direction counts 1, beyond it 0; for k = 1 the first may count either, and the maximum is 1."""
    total, goal, none = count().args[1], Identity(count(), k), last_that_reaches(k)[2]
    ones, zeros = _of_terms(total, (j, Integer(1), k), Integer(1)), _of_terms(total, (j, k + 1, D), Integer(0))
    cut = split_sum(total, k, hypotheses=(*A_POINT, k >= 1, k <= D))
    many = constant_sum(Sum(Integer(1), (j, 1, k)), hypotheses=(k >= 1,))
    some = in_turn(goal, [those_before_reach(), ones, many, zeros, cut], hypotheses=(*GIVEN, reaches(k)))
    one = (*GIVEN, k <= 1)
    behind = in_turn(s[i] ** 2 < threshold, [at(none, i)], hypotheses=(*one, i >= 2, i <= D))
    all_behind = for_each_mode(instantiate(behind, {i: j}), (j, 2, D))
    first = split_sum(total, Integer(1), hypotheses=(*A_POINT, D >= 1))
    few = in_turn(goal, [all_behind, _of_terms(total, (j, Integer(2), D), Integer(0)), first], hypotheses=one)
    return by_logic(goal, [some, few], hypotheses=GIVEN)


def _of_terms(total: Sum, limits: tuple[Symbol, Expr, Expr], value: Expr) -> Fact:
    """A part of the count whose terms are all 1, or all 0."""
    case = reaches(j) if value else s[j] ** 2 < threshold
    ends = Sum(value, limits) if value else value
    return equal_sums(Sum(total.function, limits), ends, hypotheses=(*A_POINT, ForEach(case, limits)))


def helps_iff() -> Fact:
    """The same as an equivalence."""
    goal = Equivalent(added <= 0, reaches(k))
    return in_turn(goal, [helps()], hypotheses=(*A_POINT, *a_further_direction(), none_negative(s)))


PROOFS: Proofs = {"helps": helps_iff, "best": best, "count": counted}
