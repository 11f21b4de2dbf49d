"""Attempts to make the kernel prove what is false, by kind; each has a legal twin, which must yield a Fact.

A twin differs from its attempt by the offence alone, so that an attempt cannot be refused for a reason of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sympy import (
    Abs,
    Add,
    Dummy,
    Eq,
    Equivalent,
    Expr,
    Function,
    Ge,
    Gt,
    Implies,
    IndexedBase,
    Integer,
    Lambda,
    Le,
    Lt,
    Max,
    Min,
    Mul,
    Ne,
    Not,
    Or,
    Piecewise,
    Pow,
    Rational,
    Sum,
    Symbol,
    cancel,
)
from sympy.logic.boolalg import And, Boolean

from ldm_symbolic.notation import data_dimension, deviations, latent_dimension, mode, noise
from ldm_symbolic.proof import tactics
from ldm_symbolic.proof.kernel import rules
from ldm_symbolic.proof.kernel.decide import prove
from ldm_symbolic.proof.kernel.fact import Fact
from ldm_symbolic.proof.language.build import negation
from ldm_symbolic.proof.language.predicate import ForEach, Identity, NonDecreasing
from ldm_symbolic.proof.language.terms import substitute

x, j, k, D, s = noise, mode, latent_dimension, data_dimension, deviations
y, z = (Symbol(letter, real=True) for letter in "yz")
i = Symbol("i", integer=True)
f = Function("f", real=True)
half = Rational(1, 2)


def le(left: Any, right: Any) -> Boolean:
    return Le(left, right, evaluate=False)


def ge(left: Any, right: Any) -> Boolean:
    return Ge(left, right, evaluate=False)


class Attempt:
    """Something that must be refused, and its twin, which must not."""

    def __init__(self, name: str, offence: Callable[[], Any], twin: Callable[[], Fact]) -> None:
        self.name, self.offence, self.twin = name, offence, twin


# Sums that SymPy evaluates: the term i = 100 alone is 1, but to SymPy the sum of 200 of them is less.

peaked = Sum(1 / (1 + 10**6 * (i - 100) ** 2), (i, 1, j))
RELATIONS: dict[str, Boolean] = {
    "at least": ge(peaked, 1),
    "at most": le(1, peaked),
    "scaled": ge(3 * peaked, 3),
    "shifted": ge(peaked - 1, 0),
    "squared": ge(peaked**2, 1),
    "or": Or(ge(peaked, 1), le(peaked, -1)),
    "and": And(ge(peaked, 1), ge(peaked + 1, 2)),
    "not": Not(Lt(peaked, 1, evaluate=False)),
    "implication": Implies(le(peaked, x), ge(x, 1)),
    "largest": le(Max(1, peaked), peaked),
    "smallest": ge(Min(1, peaked), 1),
    "absolute value": le(Abs(peaked - 1), peaked - 1),
    "cases": ge(Piecewise((1, ge(peaked, 1)), (0, True)), 1),
    "twice": ForEach(ge(peaked, 1), (k, 0, 1)),
}


def sums(condition: Boolean) -> Attempt:
    everywhere = ForEach(condition, (j, 200, 201))
    here = substitute(condition, {j: Integer(200)})
    against = negation(substitute(here.args[0], {k: 0}) if isinstance(here, ForEach) else here)
    more = [le(substitute(peaked, {j: Integer(200)}), x), Lt(x, 1)] if isinstance(condition, Implies) else [against]
    return Attempt(
        str(condition),
        lambda: prove([everywhere, s[200] > 4, s[0] > 4], s[200] > 5),
        lambda: prove([everywhere, s[200] > 4, s[0] > 4, *more], s[200] > 5),
    )


# Convexity: the line through a point may not depend on where it is compared.


def tangents(power: int) -> Attempt:
    bent = -(x**power) if power % 2 == 0 else x**power
    chord = cancel((bent.subs(x, y) - bent) / (y - x))
    ends = (x, -1, 1)

    def apply(function: Expr, slope: Expr, relation: Boolean) -> Fact:
        return tactics.convex_by_tangents(function, slope, ends, y, prove([x >= -1, x <= 1], relation))

    return Attempt(
        f"x^{power}",
        lambda: apply(bent, chord, ge(bent.subs(x, y), bent + chord * (y - x))),
        lambda: apply(power * x**2, 2 * power * x, ge(power * y**2, power * x**2 + 2 * power * x * (y - x))),
    )


# Names that carry a hidden hypothesis.

HIDDEN: tuple[dict[str, bool], ...] = (
    {"positive": True},
    {"negative": True},
    {"nonnegative": True},
    {"nonpositive": True},
    {"zero": True},
    {"imaginary": True},
    {"prime": True},
    {"even": True},
    {"real": True, "nonzero": True},
    {"rational": True},
    {"complex": True},
    {},
)
square = ForEach(x**2 + x + 1 > 0, (x, -1, 1))
about_y = prove([y >= -1], y**2 + y + 1 > 0)


def variables(assumptions: dict[str, bool]) -> Attempt:
    def apply(variable: Symbol) -> Fact:
        return tactics.for_all(square, about_y, [variable])

    return Attempt(f"variable {assumptions}", lambda: apply(Symbol("y", **assumptions)), lambda: apply(y))


def sequences(assumptions: dict[str, bool]) -> Attempt:
    impossible = prove([Lt(s[1] ** 2, 0, evaluate=False)], Gt(x, x + y**2 + 1, evaluate=False))

    def apply(sequence: IndexedBase) -> Fact:
        return rules.instantiate(impossible, {s: sequence})

    twin = IndexedBase("p", real=True)
    return Attempt(f"sequence {assumptions}", lambda: apply(IndexedBase("p", **assumptions)), lambda: apply(twin))


def functions(assumptions: dict[str, bool]) -> Attempt:
    impossible = prove([Lt(f(x) ** 2, 0, evaluate=False)], Gt(x, x + y**2 + 1, evaluate=False))

    def apply(function: Any) -> Fact:
        return rules.instantiate(impossible, {f: function})

    twin = Function("g", real=True)
    return Attempt(f"function {assumptions}", lambda: apply(Function("g", **assumptions)), lambda: apply(twin))


def merged_label() -> IndexedBase:
    """A sequence that SymPy takes for equal to a plain one."""
    return IndexedBase(Symbol("p", real=True), positive=True)


impossible = prove([Lt(s[1] ** 2, 0, evaluate=False)], Gt(x, x + y**2 + 1, evaluate=False))
LABELS = [
    Attempt(
        "the label of a sequence",
        lambda: rules.instantiate(impossible, {s: merged_label()}),
        lambda: rules.instantiate(impossible, {s: IndexedBase(Symbol("p", real=True), real=True)}),
    ),
    Attempt(
        "a variable of a rule",
        lambda: rules.instantiate(impossible, {s: Lambda(Symbol("n", integer=True, positive=True), x)}),
        lambda: rules.instantiate(impossible, {s: Lambda(Symbol("n", integer=True), x)}),
    ),
    Attempt(
        "a dummy",
        lambda: tactics.for_all(square, about_y, [Dummy("y", real=True)]),
        lambda: tactics.for_all(square, about_y, [y]),
    ),
    Attempt(
        "the place of a name",
        lambda: rules.instantiate(about_y, {Symbol("y", positive=True): x}),
        lambda: rules.instantiate(about_y, {y: x}),
    ),
]

# Numbers that are not written out.

UNDONE: tuple[tuple[Expr, int], ...] = (
    (Add(1, -4, evaluate=False), -3),
    (Add(2, 1, evaluate=False), 3),
    (Add(0, 2, evaluate=False), 2),
    (Mul(2, 3, evaluate=False), 6),
    (Mul(1, 3, evaluate=False), 3),
    (Mul(0, 5, evaluate=False), 0),
    (Mul(-1, 3, evaluate=False), -3),
    (Pow(2, 2, evaluate=False), 4),
    (Pow(4, half, evaluate=False), 2),
    (Max(1, 2, evaluate=False), 2),
    (Min(1, -2, evaluate=False), -2),
    (Abs(-3, evaluate=False), 3),
    (Add(1, Mul(-2, 2, evaluate=False), evaluate=False), -3),
)
nothing, growing = prove([], le(0, 1)), NonDecreasing(x**2, (x, 0, 1))


def numbers(undone: Expr, number: int) -> list[Attempt]:
    def both(name: str, rule: Callable[[Any], Fact]) -> Attempt:
        return Attempt(f"{name} {undone}", lambda: rule(undone), lambda: rule(Integer(number)))

    return [
        both("bound", lambda n: rules.sum_over_modes(nothing, (j, 1, n))),
        both("instance", lambda n: rules.instantiate(prove([y >= 1], y > 0), {y: n})),
        both("place", lambda n: rules.at(growing, n, n + x)),
        both("goal", lambda n: prove([x > 0], x + 7 > n)) if number < 7 else both("", lambda n: prove([], le(n, 7))),
        both("part", lambda n: tactics.split_sum(Sum(s[j], (j, 1, k)), n, hypotheses=[k >= 9, D <= 1, D >= 2])),
    ]


# What SymPy has turned into a constant says nothing about where it is defined.

CONSTANTS: tuple[tuple[Boolean, Boolean], ...] = (
    (Ne(1 / x, 0), Ne(1 / x, 0, evaluate=False)),
    (Eq(1 / x, 1 / x), Identity(1 / x, 1 / x)),
    (Ne(2 / x, 0), Ne(2 / x, 0, evaluate=False)),
    (Ne(-1 / x, 0), Ne(-1 / x, 0, evaluate=False)),
    (Ne(x**-3, 0), Ne(x**-3, 0, evaluate=False)),
    (Or(1 / x > 0, 1 / x <= 0), Implies(x > 0, 1 / x > 0)),
    (Implies(1 / x > 0, 1 / x > 0), Implies(1 / x > 0, x > 0)),
    (Equivalent(1 / x > 0, 1 / x > 0), Equivalent(1 / x > 0, x > 0)),
    (Or(1 / x >= y, 1 / x < y), Or(1 / x >= y, 1 / x < y + 1)),
    (Implies(1 / x > y, 1 / x > y), Implies(1 / x > y, 1 / x >= y)),
    (Integer(0) <= 1, le(0, 1)),
    (Ge(x**2, 0), ge(x**2, 0)),
    (Lt(x**2, 0), Not(Lt(x**2, 0, evaluate=False))),
)


def constants(evaluated: Boolean, written: Boolean) -> Attempt:
    return Attempt(str(written), lambda: prove([Ne(x, 0)], evaluated), lambda: prove([Ne(x, 0)], written))


# Facts that no rule has made.


def forged(condition: Boolean) -> Any:
    """The nearest to a Fact that can be made without private names."""
    hollow = object.__new__(Fact)
    for name, value in vars(Fact).items():
        if hasattr(value, "__set__") and not name.startswith("__"):
            try:
                value.__set__(hollow, condition)
            except AttributeError:
                continue
    return hollow


USES: dict[str, Callable[[Any], Fact]] = {
    "by_logic": lambda fact: rules.by_logic(y > 1, [fact], hypotheses=[y > 2]),
    "instantiate": lambda fact: rules.instantiate(fact, {y: x}),
    "for_all": lambda fact: tactics.for_all(ForEach(x > 1, (x, 3, 4)), fact, [y]),
    "split": lambda fact: rules.by_logic(Or(y > 1, y < 0), [fact], hypotheses=[y > 2]),
    "for_each_mode": lambda fact: tactics.for_each_mode(fact, (j, 1, k)),
    "sum_over_modes": lambda fact: rules.sum_over_modes(fact, (j, 1, k)),
    "for_sequence": lambda fact: rules.for_sequence(fact, s, Lambda(j, x), total=nothing),
    "total": lambda fact: rules.for_sequence(nothing, s, Lambda(j, x), total=fact),
    "twice": lambda fact: rules.by_logic(y > 1, [fact, fact], hypotheses=[y > 2]),
    "beside": lambda fact: rules.by_logic(y > 1, [nothing, fact], hypotheses=[y > 2]),
}


def forgeries(name: str) -> Attempt:
    honest = prove([y > 2], y > 1) if name != "for_all" else prove([y >= 3], y > 1)
    return Attempt(name, lambda: USES[name](forged(y > 1)), lambda: USES[name](honest))


KINDS: dict[str, list[Attempt]] = {
    "closed sums": [sums(condition) for condition in RELATIONS.values()],
    "tangents": [tangents(power) for power in range(2, 13)],
    "variables": [variables(assumptions) for assumptions in HIDDEN],
    "names": [kind(assumptions) for assumptions in HIDDEN for kind in (sequences, functions)] + LABELS,
    "numbers": [attempt for undone, number in UNDONE for attempt in numbers(undone, number)],
    "constants": [constants(*pair) for pair in CONSTANTS],
    "forgeries": [forgeries(name) for name in USES],
}
