"""The rescaled sample from the backward equations of two paths, integrated step by step."""

from __future__ import annotations

from collections.abc import Callable
from math import exp, sqrt

import pytest

from ldm_symbolic.derivations.letters import C
from ldm_symbolic.derivations.schedules.g7_rescaled_sample import BOUND, POINT
from ldm_symbolic.derivations.schedules.path_error import alpha, beta
from ldm_symbolic.notation import estimated_variance

Path = Callable[[float], tuple[float, float, float, float]]
EXPLODING: Path = lambda u: (1, u, 0, 1)  # noqa: E731
FLOW: Path = lambda u: (1 - u, u, -1, 1)  # noqa: E731


def generated(path: Path, believed: float, cap: float, start: float, stop: float, churn: float) -> float:
    """The variance at time left `stop`, from the start at 0.9: the backward equation of the path, by small steps."""
    steps, left, value = 40_000, 0.9, start
    step = (0.9 - stop) / steps
    for _ in range(steps):
        signal, noise, turn, rise = path(left - step / 2)
        drift = turn / signal
        spread = 2 * noise * rise - 2 * noise**2 * drift
        weight = min(cap, 1 / (signal**2 * believed + noise**2))
        slope = lambda now: -2 * drift * now - (1 + churn) * spread * weight * now + churn * spread  # noqa: B023, E731
        value += step * slope(value + step / 2 * slope(value))
        left -= step
    return value


@pytest.mark.parametrize("path", [EXPLODING, FLOW])
@pytest.mark.parametrize("churn", [0.0, 0.5, 1.0])
def test_the_rescaled_sample_has_the_law_of_the_model(path: Path, churn: float) -> None:
    """From the believed law at u = 0.9, at u = 0.4: x + (1-x) λ̂."""
    believed = 0.3
    (first, last), end = path(0.9)[:2], path(0.4)[:2]
    value = generated(path, believed, 1e9, first**2 * believed + last**2, 0.4, churn)
    total = end[0] ** 2 + end[1] ** 2
    level = end[1] ** 2 / total
    assert value / total == pytest.approx(level + (1 - level) * believed, rel=1e-5)


def test_a_cap_balances_elsewhere_than_on_the_variance_preserving_path() -> None:
    """With the cap C = 4 and λ̂ = 0 the exploding path ends at 1/(2C) and what is left of the past, below 1/(2C - 1)."""
    value = generated(EXPLODING, 0.0, 4.0, 0.81, 0.0, 1.0)
    assert value == pytest.approx((1 + exp(-2)) / 8, rel=1e-4)
    assert value < 1 / 7


def test_the_instances_by_hand() -> None:
    """The weight is 1.06 · 2 beside 2, and N(0, I) rescaled has the variance 100/181."""
    signal, noise, believed, cap = (float(BOUND[name]) for name in (alpha, beta, estimated_variance, C))
    total = signal**2 + noise**2
    assert total * min(cap, 1 / (signal**2 * believed + noise**2)) == pytest.approx(2.12)
    level = noise**2 / total
    assert min(cap, 1 / (level + (1 - level) * believed)) == cap
    assert 1 / sqrt(float(POINT[alpha] ** 2 + POINT[beta] ** 2)) == pytest.approx(sqrt(100 / 181))
