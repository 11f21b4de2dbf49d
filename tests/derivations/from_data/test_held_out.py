"""Levels chosen on further samples, from the definition: Gaussian samples of NumPy, errors of plain roots on a grid."""

from __future__ import annotations

from math import exp, lgamma, log, sqrt

import numpy as np
import pytest
from numpy.random import default_rng

from ldm_symbolic import claim
from ldm_symbolic.derivations.from_data.s9_held_out_variances import OUTCOMES
from ldm_symbolic.search.judge import Outcome, judge

GRID = np.linspace(0, 0.9, 3001)


def roots(estimated: np.ndarray) -> np.ndarray:
    """√v of each mode at each level of the grid."""
    return np.asarray(np.sqrt(estimated[:, None] ** 2 + (1 - estimated[:, None] ** 2) * GRID))


def criterion(estimated: np.ndarray, held_out: np.ndarray) -> np.ndarray:
    """Σ (v - 2 √v b)."""
    return np.asarray(np.sum(roots(estimated) ** 2 - 2 * roots(estimated) * held_out[:, None], axis=0))


def shrinkage(count: int) -> float:
    """c_n = E √(χ²_n/n)."""
    return sqrt(2 / count) * exp(lgamma((count + 1) / 2) - lgamma(count / 2))


def test_the_criterion_is_the_error_less_a_constant_on_average() -> None:
    """40,000 draws of five further samples of two modes, at one level of the grid."""
    rng, true, estimated = default_rng(3), np.array([0.5, 2.0]), np.array([0.4, 1.5])
    held_out = np.sqrt(np.mean((true * rng.normal(size=(40000, 5, 2))) ** 2, axis=1)) / shrinkage(5)
    root = roots(estimated)[:, 1000]
    drawn = np.sum(root**2 - 2 * root * held_out, axis=1)
    wanted = np.sum((root - true) ** 2 - true**2)
    assert abs(np.mean(drawn) - wanted) < 4 * np.std(drawn) / sqrt(len(drawn))
    uncorrected = np.sum(root**2 - 2 * root * held_out * shrinkage(5), axis=1)
    assert abs(np.mean(uncorrected) - wanted) > 20 * np.std(drawn) / sqrt(len(drawn))


def test_the_bounds_on_the_chosen_level_hold() -> None:
    """300 spectra on both sides of 1: the level and its error against S9.error and S9.level, and the curve's bend."""
    rng, moved = default_rng(4), 0
    for _ in range(300):
        size = int(rng.integers(1, 5))
        estimated, true = np.exp(rng.normal(0, 0.7, (2, size)))
        held_out = true * np.exp(rng.normal(0, 0.2, size))
        errors, values = criterion(estimated, true), criterion(estimated, held_out)
        assert np.all(np.diff(values, 2) >= -1e-12)
        best, chosen = np.argmin(errors), np.argmin(values)
        width, off = np.abs(1 - estimated**2), np.abs(held_out - true)
        assert errors[chosen] - errors[best] <= 2 * np.sum(np.sqrt(width) * off) + 1e-6
        most, least = max(1.0, *estimated), min(1.0, *estimated)
        apart = abs(GRID[chosen] - GRID[best])
        bound = 8 * most**3 / least * np.sum(width * off)
        assert (apart - 2 * GRID[1]) * np.sum(true * width**2) <= bound
        moved += chosen != best
    assert moved > 100


@pytest.mark.parametrize("count", [50, 5000])
def test_the_level_is_consistent(count: int) -> None:
    """The mean distance falls with the root of the number of further samples."""
    rng, true, estimated = default_rng(5), np.array([0.8, 0.5, 0.3]), np.array([0.6, 0.45, 0.3])
    best = np.argmin(criterion(estimated, true))
    drawn = np.sqrt(np.mean((true * rng.normal(size=(100, count, 3))) ** 2, axis=1)) / shrinkage(count)
    apart = [abs(GRID[np.argmin(criterion(estimated, one))] - GRID[best]) for one in drawn]
    assert bool(np.mean(apart) < 0.01) is (count == 5000)


def test_a_mean_without_the_factor_c_is_refused() -> None:
    """E s̃ = c s is what makes the criterion unbiased."""
    mean = claim("S9.mean")
    wrong = dict(OUTCOMES) | {next(name for name in OUTCOMES if str(name) == "c"): 1}
    assert judge(mean.hypotheses, mean.conclusion, wrong).outcome is Outcome.NOT_MET
    assert judge(mean.hypotheses, mean.conclusion, OUTCOMES).outcome is Outcome.TRUE


def held_out_slopes(estimated: np.ndarray, held_out: np.ndarray) -> np.ndarray:
    """Σ (1 - b/√v)(1 - λ̂)."""
    return np.asarray(np.sum((1 - held_out[:, None] / roots(estimated)) * (1 - estimated[:, None] ** 2), axis=0))


def first_level(slopes: np.ndarray, margin: float) -> int:
    """The least level of the grid at which slope and margin are not negative, the last one if there is none."""
    met = np.flatnonzero(slopes + margin >= 0)
    return int(met[0]) if len(met) else len(GRID) - 1


@pytest.mark.parametrize("margin", [0, 0.05])
def test_a_worse_stop_has_a_low_slope_at_the_best_level_and_at_its_double(margin: float) -> None:
    """400 spectra below 1: what S10.worse and S10.twice say, the best level read off a grid."""
    rng, worse = default_rng(6), 0
    for _ in range(400):
        size = int(rng.integers(1, 4))
        true, estimated = rng.uniform(0.1, 0.9, (2, size))
        held_out = true * np.exp(rng.normal(0, 0.4, size))
        errors, slopes = criterion(estimated, true), held_out_slopes(estimated, held_out)
        stop, best = first_level(slopes, margin), int(np.argmin(errors))
        if errors[stop] > errors[0] + 1e-9:
            worse += 1
            assert best < stop
            assert slopes[best] < -margin + 1e-3
            assert 2 * best < len(GRID)
            assert slopes[2 * best] < -margin + 1e-3
    assert worse > 20


def test_the_margin_keeps_its_promise_and_the_rule_without_one_does_not() -> None:
    """200 draws of 50 modes, 100 samples each: neither the margin nor bounds by P9 stop, q = 0 is often worse."""
    rng, count, chance = default_rng(1), 100, 0.05
    true = np.sqrt(np.geomspace(0.5, 1 / 200, 50))
    factor = shrinkage(count)
    square = 4 * log(2 * len(true) / chance) / count
    accuracy = (square + sqrt(square**2 + 4 * square)) / 2
    stops, worse, safe = np.zeros(2), np.zeros(2), 0
    for _ in range(200):
        estimated, held_out = true * np.sqrt(rng.chisquare(count, (2, len(true))) / count)
        errors, slopes = criterion(estimated, true), held_out_slopes(estimated, held_out / factor)
        wide = np.sum(1 - estimated**2) * sqrt(2 * log(1 / chance) / count) / factor
        levels = [first_level(slopes, margin) for margin in (wide, 0)]
        stops += [level > 0 for level in levels]
        worse += [errors[level] > errors[0] for level in levels]
        safe += held_out_slopes(estimated, held_out / sqrt(1 + accuracy))[0] < 0
    assert stops[0] == worse[0] == safe == 0
    assert stops[1] > 100
    assert worse[1] > 20
