"""Linear score estimators s(y, u) = -m(u) y: exact, plug-in, and plug-in with a cap on its weight.

Tested in `tests/model/test_backward.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

from sympy import Expr, Min, Symbol

from ldm_symbolic import notation
from ldm_symbolic.notation import estimated_variance, noise, variance


@dataclass(frozen=True, slots=True, kw_only=True)
class ExactScore:
    """The score of the noised data: it believes in the true variances."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginScore:
    """The exact score's formula with the estimated variances in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CappedScore:
    """The plug-in score with its weight held at or below C, the minimiser of score matching in that class.

    Args:
        cap: C > 1, exact; the symbol C unless given.

    Raises:
        ValueError: if C is a number and not above 1.

    Source: arXiv:2510.08409v1, Proposition 4, eq. (9)
    """

    cap: Expr = notation.cap

    def __post_init__(self) -> None:
        if self.cap.is_number and not self.cap > 1:
            raise ValueError(f"the cap C must be above 1, got {self.cap}")


Score = ExactScore | PluginScore | CappedScore


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


def score_name(score: Score) -> str:
    """How the command line spells the score."""
    match score:
        case ExactScore():
            return "exact"
        case PluginScore():
            return "plugin"
        case CappedScore():
            return "capped"
