"""The cosine schedule of Nichol and Dhariwal (2021) in continuous time.

    ᾱ(u) = cos²(π/2 · (u + S)/(1 + S)) / cos²(π/2 · S/(1 + S)),   0 <= u < 1

Tested in `tests/model/schedules/test_named.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ldm_symbolic.floats import Floats
from ldm_symbolic.model.schedules.forward import Arithmetic, BoundedClock, Number

_OFFSET = Fraction(8, 1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cosine(BoundedClock):
    """A variance-preserving process whose signal is a cosine.

    Args:
        offset: S > 0, exact; 0.008 in the source.

    Raises:
        ValueError: if S is not positive.
    """

    offset: Fraction = _OFFSET
    name: str = ""

    def __post_init__(self) -> None:
        if not 0 < self.offset <= 1:
            raise ValueError(f"schedule cosine: S must lie in (0, 1], got {self.offset}")
        object.__setattr__(self, "name", "cosine" if self.offset == _OFFSET else f"cosine:{self.offset}")

    @property
    def longest(self) -> Fraction:
        """0.9999: at u = 1 nothing of the signal is left."""
        return Fraction(9999, 10_000)

    @property
    def usual(self) -> Fraction:
        """The last but one of 1000 steps."""
        return Fraction(999, 1000)

    def rate_one_time(self, time: Fraction, numbers: Arithmetic) -> Number:
        """R(u) = log(cos a / cos b) = log(1 + 2 sin((a + b)/2) sin((b - a)/2)/cos b), a and b the angles at 0 and u."""
        apart = numbers.pi() * numbers.exact(time / (1 + self.offset) / 4)
        sines = numbers.sin(self._angle(time / 2, numbers)) * numbers.sin(apart)
        return numbers.log1p(2 * sines / numbers.cos(self._angle(time, numbers)))

    def rates(self, times: Floats) -> Floats:
        """w²(u) = q tan(q (u + S)), q = π/2/(1 + S)."""
        turn = np.pi / 2 / float(1 + self.offset)
        return np.asarray(turn * np.tan(turn * (times + float(self.offset))))

    def times_at(self, rate_one_time: Number, numbers: Arithmetic) -> tuple[Number, ...]:
        """u = 2/π · (1 + S) acos(e^{-ρ} cos(angle at 0)) - S."""
        cosine = numbers.exp(-rate_one_time) * numbers.cos(self._angle(Fraction(0), numbers))
        turn = numbers.acos(cosine) / numbers.pi() * 2
        return (turn * numbers.exact(1 + self.offset) - numbers.exact(self.offset),)

    def _angle(self, time: Fraction, numbers: Arithmetic) -> Number:
        return numbers.pi() * numbers.exact((time + self.offset) / (1 + self.offset) / 2)
