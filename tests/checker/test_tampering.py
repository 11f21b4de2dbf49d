"""Altered files are refused where the altered step does not follow, and nothing crashes the checker.

The full count is made by `tests/make/checking/tampering.py`; what it found is kept beside it.
"""

from __future__ import annotations

import copy
import json
from itertools import islice
from pathlib import Path
from random import Random

import pytest
from altered_files import KINDS, alterations, judged, verdict
from written_files import WRITTEN, X, Y, file, n, step

from ldm_symbolic.checker.__main__ import check_text, main

RECORDED = Path(__file__).parents[1] / "make" / "checking" / "tampering.json"
CHAIN = file(
    step("decide", [["<", n(1), X]], ["<", X, ["^", X, n(2)]]),
    step("decide", [["<", X, ["^", X, n(2)]], ["<", ["^", X, n(2)], Y]], ["<", X, Y]),
    step("by_logic", [["<", n(1), X], ["<", ["^", X, n(2)], Y]], ["<", X, Y], [0, 1], goal=["<", X, Y]),
)


@pytest.mark.parametrize("what", ["", "a minimum between the integers", "a root that ends at zero"])
def test_nothing_false_is_accepted(what: str) -> None:
    text = WRITTEN[what][0] if what else CHAIN
    check_text(text)
    found = [judged(one) for one in islice(alterations(json.loads(text), Random(what)), 40)]
    assert found.count("refused") > 15
    assert "accepted, and false" not in found


def test_a_step_that_does_not_follow_any_more() -> None:
    data = json.loads(CHAIN)
    for place, name, other in ((2, "premises", [0]), (0, "hypotheses", []), (1, "rule", "at"), (2, "premises", [0, 2])):
        steps = copy.deepcopy(data["steps"])
        steps[place][name] = other
        assert verdict(data["steps"], steps)


def test_what_is_recorded() -> None:
    found = json.loads(RECORDED.read_text(encoding="utf-8"))
    outcomes = [outcome for kind in found["kinds"].values() for outcome in kind]
    assert set(found["kinds"]) == set(KINDS)
    assert found["alterations"] == sum(sum(kind.values()) for kind in found["kinds"].values())
    assert "accepted, and false" not in outcomes


class TestCommand:
    """One line and a status, never a traceback."""

    def test_the_last_line(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = tmp_path / "own.json"
        path.write_text(CHAIN, encoding="utf-8")
        assert main([str(path)]) == 0
        assert capsys.readouterr().out == "1 claims checked\n"

    @pytest.mark.parametrize("text", ["", "{}", "[" * 100_000, CHAIN.replace('["number", "1"]', '["number", "-1"]')])
    def test_what_does_not_follow(self, text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = tmp_path / "own.json"
        path.write_text(text, encoding="utf-8")
        assert main([str(path), str(path)]) == 1
        assert capsys.readouterr().out.count("\n") == 1

    def test_what_is_not_there(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "bytes.json").write_bytes(b"\xff\xfe")
        assert main([str(tmp_path / "none.json")]) == main([str(tmp_path / "bytes.json")]) == main([str(tmp_path)]) == 1
        assert capsys.readouterr().out.count("cannot be read") == 3

    def test_nothing_to_check_is_misuse(self) -> None:
        assert main([]) == 2
