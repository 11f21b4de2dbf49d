"""The error averaged over samples, and the noise level that minimises it, for every latent dimension at once.

A spectrum λ is taken as true; the estimates are those of N samples, λ̂_j = λ_j C_j with C_j = χ²_N/N
independent. With the plug-in score from the noised start

    E[E(k, x)] = Σ_{j≤k} E[(√(x + (1 - x) λ_j C) - √λ_j)²] + Σ_{j>k} λ_j

is convex in x. Its slope is a running sum over the modes: on a shared cell of noise levels the modes are
evaluated once, at Chebyshev points, and every k whose zero lies in that cell reads it off. On cells that
double in x, or in 1 - x above 1/2, the averages are analytic with the nearest singularity three half-widths
away, so that 26 points leave 6^-26. Means over C come from `chi_squared`, in forms without cancellation.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import mpmath
import numpy as np
from numpy.polynomial import chebyshev
from numpy.typing import NDArray

from ldm_symbolic.exact import as_mpf
from ldm_symbolic.floats import Floats
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.score import PluginScore, Start
from ldm_symbolic.stopping.averages import ACCURATE_DIGITS
from ldm_symbolic.stopping.averages.chi_squared import SampleVariance
from ldm_symbolic.stopping.modes.mode_terms import mismatch_of, root_gap_of
from ldm_symbolic.stopping.row import Branch, StoppingTime

_POINTS = 26
_HALVINGS = 60
_BLOCK = 32
_CHUNK = 1 << 21
_MANY = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Levels:
    """Noise levels in float64, axes (point,), each with its complement so that both are accurate.

    Args:
        noise: x.
        signal: 1 - x.
    """

    noise: Floats
    signal: Floats


class AveragedStopping:
    """The stopping times that are best on average over samples of size N.

    Args:
        problem: the model; its spectrum's variances are taken as true, its estimates (if any) are not used.
        samples: N >= 1.

    Raises:
        ValueError: unless the score is the plug-in and the start the noised law, and N is in 1..10⁹.

    >>> from ldm_symbolic.model.spectrum import Spectrum
    >>> spectrum = Spectrum(variances=(Fraction(1, 2),), estimated=(Fraction(1, 2),))
    >>> stopping = AveragedStopping(StoppingProblem(spectrum=spectrum, score=PluginScore()), 200)
    >>> mpmath.nstr(stopping.at(1).noise, 6)
    '0.0168114'
    """

    def __init__(self, problem: StoppingProblem, samples: int) -> None:
        if not isinstance(problem.score, PluginScore) or problem.start is not Start.NOISED:
            raise ValueError("averages over samples are those of the plug-in score from the noised start")
        self.problem = problem
        self.samples = samples
        true = problem.spectrum.variances
        self._law = SampleVariance.of(samples)
        self._true = _column(true)
        self._one_gap = _column(1 - value for value in true)
        self._lost = np.array([float(value) for value in problem.spectrum.lost])
        with mpmath.workdps(30):
            horizon = problem.rate_one_horizon()
            self._top = float(-mpmath.expm1(-2 * horizon)), float(mpmath.exp(-2 * horizon))
        self._at_end = self._lost + np.cumsum(self._mode_means(_one(0.0, 1.0))[0][:, 0])

    @cached_property
    def _solved(self) -> list[tuple[Branch, float, float, float]]:
        """What `_minimise` finds, once it is asked for."""
        return self._minimise()

    def at(self, kept: int) -> StoppingTime:
        """The noise level that minimises the averaged error for k, with the averaged errors there and at the end.

        Args:
            kept: k in 1..D.

        Raises:
            ValueError: for a k outside 1..D.
        """
        self.problem.require_dimension(kept)
        branch, level, signal, gain = self._solved[kept - 1]
        with mpmath.workdps(30):
            horizon = as_mpf(self.problem.horizon)
            noise, alpha_bar = mpmath.mpf(level), mpmath.mpf(signal)
            rho = -mpmath.log1p(-noise) / 2 if level < 0.5 else -mpmath.log(alpha_bar) / 2
            left = horizon if branch is Branch.START else self.problem.schedule.time_left_at(rho, horizon)
            return StoppingTime(
                k=kept,
                branch=branch,
                noise=noise,
                time_left=left,
                time=horizon - left,
                alpha_bar=alpha_bar,
                log_snr=mpmath.log(alpha_bar / noise) if noise else mpmath.inf,
                error=mpmath.mpf(float(self._at_end[kept - 1])) - gain,
                error_at_end=mpmath.mpf(float(self._at_end[kept - 1])),
                exact=None,
                bracket=None,
            )

    def best(self) -> StoppingTime:
        """The pair (k, t) with the least averaged error; of those equal to all accurate digits the smallest k."""
        return self.at(int(self._least()[0]) + 1)

    def rivals(self) -> tuple[int, ...]:
        """Larger k whose least averaged error is the same to all accurate digits."""
        return tuple(int(row) + 1 for row in self._least()[1:])

    def _least(self) -> NDArray[np.intp]:
        errors = self._at_end - np.array([gain for _, _, _, gain in self._solved])
        return np.flatnonzero(errors <= errors.min() * (1 + 10.0**-ACCURATE_DIGITS))

    def error_at(self, kept: int, rate_one_times: Sequence[float]) -> Floats:
        """E[E(k, x)] at given rate-one times left.

        Args:
            kept: k in 1..D.
            rate_one_times: ρ in [0, R(T)], with x = 1 - e^{-2ρ}.
        """
        self.problem.require_dimension(kept)
        rho = np.asarray(rate_one_times, dtype=np.float64)
        levels = _Levels(noise=-np.expm1(-2 * rho), signal=np.exp(-2 * rho))
        return np.asarray(self._mode_means(levels, kept)[0].sum(axis=0) + self._lost[kept - 1])

    def _minimise(self) -> list[tuple[Branch, float, float, float]]:
        """Branch, x*, 1 - x*, and by how much the averaged error is less there than at x = 0, for every k."""
        dimension = len(self._true)
        solved: dict[int, tuple[Branch, float, float, float]] = {}
        _, slope, gain = (np.cumsum(part[:, 0]) for part in self._mode_means(_one(*self._top)))
        for row in np.flatnonzero(slope <= 0):
            solved[int(row)] = (Branch.START, *self._top, float(gain[row]))
        for row in np.flatnonzero((self._slope_at_end() >= 0) & (slope > 0)):
            solved[int(row)] = (Branch.END, 0.0, 1.0, 0.0)
        high = self._top
        open_ = np.array([row not in solved for row in range(dimension)])
        while open_.any():
            cuts = _halved(high)
            slopes = np.cumsum(self._mode_means(_levels(cuts))[1], axis=0)
            for cell in range(_BLOCK):
                rows = np.flatnonzero(open_ & (slopes[:, cell + 1] < 0))
                if rows.size:
                    solved.update(self._solve_in(cuts[cell + 1], cuts[cell], rows))
                    open_[rows] = False
            high = cuts[-1]
        return [solved[row] for row in range(dimension)]

    def _slope_at_end(self) -> Floats:
        """d/dx E[E(k, x)] at x = 0 for every k; -∞ for N = 1, where the mean of 1/√C diverges."""
        if self.samples == 1:
            return np.asarray(np.where(np.cumsum(self._true > 0) > 0, -np.inf, 1.0))
        return np.asarray(np.cumsum(self._mode_means(_one(0.0, 1.0))[1][:, 0]))

    def _solve_in(
        self, low: tuple[float, float], high: tuple[float, float], rows: NDArray[np.intp]
    ) -> dict[int, tuple[Branch, float, float, float]]:
        """The zeros of the slopes of some k in one cell, where they are negative at its lower end."""
        points = chebyshev.chebpts1(_POINTS)
        share = (1 + points) / 2  # the cell is straight in x and in 1 - x alike
        levels = _Levels(noise=low[0] + (high[0] - low[0]) * share, signal=low[1] + (high[1] - low[1]) * share)
        means = self._mode_means(levels, int(rows.max()) + 1)[1:]
        slope, gain = (_coefficients(np.cumsum(part, axis=0)[rows]) for part in means)
        left, right = np.full(len(rows), -1.0), np.ones(len(rows))
        for _ in range(_HALVINGS):
            middle = (left + right) / 2
            negative = chebyshev.chebval(middle, slope, tensor=False) < 0
            left, right = np.where(negative, middle, left), np.where(negative, right, middle)
        at = (1 + (left + right) / 2) / 2
        gains = chebyshev.chebval(2 * at - 1, gain, tensor=False)
        noise, signal = low[0] + (high[0] - low[0]) * at, low[1] + (high[1] - low[1]) * at
        found = zip(rows, noise, signal, gains, strict=True)
        return {int(row): (Branch.INTERIOR, float(x), float(b), float(g)) for row, x, b, g in found}

    def _mode_means(self, levels: _Levels, count: int | None = None) -> tuple[Floats, Floats, Floats]:
        """E[(√v - s)²], its derivative in x and what it falls by from x = 0 on, axes (mode, point)."""
        true, one_gap = self._true[:count], self._one_gap[:count]
        law = self._law
        if self.samples == 1 and levels.noise[0] > 0:
            law = SampleVariance.of(1, least_ratio=float(levels.noise.min() / max(self._true.max(), 1e-100)))
        size = max(1, _CHUNK // (len(law.weights) * len(levels.noise)))
        parts = [
            _means(true[start : start + size, :, None], one_gap[start : start + size, :, None], levels, law)
            for start in range(0, len(true), size)
        ]
        errors, slopes, gains = (np.concatenate(part) for part in zip(*parts, strict=True))
        return errors, slopes, gains


def _means(true: Floats, one_gap: Floats, levels: _Levels, law: SampleVariance) -> tuple[Floats, Floats, Floats]:
    """The means for modes with the axes (mode, 1, 1); a mode without variance has v = x, error x and slope 1.

    v - λ = (1 - x) λ (C - 1) + x (1 - λ) cancels nothing that is not small in itself.
    """
    noise, signal = levels.noise[:, None], levels.signal[:, None]
    root, deviation = np.sqrt(noise + signal * true * np.exp(law.logs)), np.sqrt(true)
    gap = signal * true * law.excess + noise * one_gap
    empty = root + deviation == 0
    with np.errstate(divide="ignore", invalid="ignore"):  # where v = λ = 0
        errors = np.where(empty, 0.0, root_gap_of()(gap, root, deviation)) ** 2
        mismatch = np.where(empty, 1.0, mismatch_of()(gap, root, deviation))
    slopes = (mismatch * (one_gap - true * law.excess)) @ law.weights
    if law.samples >= _MANY:
        near = levels.noise * np.abs(one_gap[..., 0]) < true[..., 0]
        slopes = np.where(near, _slopes_near(true, one_gap, levels, law, gap, root), slopes)
    gains = _gains(true, one_gap, levels, law, gap, root) @ law.weights
    return errors @ law.weights, slopes, gains


def _gains(true: Floats, one_gap: Floats, levels: _Levels, law: SampleVariance, gap: Floats, root: Floats) -> Floats:
    """What (√v - s)² falls by from x = 0, where v is w, up to a level, without a difference of like errors.

    (√w - s)² - (√v - s)² = (w - v)/(√v + √w) ((v - λ)/(√v + s) + (w - λ)/(√w + s))
    """
    deviation, before = np.sqrt(true), np.sqrt(true * np.exp(law.logs))
    moved = levels.noise[:, None] * (true * law.excess - one_gap)
    totals = root + before, root + deviation, before + deviation
    parts = moved, gap, true * law.excess
    steps = [np.divide(part, t, out=np.zeros_like(part), where=t > 0) for part, t in zip(parts, totals, strict=True)]
    return np.asarray(steps[0] * (steps[1] + steps[2]))


def _slopes_near(
    true: Floats, one_gap: Floats, levels: _Levels, law: SampleVariance, gap: Floats, root: Floats
) -> Floats:
    """The mean slopes where v is near λ, the first order in v - λ taken out and averaged exactly.

        1 - s/√v = (v - λ)/(2λ) - (v - λ)² (√v + 2s)/(2 λ √v (√v + s)²)
        E[(v - λ) (1 - λC)]/(2λ) = x (1 - λ)²/(2λ) - (1 - x) λ/N

    That first order is of size 1/√N and its mean of size 1/N: summed up in floats it would cost digits.
    """
    with np.errstate(divide="ignore", invalid="ignore"):  # modes without variance are not near: discarded
        deviation = np.sqrt(true)
        rest = gap**2 * (root + 2 * deviation) / (2 * true * root * (root + deviation) ** 2)
        first = levels.noise * one_gap[..., 0] ** 2 / (2 * true[..., 0]) - levels.signal * true[..., 0] / law.samples
        return np.asarray(first - (rest * (one_gap - true * law.excess)) @ law.weights)


def _coefficients(values: Floats) -> Floats:
    """Chebyshev coefficients, axes (order, row), from values at the points of the first kind, axes (row, point)."""
    orders = np.arange(_POINTS)
    angles = np.arccos(chebyshev.chebpts1(_POINTS))
    table = np.cos(orders[:, None] * angles) * (2 / _POINTS)
    table[0] /= 2
    return np.asarray(table @ values.T)


def _halved(high: tuple[float, float]) -> list[tuple[float, float]]:
    """A block of levels (x, 1 - x) downwards: 1 - x doubles as long as it stays below 1/2, then x halves."""
    cuts = [high]
    for _ in range(_BLOCK):
        noise, signal = cuts[-1]
        if signal < 0.5:
            signal = min(2 * signal, 0.5)
            cuts.append((1 - signal, signal))
        else:
            cuts.append((noise / 2, 1 - noise / 2))
    return cuts


def _levels(pairs: Sequence[tuple[float, float]]) -> _Levels:
    noise, signal = np.array(pairs).T
    return _Levels(noise=noise, signal=signal)


def _one(noise: float, signal: float) -> _Levels:
    return _levels([(noise, signal)])


def _column(numbers: Iterable[Fraction]) -> Floats:
    """Exact numbers as float64, axes (mode, 1)."""
    return np.array([float(number) for number in numbers]).reshape(-1, 1)
