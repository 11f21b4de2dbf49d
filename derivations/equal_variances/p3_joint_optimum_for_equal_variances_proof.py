"""The proofs behind `p3_joint_optimum_for_equal_variances`: no pair (k, x) beats d0 directions at some level y <= x.

Tested in `tests/derivations/equal_variances/test_p3_joint_optimum_for_equal_variances.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from sympy import And, Expr, Integer, Not, Sum
from sympy.logic.boolalg import Boolean

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.clock import clock
from ldm_symbolic.derivations.concentration.failures import n
from ldm_symbolic.derivations.concentration.p9_sample_variance_concentrates_proof import seldom_off
from ldm_symbolic.derivations.equal_variances.common_variance import (
    best,
    error,
    generated,
    left,
    mode_cost,
)
from ldm_symbolic.derivations.equal_variances.common_variance_proof import (
    goes_lower,
    more_directions,
    order,
    rises,
    stays,
)
from ldm_symbolic.derivations.equal_variances.p3_joint_optimum_for_equal_variances import (
    ABOVE,
    FEWER,
    IN_TIME,
    JOINT,
    LEAST,
    SMALL,
    SMALLEST,
    goal,
)
from ldm_symbolic.derivations.equal_variances.p3_threshold_proof import (
    EARLIER,
    LATER,
    below_the_threshold,
    chain,
    slope_as_fractions,
    slope_at_threshold,
    strictly_below_the_threshold,
)
from ldm_symbolic.derivations.hypotheses import (
    a_level,
    a_schedule,
    at_most_the_common,
    equal_variances,
    weakly_falling,
)
from ldm_symbolic.derivations.letters import D, T, X, d0, j, s_hat, t, x
from ldm_symbolic.derivations.plug_in.plug_in_error import i
from ldm_symbolic.derivations.plug_in.plug_in_error import other_noise as y
from ldm_symbolic.notation import deviation as s
from ldm_symbolic.notation import deviations as s_all
from ldm_symbolic.notation import noise_at, time_left_at
from ldm_symbolic.proof import (
    Fact,
    ForEach,
    Identity,
    at,
    by_logic,
    clock_inverse,
    clock_level,
    conjuncts,
    equal_sums,
    follows,
    for_all,
    for_each_mode,
    in_range,
    in_turn,
    instantiate,
    prove,
    split_sum,
    substitute,
    sum_over_modes,
    without,
)

A_PAIR = (i >= 1, i <= D, *a_level(x, X))
own_root = (s**2 - s_hat[i] ** 2) / (1 - s_hat[i] ** 2)


REACHED = substitute(generated(x), {j: i}) <= s**2  # mode i has not passed the true variance at x


def _beaten(cost: Fact, level: Expr, modes: Iterable[Fact], hypotheses: tuple[Boolean, ...]) -> Fact:
    """Return the goal from E(d0, level) <= E(i, x), where facts about single modes show what that assumes."""
    return in_turn(goal, [*modes, cost, at(SMALLEST, level)], hypotheses=(*hypotheses, SMALLEST))


def _stopped(hypotheses: Iterable[Boolean]) -> Fact:
    """Return that a mode generates at most 4 λ at x, for every mode after i."""
    return for_each_mode(prove((s > 0, *a_level(x), *hypotheses), generated(x) <= 4 * s**2), LATER)


def _lowered(level: Expr, later: Iterable[Boolean], earlier: Iterable[Boolean]) -> list[Fact]:
    """Return that at a lower level modes after i generate at most 4 λ, and those up to i are past their best."""
    past = And(generated(level) >= s**2, s_hat[j] ** 2 <= 1)
    return [
        for_each_mode(prove((s > 0, SMALL, *later), generated(level) <= 4 * s**2), LATER),
        for_each_mode(prove((s > 0, SMALL, *earlier), past), EARLIER),
    ]


@cache
def with_order() -> Fact:
    """Return the goal for ordered estimates with λ̂_j <= 4 λ: y is x, or the own root of mode i, or 0."""
    base = (*equal_variances(), *weakly_falling(s_hat, d0), at_most_the_common(4), X < 1, *A_PAIR)
    fewer = (*base, i <= d0)
    bound, smaller, larger = s_hat[j] ** 2 <= 4 * s**2, s_hat[j] <= s_hat[i], s_hat[i] <= s_hat[j]
    sorted_modes = [for_each_mode(order(), LATER), for_each_mode(instantiate(order(), {i: j, j: i}), EARLIER)]
    rooted = (s_hat[i] >= 0, s_hat[i] <= s)
    at_root = _lowered(own_root, (*rooted, s_hat[j] >= 0, smaller), (*rooted, larger, bound))
    at_zero = _lowered(Integer(0), (bound,), (s_hat[i] >= s, larger, bound))
    facts = [
        _beaten(more_directions(), x, [], (*base, i > d0)),
        _beaten(stays(), x, [_stopped((bound, Not(SMALL)))], (*fewer, Not(SMALL))),
        _beaten(stays(), x, [*sorted_modes, _stopped((s_hat[j] >= 0, smaller, REACHED))], (*fewer, REACHED)),
        _beaten(
            instantiate(goes_lower(), {y: own_root}),
            own_root,
            [*sorted_modes, *at_root],
            (*fewer, SMALL, Not(REACHED), s_hat[i] <= s),
        ),
        _beaten(
            instantiate(goes_lower(), {y: Integer(0)}),
            Integer(0),
            [*sorted_modes, *at_zero],
            (*fewer, SMALL, s_hat[i] > s),
        ),
    ]
    return by_logic(goal, facts, hypotheses=(*base, SMALLEST))


@cache
def any_order() -> Fact:
    """Return the goal for λ̂_j <= 3 λ in any order: y is x, or λ, at which every mode generates between λ and 4 λ."""
    base = (*equal_variances(), at_most_the_common(3), X < 1, *A_PAIR)
    fewer, bound = (*base, i <= d0), s_hat[j] ** 2 <= 3 * s**2
    facts = [
        _beaten(more_directions(), x, [], (*base, i > d0)),
        _beaten(stays(), x, [_stopped((bound, Not(SMALL)))], (*fewer, Not(SMALL))),
        _beaten(stays(), x, [_stopped((bound, x <= s**2))], (*fewer, x <= s**2)),
        _beaten(
            instantiate(goes_lower(), {y: s**2}), s**2, _lowered(s**2, (bound,), (bound,)), (*fewer, SMALL, x > s**2)
        ),
    ]
    return by_logic(goal, facts, hypotheses=(*base, SMALLEST))


def everywhere(fact: Fact) -> Fact:
    """Return the goal at every level and for every dimension."""
    inside = in_range(SMALLEST)
    one = by_logic(goal, [fact], hypotheses=(*fact.hypotheses, inside.conclusion))
    joint = for_all(JOINT, for_all(ForEach(goal, (i, 1, D)), one, [i]), [x])
    return by_logic(JOINT, [inside, joint], hypotheses=without(fact.hypotheses, A_PAIR))


# In generation time: T - δ is a best time for d0 directions.


@cache
def least_level() -> Fact:
    """Return that a²_δ is a best level where T - δ is a best time: every level is that of some time."""
    smallest = substitute(SMALLEST, {best: noise_at(left)})
    base = (*a_schedule(), LEAST)
    reading = time_left_at(x)
    here = (*base, *a_level(x, X))
    inverse, there = clock_inverse(clock, x), at(LEAST, T - reading)
    level = follows(Identity(noise_at(reading), x), [inverse], hypotheses=here)
    same = equal_sums(error(d0, noise_at(reading)), error(d0, x), hypotheses=(*a_level(x), level.conclusion))
    body = in_turn(error(d0, noise_at(left)) <= error(d0, x), [inverse, there, same], hypotheses=here)
    inside = in_turn(And(*smallest.plain()), [in_range(LEAST), clock_level(clock, left)], hypotheses=base)
    return for_all(smallest, body, [x], facts=[inside])


def in_time(fact: Fact) -> Fact:
    """Return what a fact about every level and dimension says in time."""
    base = (*without(fact.hypotheses, [SMALLEST, X < 1]), *a_schedule(), LEAST)
    joint = instantiate(fact, {best: noise_at(left)})
    level, outer = clock_level(clock, T - t), IN_TIME.args[0]
    level_here = in_turn(level.conclusion, [level], hypotheses=(clock, *a_level(t, T)))
    level_range = for_all(ForEach(level.conclusion, (t, 0, T)), level_here, [t])
    inside = in_range(least_level().conclusion)
    inner = joint.conclusion.at(noise_at(T - t))[1]
    here = (*base, *a_level(noise_at(left), X), level_range.conclusion, *a_level(t, T))
    known = (*here, *conjuncts([level.conclusion]))
    facts = [least_level(), joint, at(joint.conclusion, noise_at(T - t)), at(inner, i)]
    one = in_turn(outer.args[0], facts, hypotheses=(*known, i >= 1, i <= D))
    every = in_turn(outer, [level, for_all(outer, one, [i])], hypotheses=here)
    whole = for_all(IN_TIME, every, [t])
    return in_turn(IN_TIME, [least_level(), inside, level_range, whole], hypotheses=base)


# Beyond 4 λ.


@cache
def fewer_are_better() -> Fact:
    """Return E(i, 0) < E(d0, x) for i < d0 where all estimates exceed 4 λ: each mode costs more than λ, and rises."""
    base = (*equal_variances(), *FEWER, ABOVE, *a_level(x))
    equal, above = Identity(s_all[j], s), (s_hat[j] ** 2 > 4 * s**2, s_hat[j] ** 2 <= 1)
    start = mode_cost(Integer(0))
    rising = follows(
        start <= mode_cost(x), [instantiate(rises(), {y: Integer(0)})], hypotheses=(s > 0, equal, *above, *a_level(x))
    )
    dear = prove((s > 0, equal, *above), start > s_all[j] ** 2)
    cost = in_turn(mode_cost(x) > s_all[j] ** 2, [rising, dear], hypotheses=(s > 0, equal, *above, *a_level(x)))
    sums = [sum_over_modes(rising, EARLIER), sum_over_modes(cost, LATER)]
    kept, lost = Sum(mode_cost(x), (j, 1, d0)), Sum(s_all[j] ** 2, (j, i + 1, D))
    cuts = [split_sum(kept, i, hypotheses=base), split_sum(lost, d0, hypotheses=base)]
    return follows(error(i, Integer(0)) < error(d0, x), [*sums, *cuts], hypotheses=base)


PROOFS: Proofs = {
    "probability": lambda: seldom_off(2, Integer(1), -n / 8),
    "weaker-probability": lambda: seldom_off(1, Integer(3), -9 * n / 16),
    "any-order-probability": lambda: seldom_off(1, Integer(2), -n / 3),
    "printed": (lambda: in_time(everywhere(with_order())),),
    "weaker": (lambda: in_time(everywhere(with_order())),),
    "critical": (fewer_are_better,),
    "any-order": (lambda: in_time(everywhere(any_order())),),
    "step-more": (more_directions,),
    "step-late": (below_the_threshold,),
    "step-strict-inside": (strictly_below_the_threshold,),
    "step-slope": (slope_at_threshold,),
    "step-slope-iff": (slope_as_fractions,),
    "step-chain-repaired": (chain,),
}
