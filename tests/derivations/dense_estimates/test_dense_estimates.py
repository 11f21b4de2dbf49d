"""Matrices that do not commute, drawn at random: what is cited and what is claimed of their entries, in floats."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest
from numpy.random import Generator, default_rng

from ldm_symbolic.floats import Floats
from ldm_symbolic.model.distances.frechet_dense import plugin_error_dense

INSTANCES, LARGEST = 500, 6
SMALL = 1e-9


def root(matrix: Floats) -> Floats:
    values, axes = np.linalg.eigh(matrix)
    return np.asarray((axes * np.sqrt(values)) @ axes.T)


def transport(estimate: Floats, true: Floats) -> Floats:
    """M_S from its definition, Σ^½ (Σ^½ S Σ^½)^{-½} Σ^½."""
    half = root(true)
    return np.asarray(half @ np.linalg.inv(root(half @ estimate @ half)) @ half)


def covariance(rng: Generator, size: int) -> Floats:
    """A positive definite matrix of any scale and shape."""
    factor = rng.normal(size=(size, size + int(rng.integers(0, 3)))) * 10 ** rng.uniform(-1, 1)
    return np.asarray(factor @ factor.T / size + 10 ** rng.uniform(-3, 0) * np.eye(size))


@cache
def laws() -> tuple[tuple[Floats, list[Floats], Floats], ...]:
    """Weights and outcomes of a random S, and its mean Σ."""
    rng = default_rng(19)
    found = []
    for _ in range(INSTANCES):
        size, count = int(rng.integers(1, LARGEST + 1)), int(rng.integers(2, 5))
        weights = rng.dirichlet(np.ones(count))
        outcomes = [covariance(rng, size) for _ in range(count)]
        found.append((weights, outcomes, np.asarray(np.tensordot(weights, outcomes, 1))))
    return tuple(found)


def outcomes_of_laws() -> Iterator[tuple[Floats, Floats]]:
    for _, outcomes, true in laws():
        yield outcomes[0], true


def test_the_diagonals_are_as_the_claims_take_them() -> None:
    """A1: in the eigenbasis of Σ, S_jj >= λ_j N_jj², M_jj N_jj >= 1, tr(M_S S) = Σ λ_j N_jj; and M S M = Σ."""
    seen = 0
    for estimate, true in outcomes_of_laws():
        values, axes = np.linalg.eigh(true)
        turned = axes.T @ estimate @ axes
        move = transport(turned, np.diag(values))
        assert np.allclose(move @ turned @ move, np.diag(values), atol=1e-8 * values[-1])
        back, forth = np.diag(np.linalg.inv(move)), np.diag(move)
        assert np.all(np.diag(turned) >= values * back**2 * (1 - SMALL))
        assert np.all(forth * back >= 1 - SMALL)
        assert np.isclose(np.trace(move @ turned), values @ back)
        seen += len(values) > 1 and not np.allclose(turned, np.diag(np.diag(turned)))
    assert seen > INSTANCES // 2


def test_the_averaged_slope_is_negative() -> None:
    """A1 as stated, from the matrices; and the same slope from the error itself, by a difference."""
    for weights, outcomes, true in laws():
        size = len(true)
        moves = [transport(one, true) for one in outcomes]
        means = [
            weights @ [np.trace(part) for part in parts]
            for parts in (moves, [m @ s for m, s in zip(moves, outcomes, strict=True)])
        ]
        assert means[0] >= size * (1 - SMALL)
        assert means[1] <= np.trace(true) * (1 + SMALL)
        unit = np.eye(size)
        slopes = [np.trace((unit - m) @ (unit - s)) for m, s in zip(moves, outcomes, strict=True)]
        assert weights @ slopes < 0
        step = 1e-5 * min(np.linalg.eigvalsh(one)[0] for one in outcomes)
        errors = [[plugin_error_dense(unit, true, one, level) for one in outcomes] for level in (step, 0.0)]
        measured = (weights @ np.subtract(*errors)) / step
        assert measured == pytest.approx(weights @ slopes, rel=1e-2, abs=1e-3 * np.trace(true) + 1e-3)
