"""The proofs behind `r3_order_of_two_dimensions`: the bounds of R1 for both dimensions.

Tested in `tests/derivations/lost_variance/test_lost_variance.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import Integer, Lambda, Sum, Symbol, sqrt

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.hypotheses import none_negative
from ldm_symbolic.derivations.letters import D, X, j, k, s, s_hat, x
from ldm_symbolic.derivations.lost_variance.r1_bounds_by_the_lost_variance import HORIZON, at_level, best, lost
from ldm_symbolic.derivations.lost_variance.r1_bounds_by_the_lost_variance_proof import chain, from_below, term
from ldm_symbolic.derivations.lost_variance.r1_bounds_by_the_lost_variance_proof import exact as at_the_end_exactly
from ldm_symbolic.derivations.lost_variance.r3_order_of_two_dimensions import (
    BEST,
    BEYOND,
    DIMENSIONS,
    FAR_LESS,
    HELPFUL,
    LESS,
    LESS_LOST,
    MODES,
    OTHER_BEST,
    PAID,
    at_its_best,
    best_levels,
    error,
    error_of_other,
    of_other,
    other,
    other_best,
)
from ldm_symbolic.derivations.plug_in.plug_in_error import exact_error, kept
from ldm_symbolic.proof import (
    Fact,
    Identity,
    at,
    for_each_mode,
    in_turn,
    instantiate,
    prove,
    split_sum,
    sum_over_modes,
)

GIVEN = (*MODES, BEST, OTHER_BEST)


def both() -> list[Fact]:
    """R1 for either dimension."""
    shorter = [for_each_mode(fact, (j, Integer(1), last)) for last in (k, other) for fact in [_estimate()]]
    return [*shorter, chain(), instantiate(chain(), {k: other, best: other_best})]


def _estimate() -> Fact:
    """An estimate up to any dimension is among those of all directions."""
    return in_turn(s_hat[j] >= 0, [at(none_negative(s_hat), j)], hypotheses=(none_negative(s_hat), j >= 1, j <= D))


@cache
def far_less() -> Fact:
    """E(k, p) <= lost(k) + Σ min < lost(i) <= E(i, q)."""
    return in_turn(LESS, both(), hypotheses=(*GIVEN, FAR_LESS))


@cache
def paid() -> Fact:
    """E(i, q) <= E(i, 0), which is lost(i) + Σ (ŝ - s)²."""
    one = prove((s_hat[j] >= 0,), Identity(at_level(term, Integer(0)), (s_hat[j] - s[j]) ** 2))
    end = sum_over_modes(one, (j, Integer(1), other))
    return in_turn(error_of_other <= error, [*both(), end], hypotheses=(*GIVEN, PAID))


@cache
def exactly() -> Fact:
    """E(k, p) <= E(k, 0) = lost(k) < lost(i) <= E(i, q)."""
    index = Symbol("l", integer=True)
    below = instantiate(from_below(), {s_hat: Lambda(index, s[index]), k: other, x: other_best})
    best_of_both = best_levels(exact_error)
    parts = [at(best_of_both[0]), at(best_of_both[1]), at(best_of_both[0], Integer(0)), at_the_end_exactly()]
    parts += [for_each_mode(_deviation(), (j, Integer(1), other)), below]
    given = (*DIMENSIONS, none_negative(s), *HORIZON, *best_of_both, LESS_LOST)
    goal = at_level(exact_error, best) < at_level(of_other(exact_error), other_best)
    return in_turn(goal, parts, hypotheses=given)


def _deviation() -> Fact:
    return in_turn(s[j] >= 0, [at(none_negative(s), j)], hypotheses=(none_negative(s), j >= 1, j <= D))


@cache
def by_direction() -> Fact:
    """E(k, p) <= E(k, q) < E(i, q), for each direction between adds v - 2 s √v < 0 at q."""
    given = (*GIVEN, other < k, HELPFUL)
    added, generated = at_level(term, other_best), Symbol("v", real=True)
    root = prove((s[j] >= 0, generated > 0, generated < 4 * s[j] ** 2), sqrt(generated) < 2 * s[j])
    less = prove(
        (generated > 0, sqrt(generated) < 2 * s[j]), s[j] ** 2 - 2 * s[j] * sqrt(generated) + generated < s[j] ** 2
    )
    here = [instantiate(fact, {generated: at_its_best}) for fact in (root, less)]
    one = in_turn(added < s[j] ** 2, here, hypotheses=(s[j] >= 0, HELPFUL.args[0]))
    beyond = for_each_mode(_deviation(), BEYOND)
    cuts = [split_sum(Sum(added, kept), other, hypotheses=(*given, other_best >= 0, other_best <= X))]
    cuts += [split_sum(of_other(lost), k, hypotheses=given)]
    parts = [at(BEST), at(OTHER_BEST), at(BEST, other_best), beyond, sum_over_modes(one, BEYOND), *cuts]
    return in_turn(LESS, parts, hypotheses=given)


PROOFS: Proofs = {
    "order-repaired": far_less,
    "order-by-direction": by_direction,
    "order-exact": exactly,
    "paid": paid,
}
