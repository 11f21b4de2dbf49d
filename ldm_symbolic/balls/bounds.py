"""Rational bounds on a number.

Tested in `tests/balls/test_enclose.py`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

from ldm_symbolic.balls.enclose import rational_bounds


class Bounds(NamedTuple):
    """A number is known to lie between them.

    Args:
        lower: at most the number.
        upper: at least the number; equal to `lower` where the number is known exactly.

    >>> Bounds.exactly(Fraction(1, 3)).narrow(15), Bounds(Fraction(1), Fraction(2)).narrow(1)
    (True, False)
    """

    lower: Fraction
    upper: Fraction

    @classmethod
    def exactly(cls, value: Fraction) -> Bounds:
        """The bounds of a number that is known."""
        return cls(value, value)

    @classmethod
    def around(cls, *balls: Any) -> Bounds:
        """The bounds of a number between the least and the greatest of some balls.

        Raises:
            ValueError: if one of them is not finite.
        """
        ends = [rational_bounds(ball) for ball in balls]
        return cls(min(low for low, _ in ends), max(high for _, high in ends))

    @property
    def width(self) -> Fraction:
        """The distance of the bounds."""
        return self.upper - self.lower

    def narrow(self, digits: int) -> bool:
        """Whether they differ by at most 10^-digits, relative to the one nearer to 0."""
        if self.lower == self.upper:
            return True
        nearest = min(abs(self.lower), abs(self.upper)) if self.lower * self.upper > 0 else Fraction(0)
        return self.width * 10**digits <= nearest
