"""Forward processes in so many steps, each with its own β: the schedules that networks are trained with.

    ᾱ_i = Π_{j≤i} (1 - β_j),   i = 0..N

The time u counts steps. Between two of them R is linear, so that log ᾱ is. The timestep t of a library that counts from
0 is the time u = t + 1; at u = 0 there is no noise.

Tested in `tests/model/schedules/test_named.py`.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate

import mpmath
import numpy as np

from ldm_symbolic.floats import Floats
from ldm_symbolic.model.schedules.forward import PRECISE, Arithmetic, BoundedClock, Number

MOST_STEPS = 100_000
_DIGITS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrete(BoundedClock):
    """A forward process in N steps.

    Args:
        betas: β_1..β_N, exact, each in [0, 1) and the first positive.
        name: how the command line spells the schedule.

    Raises:
        ValueError: if there is no β, or one is not in its range.

    >>> import mpmath
    >>> schedule = Discrete(betas=(Fraction(1, 2), Fraction(1, 3)), name="two")
    >>> [round(float(schedule.signal_at(mpmath.mpf(u))), 12) for u in range(3)]
    [1.0, 0.5, 0.333333333333]
    """

    betas: tuple[Fraction, ...] = field(hash=False)
    name: str

    def __post_init__(self) -> None:
        if not self.betas or len(self.betas) > MOST_STEPS:
            raise ValueError(f"schedule {self.name}: expected 1 to {MOST_STEPS} steps, got {len(self.betas)}")
        for place, beta in enumerate(self.betas, start=1):
            if not 0 <= beta < 1 or (beta == 0 and place == 1):
                raise ValueError(
                    f"schedule {self.name}: β must lie between 0 and 1, got {float(beta):.6g} in step {place}"
                )

    @property
    def longest(self) -> Fraction:
        """N, the number of steps."""
        return Fraction(len(self.betas))

    def rate_one_time(self, time: Fraction, numbers: Arithmetic) -> Number:
        """R(u) = -½ Σ_{j≤u} log(1 - β_j), linear between steps."""
        whole = min(math.floor(time), len(self.betas) - 1)
        rest = time - whole
        total = self.knots(numbers)[whole]
        return total + numbers.exact(rest) * _step(self.betas[whole], numbers) if rest else total

    def rates(self, times: Floats) -> Floats:
        """w²(u) = -½ log(1 - β_i) in the step i in which u lies."""
        _, steps = _table(self)
        return np.asarray(steps[np.maximum(np.ceil(times).astype(int), 1) - 1])

    def rate_one_times(self, times: Floats) -> Floats:
        """R(u) in float64 at each of several times, from the floats nearest to R at the steps."""
        knots, steps = _table(self)
        whole = np.minimum(np.floor(times).astype(int), len(steps) - 1)
        return np.asarray(knots[whole] + (times - whole) * steps[whole])

    def knots(self, numbers: Arithmetic) -> tuple[Number, ...]:
        """R(0), R(1), ..., R(N)."""
        return _knots(self, numbers, numbers.bits())

    def times_at(self, rate_one_time: Number, numbers: Arithmetic) -> tuple[Number, ...]:
        """The time u at which R(u) = ρ, within the step in which it lies, or within each in which it may lie."""
        knots, last = self.knots(numbers), len(self.betas)
        low, high = (min(max(find(knots, rate_one_time), 1), last) for find in (bisect_left, bisect_right))
        return tuple(
            at - 1 + (rate_one_time - knots[at - 1]) / _step(self.betas[at - 1], numbers)
            for at in range(low, high + 1)
            if self.betas[at - 1]
        )


def _step(beta: Fraction, numbers: Arithmetic) -> Number:
    return -numbers.log1p(numbers.exact(-beta)) / 2


@lru_cache(maxsize=16)
def _knots(schedule: Discrete, numbers: Arithmetic, bits: int) -> tuple[Number, ...]:
    """R at each step, at a precision that is in force."""
    return tuple(accumulate((_step(beta, numbers) for beta in schedule.betas), initial=numbers.exact(Fraction(0))))


@lru_cache(maxsize=16)
def _table(schedule: Discrete) -> tuple[Floats, Floats]:
    """R at each step and how much each step adds, the nearest floats; not to be written to."""
    with mpmath.workdps(_DIGITS):
        rows = schedule.knots(PRECISE), [_step(beta, PRECISE) for beta in schedule.betas]
    knots, steps = (np.array([float(number) for number in row]) for row in rows)
    return knots, steps


def ddpm(first: Fraction, last: Fraction, steps: int = 1000) -> Discrete:
    """β_j linear in j from β_1 to β_N, exact.

    >>> [str(beta) for beta in ddpm(Fraction(1, 10), Fraction(1, 5), 3).betas]
    ['1/10', '3/20', '1/5']
    """
    _require_range("ddpm", first, last, steps)
    betas = tuple(first + (last - first) * Fraction(j, max(steps - 1, 1)) for j in range(steps))
    return Discrete(betas=betas, name=f"ddpm:{first},{last},{steps}")


def scaled_linear(first: Fraction, last: Fraction, steps: int = 1000) -> Discrete:
    """√β_j linear in j from √β_1 to √β_N; each β_j is the float64 nearest to that, exact from there on.

    >>> [round(float(beta), 6) for beta in scaled_linear(Fraction(1, 100), Fraction(9, 100), 3).betas]
    [0.01, 0.04, 0.09]
    """
    _require_range("scaled-linear", first, last, steps)
    low, high = (math.sqrt(end) for end in (first, last))
    roots = (low + (high - low) * j / max(steps - 1, 1) for j in range(steps))
    return Discrete(betas=tuple(Fraction(root**2) for root in roots), name=f"scaled-linear:{first},{last},{steps}")


def _require_range(name: str, first: Fraction, last: Fraction, steps: int) -> None:
    if not (0 < first < 1 and 0 < last < 1):
        raise ValueError(f"schedule {name}: β_first and β_last must lie between 0 and 1, got {first} and {last}")
    if not 1 <= steps <= MOST_STEPS:
        raise ValueError(f"schedule {name}: expected 1 to {MOST_STEPS} steps, got {steps}")
