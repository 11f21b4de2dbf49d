"""The modes in float64, at many points at once, in forms that stay accurate where terms cancel.

The natural coordinate here is the rate-one time left ρ = R(u), in which x = 1 - e^{-2ρ} and 1 - x = e^{-2ρ}
are both accurate at both ends. Differences of the exact inputs (λ̂ - λ, 1 - λ̂) are taken before rounding,
and (√v - s)² is evaluated as (v - λ)²/(√v + s)². Arrays have the axes (mode, point).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import mpmath
import numpy as np
from numpy.typing import NDArray

from ldm_symbolic.floats import Floats, Mask
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.score import Start
from ldm_symbolic.stopping.modes.columns import Places, columns_of, less, lost_variance, switch_times
from ldm_symbolic.stopping.modes.mode_terms import mismatch_of, root_gap_of


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
    def of(cls, problem: StoppingProblem, places: Places = slice(None), *, lost: bool = True) -> FloatModes:
        """The modes of a problem, largest index last.

        Args:
            problem: the model.
            places: which of them, counted from 0.
            lost: whether Σ_{j>k} λ_j is wanted; else it is left at 0.

        >>> from ldm_symbolic.model.spectrum import Spectrum
        >>> problem = StoppingProblem(spectrum=Spectrum(variances=(Fraction(2), Fraction(1))))
        >>> FloatModes.of(problem).lost.tolist()
        [[1.0], [0.0]]
        """
        problem.require_reverse_equation()
        columns = columns_of(problem, places)
        with mpmath.workdps(30):
            horizon = float(problem.rate_one_horizon())
        nowhere = np.full((len(columns.true), 1), -1.0)
        modes = cls(
            **{name: column[:, None] for name, column in columns._asdict().items()},
            lost=(lost_variance(problem)[places] if lost else np.zeros(len(columns.true)))[:, None],
            horizon=horizon,
            standard=problem.start is Start.STANDARD,
            rest=1.0,
            rest_gap=nowhere,
            switch=nowhere,
            entry=nowhere,
            entry_gap=nowhere,
            excess=nowhere,
            kink=nowhere,
        )
        return modes if problem.cap is None else modes._capped(problem, problem.cap, places)

    def _capped(self, problem: StoppingProblem, cap: Fraction, places: Places) -> FloatModes:
        """The same modes under a cap C, which is active below the noise level (1 - C λ̂)/(C (1 - λ̂))."""
        rest, true = 1 / (2 * cap - 1), problem.spectrum.variances
        switch = switch_times(cap, problem.believed, places)[:, None]
        throughout = switch >= self.horizon
        noised = self.motion(np.full_like(switch, self.horizon))
        correction = self._correction(np.maximum(switch, 0.0))
        excess = float(1 / cap - rest) + correction
        return replace(
            self,
            rest=float(rest),
            switch=np.minimum(switch, self.horizon),
            entry=np.where(throughout, noised.variance, float(1 / cap) + correction),
            entry_gap=np.where(throughout, noised.gap, less(1 / cap, true, places)[:, None] + correction),
            excess=np.where(throughout, _start_excess(problem, rest, throughout, places), excess),
            kink=float((1 / rest + 1) / rest) * excess * np.exp(4 * np.maximum(switch, 0.0)),
            rest_gap=less(rest, true, places)[:, None],
        )

    def part(self, chosen: slice | NDArray[np.int64]) -> FloatModes:
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

    def _moved(self, rho: Floats, law: Floats) -> tuple[Floats, Floats, Floats]:
        """v, v - λ̂ and 1 - v without a cap, each relative to what it is made of.

        From the standard start, with q = p/p_X and by z p_X - Z p = z - Z:

            v - λ̂ = (1 - λ̂) (x + (Z q)²/z),   1 - v = (1 - λ̂) (z - Z)/p_X (1 + Z q/z)
        """
        signal, risen = np.exp(-2 * rho), self.contrast * -np.expm1(-2 * rho)
        if not self.standard:
            return law, risen, self.contrast * signal
        end = self._law(np.full_like(self.true, self.horizon))
        shrunk, share = np.exp(2 * (rho - self.horizon)), law / end
        below = share * shrunk
        below += 1
        below *= (-self.contrast / end) * (np.expm1(2 * (rho - self.horizon)) * signal)
        share *= share
        share *= self.contrast * np.exp(2 * rho - 4 * self.horizon)
        risen += share
        share += law
        return share, risen, below

    def position(self, rho: Floats) -> tuple[Floats, Floats]:
        """v and v - λ alone, as `motion` has them.

        Args:
            rho: rate-one times left in [0, R(T)], axes (point,).
        """
        rho = np.atleast_2d(rho)
        variance, gap, _ = self._free_position(rho, self._law(rho))
        active = np.flatnonzero(self.switch[:, 0] >= rho.min(initial=np.inf))
        if len(active):
            some = self.part(active)
            here = rho <= some.switch
            for found, capped in zip((variance, gap), some._capped_position(*some._faded(rho)), strict=False):
                found[active] = np.where(here, capped, found[active])
        return variance, gap

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
        left, gone = self._faded(rho)
        variance, gap, size = self._capped_position(left, gone)
        signal = np.exp(-2 * rho)
        with np.errstate(over="ignore"):  # only where the cap is not active, or the true size is beyond float64
            slope = self.excess * left / (self.rest * signal)
            curvature = (1 / self.rest + 1) * slope / signal
        capped = Motion(variance=variance, gap=gap, gap_size=size, slope=slope, curvature=curvature)
        names = ("variance", "gap", "gap_size", "slope", "curvature")
        return Motion(**{n: np.where(active, getattr(capped, n), getattr(free, n)) for n in names})

    def _faded(self, rho: Floats) -> tuple[Floats, Floats]:
        """(z_C/z)^(1/rest), how much is left of what the cap was entered with, and how much is gone."""
        exponent = np.minimum(2 / self.rest * (rho - self.switch), 0.0)
        return np.exp(exponent), -np.expm1(exponent)

    def _capped_position(self, left: Floats, gone: Floats) -> tuple[Floats, Floats, Floats]:
        """v, v - λ and the size of what it is made of, while the cap is active."""
        return (
            self.entry * left + self.rest * gone,
            self.entry_gap * left + self.rest_gap * gone,
            (self.entry + self.true) * left + (self.rest + self.true) * gone,
        )

    def _free_position(self, rho: Floats, law: Floats) -> tuple[Floats, Floats, Floats]:
        """v, v - λ and the size of what it is made of, while the cap is inactive."""
        variance, risen, below = self._moved(rho, law)
        sizes = np.abs(self.offset) + np.abs(risen), np.abs(self.one_gap) + np.abs(below)
        near = sizes[0] <= sizes[1]
        return (
            np.where(self.contrast >= 0, variance, 1 - below),
            np.where(near, self.offset + risen, self.one_gap - below),
            np.minimum(*sizes),
        )

    def _free(self, rho: Floats) -> Motion:
        """The motion while the cap is inactive."""
        contrast, law = self.contrast, self._law(rho)
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
        variance, gap, size = self._free_position(rho, law)
        return Motion(variance=variance, gap=gap, gap_size=size, slope=slope, curvature=curvature)

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


def _start_excess(problem: StoppingProblem, rest: Fraction, wanted: Mask, places: Places) -> Floats:
    """v - 1/(2C - 1) at the start of generation where it is wanted, which may be small beside either."""
    found, x = np.full(wanted.shape, float(1 - rest)), Fraction(0)
    if problem.start is Start.NOISED and wanted.any():
        with mpmath.workdps(60):
            mantissa, exponent = (-mpmath.expm1(-2 * problem.rate_one_horizon())).man_exp
        x = int(mantissa) * Fraction(2) ** exponent
        some = (problem.believed[place] for place in np.arange(len(problem.believed))[places][wanted[:, 0]])
        found[wanted] = [float(b - rest + (1 - b) * x) for b in some]
    return found


_COLUMNS = (
    *("true", "believed", "offset", "one_gap", "contrast", "lost", "rest_gap", "switch", "entry", "entry_gap"),
    *("excess", "kink"),
)
