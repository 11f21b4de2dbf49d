"""What is kept and what is lost: the squared error as sums over modes, derived from the encoder and the distance.

    d²(N(0, A), N(0, Σ)) = tr A + tr Σ - 2 tr (Σ^½ A Σ^½)^½,   A = Pᵀ V P

For an encoder with orthonormal rows the distance splits into what is kept, the distance of the latent laws, and
what is lost, the variance outside the latent space, whatever the sizes of the matrices. In an eigenbasis that Σ and
Σ̂ share, with P along its first k axes, the latent law follows P Σ̂ Pᵀ and is diagonal too: both parts are traces of
diagonal matrices, sums over modes, and what one mode adds is the same trace of a matrix of size one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sympy import (
    BlockMatrix,
    Dummy,
    Expr,
    ImmutableMatrix,
    Integer,
    MatrixBase,
    MatrixSymbol,
    diag,
    expand,
    sqrt,
    trace,
)

from ldm_symbolic.model.backward import DerivationError
from ldm_symbolic.model.distances.frechet import frechet_squared
from ldm_symbolic.model.encoder import LinearEncoder
from ldm_symbolic.notation import data_dimension, deviation, generated_deviation, latent_dimension


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Modes that add the same term to the squared error.

    Args:
        first: the index of the first of them.
        last: the index of the last of them.
        term: what one of them adds, in r = √v and s = √λ.
    """

    first: Expr
    last: Expr
    term: Expr


@cache
def parts() -> tuple[Part, Part]:
    """What the modes that are kept and those that are lost add to E(k, x).

        Σ_{j≤k} (√v_j - s_j)² + Σ_{j>k} s_j²

    Σ stands in blocks of the sizes k and D - k, with any block beside the diagonal: it falls out.

    Raises:
        DerivationError: if the parts do not add up to the distance that they are parts of.

    >>> for part in parts():
    ...     print(part.first, part.last, part.term)
    1 k r**2 - 2*r*s + s**2
    k + 1 D s**2

    Source: arXiv:2510.08409v1, eq. (6)
    """
    encoder = LinearEncoder.keep_first(latent_dimension, data_dimension)
    factor, inside, outside, beside = _blocks(latent_dimension, data_dimension - latent_dimension)
    covariance = BlockMatrix([[inside, beside], [beside.T, outside]])
    kept, lost = kept_and_lost(encoder, factor, covariance)
    whole = frechet_squared(encoder.decoded_factor(factor), covariance)
    if expand(whole - kept - lost) != 0:
        raise DerivationError(f"{kept} and {lost} do not add up to {whole}")
    found = (
        Part(first=Integer(1), last=inside.rows, term=_of_one_mode(kept)),
        Part(first=inside.rows + 1, last=inside.rows + outside.rows, term=_of_one_mode(lost)),
    )
    put_back(found, 2, 3)
    return found


def kept_and_lost(encoder: LinearEncoder, latent_factor: MatrixBase, covariance: MatrixBase) -> tuple[Expr, Expr]:
    """The two parts of the error of a decoded latent: d²(N(0, V), N(0, P Σ Pᵀ)) and tr Σ - tr P Σ Pᵀ.

    They add up to the distance of the decoded law and the data: with P Pᵀ = I the factor F = Pᵀ G has
    tr Fᵀ F = tr Gᵀ G = tr V and Fᵀ Σ F = Gᵀ (P Σ Pᵀ) G, so that Σ enters beside its trace only as P Σ Pᵀ.

    Args:
        encoder: P, k x D with orthonormal rows.
        latent_factor: G, k x k or k x r, with V = G Gᵀ the generated covariance of the latent.
        covariance: Σ, D x D; all three with entries, or all in blocks.

    >>> from sympy import Matrix, diag
    >>> kept_and_lost(LinearEncoder.keep_first(1, 2), Matrix([[1]]), diag(4, 3))
    (1, 3)
    """
    latent = encoder.latent_covariance(covariance)
    return frechet_squared(latent_factor, latent), trace(covariance) - trace(latent)


def put_back(found: tuple[Part, Part], kept: int, dimension: int) -> None:
    """Compare the parts, summed over so many modes, with the distance of whole matrices, root by root.

        tr A + tr Σ - 2 tr (Σ^½ A Σ^½)^½,   A = Pᵀ diag(r_1², ..., r_k²) P,  Σ^½ = diag(s_1, ..., s_D)

    Args:
        found: the parts.
        kept: k.
        dimension: D.

    Raises:
        DerivationError: if they differ.
    """
    generated, true = ([Dummy(f"{n}{j}", nonnegative=True) for j in range(dimension)] for n in "rs")
    encoder, half = LinearEncoder.keep_first(kept, dimension), diag(*true)
    decoded = encoder.decoded_covariance(diag(*(r**2 for r in generated[:kept])))
    square = half * decoded * half
    root = square.applyfunc(sqrt)
    if root * root != square:
        raise DerivationError(f"{root} is no root of {square}")
    whole = trace(decoded) + trace(half * half) - 2 * trace(root)
    sizes = {latent_dimension: kept, data_dimension: dimension}
    summed = sum(
        part.term.xreplace({generated_deviation: generated[j - 1], deviation: true[j - 1]})
        for part in found
        for j in range(part.first.xreplace(sizes), part.last.xreplace(sizes) + 1)
    )
    if expand(whole - summed) != 0:
        raise DerivationError(f"k = {kept}, D = {dimension}: the distance is {whole}, its parts add up to {summed}")


def _blocks(kept: Expr, lost: Expr) -> tuple[MatrixSymbol, ...]:
    """A factor of the latent covariance; the blocks of Σ that are kept, lost, and beside the diagonal."""
    shapes = {"G": (kept, kept), "Sigma_kept": (kept, kept), "Sigma_lost": (lost, lost), "Sigma_beside": (kept, lost)}
    return tuple(MatrixSymbol(name, *shape) for name, shape in shapes.items())


def _of_one_mode(part: Expr) -> Expr:
    """A part of the distance where one mode is kept and one lost, in r = √v and s = √λ."""
    one = Integer(1)
    r, s = (Dummy(letter, nonnegative=True) for letter in "rs")
    factor, *covariances = _blocks(one, one)
    entries = {factor: r} | dict.fromkeys(covariances, s**2)
    small = part.subs({latent_dimension: one, data_dimension: one + one})
    term = small.xreplace({block: ImmutableMatrix([[entry]]) for block, entry in entries.items()}).doit()
    return expand(term).xreplace({r: generated_deviation, s: deviation})
