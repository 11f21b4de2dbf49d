"""Comparisons of rational functions with zero, as SMT-LIB 2 text about polynomials.

Tested in `tests/proof/kernel/test_decide.py`.
"""

from __future__ import annotations

from collections.abc import Mapping

from sympy import Add, Expr, Integer, Mul, Pow, Rational, Symbol, fraction, together

from ldm_symbolic.proof.language.build import UnknownTermError
from ldm_symbolic.proof.language.keys import remembered

_LARGEST_POWER = 1000  # it is written out as a product


def comparison(operator: str, difference: Expr, names: Mapping[Symbol, str]) -> str:
    """Return `difference operator 0` with its denominator multiplied out.

        N/d <= 0  iff  N d <= 0,  where d is not zero

    Args:
        operator: one of <=, <, >=, >, =.
        difference: a rational function.
        names: what each variable is called.

    >>> from ldm_symbolic.notation import noise
    >>> comparison("<=", 2 / noise - 1, {noise: "x"})
    '(<= (* x (+ 2.0 (* (- 1.0) x))) 0.0)'
    """
    numerator, denominator = ratio(difference)
    if operator == "=":
        return f"(= {_polynomial(numerator, names)} 0.0)"
    factors = [factor for factor in map(_odd_part, Mul.make_args(denominator)) if factor != 1]
    return f"({operator} {_polynomial(Mul(numerator, *factors), names)} 0.0)"


@remembered
def ratio(term: Expr) -> tuple[Expr, Expr]:
    """Return numerator and denominator of a rational function.

    >>> from ldm_symbolic.notation import noise
    >>> ratio(1 / noise - 1)
    (1 - x, x)
    """
    numerator, denominator = fraction(together(term))  # a wrong quotient would change a question: trusted
    return numerator, denominator


def _odd_part(factor: Expr) -> Expr:
    """Return a factor without its square part, which does not change the sign where it is not zero."""
    if isinstance(factor, Pow) and isinstance(factor.exp, Integer):
        return factor.base if factor.exp % 2 else Integer(1)
    if isinstance(factor, Rational):
        return Integer(1) if factor > 0 else Integer(-1)
    return factor


def _polynomial(term: Expr, names: Mapping[Symbol, str]) -> str:
    match term:
        case Symbol():
            return names[term]
        case Rational():
            return _number(term)
        case Add() | Mul():
            operator = "+" if isinstance(term, Add) else "*"
            return f"({operator} {' '.join(_polynomial(arg, names) for arg in term.args)})"
        case Pow() if isinstance(term.exp, Integer) and term.exp > _LARGEST_POWER:
            raise UnknownTermError(f"no solver is asked about a power beyond {_LARGEST_POWER}, such as {term.exp}")
        case Pow() if isinstance(term.exp, Integer) and term.exp > 0:
            return f"(* {' '.join([_polynomial(term.base, names)] * int(term.exp))})"
    raise UnknownTermError(f"`{term}` is not a polynomial")


def _number(value: Rational) -> str:
    size = f"{abs(value.p)}.0" if value.q == 1 else f"(/ {abs(value.p)}.0 {value.q}.0)"
    return f"(- {size})" if value < 0 else size
