"""Files that say two things at once, or that would keep the checker busy for ever; a twin of each is accepted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from written_files import I, J, K, X, Y, at, each, file, n, step

from ldm_symbolic.checker.__main__ import check_text, main
from ldm_symbolic.checker.terms import RefusedError

Data = Any
F, M = ["function", "f"], ["symbol", "m", "integer"]
TRUE = file(step("decide", [], ["<", n(0), n(1)]))
REFUTED = json.dumps({**json.loads(TRUE), "conclusion": ["<", n(1), n(0)], "counterexample": []})


def _without_steps(text: str) -> str:
    return json.dumps({name: part for name, part in json.loads(text).items() if name != "steps"})


@pytest.mark.parametrize(
    ("twin", "text"),
    [
        (TRUE, TRUE.replace('"claim"', '"conclusion": ["<", ["number", "1"], ["number", "0"]], "claim"')),
        (TRUE, TRUE.replace('"rule"', '"rule": "by_logic", "rule"')),
        (TRUE, TRUE.replace('"queries"', '"cost": NaN, "queries"')),
        (TRUE, TRUE.replace('"own"', '"own\\n9 claims checked"')),
        (TRUE, TRUE.replace('"own"', '"\\ud800"')),
        (_without_steps(REFUTED), REFUTED),
        (TRUE, json.dumps({**json.loads(TRUE), "counterexample": []})),
        (TRUE, _without_steps(TRUE)),
    ],
)
def test_a_file_says_one_thing(twin: str, text: str) -> None:
    assert check_text(twin) == "own"
    with pytest.raises(RefusedError):
        check_text(text)


@pytest.mark.parametrize(("text", "said"), [(TRUE, "follows"), (_without_steps(REFUTED), "is refuted")])
def test_what_is_said_of_a_claim(text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "own.json"
    path.write_text(text, encoding="utf-8")
    assert main([str(path)]) == 0
    assert capsys.readouterr().err.endswith(f": own {said}\n")


def _distances(count: int) -> Data:
    return ["+", *(["abs", ["+", X, n(place)]] for place in range(count))]


def _inverse_of_roots(count: int) -> str:
    term = ["^", _distances(count), n(-1)]
    return file(step("decide", [["!=", _distances(count), n(0)], ["<", term, Y]], ["<=", term, Y]))


def _exponent(count: int) -> str:
    term = ["exp", ["*", *(["+", X, n(place)] for place in range(1, count))]]
    return file(step("decide", [["<", term, Y]], ["<=", term, Y]))


def _nested(count: int) -> str:
    fact: Data = X
    for _ in range(count):
        fact = ["value", "f", fact]
    says = ["Identity", fact, fact]
    twice = ["lambda", Y, ["+", Y, Y]]
    return file(step("decide", [], says), step("instantiate", [], ["<=", n(0), n(1)], [0], mapping=[[F, twice]]))


def _indices(count: int) -> str:
    given: Data = ["<", at(["+", I, J, K, M]), n(1)]
    for index in (I, J, K, M):
        given = each(given, index, n(0), n(9))
    known = [["<", at(n(place)), n(9)] for place in range(count)]
    return file(step("decide", [given, *known], ["<", at(n(0)), n(10)]))


def _root_of_digits(count: int) -> str:
    return file(step("decide", [], ["<", n(0), ["^", n("1/" + "9" * count), n("1/64")]]))


@pytest.mark.parametrize(
    ("twin", "text", "why"),
    [
        (_inverse_of_roots(3), _inverse_of_roots(30), "too many roots"),
        (_exponent(4), _exponent(40), "too many terms"),
        (_nested(5), _nested(150), "too large"),
        (_indices(3), _indices(40), "too many indices"),
        (_root_of_digits(20), _root_of_digits(1999), "neither an integer nor half of one"),
    ],
)
def test_what_has_no_end_is_refused(twin: str, text: str, why: str) -> None:
    assert check_text(twin) == "own"
    with pytest.raises(RefusedError, match=why):
        check_text(text)
