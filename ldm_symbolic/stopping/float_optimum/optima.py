"""x*(k) for every latent dimension at once in float64, from the noised start without a cap, with bounds on the errors.

In y = log(x/(1 - x)), the logarithm of the noise-to-signal ratio, the generated variance of a mode is

    v = (λ̂ + e^y)/(1 + e^y)

so that √v is analytic in the strip |Im y| < π, whatever λ̂ is. On a cell of levels on which e^y grows from half
to twice what it is at x_a, the slope of E(k, ·) is written from its value at x_a,

    F(x) = F(x_a) + (x - x_a) R(x),   R = Σ c² s/(√v √v_a (√v + √v_a)),   c = 1 - λ̂

All that cancels is in F(x_a), a running sum over the modes in pairs of floats; the summands of R are positive, and 20
Chebyshev points in y leave less of R than rounding does. Below a quarter of every λ̂, and of 1, one last cell reaches
down to x = 0: its points lie in x, the nearest singularity seven half-widths away. So the modes are evaluated once for
each cell in which some k has its zero, and every k reads it off its own polynomial. Sums are made in blocks: nothing
is as long as the spectrum but what comes in and what goes out.

Tested in `tests/stopping/float_optimum/test_optima.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ldm_symbolic.floats import Floats
from ldm_symbolic.stopping.float_optimum.modes import Modes
from ldm_symbolic.stopping.float_optimum.pairs import Pair, exactly
from ldm_symbolic.stopping.float_optimum.readings import EPS, POINTS, WIDTH, Cell, Readings, cell_of, level

Rows = NDArray[np.int64]
"""Places of latent dimensions in increasing order: k - 1."""

_BLOCK = 2048
_GROUP = 8
_BATCH = 12
_DEEPEST = 1200
_RETRIES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Optima:
    """The optimal noise level for every latent dimension, axes (dimension,).

    Args:
        noise: x*(k), in [0, X].
        signal: 1 - x*(k).
        loose: a bound on the error of `noise` and of `signal`, relative to each; infinite where an end of [0, X] and
            the inside are not told apart.
        error: E(k, x*).
        error_loose: a bound on the error of `error`.
    """

    noise: Floats
    signal: Floats
    loose: Floats
    error: Floats
    error_loose: Floats


@dataclass(slots=True, kw_only=True)
class _Sums:
    """Running sums over the modes on one cell, as far as they have been made."""

    cell: Cell
    ratios: Floats = field(default_factory=lambda: np.zeros(POINTS))
    slope: Pair = field(default_factory=lambda: exactly(np.zeros(1)))
    error: float = 0.0

    def grown(self, modes: Modes) -> tuple[Floats, Floats, Floats]:
        """R at the points, F and E at the anchor, for every k in a block of modes that follows those summed up."""
        slopes, errors = modes.at(*self.cell.anchor)
        ratios = _running(_ratios(modes, self.cell))
        ratios += self.ratios
        slope, error = slopes.running_sums(self.slope), _running(errors[:, None])[:, 0] + self.error
        self.ratios, self.slope, self.error = ratios[-1].copy(), slope.part(slice(-1, None)), float(error[-1])
        return ratios, slope.high + slope.low, error


def _ratios(modes: Modes, cell: Cell) -> Floats:
    """c² s/(√v √v_a (√v + √v_a)) of each mode, axes (mode, point)."""
    contrast, believed = modes.contrast.high[:, None], modes.believed.high[:, None]
    root_at = np.sqrt(_variances(contrast, believed, *np.array([cell.anchor]).T))
    found = _variances(contrast, believed, cell.noise, cell.signal)
    weights = contrast**2 * np.sqrt(modes.true.high[:, None])
    np.divide(weights, root_at, out=weights, where=weights > 0)
    np.sqrt(found, out=found)
    total = found + root_at
    total *= found
    return np.divide(weights, total, out=np.zeros_like(total), where=weights > 0)


def _variances(contrast: Floats, believed: Floats, noise: Floats, signal: Floats) -> Floats:
    """λ̂ + c x where x <= 1/2, 1 - c (1 - x) where it is more: little cancels in either."""
    low = int(np.searchsorted(noise, 0.5, side="right"))
    found = np.empty((len(contrast), len(noise)))
    np.multiply(contrast, noise[:low], out=found[:, :low])
    found[:, :low] += believed
    np.multiply(contrast, -signal[low:], out=found[:, low:])
    found[:, low:] += 1
    return found


def _running(terms: Floats) -> Floats:
    """Sums of the first n rows for each n, by groups: the roundings are those of a few short sums."""
    count = len(terms)
    if count <= _GROUP:
        return np.cumsum(terms, axis=0)
    padded = -(-count // _GROUP) * _GROUP
    held = np.zeros((padded, terms.shape[1]))
    held[:count] = terms
    groups = held.reshape(padded // _GROUP, _GROUP, -1)
    for place in range(1, _GROUP):
        groups[:, place] += groups[:, place - 1]
    groups[1:] += _running(groups[:, -1])[:-1, None]
    return held[:count]


def _slopes(modes: Modes, noise: Floats, signal: Floats) -> Floats:
    """What each mode adds to dE/dx, c (1 - s/√v), axes (mode, point): well enough to tell cells apart."""
    contrast, true = modes.contrast.high[:, None], modes.true.high[:, None]
    variance = _variances(contrast, modes.believed.high[:, None], noise, signal)
    mixed = np.sqrt(variance * true)
    mixed += variance
    low = int(np.searchsorted(noise, 0.5, side="right"))
    gap = np.empty_like(variance)
    np.multiply(contrast, noise[:low], out=gap[:, :low])
    gap[:, :low] += modes.offset.high[:, None]
    np.multiply(contrast, -signal[low:], out=gap[:, low:])
    gap[:, low:] += modes.one_gap.high[:, None]
    gap *= contrast
    gap /= mixed
    return gap


class _Search:
    """The search for all zeros of dE/dx: which cell each lies in, then where in it.

    Cut i is top - i·width in y, and cell i lies between the cuts i + 1 and i; where cut i lies below a quarter of every
    λ̂ that counts it is the last, and reaches down to x = 0.

    Args:
        modes: the spectrum.
        top: log(X/(1 - X)), the level at which generation starts.
    """

    def __init__(self, modes: Modes, top: float) -> None:
        self.modes, self.top = modes, top
        count = len(modes.true.high)
        self.blocks = [slice(start, min(start + _BLOCK, count)) for start in range(0, count, _BLOCK)]
        self.noise, self.signal = np.zeros(count), np.ones(count)
        self.loose, self.error, self.error_loose = (np.zeros(count) for _ in range(3))
        self.place = np.zeros(count, dtype=np.int64)
        least = np.minimum.accumulate(np.where(modes.true.high > 0, modes.believed.high, np.inf))
        with np.errstate(divide="ignore"):
            self.last = np.clip(np.ceil((top - np.log(np.minimum(least, 1) / 4)) / WIDTH), 0, _DEEPEST).astype(np.int64)

    def found(self) -> Optima:
        """The answer."""
        with np.errstate(all="ignore"):  # what overflows or is no number is a row that stays loose
            open_ = self._inside()
            self._sort(open_)
            for _ in range(_RETRIES):
                open_ = self._solved(open_)
            self.loose[open_] = self.error_loose[open_] = np.inf
        return Optima(
            noise=self.noise,
            signal=self.signal,
            loose=self.loose,
            error=self.error,
            error_loose=self.error_loose,
        )

    def _inside(self) -> Rows:
        """The k for which x* is inside; the others are settled."""
        inside = np.ones(len(self.place), dtype=bool)
        for end, sign in (((0.0, 1.0), 1), (level(self.top), -1)):
            slope, error, size = exactly(np.zeros(1)), 0.0, 0.0
            for block in self.blocks:
                modes = self.modes.part(block)
                slopes, errors = modes.at(*end)
                sums, errors = slopes.running_sums(slope), _running(errors[:, None])[:, 0] + error
                unsure = 0.0 if sign > 0 else np.abs(modes.contrast.high)  # X itself is rounded
                sizes = np.cumsum(np.abs(slopes.high) + unsure) + size
                slope, error, size = sums.part(slice(-1, None)), errors[-1], sizes[-1]
                doubt = sizes * (2.0**-90 if sign > 0 else 16 * EPS * (1 + abs(self.top)))
                doubt[~np.isfinite(doubt)] = 0.0  # minus infinity is no matter of rounding
                at_end = inside[block] & ~(sign * sums.high < -doubt)
                rows = block.start + np.flatnonzero(at_end)
                known = 0.0 if sign > 0 else 4 * EPS * (1 + abs(self.top))
                self.loose[rows] = np.where((sign * sums.high < doubt)[at_end], np.inf, known)
                self.noise[rows], self.signal[rows] = end
                self.error[rows], self.error_loose[rows] = errors[at_end], 64 * EPS * errors[at_end]
                inside[block] &= ~at_end
        return np.flatnonzero(inside)

    def _sort(self, open_: Rows) -> None:
        """Which cell each zero lies in, by the signs of running sums at the cuts."""
        for start in range(0, _DEEPEST, _BATCH):
            if not len(open_):
                return
            cuts = self.top - WIDTH * np.arange(start + _BATCH, start, -1)
            noise, signal = np.array([level(cut) for cut in cuts]).T
            self.place[open_] = start + _BATCH
            carried = np.zeros(_BATCH)
            for block in self.blocks[: open_[-1] // _BLOCK + 1]:
                sums = _running(_slopes(self.modes.part(block), noise, signal))
                sums += carried
                carried = sums[-1].copy()
                rows = open_[np.searchsorted(open_, block.start) : np.searchsorted(open_, block.stop)]
                self.place[rows] -= np.count_nonzero(sums[rows - block.start] < 0, axis=1)
            self.place[open_] = np.minimum(self.place[open_], self.last[open_])
            open_ = open_[(self.place[open_] == start + _BATCH) & (self.last[open_] > start + _BATCH)]

    def _solved(self, open_: Rows) -> Rows:
        """Settles rows, each by the polynomial on its cell; those whose zero lies in another are given back."""
        keys = 2 * self.place[open_] + (self.place[open_] == self.last[open_])
        cells = [(key, open_[keys == key]) for key in np.unique(keys)]
        sums = [_Sums(cell=cell_of(self.top - WIDTH * (key // 2), bool(key % 2))) for key, _ in cells]
        left: list[Rows] = []
        for block in self.blocks:
            parts = []
            for (_, rows), total in zip(cells, sums, strict=True):
                if rows[-1] < block.start:
                    continue
                grown = total.grown(self.modes.part(block))
                mine = rows[np.searchsorted(rows, block.start) : np.searchsorted(rows, block.stop)]
                if len(mine):
                    parts.append(Readings.of(total.cell, mine, *(part[mine - block.start] for part in grown)))
            if parts:
                left.append(self._read(Readings.joined(parts)))
        return np.concatenate(left) if left else open_[:0]

    def _read(self, found: Readings) -> Rows:
        """Keep what lies in its cell; the rest goes to the next one and stays open."""
        zeros, rows = found.zeros(), found.rows
        self.noise[rows], self.signal[rows], self.loose[rows] = zeros.noise, zeros.signal, zeros.loose
        self.error[rows], self.error_loose[rows] = zeros.error, zeros.error_loose
        self.place[rows] = np.clip(self.place[rows] - zeros.outside, 0, self.last[rows])
        return rows[zeros.outside != 0]


def optima(modes: Modes, top: float) -> Optima:
    """x*(k) and the kept part of E(k, x*) for k = 1..D, with the plug-in score from the noised start.

    Args:
        modes: the spectrum.
        top: log(X/(1 - X)), where X is the noise level at which generation starts.

    >>> import math
    >>> found = optima(Modes.of(np.array([0.5, 0.25]), np.array([0.25, 0.125])), math.log(math.expm1(4)))
    >>> found.noise.round(12).tolist(), bool(found.loose.max() < 1e-12)
    ([0.333333333333, 0.206373177127], True)
    """
    return _Search(modes, top).found()
