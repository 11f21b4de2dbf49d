"""Bound symbols under letters of their own: x = ξ minimises E(k, x) says nothing about a number x of the same claim.

Tested in `tests/latex/sentences/test_statement.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sympy import Basic, Indexed, Piecewise, Symbol, Tuple, preorder_traversal
from sympy.core.relational import Relational

from ldm_symbolic.latex.formulas.letters import Notation
from ldm_symbolic.latex.names.abbreviated import Abbreviated
from ldm_symbolic.proof.language.terms import Name, bound, free, fresh, limits, substitute

_ALIKE: tuple[tuple[str, ...], ...] = (
    ("j", "i", "h", "l", "g"),
    ("k", "n", "m", "l"),
    ("x", "y", "z"),
    ("t", "sigma", "r"),
    ("u", "r", "q"),
)
"""Letters that readers take for things of one kind: modes, dimensions, noise levels, times."""


def apart(condition: Any, names: Iterable[Name], letters: Notation) -> Any:
    """A condition in which no bound symbol is printed like a name of its fragment, or like one that is bound around it.

    Args:
        condition: what is to be printed.
        names: of the fragment.
        letters: the notation.

    >>> from ldm_symbolic.latex.formulas.letters import notation
    >>> from ldm_symbolic.notation import noise
    >>> from ldm_symbolic.proof.language.predicate import Minimises
    >>> apart(Minimises(0, noise**2, (noise, 0, 1)), [noise], notation())
    Minimises(0, y**2, (y, 0, 1))
    """
    if not any(map(bound, preorder_traversal(condition))):
        return condition
    names = frozenset(names)
    return _Apart(condition, names, letters).renamed(condition, frozenset())


class _Apart:
    def __init__(self, condition: Any, names: Collection[Name], letters: Notation) -> None:
        self.letters = letters
        self.taken = frozenset(letters.letter(str(name)).written() for name in names if isinstance(name, Symbol))
        everything = {*names, *free(condition), *condition.atoms(Symbol)}
        self.used = {letters.letter(str(name)).base for name in everything}
        self.used |= {letters.letter(node.letter).base for node in condition.atoms(Abbreviated)}
        self.given: dict[Symbol, list[Symbol]] = {}

    def renamed(self, term: Any, around: frozenset[str]) -> Any:
        """A term inside the scope of symbols that are written as `around` says."""
        if not isinstance(term, Basic) or not term.args or isinstance(term, Indexed):
            return term
        clash = {
            index: self.other(index, around) for index in sorted(bound(term), key=str) if self.hides(index, around)
        }
        inner = around | {self.written(clash.get(index, index)) for index in bound(term)}
        args = []
        for arg in term.args:
            if isinstance(arg, Tuple) and limits(term):
                args.append(Tuple(clash.get(arg[0], arg[0]), *(self.renamed(end, around) for end in arg[1:])))
            else:
                args.append(self.renamed(substitute(arg, clash), inner))
        same = all(new is old for new, old in zip(args, term.args, strict=True))
        if same:
            return term
        return term.func(*args, evaluate=False) if isinstance(term, Relational | Piecewise) else term.func(*args)

    def hides(self, index: Symbol, around: frozenset[str]) -> bool:
        return self.written(index) in self.taken | around

    def written(self, index: Symbol) -> str:
        return self.letters.letter(str(index)).written()

    def other(self, index: Symbol, around: frozenset[str]) -> Symbol:
        """A symbol of the same kind with a letter that nothing else has; beside each other the same one serves."""
        for given in self.given.setdefault(index, []):
            if self.written(given) not in around:
                return given
        alike = next((group for group in _ALIKE if index.name == group[0]), _ALIKE[0] if index.is_integer else ())
        spare = (name for name in alike if self.letters.letter(name).base not in self.used)
        name = next(spare, None)
        new = fresh(index, map(str, self.used)) if name is None else Symbol(name, **index.assumptions0)
        self.used |= {new.name, self.letters.letter(new.name).base}
        self.given[index].append(new)
        return new
