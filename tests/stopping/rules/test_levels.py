"""Each rule against the sum whose zero or minimum it is, taken anew for one k; the report is `docs/rules.md`."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import brentq
from sklearn.covariance import ledoit_wolf_shrinkage

from ldm_symbolic.stopping.averages.full_covariance import FullCovarianceAverage
from ldm_symbolic.stopping.dense import DenseLaw, DenseStopping
from ldm_symbolic.stopping.rules import RULES, levels_of
from ldm_symbolic.stopping.rules.shrinkage import nonlinear_shrinkage

TOP = 0.9
VARIANCES = 3 * 0.7 ** np.arange(8.0)


def drawn(count: int, seed: int = 0, variances: np.ndarray = VARIANCES) -> np.ndarray:
    return np.asarray(np.random.default_rng(seed).standard_normal((count, len(variances))) * np.sqrt(variances) + 1.0)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("count", [10, 60])
def test_a_rule_gives_a_level_for_every_k_and_knows_no_axes(rule: str, count: int) -> None:
    samples = drawn(count)
    levels = levels_of(rule, samples, TOP)
    assert levels.shape == (8,)
    assert ((levels >= 0) & (levels <= TOP)).all()
    axes = np.linalg.qr(np.random.default_rng(9).standard_normal((8, 8)))[0]
    assert levels_of(rule, samples @ axes + 5, TOP) == pytest.approx(levels, rel=1e-6, abs=1e-9)


def test_average_and_shrunk_are_the_averages_of_their_eigenvalues() -> None:
    samples = drawn(50)
    eigenvalues = np.linalg.eigvalsh(np.cov(samples.T, bias=True))[::-1]
    for rule, values in (("average", eigenvalues), ("shrunk", nonlinear_shrinkage(eigenvalues, 49))):
        best = [stop.level for stop in FullCovarianceAverage(values, 49).stops(TOP)]
        assert levels_of(rule, samples, TOP) == pytest.approx(best, rel=1e-9)


def test_folds_find_the_zero_of_the_held_out_slope() -> None:
    samples, kept, fold = drawn(60, 2), 5, np.arange(60) % 5
    samples = samples - samples.mean(axis=0)

    def slope(level: float) -> float:
        total = 0.0
        for part in range(5):
            rest, held = samples[fold != part], samples[fold == part]
            values, axes = np.linalg.eigh(np.cov(rest.T, bias=True))
            values, axes = values[::-1][:kept], axes[:, ::-1][:, :kept]
            spread = np.sqrt(2 / 12) * 120 / (945 * np.sqrt(np.pi) / 32)  # E chi_11/√12: Γ(6)/Γ(11/2) = 120/(945 √π/32)
            deviations = (held @ axes).std(axis=0) / spread
            total += float(np.sum((1 - values) * (1 - deviations / np.sqrt(level + (1 - level) * values))))
        return total

    found = levels_of("folds", samples, TOP)[kept - 1]
    assert found == pytest.approx(brentq(slope, 1e-6, TOP), rel=2e-3)


def test_least_is_the_smaller() -> None:
    samples = drawn(40, 3)
    folds, shrunk, least = (levels_of(rule, samples, TOP) for rule in ("folds", "shrunk", "least"))
    assert least.tolist() == np.minimum(folds, shrunk).tolist()
    assert (folds > shrunk).any()
    assert (folds < shrunk).any()


def test_the_intensity_is_that_of_scikit_learn_where_the_targets_agree() -> None:
    """Its target is (tr S/D) I, so that the sample is scaled to tr S = D."""
    samples = drawn(40, 4)
    samples = samples - samples.mean(axis=0)
    samples *= np.sqrt(8 / np.trace(np.cov(samples.T, bias=True)))
    assert levels_of("intensity", samples, 1.0)[-1] == pytest.approx(ledoit_wolf_shrinkage(samples), rel=1e-9)


def test_the_safest_rule_takes_most_of_the_gain_and_is_not_worse_than_the_end() -> None:
    """One cell of the report, small: n = 2 D, geometric; the oracle gains about a tenth."""
    gains, oracle = [], []
    for seed in range(8):
        samples = drawn(64, seed, 4 * 0.85 ** np.arange(32.0))
        law = DenseLaw.of(np.diag(4 * 0.85 ** np.arange(32.0)), np.cov(samples.T, bias=True))
        at_end = law.error(32, 0.0)
        gains.append(at_end - law.error(32, float(levels_of("least", samples, TOP)[-1])))
        oracle.append(at_end - DenseStopping(law, TOP).at(32).error)
    assert sum(gains) > 0.75 * sum(oracle)
    assert sum(gain < 0 for gain in gains) <= 1


def test_what_is_no_rule_and_too_few_samples_are_refused() -> None:
    with pytest.raises(ValueError, match="expected one of least, average"):
        levels_of("guess", drawn(20), TOP)
    with pytest.raises(ValueError, match="at least 10 samples, got 9"):
        levels_of("least", drawn(9), TOP)
