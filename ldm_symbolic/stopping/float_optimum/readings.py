"""Where in its cell of noise levels each zero of dE/dx lies, and E there: read off polynomials, all rows at once.

Tested in `tests/stopping/float_optimum/test_one_minimum.py`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import NDArray

from ldm_symbolic.floats import Floats

POINTS = 20
WIDTH = math.log(4)
EPS = 2.0**-53
_STEPS = 8
_BEYOND = 1.02
LOOSE = 128 * EPS
"""Roundings of R: 12 in a summand, 7 for each of four levels of sums, three times as many for the interpolation."""


class Cell(NamedTuple):
    """An interval of noise levels.

    Args:
        anchor: x and 1 - x at its middle, or at x = 0 where it reaches down to that.
        noise: x at its points, axes (point,).
        signal: 1 - x there.
        reach: x at its upper end where the points lie in x, 0 where they lie in log(x/(1 - x)).
        half: half its width in log(x/(1 - x)).
        low: x/(1 - x) at its lower end.
        high: the same at its upper end.
    """

    anchor: tuple[float, float]
    noise: Floats
    signal: Floats
    reach: float
    half: float
    low: float
    high: float

    def place(self, levels: Floats) -> Floats:
        """Levels log(x/(1 - x)) in the coordinate in which the cell is [-1, 1]."""
        if self.reach:
            return 2 / (self.reach * (1 + np.exp(-levels))) - 1
        return np.asarray((levels - math.log(self.anchor[0] / self.anchor[1])) / self.half)

    def ahead(self) -> Floats:
        """x - x_a at the points."""
        if self.reach:
            return self.noise
        moved = self.half * chebyshev.chebpts1(POINTS)
        noise, signal = self.anchor
        return np.asarray(noise * signal * np.expm1(moved) / (signal + noise * np.exp(moved)))


def cell_of(high: float, last: bool, width: float = WIDTH) -> Cell:
    """The cell below a level log(x/(1 - x)): so wide, or down to x = 0."""
    shares = (1 + chebyshev.chebpts1(POINTS)) / 2
    if last:
        reach = level(high)[0]
        return Cell((0.0, 1.0), reach * shares, 1 - reach * shares, reach, width / 2, 0.0, math.exp(high))
    levels = high - width * (1 - shares)
    noise, signal = 1 / (1 + np.exp(-levels)), 1 / (1 + np.exp(levels))
    ends = math.exp(high - width), math.exp(min(high, 700.0))
    return Cell(level(high - width / 2), noise, signal, 0.0, width / 2, *ends)


def level(log_ratio: float) -> tuple[float, float]:
    """x and 1 - x, the lesser of them to all digits and the other its complement.

    Args:
        log_ratio: log(x/(1 - x)).
    """
    lesser = math.exp(-abs(log_ratio)) / (1 + math.exp(-abs(log_ratio)))
    return (lesser, 1 - lesser) if log_ratio < 0 else (1 - lesser, lesser)


@dataclass(frozen=True, slots=True, kw_only=True)
class Zeros:
    """What was read off, axes (row,).

    Args:
        noise: x where dE/dx = 0.
        signal: 1 - x.
        loose: a bound on their errors, relative to each.
        error: the kept part of E.
        error_loose: a bound on its error.
        outside: 1 where the zero lies above the cell, -1 where it lies below, 0 where it was found, 2 where there is
            none between the limits.
    """

    noise: Floats
    signal: Floats
    loose: Floats
    error: Floats
    error_loose: Floats
    outside: NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """Rows with what is known of each on its cell, axes (row,).

    Args:
        rows: k - 1.
        anchor: x, 1 - x at the anchor, the upper end where points lie in x, half the width: axes (4, row).
        ratios: R at the points, axes (point, row).
        slope: dE/dx at the anchor.
        error: E at the anchor.
        size: what the rounding of R is relative to beside R.
        doubt: a bound on the error of `slope`.
        limits: the places between which the zero is sought, beyond ±1 where the cell does not tell: axes (2, row).
    """

    rows: NDArray[np.int64]
    anchor: Floats
    ratios: Floats
    slope: Floats
    error: Floats
    size: Floats
    doubt: Floats
    limits: Floats

    @classmethod
    def of(cls, cell: Cell, rows: NDArray[np.int64], span: tuple[Floats, Floats], *sums: Floats) -> Readings:
        """Rows of one cell, each with the levels log(x/(1 - x)) between which its zero lies, and its sums."""
        anchor = np.repeat(np.array([*cell.anchor, cell.reach, cell.half])[:, None], len(rows), axis=1)
        ratios, slope, error, size, doubt = sums
        limits = np.array([np.clip(cell.place(end), -_BEYOND, _BEYOND) for end in span])
        return cls(
            rows=rows,
            anchor=anchor,
            ratios=ratios.T,
            slope=slope,
            error=error,
            size=size,
            doubt=doubt,
            limits=limits,
        )

    @classmethod
    def joined(cls, parts: Sequence[Readings]) -> Readings:
        """Rows of several cells."""
        return cls(**{name: np.concatenate([getattr(p, name) for p in parts], axis=-1) for name in cls.__slots__})

    def part(self, chosen: NDArray[np.int64] | slice) -> Readings:
        """Some of the rows."""
        return replace(self, **{name: getattr(self, name)[..., chosen] for name in Readings.__slots__})

    def levels(self, at: Floats) -> tuple[Floats, Floats, Floats]:
        """x, 1 - x and x - x_a at places in [-1, 1] of the cell of the first row."""
        first = self.part(slice(1))
        ahead = first.ahead(at)[0]
        return first.anchor[0] + ahead, first.anchor[1] - ahead, ahead

    def zeros(self) -> Zeros:
        """The zero of F(x_a) + (x - x_a) R(x) of each row."""
        ratios = coefficients(self.ratios)
        at = self._start()
        for _ in range(_STEPS):
            ahead, rate = self.ahead(at)
            value, change = with_derivative(ratios, at)
            step = (self.slope + ahead * value) / (rate * value + ahead * change)
            moved = np.clip(at - step, *self.limits)
            settled, at = np.abs(moved - at) <= 1e-14, moved
            if settled.all():
                break
        return self._filled(ratios, at)

    def ahead(self, at: Floats) -> tuple[Floats, Floats]:
        """x - x_a and its derivative, at a place in [-1, 1] for each row; axes (row,) or (point, row)."""
        noise, signal, reach, half = self.anchor
        along = half * at
        ahead = noise * signal * np.expm1(along) / (signal + noise * np.exp(along))
        rate = (noise + ahead) * (signal - ahead) * half
        return np.where(reach > 0, reach * (1 + at) / 2, ahead), np.where(reach > 0, reach / 2 + 0 * at, rate)

    def outside(self, at: Floats, ahead: Floats, doubt: Floats) -> NDArray[np.int64]:
        """Where the zeros are that are not found, from x - x_a of the zero and a bound on its error."""
        low, high = (self.ahead(limit)[0] for limit in self.limits)
        none = (low - ahead > doubt) | (ahead - high > doubt)
        beyond = np.where(at >= 1.01, 1, np.where((at <= -1.01) & (self.anchor[2] == 0), -1, 0))
        return np.where(none & (beyond == 0), 2, beyond)

    def _start(self) -> Floats:
        """Between the two points at which dE/dx has different signs."""
        points = chebyshev.chebpts1(POINTS)
        values = self.slope + self.ahead(points[:, None])[0] * self.ratios
        inside = (self.limits[0] < points[:, None]) & (points[:, None] < self.limits[1])
        if not inside.all():  # dE/dx increases between the limits only
            values = np.where(inside, values, np.where(self.limits[0] < points[:, None], 1.0, -1.0))
        below = np.clip(np.count_nonzero(values < 0, axis=0) - 1, 0, POINTS - 2)
        rows = np.arange(len(below))
        first, second = values[below, rows], values[below + 1, rows]
        found = points[below] - first * (points[below + 1] - points[below]) / (second - first)
        return np.clip(np.clip(found, -1, 1), *self.limits)

    def _filled(self, ratios: Floats, at: Floats) -> Zeros:
        value, change = with_derivative(ratios, at)
        near, rate = self.ahead(at)
        ahead = -self.slope / value
        noise, signal = self.anchor[0] + ahead, self.anchor[1] - ahead
        doubt = np.abs(ahead) * (np.abs(ratios).sum(axis=0) + self.size) * LOOSE + self.doubt
        doubt /= np.abs(value + near * change / rate)
        missed = np.abs(ahead * change * (ahead - near) / (value * rate))  # by what the step after the last moves R
        loose = (doubt + missed) / np.minimum(noise, signal) + 4 * EPS
        before, speed = self.ahead(chebyshev.chebpts1(POINTS)[:, None])
        climb: Floats = np.asarray(chebyshev.chebint(coefficients(before * speed * self.ratios)), dtype=np.float64)
        climbed = clenshaw(climb, at) - clenshaw(climb, np.where(self.anchor[2] > 0, -1.0, 0.0))
        fallen = self.slope * ahead
        return Zeros(
            noise=noise,
            signal=signal,
            loose=np.where(loose < 1e-6, loose, np.inf),
            error=np.maximum(self.error + fallen + climbed, 0.0),
            error_loose=LOOSE * (self.error + np.abs(fallen) + np.abs(climb).sum(axis=0)),
            outside=self.outside(at, ahead, doubt),
        )


@cache
def _table() -> Floats:
    """From values at the points of the first kind to Chebyshev coefficients, axes (order, point)."""
    table = np.cos(np.arange(POINTS)[:, None] * np.arccos(chebyshev.chebpts1(POINTS))) * (2 / POINTS)
    table[0] /= 2
    return np.asarray(table)


def coefficients(values: Floats) -> Floats:
    """Chebyshev coefficients, axes (order, row), from values at the points, axes (point, row)."""
    return np.asarray(np.einsum("op,pr->or", _table(), values))  # BLAS would start threads for it


def clenshaw(coefficients: Floats, at: Floats) -> Floats:
    """A Chebyshev polynomial for each row, at a place for each."""
    return np.asarray(chebyshev.chebval(at, coefficients, tensor=False), dtype=np.float64)


def with_derivative(coefficients: Floats, at: Floats) -> tuple[Floats, Floats]:
    """The polynomials and their derivatives."""
    value = ahead = change = after = np.zeros_like(at)
    for order in range(len(coefficients) - 1, 0, -1):
        change, after = 2 * at * change - after + 2 * value, change
        value, ahead = 2 * at * value - ahead + coefficients[order], value
    return at * value - ahead + coefficients[0], at * change - after + value
