"""Where the minimum of E(k, ·) over the noise level is: the global one, for all latent dimensions at once.

With the plug-in score from the noised start E is convex in x. Under a cap, or from the standard start, it
can have several local minima. What always holds is that v, v' and v'' of each mode are monotone in x on an
interval without a switch of the cap. So their values at the two ends of an interval bound each mode's error
and its first two derivatives on the whole of it, and sums of bounds bound E. Intervals that cannot hold
the minimum (too high, or E monotone) are dropped, those on which E is convex are kept as brackets, the
rest is halved: branch and bound.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ldm_symbolic.floats import Floats, Mask
from ldm_symbolic.stopping.modes.float_modes import FloatModes, Motion

_ROUNDS = 200
_NARROW = 1e-13
_LEAP = 1024
_NEWTON_STEPS = 2000
_CHUNK = 1 << 21
_VALUE_ROUNDING = 1e-12
_SLOPE_ROUNDING = 1e-13


@dataclass(frozen=True, slots=True)
class Bracket:
    """An interval of rate-one time left on which E(k, ·) is convex in x, or too narrow to tell.

    Args:
        low: its lower end.
        high: its upper end.
    """

    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bounds:
    """Bounds on intervals, axes (dimension, interval)."""

    value: Floats
    reached: Floats
    slope_low: Floats
    slope_high: Floats
    slope_size: Floats
    curvature_low: Floats


def brackets(modes: FloatModes, dimensions: Sequence[int]) -> dict[int, tuple[Bracket, ...]]:
    """The intervals that can hold an interior global minimiser of E(k, ·), for each k.

    Args:
        modes: the modes of the problem.
        dimensions: the k wanted.

    Returns:
        For each k its brackets in increasing order, touching ones joined. The global minimum over
        [0, R(T)] is attained in one of them or at an end of the horizon.

    Raises:
        ArithmeticError: if intervals remain undecided after many halvings, which none is known to do.
    """
    wanted = np.asarray(dimensions)
    modes = modes.part(slice(int(wanted.max())))
    cuts = np.unique(np.concatenate([[0.0, modes.horizon], modes.switch[modes.switch > 0]]))
    low, high = cuts[:-1], cuts[1:]
    open_: Mask = np.ones((len(wanted), len(low)), dtype=bool)
    best = np.full(len(wanted), np.inf)
    scale = np.zeros(len(wanted))
    found: list[tuple[float, float, int, float]] = []
    for _ in range(_ROUNDS):
        bounds = _bounded(modes, low, high, wanted - 1)
        best = np.minimum(best, bounds.reached.min(axis=1))
        scale = np.maximum(scale, bounds.reached.max(axis=1))
        ceiling = (best + _VALUE_ROUNDING * best + _SLOPE_ROUNDING * np.sqrt(best * scale))[:, None]
        rounding = _SLOPE_ROUNDING * np.nan_to_num(bounds.slope_size, nan=np.inf)
        monotone = (bounds.slope_low >= rounding) | (bounds.slope_high <= -rounding)
        alive = open_ & ~monotone & (bounds.value <= ceiling)
        settled = alive & ((bounds.curvature_low > 0) | (high - low <= _NARROW * high))
        for row, box in zip(*np.nonzero(settled), strict=True):
            found.append((float(low[box]), float(high[box]), int(row), float(bounds.value[row, box])))
        alive &= ~settled
        left = alive.any(axis=0)
        if not left.any():
            kept = [entry for entry in found if entry[3] <= ceiling[entry[2], 0]]
            return {k: _joined([(a, b) for a, b, r, _ in kept if r == row]) for row, k in enumerate(dimensions)}
        middle = np.where(low[left] > 0, np.sqrt(low[left]) * np.sqrt(high[left]), high[left] / _LEAP)
        middle = np.where(high[left] < 4 * low[left], (low[left] + high[left]) / 2, middle)
        low, high = np.concatenate([low[left], middle]), np.concatenate([middle, high[left]])
        open_ = np.concatenate([alive[:, left], alive[:, left]], axis=1)
    raise ArithmeticError(f"{int(left.sum())} intervals could not be decided near ρ = {low[0]:.17g}")


def _bounded(modes: FloatModes, low: Floats, high: Floats, rows: Any) -> _Bounds:
    """The bounds, with whatever overflowed in them replaced by no bound at all."""
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        found = _bound(modes, low, high, rows)
    empty = {"value": 0.0, "reached": np.inf, "slope_low": -np.inf, "slope_high": np.inf, "curvature_low": -np.inf}
    return replace(found, **{k: np.where(np.isnan(getattr(found, k)), v, getattr(found, k)) for k, v in empty.items()})


def _bound(modes: FloatModes, low: Floats, high: Floats, rows: Any) -> _Bounds:
    """Bounds of E and its derivatives on each interval, for the latent dimensions rows + 1."""
    size = max(1, _CHUNK // len(modes.true))
    parts = [_bound_chunk(modes, low[i : i + size], high[i : i + size], rows) for i in range(0, len(low), size)]
    return _Bounds(**{name: np.concatenate([getattr(p, name) for p in parts], axis=1) for name in _Bounds.__slots__})


def _bound_chunk(modes: FloatModes, low: Floats, high: Floats, rows: Any) -> _Bounds:
    active = high <= modes.switch
    ends = modes.motion(low, active), modes.motion(high, active)
    root = np.sqrt(modes.true)

    def sums(terms: Floats) -> Floats:
        return np.asarray(np.cumsum(terms, axis=0)[rows])

    errors = [modes.mode_errors(end) for end in ends]
    reaches = (ends[0].gap > 0) != (ends[1].gap > 0)
    nearest = np.where(reaches, 0.0, np.minimum(*errors))
    mismatch = _ordered(*(modes.mismatch(end) for end in ends))
    slope = _ordered(*(end.slope for end in ends))
    bend = _ordered(*(end.curvature for end in ends))
    fall = _product(mismatch, slope)
    turn = _product(mismatch, bend)
    steepest = np.minimum(*(np.abs(end.slope) for end in ends))
    widest = np.maximum(*(end.variance for end in ends))
    spread = np.divide(root * steepest**2, 2 * widest**1.5, out=np.zeros_like(widest), where=widest > 0)
    return _Bounds(
        value=sums(nearest),
        reached=np.minimum(*(sums(error) for error in errors)),
        slope_low=sums(fall[0]),
        slope_high=sums(fall[1]),
        slope_size=sums(np.maximum(*(_slope_size(modes, end) for end in ends))),
        curvature_low=sums(turn[0] + spread) - _SLOPE_ROUNDING * sums(np.abs(turn[0])),
    )


def _slope_size(modes: FloatModes, motion: Motion) -> Floats:
    """The size of what was added up to each mode's slope, which its rounding is relative to."""
    root = np.sqrt(motion.variance)
    total = root * (root + np.sqrt(modes.true))
    share = np.divide(motion.gap_size, total, out=np.ones_like(total), where=total > 0)
    return share * np.abs(motion.slope)


def _ordered(first: Floats, second: Floats) -> tuple[Floats, Floats]:
    return np.minimum(first, second), np.maximum(first, second)


def _product(left: tuple[Floats, Floats], right: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    """Bounds of a product from bounds of its factors, where a factor that is 0 throughout wins over ±∞."""
    corners = [
        np.where(b == 0, 0.0, np.multiply(a, b, where=b != 0, out=np.zeros_like(a))) for a in left for b in right
    ]
    return np.minimum.reduce(corners), np.maximum.reduce(corners)


def _joined(intervals: list[tuple[float, float]]) -> tuple[Bracket, ...]:
    """Intervals in order, those that share an end made one: E' is continuous there, so convexity extends."""
    joined: list[tuple[float, float]] = []
    for low, high in sorted(intervals):
        if joined and joined[-1][1] == low:
            joined[-1] = joined[-1][0], high
        else:
            joined.append((low, high))
    return tuple(Bracket(low, high) for low, high in joined)


def slope_and_change(modes: FloatModes, rho: float) -> tuple[float, float]:
    """dE/dx and its derivative in ρ at one point, for k = all the modes given.

    Args:
        modes: the first k modes.
        rho: rate-one time left, in (0, R(T)].
    """
    motion = modes.motion(np.array([rho]))
    mismatch = modes.mismatch(motion)
    spread = np.sqrt(modes.true) * motion.slope**2 / (2 * motion.variance**1.5)
    bend = np.sum(mismatch * motion.curvature + spread)
    return float(np.sum(mismatch * motion.slope)), float(2 * np.exp(-2 * rho) * bend)


def _geometric(low: Any, high: Any) -> Any:
    """A point between two of different orders of magnitude."""
    return low**0.5 * high**0.5 if low > 0 else high / _LEAP


def increasing_root(function: Callable[[Any], tuple[Any, Any]], low: Any, high: Any, start: Any, tolerance: Any) -> Any:
    """The zero of an increasing function, by Newton steps that never leave the bracket.

    Args:
        function: gives the value and the derivative at a point, in floats or in mpmath numbers alike.
        low: where it is negative (or minus infinity).
        high: where it is positive.
        start: a first guess strictly between them.
        tolerance: the step, relative to the point, below which the search ends.

    Raises:
        ArithmeticError: if the function is not a number somewhere, or the search does not end.

    >>> round(increasing_root(lambda x: (x * x - 2, 2 * x), 0.0, 2.0, 1.0, 1e-12), 12)
    1.414213562373
    """
    at = start
    for _ in range(_NEWTON_STEPS):
        value, change = function(at)
        if value == 0:
            return at
        if value != value:
            raise ArithmeticError(f"the function is not a number at {at}")
        low, high = (at, high) if value < 0 else (low, at)
        step = at - value / change if change > 0 else low
        if not low < step < high:
            step = (low + high) / 2 if high < 4 * low else _geometric(low, high)
        if abs(step - at) <= tolerance * abs(step):
            return step
        at = step
    raise ArithmeticError(f"no zero found between {low} and {high} within {_NEWTON_STEPS} steps")
