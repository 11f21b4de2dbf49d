"""What holds a value that does not move in a ball: an equation for each, or that nothing near meets the hypotheses."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from sympy import Abs, And, Function, IndexedBase, Integer, Lambda, Max, Symbol, symbols

from ldm_symbolic.proof import Clock, ForEach, Identity, Minimises
from ldm_symbolic.search.neighbourhood.held import Held

a, b, c = symbols("a b c", real=True)
s = IndexedBase("s", real=True)
i = Symbol("i", integer=True)
x, y = symbols("x y", real=True)
AT = {a: Fraction(1), b: Fraction(1), c: Fraction(0), s: (Fraction(1), Fraction(1))}
A, B, C = (a, 0), (b, 0), (c, 0)


def held(*hypotheses: Any, tied: tuple[Any, ...], fixed: tuple[Any, ...] = ()) -> bool:
    return not Held(hypotheses, AT, Fraction(1, 10), tied, fixed).trouble()


@pytest.mark.parametrize(
    ("hypotheses", "tied"),
    [
        ((Identity(a, b),), (A,)),
        ((Identity(a**2, b), Identity(b, 1)), (A, B)),
        ((Identity(s[1], a), Identity(s[2], s[1])), ((s, 1), (s, 2))),
        ((ForEach(Identity(s[i], a), (i, 1, 2)),), ((s, 1), (s, 2))),
        ((Abs(c) <= 0,), (C,)),
        ((ForEach(And(c >= 0, i * c <= 0), (i, 1, 1)),), (C,)),
        ((Minimises(c, (x - b) ** 2 + 3 * x, (x, 0, 1)),), (C,)),
    ],
    ids=str,
)
def test_what_the_hypotheses_determine_is_held(hypotheses: Any, tied: Any) -> None:
    assert held(*hypotheses, tied=tied)


@pytest.mark.parametrize(
    ("hypotheses", "tied"),
    [
        ((), (A,)),
        ((a >= b,), (A,)),
        ((c >= 0, c <= 0), (C,)),
        ((a >= 1,), (A,)),
        ((Identity(a, b),), (A, B)),
        ((Identity(a, b), Identity(b, a)), (A, B)),
        ((Identity(Max(a, 5), 5),), (A,)),
        ((Identity(Max(a, 1), 1),), (A,)),
        ((Abs(a - b) <= 0,), (A, B)),
        ((ForEach(Identity(s[i], a), (i, 1, 1)),), ((s, 2),)),
        ((Identity(s[1], s[2]),), ((s, 1), (s, 2))),
    ],
    ids=str,
)
def test_what_they_leave_free_is_not(hypotheses: Any, tied: Any) -> None:
    assert not held(*hypotheses, tied=tied)


def test_only_the_end_of_a_clock_stays() -> None:
    level, inverse = Function("f", real=True), Function("g", real=True)
    clock = Clock(level(x), inverse(y), (x, Integer(0), a), (y, Integer(0), b))
    known = {**AT, level: Lambda(x, x), inverse: Lambda(x, x)}
    assert not Held((clock,), known, Fraction(1, 10), (), (a, b)).trouble()
    assert Held((clock,), known, Fraction(1, 10), (), (c,)).trouble()
    assert Held((c >= 0,), known, Fraction(1, 10), (), (a,)).trouble()
