"""What is encoded and how: the spectrum of the data, and the linear encoder that keeps k directions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, islice

from sympy import BlockMatrix, Expr, Identity, ImmutableMatrix, MatrixBase, Or, S, ZeroMatrix, block_collapse, eye

from ldm_symbolic.model.variances import Variances, as_variances


@dataclass(frozen=True, slots=True, kw_only=True)
class Spectrum:
    """The variances of the data along the directions in which the encoder keeps them, first kept first.

    Args:
        variances: λ_1, ..., λ_D >= 0, the true variances: exact numbers in a tuple, an array of floats, or `Variances`,
            in which runs of equal ones are kept as one value with its multiplicity.
        estimated: λ̂_1, ..., λ̂_D >= 0, paired with them, or None where no estimate is known.

    Raises:
        ValueError: if empty, negative, or of different lengths.

    >>> Spectrum(variances=(Fraction(1, 2),), estimated=(Fraction(1, 4),)).dimension
    1
    """

    variances: Sequence[Fraction]
    estimated: Sequence[Fraction] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "variances", _variances(self.variances, "variance"))
        if self.estimated is not None:
            object.__setattr__(self, "estimated", _variances(self.estimated, "estimated variance"))
            if len(self.estimated) != len(self.variances):
                raise ValueError(
                    f"estimates are paired with variances entry by entry, "
                    f"got {len(self.variances)} variances and {len(self.estimated)} estimates"
                )

    @property
    def dimension(self) -> int:
        """D, the data dimension."""
        return len(self.variances)

    @property
    def ends(self) -> Sequence[int]:
        """The k at which a run of equal pairs ends; 1..D where nothing was given as a run.

        >>> Spectrum(variances=Variances((Fraction(1), Fraction(0)), multiplicities=(3, 10**9))).ends
        [3, 1000000003]
        """
        true = as_variances(self.variances)
        return true.shared_ends(true if self.estimated is None else as_variances(self.estimated))

    @property
    def lost(self) -> tuple[Fraction, ...]:
        """The variance of the directions that an encoder to k dimensions drops, Σ_{j>k} λ_j, for k = 1..D.

        >>> Spectrum(variances=(Fraction(3), Fraction(2), Fraction(1))).lost
        (Fraction(3, 1), Fraction(1, 1), Fraction(0, 1))
        """
        return tuple(accumulate(islice(reversed(self.variances), self.dimension - 1), initial=Fraction(0)))[::-1]


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


def _variances(given: Sequence[Fraction], what: str) -> Variances:
    if isinstance(given, Variances):
        found = given
    else:
        try:
            found = Variances(given)  # type: ignore[arg-type]  # it says what it does not take
        except ValueError as error:
            raise ValueError(str(error).replace("variance", what, 1)) from None
    if not len(found):
        raise ValueError(f"a spectrum needs at least one {what}, got none")
    return found
