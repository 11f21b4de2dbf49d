"""Numbers held as the sum of two floats, and sums of them: twice the digits of float64 where terms cancel.

Every operation is one of Dekker's or Knuth's: free of error but for underflow, or right to 2^-100.

Tested in `tests/stopping/float_optimum/test_optima.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from ldm_symbolic.floats import Floats, two_product, two_sum


@dataclass(frozen=True, slots=True)
class Pair:
    """Numbers high + low, |low| at most half a unit in the last place of high.

    Args:
        high: the numbers rounded to float64.
        low: what rounding took away.
    """

    high: Floats
    low: Floats

    def part(self, chosen: slice | NDArray[np.int64]) -> Pair:
        """Some of the numbers."""
        return Pair(self.high[chosen], self.low[chosen])

    def plus(self, other: Pair) -> Pair:
        """The sums, to 2^-100 of the sizes of what is added."""
        high, low = two_sum(self.high, other.high)
        return Pair(high, low + (self.low + other.low))

    def times(self, other: Pair) -> Pair:
        """The products."""
        high, low = two_product(self.high, other.high)
        return Pair(high, low + (self.high * other.low + self.low * other.high))

    def over(self, other: Pair) -> Pair:
        """The quotients; 0 where the divisor is 0."""
        quotient = np.divide(self.high, other.high, out=np.zeros_like(self.high), where=other.high != 0)
        high, low = two_product(quotient, other.high)
        rest = ((self.high - high) - low) + (self.low - quotient * other.low)
        return Pair(quotient, np.divide(rest, other.high, out=np.zeros_like(rest), where=other.high != 0))

    def root(self) -> Pair:
        """The square roots."""
        root = np.sqrt(self.high)
        high, low = two_product(root, root)
        rest = ((self.high - high) - low) + self.low
        return Pair(root, np.divide(rest, 2 * root, out=np.zeros_like(rest), where=root != 0))

    def running_sums(self, carried: Pair) -> Pair:
        """Sums of the first n numbers for each n, after what is carried (one number)."""
        high = np.cumsum(np.concatenate([carried.high, self.high]))  # one after another: each rounding can be told
        before, after = high[:-1], high[1:]
        virtual = after - before
        rounding = (before - (after - virtual)) + (self.high - virtual)
        return Pair(after, np.cumsum(rounding + self.low) + carried.low)


def exactly(high: Floats) -> Pair:
    """Floats as they are."""
    return Pair(high, np.zeros_like(high))


def difference(left: Pair, right: Pair) -> Pair:
    """left - right, without error where both are floats."""
    return left.plus(Pair(-right.high, -right.low))


def paired(numbers: Iterable[Fraction]) -> Pair:
    """Exact numbers to twice the digits of float64.

    >>> paired([Fraction(1, 4), Fraction(1, 3)]).low.tolist()
    [0.0, 1.850371707708594e-17]
    """
    held = numbers if isinstance(numbers, Sequence) else tuple(numbers)
    high = [float(number) for number in held]
    low = [_rest(number, near) for number, near in zip(held, high, strict=True)]
    return Pair(np.array(high, dtype=np.float64), np.array(low, dtype=np.float64))


def _rest(number: Fraction, near: float) -> float:
    if near.as_integer_ratio() == (number.numerator, number.denominator):
        return 0.0
    return float(number - Fraction(near))
