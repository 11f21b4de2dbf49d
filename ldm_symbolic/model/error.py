"""The squared Frechet (Bures, Wasserstein-2) distance between the decoded sample and the data.

    d²(N(0, A), N(0, B)) = tr A + tr B - 2 tr (B^½ A B^½)^½

With a thin factor A = F Fᵀ the cross term is the sum of the square roots of the eigenvalues of Fᵀ B F,
which needs no root of a singular matrix. For an encoder with orthonormal rows the distance splits into
what is kept, the distance of the latent laws, and what is lost, the variance outside the latent space;
where the latent covariances commute, the kept part splits into modes.
"""

from __future__ import annotations

from sympy import Expr, MatrixBase, Sum, diff, expand

from ldm_symbolic.model.distances.frechet import frechet_squared, mode_error
from ldm_symbolic.model.encoder import LinearEncoder
from ldm_symbolic.notation import (
    data_dimension,
    deviations,
    estimated_deviations,
    estimated_variance,
    latent_dimension,
    mode,
    noise,
    variance,
)


def kept_and_lost(encoder: LinearEncoder, latent_factor: MatrixBase, covariance: MatrixBase) -> tuple[Expr, Expr]:
    """The two parts of the error of a decoded latent: d²(N(0, V), N(0, P Σ Pᵀ)) and tr Σ - tr P Σ Pᵀ.

    They add up to the distance of the decoded law and the data: with P Pᵀ = I the factor F = Pᵀ G has
    tr Fᵀ F = tr Gᵀ G = tr V and Fᵀ Σ F = Gᵀ (P Σ Pᵀ) G, so that Σ enters beside its trace only as P Σ Pᵀ.

    Args:
        encoder: P, k x D with orthonormal rows.
        latent_factor: G, k x k or k x r, with V = G Gᵀ the generated covariance of the latent.
        covariance: Σ, D x D.

    >>> from sympy import Matrix, diag
    >>> kept_and_lost(LinearEncoder.keep_first(1, 2), Matrix([[1]]), diag(4, 3))
    (1, 3)
    """
    latent = encoder.latent_covariance(covariance)
    return frechet_squared(latent_factor, latent), covariance.trace() - latent.trace()


def mode_slope(generated: Expr, true: Expr) -> Expr:
    """The derivative of one kept mode's squared error in the noise level x, (1 - s/√v) v'.

    Source: arXiv:2510.08409v1, Proposition 1
    """
    return diff(mode_error(generated, true), noise)


def squared_error(generated: Expr) -> Expr:
    """E(k, x) of an encoder that keeps the first k of D modes: kept part and lost tail.

        Σ_{j≤k} (√v_j - s_j)² + Σ_{j>k} s_j²

    Args:
        generated: v, the generated variance of one mode in λ̂ and λ; its letters are replaced by the
            squares of the indexed standard deviations.

    Returns:
        A sum over 1..k and one over k+1..D, both with symbolic bounds.

    Source: arXiv:2510.08409v1, eq. (6)
    """
    true = deviations[mode] ** 2
    kept = Sum(mode_error(indexed(generated), true), (mode, 1, latent_dimension))
    return kept + Sum(true, (mode, latent_dimension + 1, data_dimension))


def increment(generated: Expr) -> Expr:
    """E(k, x) - E(k-1, x), what keeping the k-th direction adds: v_k - 2 s_k √v_k.

    Args:
        generated: v, as in `squared_error`.

    Source: arXiv:2510.08409v1, Proposition 2
    """
    kth = {mode: latent_dimension}
    true = (deviations[mode] ** 2).subs(kth)
    return expand(mode_error(indexed(generated).subs(kth), true) - true, deep=False)


def slope(generated: Expr) -> Expr:
    """dE(k, x)/dx = Σ_{j≤k} (1 - s_j/√v_j) v_j', the derivative of the kept part taken term by term."""
    term = diff(mode_error(indexed(generated), deviations[mode] ** 2), noise)
    return Sum(term, (mode, 1, latent_dimension))


def indexed(expression: Expr) -> Expr:
    """A one-mode expression in λ and λ̂ for mode j: in s_j² and ŝ_j²."""
    return expression.subs({variance: deviations[mode] ** 2, estimated_variance: estimated_deviations[mode] ** 2})
