"""Two covariances that share no axes: the squared error of the plug-in score, and its slope in the noise level.

The encoder keeps the first k axes of the estimate Σ̂ = O diag(λ̂) Oᵀ. Generation from the noised start, stopped at noise
level x, has covariance diag(v), v_j = x + (1 - x) λ̂_j, along them; the data has M = Oᵀ Σ O there. With M_k the leading
k x k part of M and r = √v,

    E(k, x) = tr Σ - tr M_k + W₂²(N(0, diag v), N(0, M_k)) = tr Σ + Σ_{j≤k} v_j - 2 tr (diag r · M_k · diag r)^½

The cross term is concave in the generated covariance, which is affine in x, so that E(k, ·) is convex. What is kept
does not shrink with k, for a projection brings no two laws further apart; what is lost does not grow.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from ldm_symbolic.floats import Floats

_ROUNDING = 8 * np.finfo(np.float64).eps
"""Per dimension and relative to the largest entry: what lies below it is the rounding of a sum of products."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DenseLaw:
    """A true and an estimated covariance, along the axes of the estimate.

    Args:
        estimated: λ̂_1 >= ... >= λ̂_D >= 0, the variances along the axes of the estimate.
        true: M, axes (axis, axis), the true covariance along them.
        factor: G, axes (sample or mode, axis), with M = Gᵀ G.
        axes: O, axes (direction of the data, axis), orthogonal.
        mean_error: the squared distance of the two means, >= 0, which no stopping time changes.
        clipped: the most negative eigenvalue that was taken for 0, or 0.

    >>> law = DenseLaw.of([[0.5, 0.0], [0.0, 3.0]], [[0.25, 0.0], [0.0, 1.0]])
    >>> law.estimated.tolist(), round(law.error(1, 0.0), 12), round(law.lost(1), 12)
    ([1.0, 0.25], 1.035898384862, 0.5)
    """

    estimated: Floats
    true: Floats
    factor: Floats
    axes: Floats
    mean_error: float = 0.0
    clipped: float = 0.0

    @classmethod
    def of(cls, covariance: ArrayLike, estimated: ArrayLike, *, mean_error: float = 0.0) -> DenseLaw:
        """The law of two covariances.

        Where the estimate is singular its null axes are arbitrary; there the axes of the true covariance are taken.

        Args:
            covariance: Σ, D x D, symmetric and positive semidefinite up to rounding.
            estimated: Σ̂, of the same size.
            mean_error: see `DenseLaw`.

        Raises:
            ValueError: if a matrix is not square, not finite, not symmetric, or has a negative eigenvalue, or the
                sizes differ.
        """
        true, believed = _symmetric(covariance, "the covariance"), _symmetric(estimated, "the estimated covariance")
        if true.shape != believed.shape:
            raise ValueError(f"the covariances differ in size: {len(true)} and {len(believed)} dimensions")
        values, axes = _principal(believed, true, "the estimated covariance")
        true_values, true_axes = np.linalg.eigh(true)
        _require_semidefinite(true_values, true, "the covariance")
        factor = np.sqrt(np.maximum(true_values, 0.0))[:, None] * (true_axes.T @ axes)
        clipped = min(float(values.min()), float(true_values.min()), 0.0)
        return cls(
            estimated=np.maximum(values, 0.0),
            true=factor.T @ factor,
            factor=factor,
            axes=axes,
            mean_error=mean_error,
            clipped=clipped,
        )

    @property
    def dimension(self) -> int:
        """D, the data dimension."""
        return len(self.estimated)

    @property
    def total(self) -> float:
        """tr Σ, the variance of the data."""
        return float(np.trace(self.true))

    def generated(self, kept: int, level: float) -> Floats:
        """v_j = x + (1 - x) λ̂_j for j <= k, the generated variances at noise level x in [0, 1]."""
        return np.asarray(level + (1 - level) * self.estimated[:kept])

    def lost(self, kept: int) -> float:
        """tr Σ - tr M_k, the variance of the directions that are dropped, with the distance of the means."""
        return float(np.diag(self.true)[kept:].sum()) + self.mean_error

    def error(self, kept: int, level: float) -> float:
        """E(k, x), squared; the singular values of G diag r, so that no root of a small eigenvalue is taken.

        Args:
            kept: k in 1..D.
            level: x in [0, 1].
        """
        variances = self.generated(kept, level)
        cross = np.linalg.svd(self.factor[:, :kept] * np.sqrt(variances), compute_uv=False).sum()
        kept_part = float(variances.sum() + np.diag(self.true)[:kept].sum() - 2 * cross)
        return max(kept_part, 0.0) + self.lost(kept)

    def slope(self, kept: int, level: float) -> float:
        """dE(k, x)/dx = Σ_{j≤k} (1 - λ̂_j) (1 - R_jj/v_j) with R = (diag r · M_k · diag r)^½; one-sided at x = 0.

        Args:
            kept: k in 1..D.
            level: x in [0, 1].

        Returns:
            The slope, which does not fall with x; -inf at x = 0 where an axis has variance in the data and none in
            the estimate.
        """
        variances = self.generated(kept, level)
        root = np.sqrt(variances)
        values, axes = np.linalg.eigh(root[:, None] * self.true[:kept, :kept] * root)
        diagonal = (axes * axes) @ np.sqrt(np.maximum(values, 0.0))
        empty = variances == 0
        if np.any(np.diag(self.true)[:kept][empty] > 0):
            return -np.inf
        transport = np.divide(diagonal, variances, out=np.zeros_like(diagonal), where=~empty)
        return float((1 - self.estimated[:kept]) @ (1 - transport))


def _symmetric(matrix: ArrayLike, what: str) -> Floats:
    values = np.asarray(matrix, dtype=np.float64)
    if values.ndim != 2 or values.shape[0] != values.shape[1] or not values.size:
        raise ValueError(f"{what} has shape {values.shape}; expected a square matrix, one direction a row")
    if not np.all(np.isfinite(values)):
        raise ValueError(f"{what} holds an entry that is not a finite number")
    apart = float(np.max(np.abs(values - values.T)))
    if apart > 1e-6 * float(np.max(np.abs(values))):  # of a covariance summed in float32
        raise ValueError(f"{what} is not symmetric: two entries differ by {apart:.3g}; expected a covariance")
    return np.asarray((values + values.T) / 2)


def _require_semidefinite(values: Floats, matrix: Floats, what: str) -> None:
    least = float(values.min())
    if least < -1e-6 * float(np.max(np.abs(matrix))):
        raise ValueError(f"{what} has the negative eigenvalue {least:.6g}; expected a covariance")


def _principal(estimated: Floats, other: Floats, what: str) -> tuple[Floats, Floats]:
    """Variances and axes of an estimate, largest first; within its null space the axes of another covariance."""
    values, axes = (part[..., ::-1] for part in np.linalg.eigh(estimated))
    _require_semidefinite(values, estimated, what)
    floor = len(estimated) * _ROUNDING * float(np.max(np.abs(estimated)))
    rank = int(np.sum(values > floor))
    null = axes[:, rank:]
    inner = np.linalg.eigh(null.T @ other @ null)[1][:, ::-1]
    return np.where(values > floor, values, np.minimum(values, 0.0)), np.hstack([axes[:, :rank], null @ inner])
