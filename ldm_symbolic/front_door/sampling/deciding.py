"""Which statements of the catalogue decide what a sampler reaches, each cited by the id of a claim.

The claims are about the exact score, the noised start, positive variances and a grid that ends without noise. Where one
of them is about a smaller class of grids or variances, it is cited for these alone.

Tested in `tests/cli/tables/test_deciding.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from ldm_symbolic.floats import Floats
from ldm_symbolic.model.schedules.discrete import Discrete
from ldm_symbolic.samplers.grids import Levels, TimeGrid
from ldm_symbolic.samplers.modes import Modes
from ldm_symbolic.samplers.recursion import Sampler, variances
from ldm_symbolic.samplers.schemes import ancestral, ddim, euler_maruyama, probability_flow
from ldm_symbolic.samplers.schemes.table import StepFunction

_NEAR = 1e-9
"""How much smaller than the data's a variance must be to be called so, relative: more than float64 rounds."""
_LARGE = 1.236
"""Just less than √5 - 1."""


def decided(sampler: Sampler, modes: Modes) -> list[str]:
    """What decides what is reached, a line for each claim that is about such a sampler.

    Args:
        sampler: the scheme on its grid.
        modes: those of the spectrum.
    """
    levels, (step, *others) = sampler.levels, dict(sampler.runs)
    usual = modes.exact and sampler.noised and levels.ends_without_noise and levels.signal[-1] == 1
    if not (usual and levels.signal[0] > 0 and modes.true.min() > 0 and not others and step in _DECIDING):
        return []
    return list(_DECIDING[step](sampler, modes.true))


def _of_ddim(sampler: Sampler, true: Floats) -> Iterator[str]:
    if sampler.eta != 0:
        return
    yield "No variance is larger at the end than that of the data (by N1.shrinks)."
    yield "With one more level between two of these it does not end farther from the data (by N1.inserted)."
    if not (_preserves(sampler.levels) and true.max() <= 1):
        return
    first = 1
    for block in variances(sampler, true):
        below = np.flatnonzero((block <= true * (1 - _NEAR)).all(axis=1))
        if len(below) > 0:
            if first + below[0] < sampler.levels.count:
                yield f"No step after step {first + below[0]} lowers the error (by N2.shrinks and N2.below)."
            return
        first += len(block)


def _of_small(sampler: Sampler, true: Floats) -> Iterator[str]:
    if _steps_levels(sampler):
        yield "With the small noise no variance is larger at the end than that of the data (by N3.small)."


def _of_posterior(sampler: Sampler, true: Floats) -> Iterator[str]:
    if _steps_levels(sampler):
        yield "With the noise of the posterior the end has the law of the data (by N3.posterior)."


def _of_large(sampler: Sampler, true: Floats) -> Iterator[str]:
    if _steps_levels(sampler) and true.max() <= 1:
        yield "With the large noise no variance is smaller at the end than that of the data (by N3.large-run)."


def _of_euler_maruyama(sampler: Sampler, true: Floats) -> Iterator[str]:
    if _constant_rate(sampler) and true.max() <= _LARGE:
        yield "No variance is smaller at the end than that of the data, as all are below √5 - 1 (by N4.run)."


def _of_euler(sampler: Sampler, true: Floats) -> Iterator[str]:
    if _constant_rate(sampler):
        yield "Twice as many steps do not end farther from the data (by N4.twice)."


_DECIDING: dict[StepFunction, Callable[[Sampler, Floats], Iterator[str]]] = {
    ddim.step: _of_ddim,
    ancestral.small: _of_small,
    ancestral.large: _of_large,
    ancestral.posterior: _of_posterior,
    euler_maruyama.step: _of_euler_maruyama,
    probability_flow.euler: _of_euler,
}


def _preserves(levels: Levels) -> bool:
    """Whether the path preserves variances: α² + β² = 1."""
    return bool(np.allclose(levels.signal**2 + levels.noise**2, 1, rtol=1e-12, atol=0))


def _steps_levels(sampler: Sampler) -> bool:
    """Whether ancestral sampling takes β_k = 1 - α²/α'², as between levels that are given, and not 2 h w²."""
    return isinstance(sampler.grid, Levels) and _preserves(sampler.grid)


def _constant_rate(sampler: Sampler) -> bool:
    """Whether a step in time is one in the integrated rate."""
    grid = sampler.grid
    if not isinstance(grid, TimeGrid) or isinstance(grid.schedule, Discrete):
        return False
    rates = grid.schedule.rates(grid.times)
    return bool(rates.min() == rates.max())
