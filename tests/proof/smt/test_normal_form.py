"""The normal form says zero only of what is zero, by an oracle that evaluates; and it is zero for what it should be."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
from flint import arb, ctx
from sympy import Abs, Expr, Function, IndexedBase, Integer, Max, Rational, Sum, Symbol, cos, exp, log, nan, sqrt, zoo

from ldm_symbolic.proof.language.refusals import UnknownTermError
from ldm_symbolic.proof.smt import normal_form
from ldm_symbolic.proof.smt.normal_form import vanishes

x, y, z = (Symbol(name, real=True) for name in "xyz")
j = Symbol("j", integer=True)
s, V = IndexedBase("s", real=True), Function("V", real=True)

ZERO = [
    (x + y) ** 3 - x**3 - 3 * x**2 * y - 3 * x * y**2 - y**3,
    1 / (x - y) + 1 / (x + y) - 2 * x / (x**2 - y**2),
    (x**2 - 1) / (x - 1) - x - 1,
    (sqrt(x) - 1) * (sqrt(x) + 1) - x + 1,
    sqrt(x) ** 5 - x**2 * sqrt(x),
    1 / sqrt(x) - sqrt(x) / x,
    sqrt((x + 1) ** 2 - 1) - sqrt(x**2 + 2 * x),
    sqrt(x + sqrt(y)) ** 4 - x**2 - 2 * x * sqrt(y) - y,
    (sqrt(x / y) + 1) ** 4 - (x / y) ** 2 - 4 * x / y * sqrt(x / y) - 6 * x / y - 4 * sqrt(x / y) - 1,
    (sqrt(x + sqrt(y)) + 1) ** 2 * (sqrt(x + sqrt(y)) - 1) ** 2 - (x - 1) ** 2 - 2 * (x - 1) * sqrt(y) - y,
    1 / (sqrt(x) - sqrt(y)) - (sqrt(x) + sqrt(y)) / (x - y),
    exp(x) * exp(2 * y) - exp(x + 2 * y),
    exp(x * (y + 1)) / exp(x * y) - exp(x),
    exp(x / 2) ** 2 - exp(x / 2) * exp(x / 2),
    exp((x + 1) / y) - exp(x / y) * exp(1 / y),
    exp(x * (1 / x + y)) - exp(1) * exp(x * y),
    exp(x * (1 / x + y) + 2) - exp(3) * exp(x * y),
    exp(x) * exp(-x) - 1,
    (s[j] + V(x)) ** 2 - s[j] ** 2 - 2 * s[j] * V(x) - V(x) ** 2,
    log(x) * Abs(y) - Abs(y) * log(x) + Max(x, y) - Max(y, x),
    Sum(s[j], (j, 1, 3)) / 2 + Sum(s[j], (j, 1, 3)) / 2 - Sum(s[j], (j, 1, 3)),
    Integer(0),
]
NOT_ZERO = [
    x,
    Integer(1),
    (x + y) ** 2 - x**2 - y**2,
    sqrt(x) - sqrt(y),
    sqrt(x) - x,
    sqrt(x**2) - x,
    sqrt(x / y) - sqrt(x / z),
    exp(x * (1 / x + y) + 2) - exp(2) * exp(x * y),
    sqrt(x) * sqrt(y) - sqrt(x * y) + 1,
    exp(x) - exp(y),
    exp(x) - exp(2 * x),
    exp(x) - exp(-x),
    exp(x / 2) - exp(x / 3),
    exp(1 / x) - exp(x),
    exp(x) - x,
    1 / x - 1 / y,
    s[1] - s[2],
    V(x) - V(y),
    Max(x, y) - Max(x, z),
    log(x) - log(y),
]
NOT_KNOWN = [log(x**2) - 2 * log(x), Abs(-x) - Abs(x) + sqrt(x * y) - sqrt(x) * sqrt(y)]
"""Zero, or zero where they are defined, and beyond the normal form."""


@pytest.mark.parametrize("term", ZERO, ids=str)
def test_what_is_zero(term: Expr) -> None:
    assert vanishes(term)


@pytest.mark.parametrize("term", NOT_ZERO, ids=str)
def test_what_is_not(term: Expr) -> None:
    assert not vanishes(term)


@pytest.mark.parametrize("term", NOT_KNOWN, ids=str)
def test_what_it_cannot_tell_is_not_zero(term: Expr) -> None:
    assert not vanishes(term)


def test_of_what_is_defined_nowhere_nothing_is_said() -> None:
    ring = normal_form._Ring({})
    with pytest.raises(ZeroDivisionError):
        ring._power((ring.context.constant(0), ring.one), -1)
    root = sqrt(x + y)
    below = (root - 1) * (root + 1) - x - y + 1
    assert vanishes(below)
    other = (root - 2) * (root + 2) - x - y + 4
    assert vanishes(other)
    assert not vanishes(below / other)


@pytest.mark.parametrize("term", [x**y, x ** Rational(1, 3), cos(x), (x + y) ** 2000], ids=str)
def test_what_has_none(term: Expr) -> None:
    with pytest.raises(UnknownTermError):
        vanishes(term)


def drawn(random: Random, depth: int) -> Expr:
    """A term of sums, products, quotients, roots and powers of e."""
    if depth == 0:
        return random.choice([x, y, Integer(random.randint(1, 3)), Rational(1, random.randint(2, 3))])
    left, right = drawn(random, depth - 1), drawn(random, depth - 1)
    kind = random.randrange(7)
    if kind == 0:
        return sqrt(left**2 + right**2 + 1)
    if kind == 1:
        return exp(left / 4 - right / 2) if depth < 3 else left * right
    if kind == 2:
        return left / (right**2 + 1)
    return left * right if kind < 5 else left - right


def valued(term: Expr, at: dict[Symbol, Fraction]) -> arb:
    """The value of a term as a ball, by FLINT and by nothing of ours."""
    if term.is_Rational:
        return arb(int(term.p)) / int(term.q)
    if term.is_Symbol:
        return arb(at[term].numerator) / at[term].denominator
    values = [valued(part, at) for part in term.args]
    if term.is_Add:
        return sum(values, arb(0))
    if term.is_Mul:
        found = arb(1)
        for value in values:
            found *= value
        return found
    if isinstance(term, exp):
        return values[0].exp()
    assert term.is_Pow
    return values[0].sqrt() ** int(2 * term.exp) if term.exp.q == 2 else values[0] ** int(term.exp)


@pytest.mark.parametrize("seed", range(150))
def test_it_says_zero_only_of_what_is_zero_at_a_point(seed: int) -> None:
    """Of a term less itself in another form, and of others that are not."""
    random = Random(seed)
    first, second = drawn(random, 3), drawn(random, 2)
    zero = first + second - (first * second + first**2) / first
    at = {x: Fraction(random.randint(1, 9), 7), y: Fraction(random.randint(1, 9), 5)}
    precision, ctx.prec = ctx.prec, 200
    try:
        for term in (zero, zero + x, first * second - first, first - second, first**2 - second**2):
            if not term.has(nan, zoo) and not valued(term, at).contains(0):
                assert not vanishes(term)
    finally:
        ctx.prec = precision
