"""A clock whose rate is an expression: the same bounds as from the closed form, where there is one."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from unittest.mock import create_autospec

import pytest
from written_problems import problem_of

from ldm_symbolic.balls.bounds import Bounds
from ldm_symbolic.certified.clocks.times import rate_one_horizon
from ldm_symbolic.certified.optimum import Certified
from ldm_symbolic.model.schedules.forward import Forward
from ldm_symbolic.model.schedules.linear_rate import OU, LinearRate, linear
from ldm_symbolic.model.schedules.variance_preserving import Schedule, in_symbols
from ldm_symbolic.notation import time_left


def meet(one: Bounds, other: Bounds) -> bool:
    """Whether some number lies between both bounds."""
    return max(one.lower, other.lower) <= min(one.upper, other.upper)


@pytest.mark.parametrize("schedule", [OU, linear(Fraction(1, 20), Fraction(10)), linear(Fraction(3), Fraction(1))])
def test_the_same_bounds_as_from_a_closed_form(schedule: LinearRate) -> None:
    closed = problem_of("1/2 1/3 1/9", "1/4 1/5 1/6", schedule=schedule, horizon="1")
    row, other = (Certified(replace(closed, schedule=process)).at(3) for process in (schedule, in_symbols(schedule)))
    for name in ("noise", "time_left", "time", "alpha_bar", "error", "error_at_end"):
        assert meet(getattr(row, name), getattr(other, name)), name
    assert row.narrow(15)
    assert other.narrow(15)


def test_a_rate_without_a_closed_inverse() -> None:
    rising = Schedule(rate=1 + time_left**2, name="rising")
    own, plain = (Certified(problem_of("1/2", "1/4", schedule=process)).at(1) for process in (rising, OU))
    assert own.noise == plain.noise
    assert own.time_left.upper < plain.time_left.lower


def test_a_process_without_a_clock_is_refused() -> None:
    unknown = create_autospec(Forward, instance=True)
    unknown.name = "unknown"
    with pytest.raises(TypeError, match="unknown has no clock in balls"):
        rate_one_horizon(unknown, Fraction(1), 64)
