"""Data with a mean: the backward equation of the mean, the distance on matrices, and the best level by search."""

from __future__ import annotations

from itertools import pairwise, product
from math import sqrt

import numpy as np
import pytest
from numpy.random import default_rng
from scipy.linalg import sqrtm
from scipy.optimize import minimize_scalar
from scipy.special import gamma

from ldm_symbolic.derivations.encoders.m1_known_mean import HIGHER, LOWER, after, before, more, mu
from ldm_symbolic.derivations.encoders.m2_sample_mean import ABOUT_GUESS, ABOUT_KNOWN, n
from ldm_symbolic.derivations.encoders.m2_sample_mean import h as root
from ldm_symbolic.derivations.letters import X, s, s_hat
from ldm_symbolic.notation import variance


def error(level: float, true: list[float], believed: list[float], mean: float) -> float:
    """The kept part of E and what the mean adds, by deviations."""
    laws = (sqrt((1 - level) * law**2 + level) for law in believed)
    return sum((law - own) ** 2 for law, own in zip(laws, true, strict=True)) + mean**2 * (1 - sqrt(1 - level)) ** 2


def test_generation_leaves_the_mean_of_the_noised_law() -> None:
    """The particle at the mean, with the OU rate and the score -m (y - √(1-x) μ), from u = 1 to u = 0.3."""
    mean, believed, left, steps = 2.0, 0.4, 1.0, 20_000
    value, step = mean * np.exp(-1.0) + 0.0, 0.7 / steps
    for _ in range(steps):
        middle = left - step / 2
        noise = 1 - np.exp(-2 * middle)
        weight = 1 / (noise + (1 - noise) * believed)
        half = value + step / 2 * (value - 2 * weight * (value - np.exp(-left) * mean))
        value += step * (half - 2 * weight * (half - np.exp(-middle) * mean))
        left -= step
    assert value == pytest.approx(mean * np.exp(-0.3), rel=1e-6)


def test_the_distance_gains_what_is_said_where_the_mean_is_kept() -> None:
    """An encoder with other axes than the covariance; μ lies in its row space."""
    rng = np.random.default_rng(3)
    encoder = np.linalg.qr(rng.standard_normal((4, 2)))[0].T
    mean, level = encoder.T @ np.array([1.0, -2.0]), 0.36
    factor = rng.standard_normal((4, 4))
    covariance = factor @ factor.T
    latent = (1 - level) * encoder @ covariance @ encoder.T + level * np.eye(2)
    decoded, decoded_mean = encoder.T @ latent @ encoder, encoder.T @ (sqrt(1 - level) * encoder @ mean)
    root = sqrtm(covariance)
    plain = np.trace(decoded + covariance - 2 * np.real(sqrtm(root @ decoded @ root)))
    whole = plain + float(np.sum((decoded_mean - mean) ** 2))
    assert whole - plain == pytest.approx((1 - 0.8) ** 2 * float(mean @ mean))


@pytest.mark.parametrize("seed", range(12))
def test_a_larger_mean_never_asks_for_an_earlier_stop(seed: int) -> None:
    rng = np.random.default_rng(seed)
    true, believed = ((10 ** rng.uniform(-1, 0.3, 3)).tolist() for _ in range(2))
    levels = [
        minimize_scalar(
            error, bounds=(0, 0.9), args=(true, believed, mean), method="bounded", options={"xatol": 1e-9}
        ).x
        for mean in (0, 0.3, 1, 3)
    ]
    assert all(one >= other - 1e-5 for one, other in pairwise(levels))


@pytest.mark.parametrize("instance", [LOWER, HIGHER])
def test_the_instances_have_the_best_levels_that_they_say(instance: dict[object, object]) -> None:
    true, believed = ([float(value) for value in instance[name]] for name in (s, s_hat))  # type: ignore[attr-defined]
    for mean, level in ((mu, before), (more, after)):
        found = minimize_scalar(
            error, bounds=(0, float(instance[X])), args=(true, believed, float(instance[mean])), method="bounded",  # type: ignore[arg-type]
            options={"xatol": 1e-9},
        )  # fmt: skip
        assert found.x == pytest.approx(float(instance[level]), abs=1e-4)  # type: ignore[arg-type]


@pytest.mark.parametrize("count", [1, 2, 3, 6])
def test_a_sample_mean_pays_for_an_early_stop(count: int) -> None:
    """M2: samples μ ± s with equal chances, all 2^n of them: the averaged distance of the means has slope -λ/n."""
    true, spread, step = 1.3, 0.7, 1e-6

    def averaged(level: float) -> float:
        means = [np.mean([true + sign * spread for sign in signs]) for signs in product((-1, 1), repeat=count)]
        return float(np.mean([(np.sqrt(1 - level) * mean - true) ** 2 for mean in means]))

    assert (averaged(step) - averaged(0.0)) / step == pytest.approx(-(spread**2) / count, rel=1e-4)


@pytest.mark.parametrize("count", [3, 4, 10])
@pytest.mark.parametrize("true", [0.25, 0.5, 1.0])
def test_about_the_sample_mean_the_slope_gains_more(count: int, true: float) -> None:
    """M2: by the moments of χ², and by 400,000 draws where those have a variance; it changes its sign for large λ."""
    r, h = (sqrt(2) * gamma((free + 1) / 2) / gamma(free / 2) for free in (count, count - 1))
    assert r * h == pytest.approx(count - 1)
    known, about = (float(part.subs({variance: true, n: count, root: h})) for part in (ABOUT_KNOWN, ABOUT_GUESS))
    assert true > 0.5 or about < known
    if count >= 10:
        samples = default_rng(3).normal(size=(400_000, count)) * sqrt(true)
        for center, said in ((0.0, known), (samples.mean(axis=1, keepdims=True), about)):
            estimate = ((samples - center) ** 2).mean(axis=1)
            assert np.mean((1 - np.sqrt(true / estimate)) * (1 - estimate)) == pytest.approx(said, abs=2e-3)
