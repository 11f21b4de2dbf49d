"""What is no real number refutes nothing: every offence is turned away, and its legal twin is judged."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import Any

import pytest
from sympy import (
    Abs,
    Add,
    And,
    Dummy,
    Eq,
    Float,
    Function,
    Ge,
    I,
    IndexedBase,
    Integer,
    Lambda,
    Max,
    Min,
    Mul,
    Not,
    Piecewise,
    Pow,
    Rational,
    Sum,
    Symbol,
    exp,
    log,
    nan,
    oo,
    pi,
    sqrt,
    true,
    zoo,
)
from sympy.logic.boolalg import Boolean

from ldm_symbolic.proof.language.predicate import ForEach, Identity, Increasing, NonDecreasing
from ldm_symbolic.search import point as pointing
from ldm_symbolic.search import spans, truth_values
from ldm_symbolic.search.intervals import on_interval
from ldm_symbolic.search.judge import REFUTES, Outcome, judge
from ldm_symbolic.search.point import Point
from ldm_symbolic.search.spans import span_of
from ldm_symbolic.search.truth_values import Truth, agree, either, every, negated
from ldm_symbolic.search.values import fit

x, y, z = (Symbol(letter, real=True) for letter in "xyz")
i, k = (Symbol(letter, integer=True) for letter in "ik")
s, f = IndexedBase("s", real=True), Function("f", real=True)
POSITIVE = x**2 + x + 1 > 0
OF_ENTRY = s[2] ** 2 + s[2] + 1 > 0
OF_VALUE = f(x) ** 2 + f(x) + 1 > 0
OF_INTEGER = (2 * k - 1) ** 2 > 0
UNDER_F = {x: Fraction(1)}

Twins = tuple[Boolean, dict[Any, Any], dict[Any, Any]]

TWINS: dict[str, Twins] = {
    "the root of a root": (POSITIVE, {x: sqrt(1 - sqrt(2))}, {x: sqrt(2 - sqrt(2))}),
    "a root of a hidden negative": (POSITIVE, {x: sqrt(2 - sqrt(5))}, {x: sqrt(3 - sqrt(5))}),
    "a fourth root": (POSITIVE, {x: (1 - sqrt(2)) ** Rational(1, 4)}, {x: (sqrt(2) - 1) ** Rational(1, 4)}),
    "a root under a sum": (POSITIVE, {x: 1 + sqrt(log(2) - 1)}, {x: 1 + sqrt(1 - log(2))}),
    "a logarithm of less than zero": (POSITIVE, {x: log(1 - sqrt(2))}, {x: log(2 - sqrt(2))}),
    "a logarithm of zero": (
        POSITIVE, {x: log(sqrt(2) * sqrt(3) - sqrt(6), evaluate=False)}, {x: log(sqrt(2) * sqrt(3) - sqrt(5))},
    ),
    "one over nothing": (POSITIVE, {x: Pow(0, -1, evaluate=False)}, {x: Pow(2, -1, evaluate=False)}),
    "one over a hidden nothing": (
        POSITIVE, {x: 1 / Add(2, -2, evaluate=False)}, {x: 1 / Add(2, -1, evaluate=False)},
    ),
    "infinity": (POSITIVE, {x: oo}, {x: Integer(10**9)}),
    "minus infinity": (POSITIVE, {x: -oo}, {x: Integer(-(10**9))}),
    "no number": (POSITIVE, {x: nan}, {x: Integer(0)}),
    "complex infinity": (POSITIVE, {x: zoo}, {x: Integer(1)}),
    "the imaginary unit": (POSITIVE, {x: I}, {x: I**2}),
    "a complex number": (POSITIVE, {x: -Rational(1, 2) + 2 * I}, {x: -Rational(1, 2) + 2 * I**2}),
    "a binary fraction": (POSITIVE, {x: Float("0.5")}, {x: Rational("0.5")}),
    "a binary fraction inside": (POSITIVE, {x: sqrt(2) + Float("0.5")}, {x: sqrt(2) + Rational("0.5")}),
    "a truth value": (POSITIVE, {x: true}, {x: Integer(1)}),
    "a sequence for a number": (POSITIVE, {x: (1, 2)}, {x: 1}),
    "a function for a number": (POSITIVE, {x: Lambda(z, z)}, {x: Lambda(z, z)(1)}),
    "another name": (POSITIVE, {x: y + 1}, {x: Integer(1) + 1}),
    "a case that does not apply": (
        POSITIVE,
        {x: Piecewise((1, Eq(sqrt(2), sqrt(3), evaluate=False)))},
        {x: Piecewise((1, Ge(sqrt(3), sqrt(2), evaluate=False)))},
    ),
    "a half for an integer": (OF_INTEGER, {k: Fraction(1, 2)}, {k: Fraction(2, 2)}),
    "a root for an integer": (OF_INTEGER, {k: sqrt(2)}, {k: sqrt(4)}),
    "an unfinished integer": (OF_INTEGER, {k: Add(1, -4, evaluate=False)}, {k: Add(1, -4)}),
    "an unfinished product": (OF_INTEGER, {k: Mul(2, Rational(1, 2), evaluate=False)}, {k: Mul(2, Rational(1, 2))}),
    "an entry of imagination": (OF_ENTRY, {s: (1, sqrt(1 - sqrt(2)))}, {s: (1, sqrt(2 - sqrt(2)))}),
    "an entry of infinity": (OF_ENTRY, {s: (1, oo)}, {s: (1, 2)}),
    "a sequence too short": (OF_ENTRY, {s: (1,)}, {s: (1, 1)}),
    "a number for a sequence": (OF_ENTRY, {s: Integer(1)}, {s: (Integer(1),) * 2}),
    "a hidden sign": (
        Symbol("x", positive=True) ** 2 >= 0,
        {Symbol("x", positive=True): Integer(1)},
        {x: Integer(1)},
    ),
    "a hidden imagination": (s[1] ** 2 >= 0, {IndexedBase("s", imaginary=True): (1,)}, {s: (1,)}),
    "a positive function": (OF_VALUE, {Function("f", positive=True): Lambda(z, 1), **UNDER_F}, {f: Lambda(z, 1), x: 1}),
    "a nameless symbol": (POSITIVE, {Dummy("x", real=True): 1}, {x: 1}),
    "a function that leaves the reals": (OF_VALUE, {f: Lambda(z, z * I), **UNDER_F}, {f: Lambda(z, z), **UNDER_F}),
    "a function of floats": (OF_VALUE, {f: Lambda(z, z + 0.5), **UNDER_F}, {f: Lambda(z, z + 1), **UNDER_F}),
    "a function of another name": (OF_VALUE, {f: Lambda(z, z + y), **UNDER_F}, {f: Lambda(z, z + z), **UNDER_F}),
    "a function of a positive": (
        OF_VALUE,
        {f: Lambda(Symbol("z", positive=True), 1 + sqrt(Symbol("z", positive=True) ** 2)), **UNDER_F},
        {f: Lambda(z, 1 + sqrt(z**2)), **UNDER_F},
    ),
    "a function of two": (OF_VALUE, {f: Lambda((z, y), z), **UNDER_F}, {f: Lambda((z,), z), **UNDER_F}),
    "a function that is a relation": (OF_VALUE, {f: Lambda(z, z > 0), **UNDER_F}, {f: Lambda(z, z), **UNDER_F}),
    "a number for a function": (OF_VALUE, {f: Integer(1), **UNDER_F}, {f: Lambda(z, 1), **UNDER_F}),
    "a function undefined there": (OF_VALUE, {f: Lambda(z, 1 / (z - 1)), **UNDER_F}, {f: Lambda(z, 1 / z), **UNDER_F}),
    "a root undefined there": (OF_VALUE, {f: Lambda(z, sqrt(-z)), **UNDER_F}, {f: Lambda(z, sqrt(z)), **UNDER_F}),
    "a function undefined on a range": (
        ForEach(f(x) ** 2 + f(x) + 1 > 0, (x, 0, 1)), {f: Lambda(z, log(z))}, {f: Lambda(z, log(z + 1))},
    ),
    "a function undefined inside": (
        ForEach(f(x) + x >= x, (x, -1, 1)), {f: Lambda(z, 1 / (3 * z - 1) ** 2)}, {f: Lambda(z, z**2)},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(TWINS))
def test_what_is_no_real_number_refutes_nothing_and_its_twin_is_judged(name: str) -> None:
    claim, offence, twin = TWINS[name]
    assert judge([], claim, offence).outcome in (Outcome.NOT_MET, Outcome.UNDECIDED)
    assert judge([], claim, offence).reason
    if name == "a hidden sign":
        claim = x**2 >= 0
    assert judge([], claim, twin).outcome is Outcome.TRUE


@pytest.mark.parametrize("name", sorted(TWINS))
def test_the_negation_of_a_claim_is_not_refuted_either(name: str) -> None:
    claim, offence, _ = TWINS[name]
    assert judge([], Not(claim), offence).outcome not in REFUTES


def test_the_reason_names_the_value() -> None:
    assert judge([], POSITIVE, {x: sqrt(1 - sqrt(2))}).reason == "the value sqrt(1 - sqrt(2)) of x is no real number"
    assert "Lambda(z, I*z)" in judge([], OF_VALUE, {f: Lambda(z, z * I)}).reason
    assert "contains y" in judge([], POSITIVE, {x: y}).reason


def test_what_cannot_be_settled_is_open_and_what_is_wrong_comes_first() -> None:
    hidden_zero = log(2) + log(3) - log(6, evaluate=False)
    unsettled = sqrt(hidden_zero)
    assert fit({x: unsettled})[0] is Truth.OPEN
    assert fit({x: unsettled, y: I})[0] is Truth.FALSE
    assert judge([], POSITIVE, {x: unsettled}).outcome is Outcome.UNDECIDED


@pytest.mark.parametrize(
    "number", [pi, exp(1), sqrt(2), -sqrt(2), Rational(1, 3), 3, Fraction(-1, 2), Abs(1 - sqrt(2))]
)
def test_real_numbers_fit(number: Any) -> None:
    assert fit({x: number})[0] is Truth.TRUE
    assert judge([], x**2 + 1 < 0, {x: number}).outcome is Outcome.FALSE


NEAR = Sum(1 / (1 + 10**6 * (i - 100) ** 2), (i, 1, 200))
"""A little more than 1, which SymPy takes for less than 1."""


def test_sympy_still_takes_the_sum_for_less_than_one() -> None:
    """Otherwise the next test shows nothing."""
    assert (NEAR >= 1) == False  # noqa: E712


CLOSED_SUMS: dict[str, Callable[[], Boolean]] = {
    "a sum": lambda: f(0) + NEAR >= 1,
    "the larger": lambda: Max(f(0) + NEAR, 1) > 1,
    "the smaller": lambda: Min(f(0) + NEAR, 1) >= 1,
    "a distance": lambda: Abs(f(0) + NEAR - 1) <= f(0) + NEAR - 1,
    "an identity": lambda: Identity(Abs(f(0) + NEAR - 1), f(0) + NEAR - 1),
    "a case": lambda: Piecewise((1, f(0) + NEAR >= 1), (0, True)) > 0,
    "a root": lambda: sqrt((f(0) + NEAR - 1) ** 2) <= f(0) + NEAR - 1,
    "a logarithm": lambda: log(f(0) + NEAR) > 0,
    "one of two": lambda: And(f(0) >= 0, f(0) + NEAR > 1),
    "each": lambda: ForEach(f(x) + NEAR >= 1, (x, 0, 1)),
    "each of each": lambda: ForEach(ForEach(f(0) + NEAR * k >= k, (k, 1, 2)), (x, 0, 1)),
    "each integer": lambda: ForEach(f(k) + NEAR >= 1, (k, 0, 3)),
    "increasing": lambda: Increasing((f(0) + NEAR - 1) * x, (x, 0, 1)),
    "not decreasing": lambda: NonDecreasing(x * f(0) + x * NEAR - x, (x, 0, 1)),
}


@cache
def closed_sum(name: str) -> Boolean:
    """One of them, made when it is asked for: SymPy evaluates the sum whenever it sorts or prints it."""
    return CLOSED_SUMS[name]()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (name, value)
        for name in CLOSED_SUMS
        for value in (Lambda(z, 0), Lambda(z, z), Lambda(z, z**2))
        if name in ("each", "each integer") or value == Lambda(z, 0)  # elsewhere all of them are 0 where it matters
    ],
    ids=str,
)
def test_sympy_does_not_decide_closed_sums(name: str, value: Lambda) -> None:
    conclusion = closed_sum(name)
    judged = judge([f(0) >= 0], conclusion, {f: value})
    assert judged.outcome is Outcome.TRUE or (judged.outcome is Outcome.UNDECIDED and isinstance(conclusion, ForEach))
    assert judge([f(0) >= 0], Not(conclusion), {f: value}).outcome in (Outcome.FALSE, judged.outcome)


def test_a_bound_is_a_number_of_ours() -> None:
    """A range whose end SymPy would misread: the end is 1, not 0."""
    end = Piecewise((1, f(0) + NEAR >= 1), (0, True))
    assert judge([], ForEach(x < 1, (x, 0, end)), {f: Lambda(z, 0 * z)}).outcome is Outcome.FALSE
    assert judge([], ForEach(k < 1, (k, 0, end)), {f: Lambda(z, 0 * z)}).outcome is Outcome.FALSE


OUTER = [
    ForEach(x**2 <= 2, (x, 0, y)),
    ForEach(x <= y, (x, 0, y)),
    ForEach(y - x >= 0, (x, -y, y)),
    NonDecreasing(-Max(x - y, 0), (x, 0, y)),
]


@pytest.mark.parametrize("conclusion", OUTER, ids=str)
def test_samples_lie_inside_the_interval(conclusion: Boolean, monkeypatch: pytest.MonkeyPatch) -> None:
    """√2 is not rational: a sample from the end outside is not one of the interval."""
    assert judge([], conclusion, {y: sqrt(2)}).outcome not in REFUTES
    span = span_of(Point({y: sqrt(2)}, on_interval), Integer(0), y, {})
    assert span is not None
    assert max(span.samples()) ** 2 < 2 < span.outer[1] ** 2
    monkeypatch.setattr(spans.Span, "inner", property(lambda own: own.outer), raising=True)
    monkeypatch.setattr(spans.Span, "__init__", lambda own, *, inner, outer: object.__setattr__(own, "outer", outer))
    broken = judge([], conclusion, {y: sqrt(2)}).outcome
    assert broken in REFUTES


UNDEFINED = ForEach(1 / x > 0, (y, 0, 1))


@pytest.mark.parametrize("wrong", [Truth.TRUE, Truth.FALSE])
def test_the_negation_of_what_is_undefined_is_undefined(wrong: Truth, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [
        ([Not(UNDEFINED)], x > 0, {x: 0}, Outcome.NOT_MET),
        ([], Not(UNDEFINED), {x: 0}, Outcome.UNDEFINED),
        ([], Not(Not(UNDEFINED, evaluate=False), evaluate=False), {x: 0}, Outcome.UNDEFINED),
    ]
    assert [judge(h, c, at).outcome for h, c, at, _ in cases] == [expected for *_, expected in cases]
    monkeypatch.setattr(pointing, "negated", lambda v: wrong if v is Truth.UNDEFINED else truth_values.negated(v))
    assert [judge(h, c, at).outcome for h, c, at, _ in cases] != [expected for *_, expected in cases]


def test_connectives_are_strict_and_honest() -> None:
    true_, false_, undefined, fails, open_ = Truth.TRUE, Truth.FALSE, Truth.UNDEFINED, Truth.FAILS, Truth.OPEN
    swaps = {true_: false_, false_: true_, undefined: undefined, fails: open_, open_: open_}
    assert {value: negated(value) for value in Truth} == swaps
    for other in Truth:
        assert every([other, undefined]) is either([other, undefined]) is agree([other, undefined]) is undefined
        assert every([open_, other]) is not true_
        assert either([open_, other]) is not false_
    assert every([false_, fails]) is fails
    assert either([true_, fails]) is open_
