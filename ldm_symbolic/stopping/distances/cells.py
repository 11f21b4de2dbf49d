"""The least value of a function of the noise level, everywhere: what it can be on each cell is bounded by its slopes.

    f >= f(x_0) + min(0, m) (x_1 - x_0) and f >= f(x_1) - max(0, M) (x_1 - x_0) where m <= f' <= M on [x_0, x_1]

Cells whose bound is below the least value found are halved until none is, by more than a millionth of it. A convex
function is sought between three points of which the middle is the lowest; lines through two of them bound it beyond.

Tested in `tests/stopping/distances/test_law.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ldm_symbolic.floats import Floats

_CLOSE = 1e-6
_TINY = 1e-14
_SMALLEST = 1e-9
_CELLS = 48
_MOST = 20_000
_HALVINGS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Least:
    """Where a function is least.

    Args:
        level: x*.
        error: the value there.
        bound: what it is nowhere below.
    """

    level: float
    error: float
    bound: float


def least_on_cells(
    errors: Callable[[Floats], Floats], slopes: Callable[[Floats, Floats], tuple[Floats, Floats]], top: float
) -> Least:
    """The least value on [0, X].

    Args:
        errors: f at levels.
        slopes: m and M on cells from one array of levels to another.
        top: X.

    Raises:
        ArithmeticError: if so many cells do not settle it.
    """
    places = np.append(0.0, top * np.geomspace(_SMALLEST, 1.0, _CELLS))
    low, high = places[:-1], places[1:]
    values = errors(places)
    first, last = values[:-1], values[1:]
    best = _best(places, values)
    settled, tried = np.inf, 0
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        while len(low):
            bounds = _bounds(slopes(low, high), first, last, high - low)
            enough = best[1] - max(_CLOSE * best[1], _TINY * float(np.abs(values[np.isfinite(values)]).max()))
            open_ = bounds < enough
            settled = min(settled, float(bounds[~open_].min(initial=np.inf)))
            low, high, first, last = low[open_], high[open_], first[open_], last[open_]
            tried += len(low)
            if tried > _MOST:
                raise ArithmeticError("the least error lies too flat to be told in float64; give fewer dimensions")
            middle = np.where(low > 0, np.sqrt(low * high), high / 2)
            at = errors(middle) if len(middle) else middle
            best = min(best, _best(middle, at), key=lambda found: found[1]) if len(middle) else best
            low, high = np.concatenate([low, middle]), np.concatenate([middle, high])
            first, last = np.concatenate([first, at]), np.concatenate([at, last])
    level, error = _refined(errors, best, top)
    return Least(level=level, error=error, bound=min(settled, error))


def _bounds(slopes: tuple[Floats, Floats], first: Floats, last: Floats, width: Floats) -> Floats:
    least, most = slopes
    ahead = np.where(np.isfinite(first), first + np.minimum(least, 0) * width, -np.inf)
    behind = np.where(np.isfinite(last), last - np.maximum(most, 0) * width, -np.inf)
    return np.fmax(np.nan_to_num(ahead, nan=-np.inf), np.nan_to_num(behind, nan=-np.inf))


def _best(levels: Floats, values: Floats) -> tuple[float, float]:
    at = int(np.argmin(values))
    return float(levels[at]), float(values[at])


def _refined(errors: Callable[[Floats], Floats], best: tuple[float, float], top: float) -> tuple[float, float]:
    """The least value close to the best level, from both sides ever nearer."""
    level, error = best
    if level == 0:
        return best
    width = 0.1
    for _ in range(_HALVINGS):
        tried = np.minimum(level * np.array([1 - width, 1 + width]), top)
        found = _best(tried, errors(tried))
        if found[1] < error:
            level, error = found
        else:
            width /= 2
    return level, error


def least_convex(error: Callable[[float], float], top: float) -> Least:
    """The least value on [0, X] of a convex function.

    Args:
        error: f at a level.
        top: X.
    """
    low, middle, high = 0.0, top / 2, top
    values = {at: error(at) for at in (low, middle, high)}
    for _ in range(_HALVINGS):
        left, right = (low + middle) / 2, (middle + high) / 2
        for at in (left, right):
            values.setdefault(at, error(at))
        places = [low, left, middle, right, high]
        best = min(range(5), key=lambda place: values[places[place]])
        best = min(max(best, 1), 3) if best not in (0, 4) else best
        low, middle, high = (
            (low, left / 2 if low == 0 else (low + left) / 2, left)
            if best == 0
            else ((right, (right + high) / 2, high) if best == 4 else tuple(places[best - 1 : best + 2]))
        )
        values.setdefault(middle, error(middle))
        if high - low <= 1e-9 * high or high < _SMALLEST * top:
            break
    level = min((low, middle, high), key=lambda at: values[at])
    return Least(level=level, error=values[level], bound=_below(low, middle, high, values))


def _below(low: float, middle: float, high: float, values: dict[float, float]) -> float:
    """What the lines through two of three points say of the third part."""
    rise = (values[high] - values[middle]) / (high - middle)
    fall = (values[middle] - values[low]) / (middle - low)
    left = values[middle] - max(rise, 0) * (middle - low)
    right = values[middle] + min(fall, 0) * (high - middle)
    return min(values[low], values[high], left, right)
