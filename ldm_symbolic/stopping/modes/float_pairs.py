"""Numbers held as the sum of two floats, and sums of them: twice the digits of float64 where terms cancel.

Every operation is one of Dekker's or Knuth's: free of error but for underflow, or right to 2^-100.

Tested in `tests/stopping/float_optimum/test_one_minimum.py`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from ldm_symbolic.floats import Floats, Mask, two_product, two_sum

# of 32 bits, of 36, and the rest: times small integers they are exact
_LOG_TWO = (
    0.6931471803691238,
    1.908214929249646e-10,
    2.0941744292700725e-21,
)  # 32 bits, 36 bits, the rest: times small integers exact
_SQUARINGS = 9
_TERMS = 9


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

    def column(self) -> Pair:
        """The numbers with a second axis of length 1."""
        return Pair(self.high[:, None], self.low[:, None])

    def plus(self, other: Pair) -> Pair:
        """The sums, to 2^-100 of the sizes of what is added."""
        high, low = two_sum(self.high, other.high)
        return Pair(*two_sum(high, low + (self.low + other.low)))  # where high parts cancel, low ones are left

    def times(self, other: Pair) -> Pair:
        """The products."""
        high, low = two_product(self.high, other.high)
        return Pair(high, low + (self.high * other.low + self.low * other.high))

    def over(self, other: Pair) -> Pair:
        """The quotients; 0 where the divisor is 0."""
        quotient = _divided(self.high, other.high)
        high, low = two_product(quotient, other.high)
        rest = ((self.high - high) - low) + (self.low - quotient * other.low)
        return Pair(quotient, _divided(rest, other.high))

    def root(self) -> Pair:
        """The square roots."""
        root = np.sqrt(self.high)
        high, low = two_product(root, root)
        rest = ((self.high - high) - low) + self.low
        return Pair(root, np.divide(rest, 2 * root, out=np.zeros_like(rest), where=root != 0))

    def scaled(self, power: int | NDArray[np.int64]) -> Pair:
        """The numbers times a power of 2."""
        return Pair(np.ldexp(self.high, power), np.ldexp(self.low, power))

    def exponential(self) -> Pair:
        """e to the numbers, to 2^-94 for numbers of size up to 50: a Taylor sum near 0, squared nine times."""
        halvings = np.rint(self.high / math.log(2)).astype(np.int64)
        rest = self
        for part in _LOG_TWO:
            rest = difference(rest, exactly(part * halvings.astype(np.float64)))
        rest = rest.scaled(-_SQUARINGS)
        one, total = exactly(np.ones_like(self.high)), exactly(np.zeros_like(self.high))
        for order in range(_TERMS, 1, -1):
            total = rest.over(Pair(float(order) * one.high, one.low)).times(total.plus(one))
        total = rest.plus(rest.times(total))
        for _ in range(_SQUARINGS):  # e^{2r} - 1 from e^r - 1
            total = total.scaled(1).plus(total.times(total))
        return total.plus(one).scaled(halvings)

    def logarithm(self) -> Pair:
        """The logarithms, to 2^-94 of their sizes or of 1: a Newton step from the float."""
        near = exactly(np.log(self.high))
        step = self.times(Pair(-near.high, -near.low).exponential())
        return near.plus(difference(step, exactly(np.ones_like(self.high))))

    def where(self, chosen: Mask, other: Pair) -> Pair:
        """These numbers where chosen, the others elsewhere."""
        return Pair(np.where(chosen, self.high, other.high), np.where(chosen, self.low, other.low))

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


def _divided(above: Floats, below: Floats) -> Floats:
    empty = np.zeros(np.broadcast_shapes(above.shape, below.shape))
    return np.divide(above, below, out=empty, where=np.broadcast_to(below != 0, empty.shape))
