"""Lemma 1: its verdicts, its false neighbours, its counterexamples from the definitions, random equations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import mpmath
import oracle
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import caps, logarithmic, positive_variances, variances
from sympy import Expr, Ge, Integer, Lambda, Le, Not, Rational, diff, exp
from sympy.logic.boolalg import Boolean

from ldm_symbolic.claims.certificate import Verdict
from ldm_symbolic.claims.statement import Claim
from ldm_symbolic.claims.verification import certificate_of, require_same
from ldm_symbolic.derivations import statement
from ldm_symbolic.derivations.capped_score.l1_variance_stays_on_its_side_of_one import (
    printed_slope,
    printed_weight,
    right_slope,
    slope_at_one,
)
from ldm_symbolic.derivations.capped_score.variance_at_the_end import V, at_time, closed_weight, coefficients
from ldm_symbolic.derivations.letters import C, T, X, t, x
from ldm_symbolic.exact import Assignment
from ldm_symbolic.notation import estimated_variance as lam
from ldm_symbolic.proof.kernel.fact import RuleError
from ldm_symbolic.proof.language.predicate import Identity, SolvesLinearODE
from ldm_symbolic.search.judge import REFUTES, Outcome, judge

STATEMENT = statement("L1")

CLAIMS = STATEMENT.claims
PROVED = [claim for claim in CLAIMS if claim.expected is Verdict.PROVED]
REFUTED = [claim for claim in CLAIMS if claim.expected is Verdict.REFUTED]
WITHOUT_CAP = [claim for claim in PROVED if claim.id.endswith("-uncapped")]
UNDER_A_CAP = [claim for claim in PROVED if claim not in WITHOUT_CAP]
each = pytest.mark.parametrize


@each("claim", PROVED, ids=lambda claim: claim.id)
def test_every_witness_makes_its_claim_true(claim: Claim) -> None:
    assert claim.witnesses
    for witness in claim.witnesses:
        assert judge(claim.hypotheses, claim.conclusion, witness).outcome is Outcome.TRUE


def neighbours(claim: Claim) -> Iterator[Claim]:
    """The other side, a bound moved, a coefficient of the equation changed, a start moved, a hypothesis dropped."""
    conclusion = claim.conclusion
    if isinstance(conclusion, Identity):
        left, right = conclusion.args
        wrong: list[Boolean] = [Identity(left, -right), Identity(left, right + 1), Identity(left, 2 * right)]
    else:
        value, bound = conclusion.args
        tighter = bound + Rational(1, 100) if isinstance(conclusion, Ge) else bound - Rational(1, 100)
        wrong = [
            Not(conclusion),
            conclusion.func(value, tighter),
            (Le if isinstance(conclusion, Ge) else Ge)(value, bound),
        ]
    yield from (replace(claim, conclusion=other) for other in wrong)
    for hypothesis in claim.hypotheses:
        if isinstance(hypothesis, SolvesLinearODE):
            unknown, rate, source, start, span = hypothesis.args
            for changed in ((rate, source + 1, start), (rate, source, start / 2), (rate + 1, source, start)):
                other = SolvesLinearODE(unknown, *changed, span)
                swapped = tuple(other if known == hypothesis else known for known in claim.hypotheses)
                yield replace(claim, hypotheses=swapped)


@each("claim", PROVED, ids=lambda claim: claim.id)
def test_altered_claims_are_not_what_is_proved(claim: Claim) -> None:
    altered = list(neighbours(claim))
    assert len(altered) >= 3
    assert claim.proof is not None
    for other in altered:
        with pytest.raises(RuleError):
            require_same(claim.proof(), other)


@each("claim", WITHOUT_CAP, ids=lambda claim: claim.id)
def test_altered_closed_forms_are_refuted(claim: Claim) -> None:
    for other in neighbours(claim):
        assert certificate_of(replace(other, proof=None), instances=20).verdict is Verdict.REFUTED


# The counterexamples again, by hand.


def counterexample(word: str) -> Assignment:
    """The stored counterexample of a claim."""
    found = STATEMENT[f"L1.{word}"].counterexample
    assert found is not None
    return found


def at_instance(expression: Expr, instance: Assignment) -> Expr:
    """The exact value of an expression of SymPy at an instance."""
    return expression.subs({name: value for name, value in instance.items() if name != V})


def test_the_printed_slope_is_taken_at_the_wrong_time() -> None:
    """λ̂ = 2, C = 2, e^{-2t} = 1/2, e^{-2(T-t)} = 1/4: m = 1/p = 4/5, so the slope is 4/5; printed is 4/3."""
    instance = counterexample("step")
    assert at_instance(slope_at_one(at_time(printed_weight)), instance) == Rational(4, 5)
    assert at_instance(printed_slope, instance) == Rational(4, 3)
    assert at_instance(right_slope, instance) == Rational(4, 5)


def test_the_slope_in_the_right_time_forgets_the_cap() -> None:
    """λ̂ = 1/4, C = 2, e^{-2(T-t)} = 8/9: m = min(2, 3), so the slope is 4 (1 - 2) = -4; without the cap it is -8."""
    instance = counterexample("step-in-time")
    assert at_instance(slope_at_one(at_time(printed_weight)), instance) == -4
    assert at_instance(right_slope, instance) == -8


def test_the_weight_divides_by_zero_for_a_vanishing_estimate() -> None:
    instance = counterexample("weight")
    assert at_instance(at_time(1 / printed_weight.args[1]), instance) == 0
    assert at_instance(at_time(closed_weight), instance) == instance[C]


# The equation against the oracle, which integrates the backward equation of the model.


@st.composite
def settings_of_l1(draw: st.DrawFn) -> tuple[Fraction, Fraction, Fraction, Fraction]:
    """λ̂, C, T and t / T."""
    share = draw(st.fractions(0, 1, max_denominator=8))
    return draw(variances), draw(caps), draw(st.sampled_from(["1e-3", "1/3", "1", "2"]).map(Fraction)), share


@given(settings_of_l1())
@settings(max_examples=20)
def test_the_variance_of_the_oracle_stays_on_its_side(drawn: tuple[Fraction, Fraction, Fraction, Fraction]) -> None:
    estimate, cap, horizon, share = drawn
    setting = oracle.Setting(horizon=str(horizon), cap=str(min(cap, Fraction(1000))), start="standard", digits=20)
    excess = oracle.mode_variance(str(estimate), str(horizon * (1 - share)), setting) - 1
    slack = mpmath.mpf("1e-20")  # the oracle's twenty digits
    assert excess >= -slack if estimate >= 1 else excess <= slack


def test_the_coefficients_are_those_of_the_model() -> None:
    """While the cap is active, V = 1/(2C-1) + 2(C-1)/(2C-1) e^{-2(2C-1)t} obeys V' = a V + b."""
    solution = 1 / (2 * C - 1) + 2 * (C - 1) / (2 * C - 1) * exp(-2 * (2 * C - 1) * t)
    a, b = coefficients(C)
    assert (diff(solution, t) - a * solution - b).simplify() == 0
    assert solution.subs(t, 0).simplify() == 1


uncapped_instances = st.builds(
    lambda estimate, top, share: {lam: estimate, X: top, x: top * share},
    st.one_of(positive_variances, logarithmic(-2, 1)),
    st.fractions(Fraction(1, 1000), Fraction(999, 1000)),
    st.fractions(0, 1, max_denominator=20),
)


@given(uncapped_instances)
@settings(max_examples=60)
def test_no_proved_claim_fails_without_a_cap(instance: dict[Any, Any]) -> None:
    for claim in WITHOUT_CAP:
        assert judge(claim.hypotheses, claim.conclusion, instance).outcome not in REFUTES
    above, below = (judge(claim.hypotheses, claim.conclusion, instance).outcome for claim in WITHOUT_CAP)
    assert (above is Outcome.TRUE) == (instance[lam] >= 1)
    assert (below is Outcome.TRUE) == (instance[lam] <= 1)


@given(st.sampled_from(["1e-9", "1/4", "1", "3", "1e6"]).map(Fraction), caps, st.fractions(0, 1, max_denominator=8))
@settings(max_examples=12)
def test_no_proved_claim_fails_at_a_cap(estimate: Fraction, cap: Fraction, share: Fraction) -> None:
    instance = {lam: estimate, C: cap, T: Fraction(1), t: share, V: Lambda(t, Integer(1))}
    for claim in UNDER_A_CAP:
        assert judge(claim.hypotheses, claim.conclusion, instance).outcome not in REFUTES, claim.id
