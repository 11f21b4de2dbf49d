"""One mode under a cap, integrated: the flow and the reverse equation from N(0, 1), over time and at the end."""

from __future__ import annotations

from math import exp, sqrt

import numpy as np
import pytest
from numpy.random import Generator, default_rng
from sympy import lambdify

from ldm_symbolic import claim
from ldm_symbolic.derivations.capped_paths.n8_flow_under_a_cap import LONG, SHORT, end
from ldm_symbolic.derivations.capped_paths.n9_noise_under_a_cap import LARGE
from ldm_symbolic.derivations.capped_paths.perfect_cap import at_end, early, late, y
from ldm_symbolic.derivations.capped_score.variance_at_the_end import final
from ldm_symbolic.derivations.letters import C, T
from ldm_symbolic.notation import estimated_variance as lam
from ldm_symbolic.search.judge import Outcome, judge


def law(left: float, believed: float) -> float:
    """The variance after noise for a time."""
    return 1 - exp(-2 * left) * (1 - believed)


def integrated(believed: float, cap: float, horizon: float, noise: float, steps: int = 4000) -> np.ndarray:
    """V on an even grid of times, by a Runge-Kutta method; noise is 1 for the reverse equation, 0 for the flow."""

    def slope(time: float, value: float) -> float:
        weight = min(cap, 1 / law(horizon - time, believed))
        return 2 * (1 - (1 + noise) * weight) * value + 2 * noise

    values, size = [1.0], horizon / steps
    for place in range(steps):
        time, value = place * size, values[-1]
        one = slope(time, value)
        two = slope(time + size / 2, value + size / 2 * one)
        three = slope(time + size / 2, value + size / 2 * two)
        four = slope(min(time + size, horizon), value + size * three)
        values.append(value + size / 6 * (one + 2 * two + 2 * three + four))
    return np.array(values)


def problems(rng: Generator) -> tuple[float, float, float]:
    """An estimate, a cap and a horizon."""
    return float(np.exp(1.5 * rng.normal() - 1)), 1 + float(np.exp(rng.normal())), float(np.exp(0.5 * rng.normal()))


def test_the_flow_keeps_more_than_an_e_th_of_what_the_cap_resolves() -> None:
    rng, late = default_rng(5), 0
    for _ in range(60):
        believed, cap, horizon = problems(rng)
        values = integrated(believed, cap, horizon, 0)
        assert values[-1] >= exp(-1) / cap
        if cap * believed >= 1:
            assert values[-1] == pytest.approx(believed / law(horizon, believed), rel=1e-6)
        elif cap * law(horizon, believed) >= 1:
            late += 1
            level = cap * (1 - believed) / (cap - 1)
            closed = level ** (1 - cap) / (cap * law(horizon, believed))
            assert values[-1] == pytest.approx(closed, rel=1e-4)
    assert late > 10


def constant(cap: float, horizon: float) -> float:
    """C λ for the λ with V_T = 4 λ by the closed form, by halving."""
    low, high = 0.0, 1.0
    for _ in range(60):
        share = (low + high) / 2
        value = ((cap - share) / (cap - 1)) ** (1 - cap) / law(horizon, share / cap)
        low, high = (low, share) if value <= 4 * share else (share, high)
    return low


def test_the_constant_of_a_fixed_horizon_is_larger_than_that_of_a_long_one() -> None:
    """0.267 for e^{-2T} = 1/2 and 0.103 for long horizons, where 4 r = e^{r-1}."""
    for signal in (0.5, 0.1, 1e-9):
        share = constant(1e6, -np.log(signal) / 2)
        assert 4 * share * (1 - signal) == pytest.approx(exp(share - 1), rel=1e-4)
    assert constant(1e6, np.log(2) / 2) > 2 * constant(1e6, 10)
    ratio = float((end / 4).subs(SHORT)) / float(next(iter(SHORT.values())))
    assert ratio == pytest.approx(1.4277, abs=1e-3)
    refuted = claim("N8.constant")
    assert judge(refuted.hypotheses, refuted.conclusion, SHORT).outcome is Outcome.FALSE
    assert judge(refuted.hypotheses, refuted.conclusion, LONG).outcome is Outcome.TRUE


def test_with_noise_the_variance_falls_to_between_the_estimate_and_one() -> None:
    rng = default_rng(7)
    for _ in range(60):
        believed, cap, horizon = problems(rng)
        values = integrated(believed, cap, horizon, 1)
        laws = np.array([law(left, believed) for left in np.linspace(horizon, 0, len(values))])
        if believed < 1:
            assert np.all(np.diff(values) < 0)
            assert np.all(values >= laws - 1e-9)
            assert believed <= values[-1] < 1
        errors = (np.sqrt(values) - sqrt(believed)) ** 2
        assert np.all(np.diff(errors) <= 1e-12)
        true = float(np.exp(rng.normal() - 1))
        errors = (np.sqrt(values) - sqrt(true)) ** 2
        if believed < 1:
            assert (min(errors[:-1]) < errors[-1]) == (true > values[-1])


def test_the_pieces_are_what_is_claimed() -> None:
    """v + κ v²/(1 - v) before the cap binds, and an exponential to 1/(2C-1) after."""
    believed, cap, horizon = 0.05, 4.0, 1.0
    values = integrated(believed, cap, horizon, 1)
    times = np.linspace(0, horizon, len(values))
    laws = np.array([law(horizon - time, believed) for time in times])
    part = (1 - believed) * exp(-2 * horizon)
    free = laws + (part / (1 - part)) ** 2 * laws**2 / (1 - laws)
    switch = int(np.argmax(cap * laws <= 1))
    assert values[: switch - 1] == pytest.approx(free[: switch - 1], rel=1e-6)
    balance = 1 / (2 * cap - 1)
    after = balance + (values[switch] - balance) * np.exp(-(4 * cap - 2) * (times[switch:] - times[switch]))
    assert values[switch:] == pytest.approx(after, rel=1e-6)


def test_the_end_as_a_function_of_the_cap_and_the_cap_that_makes_it_perfect() -> None:
    """V_T by the inverse cap against the integrated equation and P5's form; it falls as the cap rises."""
    believed, horizon = 0.3, 0.8
    names = {lam: believed, T: horizon}
    of_all, of_late, of_early = (lambdify(y, part.subs(names)) for part in (at_end, late, early))
    inverse, from_start = np.linspace(believed, 0.99, 24), law(horizon, believed)
    values = [integrated(believed, 1 / part, horizon, 1)[-1] for part in inverse]
    assert np.all(np.diff(values) > 0)
    for part, value in zip(inverse, values, strict=True):
        assert of_all(part) == pytest.approx(value, rel=1e-5)
        assert (of_early if part >= from_start else of_late)(part) == pytest.approx(value, rel=1e-5)
        assert float(final.subs({**names, C: 1 / part})) == pytest.approx(value, rel=1e-5)
    refuted = claim("N9.perfect")
    assert judge(refuted.hypotheses, refuted.conclusion, LARGE).outcome is Outcome.FALSE
    true = values[10]
    for part, value in zip(inverse, values, strict=True):
        errors = (np.sqrt(integrated(believed, 1 / part, horizon, 1)) - sqrt(true)) ** 2
        assert (min(errors[:-1]) >= errors[-1]) == (value >= true)
