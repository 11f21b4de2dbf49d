"""Terms and conditions of proof files as Coq reads them; nothing here passes through a solver's language.

Reals are `R`, integers `Z`, sequences `Z -> R`, functions `R -> R`; a/b is `a * / b`. Coq's functions are total: what
a term needs to be defined is said apart, by `told`.

Tested in `tests/coq/test_printing.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from ldm_symbolic.checker.terms import Node, conjuncts, free, is_integer, node, obligations
from ldm_symbolic.checker.values import known_truth
from ldm_symbolic.coq.scenes.linear import coefficient, negative, opposite

_RESERVED = frozenset(re.findall(r"\w+", """
    R Z nat Prop Set Type forall exists fun let in if then else match with end as at return where fix cofix using True
    False not sum sqrt exp ln IZR INR Rmax Rmin Rabs clock convex minimises nondecreasing nonincreasing increasing
    decreasing minimises_z nondecreasing_z nonincreasing_z increasing_z decreasing_z derivative_on solves_linear
    Rle_dec Rlt_dec decide_and decide_or decide_not Z_le_dec Z_lt_dec
"""))  # fmt: skip
_ORDER = {
    "NonDecreasing": "nondecreasing", "NonIncreasing": "nonincreasing", "Increasing": "increasing",
    "Decreasing": "decreasing", "Convex": "convex",
}  # fmt: skip
_SUM, _PRODUCT, _POWER, _APPLIED, _ATOM = range(5)


class MissingError(ValueError):
    """Raised where a claim cannot be written for Coq; one line that names what is missing."""


class Names:
    """How the names of a claim are spelled in Coq: a word of its own for each, given when it is first asked for."""

    def __init__(self, names: Iterable[Node] = ()) -> None:
        self._spelled: dict[Node, str] = {}
        for name in sorted(names, key=lambda one: (one.kind != "symbol", one.parts)):
            self[name]

    def __getitem__(self, name: Node) -> str:
        if name not in self._spelled:
            word = re.sub(r"[^A-Za-z0-9_']", "_", name.parts[0])
            word = word if re.match("[A-Za-z]", word) else f"v{word}"
            while word in _RESERVED or word in self._spelled.values():
                word += "_"
            self._spelled[name] = word
        return self._spelled[name]


@dataclass(frozen=True, slots=True)
class Printer:
    """Writes terms and conditions with the spellings of one claim.

    Args:
        names: see `Names`.
    """

    names: Names

    def real(self, term: Node, place: int = _SUM) -> str:
        """Return a term as a real number, in brackets where its place needs them."""
        text, rank = self._real(term)
        return f"({text})" if rank < place else text

    def _real(self, term: Node) -> tuple[str, int]:
        match term.kind:
            case "number":
                return _number(term.parts[0])
            case "symbol":
                word = self.names[term]
                return (f"IZR {word}", _APPLIED) if term.parts[1] == "integer" else (word, _ATOM)
            case "+":
                return self._sum(term), _SUM
            case "*":
                return self._product(term)
            case "^":
                return self._power(term)
            case "exp" | "log" | "abs":
                word = {"exp": "exp", "log": "ln", "abs": "Rabs"}[term.kind]
                return f"{word} {self.real(term.parts[0], _ATOM)}", _APPLIED
            case "max" | "min":
                *rest, text = (self.real(part, _ATOM) for part in term.parts)
                for part in reversed(rest):
                    text = f"(R{term.kind} {part} {text})"
                return text[1:-1], _APPLIED
            case "entry":
                return f"{self.names[node('sequence', term.parts[0])]} {self.index(term.parts[1])}", _APPLIED
            case "value" if len(term.parts) == 2:
                return f"{self.names[node('function', term.parts[0])]} {self.real(term.parts[1], _ATOM)}", _APPLIED
            case "sum":
                index, lower, upper = term.parts[1].parts
                ends = f"{self.integer(lower, _ATOM)} {self.integer(upper, _ATOM)}"
                return f"sum {ends} (fun {self.names[index]} => {self.real(term.parts[0])})", _APPLIED
            case "cases":
                return self._cases(term), _SUM
        raise MissingError(f"cannot write `{term.kind}` of these parts in Coq")

    def _sum(self, term: Node) -> str:
        text = ""
        for part in sorted(term.parts, key=negative):
            if text and negative(part):
                text += f" - {self.real(opposite(part), _PRODUCT)}"
            else:
                text += f"{' + ' if text else ''}{self.real(part, _PRODUCT)}"
        return text

    def _product(self, term: Node) -> tuple[str, int]:
        if negative(term):
            inner = self.real(opposite(term), _PRODUCT)
            return f"- {inner}" if not inner.startswith("-") else f"- ({inner})", _SUM
        first = coefficient(term)
        others = [part for place, part in enumerate(term.parts) if place != first]
        factors = [*(term.parts[place] for place in [first] if place is not None), *sorted(others, key=_fraction)]
        return " * ".join(self.real(part, _POWER) for part in factors), _PRODUCT

    def _power(self, term: Node) -> tuple[str, int]:
        base, exponent = term.parts[0], term.parts[1].parts[0]
        if exponent.denominator not in (1, 2) or exponent == 0:
            raise MissingError(f"cannot write the power {exponent} in Coq")
        count = exponent.numerator
        inner, rank = self._real(base)
        if exponent.denominator == 2:
            inner, rank = f"sqrt {self.real(base, _ATOM)}", _APPLIED
        if count < 0:
            inner, rank = f"/ {inner if rank >= _APPLIED else f'({inner})'}", _POWER
        if abs(count) == 1:
            return inner, rank
        return f"{inner if rank >= _APPLIED else f'({inner})'} ^ {abs(count)}", _POWER

    def _cases(self, term: Node) -> str:
        text = ""
        for case in reversed(term.parts):
            value, condition = case.parts
            if condition.kind == "true" or not text:
                text = self.real(value, _PRODUCT)
            else:
                text = f"(if {self.decider(condition)} then {self.real(value, _PRODUCT)} else {text})"
        return text

    def decider(self, condition: Node) -> str:
        """Return the Coq term that decides a condition."""
        if condition.kind in ("and", "or"):
            *rest, text = map(self.decider, condition.parts)
            for part in reversed(rest):
                text = f"(decide_{condition.kind} _ _ {part} {text})"
            return text
        if condition.kind == "not":
            return f"(decide_not _ {self.decider(condition.parts[0])})"
        flipped = {">": "<", ">=": "<="}
        left, right = condition.parts if condition.kind not in flipped else reversed(condition.parts)
        kind = flipped.get(condition.kind, condition.kind)
        if kind not in ("<", "<="):
            raise MissingError(f"cannot decide `{condition.kind}` in Coq")
        name = {"<": "lt", "<=": "le"}[kind]
        if is_integer(left) and is_integer(right):
            return f"(Z_{name}_dec {self.integer(left, _ATOM)} {self.integer(right, _ATOM)})"
        return f"(R{name}_dec {self.real(left, _ATOM)} {self.real(right, _ATOM)})"

    def integer(self, term: Node, place: int = _SUM) -> str:
        """Return an integer, in brackets where its place needs them."""
        if term.kind == "symbol":
            return self.names[term]
        if term.kind == "number" and term.parts[0] >= 0:
            return str(term.parts[0])
        if term.kind in ("max", "min") and len(term.parts) == 2:
            left, right = (self.integer(part, _ATOM) for part in term.parts)
            text = f"Z.{term.kind} {left} {right}"
        elif term.kind == "+":
            text = self._integer_sum(term)
        elif term.kind in ("number", "*") and negative(term):
            text = f"- {self.integer(opposite(term), _PRODUCT)}"
        elif term.kind == "^" and term.parts[1].parts[0] > 0:
            text = f"{self.integer(term.parts[0], _ATOM)} ^ {term.parts[1].parts[0]}"
        elif term.kind == "*":
            text = " * ".join(self.integer(part, _PRODUCT) for part in term.parts)
        else:
            raise MissingError(f"cannot write the integer `{term.kind}` in Coq")
        return f"({text})%Z" if place else text

    def index(self, term: Node) -> str:
        """Return an integer as an argument that is nothing but an integer."""
        text = self.integer(term, _ATOM)
        return f"{text}%Z" if text.isdigit() else text

    def _integer_sum(self, term: Node) -> str:
        text = ""
        for part in sorted(term.parts, key=lambda part: (negative(part), part.kind == "number")):
            sign, shown = (" - ", opposite(part)) if text and negative(part) else (" + " if text else "", part)
            text += f"{sign}{self.integer(shown, _PRODUCT)}"
        return text

    def condition(self, condition: Node) -> str:
        """Return a condition as a proposition, in brackets where it is compound."""
        kind, parts = condition.kind, condition.parts
        match kind:
            case "<" | "<=" | ">" | ">=" | "=" | "!=" | "Identity":
                return self._relation(kind, *parts)
            case "and" | "or":
                return "(" + {"and": " /\\ ", "or": " \\/ "}[kind].join(map(self.condition, parts)) + ")"
            case "not":
                return f"(~ {self.condition(parts[0])})"
            case "implies" if parts[0].kind == "true":
                return self.condition(parts[1])
            case "implies":
                return f"({self.condition(parts[0])} -> {self.condition(parts[1])})"
            case "iff":
                said = [f"({self.condition(a)} <-> {self.condition(b)})" for a, b in pairwise(parts)]
                return said[0] if len(said) == 1 else "(" + " /\\ ".join(said) + ")"
            case "ForEach":
                index = parts[1].parts[0]
                return (
                    f"(forall {self.names[index]} : {_sort(index)}, {self._range(parts[1])}{self.condition(parts[0])})"
                )
            case "true":
                return "True"
        return f"({self._predicate(condition)})"

    def _range(self, limits: Node) -> str:
        index, lower, upper = limits.parts
        if is_integer(index):
            word = self.names[index]
            return f"({self.integer(lower)} <= {word})%Z -> ({word} <= {self.integer(upper)})%Z -> "
        return f"{self.real(lower)} <= {self.real(index)} -> {self.real(index)} <= {self.real(upper)} -> "

    def _relation(self, kind: str, left: Node, right: Node) -> str:
        if kind in (">", ">="):
            left, right, kind = right, left, kind.replace(">", "<")
        sign = {"Identity": "=", "!=": "<>"}.get(kind, kind)
        if is_integer(left) and is_integer(right):
            return f"({self.integer(left)} {sign} {self.integer(right)})%Z"
        return f"({self.real(left)} {sign} {self.real(right)})"

    def function(self, body: Node, index: Node) -> str:
        """Return the function of an index that a term tells."""
        return f"(fun {self.names[index]} => {self.real(body)})"

    def _predicate(self, predicate: Node) -> str:
        kind, parts = predicate.kind, predicate.parts
        if kind not in (*_ORDER, "Minimises", "IsDerivative", "Clock", "SolvesLinearODE"):
            raise MissingError(f"cannot write `{kind}` in Coq")
        index, *ends = parts[-1].parts
        if kind in _ORDER:
            suffix = "_z" if is_integer(index) else ""
            return f"{_ORDER[kind]}{suffix} {self.function(parts[0], index)} {self._ends(index, ends)}"
        if kind == "Minimises":
            point = self.integer(parts[0], _ATOM) if is_integer(index) else self.real(parts[0], _ATOM)
            suffix = "_z" if is_integer(index) else ""
            return f"minimises{suffix} {point} {self.function(parts[1], index)} {self._ends(index, ends)}"
        if kind == "IsDerivative":
            two = " ".join(self.function(part, index) for part in parts[:2])
            return f"derivative_on {two} {self._ends(index, ends)}"
        if kind == "Clock":
            level, inverse, time, noise = parts
            two = f"{self.function(level, time.parts[0])} {self.function(inverse, noise.parts[0])}"
            return f"clock {two} {self._ends(time.parts[0], time.parts[1:])} {self._ends(index, ends)}"
        three = " ".join(self.function(part, index) for part in parts[:3])
        return f"solves_linear {three} {self.real(parts[3], _ATOM)} {self._ends(index, ends)}"

    def _ends(self, index: Node, ends: Iterable[Node]) -> str:
        if is_integer(index):
            return " ".join(self.integer(end, _ATOM) for end in ends)
        return " ".join(self.real(end, _ATOM) for end in ends)

    def binders(self, names: Iterable[Node]) -> str:
        """Return names with their sorts, in the order of their words."""
        return " ".join(f"({self.names[name]} : {_sort(name)})" for name in names)


def told(conditions: Iterable[Node]) -> list[Node]:
    """Return conditions with, before each, those under which it is defined; what is plain from numbers is left out."""
    found: dict[Node, None] = {}
    for condition in conjuncts(conditions):
        for part in conjuncts([*obligations(condition), condition]):
            if part is condition or not _plain(part):
                found[part] = None
    return list(found)


def _plain(condition: Node) -> bool:
    if condition.kind == "ForEach":
        return _plain(condition.parts[0])
    return known_truth(condition) is True and not free(condition)


def ordered(names: Iterable[Node]) -> list[Node]:
    """Return names in the order in which a statement binds them: integers, sequences, functions, reals."""
    rank = {"integer": 0, "sequence": 1, "function": 2, "real": 3}
    return sorted(names, key=lambda name: (rank[name.parts[1] if name.kind == "symbol" else name.kind], name.parts[0]))


def _sort(name: Node) -> str:
    if name.kind == "symbol":
        return "Z" if name.parts[1] == "integer" else "R"
    return "Z -> R" if name.kind == "sequence" else "R -> R"


def _number(value: Fraction) -> tuple[str, int]:
    if value.denominator == 1:
        return (str(value.numerator), _ATOM) if value >= 0 else (f"-{-value.numerator}", _SUM)
    return f"{value.numerator} / {value.denominator}", _PRODUCT if value >= 0 else _SUM


def _fraction(term: Node) -> bool:
    return term.kind == "^" and term.parts[1].parts[0] < 0
