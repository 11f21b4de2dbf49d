"""The steps of a sampler: which noise level each begins with, and which it leaves.

Tested in `tests/practice/test_scheduler_config.py`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import mpmath


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """N steps of a sampler, from noise to data.

    Args:
        timesteps: what the network is told at each step, N numbers.
        sigmas: the noise at which each step begins, in the sampler's own unit, N numbers.
        after: the noise that each step leaves, in the same unit, N numbers; the last is where the sampler ends.
        denoised: whether the sample is read as the step predicts it without noise; what counts after a step is then the
            noise at which it began.
        flow: whether that unit is β of α = 1 - β, the noise of a rectified flow; else it is β/α.
        ends: why the sampler ends where it does, such as "set_alpha_to_one = false".

    Raises:
        ValueError: if there is no step, the lengths differ, or the noise rises.

    >>> grid = Grid(timesteps=(501.0, 1.0), sigmas=(2.0, 0.04), after=(0.04, 0.0), ends="")
    >>> grid.steps, round(float(grid.noise(1)), 12)
    (2, 0.001597444089)
    """

    timesteps: tuple[float, ...]
    sigmas: tuple[float, ...]
    after: tuple[float, ...]
    ends: str
    flow: bool = False
    denoised: bool = False

    def __post_init__(self) -> None:
        if not self.timesteps or not len(self.timesteps) == len(self.sigmas) == len(self.after):
            raise ValueError("a sampler needs at least one step, with as many timesteps as noise levels")
        rising = [i for i, (before, left) in enumerate(zip(self.sigmas, self.after, strict=True), 1) if left > before]
        if rising:
            raise ValueError(f"the sampler's noise rises in step {rising[0]} of {self.steps}")

    @property
    def steps(self) -> int:
        """N."""
        return len(self.timesteps)

    def sigma(self, index: int) -> float:
        """The noise after so many steps, in the sampler's own unit; before the first it is that of its start."""
        if self.denoised:
            return self.sigmas[max(index - 1, 0)]
        return self.after[index - 1] if index else self.sigmas[0]

    def timestep(self, index: int) -> float | None:
        """What the network would be told next after so many steps, None after the last; denoised, what it was told."""
        if self.denoised:
            return self.timesteps[max(index - 1, 0)]
        return self.timesteps[index] if index < self.steps else None

    def ratio(self, index: int) -> float:
        """β/α after so many steps; infinite where nothing of the signal is there."""
        sigma = self.sigma(index)
        if not self.flow:
            return sigma
        return sigma / (1 - sigma) if sigma < 1 else math.inf

    def rate_one_time(self, index: int) -> mpmath.mpf:
        """ρ = ½ log(1 + β²/α²) after so many steps, at the caller's mpmath precision."""
        ratio = mpmath.mpf(self.ratio(index))
        return mpmath.log1p(ratio**2) / 2 if mpmath.isfinite(ratio) else mpmath.inf

    def noise(self, index: int) -> mpmath.mpf:
        """x = β²/(α² + β²) after so many steps, at the caller's mpmath precision."""
        return -mpmath.expm1(-2 * self.rate_one_time(index))
