"""Tests for ldm_symbolic.balls.boxes: signs on boxes, proved, refuted at a point, or honestly undecided."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest
from flint import ctx
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Abs, Expr, IndexedBase, Max, Min, Piecewise, Rational, Sum, Symbol, cos, exp, log, sqrt

from ldm_symbolic.balls.boxes import Relation, prove_sign_on_box
from ldm_symbolic.balls.enclose import UnsupportedExpressionError, decide_relation, sign

x, y, r = (Symbol(name, real=True) for name in "xyr")
j = Symbol("j", integer=True)
s = IndexedBase("s", real=True)
HAIR = Fraction(1, 10**30)
Box = Mapping[Symbol, tuple[Any, Any]]

unit: Box = {x: (0, 1)}
square: Box = {x: (0, 1), y: (0, 1)}
quarter: Box = {x: (0, 1), y: (Fraction(1, 4), Fraction(1, 4))}
slope = 1 - y / sqrt(x + (1 - x) * y**2)

TRUE: list[tuple[Expr, str, Box]] = [
    (x**2 - x + Rational(26, 100), ">", unit),
    (x * (1 - x), ">=", unit),
    (x * (1 - x) * (1 + y), ">=", square),
    (sqrt(x) - x, ">=", {x: (Fraction(1, 10**9), 1)}),
    (exp(x) - 1 - x, ">=", unit),
    (exp(-x) - 1 + x - x**2 / 2, "<=", unit),
    (log(1 + x) - x, "<=", unit),
    (x - y, "<=", {x: (0, 1), y: (1, 2)}),
    (x + (1 - x) * y, ">", {x: (0, 1), y: (Fraction(1, 10**12), 10**6)}),
    (slope, ">=", quarter),
    (Abs(x - Rational(1, 2)) - Rational(6, 10), "<", unit),
    (Max(x, 1 - x) - Rational(49, 100), ">", unit),
    (Min(x, 1 - x) - Rational(51, 100), "<", unit),
    (Piecewise((x, x < Rational(1, 2)), (2, True)) + Rational(1, 100), ">", unit),
    (x**4 - 2 * x**2 + Rational(101, 100), ">", {x: (-2, 2)}),
    (4 * x**2 * y**2 - x**2 - y**2 + 3, ">", square),
]


@pytest.mark.parametrize(("expression", "relation", "box"), TRUE)
def test_true_signs_are_proved(expression: Expr, relation: Any, box: Box) -> None:
    """True inequalities, some of them tight at the border of the box."""
    proof = prove_sign_on_box(expression, box, relation)
    assert (proof.verdict, proof.point, proof.reason) == ("proved", (), "")
    assert proof.boxes >= 1


FALSE: list[tuple[Expr, str, Box]] = [
    (x**2 - x + Rational(1, 4), ">", unit),
    (x**2 - x + Rational(24, 100), ">", unit),
    (x * (1 - x), ">", unit),
    (x * (1 - x), ">=", {x: (0, 1 + HAIR)}),
    (x * (1 - x), ">=", {x: (-HAIR, 1)}),
    (x**2 - x / 4096, ">=", unit),
    (sqrt(x) - x, ">=", {x: (Fraction(1, 10**9), 1 + HAIR)}),
    (exp(x) - 1 - x, ">", unit),
    (exp(-x) - 1 + x - x**2 / 2, "<=", {x: (Fraction(-1, 100), 1)}),
    (log(1 + x) - x, "<", unit),
    (x - y, "<", {x: (0, 1), y: (1, 2)}),
    (x - y, "<=", {x: (0, 1 + HAIR), y: (1, 2)}),
    (x + (1 - x) * y, ">", {x: (0, 1), y: (0, 10**6)}),
    (slope, ">", quarter),
    (Abs(x - Rational(1, 2)) - Rational(4, 10), "<", unit),
    (Max(x, 1 - x) - Rational(51, 100), ">", unit),
    (Piecewise((x, x < Rational(1, 2)), (-1, True)) + Rational(1, 100), ">", unit),
    (x**4 - 2 * x**2 + Rational(99, 100), ">", {x: (-2, 2)}),
]


@pytest.mark.parametrize(("expression", "relation", "box"), FALSE)
def test_false_neighbours_are_refuted_at_a_point(expression: Expr, relation: Any, box: Box) -> None:
    """The same inequalities off by a little, or on a box wider by a hair, fail at an exact point of the box."""
    proof = prove_sign_on_box(expression, box, relation)
    assert proof.verdict == "refuted"
    point = dict(proof.point)
    assert all(lower <= point[variable] <= upper for variable, (lower, upper) in box.items())
    wrong = {">": (-1, 0), ">=": (-1,), "<": (0, 1), "<=": (1,)}[relation]
    assert sign(expression, point) in wrong


@pytest.mark.parametrize(
    ("expression", "relation", "box"),
    [
        (x**2 - 2 * x + 1, ">=", {x: (0, Fraction(7, 3))}),
        (9 * x**2 - 6 * x + 1, ">=", unit),
        (x**2 - 2 * x * y + y**2, ">=", {x: (0, 1), y: (0, Fraction(5, 3))}),
        (x**3 - 3 * x + 2, ">=", {x: (-1, Fraction(7, 3))}),
        (exp(x - 1) - x, ">=", {x: (0, Fraction(7, 3))}),
        (Abs(x - Rational(1, 3)) - x / 2 + Rational(1, 6), ">=", unit),
        (x**4 - 4 * x**2 + 4, ">", {x: (0, 2)}),
        (Max(x - 1, 1 - x), ">=", {x: (0, Fraction(7, 3))}),
    ],
)
def test_touching_zero_inside_is_undecided(expression: Expr, relation: Any, box: Box) -> None:
    """What touches zero inside the box is neither proved nor refuted, and the reason says so."""
    proof = prove_sign_on_box(expression, box, relation, max_boxes=2000)
    assert proof.verdict == "undecided"
    assert "may be zero" in proof.reason or "limit of 2000 boxes" in proof.reason


@pytest.mark.parametrize(
    ("expression", "box"),
    [
        (1 / x, {x: (-1, 1)}),
        (1 / (3 * x - 1), unit),
        (1 / x, unit),
        (x ** Rational(-1, 2), unit),
        (log(x) + 1000, unit),
        (log(x), {x: (-1, 1)}),
        (log(2 * x) - log(x) + 2 - x, {x: (-1, 2)}),
        (sqrt(x) + 1, {x: (-HAIR, 1)}),
        (sqrt(x - Rational(1, 3)) + 1, unit),
        (1 / (x - x * y), square),
        (x / x**2, {x: (-1, 2)}),
        (1 / (x - y) ** 2, square),
        (Piecewise((1, x < Rational(2, 3))), unit),
    ],
)
def test_undefined_somewhere_is_never_proved(expression: Expr, box: Box) -> None:
    """An expression that is no real number somewhere in the box has no sign on the box."""
    relations: tuple[Relation, ...] = (">", "<")
    for relation in relations:
        assert prove_sign_on_box(expression, box, relation, max_boxes=500).verdict != "proved"


def test_limits_and_flat_boxes() -> None:
    """One box is one box, a flat box is a point, and no variables at all are a point too."""
    assert prove_sign_on_box(4 * x**2 * y**2 - x**2 - y**2 + 3, square, max_boxes=1).reason == (
        "the limit of 1 boxes was reached"
    )
    assert prove_sign_on_box(sqrt(x) - 3, {x: (9, 9)}, ">=").verdict == "proved"
    assert prove_sign_on_box(sqrt(x) - 3, {x: (9, 9)}, ">").verdict == "refuted"
    assert prove_sign_on_box(Rational(1, 2) + 0 * x, {}).verdict == "proved"


def test_misuse_is_refused() -> None:
    """Empty sides, unknown relations, floats and unknown nodes are refused, and the precision is restored."""
    before = ctx.prec
    with pytest.raises(ValueError, match="empty"):
        prove_sign_on_box(x, {x: (1, 0)})
    with pytest.raises(ValueError, match="unknown relation"):
        prove_sign_on_box(x, unit, "=")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="not an exact number"):
        prove_sign_on_box(x, {x: (0.5, 1)})
    with pytest.raises(UnsupportedExpressionError):
        prove_sign_on_box(cos(x), unit)
    assert before == ctx.prec


def test_vectors_and_fixed_symbols() -> None:
    """A sum over modes with given deviations, as a function of the noise level."""
    total = Sum((1 - s[j] / sqrt(s[j] ** 2 * r + (1 - s[j] ** 2 * r) * x)) * (1 - s[j] ** 2 * r), (j, 1, 2))
    fixed = {s: (Fraction(1, 2), Fraction(1, 3)), r: Fraction(2)}
    assert prove_sign_on_box(total, unit, ">", assignment=fixed).verdict == "proved"
    assert prove_sign_on_box(total, unit, ">", assignment=fixed | {r: Fraction(1, 2)}).verdict == "refuted"


coefficients = st.fractions(-3, 3, max_denominator=8)


@settings(max_examples=150)
@given(a=coefficients, b=coefficients, c=coefficients, relation=st.sampled_from([">", ">=", "<", "<="]))
def test_quadratics_agree_with_their_discriminant(a: Fraction, b: Fraction, c: Fraction, relation: Any) -> None:
    """A verdict on a x² + b x + c over [-1, 1] agrees with its exact extrema."""
    values = [a - b + c, a + b + c]
    if a and abs(b / (2 * a)) <= 1:
        values.append(c - b * b / (4 * a))
    low, high = min(values), max(values)
    truth = {">": low > 0, ">=": low >= 0, "<": high < 0, "<=": high <= 0}[relation]
    quadratic = sum((Rational(k.numerator, k.denominator) * x**n for n, k in enumerate([c, b, a])), start=Rational(0))
    proof = prove_sign_on_box(quadratic, {x: (-1, 1)}, relation)
    verdict: str = proof.verdict
    touches = low == 0 if ">" in relation else high == 0
    assert verdict == ("proved" if truth else "refuted") or (verdict == "undecided" and touches)
    if verdict == "refuted":
        condition = {">": quadratic > 0, ">=": quadratic >= 0, "<": quadratic < 0, "<=": quadratic <= 0}[relation]
        assert decide_relation(condition, dict(proof.point)) is False
