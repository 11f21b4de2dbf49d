"""The graph is what the proofs use: recorded uses are steps of the proofs, and what is shown is what is recorded."""

from __future__ import annotations

import json
import shutil

import pytest
from command_line import here
from uses import PATH, proved, uses

import ldm_symbolic
from ldm_symbolic.cli.graph import edges, graph_document, graph_dot
from ldm_symbolic.derivations.recorded import recorded, recorded_uses

FEW = ("P2", "S1", "L1")


def test_the_uses_recorded_are_those_of_the_proofs() -> None:
    known = recorded_uses()
    found = uses(proved(ldm_symbolic.catalogue(FEW)))
    few = {claim.id for statement in recorded() if statement.id in FEW for claim in statement.claims}
    there = {name: [other for other in used if other in few] for name, used in known.items() if name in few}
    assert found == {name: used for name, used in there.items() if used}
    assert found


def test_no_claim_rests_on_itself() -> None:
    """Neither at once nor by way of others."""
    known = recorded_uses()
    settled: set[str] = set()

    def visit(name: str, above: tuple[str, ...]) -> None:
        assert name not in above, f"{name} rests on itself by way of {above}"
        if name not in settled:
            for used in known.get(name, ()):
                visit(used, (*above, name))
            settled.add(name)

    for name in known:
        visit(name, ())


def test_every_edge_joins_two_claims() -> None:
    found = edges(recorded(), recorded_uses())
    document = graph_document(recorded(), found)
    known = {node["id"] for node in document["nodes"]}
    assert {edge["kind"] for edge in document["edges"]} == {"uses", "repairs"}
    assert all({edge["from"], edge["to"]} <= known for edge in document["edges"])
    assert json.loads(PATH.read_text(encoding="utf-8")).keys() <= known


def test_what_a_refuted_claim_proves_is_used_by_nothing() -> None:
    refuted = {claim.id for statement in recorded() for claim in statement.claims if claim.verdict == "REFUTED"}
    assert not refuted & {used for those in recorded_uses().values() for used in those}


def test_the_command_prints_it() -> None:
    as_json, as_dot, plain = here("graph", "--json"), here("graph", "--dot"), here("graph")
    assert json.loads(as_json.stdout) == graph_document(recorded(), edges(recorded(), recorded_uses()))
    assert as_dot.stdout == graph_dot(recorded(), edges(recorded(), recorded_uses())) + "\n"
    assert "P2.exact" in plain.stdout
    assert here("graph", "--json", "--dot").returncode == 2


def test_without_graphviz_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda program: None)
    done = here("graph", "--svg")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Graphviz" in done.stderr
