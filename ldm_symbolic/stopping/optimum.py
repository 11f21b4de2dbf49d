"""When to stop for each latent dimension, and which pair of the two is best.

For each k the time left u*(k) minimises E(k, a_u²) over [0, T]; t*(k) = T - u*(k). There are three
branches: run to the end (x* = 0), stop inside, or do not start (x* = a_T²). Where a closed form exists it
is used; elsewhere x* is a zero of the slope dE/dx on a bracket on which the slope increases.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from functools import partial

import mpmath
import numpy as np
from sympy import Expr

from ldm_symbolic.exact import as_mpf
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.stopping.brackets import Bracket, brackets, increasing_root, slope_and_change
from ldm_symbolic.stopping.closed_form import closed_forms
from ldm_symbolic.stopping.float_modes import FloatModes
from ldm_symbolic.stopping.precise_modes import Number, PreciseModes, settle

_NEAR_BEST = 1e-9


class Branch(Enum):
    """Where the optimal noise level lies."""

    END = "end"
    """x* = 0: run to the end."""
    INTERIOR = "interior"
    """0 < x* < a_T²: stop early."""
    START = "start"
    """x* = a_T²: do not start."""

    @property
    def words(self) -> str:
        """What to do, in words."""
        return {"end": "run to the end", "interior": "stop early", "start": "do not start"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoppingTime:
    """The optimal stopping time for one latent dimension, correct to the digits asked for.

    Args:
        k: latent dimension.
        branch: where x* lies.
        noise: x*, the noise level at which to stop.
        time_left: u*, the noise time left, with a_u² = x*.
        time: t* = T - u*, the generation time at which to stop.
        alpha_bar: b_u² = 1 - x*.
        log_snr: log(b_u²/a_u²), infinite where x* = 0.
        error: E(k, x*), squared.
        error_at_end: E(k, 0), squared.
        exact: x* before clipping to [0, a_T²] where it has a closed form, else None.
        bracket: rate-one times left between which the slope (`slope_of`) increases through its zero, else None.
    """

    k: int
    branch: Branch
    noise: Number
    time_left: Number
    time: Number
    alpha_bar: Number
    log_snr: Number
    error: Number
    error_at_end: Number
    exact: Expr | None
    bracket: Bracket | None

    def __str__(self) -> str:
        time, level, error = (mpmath.nstr(value, 6) for value in (self.time, self.noise, self.error))
        return f"k = {self.k}: {self.branch.words}, t* = {time}, x* = {level}, squared error {error}"


class Stopping:
    """The optimal stopping times of one problem, each solved when it is asked for.

    The minimum over the noise level is global: brackets that can hold it come from branch and bound on
    bounds of E and its derivatives (`minimise`), their zeros from Newton steps within the bracket, and the
    least of the values there and at the ends of the horizon decides. Ties go to the smaller noise level.

    Args:
        problem: the model.
        digits: significant digits wanted, at least 1.

    >>> from ldm_symbolic.model.encoder import Spectrum
    >>> from ldm_symbolic.model.score import PluginScore
    >>> spectrum = Spectrum(variances=(Fraction(1, 2),), estimated=(Fraction(1, 4),))
    >>> stopping = Stopping(StoppingProblem(spectrum=spectrum, score=PluginScore(), horizon=Fraction(2)))
    >>> mpmath.nstr(stopping.at(1).time_left, 15)
    '0.202732554054082'
    """

    def __init__(self, problem: StoppingProblem, *, digits: int = 15) -> None:
        self.problem = problem
        self.digits = digits
        self._floats = FloatModes.of(problem)
        self._exact = closed_forms(problem)
        numeric = [k for k, exact in enumerate(self._exact, start=1) if exact is None]
        self._brackets = brackets(self._floats, numeric) if numeric else {}
        self._precise: dict[int, PreciseModes] = {}
        self._solved: dict[int, StoppingTime] = {}

    def at(self, kept: int) -> StoppingTime:
        """t*(k) and what goes with it, to the digits asked for.

        The precision is raised until two successive ones agree on every number.

        Args:
            kept: k in 1..D.

        Raises:
            ValueError: for a k outside 1..D, or if `digits` is not positive.
        """
        self.problem.require_dimension(kept)
        if kept not in self._solved:
            self._solved[kept] = settle(partial(self._row, kept), self.digits, guard=self.problem.digits_lost())
        return self._solved[kept]

    def best(self, watched: Callable[[Iterable[int]], Iterable[int]] = iter) -> StoppingTime:
        """The pair (k, t) with the least error over all k in 1..D; of equal ones the smallest k.

        Only latent dimensions whose float64 error is within 1e-9 of the least are solved precisely; among
        them errors that agree to all the digits asked for count as equal.

        Args:
            watched: passes on the latent dimensions as they are looked at, such as a progress bar does.
        """
        errors = {k: self._float_error(k) for k in watched(range(1, self.problem.spectrum.dimension + 1))}
        least = min(errors.values())
        scale = float(sum(self.problem.spectrum.variances))
        near = [k for k, error in errors.items() if error <= least * (1 + _NEAR_BEST) + _NEAR_BEST**2 * scale]
        rows = [self.at(k) for k in near]
        lowest = min(row.error for row in rows)
        with mpmath.workdps(2 * self.digits):
            tied = lowest * (1 + mpmath.mpf(10) ** -self.digits)
            return next(row for row in rows if row.error <= tied)

    def _float_error(self, kept: int) -> float:
        """The least error for k in float64, at the ends of the horizon, the closed form or the zeros."""
        modes = self._floats.first(kept)
        points = [0.0, modes.horizon]
        exact = self._exact[kept - 1]
        if exact is not None:
            level = float(exact)
            points.append(-math.log1p(-level) / 2 if 0 < level < 1 else 0.0)
        points += [self._guess(kept, bracket) for bracket in self._brackets.get(kept, ())]
        rho = np.clip(np.array(points), 0.0, modes.horizon)
        errors = modes.mode_errors(modes.motion(rho)).sum(axis=0)
        return float(errors.min() + modes.lost[-1, 0])

    def _guess(self, kept: int, bracket: Bracket) -> float:
        """The zero of the slope on a bracket, in float64."""
        modes = self._floats.first(kept)
        middle = (bracket.low + bracket.high) / 2
        return float(increasing_root(lambda rho: slope_and_change(modes, rho), bracket.low, bracket.high, middle, 1e-8))

    def _row(self, kept: int) -> StoppingTime:
        """The answer for k at the working precision, its numbers not yet known to be right."""
        if mpmath.mp.dps not in self._precise:
            self._precise[mpmath.mp.dps] = PreciseModes(self.problem)
        modes = self._precise[mpmath.mp.dps]
        exact = self._exact[kept - 1]
        if exact is not None:
            return self._filled(kept, modes, _clipped(exact, modes), exact, None)
        rho, bracket = self._least(kept, modes)
        return self._filled(kept, modes, rho, None, bracket)

    def _least(self, kept: int, modes: PreciseModes) -> tuple[Number, Bracket | None]:
        """The global minimiser among the zeros of the slope and those ends at which E does not fall inwards."""
        zero, top = mpmath.mpf(0), modes.horizon
        candidates: list[tuple[Number, Bracket | None]] = []
        if modes.slope_sign(kept, zero) >= 0:
            candidates.append((zero, None))
        for bracket in self._brackets[kept]:
            low, high = mpmath.mpf(bracket.low) * _WIDER[0], min(mpmath.mpf(bracket.high) * _WIDER[1], top)
            if modes.slope_sign(kept, low) < 0 < modes.slope_sign(kept, high):
                start = mpmath.mpf(self._guess(kept, bracket))
                start = start if low < start < high else (low + high) / 2
                tolerance = mpmath.mpf(10) ** -(mpmath.mp.dps // 2 + 2)
                function = partial(modes.slope_and_change, kept)
                candidates.append((increasing_root(function, low, high, start, tolerance), bracket))
        if modes.slope_sign(kept, top) <= 0:
            candidates.append((top, None))
        if not candidates:
            raise ArithmeticError(f"k = {kept}: no minimum was found at the ends of the horizon or between them")
        errors = [modes.kept_error(kept, rho) for rho, _ in candidates]
        least = min(errors)
        tied = least + (least + modes.lost[kept - 1]) * mpmath.mpf(10) ** (5 - mpmath.mp.dps)
        return next(found for found, error in zip(candidates, errors, strict=True) if error <= tied)

    def _filled(
        self, kept: int, modes: PreciseModes, rho: Number, exact: Expr | None, bracket: Bracket | None
    ) -> StoppingTime:
        horizon = as_mpf(self.problem.horizon)
        branch = Branch.END if rho == 0 else Branch.START if rho == modes.horizon else Branch.INTERIOR
        left = horizon if branch is Branch.START else self.problem.schedule.time_left_at(rho, horizon)
        alpha_bar = mpmath.exp(-2 * rho)
        level = -mpmath.expm1(-2 * rho)
        return StoppingTime(
            k=kept,
            branch=branch,
            noise=level,
            time_left=left,
            time=horizon - left,
            alpha_bar=alpha_bar,
            log_snr=mpmath.log(alpha_bar / level) if level else mpmath.inf,
            error=modes.settled(kept, modes.kept_error(kept, rho)) + modes.lost[kept - 1],
            error_at_end=modes.settled(kept, modes.kept_error(kept, mpmath.mpf(0))) + modes.lost[kept - 1],
            exact=exact,
            bracket=bracket,
        )


_WIDER = (1 - Fraction(1, 10**9), 1 + Fraction(1, 10**9))


def _clipped(exact: Expr, modes: PreciseModes) -> Number:
    """The rate-one time left of an exact noise level, clipped to the horizon."""
    level = mpmath.mpf(0) if exact <= 0 else exact.evalf(mpmath.mp.dps)._to_mpmath(mpmath.mp.prec)
    return modes.horizon if level >= modes.horizon_noise else -mpmath.log1p(-level) / 2
