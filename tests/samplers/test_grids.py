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
from ldm_symbolic.samplers.recursion import Sampler, final_variances
from ldm_symbolic.samplers.schemes import SCHEMES

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
    assert grid(50, Fraction(0)).levels.ends_without_noise


def test_the_numbers_of_a_step() -> None:
    names = ("size", "rate", "rate_middle", "rate_after", "signal_middle", "noise_middle", "gain", "beta", "lapse")
    found = grid(33, Fraction(0)).numbers(names)
    assert found["size"].tolist() == [1 / 32] * 32
    assert found["rate_after"][:-1].tolist() == found["rate"][1:].tolist()
    assert np.allclose(found["rate_middle"], (found["rate"] + found["rate_after"]) / 2)
    assert np.allclose(found["signal_middle"] ** 2 + found["noise_middle"] ** 2, 1)
    levels = grid(33, Fraction(0)).levels
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


def test_a_start_may_have_no_signal() -> None:
    """A rectified flow begins with noise alone; what is left of the signal may also be lost on the way."""
    noise = np.array([1.0, 0.6, 0.0])
    levels = Levels(signal=1 - noise, noise=noise)
    assert levels.numbers(("lapse", "gain"))["lapse"].tolist()[0] == np.inf
    assert levels.numbers(("gain",))["gain"][0] == np.inf
    with pytest.raises(ValueError, match="each with less noise than the one before"):
        Levels(signal=np.array([0.0, 0.0, 1.0]), noise=np.array([1.0, 1.0, 0.0]))


def test_a_horizon_beyond_float64_is_refused_without_a_warning() -> None:
    far = TimeGrid(schedule=OU, path=Path.VARIANCE_PRESERVING, horizon=Fraction(1000), points=5)
    with pytest.raises(ValueError, match="a shorter horizon may help"):
        _ = far.levels


def test_levels_are_worked_out_once() -> None:
    asked = []

    class Counted(type(ALL[3])):  # type: ignore[misc]
        __slots__ = ()

        def rate_one_times(self, times: np.ndarray[tuple[int], np.dtype[np.float64]]) -> object:
            asked.append(len(times))
            return super().rate_one_times(times)

    schedule = Counted(betas=ALL[3].betas, name="counted")
    chain = TimeGrid(schedule=schedule, path=Path.VARIANCE_PRESERVING, horizon=Fraction(3), points=7)
    final_variances(Sampler(scheme=SCHEMES["ddim"], grid=chain), np.ones(2))
    assert asked == [7]
    assert not chain.levels.noise.flags.writeable


def test_the_clock_of_a_chain_in_floats() -> None:
    chain = ddpm(Fraction(1, 10**4), Fraction(1, 50), 1000)
    times = np.array([0.0, 1e-9, 0.25, 1.0, 17.5, 999.0, 999.99, 1000.0])
    with mpmath.workdps(40):
        exact = [chain.integrated_rate_at(mpmath.mpf(float(time))) for time in times]
        assert np.allclose(chain.rate_one_times(times), [float(one) for one in exact], rtol=4e-16, atol=0)
