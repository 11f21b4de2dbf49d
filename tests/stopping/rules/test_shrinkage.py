"""Shrunk eigenvalues against the formula's own parts by quadrature, and against what they are for."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import isotonic_regression

from ldm_symbolic.stopping.rules.shrinkage import _non_decreasing, _spectral, _transform, nonlinear_shrinkage


def sample_of(variances: np.ndarray, count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Eigenvalues of a sample covariance about its mean, decreasing, and the true variances along its axes."""
    drawn = np.random.default_rng(seed).standard_normal((count, len(variances))) * np.sqrt(variances)
    values, axes = np.linalg.eigh(np.cov(drawn.T, bias=True))
    return np.maximum(values[::-1], 0.0), ((axes**2).T @ variances)[::-1]


def test_density_and_transform_are_those_of_the_kernel() -> None:
    values, width = np.array([0.5, 0.9, 1.0, 4.0]), 0.2

    def density(x: float) -> float:
        apart = (x - values) / (width * values)
        return float(np.mean(np.maximum(1 - apart**2 / 5, 0.0) * 3 / (4 * np.sqrt(5)) / (width * values)))

    found, transform = _spectral(values, width)
    for at, value in enumerate(values):
        assert found[at] == pytest.approx(density(value), rel=1e-12)
        principal, _ = quad(density, -1.0, 8.0, weight="cauchy", wvar=value, limit=400, epsabs=1e-7)
        assert transform[at] == pytest.approx(principal / np.pi, abs=2e-5)  # (1/π) PV ∫ f(s)/(s - x) ds


@pytest.mark.parametrize("count", [16, 32, 48, 160])
def test_they_are_nearer_to_equal_variances(count: int) -> None:
    for seed in range(3):
        values, along = sample_of(np.full(32, 0.3), count, seed)
        assert np.linalg.norm(nonlinear_shrinkage(values, count - 1) - along) < 0.4 * np.linalg.norm(values - along)


@pytest.mark.parametrize("count", [48, 160])
def test_they_are_nearer_to_the_variances_along_the_axes_on_every_scale(count: int) -> None:
    for seed in range(3):
        values, along = sample_of(4 * 0.85 ** np.arange(32.0), count, seed)
        shrunk = nonlinear_shrinkage(values, count - 1)
        assert np.linalg.norm(np.log(shrunk / along)) < 0.6 * np.linalg.norm(np.log(values / along))


def test_many_samples_leave_the_eigenvalues() -> None:
    values, _ = sample_of(np.array([4.0, 1.0, 0.2]), 100_000, 1)
    assert nonlinear_shrinkage(values, 99_999) == pytest.approx(values, rel=1e-3)


def test_directions_without_variance_stay_empty_and_those_not_yet_seen_do_not() -> None:
    values, _ = sample_of(np.array([2.0, 1.0, 0.5, 0.0, 0.0]), 100, 1)
    few, _ = sample_of(np.full(20, 0.5), 12, 1)
    assert (nonlinear_shrinkage(values, 99)[3:] == 0).all()
    assert (nonlinear_shrinkage(few, 11) > 0.1).all()
    assert nonlinear_shrinkage(np.zeros(3), 5).tolist() == [0.0, 0.0, 0.0]


def test_the_order_is_that_of_the_eigenvalues() -> None:
    values, _ = sample_of(2 * 0.5 ** np.arange(12.0), 20, 4)
    shrunk = nonlinear_shrinkage(values, 19)
    assert (np.diff(shrunk) <= 0).all()
    turned = np.random.default_rng(0).permutation(12)
    assert nonlinear_shrinkage(values[turned], 19) == pytest.approx(shrunk[turned])


def test_the_nearest_numbers_in_order_are_those_of_scipy() -> None:
    values = np.random.default_rng(3).standard_normal(40)
    assert _non_decreasing(values) == pytest.approx(isotonic_regression(values).x)


def test_eigenvalues_over_many_decades_do_not_cancel() -> None:
    values = 3 * 0.7 ** np.arange(60.0)
    shrunk = nonlinear_shrinkage(values, 1200)
    assert (np.abs(np.log(shrunk / values)) < 0.3).all()
    alone = nonlinear_shrinkage(values[:30], 600)  # as many samples for each direction, and no tail
    assert shrunk[:10] == pytest.approx(alone[:10], rel=0.05)


def test_the_transform_is_the_same_near_and_far() -> None:
    with mpmath.workdps(40):
        for apart in (10.0, 49.9, 50.1, 1e3, 1e7):
            exact = mpmath.quad(lambda t, u=apart: (1 - t * t / 5) / (t - u), [-mpmath.sqrt(5), 0, mpmath.sqrt(5)])
            exact *= 3 / (4 * mpmath.sqrt(5) * mpmath.pi)
            assert _transform(np.array([apart]))[0] == pytest.approx(float(exact), rel=1e-9)
