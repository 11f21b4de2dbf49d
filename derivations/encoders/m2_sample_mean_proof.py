"""The proofs behind `m2_sample_mean`: term by term, and two sums exchanged.

Tested in `tests/derivations/encoders/test_mean.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, Sum, Symbol, sqrt

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.encoders.m2_sample_mean import (
    ABOUT_GUESS,
    ABOUT_KNOWN,
    GAUSSIAN,
    SMALL,
    SPREAD,
    UNBIASED,
    at_the_end,
    b,
    gain_slope,
    gained,
    guess,
    h,
    r,
    total,
    total_slope,
)
from ldm_symbolic.derivations.letters import j, k, s
from ldm_symbolic.derivations.plug_in.plug_in_error import levels
from ldm_symbolic.derivations.random_estimates.s3_sampling_average import SHAPE, kept, mean, n, outcomes, w
from ldm_symbolic.notation import variance
from ldm_symbolic.proof import (
    Fact,
    Identity,
    derivative,
    equal_sums,
    exchange_sums,
    follows,
    in_turn,
    instantiate,
    prove,
    sum_over_modes,
)


@cache
def slope() -> Fact:
    """Term by term."""
    return derivative(total, total_slope, levels, hypotheses=SHAPE)


@cache
def gain() -> Fact:
    """-Σ_i w_i Σ_j (μ̂_j - μ_j) μ̂_j, mode by mode."""
    i, own = outcomes[0], at_the_end(gain_slope)
    (inner,) = (part for part in own.function.args if isinstance(part, Sum))
    coupled = b[j] * guess / s[j] ** 2 - guess**2 / s[j] ** 2
    scaled = Sum(s[j] ** 2 * coupled, kept)
    same = equal_sums(inner, scaled, hypotheses=SHAPE[:1])
    weighted = follows(Identity(w[i] * inner, w[i] * scaled), [same], hypotheses=SHAPE[:1])
    steps = [sum_over_modes(weighted, outcomes), exchange_sums(w[i], scaled, outcomes, hypotheses=SHAPE[:1])]
    within = (s[j] > 0, j >= 1, j <= k)
    parts = b[j] / s[j] ** 2 * mean(guess) - mean(guess**2) / s[j] ** 2
    cut = equal_sums(mean(coupled), parts, hypotheses=within)
    known = (*within, n >= 1, UNBIASED.args[0], SPREAD.args[0])
    steps.append(
        sum_over_modes(follows(Identity(s[j] ** 2 * mean(coupled), -(s[j] ** 2) / n), [cut], hypotheses=known), kept)
    )
    steps.append(equal_sums(Sum(-(s[j] ** 2) / n, kept), gained, hypotheses=(n >= 1,)))
    return in_turn(Identity(own, gained), steps, hypotheses=(SHAPE[0], n >= 1, UNBIASED, SPREAD))


@cache
def lower() -> Fact:
    """√n (h² - n + 2)/(h (n-2)) > 1/(2 (n-2)), and c' < c."""
    y = Symbol("y", real=True)
    known = prove((*GAUSSIAN, SMALL), And(h**2 < n - 1, r > h, n > 2))
    root = prove((n >= 3,), And(Identity(sqrt(n) ** 2, n), sqrt(n) > 0))
    shape = prove((n >= 3, h > 0), Identity(r / (n - 1), 1 / h))
    below = prove((y > 0, h > 0, Identity(y**2, n), h**2 < n - 1, n >= 3), h < y)
    gap = prove((n >= 3, h > 0, y > h, 2 * h**2 > 2 * n - 3), y * (h / (n - 2) - 1 / h) > 1 / (2 * (n - 2)))
    means = prove((y > 0, h > 0, r > h), (r - h) / y > 0)
    loss = prove((n >= 3, variance > 0, SMALL), variance / n < 1 / (2 * (n - 2)))
    parts = [instantiate(fact, {y: sqrt(n)}) for fact in (below, gap, means)]
    return in_turn(
        ABOUT_GUESS - variance / n < ABOUT_KNOWN - variance / n,
        [known, root, shape, *parts, loss],
        hypotheses=(*GAUSSIAN, SMALL),
    )


PROOFS: Proofs = {"slope": slope, "about-lower": lower, "gain": gain}
