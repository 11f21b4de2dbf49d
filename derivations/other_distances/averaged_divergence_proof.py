"""The averaged slope of a KL divergence over finitely many outcomes, where the means of one mode are known.

Tested in `tests/derivations/other_distances/test_kullback_leibler.py`.
"""

from __future__ import annotations

from sympy import Expr, Sum
from sympy.logic.boolalg import Boolean

from ldm_symbolic.derivations.hypotheses import all_positive
from ldm_symbolic.derivations.letters import j, k
from ldm_symbolic.derivations.other_distances.kullback_leibler import kept, lam, total
from ldm_symbolic.derivations.random_estimates.s3_sampling_average import DRAWS, draw, mean, outcomes, w
from ldm_symbolic.proof import (
    Fact,
    ForEach,
    Identity,
    equal_sums,
    exchange_sums,
    follows,
    prove,
    sum_over_modes,
)


def averaged(end_slope: Sum, coupled: Expr, parts: Expr, gain: Expr, means: tuple[Boolean, ...]) -> Fact:
    """Return that the averaged slope is the sum of what each mode gains: two sums are exchanged.

    Args:
        end_slope: the mean of Σ (1/λ_j) y_ij over the outcomes i.
        coupled: y_ij.
        parts: its mean for one mode, by known means.
        gain: what that comes to, over λ_j.
        means: the weights and the means that are known.
    """
    weight = w[outcomes[0]]
    (inner_slope,) = (factor for factor in end_slope.function.args if isinstance(factor, Sum))
    inner = total(1 / lam[j] * coupled)
    one = prove((lam[j] > 0, draw > 0), Identity(inner_slope.function, 1 / lam[j] * coupled))
    same = sum_over_modes(one, kept)
    weighted = follows(Identity(end_slope.function, weight * inner), [same], hypotheses=same.hypotheses)
    steps = [sum_over_modes(weighted, outcomes)]
    steps += [exchange_sums(weight, inner, outcomes, hypotheses=(all_positive(lam, k), DRAWS))]
    within = (lam[j] > 0, DRAWS, j >= 1, j <= k)
    cut = equal_sums(mean(coupled), parts, hypotheses=within)
    known = tuple(part.args[0] if isinstance(part, ForEach) else part for part in means)
    mode_gain = follows(Identity(1 / lam[j] * mean(coupled), gain), [cut], hypotheses=(*within, *known))
    steps += [sum_over_modes(mode_gain, kept)]
    return follows(Identity(end_slope, total(gain)), steps, hypotheses=(all_positive(lam, k), DRAWS, *means))
