"""Rectified flow by hand and on a grid: where its error bends, and when stopping early helps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from ldm_symbolic.derivations.letters import s, s_hat
from ldm_symbolic.derivations.rectified_flow.g6_flow_with_the_plug_in_score import BACK, MIXED, SIDES
from ldm_symbolic.floats import Floats

GRID = np.linspace(0, 1, 20_001)


def error(true: Sequence[float], believed: Sequence[float]) -> Floats:
    """The kept part of E on the grid, by deviations: (1-u) X + u ε has variance (1-u)² λ̂ + u²."""
    parts = (
        (np.hypot((1 - GRID) * float(law), GRID) - float(own)) ** 2 for own, law in zip(true, believed, strict=True)
    )
    return np.asarray(sum(parts))


@pytest.mark.parametrize("own", [0.2, 0.7, 1.0, 3.0])
def test_one_mode_is_never_monotone_and_bends_where_it_is_said_to(own: float) -> None:
    """It rises up to λ/(1+λ), and falls for a while beyond."""
    values = error([own], [own])
    bend = own**2 / (1 + own**2)
    steps = np.diff(values)
    assert (steps[GRID[1:] <= bend] >= -1e-14).all()
    assert steps[GRID[1:] > bend][0] < 0
    if own < 1:
        back = 2 * bend
        assert np.interp(back, GRID, values) == pytest.approx(0, abs=1e-8)


def test_with_two_modes_it_can_be_monotone() -> None:
    """λ = (1, 1/10000): so the refuted sentence fails for one mode, not for every spectrum."""
    assert (np.diff(error([1, 0.01], [1, 0.01])) > 0).all()


def test_the_generated_variance_is_that_of_the_flow() -> None:
    """dy/du = E[ε - X | y] run from u = 1 to u leaves (1-u)² λ̂ + u² of a standard normal start, λ̂ = 2."""
    believed, left, spread = 2.0, 1.0, 1.0
    step = 1e-4
    while left > 0.3 + step / 2:
        middle = left - step / 2
        gain = (middle - (1 - middle) * believed) / ((1 - middle) ** 2 * believed + middle**2)
        spread *= np.exp(-step * gain)
        left -= step
    assert spread**2 == pytest.approx(0.7**2 * believed + 0.3**2, rel=1e-6)


@pytest.mark.parametrize(
    ("instance", "helps", "says"), [(BACK, True, False), (MIXED, True, False), (SIDES, False, False)]
)
def test_the_slope_at_the_end_does_not_say_all(
    instance: dict[object, Sequence[float]], helps: bool, says: bool
) -> None:
    """Where estimates are too small and below 1, or too large ones above too small ones, it misses what helps."""
    true, believed = instance[s], instance[s_hat]
    values = error(true, believed)
    weight = sum(float(law) * (float(law) - float(own)) for own, law in zip(true, believed, strict=True))
    assert (weight > 0, bool(values.min() < values[0] - 1e-9)) == (says, helps)


@pytest.mark.parametrize("seed", range(30))
def test_for_one_mode_the_answer_is_complete(seed: int) -> None:
    own, law = 10 ** np.random.default_rng(seed).uniform(-1, 0.6, 2)
    values = error([own], [law])
    assert (values.min() >= values[0]) == (own > law >= 1)
