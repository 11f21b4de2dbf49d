"""The dense error averaged over a whole covariance estimated from Gaussian samples, to leading order in 1/N.

The encoder is fixed and keeps k directions, in which the data has variances l_1..l_k along axes of its own; there the
estimate is S = Σ + H, with Gaussian samples, so that E[H_ij²] = l_i l_j (1 + δ_ij)/N. With v_i = x + (1 - x) l_i and
r_i = √(v_i l_i), the second order of the Bures distance around the noised truth gives, at every noise level x,

    E[E(k, x)] ≈ Σ_{i≤k} (√v_i - √l_i)² + ((1 - x)²/2N) Σ_{i,j≤k} (1 + δ_ij) q_i q_j/(r_i + r_j) + lost

with q_i = l_i²/r_i. Beside the k variances this counts the k(k-1)/2 rotations. What is neglected is smaller by k/N.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ldm_symbolic.floats import Floats

_BLOCK = 256
_LEAST = 1e-12
_COARSE = 4
_FINE = 24
"""Noise levels in a decade: on the first pass, and on the second, within what the first leaves open."""


def pair_sums(weights: ArrayLike, roots: ArrayLike) -> Floats:
    """Σ_{i,j≤k} (1 + δ_ij) q_i q_j/(r_i + r_j) for every k, in O(D²) for all together.

    Args:
        weights: q_1..q_D >= 0.
        roots: r_1..r_D >= 0, 0 only where q is; such modes add nothing.

    Returns:
        One number for each k in 1..D.

    >>> pair_sums([1.0, 2.0], [1.0, 2.0]).tolist()
    [1.0, 4.333333333333333]
    """
    q, r = np.asarray(weights, dtype=np.float64), np.asarray(roots, dtype=np.float64)
    increments = np.zeros(len(q))
    for start in range(0, len(q), _BLOCK):
        rows = slice(start, min(start + _BLOCK, len(q)))
        sums = r[rows, None] + r[: rows.stop]
        shares = np.divide(q[: rows.stop], sums, out=np.zeros_like(sums), where=sums > 0)
        below = np.tril(shares, start - 1).sum(axis=1)
        own = np.diagonal(shares, start)
        increments[rows] = 2 * q[rows] * (below + own)
    return np.cumsum(increments)


def estimation_excess(variances: ArrayLike, training: int, held_out: int | None = None) -> Floats:
    """What estimating a covariance from Gaussian samples costs on average at the end, for every k.

        (1/2) (1/n + 1/m) Σ_{i,j≤k} l_i l_j (1 + δ_ij)/(l_i + l_j)

    To leading order, for an encoder that does not depend on the samples.

    Args:
        variances: l_1..l_D >= 0 of the data in the latent directions.
        training: n, the samples that gave the estimate.
        held_out: m, those that stand for the truth; None where the truth is known.

    Returns:
        The mean of the squared error less what is lost, for k = 1..D.

    Raises:
        ValueError: for a negative variance or a count below 1.

    >>> estimation_excess([1.0, 1.0], 100).tolist()
    [0.005, 0.015]
    """
    values = _variances(variances)
    if training < 1 or (held_out is not None and held_out < 1):
        raise ValueError(f"the numbers of samples must be at least 1, got {training} and {held_out}")
    rate = 1 / training + (0 if held_out is None else 1 / held_out)
    return np.asarray(rate / 2 * pair_sums(values, values))


@dataclass(frozen=True, slots=True, kw_only=True)
class FullCovarianceStop:
    """The noise level that is best on average, with the averages.

    Args:
        level: x*, to about three digits.
        error: the average of E(k, x*).
        error_at_end: the average of E(k, 0).
    """

    level: float
    error: float
    error_at_end: float


class FullCovarianceAverage:
    """The averages over covariances estimated from N samples, for every k in 1..D.

    Args:
        variances: l_1..l_D >= 0, true variances in the order in which the encoder keeps the directions.
        samples: N >= 1.

    Raises:
        ValueError: for a negative variance or N < 1.

    >>> average = FullCovarianceAverage([0.5, 0.25], 100)
    >>> average.error_at(0.0).tolist() == (estimation_excess([0.5, 0.25], 100) + [0.25, 0]).tolist()
    True
    >>> [round(stop.level, 3) for stop in average.stops(0.9)]
    [0.032, 0.017]
    """

    def __init__(self, variances: ArrayLike, samples: int) -> None:
        self.variances = _variances(variances)
        if samples < 1:
            raise ValueError(f"the number of samples N must be at least 1, got {samples}")
        self.samples = samples
        self._lost = np.append(np.cumsum(self.variances[::-1])[::-1][1:], 0.0)

    def error_at(self, level: float) -> Floats:
        """The average of E(k, x) for every k at one noise level x in [0, 1]."""
        return self._error_at(level, None)

    def _error_at(self, level: float, most: int | None) -> Floats:
        true = self.variances[:most]
        noised = level + (1 - level) * true
        roots, sums = np.sqrt(noised * true), np.sqrt(noised) + np.sqrt(true)
        weights = np.divide(true * true, roots, out=np.zeros_like(true), where=roots > 0)
        gap = np.divide(level * (1 - true), sums, out=np.zeros_like(true), where=sums > 0)
        rotated = (1 - level) ** 2 / (2 * self.samples) * pair_sums(weights, roots)
        return np.asarray(np.cumsum(gap**2) + rotated + self._lost[:most])

    def first_order_level(self) -> Floats:
        """The limit of N x* as N grows, for every k: what the slope at the end is, over the curvature there.

            (1/4) Σ_ij (1 + δ_ij) (1 + 2 l_i l_j/(l_i + l_j)² + l_i l_j/(l_i + l_j)) / Σ_j (1 - l_j)²/(2 l_j)

        0 where a kept variance is 0; infinite where all are 1.
        """
        true = self.variances
        with np.errstate(divide="ignore", invalid="ignore"):
            increments = np.array([_turning(true[:k], last) for k, last in enumerate(true)])
            curvature = np.cumsum(np.where(true > 0, (1 - true) ** 2 / (2 * true), np.inf))
            return np.asarray(np.where(np.isinf(curvature), 0.0, np.cumsum(increments) / 4 / curvature))

    def stops(self, top: float, most: int | None = None) -> list[FullCovarianceStop]:
        """The best noise level in [0, X] for every k.

        Args:
            top: X in (0, 1], the noise level of the horizon.
            most: the largest k that is asked for; D where it is None.
        """
        least = min(_LEAST, top / 1000)  # with a horizon as short
        coarse = np.concatenate([[0.0], np.geomspace(least, top, _per_decade(least, top, _COARSE))])
        first = np.array([self._error_at(level, most) for level in coarse])
        place = first.argmin(axis=0)
        inside = place[place > 0]
        if not inside.size:
            return [_stop_at(coarse[:1], first[:1, row], first[0, row]) for row in range(len(place))]
        low, high = coarse[max(inside.min() - 1, 1)], coarse[min(inside.max() + 1, len(coarse) - 1)]
        fine = np.geomspace(low, high, max(_per_decade(low, high, _FINE), 3)) if low < high else coarse[-1:]
        second = np.array([self._error_at(level, most) for level in fine])
        levels, errors = np.append(0.0, fine), np.vstack([first[:1], second])
        return [_stop_at(levels, errors[:, row], first[0, row]) for row in range(len(place))]


def _turning(before: Floats, last: float) -> float:
    """What the last variance adds to Σ_ij (1 + δ_ij) (1 + 2 l_i l_j/(l_i + l_j)² + l_i l_j/(l_i + l_j))."""
    product, total = before * last, before + last
    return float(2 * np.sum(1 + 2 * product / total**2 + product / total) + 3 + last)


def _per_decade(low: float, high: float, count: int) -> int:
    return int(np.ceil(np.log10(high / low) * count)) + 1


def _stop_at(levels: Floats, errors: Floats, at_end: float) -> FullCovarianceStop:
    """The least of some errors, moved to the vertex of the parabola through it and its neighbours."""
    place = int(errors.argmin())
    level, error = float(levels[place]), float(errors[place])
    if 1 < place < len(levels) - 1:
        x, y = levels[place - 1 : place + 2], errors[place - 1 : place + 2]
        tilts = np.diff(y) / np.diff(x)
        bend = (tilts[1] - tilts[0]) / (x[2] - x[0])
        if bend > 0:
            level = float((x[0] + x[1]) / 2 - tilts[0] / (2 * bend))
            error = float(y[0] + tilts[0] * (level - x[0]) + bend * (level - x[0]) * (level - x[1]))
    return FullCovarianceStop(level=level, error=error, error_at_end=float(at_end))


def _variances(values: ArrayLike) -> Floats:
    variances = np.asarray(values, dtype=np.float64)
    if variances.ndim != 1 or not variances.size or not np.all(variances >= 0):
        raise ValueError("expected variances >= 0, one a direction")
    return variances
