"""A cap on the score in pairs of floats: where each mode's becomes active, and how the mode moves while it is.

Below w_e = (1 - C λ̂)/(C - 1) in w = x/(1 - x) a mode has v = 1/P + κ (1 + w)^P with P = 2C - 1, where κ makes v
continuous at w_e, or at the start of generation where that is lower.

Tested in `tests/stopping/float_optimum/test_several_minima.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from ldm_symbolic.floats import Floats, Mask
from ldm_symbolic.stopping.float_optimum.paired_modes import Modes
from ldm_symbolic.stopping.modes.float_pairs import Pair, difference, exactly, paired


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """The cap of the score; columns with the axes (mode,), numbers with (1,).

    Args:
        power: P.
        rest: 1/P.
        switch: w_e, below which the cap is active; negative where it never is.
        factor: κ.
        rest_gap: 1/P - λ.
        falls: whether κ < 0: the cap is active from the start on, where v is less than 1/P.
        first: v at the start, where that is so.
        first_gap: v - λ there.
        far: log(1 + w) at the start.
    """

    power: Pair
    rest: Pair
    switch: Floats
    factor: Pair
    rest_gap: Pair
    falls: Mask
    first: Floats
    first_gap: Floats
    far: float

    def part(self, chosen: slice | NDArray[np.int64]) -> Cap:
        """Some of the modes."""
        columns = {name: getattr(self, name)[chosen] for name in ("switch", "falls", "first", "first_gap")}
        return replace(self, factor=self.factor.part(chosen), rest_gap=self.rest_gap.part(chosen), **columns)

    def columns(self) -> Cap:
        """The same with the axes (mode, 1)."""
        return replace(self, factor=self.factor.column(), rest_gap=self.rest_gap.column())

    def variances(self, grown: Floats, log_signal: Floats) -> tuple[Floats, Floats, Floats]:
        """v, v - λ and the size of what was added up to that, where the cap is active; axes (mode, point).

        Args:
            grown: κ (1 + w)^P.
            log_signal: log(1 - x).
        """
        rest_gap = self.rest_gap.high[:, None]
        found = self.rest.high + grown, rest_gap + grown, np.abs(rest_gap) + np.abs(grown)
        if not self.falls.any():
            return found
        gone = -np.expm1(-self.power.high * np.maximum(self.far + log_signal, 0.0))
        first_gap = self.first_gap[:, None] * (1 - gone)
        sums = (
            self.first[:, None] * (1 - gone) + self.rest.high * gone,
            first_gap + rest_gap * gone,
            np.abs(first_gap) + np.abs(rest_gap) * gone,
        )
        falls = self.falls[:, None]
        return (
            np.where(falls, sums[0], found[0]),
            np.where(falls, sums[1], found[1]),
            np.where(falls, sums[2], found[2]),
        )

    def slopes(self, true: Pair, noise: Pair, signal: Pair) -> Pair:
        """What each mode adds to dE/dx at noise levels at which its cap is active, of `columns`."""
        grown = self.factor.times(_lifted(self.power, noise, signal))
        variance, gap = self.rest.plus(grown), self.rest_gap.plus(grown)
        slope = self.power.times(grown).over(signal)
        pulled = slope.times(gap).over(variance.plus(variance.times(true).root()))
        return slope.where(true.high == 0, pulled)


def cap_of(modes: Modes, far: Pair, cap: Fraction, *, standard: bool) -> Cap:
    """The cap of a problem.

    Args:
        modes: the spectrum.
        far: w at the start of generation, (1,).
        cap: C > 1.
        standard: whether generation starts in the standard normal law.
    """
    unit, one = exactly(np.ones(1)), exactly(np.ones_like(modes.true.high))
    power, rest, height = (paired([number]) for number in (2 * cap - 1, 1 / (2 * cap - 1), 1 / cap))
    bare, excess = paired([cap - 1]), paired([1 / cap - 1 / (2 * cap - 1)])
    switch = difference(one, paired([cap]).times(modes.believed)).over(_like(bare, one))
    throughout = switch.high >= far.high
    lifted = unit.plus(far)
    start = unit.over(lifted)
    signal = paired([1 - 1 / cap]).over(unit).times(one).over(modes.contrast)
    signal = _like(start, one).where(throughout, signal.where(switch.high > 0, one))
    if standard:
        above = difference(one, rest)
        reach = one.over(modes.believed.plus(far))
        pull = modes.contrast.times(reach).times(reach).times(height).times(height)
        late = _like(excess, one).plus(pull.over(signal))
    else:
        above = difference(modes.believed, rest).plus(modes.contrast.times(far.times(start)))
        late = _like(excess, one)
    first = modes.believed.plus(modes.contrast.times(far.times(start)))
    shrunk = power.times(signal.logarithm()).exponential()
    return Cap(
        power=power,
        rest=rest,
        switch=switch.high,
        factor=above.where(throughout, late).times(shrunk),
        rest_gap=difference(rest, modes.true),
        falls=throughout & (above.high < 0),
        first=first.high,
        first_gap=difference(first, modes.true).high,
        far=float(lifted.logarithm().high[0]),
    )


def _lifted(power: Pair, noise: Pair, signal: Pair) -> Pair:
    """(1 - x)^-P."""
    logarithm = signal.logarithm()
    small = noise.high < 0.5  # the series tells log(1 - x) relative to itself
    if small.any():
        logarithm = _log_one_less(noise).where(small, logarithm)
    return power.times(Pair(-logarithm.high, -logarithm.low)).exponential()


def _log_one_less(noise: Pair) -> Pair:
    """log(1 - x) = -2 artanh(x/(2 - x)), relative to itself for x < 1/2."""
    one = exactly(np.ones_like(noise.high))
    ratio = noise.over(difference(one.scaled(1), noise))
    square, total = ratio.times(ratio), exactly(np.zeros_like(noise.high))
    for order in range(71, 0, -2):
        total = total.times(square).plus(one.over(exactly(float(order) * one.high)))
    total = total.times(ratio)
    return Pair(-2 * total.high, -2 * total.low)


def _like(number: Pair, column: Pair) -> Pair:
    """One number as often as a column has."""
    return Pair(np.full_like(column.high, number.high[0]), np.full_like(column.high, number.low[0]))
