"""Where E(k, ·) can have its global minimum, proved: branch and bound in ball arithmetic.

On an interval without a switch of the cap v, v' and v'' of each mode are monotone (`ball_modes`), 1 - s/√v
with v, and the mode's error on either side of the level at which it vanishes. So their values at the two
ends bound each mode's error, slope and curvature on the whole interval, and sums of bounds bound E. An
interval is dropped for a k if E exceeds there what it reaches elsewhere, or is strictly monotone there; it
is kept as a valley if E is strictly convex there; else it is halved. Where the parts of modes nearly
cancel, sums and ratios that are monotone themselves tell more than the sum of bounds. dE/dx is continuous,
so that a minimum inside [0, X] is a zero of it, and that valleys which touch are one.

Tested in `tests/certified/test_optimum.py`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Any, NamedTuple

from flint import arb, fmpq

from ldm_symbolic.certified.ball_modes import BallMode, BallModes, Level, Motion, level_at, mode_error
from ldm_symbolic.certified.switches import Ball

_MOST_BOXES = 4_000
_LEAP = 1024
_HALF = 0.35
"""A rate-one time left near x = 1/2, from which on the signal is the better coordinate."""


class Valley(NamedTuple):
    """An interval of noise levels on which dE/dx is continuous and strictly increasing.

    Args:
        low: its lower end, a rational.
        high: its upper end, None for X.
    """

    low: Any
    high: Any


class _Box(NamedTuple):
    """An interval of noise levels, and the latent dimensions for which it is not settled."""

    low: Any
    high: Any
    open: list[int]


class _Bounds(NamedTuple):
    """Bounds for one mode, or for a sum of modes, on a box; each a ball around a valid bound."""

    value: Ball
    slope_low: Ball
    slope_high: Ball
    curvature: Ball


@dataclass(slots=True, kw_only=True)
class Search:
    """The search for the valleys of a problem, at one precision, which is to be in force.

    Args:
        modes: the modes at that precision.
        dimensions: the k wanted.
    """

    modes: BallModes
    dimensions: Sequence[int]
    _known: dict[Any, list[Motion]] = field(default_factory=dict)
    _least: dict[int, Ball] = field(default_factory=dict)
    _found: dict[int, list[Valley]] = field(default_factory=dict)

    def valleys(self) -> dict[int, list[Valley] | None]:
        """For each k its valleys in increasing order, or None where the search was given up.

        The global minimum over [0, X] is attained in one of them, at 0 or at X.
        """
        kept = self.modes.modes[: max(self.dimensions)]
        cuts = sorted({mode.switch for mode in kept if mode.switch is not None and not mode.throughout})
        ends = [fmpq(0), *cuts, None]
        self._found = {k: [] for k in self.dimensions}
        boxes = [_Box(low, high, list(self.dimensions)) for low, high in pairwise(ends)]
        examined = 0
        lost: set[int] = set()
        while boxes:
            for end in {end for box in boxes for end in (box.low, box.high)}:
                self._reach(end)
            examined += len(boxes)
            halves: list[_Box] = []
            for box in boxes:
                left = self._settle(box)
                middle = between(box.low, box.high, self.modes.top) if left else None
                if middle is not None and examined <= _MOST_BOXES:
                    halves += [_Box(box.low, middle, left), _Box(middle, box.high, left)]
                else:
                    lost.update(left)
            boxes = halves
        return {k: None if k in lost else _joined(valleys) for k, valleys in self._found.items()}

    def _settle(self, box: _Box) -> list[int]:
        """Drop the box, or keep it as a valley, for each k for which it can be; the others."""
        total = _Bounds(arb(0), arb(0), arb(0), arb(0))
        low, high = self._motions(box.low, box.high), self._motions(box.high, box.high)
        wanted, left = set(box.open), list[int]()
        for k, (mode, *ends) in enumerate(zip(self.modes.modes, low, high, strict=False), start=1):
            bounds = _bounds(mode, *ends)
            total = _Bounds(*(a + b for a, b in zip(total, bounds, strict=True)))
            if k not in wanted:
                continue
            if total.value > self._least[k] or total.slope_low > 0 or total.slope_high < 0:
                continue
            if total.curvature > 0:
                self._found[k].append(Valley(box.low, box.high))
            else:
                left.append(k)
            if k == box.open[-1]:
                break
        left = self._settle_by_ratios(box, left, low, high) if left else left
        return self._settle_by_sums(box, left, low, high) if left else left

    def _settle_by_ratios(self, box: _Box, left: list[int], low: list[Motion], high: list[Motion]) -> list[int]:
        """Drop the box where E'/|v_1'| = Σ v_j'/|v_1'| - Σ s_j/√v_j v_j'/|v_1'| has one sign, v_1 the first to move.

        Without a cap each v' is a + b/(1 - x)², under it a multiple of one power of 1 - x. So where all modes are
        of one kind, the ratios and their sum are monotone, and what the v' have in common is gone.
        """
        modes = self.modes.modes[: left[-1]]
        moving = [place for place, mode in enumerate(modes) if mode.contrast != 0]
        if len({_capped(modes[place], box) for place in moving}) != 1:
            return left
        scales = [abs(motions[moving[0]].slope) for motions in (low, high)]
        sums = [arb(0), arb(0)]
        pull_low, pull_high = arb(0), arb(0)
        wanted, undecided = set(left), list[int]()
        for k, (mode, *ends) in enumerate(zip(modes, low, high, strict=False), start=1):
            ratios = [end.slope / scale for end, scale in zip(ends, scales, strict=True)]
            sums = [total + ratio for total, ratio in zip(sums, ratios, strict=True)]
            pull = _shares(mode, ratios, ends)
            pull_low, pull_high = pull_low + _least(pull), pull_high - _least([-share for share in pull])
            one_sign = sums[0].min(sums[1]) - pull_high > 0 or sums[0].max(sums[1]) - pull_low < 0
            if k in wanted and not one_sign:
                undecided.append(k)
        return undecided

    def _settle_by_sums(self, box: _Box, left: list[int], low: list[Motion], high: list[Motion]) -> list[int]:
        """The same by E' = Σ v' - Σ s v'/√v, which tells more where the v' of modes nearly cancel.

        Over the modes without a cap, and over those under it, Σ v' and Σ v'' are monotone like each of them: they are a
        number and a multiple of one power of 1 - x.
        """
        sums = {active: [arb(0)] * 4 for active in (False, True)}
        pull_low, pull_high, turn_high, spread = arb(0), arb(0), arb(0), arb(0)
        wanted, undecided = set(left), list[int]()
        for k, (mode, *ends) in enumerate(zip(self.modes.modes, low, high, strict=False), start=1):
            active = _capped(mode, box)
            parts = [end.slope for end in ends] + [end.bend for end in ends]
            sums[active] = [a + b for a, b in zip(sums[active], parts, strict=True)]
            pull = _shares(mode, [end.slope for end in ends], ends)
            turn = _shares(mode, [end.bend for end in ends], ends)
            pull_low, pull_high = pull_low + _least(pull), pull_high - _least([-share for share in pull])
            turn_high, spread = turn_high - _least([-share for share in turn]), spread + _spread(mode, *ends)
            if k not in wanted:
                continue
            slope_low = sum((a.min(b) for a, b, _, _ in sums.values()), start=-pull_high)
            slope_high = sum((a.max(b) for a, b, _, _ in sums.values()), start=-pull_low)
            curvature = sum((a.min(b) for _, _, a, b in sums.values()), start=spread - turn_high)
            if slope_low > 0 or slope_high < 0:
                continue
            if curvature > 0:
                self._found[k].append(Valley(box.low, box.high))
            else:
                undecided.append(k)
            if k == left[-1]:
                break
        return undecided

    def _level(self, end: Any) -> Level:
        return self.modes.top if end is None else level_at(end)

    def _motions(self, end: Any, high: Any) -> list[Motion]:
        """The modes at one end of a box with that upper end: with the cap as on the box, if it switches there."""
        motions = self._known[end]
        if end is None or end is not high:
            return motions
        return [
            self.modes.motion(mode, self._level(end), active=True) if mode.switch == end else at
            for mode, at in zip(self.modes.modes, motions, strict=False)
        ]

    def _reach(self, end: Any) -> None:
        """Evaluate E(k, ·) at an end of a box."""
        if end in self._known:
            return
        motions = self.modes.motions(max(self.dimensions), self._level(end))
        self._known[end] = motions
        total, wanted = arb(0), set(self.dimensions)
        for k, (mode, at) in enumerate(zip(self.modes.modes, motions, strict=False), start=1):
            total += mode_error(mode, at)
            if k in wanted and not self._least.get(k, total) < total:
                self._least[k] = total


def _capped(mode: BallMode, box: _Box) -> bool:
    """Whether the cap of a mode is active on a box."""
    return mode.throughout or (mode.switch is not None and box.high is not None and bool(box.high <= mode.switch))


def _bounds(mode: BallMode, low: Motion, high: Motion) -> _Bounds:
    """Bounds of one mode's error from below, of its slope from both sides, and of its curvature from below."""
    if (low.gap > 0 and high.gap > 0) or (low.gap < 0 and high.gap < 0):
        value = mode_error(mode, low).min(mode_error(mode, high))
    else:
        value = arb(0)
    slopes = [_product(a, b) for a in (low.mismatch, high.mismatch) for b in (low.slope, high.slope)]
    turns = [_product(a, b) for a in (low.mismatch, high.mismatch) for b in (low.bend, high.bend)]
    return _Bounds(value, _least(slopes), -_least([-s for s in slopes]), _least(turns) + _spread(mode, low, high))


def _spread(mode: BallMode, low: Motion, high: Motion) -> Ball:
    """A lower bound of s v'²/(2 v^{3/2}) on a box."""
    widest = low.variance.max(high.variance)
    steepest = low.slope.abs_lower().min(high.slope.abs_lower())
    return mode.deviation * steepest**2 / (2 * widest * widest.sqrt())


def _shares(mode: BallMode, factors: list[Ball], ends: list[Motion]) -> list[Ball]:
    """The products s f/√v at the corners of a box, between which s f/√v lies on it."""
    if mode.true == 0:
        return [arb(0)]
    inverses = [arb.pos_inf() if end.variance == 0 else mode.deviation / end.root for end in ends]
    return [_product(factor, inverse) for factor in factors for inverse in inverses]


def _product(left: Ball, right: Ball) -> Ball:
    """A product in which an exact 0 wins over minus infinity."""
    return arb(0) if left == 0 or right == 0 else left * right


def _least(balls: list[Ball]) -> Ball:
    least = balls[0]
    for ball in balls[1:]:
        least = least.min(ball)
    return least


def _joined(valleys: list[Valley]) -> list[Valley]:
    """Valleys in order, those that share an end made one."""
    joined: list[Valley] = []
    for valley in sorted(valleys, key=lambda valley: valley.low):
        if joined and joined[-1].high == valley.low:
            joined[-1] = Valley(joined[-1].low, valley.high)
        else:
            joined.append(valley)
    return joined


def between(low: Any, high: Any, top: Level) -> Any:
    """A rational between two noise levels, by orders of magnitude of -log(1 - x); None where floats tell no more."""
    ends = _rate_one_time(low), _rate_one_time(high) if high is not None else -math.log(float(top.signal)) / 2
    middle = ends[1] / _LEAP if ends[0] == 0 else math.sqrt(ends[0]) * math.sqrt(ends[1])
    if ends[1] < 4 * ends[0]:
        middle = (ends[0] + ends[1]) / 2
    level = Fraction(-math.expm1(-2 * middle)) if middle < _HALF else 1 - Fraction(math.exp(-2 * middle))
    found = fmpq(level.numerator, level.denominator)
    inside = low < found and (bool(arb(found) < top.noise) if high is None else found < high)
    return found if inside else None


def _rate_one_time(noise: Any) -> float:
    level = Fraction(int(noise.p), int(noise.q))
    return -math.log1p(-float(level)) / 2 if level < Fraction(1, 2) else -math.log(float(1 - level)) / 2
