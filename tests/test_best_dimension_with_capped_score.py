"""P5: counterexamples from the definitions, random settings by integration, and the rules that it brought."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import oracle
import pytest
from capped_model import draw, first_at_most, last_at_least
from ldm_symbolic.derivations import best_dimension_with_capped_score as p5
from ldm_symbolic.derivations._capped_variance import T, final, lam
from sympy import Add, Expr, Function, IndexedBase, Integer, Lambda, Symbol, log, sqrt, true

from ldm_symbolic.certificate import Verdict
from ldm_symbolic.decide import prove
from ldm_symbolic.enclose import evaluate, rational_bounds
from ldm_symbolic.fact import RuleError
from ldm_symbolic.notation import cap, deviations, mode, noise, time
from ldm_symbolic.predicate import ForEach, Identity, SolvesLinearODE
from ldm_symbolic.rules_of_restriction import initial_value, restricted
from ldm_symbolic.rules_of_sequences import for_sequence
from ldm_symbolic.truth import REFUTES, judge

STATEMENT = p5.STATEMENT
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


# The rules that this result brought: what they show, and altered inputs that they refuse.

x, q = noise, Symbol("q", real=True)
V = Function("V", real=True)(time)
WHOLE = SolvesLinearODE(V, -1 / x, 2, 1, (time, 0, 3))
WITHIN = (x > 1, q >= 1, q <= 2)
INSIDE = prove(WITHIN, (Integer(0) <= q) & (q <= 3))
SAME = prove([Identity(x, 2)], Identity(-1 / x, -Integer(1) / 2))
HALVED = -Integer(1) / 2
SQUARE = prove([deviations[mode] >= 1], deviations[mode] ** 2 >= 1)
DEFINED = prove([x > 0], ForEach(x > 0, (mode, 1, 2)).args[0])


def part(**changes: Any) -> Any:
    """One sound restriction, with changed inputs."""
    inputs: dict[str, Any] = {"rate": HALVED, "ends": (q, Integer(3)), "inside": INSIDE, "same": SAME, **changes}
    inputs = {"equation": WHOLE, **inputs}
    equation, rate, ends = (inputs.pop(name) for name in ("equation", "rate", "ends"))
    return restricted(equation, rate, ends, **inputs)


def test_a_restriction_shows_what_its_theorem_says() -> None:
    fact = part()
    assert fact.conclusion == SolvesLinearODE(V, HALVED, 2, V.subs(time, q), (time, q, 3))
    assert set(fact.hypotheses) == {WHOLE, *WITHIN, Identity(x, 2)}


def test_an_initial_value_needs_an_interval() -> None:
    fact = initial_value(SolvesLinearODE(V, -1, 2, 1, (time, 0, x)))
    assert {"0 <= x", "x >= 0"} & set(map(str, fact.hypotheses))
    with pytest.raises(RuleError):
        initial_value(Identity(V, 1))


BAD_PARTS: list[dict[str, Any]] = [
    {"rate": Integer(-1)},
    {"rate": -1 / x + 1},
    {"rate": -HALVED},
    {"ends": (q - 1, Integer(3))},
    {"ends": (q, Integer(4))},
    {"ends": (Integer(-1), Integer(3))},
    {"ends": (time, Integer(3))},
    {"ends": (q, time)},
    {"inside": prove([q >= 1], q >= 1)},
    {"inside": prove([q <= 2], q <= 3)},
    {"inside": prove([time >= 1, time <= q, q <= 2], (Integer(0) <= q) & (q <= 3))},
    {"same": prove([Identity(x, 2)], Identity(1 / x, Integer(1) / 2))},
    {"same": prove([Identity(x, 2), time >= 2], Identity(-1 / x, HALVED))},
    {"same": prove([Identity(x, 2), time <= 1], Identity(-1 / x, HALVED))},
    {"equation": Identity(V, 1)},
    {"equation": SolvesLinearODE(V, -2 / x, 2, 1, (time, 0, 3))},
    {"equation": SolvesLinearODE(V, -1 / x, 2, 1, (time, 1, 3))},
]


@pytest.mark.parametrize("number", range(len(BAD_PARTS)))
def test_a_restriction_refuses_altered_inputs(number: int) -> None:
    with pytest.raises(RuleError):
        part(**BAD_PARTS[number])


def entries(term: Expr, index: Any = mode) -> Lambda:
    """A sequence given by its entries."""
    return Lambda(index, term)


TOTAL = prove([x > 0], sqrt(x) >= 0)
NOT_ZERO = prove([x > 0], ~Identity(x, 0))
BAD_SEQUENCES: list[Callable[[], Any]] = [
    lambda: for_sequence(SQUARE, deviations, entries(1 / x), total=prove([x > 0], x**2 > 0)),
    lambda: for_sequence(SQUARE, deviations, entries(1 / x), total=prove([], true)),
    lambda: for_sequence(SQUARE, deviations, entries(sqrt(x - 1)), total=prove([x > 1], x > 1)),
    lambda: for_sequence(SQUARE, deviations, entries(sqrt(x) / (x - 1)), total=prove([x > 1], x >= 0)),
    lambda: for_sequence(SQUARE, deviations, entries(log(x)), total=prove([x > 0], x >= 0)),
    lambda: for_sequence(SQUARE, deviations, entries(1 / mode), total=prove([mode >= 1], mode > 0)),
    lambda: for_sequence(SQUARE, deviations, entries(sqrt(mode)), total=prove([mode >= 1], mode >= 0)),
    lambda: for_sequence(SQUARE, deviations, entries(x**2, x), total=prove([], true)),
    lambda: for_sequence(SQUARE, deviations, Lambda((mode, x), x), total=prove([], true)),
    lambda: for_sequence(SQUARE, deviations, IndexedBase("v", real=True), total=prove([], true)),
    lambda: for_sequence(SQUARE, x, entries(x), total=prove([], true)),
    lambda: for_sequence(SQUARE.conclusion, deviations, entries(x), total=prove([], true)),
    lambda: for_sequence(SQUARE, deviations, entries(x), total=x > 0),
]


@pytest.mark.parametrize("number", range(len(BAD_SEQUENCES)))
def test_a_sequence_must_be_shown_to_be_defined(number: int) -> None:
    with pytest.raises(ValueError, match=r"."):
        BAD_SEQUENCES[number]()


def test_a_sequence_keeps_what_a_simplification_would_lose() -> None:
    """√(s_j y) with s_j = x² y is |y| √(x²) to SymPy: what makes the root real stays a hypothesis."""
    root = prove([deviations[mode] * q >= 0], sqrt(deviations[mode] * q) >= 0)
    fact = for_sequence(root, deviations, entries(Add(x, 0) * q), total=prove([], true))
    assert all(not condition.has(deviations) for condition in (*fact.hypotheses, fact.conclusion))
    assert any("x" in str(hypothesis) for hypothesis in fact.hypotheses)
