"""What every forward process has: a name, its integrated rate R(u), and the time at which R has a value.

The noised data has signal α² and noise β² at time u. What decides the error is the noise level
x = β²/(α² + β²) alone, which is 1 - e^{-2 R(u)} for R = ½ log(1 + β²/α²): the time of the same process run at rate one.

Tested in `tests/model/schedules/test_named.py`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable
from fractions import Fraction
from typing import Any, Protocol

import mpmath
import numpy as np

from ldm_symbolic.exact import as_mpf
from ldm_symbolic.floats import Floats

Number = Any
"""A number of some arithmetic: mpmath's, or a ball of FLINT; neither carries types."""


class Arithmetic(Protocol, Hashable):
    """Numbers to compute a clock in, at the precision that is in force for them."""

    def bits(self) -> int:
        """The precision in force."""

    def exact(self, number: Fraction, /) -> Number:
        """An exact number."""

    def pi(self) -> Number:
        """π."""

    def log1p(self, number: Number, /) -> Number:
        """log(1 + y)."""

    def exp(self, number: Number, /) -> Number:
        """The exponential."""

    def expm1(self, number: Number, /) -> Number:
        """e^y - 1."""

    def sqrt(self, number: Number, /) -> Number:
        """The square root."""

    def sin(self, number: Number, /) -> Number:
        """The sine."""

    def cos(self, number: Number, /) -> Number:
        """The cosine."""

    def acos(self, number: Number, /) -> Number:
        """Its inverse, in [0, π]."""


class Precise:
    """Numbers of mpmath at the caller's precision."""

    exact = staticmethod(as_mpf)
    log1p, exp, expm1, sqrt = (staticmethod(getattr(mpmath, n)) for n in ("log1p", "exp", "expm1", "sqrt"))
    sin, cos, acos = (staticmethod(getattr(mpmath, n)) for n in ("sin", "cos", "acos"))

    @staticmethod
    def bits() -> int:
        """The caller's precision."""
        return int(mpmath.mp.prec)

    @staticmethod
    def pi() -> Number:
        """π."""
        return +mpmath.pi


PRECISE: Arithmetic = Precise()
"""The one arithmetic of mpmath."""


class Forward(ABC):
    """A forward process, given by its clock R(u) with R(0) = 0, not decreasing in u.

    x(u) = 1 - e^{-2 R(u)},  ᾱ(u) = 1 - x(u)
    """

    __slots__ = ()
    name: str

    @abstractmethod
    def require_horizon(self, horizon: Fraction) -> None:
        """Refuse a horizon on which the process is not one, with a ValueError that says why."""

    @abstractmethod
    def integrated_rate_at(self, time: mpmath.mpf) -> mpmath.mpf:
        """R(u) at the caller's mpmath precision."""

    @abstractmethod
    def time_left_at(self, rate_one_time: mpmath.mpf, horizon: mpmath.mpf) -> mpmath.mpf:
        """The time u in [0, T] at which R(u) = ρ, at the caller's mpmath precision."""

    @abstractmethod
    def rates(self, times: Floats) -> Floats:
        """w²(u) = R'(u) in float64 at each of several times; where R has a corner, its slope before."""

    def rate_one_times(self, times: Floats) -> Floats:
        """R(u) in float64 at each of several times."""
        return np.array([float(self.integrated_rate_at(mpmath.mpf(float(time)))) for time in times])

    def noise_at(self, time: mpmath.mpf) -> mpmath.mpf:
        """x(u) at the caller's mpmath precision, without cancellation at small u."""
        return -mpmath.expm1(-2 * self.integrated_rate_at(time))

    def signal_at(self, time: mpmath.mpf) -> mpmath.mpf:
        """ᾱ(u) at the caller's mpmath precision."""
        return mpmath.exp(-2 * self.integrated_rate_at(time))


class Clock(Forward):
    """A forward process whose clock has a closed form and a closed inverse, in any arithmetic."""

    __slots__ = ()

    @abstractmethod
    def rate_one_time(self, time: Fraction, numbers: Arithmetic) -> Number:
        """R(u) for an exact time u."""

    @abstractmethod
    def times_at(self, rate_one_time: Number, numbers: Arithmetic) -> tuple[Number, ...]:
        """The time u at which R(u) = ρ; several where the precision does not tell which of them it is."""

    def integrated_rate_at(self, time: mpmath.mpf) -> mpmath.mpf:
        """R(u) at the caller's mpmath precision."""
        return self.rate_one_time(as_exact(time), PRECISE)

    def time_left_at(self, rate_one_time: mpmath.mpf, horizon: mpmath.mpf) -> mpmath.mpf:
        """The time u in [0, T] at which R(u) = ρ, at the caller's mpmath precision."""
        if rate_one_time == 0:
            return mpmath.mpf(0)
        spare = 10 - int(min(mpmath.log10(rate_one_time), 0))
        with mpmath.extradps(spare):
            found, *_ = self.times_at(mpmath.mpf(rate_one_time), PRECISE)
        return min(+found, horizon)


class BoundedClock(Clock):
    """A clock with a latest horizon."""

    __slots__ = ()

    @property
    @abstractmethod
    def longest(self) -> Fraction:
        """The latest horizon."""

    @property
    def usual(self) -> Fraction:
        """The horizon unless another is asked for."""
        return self.longest

    def require_horizon(self, horizon: Fraction) -> None:
        """Refuse a horizon outside (0, the latest].

        Raises:
            ValueError: naming the horizon, and the latest.
        """
        if not 0 < horizon <= self.longest:
            raise ValueError(
                f"the horizon T of schedule {self.name} must be positive and at most {self.longest}, got {horizon}"
            )


def as_exact(time: mpmath.mpf) -> Fraction:
    """A binary number of mpmath as the rational that it is.

    >>> as_exact(mpmath.mpf("0.75"))
    Fraction(3, 4)
    """
    sign, mantissa, exponent, _ = mpmath.mpf(time)._mpf_
    signed = -int(mantissa) if sign else int(mantissa)
    return Fraction(signed) * Fraction(2) ** int(exponent)
