"""Expressions to LaTeX as a careful author types them; a node without a form here raises.

Nothing depends on hash seeds: `order` decides the order of terms and factors.

Tested in `tests/latex/test_latex.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from sympy import (
    Abs,
    Add,
    Expr,
    Indexed,
    Integer,
    Max,
    Min,
    Mul,
    Piecewise,
    Pow,
    Rational,
    Sum,
    Symbol,
    exp,
    log,
)
from sympy.core.function import AppliedUndef
from sympy.core.numbers import Exp1
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, Not, Or

from ldm_symbolic.latex.formulas.factors import extracted, factors_in_order, merged, opened, shared, turnable, unflipped
from ldm_symbolic.latex.formulas.forms import CLOSED, TALL, FunctionForms
from ldm_symbolic.latex.formulas.letters import Notation, notation
from ldm_symbolic.latex.names.abbreviated import Abbreviated
from ldm_symbolic.latex.names.order import forwards, in_order, shifted_cases, signed, size, spelled

_HALF = Rational(1, 2)
_NOTHING: tuple[str, ...] = ()


class UnprintableError(ValueError):
    """Raised where an expression contains a node that has no LaTeX form here; names the sub-expression."""


class AuthorPrinter(FunctionForms):
    """Prints expressions and plain conditions in a choice of letters.

    Args:
        letters: the notation.
        taken: names that the fragment uses on their own, so that no square is printed under one of them; a sequence
            is given as `name[]`.

    Attributes:
        heads: how the letters begin that have been printed, the outer ones last: s_ for entries of s, F( for values
            of F.

    >>> from ldm_symbolic.notation import deviations, latent_dimension, mode
    >>> AuthorPrinter().doprint(Sum(1 - deviations[mode] ** 2, (mode, 1, latent_dimension)))
    '\\\\sum_{j=1}^{k} (1 - \\\\lambda_j)'
    """

    def __init__(self, letters: Notation | None = None, taken: Iterable[str] = _NOTHING) -> None:
        super().__init__()
        self.letters = notation() if letters is None else letters
        self.taken = frozenset(taken)
        self.heads: dict[str, None] = {}
        self._known: dict[tuple[Any, bool], str] = {}
        self._forms: tuple[tuple[Any, Callable[[Any], str]], ...] = (
            (Symbol, lambda e: self._raised(e, 1)),
            (Indexed, lambda e: self._raised(e, 1)),
            (AppliedUndef | Abbreviated, lambda e: self._raised(e, 1)),
            (Rational, self._number),
            (Add, self._sum_of_terms),
            (Mul, self._product),
            (Pow, self._power),
            (Exp1, lambda e: r"\mathrm{e}"),
            (exp, self._exponential),
            (log, lambda e: self._named(r"\log", e.args[0])),
            (Abs, lambda e: self._delimited("|", "|", self._print(forwards(e.args[0])))),
            (Min, lambda e: self._extremum(r"\min", e)),
            (Max, self._maximum),
            (Sum, self._sum),
            (Piecewise, self._piecewise),
            (Relational, self.relation),
            (Not, lambda e: r"\neg " + self._delimited("(", ")", self._print(e.args[0]))),
            (And, lambda e: self._joined(r" \wedge ", e)),
            (Or, lambda e: self._joined(r" \vee ", e)),
        )

    def doprint(self, expr: Any) -> str:
        """The LaTeX of an expression or a plain condition.

        Raises:
            UnprintableError: naming the sub-expression that has no form.
        """
        return self._print(expr)

    def _print(self, expr: Any, **_: Any) -> str:
        key = (expr, self.flat)
        return self._known[key] if key in self._known else self._known.setdefault(key, self._new(expr))

    def _new(self, expr: Any) -> str:
        for kind, form in self._forms:
            if isinstance(expr, kind):
                return form(expr)
        raise UnprintableError(f"there is no LaTeX form for `{expr}` ({type(expr).__name__})")

    def terms(self, expr: Expr) -> list[tuple[str, str]]:
        """The terms of a sum, each with its sign, "" for a leading plus: where a formula may be broken."""
        written = []
        for position, (negative, term) in enumerate(in_order(expr)):
            sign = "-" if negative else "+" if position else ""
            bracketed = isinstance(term, Add) or (position < len(expr.args) - 1 and isinstance(term, Piecewise))
            sign, text = _one_sign(sign, self._bracketed(term) if bracketed else self._print(term))
            written.append((sign if position or sign == "-" else "", text))
        return written

    def _raised(self, expr: Any, exponent: int) -> str:
        """A letter with its index or its arguments, to an integer power, squares under their own name."""
        name, index, arguments = self._parts(expr)
        square = self.letters.square_of(name)
        if square is not None and (f"{square}[]" if isinstance(expr, Indexed) else square) in self.taken:
            square = None
        if square is not None and exponent % 2 == 0:
            name, exponent = square, exponent // 2
        letter = self.letters.letter(name)
        self.heads[letter.base + ("_" if index or letter.subscript else "(" if arguments else "")] = None
        if arguments:
            power = f"^{_braced(str(exponent))}" if exponent != 1 else ""
            return letter.written(index=index) + arguments + power
        return letter.written(index=index, exponent=exponent)

    def _parts(self, expr: Any) -> tuple[str, str, str]:
        if isinstance(expr, Symbol):
            return expr.name, "", ""
        if isinstance(expr, Indexed):
            return str(expr.base), ",".join(map(self._index, expr.indices)), ""
        name, indices = (expr.letter, expr.subscripts) if isinstance(expr, Abbreviated) else (expr.func.__name__, 0)
        if name in self.letters.subscripted:
            indices = len(expr.args)
        lower = ",".join(map(self._index, expr.args[:indices]))
        arguments = ", ".join(map(self._print, expr.args[indices:]))
        return name, lower, self._delimited("(", ")", arguments) if arguments else ""

    def _sum_of_terms(self, expr: Add) -> str:
        factor, bracket = shared(expr)
        number, rest = extracted(expr)
        if factor != 1 or number != 1:
            return self._print(
                Mul(factor, bracket, evaluate=False) if factor != 1 else Mul(number, rest, evaluate=False)
            )
        rows = shifted_cases(expr)
        if rows:
            return self._cases(rows)
        text = ""
        for sign, term in self.terms(expr):
            text += f" {sign} {term}" if text else sign + term
        return text

    def _product(self, expr: Mul) -> str:
        coefficient, powers = self._factors(expr)
        flips = turnable(powers)
        negative = bool(coefficient < 0)
        if flips % 2 == 0 or negative:
            odd, powers = unflipped(powers, spare=negative)
            negative ^= odd
        powers = merged(powers)
        above = [_power(base, power) for base, power in powers if power > 0]
        below = [_power(base, -power) for base, power in powers if power < 0]
        sign = "-" if negative else ""
        return sign + self._quotient(abs(coefficient), factors_in_order(above), factors_in_order(below))

    def _factors(self, expr: Mul) -> tuple[Rational, list[tuple[Expr, Rational]]]:
        """The number in front, those inside brackets included, and the other factors with their exponents."""
        coefficient, powers = Integer(1), []
        for base, power in opened(expr):
            if base.is_Rational and power.is_Integer:
                coefficient *= base**power
                continue
            if isinstance(base, Add) and power.is_Integer:
                factor, base = shared(base)
                powers += [] if factor == 1 else [_split_power(factor, power)]
                number, base = extracted(base)
                coefficient *= number**power
            powers.append((base, power))
        return coefficient, powers

    def _quotient(self, number: Rational, above: list[Expr], below: list[Expr]) -> str:
        """A number times some factors over others, sums and cases behind the fraction, a/b in small print."""
        apart = not any(isinstance(factor, Sum) for factor in below)
        sums = [factor for factor in above if apart and isinstance(factor, Sum | Piecewise)]
        plain = [factor for factor in above if factor not in sums]
        if self.flat and not sums and (below or (number.q != 1 and plain)):
            return self._slashed(number, plain, below)
        if below or (number.q != 1 and self._short(number, plain)):
            with self._small_print():
                head = self._fraction(number, plain, below, open_end=bool(sums))
        else:
            front = "" if number == 1 and plain + sums else self._number(number)
            head = " ".join([front, *self._times(plain, bracket_last=bool(sums))])
        return " ".join(filter(None, [head.strip(), *self._times(sums, bracket_last=False)]))

    def _fraction(self, number: Rational, above: list[Expr], below: list[Expr], *, open_end: bool) -> str:
        top = ([str(number.p)] if number.p != 1 else []) + self._times(above, bracket_last=open_end)
        bottom = ([str(number.q)] if number.q != 1 else []) + self._times(below, bracket_last=number.q != 1)
        top_text = self._print(above[0]) if len(above) == 1 and number.p == 1 else " ".join(top) or "1"
        bottom_text = self._print(below[0]) if len(bottom) == 1 and below else " ".join(bottom)
        return rf"\frac{{{top_text}}}{{{bottom_text}}}"

    def _slashed(self, number: Rational, above: list[Expr], below: list[Expr]) -> str:
        """A quotient in one line: n/8, ε²/(4 (1 + ε))."""
        top = ([str(number.p)] if number.p != 1 else []) + self._times(above, bracket_last=True)
        bottom = ([str(number.q)] if number.q != 1 else []) + self._times(below, bracket_last=number.q != 1)
        under = " ".join(bottom)
        return f"{' '.join(top) or '1'}/" + (self._delimited("(", ")", under) if len(bottom) > 1 else under)

    def _index(self, expr: Any) -> str:
        """An index, closely set: k+1, D(i-1)+j."""
        terms = [(term.is_Rational, *signed(term)) for term in Add.make_args(expr)]
        terms.sort(key=lambda term: (bool(term[0]), term[1], -size(term[2]), spelled(term[2])))
        written = [self._bracketed(rest) if isinstance(rest, Add) else self._print(rest) for *_, rest in terms]
        signs = ("-" if negative else "+" for _, negative, _ in terms)
        text = "".join("".join(_one_sign(*pair)) for pair in zip(signs, written, strict=True))
        return text.removeprefix("+").replace(" + ", "+").replace(" - ", "-").replace(" (", "(")

    def _short(self, number: Rational, factors: list[Expr]) -> bool:
        """Whether a number times this reads better as one fraction, (C + m)/2, than as 1/2 (C + m)."""
        if len(factors) != 1 or not isinstance(factors[0], Symbol | Indexed | Add | Pow):
            return False
        return not isinstance(factors[0], Add | Pow) or (number.p == 1 and not TALL.search(self._print(factors[0])))

    def _times(self, factors: list[Expr], *, bracket_last: bool) -> list[str]:
        """Factors side by side, in brackets where a sum or another open end would swallow what follows."""
        texts = []
        for position, factor in enumerate(factors):
            last = position == len(factors) - 1 and not bracket_last
            alone = len(factors) == 1 and not bracket_last
            text = self._print(factor)
            cases = isinstance(factor, Piecewise) and not text.startswith(r"\mathbf")
            swallows = (isinstance(factor, Sum | log) and not last) or (cases and not alone)
            needed = isinstance(factor, Add) or swallows or text.startswith("-")
            texts.append(self._delimited("(", ")", text) if needed else text)
        return texts

    def _power(self, expr: Pow) -> str:
        base, power = expr.base, expr.exp
        letters = Symbol | Indexed | AppliedUndef | Abbreviated
        if power.is_Rational and power < 0:
            return self._product(Mul(expr, evaluate=False))
        if power == _HALF:
            return rf"\sqrt{{{self._print(base)}}}"
        if power.is_Integer and isinstance(base, letters):
            return self._raised(base, int(power))
        head, shown = self._print(base), self._small(power)
        if isinstance(base, letters):
            closed = head.endswith(")") or "^" not in head
        else:
            closed = isinstance(base, CLOSED) and not head.startswith("-")
        return (head if closed else self._delimited("(", ")", head)) + f"^{_braced(shown)}"


def _one_sign(sign: str, text: str) -> tuple[str, str]:
    """A sign and a term that does not begin with a minus sign of its own."""
    return ("+" if sign == "-" else "-", text[1:]) if text.startswith("-") else (sign, text)


def _braced(text: str) -> str:
    return text if len(text) == 1 else f"{{{text}}}"


def _power(base: Expr, exponent: Rational) -> Expr:
    return base if exponent == 1 else Pow(base, exponent, evaluate=False)


def _split_power(factor: Expr, power: Rational) -> tuple[Expr, Rational]:
    base, inner = factor.as_base_exp()
    return (base, inner * power) if inner.is_Rational else (factor, power)
