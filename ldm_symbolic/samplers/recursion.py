"""What a sampler makes of Gaussian modes, exactly: the recursion of their covariances, step after step.

    V ↦ A² V + b²;   C ↦ A C Aᵀ + b bᵀ for a sampler that remembers

Where a step divides by zero, or leaves float64, the variance is infinite.

Tested in `tests/samplers/test_recursion.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from typing import Any

import numpy as np

from ldm_symbolic.floats import Floats
from ldm_symbolic.samplers.compiled import Law, compiled
from ldm_symbolic.samplers.grids import Levels, TimeGrid
from ldm_symbolic.samplers.joined import joined, order
from ldm_symbolic.samplers.schemes import Scheme, StepFunction

_BLOCK = 1 << 15
"""Numbers in an array that stays near the processor."""
_SMALL = 15 << 10
"""In one that is allocated again and again: less than 128 KiB, which an allocator keeps."""
_MOST_CHURN = 2**0.5 - 1
_WIDE = 512
"""From so many modes on a step is long enough to be taken alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampler:
    """A scheme on a grid.

    Args:
        scheme: such as `SCHEMES["em"]`.
        grid: its points.
        noised: whether it starts from the noised law that the score believes in, or from pure noise.
        eta: in [0, 1], how much noise a step adds: η of DDIM, and the churn of EDM's sampler over √2 - 1, its most.

    >>> from fractions import Fraction
    >>> from ldm_symbolic.model.read_outs import Path
    >>> from ldm_symbolic.model.schedules import OU
    >>> from ldm_symbolic.samplers.schemes import SCHEMES
    >>> grid = TimeGrid(schedule=OU, path=Path.VARIANCE_PRESERVING, horizon=Fraction(1), points=3)
    >>> final_variances(Sampler(scheme=SCHEMES["em"], grid=grid, noised=False), np.array([1.0])).round(12).tolist()
    [1.3125]
    """

    scheme: Scheme
    grid: TimeGrid | Levels
    noised: bool = True
    eta: float = 0.0

    def start(self, believed: Floats, levels: Levels | None = None) -> Floats:
        """The variance of each mode before the first step, with the noise levels if they are at hand."""
        levels = self.levels if levels is None else levels
        return levels.first_variance(believed) if self.noised else np.full_like(believed, levels.standard)

    @property
    def levels(self) -> Levels:
        """Its noise levels."""
        return self.grid if isinstance(self.grid, Levels) else self.grid.levels()

    @property
    def steps(self) -> tuple[StepFunction, ...]:
        """The step function of each step."""
        return self.scheme.steps(self.grid.count, self.levels.ends_without_noise)

    @property
    def score_evaluations(self) -> int:
        """How often the score is asked for."""
        return self.scheme.score_evaluations(self.grid.count, self.levels.ends_without_noise)


def final_variances(sampler: Sampler, believed: Floats) -> Floats:
    """The variance of each mode after all steps.

    Args:
        sampler: the scheme on its grid.
        believed: λ̂ >= 0, one a mode.
    """
    if sampler.scheme.remembers == 1 and len(believed) < _WIDE:
        with _quietly():
            found = _at_once(sampler, believed)
        if np.isfinite(found).all():
            return found
    last = np.empty((1, len(believed)))
    for block in variances(sampler, believed):
        last = block[-1:]
    return np.asarray(last[0])


def variances(sampler: Sampler, believed: Floats) -> Iterator[Floats]:
    """The variance of each mode after each step, in blocks with the axes (step, mode).

    Args:
        sampler: the scheme on its grid.
        believed: λ̂ >= 0, one a mode.
    """
    covariance = _first(sampler, believed)
    blocks = _blocks(sampler, believed)
    while True:
        with _quietly():
            block = next(blocks, None)
            if block is None:
                return
            found, covariance = _moved(covariance, *block)
        yield found


def _quietly() -> np.errstate:
    """An infinite variance says so; no warning does."""
    return np.errstate(over="ignore", divide="ignore", invalid="ignore", under="ignore")


def _first(sampler: Sampler, believed: Floats) -> Floats:
    """C, axes (number, number, mode), before the first step, where nothing is remembered yet."""
    remembers = sampler.scheme.remembers
    covariance = np.zeros((remembers, remembers, len(believed)))
    covariance[0, 0] = sampler.start(believed)
    return covariance


def _blocks(sampler: Sampler, believed: Floats) -> Iterator[tuple[Any, Any, int]]:
    """A and b of as many steps at a time as stay near the processor, and how many these are."""
    length, levels = max(_BLOCK // len(believed), 1), sampler.levels
    for law, numbers, count in _runs(sampler, levels):
        for start in range(0, count, length):
            taken = min(length, count - start)
            within = slice(start, start + taken)
            growth, spread = law.of_modes(believed, *(_column(entry, within) for entry in numbers))
            yield growth, spread, taken


def _runs(sampler: Sampler, levels: Levels) -> Iterator[tuple[Law, Sequence[Any], int]]:
    """Each run of steps with one law: what no mode changes in it, with an entry a step, and how many there are."""
    runs = sampler.scheme.runs(sampler.grid.count, levels.ends_without_noise)
    laws = [compiled(step, sampler.scheme.remembers) for step, _ in runs]
    numbers = _numbers(sampler, levels, {name for law in laws for name in law.names})
    first = 0
    for law, (_, count) in zip(laws, runs, strict=True):
        yield law, law.of_steps(*(numbers[name][first : first + count] for name in law.names)), count
        first += count


def _at_once(sampler: Sampler, believed: Floats) -> Floats:
    """The variance of each mode after all steps, these joined; not finite where a step or a product leaves float64."""
    length, levels = max(_SMALL // len(believed), 1), sampler.levels
    variance = sampler.start(believed, levels)
    for law, numbers, count in _runs(sampler, levels):
        for start in range(0, count, length):
            places = order(min(length, count - start))
            growth, spread = law.of_modes(believed, *(_column(entry, start + places) for entry in numbers))
            factors = np.square(_of_each(growth[0][0], len(places), len(believed)))
            factor, more = joined(factors, np.square(_of_each(spread[0], len(places), 1)))
            variance = factor * variance + more
    return np.asarray(variance)


def _of_each(entry: Any, steps: int, modes: int) -> Any:
    """The entry itself, or where it is the same for all steps or modes one for each of so many."""
    return entry if np.ndim(entry) and np.shape(entry)[1] >= modes else np.broadcast_to(entry, (steps, modes))


def _column(entry: Any, places: Any) -> Any:
    """What differs from step to step, at some of them, with an axis for the modes."""
    return entry[places, None] if np.ndim(entry) else entry


def _numbers(sampler: Sampler, levels: Levels, names: Set[str]) -> dict[str, Floats]:
    """What the laws ask for, one entry a step."""
    own = {"eta": sampler.eta, "churn": _MOST_CHURN * sampler.eta}
    of_grid = sampler.grid.numbers(tuple(sorted(names - own.keys())), levels)
    return {**of_grid, **{name: np.full(levels.count, own[name]) for name in names & own.keys()}}


def _moved(covariance: Floats, growth: Any, spread: Any, count: int) -> tuple[Floats, Floats]:
    """The variances after each of these steps, and the covariance after the last."""
    move = _of_one if len(spread) == 1 else _of_several
    found, covariance = move(growth, spread, covariance, (count, covariance.shape[-1]))
    found[np.isnan(found)] = np.inf
    return found, covariance


def _of_one(growth: Any, spread: Any, covariance: Floats, shape: tuple[int, int]) -> tuple[Floats, Floats]:
    """V ↦ A² V + b²."""
    grown = np.broadcast_to(np.square(growth[0][0]), shape)
    added = np.broadcast_to(np.square(spread[0]), (shape[0], np.shape(spread[0])[-1] if np.ndim(spread[0]) else 1))
    found = np.empty(shape)
    variance = covariance[0, 0]
    for row, factor, further in zip(found, grown, added, strict=True):
        np.multiply(variance, factor, out=row)
        row += further
        variance = row
    return found, variance[None, None]


def _of_several(growth: Any, spread: Any, covariance: Floats, shape: tuple[int, int]) -> tuple[Floats, Floats]:
    """C ↦ A C Aᵀ + b bᵀ."""
    matrix = np.array([[np.broadcast_to(entry, shape) for entry in row] for row in growth])
    vector = np.array([np.broadcast_to(entry, shape) for entry in spread])
    found = np.empty(shape)
    for place, row in enumerate(found):
        moved, noise = matrix[:, :, place], vector[:, place]
        covariance = np.einsum("ijm,jkm,lkm->ilm", moved, covariance, moved, optimize=False) + noise[:, None] * noise
        row[:] = covariance[0, 0]
    return found, covariance
