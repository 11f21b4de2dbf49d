"""Forward processes whose rate is constant or linear in time: Ornstein-Uhlenbeck, and the linear β of many networks.

Tested in `tests/model/schedules/test_variance_preserving.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from numbers import Rational
from typing import Any

from ldm_symbolic.exact import as_fraction
from ldm_symbolic.floats import Floats
from ldm_symbolic.model.schedules.forward import Arithmetic, Clock, Number


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearRate(Clock):
    """A variance-preserving forward process of rate w_u² = p + q u.

    Args:
        first: p, the rate at u = 0, exact.
        growth: q, exact; 0 for a constant rate.
        name: how the command line spells the schedule.

    >>> OU.rate_at(5), linear(Fraction(1, 20), Fraction(10)).rate_at(Fraction(1))
    (Fraction(1, 1), Fraction(10, 1))
    """

    first: Fraction
    growth: Fraction
    name: str

    def rate_at(self, time: Any) -> Any:
        """w_u² at an exact time, a number or a symbol."""
        return self.first + self.growth * time

    def require_horizon(self, horizon: Fraction) -> None:
        """Refuse a horizon on which the process is not one: T <= 0, or a rate that is negative up to there.

        Raises:
            ValueError: naming the time at which the rate is negative, or the horizon.
        """
        if horizon <= 0:
            raise ValueError(f"the horizon T must be positive, got {horizon}")
        for time in (Fraction(0), horizon):
            if self.rate_at(time) < 0:
                raise ValueError(f"the rate of schedule {self.name} is negative at u = {float(time):.6g}")
        if self.rate_at(horizon / 2) == 0:
            raise ValueError(f"schedule {self.name} adds no noise up to the horizon T = {horizon}")

    def rate_one_time(self, time: Fraction, numbers: Arithmetic) -> Number:
        """R(u) = p u + q u²/2."""
        return numbers.exact(self.first * time + self.growth / 2 * time**2)

    def rate_one_times(self, times: Floats) -> Floats:
        """R(u) in float64 at each of several times."""
        return float(self.first) * times + float(self.growth) / 2 * times**2

    def rates(self, times: Floats) -> Floats:
        """w²(u) in float64 at each of several times."""
        return float(self.first) + float(self.growth) * times

    def times_at(self, rate_one_time: Number, numbers: Arithmetic) -> tuple[Number, ...]:
        """u = 2 ρ/(p + √(p² + 2 q ρ)).

        Source: arXiv:2510.08409v1, eq. (8)
        """
        first, growth = numbers.exact(self.first), numbers.exact(self.growth)
        return (2 * rate_one_time / (first + numbers.sqrt(first * first + 2 * growth * rate_one_time)),)


def linear(minimum: Fraction, maximum: Fraction) -> LinearRate:
    """The linear rate w_u² = β_min + (β_max - β_min) u.

    Args:
        minimum: β_min >= 0, the rate at u = 0, exact.
        maximum: β_max >= 0, the rate at u = 1, exact.

    Raises:
        ValueError: if either is not exact or negative, or both are zero.
    """
    if not (isinstance(minimum, Rational) and isinstance(maximum, Rational)):
        raise ValueError(f"β_min and β_max are exact, such as Fraction(1, 10), got {minimum} and {maximum}")
    if minimum < 0 or maximum < 0 or minimum == maximum == 0:
        raise ValueError(f"a linear rate needs β_min, β_max >= 0, not both 0, got {minimum} and {maximum}")
    low, high = as_fraction(minimum), as_fraction(maximum)
    return LinearRate(first=low, growth=high - low, name=f"linear:{minimum},{maximum}")


def vp_linear(minimum: Fraction, maximum: Fraction) -> LinearRate:
    """The schedule of dX = -β/2 X du + √β dW with β = β_min + (β_max - β_min) u: its rate w² is β/2.

    >>> vp_linear(Fraction(1, 10), Fraction(20)).rate_at(Fraction(1))
    Fraction(10, 1)
    """
    return replace(linear(minimum / 2, maximum / 2), name=f"vp-linear:{minimum},{maximum}")


OU = LinearRate(first=Fraction(1), growth=Fraction(0), name="ou")
"""The Ornstein-Uhlenbeck process: w = 1, b_u = e^{-u}, a_u² = 1 - e^{-2u}."""
