"""Estimates above three times the variance by hand: seven modes and one that spoil each other."""

from __future__ import annotations

import numpy as np
import pytest

from ldm_symbolic import claim
from ldm_symbolic.derivations.joint_optimum.u7_without_an_order import NINE
from ldm_symbolic.derivations.letters import d0, s_hat
from ldm_symbolic.search.judge import Outcome, judge


def least(count: int, factor: float, variance: float, first: float = 0.0) -> tuple[float, float]:
    """The least errors of count - 1 and of count directions; the last is estimated as factor · variance."""
    levels = np.linspace(0, 0.999, 200001)
    others = (count - 1) * (np.sqrt(levels + (1 - levels) * first) - np.sqrt(variance)) ** 2
    last = (np.sqrt(levels + (1 - levels) * factor * variance) - np.sqrt(variance)) ** 2
    return others.min() + variance, (others + last).min()


@pytest.mark.parametrize("factor", [3.05, 3.5, 4.0, 6.0, 50.0])
def test_above_three_some_number_of_directions_loses(factor: float) -> None:
    variance = (factor - 3) / (4 * factor)
    count = 2 + int(64 / (9 * (factor - 3) ** 2))
    for first in (0.0, 1e-9):
        fewer, all_of_them = least(count, factor, variance, first)
        assert fewer < all_of_them


def test_at_three_none_does() -> None:
    for variance in (0.001, 0.05, 0.2):
        for count in (2, 10, 1000):
            fewer, all_of_them = least(count, 3.0, variance)
            assert all_of_them <= fewer + 1e-9


def test_the_last_estimate_is_the_one_that_matters() -> None:
    beaten = claim("U7.beaten")
    first = {**NINE, s_hat: tuple(reversed(NINE[s_hat]))}
    assert NINE[d0] == 9
    assert judge(beaten.hypotheses, beaten.conclusion, NINE).outcome is Outcome.TRUE
    assert judge(beaten.hypotheses, beaten.conclusion, first).outcome is Outcome.NOT_MET
