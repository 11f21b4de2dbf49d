"""The derivatives that the kernel finds are those of SymPy, which had no part in them."""

from __future__ import annotations

import pytest
from sympy import Abs, Expr, Function, IndexedBase, Max, Piecewise, Rational, Sum, Symbol, diff, exp, log, sqrt
from sympy.logic.boolalg import Boolean

from ldm_symbolic.proof.kernel.fact import RuleError
from ldm_symbolic.proof.kernel.rules.derivatives import _differentiated
from ldm_symbolic.proof.language.build import ge, gt, ne
from ldm_symbolic.proof.language.predicate import ForEach

x, y = Symbol("x", real=True), Symbol("y", real=True)
j, k = Symbol("j", integer=True), Symbol("k", integer=True)
s, f = IndexedBase("s", real=True), Function("f", real=True)
mixed = x * (1 - s[j] ** 2) + s[j] ** 2

TERMS: list[Expr] = [
    y,
    f(y) * s[j],
    x,
    x + y,
    x**2 * y,
    x**7 - 3 * x**2 + x / 5,
    (x + y) * (3 * x - 3 * y),
    (2 * x + 2 * y) ** 2,
    x / (2 * x + 2) ** 3,
    1 / (1 + x**2),
    x ** Rational(3, 2),
    2 * sqrt(x * y + 1),
    2 * (x - 2 * sqrt(x)) / 3,
    2 * (x - 1) * sqrt(x + s[j]),
    exp(-2 * x) * (1 - x) ** 3,
    exp(x * exp(x)),
    log(1 + x**2) / x,
    log(x) ** 2 * exp(-x / 2),
    Sum(s[j] * x**2, (j, 1, k)),
    x * Sum(2 * (s[j] - sqrt(mixed)) ** 2, (j, 1, k)),
    Sum(x * s[j] * Sum(s[j] * x**2, (k, 1, j)), (j, 1, 3)),
    sqrt(Sum(mixed**2, (j, 1, k)) + 1),
]


@pytest.mark.parametrize("term", TERMS, ids=str)
def test_sympy_finds_the_same(term: Expr) -> None:
    assert _differentiated(term, x, []) == diff(term, x)


@pytest.mark.parametrize(
    ("term", "needed"),
    [
        (x**2, []),
        (1 / x, [ne(x, 0)]),
        (sqrt(x + 1), [gt(x + 1, 0)]),
        ((x + 1) ** Rational(-1, 2), [gt(x + 1, 0)]),
        (log(x), [gt(x, 0)]),
        (sqrt(y) / log(y), []),
        (exp(1 / x), [ne(x, 0)]),
        (Sum(sqrt(mixed), (j, 1, k)), [ForEach(gt(mixed, 0), (j, 1, k))]),
        (log(1 / x), [gt(1 / x, 0), ne(x, 0)]),
    ],
    ids=str,
)
def test_what_a_derivative_needs_is_collected(term: Expr, needed: list[object]) -> None:
    found: list[Boolean] = []
    _differentiated(term, x, found)
    assert found == needed


@pytest.mark.parametrize(
    "term",
    [
        Abs(x),
        Max(x, y),
        f(x),
        x * f(x + y),
        Piecewise((x, ge(y, 0)), (2 * x, True)),
        Sum(x, (j, 1, Piecewise((1, ge(x, 0)), (2, True)))),
        s[j] * exp(Abs(x)),
    ],
    ids=str,
)
def test_what_has_no_known_derivative_has_none_here(term: Expr) -> None:
    with pytest.raises(RuleError):
        _differentiated(term, x, [])
