"""A stopping time in the units people hold: the EDM noise, and the step of a sampler at which to stop.

A sampler takes N equal steps over [0, T]: after the i-th it is at generation time t_i = i T/N.

Tested in `tests/stopping/test_optimum.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

import mpmath

from ldm_symbolic.exact import as_mpf
from ldm_symbolic.stopping.modes.precise_modes import Number
from ldm_symbolic.stopping.row import StoppingTime


def edm_sigma(row: StoppingTime, digits: int = 15) -> Number:
    """The noise level σ = √((1 - ᾱ)/ᾱ) of data scaled to variance-exploding noise (Karras et al. 2022).

    Args:
        row: where to stop; its noise and ᾱ are each accurate, also near 0.
        digits: significant digits wanted.
    """
    with mpmath.workdps(digits + 5):
        return mpmath.sqrt(row.noise / row.alpha_bar)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Stopping after the i-th of N equal steps.

    Args:
        index: i in 0..N.
        fraction: i/N, the share of the steps taken.
        error: the squared error there.
    """

    index: int
    fraction: Fraction
    error: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class StepsAround:
    """The optimal stopping time among the steps of a sampler.

    Args:
        position: t* N/T.
        down: the last step not after t*.
        up: the first step not before t*.
    """

    position: Number
    down: Step
    up: Step


def steps_around(
    row: StoppingTime, horizon: Fraction, steps: int, error_at: Callable[[Fraction], Number], digits: int = 15
) -> StepsAround:
    """The steps on both sides of an optimal stopping time, with the error at each.

    Args:
        row: the optimum, accurate to the digits given.
        horizon: T, exact.
        steps: N >= 1.
        error_at: the squared error at an exact generation time t.
        digits: a t* that agrees with a step to so many digits counts as that step.
    """
    with mpmath.workdps(digits + len(str(steps)) + 5):
        position = row.time * steps / as_mpf(horizon)
        nearest = int(mpmath.nint(position))
        met = abs(position - nearest) <= mpmath.mpf(10) ** -digits * max(position, 1)
        low = nearest if met else int(mpmath.floor(position))

    def step(index: int) -> Step:
        return Step(index=index, fraction=Fraction(index, steps), error=error_at(horizon * index / steps))

    down = step(low)
    return StepsAround(position=position, down=down, up=down if met else step(low + 1))
