"""The gain on held-out samples is that of the law, and its standard error is how far it strays between samples."""

from __future__ import annotations

import numpy as np
import pytest
from covariances import rotated

from ldm_symbolic.stopping.dense import DenseLaw, DenseStopping, HeldOut, held_out_gain

TRUE = np.diag(2 * 0.6 ** np.arange(6.0))
BELIEVED = rotated([1.5, 1.0, 0.4, 0.2, 0.1, 0.02], 3)


def sampled(count: int, rng: np.random.Generator, *, heavy: bool = False) -> tuple[DenseLaw, HeldOut]:
    """The law against the covariance of drawn samples, and these along its axes; heavy ones have a random size."""
    drawn = rng.standard_normal((count, 6)) * np.sqrt(TRUE.diagonal())
    if heavy:
        drawn *= np.sqrt(rng.choice([0.25, 2.5], (count, 1), p=[2 / 3, 1 / 3]))
    centred = drawn - drawn.mean(axis=0)
    law = DenseLaw.of(centred.T @ centred / count, BELIEVED)
    return law, HeldOut(coordinates=centred @ law.axes, training=100)


@pytest.mark.parametrize("heavy", [False, True])
def test_the_standard_error_is_the_spread_of_the_gain(heavy: bool) -> None:
    rng = np.random.default_rng(11)
    kept, level = 5, 0.05
    found = [held_out_gain(*sampled(400, rng, heavy=heavy), kept, level) for _ in range(400)]
    spread = np.std([gain.gain for gain in found])
    assert np.mean([gain.standard_error for gain in found]) == pytest.approx(spread, rel=0.12)


def test_the_bias_is_what_few_samples_add() -> None:
    rng = np.random.default_rng(12)
    kept, level, count = 6, 0.3, 40
    exact = DenseLaw.of(TRUE, BELIEVED)
    truth = exact.error(kept, 0.0) - exact.error(kept, level)
    found = [held_out_gain(*sampled(count, rng), kept, level) for _ in range(2000)]
    average = np.mean([gain.gain for gain in found])
    bias = np.mean([gain.bias for gain in found])
    spread = np.std([gain.gain for gain in found]) / np.sqrt(len(found))
    assert average - truth == pytest.approx(bias, abs=4 * spread + 0.3 * abs(bias))
    assert abs(bias) > 8 * spread  # else the test above says nothing


def test_the_gain_is_the_difference_of_the_errors() -> None:
    law, held_out = sampled(50, np.random.default_rng(1))
    for kept in (1, 3, 6):
        for level in (0.0, 1e-3, 0.5):
            found = held_out_gain(law, held_out, kept, level)
            assert found.gain == pytest.approx(law.error(kept, 0.0) - law.error(kept, level), abs=1e-12)
            assert (found.standard_error > 0) == (level > 0)


def test_at_the_best_level_the_gain_exceeds_its_error_where_the_slope_is_two_errors_below_zero() -> None:
    """For one mode near its variance: gain s²/2c, standard error s/c times that of the slope."""
    rng, told = np.random.default_rng(5), []
    for _ in range(400):
        drawn = rng.standard_normal((500, 1)) * np.sqrt(0.5)
        drawn -= drawn.mean()
        law = DenseLaw.of(drawn.T @ drawn / 500, [[0.5]])
        stop = DenseStopping(law, 0.9).at(1)
        found = held_out_gain(law, HeldOut(coordinates=drawn @ law.axes, training=1), 1, stop.level)
        told.append(found.supported)
    assert 0.005 <= np.mean(told) <= 0.06  # P(Z > 2) = 0.023


def test_fewer_samples_than_directions() -> None:
    law, held_out = sampled(3, np.random.default_rng(2))
    found = held_out_gain(law, held_out, 6, 0.1)
    assert np.isfinite([found.gain, found.standard_error, found.bias]).all()
