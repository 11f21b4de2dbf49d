"""The weight m of one mode's linear score s(y, u) = -m(u) y, as a formula in the noise level.

Tested in `tests/model/test_backward.py`.
"""

from __future__ import annotations

from sympy import Expr, Min, Symbol

from ldm_symbolic.model.score import CappedScore, ExactScore, PluginScore, Score
from ldm_symbolic.notation import estimated_variance, noise, variance


def believed_variance(score: Score) -> Symbol:
    """The variance that the score takes for the data's in one mode: λ for the exact score, else λ̂."""
    match score:
        case ExactScore():
            return variance
        case PluginScore() | CappedScore():
            return estimated_variance


def noised(believed: Expr, level: Expr = noise) -> Expr:
    """The variance of one mode after noising: a² + b² λ with a² = x and b² = 1 - x.

    >>> noised(variance)
    lambda*(1 - x) + x
    """
    return level + (1 - level) * believed


def weight(score: Score) -> Expr:
    """m, the weight of one mode's score at noise level x.

        exact 1/(x + (1 - x) λ),  plug-in 1/(x + (1 - x) λ̂),  capped min(C, 1/(x + (1 - x) λ̂))

    >>> weight(PluginScore())
    1/(lambda_hat*(1 - x) + x)

    Source: arXiv:2510.08409v1, eq. (9)
    """
    uncapped = 1 / noised(believed_variance(score))
    match score:
        case CappedScore(cap=cap):
            return Min(cap, uncapped)
        case ExactScore() | PluginScore():
            return uncapped
