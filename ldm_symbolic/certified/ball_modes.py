"""The modes of a stopping problem in ball arithmetic: every number with a bound on its error.

Where the cap is inactive, with p = λ̂ + c x, c = 1 - λ̂, z = 1 - x, and X, Z at the start of generation,

    v = p                           from the noised start
    v = p + c (Z/p_X)² p²/z         from the standard start

and while the cap is active, entered at signal z_e with variance v_e,

    v = 1/(2C - 1) + (v_e - 1/(2C - 1)) (z_e/z)^(2C - 1)

These are the closed forms of `backward.variance`, written so that little cancels. On an interval without a
switch of the cap v, v' and v'' are monotone in x: v is affine there; or v' = c (1 + Q (1/z² - c²)) with
Q = (Z/p_X)², which has the sign of c as |c| Z < p_X where c < -1; or v - 1/(2C - 1) is a negative power of z
times a constant. Across a switch v and v' are continuous.

Tested in `tests/certified/test_optimum.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import Any, NamedTuple

from flint import arb, fmpq

from ldm_symbolic.balls.bounds import precision
from ldm_symbolic.certified.switches import Ball, Switch, rate_one_horizon, switches
from ldm_symbolic.exact import as_ball
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.score import Start
from ldm_symbolic.stopping.modes.mode_terms import mismatch_of, root_gap_of


class Level(NamedTuple):
    """A noise level, and the signal with it, each accurate relative to itself.

    Args:
        noise: x.
        signal: z = 1 - x.
        exact: x as a rational number; None for X, the noise level at which generation starts.
    """

    noise: Ball
    signal: Ball
    exact: Any


class Motion(NamedTuple):
    """One mode at one noise level.

    Args:
        variance: v.
        gap: v - λ.
        root: √v.
        mismatch: 1 - s/√v, minus infinity where v = 0 < λ.
        slope: dv/dx.
        bend: d²v/dx².
    """

    variance: Ball
    gap: Ball
    root: Ball
    mismatch: Ball
    slope: Ball
    bend: Ball


@dataclass(frozen=True, slots=True, kw_only=True)
class BallMode:
    """One mode at the precision in force.

    Args:
        true: λ.
        deviation: s = √λ.
        believed: λ̂.
        offset: λ̂ - λ.
        contrast: c = 1 - λ̂.
        pull: c (Z/p_X)² from the standard start, None from the noised one.
        switch: the noise level, a rational, below which the cap is active, None where it never is.
        throughout: whether it is active on all of [0, X].
        entry: z_e, the signal at which it becomes active.
        excess: v_e - 1/(2C - 1).
        rest_gap: 1/(2C - 1) - λ.
        start_gap: v - λ at the start of generation.
    """

    true: Ball
    deviation: Ball
    believed: Ball
    offset: Ball
    contrast: Ball
    pull: Ball | None
    switch: Any
    throughout: bool
    entry: Ball
    excess: Ball
    rest_gap: Ball
    start_gap: Ball


class BallModes:
    """The modes of a problem at one precision, which is to be in force whenever a method is called.

    Args:
        problem: the model.
        bits: the working precision.

    Raises:
        ArithmeticError: if the horizon is so near a switch of the cap that no precision tells them apart.

    >>> from ldm_symbolic.model.spectrum import Spectrum
    >>> modes = BallModes(StoppingProblem(spectrum=Spectrum(variances=(Fraction(4), Fraction(1)))), 64)
    >>> modes.lost[0], modes.kept_error(2, modes.bottom)
    (Fraction(1, 1), 0)
    """

    def __init__(self, problem: StoppingProblem, bits: int) -> None:
        problem.require_reverse_equation()
        self.bits = bits
        self.standard = problem.start is Start.STANDARD
        self.cap = problem.cap
        self.power: Ball = arb(1)
        with precision(bits):
            if self.cap is not None:
                self.power = as_ball(2 * self.cap - 1)
            self.rest = 1 / self.power
            self.horizon = rate_one_horizon(problem, bits)
            self.top = Level(-(-2 * self.horizon).expm1(), (-2 * self.horizon).exp(), None)
            self.bottom = Level(arb(0), arb(1), fmpq(0))
            modes = zip(problem.spectrum.variances, problem.believed, switches(problem), strict=True)
            self.modes = tuple(self._mode(*mode) for mode in modes)
        self.lost = problem.spectrum.lost

    def _mode(self, true: Fraction, believed: Fraction, switch: Switch | None) -> BallMode:
        contrast, variance = as_ball(1 - believed), as_ball(believed)
        law = variance + contrast * self.top.noise
        pull = contrast * (self.top.signal / law) ** 2 if self.standard else None
        entry, excess, rest_gap = self.top.signal, arb(0), arb(0)
        if self.cap is not None and switch is not None:
            rest_gap = as_ball(1 / (2 * self.cap - 1) - true)
            if switch.throughout:
                excess = 1 - self.rest if self.standard else law - self.rest
            else:
                entry = as_ball(1 - switch.level)
                excess = as_ball(1 / self.cap - 1 / (2 * self.cap - 1))
                if pull is not None:
                    excess += pull / (entry * as_ball(self.cap**2))
        return BallMode(
            true=as_ball(true),
            deviation=as_ball(true).sqrt(),
            believed=variance,
            offset=as_ball(believed - true),
            contrast=contrast,
            pull=pull,
            switch=None if switch is None else fmpq(switch.level.numerator, switch.level.denominator),
            throughout=switch is not None and switch.throughout,
            entry=entry,
            excess=excess,
            rest_gap=rest_gap,
            start_gap=as_ball(1 - true) if self.standard else as_ball(believed - true) + contrast * self.top.noise,
        )

    def active(self, mode: BallMode, level: Level) -> bool:
        """Whether the cap of a mode is active at a level; not at its switch itself."""
        return mode.throughout or (mode.switch is not None and level.exact is not None and level.exact < mode.switch)

    def motion(self, mode: BallMode, level: Level, *, active: bool) -> Motion:
        """One mode at a level, with the cap taken as active or not; at a switch itself only the bend differs."""
        if active:
            variance, gap, slope, bend = self._capped(mode, level)
        else:
            variance, gap, slope, bend = self._free(mode, level)
        if level.exact is None:
            gap = mode.start_gap
            variance = arb(1) if self.standard else variance
        root = variance.sqrt()
        if mode.true == 0:
            mismatch = arb(1)
        elif variance == 0:
            mismatch = arb.neg_inf()
        else:
            mismatch = mismatch_of()(gap, root, mode.deviation)
        return Motion(variance, gap, root, mismatch, slope, bend)

    def _free(self, mode: BallMode, level: Level) -> tuple[Ball, Ball, Ball, Ball]:
        moved = mode.contrast * level.noise
        law, gap = mode.believed + moved, mode.offset + moved
        if mode.pull is None:
            return law, gap, mode.contrast, arb(0)
        inverse = 1 / level.signal
        ratio = law * inverse  # = 1/z - c
        added = mode.pull * law * ratio
        slope = mode.contrast + mode.pull * ratio * (inverse + mode.contrast)
        return law + added, gap + added, slope, 2 * mode.pull * inverse * inverse * inverse

    def _capped(self, mode: BallMode, level: Level) -> tuple[Ball, Ball, Ball, Ball]:
        part = mode.excess * ((mode.entry / level.signal).log() * self.power).exp()
        slope = self.power * part / level.signal
        return self.rest + part, mode.rest_gap + part, slope, (self.power + 1) * slope / level.signal

    def motions(self, kept: int, level: Level) -> list[Motion]:
        """The first k modes at a level, on the free side of a switch that lies there."""
        return [self.motion(mode, level, active=self.active(mode, level)) for mode in self.modes[:kept]]

    def running_errors(self, kept: int, level: Level) -> list[Ball]:
        """Σ_{j≤n} (√v_j - s_j)² for n = 1..k."""
        pairs = zip(self.modes, self.motions(kept, level), strict=False)
        return list(accumulate(mode_error(mode, at) for mode, at in pairs))

    def kept_error(self, kept: int, level: Level) -> Ball:
        """Σ_{j≤k} (√v_j - s_j)²."""
        return self.running_errors(kept, level)[-1]

    def running_slopes(self, kept: int, level: Level) -> list[Ball]:
        """dE/dx = Σ_{j≤n} (1 - s_j/√v_j) v_j' for n = 1..k, minus infinity where some v_j = 0 < λ_j: v_j' > 0 there."""
        return list(accumulate(self._slope(mode, level) for mode in self.modes[:kept]))

    def slope(self, kept: int, level: Level) -> Ball:
        """The same for n = k."""
        return self.running_slopes(kept, level)[-1]

    def _slope(self, mode: BallMode, level: Level) -> Ball:
        if mode.pull is not None or self.active(mode, level):
            at = self.motion(mode, level, active=self.active(mode, level))
            return arb.neg_inf() if mode.true != 0 and at.variance == 0 else at.mismatch * at.slope
        if mode.true == 0:
            return mode.contrast
        moved = mode.contrast * level.noise
        variance = mode.believed + moved
        if variance == 0:
            return arb.neg_inf()
        return mode.contrast * (mode.offset + moved) / (variance + variance.sqrt() * mode.deviation)

    def slope_and_curvature(self, kept: int, level: Level) -> tuple[Ball, Ball]:
        """dE/dx and d²E/dx² = Σ (1 - s_j/√v_j) v_j'' + s_j v_j'²/(2 v_j^{3/2}), at x > 0."""
        total, change = arb(0), arb(0)
        for mode, at in zip(self.modes, self.motions(kept, level), strict=False):
            total += at.mismatch * at.slope
            change += at.mismatch * at.bend + mode.deviation * at.slope * at.slope / (2 * at.variance * at.root)
        return total, change


def mode_error(mode: BallMode, at: Motion) -> Ball:
    """(√v - s)² as (v - λ)²/(√v + s)²."""
    return arb(0) if at.gap == 0 else root_gap_of()(at.gap, at.root, mode.deviation) ** 2


def level_at(noise: Any) -> Level:
    """The level of a rational noise level in [0, 1), at the precision in force.

    >>> level_at(fmpq(1, 4)).signal
    0.750000000000000
    """
    return Level(arb(noise), arb(1 - noise), noise)
