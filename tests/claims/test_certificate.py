"""Certificates: how verdicts combine, and JSON that says the same both ways."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import product

import pytest

from ldm_symbolic.claims.certificate import Certificate, Verdict, canonical_json, combine
from ldm_symbolic.claims.summary import established_by, is_in_coq
from ldm_symbolic.proof.smt.evidence import Evidence

PROVED, TESTED, UNDECIDED, REFUTED = Verdict.PROVED, Verdict.TESTED, Verdict.UNDECIDED, Verdict.REFUTED
GOOD = Certificate(
    claim="P0.x",
    role="printed",
    verdict=REFUTED,
    expected=PROVED,
    hypotheses=("x > 0",),
    conclusion="x > 1",
    evidence=(Evidence(engine="z3", outcome="sat", query="ab", seconds=0.5), Evidence(engine="balls", outcome="false")),
    counterexample={"x": "1/2", "s": ["1", "2"]},
    cited=("Vershynin 4.6.1",),
)


@pytest.mark.parametrize(
    ("verdicts", "whole"),
    [
        ((PROVED,), PROVED),
        ((PROVED, PROVED), PROVED),
        ((PROVED, TESTED), TESTED),
        ((TESTED, UNDECIDED), UNDECIDED),
        ((PROVED, UNDECIDED), UNDECIDED),
        ((PROVED, REFUTED), REFUTED),
        ((TESTED, REFUTED), REFUTED),
        ((UNDECIDED, REFUTED), REFUTED),
        ((), UNDECIDED),
    ],
)
def test_the_weakest_wins_and_refuted_beats_all(verdicts: tuple[Verdict, ...], whole: Verdict) -> None:
    assert combine(verdicts) is whole
    assert combine(reversed(verdicts)) is whole


def test_combination_is_associative() -> None:
    for a, b, c in product(Verdict, repeat=3):
        assert combine([combine([a, b]), c]) is combine([a, combine([b, c])])


def test_nothing_upgrades_a_verdict() -> None:
    strength = [REFUTED, UNDECIDED, TESTED, PROVED]
    for a, b in product(Verdict, repeat=2):
        assert strength.index(combine([a, b])) <= min(strength.index(a), strength.index(b))


def test_by_what_a_verdict_is_established() -> None:
    assert (GOOD.engines, is_in_coq(GOOD), established_by(GOOD)) == (("balls",), False, "balls")
    said = [
        ("z3", "unsat"),
        ("cvc5", "unsat"),
        ("z3", "unsat"),
        ("search", "none"),
        ("rules", "fact"),
        ("balls", "true"),
    ]
    evidence = tuple(Evidence(engine=engine, outcome=outcome) for engine, outcome in said)
    proved = replace(GOOD, claim="P1.exact", verdict=PROVED, counterexample=None, evidence=evidence)
    assert (proved.engines, established_by(proved)) == (("z3", "cvc5", "rules"), "z3, cvc5, rules; coq: proved")
    assert established_by(replace(proved, claim="P1.none")) == "z3, cvc5, rules"
    undecided = replace(proved, verdict=UNDECIDED)
    assert (undecided.engines, is_in_coq(undecided), established_by(undecided)) == ((), False, "")


def test_json_both_ways() -> None:
    assert Certificate.from_json(json.loads(canonical_json(GOOD.as_json()))) == GOOD


def test_json_has_the_fields_of_the_contract_and_no_time() -> None:
    data = GOOD.as_json()
    assert set(data) == {
        *("id", "role", "verdict", "expected", "hypotheses", "conclusion", "evidence", "counterexample", "cited"),
        "severity",
    }
    assert "seconds" not in canonical_json(data)
    assert data["evidence"][0] == {"engine": "z3", "outcome": "sat", "query": "ab"}


def test_time_is_neither_compared_nor_written() -> None:
    slow = replace(GOOD, evidence=(replace(GOOD.evidence[0], seconds=9.0), GOOD.evidence[1]))
    assert slow == GOOD
    assert canonical_json(slow.as_json()) == canonical_json(GOOD.as_json())
    assert slow.seconds == 9.0


def test_keys_are_sorted_and_unicode_stays() -> None:
    assert canonical_json({"λ": "1", "a": ["2"]}) == '{\n  "a": [\n    "2"\n  ],\n  "λ": "1"\n}\n'


@pytest.mark.parametrize("data", [{"x": 0.5}, [1, [2.0]], {"a": {"b": (1.5,)}}, 1.0])
def test_json_refuses_floats(data: object) -> None:
    with pytest.raises(ValueError, match="exact numbers"):
        canonical_json(data)


def test_as_expected() -> None:
    assert not GOOD.as_expected
    assert replace(GOOD, expected=REFUTED).as_expected


@pytest.mark.parametrize(
    "changes",
    [
        {"verdict": PROVED},
        {"verdict": UNDECIDED},
        {"verdict": TESTED},
        {"counterexample": None},
        {"evidence": ()},
    ],
)
def test_a_certificate_that_contradicts_itself_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"P0\.x"):
        replace(GOOD, **changes)  # type: ignore[arg-type] # the fields are what is under test


@pytest.mark.parametrize("field", ["verdict", "expected"])
def test_an_unknown_verdict_is_refused(field: str) -> None:
    with pytest.raises(ValueError, match="PASSED"):
        Certificate.from_json({**GOOD.as_json(), field: "PASSED"})


def test_missing_fields_are_refused() -> None:
    for field in GOOD.as_json():
        with pytest.raises(KeyError):
            Certificate.from_json({k: v for k, v in GOOD.as_json().items() if k != field})
