"""Terms as sums of products: what is nought or one left out, and coefficients told from what they multiply.

Tested in `tests/coq/test_export.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import prod

from ldm_symbolic.checker.terms import ZERO, Node, node, number, times


def tidy(term: Node) -> Node:
    """Return a term without parts that are zero or one, its numbers multiplied out."""
    if term.kind == "range" or not any(isinstance(part, Node) for part in term.parts):
        return term
    parts = [tidy(part) if isinstance(part, Node) else part for part in term.parts]
    if term.kind == "+":
        flat = [inner for part in parts for inner in (part.parts if part.kind == "+" else (part,))]
        value = sum((part.parts[0] for part in flat if part.kind == "number"), Fraction(0))
        kept = [part for part in flat if part.kind != "number"] + ([number(value)] if value else [])
        return _joined("+", kept, ZERO)
    if term.kind == "*":
        flat = [inner for part in parts for inner in (part.parts if part.kind == "*" else (part,))]
        value = prod((part.parts[0] for part in flat if part.kind == "number"), start=Fraction(1))
        if not value:
            return ZERO
        kept = ([number(value)] if value != 1 else []) + [part for part in flat if part.kind != "number"]
        return _joined("*", kept, number(1))
    return node(term.kind, *parts)


def _joined(kind: str, parts: Sequence[Node], none: Node) -> Node:
    return none if not parts else parts[0] if len(parts) == 1 else node(kind, *parts)


def has_sum(term: Node) -> bool:
    """Say whether there is a sum in a term."""
    return term.kind == "sum" or any(has_sum(part) for part in term.parts if isinstance(part, Node))


def linear(term: Node) -> Iterable[tuple[Node, Node]]:
    """Yield coefficients and parts, sums among them, whose products add up to a term."""
    if term.kind == "+":
        for part in term.parts:
            yield from linear(part)
    elif term.kind == "*" and sum(map(has_sum, term.parts)) == 1:
        (inner,) = filter(has_sum, term.parts)
        factors = [part for part in term.parts if part is not inner]
        for coefficient, part in linear(inner):
            yield (times(*factors, coefficient) if coefficient is not number(1) else _product(factors)), part
    else:
        yield number(1), term


def _product(factors: Sequence[Node]) -> Node:
    return factors[0] if len(factors) == 1 else times(*factors)


def in_place(term: Node) -> Node:
    """Return a number that is to be written where a name stood, not first in its product and not last in its sum."""
    return node("number", term.parts[0], "in place") if term.kind == "number" else term


def plain(term: Node) -> Node:
    """Return a number as such."""
    return number(term.parts[0])


def coefficient(term: Node) -> int | None:
    """The place of the number in a product; a name that became a number is none."""
    return next((place for place, part in enumerate(term.parts) if part.kind == "number" and part == plain(part)), None)


def negative(term: Node) -> bool:
    """Say whether a term is a negative number, or a product with one."""
    if term.kind == "number":
        return bool(term.parts[0] < 0) and term == plain(term)
    place = coefficient(term) if term.kind == "*" and len(term.parts) > 1 else None
    return place is not None and bool(term.parts[place].parts[0] < 0)


def opposite(term: Node) -> Node:
    """The term with the sign of its number turned."""
    if term.kind == "number":
        return node("number", -term.parts[0])
    place = coefficient(term)
    parts = [node("number", -part.parts[0]) if at == place else part for at, part in enumerate(term.parts)]
    kept = [part for at, part in enumerate(parts) if at != place or part.parts[0] != 1]
    return kept[0] if len(kept) == 1 else node("*", *kept)
