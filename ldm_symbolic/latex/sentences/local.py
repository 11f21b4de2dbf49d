"""Names for large terms inside one fragment: "write y_1 = 3 s²/(1 - s²)₊".

Tested in `tests/latex/sentences/test_statement.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from string import digits
from typing import Any

from sympy import Add, Basic, Expr, Indexed, Mul, Piecewise, Pow, Symbol
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import Implies

from ldm_symbolic.latex.document.nodes import Formula
from ldm_symbolic.latex.formulas.layout import LINE, width
from ldm_symbolic.latex.formulas.writer import Writer
from ldm_symbolic.latex.names.abbreviated import Abbreviated
from ldm_symbolic.latex.names.order import size, spelled
from ldm_symbolic.proof.language.definedness import everywhere
from ldm_symbolic.proof.language.predicate import Identity
from ldm_symbolic.proof.language.terms import bound, free, substitute

_LETTERS = ("y", "z", "p", "q", "w", "b", "c", "f", "g", "h")
_TALL = (r"\frac", r"\begin")
_WIDE = 8  # digits; narrower parts get no name
_ROOM = 12  # digits that the name of a term and the sign after it take at most
_MOST = 30  # names in one fragment

Names = dict[Expr, Any]


def named(writer: Writer, terms: Sequence[Any], *, wide: bool = False) -> tuple[list[tuple[Any, Expr]], Names]:
    """Names for what is tall and occurs more than once in some terms, or for what no line can hold if asked for.

    A term that contains a bound symbol gets a name with an index or an argument: y_j, or y(x).

    Args:
        writer: of the fragment, whose letters are kept clear of.
        terms: conditions and expressions.
        wide: whether to name what is wide as well, until every formula fits on lines.
    Returns:
        The names with what they stand for, in names defined before, to be written by `defined`; and what `replaced`
        needs.
    """
    found = _Terms(writer, terms)
    for key in sorted(found.places, key=lambda key: (-size(key[0]), found.rank[key])):
        nodes = found.places[key]
        if _is_large(writer, nodes[0], wide) and (wide or key[1] <= 1):
            found.choose(key, found.count(nodes, terms) > 1 and found.count(nodes, found.remaining()) > 1)
    while len(found.chosen) < _MOST and (best := found.widest_part(wide)):
        found.choose(best)
    return found.definitions, found.names


class _Terms:
    """The terms of a fragment, and which of their parts get names.

    Attributes:
        places: a part with its bound symbols made the same everywhere, and its kind -> the parts as they stand.
        rank: the place of each key in an order that depends on nothing but the terms.
        chosen: the keys of `places` that get names.
        names: the name of every part that gets one, wherever it stands.
        definitions: each name with what it stands for, once.
    """

    def __init__(self, writer: Writer, terms: Sequence[Any]) -> None:
        self.writer, self.terms = writer, terms
        self.local: dict[Expr, frozenset[Any]] = defaultdict(frozenset)
        for term in terms:
            for node, here, _ in _open_terms(term, frozenset(), False):
                self.local[node] |= here
        self.places: dict[Any, list[Expr]] = defaultdict(list)
        for node in self.local:
            self.places[self.key(node)].append(node)
        for nodes in self.places.values():
            nodes.sort(key=spelled)
        self.rank = {key: number for number, key in enumerate(sorted(self.places, key=spelled))}
        self.chosen: list[Any] = []
        self.names: Names = {}
        self.definitions: list[tuple[Any, Expr]] = []
        self.letter = _letter(writer, terms)

    def arguments(self, node: Expr) -> list[Any]:
        """The bound symbols of a part: indices first."""
        return sorted(self.local[node], key=lambda symbol: (not symbol.is_integer, str(symbol)))

    def key(self, node: Expr) -> tuple[Expr, int]:
        arguments = self.arguments(node)
        if not arguments:
            return node, 0
        same = {old: _placeholder(number, bool(old.is_integer)) for number, old in enumerate(arguments)}
        return substitute(node, same), len(arguments)

    def choose(self, key: Any, wanted: bool = True) -> None:
        """Give a part a name, and the others their numbers again."""
        if not wanted:
            return
        self.chosen = sorted([*self.chosen, key], key=lambda key: (size(key[0]), self.rank[key]))
        self.names = {}
        for number, chosen in enumerate(self.chosen, 1):
            text = f"{self.letter}{number if len(self.chosen) > 1 else ''}"
            self.names |= {node: _name(text, tuple(self.arguments(node))) for node in self.places[chosen]}
        nodes = [self.places[chosen][0] for chosen in self.chosen]
        self.definitions = [(self.names[node], _replace_inside(node, self.names)) for node in nodes]

    def remaining(self) -> list[Any]:
        """The terms and what the names stand for, with names in place of what has one."""
        return [_replace(term, self.names) for term in self.terms] + [term for _, term in self.definitions]

    def count(self, nodes: Sequence[Expr], terms: Sequence[Any]) -> int:
        """How often parts of one kind occur in terms."""
        return sum(count_in(term, node) for node in nodes for term in terms)

    def widest_part(self, wide: bool) -> Any:
        """The part whose name saves most in the lines that are too wide; None if all lines fit.

        Args:
            wide: whether the terms must fit as well, or only what the names stand for.
        """
        lines = [_replace(term, self.names) for term in self.terms] if wide else []
        lines += [Identity(name, term) for name, term in self.definitions]
        lines = [line for line in lines if overflow(self.writer, line) > LINE]
        best, most = None, (0, 0)
        for key, nodes in self.places.items() if lines else ():
            if key in self.chosen or _is_plain(nodes[0]):
                continue
            node = _replace_inside(nodes[0], self.names)
            count = self.count([_replace_inside(n, self.names) for n in nodes], lines)
            space = width(self.writer.math(node)) if count and node not in self.names.values() else 0
            saved = (count * (space - 4), -self.rank[key])
            if _WIDE <= space <= LINE - _ROOM and saved > most:
                best, most = key, saved
        return best


def _is_plain(node: Expr) -> bool:
    """Whether a name for a part would say no more than the part, or less: a letter, a reciprocal, a negative term."""
    if isinstance(node, Mul):
        return bool(node.as_coeff_Mul()[0] < 0)
    return isinstance(node, Indexed | Abbreviated | AppliedUndef | Symbol) or (
        isinstance(node, Pow) and bool(node.exp.could_extract_minus_sign())
    )


def overflow(writer: Writer, term: Any) -> int:
    """How wide the widest line of a term is when it is said and its wide formulas are displayed."""
    formulas = [Formula.of(term)] if isinstance(term, Expr) else writer.sentence(term).formulas
    return max(map(writer.width, formulas), default=0)


def fitted(writer: Writer, terms: Sequence[Any]) -> tuple[list[Formula], Names]:
    """Names for what does not fit on lines: their definitions, and what `replaced` needs."""
    wide = [term for term in terms if overflow(writer, term) > LINE]
    definitions, names = named(writer, wide, wide=True) if wide else ([], {})
    return defined(definitions), names


def where_defined(terms: Sequence[Any], names: Names) -> str:
    """What is to be said of names if one stands for a part that is looked at, and may have a value, only in some cases.

    A threshold may be T - abar(y/z) unless z = 0: a name for y/z then stands for something only where z is not 0.
    """
    open_nodes = {node for term in terms for node, _, guarded in _open_terms(term, frozenset(), False) if not guarded}
    partial = any(not everywhere(node) for node in names if node not in open_nodes)
    return ", where the right side is defined," if partial else ""


def defined(definitions: Sequence[tuple[Any, Expr]]) -> list[Formula]:
    """What names stand for, as formulas."""
    return [Formula.of(name, "=", term) for name, term in definitions]


def _letter(writer: Writer, terms: Sequence[Any]) -> str:
    """A letter that neither the fragment nor an earlier name in its terms uses."""
    names = {str(name) for term in terms if isinstance(term, Basic) for name in free(term) | term.atoms(Symbol)}
    names |= {node.letter for term in terms if isinstance(term, Basic) for node in term.atoms(Abbreviated)}
    taken = {name.removesuffix("[]").rstrip(digits) for name in (*names, *writer.taken)}
    return next((letter for letter in _LETTERS if letter not in taken), "Y")


@cache
def _placeholder(number: int, integer: bool) -> Symbol:
    name = f"any:{number}"
    return Symbol(name, integer=True) if integer else Symbol(name, real=True)


def _name(text: str, arguments: tuple[Any, ...]) -> Any:
    """y, y_j, or y_j(x) for a part about mode j and level x."""
    return _kind(text, sum(bool(a.is_integer) for a in arguments))(*arguments) if arguments else Symbol(text, real=True)


@cache
def _kind(text: str, subscripts: int) -> Any:
    return type(f"Local{text}", (Abbreviated,), {"letter": text, "subscripts": subscripts, "is_real": True})


def replaced(term: Any, names: Names) -> Any:
    """A term with names in place of what they stand for."""
    return _replace(term, names)


def count_in(term: Basic, node: Expr) -> int:
    """How often a node occurs in a term."""
    return 1 if term == node else sum(count_in(arg, node) for arg in term.args)


def _replace_inside(node: Expr, names: Names) -> Expr:
    return _replace(node, {term: name for term, name in names.items() if term != node})


def _replace(term: Any, names: Names) -> Any:
    if not isinstance(term, Basic) or not names:
        return term
    if term in names:
        return names[term]
    if not term.args or isinstance(term, Indexed):
        return term
    rest, found = _sums_taken(term, names)
    args = [_replace(arg, names) for arg in rest] + found
    if not found and all(new is old for new, old in zip(args, term.args, strict=True)):
        return term
    return term.func(*args, evaluate=False) if isinstance(term, Relational | Piecewise) else term.func(*args)


def _sums_taken(term: Basic, names: Names) -> tuple[list[Basic], list[Any]]:
    """The arguments of a term, and the names of sums that are part of it if it is a longer sum."""
    rest, found = list(term.args), []
    for node in names if isinstance(term, Add) else ():
        if isinstance(node, Add) and set(node.args) < set(rest):
            rest = [arg for arg in rest if arg not in node.args]
            found.append(names[node])
    return rest, found


def _open_terms(term: Any, local: frozenset[Any], guarded: bool) -> Iterator[tuple[Expr, frozenset[Any], bool]]:
    """Every compound expression inside a term, the symbols in it that are bound around it, and whether it is guarded.

    Args:
        term: a condition or an expression.
        local: symbols bound around it.
        guarded: whether it is looked at only under a condition.
    """
    if isinstance(term, Indexed) or not isinstance(term, Basic) or not term.args:
        return
    if isinstance(term, Expr):
        yield term, free(term) & local, guarded
    for place, arg in enumerate(term.args):
        behind = isinstance(term, Implies) and place == 1
        behind |= isinstance(term, ExprCondPair) and place == 0
        behind |= isinstance(term, Piecewise) and place > 0
        yield from _open_terms(arg, local | bound(term), guarded or behind)


def _is_large(writer: Writer, node: Expr, wide: bool) -> bool:
    """Whether a part that is repeated deserves a name."""
    if _is_plain(node):
        return False
    text = writer.math(node)
    return width(text) >= LINE // 2 if wide else any(mark in text for mark in _TALL)
