"""Counterexamples are replayed, and refused where a value is altered so that they are none any more."""

from __future__ import annotations

import json

import pytest

from ldm_symbolic.checker.__main__ import check_text
from ldm_symbolic.checker.terms import RefusedError
from ldm_symbolic.claims.objects import refutation_of
from ldm_symbolic.derivations import catalogue

CLAIMS = ("P2.quotient", "P2.plugin", "P1.iff-as-stated", "P1.remark-a")


def _file(name: str) -> str:
    (statement,) = catalogue([name.partition(".")[0]])
    return refutation_of(statement[name])


@pytest.mark.parametrize("name", CLAIMS)
def test_a_counterexample_is_accepted(name: str) -> None:
    assert check_text(_file(name)) == name


@pytest.mark.parametrize(
    ("place", "value"),
    [("D", ["number", "1"]), ("s", [["number", "1/3"], ["number", "1/4"]]), ("s", [["number", "-2"], ["number", "1"]])],
)
def test_what_is_none(place: str, value: object) -> None:
    data = json.loads(_file("P2.quotient"))
    (pair,) = [pair for pair in data["counterexample"] if pair[0][1] == place]
    pair[1] = value
    with pytest.raises(RefusedError):
        check_text(json.dumps(data))


@pytest.mark.parametrize("broken", [None, [], [[]], [[["symbol", "k", "integer"], ["number", "1/2"]]], "x", {"k": 2}])
def test_what_is_no_counterexample(broken: object) -> None:
    with pytest.raises(RefusedError):
        check_text(json.dumps({**json.loads(_file("P2.quotient")), "counterexample": broken}))


def test_a_true_conclusion_is_not_refuted() -> None:
    data = json.loads(_file("P2.quotient"))
    with pytest.raises(RefusedError, match="not seen to fail"):
        check_text(json.dumps({**data, "conclusion": ["<", ["number", "0"], ["number", "1"]]}))
