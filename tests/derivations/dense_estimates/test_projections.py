"""M5 by the dense error: random projections beside principal components, matrices that do not commute."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.random import Generator, default_rng
from sympy import Integer

from ldm_symbolic.derivations.dense_estimates.m5_which_projection import SECOND_AXIS, costs
from ldm_symbolic.derivations.schedules.path_error import alpha, beta
from ldm_symbolic.floats import Floats
from ldm_symbolic.model.distances.frechet_dense import frechet_squared_dense

INSTANCES, LARGEST = 500, 6


def error(rows: Floats, true: Floats, estimate: Floats, signal: float, noise: float) -> float:
    """The error of a projection with orthonormal rows, from the definition."""
    latent = signal**2 * rows @ estimate @ rows.T + noise**2 * np.eye(len(rows))
    return frechet_squared_dense(rows.T @ np.linalg.cholesky(latent), true)


def components(matrix: Floats, kept: int) -> Floats:
    return np.asarray(np.linalg.eigh(matrix)[1][:, ::-1][:, :kept].T)


def turned(rng: Generator, rows: Floats) -> Floats:
    """A projection near another one, or any."""
    size = 10 ** rng.uniform(-3, 1)
    return np.asarray(np.linalg.qr((rows + size * rng.normal(size=rows.shape)).T)[0].T)


def test_no_projection_is_better_than_components_of_the_data() -> None:
    """With the exact score; and with Σ̂ = ρ² Σ, α ρ <= 2."""
    rng = default_rng(5)
    for _ in range(INSTANCES):
        size = int(rng.integers(2, LARGEST + 1))
        kept = int(rng.integers(1, size))
        factor = rng.normal(size=(size, size)) * 10 ** rng.uniform(-1, 1)
        true = factor @ factor.T + 1e-3 * np.eye(size)
        signal, noise = rng.uniform(0.1, 1), 10 ** rng.uniform(-2, 0.5)
        best = components(true, kept)
        other = turned(rng, best)
        for ratio in (1.0, rng.uniform(0.01, 4 / signal**2)):
            least, more = (error(rows, true, ratio * true, signal, noise) for rows in (best, other))
            assert least <= more + 1e-9 * np.trace(true)


def test_with_another_score_components_of_either_lose_on_an_open_set() -> None:
    """Σ = diag(1, 4/5), Σ̂ = diag(9, 4/5), both turned a little: the second axis is better."""
    signal, noise = (float(SECOND_AXIS[name]) for name in (alpha, beta))
    for angles in ((0.0, 0.0), (0.02, -0.01), (-0.03, 0.02)):
        turns = [np.array([[np.cos(t), -np.sin(t)], [np.sin(t), np.cos(t)]]) for t in angles]
        true, estimate = (m @ np.diag([one, 0.8]) @ m.T for m, one in zip(turns, (1, 9), strict=True))
        second = np.array([[0.0, 1.0]])
        for matrix in (true, estimate):
            loss = error(components(matrix, 1), true, estimate, signal, noise) - error(
                second, true, estimate, signal, noise
            )
            assert loss > 1
    exact = costs(Integer(9), Integer(1)).subs({alpha: signal, beta: noise}) + 1.8
    assert error(np.array([[1.0, 0.0]]), np.diag([1, 0.8]), np.diag([9, 0.8]), signal, noise) == pytest.approx(
        float(exact)
    )
