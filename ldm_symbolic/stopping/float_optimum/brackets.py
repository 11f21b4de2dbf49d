"""Where the minimum of E(k, ·) over the noise level is: the global one, for all latent dimensions at once.

With the plug-in score from the noised start E is convex in x. Under a cap, or from the standard start, it
can have several local minima. What always holds is that v and v' of each mode are monotone in x, also across a
switch of its cap, and v'' on either side of it. So their values at the two ends of an interval bound each mode's error
and its first two derivatives on the whole of it, and running sums of bounds bound E for every k. Intervals that cannot
hold the minimum (too high, or E monotone) are dropped, those on which E is convex are kept as brackets, the
rest is halved: branch and bound. An interval costs one pass over the modes, whatever the number of switches in it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ldm_symbolic.floats import Floats, Mask
from ldm_symbolic.stopping.float_optimum.intervals import Bracket, Held, joined
from ldm_symbolic.stopping.modes.float_modes import FloatModes, Motion

_ROUNDS = 200
_NARROW = 1e-13
_LEAP = 1024
_NEWTON_STEPS = 2000
_CHUNK = 1 << 17
_EPS = 2.0**-52
_ROUNDINGS = 512
"""Bound on the error of one term beside its size, in units of _EPS, for a horizon of rate-one time 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bounds:
    """Bounds on intervals, axes (dimension, interval), and what their roundings are relative to."""

    value: Floats
    reached: Floats
    slope_low: Floats
    slope_high: Floats
    slope_size: Floats
    curvature_low: Floats
    curvature_size: Floats
    value_size: Floats


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
    found: dict[int, list[Bracket]] = {k: [] for k in dimensions}
    held = brackets_held(modes, np.asarray(dimensions))
    for row, low, high in zip(held.row.tolist(), held.low.tolist(), held.high.tolist(), strict=True):
        found[dimensions[row]].append(Bracket(low, high))
    return {k: tuple(those) for k, those in found.items()}


def brackets_held(modes: FloatModes, wanted: NDArray[np.int64]) -> Held:
    """The same as arrays; bounds are compared with their roundings to spare, so that what is dropped is proved.

    Args:
        modes: the modes of the problem.
        wanted: the k wanted.

    Raises:
        ArithmeticError: as `brackets`.
    """
    modes = modes.part(slice(int(wanted.max())))
    doubt: Floats = np.asarray(_EPS * (_ROUNDINGS * (1 + modes.horizon) + wanted), dtype=np.float64)[:, None]
    low, high = np.array([0.0]), np.array([modes.horizon])
    open_: Mask = np.ones((len(wanted), 1), dtype=bool)
    best = np.full((len(wanted), 1), np.inf)
    settled: list[tuple[Held, Floats]] = []
    for _ in range(_ROUNDS):
        still: list[Mask] = []
        for part in _chunks(modes, len(low)):
            bounds = _bounded(modes, low[part], high[part], wanted - 1)
            best = np.minimum(best, (bounds.reached + _error_doubt(doubt, bounds, bounds.reached)).min(axis=1)[:, None])
            least = bounds.value - _error_doubt(doubt, bounds, bounds.value)
            rising = bounds.slope_low >= doubt * bounds.slope_size
            falling = bounds.slope_high <= -doubt * bounds.slope_size
            alive = open_[:, part] & ~rising & ~falling & (least <= best)
            convex = bounds.curvature_low > doubt * bounds.curvature_size
            kept = alive & (convex | (high[part] - low[part] <= _NARROW * high[part]))
            row, box = np.nonzero(kept)
            signs = np.zeros((2, len(row)), dtype=np.int64)
            settled.append((Held(row, low[part][box], high[part][box], convex[kept], signs), least[kept]))
            still.append(alive & ~kept)
        alive = np.concatenate(still, axis=1)
        left = alive.any(axis=0)
        if not left.any():
            held = joined([held.part(least <= best[held.row, 0]) for held, least in settled])
            held = held._replace(rises=_signs(modes, held, wanted, doubt[:, 0]))
            return held.part((held.rises[0] <= 0) & (held.rises[1] >= 0))  # else dE/dx, which increases, has no zero
        middle = np.where(low[left] > 0, np.sqrt(low[left]) * np.sqrt(high[left]), high[left] / _LEAP)
        middle = np.where(high[left] < 4 * low[left], (low[left] + high[left]) / 2, middle)
        low, high = np.concatenate([low[left], middle]), np.concatenate([middle, high[left]])
        open_ = np.concatenate([alive[:, left], alive[:, left]], axis=1)
    raise ArithmeticError(f"{int(left.sum())} intervals could not be decided near ρ = {low[0]:.17g}")


def _error_doubt(doubt: Floats, bounds: _Bounds, error: Floats) -> Floats:
    """A bound on the rounding of an error: of squares of differences that are wrong relative to their sizes."""
    return np.asarray(doubt * (error + 2 * np.sqrt(error * bounds.value_size)) + doubt**2 * bounds.value_size)


def _chunks(modes: FloatModes, count: int) -> list[slice]:
    size = max(1, _CHUNK // len(modes.true))
    return [slice(first, min(first + size, count)) for first in range(0, count, size)]


def _bounded(modes: FloatModes, low: Floats, high: Floats, rows: Any) -> _Bounds:
    """The bounds, with whatever overflowed in them replaced by no bound at all."""
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        found = _bound(modes, low, high, rows)
    empty = {
        "value": 0.0, "reached": np.inf, "slope_low": -np.inf, "slope_high": np.inf, "curvature_low": -np.inf,
        "slope_size": np.inf, "curvature_size": np.inf, "value_size": np.inf,
    }  # fmt: skip
    return replace(found, **{k: np.where(np.isnan(getattr(found, k)), v, getattr(found, k)) for k, v in empty.items()})


def _bound(modes: FloatModes, low: Floats, high: Floats, rows: Any) -> _Bounds:
    """Bounds of E and its derivatives on each interval, for the latent dimensions rows + 1."""
    active = high <= modes.switch
    across = ~active & (low < modes.switch)
    ends = modes.motion(low, active | across), modes.motion(high, active)
    root = np.sqrt(modes.true)

    def sums(terms: Floats) -> Floats:
        return np.asarray(np.cumsum(terms, axis=0)[rows])

    errors = [modes.mode_errors(end) for end in ends]
    reaches = (ends[0].gap > 0) != (ends[1].gap > 0)
    nearest = np.where(reaches, 0.0, np.minimum(*errors))
    mismatch = _ordered(*(modes.mismatch(end) for end in ends))
    slope = _ordered(*(end.slope for end in ends))
    bend = _ordered(*(end.curvature for end in ends))
    if across.any():
        bend = np.where(across, 0.0, bend[0]), np.where(across, np.maximum(bend[1], modes.kink), bend[1])
    fall = _product(mismatch, slope)
    turn = _product(mismatch, bend)
    steepest = np.minimum(*(np.abs(end.slope) for end in ends))
    widest = np.maximum(*(end.variance for end in ends))
    spread = np.divide(root * steepest**2, 2 * widest**1.5, out=np.zeros_like(widest), where=widest > 0)
    blurred = np.maximum(*(_blurred(modes, end) for end in ends))
    return _Bounds(
        value=sums(nearest),
        reached=np.minimum(*(sums(error) for error in errors)),
        slope_low=sums(fall[0]),
        slope_high=sums(fall[1]),
        slope_size=sums(_product((blurred, blurred), (slope[1], -slope[0]))[1]),
        curvature_low=sums(turn[0] + spread),
        curvature_size=sums(_product((blurred, blurred), (bend[1], -bend[0]))[1] + spread),
        value_size=sums(np.maximum(*(_value_size(modes, end) for end in ends))),
    )


def _blurred(modes: FloatModes, motion: Motion) -> Floats:
    """What the rounding of 1 - s/√v is relative to: |v - λ|, as it was added up, over √v (√v + s)."""
    root = np.sqrt(motion.variance)
    total = root * (root + np.sqrt(modes.true))
    return np.divide(motion.gap_size, total, out=np.ones_like(total), where=total > 0)


def _value_size(modes: FloatModes, motion: Motion) -> Floats:
    """The same for the error of a mode."""
    total = np.sqrt(motion.variance) + np.sqrt(modes.true)
    return np.divide(motion.gap_size, total, out=np.zeros_like(total), where=total > 0) ** 2


def _ordered(first: Floats, second: Floats) -> tuple[Floats, Floats]:
    return np.minimum(first, second), np.maximum(first, second)


def _product(left: tuple[Floats, Floats], right: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
    """Bounds of a product from bounds of its factors, where a factor that is 0 throughout wins over ±∞."""
    corners = [
        np.where(b == 0, 0.0, np.multiply(a, b, where=b != 0, out=np.zeros_like(a))) for a in left for b in right
    ]
    return np.minimum.reduce(corners), np.maximum.reduce(corners)


def _signs(modes: FloatModes, held: Held, wanted: NDArray[np.int64], doubt: Floats) -> NDArray[np.int64]:
    """The signs of dE/dx at the ends of intervals, 0 where its rounding may change them."""
    found = np.zeros((2, len(held.row)), dtype=np.int64)
    for signs, side in zip(found, (held.low, held.high), strict=True):
        for end in np.unique(side):
            with np.errstate(all="ignore"):
                motion = modes.motion(np.array([end]))
                slopes = np.cumsum(modes.mismatch(motion) * motion.slope)
                sizes = np.cumsum(_blurred(modes, motion) * np.abs(motion.slope))
            mine = np.flatnonzero(side == end)
            slope, size = slopes[wanted[held.row[mine]] - 1], sizes[wanted[held.row[mine]] - 1]
            sure = np.abs(slope) > doubt[held.row[mine]] * size
            signs[mine] = np.where(sure, np.sign(slope), 0).astype(np.int64)
    return found


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
