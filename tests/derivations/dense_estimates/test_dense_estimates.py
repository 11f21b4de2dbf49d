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
        measured = (weights @ (np.array(errors[0]) - np.array(errors[1]))) / step
        assert measured == pytest.approx(weights @ slopes, rel=1e-2, abs=1e-3 * np.trace(true) + 1e-3)


def test_principal_components_of_the_same_sample_miss_the_slope() -> None:
    """A3: Σ = diag(7/25, 11/50), S has 1/25 or -1/25 beside the diagonal: λ̂ = 3/10, σ² = 67/250, by the dense error."""
    true, beside = np.diag([0.28, 0.22]), np.array([[0, 0.04], [0.04, 0]])
    found = []
    for sign in (1, -1):
        estimate = true + sign * beside
        values, axes = np.linalg.eigh(estimate)
        assert values[1] == pytest.approx(0.3)
        error = [plugin_error_dense(axes[:, 1:].T, true, estimate, level) for level in (1e-6, 0.0)]
        found.append((error[0] - error[1]) / 1e-6)
    assert np.mean(found) == pytest.approx((1 - np.sqrt(0.268 / 0.3)) * 0.7, rel=1e-4)
    assert np.mean(found) > 0.03


def test_without_directions_the_largest_variances_are_overestimated() -> None:
    """A4: Σ = λ I, dense S, PCA to the directions with λ̂ >= λ: the sign of the slope by the dense error."""
    rng, seen = default_rng(4), [0, 0]
    for _ in range(INSTANCES):
        size, true = int(rng.integers(2, LARGEST + 1)), float(rng.uniform(0.1, 2))
        estimate = true * covariance(rng, size)
        values, axes = np.linalg.eigh(estimate)
        kept = values >= true
        if not kept.any():
            continue
        errors = [plugin_error_dense(axes[:, kept].T, true * np.eye(size), estimate, level) for level in (1e-6, 0, 0.3)]
        if true >= 1:
            seen[0] += 1
            assert errors[0] < errors[1]
        elif values.max() <= 1:
            seen[1] += 1
            assert errors[0] > errors[1]
            assert errors[2] > errors[1]
    assert min(seen) > 20


def test_a_last_denoising_step_turns_the_slope_round() -> None:
    """T4: S² (S + x/(1-x) I)^{-1} instead of S: the averaged slope at 0 is E tr M_S - D >= 0, by the dense error."""
    for weights, outcomes, true in laws()[::5]:
        unit = np.eye(len(true))
        step = 1e-6 * min(np.linalg.eigvalsh(one)[0] for one in outcomes)
        read = [[one, one @ one @ np.linalg.inv(one + step / (1 - step) * unit)] for one in outcomes]
        errors = [[plugin_error_dense(unit, true, (law + law.T) / 2, 0.0) for law in laws_of] for laws_of in read]
        measured = (weights @ np.diff(errors, axis=1)[:, 0]) / step
        traces = weights @ [np.trace(transport(one, true)) for one in outcomes]
        assert traces >= len(true)
        assert measured == pytest.approx(traces - len(true), rel=2e-2, abs=1e-2 * traces)


def test_the_dense_error_is_convex_with_its_slope() -> None:
    """M7: random encoders, Σ, Σ̂: the slope at a level by a difference; where it is >= 0 at 0, the error rises in x."""
    rng, seen = default_rng(7), {True: 0, False: 0}
    for _ in range(INSTANCES):
        size = int(rng.integers(1, LARGEST + 1))
        kept = int(rng.integers(1, size + 1))
        rows = np.linalg.qr(rng.normal(size=(size, kept)))[0].T
        true, estimate = covariance(rng, size), covariance(rng, size)
        believed, of_data, unit = rows @ estimate @ rows.T, rows @ true @ rows.T, np.eye(kept)
        grid = (0.0, 1e-7, *np.linspace(0.1, 0.9, 9), 0.5 - 1e-5, 0.5 + 1e-5)
        values = [plugin_error_dense(rows, true, estimate, level) for level in grid]
        small = 1e-9 * max(values)
        assert np.all(np.diff(values[2:11], 2) >= -small)
        slopes = [
            np.trace((unit - transport(level * unit + (1 - level) * believed, of_data)) @ (unit - believed))
            for level in (0, 0.5)
        ]
        measured = (values[12] - values[11]) / 2e-5
        assert measured == pytest.approx(slopes[1], rel=1e-3, abs=1e-4 * max(values))
        if abs(slopes[0]) > 1e-2 * max(values):
            seen[bool(slopes[0] > 0)] += 1
            assert bool(values[1] > values[0]) == bool(slopes[0] > 0)
            assert slopes[0] < 0 or np.all(np.diff(values[:11]) >= -small)
    assert min(seen.values()) > 20


def test_a_share_of_the_best_dense_level_keeps_its_gain() -> None:
    """S8: dense Σ̂ <= I, the best level by halving; shares θ up to 2 and beyond, and no level up to twice is worse."""
    rng, seen = default_rng(8), 0
    for _ in range(INSTANCES):
        size = int(rng.integers(1, LARGEST + 1))
        true, estimate = covariance(rng, size), covariance(rng, size)
        estimate = estimate / np.linalg.eigvalsh(estimate)[-1] * rng.uniform(0.2, 1)
        true = true / np.linalg.eigvalsh(true)[-1] * rng.uniform(0.2, 1.2)
        unit = np.eye(size)
        low, high = 0.0, 0.99
        for _ in range(30):
            best = (low + high) / 2
            law = best * unit + (1 - best) * estimate
            slope = np.trace((unit - transport(law, true)) @ (unit - estimate))
            low, high = (best, high) if slope < 0 else (low, best)
        small = 1e-7 * np.trace(true)
        if not 0.01 < best < 0.98:
            continue
        seen += 1
        at_zero, least = (plugin_error_dense(unit, true, estimate, level) for level in (0.0, best))
        for share in (*np.linspace(0, 2, 9), 2.5):
            if share * best <= 1:
                here = plugin_error_dense(unit, true, estimate, share * best)
                assert at_zero - here >= share * (2 - share) * (at_zero - least) - small
                assert share > 2 or here <= at_zero + small
    assert seen > 50
