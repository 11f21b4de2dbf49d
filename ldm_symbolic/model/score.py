"""What generation goes by: linear score estimators, exact, plug-in, and plug-in with a cap; and the law it starts in.

The formulas are in `weight`.

Tested in `tests/model/test_backward.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from numbers import Rational
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sympy import Expr


@dataclass(frozen=True, slots=True, kw_only=True)
class ExactScore:
    """The score of the noised data: it believes in the true variances."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginScore:
    """The exact score's formula with the estimated variances in it."""


def _letter() -> Expr:
    from ldm_symbolic.notation import cap

    return cap


@dataclass(frozen=True, slots=True, kw_only=True)
class CappedScore:
    """The plug-in score with its weight held at or below C, the minimiser of score matching in that class.

    Args:
        cap: C > 1, exact; the symbol C unless given.

    Raises:
        ValueError: if C is a number and not above 1.

    Source: arXiv:2510.08409v1, Proposition 4, eq. (9)
    """

    cap: Expr | Fraction = field(default_factory=_letter)

    def __post_init__(self) -> None:
        if (isinstance(self.cap, Rational) or self.cap.is_number) and not self.cap > 1:
            raise ValueError(f"the cap C must be above 1, got {self.cap}")


Score = ExactScore | PluginScore | CappedScore


class Start(Enum):
    """The law in which generation starts, at noise level X = a_T²."""

    NOISED = "noised"
    """The noised law that the score believes in, of variance X + (1 - X) λ̂ (λ for the exact score)."""
    STANDARD = "standard"
    """The standard normal law, of variance 1."""


def score_name(score: Score) -> str:
    """How the command line spells the score."""
    match score:
        case ExactScore():
            return "exact"
        case PluginScore():
            return "plugin"
        case CappedScore():
            return "capped"
