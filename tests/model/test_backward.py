"""The generated variance: put back into its equation literally, and against quadrature of the equation."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import oracle
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import caps, horizons, variances
from sympy import Expr, Piecewise, Rational, cancel, diff, expand, fraction, lambdify, together

from ldm_symbolic.exact import as_mpf
from ldm_symbolic.model.backward import DerivationError, moment_equation, noise_equation, solution, variance
from ldm_symbolic.model.schedules.linear_rate import OU
from ldm_symbolic.model.score import CappedScore, ExactScore, PluginScore, Score, Start
from ldm_symbolic.model.weight import weight
from ldm_symbolic.notation import cap, estimated_variance, generated_variance, horizon_noise, noise, rate
from ldm_symbolic.notation import variance as true_variance
from ldm_symbolic.notation import weight as score_weight

V, M, X = generated_variance, score_weight, horizon_noise


def test_the_moment_equation_is_that_of_the_theory() -> None:
    assert cancel(moment_equation() - (2 * rate * (1 - 2 * M) * V + 2 * rate)) == 0
    assert cancel(noise_equation() + ((1 - 2 * M) * V + 1) / (1 - noise)) == 0


@pytest.mark.parametrize("score", [ExactScore(), PluginScore()])
@pytest.mark.parametrize("start", Start)
def test_uncapped_solutions_satisfy_equation_and_start(score: Score, start: Start) -> None:
    found = variance(score, start)
    right = noise_equation().subs({M: weight(score), V: found})
    assert cancel(diff(found, noise) - right) == 0
    believed = true_variance if score == ExactScore() else estimated_variance
    expected = X + (1 - X) * believed if start is Start.NOISED else 1
    assert cancel(found.subs(noise, X) - expected) == 0


@pytest.mark.parametrize("start", Start)
@pytest.mark.parametrize("number", [Rational(3, 2), Rational(2), Rational(5)])
def test_capped_solutions_satisfy_equation_and_start_on_every_branch(start: Start, number: Rational) -> None:
    law = variance(CappedScore(), start)
    assert isinstance(law, Piecewise)
    throughout, late, inactive = (branch.subs(cap, number) for branch, _ in law.args)
    for branch, active in ((throughout, number), (late, number), (inactive, weight(PluginScore()))):
        residue = diff(branch, noise) - noise_equation().subs({M: active, V: branch})
        assert cancel(residue) == 0
    first = X + (1 - X) * estimated_variance if start is Start.NOISED else 1
    assert cancel(throughout.subs(noise, X) - first) == 0
    assert cancel(inactive.subs(noise, X) - first) == 0
    switch = (1 - number * estimated_variance) / (number * (1 - estimated_variance))
    assert cancel((late - inactive).subs(noise, switch)) == 0


def test_equation_21_of_the_paper() -> None:
    contrast, q = 1 - estimated_variance, 1 - X
    printed = estimated_variance * (1 - 2 * contrast * q + contrast * q**2)
    printed /= 1 - 2 * contrast * q + contrast**2 * q**2
    at_end = variance(PluginScore(), Start.STANDARD).subs(noise, 0)
    assert cancel(at_end - printed) == 0
    assert cancel(at_end - printed * (1 + Rational(1, 100))) != 0


def test_the_check_of_a_solution_can_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = "ldm_symbolic.model.backward._propagator"
    monkeypatch.setattr(wrong, lambda growth, at: (1 - at) / (1 - noise))
    with pytest.raises(DerivationError, match="do not solve"):
        solution(weight(PluginScore()), X, X)


def numeric(score: Score, start: Start) -> list[Expr]:
    """The branches of the variance, each as a function of (x, λ̂, X, C)."""
    law = variance(score, start)
    branches = [branch for branch, _ in law.args] if isinstance(law, Piecewise) else [law]
    return [lambdify((noise, estimated_variance, X, cap), branch, "mpmath") for branch in branches]


@given(
    believed=variances,
    horizon=horizons.filter(lambda T: T <= 8),
    share=st.sampled_from(["0", "1e-6", "1/10", "1/2", "9/10", "999999/1000000", "1"]).map(Fraction),
    number=st.one_of(st.none(), caps),
    start=st.sampled_from(Start),
)
@example(believed=Fraction(1), horizon=Fraction(2), share=Fraction(0), number=None, start=Start.STANDARD)
@example(believed=Fraction(0), horizon=Fraction(1, 10**6), share=Fraction(0), number=Fraction(3, 2), start=Start.NOISED)
@example(believed=Fraction(0), horizon=Fraction(8), share=Fraction(1, 2), number=Fraction(10**6), start=Start.STANDARD)
@example(believed=Fraction(1, 2), horizon=Fraction(2), share=Fraction(0), number=Fraction(2), start=Start.STANDARD)
def test_closed_forms_agree_with_quadrature_of_the_equation(
    believed: Fraction, horizon: Fraction, share: Fraction, number: Fraction | None, start: Start
) -> None:
    left = horizon * share
    if number is None and believed == 0 and left == 0:
        return  # the weight is infinite at the very end; the limit is pinned below
    setting = oracle.Setting(horizon=horizon, cap=number, start=start.value, digits=30)
    expected = oracle.mode_variance(believed, left, setting)
    with mpmath.workdps(70):
        level, top = OU.noise_at(as_mpf(left)), OU.noise_at(as_mpf(horizon))
        hat, bound = as_mpf(believed), as_mpf(number or Fraction(1))
        if number is None:
            chosen = numeric(PluginScore(), start)[0]
        else:
            throughout, late, inactive = numeric(CappedScore(), start)
            active = bound * (level + (1 - level) * hat) <= 1
            chosen = throughout if bound * (top + (1 - top) * hat) <= 1 else late if active else inactive
        found = chosen(level, hat, top, bound)
        assert abs(found - expected) <= abs(expected) * mpmath.mpf(10) ** -25


def test_a_mode_believed_to_be_zero_ends_at_zero() -> None:
    for start in Start:
        assert variance(PluginScore(), start).subs({estimated_variance: 0}).subs(noise, 0) == 0


def vanishes(quotient: Expr) -> bool:
    """Whether the numerator of a quotient of polynomials is 0, which takes no common divisor."""
    return bool(expand(fraction(together(quotient))[0]) == 0)


@pytest.mark.parametrize("score", [ExactScore(), PluginScore()])
@pytest.mark.parametrize("start", Start)
@pytest.mark.parametrize("churn", [Rational(0), Rational(1), Rational(2)])
def test_every_process_satisfies_its_own_equation(score: Score, start: Start, churn: Rational) -> None:
    found = variance(score, start, churn)
    right = noise_equation(churn).subs({M: weight(score), V: found})
    assert vanishes(diff(found, noise) - right)
    wrong = noise_equation(churn + 1).subs({M: weight(score), V: found})
    assert vanishes(diff(found, noise) - wrong) == (start is Start.NOISED)  # noised data keeps its law


def test_the_probability_flow_stretches_the_start() -> None:
    believed = estimated_variance
    law = noise + (1 - noise) * believed
    assert cancel(variance(PluginScore(), Start.STANDARD, Rational(0)) - law / law.subs(noise, X)) == 0
