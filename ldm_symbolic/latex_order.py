"""The order in which an author writes terms and factors; it depends on the expression alone."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import gcd, lcm
from typing import Any

from sympy import Abs, Add, Expr, Indexed, Integer, Max, Min, Mul, Piecewise, Pow, Rational, Sum, Symbol, exp, log, true
from sympy.core.function import AppliedUndef

Key = tuple[Any, ...]


def size(expr: Any) -> int:
    """How many nodes an expression has."""
    return 1 + sum(size(arg) for arg in expr.args)


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
    counting = bool(expr.is_integer) and not expr.has(Sum)
    terms = sorted(map(signed, Add.make_args(expr)), key=lambda term: _term_key(term[1], counting))
    lead = next((i for i, (negative, _) in enumerate(terms) if not negative), 0)
    return [terms[lead], *terms[:lead], *terms[lead + 1 :]]


def _term_key(term: Expr, counting: bool) -> Key:
    total = next((factor for factor in Mul.make_args(term) if isinstance(factor, Sum)), None)
    if total is not None:
        return (2, not total.limits[0][1].is_number, size(term), str(term))
    number = bool(term.is_Rational)
    return (int(number) if counting else int(not number), False, size(term), str(term))


def factors_in_order(factors: Iterable[Expr]) -> list[Expr]:
    """The factors of a product as an author writes them: letters, functions, brackets, roots, sums."""
    return sorted(factors, key=_factor_key)


def _factor_key(factor: Expr) -> Key:
    base = factor.base if isinstance(factor, Pow) and factor.exp.is_Integer else factor
    match base:
        case Rational() | Symbol() | Indexed():
            rank = 0
        case AppliedUndef():
            rank = 1
        case Add():
            rank = 2
        case Max() | Min() | Abs() | log():
            rank = 3
        case Pow():
            rank = 4
        case exp():
            rank = 5
        case Sum() | Piecewise():
            rank = 7
        case _:
            rank = 6
    return (rank, -size(factor) if rank == 2 else 0, str(factor))


def extracted(expr: Add) -> tuple[Rational, Add]:
    """The common number in front of a sum and what stays in the bracket; 1 where pulling it out does not help.

    >>> from ldm_symbolic.notation import cap, weight
    >>> extracted(4 - 4 * cap), extracted(cap / 2 + weight / 2), extracted(2 * cap + 1)
    ((4, 1 - C), (1/2, C + m), (1, 2*C + 1))
    """
    numbers = [Fraction(int(c.p), int(c.q)) for c in (term.as_coeff_Mul()[0] for term in expr.args) if c.is_Rational]
    if len(numbers) < len(expr.args) or len({number.denominator for number in numbers}) > 1:
        return Integer(1), expr
    content = Fraction(gcd(*(number.numerator for number in numbers)), lcm(*(n.denominator for n in numbers)))
    number = Rational(content.numerator, content.denominator)
    return number, Add(*(term / number for term in expr.args))


def shared(expr: Add) -> tuple[Expr, Add]:
    """A factor of every term, if without it one of them is 1: C λ̂ - C is C (λ̂ - 1); else 1 and the sum.

    >>> from ldm_symbolic.notation import cap, estimated_variance, weight
    >>> shared(cap * estimated_variance - cap), shared(weight**2 - 2 * weight)
    ((C, lambda_hat - 1), (1, m**2 - 2*m))
    """
    terms = [set(Mul.make_args(term)) for term in expr.args]
    common = sorted((f for f in set.intersection(*terms) if not f.is_Rational), key=str)
    if len(common) == 1 and isinstance(common[0], Symbol | Indexed | Pow):
        rest = Add(*(term / common[0] for term in expr.args))
        if isinstance(rest, Add) and abs(rest.as_coeff_Add()[0]) == 1:
            return common[0], rest
    return Integer(1), expr


def merged(powers: list[tuple[Expr, Rational]]) -> list[tuple[Expr, Rational]]:
    """The factors with the exponents of equal bases added, unless they cancel or one is a root."""
    totals: dict[Expr, Rational] = {}
    for base, power in powers:
        totals[base] = totals.get(base, Integer(0)) + power
    plain = all(power.is_Integer for _, power in powers) and 0 not in totals.values()
    return list(totals.items()) if plain else powers


def unflipped(factors: list[tuple[Expr, Rational]], *, spare: bool = False) -> tuple[bool, list[tuple[Expr, Rational]]]:
    """Turn brackets such as (x - 1) into (1 - x) where no minus sign is left over.

    Args:
        factors: bases with their exponents.
        spare: whether a minus sign stands in front, which an odd number of turns takes away.
    Returns:
        Whether an odd number of brackets with odd exponents was turned (never more than one sign is spared), and
        the factors.
    """
    odd = [i for i, (base, power) in enumerate(factors) if _backwards(base) and power.is_Integer and power % 2]
    if len(odd) == 1:
        odd += [i for i, (base, power) in enumerate(factors) if i not in odd and power == 1 and _either_way(base)][:1]
    if spare and odd and len(odd) % 2 == 0:
        odd = sorted(odd, key=lambda i: bool(factors[i][1] < 0))[:-1]  # a denominator stays as it is, if there is one
    even = {i for i, (base, power) in enumerate(factors) if _backwards(base) and power.is_Integer and power % 2 == 0}
    turned = even | set(odd)
    return bool(len(odd) % 2), [(-base if i in turned else base, power) for i, (base, power) in enumerate(factors)]


def turnable(factors: list[tuple[Expr, Rational]]) -> int:
    """How many brackets with odd exponents are written backwards."""
    count = sum(1 for base, power in factors if _backwards(base) and power.is_Integer and power % 2)
    return count + (count == 1 and any(power == 1 and _either_way(base) for base, power in factors))


def _either_way(base: Expr) -> bool:
    """Whether a difference reads as well when it is turned round."""
    if not isinstance(base, Add) or base.as_coeff_Add()[0] != 0:
        return False
    return sum(signed(term)[0] for term in base.args) * 2 == len(base.args)


def _backwards(base: Expr) -> bool:
    if not isinstance(base, Add):
        return False
    constant = base.as_coeff_Add()[0]
    negative = [signed(term)[0] for term in base.args]
    if constant != 0:
        return bool(constant < 0) and not all(negative)
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
