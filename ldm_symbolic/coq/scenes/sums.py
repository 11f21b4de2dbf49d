"""Equations between terms with sums, shown sum by sum and term by term.

Tested in `tests/coq/test_export.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ldm_symbolic.checker.terms import ONE, ZERO, Node, free, minus, node, plus, same, substitute, times
from ldm_symbolic.checker.values import constant, key, value
from ldm_symbolic.coq.scenes.linear import linear, tidy
from ldm_symbolic.coq.scenes.place import Place

_Groups = dict[tuple[Any, Any], tuple[Node, list[tuple[Node, Node]]]]


def equal(place: Place, left: Node, right: Node) -> str:
    """Return tactics that show two terms to be equal, the sums in them term by term."""
    groups, rest, lines, names = _grouped(place, minus(left, right))
    for limits, terms in groups.values():
        line, name = _group(place, limits, terms)
        lines.append(line)
        names.append(name)
    if rest and names:
        gap = plus(*rest)
        name = place.new("E")
        if key(gap) == key(ZERO) and not free(gap):
            return " ".join([*lines, f"clear - {' '.join(names)}. lra."])
        text = place.printer.condition(same(gap, ZERO))
        lines.append(f"assert ({name} : {text}). {{ {place.leaf(same(gap, ZERO))} }}")
        names.append(name)
    if not names:
        return place.leaf(same(left, right))
    return " ".join([*lines, f"clear - {' '.join(names)}. lra."])


def _grouped(place: Place, gap: Node) -> tuple[_Groups, list[Node], list[str], list[str]]:
    """Return sums by their ranges and what stands outside, with tactics for those that are written otherwise."""
    groups: _Groups = {}
    rest: list[Node] = []
    lines: list[str] = []
    names: list[str] = []
    for coefficient, part in linear(gap):
        coefficient = tidy(coefficient)
        if part.kind != "sum":
            rest.append(times(coefficient, part))
            continue
        body, limits = part.parts
        index, lower, upper = limits.parts
        lower = tidy(lower)
        count = constant(value(plus(minus(upper, lower), ONE)))
        if count is not None and count <= 1:
            term = substitute(body, {index: lower}) if count == 1 else ZERO
            one = f"sum_single _ _ {place.printer.integer(lower, 4)} {place.printer.function(body, index)}"
            lines.append(_replaced(place, coefficient, part, term, f"({one})" if count == 1 else "sum_none"))
            names.append(f"E{place.count[0]}")
            if count == 1:
                rest.append(times(coefficient, term))
            continue
        ends, terms = groups.setdefault((key(lower), key(upper)), (limits, []))
        other = node("sum", body, node("range", index, *ends.parts[1:]))
        if place.printer.real(other) != place.printer.real(part):
            lines.append(_replaced(place, coefficient, part, other, "sum_ends"))
            names.append(f"E{place.count[0]}")
        terms.append((coefficient, other))
    return groups, rest, lines, names


def _replaced(place: Place, coefficient: Node, part: Node, other: Node, lemma: str) -> str:
    ways = [f"{place.printer.real(coefficient, 2)} * {place.printer.real(one, 2)}" for one in (part, other)]
    word = place.new("E")
    return f"assert ({word} : {' = '.join(ways)}). {{ apply (f_equal (Rmult _)). apply {lemma}; lia. }}"


def _group(place: Place, limits: Node, terms: Sequence[tuple[Node, Node]]) -> tuple[str, str]:
    """Return tactics that show a combination of sums over one range to vanish, and the name of what they show."""
    scene = place.inner()
    index = scene.bind(limits.parts[0])
    bodies = [substitute(part.parts[0], {part.parts[1].parts[0]: index}) for _, part in terms]
    each = plus(*(times(c, body) for (c, _), body in zip(terms, bodies, strict=True)))
    text, name = _combination(place, terms), place.new("E")
    lower, upper = limits.parts[1:]
    word = place.printer.names[index]
    names = scene.assume(_guard(index, lower, upper))
    goal = same(each, ZERO)
    vanish = _products(place, terms, bodies)
    ends = f"{place.printer.integer(lower, 4)} {place.printer.integer(upper, 4)}"
    inner = (
        f"transitivity (sum {ends} (fun _ => 0)); [|apply sum_zero]. rewrite <- ?sum_times, <- ?sum_plus. "
        "apply sum_ext. "
        f"intros {word} {names}. cbv beta. assert (Q : {vanish}). {{ {scene.leaf(goal)} }} clear - Q. lra."
    )
    return f"assert ({name} : {text} = 0). {{ {inner} }}", name


def _combination(place: Place, terms: Sequence[tuple[Node, Node]]) -> str:
    return " + ".join(f"{place.printer.real(c, 2)} * {place.printer.real(part, 2)}" for c, part in terms)


def _products(place: Place, terms: Sequence[tuple[Node, Node]], bodies: Sequence[Node]) -> str:
    each = plus(*(times(c, body) for (c, _), body in zip(terms, bodies, strict=True)))
    return place.printer.condition(same(each, ZERO))


def rewritten(place: Place, goal: Node, says: Node, name: str) -> str:
    left, right = (
        minus(*one.parts) if one.kind not in (">", ">=") else minus(*reversed(one.parts)) for one in (goal, says)
    )
    if key(left) != key(right):
        right = minus(ZERO, right)
    text, word = place.printer.condition(same(left, right)), place.new("E")
    return f"assert ({word} : {text}). {{ {equal(place, left, right)} }} clear - {word} {name}. lra."


def _guard(index: Node, lower: Node, upper: Node) -> list[Node]:
    return [node("<=", lower, index), node("<=", index, upper)]
