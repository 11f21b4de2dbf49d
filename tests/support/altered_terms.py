"""Terms and conditions with one thing altered, in every place."""

from __future__ import annotations

from fractions import Fraction

from ldm_symbolic.checker.terms import Node, node

_FLIPPED = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}


def alterations(term: Node) -> list[Node]:
    """Return a node with one number or relation altered, in every place."""
    found = []
    if term.kind == "number":
        found.append(node("number", term.parts[0] + Fraction(1, 7)))
    if term.kind in _FLIPPED:
        found.append(node(_FLIPPED[term.kind], *term.parts))
    for place, part in enumerate(term.parts):
        if isinstance(part, Node):
            found += [node(term.kind, *term.parts[:place], new, *term.parts[place + 1 :]) for new in alterations(part)]
    return found
