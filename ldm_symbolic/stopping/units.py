"""A stopping time in the units people hold: the EDM noise, and the step of a sampler at which to stop.

A sampler takes N equal steps over [0, T], or those of a scheduler: after the i-th it is at generation time t_i.

Tested in `tests/stopping/test_optimum.py`.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import mpmath
import numpy as np

from ldm_symbolic.exact import as_mpf
from ldm_symbolic.floats import Floats
from ldm_symbolic.model.schedules.forward import Forward, as_exact
from ldm_symbolic.stopping.grids import Grid
from ldm_symbolic.stopping.modes.precise_modes import Number
from ldm_symbolic.stopping.row import StoppingTime

_SPARE = 20
_MOST = 1_000_000
_TOGETHER = 1_000
_DIGITS = 40
"""Digits of the time at which a scheduler's noise level is reached."""


def edm_sigma(row: StoppingTime, digits: int = 15) -> Number:
    """The noise level σ = √((1 - ᾱ)/ᾱ) of data scaled to variance-exploding noise (Karras et al. 2022).

    Args:
        row: where to stop; its noise and ᾱ are each accurate, also near 0.
        digits: significant digits wanted.
    """
    with mpmath.workdps(digits + 5):
        return mpmath.sqrt(row.noise / row.alpha_bar)


@dataclass(frozen=True, slots=True, kw_only=True)
class SchedulerSteps:
    """The steps of a scheduler, with the generation time at which the noise is what each of them leaves.

    Args:
        grid: the steps.
        times: t_0 <= ... <= t_N, the generation time before the first step and after each; exact.
    """

    grid: Grid
    times: tuple[Fraction, ...]

    @classmethod
    def of(cls, grid: Grid, schedule: Forward, horizon: Fraction) -> SchedulerSteps:
        """The steps in the time of a forward process; noise beyond its horizon counts as its horizon."""
        with mpmath.workdps(_DIGITS):
            top = schedule.integrated_rate_at(as_mpf(horizon))
            rates = [min(grid.rate_one_time(index), top) for index in range(grid.steps + 1)]
            left = [as_exact(schedule.time_left_at(rate, as_mpf(horizon))) for rate in rates]
        return cls(grid=grid, times=tuple(max(horizon - u, Fraction(0)) for u in left))


Steps = int | SchedulerSteps
"""N equal steps over [0, T], or those of a scheduler."""


def count_of(steps: Steps) -> int:
    """N."""
    return steps if isinstance(steps, int) else steps.grid.steps


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Stopping after the i-th of N steps.

    Args:
        index: i in 0..N.
        fraction: i/N, the share of the steps taken.
        error: the squared error there.
        timestep: what a scheduler's network would be told next; None after the last step, and for equal steps.
        sigma: the noise there in the scheduler's own unit; None for equal steps.
    """

    index: int
    fraction: Fraction
    error: Number
    timestep: float | None = None
    sigma: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepsAround:
    """The optimal stopping time among the steps of a sampler.

    Args:
        down: the last step not after t*.
        up: the first step not before t*.
        last: all of them.
        least: the best of all steps where the error may have several valleys; None where it has one.
    """

    down: Step
    up: Step
    last: Step
    least: Step | None = None

    @property
    def best(self) -> Step:
        """The step with the least error, of equal ones the latest.

        The error falls up to t* and rises after it where it has one valley; then no other step is better.
        """
        known = (self.down, self.up, self.last, *(() if self.least is None else (self.least,)))
        return min(known, key=lambda step: (step.error, -step.index))

    @property
    def gain(self) -> Number:
        """1 - error/error of all steps, the share of the error that stopping there saves; 0 where there is none."""
        return gain_of(self.best.error, self.last.error)


def gain_of(error: Number, error_at_end: Number) -> Number:
    """1 - E(k, x*)/E(k, 0), the share of the error that stopping there saves; 0 where there is no error.

    >>> gain_of(mpmath.mpf(3), mpmath.mpf(4)), gain_of(mpmath.mpf(0), mpmath.mpf(0))
    (mpf('0.25'), mpf('0.0'))
    """
    if mpmath.isinf(error_at_end):
        return mpmath.mpf(0 if mpmath.isinf(error) else 1)
    return (error_at_end - error) / error_at_end if error_at_end else mpmath.mpf(0)


def time_at_noise(schedule: Forward, horizon: Fraction, noise: Fraction, digits: int) -> Fraction:
    """The generation time t = T - u at which the noise level a_u² is x, accurate in u to the digits asked for and more.

    Args:
        schedule: the forward process.
        horizon: T, exact.
        noise: x in [0, a_T²], exact.
        digits: significant digits wanted.

    Raises:
        ValueError: for a noise level outside [0, a_T²].

    >>> from ldm_symbolic.model.schedules.linear_rate import OU
    >>> round(float(time_at_noise(OU, Fraction(4), Fraction(1, 2), 15)), 12)  # T - log(2)/2
    3.65342640972
    """
    with mpmath.workdps(digits + _SPARE):
        top = schedule.integrated_rate_at(as_mpf(horizon))
        rate = -mpmath.log1p(-as_mpf(noise)) / 2 if 0 <= noise < 1 else mpmath.inf
        if rate > top * (1 + mpmath.mpf(10) ** -digits):
            most = mpmath.nstr(-mpmath.expm1(-2 * top), 6)
            raise ValueError(f"the noise level x must lie in [0, a_T²] = [0, {most}], got {float(noise):.6g}")
        return horizon - as_exact(schedule.time_left_at(min(rate, top), as_mpf(horizon)))


def time_of(steps: Steps, index: int, horizon: Fraction) -> Fraction:
    """t_i, the generation time after the i-th step, exact.

    >>> time_of(50, 49, Fraction(4))
    Fraction(98, 25)
    """
    return horizon * index / steps if isinstance(steps, int) else steps.times[index]


def steps_around(
    row: StoppingTime,
    horizon: Fraction,
    steps: Steps,
    error_at: Callable[[Fraction], Number],
    digits: int = 15,
    *,
    near: Callable[[Floats], Floats] | None = None,
) -> StepsAround:
    """The steps on both sides of an optimal stopping time, and the last, with the error at each.

    Args:
        row: the optimum, accurate to the digits given.
        horizon: T, exact.
        steps: N >= 1 equal steps, or those of a scheduler.
        error_at: the squared error at an exact generation time t.
        digits: a t* that agrees with a step to so many digits counts as that step.
        near: where the error may have several valleys, the error at several times left u, in float64: then every step
            is looked at, or the first million of them.
    """
    count = count_of(steps)
    known: dict[Fraction, Number] = {horizon: row.error_at_end}

    def step(index: int) -> Step:
        time = time_of(steps, index, horizon)
        if time not in known:
            known[time] = error_at(time)
        label = (None, None) if isinstance(steps, int) else (steps.grid.timestep(index), steps.grid.sigma(index))
        return Step(index=index, fraction=Fraction(index, count), error=known[time], timestep=label[0], sigma=label[1])

    low, high = _between(row, horizon, steps, digits)
    least = None if near is None else step(_least_of(steps, horizon, near))
    return StepsAround(down=step(low), up=step(high), last=step(count), least=least)


def _least_of(steps: Steps, horizon: Fraction, near: Callable[[Floats], Floats]) -> int:
    """The step with the least error in float64, of equal ones the latest; looked at in parts."""
    count = min(count_of(steps), _MOST)
    best = (math.inf, 0)
    for first in range(0, count + 1, _TOGETHER):
        indices = range(first, min(first + _TOGETHER, count + 1))
        errors = near(np.array([float(horizon - time_of(steps, index, horizon)) for index in indices]))
        place = len(errors) - 1 - int(np.argmin(errors[::-1]))
        best = min(best, (float(errors[place]), -indices[place]))
    return -best[1]


def _between(row: StoppingTime, horizon: Fraction, steps: Steps, digits: int) -> tuple[int, int]:
    """The steps on both sides of t*, twice the same where t* is one to the digits given."""
    if isinstance(steps, int):
        with mpmath.workdps(digits + len(str(steps)) + 5):
            position = row.time * steps / as_mpf(horizon)
            nearest = int(mpmath.nint(position))
            met = abs(position - nearest) <= mpmath.mpf(10) ** -digits * max(position, 1)
            low = nearest if met else int(mpmath.floor(position))
        return low, low if met else low + 1
    time, last = as_exact(row.time), len(steps.times) - 1
    return max(bisect_right(steps.times, time) - 1, 0), min(bisect_left(steps.times, time), last)
