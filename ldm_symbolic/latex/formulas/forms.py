"""The LaTeX of functions, sums, cases and comparisons; letters, sums of terms and products are in `printer`.

Tested in `tests/latex/test_latex.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sympy import Abs, Add, Expr, Indexed, Integer, Max, Min, Mul, Piecewise, Rational, Sum, Symbol, exp, log
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, BooleanAtom, Or
from sympy.printing.latex import LatexPrinter

from ldm_symbolic.latex.formulas.factors import extracted, is_indicator, shared
from ldm_symbolic.latex.names.order import backwards, signed, spelled, unfolded

SIGNS = {
    "<=": r"\le",
    ">=": r"\ge",
    "==": "=",
    "!=": r"\ne",
    "in": r"\in",
    "|->": r"\mapsto",
    "iff": r"\iff",
    "at": r"\quad\text{at }",
}
"""How signs are written that are no letters of TeX."""
TALL = re.compile(r"\\(frac|sum|begin|left|sqrt)|\^\{\d/")

CLOSED = Symbol | Indexed | Min | Max | Abs | Integer
"""What needs no brackets under an exponent, unless it begins with a minus sign or has an exponent of its own."""


class FunctionForms(LatexPrinter):
    """How everything is printed that is neither a letter nor a sum or product of terms.

    Attributes:
        flat: whether quotients are written a/b.
    """

    flat = False

    @contextmanager
    def _small_print(self) -> Iterator[None]:
        """Where quotients are written a/b: inside fractions and exponents."""
        outer, self.flat = self.flat, True
        try:
            yield
        finally:
            self.flat = outer

    def relation(self, condition: Relational) -> str:
        """A comparison, as it stands."""
        return (
            f"{self._print(condition.lhs)} {SIGNS.get(condition.rel_op, condition.rel_op)} {self._print(condition.rhs)}"
        )

    def _joined(self, mark: str, condition: Any) -> str:
        inner = (And, Or)
        parts = [self._bracketed(c) if isinstance(c, inner) else self._print(c) for c in condition.args]
        return mark.join(sorted(parts, key=lambda part: (len(part), part)))

    def _number(self, value: Rational) -> str:
        sign = "-" if value < 0 else ""
        size = abs(value)
        return f"{sign}{size.p}" if size.q == 1 else rf"{sign}\tfrac{{{size.p}}}{{{size.q}}}"

    def _exponential(self, expr: exp) -> str:
        """e to a power, z^a for exp(a log z), and exp(...) where the exponent is more than small print."""
        power = expr.args[0]
        base = next((factor for factor in Mul.make_args(power) if isinstance(factor, log)), None)
        if base is not None:
            return self._power_of(base.args[0], power / base)
        if isinstance(power, Add) and any(signed(term)[0] for term in power.args):
            number, rest = extracted(Add(*(-term for term in power.args)))
            if number != 1 or (backwards(power) and not power.as_coeff_Add()[0]):  # -(T - t), but r - 1
                power = Mul(-number, rest, evaluate=False)
        if not power.has(log, Sum, Piecewise):
            return rf"\mathrm{{e}}^{{{self._small(power)}}}"
        return r"\exp" + self._delimited("(", ")", self._print(power))

    def _power_of(self, base: Expr, power: Expr) -> str:
        """A base to a power that is no number."""
        text = self._print(base)
        closed = isinstance(base, CLOSED) and "^" not in text and not text.startswith("-")
        return (text if closed else self._delimited("(", ")", text)) + f"^{{{self._small(power)}}}"

    def _small(self, expr: Expr) -> str:
        """An expression in small print, where 1/2 is a number like others."""
        with self._small_print():
            return str(expr) if expr.is_Rational else self._print(expr)

    def _named(self, name: str, argument: Expr) -> str:
        text = self._print(argument)
        simple = isinstance(argument, Symbol | Indexed | Integer) or re.fullmatch(r"\\frac(\{[^{}]*\}){2}", text)
        return f"{name} {text}" if simple else name + self._delimited("(", ")", text)

    def _extremum(self, name: str, expr: Min | Max) -> str:
        texts = [self._print(arg) for arg in sorted(expr.args, key=lambda arg: (len(spelled(arg)), spelled(arg)))]
        return name + self._delimited("(", ")", ", ".join(texts))

    def _maximum(self, expr: Max) -> str:
        """A maximum; with 0 it is the positive part."""
        others = [arg for arg in expr.args if arg != 0]
        if len(others) == 1 and not isinstance(others[0], Min):
            inner = self._print(others[0])
            return f"{self._delimited('(', ')', inner)}_+"
        return self._extremum(r"\max", expr)

    def _sum(self, expr: Sum) -> str:
        """Sums over all limits, the outer one first; SymPy puts the inner one first."""
        signs = [
            rf"\sum_{{{self._print(index)}={self._index(lower)}}}^{{{self._index(upper)}}}"
            for index, lower, upper in reversed(expr.limits)
        ]
        return " ".join([*signs, self._summand(expr.function)])

    def _summand(self, expr: Expr) -> str:
        """What stands behind a sum sign, in brackets where it is a sum of terms or begins with a minus sign."""
        text = self._print(expr)
        apart = isinstance(expr, Add) and shared(expr)[0] == 1
        return self._delimited("(", ")", text) if apart or text.startswith("-") else text

    def _piecewise(self, expr: Piecewise) -> str:
        if not is_indicator(expr):
            return self._cases(unfolded(expr))
        value, condition = expr.args[0]
        if value == 1:
            return r"\mathbf{1}" + self._delimited(r"\{", r"\}", self._print(condition))
        return self._print(Mul(1, expr, evaluate=False))

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
