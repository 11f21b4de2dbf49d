"""The proofs behind `t4_on_average`: outcome by outcome T3, then two sums are exchanged.

Tested in `tests/derivations/read_outs/test_denoised.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, Expr, Sum, sqrt

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.dense_estimates.a1_any_unbiased_estimate import LAW, averaged, trace
from ldm_symbolic.derivations.dense_estimates.a1_any_unbiased_estimate_proof import trace_of_the_map
from ldm_symbolic.derivations.hypotheses import all_positive
from ldm_symbolic.derivations.letters import j, k, s
from ldm_symbolic.derivations.random_estimates.s3_sampling_average import (
    CHI_SQUARED,
    DRAWS,
    INVERSE,
    WEIGHTS,
    c,
    draw,
    kept,
    m,
    mean,
    n,
    outcomes,
    w,
)
from ldm_symbolic.derivations.random_estimates.s3_sampling_average_proof import chi_squared
from ldm_symbolic.derivations.read_outs.t4_on_average import end_slope
from ldm_symbolic.proof import (
    Fact,
    Identity,
    equal_sums,
    exchange_sums,
    follows,
    in_turn,
    prove,
    sum_over_modes,
)

KNOWN = (all_positive(s, k), DRAWS, WEIGHTS[1], INVERSE)


def _inner() -> Sum:
    (inner,) = (factor for factor in end_slope.function.args if isinstance(factor, Sum))
    return inner


@cache
def slope_on_average() -> Fact:
    """The averaged slope is Σ (m - 1)."""
    coupled: Expr = 1 / (s[j] * sqrt(draw)) - 1 / s[j]
    inner = Sum(s[j] * coupled, kept)
    one = prove((s[j] > 0, draw > 0), Identity(_inner().function, s[j] * coupled))
    same = sum_over_modes(one, kept)
    weighted = follows(Identity(end_slope.function, w[outcomes[0]] * inner), [same], hypotheses=same.hypotheses)
    steps = [sum_over_modes(weighted, outcomes)]
    steps += [exchange_sums(w[outcomes[0]], inner, outcomes, hypotheses=(all_positive(s, k), DRAWS))]
    within = (s[j] > 0, DRAWS, j >= 1, j <= k)
    parts = mean(1 / sqrt(draw)) / s[j] - Sum(w[outcomes[0]], outcomes) / s[j]
    cut = equal_sums(mean(coupled), parts, hypotheses=within)
    known = (WEIGHTS[1], INVERSE.args[0])
    mode = follows(Identity(s[j] * mean(coupled), m - 1), [cut], hypotheses=(*within, *known))
    steps += [sum_over_modes(mode, kept)]
    return follows(Identity(end_slope, Sum(m - 1, kept)), steps, hypotheses=KNOWN)


@cache
def positive() -> Fact:
    """Each mode adds m - 1 > 0."""
    total = sum_over_modes(prove((m > 1,), m - 1 > 0), kept)
    return follows(end_slope > 0, [slope_on_average(), total], hypotheses=(k >= 1, *KNOWN, m > 1))


@cache
def chi_squared_above_one() -> Fact:
    """m² = n² c²/(n-1)² > 1."""
    sign = prove(CHI_SQUARED, And(c > 0))
    last = prove((n >= 2, c > 0, *chi_squared().conclusion.args), m > 1)
    return in_turn(m > 1, [chi_squared(), sign, last], hypotheses=CHI_SQUARED)


@cache
def dense() -> Fact:
    """What A1 says of tr M_S, less k."""
    goal = averaged(trace) - k >= 0
    return follows(goal, [trace_of_the_map()], hypotheses=LAW)


PROOFS: Proofs = {
    "slope": slope_on_average,
    "positive": positive,
    "chi-squared": chi_squared_above_one,
    "rate": None,
    "dense": dense,
}
