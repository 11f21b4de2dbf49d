"""Tests for `roots`: roots counted and enclosed, and the brackets in which there is nothing to enclose."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import mpmath
import pytest
from flint import ctx
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sympy import Abs, Expr, IndexedBase, Max, Min, Piecewise, Rational, Sum, Symbol, cos, exp, log, sqrt

from ldm_symbolic.balls.enclose import UnsupportedExpressionError, isolate_root, sign

x, y = (Symbol(name, real=True) for name in "xy")
j, k = (Symbol(name, integer=True) for name in "jk")
s, s_hat = (IndexedBase(name, real=True) for name in ("s", "s_hat"))
HAIR = Fraction(1, 10**30)
THIRD = Rational(1, 3)


@pytest.mark.parametrize("digits", [1, 15, 60, 400])
@pytest.mark.parametrize(
    ("expression", "bracket", "oracle"),
    [
        (x**2 - 2, (0, 2), lambda: mpmath.sqrt(2)),
        (2 - x**2, (-2, 0), lambda: -mpmath.sqrt(2)),
        (exp(-x) - x, (0, 2), lambda: mpmath.lambertw(1).real),
        (log(x) - 3, (1, 100), lambda: mpmath.exp(3)),
        (x**3 - Rational(1, 10**36) * 2, (0, 1), lambda: mpmath.cbrt(2) / mpmath.mpf(10) ** 12),
        (x**2 - 2 * 10**24, (0, 10**15), lambda: mpmath.sqrt(2) * mpmath.mpf(10) ** 12),
        (x**5 - x - 1, (1, 2), lambda: mpmath.findroot(lambda z: z**5 - z - 1, 1.16, tol=mpmath.mpf(10) ** -800)),
    ],
)
def test_roots_are_enclosed_to_the_digits_asked(
    expression: Expr, bracket: tuple[int, int], oracle: Any, digits: int
) -> None:
    """The bounds lie on both sides of the mpmath root, close to each other, with opposite signs."""
    root = isolate_root(expression, x, *bracket, digits=digits)
    assert (root.verdict, root.count, root.reason) == ("unique", 1, "")
    assert root.lower is not None
    assert root.upper is not None
    assert 0 < root.upper - root.lower <= Fraction(1, 10**digits) * min(abs(root.lower), abs(root.upper))
    with mpmath.workdps(450):
        value = oracle()
        assert mpmath.mpf(root.lower.numerator) / root.lower.denominator <= value
        assert value <= mpmath.mpf(root.upper.numerator) / root.upper.denominator
    assert sign(expression, {x: root.lower}) == -(sign(expression, {x: root.upper}) or 0) != 0


@pytest.mark.parametrize(
    ("expression", "bracket", "value"),
    [
        (x - THIRD, (0, Fraction(2, 3)), Fraction(1, 3)),
        (x, (-1, 2), Fraction(0)),
        (x**2 - 1, (1, 2), Fraction(1)),
        (x**2 - 1, (0, 1), Fraction(1)),
        (1 - 1 / sqrt(x + 2 * (1 - x)), (0, 1), Fraction(1)),
    ],
)
def test_rational_roots_are_found_exactly(expression: Expr, bracket: tuple[Any, Any], value: Fraction) -> None:
    """A root at an end, at zero or in the middle is returned as it is."""
    root = isolate_root(expression, x, *bracket)
    assert (root.verdict, root.lower, root.upper) == ("unique", value, value)


@pytest.mark.parametrize(
    ("expression", "bracket"),
    [
        (x**2 - 2, (0, 1)),
        (x**2 - 2, (Fraction(3, 2), 2)),
        (x - 1, (0, 1 - HAIR)),
        (x - 1, (1 + HAIR, 2)),
        (exp(x) + x**2, (-3, 3)),
        (x**2 + Rational(1, 10**9), (-1, 2)),
        (exp(x) - x - Rational(99, 100), (-1, 2)),
        (Abs(x) + Rational(1, 100), (-1, 2)),
        (log(x), (Fraction(101, 100), 2)),
        (1 / x, (Fraction(1, 10), 2)),
    ],
)
def test_no_root_in_the_bracket(expression: Expr, bracket: tuple[Any, Any]) -> None:
    """A root just outside the bracket, or near the axis but not on it, is none."""
    root = isolate_root(expression, x, *bracket)
    assert (root.verdict, root.count, root.lower, root.upper) == ("none", 0, None, None)


@pytest.mark.parametrize(
    ("expression", "bracket", "count"),
    [
        (x**2 - 2, (-2, 2), 2),
        (x * (x - 1) * (x - 2), (-1, 4), 3),
        (x * (x - 1), (0, 1), 2),
        (x**2 - Rational(1, 10**6), (-1, 1), 2),
        (exp(x) - x - Rational(101, 100), (-1, 2), 2),
        ((x - 1) * (x - 1 - Rational(1, 10**8)), (0, 4), 2),
        (x**3 - x / 10**6, (-1, 2), 3),
        (log(x) ** 2 - 1, (Fraction(1, 10), 4), 2),
        (x**4 - 5 * x**2 + 4, (-3, 3), 4),
        ((x - Rational(1, 2)) * (x - Rational(1, 4)), (0, 1), 2),
    ],
)
def test_several_roots_are_counted_not_enclosed(expression: Expr, bracket: tuple[Any, Any], count: int) -> None:
    """Two and more roots, also very close ones, are never reported as one."""
    root = isolate_root(expression, x, *bracket)
    assert (root.verdict, root.count, root.lower) == ("several", count, None)


@pytest.mark.parametrize(
    ("expression", "bracket"),
    [
        ((x - 1) ** 2, (0, 3)),
        (x**2 - 2 * x + 1, (0, 3)),
        (x**4, (-1, 2)),
        (exp(x - 1) - x, (0, 3)),
        (Abs(x - 1), (0, 3)),
        (1 / x, (-1, 2)),
        (1 / (3 * x - 1), (0, 1)),
        (log(x), (-1, 2)),
        (log(x), (0, 2)),
        (sqrt(x) - Rational(1, 2), (-1, 2)),
        (Piecewise((-1, x < 1), (1, True)), (0, 3)),
        (Piecewise((x - 2, x < 1), (x, True)), (0, 3)),
        (y * (x - 1) ** 2, (0, 3)),
    ],
)
def test_no_certificate_without_a_proof(expression: Expr, bracket: tuple[Any, Any]) -> None:
    """Double roots, jumps, poles and edges of the domain give a reason instead of bounds."""
    root = isolate_root(expression, x, *bracket, {y: 2})
    assert (root.verdict, root.lower, root.upper) == ("undecided", None, None)
    assert root.reason.startswith("on [")


@pytest.mark.parametrize(
    ("expression", "bracket", "value"),
    [
        (x**3, (-1, 2), Fraction(0)),
        (Abs(x) - THIRD, (0, 2), Fraction(1, 3)),
        (Min(x, 2 * x), (-1, 3), Fraction(0)),
        (Max(x - 1, x**2 - 1), (0, 3), Fraction(1)),
        ((x - THIRD) ** 3, (0, 1), Fraction(1, 3)),
        ((x - THIRD) ** 3 * (x + 1), (0, 1), Fraction(1, 3)),
    ],
)
def test_a_sign_change_without_a_derivative_is_existence_only(
    expression: Expr, bracket: tuple[Any, Any], value: Fraction
) -> None:
    """Where no derivative proves that the root is the only one, only its existence is claimed."""
    root = isolate_root(expression, x, *bracket, digits=12)
    assert (root.verdict, root.count) == ("exists", None)
    assert root.lower is not None
    assert root.upper is not None
    assert root.lower <= value <= root.upper
    assert root.upper - root.lower <= abs(value) * Fraction(1, 10**12)


def test_an_undecidable_sign_at_a_dyadic_point_does_not_stop_the_search() -> None:
    """e^x = e^(1/2) at x = 1/2 cannot be told from zero, yet the root is enclosed."""
    root = isolate_root(exp(x) - exp(Rational(1, 2)), x, 0, 1, digits=20)
    assert root.verdict == "unique"
    assert root.lower is not None
    assert root.upper is not None
    assert root.lower < Fraction(1, 2) < root.upper


def test_misuse_is_refused() -> None:
    """Empty brackets, no digits, floats, unknown nodes; the precision is restored."""
    before = ctx.prec
    for bracket, digits in [((1, 1), 15), ((2, 1), 15), ((0, 1), 0)]:
        with pytest.raises(ValueError, match="no bracket"):
            isolate_root(x, x, *bracket, digits=digits)
    with pytest.raises(TypeError, match="not an exact number"):
        isolate_root(x, x, 0.5, 1)
    with pytest.raises(UnsupportedExpressionError):
        isolate_root(cos(x), x, 0, 1)
    with pytest.raises(UnsupportedExpressionError):
        isolate_root(x - y, x, 0, 1)
    assert before == ctx.prec


sizes = st.builds(
    lambda mantissa, power: Fraction(mantissa, 100) * Fraction(10) ** power, st.integers(1, 999), st.integers(-6, 2)
)


@settings(max_examples=60)
@given(modes=st.lists(st.tuples(sizes, sizes), min_size=1, max_size=4))
def test_the_optimal_noise_level_is_certified(modes: list[tuple[Fraction, Fraction]]) -> None:
    """The slope of the error in x increases; its root, where it has one, agrees with mpmath bisection."""
    estimate = s_hat[j] ** 2
    slope = Sum((1 - s[j] / sqrt(estimate + (1 - estimate) * x)) * (1 - estimate), (j, 1, k))
    assignment = {s: tuple(a for a, _ in modes), s_hat: tuple(b for _, b in modes), k: len(modes)}
    top = Fraction(9, 10)
    ends = [sign(slope, {**assignment, x: end}) for end in (Fraction(0), top)]
    assume(0 not in ends)
    root = isolate_root(slope, x, 0, top, assignment, digits=25)
    if ends[0] == ends[1]:
        assert root.verdict == "none"
        return
    assert root.verdict == "unique"
    assert root.lower is not None
    assert root.upper is not None
    with mpmath.workdps(60):
        pairs = [tuple(mpmath.mpf(v.numerator) / v.denominator for v in pair) for pair in modes]

        def derivative(level: Any) -> Any:
            return sum((1 - a / mpmath.sqrt(b * b + (1 - b * b) * level)) * (1 - b * b) for a, b in pairs)

        low, high = mpmath.mpf(0), mpmath.mpf(9) / 10
        for _ in range(180):
            middle = (low + high) / 2
            low, high = (middle, high) if derivative(middle) < 0 else (low, middle)
        assert mpmath.mpf(root.lower.numerator) / root.lower.denominator <= high
        assert low <= mpmath.mpf(root.upper.numerator) / root.upper.denominator
