"""Samples of a network at every noise level on the way to the end, raw and denoised.

The ancestral step with the small variance: with ẑ what the network takes for the clean sample, from x to y < x,

    z_y = √(1-y) ẑ + √(y (1 - c²)) ε̂' ,   the mean of z_y given z_x and ẑ, and its variance

Tested in `tests/practice/test_experiment.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ldm_symbolic.practice.network import Denoiser, Singles


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """Samples at one noise level.

    Args:
        level: x.
        raw: z_x, as they are when the sampler is stopped there.
        denoised: the clean samples that the network takes them for.
    """

    level: float
    raw: Singles
    denoised: Singles


def levels_down(steps: int, *, horizon: float = 4.0, last: float = 5e-5) -> list[float]:
    """Noise levels x = 1 - e^{-2u} at times left u that fall geometrically."""
    return [float(-np.expm1(-2 * left)) for left in np.geomspace(horizon, last, steps)]


def sampled(net: Denoiser, count: int, levels: list[float], seed: int) -> Iterator[Stopped]:
    """Samples at each noise level, from the standard law at the first.

    Args:
        net: the network.
        count: of samples.
        levels: x, falling.
        seed: of the noise.
    """
    rng = np.random.default_rng(seed)
    current = rng.standard_normal((count, len(net.variances)), dtype=np.float32)
    for place, level in enumerate(levels):
        noise = net.noise(current, np.full((count, 1), level, np.float32))
        clean = (current - np.float32(np.sqrt(level)) * noise) / np.float32(np.sqrt(1 - level))
        yield Stopped(level=level, raw=current, denoised=clean)
        if place + 1 < len(levels):
            following = levels[place + 1]
            kept = (1 - level) / (1 - following)
            spread = following / level * (1 - kept)
            mean = np.sqrt(1 - following) * clean + np.sqrt(max(following - spread, 0.0)) * noise
            fresh = rng.standard_normal(current.shape, dtype=np.float32)
            current = (mean + np.sqrt(spread) * fresh).astype(np.float32)
