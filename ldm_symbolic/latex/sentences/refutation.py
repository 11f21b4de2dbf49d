"""Why a claim fails at its counterexample, in numbers: which part fails, and the values of its two sides there.

Everything is evaluated by `truth` and the ball engine; a value that they cannot give is not printed.

Tested in `tests/latex/sentences/test_statement.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Context
from decimal import Decimal as Number
from fractions import Fraction
from typing import Any

from sympy import Expr, Ge, Indexed, Integer, Ne, Rational, Sum
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean, Equivalent, Not

from ldm_symbolic.balls import enclose
from ldm_symbolic.claims.statement import Claim
from ldm_symbolic.exact import Assignment
from ldm_symbolic.latex.document.nodes import (
    Display,
    Formula,
    Text,
    listed,
)
from ldm_symbolic.latex.document.terms import (
    Decimal,
)
from ldm_symbolic.latex.formulas.layout import width
from ldm_symbolic.latex.formulas.writer import Writer
from ldm_symbolic.latex.sentences.local import Names, replaced
from ldm_symbolic.proof.language.build import UnknownTermError
from ldm_symbolic.proof.language.definedness import obligations
from ldm_symbolic.proof.language.predicate import Identity, Minimises, UniqueRoot, Universal
from ldm_symbolic.proof.language.terms import free, substitute
from ldm_symbolic.search.equations import written_out
from ldm_symbolic.search.intervals import on_interval
from ldm_symbolic.search.point import Point
from ldm_symbolic.search.truth_values import Truth

_DIGITS = (6, 12, 24, 48)
_BITS = (64, 256, 1024)
_SHORT = 12  # digits that an exact value may take
NOT_SAID = "All hypotheses hold, and the conclusion does not."


@dataclass(slots=True)
class _Watched(Point):
    """An instance that remembers which comparisons fail on it, and for which values of bound symbols."""

    failures: list[tuple[Boolean, Assignment]] = field(default_factory=list)

    def value(self, condition: Boolean, local: Assignment | None = None) -> Truth:
        found = Point.value(self, condition, local)
        if isinstance(condition, Relational | Identity) and found is Truth.FALSE:
            self.failures.append((condition, dict(local or {})))
        return found


def refutation(writer: Writer, claim: Claim, names: Names) -> Text:
    """Sentences that say how the conclusion of a claim fails at its counterexample.

    Args:
        writer: of the claim.
        claim: refuted by its counterexample.
        names: for large terms, which the statement has defined.
    """
    assert claim.counterexample is not None
    return Refutation(writer, claim, names).text()


class Refutation:
    """The sentences that say how a claim fails; what is not evaluated is not said."""

    def __init__(self, writer: Writer, claim: Claim, names: Names) -> None:
        self.writer, self.names, self.conclusion = writer, names, claim.conclusion
        self.point = _Watched(claim.counterexample or {}, on_interval)

    def text(self) -> Text:
        """What is to be said after the values of the counterexample."""
        try:
            value = self.point.value(self.conclusion)
            said = self.undefined() if value is Truth.UNDEFINED else self.false()
        except (UnknownTermError, enclose.UnsupportedExpressionError):
            said = Text()
        return Text("All hypotheses hold. ", said) if said else Text(NOT_SAID)

    def undefined(self) -> Text:
        """Which part of the conclusion has no value."""
        for condition in obligations(self.conclusion):
            self.point.failures.clear()
            if self.point.value(condition) in (Truth.FALSE, Truth.FAILS) and self.point.failures:
                failed, local = self.point.failures[-1]
                break
        else:
            return Text(f"{self.what()} is undefined.")
        lead = Text(f"{self.what()} is undefined:", self.where(local, failed), " it ")
        term = self.formula(failed.args[0])
        if isinstance(failed, Ne) and failed.args[1] == 0:
            return Text(lead, "divides by ", term, ", which is ", Formula.of(Integer(0)), ".")
        value = self.number(failed.args[0], local)
        if isinstance(failed, Ge) and failed.args[1] == 0 and value:
            return Text(lead, "takes a root of ", term, ", which is ", value, ".")
        return Text(lead, "needs ", self.formula(failed), ", which does not hold.")

    def what(self) -> str:
        """What has no value: the conclusion, or the term of which it says that it is defined."""
        says_so = isinstance(self.conclusion, Identity) and self.writer.formula(self.conclusion) is None
        return "The term" if says_so else "The conclusion"

    def false(self) -> Text:
        """Which part of the conclusion is false, in numbers where they can be had."""
        match self.conclusion:
            case Not():
                return self.writer.displayed(Text("But ", self.sentence(self.conclusion.args[0]), "."))
            case Equivalent():
                return self.sides()
            case UniqueRoot():
                return self.without_zero(*self.conclusion.args)
        if not self.point.failures:
            return Text()
        failed, local = self.point.failures[0]
        if isinstance(self.conclusion, Universal) and self.conclusion.arity <= 2:
            compared = self.compared(self.conclusion, local)
            if compared:
                return compared
        values = self.values(failed, local)
        if failed == self.conclusion:
            return Text("Then ", values, ".") if values else Text()
        return self.part_fails(failed, local, values)

    def part_fails(self, failed: Boolean, local: Assignment, values: Text) -> Text:
        """That one comparison of the conclusion fails."""
        formula = self.formula(failed)
        place = self.where(local, failed)
        if self.writer.is_tall(formula):
            more = Text(" There ", values, ".") if values else ""
            return Text("But", place, Display((formula,), ""), "\nfails.", more)
        return Text("But ", formula, " fails", place, *((": ", *values) if values else ()), ".")

    def sides(self) -> Text:
        """Which side of an equivalence holds."""
        sides = list(self.conclusion.args)
        found = []
        for side in sides:
            self.point.failures.clear()
            found.append((self.point.value(side), side, list(self.point.failures)))
        holding = [side for value, side, _ in found if value is Truth.TRUE]
        failing = [(side, failures) for value, side, failures in found if value in (Truth.FALSE, Truth.FAILS)]
        if len(holding) != 1 or len(failing) != 1:
            return Text()
        ((side, failures),) = failing
        values, shown = self.values(*failures[0]) if failures and failures[0][0] == side else Text(), Text()
        if not values and failures:
            failed, local = failures[0]
            inner = self.values(failed, local)
            fails = Text("fails", self.where(local, failed), *((": ", *inner) if inner else ()))
            formula = self.formula(failed)
            if self.writer.is_broken(formula):
                shown = Text("\nHere", Display((formula,), ""), "\n", fails, ".")
            else:
                values = Text(formula, " ", fails)
        since = Text("; here ", values) if values else Text()
        but = Text(", but it is not true that ", self.sentence(side), since, ".")
        return Text(self.writer.displayed(Text("Then ", self.sentence(holding[0]), but)), shown)

    def without_zero(self, function: Expr, limits: Any) -> Text:
        """That a function has no zero, with its values at the ends of the range."""
        if not any("no zero" in note for note in self.point.notes):
            return Text()
        index, *ends = limits
        shown = []
        for end in ends:
            value = self.number(substitute(function, {index: end}), {})
            shown += [Text(value, " at ", self.equation(index, end))] if value else []
        values = Text("; its value is ", listed(shown)) if shown else ""
        return Text("Then there is no such ", self.formula(index), ": the left side has no zero", values, ".")

    def compared(self, predicate: Any, local: Assignment) -> Text:
        """The values of one function at two places that show that it is not smallest, or not monotone."""
        index, found = predicate.index, tuple(local.values())
        function = predicate.args[1] if isinstance(predicate, Minimises) else predicate.args[0]
        places = (predicate.args[0], *found) if isinstance(predicate, Minimises) else self.far(predicate, found)
        if not isinstance(function, Expr) or len(places) != 2:
            return Text()
        first, second = (substitute(function, {index: _exact(place)}) for place in places)
        values = self.pair(first, second, {})
        if values is None:
            return Text()
        shown = [Text(value, " at ", self.at(index, place)) for value, place in zip(values, places, strict=True)]
        return Text("But the function is ", listed(shown), ".")

    def far(self, predicate: Any, found: tuple[Any, ...]) -> tuple[Any, ...]:
        """Two places that show that a function is not monotone: the ends of the range if they do."""
        ends = predicate.args[-1][1:]
        fails = len(found) == 2 and self.point.value(predicate.at(*ends)[1]) is Truth.FALSE
        return tuple(ends) if fails else found

    def at(self, index: Any, place: Any) -> Formula:
        """A place, with its value where that is another name: i = k = 2."""
        exact = self.exact(_exact(place), {})
        return self.equation(index, _exact(place), *([] if exact in (None, _exact(place)) else [exact]))

    def values(self, relation: Any, local: Assignment) -> Text:
        """What the two sides of a comparison are."""
        left, right = relation.args
        pair = self.pair(left, right, local)
        if pair is None:
            return Text()
        if pair[0] == pair[1]:
            return Text("both sides are ", pair[0])
        return Text("the left side is ", pair[0], " and the right side ", pair[1])

    def pair(self, left: Expr, right: Expr, local: Assignment) -> tuple[Text, Text] | None:
        """Two values, with so many digits that they differ where they are different."""
        same = self.sign(left - right, local) == 0
        for digits in _DIGITS:
            decimals = [self.decimal(term, local, digits) for term in (left, right)]
            found = [self.number(term, local, digits) for term in (left, right)]
            if same or None in found or decimals[0] != decimals[1]:
                return None if found[0] is None or found[1] is None else (found[0], found[1])
        return None

    def number(self, term: Expr, local: Assignment, digits: int = _DIGITS[0]) -> Text | None:
        """A value: exactly where that is short, and its first digits where it is no fraction; None if unknown."""
        exact = self.exact(term, local)
        short = exact is not None and width(self.writer.math(exact)) <= _SHORT
        shown = Formula.of(exact) if short else ""
        if short and exact is not None and exact.is_Rational:
            return Text(shown)
        decimal = self.decimal(term, local, digits)
        if decimal is None:
            return Text(shown) or None
        about = Text("about ", Formula.of(Decimal(decimal)))
        return Text(shown, " (", about, ")") if short else about

    def decimal(self, term: Expr, local: Assignment, digits: int) -> str | None:
        """The first digits of a value, from a ball around it."""
        values = {**self.point.numbers, **local}
        for bits in _BITS:
            ball = enclose.evaluate(self.point.grounded(term), values, bits)
            if ball.is_finite():
                ends = {_decimal(end, digits) for end in enclose.rational_bounds(ball)}
                if len(ends) == 1:
                    return ends.pop()
        return None

    def exact(self, term: Expr, local: Assignment) -> Expr | None:
        """The value of a term in closed form, checked by balls; None if there is none."""
        values = {**self.point.numbers, **local}
        entries = {name: value for name, value in values.items() if isinstance(value, tuple | list)}
        numbers = {name: _exact(value) for name, value in values.items() if name not in entries}
        closed = substitute(self.point.grounded(term), numbers)
        closed = written_out(closed)
        found = {}
        for entry in closed.atoms(Indexed):
            place = entry.indices[0]
            if entry.base not in entries or not place.is_Integer or not 0 < place <= len(entries[entry.base]):
                return None
            found[entry] = _exact(entries[entry.base][int(place) - 1])
        closed = closed.xreplace(found)
        if closed.free_symbols or closed.has(Sum) or not closed.is_number or not closed.is_finite:
            return None
        return closed if self.sign(term - closed, local) == 0 else None

    def sign(self, term: Expr, local: Assignment) -> int | None:
        found = enclose.sign(self.point.grounded(term), {**self.point.numbers, **local})
        return None if found is None else int(found)

    def where(self, local: Assignment, failed: Any) -> Text:
        """At which values of the bound symbols in a condition it fails, in words."""
        seen = [(name, value) for name, value in local.items() if name in free(failed)]
        return Text(" at ", listed([self.at(name, value) for name, value in seen])) if seen else Text()

    def sentence(self, condition: Boolean) -> Text:
        return self.writer.sentence(replaced(condition, self.names))

    def formula(self, term: Any) -> Formula:
        named = replaced(term, self.names)
        return self.writer.formula(named) or Formula.of(named)

    def equation(self, *terms: Any) -> Formula:
        """That terms are the same, which may be so only at the counterexample."""
        first, *others = (replaced(term, self.names) for term in terms)
        return Formula.of(first, *(piece for term in others for piece in ("=", term)))


def _exact(value: Any) -> Expr:
    return value if isinstance(value, Expr) else Rational(Fraction(value))


def _decimal(value: Fraction, digits: int) -> str:
    """The first digits of a number, rounded."""
    rounded = Context(prec=digits).divide(Number(value.numerator), Number(value.denominator))
    text = f"{rounded.normalize():g}" if abs(rounded.adjusted()) < 6 else f"{rounded.normalize():e}"
    return text.replace("e+0", "").lower()
