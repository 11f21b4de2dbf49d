"""What samples that a model generated say: where their variance is wrong, and whether stopping early would help.

The covariance C of generated samples takes the place of the estimate. Both covariances are of finite samples, n
generated and m of the data, and that alone makes stopping early look useful: a perfect model would be told to stop. So
the error tr A + tr S - 2 tr (S^½ A S^½)^½ of A = (1 - x) C + x I is taken less what the two samples add on average,

    b(x) = (1/2m) Σ_ij (1 + δ_ij) r_i r_j/(r_i + r_j) + ((1-x)²/2n) Σ_ij (N_ii N_jj + N_ij²)/(r_i r_j (r_i + r_j)) + ...

with S^½ A S^½ = Q diag(r²) Qᵀ and N = Qᵀ S^½ C S^½ Q, to leading order in k/m and k/n for Gaussian samples; the dots
are the 1/m and 1/n of covariances about a sample's own mean.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from ldm_symbolic.floats import Floats
from ldm_symbolic.stopping.averages.full_covariance import pair_sums
from ldm_symbolic.stopping.dense.error import DenseLaw

_LEAST = 1e-9
_LEVELS = 28
_GOLDEN = (math.sqrt(5) - 1) / 2
_NARROWINGS = 16
_NULL = 1e-13
_CHANCE = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Generated:
    """Samples that a model generated, and those of the data that they are held against.

    Args:
        kept: k, the dimension of the latent space in which they were generated.
        generated: along the first k axes of their own covariance, about their mean, axes (sample, axis).
        data: samples of the data along the same axes, about their mean; none where its covariance is known.
        modes: where their variance is wrong along the axes of the data.
    """

    kept: int
    generated: Floats
    data: Floats
    modes: tuple[GeneratedMode, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneratedMode:
    """The variance along one axis of the data, in the data and in generated samples.

    Args:
        mode: number of the axis, from 1, by falling variance of the data.
        true: variance of the data along it.
        generated: variance of the generated samples along it.
        standard_error: of the difference of the two.
        verdict: "too much", "too little" or "as the data"; where all are right, one is called wrong in 1 of 20 cases.
    """

    mode: int
    true: float
    generated: float
    standard_error: float
    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """Whether stopping early helps a model, from samples that it generated.

    Args:
        level: x at which to stop; 0 where the gain is not larger than its standard error, or there is none.
        best_level: the level with the least error, what the samples add taken off.
        gain: of that over running to the end, what the samples add taken off.
        standard_error: of the gain, over both samples.
        raw_gain: what the same level gains where nothing is taken off.
    """

    level: float
    best_level: float
    gain: float
    standard_error: float
    raw_gain: float


def generated_modes(generated: Floats, data: Floats | None, variances: Floats) -> tuple[GeneratedMode, ...]:
    """Where the variance of generated samples is wrong.

    Args:
        generated: generated samples along the axes of the data, about their mean, axes (sample, axis).
        data: samples of the data along these axes, about their mean, that did not give the axes; None where the
            covariance is known.
        variances: of the data along the axes.

    >>> drawn = np.random.default_rng(0).standard_normal((400, 2)) * [1.0, 0.5]
    >>> [mode.verdict for mode in generated_modes(drawn, None, np.array([1.0, 1.0]))]
    ['as the data', 'too little']
    """
    squares = generated**2
    found = squares.mean(axis=0)
    spread = squares.var(axis=0) / len(generated)
    if data is not None:
        spread = spread + (data**2).var(axis=0) / len(data)
    limit = NormalDist().inv_cdf(1 - _CHANCE / (2 * len(found)))
    modes = []
    for place, (true, own, error) in enumerate(zip(variances, found, np.sqrt(spread), strict=True), start=1):
        verdict = "as the data" if abs(own - true) <= limit * error else "too much" if own > true else "too little"
        modes.append(
            GeneratedMode(
                mode=place, true=float(true), generated=float(own), standard_error=float(error), verdict=verdict
            )
        )
    return tuple(modes)


def diagnose(law: DenseLaw, samples: Generated, top: float) -> Diagnosis:
    """Whether stopping early helps, and what it gains.

    Args:
        law: of the data's covariance and that of the generated samples.
        samples: both samples, along the axes of the law.
        top: X in (0, 1], the noise level of the horizon.
    """
    error = _Corrected(law=law, samples=samples)
    best = _least(error, top)
    at_end, early = error.terms(0.0), error.terms(best)
    gain = at_end.corrected - early.corrected
    influences = [(at_end.generated - early.generated, len(samples.generated))]
    if len(samples.data):
        influences.append((at_end.data - early.data, len(samples.data)))
    standard_error = math.sqrt(sum(float(np.var(values)) / count for values, count in influences))
    return Diagnosis(
        level=best if gain > standard_error else 0.0,
        best_level=best,
        gain=gain,
        standard_error=standard_error,
        raw_gain=at_end.raw - early.raw,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Terms:
    """The kept error at one level: as it is, less what the samples add, and what each sample has to say in it."""

    raw: float
    corrected: float
    generated: Floats
    data: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class _Corrected:
    law: DenseLaw
    samples: Generated

    def terms(self, level: float) -> _Terms:
        kept, n, m = self.samples.kept, len(self.samples.generated), len(self.samples.data)
        own, noised = self.law.estimated[:kept], self.law.generated(kept, level)
        half = _half(self.law.true[:kept, :kept])
        values, turn = np.linalg.eigh((half * noised) @ half)
        roots = np.sqrt(np.maximum(values, 0.0))
        inverse = np.divide(1.0, roots, out=np.zeros_like(roots), where=values > _NULL * max(float(values[-1]), 0.0))
        across = half @ turn
        seen = (across.T * own) @ across
        total = float(np.trace(self.law.true[:kept, :kept]))
        raw = float(noised.sum() + total - 2 * roots.sum())
        pairs = np.outer(np.diag(seen) * inverse, np.diag(seen) * inverse) + (seen**2) * np.outer(inverse, inverse)
        sums = roots[:, None] + roots
        rotated = float(np.divide(pairs, sums, out=np.zeros_like(pairs), where=sums > 0).sum())
        bias = (1 - level) ** 2 * rotated / (2 * n) - (1 - level) * float(own.sum() - np.diag(seen) @ inverse) / n
        if m:
            bias += float(pair_sums(roots, roots)[-1] / 2 + roots.sum() - total) / m
        given = self.samples.generated
        moved = (given**2).sum(axis=1) - (given @ across) ** 2 @ inverse
        # the transport of the data to what is generated: A^½ Q' diag(1/r) Q'ᵀ A^½ = A S^½ Q diag(1/r³) Qᵀ S^½ A
        back = (self.samples.data * noised) @ across
        return _Terms(raw=raw, corrected=raw - bias, generated=(1 - level) * moved, data=-(back**2) @ inverse**3)


def _half(matrix: Floats) -> Floats:
    values, axes = np.linalg.eigh(matrix)
    return np.asarray((axes * np.sqrt(np.maximum(values, 0.0))) @ axes.T)


def _least(error: _Corrected, top: float) -> float:
    """The level with the least corrected error: on a grid, then by golden section on the logarithm."""
    grid = [0.0, *np.geomspace(_LEAST, top, _LEVELS)]
    found = [error.terms(level).corrected for level in grid]
    place = int(np.argmin(found))
    if place == 0:
        return 0.0
    low, high = math.log(grid[max(place - 1, 1)]), math.log(grid[min(place + 1, len(grid) - 1)])
    for _ in range(_NARROWINGS):
        first, second = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        if error.terms(math.exp(first)).corrected < error.terms(math.exp(second)).corrected:
            high = second
        else:
            low = first
    level = math.exp((low + high) / 2)
    return level if error.terms(level).corrected < min(found) else float(grid[place])
