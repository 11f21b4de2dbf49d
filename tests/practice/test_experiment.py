"""One small cell of the experiment with trained networks, and its parts where they can be known."""

from __future__ import annotations

import numpy as np
import pytest
from images import digits

from ldm_symbolic.practice import network
from ldm_symbolic.practice.experiment import Cell, Outcome, outcome
from ldm_symbolic.practice.network import Denoiser, trained
from ldm_symbolic.practice.sampling import levels_down, sampled

LATENTS = (np.random.default_rng(0).standard_normal((500, 3)) * [2.0, 1.0, 0.3]).astype(np.float32)


def gaussian() -> Denoiser:
    """The network before training: the Gaussian score alone."""
    return trained(LATENTS, skip=True, width=8, steps=0, seed=1)


def test_before_training_it_is_the_gaussian_score() -> None:
    noised = LATENTS[:7]
    answer = gaussian().noise(noised, np.full((7, 1), 0.25, np.float32))
    assert answer == pytest.approx(0.5 * noised / (0.75 * LATENTS.var(axis=0) + 0.25), rel=1e-5)


def test_its_samples_have_the_noised_variance_at_every_level_and_shrink_where_they_are_denoised() -> None:
    variances = LATENTS.var(axis=0)
    for stop in list(sampled(gaussian(), 4000, levels_down(250), 5))[::60]:
        expected = (1 - stop.level) * variances + stop.level
        assert stop.raw.var(axis=0) == pytest.approx(expected, rel=0.09)
        shrunk = (1 - stop.level) * variances**2 / expected
        assert stop.denoised.var(axis=0) == pytest.approx(shrunk, rel=0.09)


@pytest.mark.parametrize("skip", [True, False])
def test_gradients_are_those_of_the_error(skip: bool) -> None:
    rng = np.random.default_rng(2)
    net = trained(LATENTS, skip=skip, width=8, steps=3, seed=1)
    noised, noise = rng.standard_normal((2, 16, 3))
    levels = rng.uniform(0.1, 0.9, (16, 1))

    def error() -> float:
        return float(np.mean((net.noise(noised, levels) - noise) ** 2))

    found = network._gradients(net, noised, levels, noise)
    for layer, gradient in zip(net.weights, found, strict=True):
        for part, slope in zip(layer, gradient, strict=True):
            at = np.unravel_index(int(np.abs(slope).argmax()), slope.shape)
            here, step = part[at], np.float32(0.01)
            part[at] = here + step
            above = error()
            part[at] = here - step
            below = error()
            part[at] = here
            assert slope[at] == pytest.approx((above - below) / 0.02, rel=0.02, abs=1e-5)


def test_training_lowers_the_error_below_that_of_the_gaussian_score() -> None:
    rng = np.random.default_rng(3)
    two = (np.where(rng.random((800, 1)) < 0.5, 2.0, -2.0) * [1.0, 0.5] + 0.1 * rng.standard_normal((800, 2))).astype(
        np.float32
    )
    levels, noise = np.full((800, 1), 0.3, np.float32), rng.standard_normal(two.shape, dtype=np.float32)
    noised = np.sqrt(1 - levels) * two + np.sqrt(levels) * noise
    before, after = (
        float(np.mean((trained(two, skip=True, width=32, steps=steps, seed=1).noise(noised, levels) - noise) ** 2))
        for steps in (0, 400)
    )
    assert after < 0.8 * before


@pytest.fixture(scope="module")
def cell() -> Outcome:
    small = Cell(kept=8, training=100, skip=True, seed=0, steps=400, width=48, sampler_steps=120, seen=800, judged=800)
    return outcome(digits(), small)


def test_a_small_cell_stops_and_predicts(cell: Outcome) -> None:
    assert list(cell.levels) == sorted(cell.levels)
    assert cell.levels[-1] < 0.9
    assert len(cell.levels) == len(cell.raw) == len(cell.denoised) > 20
    assert 0 <= cell.possible < 1
    assert len(cell.predicted) == 6
    assert all(0 <= level < 1 for level in cell.predicted.values())
    assert all(cell.gain(name) <= cell.possible + 1e-12 for name in cell.predicted)


def test_noise_at_the_stop_ends_up_in_the_raw_samples(cell: Outcome) -> None:
    lost = min(*cell.raw, *cell.denoised) - 0.5
    assert cell.raw[-1] - lost > 1.5 * (min(cell.raw) - lost)
    assert cell.denoised[0] == pytest.approx(cell.raw[0], rel=0.05)  # almost no noise is left to take off
    assert cell.observed(0.0) == cell.raw[0]
    assert cell.observed(cell.levels[5]) == pytest.approx(cell.raw[5])


def test_the_same_seed_gives_the_same_cell(cell: Outcome) -> None:
    small = Cell(kept=8, training=100, skip=True, seed=0, steps=400, width=48, sampler_steps=120, seen=800, judged=800)
    again = outcome(digits(), small)
    assert again.raw == pytest.approx(cell.raw, rel=1e-6)
    assert again.predicted == pytest.approx(cell.predicted, rel=1e-4)
