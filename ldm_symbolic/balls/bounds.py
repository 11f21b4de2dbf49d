"""The precision of balls, and rational bounds on a number.

Tested in `tests/balls/test_enclose.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Any, NamedTuple

from flint import arb, ctx

START_PRECISION = 64
MAX_PRECISION = 1 << 14

_MAX_EXPONENT = 1 << 24  # rational bounds with more binary places than this are refused


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Sets FLINT's working precision inside a `with`, and restores it however the block is left.

    Args:
        bits: the precision, at least 2.

    Example:
        >>> with precision(200):
        ...     ctx.prec
        200
        >>> ctx.prec
        53
    """
    before = ctx.prec
    ctx.prec = bits
    try:
        yield
    finally:
        ctx.prec = before


def rational_bounds(ball: arb) -> tuple[Fraction, Fraction]:
    """The end points of a ball, exactly.

    Args:
        ball: a finite ball.

    Raises:
        ValueError: if the ball is not finite, or its end points have millions of binary places.

    Example:
        >>> rational_bounds(arb(1) / 4)
        (Fraction(1, 4), Fraction(1, 4))
    """
    if not ball.is_finite():
        raise ValueError(f"{ball} has no rational end points")
    middle, radius = _dyadic(ball.mid()), _dyadic(ball.rad())
    return middle - radius, middle + radius


def _dyadic(exact: arb) -> Fraction:
    mantissa, exponent = (int(part) for part in exact.man_exp())
    if abs(exponent) > _MAX_EXPONENT:
        raise ValueError(f"2^{exponent} is out of reach of rational arithmetic")
    return Fraction(mantissa << exponent) if exponent >= 0 else Fraction(mantissa, 1 << -exponent)


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
