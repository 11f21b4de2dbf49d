"""The squared Frechet (Bures, Wasserstein-2) distance of two Gaussian laws, exact.

    d²(N(0, A), N(0, B)) = tr A + tr B - 2 tr (B^½ A B^½)^½

With a thin factor A = F Fᵀ the cross term is the sum of the square roots of the eigenvalues of Fᵀ B F,
which needs no root of a singular matrix.

Tested in `tests/model/test_error.py`.
"""

from __future__ import annotations

from sympy import Expr, Indexed, MatrixBase, sqrt
from sympy import Symbol as _Symbol


def frechet_squared(factor: MatrixBase, covariance: MatrixBase) -> Expr:
    """The squared Frechet distance of N(0, F Fᵀ) and N(0, B), exact also where F Fᵀ is singular.

        tr Fᵀ F + tr B - 2 Σ √eig(Fᵀ B F)

    Args:
        factor: F, D x k, exact.
        covariance: B, D x D, symmetric and positive semidefinite, exact.

    Raises:
        ValueError: if the shapes do not fit.

    >>> from sympy import Matrix, eye
    >>> frechet_squared(Matrix([[1], [0]]), 4 * eye(2))
    5
    """
    if covariance.shape != (factor.rows, factor.rows):
        raise ValueError(f"a factor with {factor.rows} rows needs a covariance of that size, got {covariance.shape}")
    cross = (factor.T * covariance * factor).eigenvals()
    roots = sum((count * sqrt(value) for value, count in cross.items()), start=covariance[0, 0] * 0)
    return (factor.T * factor).trace() + covariance.trace() - 2 * roots


def mode_error(generated: Expr, true: Expr) -> Expr:
    """The squared error of one kept mode, the Frechet distance of two laws on the line.

        v + λ - 2 √(v λ)

    Args:
        generated: v, the generated variance of the mode.
        true: λ = s², a true variance; written as a square s² with s >= 0 its root is s.

    Source: arXiv:2510.08409v1, eq. (6)
    """
    return generated + true - 2 * sqrt(generated) * _root(true)


def _root(square: Expr) -> Expr:
    """s where the argument is a square s² of a letter (deviations are non-negative), else its root."""
    if square.is_Pow and square.exp == 2 and isinstance(square.base, (_Symbol, Indexed)):
        return square.base
    return sqrt(square)
