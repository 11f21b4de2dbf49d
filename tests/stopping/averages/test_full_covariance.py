"""Averages over whole covariances: against draws, against χ² where k = 1, and against their own limits."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.score import PluginScore
from ldm_symbolic.model.spectrum import Spectrum
from ldm_symbolic.stopping.averages.chi_squared import SampleVariance
from ldm_symbolic.stopping.averages.full_covariance import FullCovarianceAverage, estimation_excess, pair_sums
from ldm_symbolic.stopping.averages.mean_error import AveragedStopping

SPECTRA = {
    "flat": np.full(12, 0.3),
    "power law": 4 * np.arange(1.0, 13) ** -1.5,
    "geometric": 4 * 0.8 ** np.arange(12.0),
}
LEVELS = (0.0, 0.01, 0.1, 0.5)


def bures(generated: np.ndarray, true: np.ndarray) -> float:
    """tr A + tr Σ - 2 tr (A^½ Σ A^½)^½ through the eigenvalues of A Σ, which are those of that product."""
    roots = np.sqrt(np.maximum(np.linalg.eigvals(generated @ true).real, 0.0))
    return float(np.trace(generated) + np.trace(true) - 2 * roots.sum())


def covariance_of(samples: int, variances: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    drawn = rng.standard_normal((samples, len(variances))) * np.sqrt(variances)
    return np.asarray(drawn.T @ drawn / samples)


@pytest.mark.parametrize("name", SPECTRA)
def test_the_average_is_that_of_draws(name: str) -> None:
    """Within four standard errors, or 2 k/N of what estimation costs: the next order, measured at 0.5 k/N."""
    variances, rng = SPECTRA[name], np.random.default_rng(7)
    samples, kept, draws = 150, 12, 400
    average = FullCovarianceAverage(variances, samples)
    errors = np.array([
        [bures((1 - x) * drawn + x * np.eye(kept), np.diag(variances)) for x in LEVELS]
        for drawn in (covariance_of(samples, variances, rng) for _ in range(draws))
    ])  # fmt: skip
    cost = estimation_excess(variances, samples)[-1]
    for at, level in enumerate(LEVELS):
        error = 4 * errors[:, at].std() / np.sqrt(draws)
        assert abs(average.error_at(level)[-1] - errors[:, at].mean()) <= max(error, 2 * kept / samples * cost)
        assert error <= 0.1 * cost + 0.01 * errors[:, at].mean()  # else the test above says nothing


@pytest.mark.parametrize("name", SPECTRA)
def test_the_excess_of_two_samples_is_that_of_draws(name: str) -> None:
    variances, rng = SPECTRA[name], np.random.default_rng(8)
    drawn = [bures(covariance_of(200, variances, rng), covariance_of(300, variances, rng)) for _ in range(200)]
    error = np.std(drawn) / np.sqrt(len(drawn))
    expected = estimation_excess(variances, 200, 300)[-1]
    assert abs(np.mean(drawn) - expected) <= max(4 * error, 0.05 * expected)
    assert 4 * error <= 0.1 * expected


@pytest.mark.parametrize("samples", [50, 400])
def test_one_mode_is_the_mean_over_chi_squared(samples: int) -> None:
    """E(√λ̂ - √λ)² = 2λ (1 - c_N) exactly; what is neglected is smaller by 1/N."""
    law = SampleVariance.of(samples)
    exact = 0.7 * float(law.weights @ np.expm1(law.logs / 2) ** 2)
    assert estimation_excess([0.7], samples)[0] == pytest.approx(exact, rel=1 / samples)
    assert estimation_excess([0.7], samples)[0] != pytest.approx(exact, rel=0.05 / samples)


def test_for_one_mode_the_best_level_is_that_of_the_average_over_its_variance() -> None:
    spectrum = Spectrum(variances=(Fraction(1, 2),), estimated=(Fraction(1, 2),))
    modewise = AveragedStopping(StoppingProblem(spectrum=spectrum, score=PluginScore()), 1000).at(1)
    whole = FullCovarianceAverage([0.5], 1000).stops(0.9)[0]
    assert whole.level == pytest.approx(float(modewise.noise), rel=3e-3)
    assert whole.error_at_end == pytest.approx(float(modewise.error_at_end), rel=1e-3)


def test_rotations_count() -> None:
    """Of equal variances, k(k + 1)/2 entries are estimated where the axes are not known, and k where they are."""
    expected = [0.3 / 2 / 100 * (kept + 1) * kept / 2 for kept in (1, 2, 3)]
    assert estimation_excess([0.3] * 3, 100) == pytest.approx(expected)


def test_all_k_at_once_are_each_k_alone() -> None:
    rng = np.random.default_rng(1)
    weights, roots = rng.uniform(0.1, 2, (2, 7))
    weights[3] = roots[3] = 0.0
    found = pair_sums(weights, roots)
    for kept in range(1, 8):
        pairs = [(i, j) for i, j in product(range(kept), repeat=2) if weights[i] * weights[j]]
        each = sum((1 + (i == j)) * weights[i] * weights[j] / (roots[i] + roots[j]) for i, j in pairs)
        assert found[kept - 1] == pytest.approx(each, rel=1e-14)


@pytest.mark.parametrize("name", SPECTRA)
def test_the_best_level_is_that_of_the_first_order_for_many_samples(name: str) -> None:
    average = FullCovarianceAverage(SPECTRA[name], 10**5)
    found = [stop.level for stop in average.stops(0.9)]
    assert found == pytest.approx(average.first_order_level() / 10**5, rel=3e-3)


def test_the_best_level_is_a_minimum_and_none_is_left_out() -> None:
    variances = np.append(4 * 0.6 ** np.arange(10.0), 0.0)
    average = FullCovarianceAverage(variances, 40)
    levels = np.concatenate([[0.0], np.geomspace(1e-9, 0.9, 1500)])
    each = np.array([average.error_at(level) for level in levels])
    assert average.stops(0.9, most=4)[3].error == pytest.approx(average.stops(0.9)[3].error, rel=1e-6)
    for row, stop in enumerate(average.stops(0.9)):
        assert stop.error == pytest.approx(each[:, row].min(), rel=1e-5)
        assert stop.error <= stop.error_at_end
        assert average.error_at(stop.level)[row] == pytest.approx(stop.error, rel=1e-5)


def test_both_ends() -> None:
    exact = FullCovarianceAverage([1.0], 5)
    assert exact.stops(0.5)[0].level == 0.5  # noise has just this variance: the estimate is not needed
    assert np.isinf(exact.first_order_level()[0])
    nothing = FullCovarianceAverage([0.0], 5)
    assert (nothing.stops(0.5)[0].level, nothing.first_order_level()[0]) == (0.0, 0.0)


@pytest.mark.parametrize("top", [1e-8, 1e-10, 1e-40, 1e-90])
def test_a_horizon_may_be_shorter_than_every_level_looked_at(top: float) -> None:
    """No level lies beyond it; where float64 tells no gain the end is best."""
    stops = FullCovarianceAverage(SPECTRA["power law"], 30).stops(top)
    assert all(0 <= stop.level <= top and stop.error <= stop.error_at_end for stop in stops)


@pytest.mark.parametrize(("variances", "samples"), [([-1.0], 5), ([], 5), ([[1.0]], 5), ([1.0], 0)])
def test_what_is_no_spectrum_is_refused(variances: list[float], samples: int) -> None:
    with pytest.raises(ValueError, match=r"expected variances|at least 1"):
        FullCovarianceAverage(variances, samples)
    with pytest.raises(ValueError, match=r"expected variances|at least 1"):
        estimation_excess(variances, samples)


@pytest.mark.parametrize("name", SPECTRA)
@pytest.mark.parametrize(("training", "held_out"), [(20, 30), (8, 1000)])
def test_keeping_more_is_better_as_long_as_there_are_more_samples(name: str, training: int, held_out: int) -> None:
    """To leading order: the k-th direction adds at most (1/n + 1/m)(k - 1/2) of its variance."""
    variances = SPECTRA[name]
    lost = variances.sum() - np.cumsum(variances)
    steps = np.diff(lost + estimation_excess(variances, training, held_out))
    few = np.arange(2, 13) <= training * held_out / (training + held_out)
    assert few.any()
    assert (steps[few] < 0).all()
