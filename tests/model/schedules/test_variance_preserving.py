"""The forward process against quadrature of its rate, and the time at which its integrated rate has a value."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import mpmath
import numpy as np
import oracle
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import logarithmic
from sympy import Symbol, cancel, cos, diff, exp, expand, simplify, sin, sqrt, sympify

from ldm_symbolic.exact import as_mpf
from ldm_symbolic.model.schedules.forward import Forward
from ldm_symbolic.model.schedules.linear_rate import OU, LinearRate, linear
from ldm_symbolic.model.schedules.variance_preserving import Schedule, in_symbols
from ldm_symbolic.notation import time_left

WAVE = Schedule(rate=1 + cos(time_left) / 2, name="wave")
LINEAR = [OU, linear(Fraction(1, 20), Fraction(10)), linear(Fraction(3), Fraction(1, 2))]
SCHEDULES = [*LINEAR, WAVE]
SYMBOLIC = [*map(in_symbols, LINEAR), WAVE]
SYMBOLS: Any = SimpleNamespace(exact=sympify, sqrt=sqrt)


@pytest.mark.parametrize("schedule", LINEAR)
def test_a_linear_rate_is_integrated_and_inverted_as_sympy_does(schedule: LinearRate) -> None:
    rho = Symbol("rho", positive=True)
    integrated = in_symbols(schedule).integrated_rate
    assert expand(schedule.rate_one_time(time_left, SYMBOLS) - integrated) == 0
    (time,) = schedule.times_at(rho, SYMBOLS)
    assert simplify(integrated.subs(time_left, time) - rho) == 0
    assert time.subs(rho, 0) == 0
    times = np.linspace(0, 1, 5)
    expected = [[float(form.subs(time_left, u)) for u in times] for form in (in_symbols(schedule).rate, integrated)]
    np.testing.assert_allclose([schedule.rates(times), schedule.rate_one_times(times)], expected, rtol=1e-14)


@pytest.mark.parametrize("schedule", SYMBOLIC)
def test_the_integrated_rate_has_the_rate_as_its_derivative_and_starts_at_zero(schedule: Schedule) -> None:
    assert cancel(diff(schedule.integrated_rate, time_left) - schedule.rate) == 0
    assert schedule.integrated_rate.subs(time_left, 0) == 0


@pytest.mark.parametrize("schedule", SYMBOLIC)
def test_signal_and_noise_share_the_variance(schedule: Schedule) -> None:
    assert cancel(schedule.signal + schedule.noise_level) == 1


def test_ou_is_the_process_of_rate_one() -> None:
    assert in_symbols(OU).signal == exp(-2 * time_left)


@pytest.mark.parametrize("schedule", SCHEDULES)
@given(time=logarithmic(-9, 1), horizon=st.just(Fraction(20)))
def test_numbers_agree_with_quadrature_of_the_rate(schedule: Forward, time: Fraction, horizon: Fraction) -> None:
    if schedule is SCHEDULES[2]:
        time /= 10  # its rate is non-negative up to u = 6/5 only
    rate = {id(OU): lambda u: 1 + 0 * u, id(SCHEDULES[1]): lambda u: mpmath.mpf(1) / 20 + mpmath.mpf(199) / 20 * u}
    rate |= {id(SCHEDULES[2]): lambda u: 3 - mpmath.mpf(5) / 2 * u, id(WAVE): lambda u: 1 + mpmath.cos(u) / 2}
    with mpmath.workdps(60):
        u = as_mpf(time)
        integral = mpmath.quad(rate[id(schedule)], mpmath.linspace(0, u, 5))
        found = schedule.noise_at(u)
        assert abs(found + mpmath.expm1(-2 * integral)) <= abs(found) * mpmath.mpf(10) ** -45
        left = schedule.time_left_at(integral, as_mpf(horizon) if schedule is not SCHEDULES[2] else mpmath.mpf(6) / 5)
        assert abs(left - u) <= u * mpmath.mpf(10) ** -45


def test_the_oracle_sees_the_same_clock() -> None:
    setting = oracle.Setting(horizon=4)
    with mpmath.workdps(40):
        assert abs(oracle.noise_level("1/3", setting) - OU.noise_at(mpmath.mpf(1) / 3)) < mpmath.mpf(10) ** -35


@pytest.mark.parametrize(
    ("schedule", "horizon", "message"),
    [
        (OU, Fraction(0), "positive"),
        (OU, Fraction(-1), "positive"),
        (LinearRate(first=Fraction(0), growth=Fraction(0), name="none"), Fraction(1), "adds no noise"),
        (linear(Fraction(1), Fraction(0)), Fraction(3), "negative at u = 3"),
        (in_symbols(linear(Fraction(1), Fraction(0))), Fraction(3), "negative at u = 1.0"),
    ],
)
def test_a_horizon_on_which_the_process_is_none_is_refused(schedule: Forward, horizon: Fraction, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        schedule.require_horizon(horizon)


def test_a_rate_that_cannot_be_used_is_refused() -> None:
    with pytest.raises(ValueError, match="depends on u alone"):
        Schedule(rate=Symbol("z"), name="other")
    with pytest.raises(ValueError, match="closed form"):
        Schedule(rate=exp(sin(time_left**3)), name="wild")
    with pytest.raises(ValueError, match="not both 0"):
        linear(Fraction(0), Fraction(0))
