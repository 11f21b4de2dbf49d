"""The forward process: its rate, the signal b² and noise a² at every time, and the time at a noise level.

The latent is noised by dY = -w_u² Y du + sqrt(2 w_u²) dW over the time u in [0, T]. Everything else
follows from the integrated rate R(u) = ∫₀ᵘ w²: b_u² = exp(-2 R(u)), a_u² = 1 - b_u².
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

import mpmath
import numpy as np
from sympy import (
    Expr,
    Integral,
    S,
    exp,
    expand,
    integrate,
    lambdify,
    sympify,
)

from ldm_symbolic.exact import as_mpf
from ldm_symbolic.floats import Floats
from ldm_symbolic.model.schedules.forward import Forward
from ldm_symbolic.model.schedules.linear_rate import LinearRate
from ldm_symbolic.notation import time_left

_RATE_CHECKS = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule(Forward):
    """A variance-preserving forward process, given by its rate w_u².

        b_u² = exp(-2 ∫₀ᵘ w²),  a_u² = 1 - b_u²

    Args:
        rate: w_u², an expression in the time u alone with a closed integral from 0, non-negative on [0, T].
        name: how the command line spells the schedule.

    Raises:
        ValueError: if the rate has another variable than u, or no closed integral.

    >>> Schedule(rate=1 + time_left**2, name="own").integrated_rate
    u**3/3 + u
    """

    rate: Expr
    name: str

    def __post_init__(self) -> None:
        if not self.rate.free_symbols <= {time_left}:
            raise ValueError(f"the rate of a schedule depends on u alone, got {self.rate}")
        if self.integrated_rate.has(Integral, S.NaN, S.Infinity, S.ComplexInfinity):
            raise ValueError(f"the rate {self.rate} has no integral from 0 in closed form")

    @property
    def integrated_rate(self) -> Expr:
        """R(u) = ∫₀ᵘ w², the time of the same process run at rate one."""
        return _integrated(self.rate)

    @property
    def signal(self) -> Expr:
        """b_u² = exp(-2 R(u)), the share of the data's variance left at time u."""
        return exp(-2 * self.integrated_rate)

    @property
    def noise_level(self) -> Expr:
        """a_u² = 1 - b_u², the variance of the noise added up to time u."""
        return 1 - self.signal

    def require_horizon(self, horizon: Fraction) -> None:
        """Refuse a horizon on which the process is not one: T <= 0, or a rate that is not non-negative.

        The rate is looked at on a grid of [0, T] that includes both ends, which decides for a linear rate.

        Raises:
            ValueError: naming the time at which the rate is negative, or the horizon.
        """
        if horizon <= 0:
            raise ValueError(f"the horizon T must be positive, got {horizon}")
        rate = _numeric(self.rate)
        for step in range(_RATE_CHECKS + 1):
            at = horizon * Fraction(step, _RATE_CHECKS)
            if not rate(as_mpf(at)) >= 0:
                raise ValueError(f"the rate of schedule {self.name} is negative at u = {float(at):.6g}")
        if not self.integrated_rate_at(as_mpf(horizon)) > 0:
            raise ValueError(f"schedule {self.name} adds no noise up to the horizon T = {horizon}")

    def integrated_rate_at(self, time: mpmath.mpf) -> mpmath.mpf:
        """R(u) at the caller's mpmath precision."""
        return _numeric(self.integrated_rate)(time)

    def rate_one_times(self, times: Floats) -> Floats:
        """R(u) in float64 at each of several times."""
        return np.asarray(_in_floats(self.integrated_rate)(times) * np.ones_like(times))

    def rates(self, times: Floats) -> Floats:
        """w²(u) in float64 at each of several times."""
        return np.asarray(_in_floats(self.rate)(times) * np.ones_like(times))

    def time_left_at(self, rate_one_time: mpmath.mpf, horizon: mpmath.mpf) -> mpmath.mpf:
        """The time u in [0, T] at which R(u) = ρ, by bisection, at the caller's mpmath precision.

        Args:
            rate_one_time: ρ in [0, R(T)]; the noise level there is x = 1 - e^{-2ρ}.
            horizon: T > 0, the upper end of the search.
        """
        if rate_one_time == 0:
            return mpmath.mpf(0)
        return _bisect(lambda u: self.integrated_rate_at(u) - rate_one_time, horizon)


def in_symbols(schedule: LinearRate) -> Schedule:
    """A linear rate as an expression in u.

    >>> from ldm_symbolic.model.schedules.linear_rate import OU, linear
    >>> in_symbols(OU).signal
    exp(-2*u)
    >>> in_symbols(linear(Fraction(1, 20), Fraction(10))).integrated_rate
    199*u**2/40 + u/20
    """
    return Schedule(rate=sympify(schedule.rate_at(time_left)), name=schedule.name)


@lru_cache(maxsize=64)
def _integrated(rate: Expr) -> Expr:
    return expand(integrate(rate, (time_left, 0, time_left)))


@lru_cache(maxsize=64)
def _numeric(expression: Expr) -> Callable[[Any], Any]:
    return lambdify(time_left, expression, "mpmath")


@lru_cache(maxsize=64)
def _in_floats(expression: Expr) -> Callable[[Any], Any]:
    return lambdify(time_left, expression, "numpy")


def _bisect(function: Callable[[mpmath.mpf], mpmath.mpf], top: mpmath.mpf) -> mpmath.mpf:
    """The zero of an increasing function on [0, top], to the caller's precision relative to itself."""
    if function(top) <= 0:
        return top
    low, high = mpmath.mpf(0), top
    while high - low > mpmath.eps * high:
        middle = (low + high) / 2
        low, high = (middle, high) if function(middle) < 0 else (low, middle)
    return (low + high) / 2
