"""Conditions and predicates as an author says them: formulas in `$...$` inside English sentences.

A `Writer` holds what one fragment has in common: its letters, the names it uses, and the abbreviations in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from sympy import Add, Expr, IndexedBase, Symbol
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, BooleanAtom, Equivalent, Implies, Not, Or

from ldm_symbolic import predicate as p
from ldm_symbolic.latex_layout import LINE, chained, listed, split, width
from ldm_symbolic.latex_notation import Notation, notation
from ldm_symbolic.latex_printer import AuthorPrinter, UnprintableError
from ldm_symbolic.latex_shorthand import definition, shortened, used
from ldm_symbolic.terms import Name, is_function, substitute

_MONOTONE = {
    p.NonDecreasing: "non-decreasing",
    p.NonIncreasing: "non-increasing",
    p.Increasing: "strictly increasing",
    p.Decreasing: "strictly decreasing",
    p.Convex: "convex",
}
_CHAIN = {"<=": r"\le", "<": "<"}


class Writer:
    """Writes conditions about certain names in a choice of letters.

    Args:
        names: the names of the fragment; a letter that one of them has is used for nothing else.
        letters: the notation.
        short: whether generated variances and errors are abbreviated.

    Raises:
        ValueError: if two names are printed alike.
    """

    def __init__(self, names: Iterable[Name] = (), letters: Notation | None = None, *, short: bool = True) -> None:
        self.letters = notation() if letters is None else letters
        self.names = sorted(names, key=str)
        self.taken = frozenset(f"{name}[]" if isinstance(name, IndexedBase) else str(name) for name in self.names)
        self.printer = AuthorPrinter(self.letters, self.taken)
        self.short = short
        self._require_distinct()

    def _require_distinct(self) -> None:
        seen: dict[tuple[str, str], str] = {}
        for name in self.names:
            kind = "sequence" if isinstance(name, IndexedBase) else "function" if is_function(name) else "number"
            written = self.letters.letter(str(name)).written()
            other = seen.setdefault((kind, written), str(name))
            if other != str(name):
                raise ValueError(f"notation {self.letters.name}: {other} and {name} are both printed as {written}")

    def shortened(self, term: Any) -> Any:
        """A term with abbreviations in place of what they stand for."""
        return shortened(term, self.taken) if self.short else term

    def math(self, term: Any) -> str:
        """The LaTeX of an expression or a comparison, without dollar signs."""
        return self.printer.doprint(self.shortened(term))

    def formula(self, condition: Any) -> str | None:
        """The LaTeX of a condition that is one formula; None for one that is a sentence."""
        match condition:
            case p.Identity():
                left, right = condition.args
                return f"{self.math(left)} = {self.math(right)}"
            case p.IsDerivative():
                function, slope, (index, *_) = condition.args
                return f"{self.slope_of(function, index)} = {self.math(slope)}"
            case Relational():
                return self.math(condition)
            case And() if all(isinstance(part, Relational) for part in condition.args):
                chains = chained(sorted(condition.args, key=_weight))
                return self.chain(chains[0]) if len(chains) == 1 else None
        return None

    def slope_of(self, function: Expr, index: Symbol) -> str:
        """d/dx of a function, in brackets where it is a sum."""
        written = self.shortened(function)
        text = self.printer.doprint(written)
        over = self.math(index)
        return rf"\frac{{d}}{{d{over}}} " + (rf"\left( {text} \right)" if isinstance(written, Add) else text)

    def sentence(self, condition: Any) -> str:
        """A condition as English with formulas, to stand in running text.

        Raises:
            UnprintableError: if a predicate has no words here.
        """
        formula = self.formula(condition)
        if formula is not None and not isinstance(condition, p.IsDerivative):
            return f"${formula}$"
        match condition:
            case p.IsDerivative():
                return f"${formula}$ {self.on(condition.args[2])}"
            case And():
                chains = chained(sorted((c for c in condition.args if isinstance(c, Relational)), key=_weight))
                others = [part for part in in_words(condition.args) if not isinstance(part, Relational)]
                return listed([*(f"${self.chain(c)}$" for c in chains), *map(self._part, others)])
            case Or():
                return " or ".join(self._part(part) for part in sorted(condition.args, key=_weight))
            case Not():
                return f"it is not the case that {self.sentence(condition.args[0])}"
            case Implies():
                guards = []
                while isinstance(condition, Implies):
                    guards.append(self._part(condition.args[0]))
                    condition = condition.args[1]
                return f"if {listed(guards)} then {self._part(condition)}"
            case Equivalent():
                first, second = in_words(condition.args)
                return f"{self._part(first)} if and only if {self._part(second)}"
            case BooleanAtom():
                return "always" if condition else "never"
        return self._predicate(condition)

    def _part(self, condition: Any) -> str:
        text = self.sentence(condition)
        return f"({text})" if isinstance(condition, Or | Implies | Equivalent) else text

    def _predicate(self, condition: Any) -> str:
        match condition:
            case p.ForEach() if isinstance(condition.args[0], Implies):
                (guard, body), limits = condition.args[0].args, condition.args[1]
                return f"{self._part(body)} for {self.all_in(limits)} with {self._part(guard)}"
            case p.ForEach():
                return f"{self._part(condition.args[0])} for {self.all_in(condition.args[1])}"
            case p.Minimises():
                point, function, limits = condition.args
                value = f"{self.math(limits[0])} = {self.math(point)}"
                return f"${value}$ minimises ${self.math(function)}$ over ${self.range(limits)}$"
            case p.UniqueRoot():
                function, limits = condition.args
                return f"${self.math(function)} = 0$ for exactly one ${self.range(limits)}$"
            case p.SolvesLinearODE():
                return self._equation(condition)
            case p.Clock():
                return self._clock(condition)
        if type(condition) in _MONOTONE:
            function, limits = condition.args
            mapped = rf"{self.math(limits[0])} \mapsto {self.math(function)}"
            return f"${mapped}$ is {_MONOTONE[type(condition)]} {self.on(limits)}"
        raise UnprintableError(f"there are no words for `{condition}` ({type(condition).__name__})")

    def _equation(self, condition: Any) -> str:
        value, growth, forcing, start, limits = condition.args
        index, lower, _ = limits
        rest = Add(growth * value, forcing, evaluate=False)
        at_start = substitute(value, {index: lower})
        return (
            f"${self.slope_of(value, index)} = {self.math(rest)}$ {self.on(limits)} with "
            f"${self.math(at_start)} = {self.math(start)}$"
        )

    def _clock(self, condition: Any) -> str:
        level, inverse, (time, lower, upper), (noise, first, last) = condition.args
        ends = f"${self.math(lower)}$ for ${self.math(noise)} < {self.math(first)}$"
        ends += f" and by ${self.math(upper)}$ for ${self.math(noise)} > {self.math(last)}$"
        return (
            rf"${self.math(time)} \mapsto {self.math(level)}$ is continuous and strictly increasing from "
            f"${self.interval(lower, upper)}$ onto ${self.interval(first, last)}$, with inverse "
            rf"${self.math(noise)} \mapsto {self.math(inverse)}$, extended by {ends}"
        )

    def chain(self, parts: Sequence[Any]) -> str:
        """Terms and the signs between them: 1 <= k <= D."""
        return " ".join(_CHAIN.get(part, part) if isinstance(part, str) else self.math(part) for part in parts)

    def interval(self, lower: Any, upper: Any) -> str:
        """[lower, upper]."""
        return f"[{self.math(lower)}, {self.math(upper)}]"

    def range(self, limits: Any) -> str:
        """What a bound symbol runs over, as a formula: 1 <= j <= k, or m in [-C, C]."""
        index, lower, upper = limits
        if index.is_integer:
            return rf"{self.math(lower)} \le {self.math(index)} \le {self.math(upper)}"
        return rf"{self.math(index)} \in {self.interval(lower, upper)}"

    def all_in(self, limits: Any) -> str:
        """ "all 1 <= j <= k" in words."""
        return f"all ${self.range(limits)}$"

    def on(self, limits: Any) -> str:
        """ "on [0, X]" in words."""
        index, lower, upper = limits
        if index.is_integer:
            return rf"on $\{{{self.math(lower)}, \dots, {self.math(upper)}\}}$"
        return f"on ${self.interval(lower, upper)}$"

    def display(self, condition: Any) -> str | None:
        """A condition that is one formula as lines of a display, broken where it is too wide; None for a sentence."""
        text = self.formula(condition)
        if text is None:
            return None
        if width(text) <= LINE or not isinstance(condition, Relational | p.Identity | p.IsDerivative):
            return text
        if isinstance(condition, p.IsDerivative):
            left, sign, right = self.slope_of(condition.args[0], condition.args[2][0]), "=", condition.args[1]
        else:
            sign = "=" if isinstance(condition, p.Identity) else _CHAIN.get(condition.rel_op, condition.rel_op)
            sign = {">=": r"\ge", "!=": r"\ne", "==": "="}.get(sign, sign)
            left, right = self.math(condition.args[0]), condition.args[1]
        return split(left, sign, self.broken(right))

    def broken(self, term: Any) -> list[str]:
        """An expression in pieces that fit on a line, each with its sign in front."""
        written = self.shortened(term)
        text = self.printer.doprint(written)
        if width(text) <= LINE - 8 or not isinstance(written, Add):
            return [text]
        pieces = [f"{sign} {piece}".strip() for sign, piece in self.printer.terms(written)]
        lines = [pieces[0]]
        for piece in pieces[1:]:
            if width(lines[-1]) + width(piece) <= LINE - 8:
                lines[-1] += f" {piece}"
            else:
                lines.append(piece)
        return lines

    def where(self, conditions: Iterable[Any]) -> list[str]:
        """What the abbreviations and the squares in conditions stand for, one formula each."""
        terms = [self.shortened(condition) for condition in conditions]
        kinds = used(terms)
        found = [self.defined(kind) for kind in kinds]
        text = " ".join([*found, *map(str, terms)])
        squares = []
        for name, square in sorted(self.letters.squares.items()):
            plain, indexed = Symbol(name, real=True), IndexedBase(name, real=True)
            index = Symbol("j", integer=True)
            for letter, key in ((indexed[index], f"{square}[]"), (plain, square)):
                root = Notation(name="", letters=self.letters.letters)
                left, right = self.printer.doprint(letter**2), AuthorPrinter(root).doprint(letter**2)
                pattern = rf"(?<!\w){name}\[\w[^\]]*\]\*\*2" if letter is not plain else rf"(?<!\w){name}\*\*2"
                shown = re.search(pattern, text) or (letter is not plain and left in " ".join(found))
                if shown and left != right and key not in self.taken:
                    squares.append(f"{left} = {right}")
        return [*squares, *found]

    def defined(self, kind: Any) -> str:
        """The definition of an abbreviation, as a formula."""
        left, right = definition(kind)
        return f"{self.printer.doprint(left)} = {self.printer.doprint(right)}"


def _weight(condition: Any) -> tuple[int, str]:
    return len(str(condition)), str(condition)


def in_words(conditions: Iterable[Any]) -> list[Any]:
    """Conditions in the order in which they are said: predicates first, then comparisons, the longer one first."""
    return sorted(conditions, key=lambda c: (isinstance(c, Relational), -len(str(c)), str(c)))
