"""Hypotheses as an author says them: numbers first, then the schedule, what names stand for, and what is assumed.

Tested in `tests/latex/derivations/test_derivation.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from sympy import Ge, Gt, Indexed, Le, Lt, Symbol, true
from sympy.core.relational import Equality, Relational
from sympy.logic.boolalg import And, Boolean, Equivalent, Implies, Not, Or

from ldm_symbolic.latex.document.nodes import Display, Formula, Text, between, listed
from ldm_symbolic.latex.formulas.layout import LINE, chained
from ldm_symbolic.latex.formulas.writer import Writer
from ldm_symbolic.latex.names.order import nested
from ldm_symbolic.latex.sentences.conclusion import conclusion, equation, needs_items
from ldm_symbolic.latex.sentences.local import Names, replaced
from ldm_symbolic.proof.language.conditions import conjuncts, oriented
from ldm_symbolic.proof.language.predicate import Clock, ForEach, Identity, SolvesLinearODE
from ldm_symbolic.proof.language.terms import free

_STIFF = LINE // 3  # digits of a piece that TeX cannot break, from which on a paragraph around it would have gaps


def hypotheses(
    writer: Writer, assumed: Iterable[Boolean], *, notes: Sequence[Text] = (), names: Names | None = None
) -> list[Text]:
    """Hypotheses as sentences, each name defined before it is used.

    Args:
        writer: of the fragment.
        assumed: the hypotheses.
        notes: what abbreviations and names stand for; that stands before the first sentence that needs it.
        names: for large terms, as `local.named` gives them; the notes define them.
    """
    told = (writer.apart(c) for c in conjuncts(assumed) if not _is_trivial(c))
    conditions = without_weaker(list({oriented(c): c for c in told}.values()))
    definitions = definitions_of(conditions)
    defined = frozenset(_defined(condition) for condition in definitions)
    written = {c: replaced(c, names or {}) for c in conditions}
    numbers = [c for c in conditions if _is_number(c, defined) and c == written[c] and not _is_wide(writer, c)]
    clocks = [c for c in conditions if isinstance(c, Clock)]
    rest = [written[c] for c in conditions if c not in {*numbers, *clocks, *definitions}]
    wide = [c for c in rest if isinstance(c, SolvesLinearODE) or _is_wide(writer, c)]
    modes = [c for c in rest if isinstance(c, ForEach) and c not in wide]
    late = [c for c in rest if c not in {*modes, *wide}]
    lines = [Text("Let ", listed(_chains(numbers)), ".")] if numbers else []
    lines += [Text("Suppose that ", writer.sentence(clock), ".") for clock in clocks]
    lines = [*notes, *lines] if writer.explained([*numbers, *clocks]) else [*lines, *notes]
    lines += _definitions(writer, [written[condition] for condition in definitions])
    lines += [Text("Suppose that ", _joined(_by_range(writer, modes)), ".")] if modes else []
    lines += [Text("Suppose that ", _joined(_sentences(writer, late)), ".")] if late else []
    return lines + _displayed(writer, wide)


def _displayed(writer: Writer, conditions: Sequence[Boolean]) -> list[Text]:
    """Assumptions with large formulas: those that are formulas together, the others each on its own."""
    formulas = [c for c in conditions if isinstance(c, Relational | Identity)]
    if len(formulas) < 2:
        return [assumption(writer, c) for c in conditions]
    shown = Text("Suppose that", Display(tuple(filter(None, map(writer.formula, formulas)))))
    return [shown, *(assumption(writer, c) for c in conditions if c not in formulas)]


def _chains(conditions: Iterable[Any]) -> list[Formula]:
    """Comparisons as formulas, those that make a chain as one."""
    return [Formula.of(*chain) for chain in chained(conditions)]


def _sentences(writer: Writer, conditions: Sequence[Boolean]) -> list[Text]:
    """Conditions without a quantifier around them: comparisons together, the others each on its own."""
    formulas: list[Formula | Text] = [*_chains(c for c in conditions if isinstance(c, Relational))]
    formulas += [writer.sentence(c) for c in conditions if _is_equation(writer, c)]
    others = [writer.sentence(c) for c in conditions if not isinstance(c, Relational) and not _is_equation(writer, c)]
    return [*([listed(formulas)] if formulas else []), *others]


def _is_equation(writer: Writer, condition: Boolean) -> bool:
    return isinstance(condition, Identity) and writer.formula(condition) is not None


def without_weaker(conditions: Sequence[Boolean]) -> list[Boolean]:
    """Conditions without those that others imply, as k >= 2 implies k >= 1, and k >= 5 that k <= 3 or k >= 5.

    >>> from ldm_symbolic.notation import latent_dimension as k
    >>> without_weaker([k >= 1, k >= 2, k <= 3, k < 3])
    [k >= 2, k < 3]
    >>> without_weaker([k >= 5, (k <= 3) | (k >= 5)])
    [k >= 5]
    """
    stated = {oriented(condition) for condition in conditions}
    conditions = [c for c in conditions if not (isinstance(c, Or) and stated & set(map(oriented, c.args)))]
    bounds = {condition: found for condition in conditions if (found := _bound(condition)) is not None}
    return [c for c in conditions if c not in bounds or not any(_exceeds(b, bounds[c]) for b in bounds.values())]


def _bound(condition: Boolean) -> tuple[Any, Any, Any, bool] | None:
    """A comparison as range, term, number and strictness: term > number or term >= number, for all of the range."""
    inner, limits = condition.args if isinstance(condition, ForEach) else (condition, None)
    if not isinstance(inner, Ge | Gt | Le | Lt):
        return None
    number, term = (inner.gts - inner.lts).as_coeff_Add()
    return limits, term, -number, isinstance(inner, Gt | Lt)


def _exceeds(one: tuple[Any, Any, Any, bool], other: tuple[Any, Any, Any, bool]) -> bool:
    """Whether the first of two bounds is on the same term, and higher."""
    return one[:2] == other[:2] and bool((one[2], one[3]) > (other[2], other[3]))


def _is_number(condition: Boolean, defined: frozenset[Any]) -> bool:
    """Whether a condition is about given numbers only."""
    return isinstance(condition, Relational) and not condition.atoms(Indexed) and not free(condition) & defined


def _is_wide(writer: Writer, condition: Boolean) -> bool:
    """Whether a condition holds a formula that does not fit in a line of text."""
    sentence = writer.sentence(condition)
    formula = writer.formula(nested(condition)[0])
    if formula is not None and max(writer.pieces(formula)) > _STIFF:
        return True
    return writer.displayed(sentence) != sentence or needs_items(writer, condition)


def _is_trivial(condition: Boolean) -> bool:
    return isinstance(condition, ForEach) and condition.args[0] == true


def assumption(writer: Writer, condition: Boolean) -> Text:
    """One hypothesis as a sentence of its own, displayed where it is long."""
    if isinstance(condition, SolvesLinearODE):
        value, *_, limits = condition.args
        return Text("Let ", Formula.of(value), " solve, ", writer.on(limits), ", the equation", equation(condition))
    return conclusion(writer, condition, "Suppose that ")


def definitions_of(conditions: Sequence[Boolean]) -> list[Boolean]:
    """The hypotheses that define a name, in an order in which each uses only names defined before."""
    found: dict[Any, Boolean] = {}
    for condition in filter(is_definition, conditions):
        found.setdefault(_defined(condition), condition)
    ordered: list[Boolean] = []
    while True:
        open_names = {name for name, condition in found.items() if condition not in ordered}
        ready = [found[name] for name in found if name in open_names and not _used(found[name]) & open_names]
        if not ready:
            return ordered
        ordered += ready


def is_definition(condition: Boolean) -> bool:
    """Whether a hypothesis says what a number or the entries of a sequence stand for, in other names."""
    name = _defined(condition)
    return name is not None and name not in _used(condition)


def _equation(condition: Boolean) -> Any:
    """The equation in a definition; None if it is of another form."""
    inner = condition.args[0] if isinstance(condition, ForEach) else condition
    return inner if isinstance(inner, Identity) or (isinstance(inner, Equality) and inner is condition) else None


def _defined(condition: Boolean) -> Any:
    """The number or the sequence that a condition defines, if it defines one."""
    equation = _equation(condition)
    if equation is None or not equation.args[1].args or equation.args[1].is_number:
        return None
    left = equation.args[0]
    if isinstance(condition, ForEach):
        return left.base if isinstance(left, Indexed) and left.indices[0] == condition.index else None
    return left if isinstance(left, Symbol) else None


def _used(condition: Boolean) -> frozenset[Any]:
    """The names in which a definition says what it defines."""
    ends = condition.args[1].args[1:] if isinstance(condition, ForEach) else ()
    return frozenset().union(free(_equation(condition).args[1]), *map(free, ends))


def _definitions(writer: Writer, conditions: Sequence[Boolean]) -> list[Text]:
    """Definitions of numbers and of sequences, in their order; those of numbers that follow one another together."""
    lines = []
    for is_sequence, found in groupby(conditions, lambda condition: isinstance(condition, ForEach)):
        group = list(found)
        lines += [_sequence(writer, condition) for condition in group] if is_sequence else [_let(writer, group)]
    return lines


def _sequence(writer: Writer, condition: Boolean) -> Text:
    formula = writer.formula(_equation(condition))
    assert formula is not None
    return Text("For all ", writer.range(condition.args[1]), ", let", Display((formula,)))


def _let(writer: Writer, conditions: Sequence[Boolean]) -> Text:
    formulas = list(filter(None, map(writer.formula, conditions)))
    if any(map(writer.is_tall, formulas)):
        return Text("Let", Display(tuple(formulas)))
    return Text("Let ", listed(formulas), ".")


def _by_range(writer: Writer, conditions: Sequence[ForEach]) -> list[Text]:
    """Conditions on all modes, those with one range said together, and each that is a sentence on its own."""
    ranges: dict[str, tuple[list[Any], list[Boolean]]] = {}
    for condition in conditions:
        body, limits = nested(condition)
        ranges.setdefault(writer.written(writer.for_all(limits)), (limits, []))[1].append(body)
    said = []
    for limits, bodies in ranges.values():
        whole = [body for body in bodies if isinstance(body, And | Or | Implies | Equivalent | Not | ForEach)]
        whole = [body for body in whole if writer.formula(body) is None]
        plain = [body for body in bodies if isinstance(body, Relational)]
        parts: list[Formula | Text] = [*_chains(plain)]
        parts += [writer.sentence(body) for body in bodies if body not in plain and body not in whole]
        said += [Text(listed(parts), " ", writer.for_all(limits))] if parts else []
        said += [writer.for_each(body, limits) for body in whole]
    return said


def _joined(sentences: Sequence[Text]) -> Text:
    """Sentences with quantifiers of their own after one "Suppose that"."""
    *first, last = sentences
    return Text(between(", that ", first), ", and that " if first else "", last)
