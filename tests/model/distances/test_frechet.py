"""The exact distance: of commuting covariances, of singular ones against matrix roots, and of matrices of any size."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import positive_variances
from sympy import (
    BlockMatrix,
    ImmutableMatrix,
    Integer,
    Matrix,
    MatrixSymbol,
    Rational,
    ZeroMatrix,
    diag,
    expand,
    eye,
    simplify,
    sqrt,
    symbols,
    trace,
    zeros,
)

from ldm_symbolic.model.distances.frechet import frechet_squared


def test_the_general_formula_on_commuting_covariances_is_a_sum_over_modes() -> None:
    v1, v2, s1, s2 = symbols("v1 v2 s1 s2", positive=True)
    found = frechet_squared(diag(sqrt(v1), sqrt(v2)), diag(s1**2, s2**2))
    assert expand(found - ((sqrt(v1) - s1) ** 2 + (sqrt(v2) - s2) ** 2)) == 0


@given(st.lists(st.tuples(positive_variances, positive_variances), min_size=1, max_size=4), st.integers(1, 4))
def test_mode_sums_agree_with_matrix_roots(modes: list[tuple[Fraction, Fraction]], kept: int) -> None:
    kept = min(kept, len(modes))
    generated, true = zip(*modes, strict=True)
    factor = Matrix(len(modes), kept, lambda i, j: sqrt(Rational(generated[j])) if i == j else Integer(0))
    found = frechet_squared(factor, diag(*true))
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


def test_equal_laws_have_no_distance_and_shapes_must_fit() -> None:
    factor = Matrix([[2, 0], [1, 1], [0, 3]])
    assert simplify(frechet_squared(factor, factor * factor.T)) == 0
    assert frechet_squared(zeros(2, 1), eye(2)) == 2
    with pytest.raises(ValueError, match="covariance of that size"):
        frechet_squared(factor, eye(2))


def test_matrices_of_any_size_have_the_distance_of_their_entries() -> None:
    size, rank = symbols("n r", integer=True, positive=True)
    factor, covariance = MatrixSymbol("F", size, rank), MatrixSymbol("B", size, size)
    found = frechet_squared(factor, covariance)
    explicit = ImmutableMatrix([[2, 0], [0, 1], [0, 0]]), ImmutableMatrix(diag(9, 4, 1))
    shaped = found.subs({size: 3, rank: 2})
    entries = dict(zip((MatrixSymbol("F", 3, 2), MatrixSymbol("B", 3, 3)), explicit, strict=True))
    assert shaped.xreplace(entries).doit() == frechet_squared(*explicit) == 3


def test_what_stands_outside_the_factor_counts_with_its_trace_alone() -> None:
    size, rest = symbols("n m", integer=True, positive=True)
    factor, inside = MatrixSymbol("F", size, size), MatrixSymbol("C", size, size)
    outside, beside = MatrixSymbol("L", rest, rest), MatrixSymbol("H", size, rest)
    thin = BlockMatrix([[factor], [ZeroMatrix(rest, size)]])
    whole = frechet_squared(thin, BlockMatrix([[inside, beside], [beside.T, outside]]))
    assert whole == frechet_squared(factor, inside) + trace(outside)
