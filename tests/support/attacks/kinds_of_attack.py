"""Abuse by hand, kind by kind; each attempt with a legal twin that differs from it by the offence alone.

An attempt may be refused or come to a Fact that is true; its twin must come to a Fact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from odd_terms import near_one
from rule_cases import X, a, assume, b, c, i, j, k, m, s, s_hat, t, u, x, y, z
from sympy import (
    Abs,
    Add,
    Dummy,
    Eq,
    Expr,
    Float,
    Function,
    Ge,
    Gt,
    I,
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
    diff,
    oo,
    sqrt,
    true,
)

from ldm_symbolic.proof import (
    Convex,
    Fact,
    ForEach,
    Identity,
    Minimises,
    NonDecreasing,
    at,
    by_logic,
    constant_sum,
    convex_by_tangents,
    empty_sum,
    equal_sums,
    for_all,
    for_each_mode,
    for_sequence,
    instantiate,
    prove,
    split_sum,
    substitute,
    sum_over_modes,
)

Made = Callable[..., Fact]


@dataclass(frozen=True)
class Twins:
    """An offence and its legal twin.

    Args:
        refused: whether the offence must be refused, whatever it would come to.
    """

    kind: str
    offence: Made
    twin: Made
    refused: bool = False

    def __str__(self) -> str:
        return self.kind


def _closed_sums() -> Iterator[Twins]:
    """SymPy decides such a sum by Euler-Maclaurin, wrongly."""

    def over(term: Any, relation: Any = Ge, last: int = 201) -> Any:
        return ForEach(relation(term, 1, evaluate=False), (j, 200, last))

    wrong, right = near_one(100, j), 1 + near_one(100, j) / 10
    for last in (200, 201, 202):
        for relation in (Ge, Gt):
            yield Twins(
                "closed sum as a hypothesis",
                lambda r=relation, n=last: prove([over(wrong, r, n)], s[200] > 5),
                lambda r=relation, n=last: prove([over(right, r, n), s[200] > 5], s[200] > 5),
            )
    total = near_one(m, k)
    for relation, goal in ((Lt, x * total < x), (Le, x * total <= x)):
        fact = prove([relation(total, 1, evaluate=False), x > 0], goal)
        yield Twins(
            "closed sum by an instance",
            lambda f=fact: instantiate(f, {k: Integer(200), m: Integer(100)}),
            lambda f=fact: instantiate(f, {k: Integer(200), m: i}),
        )
    kept = prove([Ge(total, 1, evaluate=False), y > 0], Ge(y * total, y, evaluate=False))
    yield Twins(
        "closed sum in a conclusion",
        lambda: instantiate(kept, {k: Integer(200), m: Integer(100)}),
        lambda: instantiate(kept, {k: Integer(200), m: i}),
    )
    for shape in (
        lambda q: Max(q, x) >= q,
        lambda q: Min(q, x) <= q,
        lambda q: Abs(q) >= q,
        lambda q: Piecewise((q, Gt(q, x)), (x, True)) >= x,
    ):
        fact = prove([], shape(y))
        yield Twins(
            "closed sum in a choice",
            lambda f=fact: instantiate(f, {y: near_one() - 1, x: Integer(0)}),
            lambda f=fact: instantiate(f, {y: near_one(i) - 1, x: Integer(0)}),
        )


def _tangents() -> Iterator[Twins]:
    """A slope that may depend on the other point makes every function convex."""

    def made(curve: Any, slope: Any) -> Fact:
        wanted = Ge(substitute(curve, {x: y}), curve + slope * (y - x), evaluate=False)
        return convex_by_tangents(curve, slope, (x, 0, 1), y, prove([x >= 0, x <= 1, y >= 0, y <= 1], wanted))

    convex = [x**2, 2 * x**2, x**2 - x, x**2 + c, x**2 + c * x, 3 - x + x**2, x**4, x**2 / 2, 1 + x**2, x**2 + 2 * x]
    for bend in convex:
        secant = cancel((substitute(-bend, {x: y}) + bend) / (y - x))
        yield Twins(
            "slope with the other point", lambda f=-bend, g=secant: made(f, g), lambda f=bend: made(f, diff(f, x))
        )


def _arbitrary() -> Iterator[Twins]:
    """A variable with a hidden assumption is not arbitrary."""
    hidden: list[tuple[Any, Any]] = [
        (Symbol("p", positive=True), x > 0),
        (Symbol("x", positive=True), x > 0),
        (Symbol("p", negative=True), x < 0),
        (Symbol("p", nonnegative=True), x >= 0),
        (Symbol("p", nonzero=True, real=True), Ne(x, 0)),
        (Symbol("p", zero=True), Eq(x, 0)),
        (Symbol("p", positive=True), x + x**2 > 0),
        (Dummy("p", positive=True), x > 0),
        (Symbol("p", irrational=True), Ne(x, 0)),
        (Symbol("p", real=True, finite=True, nonpositive=True), x <= 0),
    ]
    for variable, condition in hidden:
        predicate = ForEach(condition, (x, -1, 1))
        legal = ForEach(Ge(x**2, 0, evaluate=False), (x, -1, 1))
        yield Twins(
            "variable with a hidden assumption",
            lambda p=predicate, v=variable: for_all(p, prove([], true), [v]),
            lambda p=legal: for_all(p, prove([], Ge(y**2, 0, evaluate=False)), [y]),
            refused=True,
        )


def _instances() -> Iterator[Twins]:
    """A sequence or function is real, and nothing more."""
    entries = prove([Lt(s[1] ** 2, 0, evaluate=False)], Gt(x, x + y**2 + 1, evaluate=False))
    values = prove([Lt(a(1) ** 2, 0, evaluate=False)], Gt(x, x + y**2 + 1, evaluate=False))
    for assumption in (
        "imaginary",
        "positive",
        "integer",
        "zero",
        "negative",
        "nonnegative",
        "nonzero",
        "even",
        "prime",
    ):
        yield Twins(
            "sequence with a hidden assumption",
            lambda q=assumption: instantiate(entries, {s: IndexedBase("p", **{q: True})}),
            lambda: instantiate(entries, {s: IndexedBase("p", real=True)}),
        )
        yield Twins(
            "function with a hidden assumption",
            lambda q=assumption: instantiate(values, {a: Function("p", **{q: True})}),
            lambda: instantiate(values, {a: Function("p", real=True)}),
        )
    plain = prove([y > 0], y**2 > 0)
    for odd in (
        Symbol("p", positive=True),
        Symbol("p"),
        Dummy("p", real=True),
        Float("0.5"),
        I,
        oo,
        Pow(0, -1, evaluate=False),
    ):
        yield Twins(
            "term that is no real", lambda p=odd: instantiate(plain, {y: p}), lambda: instantiate(plain, {y: z})
        )


def _bounds() -> Iterator[Twins]:
    """A number that is not worked out is none."""
    backwards: list[tuple[Any, Any]] = [
        (Add(1, -4, evaluate=False), -3),
        (Add(2, -4, evaluate=False), -2),
        (Mul(-1, 3, evaluate=False), -3),
        (Mul(2, -2, evaluate=False), -4),
        (Add(1, -3, evaluate=False), -2),
        (Add(Mul(-1, 2, evaluate=False), 0, evaluate=False), -2),
        (Mul(-1, Add(1, 1, evaluate=False), evaluate=False), -2),
        (Max(-3, -2, evaluate=False), -2),
        (Pow(-2, 1, evaluate=False), -2),
        (Mul(4, -Rational(1, 2), evaluate=False), -2),
    ]
    truth = prove([], Le(0, 1, evaluate=False))
    for unfinished, number in backwards:
        yield Twins(
            "bound that is not worked out",
            lambda n=unfinished: sum_over_modes(truth, (j, 1, n)),
            lambda n=number: sum_over_modes(truth, (j, 1, Integer(n) + k)),
        )
        yield Twins(
            "bound of an instance that is not worked out",
            lambda n=unfinished: instantiate(sum_over_modes(truth, (j, 1, k)), {k: n}),
            lambda: instantiate(sum_over_modes(truth, (j, 1, k)), {k: i}),
        )


def _lost_goals() -> Iterator[Twins]:
    """What SymPy made true or false before the kernel saw it says nothing."""
    goals = [
        Ne(1 / x, 0),
        Eq(x / x, 1),
        Ge(sqrt(x) ** 2 - x, 0),
        Or(x > 0, x <= 0),
        Eq(1 / x, 1 / x),
        Ge(0 * (1 / x), 0),
    ]
    goals += [Not(Ne(1 / x, 1 / x)), Gt(Integer(1), 0), Ge(Abs(1 / x), 0), Le(x, x)]
    for goal in goals:
        yield Twins(
            "goal that is a constant", lambda g=goal: prove([], g), lambda: prove([x > 0], 1 / x > 0), refused=True
        )


def _ranges() -> Iterator[Twins]:
    """Ranges that are empty, or of the wrong kind."""
    strict = prove([s[j] > 0], s[j] > 0)
    for last in (0, -1, -2):
        yield Twins(
            "strict sum over nothing",
            lambda n=last: sum_over_modes(strict, (j, 1, Integer(n))),
            lambda: sum_over_modes(strict, (j, 1, Integer(2))),
        )
        yield Twins(
            "strict sum that becomes one over nothing",
            lambda n=last: instantiate(sum_over_modes(strict, (j, 1, k)), {k: Integer(n)}),
            lambda: instantiate(sum_over_modes(strict, (j, 1, k)), {k: Integer(2)}),
        )
    for wrong in (x, Rational(1, 2), k / 2, s[k], Float("2.0")):
        yield Twins(
            "range of no integers",
            lambda n=wrong: for_each_mode(strict, (j, 1, n)),
            lambda: for_each_mode(strict, (j, 1, k)),
        )
    total = Sum(s[j], (j, 1, k))
    for known in ([], [k >= 0], [k >= -1]):
        yield Twins(
            "sum cut outside of its range",
            lambda h=known: split_sum(total, k - 1, hypotheses=h),
            lambda: split_sum(total, k - 1, hypotheses=[k >= 1]),
            refused=True,
        )
    yield Twins(
        "sum that is not empty",
        lambda: empty_sum(total, hypotheses=[k <= 1]),
        lambda: empty_sum(total, hypotheses=[k <= 0]),
    )
    backwards = Sum(x, (j, 3, k))
    yield Twins(
        "sum that runs backwards",
        lambda: constant_sum(backwards, hypotheses=[k >= 1]),
        lambda: constant_sum(backwards, hypotheses=[k >= 2]),
        refused=True,
    )


def _undefined() -> Iterator[Twins]:
    """Quotients and roots without a value."""
    apart = prove([x / s[k] > 0], Or(s[k] > 0, s[k] < 0))
    yield Twins("quotient that cancels", lambda: instantiate(apart, {x: s[k]}), lambda: instantiate(apart, {x: y}))
    for hidden, shown in ((1 / x > 0, x > 0), (sqrt(x) >= 0, x >= 0), (1 / (x - 1) > 0, x > 1)):
        fact = prove([shown], hidden)
        yield Twins(
            "premise without a value",
            lambda f=fact, h=hidden, n=shown: by_logic(Or(h, Not(n)), [f], hypotheses=[]),
            lambda f=fact, h=hidden, n=shown: by_logic(h, [f], hypotheses=[n]),
            refused=True,
        )
        yield Twins(
            "excluded middle of what has no value",
            lambda h=hidden: by_logic(Or(h, Not(h)), [], hypotheses=[]) if Or(h, Not(h)) != true else prove([], h),
            lambda h=hidden: by_logic(h, [], hypotheses=[h]),
        )
    square = prove([s[j] >= 1], s[j] ** 2 >= 1)
    nothing = prove([], Le(x, x, evaluate=False))
    for entry in (1 / j, sqrt(j), 1 / x):
        yield Twins(
            "sequence that is not total",
            lambda e=entry: for_sequence(square, s, Lambda(j, e), total=nothing),
            lambda: for_sequence(square, s, Lambda(j, x * j), total=nothing),
            refused=True,
        )


def _capture() -> Iterator[Twins]:
    """Names that clash: a bound one catches a free one, two are taken for one."""
    rows = assume(ForEach(s[j] > x, (j, 1, k)))
    for name, term in ((x, s[j]), (x, j), (k, j), (x, Symbol("j", real=True)), (x, Symbol("j_1", integer=True))):
        yield Twins(
            "index that catches a name",
            lambda n=name, v=term: instantiate(rows, {n: v}),
            lambda n=name: instantiate(rows, {n: i}),
        )
    summed = prove([], Identity(Sum(s[j] * x, (j, 1, k)), Sum(s[j] * x, (j, 1, k)) + y - y + 0 * x))
    yield Twins("sum that catches a name", lambda: instantiate(summed, {x: j}), lambda: instantiate(summed, {x: i}))
    yield Twins(
        "factor that is an index",
        lambda: equal_sums(Sum(j * s[j], (j, 1, k)), j * Sum(s[j], (j, 1, k)), hypotheses=[]),
        lambda: equal_sums(Sum(x * s[j], (j, 1, k)), x * Sum(s[j], (j, 1, k)), hypotheses=[]),
        refused=True,
    )
    growth = assume(NonDecreasing(a(x), (x, 0, y)))
    yield Twins("end that is caught", lambda: instantiate(growth, {y: x}), lambda: instantiate(growth, {y: z}))
    yield Twins(
        "function that catches",
        lambda: instantiate(growth, {a: b}),
        lambda: instantiate(growth, {a: Function("q", real=True)}),
    )
    small = prove([x >= 0], x >= 0)
    yield Twins(
        "variable that is free elsewhere",
        lambda: for_all(ForEach(y >= 0, (y, -1, 1)), small, [x]),
        lambda: for_all(ForEach(y >= 0, (y, 0, 1)), small, [x]),
        refused=True,
    )

    def least(place: Any) -> Fact:
        body = Le(x**3, (m - place) ** 2 + x**3, evaluate=False)
        return for_all(Minimises(place, (j - place) ** 2 + x**3, (j, 0, 1)), prove([], body), [m])

    yield Twins("minimum between integers", lambda: least(Rational(1, 2)), lambda: least(Integer(1)), refused=True)
    conflated = [(Symbol("x", integer=True), y), (Symbol("k", real=True), y), (Function("s", real=True)(y), y)]
    for odd, legal in conflated:
        fact = prove([x > 1], x**2 > 1)
        yield Twins(
            "name of another kind",
            lambda f=fact, o=odd: instantiate(f, {x: o}),
            lambda f=fact, n=legal: instantiate(f, {x: n}),
        )


def _others() -> Iterator[Twins]:
    """What is no term at all."""
    for odd, legal in (
        (0.5, Rational(1, 2)),
        ("x", x),
        (None, x),
        (True, Integer(1)),
        (x > 0, x),
        (s, s[k]),
        (a, a(x)),
    ):
        fact = prove([y > 0], y**2 > 0)
        yield Twins(
            "no term",
            lambda f=fact, o=odd: instantiate(f, {y: o}),
            lambda f=fact, n=legal: instantiate(f, {y: n}),
            refused=True,
        )
    for term in (Float("0.5"), I * x, Symbol("w"), Symbol("w", positive=True), Dummy("w", real=True)):
        yield Twins(
            "goal of no real terms",
            lambda o=term: prove([], Identity(o, o)),
            lambda: prove([], Identity(x + y, y + x)),
            refused=True,
        )
    clocked: Expr = t + u + X + s_hat[1]
    yield Twins(
        "predicate of no range",
        lambda: at(Convex(clocked + x, (x, 0, 1)), 0),
        lambda: at(Convex(x, (x, 0, 1)), 0, 1, Rational(1, 2)),
        refused=True,
    )


def kinds() -> list[Twins]:
    """All attempts with their twins."""
    sources = (
        _closed_sums, _tangents, _arbitrary, _instances, _bounds, _lost_goals, _ranges, _undefined, _capture, _others,
    )  # fmt: skip
    return [twins for source in sources for twins in source()]
