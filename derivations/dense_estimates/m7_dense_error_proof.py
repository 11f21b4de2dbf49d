"""The proofs behind `m7_dense_error`: a square of a matrix, weighted by the variances of the data.

Tested in `tests/derivations/dense_estimates/test_dense_estimates.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import Equivalent, Ge, Sum

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.dense_estimates.m7_dense_error import (
    ALONG,
    BETWEEN,
    CURVE,
    MAP,
    OTHER,
    aligned,
    at_first,
    at_other,
    at_the_end,
    columns,
    commuting,
    error,
    here,
    moved,
    rate,
    share,
    there,
    y,
)
from ldm_symbolic.derivations.hypotheses import a_schedule, noisy_horizon
from ldm_symbolic.derivations.letters import X, j, s, s_hat, x
from ldm_symbolic.derivations.plug_in.plug_in_error import kept, never_rises
from ldm_symbolic.derivations.plug_in.plug_in_error_proof import horizon_has_noise, into_time
from ldm_symbolic.proof import (
    Fact,
    Identity,
    NonDecreasing,
    by_logic,
    equal_sums,
    follows,
    in_turn,
    instantiate,
    prove,
    slope_at_start,
    substitute,
    sum_over_modes,
)


@cache
def tangent() -> Fact:
    """2 p K <= p² + K², entry by entry."""
    square = sum_over_modes(prove((), Ge((here - there) ** 2, 0, evaluate=False)), columns)
    parts = Sum(here**2, columns) - 2 * Sum(here * there, columns) + Sum(there**2, columns)
    opened = equal_sums(square.conclusion.args[0], parts, hypotheses=())
    row = s[j] ** 2 * Sum(here**2, columns) + s[j] ** 2 * Sum(there**2, columns)
    one = follows(2 * s[j] ** 2 * Sum(here * there, columns) <= row, [square, opened], hypotheses=())
    total = sum_over_modes(one, kept)
    sides = (2 * at_other, moved + at_first)
    names = [equal_sums(side, end, hypotheses=()) for side, end in zip(total.conclusion.args, sides, strict=True)]
    return follows(at_other <= at_first + (y - x) * rate / 2, [total, *names], hypotheses=(ALONG,))


@cache
def convex() -> Fact:
    """The tangent at a level between two others, taken at both."""
    pair = [tangent(), instantiate(tangent(), OTHER)]
    goal = (1 - share) * at_other + share * substitute(at_other, OTHER) <= at_first
    return in_turn(goal, pair, hypotheses=(*BETWEEN, ALONG, substitute(ALONG, OTHER)))


@cache
def iff() -> Fact:
    """The slope of a convex error at 0, in generation time."""
    curve, slope = (by_logic(said, [], hypotheses=[said]) for said in CURVE)
    rises = slope_at_start(curve, slope, prove([X > 0], X > 0), says=NonDecreasing)
    facts = [rises, into_time(error, hypotheses=(*CURVE, *noisy_horizon())), horizon_has_noise()]
    goal = Equivalent(never_rises(error), at_the_end >= 0)
    return by_logic(goal, facts, hypotheses=(*a_schedule(), *CURVE))


@cache
def same_as_the_condition() -> Fact:
    """Mode by mode."""
    given = (s_hat[j] > 0, MAP.args[0])
    return sum_over_modes(prove(given, Identity(commuting.function, aligned)), kept)


PROOFS: Proofs = {"tangent": tangent, "convex": convex, "iff": iff, "commuting": same_as_the_condition}
