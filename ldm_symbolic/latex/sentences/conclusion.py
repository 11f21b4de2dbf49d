"""One condition as a sentence of its own: what is tall is displayed, what is wide is broken or gets names.

Tested in `tests/latex/sentences/test_statement.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sympy.core.relational import Relational
from sympy.logic.boolalg import And, Boolean, Equivalent, Implies, Or

from ldm_symbolic.latex.formulas.layout import LINE, block, chained, gathered, is_tall, joined, listed, width
from ldm_symbolic.latex.formulas.parts import in_words, nested, weight
from ldm_symbolic.latex.formulas.writer import Writer
from ldm_symbolic.latex.sentences.local import fitted, replaced, where_defined
from ldm_symbolic.proof.language.predicate import ForEach, IsDerivative, SolvesLinearODE, UniqueRoot
from ldm_symbolic.proof.language.terms import substitute

_IF = re.compile(r"^(Then|It holds that) if (?=.*, then )", re.DOTALL)
_SCOPE = re.compile(r"Suppose|\b(for all|if)\b")  # what an opening may hold that all parts of a sentence fall under


def conclusion_tex(writer: Writer, condition: Boolean, opening: str = "") -> str:
    """A condition as a sentence that begins with an opening, its long formulas displayed."""
    condition = writer.apart(condition)
    definitions, names = fitted(writer, [condition])
    if definitions:
        opening = f"{opening}with{where_defined([condition], names)}{block(gathered(definitions, ','))}\n"
    return _IF.sub("If ", _said(writer, replaced(condition, names), opening))


def needs_items(writer: Writer, condition: Boolean) -> bool:
    """Whether a condition is a choice in which brackets would stand around large formulas."""
    return isinstance(condition, Or) and _is_heavy(writer, condition) and "(" in _words(writer.sentence(condition))


def equation_tex(writer: Writer, condition: SolvesLinearODE) -> str:
    """A linear equation displayed, with the value at its start unless that is only given a name by itself."""
    value, growth, forcing, start, limits = condition.args
    right = writer.math(growth * value) + ("" if forcing == 0 else f" + {writer.math(forcing)}")
    equation = writer.line([("", writer.slope_of(value, limits[0])), ("=", right.replace("+ -", "- "))])
    first = substitute(value, {limits[0]: limits[1]})
    given = [] if first == start else [f"{writer.math(first)} = {writer.math(start)}"]
    return block(gathered([writer.lines(equation), *given]))


def _said(writer: Writer, condition: Boolean, opening: str) -> str:
    formula = writer.display(condition)
    if formula is not None:
        return _formula(writer, condition, formula, opening)
    match condition:
        case SolvesLinearODE():
            value, *_, limits = condition.args
            solved = f"${writer.math(value)}$ solves, {writer.on(limits)}, the equation"
            return f"{opening}{solved}{equation_tex(writer, condition)}"
        case UniqueRoot():
            function, limits = condition.args
            equation = writer.line([("", function), ("=", "0")])
            if is_tall(equation):
                lead = f"{opening}there is exactly one ${writer.range(limits)}$ with"
                return f"{lead}{block(f'{writer.lines(equation)}.')}"
        case Equivalent():
            return _equivalence(writer, condition, opening)
        case ForEach():
            return _for_each(writer, condition, opening)
        case Implies():
            guard, body = condition.args
            if not isinstance(body, Equivalent | Implies) or _iff(writer, body):
                return conclusion_tex(writer, body, f"{opening}if {writer.sentence(guard)}, then ")
        case And() if _is_long(writer, condition):
            return _all_of(writer, condition, opening)
        case Or() if needs_items(writer, condition):
            return _items(writer, condition.args, f"{opening}at least one of the following holds")
    return writer.displayed(f"{opening}{writer.sentence(condition)}.")


def _all_of(writer: Writer, condition: And, opening: str) -> str:
    parts = grouped(condition)
    formulas = [writer.display(part) for part in parts if not isinstance(part, IsDerivative)]
    if len(formulas) == len(parts) and all(formulas):
        return opening.rstrip() + block(gathered([text for text in formulas if text]))
    if not _SCOPE.search(_words(opening)):
        parts = sorted(parts, key=lambda part: (_is_displayed(writer, part), parts.index(part)))
        return "\n".join(_said(writer, part, "Moreover, " if n else opening) for n, part in enumerate(parts))
    return _items(writer, parts, f"{opening}the following hold")


def _items(writer: Writer, parts: Iterable[Boolean], lead: str) -> str:
    items = "\n".join(rf"\item {_capital(_item(writer, part))}" for part in parts)
    return f"{_capital(lead)}:\n\\begin{{itemize}}\n{items}\n\\end{{itemize}}"


def _item(writer: Writer, part: Boolean) -> str:
    """One item of a list: a formula in the line where it fits there."""
    text = f"{writer.sentence(part)}."
    plain = writer.parts(part) is not None and not isinstance(part, IsDerivative)
    return text if plain and writer.displayed(text) == text else _said(writer, part, "")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _words(text: str) -> str:
    """A text without the formulas in it."""
    return re.sub(r"\$[^$]*\$", "", text)


def _formula(writer: Writer, condition: Boolean, formula: str, opening: str) -> str:
    """A condition that is one formula, in the line or displayed, with the range of a derivative."""
    if not isinstance(condition, IsDerivative):
        return f"{opening.rstrip()}{block(f'{formula}.')}" if is_tall(formula) else f"{opening}${formula}$."
    place = writer.range(condition.args[2])
    end = rf", \qquad {place}."
    if width(formula + end) > LINE or r"\begin{split}" in formula:
        return f"{opening}for ${place}$,{block(f'{formula}.')}"
    return f"{opening.rstrip()}{block(formula + end)}"


def _is_long(writer: Writer, condition: Boolean) -> bool:
    sentence = writer.sentence(condition)
    return width(sentence, inline=True) > LINE or writer.displayed(sentence) != sentence


def _is_displayed(writer: Writer, condition: Boolean) -> bool:
    return "\\begin{equation*}" in _said(writer, condition, "")


def _for_each(writer: Writer, condition: ForEach, opening: str) -> str:
    """A condition on all of a range: the range comes first where the condition is displayed."""
    body, ranges = nested(condition)
    words = f"for all {listed([f'${writer.range(limits)}$' for limits in ranges])}"
    inner = body.args[1] if isinstance(body, Implies) else body
    formula = writer.display(inner)
    sentence = writer.for_each(body, ranges)
    plain = writer.displayed(sentence) == sentence and not (formula and is_tall(formula))
    if plain and not needs_items(writer, inner):
        return f"{opening}{sentence}."
    guard = f" with {writer.sentence(body.args[0])}" if inner is not body else ""
    return conclusion_tex(writer, inner, f"{opening}{words}{guard}, ")


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


def _equivalence(writer: Writer, condition: Equivalent, opening: str) -> str:
    sides = sorted(in_words(condition.args), key=lambda side: _is_joined(writer, side))
    if _is_joined(writer, sides[1]) and _is_heavy(writer, sides[1]):
        if _is_joined(writer, sides[0]):
            return _items(writer, sides, f"{opening}the following two statements are equivalent")
        return _joined_side(writer, sides[0], sides[1], opening)
    first, second = sorted(in_words(condition.args), key=lambda side: writer.parts(side) is not None)
    texts = [writer.display(first), writer.display(second)]
    line = _iff(writer, condition)
    if line:
        return opening.rstrip() + block(f"{line}.")
    if texts[0] is not None and texts[1] is not None and any(map(is_tall, filter(None, texts))):
        return f"{opening.rstrip()}{block(texts[0])}\nif and only if{block(f'{texts[1]}.')}"
    if texts[1] is not None and is_tall(texts[1]):
        lead = writer.displayed(f"{opening}{writer.part(first)} if and only if")
        return f"{lead}{block(f'{texts[1]}.')}"
    return writer.displayed(f"{opening}{writer.sentence(condition)}.")


def _iff(writer: Writer, condition: Equivalent) -> str:
    """An equivalence of two formulas that one line of a display holds; "" if it is none, or belongs into a sentence."""
    first, second = sorted(in_words(condition.args), key=lambda side: writer.parts(side) is not None)
    texts = [writer.display(side) or "" for side in (first, second)]
    line = rf"{texts[0]} \iff {texts[1]}"
    return line if all(texts) and any(map(is_tall, texts)) and width(line) <= LINE and "{split}" not in line else ""


def _joined_side(writer: Writer, first: Boolean, second: Boolean, opening: str) -> str:
    """An equivalence of which the second side is several large formulas."""
    lead = writer.displayed(f"{opening}{writer.part(first)} if and only if")
    parts = grouped(second) if isinstance(second, And) else sorted(second.args, key=weight)
    formulas = [writer.display(part) for part in parts]
    if all(formulas):
        word = "and" if isinstance(second, And) else "or"
        return lead + block(joined([text for text in formulas if text], word))
    holds = "the following hold" if isinstance(second, And) else "at least one of the following holds"
    return _items(writer, parts, f"{lead} {holds}")


def _is_joined(writer: Writer, condition: Boolean) -> bool:
    return isinstance(condition, And | Or) and writer.parts(condition) is None


def _is_heavy(writer: Writer, condition: Boolean) -> bool:
    """Whether a sentence has a formula that is better displayed."""
    return any(map(is_tall, re.findall(r"\$([^$]*)\$", writer.sentence(condition)))) or _is_long(writer, condition)
