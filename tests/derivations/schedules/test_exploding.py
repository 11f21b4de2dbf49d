"""The variance-exploding path from its own equation, and its best noise by search."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from ldm_symbolic.derivations.letters import s, s_hat
from ldm_symbolic.derivations.schedules.g4_variance_exploding import RISES, best


def error(noise: float, true: list[float], believed: list[float]) -> float:
    """The kept part of E, by variances."""
    return sum((sqrt(value + noise) - sqrt(law)) ** 2 for value, law in zip(believed, true, strict=True))


def test_the_reverse_equation_leaves_the_believed_variance() -> None:
    """dV/db = 2 V/(λ̂ + b) - 1, from dX = √(db/du) dW run backwards, started at λ̂ + B."""
    believed, level, steps = 0.3, 2.0, 20_000
    value, step = believed + level, -level / steps
    for _ in range(steps):
        middle = value + step / 2 * (2 * value / (believed + level) - 1)
        value += step * (2 * middle / (believed + level + step / 2) - 1)
        level += step
    assert value == pytest.approx(believed, rel=1e-6)


@pytest.mark.parametrize("seed", range(12))
def test_best_noises_move_towards_the_root_of_the_new_mode(seed: int) -> None:
    rng = np.random.default_rng(seed)
    true, believed = (rng.uniform(0.05, 3, 4).tolist() for _ in range(2))
    levels = []
    for kept in range(1, 5):
        found = minimize_scalar(
            lambda noise, kept=kept: error(noise, true[:kept], believed[:kept]), (0, 2), bounds=(0, 2),
            method="bounded", options={"xatol": 1e-10},
        )  # fmt: skip
        levels.append(float(found.x))
    for kept in range(1, 4):
        ends = sorted((levels[kept - 1], min(max(true[kept] - believed[kept], 0), 2)))
        assert ends[0] - 1e-4 <= levels[kept] <= ends[1] + 1e-4


def test_a_level_that_rises_with_the_dimension() -> None:
    """(√v - s) of the second mode is what the first costs: at b = 7/16 the slope of both vanishes."""
    true, believed = ([float(value) ** 2 for value in RISES[name]] for name in (s, s_hat))
    level = float(RISES[best][1])
    slopes = [1 - sqrt(law / (value + level)) for law, value in zip(true, believed, strict=True)]
    assert sum(slopes) == pytest.approx(0, abs=1e-12)
    assert slopes[0] > 0 > slopes[1]
