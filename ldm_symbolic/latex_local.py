"""Names for large terms that one step of a proof repeats: "write y_1 = 3 s²/(1 - s²)₊"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from sympy import Add, Basic, Expr, Indexed, IndexedBase, Symbol
from sympy.core.relational import Relational

from ldm_symbolic.latex_formula import Writer
from ldm_symbolic.latex_layout import LINE, widest, width
from ldm_symbolic.latex_order import size
from ldm_symbolic.terms import bound, free

_LETTERS = ("y", "z", "p", "q", "w", "b", "c")
_TALL = (r"\frac", r"\begin")
_WIDE = 10  # digits


def named(
    writer: Writer, terms: Sequence[Any], *, wide: bool = False
) -> tuple[list[tuple[Any, Expr]], dict[Expr, Any]]:
    """Names for what is tall, or wide if asked for, and occurs more than once in some terms.

    Args:
        writer: of the fragment, whose letters are kept clear of.
        terms: conditions and expressions.
        wide: whether to name what is wide but not tall as well.
    Returns:
        The names with what they stand for, in names defined before; and what `replaced` needs.
    """
    found = Counter(node for term in terms for node in _open_terms(term, frozenset()))
    large = [node for node, count in found.items() if _is_large(writer, node, wide, count)]
    chosen: list[Expr] = []
    for node in sorted(large, key=lambda node: (-size(node), str(node))):
        covered = {other: Symbol("_", real=True) for other in chosen}
        left = [_replace(term, covered) for term in terms] + [_replace_inside(part, covered) for part in chosen]
        count = sum(count_in(term, node) for term in left)
        if count and _is_large(writer, node, wide, count):
            chosen.append(node)
    letter = next((name for name in _LETTERS if name not in writer.taken and f"{name}[]" not in writer.taken), "y")
    ordered = sorted(chosen, key=lambda node: (size(node), str(node)))
    names = {node: _name(letter, i if len(ordered) > 1 else 0, node) for i, node in enumerate(ordered, 1)}
    definitions = [(names[node], _replace_inside(node, names)) for node in ordered]
    return definitions, names


def _name(letter: str, number: int, node: Expr) -> Any:
    """y, y_1, or y_{1,j} for a term about mode j."""
    text = f"{letter}{number or ''}"
    index = _index(node)
    return Symbol(text, real=True) if index is None else IndexedBase(text, real=True)[index]


def _index(node: Expr) -> Any:
    """The index of the sequence entries of a term, if that is a symbol and the only one."""
    indices = {entry.indices[0] for entry in node.atoms(Indexed)}
    (index,) = indices if len(indices) == 1 else (None,)
    return index if isinstance(index, Symbol) else None


def replaced(term: Any, names: dict[Expr, Symbol]) -> Any:
    """A term with names in place of what they stand for."""
    return _replace(term, names)


def count_in(term: Basic, node: Expr) -> int:
    """How often a node occurs in a term."""
    return 1 if term == node else sum(count_in(arg, node) for arg in term.args)


def _replace_inside(node: Expr, names: dict[Expr, Symbol]) -> Expr:
    return _replace(node, {term: name for term, name in names.items() if term != node})


def _replace(term: Any, names: dict[Expr, Symbol]) -> Any:
    if not isinstance(term, Basic) or not names:
        return term
    if term in names:
        return names[term]
    if not term.args or isinstance(term, Indexed):
        return term
    args = [_replace(arg, names) for arg in term.args]
    if all(new is old for new, old in zip(args, term.args, strict=True)):
        return term
    return term.func(*args, evaluate=False) if isinstance(term, Relational) else term.func(*args)


def _open_terms(term: Any, local: frozenset[Any]) -> Iterator[Expr]:
    """Every compound expression inside a term that contains no bound symbol."""
    if isinstance(term, Indexed) or not isinstance(term, Basic) or not term.args:
        return
    here = free(term) & local
    if isinstance(term, Expr) and (not here or here == {_index(term)}):
        yield term
    for arg in term.args:
        yield from _open_terms(arg, local | bound(term))


def _is_large(writer: Writer, node: Expr, wide: bool, count: int) -> bool:
    """Whether a term deserves a name: it is repeated and large, or no line can hold it."""
    if isinstance(node, Symbol | Add) and count < 2:
        return False
    text = writer.math(node)
    if count < 2:
        return wide and widest(text) > LINE - 8
    return any(mark in text for mark in _TALL) or (wide and width(text) >= _WIDE)
