"""Conditions and predicates as an author says them: formulas in `$...$` inside English sentences.

A `Writer` holds what one fragment has in common: its letters, the names it uses, and the abbreviations in it.

Tested in `tests/latex/sentences/test_statement.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from sympy import Add, Expr, IndexedBase, Symbol
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, BooleanAtom, Equivalent, Implies, Not, Or

from ldm_symbolic.latex.formulas.apart import apart
from ldm_symbolic.latex.formulas.layout import LINE, chained, displayed, listed, stacked, width
from ldm_symbolic.latex.formulas.letters import Notation, notation, require_distinct
from ldm_symbolic.latex.formulas.order import spelled
from ldm_symbolic.latex.formulas.parts import SIGNS, Parts, in_words, links, nested, weight
from ldm_symbolic.latex.formulas.printer import AuthorPrinter, UnprintableError
from ldm_symbolic.latex.formulas.shorthand import definition, shortened, used
from ldm_symbolic.proof.language import predicate as p
from ldm_symbolic.proof.language.terms import Name, substitute

_MONOTONE = {
    p.NonDecreasing: "non-decreasing",
    p.NonIncreasing: "non-increasing",
    p.Increasing: "strictly increasing",
    p.Decreasing: "strictly decreasing",
    p.Convex: "convex",
}


class Writer:
    """Writes conditions about certain names in a choice of letters.

    Args:
        names: the names of the fragment; a letter that one of them has is used for nothing else.
        letters: the notation.
        short: whether generated variances and errors are abbreviated.

    Attributes:
        scope: the names that a reader has in mind at the moment, at first all names of the fragment.

    Raises:
        ValueError: if two names are printed alike.
    """

    def __init__(self, names: Iterable[Name] = (), letters: Notation | None = None, *, short: bool = True) -> None:
        self.letters = notation() if letters is None else letters
        self.names = sorted(names, key=str)
        self.taken = frozenset(f"{name}[]" if isinstance(name, IndexedBase) else str(name) for name in self.names)
        self.printer = AuthorPrinter(self.letters, self.taken)
        self.short = short
        self.scope: frozenset[Name] = frozenset(self.names)
        self._parts_of: dict[str, Parts] = {}
        require_distinct(self.letters, self.names)

    def shortened(self, term: Any) -> Any:
        """A term with abbreviations in place of what they stand for."""
        return shortened(term, self.taken) if self.short else term

    def apart(self, condition: Any) -> Any:
        """A condition in which no bound symbol is printed like one of the names in its scope."""
        return apart(condition, self.scope, self.letters)

    def math(self, term: Any) -> str:
        """The LaTeX of an expression or a comparison, without dollar signs."""
        return self.printer.doprint(self.shortened(term))

    def parts(self, condition: Any) -> Parts | None:
        """The terms of a condition that is one formula; None for one that is a sentence."""
        match condition:
            case p.Identity():
                left, right = condition.args
                return None if left == right else [("", left), ("=", right)]
            case p.IsDerivative():
                function, slope, (index, *_) = condition.args
                return [("", self.slope_of(function, index)), ("=", slope)]
            case Relational():
                return [("", condition.lhs), (SIGNS[condition.rel_op], condition.rhs)]
            case And() if all(isinstance(part, Relational) for part in condition.args):
                chains = chained(sorted(condition.args, key=weight))
                return links(chains[0]) if len(chains) == 1 else None
        return None

    def formula(self, condition: Any) -> str | None:
        """The LaTeX of a condition that is one formula; None for one that is a sentence."""
        parts = self.parts(condition)
        return None if parts is None else self.line(parts)

    def line(self, parts: Parts) -> str:
        """The terms of a formula on one line."""
        text = " ".join(f"{sign} {term if isinstance(term, str) else self.math(term)}".strip() for sign, term in parts)
        self._parts_of[text] = parts
        return text

    def lines(self, text: str) -> str:
        """A formula that this writer has written on one line, over several where it is too wide for one."""
        parts = self._parts_of.get(text)
        if parts is None or width(text) <= LINE:
            return text
        return stacked([(sign, [term] if isinstance(term, str) else self.broken(term)) for sign, term in parts])

    def displayed(self, sentence: str) -> str:
        """A sentence in which every formula that no line of text can hold is displayed."""
        return displayed(sentence, self.lines)

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
                chains = chained(sorted((c for c in condition.args if isinstance(c, Relational)), key=weight))
                others = [part for part in in_words(condition.args) if not isinstance(part, Relational)]
                return listed([*(f"${self.chain(c)}$" for c in chains), *map(self.part, others)])
            case Or():
                return " or ".join(self.part(part) for part in sorted(condition.args, key=weight))
            case Not() if isinstance(condition.args[0], p.Minimises):
                return self.minimises(condition.args[0], "does not minimise")
            case Not() if type(condition.args[0]) in _MONOTONE:
                return self.monotone(condition.args[0], "fails to be")
            case Not():
                return f"it is not the case that {self.part(condition.args[0])}"
            case Implies():
                guards = []
                while isinstance(condition, Implies):
                    guards.append(condition.args[0])
                    condition = condition.args[1]
                then = self.part(condition) if isinstance(condition, Equivalent) else self.sentence(condition)
                return f"if {self.sentence(And(*guards, evaluate=False))}, then {then}"
            case Equivalent():
                first, second = in_words(condition.args)
                return f"{self.part(first)} if and only if {self.part(second)}"
            case BooleanAtom():
                return "always" if condition else "never"
        return self._predicate(condition)

    def part(self, condition: Any) -> str:
        """A condition inside a longer sentence, in brackets where the sentence would not say what belongs to it."""
        text = self.sentence(condition)
        joined = isinstance(condition, And | Or | Implies | Equivalent) and self.parts(condition) is None
        return f"({text})" if joined or text.startswith("it is not") else text

    def _predicate(self, condition: Any) -> str:
        match condition:
            case p.ForEach():
                return self.for_each(*nested(condition))
            case p.Minimises():
                return self.minimises(condition)
            case p.UniqueRoot():
                function, limits = condition.args
                return f"${self.line([('', function), ('=', '0')])}$ for exactly one ${self.range(limits)}$"
            case p.SolvesLinearODE():
                return self._equation(condition)
            case p.Clock():
                return self._clock(condition)
            case p.Identity():
                return f"${self.line([('', condition.args[0])])}$ is defined"
        if type(condition) in _MONOTONE:
            return self.monotone(condition)
        raise UnprintableError(f"there are no words for `{condition}` ({type(condition).__name__})")

    def monotone(self, condition: Any, verb: str = "is") -> str:
        """What a function does on its range, in words."""
        function, limits = condition.args
        mapped = self.line([("", self.math(limits[0])), (r"\mapsto", function)])
        return f"${mapped}$ {verb} {_MONOTONE[type(condition)]} {self.on(limits)}"

    def minimises(self, condition: Any, verb: str = "minimises") -> str:
        """Where a function is smallest, in words."""
        point, function, limits = condition.args
        value = f"{self.math(limits[0])} = {self.math(point)}"
        return f"${value}$ {verb} ${self.line([('', function)])}$ over ${self.range(limits)}$"

    def for_each(self, condition: Any, ranges: Sequence[Any]) -> str:
        """A condition with the ranges for which it holds: behind it, or before it where it is more than a formula."""
        words = f"for all {listed([f'${self.range(limits)}$' for limits in ranges])}"
        if isinstance(condition, Implies):
            guard, condition = condition.args
            words += f" with {self.sentence(guard)}"
        if isinstance(condition, Or | Implies | Equivalent | Not | And) and self.parts(condition) is None:
            return f"{words}, {self.sentence(condition)}"
        return f"{self.sentence(condition)} {words}"

    def _equation(self, condition: Any) -> str:
        value, growth, forcing, start, limits = condition.args
        index, lower, _ = limits
        rest = Add(growth * value, forcing, evaluate=False)
        at_start = substitute(value, {index: lower})
        return (
            f"${self.line([('', self.slope_of(value, index)), ('=', rest)])}$ {self.on(limits)} with "
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
        return self.line(links(parts))

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
        return None if text is None else self.lines(text)

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
        text = " ".join(map(spelled, [*(definition(kind, self.taken)[1] for kind in kinds), *terms]))
        squares = []
        for name, square in sorted(self.letters.squares.items()):
            plain, indexed = Symbol(name, real=True), IndexedBase(name, real=True)
            index = Symbol("j", integer=True)
            for letter, key in ((indexed[index], f"{square}[]"), (plain, square)):
                root = Notation(name="", letters=self.letters.letters)
                left, right = self.printer.doprint(letter**2), AuthorPrinter(root).doprint(letter**2)
                entry = r"\[\w[^\]]*\]" if letter is not plain else ""
                pattern = rf"(?<!\w){name}{entry}\*\*\d*[02468]\b"
                if re.search(pattern, text) and left != right and key not in self.taken:
                    squares.append(f"{left} = {right}")
        return [*dict.fromkeys(squares), *found]

    def defined(self, kind: Any) -> str:
        """The definition of an abbreviation, as a formula."""
        left, right = definition(kind, self.taken)
        return f"{self.printer.doprint(left)} = {self.printer.doprint(right)}"
