"""The factors of a product as an author writes them: opened, turned, merged, in order, and taken out of sums.

Tested in `tests/latex/test_latex.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import gcd, lcm
from typing import Any

from sympy import (
    Abs,
    Add,
    Expr,
    Function,
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
    true,
)
from sympy.core.function import AppliedUndef

from ldm_symbolic.exact import as_fraction, as_rational
from ldm_symbolic.latex.names.order import Key, backwards, signed, size, spelled
from ldm_symbolic.notation import deviation, estimated_deviation, estimated_variance, variance

_ONE = Integer(1)
_OF_MODE = frozenset({str(variance), str(estimated_variance), str(deviation), str(estimated_deviation)})


def opened(expr: Expr, power: Rational = _ONE) -> Iterator[tuple[Expr, Rational]]:
    """The factors of a product with their rational exponents, products and powers inside them opened.

    A value that holds under one condition, and else is 0, is a factor beside the indicator of that condition.

    >>> from ldm_symbolic.notation import cap, noise
    >>> list(opened(Mul(cap, -2 / noise, evaluate=False)))
    [(C, 1), (-2, 1), (x, -1)]
    """
    if isinstance(expr, Mul) and power.is_Integer:
        for factor in expr.args:
            yield from opened(factor, power)
    elif isinstance(expr, Pow) and expr.exp.is_Rational and power.is_Integer and (expr.exp.is_Integer or power**2 == 1):
        yield from opened(expr.base, expr.exp * power)
    elif power == 1 and is_indicator(expr) and expr.args[0][0] != 1:
        value, condition = expr.args[0]
        yield from opened(value)
        yield Piecewise((1, condition), (0, True), evaluate=False), power
    else:
        yield expr, power


def is_indicator(expr: Any) -> bool:
    """Whether a term is 0 but under one condition."""
    return isinstance(expr, Piecewise) and len(expr.args) == 2 and expr.args[1] == (0, true)


def factors_in_order(factors: Iterable[Expr]) -> list[Expr]:
    """The factors of a product as an author writes them.

    What is the same for all modes comes before what belongs to one, and in both letters, functions, brackets, roots;
    then exponentials and sums.

    >>> from ldm_symbolic.notation import cap, noise, variance
    >>> factors_in_order([variance, 1 - variance, noise, 2 * cap - 1])
    [x, 2*C - 1, lambda, 1 - lambda]
    """
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
    if factor.is_number:
        rank = -1
    rank = 2 * rank if rank > 4 else rank + 5 if _is_of_mode(factor) else rank
    return (rank, -size(factor) if isinstance(base, Add) else 0, spelled(factor))


def _is_of_mode(factor: Expr) -> bool:
    """Whether a factor belongs to one mode: an entry of a sequence or an abbreviation with an index is in it."""
    if factor.has(Indexed) or any(getattr(node, "subscripts", 0) for node in factor.atoms(Function)):
        return True
    return not _OF_MODE.isdisjoint(map(str, factor.free_symbols))


def extracted(expr: Add) -> tuple[Rational, Add]:
    """The common number in front of a sum and what stays in the bracket; 1 where pulling it out does not help.

    >>> from ldm_symbolic.notation import cap, weight
    >>> extracted(4 - 4 * cap), extracted(cap / 2 + weight / 2), extracted(2 * cap + 1)
    ((4, 1 - C), (1/2, C + m), (1, 2*C + 1))
    """
    numbers = [as_fraction(c) for c in (term.as_coeff_Mul()[0] for term in expr.args) if c.is_Rational]
    if len(numbers) < len(expr.args) or len({number.denominator for number in numbers}) > 1:
        return Integer(1), expr
    content = Fraction(gcd(*(number.numerator for number in numbers)), lcm(*(n.denominator for n in numbers)))
    number = as_rational(content)
    return number, Add(*(term / number for term in expr.args))


def shared(expr: Add) -> tuple[Expr, Add]:
    """A factor of every term, if without it one of them is 1: C λ̂ - C is C (λ̂ - 1); else 1 and the sum.

    The factor may be a bracket whose terms stand in the sum one by one: 1 - x - C (1 - x) is (1 - x) (1 - C).

    >>> from ldm_symbolic.notation import cap, estimated_variance, noise, weight
    >>> shared(cap * estimated_variance - cap), shared(weight**2 - 2 * weight)
    ((C, lambda_hat - 1), (1, m**2 - 2*m))
    >>> shared(1 - noise - cap * (1 - noise))
    (1 - x, 1 - C)
    """
    terms = [set(Mul.make_args(term)) for term in expr.args]
    common = sorted((f for f in set.intersection(*terms) if not f.is_Rational), key=spelled)
    if len(common) == 1 and isinstance(common[0], Symbol | Indexed | Pow):
        rest = Add(*(term / common[0] for term in expr.args))
        if isinstance(rest, Add) and abs(rest.as_coeff_Add()[0]) == 1:
            return common[0], rest
    for factor in sorted({f for term in terms for f in term if isinstance(f, Add)}, key=spelled):
        number, bracket = extracted(factor)
        within = [term for term, factors in zip(expr.args, terms, strict=True) if factor in factors]
        if expr - Add(*within) == bracket:
            return bracket, Add(1, *(number * term / factor for term in within))
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
    odd = [i for i, (base, power) in enumerate(factors) if backwards(base) and power.is_Integer and power % 2]
    if len(odd) == 1:
        odd += [i for i, (base, power) in enumerate(factors) if i not in odd and power == 1 and _either_way(base)][:1]
    if spare and odd and len(odd) % 2 == 0:
        odd = sorted(odd, key=lambda i: bool(factors[i][1] < 0))[:-1]  # a denominator stays as it is, if there is one
    even = {i for i, (base, power) in enumerate(factors) if backwards(base) and power.is_Integer and power % 2 == 0}
    turned = even | set(odd)
    return bool(len(odd) % 2), [(-base if i in turned else base, power) for i, (base, power) in enumerate(factors)]


def turnable(factors: list[tuple[Expr, Rational]]) -> int:
    """How many brackets with odd exponents are written backwards."""
    count = sum(1 for base, power in factors if backwards(base) and power.is_Integer and power % 2)
    return count + (count == 1 and any(power == 1 and _either_way(base) for base, power in factors))


def _either_way(base: Expr) -> bool:
    """Whether a difference reads as well when it is turned round."""
    if not isinstance(base, Add) or base.as_coeff_Add()[0] != 0:
        return False
    return sum(signed(term)[0] for term in base.args) * 2 == len(base.args)
