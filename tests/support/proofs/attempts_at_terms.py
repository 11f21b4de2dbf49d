"""Attempts to have SymPy decide something while a term is put together, by kind; each has a legal twin.

The case that SymPy decides is decided wrongly: the term i = 100 of `peaked` alone is 1, but to SymPy the sum is less.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attempts import KINDS as OTHERS
from attempts import Attempt, ge, le
from sympy import (
    Abs,
    Add,
    Basic,
    Expr,
    Function,
    Gt,
    Implies,
    Integer,
    Lt,
    Max,
    Min,
    Mul,
    Not,
    Or,
    Piecewise,
    Pow,
    Rational,
    Sum,
    Symbol,
    exp,
    log,
    sqrt,
)
from sympy.logic.boolalg import And, Boolean

from ldm_symbolic.proof import tactics
from ldm_symbolic.proof.kernel import rules
from ldm_symbolic.proof.kernel.decide import prove
from ldm_symbolic.proof.kernel.fact import Fact
from ldm_symbolic.proof.language.predicate import Convex, Identity, IsDerivative, SolvesLinearODE
from ldm_symbolic.proof.tactics import discharging

x, y, z, t = (Symbol(letter, real=True) for letter in "xyzt")
i, j, m = (Symbol(letter, integer=True) for letter in "ijm")
V = Function("V", real=True)
half = Rational(1, 2)


def chosen(value: Any, last: int) -> Piecewise:
    """A term that is 0, but to SymPy the value."""
    peaked = Sum(1 / (1 + 10**6 * (i - 100) ** 2), (i, 1, last))
    return Piecewise((value, Lt(peaked, 1, evaluate=False)), (0, True), evaluate=False)


def open_(value: Any, size: int) -> Piecewise:
    """A term without sums whose case SymPy decides in floating point."""
    return Piecewise((value, Gt(exp(1), size, evaluate=False)), (0, True), evaluate=False)


def assume(condition: Boolean) -> Fact:
    return rules.by_logic(condition, [], hypotheses=[condition])


# Products that a rule makes: the square of a term is a power, and SymPy looks into the cases of a power.


def bounded(apply: Callable[..., Fact], relation: Callable[..., Boolean], **how: Any) -> Callable[[Expr], Fact]:
    def attempt(bound: Expr) -> Fact:
        rate = chosen(1, 200)
        equation = SolvesLinearODE(V(t), rate, -1, bound, (t, 0, 1))
        forcing, start = assume(relation(rate * bound - 1, 0)), assume(relation(bound, bound))
        return apply(equation, bound, forcing, start, **how)

    return attempt


def solution(candidate: Expr) -> Fact:
    rate = chosen(1, 200)
    equation = SolvesLinearODE(V(t), rate, 0, candidate, (t, 0, 1))
    slope = assume(IsDerivative(candidate, rate * candidate, (t, 0, 1)))
    return tactics.only_solution(equation, candidate, slope, assume(Identity(candidate, candidate)))


def once_closed(*arguments: Any) -> Fact:
    return rules.at(Convex(V(x), (x, 0, 1)), *arguments)


HELD, FREE = open_(1, 2), open_(1, 1)
one, other = chosen(1, 200), chosen(1, 201)
PRODUCTS: dict[str, tuple[Callable[[Expr], Any], Expr, Expr]] = {
    "stays above": (bounded(discharging.stays, ge, above=True), one, other),
    "stays below": (bounded(discharging.stays, le, above=False), one, other),
    "stays above, beside the case": (bounded(discharging.stays, ge, above=True), one * V(one), other * V(one)),
    "stays below, beside the case": (bounded(discharging.stays, le, above=False), one * V(one), other * V(one)),
    "an instance, beside the case": (
        lambda term: rules.instantiate(assume(ge(x * y * V(z), 1)), {x: one, y: term, z: one}),
        one,
        other,
    ),
    "the tactic above": (bounded(tactics.stays_above, ge), one, other),
    "the tactic below": (bounded(tactics.stays_below, le), one, other),
    "the only solution": (solution, one, other),
    "a share of a point": (lambda term: once_closed(0, term, one), one, other),
    "a share of both points": (lambda term: once_closed(term, term, one), one, other),
    "the other order": (
        lambda term: tactics.exchange_sums(
            chosen(m, 200), Sum(chosen(m, 200 if term is one else 201) * j * x, (j, 1, 3)), (m, 1, 3), hypotheses=[]
        ),
        one,
        other,
    ),
    "a factor of a sum": (
        lambda term: tactics.equal_sums(
            HELD * Sum(term * j, (j, 1, 3)), Sum(HELD * term * j, (j, 1, 3)), hypotheses=[]
        ),
        HELD,
        FREE,
    ),
    "a factor of what is beside a sum": (
        lambda term: tactics.equal_sums(
            HELD * (term * y + Sum(j, (j, 1, 3))), HELD * term * y + Sum(HELD * j, (j, 1, 3)), hypotheses=[]
        ),
        HELD,
        FREE,
    ),
    "a slope": (
        lambda term: tactics.derivative(HELD * (term * x + 1), HELD * term, (x, 0, 1), hypotheses=[]),
        HELD,
        FREE,
    ),
    "a slope of a product": (
        lambda term: tactics.derivative(
            x * HELD * (term * x + 1), HELD * (term * x + 1) + x * HELD * term, (x, 0, 1), hypotheses=[]
        ),
        HELD,
        FREE,
    ),
    "an exponent": (
        lambda term: prove([x > 0, term >= 0, chosen(x, 200) >= 0], ge(exp(chosen(x, 200) * (term + 1)), 1)),
        chosen(x, 200),
        chosen(x, 201),
    ),
}


def products(name: str) -> Attempt:
    attempt, own, another = PRODUCTS[name]
    return Attempt(name, lambda: attempt(own), lambda: attempt(another))


# Nodes that do not come through being put together again: what SymPy would make of them is its business.

a, b, c = x > 0, y > 0, z > 0
WRITTEN: dict[str, tuple[Any, Any]] = {
    "a root of a product": (Pow(x**2 * y, half, evaluate=False), sqrt(x**2 * y)),
    "a square of a root": (Pow(sqrt(x), 2, evaluate=False), x),
    "a square": (Mul(x, x, evaluate=False), x**2),
    "twice": (Add(x, x, evaluate=False), 2 * x),
    "nothing": (Add(x, -x, evaluate=False), Integer(0)),
    "one": (Mul(x, 1 / x, evaluate=False), Integer(1)),
    "a multiple of a sum": (Mul(2, x + y, evaluate=False), 2 * x + 2 * y),
    "a product of a product": (Mul(x, Mul(y, z), evaluate=False), x * y * z),
    "a sum of a sum": (Add(x, y + z, evaluate=False), x + y + z),
    "a first power": (Pow(x, 1, evaluate=False), x),
    "a power of a power": (Pow(x**3, 2, evaluate=False), x**6),
    "an exponential of a logarithm": (exp(log(x), evaluate=False), x),
    "a logarithm of an exponential": (log(exp(x), evaluate=False), x),
    "a power of an exponential": (Pow(exp(x), 3, evaluate=False), exp(3 * x)),
    "a power of an absolute value": (Pow(Abs(x), 2, evaluate=False), x**2),
    "the largest of the largest": (Max(x, Max(y, z), evaluate=False), Max(x, y, z)),
    "the smallest of the smallest": (Min(x, Min(y, z), evaluate=False), Min(x, y, z)),
    "a case that applies": (Piecewise((x, Lt(0, 1, evaluate=False)), (y, True), evaluate=False), x),
    "a square of a case": (Pow(one, 2, evaluate=False), one),
    "a product of cases": (Mul(one, one, evaluate=False), one),
    "an inverse of a case": (Pow(chosen(x, 200) + 0, -1, evaluate=False), 1 / (chosen(x, 200) + 1)),
    "a negated relation": (Not(a, evaluate=False), x <= 0),
    "a negation twice": (Not(Not(And(a, b), evaluate=False), evaluate=False), And(a, b)),
    "a conjunction in another": (Basic.__new__(And, And(a, b), c), And(a, b, c)),
    "a disjunction in another": (Basic.__new__(Or, Or(a, b), c), Or(a, b, c)),
    "what implies itself": (Implies(a, a, evaluate=False), Implies(a, b)),
}


def written(name: str) -> Attempt:
    def assumed(part: Any) -> Fact:
        condition = le(part, y + 5) if isinstance(part, Expr) else part
        return rules.by_logic(condition, [], hypotheses=[condition])

    node, twin = WRITTEN[name]
    return Attempt(name, lambda: assumed(node), lambda: assumed(twin))


KINDS: dict[str, list[Attempt]] = {
    **OTHERS,
    "products": [products(name) for name in PRODUCTS],
    "written": [written(name) for name in WRITTEN],
}
