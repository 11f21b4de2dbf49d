"""The dense error written out with matrix square roots in 40 digits, knowing nothing of the package.

    E(k, x) = tr Σ + tr A - 2 tr (Σ^½ A Σ^½)^½,    A = Pᵀ ((1 - x) Λ̂_k + x I) P

P holds the top k eigenvectors of the estimate; within its null space, where they are arbitrary, those of the data.
"""

from __future__ import annotations

from typing import Any

import mpmath
import numpy as np

DIGITS = 40
_NULL = 1e-13


class MatrixRoots:
    """The error of two covariances at any (k, x).

    Args:
        covariance: Σ, D x D.
        estimated: Σ̂, D x D.
    """

    def __init__(self, covariance: np.ndarray, estimated: np.ndarray) -> None:
        with mpmath.workdps(DIGITS):
            true, believed = (mpmath.matrix(part.tolist()) for part in (covariance, estimated))
            self.trace = sum(true[i, i] for i in range(len(covariance)))
            self.root = _root(true)
            self.values, self.axes = _largest_first(believed)
            rank = sum(value > _NULL * self.values[0] for value in self.values)
            if rank < len(self.values):
                null = mpmath.matrix([list(self.axes[i, rank:]) for i in range(len(covariance))])
                self.axes[:, rank:] = null * _largest_first(null.T * true * null)[1]
                self.values[rank:] = [mpmath.mpf(0)] * (len(self.values) - rank)

    def error(self, kept: int, level: Any) -> Any:
        """E(k, x), as a number of mpmath."""
        with mpmath.workdps(DIGITS):
            variances = [level + (1 - mpmath.mpf(level)) * value for value in self.values[:kept]]
            thin = self.root * self.axes[:, :kept]
            cross = thin * mpmath.diag([mpmath.sqrt(variance) for variance in variances])
            roots = mpmath.eigsy(cross.T * cross, eigvals_only=True)
            return self.trace + sum(variances) - 2 * sum(mpmath.sqrt(max(root, mpmath.mpf(0))) for root in roots)

    def size(self, kept: int, level: Any) -> Any:
        """tr Σ + tr A, on which rounding is measured."""
        return self.trace + sum(level + (1 - level) * value for value in self.values[:kept])

    def excess(self, kept: int, level: float, top: float, near: float = 1e-6) -> Any:
        """How much E(k, x) lies above its minimum over [0, X]; 0 where a minimiser is within `near` of x, relatively.

        E is convex in x, so that one lies between two levels of which neither is better than x.
        """
        with mpmath.workdps(DIGITS):
            here, x = self.error(kept, level), mpmath.mpf(level)
            around = [max(x * (1 - near), mpmath.mpf(0)), min(x * (1 + near), mpmath.mpf(top))]
            if level == 0:
                around = [x, mpmath.mpf(10) ** -12]
            if all(self.error(kept, other) >= here for other in around):
                return mpmath.mpf(0)
            low, high = mpmath.mpf(10) ** -30, mpmath.mpf(top)
            for _ in range(80):  # thirds of the logarithm
                first, second = low * (high / low) ** (mpmath.mpf(1) / 3), low * (high / low) ** (mpmath.mpf(2) / 3)
                low, high = (first, high) if self.error(kept, first) > self.error(kept, second) else (low, second)
            return here - min(self.error(kept, low), self.error(kept, 0))


def _root(matrix: Any) -> Any:
    values, axes = mpmath.eigsy(matrix)
    return axes * mpmath.diag([mpmath.sqrt(max(value, mpmath.mpf(0))) for value in values]) * axes.T


def _largest_first(matrix: Any) -> tuple[list[Any], Any]:
    values, axes = mpmath.eigsy(matrix)
    order = sorted(range(len(values)), key=lambda i: -values[i])
    columns = mpmath.matrix(axes.rows, axes.cols)
    for place, i in enumerate(order):
        columns[:, place] = axes[:, i]
    return [max(values[i], mpmath.mpf(0)) for i in order], columns
