"""The proofs behind `r2_pythagoras`: a sum of squares cut in two, pair by pair.

Tested in `tests/derivations/lost_variance/test_lost_variance.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import IndexedBase, Sum

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.letters import k
from ldm_symbolic.derivations.lost_variance.r2_pythagoras import (
    BEST,
    BEST_LATENT,
    DECODED,
    DIMENSIONS,
    EACH_DECODED,
    SAME_DATA,
    beyond,
    data,
    generated,
    i,
    mean,
    missed,
    pairs,
    r,
    w,
    whole,
    within,
)
from ldm_symbolic.proof import Fact, Identity, equal_sums, follows, in_turn, prove, split_sum, sum_over_modes


@cache
def one_pair() -> Fact:
    """The sum over all coordinates cut after k, where y is 0 beyond."""
    given = (*DIMENSIONS, DECODED)
    cut = split_sum(whole, k, hypotheses=given)
    one = prove((Identity(generated, 0),), Identity((generated - data) ** 2, data**2))
    return follows(Identity(whole, within + missed), [cut, sum_over_modes(one, beyond)], hypotheses=given)


def over(weights: IndexedBase) -> Fact:
    """The same in the mean over a coupling."""
    given = (*DIMENSIONS, EACH_DECODED)
    each = follows(
        Identity(weights[i] * whole, weights[i] * within + weights[i] * missed),
        [one_pair()],
        hypotheses=(*DIMENSIONS, DECODED),
    )
    parts = mean(weights, within) + mean(weights, missed)
    spread = Sum(weights[i] * within + weights[i] * missed, pairs)
    steps = [sum_over_modes(each, pairs), equal_sums(spread, parts, hypotheses=())]
    return in_turn(Identity(mean(weights, whole), parts), steps, hypotheses=given)


@cache
def coupling() -> Fact:
    """With the weights w."""
    return over(w)


@cache
def distance() -> Fact:
    """Two couplings of which each is best for one of the distances."""
    given = (*DIMENSIONS, EACH_DECODED, SAME_DATA, BEST, BEST_LATENT)
    goal = Identity(mean(w, whole), mean(w, missed) + mean(r, within))
    return in_turn(goal, [coupling(), over(r)], hypotheses=given)


PROOFS: Proofs = {"pair": one_pair, "coupling": coupling, "distance": distance}
