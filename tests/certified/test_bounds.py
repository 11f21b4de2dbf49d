"""A slice of the hard instances of `tests/make/bounds/certified.py`, and what came of all of them."""

from __future__ import annotations

import json
from pathlib import Path

from bounds_attack import DIGITS, Tally, faults, instance

from ldm_symbolic.balls.bounds import Bounds
from ldm_symbolic.certified.optimum import Certified

RECORD = Path(__file__).resolve().parents[1] / "golden" / "certified.json"


def test_bounds_hold_sixty_digits_on_a_slice_of_the_hard_instances() -> None:
    tally = Tally()
    for place in range(30):
        tally.add(f"slice:{place}")
    assert tally.wrong == {}
    assert sum(tally.refused.values()) == 0
    assert len(tally.instances) == 6


def test_what_the_oracle_contradicts_is_seen() -> None:
    """Bounds moved by three times their width are found out."""
    _, problem, kept = instance("slice:3")
    row = Certified(problem).at(kept)
    moved = Bounds(row.error.upper + row.error.width + 1, row.error.upper + 2 * row.error.width + 2)
    assert faults(problem, row) == []
    fields = {name: getattr(row, name) for name in row.__slots__} | {"error": moved}
    assert "error" in faults(problem, type(row)(**fields))


def test_the_record_of_all_of_them_has_none_wrong() -> None:
    record = json.loads(RECORD.read_text(encoding="utf-8"))
    assert record["wrong"] == {}
    assert record["digits_of_the_oracle"] == DIGITS
    assert record["instances"] >= 400
    assert sum(record["by_kind"].values()) == record["instances"]
