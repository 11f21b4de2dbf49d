"""One condition as a sentence of its own: what is tall is displayed, what is wide is broken or gets names.

Tested in `tests/latex/sentences/test_statement.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sympy.core.relational import Relational
from sympy.logic.boolalg import And, Boolean, Equivalent, Implies, Or

from ldm_symbolic.latex.document.nodes import (
    Display,
    Formula,
    Items,
    Piece,
    Text,
    between,
)
from ldm_symbolic.latex.document.terms import (
    Added,
    Slope,
)
from ldm_symbolic.latex.formulas.layout import LINE, chained, width
from ldm_symbolic.latex.formulas.writer import Writer
from ldm_symbolic.latex.names.order import in_words, nested, weight
from ldm_symbolic.latex.sentences.local import fitted, replaced, where_defined
from ldm_symbolic.proof.language.predicate import ForEach, IsDerivative, SolvesLinearODE, UniqueRoot
from ldm_symbolic.proof.language.terms import substitute

_SCOPE = re.compile(r"Suppose|\b(for all|if)\b")  # what an opening may hold that all parts of a sentence fall under


def conclusion(writer: Writer, condition: Boolean, opening: Piece | Text = "") -> Text:
    """A condition as a sentence that begins with an opening, its long formulas displayed."""
    condition = writer.apart(condition)
    definitions, names = fitted(writer, [condition])
    opening = Text(opening)
    if definitions:
        opening = Text(opening, "with", where_defined([condition], names), Display(tuple(definitions), ","), "\n")
    text = _said(writer, replaced(condition, names), opening)
    for start in ("Then ", "It holds that "):
        if text.begins(f"{start}if ") and ", then " in text.words:
            return text.without_opening(start).capital()
    return text


def needs_items(writer: Writer, condition: Boolean) -> bool:
    """Whether a condition is a choice in which brackets would stand around large formulas."""
    return isinstance(condition, Or) and _is_heavy(writer, condition) and "(" in writer.sentence(condition).words


def equation(condition: SolvesLinearODE) -> Display:
    """A linear equation displayed, with the value at its start unless that is only given a name by itself."""
    value, growth, forcing, start, limits = condition.args
    right = growth * value if forcing == 0 else Added(growth * value, forcing)
    first = substitute(value, {limits[0]: limits[1]})
    given = [] if first == start else [Formula.of(first, "=", start)]
    return Display((Formula.of(Slope(value, limits[0]), "=", right), *given))


def _said(writer: Writer, condition: Boolean, opening: Text) -> Text:
    formula = writer.formula(condition)
    if formula is not None:
        return _formula(writer, condition, formula, opening)
    match condition:
        case SolvesLinearODE():
            value, *_, limits = condition.args
            solved = Text(Formula.of(value), " solves, ", writer.on(limits), ", the equation")
            return Text(opening, solved, equation(condition))
        case UniqueRoot():
            solved_by = writer.sentence(condition).formulas[0]
            if writer.is_tall(solved_by):
                place = writer.range(condition.args[1])
                return Text(opening, "there is exactly one ", place, " with", Display((solved_by,)))
        case Equivalent():
            return _equivalence(writer, condition, opening)
        case ForEach():
            return _for_each(writer, condition, opening)
        case Implies():
            guard, body = condition.args
            if not isinstance(body, Equivalent | Implies) or _iff(writer, body):
                return conclusion(writer, body, Text(opening, "if ", writer.sentence(guard), ", then "))
        case And() if _is_long(writer, condition):
            return _all_of(writer, condition, opening)
        case Or() if needs_items(writer, condition):
            return _items(writer, condition.args, Text(opening, "at least one of the following holds"))
    return writer.displayed(Text(opening, writer.sentence(condition), "."))


def _all_of(writer: Writer, condition: And, opening: Text) -> Text:
    parts = grouped(condition)
    formulas = [writer.formula(part) for part in parts if not isinstance(part, IsDerivative)]
    if len(formulas) == len(parts) and all(formulas):
        return Text(opening.bare(), Display(tuple(filter(None, formulas))))
    if not _SCOPE.search(opening.words):
        parts = sorted(parts, key=lambda part: (_said(writer, part, Text()).is_displayed, parts.index(part)))
        said = [_said(writer, part, Text("Moreover, ") if n else opening) for n, part in enumerate(parts)]
        return between("\n", said)
    return _items(writer, parts, Text(opening, "the following hold"))


def _items(writer: Writer, parts: Iterable[Boolean], lead: Text) -> Text:
    return Text(lead.capital(), ":", Items(tuple(_item(writer, part).capital() for part in parts)))


def _item(writer: Writer, part: Boolean) -> Text:
    """One item of a list: a formula in the line where it fits there."""
    text = Text(writer.sentence(part), ".")
    plain = writer.formula(part) is not None and not isinstance(part, IsDerivative)
    return text if plain and writer.displayed(text) == text else _said(writer, part, Text())


def _formula(writer: Writer, condition: Boolean, formula: Formula, opening: Text) -> Text:
    """A condition that is one formula, in the line or displayed, with the range of a derivative."""
    if not isinstance(condition, IsDerivative):
        if writer.is_tall(formula):
            return Text(opening.bare(), Display((formula,)))
        return Text(opening, formula, ".")
    place = writer.range(condition.args[2])
    beside = Display((formula,), beside=place)
    if not writer.fits(beside):
        return Text(opening, "for ", place, ",", Display((formula,)))
    return Text(opening.bare(), beside)


def _is_long(writer: Writer, condition: Boolean) -> bool:
    sentence = writer.sentence(condition)
    return width(writer.written(sentence), inline=True) > LINE or writer.displayed(sentence) != sentence


def _for_each(writer: Writer, condition: ForEach, opening: Text) -> Text:
    """A condition on all of a range: the range comes first where the condition is displayed."""
    body, ranges = nested(condition)
    inner = body.args[1] if isinstance(body, Implies) else body
    formula = writer.formula(inner)
    sentence = writer.for_each(body, ranges)
    plain = writer.displayed(sentence) == sentence and not (formula and writer.is_tall(formula))
    if plain and not needs_items(writer, inner):
        return Text(opening, sentence, ".")
    guard = Text(" with ", writer.sentence(body.args[0])) if inner is not body else ""
    return conclusion(writer, inner, Text(opening, writer.for_all(ranges), guard, ", "))


def grouped(condition: And) -> list[Boolean]:
    """The parts of a conjunction, what makes one chain of comparisons kept together: predicates come first."""
    groups: list[list[Any]] = []
    for part in sorted((part for part in condition.args if isinstance(part, Relational)), key=weight):
        group = next((group for group in groups if len(chained([*group, part])) == 1), None)
        if group is None:
            groups.append([part])
        else:
            group.append(part)
    others = [part for part in in_words(condition.args) if not isinstance(part, Relational)]
    return [*others, *(And(*group) if len(group) > 1 else group[0] for group in groups)]


def _equivalence(writer: Writer, condition: Equivalent, opening: Text) -> Text:
    sides = sorted(in_words(condition.args), key=lambda side: _is_joined(writer, side))
    if _is_joined(writer, sides[1]) and _is_heavy(writer, sides[1]):
        if _is_joined(writer, sides[0]):
            return _items(writer, sides, Text(opening, "the following two statements are equivalent"))
        return _joined_side(writer, sides[0], sides[1], opening)
    first, second = sorted(in_words(condition.args), key=lambda side: writer.formula(side) is not None)
    left, right = writer.formula(first), writer.formula(second)
    line = _iff(writer, condition)
    if line:
        return Text(opening.bare(), Display((line,)))
    if left is not None and right is not None and (writer.is_tall(left) or writer.is_tall(right)):
        return Text(opening.bare(), Display((left,), ""), "\nif and only if", Display((right,)))
    if right is not None and writer.is_tall(right):
        lead = writer.displayed(Text(opening, writer.part(first), " if and only if"))
        return Text(lead, Display((right,)))
    return writer.displayed(Text(opening, writer.sentence(condition), "."))


def _iff(writer: Writer, condition: Equivalent) -> Formula | None:
    """An equivalence of two formulas that one line of a display holds; None if it is none, or is said in words."""
    first, second = sorted(in_words(condition.args), key=lambda side: writer.formula(side) is not None)
    left, right = writer.formula(first), writer.formula(second)
    if left is None or right is None or not (writer.is_tall(left) or writer.is_tall(right)):
        return None
    line = left.then("iff", right)
    return line if writer.width(line) <= LINE and not writer.is_broken(line) else None


def _joined_side(writer: Writer, first: Boolean, second: Boolean, opening: Text) -> Text:
    """An equivalence of which the second side is several large formulas."""
    lead = writer.displayed(Text(opening, writer.part(first), " if and only if"))
    parts = grouped(second) if isinstance(second, And) else sorted(second.args, key=weight)
    formulas = [writer.formula(part) for part in parts]
    if all(formulas):
        word = "and" if isinstance(second, And) else "or"
        return Text(lead, Display(tuple(filter(None, formulas)), word=word))
    holds = "the following hold" if isinstance(second, And) else "at least one of the following holds"
    return _items(writer, parts, Text(lead, f" {holds}"))


def _is_joined(writer: Writer, condition: Boolean) -> bool:
    return isinstance(condition, And | Or) and writer.formula(condition) is None


def _is_heavy(writer: Writer, condition: Boolean) -> bool:
    """Whether a sentence has a formula that is better displayed."""
    return any(map(writer.is_tall, writer.sentence(condition).formulas)) or _is_long(writer, condition)
