"""Files written by hand that break one side condition are refused, and their twins that keep it are not."""

from __future__ import annotations

import json
from typing import Any

import pytest
from written_files import WRITTEN, X, file, n, step

from ldm_symbolic.checker.__main__ import check_text
from ldm_symbolic.checker.rules import RULES
from ldm_symbolic.checker.terms import RefusedError, read
from ldm_symbolic.proof.kernel import rules


@pytest.mark.parametrize("what", WRITTEN)
def test_the_twin_is_accepted(what: str) -> None:
    assert check_text(WRITTEN[what][0]) == "own"


@pytest.mark.parametrize("what", WRITTEN)
def test_the_offence_is_refused(what: str) -> None:
    with pytest.raises(RefusedError, match="does not follow"):
        check_text(WRITTEN[what][1])


def test_every_rule_of_the_kernel_is_known() -> None:
    assert {rule.__name__ for rule in rules.RULES} | {"decide"} == set(RULES)


def test_a_rule_that_is_not_known_is_named() -> None:
    with pytest.raises(RefusedError, match="cannot check rule magic"):
        check_text(file(step("magic", [], ["<", n(0), n(1)])))


@pytest.mark.parametrize("premises", [[0], [1], [-1], ["0"], [True], [0.0], [None]])
def test_a_premise_is_an_earlier_step(premises: list[object]) -> None:
    known = step("decide", [], ["<=", n(0), n(1)])
    with pytest.raises(RefusedError, match="no earlier step"):
        check_text(file(step("by_logic", [], ["<=", n(0), n(1)], premises), known))  # type: ignore[arg-type]


def test_the_head_is_the_last_step() -> None:
    data = json.loads(file(step("decide", [["<", n(0), X]], ["<", n(-1), X])))
    for name, other in (("conclusion", ["<", n(-2), X]), ("hypotheses", [])):
        with pytest.raises(RefusedError, match="head"):
            check_text(json.dumps({**data, name: other}))


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"schema": "ldm-symbolic/proof/1"}', "[" * 100_000, "1" * 10_000]
)
def test_what_is_no_file(text: str) -> None:
    with pytest.raises((RefusedError, RecursionError)):
        check_text(text)


@pytest.mark.parametrize(
    "other", [["number", 1], ["number", True], ["number", 1.0], ["number", ["1"]], ["number", "1 "]]
)
def test_what_was_read_is_not_taken_for_what_looks_like_it(other: list[Any]) -> None:
    assert read(["number", "1"]) is read(["number", "1"])
    with pytest.raises(RefusedError):
        read(other)
