"""Comparisons of E(d0, y) with E(k, x) where d0 variances are equal: kept by both, lost by k, or empty.

Tested in `tests/derivations/equal_variances/test_p8_true_dimension_is_best_late.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import Symbol, sqrt

from ldm_symbolic.derivations.equal_variances.common_variance import (
    error,
    generated,
    kept_sum,
    lost_sum,
    mode_cost,
    past_their_best,
    worth_keeping,
)
from ldm_symbolic.derivations.hypotheses import a_level, empty, equal_variances, weakly_falling
from ldm_symbolic.derivations.letters import D, d0, j, s_hat, x
from ldm_symbolic.derivations.plug_in.plug_in_error import i
from ldm_symbolic.derivations.plug_in.plug_in_error import other_noise as y
from ldm_symbolic.notation import deviation as s
from ldm_symbolic.notation import deviations as s_all
from ldm_symbolic.proof import (
    Fact,
    ForEach,
    Identity,
    by_induction,
    follows,
    for_each_mode,
    in_turn,
    instantiate,
    prove,
    split_sum,
    substitute,
    sum_over_modes,
)


@cache
def order() -> Fact:
    """Return ŝ_j <= ŝ_i for i <= j."""
    falling, here = weakly_falling(s_hat, d0), s_hat[j] <= s_hat[i]
    start = prove([i >= 1, *falling], substitute(here, {j: i}))
    step = prove([*falling, i >= 1, i <= j, j <= d0 - 1, here], s_hat[j + 1] <= s_hat[i])
    return by_induction(start, step, (j, i, d0))


@cache
def more_directions() -> Fact:
    """Return E(d0, x) <= E(i, x) for i >= d0: an empty direction costs v = x >= 0."""
    base = (d0 >= 1, d0 <= D, empty(s_all, d0), empty(s_hat, d0), *a_level(x), i >= d0, i <= D)
    sides = (s_all[j] ** 2, mode_cost(x))
    zero = (Identity(s_all[j], 0), Identity(s_hat[j], 0), *a_level(x))
    more = sum_over_modes(prove(zero, sides[0] <= sides[1]), (j, d0 + 1, i))
    cuts = [
        split_sum(kept_sum(x, 1, i), d0, hypotheses=base),
        split_sum(lost_sum(d0 + 1, D), i, hypotheses=base),
    ]
    return follows(error(d0, x) <= error(i, x), [more, *cuts], hypotheses=base)


@cache
def fewer_directions() -> Fact:
    """Return E(d0, y) <= E(i, x) for i <= d0 if no kept mode is worse at y, and no lost one costs more than s_j²."""
    better = ForEach(mode_cost(y) <= mode_cost(x), (j, 1, i))
    worth = ForEach(mode_cost(y) <= s_all[j] ** 2, (j, i + 1, d0))
    base = (*a_level(x), *a_level(y), i >= 1, i <= d0, d0 <= D, better, worth)
    both = [
        sum_over_modes(prove([relation.args[0], *a_level(x), *a_level(y)], relation.args[0]), relation.args[1])
        for relation in (better, worth)
    ]
    cuts = [
        split_sum(kept_sum(y, 1, d0), i, hypotheses=base),
        split_sum(lost_sum(i + 1, D), d0, hypotheses=base),
    ]
    return follows(error(d0, y) <= error(i, x), [*both, *cuts], hypotheses=base)


@cache
def rises() -> Fact:
    """Return that a mode that generates at least λ costs more the more it generates: v ↦ v - 2 s √v rises from s²."""
    less, more = Symbol("v", real=True), Symbol("w", real=True)
    known = (s > 0, less >= s**2, less <= more)
    cost = prove(known, less - 2 * s * sqrt(less) <= more - 2 * s * sqrt(more))
    above = (Identity(s_all[j], s), s > 0, *a_level(y), *a_level(x), y <= x, generated(y) >= s**2, s_hat[j] ** 2 <= 1)
    there = instantiate(cost, {less: generated(y), more: generated(x)})
    return follows(mode_cost(y) <= mode_cost(x), [there], hypotheses=above)


@cache
def _lost_is_worth() -> Fact:
    """Return that a mode that generates at most 4 λ costs at most λ."""
    return prove((s > 0, *a_level(y), Identity(s_all[j], s), generated(y) <= 4 * s**2), mode_cost(y) <= s_all[j] ** 2)


@cache
def stays() -> Fact:
    """Return E(d0, x) <= E(i, x) if the modes beyond i are worth keeping at x."""
    base = (*equal_variances(), *a_level(x), i >= 1, i <= d0, worth_keeping(i + 1, d0, x))
    lost = for_each_mode(instantiate(_lost_is_worth(), {y: x}), (j, i + 1, d0))
    return in_turn(error(d0, x) <= error(i, x), [lost, instantiate(fewer_directions(), {y: x})], hypotheses=base)


@cache
def goes_lower() -> Fact:
    """Return E(d0, y) <= E(i, x) for y <= x: the lost modes are worth keeping at y, the kept ones past their best."""
    inside = (*a_level(y), *a_level(x), y <= x, i >= 1, i <= d0)
    base = (*equal_variances(), *inside, worth_keeping(i + 1, d0, y), past_their_best(i, y))
    modes = [for_each_mode(_lost_is_worth(), (j, i + 1, d0)), for_each_mode(rises(), (j, 1, i))]
    return in_turn(error(d0, y) <= error(i, x), [*modes, fewer_directions()], hypotheses=base)
