"""Sample eigenvalues brought to where the true covariance has its variance along the sample's axes.

The analytical nonlinear shrinkage of Ledoit and Wolf (Annals of Statistics 48, 2020): the limiting spectral density of
sample eigenvalues and its Hilbert transform are estimated with Epanechnikov's kernel of bandwidth h λ_j, h = n^(-1/3),
and put into the formula that is optimal in Frobenius norm as p and n grow together.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ldm_symbolic.floats import Floats

_NULL = 1e-12
_FAR = 50.0
_EDGE = np.sqrt(5.0)
"""Half-width of the kernel (3/(4√5)) (1 - u²/5) in bandwidths."""


def nonlinear_shrinkage(eigenvalues: ArrayLike, freedom: int) -> Floats:
    """Shrunk eigenvalues of a sample covariance, in the order given.

    Args:
        eigenvalues: λ̂_1..λ̂_p >= 0 of the sample covariance; where fewer than min(p, n) are positive, the data lies in
            a subspace and the rest stays 0.
        freedom: n >= 1, the samples less one where the mean was estimated.

    Returns:
        As many variances >= 0, in the same order of size; with n < p also the null directions get one.

    >>> nonlinear_shrinkage([2.0, 1.0, 0.5], 10**6).round(3).tolist()
    [2.0, 1.0, 0.5]
    """
    given = np.asarray(eigenvalues, dtype=np.float64)
    order = np.argsort(given)
    ascending = given[order]
    positive = ascending[ascending > _NULL * max(float(ascending[-1]), 0.0)]
    shrunk = np.zeros_like(ascending)
    if positive.size:
        null = len(ascending) - len(positive) if len(positive) >= min(len(ascending), freedom) else 0
        found = _shrunk(positive, null, freedom)
        shrunk[len(shrunk) - len(found) :] = _non_decreasing(found)
    result = np.empty_like(shrunk)
    result[order] = shrunk
    return result


def _shrunk(positive: Floats, null: int, freedom: int) -> Floats:
    """For each null direction one variance, then one for each positive eigenvalue, before they are put in order."""
    ratio, width = (len(positive) + null) / freedom, freedom ** (-1 / 3)
    density, hilbert = _spectral(positive, width)
    if not null:
        inner = np.pi * ratio * positive
        return np.asarray(positive / ((inner * density) ** 2 + (1 - ratio - inner * hilbert) ** 2))
    edge = _EDGE * width
    at_zero = 3 / (10 * width**2)
    if edge < 1:
        at_zero += 3 / (4 * _EDGE * width) * (1 - 1 / (5 * width**2)) * np.log((1 + edge) / (1 - edge))
    bottom = 1 / ((ratio - 1) * max(at_zero, 0.0) * float(np.mean(1 / positive))) if at_zero > 0 else 0.0
    rest = 1 / (np.pi**2 * positive * (density**2 + hilbert**2))
    return np.concatenate([np.full(null, bottom), rest])


def _spectral(positive: Floats, width: float) -> tuple[Floats, Floats]:
    """The spectral density of sample eigenvalues at each of them, and its Hilbert transform."""
    scales = width * positive
    apart = (positive[:, None] - positive) / scales
    bump = np.maximum(1 - apart**2 / 5, 0.0) * 3 / (4 * _EDGE)
    return (bump / scales).mean(axis=1), (_transform(apart) / scales).mean(axis=1)


def _transform(apart: Floats) -> Floats:
    """The Hilbert transform of the kernel, far out by its moments, where the closed form would cancel to nothing.

    Eigenvalues over eight decades otherwise get shrunk ones that are wrong by a factor of a thousand.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(np.abs((_EDGE - apart) / (_EDGE + apart))) * (1 - apart**2 / 5)
        far = -(1 + 1 / apart**2 + 15 / 7 / apart**4 + 125 / 21 / apart**6) / apart
    near = -3 / 10 * apart + 3 / (4 * _EDGE) * np.where(np.isfinite(logs), logs, 0.0)  # not at the edge of the kernel
    return np.asarray(np.where(np.abs(apart) < _FAR, near, far) / np.pi)


def _non_decreasing(values: Floats) -> Floats:
    """The non-decreasing numbers nearest in least squares: max_{a≤i} min_{b≥i} mean(values_a..values_b)."""
    count = len(values)
    sums = np.append(0.0, np.cumsum(values))
    first, last = np.arange(count)[:, None], np.arange(count)
    means = np.where(last >= first, (sums[last + 1] - sums[first]) / np.maximum(last - first + 1, 1), np.inf)
    least = np.minimum.accumulate(means[:, ::-1], axis=1)[:, ::-1]
    return np.asarray(np.where(last >= first, least, -np.inf).max(axis=0))
