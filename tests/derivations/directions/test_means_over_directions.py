"""The sliced distance by directions drawn on the sphere, the discrepancy by its kernel, for covariances of any axes."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.random import Generator, default_rng
from scipy.integrate import quad
from scipy.stats import chi2
from sympy import Indexed, Symbol, lambdify

from ldm_symbolic import claim
from ldm_symbolic.derivations.directions.k3_sliced_distance import LOW
from ldm_symbolic.derivations.directions.k4_mean_discrepancy import WIDE, h, kernel, one_slope, z
from ldm_symbolic.notation import variance
from ldm_symbolic.search.judge import Outcome, judge

LEVELS = np.linspace(0, 0.9, 181)


def covariance(rng: Generator, size: int, scale: float = 1.0) -> np.ndarray:
    root = rng.normal(size=(size, 2 * size)) * np.exp(rng.normal(0, 0.5, (size, 1)))
    return np.asarray(scale * root @ root.T / (2 * size))


def sphere(rng: Generator, size: int, count: int = 400) -> np.ndarray:
    points = rng.normal(size=(count, size))
    return np.asarray(points / np.linalg.norm(points, axis=1, keepdims=True))


def along(points: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    return np.asarray(np.einsum("ni,ij,nj->n", points, matrix, points))


def sliced(points: np.ndarray, data: np.ndarray, believed: np.ndarray, encoder: np.ndarray) -> np.ndarray:
    """The squared sliced distance at each level; the encoder is a projection."""
    kept = encoder @ believed @ encoder
    laws = [along(points, (1 - level) * kept + level * encoder) for level in LEVELS]
    true = np.sqrt(along(points, data))
    return np.array([np.mean((np.sqrt(np.maximum(law, 0)) - true) ** 2) for law in laws])


def first_axes(size: int, kept: int) -> np.ndarray:
    return np.diag([1.0] * kept + [0.0] * (size - kept))


def test_the_sliced_error_on_500_pairs_of_matrices() -> None:
    rng = default_rng(1)
    for _ in range(500):
        size = int(rng.integers(2, 7))
        data, believed = (covariance(rng, size, float(np.exp(rng.normal()))) for _ in range(2))
        points, whole = sphere(rng, size), np.eye(size)
        assert np.all(np.diff(sliced(points, data, data, whole)) >= -1e-12)
        errors = sliced(points, data, believed, whole)
        assert np.all(np.diff(errors, 2) >= -1e-12)
        seen, true = along(points, believed), along(points, data)
        slope = np.mean((1 - np.sqrt(true / seen)) * (1 - seen))
        if abs(slope) > 5e-3:
            assert np.all(np.diff(errors) >= -1e-12) == (slope >= 0)
        kept = first_axes(size, int(rng.integers(1, size)))
        assert np.all(np.diff(sliced(points, data, believed, kept), 2) >= -1e-12)


@pytest.mark.parametrize(("scale", "falls"), [(0.2, True), (5.0, False)])
def test_what_is_lost_is_made_up_for_below_one_only(scale: float, falls: bool) -> None:
    """With the exact score and two of four axes kept; above 1 the error does not fall."""
    rng = default_rng(2)
    for _ in range(50):
        data = np.diag(scale * rng.uniform(0.9, 1.5, 4))
        changes = np.diff(sliced(sphere(rng, 4), data, data, first_axes(4, 2)))
        assert changes[0] < 0 if falls else np.all(changes >= -1e-12)
    refuted = claim("K3.kept")
    assert judge(refuted.hypotheses, refuted.conclusion, LOW).outcome is Outcome.FALSE


@pytest.mark.parametrize(("kept", "scale", "sign"), [(3, 1.0, -1), (3, 6.0, -1), (2, 0.2, -1), (2, 6.0, 1)])
def test_the_averaged_slope_for_gaussian_samples(kept: int, scale: float, sign: int) -> None:
    """2,000 dense samples of size 30: k = D, and two of three axes with kept variances below and above 1."""
    rng = default_rng(3)
    data = scale * (np.eye(3) + 0.1 * np.diag([1.0, -1.0, 0.5]))
    points, encoder, slopes = sphere(rng, 3, 100), first_axes(3, kept), []
    share, true = along(points, encoder), along(points, data)
    for _ in range(2000):
        sample = rng.multivariate_normal(np.zeros(3), data, 30)
        seen = along(points, encoder @ (sample.T @ sample / 30) @ encoder)
        slopes.append(np.mean((1 - np.sqrt(true / seen)) * (share - seen)))
    assert np.sign(np.mean(slopes)) == sign
    assert abs(np.mean(slopes)) > 3 * np.std(slopes) / np.sqrt(len(slopes))


def test_the_discrepancy_with_the_exact_score_on_500_matrices() -> None:
    """By the Gaussian kernel's closed form, E k = det(I + C/h²)^{-1/2} with C the covariance of a difference."""
    rng = default_rng(4)
    for _ in range(500):
        size, width = int(rng.integers(1, 7)), float(np.exp(rng.normal()))
        data, identity = covariance(rng, size, float(np.exp(rng.normal()))), np.eye(size)

        def expected(spread: np.ndarray, width: float = width, identity: np.ndarray = identity) -> float:
            return float(np.linalg.det(identity + spread / width**2) ** -0.5)

        laws = [(1 - level) * data + level * identity for level in LEVELS[::10]]
        errors = [expected(2 * law) - 2 * expected(law + data) for law in laws]
        assert np.all(np.diff(errors) >= -1e-12)


def averaged(true: float, width: float, count: int) -> float:
    """The averaged slope at 0 for Gaussian samples, with a Gaussian kernel."""

    def slope(drawn: float) -> float:
        seen, square = true * drawn, width**2
        change = (square + seen + true) ** -1.5 - (square + 2 * seen) ** -1.5
        return float(width * change * (1 - seen) * chi2.pdf(count * drawn, count) * count)

    return float(quad(slope, 0, 1, limit=200)[0] + quad(slope, 1, 20, limit=200)[0])


def test_with_a_gaussian_kernel_the_averaged_slope_has_either_sign() -> None:
    """λ = 8 and 100 samples; where λ <= 1 it is negative, for each number of samples and bandwidth."""
    assert averaged(8, 1, 100) > 5e-4
    for true in (0.1, 0.5, 1.0):
        for width in (0.1, 1.0, 10.0):
            for count in (2, 10, 100):
                assert averaged(true, width, count) < 0
    refuted = claim("K4.gaussian")
    assert judge(refuted.hypotheses, refuted.conclusion, WIDE).outcome is Outcome.FALSE
    law, step = Symbol("v", positive=True), 1e-6
    of_law = lambdify(law, (kernel(2 * law) - 2 * kernel(law + 8)).subs(h, 1))
    (drawn,) = (entry for entry in one_slope.atoms(Indexed) if entry.base == z)
    for value in (0.75, 1.25):
        change = of_law(8 * value + step * (1 - 8 * value)) - of_law(8 * value)
        said = float(one_slope.subs({variance: 8, h: 1, drawn: value}))
        assert change / step == pytest.approx(said, rel=1e-4)
