"""The noise levels at which E(k, ·) can have its global minimum, proved, each as exactly as it is known.

From the noised start, while no kept mode is capped, E(k, ·) is convex and there is one: 0 or X by the sign of dE/dx
there, or its only zero. The sign at 0 is that of a sum of square roots, always decided; X = 1 - e^{-2R} is
transcendental where R is algebraic, dE/dx an algebraic function that is not constant, so that balls decide.
Elsewhere `valleys` proves where the minimum can be, and the signs of dE/dx at the ends of a valley tell whether it
has one. With the exact score v - λ and dv/dx have the sign of 1 - λ from either start: E does not decrease in x.

Tested in `tests/certified/test_optimum.py`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from flint import arb, fmpq
from sympy import Expr

from ldm_symbolic.balls.arithmetic import sign_of
from ldm_symbolic.balls.prepared import precision
from ldm_symbolic.balls.root_sums import Term, sign_of_sum
from ldm_symbolic.certified.ball_modes import BallModes, Level, level_at
from ldm_symbolic.certified.switches import Ball, rate_one_horizon, switches
from ldm_symbolic.certified.valleys import Search, Valley
from ldm_symbolic.model.backward import Start
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.score import ExactScore
from ldm_symbolic.stopping.closed_form import closed_forms
from ldm_symbolic.stopping.float_optimum.best_dimensions import convex_errors, near_best, other_errors
from ldm_symbolic.stopping.float_optimum.brackets import Bracket, brackets
from ldm_symbolic.stopping.float_optimum.modes import Modes
from ldm_symbolic.stopping.float_optimum.optima import Optima, optima
from ldm_symbolic.stopping.modes.float_modes import FloatModes
from ldm_symbolic.stopping.row import Branch

Spot = Branch | Fraction | Valley
"""Branch.END or Branch.START, an exact noise level inside, or a valley with one zero of dE/dx inside."""

_SEARCH_BITS = 96
_MOST_SEARCH_BITS = 1 << 9
_MOST_BITS = 1 << 13
_STEP = 64
_WIDER = 1e-9
_HALF = 0.35
"""A rate-one time left near x = 1/2, from which on the signal is the better coordinate."""


class Spots:
    """The candidates of one problem, found when they are asked for.

    Args:
        problem: the model.
        proved: whether everything is. Else, where E need not be convex, float64 says where its minima can be, and a
            slope that cannot be told from 0 counts as 0.

    >>> from ldm_symbolic.model.encoder import Spectrum
    >>> from ldm_symbolic.model.score import PluginScore
    >>> spectrum = Spectrum(variances=(Fraction(1, 2),), estimated=(Fraction(1, 4),))
    >>> Spots(StoppingProblem(spectrum=spectrum, score=PluginScore())).of(1)
    (Fraction(1, 3),)
    """

    def __init__(self, problem: StoppingProblem, *, proved: bool = True) -> None:
        self.problem, self.proved = problem, proved
        self.pairs = tuple(zip(problem.spectrum.variances, problem.believed, strict=True))
        self.lost = problem.spectrum.lost
        self._modes: dict[int, BallModes] = {}
        self._valleys: dict[int, list[Valley]] = {}
        self._found: dict[int, tuple[Spot, ...]] = {}

    @cached_property
    def guard(self) -> int:
        """Bits of working precision beyond those of the answer: the signal at X may be small, and v far below λ̂."""
        largest = max(believed for _, believed in self.pairs)
        size = max(0, largest.numerator.bit_length() - largest.denominator.bit_length())
        with precision(64):
            return 16 + int(3 * float(rate_one_horizon(self.problem, 64))) + 2 * size

    def modes_at(self, bits: int) -> BallModes:
        """The modes at a precision, or one a little higher that serves others too."""
        bits = -(-bits // _STEP) * _STEP
        if bits not in self._modes:
            self._modes[bits] = BallModes(self.problem, bits)
        return self._modes[bits]

    @cached_property
    def closed(self) -> Sequence[Expr | None]:
        """x*(k) before clipping to [0, X] for k = 1..D, where it has a closed form."""
        return closed_forms(self.problem)

    @cached_property
    def convex_up_to(self) -> int:
        """The largest k for which v is affine in x for every kept mode."""
        if self.problem.start is Start.STANDARD:
            return 0
        capped = [place for place, switch in enumerate(switches(self.problem)) if switch is not None]
        return capped[0] if capped else self.problem.spectrum.dimension

    @cached_property
    def still_up_to(self) -> int:
        """The largest k for which no kept mode moves: λ̂ = 1."""
        moving = (place for place, (_, believed) in enumerate(self.pairs) if believed != 1)
        return next(moving, len(self.pairs))

    @cached_property
    def alone_up_to(self) -> int:
        """The largest k for which all kept modes that move are alike."""
        moving = [(place, pair) for place, pair in enumerate(self.pairs) if pair[1] != 1]
        return next((place for place, pair in moving if pair != moving[0][1]), len(self.pairs))

    @cached_property
    def _tilted_from(self) -> int:
        """The least k for which a mode with λ > 0 moves: dE/dx of fewer modes is constant."""
        return next(
            (k for k, (true, believed) in enumerate(self.pairs, start=1) if true and believed != 1), len(self.pairs) + 1
        )

    @cached_property
    def floats(self) -> Optima:
        """x*(k) in float64 for the k up to which E is convex."""
        with precision(_SEARCH_BITS):
            twice = 2 * rate_one_horizon(self.problem, _SEARCH_BITS)
            top = float(twice.expm1().log())
        pairs = self.pairs[: self.convex_up_to]
        return optima(Modes.of([true for true, _ in pairs], [believed for _, believed in pairs]), top)

    def of(self, kept: int) -> tuple[Spot, ...]:
        """The candidates for k: the global minimum over [0, X] is attained at one of them.

        Raises:
            ArithmeticError: if no precision tried decides.
        """
        if kept not in self._found:
            if kept <= self.still_up_to or isinstance(self.problem.score, ExactScore):
                self._found[kept] = (Branch.END,)
            elif kept <= self.convex_up_to:
                self._found[kept] = (self._convex(kept),)
            else:
                self._found[kept] = self._several(kept)
        return self._found[kept]

    def _convex(self, kept: int) -> Spot:
        exact = self.closed[kept - 1]
        if exact is not None and exact.is_Rational:
            return self._clipped(Fraction(int(exact.p), int(exact.q)))
        at_end = sign_of(self._end_slopes[0][kept - 1])
        if at_end is None:
            at_end = slope_at_end([pair for pair in self.pairs[:kept] if pair[1] != 1])
        if at_end >= 0:
            return Branch.END
        if kept < self._tilted_from:
            return Branch.START
        at_start = sign_of(self._end_slopes[1][kept - 1])
        if at_start is None:
            at_start = self._sign(kept, None)
        return Valley(fmpq(0), None) if at_start > 0 else Branch.START

    @cached_property
    def _end_slopes(self) -> tuple[list[Ball], list[Ball]]:
        """dE/dx at x = 0 and at X for every k up to which E is convex."""
        bits = _SEARCH_BITS + self.guard
        with precision(bits):
            modes = self.modes_at(bits)
            low, high = (modes.running_slopes(self.convex_up_to, level) for level in (modes.bottom, modes.top))
        return low, high

    def _clipped(self, level: Fraction) -> Spot:
        """An exact noise level clipped to [0, X]; X is no rational number where R(T) is one."""
        if level <= 0:
            return Branch.END
        bits = _SEARCH_BITS + self.guard
        while bits <= _MOST_BITS + self.guard:
            with precision(bits):
                beyond = arb(fmpq(level.numerator, level.denominator)) - self.modes_at(bits).top.noise
                if beyond > 0 or beyond < 0:
                    return Branch.START if beyond > 0 else level
            bits *= 2
        raise ArithmeticError(f"the noise level {level} is that of the horizon, to {bits // 2} bits")

    def _several(self, kept: int) -> tuple[Spot, ...]:
        found: list[Spot] = []
        first, last = self._sign(kept, fmpq(0)), self._sign(kept, None)
        if first >= 0:
            found.append(Branch.END)
        for valley in self._valleys_of(kept):
            low = first if valley.low == 0 else self._sign(kept, valley.low)
            high = last if valley.high is None else self._sign(kept, valley.high)
            if low < 0 < high:
                found.append(valley)
        if last <= 0:
            found.append(Branch.START)
        if not found:
            raise ArithmeticError(f"k = {kept}: no minimum was found at the ends of the horizon or between them")
        return tuple(found)

    def _valleys_of(self, kept: int) -> Sequence[Valley]:
        """Where dE/dx increases and the minimum can be; the search is made for every k that needs it at once."""
        if not self.proved:
            top = self._float_modes.horizon
            return [
                Valley(_noise(b.low * (1 - _WIDER), top), _noise(b.high * (1 + _WIDER), top))
                for b in self._brackets[kept]
            ]
        bits = _SEARCH_BITS + self.guard
        while kept not in self._valleys and bits <= _MOST_SEARCH_BITS + self.guard:
            wanted = [k for k in self._not_convex if k not in self._valleys]
            with precision(bits):
                valleys = Search(modes=self.modes_at(bits), dimensions=wanted).valleys()
            self._valleys |= {k: found for k, found in valleys.items() if found is not None}
            bits *= 4
        if kept not in self._valleys:
            raise ArithmeticError(f"k = {kept}: where the error has its minimum is not decided to {bits // 4} bits")
        return self._valleys[kept]

    @property
    def _not_convex(self) -> range:
        return range(max(self.convex_up_to, self.still_up_to) + 1, len(self.pairs) + 1)

    @cached_property
    def _float_modes(self) -> FloatModes:
        return FloatModes.of(self.problem)

    @cached_property
    def _brackets(self) -> Mapping[int, Sequence[Bracket]]:
        wanted = () if isinstance(self.problem.score, ExactScore) else self._not_convex
        return brackets(self._float_modes, wanted) if wanted else {}

    def near_best(self) -> list[int]:
        """The k whose least error may be the least of all, as far as float64 tells."""
        convex = self.convex_up_to
        parts = []
        if convex:
            parts.append(convex_errors(self.floats, np.array([float(lost) for lost in self.lost[:convex]])))
        if convex < len(self.pairs):
            parts.append(other_errors(self._float_modes, self._brackets, convex + 1))
        return near_best(*map(np.concatenate, zip(*parts, strict=True)))

    def _sign(self, kept: int, noise: Any) -> int:
        """The sign of dE/dx at a rational noise level, or at X (None)."""
        bits = _SEARCH_BITS + self.guard
        while bits <= _MOST_BITS + self.guard:
            modes = self.modes_at(bits)
            with precision(bits):
                level: Level = modes.top if noise is None else level_at(noise)
                value = modes.slope(kept, level)
                sign = sign_of(value)
                if sign is not None:
                    return sign
            bits *= 2
        if not self.proved:
            return 0
        where = "the start of generation" if noise is None else f"the noise level {noise}"
        raise ArithmeticError(
            f"k = {kept}: the sign of the error's slope at {where} is not decided to {bits // 2} bits"
        )


def slope_at_end(moving: Sequence[tuple[Fraction, Fraction]]) -> int:
    """The sign of Σ (1 - √(λ/λ̂)) (1 - λ̂), dE/dx at x = 0 from the noised start without a cap.

    Args:
        moving: the pairs (λ, λ̂) that are kept.

    >>> slope_at_end([(Fraction(1, 16), Fraction(1, 4)), (Fraction(9, 16), Fraction(1, 4))])
    0
    """
    terms: list[Term] = []
    for true, believed in moving:
        if true and not believed:
            return -1
        terms.append((1 - believed, Fraction(1)))
        if true:
            terms.append(((believed - 1) / believed, true * believed))
    return sign_of_sum(terms)


def _noise(rate_one_time: float, horizon: float) -> Any:
    """A rational noise level near a rate-one time left; None for X."""
    if rate_one_time >= horizon:
        return None
    level = Fraction(-math.expm1(-2 * rate_one_time))
    if rate_one_time > _HALF:
        level = 1 - Fraction(math.exp(-2 * rate_one_time))
    return fmpq(level.numerator, level.denominator)
