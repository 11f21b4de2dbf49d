"""What a proof by cases may show on its way: what follows by one implication, and comparisons without inverses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from ldm_symbolic.checker.terms import Node, is_integer, node, number, plus, ranges, times


def chains(says: Node, name: str) -> Iterable[tuple[Node, Node, str]]:
    """Yield what must hold for something to follow, what follows, and the tactic that shows it."""
    match says.kind:
        case "implies" if says.parts[0].kind == "true":
            yield *says.parts, name
        case "implies":
            yield *says.parts, f"({name} ltac:(settle))"
        case "iff" if len(says.parts) == 2:
            first, second = says.parts
            yield first, second, f"(proj1 {name} ltac:(settle))"
            yield second, first, f"(proj2 {name} ltac:(settle))"
        case "or" if len(says.parts) == 2:
            first, second = says.parts
            yield opposite(first), second, f"(not_first _ _ {name} ltac:(settle))"
            yield opposite(second), first, f"(not_second _ _ {name} ltac:(settle))"
        case "and" if len(says.parts) == 2:
            yield node("true"), says.parts[0], f"(proj1 {name})"
            yield node("true"), says.parts[1], f"(proj2 {name})"
        case "not" if says.parts[0].kind in OPPOSITE:
            inner = says.parts[0]
            lemma = ("Znot_" if all(map(is_integer, inner.parts)) else "Rnot_") + _TURNED[inner.kind]
            yield node("true"), opposite(inner), f"({lemma} _ _ {name})"


_TURNED = {"<": "lt_le", ">": "lt_le", "<=": "le_lt", ">=": "le_lt"}
OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def opposite(condition: Node) -> Node:
    if condition.kind in OPPOSITE:
        return node(OPPOSITE[condition.kind], *condition.parts)
    return condition.parts[0] if condition.kind == "not" else node("not", condition)


def factors_of(part: Node) -> Iterable[Node]:
    for inner in part.parts:
        if isinstance(inner, Node) and not ranges(inner):
            if part.kind == "*" and inner.kind in ("+", "symbol", "entry") and not is_integer(inner):
                yield inner
            yield from factors_of(inner)


def cleared(relation: Node) -> Iterable[Node]:
    """Yield the difference of the sides of a comparison times what is inverted in it."""
    if compound(relation):
        return
    left, right = relation.parts
    terms = [*_terms(left, False), *_terms(right, True)]
    bases = dict.fromkeys(f.parts[0] for term in terms for f in term if f.kind == "^" and f.parts[1].parts[0] == -1)
    for chosen in [list(bases)] * (len(bases) == 2) + [[base] for base in bases]:
        ways = [_without(term, chosen) for term in terms]
        yield plus(*(times(*way) if len(way) > 1 else way[0] for way in ways))


def substituted(relation: Node, others: Iterable[Node]) -> Iterable[Node]:
    """Yield a comparison with a side that an equation names replaced by what it is equal to."""
    for equation in others:
        if equation.kind in ("=", "Identity") and equation.parts[0] in relation.parts:
            sides = (equation.parts[1] if side is equation.parts[0] else side for side in relation.parts)
            yield node(relation.kind, *sides)


def _without(term: Sequence[Node], bases: Sequence[Node]) -> list[Node]:
    for base in bases:
        inverse = node("^", base, number(-1))
        term = [*(f for f in term if f is not inverse), *([] if inverse in term else [base])]
    return list(term) or [number(1)]


def _terms(side: Node, turned: bool) -> list[list[Node]]:
    parts = side.parts if side.kind == "+" else (side,)
    sign = [number(-1)] if turned else []
    return [[*sign, *(part.parts if part.kind == "*" else (part,))] for part in parts]


def names_of(part: Node) -> Iterable[Node]:
    if part.kind == "^" and part.parts[1].parts[0].denominator == 2:
        yield node("^", part.parts[0], number(Fraction(1, 2)))
    elif part.kind in ("symbol", "entry") and not is_integer(part):
        yield part
    elif not ranges(part):
        for inner in part.parts:
            if isinstance(inner, Node):
                yield from names_of(inner)


def compared(kind: str, left: Node, right: Node) -> Node:
    return node(kind, left, right)


def compound(condition: Node) -> bool:
    return condition.kind not in ("<", "<=", ">", ">=", "=", "Identity")


def sides(condition: Node) -> tuple[Node, Node]:
    left, right = condition.parts
    return (right, left) if condition.kind in (">=", "<") else (left, right)
