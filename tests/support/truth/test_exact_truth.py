"""The reader of statements knows what is true, and tells it from its false neighbours."""

from __future__ import annotations

import ast
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from exact_names import Said, clamp, key, polynomial
from exact_numbers import Number, compare, exponential, invert, logarithm, root, sign, span
from exact_truth import Reader
from sympy import (
    Abs,
    Add,
    Eq,
    Equivalent,
    Function,
    Ge,
    Gt,
    Implies,
    IndexedBase,
    Integer,
    Lt,
    Max,
    Min,
    Ne,
    Not,
    Or,
    Piecewise,
    Pow,
    Rational,
    Sum,
    Symbol,
    exp,
    false,
    log,
    sqrt,
    true,
)

from ldm_symbolic.proof import (
    Clock,
    Convex,
    Decreasing,
    ForEach,
    Identity,
    Increasing,
    IsDerivative,
    Minimises,
    NonDecreasing,
    NonIncreasing,
    SolvesLinearODE,
    UniqueRoot,
)

HERE = Path(__file__).parent
x, y = (Symbol(letter, real=True) for letter in "xy")
i, j, k = (Symbol(letter, integer=True) for letter in "ijk")
s = IndexedBase("s", real=True)
f, g = (Function(letter, real=True) for letter in "fg")
SUM = Sum(1 / (1 + 10**6 * (i - 100) ** 2), (i, 1, 200))
VALUES: dict[Any, Any] = {
    key(x): Fraction(2),
    key(y): Fraction(0),
    key(k): Fraction(3),
    key(s): lambda index: Fraction(index, 2),
    key(f): polynomial(0, 0, 1),
    key(g): clamp(Fraction(0), Fraction(2), Fraction(3), Fraction(1)),
}
SAYS = {
    Said.TRUE: [
        Ge(SUM, 1, evaluate=False),
        Gt(SUM, 1, evaluate=False),
        Ge(Max(SUM, 1, evaluate=False), 1, evaluate=False),
        Identity(sqrt(x) * sqrt(3), sqrt(3 * x)),
        sqrt(x) + sqrt(3) < sqrt(10),
        Identity(1 / (sqrt(x) - 1), sqrt(x) + 1),
        Gt(exp(1), Rational(271828, 100000), evaluate=False),
        exp(x) * exp(-x) > Rational(99999, 100000),
        log(x) < Rational(7, 10),
        Identity(Abs(y - 3), 3),
        Identity(Min(x, 3) + Max(x, 3), 5),
        Identity(Piecewise((1 / y, y > 0), (5, True)), 5),
        Identity(Sum(s[j], (j, 1, k)), 3),
        Identity(Sum(s[j], (j, 1, 0 * k)), 0),
        Ge(1, Add(1, -4, evaluate=False), evaluate=False),
        ForEach(s[j] > 0, (j, 1, k)),
        ForEach(s[j] > 0, (j, 5, k)),
        ForEach(x**2 >= x, (x, 1, 2)),
        ForEach(x > 5, (x, 1, 0)),
        ForEach((x >= 0) & (x**2 - 2 * x + 1 >= 0), (x, 0, 2)),
        ForEach(f(x) >= 2 * x - 1, (x, -1, 3)),
        Implies(y > 0, 1 / y > 0),
        Implies(x > y, x > 1),
        Equivalent(x > 1, k > 1),
        Or(x > 5, x < 5),
        Ne(x, y),
        NonDecreasing(s[j], (j, 1, k)),
        Increasing(x**3, (x, -1, 1)),
        NonDecreasing(f(x), (x, 0, 1)),
        Decreasing(-x, (x, 0, 1)),
        NonIncreasing(Sum(-x * s[j], (j, 1, k)), (x, 0, 1)),
        Convex(x**4, (x, -1, 1)),
        Minimises(1, (x - 1) ** 2, (x, 0, 2)),
        Minimises(2, (j - 2) ** 2, (j, 1, k)),
        IsDerivative(x**3, 3 * x**2, (x, 0, 1)),
        UniqueRoot(x**2 - 2, (x, 0, 2)),
        UniqueRoot(x**3, (x, -1, 1)),
        SolvesLinearODE(x**2, 0, 2 * x, 1, (x, 1, 2)),
        Clock(3 * x + 1, g(y), (x, 0, 2), (y, 1, 7)),
        true,
    ],
    Said.FALSE: [
        Lt(SUM, 1, evaluate=False),
        Ge(SUM, Rational(100001, 100000), evaluate=False),
        Identity(sqrt(x) * sqrt(3), sqrt(5)),
        sqrt(x) + sqrt(3) > sqrt(10),
        exp(x) < 7,
        Identity(Sum(s[j], (j, 1, k)), 4),
        Identity(Sum(s[j], (j, 5, k)), 1),
        ForEach(s[j] > 1, (j, 1, k)),
        ForEach(x**2 >= x, (x, 0, 2)),
        ForEach((x - 1) ** 2 > 0, (x, 0, Rational(7, 3))),
        NonDecreasing(-s[j], (j, 1, k)),
        Increasing(s[1] + 0 * j, (j, 1, k)),
        Increasing(y * x, (x, 0, 1)),
        NonDecreasing(x**2, (x, -1, 1)),
        Convex(x**3, (x, -1, 1)),
        Minimises(1, (x - 1) ** 2 - x, (x, 0, 2)),
        Minimises(3, (x - 3) ** 2, (x, 0, 2)),
        Minimises(Rational(3, 2), (j - 2) ** 2, (j, 1, k)),
        Minimises(0, x, (x, 1, 0)),
        IsDerivative(x**3, 2 * x**2, (x, 0, 1)),
        UniqueRoot(x**2 - 1, (x, -1, 1)),
        UniqueRoot(x**2 + 1, (x, -1, 1)),
        UniqueRoot(x, (x, 1, 0)),
        SolvesLinearODE(x**2, 0, 2 * x, 2, (x, 1, 2)),
        Not(x > 1),
        Equivalent(x > 1, k > 5),
        false,
    ],
    Said.UNDEFINED: [
        1 / y > 0,
        Eq(1 / y, 1 / y, evaluate=False),
        sqrt(1 - x) >= 0,
        log(y) < 0,
        Or(x > 1, 1 / y > 0),
        Not(ForEach(1 / y > 0, (x, 0, 1))),
        Implies(1 / y > 0, x > 1),
        Implies(x > 1, 1 / y > 0),
        Gt(Piecewise((1, y > 0)), 0, evaluate=False),
        ForEach(1 / (j - 2) > -5, (j, 1, k)),
        ForEach(1 / x > -5, (x, 0, 1)),
        NonDecreasing(1 / x, (x, 0, 1)),
        Convex(log(x), (x, 0, 1)),
        IsDerivative(sqrt(x), 1 / (2 * sqrt(x)), (x, 0, 1)),
        Ge(Pow(0, -1, evaluate=False), 0, evaluate=False),
        Minimises(1 / y, x**2, (x, 0, 1)),
    ],
    Said.FAILS: [
        Increasing(sqrt(1 - x), (x, 0, 1)),
        Convex(sqrt(x), (x, 0, 1)),
        IsDerivative(exp(x), 2 * exp(x), (x, 0, 1)),
        SolvesLinearODE(exp(-x), 1, 0, 1, (x, 0, 1)),
        Clock(3 * x + 1, g(y), (x, 0, 2), (y, 0, 7)),
        Clock(3 * x, g(y), (x, 0, 2), (y, 0, 6)),
    ],
    Said.UNKNOWN: [
        Increasing(exp(x), (x, 0, 1)),
        Identity(log(x) + log(3), log(3 * x)),
        IsDerivative(exp(x), exp(x), (x, 0, 1)),
        IsDerivative(x * sqrt(x), 3 * sqrt(x) / 2, (x, 0, 1)),
        Gt(Symbol("z", real=True), 0),
        Gt(x, Symbol("x", positive=True)),
        Sum(s[j], (j, 1, 10**9)) > 0,
        f(x, y) > 0,
    ],
}


@pytest.mark.parametrize(
    ("expected", "statement"), [(said, part) for said, parts in SAYS.items() for part in parts], ids=str
)
def test_it_says_what_is_so(expected: Said, statement: Any) -> None:
    assert Reader(VALUES).said(statement) is expected


def test_a_bound_name_is_local_and_a_hidden_assumption_is_another_name() -> None:
    z = Symbol("x", positive=True)
    assert Reader(VALUES).said(ForEach(x < 1, (x, 0, Rational(1, 2))) & (x > 1)) is Said.TRUE
    assert Reader({**VALUES, key(z): Fraction(-1)}).said(Lt(z, 0, evaluate=False)) is Said.TRUE
    assert key(x) != key(z) != key(Symbol("x", integer=True)) != key(s)


@pytest.mark.parametrize("name", sorted(path.name for path in HERE.glob("exact_*.py")))
def test_it_knows_neither_sympy_nor_the_package(name: str) -> None:
    tree = ast.parse((HERE / name).read_text(encoding="utf-8"))
    roots = {part.name for node in ast.walk(tree) if isinstance(node, ast.Import) for part in node.names}
    roots |= {(node.module or "").split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not roots & {"sympy", "ldm_symbolic", "flint", "mpmath", "numpy"}
    evaluating = {"evalf", "subs", "xreplace", "doit", "simplify", "n", "is_positive", "is_zero", "equals", "sympify"}
    assert not {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)} & evaluating


@pytest.mark.parametrize("number", [Fraction(1, 3), Fraction(-7, 2), Fraction(40), Fraction(-40), Fraction(1, 10**9)])
def test_exponentials_and_logarithms_are_inverse(number: Fraction) -> None:
    for bits in (64, 160):
        low, high = span(logarithm(exponential(number)), bits)
        assert low <= number <= high
        assert high - low < Fraction(1, 2 ** (bits - 20))


def test_signs_of_sums_of_roots() -> None:
    def r(n: int) -> Number:
        return root(Fraction(n), 2)

    assert compare(r(8), r(2)) == 1
    assert compare(root(Fraction(27), 3), Fraction(3)) == 0
    assert sign(invert(r(2))) == 1
    assert compare(root(Fraction(2), 3), Fraction(126, 100)) == -1
    assert compare(root(Fraction(2), 3), Fraction(125, 100)) == 1


def test_integers_are_no_reals() -> None:
    assert Reader(VALUES).said(ForEach(Ne(2 * j, 1), (j, 0, 1))) is Said.TRUE
    assert Reader(VALUES).said(ForEach(Ne(2 * x, 1), (x, 0, 1))) is Said.FALSE
    assert Reader(VALUES).said(Ge(Integer(1), 0, evaluate=False)) is Said.TRUE
