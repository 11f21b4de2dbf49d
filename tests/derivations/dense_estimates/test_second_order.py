"""A5 by two routes: slopes of matrices near the truth in random directions, and averages over Wishart samples."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.random import default_rng

from ldm_symbolic.floats import Floats


def root(matrix: Floats) -> Floats:
    values, axes = np.linalg.eigh(matrix)
    return np.asarray((axes * np.sqrt(values)) @ axes.T)


def slope(estimate: Floats, true: Floats) -> float:
    """tr((I - M)(I - S)) with M from its definition."""
    half, unit = root(true), np.eye(len(true))
    move = half @ np.linalg.inv(root(half @ estimate @ half)) @ half
    return float(np.trace((unit - move) @ (unit - estimate)))


def leading(variances: Floats) -> float:
    """The sum of the sentence: minus n times the averaged slope, to leading order."""
    first, second = np.meshgrid(variances, variances, indexing="ij")
    both, pairs = first + second, 1 + np.eye(len(variances))
    part = (1 - first) * second * (2 * first + second) / (2 * both**2) + first * second / both
    return float(np.sum(pairs * part))


def test_the_second_order_part_of_the_slope() -> None:
    """In 500 random directions H up to six dimensions: the mean of both signs is -Σ A_jh² (1 + λ_h (1+λ_j)/(2 λ_j))."""
    rng = default_rng(11)
    for _ in range(500):
        size = int(rng.integers(1, 7))
        variances = np.exp(rng.normal(0, 0.7, size))
        drawn = rng.normal(size=(size, size))
        direction = (drawn + drawn.T) / 2
        part = direction / np.add.outer(variances, variances)
        weights = 1 + variances[None, :] * (1 + variances[:, None]) / (2 * variances[:, None])
        step = 1e-3 * variances.min() / np.abs(direction).sum()
        ends = [slope(np.diag(variances) + sign * step * direction, np.diag(variances)) for sign in (1, -1)]
        assert np.mean(ends) / step**2 == pytest.approx(-np.sum(part**2 * weights), rel=1e-3)


def test_of_one_mode_it_is_the_leading_order_of_s3() -> None:
    """3/(4 n) + λ/(4 n)."""
    for variance in (0.01, 0.5, 1.0, 9.0):
        assert leading(np.array([variance])) == pytest.approx((3 + variance) / 4)


def error(generated: Floats, true: Floats) -> float:
    """The squared Fréchet distance less tr Σ."""
    half = root(true)
    return float(np.trace(generated) - 2 * np.trace(root(half @ generated @ half)))


def test_the_best_level_of_an_average() -> None:
    """1,000 Wishart matrices for n = 800: a parabola through three levels of the averaged error is lowest near it."""
    rng, count = default_rng(13), 800
    variances = np.array([0.1, 0.3, 0.6])
    true, bend = np.diag(variances), np.sum((1 - variances) ** 2 / (2 * variances))
    wanted = leading(variances) / count / bend
    totals, levels = np.zeros(3), np.array([0.0, wanted, 2 * wanted])
    for _ in range(1000):
        sample = rng.normal(size=(count, 3)) * np.sqrt(variances)
        estimate = sample.T @ sample / count
        linear = np.diag(estimate - true) @ (1 / (2 * variances) - 0.5)
        totals += [error((1 - x) * estimate + x * np.eye(3), true) - x * linear for x in levels]
    second, first, _ = np.polyfit(levels, totals - totals[0], 2)
    assert -first / (2 * second) == pytest.approx(wanted, rel=0.1)


def test_averages_over_samples_of_a_gaussian_law() -> None:
    """2,000 Wishart matrices for n = 400, with the mean of the parts that are linear in H taken away."""
    rng, count = default_rng(12), 400
    variances = np.array([0.2, 0.5, 2.0])
    true, found = np.diag(variances), []
    for _ in range(2000):
        sample = rng.normal(size=(count, 3)) * np.sqrt(variances)
        estimate = sample.T @ sample / count
        linear = np.diag(estimate - true) @ (1 / (2 * variances) - 0.5)
        found.append(count * (slope(estimate, true) - linear))
    error = np.std(found) / np.sqrt(len(found))
    assert abs(np.mean(found) + leading(variances)) < 4 * error + 20 / count
    assert error < 0.15
    assert leading(variances) == pytest.approx(4.5, abs=1)
