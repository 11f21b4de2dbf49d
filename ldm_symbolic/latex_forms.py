"""The LaTeX of functions, sums, cases and comparisons; letters, sums of terms and products are in `latex_printer`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sympy import Add, Expr, Indexed, Integer, Max, Min, Mul, Piecewise, Rational, Sum, Symbol, exp, true
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, BooleanAtom, Or
from sympy.printing.latex import LatexPrinter

from ldm_symbolic.latex_order import extracted, signed, unfolded

_RELATIONS = {"<=": r"\le", ">=": r"\ge", "<": "<", ">": ">", "==": "=", "!=": r"\ne"}
TALL = re.compile(r"\\(frac|sum|begin|left|sqrt)|\^\{\d/")
_QUOTIENT = re.compile(r"(-?)\\frac\{([^{}+-]*)\}\{([^{}]*)\}")


class FunctionForms(LatexPrinter):
    """How everything is printed that is neither a letter nor a sum or product of terms."""

    def relation(self, condition: Relational) -> str:
        """A comparison, as it stands."""
        return f"{self._print(condition.lhs)} {_RELATIONS[condition.rel_op]} {self._print(condition.rhs)}"

    def _joined(self, mark: str, condition: Any) -> str:
        inner = (And, Or)
        parts = [self._bracketed(c) if isinstance(c, inner) else self._print(c) for c in condition.args]
        return mark.join(sorted(parts, key=lambda part: (len(part), part)))

    def _number(self, value: Rational) -> str:
        sign = "-" if value < 0 else ""
        size = abs(value)
        return f"{sign}{size.p}" if size.q == 1 else rf"{sign}\tfrac{{{size.p}}}{{{size.q}}}"

    def _exponential(self, expr: exp) -> str:
        power = expr.args[0]
        if isinstance(power, Add) and any(signed(term)[0] for term in power.args):
            number, rest = extracted(Add(*(-term for term in power.args)))
            if number != 1 or not all(signed(term)[0] for term in power.args):
                power = Mul(-number, rest, evaluate=False)
        text = self._print(power)
        quotient = _QUOTIENT.fullmatch(text)
        if quotient is not None:
            sign, above, below = quotient.groups()
            text = f"{sign}{above}/" + (f"({below})" if " " in below else below)
        if r"\frac" in text or r"\begin" in text or r"\sum" in text:
            return r"\exp" + self._delimited("(", ")", text)
        return rf"\mathrm{{e}}^{{{text}}}"

    def _named(self, name: str, argument: Expr) -> str:
        text = self._print(argument)
        simple = isinstance(argument, Symbol | Indexed | Integer) or re.fullmatch(r"\\frac(\{[^{}]*\}){2}", text)
        return f"{name} {text}" if simple else name + self._delimited("(", ")", text)

    def _extremum(self, name: str, expr: Min | Max) -> str:
        texts = [self._print(arg) for arg in sorted(expr.args, key=lambda arg: (len(str(arg)), str(arg)))]
        return name + self._delimited("(", ")", ", ".join(texts))

    def _maximum(self, expr: Max) -> str:
        """A maximum; with 0 it is the positive part."""
        others = [arg for arg in expr.args if arg != 0]
        if len(others) == 1:
            inner = self._print(others[0])
            return f"{self._delimited('(', ')', inner)}_+"
        return self._extremum(r"\max", expr)

    def _sum(self, expr: Sum) -> str:
        index, lower, upper = expr.limits[0]
        body = self._bracketed(expr.function) if isinstance(expr.function, Add) else self._print(expr.function)
        return rf"\sum_{{{self._print(index)}={self._print(lower)}}}^{{{self._print(upper)}}} {body}"

    def _piecewise(self, expr: Piecewise) -> str:
        (value, condition), *others = expr.args
        if len(others) == 1 and others[0] == (0, true):
            indicator = r"\mathbf{1}" + self._delimited(r"\{", r"\}", self._print(condition))
            shown = self._bracketed(value) if isinstance(value, Add) else self._print(value)
            return indicator if value == 1 else f"{shown} {indicator}"
        return self._cases(unfolded(expr))

    def _cases(self, rows: Iterable[tuple[Expr, Any]]) -> str:
        lines = (f"{self._print(value)} & {self._condition(condition)}" for value, condition in rows)
        return r"\begin{cases} " + r" \\ ".join(lines) + r" \end{cases}"

    def _condition(self, condition: Any) -> str:
        if isinstance(condition, BooleanAtom):
            return r"\text{otherwise}"
        return rf"\text{{if }} {self._print(condition)}"

    def _bracketed(self, expr: Any) -> str:
        return self._delimited("(", ")", self._print(expr))

    def _delimited(self, left: str, right: str, text: str) -> str:
        if not TALL.search(text):
            return f"{left}{text}{right}"
        return rf"\left{left} {text} \right{right}"
