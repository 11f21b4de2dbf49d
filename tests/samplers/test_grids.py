"""The points of a grid and what a step asks of them."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import numpy as np
import pytest

from ldm_symbolic.model.read_outs import Path
from ldm_symbolic.model.schedules import OU, linear
from ldm_symbolic.model.schedules.cosine import Cosine
from ldm_symbolic.model.schedules.discrete import ddpm
from ldm_symbolic.model.schedules.forward import Forward
from ldm_symbolic.model.schedules.ratios import edm, exploding, flow
from ldm_symbolic.samplers.grids import Levels, TimeGrid

ALL = (
    OU,
    linear(Fraction(1, 20), Fraction(10)),
    Cosine(),
    ddpm(Fraction(1, 100), Fraction(1, 5), 3),
    edm(Fraction(1, 500), Fraction(80)),
    exploding(Fraction(1, 100), Fraction(50)),
    flow(Fraction(3)),
)


def grid(points: int, truncation: Fraction) -> TimeGrid:
    return TimeGrid(
        schedule=ALL[1], path=Path.VARIANCE_PRESERVING, horizon=Fraction(1), truncation=truncation, points=points
    )


@pytest.mark.parametrize("schedule", ALL, ids=lambda schedule: schedule.name)
def test_a_rate_is_the_slope_of_the_clock(schedule: Forward) -> None:
    times = np.array([0.013, 0.3, 0.77])
    with mpmath.workdps(40):
        slopes = [mpmath.diff(schedule.integrated_rate_at, mpmath.mpf(float(time))) for time in times]
    assert np.allclose(schedule.rates(times), [float(slope) for slope in slopes], rtol=1e-13)


def test_a_grid_ends_where_it_is_told_to_the_last_digit() -> None:
    for points in (2, 50, 1000):
        times = grid(points, Fraction(1, 10**5)).times
        exact = [1 - (1 - Fraction(1, 10**5)) * k / (points - 1) for k in range(points)]
        assert np.allclose(times, [float(time) for time in exact], rtol=1e-15, atol=0)
    assert grid(50, Fraction(0)).times[-1] == 0
    assert grid(50, Fraction(0)).levels().ends_without_noise


def test_the_numbers_of_a_step() -> None:
    names = ("size", "rate", "rate_middle", "rate_after", "signal_middle", "noise_middle", "gain", "beta", "lapse")
    found = grid(33, Fraction(0)).numbers(names)
    assert found["size"].tolist() == [1 / 32] * 32
    assert found["rate_after"][:-1].tolist() == found["rate"][1:].tolist()
    assert np.allclose(found["rate_middle"], (found["rate"] + found["rate_after"]) / 2)
    assert np.allclose(found["signal_middle"] ** 2 + found["noise_middle"] ** 2, 1)
    levels = grid(33, Fraction(0)).levels()
    assert np.allclose(found["gain"], levels.signal[1:] / levels.signal[:-1] - 1)
    assert np.allclose(found["beta"], found["rate"] / 16)
    assert found["lapse"][-1] == np.inf


def test_a_discrete_chain_has_its_own_steps() -> None:
    chain = TimeGrid(schedule=ALL[3], path=Path.VARIANCE_PRESERVING, horizon=Fraction(3), points=4)
    assert np.allclose(chain.numbers(("beta",))["beta"][::-1], [float(beta) for beta in ALL[3].betas])


@pytest.mark.parametrize("noise", [[1.0], [1.0, 1.0], [0.5, 1.0], [1.0, -0.1], [np.nan, 0.0]])
def test_levels_that_do_not_fall_are_refused(noise: list[float]) -> None:
    with pytest.raises(ValueError, match="each with less noise than the one before"):
        Levels(signal=np.ones(len(noise)), noise=np.array(noise))


def test_levels_know_nothing_of_time() -> None:
    with pytest.raises(ValueError, match="say nothing of rate, size"):
        Levels(signal=np.ones(2), noise=np.array([1.0, 0.0])).numbers(("size", "signal", "rate"))


@pytest.mark.parametrize(
    ("points", "truncation", "says"), [(1, 0, "two points"), (3, 1, "truncation"), (3, -1, "trunc")]
)
def test_a_grid_outside_its_range_is_refused(points: int, truncation: int, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        grid(points, Fraction(truncation))
