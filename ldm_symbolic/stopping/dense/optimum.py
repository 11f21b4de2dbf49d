"""The best noise level for each k under a dense law, and the best pair over all k, in float64.

E(k, ·) is convex, so that the zero of its slope is its minimum, and a bracket around it bounds what is missed:

    E(k, x) - min E(k, ·) <= (b - a) max(-E'(a), E'(b))     for a <= x <= b with E'(a) <= 0 <= E'(b)

Over k no latent dimension is passed over unseen: between two that are solved, what is kept costs at least what it
costs at the first, and what is lost at least what it is at the last.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from itertools import pairwise
from typing import NamedTuple

from ldm_symbolic.stopping.dense.error import DenseLaw
from ldm_symbolic.stopping.row import Watched

_WIDTH = 1e-9
"""The width of a bracket, relative to its end, at which the search ends."""
_NEAR = 1.25
"""By what factor neighbours' levels differ as a rule; from there on steps grow to the largest."""
_FAR = 1e6
_MOST = 80
_SMALLEST = 1e-300
_SAME = 1e-15
"""Relative to the variance of the data: a gain below it is the rounding of float64."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DenseStop:
    """The best noise level for one latent dimension.

    Args:
        k: latent dimension.
        level: x*, in [0, X].
        error: E(k, x*), squared.
        error_at_end: E(k, 0), squared.
        excess: a bound on E(k, x*) - min E(k, ·), rounding apart.
    """

    k: int
    level: float
    error: float
    error_at_end: float
    excess: float


class DenseStopping:
    """The best noise levels of one dense law, each solved when it is asked for.

    Args:
        law: the two covariances.
        horizon_noise: X = a_T², in (0, 1).

    >>> law = DenseLaw.of([[0.5]], [[0.25]])
    >>> stop = DenseStopping(law, 0.9).at(1)
    >>> round(stop.level, 8), round(stop.error, 12), stop.error_at_end > 0.04
    (0.33333333, 0.0, True)
    """

    def __init__(self, law: DenseLaw, horizon_noise: float) -> None:
        self.law = law
        self.top = horizon_noise
        self._solved: dict[int, DenseStop] = {}

    def at(self, kept: int) -> DenseStop:
        """The best noise level for k.

        Raises:
            ValueError: for a k outside 1..D.
        """
        if not 1 <= kept <= self.law.dimension:
            raise ValueError(f"the latent dimension k must lie in 1..{self.law.dimension}, got {kept}")
        if kept not in self._solved:
            self._solved[kept] = self._solve(kept)
        return self._solved[kept]

    def best(self, watched: Watched = iter) -> DenseStop:
        """The pair with the least error over all k in 1..D; of equal ones the smallest k.

        Args:
            watched: passes on the latent dimensions as they are solved, such as a progress bar does.
        """
        return min((self.at(kept) for kept in watched(self._candidates())), key=lambda stop: (stop.error, stop.k))

    def _candidates(self) -> Iterable[int]:
        """Latent dimensions to solve, until no other can be better than the best that was found."""
        ends = sorted({1, self.law.dimension, *self._solved})
        yield from ends
        gaps = [self._gap(low, high) for low, high in pairwise(ends) if high - low > 1]
        heapify(gaps)
        while gaps:
            bound, low, high = heappop(gaps)
            if bound >= min(stop.error for stop in self._solved.values()):
                return
            middle = (low + high) // 2
            yield middle
            for first, last in ((low, middle), (middle, high)):
                if last - first > 1:
                    heappush(gaps, self._gap(first, last))

    def _gap(self, low: int, high: int) -> tuple[float, int, int]:
        """A lower bound on the error of every k between two solved ones."""
        first = self.at(low)
        return first.error - first.excess - self.law.lost(low) + self.law.lost(high - 1), low, high

    def _solve(self, kept: int) -> DenseStop:
        level, excess = self._minimiser(kept)
        at_end = self.law.error(kept, 0.0)
        error = self.law.error(kept, level) if level else at_end
        if error >= at_end - _SAME * self.law.total:  # closer to the end than float64 can tell
            level, error = 0.0, at_end
        return DenseStop(k=kept, level=level, error=error, error_at_end=at_end, excess=excess)

    def _minimiser(self, kept: int) -> tuple[float, float]:
        """The zero of the slope, which does not fall, and a bound on what is missed."""
        near, ends = self._neighbour(kept)
        if ends and self.law.slope(kept, 0.0) >= 0:
            return 0.0, 0.0
        first = self._point(kept, near)
        bracket = self._upwards(kept, first) if first.slope < 0 else self._downwards(kept, first, early=ends)
        if bracket is None:
            return (self.top if first.slope < 0 else 0.0), 0.0
        low, high = self._narrowed(kept, *bracket)
        return high.level, (high.level - low.level) * max(-low.slope, high.slope)

    def _upwards(self, kept: int, low: _Point) -> tuple[_Point, _Point] | None:
        """Levels on both sides of the zero, from one below it in steps that grow; None if it is beyond the highest."""
        step = _NEAR
        while low.level < self.top:
            high = self._point(kept, min(low.level * step, self.top))
            if high.slope >= 0:
                return low, high
            low, step = high, min(step**3, _FAR)
        return None

    def _downwards(self, kept: int, high: _Point, *, early: bool) -> tuple[_Point, _Point] | None:
        """The same from one above it; None if there is no zero, unless it is known that stopping early helps."""
        step = _NEAR
        while high.level > _SMALLEST:
            low = self._point(kept, high.level / step)
            if low.slope < 0:
                return low, high
            if not early and self.law.slope(kept, 0.0) >= 0:
                return None
            high, step, early = low, min(step**3, _FAR), True
        return _Point(_SMALLEST, -math.inf), high

    def _narrowed(self, kept: int, low: _Point, high: _Point) -> tuple[_Point, _Point]:
        """A narrow bracket, on the logarithm of the level; each step goes from the newest point to the other side."""
        newest, across, share = low, high, _secant(low, high)
        for _ in range(_MOST):
            width = abs(math.log(across.level / newest.level))
            if width <= _WIDTH:
                break
            least = _WIDTH / (2 * width)  # so far at least, that the far side comes near too
            share = min(max(share, least), 1 - least)
            point = self._point(kept, newest.level * (across.level / newest.level) ** share)
            third = newest
            if (point.slope < 0) != (newest.slope < 0):
                third, across = across, newest
            newest = point
            share = _interpolated(newest, across, third)
        return (newest, across) if newest.slope < 0 else (across, newest)

    def _point(self, kept: int, level: float) -> _Point:
        return _Point(level, self.law.slope(kept, level))

    def _neighbour(self, kept: int) -> tuple[float, bool]:
        """The level of the nearest k that stops early, or X; and whether a nearer one, or none, speaks against that."""
        ends = not self._solved
        for apart in range(1, max(kept, self.law.dimension - kept + 1)):
            for k in (kept - apart, kept + apart):
                if k in self._solved and self._solved[k].level:
                    return self._solved[k].level, ends
                ends |= k in self._solved
        return self.top, ends


class _Point(NamedTuple):
    """A noise level with the slope there."""

    level: float
    slope: float


def _secant(newest: _Point, across: _Point) -> float:
    """Where between two points a line through them is 0, as a share of their distance; 1/2 without a line."""
    rise = newest.slope - across.slope
    return newest.slope / rise if math.isfinite(rise) and rise != 0 else 0.5


def _interpolated(newest: _Point, across: _Point, third: _Point) -> float:
    """The same share by inverse quadratic interpolation, where that is monotone between the two; 1/2 elsewhere.

    The rule for where it is monotone is Chandrupatla's (Advances in Engineering Software 28, 1997).
    """
    a, b, c = newest.slope, across.slope, third.slope
    if not (math.isfinite(b) and math.isfinite(c)) or c in (a, b):
        return 0.5
    reach = math.log(third.level / newest.level) / math.log(across.level / newest.level)
    place, rise = 1 / (1 - reach), (a - b) / (c - b)
    if not (rise**2 < place and (1 - rise) ** 2 < 1 - place):
        return 0.5
    return a / (b - a) * c / (b - c) + reach * a / (c - a) * b / (c - b)
