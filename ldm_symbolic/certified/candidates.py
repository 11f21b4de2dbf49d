"""The noise levels at which E(k, ·) can have its global minimum, proved, each as exactly as it is known.

From the noised start, while no kept mode is capped, E(k, ·) is convex and there is one: 0 or X by the sign of dE/dx
there, or its only zero. The sign at 0 is that of a sum of square roots, always decided; X = 1 - e^{-2R} is
transcendental where R is algebraic, dE/dx an algebraic function that is not constant, so that balls decide.
Elsewhere `valleys` proves where the minimum can be, and the signs of dE/dx at the ends of a valley tell whether it
has one. With the exact score v - λ and dv/dx have the sign of 1 - λ from either start: E does not decrease in x.

Tested in `tests/certified/test_optimum.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from flint import arb, fmpq

from ldm_symbolic.balls.arithmetic import sign_of
from ldm_symbolic.balls.bounds import precision
from ldm_symbolic.certified.ball_modes import BallModes, Level, level_at
from ldm_symbolic.certified.slope_root import near_noise, slope_at_end
from ldm_symbolic.certified.switches import Ball, rate_one_horizon, switches
from ldm_symbolic.certified.valleys import Search, Valley
from ldm_symbolic.exact import as_ball, as_fraction
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.score import ExactScore, Start
from ldm_symbolic.stopping.exact_levels import Exactly, closed_forms
from ldm_symbolic.stopping.float_optimum.brackets import brackets_held
from ldm_symbolic.stopping.float_optimum.intervals import Held
from ldm_symbolic.stopping.float_optimum.laws import Law, law_of
from ldm_symbolic.stopping.float_optimum.one_minimum import Optima
from ldm_symbolic.stopping.float_optimum.optimum import optimum
from ldm_symbolic.stopping.float_optimum.paired_modes import Modes
from ldm_symbolic.stopping.float_optimum.several_minima import least_errors, near_best
from ldm_symbolic.stopping.modes.float_modes import FloatModes
from ldm_symbolic.stopping.modes.float_pairs import paired
from ldm_symbolic.stopping.row import Branch

Spot = Branch | Fraction | Valley
"""Branch.END or Branch.START, an exact noise level inside, or a valley with one zero of dE/dx inside."""

_SEARCH_BITS = 96
_FAR_BITS = 160
_MOST_SEARCH_BITS = 1 << 9
_MOST_BITS = 1 << 13
_STEP = 64
_WIDER = 1e-9


class Spots:
    """The candidates of one problem, found when they are asked for.

    Args:
        problem: the model.
        proved: whether everything is. Else, where E need not be convex, float64 says where its minima can be, and a
            slope that cannot be told from 0 counts as 0.

    >>> from ldm_symbolic.model.spectrum import Spectrum
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
    def closed(self) -> Sequence[Exactly | None]:
        """x*(k) before clipping to [0, X] for k = 1..D, where it has a closed form."""
        return closed_forms(self.problem)

    @cached_property
    def convex_up_to(self) -> int:
        """The largest k for which v is affine in x for every kept mode."""
        return 0 if self.problem.start is Start.STANDARD else self.free_up_to

    @cached_property
    def free_up_to(self) -> int:
        """The largest k for which no kept mode is ever capped."""
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
        """x*(k) in float64 for every k."""
        count = len(self.pairs)
        with precision(_FAR_BITS):  # not the difference of the logarithms of two long integers: it loses digits
            top = float(as_ball(self._far).log())
        convex = self.convex_up_to == count
        return optimum(self.law, top, count, convex=convex, intervals=lambda: self._held)

    @cached_property
    def _far(self) -> Fraction:
        """x/(1 - x) at the start of generation, to twice the digits of a pair of floats."""
        with precision(_FAR_BITS):
            return as_fraction((2 * rate_one_horizon(self.problem, _FAR_BITS)).expm1().mid().fmpq())

    @cached_property
    def law(self) -> Law:
        """How the modes move, in floats and in pairs of them."""
        modes = Modes.of([true for true, _ in self.pairs], [believed for _, believed in self.pairs])
        far, standard = paired([self._far]), self.problem.start is Start.STANDARD
        return law_of(modes, far, self.problem.cap, standard=standard)

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
        if isinstance(exact, Fraction):
            return self._clipped(exact)
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
        """dE/dx at x = 0 and at X for every k."""
        bits = _SEARCH_BITS + self.guard
        with precision(bits):
            modes = self.modes_at(bits)
            low, high = (modes.running_slopes(len(self.pairs), level) for level in (modes.bottom, modes.top))
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
        first, last = (self._end_sign(kept, place) for place in (0, 1))
        if first >= 0:
            found.append(Branch.END)
        found += self._valleys_of(kept)
        if last <= 0:
            found.append(Branch.START)
        if not found:
            raise ArithmeticError(f"k = {kept}: no minimum was found at the ends of the horizon or between them")
        return tuple(found)

    def _end_sign(self, kept: int, place: int) -> int:
        sign = sign_of(self._end_slopes[place][kept - 1])
        return self._sign(kept, None if place else fmpq(0)) if sign is None else sign

    def _valleys_of(self, kept: int) -> list[Valley]:
        """Where dE/dx increases through 0 and the minimum can be, from floats where those prove it."""
        held, top = self._held, self._float_modes.horizon
        mine = range(*np.searchsorted(held.row, [kept - 1, kept]))
        if self.proved and not all(held.convex[place] for place in mine):
            return [valley for valley in self._searched(kept) if self._crosses(kept, valley, (0, 0))]
        wider = 0.0 if self.proved else _WIDER
        found = []
        for place in mine:
            valley = Valley(
                near_noise(held.low[place] * (1 - wider), top), near_noise(held.high[place] * (1 + wider), top)
            )
            if self._crosses(kept, valley, (int(held.rises[0, place]), int(held.rises[1, place]))):
                found.append(valley)
        return found

    def _crosses(self, kept: int, valley: Valley, known: tuple[int, int]) -> bool:
        """Whether dE/dx changes its sign on a valley, from the signs at its ends as far as they are known."""
        low = known[0] or (self._end_sign(kept, 0) if valley.low == 0 else self._sign(kept, valley.low))
        return (
            low < 0 < (known[1] or (self._end_sign(kept, 1) if valley.high is None else self._sign(kept, valley.high)))
        )

    def _searched(self, kept: int) -> list[Valley]:
        """The same by a search in balls, made for every k that needs it at once."""
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

    @cached_property
    def _not_convex(self) -> list[int]:
        """The k of which an interval is too narrow for floats to tell."""
        return sorted({int(row) + 1 for row in self._held.row[~self._held.convex]})

    @cached_property
    def _float_modes(self) -> FloatModes:
        return FloatModes.of(self.problem)

    @cached_property
    def _held(self) -> Held:
        return brackets_held(self._float_modes, np.arange(1, len(self.pairs) + 1))

    def near_best(self) -> list[int]:
        """The k whose least error may be the least of all, as far as float64 tells."""
        return near_best(*least_errors(self.floats, np.array([float(lost) for lost in self.lost])))

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
