"""P5: counterexamples from the definitions, random settings by integration."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import oracle
import pytest
from capped_model import draw, first_at_most, last_at_least
from sympy import Add, Lambda, Le, Symbol, sqrt

from ldm_symbolic.balls.enclose import evaluate, rational_bounds
from ldm_symbolic.claims.certificate import Verdict
from ldm_symbolic.derivations import statement
from ldm_symbolic.derivations.capped_score.variance_at_the_end import final
from ldm_symbolic.derivations.letters import T
from ldm_symbolic.notation import cap, deviations, mode, noise
from ldm_symbolic.notation import estimated_variance as lam
from ldm_symbolic.proof.kernel.decide import prove
from ldm_symbolic.proof.kernel.rules.quantifiers import for_sequence
from ldm_symbolic.search.judge import REFUTES, judge

STATEMENT = statement("P5")
REFUTED = [claim for claim in STATEMENT.claims if claim.expected is Verdict.REFUTED]
REPAIRED = {claim.repairs: claim for claim in STATEMENT.claims if claim.repairs}
INSTANCES = 2000


def setting(horizon: str, score_cap: int | None) -> oracle.Setting:
    """The model of the result in the oracle, which integrates its equation."""
    return oracle.Setting(horizon=horizon, cap=score_cap, start="standard", digits=20)


def generated(estimate: Any, left: Any, model: oracle.Setting) -> Fraction:
    """V of one mode, integrated by the oracle."""
    return Fraction(str(oracle.mode_variance(estimate, left, model)))


@pytest.mark.parametrize("claim", REFUTED, ids=lambda claim: claim.id)
def test_a_refuted_claim_has_a_repair_that_excludes_its_counterexample(claim: Any) -> None:
    point, repaired = claim.counterexample, REPAIRED[claim.id]
    assert judge(claim.hypotheses, claim.conclusion, point).outcome in REFUTES
    known = {name: value for name, value in point.items() if name in repaired.names}
    assert judge(repaired.hypotheses, repaired.conclusion, known).outcome not in REFUTES


def test_the_printed_statement_fails_for_a_short_horizon() -> None:
    """λ = λ̂ = (1/9, 1/9), C = 10, T = 1/40: d1 = d2 = 2, because 1/9 >= 1/10 and 4/9 > 1/19, but k = 1 is best."""
    spectrum = [Fraction(1, 9)] * 2
    errors = [oracle.error(k, 0, spectrum, spectrum, setting("1/40", 10)) for k in (1, 2)]
    assert errors[0] < errors[1]
    assert generated("1/9", 0, setting("1/40", 10)) > Fraction(4, 9)
    longer = [oracle.error(k, 0, spectrum, spectrum, setting("1/10", 10)) for k in (1, 2)]
    assert longer[1] < longer[0]


def test_the_fraction_is_larger_than_printed_for_a_short_horizon() -> None:
    value = generated("1/9", 0, setting("1/40", None))
    assert value > Fraction(1, 9) / (1 - Fraction(1, 9))


def test_the_time_at_which_the_cap_sets_in_need_not_exist() -> None:
    """λ̂ = 1/4, C = 2, T = 1/10: 2 p(u) < 1 for every u in [0, T], though C < 1/λ̂."""
    for step in range(11):
        level = Fraction(str(oracle.noise_level(Fraction(step, 100), setting("1/10", 2))))
        assert 2 * (level + (1 - level) / 4) < 1


def test_sixteen_fails_where_no_variance_is_small() -> None:
    assert generated(1, 0, setting("1", 2)) < 4


def test_the_bound_of_the_horizon_is_sharp() -> None:
    """At λ̂ = 3/4 - e^{2T}/2, V_T / (2 λ̂) passes 1 at T = log((1 + √2)/2)/2 = 0.09411..."""
    for horizon, larger in ((Fraction(94, 1000), True), (Fraction(95, 1000), False)):
        estimate = Fraction(3, 4) - Fraction(float(np.exp(2 * float(horizon)))) / 2
        value = generated(estimate, 0, setting(str(horizon), 100))
        assert (value > 2 * estimate) is larger


@pytest.mark.parametrize("estimate", ["0", "1/100", "1/9", "1/4", "9/10", "1", "5"])
@pytest.mark.parametrize(("score_cap", "horizon"), [(2, "1/40"), (2, "1"), (10, "1/5"), (10, "2")])
def test_the_closed_form_is_what_the_oracle_integrates(estimate: str, score_cap: int, horizon: str) -> None:
    point = {lam: Fraction(estimate), cap: score_cap, T: Fraction(horizon)}
    low, high = rational_bounds(evaluate(final, point))
    integrated = generated(estimate, 0, setting(horizon, score_cap))
    assert low - Fraction(1, 10**12) <= integrated <= high + Fraction(1, 10**12)


def test_random_settings_keep_the_repaired_claims() -> None:
    """All drawn settings meet the hypotheses of the repaired statement; those of the sharper ones are counted."""
    random = np.random.default_rng(5)
    drawn = draw(random, INSTANCES, 5)
    errors, slack = drawn.errors(), drawn.slack()
    rows, places = np.arange(INSTANCES), np.arange(1, 6)
    first = last_at_least(drawn.believed, 1 / drawn.cap)
    last = first_at_most(4 * drawn.true, 1 / (2 * drawn.cap - 1))
    assert (first <= last).all()
    between = (places >= first[:, None]) & (places <= last[:, None])
    inside = np.where(between, errors, np.inf).min(axis=1)
    assert (inside <= errors.min(axis=1) + slack).all()
    assert (errors[rows, last - 1] <= np.where(places >= last[:, None], errors, np.inf).min(axis=1) + slack).all()
    small = 4 * drawn.true[rows, last - 1] <= 1 / (2 * drawn.cap - 1)
    sharper = small & (first < last)
    before = np.where(between & (places < last[:, None]), errors, np.inf).min(axis=1)
    assert (before <= errors.min(axis=1) + slack)[sharper].all()
    assert sharper.sum() >= 300
    variances = drawn.variances()
    assert (variances >= 1 / (2 * drawn.cap - 1)[:, None] - 1e-4).all()
    assert (variances <= 2 * np.maximum(drawn.believed, 1 / drawn.cap[:, None]) * (1 + 1e-3)).all()


def test_random_settings_with_a_short_horizon_break_the_printed_claim() -> None:
    random = np.random.default_rng(7)
    drawn = draw(random, 300, 5)
    drawn.horizon[:] = 0.02
    first = last_at_least(drawn.believed, 1 / drawn.cap)
    inside = np.where(np.arange(1, 6) >= first[:, None], drawn.errors(), np.inf).min(axis=1)
    assert (inside > drawn.errors().min(axis=1) + drawn.slack()).sum() >= 30


x, q = noise, Symbol("q", real=True)


def test_a_sequence_keeps_what_a_simplification_would_lose() -> None:
    """√(s_j y) with s_j = x² y is |y| √(x²) to SymPy: what makes the root real stays a hypothesis."""
    root = prove([deviations[mode] * q >= 0], sqrt(deviations[mode] * q) >= 0)
    fact = for_sequence(root, deviations, Lambda(mode, Add(x, 0) * q), total=prove([], Le(x, x, evaluate=False)))
    assert all(not condition.has(deviations) for condition in (*fact.hypotheses, fact.conclusion))
    assert any("x" in str(hypothesis) for hypothesis in fact.hypotheses)
