"""The linear encoder that keeps k directions."""

from __future__ import annotations

from dataclasses import dataclass

from sympy import BlockMatrix, Expr, Identity, ImmutableMatrix, MatrixBase, Or, S, ZeroMatrix, block_collapse, eye


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearEncoder:
    """A linear encoder y = P x with orthonormal rows, and its pseudo-inverse P⁺ as decoder.

        P Pᵀ = I,  P⁺ = Pᵀ (P Pᵀ)⁻¹ = Pᵀ

    Args:
        projection: P, an exact k x D matrix, or one of blocks whose sizes may be symbols.

    Raises:
        ValueError: if P has not full row rank, or its rows are not orthonormal. With P Pᵀ ≠ I the
            projected noise P W is no standard Brownian motion, so that the latent process is not the
            one that the theory describes.

    >>> LinearEncoder.keep_first(1, 3).decoder
    Matrix([
    [1],
    [0],
    [0]])
    """

    projection: ImmutableMatrix | BlockMatrix

    def __post_init__(self) -> None:
        rows, columns = self.projection.shape
        gram = block_collapse(self.projection * self.projection.T)
        if isinstance(gram, MatrixBase):
            if gram.rank() < rows:
                raise ValueError(f"an encoder has full row rank, got a {rows} x {columns} matrix of lower rank")
            gram = Identity(rows) if gram.applyfunc(lambda entry: entry.cancel()) == eye(rows) else gram
        if gram != Identity(rows):
            raise ValueError(
                "the encoder's rows must be orthonormal (P Pᵀ = I): otherwise the projected noise P W "
                "is no standard Brownian motion and the latent diffusion is another process"
            )

    @classmethod
    def keep_first(cls, kept: int | Expr, dimension: int | Expr) -> LinearEncoder:
        """P_k = [I 0], which keeps the first k of D coordinates.

        Args:
            kept: k, a number or a symbol.
            dimension: D, likewise.

        Raises:
            ValueError: unless 1 <= k <= D, where these are numbers.

        >>> from ldm_symbolic.notation import data_dimension, latent_dimension
        >>> LinearEncoder.keep_first(latent_dimension, data_dimension).projection
        Matrix([[I, 0]])
        """
        if Or(kept < 1, kept > dimension) is S.true:
            raise ValueError(f"the latent dimension k must lie in 1..{dimension}, got {kept}")
        blocks = BlockMatrix([[Identity(kept), ZeroMatrix(kept, dimension - kept)]])
        return cls(projection=blocks if blocks.free_symbols else blocks.as_explicit())

    @property
    def decoder(self) -> MatrixBase:
        """P⁺ = Pᵀ, the Moore-Penrose inverse of a matrix with orthonormal rows."""
        return self.projection.T

    def latent_covariance(self, covariance: MatrixBase) -> MatrixBase:
        """P A Pᵀ, the covariance of the encoded data.

        Args:
            covariance: A, D x D.
        """
        return block_collapse(self.projection * covariance * self.projection.T)

    def decoded_covariance(self, latent: MatrixBase) -> MatrixBase:
        """P⁺ V P⁺ᵀ, the covariance of a decoded latent; singular wherever k < D.

        Args:
            latent: V, k x k.
        """
        return block_collapse(self.decoder * latent * self.decoder.T)

    def decoded_factor(self, latent_factor: MatrixBase) -> MatrixBase:
        """P⁺ G, a thin factor (D x k) of the decoded covariance P⁺ G Gᵀ P⁺ᵀ.

        Args:
            latent_factor: G, with V = G Gᵀ the latent covariance.
        """
        return block_collapse(self.decoder * latent_factor)
