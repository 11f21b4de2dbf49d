"""Zeros of dE/dx in a cell inside which the cap of some modes becomes active: those add no polynomial.

Between two such levels they do. So a cell is halved, with the rows whose zero lies in each half, until so few modes
bend inside that each row may add them one by one: a mode that no longer bends goes to the polynomial, a running sum for
all rows. Each halving costs one pass over the modes and the rows left in it, D log D together.

Tested in `tests/stopping/float_optimum/test_several_minima.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import NDArray

from ldm_symbolic.floats import Floats, Mask
from ldm_symbolic.stopping.float_optimum.mode_sums import Kernel
from ldm_symbolic.stopping.float_optimum.readings import (
    EPS,
    LOOSE,
    POINTS,
    Readings,
    Zeros,
    clenshaw,
    coefficients,
    with_derivative,
)

Places = NDArray[np.int64]

_BEYOND = 0.02
_FEW = 48
_WORK = 1 << 16
_STEPS = 80
_DEEPEST = 60
_SETTLED = 1e-14


class _Piece(NamedTuple):
    """Part of a cell with the rows whose zero lies in it.

    Args:
        low: its lower end, in the coordinate in which the cell is [-1, 1].
        high: its upper end.
        found: the rows.
        whole: whether it is the whole cell.
        rest: dE/dx of the modes that do not bend inside less its value at the anchor, axes (point, row); over x - x_a
            on the whole cell.
        climb: E of them less its value and its tangent at the anchor.
        bent: the places of the modes that do.
    """

    low: float
    high: float
    found: Readings
    whole: bool
    rest: Floats
    climb: Floats
    bent: Places


@dataclass(frozen=True, slots=True)
class _Change:
    """What bent modes add since the anchor at levels, axes (mode, point).

    Args:
        slope: to dE/dx.
        turn: to d²E/dx².
        error: to E less its tangent at the anchor.
        doubt: by how much `slope` may be wrong.
    """

    slope: Floats
    turn: Floats
    error: Floats
    doubt: Floats


def bent_zeros(law: Kernel, found: Readings, bent: Places) -> Iterator[tuple[Places, Zeros]]:
    """The zero of dE/dx of each row, rows in parts.

    Args:
        law: the modes.
        found: the rows of one cell, with the sums of the modes that do not bend in it.
        bent: the places of those that do.
    """
    points: Floats = np.asarray(chebyshev.chebpts1(POINTS))[:, None]
    ahead, rate = found.ahead(points)
    climb: Floats = np.asarray(chebyshev.chebint(coefficients(ahead * rate * found.ratios)), dtype=np.float64)
    since = clenshaw(climb, np.where(found.anchor[2] > 0, -1.0, 0.0))
    climbed = np.asarray(chebyshev.chebval(points[:, 0], climb), dtype=np.float64).T - since
    yield from _descend(law, _Piece(-1.0, 1.0, found, True, found.ratios, climbed, bent), 0)


def _descend(law: Kernel, piece: _Piece, depth: int) -> Iterator[tuple[Places, Zeros]]:
    rows = len(piece.found.rows)
    if not rows:
        return
    piece = piece._replace(bent=piece.bent[piece.bent <= np.max(piece.found.rows)])
    if len(piece.bent) <= _FEW or len(piece.bent) * rows <= _WORK or depth == _DEEPEST:
        size = max(1, _WORK // max(len(piece.bent), 1))
        for first in range(0, rows, size):
            some = slice(first, first + size)
            part = piece._replace(found=piece.found.part(some), rest=piece.rest[:, some], climb=piece.climb[:, some])
            yield part.found.rows, _solved(law, part)
        return
    middle = (piece.low + piece.high) / 2
    if piece.whole:
        points = chebyshev.chebpts1(POINTS)[:, None]
        piece = piece._replace(whole=False, rest=piece.found.ahead(points)[0] * piece.rest)
    change = _changes(law.part(piece.bent), piece.found, *piece.found.levels(np.array([middle]))).slope
    value = piece.found.slope + clenshaw(coefficients(piece.rest), np.zeros(rows))
    value += _upto(np.cumsum(change, axis=0), piece.bent, piece.found.rows)[0]
    left: Mask = (value >= 0) | (piece.found.limits[1] <= middle)
    left &= piece.found.limits[0] < middle
    for side, mine in ((0, np.flatnonzero(left)), (1, np.flatnonzero(~left))):
        if len(mine):
            yield from _descend(law, _half(law, piece, side, mine), depth + 1)


def _half(law: Kernel, piece: _Piece, side: int, mine: Places) -> _Piece:
    """One half of a piece with its rows; the modes that do not bend inside go to the polynomial."""
    middle = (piece.low + piece.high) / 2
    low, high = ((piece.low, middle), (middle, piece.high))[side]
    found = piece.found.part(mine)
    ends = [noise / signal for noise, signal, _ in (found.levels(np.array([end])) for end in (low, high))]
    modes = law.part(piece.bent)
    inside = modes.bends(ends[0][0], ends[1][0])
    rest, climb = (_halving()[side] @ values[:, mine] for values in (piece.rest, piece.climb))
    settled = piece.bent[~inside]
    if len(settled):
        places = low + (high - low) * (1 + chebyshev.chebpts1(POINTS)) / 2
        change = _changes(law.part(settled), found, *found.levels(places))
        rest = rest + _upto(np.cumsum(change.slope, axis=0), settled, found.rows)
        climb = climb + _upto(np.cumsum(change.error, axis=0), settled, found.rows)
    return _Piece(low, high, found, False, rest, climb, piece.bent[inside])


def _solved(law: Kernel, piece: _Piece) -> Zeros:
    """Newton steps that never leave the limits, every bent mode added to each row."""
    found, modes = piece.found, law.part(piece.bent)
    kept = piece.bent[:, None] <= found.rows
    rest, climb = coefficients(piece.rest), coefficients(piece.climb)
    half = (piece.high - piece.low) / 2
    low, high = np.maximum(found.limits[0], piece.low - _BEYOND), np.minimum(found.limits[1], piece.high + _BEYOND)
    at = low
    for count in range(_STEPS):
        ahead, rate = found.ahead(at)
        noise, signal = found.anchor[0] + ahead, found.anchor[1] - ahead
        value, change = with_derivative(rest, (at - piece.low) / half - 1)
        if piece.whole:
            value, change = ahead * value, ahead * change + rate * value
        added = _changes(modes, found, noise, signal, ahead)
        value = found.slope + value + np.sum(added.slope * kept, axis=0)
        change = change / half + np.sum(added.turn * kept, axis=0) * rate
        low, high = np.where(value < 0, at, low), np.where(value < 0, high, at)
        step = at - value / change
        step = np.where((low <= step) & (step <= high), step, (low + high) / 2)
        step = np.where((count == 0) & (value < 0), high, step)  # both limits first: there may be no zero between
        settled = np.abs(step - at) <= _SETTLED
        if settled.all():
            break
        at = step
    doubt = found.doubt + np.sum(added.doubt * kept, axis=0)
    weight = np.abs(ahead) if piece.whole else 1.0
    doubt += LOOSE * (weight * np.abs(rest).sum(axis=0) + found.size * np.abs(ahead))
    bend = np.abs(change / rate)
    loose = (doubt + np.abs(value)) / bend / np.minimum(noise, signal) + 4 * EPS
    error = found.error + found.slope * ahead
    errors = clenshaw(climb, (at - piece.low) / half - 1) + np.sum(added.error * kept, axis=0)
    sizes = found.error + np.abs(found.slope * ahead) + np.abs(climb).sum(axis=0)
    return Zeros(
        noise=noise,
        signal=signal,
        loose=np.where(loose < 1e-6, loose, np.inf),
        error=np.maximum(error + errors, 0.0),
        error_loose=LOOSE * (sizes + np.sum(np.abs(added.error) * kept, axis=0)),
        outside=found.outside(at, ahead - value / bend, doubt / bend),
    )


def _changes(modes: Kernel, found: Readings, noise: Floats, signal: Floats, ahead: Floats) -> _Change:
    """What modes add at levels of one cell since its anchor."""
    anchor = float(found.anchor[0, 0]), float(found.anchor[1, 0])
    true, here = modes.true(), modes.moving(noise, signal)
    rate, size = modes.since(anchor, noise, signal, ahead)
    there = modes.moving(np.array([anchor[0]]), np.array([anchor[1]]))
    errors = [at.gap**2 / (np.sqrt(at.variance) + np.sqrt(true)) ** 2 for at in (here, there)]
    mismatch = [np.where(true == 0, 1.0, at.gap / (at.variance + np.sqrt(at.variance * true))) for at in (here, there)]
    turn = mismatch[0] * here.bend + np.sqrt(true) * here.slope**2 / (2 * here.variance * np.sqrt(here.variance))
    return _Change(
        rate * ahead,
        turn,
        errors[0] - errors[1] - mismatch[1] * there.slope * ahead,
        (modes.blur() + 16 * EPS) * size * np.abs(ahead),
    )


def _upto(sums: Floats, modes: Places, rows: Places) -> Floats:
    """Running sums over some modes as far as each row keeps them, axes (point, row)."""
    held = np.concatenate([np.zeros((1, sums.shape[1])), sums])
    return np.asarray(held[np.searchsorted(modes, rows, side="right")].T)


@cache
def _halving() -> tuple[Floats, Floats]:
    """From values of a polynomial at the points to those at the points of each half, axes (point, point)."""
    points, unit = chebyshev.chebpts1(POINTS), coefficients(np.eye(POINTS))
    lower, upper = (np.asarray(chebyshev.chebval((points + shift) / 2, unit), dtype=np.float64) for shift in (-1, 1))
    return lower.T, upper.T
