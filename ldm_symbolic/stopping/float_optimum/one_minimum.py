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

Tested in `tests/stopping/float_optimum/test_one_minimum.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ldm_symbolic.floats import Floats, Mask
from ldm_symbolic.stopping.float_optimum.bends import bent_zeros
from ldm_symbolic.stopping.float_optimum.mode_sums import Kernel
from ldm_symbolic.stopping.float_optimum.noised import Noised
from ldm_symbolic.stopping.float_optimum.paired_modes import Modes
from ldm_symbolic.stopping.float_optimum.readings import EPS, POINTS, Cell, Readings, Zeros, cell_of, level
from ldm_symbolic.stopping.modes.float_pairs import Pair, exactly

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
        rivals: where another noise level may be as good as far as the bounds tell.
    """

    noise: Floats
    signal: Floats
    loose: Floats
    error: Floats
    error_loose: Floats
    rivals: Mask


@dataclass(slots=True, kw_only=True)
class _Sums:
    """Running sums over the modes on one cell, as far as they have been made."""

    cell: Cell
    ratios: Floats = field(default_factory=lambda: np.zeros(POINTS))
    slope: Pair = field(default_factory=lambda: exactly(np.zeros(1)))
    others: Floats = field(default_factory=lambda: np.zeros(3))

    def grown(self, modes: Kernel) -> tuple[Floats, ...]:
        """R at the points, F and E at the anchor, the size of R and the doubt of F, for every k in a block of modes
        that follows those summed up."""
        slopes, errors, doubts = modes.at(*self.cell.anchor)
        ratios, sizes = modes.ratios(self.cell)
        ratios = _running(ratios)
        ratios += self.ratios
        slope = slopes.running_sums(self.slope)
        others = _running(np.stack([errors, sizes, doubts], axis=1))
        others += self.others
        self.ratios, self.slope, self.others = ratios[-1].copy(), slope.part(slice(-1, None)), others[-1].copy()
        return ratios, slope.high + slope.low, *others.T


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


class Search:
    """The search for all zeros of dE/dx: which cell each lies in, then where in it.

    Cut i is top - i·width in y, and cell i lies between the cuts i + 1 and i; where cut i lies below a quarter of every
    radius that counts it is the last, and reaches down to x = 0.

    Args:
        kernel: the modes.
        top: log(X/(1 - X)), the level at which generation starts.
        count: D.
    """

    def __init__(self, kernel: Kernel, top: float, count: int) -> None:
        self.kernel, self.top, self.width = kernel, top, kernel.width
        self.blocks = [slice(start, min(start + _BLOCK, count)) for start in range(0, count, _BLOCK)]
        self.noise, self.signal = np.zeros(count), np.ones(count)
        self.loose, self.error, self.error_loose = (np.zeros(count) for _ in range(3))
        self.place = np.zeros(count, dtype=np.int64)
        self.span = np.full(count, -np.inf), np.full(count, np.inf)
        least = np.minimum.accumulate(kernel.radii())
        with np.errstate(divide="ignore"):
            depth = (top - np.log(np.minimum(least, 1) / 4)) / self.width
        self.last = np.clip(np.ceil(depth), 0, _DEEPEST).astype(np.int64)

    def inside(self) -> Rows:
        """The k for which x* is inside, where E is convex; the others are settled."""
        inside = np.ones(len(self.place), dtype=bool)
        for end, sign in (((0.0, 1.0), 1), (level(self.top), -1)):
            for block, slope, error, doubt in self.ends(end, sign):
                at_end = inside[block] & ~(sign * slope < -doubt)
                rows = block.start + np.flatnonzero(at_end)
                known = 0.0 if sign > 0 else 4 * EPS * (1 + abs(self.top))
                self.loose[rows] = np.where((sign * slope < doubt)[at_end], np.inf, known)
                self.noise[rows], self.signal[rows] = end
                self.error[rows], self.error_loose[rows] = error[at_end], 64 * EPS * error[at_end]
                inside[block] &= ~at_end
        return np.flatnonzero(inside)

    def ends(self, end: tuple[float, float], sign: int) -> Iterator[tuple[slice, Floats, Floats, Floats]]:
        """dE/dx and E at x = 0 (sign 1) or at X (sign -1), and a bound on the error of dE/dx, block after block."""
        slope, others = exactly(np.zeros(1)), np.zeros(3)
        for block in self.blocks:
            modes = self.kernel.part(block)
            slopes, errors, doubts = modes.at(*end)
            sums = slopes.running_sums(slope)
            sizes = np.abs(slopes.high)
            if sign < 0:  # X itself is rounded
                sizes = sizes + modes.steepest()
            found = np.cumsum(np.stack([errors, sizes, doubts], axis=1), axis=0) + others
            slope, others = sums.part(slice(-1, None)), found[-1]
            doubt = found[:, 1] * (2.0**-90 if sign > 0 else 16 * EPS * (1 + abs(self.top))) + found[:, 2]
            doubt[~np.isfinite(doubt)] = 0.0  # minus infinity is no matter of rounding
            yield block, sums.high, _running(errors[:, None])[:, 0] + (found[0, 0] - errors[0]), doubt

    def settle(self, open_: Rows) -> None:
        """Finds the zeros of some rows between the levels of `span`; infinitely loose where it does not."""
        self._sort(open_)
        for _ in range(_RETRIES):
            open_ = self._solved(open_)
        self.loose[open_] = self.error_loose[open_] = np.inf

    def _sort(self, open_: Rows) -> None:
        """Which cell each zero lies in, by the signs of running sums at the cuts."""
        for start in range(0, _DEEPEST, _BATCH):
            if not len(open_):
                return
            cuts = self.top - self.width * np.arange(start + _BATCH, start, -1)
            noise, signal = np.array([level(cut) for cut in cuts]).T
            self.place[open_] = start + _BATCH
            carried = np.zeros(_BATCH)
            for block in self.blocks[: open_[-1] // _BLOCK + 1]:
                rows = open_[np.searchsorted(open_, block.start) : np.searchsorted(open_, block.stop)]
                sums = _running(self.kernel.part(block).slopes(noise, signal))
                sums += carried
                carried = sums[-1].copy()
                low, high = self.span[0][rows, None] >= cuts, self.span[1][rows, None] <= cuts
                below = low | ((sums[rows - block.start] < 0) & ~high)
                self.place[rows] -= np.count_nonzero(below, axis=1)
            self.place[open_] = np.minimum(self.place[open_], self.last[open_])
            open_ = open_[(self.place[open_] == start + _BATCH) & (self.last[open_] > start + _BATCH)]

    def _solved(self, open_: Rows) -> Rows:
        """Settles rows, each by the polynomial on its cell; those whose zero lies in another are given back."""
        keys = 2 * self.place[open_] + (self.place[open_] == self.last[open_])
        cells = [(key, open_[keys == key]) for key in np.unique(keys)]
        sums = [_Sums(cell=cell_of(self.top - self.width * (key // 2), bool(key % 2), self.width)) for key, _ in cells]
        left: list[Rows] = []
        bends = [np.flatnonzero(self.kernel.bends(total.cell.low, total.cell.high)) for total in sums]
        apart: list[list[Readings]] = [[] for _ in cells]
        for block in self.blocks:
            parts: list[Readings] = []
            for (_, rows), total, bent, held in zip(cells, sums, bends, apart, strict=True):
                if rows[-1] < block.start:
                    continue
                grown = total.grown(self.kernel.part(block))
                mine = rows[np.searchsorted(rows, block.start) : np.searchsorted(rows, block.stop)]
                if len(mine):
                    span = self.span[0][mine], self.span[1][mine]
                    found = Readings.of(total.cell, mine, span, *(part[mine - block.start] for part in grown))
                    (held if len(bent) else parts).append(found)
            if parts:
                joined = Readings.joined(parts)
                left.append(self._keep(joined.rows, joined.zeros()))
        for bent, held in zip(bends, apart, strict=True):
            if held:
                left += [self._keep(*part) for part in bent_zeros(self.kernel, Readings.joined(held), bent)]
        return np.sort(np.concatenate(left)) if left else open_[:0]

    def _keep(self, rows: Rows, zeros: Zeros) -> Rows:
        """Keep what lies in its cell; the rest goes to the next one and stays open."""
        self.noise[rows], self.signal[rows], self.loose[rows] = zeros.noise, zeros.signal, zeros.loose
        self.error[rows], self.error_loose[rows] = zeros.error, zeros.error_loose
        self.error[rows[zeros.outside == 2]] = np.inf
        beyond = np.abs(zeros.outside) == 1
        self.place[rows[beyond]] = np.clip(self.place[rows] - zeros.outside, 0, self.last[rows])[beyond]
        return rows[beyond]

    def found(self) -> Optima:
        """The answer."""
        return Optima(
            noise=self.noise,
            signal=self.signal,
            loose=self.loose,
            error=self.error,
            error_loose=self.error_loose,
            rivals=np.zeros(len(self.noise), dtype=bool),
        )


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
    search = Search(Noised(modes), top, len(modes.true.high))
    with np.errstate(all="ignore"):  # what overflows or is no number is a row that stays loose
        search.settle(search.inside())
    return search.found()
