"""Every check of the kernel is watched: take it away, and a control goes red (all in `tests/make/mutants.py`)."""

from __future__ import annotations

import json
from pathlib import Path

import caught
import pytest
from mutated import mutants
from side_conditions import CONTROLS

RESULT = json.loads((Path(__file__).parents[2] / "make" / "mutants.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(CONTROLS))
def test_a_control_is_green(name: str) -> None:
    assert CONTROLS[name]()


def test_some_checks_taken_away_are_noticed() -> None:
    assert caught.survivors(seed=20, count=40, excused=False) == []


def test_all_of_them_were_noticed_or_there_is_a_reason() -> None:
    assert RESULT["mutants"] == len(mutants())
    assert set(RESULT["not caught"]) <= {mutant.name for mutant in mutants()}
    assert all(RESULT["not caught"].values())
