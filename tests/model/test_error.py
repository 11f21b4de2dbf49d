"""The squared error: from dense covariances to modes, against matrix roots, and its increment and slope."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import positive_variances
from sympy import (
    Expr,
    ImmutableMatrix,
    IndexedBase,
    Integer,
    Matrix,
    Rational,
    Symbol,
    diag,
    diff,
    expand,
    eye,
    simplify,
    sqrt,
    symbols,
    zeros,
)

from ldm_symbolic.model.backward import Start, variance
from ldm_symbolic.model.distances.frechet import frechet_squared, mode_error
from ldm_symbolic.model.encoder import LinearEncoder, diagonal
from ldm_symbolic.model.error import increment, kept_and_lost, mode_slope, slope, squared_error
from ldm_symbolic.model.score import PluginScore
from ldm_symbolic.notation import (
    data_dimension,
    deviations,
    estimated_deviations,
    estimated_variance,
    latent_dimension,
    noise,
)

PLUGIN = variance(PluginScore(), Start.NOISED)


def cayley(entries: tuple[int, int, int]) -> Matrix:
    """A rational rotation of three dimensions, (I - A)(I + A)⁻¹ for a skew A."""
    a, b, c = entries
    skew = Matrix([[0, a, b], [-a, 0, c], [-b, -c, 0]])
    return (eye(3) - skew) * (eye(3) + skew).inv()


def test_the_general_formula_on_commuting_covariances_is_a_sum_over_modes() -> None:
    v1, v2, s1, s2 = symbols("v1 v2 s1 s2", positive=True)
    found = frechet_squared(diag(sqrt(v1), sqrt(v2)), diag(s1**2, s2**2))
    assert expand(found - ((sqrt(v1) - s1) ** 2 + (sqrt(v2) - s2) ** 2)) == 0
    modes = sum(mode_error(v, s**2) for v, s in ((v1, s1), (v2, s2)))
    assert expand(found - modes) == 0


def test_a_shared_eigenbasis_separates_the_error_into_modes_and_a_tail() -> None:
    axes = cayley((1, 2, -1))
    v1, v2 = symbols("v1 v2", positive=True)
    covariance = axes * diag(9, 4, 2) * axes.T
    encoder = LinearEncoder.principal(axes, 2)
    kept, lost = kept_and_lost(encoder, diag(sqrt(v1), sqrt(v2)), covariance)
    assert expand(kept - ((sqrt(v1) - 3) ** 2 + (sqrt(v2) - 2) ** 2)) == 0
    assert lost == 2


@pytest.mark.parametrize("rows", [1, 2, 3])
@pytest.mark.parametrize("entries", [(1, 0, 0), (1, 2, -1), (0, 3, 1)])
def test_kept_and_lost_add_up_for_any_orthonormal_encoder(rows: int, entries: tuple[int, int, int]) -> None:
    encoder = LinearEncoder(projection=ImmutableMatrix(cayley(entries)[:rows, :]))
    covariance = Matrix([[5, 1, 0], [1, 3, -1], [0, -1, 2]])
    factor = Matrix(rows, rows, lambda i, j: Rational(1 + i, 2 + j))
    whole = frechet_squared(encoder.decoded_factor(factor), covariance)
    kept, lost = kept_and_lost(encoder, factor, covariance)
    assert abs((whole - kept - lost).evalf(40, chop=True)) < 1e-30
    decoded = encoder.decoded_covariance(factor * factor.T)
    assert decoded == encoder.decoded_factor(factor) * encoder.decoded_factor(factor).T
    with mpmath.workdps(60):
        expected = oracle.frechet_squared(numbers(decoded), numbers(covariance))
        assert abs(mpmath.mpf(str(whole.evalf(40, chop=True))) - expected) < mpmath.mpf(10) ** -25


def numbers(matrix: Matrix) -> list[list[mpmath.mpf]]:
    with mpmath.workdps(220):
        return [[mpmath.mpf(int(e.p)) / int(e.q) for e in row] for row in matrix.tolist()]


@given(st.lists(st.tuples(positive_variances, positive_variances), min_size=1, max_size=4), st.integers(1, 4))
def test_mode_sums_agree_with_matrix_roots(modes: list[tuple[Fraction, Fraction]], kept: int) -> None:
    kept = min(kept, len(modes))
    generated, true = zip(*modes, strict=True)
    factor = Matrix(len(modes), kept, lambda i, j: sqrt(Rational(generated[j])) if i == j else Integer(0))
    found = frechet_squared(factor, diagonal(true))
    padded = [*generated[:kept], *([Fraction(0)] * (len(modes) - kept))]
    with mpmath.workdps(60):
        expected = oracle.frechet_squared(
            [[v if i == j else 0 for j in range(len(modes))] for i, v in enumerate(map(exact, padded))],
            [[v if i == j else 0 for j in range(len(modes))] for i, v in enumerate(map(exact, true))],
        )
        scale = mpmath.fsum(map(exact, [*generated, *true]))
        assert abs(mpmath.mpf(str(found.evalf(40))) - expected) <= scale * mpmath.mpf(10) ** -25


def exact(value: Fraction) -> mpmath.mpf:
    return mpmath.mpf(value.numerator) / value.denominator


def test_increment_and_slope_follow_from_the_sum() -> None:
    k, D = latent_dimension, data_dimension
    error = squared_error(PLUGIN)
    for kept in (1, 2, 3):
        sizes = {k: kept, D: 3}
        this, before = (error.subs({k: n, D: 3}).doit() for n in (kept, kept - 1))
        assert expand(this - before - increment(PLUGIN).subs(sizes)) == 0
        assert expand(diff(this, noise) - slope(PLUGIN).subs(sizes).doit()) == 0
    off_by_one = error.subs({k: 2, D: 3}).doit() - error.subs({k: 0, D: 3}).doit()
    assert expand(off_by_one - increment(PLUGIN).subs({k: 2})) != 0


def test_the_printed_slope_of_proposition_1() -> None:
    s, hat = Symbol("s", positive=True), estimated_variance
    printed = (1 - s / sqrt(noise + (1 - noise) * hat)) * (1 - hat)
    assert simplify(mode_slope(PLUGIN, s**2) - printed) == 0


def test_equal_laws_have_no_distance_and_shapes_must_fit() -> None:
    factor = Matrix([[2, 0], [1, 1], [0, 3]])
    assert simplify(frechet_squared(factor, factor * factor.T)) == 0
    assert frechet_squared(zeros(2, 1), eye(2)) == 2
    with pytest.raises(ValueError, match="covariance of that size"):
        frechet_squared(factor, eye(2))


def test_encoders_that_change_the_noise_are_refused() -> None:
    with pytest.raises(ValueError, match="no standard Brownian motion"):
        LinearEncoder(projection=ImmutableMatrix([[2, 0]]))
    with pytest.raises(ValueError, match="full row rank"):
        LinearEncoder(projection=ImmutableMatrix([[1, 0], [1, 0]]))
    with pytest.raises(ValueError, match=r"must lie in 1\.\.3"):
        LinearEncoder.keep_first(4, 3)


def test_the_indexed_error_uses_one_vocabulary() -> None:
    bases = set(squared_error(PLUGIN).atoms(IndexedBase))
    assert bases == {deviations, estimated_deviations}
    assert isinstance(squared_error(PLUGIN), Expr)
