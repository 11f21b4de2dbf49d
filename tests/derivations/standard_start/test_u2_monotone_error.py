"""The standard start from the backward equation itself, integrated in small steps, and by hand."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from numpy.random import default_rng
from sympy import Integer, Rational, exp, log, sqrt

from ldm_symbolic import claim
from ldm_symbolic.derivations.letters import T, X
from ldm_symbolic.derivations.standard_start.u2_monotone_error import BETWEEN, constant, in_ou, last, least
from ldm_symbolic.notation import deviation as s
from ldm_symbolic.notation import estimated_deviation as s_hat
from ldm_symbolic.search.judge import Outcome, judge

SEED, INSTANCES = 2, 300


def generated(believed: float, horizon: float, steps: int = 4000) -> np.ndarray:
    """V at every step of V' = 2 (1 - 2/p) V + 2 from V = 1, by the classical Runge-Kutta method."""
    found, width = [1.0], horizon / steps

    def slope(time: float, value: float) -> float:
        left = np.exp(-2 * (horizon - time))
        return float(2 * (1 - 2 / (1 - left + left * believed)) * value + 2)

    for step in range(steps):
        time, value = step * width, found[-1]
        first = slope(time, value)
        second = slope(time + width / 2, value + width / 2 * first)
        third = slope(time + width / 2, value + width / 2 * second)
        fourth = slope(time + width, value + width * third)
        found.append(value + width / 6 * (first + 2 * second + 2 * third + fourth))
    return np.array(found)


def test_seven_fails_and_the_error_falls_all_the_same() -> None:
    """λ̂ = 1/4, e^{-2T} = 1/2: V_T = 7/25, and √V comes down to 0.529, which does not pass s = 0.52 above ŝ = 0.5."""
    made = generated(0.25, np.log(2) / 2)
    assert abs(made[-1] - 0.28) < 1e-9
    assert last.subs({s_hat: Rational(1, 2), X: Rational(1, 2)}) == Rational(7, 25)
    errors = (np.sqrt(made) - float(BETWEEN[s])) ** 2
    assert np.all(np.diff(errors) < 0)
    assert float(BETWEEN[s]) > float(BETWEEN[s_hat])


def test_beyond_the_generated_deviation_the_error_rises_at_last() -> None:
    """Between √V_T and 1 both conditions fail, and at √V_T itself only (7) does."""
    printed, meant = claim("U2.iff"), claim("U2.iff-repaired")
    for true, expected in ((sqrt(Rational(7, 25)), Outcome.FALSE), (Rational(53, 100), Outcome.TRUE)):
        here = {**BETWEEN, s: true}
        assert judge(printed.hypotheses, printed.conclusion, here).outcome is expected
        assert judge(meant.hypotheses, meant.conclusion, here).outcome is Outcome.TRUE


def test_the_difference_at_the_end_lies_between_its_bounds() -> None:
    """V_T by Runge-Kutta; the bounds of `rate` and `rate-sharp` from their own formulas."""
    rng = default_rng(SEED)
    for _ in range(INSTANCES // 10):
        believed, true, horizon = 10 ** rng.uniform(-1, 0.5), 10 ** rng.uniform(-1, 0.5), rng.uniform(0.2, 1.5)
        end = float(np.sqrt(generated(believed**2, horizon, 600)[-1]))
        found = abs((end - true) ** 2 - (believed - true) ** 2)
        values = {s: Fraction(true), s_hat: Fraction(believed), T: Fraction(horizon)}
        values = {name: Rational(value.numerator, value.denominator) for name, value in values.items()}
        assert abs(abs(float(in_ou.subs(values))) - found) < 1e-6 * (1 + found)
        assert found <= float((constant * exp(-4 * T)).subs(values)) * (1 + 1e-6) + 1e-9
        if believed < 1:
            assert found >= float(least.subs(values)) * (1 - 1e-6) - 1e-9


def test_no_faster_rate_holds() -> None:
    """e^{4T} times the difference tends to (1 - λ̂) λ̂² (1 - s/ŝ): at s = 1/4, ŝ = 1/2 that is 3/128."""
    values = {s: Rational(1, 4), s_hat: Rational(1, 2), T: log(Integer(10) ** 4) / 2}
    scaled = (in_ou * exp(4 * T)).subs(values)
    assert abs(float(scaled) - 3 / 128) < 1e-4
