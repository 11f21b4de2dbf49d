"""What each mode adds to dE/dx and to E from the standard start, or under a cap, so that little cancels.

With w = x/(1 - x), u = 1 + w, W at the start of generation, b = λ̂ + w, B = λ̂ + W, c = 1 - λ̂,

    v = b/u · (e (1 + g) + g h),   dv/dx = c (e (1 + g) + 2 g h),   e = (W - w)/B,  g = b/B,  h = u/B

from the standard start: a sum of positive terms whatever the sign of c. From the noised start e = 1 and g h = 0.
Under a cap: `caps`.

Tested in `tests/stopping/float_optimum/test_several_minima.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from ldm_symbolic.floats import Floats, Mask
from ldm_symbolic.stopping.float_optimum.caps import Cap, cap_of
from ldm_symbolic.stopping.float_optimum.mode_sums import Moving
from ldm_symbolic.stopping.float_optimum.noised import Noised
from ldm_symbolic.stopping.float_optimum.paired_modes import Modes
from ldm_symbolic.stopping.float_optimum.readings import EPS, WIDTH, Cell
from ldm_symbolic.stopping.modes.float_pairs import Pair, difference, exactly

_PAIR_DOUBT = 2.0**-80


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """How the modes of a problem move.

    Args:
        modes: the spectrum.
        far: W in a pair, one number, from the standard start; None from the noised one.
        cap: the cap of the score, or None.
    """

    modes: Modes
    far: Pair | None
    cap: Cap | None

    @property
    def width(self) -> float:
        """Of a cell: half of the usual, as singularities lie nearer."""
        return WIDTH / 2

    def true(self) -> Floats:
        """λ."""
        return self.modes.true.high[:, None]

    def blur(self) -> Floats:
        """Of the factors under a cap."""
        if self.cap is None:
            return np.zeros((len(self.modes.true.high), 1))
        return EPS * (8 + 4 * self.cap.power.high * np.log1p(np.maximum(self.cap.switch, 0.0))[:, None])

    def part(self, chosen: slice | NDArray[np.int64]) -> Law:
        """Some of the modes."""
        cap = None if self.cap is None else self.cap.part(chosen)
        return Law(modes=self.modes.part(chosen), far=self.far, cap=cap)

    def radii(self) -> Floats:
        """How far from w = 0 each mode's law has its nearest singularity; infinite where it adds none."""
        found = np.where(self.modes.true.high > 0, self.modes.believed.high, np.inf)
        return found if self.cap is None else np.where(self.cap.switch > 0, self.cap.rest.high, found)

    def active(self, noise: Floats, signal: Floats) -> Mask | None:
        """Where the cap is active, axes (mode, point)."""
        return None if self.cap is None else np.asarray(noise / signal < self.cap.switch[:, None])

    def moving(self, noise: Floats, signal: Floats) -> Moving:
        """The modes at noise levels x, with 1 - x accurate too, axes (point,)."""
        free, active = self._free(noise, signal), self.active(noise, signal)
        if self.cap is None or active is None or not active.any():
            return free
        power, log_signal = self.cap.power.high, _log_signal(noise, signal)
        grown = self.cap.factor.high[:, None] * np.exp(-power * log_signal)
        slope = power * grown / signal
        held = Moving(*self.cap.variances(grown, log_signal), slope, (power + 1) * slope / signal)
        return Moving(*(np.where(active, one, other) for one, other in zip(held, free, strict=True)))

    def _free(self, noise: Floats, signal: Floats) -> Moving:
        if self.far is None:
            return Noised(self.modes).moving(noise, signal)
        modes = self.modes
        contrast, believed = modes.contrast.high[:, None], modes.believed.high[:, None]
        offset, one_gap = modes.offset.high[:, None], modes.one_gap.high[:, None]
        law = np.where(noise <= 0.5, believed + contrast * noise, 1 - contrast * signal)
        inverse = 1 / (believed + self.far.high)
        early, late, height = self._parts(law, inverse, noise, signal)
        moved, left = contrast * (noise + law * late * signal), contrast * early * signal
        below = np.abs(offset) + np.abs(moved) <= np.abs(one_gap) + np.abs(left)
        return Moving(
            law * (early + late),
            np.where(below, offset + moved, one_gap - left),
            np.where(below, np.abs(offset) + np.abs(moved), np.abs(one_gap) + np.abs(left)),
            contrast * (early + 2 * late),
            2 * contrast * height**2 / signal,
        )

    def _parts(self, law: Floats, inverse: Floats, noise: Floats, signal: Floats) -> tuple[Floats, Floats, Floats]:
        """e (1 + g), g h and h from the standard start."""
        far = 0.0 if self.far is None else self.far.high
        height = inverse / signal
        share = law * height
        early = np.maximum(far - noise / signal, 0.0) * inverse * (1 + share)
        return early, share * height, height

    def steepest(self) -> Floats:
        """A size of dv/dx at X."""
        contrast, estimates = np.abs(self.modes.contrast.high), self.modes.believed.high
        if self.far is None:
            return contrast + 2
        far = self.far.high
        return np.asarray(2 * contrast * (1 + far) / (estimates + far) + 2)

    def slopes(self, noise: Floats, signal: Floats) -> Floats:
        """What each mode adds to dE/dx, axes (mode, point): well enough to tell cells apart."""
        at = self.moving(noise, signal)
        return at.slope * _mismatch(at, self.modes.true.high[:, None])

    def at(self, noise: float, signal: float) -> tuple[Pair, Floats, Floats]:
        """What each mode adds to dE/dx in pairs, to E, and to the doubt of dE/dx, at a level of which the lesser part
        is a float; minus infinity where v = 0 < λ."""
        points, true = (np.array([noise]), np.array([signal])), self.modes.true.high
        slopes = self.pairs(*_pair_of(noise, signal))
        rough = self.moving(*points)
        blurred = np.abs(rough.slope) * _over(rough.gap_size, rough.variance + np.sqrt(rough.variance * true[:, None]))
        doubts = _PAIR_DOUBT * blurred[:, 0]
        root = np.sqrt(rough.variance[:, 0]) + np.sqrt(true)
        return Pair(slopes.high[:, 0], slopes.low[:, 0]), _over(rough.gap[:, 0], root) ** 2, doubts

    def pairs(self, noise: Pair, signal: Pair) -> Pair:
        """What each mode adds to dE/dx, in pairs, axes (mode, point), at levels with the axes (1, point)."""
        columns = self.modes.columns()
        free, active = self._pairs(columns, noise, signal), self.active(noise.high, signal.high)
        if self.cap is None or active is None or not active.any():
            return free
        return self.cap.columns().slopes(columns.true, noise, signal).where(active, free)

    def _pairs(self, modes: Modes, x: Pair, z: Pair) -> Pair:
        """(v - λ)/(v + √(v λ)) dv/dx of each mode while its cap is not active; minus infinity where v = 0 < λ."""
        one, low = exactly(np.ones_like(modes.true.high)), x.high <= 0.5
        law = modes.believed.plus(modes.contrast.times(x)).where(low, difference(one, modes.contrast.times(z)))
        if self.far is None:
            moved, left, slope, variance = modes.contrast.times(x), modes.contrast.times(z), modes.contrast, law
        else:
            u = exactly(np.ones_like(z.high)).over(z)
            inverse = one.over(modes.believed.plus(self.far))
            height = inverse.times(u)
            share = law.times(height)
            early = difference(self.far, x.times(u)).times(inverse).times(one.plus(share))
            late = share.times(height)
            moved, left = modes.contrast.times(x.plus(law.times(late).times(z))), modes.contrast.times(early.times(z))
            variance, slope = law.times(early.plus(late)), modes.contrast.times(early.plus(late).plus(late))
        gap, other = modes.offset.plus(moved), difference(modes.one_gap, left)
        below = np.abs(modes.offset.high) + np.abs(moved.high) <= np.abs(modes.one_gap.high) + np.abs(left.high)
        found = slope.times(gap.where(below, other)).over(variance.plus(variance.times(modes.true).root()))
        empty = modes.true.high == 0
        found = slope.where(empty, found)
        found.high[(variance.high == 0) & ~empty] = -np.inf
        return found

    def bends(self, low: float, high: float) -> Mask:
        """The modes of which the cap becomes active between two levels x/(1 - x)."""
        if self.cap is None:
            return np.zeros(len(self.modes.true.high), dtype=bool)
        return np.asarray((low < self.cap.switch) & (self.cap.switch < high))

    def ratios(self, cell: Cell) -> tuple[Floats, Floats]:
        """`since` on a cell, 0 for the modes of which the cap becomes active inside; sizes with the axes (mode,)."""
        total, size = self.since(cell.anchor, cell.noise, cell.signal, cell.ahead())
        bent = self.bends(cell.low, cell.high)
        total[bent] = size[bent] = 0.0
        return total, np.max(size, axis=1)

    def since(self, anchor: tuple[float, float], noise: Floats, signal: Floats, ahead: Floats) -> tuple[Floats, Floats]:
        """How far dE/dx of each mode is from its value at an anchor, over x - x_a, and the size of what was added.

        Axes (mode, point).
        """
        start = np.array([anchor[0]]), np.array([anchor[1]])
        here, there, true = self.moving(noise, signal), self.moving(*start), self.true()
        rates = self._free_rates(anchor, noise, signal)
        active, before = self.active(noise, signal), self.active(*start)
        if active is not None and before is not None and active.any():
            both, held = active & before, self._held_rates(anchor, ahead)
            rates = np.where(both, held[0], rates[0]), np.where(both, held[1], rates[1])
        roots = np.sqrt(here.variance), np.sqrt(there.variance)
        pulled = rates[1] * there.slope * _over(np.sqrt(true), roots[0] * roots[1] * (roots[0] + roots[1]))
        turned = rates[0] * _mismatch(here, true)
        total, size = turned + pulled, np.abs(turned) + np.abs(pulled)
        across = None if active is None or before is None else active != before
        if across is not None and across.any():
            ends = [at.slope * _mismatch(at, true) for at in (here, there)]
            sizes = sum(np.abs(at.slope) * (1 + _over(np.sqrt(true), np.sqrt(at.variance))) for at in (here, there))
            total = np.where(across, (ends[0] - ends[1]) / ahead, total)
            size = np.where(across, sizes / np.abs(ahead), size)
        return total, size

    def _free_rates(self, anchor: tuple[float, float], noise: Floats, signal: Floats) -> tuple[Floats, Floats]:
        """The changes of dv/dx and of v from an anchor, over x - x_a."""
        contrast, believed = self.modes.contrast.high[:, None], self.modes.believed.high[:, None]
        if self.far is None:
            return np.zeros((len(contrast), 1)), contrast
        noise, signal = np.append(noise, anchor[0]), np.append(signal, anchor[1])
        inverse = 1 / (believed + self.far.high)
        law = np.where(noise <= 0.5, believed + contrast * noise, 1 - contrast * signal)
        early, _, height = self._parts(law, inverse, noise, signal)
        share, height, other = law * height, height[:, :-1], height[:, -1:]
        turning = contrast * (height + other) * height / anchor[1]
        return turning, contrast * (early[:, -1:] + (share[:, :-1] + share[:, -1:]) * other)

    def _held_rates(self, anchor: tuple[float, float], ahead: Floats) -> tuple[Floats, Floats]:
        """The same while the cap is active."""
        if self.cap is None:
            raise TypeError("there is no cap")
        power, (noise, signal) = self.cap.power.high, anchor
        longer = -np.log1p(-ahead / signal)
        height = np.exp(-power * _log_signal(np.array([noise]), np.array([signal])))
        still = ahead == 0
        moved = np.where(still, 1.0, ahead)
        first = np.where(still, power / signal, np.expm1(power * longer) / moved)
        second = np.where(still, (power + 1) / signal, np.expm1((power + 1) * longer) / moved)
        grown = self.cap.factor.high[:, None] * height
        return power * grown / signal * second, grown * first


def law_of(modes: Modes, far: Pair, cap: Fraction | None, *, standard: bool) -> Law:
    """The law of a problem.

    Args:
        modes: the spectrum.
        far: w at the start of generation, (1,).
        cap: C > 1, or None.
        standard: whether generation starts in the standard normal law.
    """
    found = None if cap is None else cap_of(modes, far, cap, standard=standard)
    return Law(modes=modes, far=far if standard else None, cap=found)


def _pair_of(noise: float, signal: float) -> tuple[Pair, Pair]:
    """x and 1 - x of which the lesser is a float."""
    lesser = exactly(np.array([[min(noise, signal)]]))
    other = difference(exactly(np.ones((1, 1))), lesser)
    return (lesser, other) if noise <= 0.5 else (other, lesser)


def _mismatch(at: Moving, true: Floats) -> Floats:
    """1 - s/√v = (v - λ)/(v + √(v λ)): 1 where λ = 0, minus infinity where v = 0 < λ."""
    total = at.variance + np.sqrt(at.variance * true)
    return np.where(true == 0, 1.0, np.where(total > 0, at.gap / np.where(total > 0, total, 1.0), -np.inf))


def _over(above: Floats, below: Floats) -> Floats:
    shape = np.broadcast_shapes(np.shape(above), np.shape(below))
    return np.divide(above, below, out=np.zeros(shape), where=np.broadcast_to(below > 0, shape))


def _log_signal(noise: Floats, signal: Floats) -> Floats:
    return np.where(noise <= 0.5, np.log1p(-np.minimum(noise, 0.5)), np.log(signal))
