"""Two covariances that share no axes: the squared error of the plug-in score, and its slope in the noise level.

The encoder keeps the first k axes of the estimate Σ̂ = O diag(λ̂) Oᵀ. Generation from the noised start, stopped at noise
level x, has covariance diag(v), v_j = x + (1 - x) λ̂_j, along them; the data has M = Oᵀ Σ O there. With M_k the leading
k x k part of M and r = √v,

    E(k, x) = tr Σ - tr M_k + W₂²(N(0, diag v), N(0, M_k)) = tr Σ + Σ_{j≤k} v_j - 2 tr (diag r · M_k · diag r)^½

The cross term is concave in the generated covariance, which is affine in x, so that E(k, ·) is convex. What is kept
does not shrink with k, for a projection brings no two laws further apart; what is lost does not grow.

Where there are fewer samples than dimensions, both covariances vanish on most of the space. Only the directions in
which one of them does not are kept as numbers; each of the others adds x to what is kept, and nothing is lost with it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from ldm_symbolic.floats import Floats
from ldm_symbolic.model.covariance import Covariance
from ldm_symbolic.stopping.dense.means import Means

_ROUNDING = 8 * np.finfo(np.float64).eps
"""Per dimension and relative to the largest entry: what lies below it is the rounding of a sum of products."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DenseLaw:
    """A true and an estimated covariance, along the axes of the estimate.

    Args:
        estimated: λ̂_1 >= ... >= λ̂_r >= 0, the variances along the axes of the estimate.
        true: M, axes (axis, axis), the true covariance along them.
        factor: G, axes (sample or mode, axis), with M = Gᵀ G.
        axes: O, axes (direction of the data, axis), orthonormal.
        empty: D - r, how many more axes there are, along which neither has any variance.
        mean_error: the squared distance of the two means, >= 0, which no stopping time changes.
        clipped: the most negative eigenvalue that was taken for 0, or 0.
        means: both means where the data is not noised about its own; they are in every error then.

    >>> law = DenseLaw.of([[0.5, 0.0], [0.0, 3.0]], [[0.25, 0.0], [0.0, 1.0]])
    >>> law.estimated.tolist(), round(law.error(1, 0.0), 12), round(law.lost(1), 12)
    ([1.0, 0.25], 1.035898384862, 0.5)
    """

    estimated: Floats
    true: Floats
    factor: Floats
    axes: Floats
    empty: int = 0
    mean_error: float = 0.0
    clipped: float = 0.0
    means: Means | None = None

    @classmethod
    def of(
        cls, covariance: Covariance | ArrayLike, estimated: Covariance | ArrayLike, *, mean_error: float = 0.0
    ) -> DenseLaw:
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
        true, believed = _named(covariance, "the covariance"), _named(estimated, "the estimated covariance")
        if true.dimension != believed.dimension:
            raise ValueError(f"the covariances differ in size: {true.dimension} and {believed.dimension} dimensions")
        values, axes = _principal(believed, true)
        factor = true.deviations()[:, None] * (true.axes.T @ axes)
        return cls(
            estimated=values,
            true=factor.T @ factor,
            factor=factor,
            axes=axes,
            mean_error=mean_error,
            clipped=min(true.clipped, believed.clipped),
        )

    @classmethod
    def of_factors(cls, factor: Floats, estimated: Floats, *, mean_error: float = 0.0) -> DenseLaw:
        """The law of two covariances Σ = Tᵀ T and Σ̂ = Fᵀ F with thin factors, such as samples; no D x D matrix is made.

        Args:
            factor: T, axes (sample, direction), n x D.
            estimated: F, axes (sample, direction), m x D.
            mean_error: see `DenseLaw`.

        Raises:
            ValueError: if the numbers of directions differ.
        """
        if factor.shape[1] != estimated.shape[1]:
            raise ValueError(f"the factors differ in size: {factor.shape[1]} and {estimated.shape[1]} directions")
        values, axes = _thin(estimated)
        along = factor @ axes.T
        left, beyond, others = np.linalg.svd(factor - along @ axes, full_matrices=False)
        rank = _rank(beyond, factor)
        whole = np.hstack([along, left[:, :rank] * beyond[:rank]])
        return cls(
            estimated=np.concatenate([values**2, np.zeros(rank)]),
            true=whole.T @ whole,
            factor=whole,
            axes=np.vstack([axes, others[:rank]]).T,
            empty=factor.shape[1] - whole.shape[1],
            mean_error=mean_error,
        )

    @property
    def dimension(self) -> int:
        """D, the data dimension."""
        return len(self.estimated) + self.empty

    @property
    def total(self) -> float:
        """tr Σ, the variance of the data."""
        return float(np.trace(self.true))

    def generated(self, kept: int, level: float) -> Floats:
        """v_j = x + (1 - x) λ̂_j for j <= k but the empty axes, the generated variances at noise level x in [0, 1]."""
        return np.asarray(level + (1 - level) * self.estimated[:kept])

    def root(self, kept: int, level: float) -> Floats:
        """r = √v, or a matrix L with L Lᵀ the generated covariance where that is not diagonal."""
        return np.sqrt(self.generated(kept, level))

    def congruent(self, root: Floats) -> Floats:
        """Lᵀ M_k L, or diag r · M_k · diag r."""
        kept = len(root)
        return times(times(self.true[:kept, :kept], root).T, root)

    @property
    def convex(self) -> bool:
        """Whether E(k, ·) is convex for every k: only means that point away from one another are in the way."""
        return self.means is None or self.means.convex

    def lost(self, kept: int) -> float:
        """tr Σ - tr M_k, the variance of the directions that are dropped, with the distance of the means, or theirs."""
        means = 0.0 if self.means is None else self.means.lost(kept)
        return float(np.diag(self.true)[kept:].sum()) + self.mean_error + means

    def error(self, kept: int, level: float) -> float:
        """E(k, x), squared; the singular values of G diag r, so that no root of a small eigenvalue is taken.

        Args:
            kept: k in 1..D.
            level: x in [0, 1].
        """
        variances = self.generated(kept, level)
        cross = np.linalg.svd(times(self.factor[:, :kept], self.root(kept, level)), compute_uv=False).sum()
        kept_part = float(variances.sum() + np.diag(self.true)[:kept].sum() - 2 * cross)
        return max(kept_part, 0.0) + self._beside(kept, level)

    def quick_error(self, kept: int, level: float) -> float:
        """E(k, x) from the eigenvalues of a symmetric matrix: to half the digits where it is nearly singular."""
        variances = self.generated(kept, level)
        values = np.linalg.eigvalsh(self.congruent(self.root(kept, level)))
        cross = float(np.sqrt(np.maximum(values, 0.0)).sum())
        kept_part = float(variances.sum() + np.trace(self.true[:kept, :kept])) - 2 * cross
        return kept_part + self._beside(kept, level)

    def _beside(self, kept: int, level: float) -> float:
        """What the error has beside the distance of the covariances on the axes that are not empty."""
        means = 0.0 if self.means is None else self.means.error(kept, level)
        return means + self.empty_axes(kept) * level + self.lost(kept)

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
        thin = self.factor[:, :kept] * root
        if len(thin) < len(variances):
            values, axes = np.linalg.eigh(thin @ thin.T)
            shares = (axes.T @ thin) ** 2
            sizes = np.sqrt(np.maximum(values, 0.0))
            diagonal = np.divide(1.0, sizes, out=np.zeros_like(sizes), where=sizes > 0) @ shares
        else:
            values, axes = np.linalg.eigh(root[:, None] * self.true[:kept, :kept] * root)
            diagonal = (axes * axes) @ np.sqrt(np.maximum(values, 0.0))
        empty = variances == 0
        if np.any(np.diag(self.true)[:kept][empty] > 0):
            return -np.inf
        transport = np.divide(diagonal, variances, out=np.zeros_like(diagonal), where=~empty)
        means = 0.0 if self.means is None else self.means.slope(kept, level)
        return float((1 - self.estimated[:kept]) @ (1 - transport)) + means + self.empty_axes(kept)

    def uncentred(self, mean: Floats, believed: Floats) -> DenseLaw:
        """The law of data that is noised as it is, not about its mean.

        Args:
            mean, believed: μ and μ̂, in the directions of the data.

        Raises:
            ValueError: if there are axes along which neither covariance has any variance.

        >>> law = DenseLaw.of([[0.5]], [[0.25]]).uncentred(np.array([2.0]), np.array([2.0]))
        >>> round(law.error(1, 0.5) - DenseLaw.of([[0.5]], [[0.25]]).error(1, 0.5), 12)  # (1 - √½)² 4
        0.343145750508
        """
        if self.empty:
            raise ValueError("means that shrink take more samples than dimensions; give more, or fewer dimensions")
        return replace(self, mean_error=0.0, means=Means(true=self.axes.T @ mean, believed=self.axes.T @ believed))

    def empty_axes(self, kept: int) -> int:
        """How many of the first k axes are empty; each adds x to the error."""
        return max(kept - len(self.estimated), 0)


def times(matrix: Floats, root: Floats) -> Floats:
    """A matrix times diag r, or times L.

    >>> times(np.eye(2), np.array([2.0, 3.0])).tolist()
    [[2.0, 0.0], [0.0, 3.0]]
    """
    return np.asarray(matrix * root if root.ndim == 1 else matrix @ root)


def _named(given: Covariance | ArrayLike, what: str) -> Covariance:
    try:
        return Covariance.of(given)
    except ValueError as error:
        raise ValueError(f"{what}: {error}") from error


def _principal(estimated: Covariance, other: Covariance) -> tuple[Floats, Floats]:
    """Variances and axes of an estimate, largest first; within its null space the axes of another covariance."""
    values, axes = estimated.variances, estimated.axes
    floor = len(values) * _ROUNDING * float(np.max(np.abs(estimated.matrix)))
    rank = int(np.sum(values > floor))
    null = axes[:, rank:]
    inner = np.linalg.eigh(null.T @ other.matrix @ null)[1][:, ::-1]
    return np.where(values > floor, values, 0.0), np.hstack([axes[:, :rank], null @ inner])


def _thin(factor: Floats) -> tuple[Floats, Floats]:
    """The singular values of a factor that are not rounding, and their right vectors as rows."""
    _, values, axes = np.linalg.svd(factor, full_matrices=False)
    rank = _rank(values, factor)
    return values[:rank], axes[:rank]


def _rank(values: Floats, factor: Floats) -> int:
    """How many of some singular values are more than the rounding of a matrix."""
    return int(np.sum(values > max(factor.shape) * _ROUNDING * float(np.linalg.norm(factor))))
