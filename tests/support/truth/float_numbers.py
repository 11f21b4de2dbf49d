"""Floating-point numbers that know how wrong they may be.

Sums and products carry the rounding that really happened (the error of each is computed, not estimated), so exact
arithmetic stays exact and ties are seen; functions carry a few units in the last place.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any

import numpy as np

Real = np.longdouble
Array = np.ndarray[Any, Any]

_EPS, _LEAST = Real(np.finfo(Real).eps), Real(np.finfo(Real).tiny)
_SPLIT = Real(2) ** ((np.finfo(Real).nmant + 2) // 2) + 1


class Approx:
    """Numbers known up to an error: nan is undefined, an infinite error is unknown."""

    __slots__ = ("error", "value")

    def __init__(self, value: Any, error: Any = 0) -> None:
        value, error = np.asarray(value, dtype=Real), np.asarray(error, dtype=Real)
        lost = np.isinf(value) | np.isnan(error)  # an overflow, or 0 times unknown
        self.value = np.where(lost & ~np.isnan(value), 0, value)
        self.error = np.where(lost, np.inf, error)

    def __add__(self, other: Approx) -> Approx:
        a, b = self.value, other.value
        total = a + b
        part = total - a
        return Approx(total, self.error + other.error + abs((a - (total - part)) + (b - part)))

    def __mul__(self, other: Approx) -> Approx:
        a, b = self.value, other.value
        total, (high, low), (top, rest) = a * b, _halves(a), _halves(b)
        off = abs(low * rest - (((total - high * top) - low * top) - high * rest))
        carried = abs(a) * other.error + abs(b) * self.error + self.error * other.error
        return Approx(total, carried + np.where((a == 0) | (b == 0), 0, off))

    def inverse(self) -> Approx:
        size, unknown = abs(self.value), abs(self.value) <= self.error
        value = 1 / np.where(size == 0, np.nan, self.value)
        error = self.error / (size * (size - self.error)) + _EPS * abs(value)
        error = np.where((size == 1) & (self.error == 0), 0, error)
        close = unknown & (self.error > 0)
        return Approx(np.where(close, 0, value), np.where(close, np.inf, error))

    def through(self, function: Callable[[Array], Array]) -> Approx:
        """Apply a monotone function that is computed to within a few units."""
        middle = function(self.value)
        ends = [function(self.value - self.error), function(self.value + self.error)]
        spread = reduce(np.maximum, (abs(np.where(np.isnan(end), np.inf, end) - middle) for end in ends))
        return Approx(middle, spread + 8 * _EPS * abs(middle) + _LEAST)

    def root(self) -> Approx:
        """The square root; what may be negative by rounding alone is taken for 0."""
        value = np.where((self.value < 0) & (self.value >= -self.error), 0, self.value)
        middle = np.sqrt(value)
        below, above = np.sqrt(np.maximum(value - self.error, 0)), np.sqrt(value + self.error)
        square = Approx(middle) * Approx(middle)
        exact = (square.value == value) & (square.error == 0) & (self.error == 0)
        return Approx(middle, np.where(exact, 0, np.maximum(above - middle, middle - below) + _EPS * middle))


def _halves(a: Array) -> tuple[Array, Array]:
    """Split a number into two of half the digits (Veltkamp), so that products of halves are exact."""
    scaled = _SPLIT * a
    high = scaled - (scaled - a)
    return high, a - high


def greater(a: Approx, b: Approx) -> Approx:
    """The greater of two numbers, as well known as it is itself where the other is clearly less."""
    apart = abs(a.value - b.value) > a.error + b.error
    first = a.value >= b.value
    error = np.where(apart, np.where(first, a.error, b.error), np.maximum(a.error, b.error))
    return Approx(np.maximum(a.value, b.value), error)


def below(left: Approx, right: Approx, *, weak: bool = True) -> Array:
    """Say whether left <= right, or left < right."""
    gap = right + left * Approx(-1)
    clear = np.where(gap.value > gap.error, 1.0, np.where(-gap.value > gap.error, 0.0, 0.5))
    even = (gap.value == 0) & (gap.error == 0)
    return np.where(np.isnan(gap.value), np.nan, np.where(even, float(weak), clear))


def near(left: Approx, right: Approx) -> Array:
    """Say whether two numbers are equal to within the error, which has to do for equality."""
    gap = right + left * Approx(-1)
    same = np.where(np.isinf(gap.error), 0.5, 1.0 * (abs(gap.value) <= 64 * gap.error))
    return np.where(np.isnan(gap.value), np.nan, same)
