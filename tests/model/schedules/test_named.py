"""Schedules by name against their own definitions, and their clocks in balls against those in floats."""

from __future__ import annotations

import math
import pickle
from dataclasses import replace
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sympy import Rational, lambdify

from ldm_symbolic.balls.bounds import Bounds, precision
from ldm_symbolic.certified.clocks.times import clock_time, rate_one_horizon
from ldm_symbolic.exact import as_ball, as_mpf
from ldm_symbolic.model.schedules.discrete import Discrete
from ldm_symbolic.model.schedules.equation import equation_of
from ldm_symbolic.model.schedules.forward import Clock, Forward
from ldm_symbolic.notation import time_left
from ldm_symbolic.practice.schedule_names import EXPECTED, horizon_of, schedule_of
from ldm_symbolic.spectra.numbers import InputError

CLOCKS = (
    "ddpm:0.0001,0.02", "scaled-linear:0.00085,0.012", "ddpm:0.1,0.9,7", "cosine", "cosine:0.3", "flow", "flow:3",
    "ve:0.01,50", "edm:0.002,80", "sub-vp:0.1,20", "sub-vp:1,1",
)  # fmt: skip


def named(name: str) -> Forward:
    return schedule_of(name, "--schedule")


def alpha_bar(name: str, time: Fraction) -> mpmath.mpf:
    """The definition of the source, written anew; for those in steps at whole times."""
    kind, _, parameters = name.partition(":")
    numbers = [mpmath.mpf(part) for part in parameters.split(",")] if parameters else []
    if kind == "cosine":
        s = numbers[0] if numbers else mpmath.mpf("0.008")
        angles = [mpmath.pi / 2 * (at + s) / (1 + s) for at in (as_mpf(time), 0)]
        return (mpmath.cos(angles[0]) / mpmath.cos(angles[1])) ** 2
    if kind == "sub-vp":
        kept = mpmath.exp(-(numbers[0] * as_mpf(time) + (numbers[1] - numbers[0]) * as_mpf(time) ** 2 / 2))  # α²
        return kept / (kept + (1 - kept) ** 2)
    if kind in ("flow", "ve", "edm"):
        u = as_mpf(time)
        shift = numbers[0] if numbers else mpmath.mpf(1)
        beta = u if kind == "edm" else shift * u / (1 + (shift - 1) * u)
        if kind == "ve":
            beta = mpmath.sqrt((numbers[0] * (numbers[1] / numbers[0]) ** u) ** 2 - numbers[0] ** 2)
        alpha = 1 - beta if kind == "flow" else 1
        return alpha**2 / (alpha**2 + beta**2)
    low, high, steps = numbers[0], numbers[1], int(numbers[2]) if numbers[2:] else 1000
    ends = (low, high) if kind == "ddpm" else (mpmath.sqrt(low), mpmath.sqrt(high))
    betas = [ends[0] + (ends[1] - ends[0]) * j / (steps - 1) for j in range(int(time))]
    return mpmath.fprod(1 - (beta if kind == "ddpm" else beta**2) for beta in betas)


@pytest.mark.parametrize("name", CLOCKS)
@pytest.mark.parametrize("share", [0, 1, 3, 7, 20])
def test_the_signal_is_that_of_the_definition(name: str, share: int) -> None:
    schedule = named(name)
    horizon = horizon_of(None, schedule, "--horizon")
    time = horizon * share / 20 if not isinstance(schedule, Discrete) else Fraction(round(float(horizon) * share / 20))
    rounded = 1e-13 if name.startswith("scaled") else 1e-28  # its β are floats
    with mpmath.workdps(30):
        assert schedule.signal_at(as_mpf(time)) == pytest.approx(alpha_bar(name, time), rel=rounded)


@pytest.mark.parametrize(
    "name", ["ou", "linear:0.05,10", "cosine", *(n for n in CLOCKS if n[:2] in ("fl", "ve", "ed", "su"))]
)
def test_the_level_is_that_of_the_equation(name: str) -> None:
    """Derived by SymPy from drift and diffusion, and put back; the rate is the slope of the clock that it gives."""
    schedule = named(name)
    equation = equation_of(schedule)
    level, *left_over = (lambdify(time_left, term, "mpmath") for term in (equation.level, *equation.left_over))
    horizon = horizon_of(None, schedule, "--horizon")
    for share in (Fraction(1, 50), Fraction(1, 3), Fraction(9, 10)):
        with mpmath.workdps(50):
            time = as_mpf(horizon * share)
            assert schedule.noise_at(time) == pytest.approx(level(time), rel=1e-35)
            assert all(abs(left(time)) < 1e-35 for left in left_over)
            slope = mpmath.diff(schedule.integrated_rate_at, time)
        assert schedule.rates(np.array([float(time)]))[0] == pytest.approx(float(slope), rel=1e-8)


@pytest.mark.parametrize("wrong", ["drift", "diffusion_squared"])
def test_another_equation_has_another_level(wrong: str) -> None:
    schedule = named("sub-vp:1,1")
    equation = equation_of(schedule)
    other = replace(equation, **{wrong: getattr(equation, wrong) * Rational(101, 100)})
    level = lambdify(time_left, other.level, "mpmath")(mpmath.mpf(1) / 3)
    assert abs(schedule.noise_at(mpmath.mpf(1) / 3) / level - 1) > 1e-4


def test_a_process_in_steps_has_no_equation() -> None:
    with pytest.raises(ValueError, match="in steps"):
        equation_of(named("ddpm:0.0001,0.02"))


def test_the_rates_that_others_call_beta() -> None:
    assert named("rate:0.05,10") == named("linear:0.05,10")
    beta, rate = named("vp-linear:0.1,20"), named("linear:0.05,10")
    assert beta.name == "vp-linear:1/10,20"
    with mpmath.workdps(30):
        u = mpmath.mpf(1) / 3
        assert beta.signal_at(u) == rate.signal_at(u)
        drift = mpmath.quad(lambda v: mpmath.mpf("0.1") + mpmath.mpf("19.9") * v, [0, u])
        assert beta.signal_at(u) == pytest.approx(mpmath.exp(-drift), rel=1e-25)


def test_log_signal_is_linear_between_steps() -> None:
    schedule = Discrete(betas=(Fraction(1, 2), Fraction(0), Fraction(3, 4)), name="three")
    found = [schedule.integrated_rate_at(mpmath.mpf(u)) for u in (0, 0.5, 1, 1.5, 2, 2.5, 3)]
    half, last = math.log(2) / 2, math.log(4) / 2
    expected = [0, half / 2, half, half, half, half + last / 2, half + last]
    assert [float(value) for value in found] == pytest.approx(expected)
    assert float(schedule.time_left_at(mpmath.mpf(half + last / 4), mpmath.mpf(3))) == pytest.approx(2.25)
    assert 1 <= float(schedule.time_left_at(mpmath.mpf(half), mpmath.mpf(3))) <= 2


@pytest.mark.parametrize("name", CLOCKS)
@given(share=st.fractions(0, 1, max_denominator=10**6))
@example(share=Fraction(1, 10**9))
@example(share=Fraction(1, 7))
def test_time_and_clock_invert_each_other(name: str, share: Fraction) -> None:
    schedule = named(name)
    horizon = horizon_of(None, schedule, "--horizon")
    with mpmath.workdps(30):
        time = as_mpf(horizon * share)
        rho = schedule.integrated_rate_at(time)
        assert abs(schedule.time_left_at(rho, as_mpf(horizon)) - time) <= time * mpmath.mpf(10) ** -24


@pytest.mark.parametrize("name", CLOCKS)
@given(share=st.fractions(0, 1, max_denominator=1000))
def test_balls_hold_the_numbers(name: str, share: Fraction) -> None:
    schedule = named(name)
    horizon = horizon_of(None, schedule, "--horizon")
    time = horizon * share
    ball = Bounds.around(rate_one_horizon(schedule, time, 80))
    with mpmath.workdps(60):
        rho = schedule.integrated_rate_at(as_mpf(time))
        assert as_mpf(ball.lower) <= rho <= as_mpf(ball.upper)
    assert ball.upper - ball.lower <= Fraction(1, 2**60)
    with precision(80):
        balls = [as_ball(end) for end in ball]
        found = clock_time(schedule, horizon, ball, balls, 10)
    assert found.lower <= time <= found.upper
    assert found.upper - found.lower <= horizon / 2**30 or share == 0


@pytest.mark.parametrize("name", CLOCKS)
def test_floats_and_pickles(name: str) -> None:
    schedule = named(name)
    times = np.linspace(0, float(horizon_of(None, schedule, "--horizon")), 5)
    again = pickle.loads(pickle.dumps(schedule))  # noqa: S301
    assert (again, hash(again)) == (schedule, hash(schedule))
    exact = [float(schedule.integrated_rate_at(mpmath.mpf(float(time)))) for time in times]
    assert again.rate_one_times(times) == pytest.approx(exact, rel=1e-14)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("magic", f"expected {EXPECTED}, got 'magic'"),
        ("linear:1", "expected linear:MIN,MAX, got 'linear:1'"),
        ("ou:1", "expected ou, got 'ou:1'"),
        ("ddpm", "expected ddpm:B0,B1[,N], got 'ddpm'"),
        ("cosine:1,2", "expected cosine[:S], got 'cosine:1,2'"),
        ("cosine:0", "S must lie in (0, 1]"),
        ("ddpm:0,0.02", "must lie between 0 and 1"),
        ("ddpm:0.1,1", "must lie between 0 and 1"),
        ("ddpm:0.1,0.2,1/2", "must be whole"),
        ("scaled-linear:0.1,0.2,0", "1 to 100000 steps"),
        ("linear:-1,2", "β_min"),
        ("flow:0", "the shift must be positive"),
        ("ve:1,1", "expected 0 < σ_min < σ_max"),
        ("edm:2,1", "expected 0 < σ_min < σ_max"),
    ],
)
def test_what_is_no_schedule_is_refused_in_one_line(name: str, said: str) -> None:
    with pytest.raises(InputError) as refused:
        named(name)
    assert said in str(refused.value)
    assert str(refused.value).startswith("--schedule")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(("name", "horizon"), [("cosine", "1"), ("ddpm:0.1,0.2,7", "8"), ("ddpm:0.1,0.2,7", "0")])
def test_a_horizon_beyond_the_last_step_is_refused(name: str, horizon: str) -> None:
    schedule = named(name)
    assert isinstance(schedule, Clock)
    with pytest.raises(ValueError, match="positive and at most"):
        schedule.require_horizon(Fraction(horizon))


def test_a_beta_outside_its_range_is_refused() -> None:
    for betas in ((), (Fraction(0),), (Fraction(1, 2), Fraction(1)), (Fraction(1, 2), Fraction(-1, 2))):
        with pytest.raises(ValueError, match="schedule own"):
            Discrete(betas=betas, name="own")
