"""The recursion against impulses sent through the steps themselves, and against another one at fifty digits."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

import mpmath
import numpy as np
import pytest

from ldm_symbolic.model.read_outs import Path
from ldm_symbolic.model.schedules import linear
from ldm_symbolic.samplers.grids import Levels, TimeGrid
from ldm_symbolic.samplers.recursion import Sampler, final_variances, variances
from ldm_symbolic.samplers.schemes import LETTERS, SCHEMES, Interval

CHURN = 2**0.5 - 1


def grid(points: int, truncation: str = "0") -> TimeGrid:
    return TimeGrid(
        schedule=linear(Fraction(1, 20), Fraction(10)),
        path=Path.VARIANCE_PRESERVING,
        horizon=Fraction(1),
        truncation=Fraction(truncation),
        points=points,
    )


def impulses(sampler: Sampler, believed: float) -> float:
    """The final variance of one mode: the sum of the squared responses to a unit start and to a unit of each noise."""
    count, names = sampler.grid.count, Interval.__dataclass_fields__.keys() - {"believed", "eta", "churn"}
    numbers = sampler.grid.numbers(tuple(names))
    remembers = sampler.scheme.remembers

    def run(first: float, place: int | None) -> float:
        state: Any = first if remembers == 1 else (first, *([0.0] * (remembers - 1)))
        for at, step in enumerate(sampler.steps):
            here = {name: float(numbers[name][at]) for name in names}
            own = {"believed": believed, "eta": sampler.eta, "churn": CHURN * sampler.eta}
            state = step(state, float(at == place), replace(LETTERS, **here, **own))
        return float(state if remembers == 1 else state[0])

    start = float(np.sqrt(sampler.start(np.array([believed]))[0]))
    return sum(run(0.0, place) ** 2 for place in range(count)) + run(start, None) ** 2


@pytest.mark.parametrize("name", sorted(SCHEMES))
@pytest.mark.parametrize("noised", [True, False])
@pytest.mark.parametrize("truncation", ["0", "0.01"])
def test_variances_are_sums_of_squared_impulses(name: str, noised: bool, truncation: str) -> None:
    believed = np.array([1e-3, 0.4, 30.0])
    sampler = Sampler(scheme=SCHEMES[name], grid=grid(33, truncation), noised=noised, eta=0.6)
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = [impulses(sampler, float(one)) for one in believed]
    assert np.allclose(final_variances(sampler, believed), expected, rtol=1e-12, atol=0)


def precise(name: str, points: int, truncation: str, believed: Fraction) -> mpmath.mpf:
    """The published recursions for the rate 0.05 + 9.95 u, from the standard start, written down apart."""
    with mpmath.workdps(50):
        end = mpmath.mpf(Fraction(truncation).numerator) / Fraction(truncation).denominator
        size = (1 - end) / (points - 1)
        variance, data = mpmath.mpf(1), mpmath.mpf(believed.numerator) / believed.denominator
        for place in range(points - 1):
            u = 1 - size * place
            rate, middle, after = (mpmath.mpf(1) / 20 + mpmath.mpf(199) / 20 * v for v in (u, u - size / 2, u - size))
            law, law_middle, law_after = (1 - (1 - data) * _kept(v) ** 2 for v in (u, u - size / 2, u - size))
            if name == "em":
                variance = (1 + size * rate * (1 - 2 / law)) ** 2 * variance + 2 * size * rate
            elif name == "ei":
                growth = _kept(u - size) / _kept(u)
                variance = (growth - 2 * (growth - 1) / law) ** 2 * variance + growth**2 - 1
            elif name == "ddpm":
                beta = 2 * size * rate
                variance = (1 - beta / law) ** 2 / (1 - beta) * variance + beta
            else:
                slopes = [rate * (1 - 1 / law), middle * (1 - 1 / law_middle), after * (1 - 1 / law_after)]
                variance *= (1 + size * _mean_slope(name, slopes, size)) ** 2
        return variance


def _kept(u: mpmath.mpf) -> mpmath.mpf:
    return mpmath.exp(-(u / 20 + mpmath.mpf(199) / 40 * u**2))


def _mean_slope(name: str, slopes: list[mpmath.mpf], size: mpmath.mpf) -> mpmath.mpf:
    first, middle, last = slopes
    if name == "euler":
        return first
    if name == "heun":
        return (first + last * (1 + size * first)) / 2
    second = middle * (1 + size / 2 * first)
    third = middle * (1 + size / 2 * second)
    return (first + 2 * second + 2 * third + last * (1 + size * third)) / 6


@pytest.mark.parametrize("name", ["em", "ei", "ddpm", "euler", "heun", "rk4"])
@pytest.mark.parametrize("truncation", ["1e-5", "1e-3"])
def test_the_published_recursions_at_fifty_digits(name: str, truncation: str) -> None:
    believed = (Fraction(0), Fraction(1, 10**6), Fraction(1, 100), Fraction(1), Fraction(221))
    sampler = Sampler(scheme=SCHEMES[name], grid=grid(250, truncation), noised=False)
    found = final_variances(sampler, np.array([float(one) for one in believed]))
    for own, one in zip(found, believed, strict=True):
        assert abs(own / precise(name, 250, truncation, one) - 1) < 2e-12


def test_a_variance_is_infinite_where_a_step_divides_by_zero() -> None:
    modes = np.array([0.0, 0.5])
    for name in ("heun", "rk4"):
        found = final_variances(Sampler(scheme=SCHEMES[name], grid=grid(50)), modes)
        assert found[0] == np.inf
        assert np.isfinite(found[1])
    for name in sorted(SCHEMES.keys() - {"heun", "rk4"}):
        assert np.isfinite(final_variances(Sampler(scheme=SCHEMES[name], grid=grid(50)), modes)).all()


def test_blocks_are_all_steps_in_order() -> None:
    sampler = Sampler(scheme=SCHEMES["em"], grid=grid(40))
    many = np.geomspace(1e-3, 10, 3000)
    whole = np.concatenate(list(variances(sampler, many)))
    assert whole.shape == (39, 3000)
    assert np.array_equal(whole[-1], final_variances(sampler, many))
    single = np.concatenate(list(variances(sampler, many[:1])))
    assert np.allclose(whole[:, 0], single[:, 0], rtol=1e-14)


@pytest.mark.parametrize("last", [0.0, 0.1])
def test_given_levels_are_those_of_a_path(last: float) -> None:
    """DDIM in noise is the product of (λ + σ σ')/(λ + σ²), on levels of an exploding process and of a flow alike."""
    sigmas = np.array([9.0, 2.0, 0.7, last])
    modes = np.array([0.3, 4.0])
    factors = [(modes + now * after) / (modes + now**2) for now, after in pairwise(sigmas)]
    expected = (modes + sigmas[0] ** 2) * np.prod(factors, axis=0) ** 2
    exploding = Levels(signal=np.ones_like(sigmas), noise=sigmas)
    assert np.allclose(final_variances(Sampler(scheme=SCHEMES["ddim"], grid=exploding), modes), expected, rtol=1e-13)
    signal = 1 / (1 + sigmas)
    flow = Levels(signal=signal, noise=sigmas * signal)
    found = final_variances(Sampler(scheme=SCHEMES["ddim"], grid=flow), modes)
    assert np.allclose(found, signal[-1] ** 2 * expected, rtol=1e-13)


@pytest.mark.parametrize("name", ["ddim", "dpmpp2m", "dpmpp3m"])
def test_a_start_without_signal_is_the_limit_of_one_with_little(name: str) -> None:
    noise = np.array([1.0, 0.9, 0.6, 0.4, 0.1, 0.0])
    modes = np.array([0.0, 0.3, 4.0])
    found, near = (
        final_variances(Sampler(scheme=SCHEMES[name], grid=Levels(signal=signal, noise=noise)), modes)
        for signal in (1 - noise, np.maximum(1 - noise, 1e-200))
    )
    assert np.isfinite(found).all()
    assert np.allclose(found, near, rtol=0.03)  # the second and third step weigh a first one of finite length


def test_edm_divides_by_the_signal() -> None:
    noise = np.array([1.0, 0.6, 0.0])
    sampler = Sampler(scheme=SCHEMES["edm-heun"], grid=Levels(signal=1 - noise, noise=noise))
    assert final_variances(sampler, np.ones(1)).tolist() == [np.inf]
