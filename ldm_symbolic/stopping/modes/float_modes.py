"""The error in float64, whole (k, t) grids at once, in forms that stay accurate where terms cancel.

The natural coordinate here is the rate-one time left ρ = R(u), in which x = 1 - e^{-2ρ} and 1 - x = e^{-2ρ}
are both accurate at both ends. Differences of the exact inputs (λ̂ - λ, 1 - λ̂) are taken before rounding,
and (√v - s)² is evaluated as (v - λ)²/(√v + s)². Arrays have the axes (mode, point) or (dimension, point).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import mpmath
import numpy as np
from numpy.typing import ArrayLike
from sympy import lambdify

from ldm_symbolic.floats import Floats, Mask
from ldm_symbolic.model.backward import Start
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.notation import time_left
from ldm_symbolic.stopping.modes.mode_terms import mismatch_of, root_gap_of

_BLOCK = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Motion:
    """What happens to the generated variance of each mode at each point, axes (mode, point).

    Args:
        variance: v.
        gap: v - λ, accurate also where it is small beside v.
        gap_size: the size of what was added up to it: its rounding is of that order times 1e-16.
        slope: dv/dx.
        curvature: d²v/dx², on the side of a switch on which the cap is taken to be.
    """

    variance: Floats
    gap: Floats
    gap_size: Floats
    slope: Floats
    curvature: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class FloatModes:
    """The modes of a stopping problem in float64; each column has the axes (mode, 1).

    Args:
        true: λ_j.
        believed: λ̂_j (λ_j for the exact score).
        offset: λ̂_j - λ_j, rounded once.
        one_gap: 1 - λ_j, rounded once.
        contrast: 1 - λ̂_j, rounded once.
        lost: Σ_{j>k} λ_j for k = 1..D, axes (dimension, 1).
        horizon: R(T), the horizon in rate-one time.
        standard: whether generation starts in the standard normal law.
        rest: 1/(2C - 1), the variance to which the cap alone leads; 1 without a cap.
        rest_gap: 1/(2C - 1) - λ_j.
        switch: the rate-one time left up to which the cap is active, -1 where it never is.
        entry: v where the cap becomes active.
        entry_gap: v - λ_j there.
        excess: v - 1/(2C - 1) there.
        kink: d²v/dx² where the cap becomes active, on the side on which it is.
    """

    true: Floats
    believed: Floats
    offset: Floats
    one_gap: Floats
    contrast: Floats
    lost: Floats
    horizon: float
    standard: bool
    rest: float
    rest_gap: Floats
    switch: Floats
    entry: Floats
    entry_gap: Floats
    excess: Floats
    kink: Floats

    @classmethod
    def of(cls, problem: StoppingProblem) -> FloatModes:
        """The modes of a problem, largest index last.

        >>> from ldm_symbolic.model.encoder import Spectrum
        >>> problem = StoppingProblem(spectrum=Spectrum(variances=(Fraction(2), Fraction(1))))
        >>> FloatModes.of(problem).lost.tolist()
        [[1.0], [0.0]]
        """
        true, believed = problem.spectrum.variances, problem.believed
        with mpmath.workdps(60):
            far = problem.rate_one_horizon()
            start = _exactly(-mpmath.expm1(-2 * far)) if problem.start is Start.NOISED else Fraction(1)
        nowhere = np.full((len(true), 1), -1.0)
        modes = cls(
            true=_column(true),
            believed=_column(believed),
            offset=_column(b - t for b, t in zip(believed, true, strict=True)),
            one_gap=_column(1 - t for t in true),
            contrast=_column(1 - b for b in believed),
            lost=_column(problem.spectrum.lost),
            horizon=float(far),
            standard=problem.start is Start.STANDARD,
            rest=1.0,
            rest_gap=nowhere,
            switch=nowhere,
            entry=nowhere,
            entry_gap=nowhere,
            excess=nowhere,
            kink=nowhere,
        )
        return modes if problem.cap is None else modes._capped(problem.cap, start, true, believed)

    def _capped(self, cap: Fraction, x: Fraction, true: Sequence[Fraction], believed: Sequence[Fraction]) -> FloatModes:
        """The same modes under a cap C, which is active below the noise level (1 - C λ̂)/(C (1 - λ̂))."""
        rest = 1 / (2 * cap - 1)
        switch = np.array([[_switch(cap, b)] for b in believed])
        throughout = switch >= self.horizon
        noised = self.motion(np.full_like(switch, self.horizon))
        correction = self._correction(np.maximum(switch, 0.0))
        excess = float(1 / cap - rest) + correction
        return replace(
            self,
            rest=float(rest),
            switch=np.minimum(switch, self.horizon),
            entry=np.where(throughout, noised.variance, float(1 / cap) + correction),
            entry_gap=np.where(throughout, noised.gap, _column(1 / cap - t for t in true) + correction),
            excess=np.where(throughout, _column(b - rest + (1 - b) * x for b in believed), excess),
            kink=float((1 / rest + 1) / rest) * excess * np.exp(4 * np.maximum(switch, 0.0)),
            rest_gap=_column(rest - t for t in true),
        )

    def part(self, chosen: slice) -> FloatModes:
        """Some of the modes alone."""
        return replace(self, **{name: getattr(self, name)[chosen] for name in _COLUMNS})

    def _law(self, rho: Floats) -> Floats:
        """p = x + (1 - x) λ̂ as a sum of non-negative terms."""
        contrast = self.contrast
        return np.where(contrast >= 0, self.believed - contrast * np.expm1(-2 * rho), 1 - contrast * np.exp(-2 * rho))

    def _correction(self, rho: Floats) -> Floats:
        """v - p without a cap: 0 for the noised start, (1 - λ̂) (Z p/p_X)²/z for the standard one."""
        if not self.standard:
            return np.zeros(np.broadcast_shapes(self.true.shape, rho.shape))
        ratio = self._law(rho) / self._law(np.full_like(self.true, self.horizon))
        return self.contrast * ratio**2 * np.exp(2 * rho - 4 * self.horizon)

    def _below_one(self, rho: Floats) -> Floats:
        """1 - v without a cap, (1 - λ̂) (z - Z)/p_X (z + Z p/p_X)/z from the standard start, by z p_X - Z p = z - Z."""
        signal = np.exp(-2 * rho)
        if not self.standard:
            return self.contrast * signal
        end = self._law(np.full_like(self.true, self.horizon))
        shrunk = np.exp(2 * (rho - self.horizon))
        return -self.contrast * np.expm1(2 * (rho - self.horizon)) / end * signal * (1 + shrunk * self._law(rho) / end)

    def motion(self, rho: Floats, active: Mask | None = None) -> Motion:
        """The generated variance, its distance to the true one, and how it moves in x.

        Args:
            rho: rate-one times left in [0, R(T)], axes (point,) or (mode, point).
            active: where the cap is taken as active, axes (mode, point); below the switch unless given.
        """
        rho = np.atleast_2d(rho)
        free = self._free(rho)
        if active is None:
            active = rho <= self.switch
        if not active.any():
            return free
        signal = np.exp(-2 * rho)
        exponent = np.minimum(2 / self.rest * (rho - self.switch), 0.0)
        left, gone = np.exp(exponent), -np.expm1(exponent)
        with np.errstate(over="ignore"):  # only where the cap is not active, or the true size is beyond float64
            slope = self.excess * left / (self.rest * signal)
            curvature = (1 / self.rest + 1) * slope / signal
        capped = Motion(
            variance=self.entry * left + self.rest * gone,
            gap=self.entry_gap * left + self.rest_gap * gone,
            gap_size=(self.entry + self.true) * left + (self.rest + self.true) * gone,
            slope=slope,
            curvature=curvature,
        )
        names = ("variance", "gap", "gap_size", "slope", "curvature")
        return Motion(**{n: np.where(active, getattr(capped, n), getattr(free, n)) for n in names})

    def _free(self, rho: Floats) -> Motion:
        """The motion while the cap is inactive."""
        contrast, correction = self.contrast, self._correction(rho)
        law = self._law(rho)
        noise = -np.expm1(-2 * rho)
        slope = np.broadcast_to(contrast, law.shape)
        curvature = np.zeros(law.shape)
        if self.standard:
            end = self._law(np.full_like(self.true, self.horizon))
            shrunk = np.exp(2 * (rho - self.horizon))
            last = np.exp(-2 * self.horizon)
            below_one = contrast * (1 + (shrunk / end) ** 2 * law * (1 + contrast * np.exp(-2 * rho)))
            above_one = contrast * ((1 - 2 * contrast * last) + shrunk**2) / end**2
            slope = np.where(contrast >= 0, below_one, above_one)
            curvature = 2 * contrast * (shrunk / end) ** 2 * np.exp(2 * rho)
        below_one_by = self._below_one(rho)
        moved, size = contrast * noise, np.abs(self.one_gap) + np.abs(below_one_by)
        sizes = np.abs(self.offset) + np.abs(moved) + np.abs(correction), size
        return Motion(
            variance=np.where(contrast >= 0, law + correction, 1 - below_one_by),
            gap=np.where(sizes[0] <= sizes[1], self.offset + moved + correction, self.one_gap - below_one_by),
            gap_size=np.minimum(*sizes),
            slope=slope,
            curvature=curvature,
        )

    def mode_errors(self, motion: Motion) -> Floats:
        """(√v - s)² = (v - λ)²/(√v + s)² of each mode; 0 where v = λ = 0. Axes (mode, point)."""
        root, deviation = np.sqrt(motion.variance), np.sqrt(self.true)
        with np.errstate(divide="ignore", invalid="ignore"):  # where v = λ = 0
            return np.where(root + deviation > 0, root_gap_of()(motion.gap, root, deviation), 0.0) ** 2

    def mismatch(self, motion: Motion) -> Floats:
        """1 - s/√v = (v - λ)/(√v (√v + s)) of each mode: 1 where λ = 0, -∞ where v = 0 < λ. Axes (mode, point)."""
        root, deviation = np.sqrt(motion.variance), np.sqrt(self.true)
        with np.errstate(divide="ignore", invalid="ignore"):  # where v = 0
            found = mismatch_of()(motion.gap, root, deviation)
        return np.where(root * (root + deviation) > 0, found, np.where(self.true > 0, -np.inf, 1.0))


def squared_error_grid(problem: StoppingProblem, times: ArrayLike, dimensions: Iterable[int] | None = None) -> Floats:
    """E(k, t) on a grid of latent dimensions and stopping times, in float64, a block of modes after another.

        E(k, t) = Σ_{j≤k} (√v_j - s_j)² + Σ_{j>k} λ_j

    Each mode's term is accurate relative to max(λ_j - λ̂_j, |1 - λ̂_j| x)²/(√v + s)², however close λ̂ is to λ.

    Args:
        problem: the model.
        times: t in [0, T], generation times at which to stop, axes (time,).
        dimensions: the k wanted, in order; 1..D unless given.

    Returns:
        Squared errors, axes (dimension, time).

    Raises:
        ValueError: for a time outside [0, T] or a k outside 1..D.

    >>> from ldm_symbolic.model.encoder import Spectrum
    >>> problem = StoppingProblem(spectrum=Spectrum(variances=(Fraction(2), Fraction(1))))
    >>> squared_error_grid(problem, [4.0]).tolist()
    [[1.0], [0.0]]
    """
    stops = np.asarray(times, dtype=np.float64).reshape(-1)
    if not np.all((stops >= 0) & (stops <= float(problem.horizon))):
        raise ValueError(f"stopping times must lie in [0, {problem.horizon}]")
    wanted = list(range(1, problem.spectrum.dimension + 1)) if dimensions is None else list(dimensions)
    for kept in wanted:
        problem.require_dimension(kept)
    modes, chosen = FloatModes.of(problem), np.asarray(wanted) - 1
    integrated = lambdify(time_left, problem.schedule.integrated_rate, "numpy")
    nearest = float(problem.horizon)
    left = np.maximum((nearest - stops) + float(problem.horizon - Fraction(nearest)), 0.0)
    rho = np.minimum(integrated(left) * np.ones_like(left), modes.horizon)
    errors, carried = np.empty((len(wanted), len(rho))), np.zeros(len(rho))
    for start in range(0, int(chosen.max(initial=-1)) + 1, _BLOCK):
        block = modes.part(slice(start, start + _BLOCK))
        terms = block.mode_errors(block.motion(rho))
        sums = np.cumsum(terms, axis=0) + carried
        carried = sums[-1]
        rows = np.flatnonzero(chosen // _BLOCK == start // _BLOCK)
        errors[rows] = (sums + block.lost)[chosen[rows] - start]
    return errors


_COLUMNS = (
    *("true", "believed", "offset", "one_gap", "contrast", "lost", "rest_gap", "switch", "entry", "entry_gap"),
    *("excess", "kink"),
)


def _exactly(number: mpmath.mpf) -> Fraction:
    mantissa, exponent = number.man_exp
    return int(mantissa) * Fraction(2) ** exponent


def _switch(cap: Fraction, believed: Fraction) -> float:
    """The rate-one time at which the cap becomes active, -1 where C λ̂ >= 1."""
    if cap * believed >= 1:
        return -1.0
    level = (1 - cap * believed) / (cap * (1 - believed))
    return -math.log1p(-float(level)) / 2 if level < Fraction(1, 2) else -math.log(float(1 - level)) / 2


def _column(numbers: Iterable[Fraction]) -> Floats:
    """Exact numbers as float64, axes (mode, 1)."""
    return np.array([float(number) for number in numbers]).reshape(-1, 1)
