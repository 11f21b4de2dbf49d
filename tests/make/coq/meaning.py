"""What conditions say to z3, which looks for cores and for cases; what it says is not trusted."""

from __future__ import annotations

from typing import Any

import z3

from ldm_symbolic.checker.terms import Node, is_integer, node
from ldm_symbolic.coq.scenes.printing import Printer


class Solver:
    """Conditions as z3 sees them; what is no polynomial is a variable under its text in Coq."""

    def __init__(self, printer: Printer) -> None:
        self.printer = printer
        self.atoms: dict[str, Any] = {}

    def atom(self, text: str, sort: Any = z3.Real) -> Any:
        return self.atoms.setdefault(text, sort(f"a{len(self.atoms)}"))

    def term(self, term: Node) -> Any:
        match term.kind:
            case "number":
                return z3.RealVal(str(term.parts[0]))
            case "+":
                return z3.Sum([self.term(part) for part in term.parts])
            case "*":
                return z3.Product([self.term(part) for part in term.parts])
            case "^":
                return self.power(term)
        if is_integer(term):
            return self.atom("Z:" + self.printer.integer(term), z3.Int)
        return self.atom(self.printer.real(term))

    def power(self, term: Node) -> Any:
        base, exponent = term.parts[0], term.parts[1].parts[0]
        text = self.printer.real(base, 4)
        inner = self.term(base) if exponent.denominator == 1 else self.atom(f"sqrt {text}")
        if exponent < 0:
            inner = self.atom(f"/ {text}" if exponent.denominator == 1 else f"/ sqrt {text}")
        return z3.Product([inner] * abs(exponent.numerator))

    def condition(self, condition: Node) -> Any:
        kind, parts = condition.kind, condition.parts
        match kind:
            case "<" | "<=" | ">" | ">=" | "=" | "!=" | "Identity":
                return self.relation(kind, *parts)
            case "and":
                return z3.And(*map(self.condition, parts))
            case "or":
                return z3.Or(*map(self.condition, parts))
            case "not":
                return z3.Not(self.condition(parts[0]))
            case "implies":
                return z3.Implies(*map(self.condition, parts))
            case "iff":
                first, *rest = map(self.condition, parts)
                return z3.And(*(first == other for other in rest))
            case "true":
                return z3.BoolVal(True)
        return self.atom(self.printer.condition(condition), z3.Bool)

    def relation(self, kind: str, left: Node, right: Node) -> Any:
        whole = is_integer(left) and is_integer(right)
        a, b = self.term(left), self.term(right)
        if kind in (">", ">="):
            a, b, kind = b, a, kind.replace(">", "<")
        if kind == "<=":
            return a <= b
        if kind == "<":
            return a + 1 <= b if whole else a < b
        if kind == "!=":
            return z3.Or(a + 1 <= b, b + 1 <= a) if whole else a != b
        return a == b


_OTHER = {"<": "<=", "<=": "<"}


class Letters:
    """Conditions with a letter for each comparison; a <= b and b < a are letters that do not hold together.

    That one of them holds is what a case is for: Coq's `tauto` does not know it.
    """

    def __init__(self, seen: Solver) -> None:
        self.seen = seen
        self.never_both: list[Any] = []

    def condition(self, condition: Node) -> Any:
        """Return a condition in which comparisons are letters."""
        if condition.kind in ("<", "<=", ">", ">="):
            left, right = condition.parts
            kind = condition.kind
            if kind in (">", ">="):
                left, right, kind = right, left, kind.replace(">", "<")
            says = self.seen.printer.condition
            letter, other = (z3.Bool(says(node(*one))) for one in ((kind, left, right), (_OTHER[kind], right, left)))
            self.never_both.append(z3.Not(z3.And(letter, other)))
            return letter
        if condition.kind in ("=", "!=", "Identity"):
            same = z3.Bool(self.seen.printer.condition(node("=", *condition.parts)))
            return z3.Not(same) if condition.kind == "!=" else same
        if condition.kind in ("and", "or", "not", "implies", "iff"):
            parts = list(map(self.condition, condition.parts))
            match condition.kind:
                case "and":
                    return z3.And(*parts)
                case "or":
                    return z3.Or(*parts)
                case "not":
                    return z3.Not(parts[0])
                case "implies":
                    return z3.Implies(*parts)
            return z3.And(*(parts[0] == other for other in parts[1:]))
        return z3.Bool(self.seen.printer.condition(condition))
