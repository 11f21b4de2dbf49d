"""At which noise level a scheduler of diffusers stands after each step, and which one a timestep tells the network.

The two are kept apart on purpose. The state has the levels of the scheduler's grid; a network knows nothing but its
timestep, and reads it on the schedule that it was trained with. Where both differ the network answers for another
noise than the state has.

Tested in `tests/conformance/test_diffusers.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Level = tuple[float, float]
"""α and β."""

_TWO_STAGES = 2


def preserving(sigma: float) -> Level:
    """α and β of a variance-preserving process at a ratio σ = β/α.

    >>> preserving(0.75)
    (0.8, 0.6)
    """
    return 1 / float(np.hypot(1, sigma)), float(sigma / np.hypot(1, sigma))


def exploding(sigma: float) -> Level:
    """α and β of a process that adds noise and scales nothing.

    >>> exploding(0.75)
    (1.0, 0.75)
    """
    return 1.0, float(sigma)


def rectified(sigma: float) -> Level:
    """α and β of a rectified flow, whose σ is β itself.

    >>> rectified(0.25)
    (0.75, 0.25)
    """
    return 1 - float(sigma), float(sigma)


def trained(scheduler: Any) -> Array:
    """σ at each timestep of training, from the scheduler's own table."""
    kept = scheduler.alphas_cumprod.numpy().astype(np.float64)
    with np.errstate(divide="ignore"):
        return np.asarray(np.sqrt((1 - kept) / kept))


def boundaries(scheduler: Any, path: Callable[[float], Level]) -> tuple[Array, Array]:
    """α and β at the start and after each whole step.

    Schedulers with σ list them, twice where a step has two stages; for the others a step ends at the next timestep of
    their grid, and the last one at their final ᾱ.
    """
    if getattr(scheduler, "sigmas", None) is not None:
        listed = [float(sigma) for sigma in scheduler.sigmas]
        if scheduler.order == _TWO_STAGES:
            listed = [*listed[:1], *listed[1::2]]
        sigmas = listed[: _whole_steps(scheduler) + 1]
    else:
        final = float(getattr(scheduler, "final_alpha_cumprod", 1.0))
        table = trained(scheduler)
        falling = sorted({int(scheduler.timesteps[place]) for place in begins(scheduler)}, reverse=True)
        sigmas = [*(float(table[timestep]) for timestep in falling), float(np.sqrt((1 - final) / final))]
    levels = np.array([path(sigma) for sigma in sigmas])
    return levels[:, 0], levels[:, 1]


def _whole_steps(scheduler: Any) -> int:
    stages = len(scheduler.timesteps)
    return (stages + 1) // 2 if scheduler.order == _TWO_STAGES else stages


def ends(scheduler: Any) -> list[int]:
    """After which calls of `step` a whole step is done.

    A step with two stages ends with the second, a last one has one stage. The pseudo-numerical method takes its first
    three steps with four calls each, or without them the first of all with two.

    >>> from types import SimpleNamespace
    >>> ends(SimpleNamespace(order=2, timesteps=[900, 500, 500, 100, 100]))
    [1, 3, 4]
    """
    stages = len(scheduler.timesteps)
    if scheduler.order == _TWO_STAGES:
        return [*range(1, stages - 1, 2), stages - 1]
    if not hasattr(scheduler, "prk_timesteps"):
        return list(range(stages))
    slow = len(scheduler.prk_timesteps)
    return [*range(3, slow, 4), *range(slow, stages)] if slow else list(range(1, stages))


def begins(scheduler: Any) -> list[int]:
    """With which calls of `step` a whole step begins.

    >>> from types import SimpleNamespace
    >>> begins(SimpleNamespace(order=2, timesteps=[900, 500, 500, 100, 100]))
    [0, 2, 4]
    """
    return [0, *(place + 1 for place in ends(scheduler)[:-1])]


def heard(scheduler: Any, timestep: float) -> float:
    """σ that a network trained on the scheduler's table reads from a timestep.

    At a whole timestep it is that of the table. Between two it was not trained; it is taken to know the scheduler's own
    level, as long as that lies between the levels of its neighbours, and else the mean in log σ.

    >>> from types import SimpleNamespace
    >>> heard(SimpleNamespace(alphas_cumprod=SimpleNamespace(numpy=lambda: np.array([0.9, 0.5]))), 1.0)
    1.0
    """
    table = trained(scheduler)
    below = int(np.floor(timestep))
    share = timestep - below
    if share == 0:
        return float(table[below])
    low, high = float(table[below]), float(table[min(below + 1, len(table) - 1)])
    middle = float(np.exp((1 - share) * np.log(low) + share * np.log(high)))
    own = [float(s) for name in ("sigmas", "sigmas_interpol") for s in getattr(scheduler, name, ())]
    inside = [sigma for sigma in own if low * (1 - 1e-6) <= sigma <= high * (1 + 1e-6)]
    return min(inside, key=lambda sigma: abs(sigma - middle), default=middle)
