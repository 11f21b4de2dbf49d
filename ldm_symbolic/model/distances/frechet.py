"""The squared Frechet (Bures, Wasserstein-2) distance of two Gaussian laws, exact.

    d²(N(0, A), N(0, B)) = tr A + tr B - 2 tr (B^½ A B^½)^½

With a thin factor A = F Fᵀ the cross term is the trace of the root of Fᵀ B F, which has the same eigenvalues
beside zeros: no root of a singular matrix is needed, and none of B.
"""

from __future__ import annotations

from sympy import Expr, MatPow, MatrixBase, Rational, S, block_collapse, sqrt, trace


def frechet_squared(factor: MatrixBase, covariance: MatrixBase) -> Expr:
    """The squared Frechet distance of N(0, F Fᵀ) and N(0, B), exact also where F Fᵀ is singular.

        tr Fᵀ F + tr B - 2 tr (Fᵀ B F)^½

    Args:
        factor: F, D x k, exact; entries, or blocks named by symbols, whose sizes may be symbols too.
        covariance: B, D x D, symmetric and positive semidefinite, likewise.

    Returns:
        An expression in the entries, or in traces of the blocks.

    Raises:
        ValueError: if the shapes do not fit.

    >>> from sympy import Matrix, MatrixSymbol, eye
    >>> frechet_squared(Matrix([[1], [0]]), 4 * eye(2))
    5
    >>> frechet_squared(MatrixSymbol("G", 3, 3), MatrixSymbol("B", 3, 3))
    Trace(G.T*G) - 2*Trace((G.T*B*G)**(1/2)) + Trace(B)
    """
    if covariance.shape != (factor.rows, factor.rows):
        raise ValueError(f"a factor with {factor.rows} rows needs a covariance of that size, got {covariance.shape}")
    gram, cross = (block_collapse(product) for product in (factor.T * factor, factor.T * covariance * factor))
    return trace(gram) + trace(covariance) - 2 * _trace_of_root(cross)


def _trace_of_root(square: MatrixBase) -> Expr:
    """tr M^½, the sum of the roots of the eigenvalues where the entries are known."""
    if isinstance(square, MatrixBase):
        return sum((count * sqrt(value) for value, count in square.eigenvals().items()), start=S.Zero)
    return trace(MatPow(square, Rational(1, 2)))
