"""KL divergences as the error, on a grid of levels and by their integrals, and on average over Gaussian samples."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from numpy.random import Generator, default_rng
from sympy import lambdify

from ldm_symbolic import claim
from ldm_symbolic.derivations.dense_estimates import a1_any_unbiased_estimate as A1  # noqa: N812
from ldm_symbolic.derivations.letters import j, s
from ldm_symbolic.derivations.other_distances.k1_generated_to_data import dense_slope
from ldm_symbolic.derivations.other_distances.k2_data_to_generated import HUMP, TIPPED
from ldm_symbolic.search.judge import Outcome, judge

LEVELS = np.linspace(0, 0.9, 1801)
OF_MODE = lambdify((s[j], A1.g[A1.place], A1.y[A1.place]), dense_slope.function, "numpy")
"""What a mode adds to the slope of an outcome in K1.dense."""


def divergence(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """KL(N(0, a) || N(0, b))."""
    return np.asarray((first / second - 1 - np.log(first / second)) / 2)


def errors(true: np.ndarray, estimated: np.ndarray, *, to_data: bool) -> np.ndarray:
    """The error of the modes at each level."""
    v = estimated[:, None] + (1 - estimated[:, None]) * LEVELS
    pair = (v, true[:, None]) if to_data else (true[:, None], v)
    return np.asarray(divergence(*pair))


def condition(true: np.ndarray, estimated: np.ndarray, *, to_data: bool) -> float:
    part = 1 / true - 1 / estimated if to_data else (estimated - true) / estimated**2
    return float(np.sum(part * (1 - estimated)))


def spectra(rng: Generator, count: int) -> tuple[np.ndarray, np.ndarray]:
    true, off = np.exp(rng.normal(0, 1, (2, count)))
    return true, true * off


def test_the_divergence_is_its_integral() -> None:
    """E log p/q under p, as a sum over a fine grid."""
    y = np.linspace(-60, 60, 120_001)
    for first, second in ((0.5, 2.0), (3.0, 1.0)):
        density = np.exp(-(y**2) / (2 * first)) / np.sqrt(2 * np.pi * first)
        surprise = y**2 / (2 * second) - y**2 / (2 * first) + np.log(second / first) / 2
        integral = float(np.sum(density * surprise) * (y[1] - y[0]))
        assert integral == pytest.approx(float(divergence(np.array(first), np.array(second))))


def test_when_the_error_falls_with_noise() -> None:
    """800 draws: towards the data the condition decides; away from it where no variance exceeds twice the true one."""
    rng, decided = default_rng(8), 0
    for _ in range(800):
        true, estimated = spectra(rng, int(rng.integers(1, 4)))
        for to_data in (True, False):
            total = errors(true, estimated, to_data=to_data).sum(axis=0)
            rises, sign = bool(np.all(np.diff(total) >= -1e-13)), condition(true, estimated, to_data=to_data)
            top = np.maximum(estimated, estimated + (1 - estimated) * LEVELS[-1])
            if (to_data or np.all(top <= 2 * true)) and abs(sign) > 1e-2:
                decided += 1
                assert rises == (sign >= 0)
            exact = errors(true, true, to_data=to_data).sum(axis=0)
            assert np.all(np.diff(exact) >= -1e-13)
    assert decided > 800


def test_an_overestimated_mode_loses_its_weight() -> None:
    """The condition is 0.69, and the error falls from some level on."""
    true, estimated = np.array([1 / 20, 11]), np.array([3 / 10, 9 / 10])
    assert condition(true, estimated, to_data=False) == pytest.approx(0.6975, abs=1e-3)
    assert np.min(np.diff(errors(true, estimated, to_data=False).sum(axis=0))) < 0
    refuted = claim("K2.iff")
    assert judge(refuted.hypotheses, refuted.conclusion, HUMP).outcome is Outcome.FALSE


def test_a_third_mode_tips_two_to_the_other_end() -> None:
    """x*(2) = 0, the third own root is 1/2, and x*(3) = 9/10; where two modes have one valley S1 holds."""
    true, estimated = np.array([11, 1 / 20, 3 / 4]), np.array([9 / 10, 3 / 10, 1 / 2])
    rows = np.cumsum(errors(true, estimated, to_data=False), axis=0)
    assert [LEVELS[np.argmin(row)] for row in rows[1:]] == [0, pytest.approx(LEVELS[-1])]
    refuted, rng, step, met = claim("K2.between"), default_rng(11), LEVELS[1] + 1e-9, 0
    assert judge(refuted.hypotheses, refuted.conclusion, TIPPED).outcome is Outcome.FALSE
    for _ in range(600):
        true, estimated = spectra(rng, 3)
        true *= rng.choice([1, 8], 3)
        rows = np.cumsum(errors(true, estimated, to_data=False), axis=0)
        two, three = (LEVELS[np.argmin(row)] for row in rows[1:])
        root = (true[2] - estimated[2]) / (1 - estimated[2])
        changes = np.diff(rows[1]) * (LEVELS[1:] - step / 2 - two)
        if np.all(changes >= -1e-12):
            met += 1
            assert min(two, np.clip(root, 0, LEVELS[-1])) - step <= three <= max(two, np.clip(root, 0, 1)) + step
        if 0 < two < LEVELS[-1] and abs(root - two) > step:
            assert (three <= two + 1e-9) == (root <= two) or abs(three - two) <= step
    assert met > 300


def test_the_best_level_moves_towards_the_own_root() -> None:
    rng, step = default_rng(9), LEVELS[1] + 1e-9
    for _ in range(300):
        true, estimated = spectra(rng, 3)
        roots = np.clip((true - estimated) / (1 - estimated), 0, LEVELS[-1])
        order = np.argsort(-roots)
        for places in (np.arange(3), order):
            rows = errors(true[places], estimated[places], to_data=True)
            best = [LEVELS[np.argmin(rows[: count + 1].sum(axis=0))] for count in range(3)]
            for earlier, later, root in zip(best[:-1], best[1:], roots[places][1:], strict=True):
                assert min(earlier, root) - step <= later <= max(earlier, root) + step
            if places is order:
                assert np.all(np.diff(best) <= step)


def test_the_averaged_slopes_at_the_end() -> None:
    """400,000 chi-squared draws beside -1/((n-2) λ) and (1 - 2n/(λ (n-4)))/(n-2)."""
    count, true = 12, 0.5
    estimated = true * default_rng(10).chisquare(count, 400_000) / count
    towards = (1 / true - 1 / estimated) * (1 - estimated) / 2
    away = (estimated - true) * (1 - estimated) / (2 * estimated**2)
    assert np.mean(towards) == pytest.approx(-1 / ((count - 2) * true), rel=0.02)
    assert np.mean(away) == pytest.approx((1 - 2 * count / (true * (count - 4))) / (count - 2), rel=0.02)


def two_outcomes(rng: Generator) -> tuple[np.ndarray, tuple[np.ndarray, np.ndarray]]:
    """S = Σ ± Δ, both positive definite, of which no two commute; in the eigenbasis of Σ."""
    size = int(rng.integers(1, 7))
    true = np.exp(rng.normal(0, 1, size))
    drawn = rng.normal(size=(size, size))
    within = np.sqrt(true)[:, None] * (drawn + drawn.T) * np.sqrt(true)
    within *= rng.uniform(0.05, 0.9) / np.abs(np.linalg.eigvalsh(within / np.sqrt(np.outer(true, true)))).max()
    return true, (np.diag(true) + within, np.diag(true) - within)


def dense_divergence(covariance: np.ndarray, true: np.ndarray) -> float:
    """KL(N(0, A) || N(0, Σ)), Σ diagonal."""
    _, size = np.linalg.slogdet(covariance)
    return float(np.sum(np.diag(covariance) / true - 1 + np.log(true)) - size) / 2


@pytest.mark.parametrize("seed", range(500))
def test_dense_estimates_help_on_average(seed: int) -> None:
    """The slope of each outcome by differences, the diagonals as they are in the hypotheses, and the mean."""
    true, outcomes = two_outcomes(default_rng(seed))
    step, slopes = 1e-6, []
    for estimate in outcomes:
        inverse = np.diag(np.linalg.inv(estimate))
        assert (np.diag(estimate) * inverse >= 1 - 1e-12).all()
        levels = [(1 - x) * estimate + x * np.eye(len(true)) for x in (-step, step)]
        before, after = (dense_divergence(level, true) for level in levels)
        slopes.append(float(np.sum(OF_MODE(np.sqrt(true), np.diag(estimate), inverse))))
        assert (after - before) / (2 * step) == pytest.approx(slopes[-1], rel=1e-4, abs=1e-4 * np.sum(inverse))
    assert np.mean(slopes) <= 0


def test_the_dense_claim_has_the_slope_of_the_divergence() -> None:
    """Its conclusion at two outcomes for Σ = diag(4, 1), which do not commute with it: false if they were biased."""
    dense, true = claim("K1.dense"), np.array([4.0, 1.0])
    within = np.array([[1.0, 0.5], [0.5, 0.25]])
    outcomes = [np.diag(true) + sign * within for sign in (1, -1)]
    exact: dict[str, list[Fraction]] = {"S": [], "inverse": []}
    for estimate in outcomes:
        (a, b), (_, c) = ([Fraction(value) for value in row] for row in estimate.tolist())
        exact["S"] += [a, c]
        exact["inverse"] += [c / (a * c - b**2), a / (a * c - b**2)]
    instance = {**dense.witnesses[0], s: (2, 1), A1.g: tuple(exact["S"]), A1.y: tuple(exact["inverse"])}
    assert judge(dense.hypotheses, dense.conclusion, instance).outcome is Outcome.TRUE
    biased = {**instance, s: (4, 2)}
    assert judge(dense.hypotheses, dense.conclusion, biased).outcome is Outcome.NOT_MET
