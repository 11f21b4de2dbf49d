"""Every check of the checker is watched: take it away, and a file is answered otherwise.

All mutants are run by `tests/make/checking/mutants_of_checker.py`; what it found is kept beside it.
"""

from __future__ import annotations

import json
from pathlib import Path

import checker_controls
import pytest
from checker_mutants import mutants

RESULT = json.loads(
    (Path(__file__).parents[1] / "make" / "checking" / "mutants_of_checker.json").read_text(encoding="utf-8")
)
PAIRS = [(group, what) for group, pairs in checker_controls.OFFENCES.items() for what in pairs]


@pytest.mark.parametrize(("group", "what"), PAIRS)
def test_the_offence_is_refused_and_its_twin_is_not(group: str, what: str) -> None:
    twin, text = checker_controls.OFFENCES[group][what]
    assert checker_controls.accepted(twin) is True
    assert checker_controls.accepted(text) is False


def test_some_checks_taken_away_are_noticed() -> None:
    chosen = checker_controls.drawn(seed=1, count=6)
    noticed = [mutant for mutant in chosen if not checker_controls.reason(mutant.name)]
    assert len(noticed) > 3
    assert checker_controls.survivors(noticed) == []


def test_all_of_them_were_noticed_or_there_is_a_reason() -> None:
    assert RESULT["mutants"] == len(mutants())
    assert set(RESULT["not caught"]) <= {mutant.name for mutant in mutants()}
    assert all(RESULT["not caught"].values())
