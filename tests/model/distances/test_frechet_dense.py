"""Dense covariances in floats against matrix roots in mpmath, and against the sum over modes."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import numpy as np
import oracle
import pytest
from sympy import Matrix

from ldm_symbolic.model.distances.frechet import frechet_squared
from ldm_symbolic.model.distances.frechet_dense import frechet_squared_dense, plugin_error_dense
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.score import PluginScore
from ldm_symbolic.model.spectrum import Spectrum
from ldm_symbolic.stopping.surface.grid import squared_error_grid


@pytest.mark.parametrize("rank", [0, 1, 3, 5])
@pytest.mark.parametrize("kept", [1, 4, 5])
def test_singular_covariances_agree_with_matrix_roots(rank: int, kept: int) -> None:
    rng = np.random.default_rng(10 * rank + kept)
    half = rng.integers(-3, 4, (5, rank)).astype(float)
    factor, covariance = rng.integers(-3, 4, (5, kept)).astype(float), half @ half.T
    expected = oracle.frechet_squared((factor @ factor.T).tolist(), covariance.tolist())
    scale = np.trace(covariance) + np.sum(factor**2)
    assert abs(frechet_squared_dense(factor, covariance) - float(expected)) <= 1e-7 * scale  # √ of rounded zeros of B


def test_the_error_in_a_shared_basis_is_the_sum_over_modes() -> None:
    rng = np.random.default_rng(2)
    axes = np.linalg.qr(rng.standard_normal((6, 6)))[0]
    true = tuple(map(Fraction, ("3", "2", "1", "1/2", "1/4", "0")))
    estimated = tuple(map(Fraction, ("2", "3", "1", "1/3", "1/5", "1/100")))
    problem = StoppingProblem(spectrum=Spectrum(variances=true, estimated=estimated), score=PluginScore())
    target, learned = (axes @ np.diag([float(v) for v in values]) @ axes.T for values in (true, estimated))
    for kept in (1, 3, 6):
        for time in (4.0, 3.5, 1.0):
            level = -np.expm1(-2 * (4 - time))
            found = plugin_error_dense(axes[:, :kept].T, target, learned, level)
            assert found == pytest.approx(squared_error_grid(problem, [time], [kept])[0, 0], rel=1e-6)  # √ of a zero


def test_other_bases_give_another_error_and_an_encoder_must_be_orthonormal() -> None:
    true, estimated = np.array([[2.0, 0.8], [0.8, 1.0]]), np.diag([2.0, 1.0])
    dense = plugin_error_dense(np.eye(2), true, estimated, 0.1)
    diagonal = plugin_error_dense(np.eye(2), np.diag(np.diag(true)), estimated, 0.1)
    assert dense > diagonal + 0.01
    with mpmath.workdps(40):
        generated = 0.1 * np.eye(2) + 0.9 * estimated
        assert dense == pytest.approx(float(oracle.frechet_squared(generated.tolist(), true.tolist())), rel=1e-12)
    with pytest.raises(ValueError, match="orthonormal"):
        plugin_error_dense([[2.0, 0.0]], true, estimated, 0.1)
    with pytest.raises(ValueError, match="must lie in"):
        plugin_error_dense(np.eye(2), true, estimated, 1.1)


def test_what_is_no_covariance_is_refused() -> None:
    with pytest.raises(ValueError, match="symmetric"):
        frechet_squared_dense(np.eye(2), [[1.0, 1.0], [0.0, 1.0]])
    with pytest.raises(ValueError, match="negative eigenvalue"):
        frechet_squared_dense(np.eye(2), np.diag([1.0, -1.0]))
    with pytest.raises(ValueError, match="does not fit"):
        frechet_squared_dense(np.eye(3), np.eye(2))


def test_floats_agree_with_the_exact_form_where_eigenvalues_have_no_radicals() -> None:
    size = 5
    covariance = Matrix(size, size, lambda i, j: int(i == j) * (i + 2) + int(abs(i - j) == 1))
    factor = Matrix(size, size, lambda i, j: int(i == j) * (j + 1))
    exact = frechet_squared(factor, covariance).evalf(30)
    floats = [[float(entry) for entry in row] for row in covariance.tolist()]
    assert frechet_squared_dense(np.diag(np.arange(1.0, 6.0)), floats) == pytest.approx(float(exact), rel=1e-12)
