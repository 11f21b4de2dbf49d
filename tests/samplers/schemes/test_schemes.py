"""Each scheme goes to the law of the continuous process, with the order that it is known for; a broken one does not."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from ldm_symbolic.model.read_outs import Path
from ldm_symbolic.model.schedules import linear
from ldm_symbolic.model.schedules.discrete import ddpm
from ldm_symbolic.samplers.grids import TimeGrid
from ldm_symbolic.samplers.recursion import Sampler, final_variances
from ldm_symbolic.samplers.schemes import SCHEMES, VARIANCES, Interval, Scheme

ORDERS = {
    "em": 1, "ei": 1, "ddpm": 1, "ddim": 1, "euler": 1, "heun": 2, "rk4": 4, "edm-heun": 2, "dpmpp2m": 2, "dpmpp3m": 2,
}  # fmt: skip
MODES = np.array([0.3, 2.5])
LONG = 320
"""Of the third-order multistep method as it is run everywhere the order is two, see below."""


def error(scheme: Scheme, points: int, eta: float = 0.0, horizon: int = 1) -> float:
    """How far the generated variances are from those of the noised data at the last point."""
    grid = TimeGrid(
        schedule=linear(Fraction(1, 2), Fraction(2)),
        path=Path.VARIANCE_PRESERVING,
        horizon=Fraction(horizon),
        truncation=Fraction(1, 10),
        points=points,
    )
    levels = grid.levels
    reached = levels.signal[-1] ** 2 * MODES + levels.noise[-1] ** 2
    return float(np.max(np.abs(final_variances(Sampler(scheme=scheme, grid=grid, eta=eta), MODES) - reached)))


def order(scheme: Scheme, eta: float = 0.0, horizon: int = 1) -> float:
    return float(np.log2(error(scheme, LONG // 2 + 1, eta, horizon) / error(scheme, LONG + 1, eta, horizon)))


@pytest.mark.parametrize("name", sorted(SCHEMES))
def test_the_order_is_the_known_one(name: str) -> None:
    assert order(SCHEMES[name]) == pytest.approx(ORDERS[name], abs=0.15)


@pytest.mark.parametrize(("name", "known"), [("ddim", 1), ("edm-heun", 0)])
def test_the_order_with_noise(name: str, known: int) -> None:
    """Churn that is a share of each level adds noise without end as steps get finer, and its own error with it."""
    found = order(SCHEMES[name], eta=1.0)
    assert found == pytest.approx(known, abs=0.15) if known else found < 1.2


@pytest.mark.parametrize("variance", sorted(VARIANCES))
def test_every_variance_of_ancestral_sampling_has_order_one(variance: str) -> None:
    assert order(SCHEMES["ddpm"].adding(VARIANCES[variance])) == pytest.approx(1, abs=0.15)


def broken(name: str) -> Scheme:
    """The scheme with one coefficient of its step, or of its usual step, altered."""
    step = SCHEMES[name].ramp[-1]
    changes: dict[str, Any] = {
        "em": lambda at: replace(at, rate=at.rate / 2),
        "ei": lambda at: replace(at, gain=at.gain / 2),
        "ddpm": lambda at: replace(at, beta=at.beta / 2),
        "ddim": lambda at: replace(at, noise_after=at.noise),
        "euler": lambda at: replace(at, size=at.size / 2),
        "heun": lambda at: replace(at, rate_after=at.rate),
        "rk4": lambda at: replace(at, rate_middle=at.rate),
        "edm-heun": lambda at: replace(at, noise_after=at.noise_after * (1 + at.noise_after) / (1 + at.noise)),
        "dpmpp2m": lambda at: replace(at, lapse_before=2 * at.lapse_before),
        "dpmpp3m": lambda at: replace(at, lapse_before=2 * at.lapse_before),
    }

    def altered(state: Any, noise: Any, at: Interval) -> Any:
        return step(state, noise, changes[name](at))

    return replace(SCHEMES[name], ramp=(*SCHEMES[name].ramp[:-1], altered))


@pytest.mark.parametrize("name", sorted(SCHEMES))
def test_a_broken_step_has_another_order(name: str) -> None:
    assert order(broken(name)) < ORDERS[name] - 0.5


def test_the_true_posterior_variance_gives_the_data() -> None:
    """On a discrete chain, where the noise of each step is the chain's own (statement N3); the others do not."""
    grid = TimeGrid(
        schedule=ddpm(Fraction(1, 100), Fraction(1, 5), 20),
        path=Path.VARIANCE_PRESERVING,
        horizon=Fraction(20),
        points=21,
    )
    modes = np.array([0.0, 0.3, 4.0])
    found = {
        name: final_variances(Sampler(scheme=SCHEMES["ddpm"].adding(step), grid=grid), modes)
        for name, step in VARIANCES.items()
    }
    assert np.allclose(found["posterior"], modes, rtol=1e-13, atol=1e-15)
    assert np.all(found["small"][1:] < modes[1:] * 0.99)
    assert found["large"][1] > 0.31  # the large one is too large for a variance below 1,
    assert found["large"][2] < 3.9  # and too small for one above


def test_dpm_solver_of_first_order_is_ddim() -> None:
    first = replace(SCHEMES["dpmpp2m"], ramp=SCHEMES["dpmpp2m"].ramp[:1])
    assert error(first, 9) == pytest.approx(error(SCHEMES["ddim"], 9), rel=1e-12)
    assert error(SCHEMES["dpmpp2m"], 9) < error(first, 9) / 2


def test_the_second_difference_of_3m_has_half_the_weight_that_third_order_needs() -> None:
    """From much noise, where the first steps of lower order cost nothing: order two as it is run, three with all."""
    first, second, step = SCHEMES["dpmpp3m"].ramp

    def whole(state: Any, noise: Any, at: Interval) -> Any:
        denoised = at.score.denoised(state[0])
        own = step(state, noise, at)
        bend = ((denoised - state[1]) / at.lapse_before - (state[1] - state[2]) / at.lapse_earlier) * at.lapse**2
        bend /= at.lapse_before + at.lapse_earlier
        shrunk = at.noise_after * at.signal / (at.signal_after * at.noise) - 1
        twice = (shrunk + at.lapse) / at.lapse**2 - Fraction(1, 2)
        return (own[0] - at.signal_after * twice * bend, *own[1:])

    third = replace(SCHEMES["dpmpp3m"], ramp=(first, second, whole))
    assert order(SCHEMES["dpmpp3m"], horizon=4) < 2.1
    assert order(third, horizon=4) > 2.85
