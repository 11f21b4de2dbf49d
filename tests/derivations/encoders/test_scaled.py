"""Scaled latents from the backward equation, and which scales make an early stop pay, by search."""

from __future__ import annotations

from itertools import pairwise
from math import sqrt

import numpy as np
import pytest

from ldm_symbolic.derivations.encoders.m3_scaled_latents import MOVED, small
from ldm_symbolic.derivations.encoders.scaled_error import gamma
from ldm_symbolic.derivations.letters import s, s_hat

GRID = np.concatenate([[0], np.geomspace(1e-12, 0.5, 5_000)])


def helps(true: list[float], believed: list[float], scale: float) -> bool:
    """Whether some level is better than 0, by deviations; γ z is noised, generated and divided by γ."""
    laws = (np.sqrt((1 - GRID) * law**2 + GRID / scale**2) for law in believed)
    values = np.sum([(law - own) ** 2 for law, own in zip(laws, true, strict=True)], axis=0)
    return bool(values.min() < values[0] - 1e-14)


@pytest.mark.parametrize("scale", [0.18215, 1.0, 3.0])
def test_the_backward_equation_of_the_scaled_latent(scale: float) -> None:
    """dV/dx = -((1 - 2m) V + 1)/(1 - x) from x = 0.8 to 0.3, for the latent γ z with λ̂ = 2, then divided by γ²."""
    believed, level, steps = 2 * scale**2, 0.8, 20_000
    law = lambda x: x + (1 - x) * believed  # noqa: E731
    value, step = law(level), -0.5 / steps
    for _ in range(steps):
        slope = lambda x, v: -((1 - 2 / law(x)) * v + 1) / (1 - x)  # noqa: E731
        value += step * slope(level + step / 2, value + step / 2 * slope(level, value))
        level += step
    assert value / scale**2 == pytest.approx(0.7 * 2 + 0.3 / scale**2, rel=1e-5)


@pytest.mark.parametrize("seed", range(20))
def test_which_scales_help_changes_at_most_once(seed: int) -> None:
    rng = np.random.default_rng(seed)
    true, believed = ((10 ** rng.uniform(-1, 0.5, 3)).tolist() for _ in range(2))
    pattern = [helps(true, believed, scale) for scale in np.logspace(-2, 2, 60)]
    assert sum(one != other for one, other in pairwise(pattern)) <= 1


def test_a_scale_decides_whether_the_end_is_best() -> None:
    true, believed = ([float(value) for value in MOVED[name]] for name in (s, s_hat))
    assert not helps(true, believed, float(MOVED[gamma]))
    assert helps(true, believed, float(MOVED[small]))


@pytest.mark.parametrize("scale", [0.5, 1.0, 1.5])
def test_a_mode_alone_is_perfect_at_its_root(scale: float) -> None:
    true, believed = 0.8, 0.3
    root = (true - believed) / (1 / scale**2 - believed)
    assert sqrt((1 - root) * believed + root / scale**2) == pytest.approx(sqrt(true))


@pytest.mark.parametrize("size", range(1, 7))
def test_scaled_latents_are_shrunk_linearly(size: int) -> None:
    """M4: the backward equation of the dense latent γ z from x = 0.8 to 0.3, divided by γ², with γ² = k/tr H."""
    factor = np.random.default_rng(size).normal(size=(size, size + 1))
    believed, unit = factor @ factor.T, np.eye(size)
    scale = size / np.trace(believed)
    law = lambda x: x * unit + (1 - x) * scale * believed  # noqa: E731
    value, level, steps = law(0.8), 0.8, 4_000
    step = -0.5 / steps

    def slope(x: float, v: np.ndarray) -> np.ndarray:
        move = unit - 2 * np.linalg.inv(law(x))
        return -((move @ v + v @ move) / 2 + unit) / (1 - x)

    for _ in range(steps):
        value = value + step * slope(level + step / 2, value + step / 2 * slope(level, value))
        level += step
    shrunk = 0.7 * believed + 0.3 * np.trace(believed) / size * unit
    assert np.allclose(value / scale, shrunk, rtol=1e-4, atol=1e-4 * np.trace(believed))
