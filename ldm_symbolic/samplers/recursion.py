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
from ldm_symbolic.samplers.joined import LARGE, after, after_poles, workroom
from ldm_symbolic.samplers.schemes import Scheme, StepFunction

_BLOCK = 1 << 15
"""Numbers in an array that stays near the processor."""
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

    def start(self, believed: Floats) -> Floats:
        """The variance of each mode before the first step."""
        levels = self.levels
        return levels.first_variance(believed) if self.noised else np.full_like(believed, levels.standard)

    @property
    def levels(self) -> Levels:
        """Its noise levels."""
        return self.grid if isinstance(self.grid, Levels) else self.grid.levels

    @property
    def runs(self) -> tuple[tuple[StepFunction, int], ...]:
        """The step functions in turn, equal ones in a row counted together."""
        return self.scheme.runs(self.grid.count, self.levels.ends_without_noise)

    @property
    def laws(self) -> list[tuple[Law, int]]:
        """Their laws."""
        return [(compiled(step, self.scheme.remembers), number) for step, number in self.runs]

    @property
    def steps(self) -> tuple[StepFunction, ...]:
        """The step function of each step."""
        return tuple(step for step, number in self.runs for _ in range(number))

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
    return np.asarray(several_final_variances([sampler], believed)[0])


def several_final_variances(samplers: Sequence[Sampler], believed: Floats) -> Floats:
    """The variance of each mode after all steps of each of some samplers, axes (sampler, mode).

    Where modes are few, samplers with as many steps of one pole each go side by side.

    Args:
        samplers: schemes on their grids.
        believed: λ̂ >= 0, one a mode.
    """
    with _quietly():
        found = _at_once(samplers, believed)
    for place in np.flatnonzero(~np.isfinite(found).all(axis=1)).tolist():
        for block in variances(samplers[place], believed):
            found[place] = block[-1]
    return found


def _at_once(samplers: Sequence[Sampler], believed: Floats) -> Floats:
    """The same, many steps at once; not finite where that is not worth it, or a step or a product leaves float64."""
    found, alike = np.full((len(samplers), len(believed)), np.nan), dict[int, list[tuple[int, Law]]]()
    for place, sampler in enumerate(samplers if len(believed) < _WIDE else ()):
        (law, _), *others = sampler.laws
        if law.pole is not None and not others:
            alike.setdefault(sampler.grid.count, []).append((place, law))
        elif sampler.scheme.remembers == 1:
            found[place] = sampler.start(believed)
            for law, numbers, _ in _runs(sampler):
                found[place] = after(found[place], law, numbers, believed)
    for count, every in alike.items():
        together = max(LARGE // max(8 * count, len(believed)), 1)
        for some in (every[first : first + together] for first in range(0, len(every), together)):
            chosen = [(samplers[place], law) for place, law in some]
            found[[place for place, _ in some]] = _side_by_side(chosen, believed)
    return found


def _side_by_side(chosen: Sequence[tuple[Sampler, Law]], believed: Floats) -> Floats:
    """The same of samplers with as many steps of one pole each; not finite where a step or a product leaves float64."""
    count = chosen[0][0].grid.count
    room = workroom(LARGE + 4 * count * len(chosen))
    poles, starts = room[LARGE:].reshape(-1, 4, count), np.empty((len(chosen), len(believed)))
    for own, start, (sampler, law) in zip(poles, starts, chosen, strict=True):
        numbers = _numbers(sampler, set(law.names))
        if law.pole is not None:
            own[0], own[1], own[2], own[3] = law.pole(*(numbers[name] for name in law.names))
        start[:] = sampler.start(believed)
    return after_poles(starts, poles, believed, room[:LARGE])


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
    length = max(_BLOCK // len(believed), 1)
    for law, fields, count in _runs(sampler):
        numbers = law.of_steps(*fields)
        for start in range(0, count, length):
            taken = min(length, count - start)
            within = slice(start, start + taken)
            growth, spread = law.of_modes(believed, *(_column(entry, within) for entry in numbers))
            yield growth, spread, taken


def _runs(sampler: Sampler) -> Iterator[tuple[Law, Sequence[Floats], int]]:
    """Each run of steps with one law: the numbers that it asks for, with an entry a step, and how many there are."""
    laws, first = sampler.laws, 0
    numbers = _numbers(sampler, {name for law, _ in laws for name in law.names})
    for law, count in laws:
        yield law, [numbers[name][first : first + count] for name in law.names], count
        first += count


def _column(entry: Any, places: Any) -> Any:
    """What differs from step to step, at some of them, with an axis for the modes."""
    return entry[places, None] if np.ndim(entry) else entry


def _numbers(sampler: Sampler, names: Set[str]) -> dict[str, Floats]:
    """What the laws ask for, one entry a step."""
    own = {"eta": sampler.eta, "churn": _MOST_CHURN * sampler.eta}
    of_grid = sampler.grid.numbers(tuple(sorted(names - own.keys())))
    return {**of_grid, **{name: np.full(sampler.grid.count, own[name]) for name in names & own.keys()}}


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
