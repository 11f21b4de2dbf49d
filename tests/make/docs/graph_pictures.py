"""Pictures of what rests on what, drawn by Graphviz: of the whole catalogue, and of a statement with its neighbours."""

from __future__ import annotations

import re
from dataclasses import replace

from ldm_symbolic.claims.record import RecordedClaim, RecordedStatement
from ldm_symbolic.cli.graph import edges, graph_dot, graph_svg
from ldm_symbolic.derivations.recorded import recorded, recorded_uses

_HEAD = re.compile(r"^.*?(?=<svg)", re.DOTALL)


def place(claim_id: str) -> str:
    """The name of the place of a claim on the page of its statement.

    >>> place("P5.A6.printed-all")
    'p5-a6-printed-all'
    """
    return claim_id.lower().replace(".", "-")


def whole_graph() -> str:
    """The graph of the catalogue as SVG; each claim is a link to its place."""
    owner = {claim.id: statement.id for statement in recorded() for claim in statement.claims}

    def link(claim: RecordedClaim) -> str:
        return f"statements/{owner[claim.id]}.html#{place(claim.id)}"

    return _inline(graph_svg(graph_dot(recorded(), edges(recorded(), recorded_uses()), link)))


def graph_of(statement: RecordedStatement) -> str:
    """The part of the graph in which a statement has a hand, as SVG; "" where nothing rests on anything."""
    own = {claim.id for claim in statement.claims}
    owner = {claim.id: other.id for other in recorded() for claim in other.claims}
    found = [edge for edge in edges(recorded(), recorded_uses()) if {edge.start, edge.end} & own]
    named = {claim_id for edge in found for claim_id in (edge.start, edge.end)}
    kept = [replace(other, claims=tuple(c for c in other.claims if c.id in named)) for other in recorded()]

    def link(claim: RecordedClaim) -> str:
        return f"{owner[claim.id]}.html#{place(claim.id)}"

    return _inline(graph_svg(graph_dot([other for other in kept if other.claims], found, link))) if found else ""


def _inline(svg: str) -> str:
    """A picture as it stands within a page."""
    return _HEAD.sub("", svg, count=1)
