"""The surface E(k, t) in float64, in blocks of latent dimensions: a block is made in place and then handed on.

    E(k, t) = Σ_{j≤k} (√v_j - s_j)² + Σ_{j>k} λ_j

From the noised start without a cap v = p and v - λ are products of two small matrices: a row for each mode, a column
for each time, with x in its column where x <= 1/2 and -(1 - x) where it is more, so that little cancels in either. From
the standard start another product is added, times p or 1, unless so much is left of the data that this cancels. Running
sums over the modes are products too, with a triangle of ones for every 16 modes: `numpy.cumsum` is three times slower.

Tested in `tests/stopping/surface/test_blocks.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import mpmath
import numpy as np
from numpy.typing import ArrayLike

from ldm_symbolic.floats import Floats
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.score import Start
from ldm_symbolic.model.variances import as_variances
from ldm_symbolic.stopping.modes.columns import Columns, Places, columns_of
from ldm_symbolic.stopping.modes.float_modes import FloatModes
from ldm_symbolic.stopping.surface.cuts import Cuts, Rows

_GROUP = 16
_CELLS = 25_600
_FEWER = 10_240
"""How many numbers a block has at most: as many as the cache holds, fewer where more arrays are made of them."""
_HELD = 1024
_LEAST = np.finfo(np.float64).tiny


@dataclass(frozen=True, slots=True, kw_only=True)
class _Clock:
    """The times of a surface.

    Args:
        rho: rate-one times left, axes (time,).
        laws: whether x <= 1/2, whether it is more, and x or -(1 - x): axes (3, time).
        top: R(T).
    """

    rho: Floats
    laws: Floats
    top: float

    @classmethod
    def of(cls, problem: StoppingProblem, times: ArrayLike) -> _Clock:
        stops = np.asarray(times, dtype=np.float64).reshape(-1)
        if not np.all((stops >= 0) & (stops <= float(problem.horizon))):
            raise ValueError(f"stopping times must lie in [0, {problem.horizon}]")
        with mpmath.workdps(30):
            top = float(problem.rate_one_horizon())
        nearest = float(problem.horizon)
        left = np.maximum((nearest - stops) + float(problem.horizon - Fraction(nearest)), 0.0)
        rho = np.minimum(problem.schedule.rate_one_times(left), top)
        noise = -np.expm1(-2 * rho)
        low = noise <= 0.5
        return cls(
            rho=rho, laws=np.stack([low, ~low, np.where(low, noise, -np.exp(-2 * rho))]).astype(np.float64), top=top
        )

    def last(self, columns: Columns) -> Floats:
        """p_X, the law at the horizon, as a sum of terms of one sign."""
        low, high = columns.believed - columns.contrast * np.expm1(-2 * self.top), np.exp(-2 * self.top)
        return np.where(columns.contrast >= 0, low, 1 - columns.contrast * high)

    def from_standard(self) -> tuple[Floats, Floats]:
        """`laws` with x where x <= 1/2 and below it -(z - Z) where it is more, and what (1 - λ̂) p/p_X² is times.

        v = p + (1 - λ̂) (Z p/p_X)²/z = 1 - (1 - λ̂) (z - Z)/p_X (1 + Z p/(p_X z))
        """
        low, high, law = self.laws
        before = np.expm1(2 * (self.rho - self.top)) * np.exp(-2 * self.rho)
        late = np.where(low, np.exp(-2 * self.top), before) * np.exp(2 * (self.rho - self.top))
        return np.stack([low, high, law * low, before * high]), late


class _Work:
    """Room for one block, with whole groups of modes: those that are missing in the last one add nothing.

    Args:
        groups: how many groups there are at most.
        times: how many times.
    """

    def __init__(self, groups: int, times: int) -> None:
        self.variance = np.empty((groups, _GROUP, times))
        self.rows = np.ones((groups, _GROUP + 2, times))
        """For each group its terms, ones, and what is carried into it."""
        self.weights = np.zeros((groups, _GROUP, _GROUP + 2))
        """What each sum takes of them: the terms up to its own, what is lost, and what is carried."""
        self.weights[:, :, :_GROUP], self.weights[:, :, -1] = np.tri(_GROUP), 1
        self.carried = np.zeros((1, times))
        self.errors = np.empty((groups * _GROUP, times))
        self.held: tuple[int, FloatModes | None] = 0, None

    def fill(self, problem: StoppingProblem, places: Places, counts: Floats | None, clock: _Clock) -> int:
        """The terms of some pieces, summed up group by group; how many groups there are."""
        true = as_variances(problem.spectrum.variances).at(places)
        groups = -(-len(true) // _GROUP)
        variance, terms = self.variance[:groups], self.rows[:groups, :_GROUP]
        self._move(problem, places, clock, variance, terms)
        _root_gaps(terms, variance, _grouped(np.maximum(np.sqrt(true), _LEAST), 1.0))  # 0/0 where v = λ = 0 is 0
        np.square(terms, out=terms)
        if counts is not None:
            terms *= _grouped(counts, 0.0)
        sums = np.concatenate([self.carried, terms.sum(axis=1)])
        np.cumsum(sums, axis=0, out=sums)
        self.rows[:groups, -1], self.carried = sums[:-1], sums[-1:]
        return groups

    def _move(self, problem: StoppingProblem, places: Places, clock: _Clock, variance: Floats, gap: Floats) -> None:
        """Put v and v - λ of some modes at every time where they go."""
        columns = columns_of(problem, places) if problem.cap is None else None
        if columns is None or not _mild(problem, columns.believed, clock):
            found = self._modes(problem, places).position(clock.rho)
            variance[...], gap[...] = (_grouped(part, 0.0) for part in found)
            return
        ones, contrast = np.ones(len(columns.true)), columns.contrast
        law, rise = (columns.believed, ones, contrast), (columns.offset, columns.one_gap, contrast)
        if problem.start is Start.STANDARD:
            end, moved, late = clock.last(columns), *clock.from_standard()
            more = np.matmul(_beside(*law) * _grouped(contrast / end**2, 0.0), clock.laws * late)
            more *= np.matmul(_beside(*law), moved[:3], out=variance)
            np.matmul(_beside(*law, contrast / end), moved, out=variance)
            np.matmul(_beside(*rise, contrast / end), moved, out=gap)
            variance += more
            gap += more
        else:
            np.matmul(_beside(*law), clock.laws, out=variance)
            np.matmul(_beside(*rise), clock.laws, out=gap)

    def _modes(self, problem: StoppingProblem, places: Places) -> FloatModes:
        """Some modes, of which more are made at a time than a block has."""
        if not isinstance(places, slice):
            return FloatModes.of(problem, places, lost=False)
        first, modes = self.held
        if modes is None or places.start < first or places.stop > first + len(modes.true):
            first, stop = places.start, max(places.stop, places.start + _HELD)
            modes = FloatModes.of(problem, slice(first, stop), lost=False)
            self.held = first, modes
        return modes.part(slice(places.start - first, places.stop - first))

    def summed(self, groups: int, lost: Floats, out: Floats) -> None:
        """E at the end of every piece of the block."""
        self.weights[:groups, :, _GROUP] = _grouped(lost, 0.0)[:, :, 0]
        np.matmul(self.weights[:groups], self.rows[:groups], out=out.reshape(groups, _GROUP, -1))


def _grouped(values: Floats, missing: float) -> Floats:
    """Values of modes, axes (mode,) or (mode, time), with the axes (group, mode of it, time)."""
    groups = -(-len(values) // _GROUP)
    if len(values) < groups * _GROUP:
        rest = np.full((groups * _GROUP - len(values), *values.shape[1:]), missing)
        values = np.concatenate([values, rest])
    return values.reshape(groups, _GROUP, -1)


def _beside(*columns: Floats) -> Floats:
    """Columns of modes as a matrix for each group."""
    return np.concatenate([_grouped(column, 0.0) for column in columns], axis=2)


def _mild(problem: StoppingProblem, believed: Floats, clock: _Clock) -> bool:
    """Whether v is p, or for the standard start with λ̂ Z <= 1 and Z <= 1/2, so that p + (v - p) cancels little."""
    return problem.start is Start.NOISED or bool(max(believed.max(), 2.0) * np.exp(-2 * clock.top) <= 1)


def _root_gaps(gap: Floats, variance: Floats, deviation: Floats) -> None:
    """√v - s = (v - λ)/(√v + s) in the place of v - λ: `mode_terms.root_gap_of` without a temporary array."""
    total = np.sqrt(variance, out=variance)
    total += deviation
    gap /= total


def squared_error_blocks(
    problem: StoppingProblem, times: ArrayLike, rows: Sequence[int] | Rows | None = None, *, out: Floats | None = None
) -> Iterator[tuple[Rows, Floats]]:
    """E(k, t) for a block of latent dimensions after another, in float64.

    Each mode's term is accurate relative to max(λ_j - λ̂_j, |1 - λ̂_j| x)²/(√v + s)², however close λ̂ is to λ.

    Args:
        problem: the model.
        times: t in [0, T], generation times at which to stop, axes (time,).
        rows: the k wanted, increasing; 1..D unless given. In a run of equal modes only these are looked at.
        out: where the errors go, axes (row, time); else each block holds until the next one is asked for.

    Returns:
        The k of a block, and their squared errors, axes (dimension, time).

    Raises:
        ValueError: for a time outside [0, T], or a k outside 1..D or not above the one before it.

    >>> from ldm_symbolic.model.spectrum import Spectrum
    >>> problem = StoppingProblem(spectrum=Spectrum(variances=(Fraction(2), Fraction(1))))
    >>> [(k.tolist(), errors.tolist()) for k, errors in squared_error_blocks(problem, [4.0])]
    [([1, 2], [[1.0], [0.0]])]
    """
    clock, wanted = _Clock.of(problem, times), None if rows is None else _wanted(problem, rows)
    cuts = Cuts(problem=problem, wanted=wanted)
    cells = _CELLS if problem.cap is None else _FEWER
    size = max(1, cells // (_GROUP * max(1, len(clock.rho)))) * _GROUP
    size = min(size, -(-len(cuts) // _GROUP) * _GROUP)
    work, made = _Work(size // _GROUP, len(clock.rho)), 0
    last = len(cuts) if wanted is None else cuts.upto(int(wanted[-1])) if len(wanted) else 0
    for start, lost in zip(range(0, last, size), cuts.lost(size), strict=False):
        ends, places, counts = cuts.block(start, min(start + size, len(cuts)))
        groups = work.fill(problem, places, counts, clock)
        asked = ends if wanted is None else wanted[slice(*np.searchsorted(wanted, [ends[0], ends[-1] + 1]))]
        if not len(asked):
            continue
        given = None if out is None else out[made : made + len(asked)]
        made += len(asked)
        if given is not None and len(asked) == groups * _GROUP and given.flags.c_contiguous:
            work.summed(groups, lost, given)
            yield asked, given
            continue
        work.summed(groups, lost, work.errors[: groups * _GROUP])
        chosen = slice(0, len(asked)) if len(asked) == len(ends) else np.searchsorted(ends, asked)
        if given is None:
            yield asked, work.errors[chosen]
        else:
            given[:] = work.errors[chosen]
            yield asked, given


def _wanted(problem: StoppingProblem, rows: Sequence[int] | Rows) -> Rows:
    wanted = np.asarray(rows, dtype=np.int64).reshape(-1)
    for kept in (wanted.min(initial=1), wanted.max(initial=1)):
        problem.require_dimension(int(kept))
    if np.any(np.diff(wanted) <= 0):
        raise ValueError("rows: expected latent dimensions in increasing order, each once")
    return wanted
