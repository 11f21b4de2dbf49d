"""How far a sampler ends from the data, and where it had better stopped: step, truncation, dimension.

Tested in `tests/samplers/test_outcome.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ldm_symbolic.floats import Floats
from ldm_symbolic.samplers.grids import TimeGrid
from ldm_symbolic.samplers.modes import Modes, Nodes
from ldm_symbolic.samplers.recursion import Sampler, final_variances, several_final_variances, variances

_LEAST = 1e-9
"""The smallest truncation that is tried, but for none, as a share of the horizon."""
_NEAREST = 1e-6
"""The smallest time that is left to a sampler, as a share of the horizon."""
_POINTS = 33
_LATE = 11
_ROUNDS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class BestStep:
    """After how many steps a sampler is nearest to the data, the fewest where several are.

    Args:
        index: how many, 0 for the start itself.
        error: the squared W2 distance there.
    """

    index: int
    error: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a sampler reaches on some of the modes.

    Args:
        kept: k, how many modes it generates; the others are lost.
        error: the squared W2 distance after all steps, infinite where a step divides by zero.
        best: the step after which it is least.
    """

    kept: int
    error: float
    best: BestStep


def outcomes(sampler: Sampler, true: Floats, believed: Floats, dimensions: Sequence[int]) -> list[Outcome]:
    """What a sampler reaches in each of some latent dimensions.

        E(k) = Σ_{j≤k} (√V_j - √λ_j)² + Σ_{j>k} λ_j

    Args:
        sampler: the scheme on its grid.
        true, believed: λ and λ̂ >= 0, in the order in which modes are kept.
        dimensions: the k, each in 1..D.

    Raises:
        ValueError: if a k is not.
    """
    places = np.array(dimensions, dtype=np.int64) - 1
    if len(places) == 0 or places.min() < 0 or places.max() >= len(true):
        raise ValueError(f"a latent dimension k must lie in 1..{len(true)}")
    lost = np.append(np.cumsum(true[::-1])[::-1][1:], 0.0)[places]
    deviations = np.sqrt(true)
    best, index, first, errors = np.full(len(places), np.inf), np.zeros(len(places), dtype=np.int64), 0, lost
    for block in _with_start(sampler, believed):
        of_steps = np.add.accumulate((np.sqrt(block) - deviations) ** 2, axis=1)[:, places] + lost
        at = np.argmin(of_steps, axis=0)
        least = np.take_along_axis(of_steps, at[None], axis=0)[0]
        index = np.where(least < best, first + at, index)
        best, errors, first = np.minimum(least, best), of_steps[-1], first + len(block)
    return [
        Outcome(kept=k, error=float(error), best=BestStep(index=int(at), error=float(least)))
        for k, error, at, least in zip(dimensions, errors, index, best, strict=True)
    ]


def outcome(sampler: Sampler, modes: Modes) -> Outcome:
    """What a sampler reaches on all modes of a spectrum.

    >>> from fractions import Fraction
    >>> from ldm_symbolic.model.read_outs import Path
    >>> from ldm_symbolic.model.schedules import OU
    >>> from ldm_symbolic.samplers.schemes import SCHEMES
    >>> grid = TimeGrid(schedule=OU, path=Path.VARIANCE_PRESERVING, horizon=Fraction(1), points=3)
    >>> found = outcome(Sampler(scheme=SCHEMES["em"], grid=grid, noised=False), Modes.of(np.array([1.0])))
    >>> found.best.index, round(found.error, 6)
    (0, 0.021212)
    """
    errors = np.concatenate([modes.squared_error(block) for block in _with_start(sampler, modes.believed)])
    at = int(np.argmin(errors))
    best = BestStep(index=at, error=float(errors[at]))
    return Outcome(kept=int(modes.weights.sum()), error=float(errors[-1]), best=best)


def _with_start(sampler: Sampler, believed: Floats) -> Iterator[Floats]:
    """The variances before the first step and after each, block by block, so that memory does not grow with steps."""
    yield sampler.start(believed)[None]
    yield from variances(sampler, believed)


def squared_error(sampler: Sampler, modes: Modes) -> float:
    """The squared W2 distance after all steps; arguments as in `squared_errors`."""
    return squared_errors([sampler], modes)[0]


def squared_errors(samplers: Sequence[Sampler], modes: Modes) -> list[float]:
    """The squared W2 distance after all steps of each of some samplers.

    Args:
        samplers: schemes on their grids; those with the same steps are taken together.
        modes: those of a spectrum, or the nodes that stand for them, which are asked where that is enough.
    """
    if not isinstance(modes, Nodes):
        return [float(modes.squared_error(final_variances(sampler, modes.believed))) for sampler in samplers]
    # what asks twice multiplies poles, and nodes see less of them
    once = [place for place, one in enumerate(samplers) if one.scheme.asks_once]
    variances_of = several_final_variances([samplers[place] for place in once], modes.believed)
    errors, settled = modes.squared_error(variances_of), modes.settled(variances_of)
    known = {place: float(error) for place, error, enough in zip(once, errors, settled, strict=True) if enough}
    return [known[place] if place in known else squared_error(one, modes.whole) for place, one in enumerate(samplers)]


@dataclass(frozen=True, slots=True, kw_only=True)
class BestTruncation:
    """The time left at which a grid of so many points had best end.

    Args:
        truncation: ε.
        error: the squared W2 distance with it.
    """

    truncation: float
    error: float


def best_truncation(sampler: Sampler, modes: Modes) -> BestTruncation:
    """The truncation with the least error, for a grid in time with as many points.

    Looked for on a grid of ε with 0 in it and ever finer towards T, then ever closer around the best so far.

    Raises:
        ValueError: if the sampler goes through levels that are given.
    """
    grid = sampler.grid
    if not isinstance(grid, TimeGrid):
        raise ValueError("the best truncation is sought for points evenly spaced in time; these levels are given")
    horizon = float(grid.horizon)

    def errors(truncations: Floats) -> list[float]:
        grids = (replace(grid, truncation=float(truncation)) for truncation in truncations)
        return squared_errors([replace(sampler, grid=one) for one in grids], modes)

    late = 1 - np.geomspace(0.1, _NEAREST, _LATE)[1:]
    return _least(errors, horizon * np.concatenate([[0.0], np.geomspace(_LEAST, 0.9, _POINTS), late]))


def _least(errors: Callable[[Floats], list[float]], tried: Floats) -> BestTruncation:
    """The least of a function near the best of the points that are tried first."""
    found = errors(tried)
    for _ in range(_ROUNDS):
        best = int(np.argmin(found))
        low, high = tried[max(best - 1, 0)], tried[min(best + 1, len(tried) - 1)]
        between = np.array([(low + tried[best]) / 2, tried[best], (tried[best] + high) / 2])
        before, after = errors(between[::2])
        tried = np.concatenate([[low], between, [high]])
        found = [found[max(best - 1, 0)], before, found[best], after, found[min(best + 1, len(found) - 1)]]
    best = int(np.argmin(found))
    return BestTruncation(truncation=float(tried[best]), error=float(found[best]))
