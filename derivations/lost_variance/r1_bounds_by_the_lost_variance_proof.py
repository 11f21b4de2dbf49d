"""The proofs behind `r1_bounds_by_the_lost_variance`: mode by mode, and one exchange of shares.

Tested in `tests/derivations/lost_variance/test_lost_variance.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, Integer, Sum, Symbol

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.hypotheses import a_dimension, a_level, none_negative
from ldm_symbolic.derivations.letters import D, X, j, k, s, s_hat, x
from ldm_symbolic.derivations.lost_variance.r1_bounds_by_the_lost_variance import (
    BEST,
    CHAIN,
    HORIZON,
    LARGEST,
    MODES,
    RANK,
    SHARES,
    at_level,
    at_the_end,
    best,
    least,
    lost,
    off,
    w,
)
from ldm_symbolic.derivations.plug_in.plug_in_error import exact_error, kept, plugin_error
from ldm_symbolic.proof import (
    Fact,
    Identity,
    at,
    constant_sum,
    equal_sums,
    in_turn,
    instantiate,
    prove,
    split_sum,
    sum_over_modes,
)

term = next(part.function for part in plugin_error.args if part.limits[0][2] == k)
LEVEL = (*a_level(x, X), X < 1)
everything, loses = (j, Integer(1), D), (1 - w[j]) * s[j] ** 2


@cache
def from_below() -> Fact:
    """A kept mode adds a square."""
    one = prove((s[j] >= 0, s_hat[j] >= 0, *LEVEL), term >= 0)
    return in_turn(lost <= plugin_error, [sum_over_modes(one, kept)], hypotheses=(*MODES, *LEVEL))


@cache
def from_above() -> Fact:
    """At level 0 mode j adds no more than min(g_j, g_j²/λ_j)."""
    one = prove((s[j] >= 0, s_hat[j] >= 0), at_level(term, Integer(0)) <= least)
    return in_turn(at_the_end <= lost + off, [sum_over_modes(one, kept)], hypotheses=MODES)


@cache
def chain() -> Fact:
    """The best level lies in [0, X], and level 0 is no better."""
    inside, better = at(BEST), at(BEST, Integer(0))
    parts = [inside, better, instantiate(from_below(), {x: best}), from_above()]
    return in_turn(CHAIN, parts, hypotheses=(*MODES, *HORIZON, BEST))


@cache
def exact() -> Fact:
    """At level 0 a kept mode is perfect."""
    given = (*a_dimension(), none_negative(s))
    own = next(part.function for part in exact_error.args if part.limits[0][2] == k)
    none = sum_over_modes(prove((s[j] >= 0,), Identity(at_level(own, Integer(0)), 0)), kept)
    return in_turn(Identity(at_level(exact_error, Integer(0)), lost), [none], hypotheses=given)


@cache
def every_decoder() -> Fact:
    """Σ_{j≤k} (1 - w_j) λ_j is at least λ_k Σ_{j≤k} (1 - w_j), and Σ_{j>k} w_j λ_j at most λ_k Σ_{j>k} w_j."""
    given = (*a_dimension(), none_negative(s), *LARGEST, SHARES, RANK)
    share, last, beyond = And(w[j] >= 0, w[j] <= 1), s[k] ** 2, (j, k + 1, D)
    leaves, takes = (1 - w[j]) * last, s[j] ** 2 - w[j] * last
    inside = prove((s[k] >= 0, s[j] >= s[k], share), loses >= leaves)
    outside = prove((s[j] >= 0, s[j] <= s[k], share), loses >= takes)
    one, first, rest = Sum(Integer(1), kept), Sum(w[j], kept), Sum(w[j], beyond)
    parts = [
        at(none_negative(s), k),
        sum_over_modes(inside, kept),
        sum_over_modes(outside, beyond),
        split_sum(Sum(loses, everything), k, hypotheses=given),
        split_sum(Sum(w[j], everything), k, hypotheses=given),
        constant_sum(one, hypotheses=given),
        equal_sums(Sum(leaves, kept), last * one - last * first, hypotheses=given),
        equal_sums(Sum(takes, beyond), lost - last * rest, hypotheses=given),
    ]
    number, total, top = (Symbol(name, real=True) for name in "nwa")
    order = prove((top >= 0, total <= number), top * number - top * total >= 0)
    order = instantiate(order, {number: k, total: first + rest, top: last})
    return in_turn(Sum(loses, everything) >= lost, [*parts, order], hypotheses=given)


PROOFS: Proofs = {"chain": chain, "every-level": from_below, "exact": exact, "every-decoder": every_decoder}
