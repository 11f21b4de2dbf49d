"""A2 from the matrices: 500 random laws that do not commute, any target, and slopes from the error by a difference."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.random import default_rng

from ldm_symbolic.floats import Floats

INSTANCES, LARGEST = 500, 6


def root(matrix: Floats) -> Floats:
    values, axes = np.linalg.eigh(matrix)
    return np.asarray((axes * np.sqrt(np.maximum(values, 0))) @ axes.T)


def transport(estimate: Floats, true: Floats) -> Floats:
    """M_S from its definition."""
    half = root(true)
    return np.asarray(half @ np.linalg.inv(root(half @ estimate @ half)) @ half)


def error(generated: Floats, true: Floats) -> float:
    """The squared Fréchet distance, from its definition."""
    half = root(true)
    return float(np.trace(generated) + np.trace(true) - 2 * np.trace(root(half @ generated @ half)))


def covariance(rng: np.random.Generator, size: int) -> Floats:
    factor = rng.normal(size=(size, size + 1)) * 10 ** rng.uniform(-0.7, 0.7)
    return np.asarray(factor @ factor.T / size + 10 ** rng.uniform(-2, 0) * np.eye(size))


def test_the_averaged_slope_is_negative_on_every_schedule_and_towards_every_target() -> None:
    """The lines of A2's proof on the way: E N <= I, E tr(M G) >= tr G, E tr(M S) <= tr Σ."""
    rng, moved = default_rng(2), 0
    for number in range(INSTANCES):
        size, count = int(rng.integers(1, LARGEST + 1)), int(rng.integers(2, 5))
        weights, outcomes = rng.dirichlet(np.ones(count)), [covariance(rng, size) for _ in range(count)]
        true, target = np.tensordot(weights, outcomes, 1), covariance(rng, size)
        if number % 3 == 0:
            target = np.outer(target[0], target[0])
        fading, noising = [(1.0, 1.0), (2.0, 0.0), (0.0, 1.0)][int(rng.integers(3))]
        maps = [transport(one, true) for one in outcomes]
        inverse = np.tensordot(weights, [np.linalg.inv(one) for one in maps], 1)
        assert np.linalg.eigvalsh(inverse)[-1] <= 1 + 1e-9
        assert weights @ [np.trace(one @ target) for one in maps] >= np.trace(target) * (1 - 1e-9)
        ends = [np.trace(m @ s) for m, s in zip(maps, outcomes, strict=True)]
        assert weights @ ends <= np.trace(true) * (1 + 1e-9)
        ways = [noising * target - fading * one for one in outcomes]
        slopes = [np.trace((np.eye(size) - m) @ way) for m, way in zip(maps, ways, strict=True)]
        assert weights @ slopes < 0 or (fading == 0 and number % 3 == 0)
        step = 1e-6 * min(np.linalg.eigvalsh(one)[0] for one in outcomes) / (1 + np.trace(target))
        first, last = ([error(s + u * a, true) for s, a in zip(outcomes, ways, strict=True)] for u in (0.0, step))
        measured = weights @ (np.array(last) - np.array(first)) / step
        scale = 1 + sum(abs(value) for value in slopes)
        moved += abs(measured - weights @ slopes) < 1e-2 * scale
    assert moved > 0.95 * INSTANCES


def test_a_target_without_variance_leaves_the_slope_at_zero() -> None:
    """VE towards one axis alone, in which S does not vary."""
    true, target = np.diag([1.0, 2.0]), np.diag([1.0, 0.0])
    outcomes = [np.diag([1.0, 1.0]), np.diag([1.0, 3.0])]
    slopes = [np.trace((np.eye(2) - transport(one, true)) @ target) for one in outcomes]
    assert np.mean(slopes) == pytest.approx(0)
    assert np.mean([np.trace((np.eye(2) - transport(one, true)) @ (target - one)) for one in outcomes]) < -1e-3
