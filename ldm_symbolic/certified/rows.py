"""What goes with a noise level known between bounds: times, signal and errors between bounds.

Tested in `tests/certified/test_optimum.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
from flint import arb, fmpq

from ldm_symbolic.balls.bounds import Bounds, precision
from ldm_symbolic.certified.ball_modes import BallModes, level_at
from ldm_symbolic.certified.candidates import Spot, Spots
from ldm_symbolic.certified.clocks.times import clock_time
from ldm_symbolic.certified.pairs.zeros import proved_zeros
from ldm_symbolic.certified.slope_root import root_in
from ldm_symbolic.certified.switches import Ball
from ldm_symbolic.certified.valleys import Valley
from ldm_symbolic.certified.windows import Enclosed, enclosed
from ldm_symbolic.exact import as_ball, as_fraction
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.stopping.row import Branch

_SPARE = 32
_PAIR_BITS = 72
_FEW = 300
"""Latent dimensions up to which pairs of floats, whose price is rows times modes, are cheaper than windows."""

_SEEN = 1e-9
"""Bound on the error of a float answer, relative, from which the search for a proved one may start."""


class Place(NamedTuple):
    """A noise level that can be optimal, as far as it is known.

    Args:
        branch: where it lies.
        low: a rational at most the noise level; 0 where the branch is not interior.
        high: a rational at least the noise level, equal to it where the noise level is known exactly.
        perfect: whether each kept mode that moves is known to be without error there.
        error: a ball around the kept error, where it is known already.
    """

    branch: Branch
    low: Any
    high: Any
    perfect: bool = False
    error: Ball | None = None


class Places:
    """The candidates of a problem between rationals that lie as near as so many bits tell.

    Args:
        spots: the candidates.
    """

    def __init__(self, spots: Spots) -> None:
        self.spots = spots
        self._zeros: dict[tuple[int, int], Enclosed | None] = {}
        self._at_end: dict[int, list[Ball]] = {}

    def modes_for(self, bits: int) -> BallModes:
        """The modes at a working precision for so many bits of the answer."""
        return self.spots.modes_at(bits + self.spots.guard + _SPARE)

    def enclose(self, dimensions: Sequence[int], bits: int, *, errors: bool = True) -> None:
        """Encloses zeros of dE/dx that floats have seen, many k together, and E there if wanted."""
        spots = self.spots
        open_ = [k for k in dimensions if not self._knows(k, bits, errors) and self._inside(k)]
        if not open_:
            return
        free = [k for k in open_ if k <= spots.free_up_to]
        found: dict[int, Enclosed] = {}
        if bits <= _PAIR_BITS:  # cheaper for few, and what there is for capped modes
            few = open_ if len(free) <= _FEW and not errors else [k for k in open_ if k > spots.free_up_to]
            found = self._by_pairs(few, bits) if few else {}
        seen = {k: self._level(k) for k in free if k not in found}
        if seen:
            found |= enclosed(self.modes_for(bits), seen, bits, errors=errors)
        self._zeros |= {(k, bits): found.get(k) for k in open_}

    def _inside(self, kept: int) -> bool:
        """Whether floats have seen a zero of dE/dx at which the minimum can be."""
        spots = self.spots
        return any(isinstance(spot, Valley) for spot in spots.of(kept)) and bool(spots.floats.loose[kept - 1] < _SEEN)

    def _level(self, kept: int) -> float:
        """log(x/(1 - x)) of the zero that floats have seen."""
        floats = self.spots.floats
        return float(np.log(floats.noise[kept - 1]) - np.log(floats.signal[kept - 1]))

    def _by_pairs(self, dimensions: Sequence[int], bits: int) -> dict[int, Enclosed]:
        floats, rows = self.spots.floats, np.array(dimensions, dtype=np.int64) - 1
        inside = rows[(floats.noise[rows] > 0) & (floats.signal[rows] > 0)]
        found = proved_zeros(self.spots.law, inside, floats.noise[inside], floats.signal[inside], bits)
        return {k: Enclosed(_rational(zero.low), _rational(zero.high), None) for k, zero in found.items()}

    def _knows(self, kept: int, bits: int, errors: bool) -> bool:
        zero = self._zeros.get((kept, bits))
        return (kept, bits) in self._zeros and not (errors and zero is not None and zero.error is None)

    def at(self, kept: int, spot: Spot, bits: int, *, errors: bool = True) -> Place | None:
        """A candidate for k, None if the precision is too low."""
        match spot:
            case Branch():
                error = self.errors_at_end(bits)[kept - 1] if spot is Branch.END else None
                return Place(spot, fmpq(0), fmpq(0), error=error)
            case Fraction():
                level = fmpq(spot.numerator, spot.denominator)
                return Place(Branch.INTERIOR, level, level)
            case Valley():
                self.enclose([kept], bits, errors=errors)
                zero = self._zeros.get((kept, bits))
                if zero is not None and _within(zero, spot, self.modes_for(bits)):
                    return Place(Branch.INTERIOR, zero.low, zero.high, error=zero.error)
                found = root_in(self.spots.modes_at, kept, spot, bits, self.spots.guard, self._guess(kept))
                if found is None:
                    return None
                low, high = found
                return Place(Branch.INTERIOR, low, high, perfect=kept <= self.spots.alone_up_to)

    def _guess(self, kept: int) -> Any:
        """A noise level that floats have found."""
        noise, signal = (float(side[kept - 1]) for side in (self.spots.floats.noise, self.spots.floats.signal))
        if not 0 < noise < 1 or not 0 < signal < 1:
            return None
        level = Fraction(noise) if noise < signal else 1 - Fraction(signal)
        return fmpq(level.numerator, level.denominator)

    def noise(self, kept: int, bits: int) -> Bounds | None:
        """x* where there is one candidate; None where more has to be done."""
        spots = self.spots.of(kept)
        place = self.at(kept, spots[0], bits, errors=False) if len(spots) == 1 else None
        if place is None:
            return None
        modes = self.modes_for(bits)
        with precision(modes.bits):
            return noise_bounds(place, modes)

    def least(self, dimensions: Sequence[int], bits: int) -> list[int]:
        """The k of some whose least error can be the least, as far as so many bits tell of those solved together."""
        self.enclose(dimensions, bits)
        errors = {kept: self.error(kept, bits) for kept in dimensions}
        known = [ball for ball in errors.values() if ball is not None]
        lowest = min(known, key=lambda ball: float(ball.upper()), default=None)
        return [kept for kept, ball in errors.items() if ball is None or lowest is None or not ball > lowest]

    def error(self, kept: int, bits: int) -> Ball | None:
        """E(k, x*) where there is one candidate, at an end or found with others; None where more has to be done."""
        spots = self.spots.of(kept)
        place = self.at(kept, spots[0], bits) if len(spots) == 1 and not isinstance(spots[0], Fraction) else None
        if place is None or place.error is None:
            return None
        with precision(self.modes_for(bits).bits):
            return place.error + as_ball(self.spots.lost[kept - 1])

    def errors_at_end(self, bits: int) -> list[Ball]:
        """The kept part of E(k, 0) for every k."""
        if bits not in self._at_end:
            modes = self.modes_for(bits)
            with precision(modes.bits):
                self._at_end[bits] = modes.running_errors(len(self.spots.pairs), modes.bottom)
        return self._at_end[bits]


def _within(zero: Enclosed, valley: Valley, modes: BallModes) -> bool:
    """Whether a zero lies in a valley."""
    below = arb(zero.high) < modes.top.noise if valley.high is None else zero.high <= valley.high
    return bool(valley.low <= zero.low) and bool(below)


def noise_bounds(place: Place, modes: BallModes) -> Bounds:
    """Bounds on x."""
    if place.branch is Branch.START:
        return Bounds.around(modes.top.noise)
    return Bounds(as_fraction(place.low), as_fraction(place.high))


def signal_bounds(place: Place, modes: BallModes) -> Bounds:
    """Bounds on b² = 1 - x."""
    if place.branch is Branch.START:
        return Bounds.around(modes.top.signal)
    return Bounds(1 - as_fraction(place.high), 1 - as_fraction(place.low))


def log_snr_bounds(place: Place, modes: BallModes) -> Bounds | None:
    """Bounds on log((1 - x)/x), None where it is infinite."""
    if place.branch is Branch.END:
        return None
    return Bounds.around(*((level.signal / level.noise).log() for level in _levels(place, modes)))


def sigma_bounds(place: Place, modes: BallModes) -> Bounds:
    """Bounds on √(x/(1 - x))."""
    if place.branch is Branch.END:
        return Bounds.exactly(Fraction(0))
    return Bounds.around(*((level.noise / level.signal).sqrt() for level in _levels(place, modes)))


def time_left_bounds(place: Place, modes: BallModes, problem: StoppingProblem, digits: int) -> Bounds:
    """Bounds on the time u at which a_u² = x."""
    if place.branch is Branch.END:
        return Bounds.exactly(Fraction(0))
    if place.branch is Branch.START:
        return Bounds.exactly(problem.horizon)
    clocks = [-(-level.noise).log1p() / 2 for level in _levels(place, modes)]
    return clock_time(problem.schedule, problem.horizon, Bounds.around(*clocks), clocks, digits)


def kept_error_bounds(kept: int, place: Place, modes: BallModes, problem: StoppingProblem) -> Bounds:
    """Bounds on Σ_{j≤k} (√v_j - s_j)².

    Between two noise levels E is convex: it is at most the less of its values there, and at least what its tangents
    there say.
    """
    if place.error is not None:
        known = Bounds.around(place.error)
        return Bounds(max(known.lower, Fraction(0)), known.upper)
    if place.branch is Branch.START:
        return Bounds.around(modes.kept_error(kept, modes.top))
    if place.perfect:
        return Bounds.around(_still_error(kept, problem))
    if place.low == place.high:
        return Bounds.around(_exact_error(kept, as_fraction(place.low), problem))
    low, high = _levels(place, modes)
    values = [modes.kept_error(kept, level) for level in (low, high)]
    fall = modes.slope(kept, low) * (arb(place.high) - arb(place.low))
    least = (values[0] + fall).max(arb(0))
    return Bounds(Bounds.around(least).lower, Bounds.around(values[0].min(values[1])).upper)


def _levels(place: Place, modes: BallModes) -> list[Any]:
    return [modes.top] if place.branch is Branch.START else [level_at(place.low), level_at(place.high)]


def _still_error(kept: int, problem: StoppingProblem) -> Ball:
    """Σ (1 - s_j)² over the kept modes with λ̂ = 1, whose variance is 1 throughout."""
    pairs = zip(problem.spectrum.variances[:kept], problem.believed, strict=False)
    return sum(((1 - as_ball(true).sqrt()) ** 2 for true, believed in pairs if believed == 1), start=arb(0))


def _exact_error(kept: int, noise: Fraction, problem: StoppingProblem) -> Ball:
    """The kept error at an exact noise level where v is affine: modes that are perfect there count 0."""
    total = arb(0)
    for true, believed in zip(problem.spectrum.variances[:kept], problem.believed, strict=False):
        variance = believed + (1 - believed) * noise
        if variance != true:
            total += (as_ball(variance - true) / (as_ball(variance).sqrt() + as_ball(true).sqrt())) ** 2
    return total


def _rational(number: Fraction) -> Any:
    return fmpq(number.numerator, number.denominator)
