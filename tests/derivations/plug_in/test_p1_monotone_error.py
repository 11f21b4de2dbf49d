"""Proposition 1: its verdicts, its false neighbours, its counterexamples from the definitions, random spectra."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

import mpmath
import oracle
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import logarithmic
from sympy import Ge, Gt, Le, Lt, Not, Rational, Sum
from sympy.logic.boolalg import Boolean

from ldm_symbolic.claims.certificate import Verdict
from ldm_symbolic.claims.statement import Claim
from ldm_symbolic.claims.verification import certificate_of
from ldm_symbolic.derivations import statement
from ldm_symbolic.derivations.plug_in.p1_monotone_error_instances import at
from ldm_symbolic.exact import Assignment
from ldm_symbolic.notation import deviations, estimated_deviations, noise
from ldm_symbolic.search.judge import REFUTES, Outcome, judge

STATEMENT = statement("P1")

CLAIMS = STATEMENT.claims
PROVED = [claim for claim in CLAIMS if claim.expected is Verdict.PROVED]
REFUTED = [claim for claim in CLAIMS if claim.expected is Verdict.REFUTED]
each = pytest.mark.parametrize
LINEAR = oracle.Setting(horizon="1/2", rate=lambda u: 1 / (2 * (1 - u)), digits=30)  # a_u² = u


@each("claim", PROVED, ids=lambda claim: claim.id)
def test_every_witness_makes_its_claim_true(claim: Claim) -> None:
    assert claim.witnesses
    outcomes = {judge(claim.hypotheses, claim.conclusion, witness).outcome for witness in claim.witnesses}
    open_to_balls = {"P1.step-slope", "P1.step-bend", "P1.remark-b-monotone"}  # derivatives, and √x at x = 0
    assert outcomes == {Outcome.UNDECIDED if claim.id in open_to_balls else Outcome.TRUE}


def neighbours(claim: Claim) -> Iterator[Claim]:
    """The negation, a relation swapped, a sum one term longer or a hundredth larger."""
    conclusion = claim.conclusion
    swapped: dict[Any, Any] = {Le: Ge, Ge: Le, Lt: Gt, Gt: Lt}
    found: list[Boolean] = [Not(conclusion)]
    relations = sorted(conclusion.atoms(Le, Ge, Lt, Gt), key=str)
    found += [conclusion.xreplace({r: swapped[type(r)](*r.args, evaluate=False)}) for r in relations]
    for total in sorted(conclusion.atoms(Sum), key=str):
        index, low, high = total.limits[0]
        found.append(conclusion.xreplace({total: Sum(total.function, (index, low, high + 1))}))
        found.append(conclusion.xreplace({total: total * Rational(101, 100)}))
    yield from (replace(claim, conclusion=other) for other in found)


@each("claim", [STATEMENT["P1.iff"], STATEMENT["P1.exact"]], ids=lambda claim: claim.id)
def test_the_negation_is_refuted_and_no_neighbour_proved(claim: Claim) -> None:
    negation, *others = neighbours(claim)
    assert certificate_of(negation, instances=5).verdict is Verdict.REFUTED
    assert all(certificate_of(other, instances=5).verdict is not Verdict.PROVED for other in others)


# The counterexamples again, from the definition of the model.


def curve(instance: Assignment) -> list[mpmath.mpf]:
    """The error from t = 0 to t = T on a grid, by the oracle: quadrature of the backward equation's own data."""
    true, estimated = ([s * s for s in instance[name]] for name in (deviations, estimated_deviations))
    left = [Fraction(20 - step, 40) for step in range(21)]
    a, b = [list(map(str, values)) for values in (true, estimated)]
    return [oracle.error(len(true), str(u), a, b, LINEAR) for u in left]


def left_side(instance: Assignment) -> Fraction:
    """The left side of (7), in rational arithmetic."""
    pairs = [(Fraction(str(a)), Fraction(str(b))) for a, b in zip(*map(instance.get, NAMES), strict=True)]
    return sum(((1 - s / s_hat) * (1 - s_hat**2) for s, s_hat in pairs), Fraction(0))


NAMES = (deviations, estimated_deviations)


def counterexample(word: str) -> Assignment:
    """The stored counterexample of a claim."""
    found = STATEMENT[f"P1.{word}"].counterexample
    assert found is not None
    return found


def test_remark_a_fails_where_the_end_is_best() -> None:
    instance = counterexample("remark-a")
    errors = curve(instance)
    assert left_side(instance) > 0
    assert min(errors) == errors[-1]


def test_remark_c_fails_both_ways() -> None:
    few_large, few_good = counterexample("remark-c"), counterexample("remark-c-converse")
    assert left_side(few_large) < 0 < left_side(few_good)
    rising, falling = curve(few_large), curve(few_good)
    assert min(rising) < rising[-1]
    assert all(after <= before for before, after in pairwise(falling))


@each("word", ["iff-as-stated", "remark-b"])
def test_the_condition_divides_by_a_zero_estimate(word: str) -> None:
    with pytest.raises(ZeroDivisionError):
        left_side(counterexample(word))


def test_the_second_derivative_vanishes_for_an_estimate_of_one() -> None:
    instance = counterexample("step-positive")
    (s,), (s_hat,), x = instance[deviations], instance[estimated_deviations], instance[noise]
    assert s * (1 - s_hat**2) ** 2 / (2 * (x + (1 - x) * s_hat**2) ** 2) == 0


# Random spectra: no claim that is proved may fail anywhere.

sizes = st.one_of(
    st.sampled_from(["0", "1", "1/2", "1e-6", "1e3", "0.999999", "1.000001"]).map(Fraction), logarithmic(-3, 2)
)


@st.composite
def instances(draw: st.DrawFn) -> Assignment:
    """Spectra with zeros, ties, and equal, close or unrelated estimates; some modes beyond d0 empty."""
    true = draw(st.lists(sizes, min_size=1, max_size=3))
    estimated = [draw(st.one_of(st.just(s), sizes)) for s in true]
    zeros = draw(st.integers(0, 2))
    x = draw(st.fractions(0, Fraction(1, 2), max_denominator=50))
    padding = [Fraction(0)] * zeros
    return at((*true, *padding), (*estimated, *padding), d0=len(true), i=len(true), M=draw(sizes), x=x)


@given(instances())
@settings(max_examples=8)
def test_no_proved_claim_fails_on_a_random_spectrum(instance: Assignment) -> None:
    for claim in PROVED:
        assert judge(claim.hypotheses, claim.conclusion, instance).outcome not in REFUTES, claim.id


def test_the_condition_tells_the_shape_of_the_oracles_curve() -> None:
    """(7) against the error that the oracle computes: two routes that share no formula."""
    spectra = [((1, 2), (2, 3)), ((3, 1), (2, 4)), ((1, 1), (3, 1)), ((5, 3), (4, 2)), ((1, 4), (2, 3))]
    seen = set()
    for true, estimated in spectra:
        instance = at(tuple(Fraction(n, 3) for n in true), tuple(Fraction(n, 3) for n in estimated))
        errors = curve(instance)
        falls = all(after <= before + mpmath.mpf("1e-25") for before, after in pairwise(errors))
        holds = left_side(instance) >= 0
        assert falls == holds
        seen.add(holds)
    assert seen == {True, False}
