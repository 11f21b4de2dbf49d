"""Conditions and predicates as an author says them: formulas inside English sentences.

A `Writer` holds what one fragment has in common: its letters, the names it uses, and the abbreviations in it.

Tested in `tests/latex/sentences/test_statement.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from sympy import Add, IndexedBase, Integer, Symbol
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, BooleanAtom, Equivalent, Implies, Not, Or

from ldm_symbolic.latex.document.nodes import (
    Formula,
    Text,
    between,
    listed,
)
from ldm_symbolic.latex.document.terms import (
    Integers,
    Interval,
    Slope,
    Verbatim,
)
from ldm_symbolic.latex.formulas.apart import apart
from ldm_symbolic.latex.formulas.layout import chained
from ldm_symbolic.latex.formulas.letters import Notation
from ldm_symbolic.latex.formulas.printer import UnprintableError
from ldm_symbolic.latex.formulas.tex import TexWriter
from ldm_symbolic.latex.names import definition, used
from ldm_symbolic.latex.names.order import in_words, nested, spelled, weight
from ldm_symbolic.proof.language import predicate as p
from ldm_symbolic.proof.language.terms import Name, substitute

_MONOTONE = {
    p.NonDecreasing: "non-decreasing",
    p.NonIncreasing: "non-increasing",
    p.Increasing: "strictly increasing",
    p.Decreasing: "strictly decreasing",
    p.Convex: "convex",
}


class Writer(TexWriter):
    """Says conditions about certain names, and writes them; see `TexWriter`.

    Attributes:
        scope: the names that a reader has in mind at the moment, at first all names of the fragment.
    """

    def __init__(self, names: Iterable[Name] = (), letters: Notation | None = None, *, short: bool = True) -> None:
        super().__init__(names, letters, short=short)
        self.scope: frozenset[Name] = frozenset(self.names)

    def apart(self, condition: Any) -> Any:
        """A condition in which no bound symbol is printed like one of the names in its scope."""
        return apart(condition, self.scope, self.letters)

    def formula(self, condition: Any) -> Formula | None:
        """A condition that is one formula; None for one that is a sentence."""
        match condition:
            case p.Identity():
                left, right = condition.args
                return None if left == right else Formula.of(left, "=", right)
            case p.IsDerivative():
                function, slope, (index, *_) = condition.args
                return Formula.of(Slope(function, index), "=", slope)
            case Relational():
                return Formula.of(condition.lhs, condition.rel_op, condition.rhs)
            case And() if all(isinstance(part, Relational) for part in condition.args):
                chains = chained(sorted(condition.args, key=weight))
                return Formula.of(*chains[0]) if len(chains) == 1 else None
        return None

    def sentence(self, condition: Any) -> Text:
        """A condition as English with formulas, to stand in running text.

        Raises:
            UnprintableError: if a predicate has no words here.
        """
        formula = self.formula(condition)
        if formula is not None:
            return (
                Text(formula, " ", self.on(condition.args[2]))
                if isinstance(condition, p.IsDerivative)
                else Text(formula)
            )
        match condition:
            case And():
                chains = chained(sorted((c for c in condition.args if isinstance(c, Relational)), key=weight))
                others = [part for part in in_words(condition.args) if not isinstance(part, Relational)]
                return listed([*(Formula.of(*chain) for chain in chains), *map(self.part, others)])
            case Or():
                return between(" or ", map(self.part, sorted(condition.args, key=weight)))
            case Not() if isinstance(condition.args[0], p.Minimises):
                return self.minimises(condition.args[0], "does not minimise")
            case Not() if type(condition.args[0]) in _MONOTONE:
                return self.monotone(condition.args[0], "fails to be")
            case Not():
                return Text("it is not the case that ", self.part(condition.args[0]))
            case Implies():
                return self._implication(condition)
            case Equivalent():
                return between(" if and only if ", map(self.part, in_words(condition.args)))
            case BooleanAtom():
                return Text("always" if condition else "never")
        return self._predicate(condition)

    def _implication(self, condition: Any) -> Text:
        guards = []
        while isinstance(condition, Implies):
            guards.append(condition.args[0])
            condition = condition.args[1]
        then = self.part(condition) if isinstance(condition, Equivalent) else self.sentence(condition)
        return Text("if ", self.sentence(And(*guards, evaluate=False)), ", then ", then)

    def part(self, condition: Any) -> Text:
        """A condition inside a longer sentence, in brackets where the sentence would not say what belongs to it."""
        text = self.sentence(condition)
        joined = isinstance(condition, And | Or | Implies | Equivalent) and self.formula(condition) is None
        return Text("(", text, ")") if joined or text.begins("it is not") else text

    def _predicate(self, condition: Any) -> Text:
        match condition:
            case p.ForEach():
                return self.for_each(*nested(condition))
            case p.Minimises():
                return self.minimises(condition)
            case p.UniqueRoot():
                function, limits = condition.args
                return Text(Formula.of(function, "=", Integer(0)), " for exactly one ", self.range(limits))
            case p.SolvesLinearODE():
                return self._equation(condition)
            case p.Clock():
                return self._clock(condition)
            case p.Identity():
                return Text(Formula.of(condition.args[0]), " is defined")
        if type(condition) in _MONOTONE:
            return self.monotone(condition)
        raise UnprintableError(f"there are no words for `{condition}` ({type(condition).__name__})")

    def monotone(self, condition: Any, verb: str = "is") -> Text:
        """What a function does on its range, in words."""
        function, limits = condition.args
        mapped = Formula.of(limits[0], "|->", function)
        return Text(mapped, f" {verb} {_MONOTONE[type(condition)]} ", self.on(limits))

    def minimises(self, condition: Any, verb: str = "minimises") -> Text:
        """Where a function is smallest, in words."""
        point, function, limits = condition.args
        return Text(Formula.of(limits[0], "=", point), f" {verb} ", Formula.of(function), " over ", self.range(limits))

    def for_each(self, condition: Any, ranges: Sequence[Any]) -> Text:
        """A condition with the ranges for which it holds: behind it, or before it where it is more than a formula."""
        words = self.for_all(ranges)
        if isinstance(condition, Implies):
            guard, condition = condition.args
            words = Text(words, " with ", self.sentence(guard))
        if isinstance(condition, Or | Implies | Equivalent | Not | And) and self.formula(condition) is None:
            return Text(words, ", ", self.sentence(condition))
        return Text(self.sentence(condition), " ", words)

    def for_all(self, ranges: Sequence[Any]) -> Text:
        """ "for all 1 <= j <= k" in words."""
        return Text("for all ", listed([self.range(limits) for limits in ranges]))

    def _equation(self, condition: Any) -> Text:
        value, growth, forcing, start, limits = condition.args
        index, lower, _ = limits
        equation = Formula.of(Slope(value, index), "=", Add(growth * value, forcing, evaluate=False))
        at_start = Formula.of(substitute(value, {index: lower}), "=", start)
        return Text(equation, " ", self.on(limits), " with ", at_start)

    def _clock(self, condition: Any) -> Text:
        level, inverse, (time, lower, upper), (noise, first, last) = condition.args
        return Text(
            Formula.of(time, "|->", level), " is continuous and strictly increasing from ",
            Formula.of(Interval(lower, upper)), " onto ", Formula.of(Interval(first, last)), ", with inverse ",
            Formula.of(noise, "|->", inverse), ", extended by ",
            Formula.of(lower), " for ", Formula.of(noise, "<", first), " and by ",
            Formula.of(upper), " for ", Formula.of(noise, ">", last),
        )  # fmt: skip

    def range(self, limits: Any) -> Formula:
        """What a bound symbol runs over, as a formula: 1 <= j <= k, or m in [-C, C]."""
        index, lower, upper = limits
        if index.is_integer:
            return Formula.of(lower, "<=", index, "<=", upper)
        return Formula.of(index, "in", Interval(lower, upper))

    def on(self, limits: Any) -> Text:
        """ "on [0, X]" in words."""
        index, lower, upper = limits
        return Text("on ", Formula.of(Integers(lower, upper) if index.is_integer else Interval(lower, upper)))

    def explained(self, conditions: Iterable[Any]) -> list[Formula]:
        """What the abbreviations and the squares in conditions stand for."""
        terms = [self.shortened(condition) for condition in conditions]
        kinds = used(terms)
        found = [self.defined(kind) for kind in kinds]
        text = " ".join(map(spelled, [*(definition(kind, self.taken)[1] for kind in kinds), *terms]))
        squares = []
        for name, square in sorted(self.letters.squares.items()):
            plain, indexed = Symbol(name, real=True), IndexedBase(name, real=True)
            index = Symbol("j", integer=True)
            for letter, key in ((indexed[index], f"{square}[]"), (plain, square)):
                formula = Formula.of(Verbatim(letter**2), "=", Verbatim(letter**2, squares=True))
                left, right = (self.math(term) for _, term in formula.terms)
                entry = r"\[\w[^\]]*\]" if letter is not plain else ""
                pattern = rf"(?<!\w){name}{entry}\*\*\d*[02468]\b"
                if re.search(pattern, text) and left != right and key not in self.taken:
                    squares.append(formula)
        return [*{self.tex(formula): formula for formula in squares}.values(), *found]

    def where(self, conditions: Iterable[Any]) -> list[str]:
        """`explained`, as LaTeX."""
        return list(map(self.tex, self.explained(conditions)))

    def defined(self, kind: Any) -> Formula:
        """The definition of an abbreviation."""
        left, right = definition(kind, self.taken)
        return Formula.of(Verbatim(left), "=", Verbatim(right))
