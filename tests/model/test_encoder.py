"""Encoders: which are refused, what they do to covariances, with entries and in blocks of any size; spectra."""

from __future__ import annotations

from fractions import Fraction

import pytest
from sympy import BlockMatrix, Identity, ImmutableMatrix, Matrix, MatrixSymbol, Rational, ZeroMatrix, diag

from ldm_symbolic.model.encoder import LinearEncoder
from ldm_symbolic.model.spectrum import Spectrum
from ldm_symbolic.notation import data_dimension, latent_dimension

K, D = latent_dimension, data_dimension


def test_encoders_that_change_the_noise_are_refused() -> None:
    with pytest.raises(ValueError, match="no standard Brownian motion"):
        LinearEncoder(projection=ImmutableMatrix([[2, 0]]))
    with pytest.raises(ValueError, match="full row rank"):
        LinearEncoder(projection=ImmutableMatrix([[1, 0], [1, 0]]))
    with pytest.raises(ValueError, match=r"must lie in 1\.\.3"):
        LinearEncoder.keep_first(4, 3)
    with pytest.raises(ValueError, match=r"must lie in 1\.\.3"):
        LinearEncoder.keep_first(0, 3)


def test_blocks_that_change_the_noise_are_refused() -> None:
    blocks = BlockMatrix([[2 * Identity(K), ZeroMatrix(K, D - K)]])
    with pytest.raises(ValueError, match="no standard Brownian motion"):
        LinearEncoder(projection=blocks)


def test_an_encoder_in_any_orthonormal_basis() -> None:
    encoder = LinearEncoder(projection=ImmutableMatrix([[Rational(3, 5), Rational(4, 5)]]))
    assert encoder.decoder == Matrix([Rational(3, 5), Rational(4, 5)])
    assert encoder.latent_covariance(diag(25, 50)) == Matrix([[41]])
    assert encoder.decoded_covariance(Matrix([[25]])) == Matrix([[9, 12], [12, 16]])


def test_blocks_of_any_size_are_encoded_like_entries() -> None:
    encoder = LinearEncoder.keep_first(K, D)
    assert encoder.projection.shape == (K, D)
    inside, outside, beside = (
        MatrixSymbol("A", K, K), MatrixSymbol("B", D - K, D - K), MatrixSymbol("H", K, D - K)
    )  # fmt: skip
    covariance = BlockMatrix([[inside, beside], [beside.T, outside]])
    assert encoder.latent_covariance(covariance) == inside
    decoded = encoder.decoded_covariance(inside)
    sizes = {K: 2, D: 3}
    entries = {MatrixSymbol("A", 2, 2): ImmutableMatrix([[2, 1], [1, 3]])}
    explicit = LinearEncoder.keep_first(2, 3).decoded_covariance(Matrix([[2, 1], [1, 3]]))
    assert decoded.subs(sizes).xreplace(entries).as_explicit() == explicit


@pytest.mark.parametrize(
    ("variances", "estimated", "message"),
    [
        ((), None, "at least one variance"),
        ((Fraction(-1),), None, "variance 1 is negative"),
        ((Fraction(1),), (Fraction(1), Fraction(1)), "entry by entry"),
        ((Fraction(1),), (Fraction(-1),), "estimated variance 1 is negative"),
    ],
)
def test_what_is_no_spectrum_is_refused(
    variances: tuple[Fraction, ...], estimated: tuple[Fraction, ...] | None, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        Spectrum(variances=variances, estimated=estimated)
