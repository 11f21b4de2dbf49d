"""What rests on what in the catalogue: a claim uses another where its proof has that claim as a step, or repairs it.

What is recorded is shown, and nothing proved; `tests/make/checking/uses.py` reads the uses off the proofs.

Tested in `tests/cli/test_graph.py`.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from ldm_symbolic.cli.console import print_json, user_input

if TYPE_CHECKING:
    from ldm_symbolic.claims.record import RecordedClaim, RecordedStatement

SCHEMA = "ldm-symbolic/graph/1"
_COLOURS = {"PROVED": "palegreen3", "REFUTED": "lightsalmon", "TESTED": "lightyellow2", "UNDECIDED": "grey80"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """One claim rests on another.

    Args:
        start: the id of the claim that rests on the other.
        end: the id of the other.
        kind: "uses" or "repairs".
    """

    start: str
    end: str
    kind: str


def edges(statements: Iterable[RecordedStatement], uses: Mapping[str, Sequence[str]]) -> tuple[Edge, ...]:
    """Return what rests on what, in the order of the claims.

    Args:
        statements: what is recorded of the catalogue.
        uses: id of a claim -> ids of the claims that are steps of its proof.
    """
    claims = [claim for statement in statements for claim in statement.claims]
    found = []
    for claim in claims:
        found += [Edge(start=claim.id, end=used, kind="uses") for used in uses.get(claim.id, ())]
        found += [Edge(start=claim.id, end=claim.repairs, kind="repairs")] if claim.repairs else []
    return tuple(found)


def graph_document(statements: Sequence[RecordedStatement], found: Iterable[Edge]) -> dict[str, Any]:
    """Return the graph in the schema `ldm-symbolic/graph/1`: claims, and what rests on what."""
    nodes = [
        {
            "id": claim.id,
            "statement": statement.id,
            "role": str(claim.role),
            "says": claim.says,
            "verdict": str(claim.verdict),
            "severity": claim.severity and claim.severity.value,
        }
        for statement in statements
        for claim in statement.claims
    ]
    links = [{"from": edge.start, "to": edge.end, "kind": edge.kind} for edge in found]
    return {"schema": SCHEMA, "nodes": nodes, "edges": links}


def graph_dot(
    statements: Iterable[RecordedStatement],
    found: Iterable[Edge],
    link: Callable[[RecordedClaim], str] | None = None,
) -> str:
    """Return the graph in Graphviz's language: a box for each statement, a repair dashed.

    Args:
        statements: what is recorded of the catalogue, or of a part of it.
        found: what rests on what in it.
        link: where a click on a claim leads; None for nowhere.

    >>> print(graph_dot([], [Edge(start="P2.exact", end="P2.step", kind="uses")]))
    digraph catalogue {
      rankdir=LR; node [shape=box, style=filled, fontname="sans-serif"];
      "P2.exact" -> "P2.step";
    }
    """
    lines = ['  rankdir=LR; node [shape=box, style=filled, fontname="sans-serif"];']
    for statement in statements:
        lines.append(f'  subgraph "cluster_{statement.id}" {{ label="{statement.id}";')
        lines += [f'    "{claim.id}" [{_look(claim, link)}];' for claim in statement.claims]
        lines.append("  }")
    dashed = {"uses": "", "repairs": " [style=dashed]"}
    lines += [f'  "{edge.start}" -> "{edge.end}"{dashed[edge.kind]};' for edge in found]
    return "\n".join(["digraph catalogue {", *lines, "}"])


def _look(claim: RecordedClaim, link: Callable[[RecordedClaim], str] | None) -> str:
    """The attributes of a claim: the colour of its verdict, and what it says where it can be clicked."""
    colour = f"fillcolor={_COLOURS[str(claim.verdict)]}"
    if link is None:
        return colour
    says = claim.says.replace("\\", "\\\\").replace('"', '\\"')
    return f'{colour}, URL="{link(claim)}", tooltip="{says}"'


def graph_lines(found: Iterable[Edge]) -> str:
    """Return a line for each claim that rests on others.

    >>> graph_lines([Edge(start="P2.exact", end="P2.step", kind="uses")])
    'P2.exact uses P2.step'
    """
    said: dict[tuple[str, str], list[str]] = {}
    for edge in found:
        said.setdefault((edge.start, edge.kind), []).append(edge.end)
    return "\n".join(f"{start} {kind} {', '.join(ends)}" for (start, kind), ends in said.items())


def graph_svg(dot: str) -> str:
    """Return the picture that Graphviz draws.

    Args:
        dot: as `graph_dot` writes it.

    Raises:
        ValueError: if Graphviz is not installed, or draws nothing.
    """
    program = shutil.which("dot")
    if program is None:
        raise ValueError("--svg needs Graphviz, whose program dot is not on the path; --dot writes what it reads")
    done = subprocess.run([program, "-Tsvg"], input=dot, capture_output=True, text=True, check=False, timeout=120)
    if done.returncode:
        raise ValueError(f"Graphviz draws nothing: {done.stderr.strip()[:200]}")
    return done.stdout.rstrip("\n")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="JSON on standard output.")
@click.option("--dot", "as_dot", is_flag=True, help="In the language of Graphviz.")
@click.option("--svg", "as_svg", is_flag=True, help="Drawn by Graphviz, which must be installed.")
def graph(as_json: bool, as_dot: bool, as_svg: bool) -> None:
    """What rests on what: which claims are steps of which proofs, and what repairs what.

    What is recorded is shown, and nothing proved; alone, a line for each claim that rests on others.
    """
    with user_input():
        from ldm_symbolic.derivations.recorded import recorded, recorded_uses

        if as_json + as_dot + as_svg > 1:
            raise ValueError("--json, --dot and --svg: one of the three")
        known = recorded()
        found = edges(known, recorded_uses())
        text = graph_svg(graph_dot(known, found)) if as_svg else ""
    if as_json:
        print_json(graph_document(known, found))
    else:
        click.echo(text or (graph_dot(known, found) if as_dot else graph_lines(found)))
