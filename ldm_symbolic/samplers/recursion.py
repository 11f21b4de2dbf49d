"""What a sampler makes of Gaussian modes, exactly: the recursion of their covariances, step after step.

    V ↦ A² V + b²;   C ↦ A C Aᵀ + b bᵀ for a sampler that remembers

Where a step divides by zero, or leaves float64, the variance is infinite.

Tested in `tests/samplers/test_recursion.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any

import numpy as np

from ldm_symbolic.floats import Floats
from ldm_symbolic.samplers.affine import affine
from ldm_symbolic.samplers.grids import Levels, TimeGrid
from ldm_symbolic.samplers.schemes import Scheme, StepFunction

_BLOCK = 1 << 15
"""Numbers in an array that stays near the processor."""
_MOST_CHURN = 2**0.5 - 1


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
    last = np.empty((1, len(believed)))
    for block in variances(sampler, believed):
        last = block[-1:]
    return last[0]


def variances(sampler: Sampler, believed: Floats) -> Iterator[Floats]:
    """The variance of each mode after each step, in blocks with the axes (step, mode).

    Args:
        sampler: the scheme on its grid.
        believed: λ̂ >= 0, one a mode.
    """
    remembers, steps = sampler.scheme.remembers, sampler.steps
    laws = {step: _law(step, remembers) for step in steps}
    numbers = _numbers(sampler, {name for law in laws.values() for name in law.names})
    covariance = np.zeros((remembers, remembers, len(believed)))
    covariance[0, 0] = sampler.start(believed)
    length = max(_BLOCK // len(believed), 1)
    first = 0
    for step, run in groupby(steps):
        count = len(list(run))
        for start in range(first, first + count, length):
            within = slice(start, min(start + length, first + count))
            known = {name: numbers[name][within, None] for name in laws[step].names if name in numbers}
            block, covariance = _moved(laws[step], covariance, known | {"believed": believed}, within)
            yield block
        first += count


@dataclass(frozen=True, slots=True, kw_only=True)
class _Law:
    """A step's derived law as a function of numbers."""

    names: tuple[str, ...]
    function: Callable[..., Any]


@lru_cache(maxsize=64)
def _law(step: StepFunction, remembers: int) -> _Law:
    derived = affine(step, remembers)
    return _Law(names=derived.names, function=derived.numeric())


def _numbers(sampler: Sampler, names: Set[str]) -> dict[str, Floats]:
    """What the laws ask for, one entry a step."""
    own = {"eta": sampler.eta, "churn": _MOST_CHURN * sampler.eta}
    of_grid = sampler.grid.numbers(tuple(sorted(names - {"believed", *own})))
    return {**of_grid, **{name: np.full(sampler.grid.count, value) for name, value in own.items()}}


@np.errstate(over="ignore", divide="ignore", invalid="ignore")  # an infinite variance says so
def _moved(law: _Law, covariance: Floats, numbers: Mapping[str, Floats], steps: slice) -> tuple[Floats, Floats]:
    """The variances after each of these steps, and the covariance after the last."""
    growth, spread = law.function(*(numbers[name] for name in law.names))
    shape = (steps.stop - steps.start, covariance.shape[-1])
    move = _of_one if len(spread) == 1 else _of_several
    found, covariance = move(growth, spread, covariance, shape)
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
