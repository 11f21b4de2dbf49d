"""No file through which a module goes is forgotten, and what it does not go through does not count."""

from __future__ import annotations

import os
from pathlib import Path
from time import time_ns

from cached import loaded
from imports import PACKAGE, ROOT, arrows

from ldm_symbolic.cache.sources import HANDED_ON, Source, Sources
from ldm_symbolic.derivations import places

HOMES = {PACKAGE: ROOT / PACKAGE, f"{PACKAGE}.derivations": ROOT / "derivations"}
SOURCES = Sources(HOMES)


def closure(statement_id: str) -> set[str]:
    return set(SOURCES.closure(places(statement_id)))


def test_every_import_is_seen() -> None:
    """What the syntax tree of a file imports, at the top or inside, stands in its text."""
    unseen = {name: arrows()[name] - {*SOURCES.mentioned(name), PACKAGE} for name in arrows().keys() - HANDED_ON}
    assert {name: missing for name, missing in unseen.items() if missing} == {}
    assert len(unseen) > 300


def test_nobody_inside_asks_what_hands_everything_on() -> None:
    inside = [name for name in arrows() if not name.startswith((f"{PACKAGE}.cli", f"{PACKAGE}.notebook"))]
    assert not [name for name in inside if name not in HANDED_ON and PACKAGE in arrows()[name]]


def test_what_is_not_imported_but_run_or_read_is_seen() -> None:
    names = closure("P2")
    assert f"{PACKAGE}.proof.smt.solver_worker" in names
    assert "derivations/necessary.json" in names
    assert "derivations/recorded.json" not in names
    assert f"{PACKAGE}.derivations.plug_in.p2_best_dimension_at_a_time_moves" in names
    printed = SOURCES.closure([f"{PACKAGE}.latex.fragments"])
    assert {f"formulas/data/{name}" for name in ("notation-ours.toml", "notation-paper.toml", "names.txt")} <= {
        *printed
    }


def test_what_it_does_not_go_through_does_not_count() -> None:
    names = closure("P2")
    apart = ("cli", "latex", "book", "stopping", "certified", "samplers", "figures", "checker", "practice", "testing")
    assert not [name for name in names if name.startswith(tuple(f"{PACKAGE}.{wing}" for wing in apart))]
    assert f"{PACKAGE}.derivations.stopping_in_k.s6_schedule_free" not in names


def test_what_python_loads_to_verify_a_claim_is_in_it() -> None:
    """Read off Python itself; tests/make/checking/cached.py does so for every statement."""
    assert loaded("L2") <= closure("L2")


class TestSource:
    def test_it_is_unchanged_only_if_it_was_written_before_and_is_the_same(self, tmp_path: Path) -> None:
        path = tmp_path / "a.py"
        path.write_text("x = 1\n")
        source = Source.of(path)
        assert not source.unchanged(0)
        assert not source.unchanged(path.stat().st_ctime_ns)
        since = time_ns() + 10**9
        assert source.unchanged(since)
        path.write_text("x = 2\n")
        os.utime(path, ns=(source.state[1], source.state[1]))
        assert not source.unchanged(since)
        path.unlink()
        assert not source.unchanged(since)
