"""The proof of K1 for dense estimates: the diagonals of S and of its inverse, one outcome at a time, then their means.

Tested in `tests/derivations/other_distances/test_kullback_leibler.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, Integer

from ldm_symbolic.derivations.dense_estimates.a1_any_unbiased_estimate import g, place, y
from ldm_symbolic.derivations.dense_estimates.a1_any_unbiased_estimate_proof import ALL, CENTRE, mean_of, weighted
from ldm_symbolic.derivations.letters import j, s
from ldm_symbolic.derivations.other_distances.k1_generated_to_data import DENSE_LAW, dense_slope
from ldm_symbolic.derivations.random_estimates.s3_sampling_average import mean
from ldm_symbolic.proof import Fact, in_turn, prove

FACTOR, DISTANCE = (1 / s[j] ** 4 - 1 / s[j] ** 2) / 2, g[place] - s[j] ** 2
ONE = (s[j] > 0, And(g[place] > 0, g[place] * y[place] >= 1))


@cache
def one_slope() -> Fact:
    """What mode j adds in an outcome is at most (1/λ² - 1/λ)(S_jj - λ)/2, for 1/S_jj lies above its tangent at λ."""
    lower = prove(ONE, y[place] >= (2 * s[j] ** 2 - g[place]) / s[j] ** 4)
    goal = dense_slope.function <= FACTOR * DISTANCE
    return in_turn(goal, [lower, prove((ONE[0], lower.conclusion), goal)], hypotheses=ONE)


@cache
def dense() -> Fact:
    """The mean of these bounds is 0."""
    means = mean_of(FACTOR, DISTANCE, CENTRE - s[j] ** 2 * ALL, Integer(0))
    return in_turn(mean(dense_slope) <= 0, [weighted(one_slope()), *means], hypotheses=DENSE_LAW)
