"""x*(k) for every k where E can have several minima, from the standard start or under a cap, with bounds on the errors.

Branch and bound says where minima can be (`brackets`): on each of those intervals dE/dx increases, so that running sums
at the cuts between cells tell where its zero is, and the polynomials of the cell read it off, as where E is convex. The
least of these and of the two ends is the answer. Where another is as good as far as the bounds tell, that is said.

Tested in `tests/stopping/float_optimum/test_several_minima.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ldm_symbolic.floats import Floats, Mask
from ldm_symbolic.stopping.float_optimum.intervals import Held
from ldm_symbolic.stopping.float_optimum.mode_sums import Kernel
from ldm_symbolic.stopping.float_optimum.one_minimum import Optima, Search
from ldm_symbolic.stopping.float_optimum.readings import EPS, level

_ROUNDING = 2.0**-48


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """One noise level for each k, infinite in `error` where there is none; axes (dimension,)."""

    noise: Floats
    signal: Floats
    loose: Floats
    error: Floats
    error_loose: Floats


def optima_among(kernel: Kernel, top: float, count: int, held: Held) -> Optima:
    """x*(k) and the kept part of E(k, x*) for k = 1..D.

    Args:
        kernel: the modes.
        top: log(X/(1 - X)), where X is the noise level at which generation starts.
        count: D.
        held: where the minima inside can be, rows k - 1.
    """
    search = Search(kernel, top, count)
    with np.errstate(all="ignore"):  # what overflows or is no number is a row that stays loose
        candidates = [_at_end(search, count, 1), _at_end(search, count, -1)]
        layer = np.arange(len(held.row)) - np.searchsorted(held.row, held.row)
        layers = range(int(layer.max(initial=-1)) + 1)
        candidates += [_inside(kernel, top, count, held.part(layer == place)) for place in layers]
        return _least(candidates)


def _at_end(search: Search, count: int, sign: int) -> _Candidate:
    """x = 0 (sign 1) or X (sign -1) where E does not fall from there to the inside."""
    end = (0.0, 1.0) if sign > 0 else level(search.top)
    error, error_loose, loose = (np.zeros(count) for _ in range(3))
    for block, slope, errors, doubt in search.ends(end, sign):
        rounded = np.abs(slope) * min(end) * 4 * EPS * (1 + abs(search.top)) if sign < 0 else 0.0
        error_loose[block] = 128 * EPS * errors + rounded
        loose[block] = np.where(sign * slope < doubt, np.inf, 0.0 if sign > 0 else 4 * EPS * (1 + abs(search.top)))
        error[block] = np.where(sign * slope < -doubt, np.inf, errors)
    noise, signal = (np.full(count, value) for value in end)
    return _Candidate(noise=noise, signal=signal, loose=loose, error=error, error_loose=error_loose)


def _inside(kernel: Kernel, top: float, count: int, held: Held) -> _Candidate:
    """The zeros of dE/dx on intervals, at most one for each row."""
    search = Search(kernel, top, count)
    for levels, side in zip(search.span, (held.low, held.high), strict=True):
        levels[held.row] = np.log(np.expm1(2 * side))
    search.settle(held.row)
    found = search.found()
    error = np.full(count, np.inf)
    error[held.row] = np.where(np.isnan(found.error[held.row]), 0.0, found.error[held.row])
    loose = found.loose.copy()
    loose[held.row[~held.convex]] = np.inf
    return _Candidate(
        noise=found.noise,
        signal=found.signal,
        loose=loose,
        error=error,
        error_loose=np.where(np.isnan(found.error_loose), np.inf, found.error_loose),
    )


def _least(candidates: list[_Candidate]) -> Optima:
    """The least of the candidates, of equally good ones the first: with the smallest noise level."""
    ordered = [candidates[0], *candidates[2:], candidates[1]]
    names = ("noise", "signal", "loose", "error", "error_loose")
    columns = {name: np.stack([getattr(one, name) for one in ordered]) for name in names}
    highest = np.where(np.isfinite(columns["error"]), columns["error"] + columns["error_loose"], np.inf)
    lowest = np.where(np.isfinite(columns["error"]), columns["error"] - columns["error_loose"], np.inf)
    near: Mask = lowest <= np.min(highest, axis=0)
    first, rows = np.argmax(near, axis=0), np.arange(near.shape[1])
    chosen = {name: column[first, rows] for name, column in columns.items()}
    chosen["loose"] = np.where(near.any(axis=0) & np.isfinite(chosen["error"]), chosen["loose"], np.inf)
    return Optima(**chosen, rivals=np.count_nonzero(near & np.isfinite(columns["error"]), axis=0) > 1)


def near_best(errors: Floats, doubts: Floats) -> list[int]:
    """The k whose least error may be the least of all.

    Args:
        errors: the least error of each k, axes (dimension,).
        doubts: by how much it may be wrong.

    >>> near_best(np.array([3.0, 1.0, 1.1]), np.array([0.1, 0.1, 0.0]))
    [2, 3]
    """
    return [int(place) + 1 for place in np.flatnonzero(errors - doubts <= np.min(errors + doubts))]


def least_errors(found: Optima, lost: Floats) -> tuple[Floats, Floats]:
    """The least error of each k, and how much it may be wrong.

    Args:
        found: x*(k) and the kept error there.
        lost: Σ_{j>k} λ_j for those k.
    """
    known = np.isfinite(found.loose) & np.isfinite(found.error)
    errors = np.where(known, found.error + lost, 0.0)
    return errors, np.where(known, found.error_loose + _ROUNDING * errors, np.inf)
