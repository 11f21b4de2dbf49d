"""Forward processes named by their noise: variance exploding, EDM, rectified flow, sub-VP. Their clock is x alone.

    R(u) = ½ log(1 + β²/α²)

Tested in `tests/model/schedules/test_named.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ldm_symbolic.floats import Floats
from ldm_symbolic.model.schedules.forward import Arithmetic, BoundedClock, Clock, Number
from ldm_symbolic.model.schedules.linear_rate import LinearRate, vp_linear


@dataclass(frozen=True, slots=True, kw_only=True)
class Edm(BoundedClock):
    """Noise that is its own time: α = 1, β = u, up to σ_max (Karras et al. 2022).

    Args:
        lowest: σ_min, the last level of a sampler, exact; the clock does not need it.
        highest: σ_max, exact.
        rho: ρ of the levels of a sampler, evenly spaced in σ^{1/ρ}.
        name: how the command line spells the schedule.

    Raises:
        ValueError: unless 0 < σ_min < σ_max and ρ > 0.
    """

    lowest: Fraction
    highest: Fraction
    rho: Fraction
    name: str

    def __post_init__(self) -> None:
        if not 0 < self.lowest < self.highest or not self.rho > 0:
            given = f"{self.lowest}, {self.highest}, {self.rho}"
            raise ValueError(f"schedule edm: expected 0 < σ_min < σ_max and ρ > 0, got {given}")

    @property
    def longest(self) -> Fraction:
        """σ_max."""
        return self.highest

    def rate_one_time(self, time: Fraction, numbers: Arithmetic) -> Number:
        """R(u) = ½ log(1 + u²)."""
        return numbers.log1p(numbers.exact(time) * numbers.exact(time)) / 2

    def rates(self, times: Floats) -> Floats:
        """w²(u) = u/(1 + u²)."""
        return np.asarray(times / (1 + times**2))

    def times_at(self, rate_one_time: Number, numbers: Arithmetic) -> tuple[Number, ...]:
        """u = √(e^{2ρ} - 1)."""
        return (numbers.sqrt(numbers.expm1(2 * rate_one_time)),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exploding(BoundedClock):
    """α = 1, β² = σ(u)² - σ_min² with σ(u) = σ_min (σ_max/σ_min)^u, 0 <= u <= 1 (Song et al. 2021).

    Args:
        lowest: σ_min, exact.
        highest: σ_max, exact.
        name: how the command line spells the schedule.

    Raises:
        ValueError: unless 0 < σ_min < σ_max.
    """

    lowest: Fraction
    highest: Fraction
    name: str

    def __post_init__(self) -> None:
        if not 0 < self.lowest < self.highest:
            raise ValueError(f"schedule ve: expected 0 < σ_min < σ_max, got {self.lowest} and {self.highest}")

    @property
    def longest(self) -> Fraction:
        """1."""
        return Fraction(1)

    def rate_one_time(self, time: Fraction, numbers: Arithmetic) -> Number:
        """R(u) = ½ log(1 + σ_min² (e^{2 u L} - 1)) with L = log σ_max/σ_min."""
        growth = numbers.expm1(2 * numbers.exact(time) * self._length(numbers))
        return numbers.log1p(numbers.exact(self.lowest**2) * growth) / 2

    def rates(self, times: Floats) -> Floats:
        """w²(u) = L g/(1 - σ_min² + g) with g = σ_min² e^{2 u L}."""
        length, least = np.log(float(self.highest / self.lowest)), float(self.lowest**2)
        growth = least * np.exp(2 * times * length)
        return np.asarray(length * growth / (1 - least + growth))

    def times_at(self, rate_one_time: Number, numbers: Arithmetic) -> tuple[Number, ...]:
        """u = log(1 + (e^{2ρ} - 1)/σ_min²)/2L."""
        growth = numbers.expm1(2 * rate_one_time) / numbers.exact(self.lowest**2)
        return (numbers.log1p(growth) / (2 * self._length(numbers)),)

    def _length(self, numbers: Arithmetic) -> Number:
        return numbers.log1p(numbers.exact(self.highest / self.lowest - 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow(BoundedClock):
    """A rectified flow, α = 1 - β, β = s u/(1 + (s - 1) u), 0 <= u < 1.

    Args:
        shift: s > 0, exact; 1 for β = u.
        name: how the command line spells the schedule.

    Raises:
        ValueError: if s is not positive.
    """

    shift: Fraction
    name: str

    def __post_init__(self) -> None:
        if not self.shift > 0:
            raise ValueError(f"schedule flow: the shift must be positive, got {self.shift}")

    @property
    def longest(self) -> Fraction:
        """0.9999: at u = 1 nothing of the signal is left."""
        return Fraction(9999, 10_000)

    @property
    def usual(self) -> Fraction:
        """The last but one of 1000 steps."""
        return Fraction(999, 1000)

    def rate_one_time(self, time: Fraction, numbers: Arithmetic) -> Number:
        """R(u) = ½ log(1 + (s u/(1 - u))²)."""
        ratio = numbers.exact(self.shift * time / (1 - time))
        return numbers.log1p(ratio * ratio) / 2

    def rates(self, times: Floats) -> Floats:
        """w²(u) = s² u/((1 - u) ((1 - u)² + (s u)²))."""
        shift, left = float(self.shift), 1 - times
        return np.asarray(shift**2 * times / (left * (left**2 + (shift * times) ** 2)))

    def times_at(self, rate_one_time: Number, numbers: Arithmetic) -> tuple[Number, ...]:
        """u = r/(s + r) with r = √(e^{2ρ} - 1)."""
        ratio = numbers.sqrt(numbers.expm1(2 * rate_one_time))
        return (ratio / (numbers.exact(self.shift) + ratio),)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubPreserving(Clock):
    """The sub-VP process, α = e^{-P} and β = 1 - α² with P = ∫ w² (Song et al. 2021).

        r = β/α = e^P - e^{-P}

    Args:
        preserving: the variance-preserving process with the same drift; its rate is w².
        name: how the command line spells the schedule.
    """

    preserving: LinearRate
    name: str

    def require_horizon(self, horizon: Fraction) -> None:
        """Refuse what the variance-preserving process refuses."""
        self.preserving.require_horizon(horizon)

    def rate_one_time(self, time: Fraction, numbers: Arithmetic) -> Number:
        """R(u) = ½ log(1 + r²), where r = g + g/(1 + g) for g = e^P - 1."""
        growth = numbers.expm1(self.preserving.rate_one_time(time, numbers))
        ratio = growth + growth / (1 + growth)
        return numbers.log1p(ratio * ratio) / 2

    def rates(self, times: Floats) -> Floats:
        """R'(u) = w² r (e^P + e^{-P})/(1 + r²)."""
        growth = np.expm1(self.preserving.rate_one_times(times))
        ratio = growth + growth / (1 + growth)
        return np.asarray(self.preserving.rates(times) * ratio * np.sqrt(4 + ratio**2) / (1 + ratio**2))

    def times_at(self, rate_one_time: Number, numbers: Arithmetic) -> tuple[Number, ...]:
        """The time at which P = log(1 + q + q²/(1 + √(1 + q²))) for q = r/2."""
        half = numbers.sqrt(numbers.expm1(2 * rate_one_time)) / 2
        rest = half * half / (1 + numbers.sqrt(1 + half * half))
        return self.preserving.times_at(numbers.log1p(half + rest), numbers)


def edm(lowest: Fraction, highest: Fraction, rho: Fraction = Fraction(7)) -> Edm:
    """The noise of Karras et al. from σ_min to σ_max.

    >>> edm(Fraction(1, 500), Fraction(80)).name
    'edm:1/500,80,7'
    """
    return Edm(lowest=lowest, highest=highest, rho=rho, name=f"edm:{lowest},{highest},{rho}")


def exploding(lowest: Fraction, highest: Fraction) -> Exploding:
    """The variance exploding process of Song et al. from σ_min to σ_max.

    >>> exploding(Fraction(1, 100), Fraction(50)).name
    've:1/100,50'
    """
    return Exploding(lowest=lowest, highest=highest, name=f"ve:{lowest},{highest}")


def flow(shift: Fraction = Fraction(1)) -> Flow:
    """A rectified flow with that shift.

    >>> flow(Fraction(3)).name, flow().name
    ('flow:3', 'flow')
    """
    return Flow(shift=shift, name="flow" if shift == 1 else f"flow:{shift}")


def sub_vp(minimum: Fraction, maximum: Fraction) -> SubPreserving:
    """The sub-VP process with the drift of `vp_linear`.

    >>> sub_vp(Fraction(1, 10), Fraction(20)).name
    'sub-vp:1/10,20'
    """
    return SubPreserving(preserving=vp_linear(minimum, maximum), name=f"sub-vp:{minimum},{maximum}")
