"""How much refutations weigh: every one says so, an open one is looked at on its whole ball, an edge is none."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from sympy import Integer, Rational, Symbol, sqrt

from ldm_symbolic import catalogue, claim
from ldm_symbolic.claims import Ball, ByConvention, Claim, OnBall, OnEdge, Severity, Verdict
from ldm_symbolic.claims.audit import as_recorded
from ldm_symbolic.claims.verification import certificate_of
from ldm_symbolic.cli.tables.catalogue import list_table
from ldm_symbolic.derivations.letters import C, T, X, estimated_times, s, s_hat, t, times
from ldm_symbolic.derivations.severities import SEVERITIES, common, geometric
from ldm_symbolic.proof import conjuncts
from ldm_symbolic.search.judge import Outcome, judge

REFUTED = {one.id: one for statement in catalogue() for one in statement.claims if one.expected is Verdict.REFUTED}
EDGES = [name for name, weight in SEVERITIES.items() if isinstance(weight, OnEdge)]
TIES = {"P3.step-strict": common(1), "P8.step-sum": common(1), "C1.step-d1": geometric(2)}
OPEN = [name for name, weight in SEVERITIES.items() if isinstance(weight, OnBall)]


HAT = Symbol("lambda_hat", real=True)
LAST = T - 3 * s[3] ** 2 / (1 - s[3] ** 2)
SMALL = OnBall(ball=Ball(radius=Fraction(1, 1000)))


def _with_ball(one: Claim, **changes: object) -> Claim:
    assert isinstance(one.severity, OnBall)
    return replace(one, severity=OnBall(ball=replace(one.severity.ball, **changes)))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["P5.printed", "P5.A6.a-best", "P5.A6.b-best", "C1.printed"])
def test_what_fails_for_short_horizons_alone_says_so_in_its_own_row(name: str) -> None:
    weight = REFUTED[name].severity
    assert weight is not None
    assert weight.confined == "e^{-2T} > 2√2 - 2, that is T < 0.0941..."
    (known,) = (as_recorded(statement) for statement in catalogue([name]))
    only = replace(known, claims=tuple(one for one in known.claims if one.id == name))
    row = list_table([only]).columns[2]._cells[1]
    assert str(row) == f"{REFUTED[name].says} (false only where {weight.confined})"


def test_only_what_is_proved_elsewhere_is_confined() -> None:
    proved: dict[str, Any] = {"where": "a", "elsewhere": ("X.b",)}
    assert OnBall(ball=SMALL.ball, **proved).confined == OnEdge(**proved).confined == "a"
    found = OnBall(ball=SMALL.ball, where="a"), OnEdge(where="a"), ByConvention(source="a")
    assert [weight.confined for weight in found] == ["", "", ""]


def test_what_is_refuted_has_a_severity_and_nothing_else_has() -> None:
    weighed = {one.id for statement in catalogue() for one in statement.claims if one.severity is not None}
    assert weighed == set(REFUTED) == set(SEVERITIES)


@pytest.mark.parametrize("name", OPEN)
def test_an_open_refutation_fails_on_its_whole_ball(name: str) -> None:
    found = certificate_of(REFUTED[name])
    assert (found.verdict, found.severity) == (Verdict.REFUTED, Severity.OPEN)


@pytest.mark.parametrize("name", EDGES)
def test_an_edge_declared_open_is_a_failure(name: str) -> None:
    ball = OnBall(ball=Ball(radius=Fraction(1, 10**9), tied=TIES.get(name, {})))
    found = certificate_of(replace(REFUTED[name], severity=ball), instances=1)
    assert found.verdict is Verdict.UNDECIDED
    assert not found.as_expected
    assert found.severity is None


@pytest.mark.parametrize(
    ("name", "tied", "fixed"),
    [
        ("P5.step-above", {HAT: Integer(1)}, ()),
        ("P5.step-above", {}, (HAT,)),
        ("P10.step-whiten", {Symbol("a", real=True): Integer(0), Symbol("b", real=True): Integer(0)}, ()),
        ("C1.step-d1", {**geometric(2), s_hat: (None, 1 / sqrt(C), None, None)}, ()),
        ("P8.step-sum", {**common(1), s_hat: (Integer(0),)}, ()),
        ("P7.step-costs", {}, (T, X, t)),
        ("P7.step-costs", {t: Integer(0)}, (T, X)),
        ("P7.best-unordered", {t: Integer(0), **SEVERITIES["P7.ordered"].ball.tied}, (T, X)),
        ("P6.remark-precisely", {t: LAST, times: (Integer(0), Integer(0), LAST, T)}, (T, X)),
    ],
)
def test_an_edge_is_not_open_in_a_slice_along_it(name: str, tied: dict[Any, Any], fixed: tuple[Any, ...]) -> None:
    ball = OnBall(ball=Ball(radius=Fraction(1, 1000), tied=tied, fixed=fixed))
    assert certificate_of(replace(REFUTED[name], severity=ball)).verdict is Verdict.UNDECIDED


def test_a_point_is_no_ball_of_instances() -> None:
    one = REFUTED["P5.step-above"]
    everything = tuple(one.counterexample or ())
    assert certificate_of(_with_ball(replace(one, severity=SMALL), fixed=everything)).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize(
    "tie", [Rational(3, 4), HAT, Symbol("s", real=True), Symbol("of_no_claim", real=True)], ids=str
)
def test_a_ball_is_about_the_counterexample(tie: Any) -> None:
    """λ̂ = 1/2 in it, and λ̂ < 1 all around."""
    one = replace(REFUTED["P5.step-side"], severity=SMALL)
    assert certificate_of(_with_ball(one, tied={HAT: tie})).verdict is Verdict.UNDECIDED
    assert certificate_of(one).severity is Severity.OPEN


def test_ties_of_another_length_than_the_sequence_are_no_ball() -> None:
    one = _with_ball(REFUTED["P2.plugin"], tied={estimated_times: (Integer(0), T)})
    assert certificate_of(one).verdict is Verdict.UNDECIDED


def test_a_radius_is_a_positive_rational_number() -> None:
    for radius in (Fraction(0), Fraction(-1, 2), 0.001, float("nan")):
        with pytest.raises(ValueError, match="positive radius"):
            Ball(radius=radius)  # type: ignore[arg-type]


def test_what_is_declared_open_is_open_where_a_search_refutes_it() -> None:
    edge = replace(REFUTED["P5.step-above"], counterexample=None)
    assert certificate_of(edge).verdict is Verdict.REFUTED
    assert certificate_of(edge).severity is None
    assert certificate_of(replace(edge, severity=SMALL)).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize("name", ["P2.plugin", "P4.minimiser", "P5.step-fraction", "P5.step-side"])
def test_a_ball_that_reaches_beyond_the_failures_is_not_taken(name: str) -> None:
    assert certificate_of(_with_ball(REFUTED[name], radius=Fraction(1, 2))).verdict is Verdict.UNDECIDED


def test_a_wrong_tie_is_seen() -> None:
    assert certificate_of(_with_ball(REFUTED["L2.squares"], tied={})).verdict is Verdict.UNDECIDED
    assert certificate_of(_with_ball(REFUTED["S2.abstract"], tied={})).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize("name", [name for name in SEVERITIES if getattr(SEVERITIES[name], "elsewhere", ())])
def test_what_is_said_to_hold_elsewhere_is_proved_there(name: str) -> None:
    """Each claim named is proved and shuts the counterexample out by a hypothesis, or claims less than the sentence."""
    refuted = REFUTED[name]
    assert refuted.counterexample is not None
    for other in (claim(known) for known in refuted.severity.elsewhere):  # type: ignore[union-attr]
        assert other.expected is Verdict.PROVED
        if other.conclusion == refuted.conclusion:
            further = [part for part in conjuncts(other.hypotheses) if part not in conjuncts(refuted.hypotheses)]
            anywhere = dict.fromkeys(other.names - set(refuted.counterexample), 1)  # a mode that it names
            point = {**refuted.counterexample, **anywhere}
            assert judge(further, refuted.conclusion, point).outcome is Outcome.NOT_MET
        else:
            assert name == "P6.remark-precisely"
