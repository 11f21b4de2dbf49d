"""Timesteps and noise levels for N steps, as each kind of scheduler spaces them.

Compared with diffusers itself: `tests/make/reports/scheduler_grids.py` writes its numbers, tests compare with them.

Tested in `tests/practice/test_scheduler_config.py`.
"""

from __future__ import annotations

import numpy as np

from ldm_symbolic.floats import Floats
from ldm_symbolic.practice.trained_noise import Singles

_RHO = 7.0


def spaced(spacing: str, count: int, trained: int, offset: int) -> Floats:
    """N timesteps of 0..trained - 1, falling, not yet rounded where they lie evenly between both ends.

    Args:
        spacing: "linspace" from end to end, "leading" from 0 in whole strides, "trailing" from the last on.
        count: N.
        trained: the number of steps that the network was trained with.
        offset: added in leading spacing.
    """
    if spacing == "linspace":
        return np.linspace(0, trained - 1, count)[::-1]
    if spacing == "leading":
        return np.arange(count, dtype=np.float64)[::-1] * (trained // count) + offset
    return np.round(np.arange(trained, 0, -trained / count)) - 1


def solver_spaced(spacing: str, count: int, trained: int, offset: int, last: int) -> Floats:
    """The same for multistep solvers: one more point, of which the least is left out, below a last timestep."""
    if spacing == "linspace":
        return np.round(np.linspace(0, last - 1, count + 1))[:0:-1]
    if spacing == "leading":
        return np.arange(count + 1, dtype=np.float64)[:0:-1] * (last // (count + 1)) + offset
    return np.round(np.arange(last, 0, -trained / count)) - 1


def ratios(signal: Singles) -> Floats:
    """σ = √((1 - ᾱ)/ᾱ), from float32 in float32; infinite where no signal is left."""
    with np.errstate(divide="ignore"):
        return np.sqrt((np.float32(1) - signal) / signal).astype(np.float64)


def karras(highest: float, lowest: float, count: int) -> Floats:
    """σ^{1/7} evenly spaced (Karras et al. 2022, eq. (5))."""
    return np.linspace(highest ** (1 / _RHO), lowest ** (1 / _RHO), count) ** _RHO


def exponential(highest: float, lowest: float, count: int) -> Floats:
    """log σ evenly spaced."""
    return np.exp(np.linspace(np.log(highest), np.log(lowest), count))


def timesteps_of(sigmas: Floats, trained: Floats) -> Floats:
    """The timestep at which the network was trained with a noise: log σ is linear between two, and kept in range."""
    return np.interp(np.log(np.maximum(sigmas, 1e-10)), np.log(trained), np.arange(len(trained), dtype=np.float64))


def shifted(sigmas: Floats, shift: float) -> Floats:
    """s σ/(1 + (s - 1) σ): the noise of a flow moved towards its start."""
    return shift * sigmas / (1 + (shift - 1) * sigmas)


def stretched(sigmas: Floats, last: float) -> Floats:
    """Noise of a flow scaled so that its last level is the one given and its start stays."""
    return 1 - (1 - sigmas) * (1 - last) / (1 - sigmas[-1])
