"""The order in which an author writes terms, and their signs; it depends on the expression alone.

Tested in `tests/latex/test_latex.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from sympy import (
    Add,
    Expr,
    Indexed,
    Mul,
    Piecewise,
    Pow,
    Sum,
    Symbol,
    true,
)
from sympy.core.relational import Relational

from ldm_symbolic.proof.language.predicate import ForEach

Key = tuple[Any, ...]


@cache
def size(expr: Any) -> int:
    """How many nodes an expression has."""
    return 1 + sum(size(arg) for arg in expr.args)


@cache
def spelled(expr: Any) -> str:
    """An expression as text, to sort by; SymPy spells out again what it is asked again."""
    return str(expr)


def signed(term: Expr) -> tuple[bool, Expr]:
    """Whether a term begins with a minus sign, and the term without it.

    >>> from ldm_symbolic.notation import noise
    >>> signed(-2 * noise)
    (True, 2*x)
    """
    coefficient, rest = term.as_coeff_Mul()
    return (True, Mul(-coefficient, rest)) if coefficient < 0 else (False, term)


def in_order(expr: Add) -> list[tuple[bool, Expr]]:
    """The terms of a sum as an author writes them, each with its sign.

    Small terms come first and sums last; a number comes first, but after the integers that it shifts (k + 1); a
    term without a minus sign leads if there is one.

    >>> from ldm_symbolic.notation import latent_dimension, noise
    >>> in_order(noise - 1), in_order(latent_dimension + 1)
    ([(False, x), (True, 1)], [(False, k), (False, 1)])
    """
    counting = all(term.is_integer or term.is_Rational for term in expr.args) and not expr.has(Sum)
    terms = sorted(_turned_terms(expr), key=lambda term: _term_key(term[1], counting))
    lead = next((i for i, (negative, _) in enumerate(terms) if not negative), 0)
    return [terms[lead], *terms[:lead], *terms[lead + 1 :]]


def _turned_terms(expr: Add) -> list[tuple[bool, Expr]]:
    """Signed terms, those with a bracket such as (x - 1) turned to (1 - x) where a term without minus sign is left."""
    terms = [signed(term) for term in Add.make_args(expr)]
    turned = [_turned(rest) for _, rest in terms]
    leads = any(not negative and other is None for (negative, _), other in zip(terms, turned, strict=True))
    return [
        (not negative, other) if other is not None and (negative or leads) else (negative, rest)
        for (negative, rest), other in zip(terms, turned, strict=True)
    ]


def _turned(term: Expr) -> Expr | None:
    """Minus a product, by turning the one bracket above that is written backwards; None if there is not just one."""
    factors = Mul.make_args(term)
    odd = [
        i
        for i, (base, power) in enumerate(factor.as_base_exp() for factor in factors)
        if backwards(base) and power.is_Integer and power > 0 and power % 2 and not base.is_integer
    ]
    if len(odd) != 1 or len(factors) < 2:
        return None
    base, power = factors[odd[0]].as_base_exp()
    other = Pow(-base, power, evaluate=False) if power != 1 else -base
    return Mul(*factors[: odd[0]], other, *factors[odd[0] + 1 :], evaluate=False)


def forwards(expr: Expr) -> Expr:
    """An expression or its negative, whichever is not written backwards."""
    return -expr if isinstance(expr, Add) and runs_down(expr) else expr


def _term_key(term: Expr, counting: bool) -> Key:
    total = next((factor for factor in Mul.make_args(term) if isinstance(factor, Sum)), None)
    if total is not None:
        return (2, not total.limits[0][1].is_number, size(term), spelled(term))
    number = bool(term.is_Rational)
    return (int(number) if counting else int(not number), False, size(term), spelled(term))


def runs_down(base: Add) -> bool:
    """Whether a difference of two letters is t - T or λ̂ - λ."""
    terms = sorted(map(signed, base.args), key=lambda term: term[0])
    letters = [term for _, term in terms if isinstance(term.as_base_exp()[0], Symbol | Indexed)]
    if [negative for negative, _ in terms] != [False, True] or len(letters) != 2:
        return False
    plus, minus = letters
    return _first(minus) < _first(plus)


def _first(letter: Expr) -> tuple[bool, bool]:
    """What comes first in a difference: an upper end before what runs up to it, the truth before its estimate."""
    name = str(letter.as_base_exp()[0]).partition("[")[0]
    return (not name[:1].isupper(), name.endswith("_hat"))


def backwards(base: Expr) -> bool:
    """Whether a bracket reads better with the other sign: x - 1, t - T, λ̂ - λ.

    >>> from ldm_symbolic.notation import horizon, noise, time
    >>> backwards(noise - 1), backwards(time - horizon), backwards(horizon - time)
    (True, True, False)
    """
    if not isinstance(base, Add):
        return False
    constant = base.as_coeff_Add()[0]
    negative = [signed(term)[0] for term in base.args]
    if constant != 0:
        return bool(constant < 0) and not all(negative)
    if len(negative) == 2 and sum(negative) == 1:
        return runs_down(base)
    return sum(negative) * 2 > len(negative) and not all(negative)


def unfolded(expr: Piecewise) -> list[tuple[Expr, Any]]:
    """The cases of an expression, with those of a last branch q - Piecewise(...) written beside the others.

    >>> from ldm_symbolic.notation import horizon, noise
    >>> inner = Piecewise((0, noise < 0), (noise, True))
    >>> unfolded(Piecewise((1, noise > 1), (horizon - inner, True)))
    [(1, x > 1), (T, x < 0), (T - x, True)]
    """
    *rows, (last, condition) = ((value, when) for value, when in expr.args)
    inner = shifted_cases(last) if condition == true else []
    return [*rows, *(inner or [(last, condition)])]


def shifted_cases(expr: Expr) -> list[tuple[Expr, Any]]:
    """The cases of a term ± a `Piecewise`; [] for anything else."""
    inner = [term for term in Add.make_args(expr) if term.has(Piecewise)]
    if len(inner) != 1 or not isinstance(signed(inner[0])[1], Piecewise):
        return []
    negative, cases = signed(inner[0])
    rest = expr - inner[0]
    return [(rest - value if negative else rest + value, when) for value, when in cases.args]


def weight(condition: Any) -> tuple[int, str]:
    """By what comparisons are ordered: the shorter first."""
    return len(spelled(condition)), spelled(condition)


def nested(condition: Any) -> tuple[Any, list[Any]]:
    """What is said for all of several ranges at once, and the ranges, the outer one first."""
    ranges = []
    while isinstance(condition, ForEach):
        ranges.append(condition.args[1])
        condition = condition.args[0]
    return condition, ranges


def in_words(conditions: Iterable[Any]) -> list[Any]:
    """Conditions in the order in which they are said: predicates first, then comparisons, the longer one first."""
    return sorted(conditions, key=lambda c: (isinstance(c, Relational), -len(spelled(c)), spelled(c)))
