"""Dense covariances in float64: the error of any orthonormal encoder, whatever basis Σ and Σ̂ have.

With G a factor of Σ = G Gᵀ and F a thin one of the decoded covariance, the cross term of the squared
Frechet distance is the sum of the singular values of Gᵀ F: no root of a singular matrix is taken.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from ldm_symbolic.floats import Floats


def frechet_squared_dense(factor: ArrayLike, covariance: ArrayLike) -> float:
    """The squared Frechet distance of N(0, F Fᵀ) and N(0, B), also where F Fᵀ or B is singular.

        tr Fᵀ F + tr B - 2 Σ σ_i(B^½ F)

    Args:
        factor: F, axes (direction, latent).
        covariance: B, axes (direction, direction), symmetric and positive semidefinite.

    Raises:
        ValueError: if the shapes do not fit, or B is not symmetric or has an eigenvalue below rounding.

    >>> frechet_squared_dense([[1.0], [0.0]], 4 * np.eye(2))
    5.0
    """
    thin = np.asarray(factor, dtype=np.float64)
    target = np.asarray(covariance, dtype=np.float64)
    if thin.ndim != 2 or target.shape != (len(thin), len(thin)):
        raise ValueError(f"a factor of shape {thin.shape} does not fit a covariance of shape {target.shape}")
    cross = np.linalg.svd(_root(target).T @ thin, compute_uv=False).sum()
    return float(np.sum(thin**2) + np.trace(target) - 2 * cross)


def plugin_error_dense(projection: ArrayLike, covariance: ArrayLike, estimated: ArrayLike, level: float) -> float:
    """The squared error of the plug-in score in general position, noised start, stopped at noise level x.

    The latent is generated with covariance x I + (1 - x) P Σ̂ Pᵀ and decoded by Pᵀ.

    Args:
        projection: P, axes (latent, direction), orthonormal rows.
        covariance: Σ, axes (direction, direction).
        estimated: Σ̂, axes (direction, direction).
        level: x in [0, 1].

    Raises:
        ValueError: if the rows of P are not orthonormal (the projected noise is then no standard Brownian
            motion), x is outside [0, 1], or the shapes do not fit.

    >>> plugin_error_dense(np.eye(2)[:1], np.diag([0.5, 3.0]), np.diag([0.25, 1.0]), 1 / 3)
    3.0
    """
    rows = np.asarray(projection, dtype=np.float64)
    if not np.allclose(rows @ rows.T, np.eye(len(rows)), atol=1e-10):  # rounding of an orthogonalisation
        raise ValueError("the encoder's rows must be orthonormal (P Pᵀ = I)")
    if not 0 <= level <= 1:
        raise ValueError(f"the noise level x must lie in [0, 1], got {level}")
    latent = level * np.eye(len(rows)) + (1 - level) * rows @ np.asarray(estimated, dtype=np.float64) @ rows.T
    return frechet_squared_dense(rows.T @ _root(latent), covariance)


def _root(covariance: Floats) -> Floats:
    """A factor G of a covariance G Gᵀ."""
    rounding = 1e-10 * np.max(np.abs(covariance), initial=0.0)  # of a product of matrices
    if not np.allclose(covariance, covariance.T, rtol=0, atol=rounding):
        raise ValueError("a covariance is symmetric")
    values, axes = np.linalg.eigh(covariance)
    if values.size and values[0] < -1e-9 * max(values[-1], 0.0) - 1e-300:
        raise ValueError(f"a covariance has no negative eigenvalue, got {values[0]:.6g}")
    return np.asarray(axes * np.sqrt(np.maximum(values, 0.0)))
