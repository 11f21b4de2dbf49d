"""What putting a term in simplifies away, or brings in, is asked for: ways to a false statement, with legal twins."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sympy import And, Function, Ge, Gt, Implies, Integer, Le, Lt, Mul, Piecewise, Pow, Rational, Sum, Symbol, exp, sqrt

import ldm_symbolic as ldm
from ldm_symbolic.proof import (
    Clock,
    Fact,
    ForEach,
    Minimises,
    NonDecreasing,
    RuleError,
    change_of_clock,
    for_all,
    instantiate,
    prove,
)
from ldm_symbolic.proof.language.build import UnknownTermError

x, y, z, c, d, u, w, T = (Symbol(name, real=True) for name in ["x", "y", "z", "c", "d", "u", "w", "T"])
other = Symbol("x_1", real=True)
i = Symbol("i", integer=True)
V, a = Function("V", real=True), Function("a", real=True)
same = (ForEach(x / z <= 9, (x, 0, 1)), ForEach(other / z <= 9, (other, 0, 1)))
root, apart = Pow(x**2 * y, Rational(1, 2), evaluate=False), sqrt(x**2 * y)
peaked = Sum(1 / (1 + 10**6 * (i - 100) ** 2), (i, 1, 200))  # more than 1; SymPy takes it for less
hidden = Piecewise((x * (x + 1), Lt(peaked, 1, evaluate=False)), (Integer(0), True), evaluate=False)
decided = Piecewise((1, Ge(peaked, 1, evaluate=False)), (0, True), evaluate=False)
falling = Clock(sqrt(c * (T - u) * (u - T)), V(x), (u, T, T), (x, 0, 0))
reading = Clock(a(u), sqrt(c * d * x), (u, 0, 0), (x, 0, 0))
plain = Clock(a(u), V(x), (u, 0, 1), (x, 0, 1))

ATTEMPTS: dict[str, tuple[Callable[[], Fact], Callable[[], Fact]]] = {
    "a body that becomes the same as its premise": (
        lambda: for_all(ForEach(And(Implies(*same), z <= 5), (z, -1, 1)), prove([x <= 1], x <= 5), [x]),
        lambda: for_all(ForEach(z <= 5, (z, -1, 1)), prove([x <= 1], x <= 5), [x]),
    ),
    "a root that becomes a square": (
        lambda: for_all(
            ForEach(Ge(Pow(sqrt(x), 2, evaluate=False), -5), (x, -1, 1)), prove([y >= -1, y <= 1], y >= -5), [y]
        ),
        lambda: for_all(ForEach(x >= -5, (x, -1, 1)), prove([y >= -1, y <= 1], y >= -5), [y]),
    ),
    "a root that comes apart at a fresh variable": (
        lambda: prove([], ForEach(Le(root, y, evaluate=False), (x, 0, 0))),
        lambda: prove([y >= 0], ForEach(Le(apart, y, evaluate=False), (x, 0, 0))),
    ),
    "the same under another quantifier": (
        lambda: prove([], ForEach(ForEach(Le(root, y, evaluate=False), (x, 0, 0)), (i, 1, 3))),
        lambda: prove([y >= 0], ForEach(ForEach(Le(apart, y, evaluate=False), (x, 0, 0)), (i, 1, 3))),
    ),
    "a case that is decided inside of an exponent": (
        lambda: prove([x > 0], Gt(exp(hidden, evaluate=False), 1, evaluate=False)),
        lambda: prove([x > 0], Gt(exp(x * (x + 1)), 1, evaluate=False)),
    ),
    "a level that is simplified in the new clock": (
        lambda: change_of_clock(NonDecreasing(x, (x, 0, 0)), falling, w, backward=True, hypotheses=[]),
        lambda: change_of_clock(NonDecreasing(x, (x, 0, 1)), plain, w, backward=True, hypotheses=[]),
    ),
    "a case that is decided under a power": (
        lambda: instantiate(prove([x**2 >= 1], x**2 >= 1), {x: decided}),
        lambda: instantiate(prove([x >= 1], x >= 1), {x: decided}),
    ),
    "a case that is decided in a product": (
        lambda: instantiate(prove([x * y >= 1], x * y >= 1), {x: decided, y: decided}),
        lambda: instantiate(prove([x * y >= 1], x * y >= 1), {x: decided}),
    ),
    "a time that is read off and simplified": (
        lambda: change_of_clock(Minimises(d, x, (x, 0, 0)), reading, w, backward=False, hypotheses=[]),
        lambda: change_of_clock(Minimises(d, x, (x, 0, 1)), plain, w, backward=False, hypotheses=[]),
    ),
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_it_is_refused(name: str) -> None:
    with pytest.raises((RuleError, UnknownTermError)):
        ATTEMPTS[name][0]()


@pytest.mark.parametrize("name", ATTEMPTS)
def test_its_twin_is_a_fact(name: str) -> None:
    assert isinstance(ATTEMPTS[name][1](), Fact)


p = Symbol("p", positive=True)
once = Gt(p / z, 0, evaluate=False)
REWRITTEN: dict[str, Any] = {
    "a case": Le(Piecewise((p, Ge(peaked, 1, evaluate=False)), (-p, True), evaluate=False), 0, evaluate=False),
    "a quotient": Gt(Mul(z, 1 / z, p, evaluate=False), 0, evaluate=False),
    "a conjunct": And(p + 1 / p >= 2, Implies(once, once, evaluate=False), evaluate=False),
}


@pytest.mark.parametrize("name", REWRITTEN)
def test_the_front_door_proves_what_it_was_given_or_nothing(name: str) -> None:
    with pytest.raises(ValueError, match="SymPy rewrites"):
        ldm.prove(REWRITTEN[name])


def test_what_becomes_plain_without_being_rewritten_is_proved() -> None:
    assert str(ldm.prove(p + 1 / p >= 2)).startswith("PROVED")
