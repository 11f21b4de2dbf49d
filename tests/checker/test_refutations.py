"""Counterexamples are replayed, and refused where a value is altered so that they are none any more."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from ldm_symbolic.checker.__main__ import check_text
from ldm_symbolic.checker.terms import RefusedError
from ldm_symbolic.claims.objects import refutation_of
from ldm_symbolic.derivations import catalogue

Data = list[Any]
X: Data = ["symbol", "x", "real"]


@cache
def _files() -> dict[str, str]:
    claims = [claim for statement in catalogue() for claim in statement.claims]
    return {claim.id: refutation_of(claim) for claim in claims if claim.counterexample is not None}


def _with(name: str, place: str, value: Data) -> str:
    data = json.loads(_files()[name])
    (pair,) = [pair for pair in data["counterexample"] if pair[0][:2] in (["symbol", place], ["function", place])]
    pair[1] = value
    return json.dumps(data)


def test_every_counterexample_of_the_catalogue_is_accepted() -> None:
    assert len(_files()) > 50
    for name, text in _files().items():
        assert check_text(text) == name


def n(number: int | str) -> Data:
    return ["number", str(number)]


def _bump(top: str, height: str) -> Data:
    """Return x -> 1 - height (x - top)²."""
    return ["lambda", X, ["+", n(1), ["*", n(f"-{height}"), ["^", ["+", X, n(f"-{top}")], n(2)]]]]


class TestWhatNumbersDecide:
    """Signs of closed terms, slopes on a range, and what is defined: each instance, altered, is refused."""

    @pytest.mark.parametrize(
        ("name", "place", "value", "why"),
        [
            ("C1.printed", "m", n(2), "is false"),
            ("L1.step", "t", ["*", ["log", n(2)], n("-1/2")], "is false"),
            ("L1.step-in-time", "t", ["+", ["*", ["log", n("9/8")], n("1/2")], n(1)], "is false"),
            ("P3.step-chain", "xi", n("-1/1000"), "is false"),
            ("P5.step-20-primitive", "lambda_hat", n("1/2"), "not seen to fail"),
            ("S4.more-often-than-not", "F", _bump("3/2", "2/5"), "not shown"),
            ("S4.more-often-than-not", "F", ["lambda", X, n("3/4")], "not seen to fail"),
        ],
    )
    def test_what_is_none(self, name: str, place: str, value: Data, why: str) -> None:
        with pytest.raises(RefusedError, match=why):
            check_text(_with(name, place, value))

    def test_what_rises_up_to_the_end_of_its_range(self) -> None:
        name = "S4.more-often-than-not"
        assert check_text(_with(name, "F", _bump("2", "1/5"))) == name

    def test_what_is_defined(self) -> None:
        data = json.loads(_files()["P2.plugin-defined"])
        (pair,) = [pair for pair in data["counterexample"] if pair[0] == ["sequence", "s_hat"]]
        pair[1] = [n("1/2"), n("1/4")]
        with pytest.raises(RefusedError, match="not seen to fail"):
            check_text(json.dumps(data))

    @pytest.mark.parametrize(
        ("slope", "lower", "upper", "refuted"),
        [
            (["*", n(2), X], 0, 1, False),
            (X, 0, 1, True),
            (X, 1, 1, False),
            (X, 1, 0, False),
            (["*", n(2), ["abs", X]], 0, 1, False),
            (["*", n(2), ["abs", X]], -1, 0, True),
        ],
    )
    def test_another_slope(self, slope: Data, lower: int, upper: int, refuted: bool) -> None:
        _refuted(["IsDerivative", ["^", X, n(2)], slope, [X, n(lower), n(upper)]], refuted)

    @pytest.mark.parametrize(("argument", "refuted"), [(0, True), (-1, True), (3, False)])
    def test_the_first_part_is_defined_and_the_second_may_not_be(self, argument: int, refuted: bool) -> None:
        _refuted(["<=", ["+", ["log", n(2)], ["log", n(argument)]], n(9)], refuted)


def _refuted(conclusion: Data, refuted: bool) -> None:
    head = {"schema": "ldm-symbolic/proof/1", "claim": "own", "hypotheses": [], "counterexample": []}
    text = json.dumps({**head, "conclusion": conclusion})
    if refuted:
        assert check_text(text) == "own"
    else:
        with pytest.raises(RefusedError, match="not seen to fail"):
            check_text(text)


@pytest.mark.parametrize(
    ("place", "value"),
    [("D", ["number", "1"]), ("s", [["number", "1/3"], ["number", "1/4"]]), ("s", [["number", "-2"], ["number", "1"]])],
)
def test_what_is_none(place: str, value: object) -> None:
    data = json.loads(_files()["P2.quotient"])
    (pair,) = [pair for pair in data["counterexample"] if pair[0][1] == place]
    pair[1] = value
    with pytest.raises(RefusedError):
        check_text(json.dumps(data))


@pytest.mark.parametrize("broken", [None, [], [[]], [[["symbol", "k", "integer"], ["number", "1/2"]]], "x", {"k": 2}])
def test_what_is_no_counterexample(broken: object) -> None:
    with pytest.raises(RefusedError):
        check_text(json.dumps({**json.loads(_files()["P2.quotient"]), "counterexample": broken}))


def test_a_true_conclusion_is_not_refuted() -> None:
    data = json.loads(_files()["P2.quotient"])
    with pytest.raises(RefusedError, match="not seen to fail"):
        check_text(json.dumps({**data, "conclusion": ["<", ["number", "0"], ["number", "1"]]}))
