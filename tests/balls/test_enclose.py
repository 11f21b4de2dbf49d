"""Tests for `enclose`: enclosures, signs and conditions, against mpmath and against false neighbours."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath
import pytest
import sympy
from flint import arb, ctx, fmpq
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sympy import (
    Abs,
    And,
    E,
    Eq,
    Equivalent,
    Expr,
    Function,
    Implies,
    IndexedBase,
    Max,
    Min,
    Ne,
    Not,
    Or,
    Piecewise,
    Rational,
    Sum,
    Symbol,
    cos,
    exp,
    false,
    log,
    pi,
    sqrt,
    true,
)

from ldm_symbolic.balls.enclose import (
    UndefinedValueError,
    UnsupportedExpressionError,
    compile_ball,
    decide_relation,
    evaluate,
    is_defined,
    precision,
    rational_bounds,
    sign,
)

x, y, z = (Symbol(name, real=True) for name in "xyz")
j, k = (Symbol(name, integer=True) for name in "jk")
s = IndexedBase("s", real=True)
HAIR = Rational(1, 10**40)

slow = settings(max_examples=400)

# Variances as the theory meets them: from 1e-12 to 1e6 on a log scale, ties, zero, 1/4, 1, and near 1 and 1/4.
_special = st.sampled_from(
    [Fraction(0), Fraction(1), Fraction(1, 4), Fraction(2), Fraction(10**6), Fraction(1, 10**12)]
)
_near = st.builds(
    lambda base, power, above: base + (1 if above else -1) * Fraction(1, 10**power),
    st.sampled_from([Fraction(1), Fraction(1, 4)]),
    st.integers(1, 15),
    st.booleans(),
)
_scaled = st.builds(
    lambda mantissa, power: Fraction(mantissa, 1000) * Fraction(10) ** power, st.integers(1, 9999), st.integers(-12, 5)
)
numbers = st.one_of(_special, _near, _scaled)


# --- random expressions as trees, read twice: by SymPy (evaluating nothing) and, independently, by mpmath ---------

Tree = Any  # a Fraction, a name, or (head, tree, ...)


UNARY: dict[str, tuple[Callable[[Expr], Expr], Callable[[Any], Any]]] = {
    "root": (lambda a: sqrt(Abs(a)), lambda a: mpmath.sqrt(abs(a))),
    "power": (lambda a: Abs(a) ** Rational(-2, 3), lambda a: 1 / mpmath.cbrt(a * a)),
    "cube": (lambda a: a**3, lambda a: a * a * a),
    "square": (lambda a: a**2, lambda a: a * a),
    "exp": (lambda a: exp(Min(Max(a, -30), 30)), lambda a: mpmath.exp(min(max(a, mpmath.mpf(-30)), mpmath.mpf(30)))),
    "log": (lambda a: log(1 + Abs(a)), lambda a: mpmath.log(1 + abs(a))),
}
BINARY: dict[str, tuple[Callable[[Expr, Expr], Expr], Any]] = {
    "+": (lambda a, b: a + b, lambda a, b: a + b),
    "-": (lambda a, b: a - b, lambda a, b: a - b),
    "*": (lambda a, b: a * b, lambda a, b: a * b),
    "/": (lambda a, b: a / b, lambda a, b: a / b),
    "min": (Min, min),
    "fold": (lambda a, b: Piecewise((a, x > 1), (b, True), evaluate=False), None),
    "max": (Max, max),
}


def _grow(trees: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    one = st.tuples(st.sampled_from(sorted(UNARY)), trees)
    return one | st.tuples(st.sampled_from(sorted(BINARY)), trees, trees)


trees = st.recursive(st.sampled_from("xyz") | numbers, _grow, max_leaves=8)


def _as_sympy(tree: Tree) -> Expr:
    if isinstance(tree, str):
        return Symbol(tree, real=True)
    if isinstance(tree, Fraction):
        return Rational(tree.numerator, tree.denominator)
    head, *parts = tree
    table: dict[str, Any] = UNARY if len(parts) == 1 else BINARY
    with sympy.evaluate(False):
        return table[head][0](*map(_as_sympy, parts))


def _as_mpmath(tree: Tree, point: dict[str, Fraction]) -> Any:
    if isinstance(tree, str):
        tree = point[tree]
    if isinstance(tree, Fraction):
        return mpmath.mpf(tree.numerator) / tree.denominator
    head, *parts = tree
    if head == "fold":
        return _as_mpmath(parts[0 if point["x"] > 1 else 1], point)
    table: dict[str, Any] = UNARY if len(parts) == 1 else BINARY
    return table[head][1](*(_as_mpmath(part, point) for part in parts))


def _contains(ball: arb, value: Any) -> bool:
    """Whether a ball contains a value that mpmath knows to 100 digits, up to 60 digits of the ball's scale."""
    if not ball.is_finite():
        return bool(abs(value) >= mpmath.mpf(10) ** 60)
    lower, upper = rational_bounds(ball)
    slack = mpmath.mpf(10) ** -60 * max(1, abs(value))
    low, high = (mpmath.mpf(end.numerator) / end.denominator for end in (lower, upper))
    return bool(low - slack <= value <= high + slack)


points = st.fixed_dictionaries({"x": numbers, "y": numbers, "z": numbers})


def _assignment(point: dict[str, Fraction]) -> dict[Symbol, Fraction]:
    return {Symbol(name, real=True): value for name, value in point.items()}


@slow
@given(tree=trees, point=points, bits=st.sampled_from([30, 64, 150]))
def test_enclosures_contain_the_mpmath_value(tree: Tree, point: dict[str, Fraction], bits: int) -> None:
    """A ball contains the value that mpmath computes at 150 digits; where that divides by 0 there is no ball."""
    with mpmath.workdps(150):
        try:
            value = _as_mpmath(tree, point)
        except ZeroDivisionError:
            assert is_defined(_as_sympy(tree), _assignment(point), max_precision=256) is not True
            return
        ball = evaluate(_as_sympy(tree), _assignment(point), bits)
        if not ball.is_finite() and abs(value) < mpmath.mpf(10) ** 60:
            ball = evaluate(_as_sympy(tree), _assignment(point), 1024)
        assert _contains(ball, value)


@slow
@given(tree=trees, point=points)
def test_signs_agree_with_mpmath(tree: Tree, point: dict[str, Fraction]) -> None:
    """A sign is that of the mpmath value; it is decided within 1024 bits wherever that is not tiny."""
    with mpmath.workdps(150):
        try:
            value = _as_mpmath(tree, point)
        except ZeroDivisionError:
            return
        found = sign(_as_sympy(tree), _assignment(point), max_precision=1024)
        if abs(value) > mpmath.mpf(10) ** -60:
            assert found == mpmath.sign(value)
        else:
            assert found != -mpmath.sign(value) or found in (0, None)


@slow
@given(lam=numbers, estimate=numbers, level=st.fractions(0, 1, max_denominator=10**6), digits=st.integers(20, 60))
@example(lam=Fraction(1, 4), estimate=Fraction(1, 4), level=Fraction(0), digits=60)
@example(lam=Fraction(0), estimate=Fraction(0), level=Fraction(0), digits=20)
def test_mode_error_is_enclosed(lam: Fraction, estimate: Fraction, level: Fraction, digits: int) -> None:
    """The error of one mode, which cancels badly near its zero, is enclosed and has the right sign."""
    error = (sqrt(y + (1 - y) * z) - sqrt(x)) ** 2
    assignment = {x: lam, y: estimate, z: level}
    ball = evaluate(error, assignment, int(digits * 3.4) + 20)
    with mpmath.workdps(200):
        lam_, estimate_, level_ = (mpmath.mpf(v.numerator) / v.denominator for v in (lam, estimate, level))
        value = (mpmath.sqrt(estimate_ + (1 - estimate_) * level_) - mpmath.sqrt(lam_)) ** 2
        assert _contains(ball, value)
    exact = estimate + (1 - estimate) * level == lam
    assert sign(error, assignment) == (0 if exact else 1)


# --- evaluate -----------------------------------------------------------------------------------------------------


def test_sums_and_vectors_are_counted_from_one() -> None:
    """A sum over modes is written out with the entries of the vector; an empty sum is 0."""
    total = Sum(s[j] ** 2 * x, (j, 1, k))
    values = (1, Fraction(1, 2), sqrt(2))
    for kept, expected in [(0, "0"), (1, "3"), (2, "15/4"), (3, "39/4")]:
        assert evaluate(total, {s: values, k: kept, x: 3}).contains(fmpq(*Fraction(expected).as_integer_ratio()))
    assert evaluate(Sum(s[k] * j, (j, k, k + 1)), {s: (5, 7), k: 2}) == 35
    assert evaluate(Sum(Sum(s[j] * k, (j, 1, k)), (k, 1, 2)), {s: (5, 7)}) == 29


@pytest.mark.parametrize("entry", [s[3], s[0], s[-1], s[k + 1], Sum(s[j], (j, 1, k + 1)), 1 / s[k + 1]])
def test_missing_entries_are_unknown(entry: Expr) -> None:
    """A tuple is the beginning of a sequence: what it does not hold is neither known nor undefined."""
    assignment = {s: (1, 2), k: 2}
    assert not evaluate(entry, assignment).is_finite()
    assert sign(entry, assignment) is None
    assert is_defined(entry, assignment) is None
    assert decide_relation(entry > 0, assignment) is None
    assert decide_relation(And(entry > 0, k > 2), assignment) is False


def test_exact_values_stay_exact() -> None:
    """Rational arithmetic, perfect powers and exact zeros leave no radius behind."""
    assert evaluate(sqrt(x) + x ** Rational(3, 2), {x: Fraction(9, 4)}) == arb(fmpq(39, 8))
    assert evaluate(sqrt(x - y), {x: Fraction(1, 3), y: Fraction(1, 3)}) == 0
    assert evaluate(exp(x - y) + log(x / y), {x: Fraction(1, 3), y: Fraction(1, 3)}) == 1
    assert evaluate(sqrt(sqrt(x) * sqrt(y) - sqrt(x * y)), {x: 2, y: 3}) == 0


@pytest.mark.parametrize(
    ("expression", "assignment"),
    [
        (1 / x, {x: 0}),
        (1 / (x - y), {x: Fraction(1, 3), y: Fraction(1, 3)}),
        (sqrt(x), {x: Fraction(-1, 10**40)}),
        (x ** Rational(1, 3), {x: -8}),
        (log(x), {x: 0}),
        (log(x - 1), {x: Fraction(1, 2)}),
        (x ** Rational(-1, 2), {x: 0}),
        (1 / (sqrt(x) * sqrt(y) - sqrt(x * y)), {x: 2, y: 3}),
        (Piecewise((x, x > 1)), {x: 1}),
        (sqrt(x), {x: arb(-3, 1)}),
    ],
)
def test_undefined_values_raise_and_are_named(expression: Expr, assignment: dict[Any, Any]) -> None:
    """What is certainly no real number is reported, not enclosed; no sign, no relation, not defined."""
    with pytest.raises(UndefinedValueError, match="is not a real number"):
        evaluate(expression, assignment, 256)
    assert sign(expression, assignment) is None
    assert decide_relation(expression > 0, assignment) is None
    assert is_defined(expression, assignment) is False


@pytest.mark.parametrize(
    ("expression", "ball"),
    [
        (log(x), arb(0, 1)),
        (log(x), arb(0.5, 0.5)),
        (sqrt(x), arb(0.5, 1)),
        (sqrt(x - 1), arb(1, 1e-30)),
        (1 / x, arb(0, 1)),
        (1 / (x - 1), arb(1, 1e-30)),
        (x**-3, arb(0.5, 1)),
        (x ** Rational(-1, 2), arb(0, 1)),
        (x**x, arb(0, 1)),
        (exp(1 / x), arb(0, 1)),
        (Piecewise((1 / x, x > 0), (0, True)), arb(0, 1)),
        (sqrt(x) * 0 * y + sqrt(x), arb("nan")),
    ],
)
def test_balls_that_reach_a_singularity_are_undecided(expression: Expr, ball: arb) -> None:
    """Balls that reach over an edge of the domain give neither a crash nor an answer."""
    assert not evaluate(expression, {x: ball}).is_finite()
    assert sign(expression, {x: ball}) is None
    assert decide_relation(expression > -(10**9), {x: ball}) is None
    assert is_defined(expression, {x: ball}) is None


def test_wide_balls_are_enclosed_tightly_at_zero() -> None:
    """Even powers and roots of balls around 0 do not go below 0."""
    wide = {x: arb(0, 1)}
    assert evaluate(x**2, wide) >= 0
    assert evaluate(Abs(x), wide) >= 0
    assert evaluate(sqrt(x**2 * 2), wide).is_finite()
    assert evaluate((x**4) ** Rational(1, 3), wide).is_finite()
    assert evaluate(x**3, wide).contains(arb(0, 1))


@pytest.mark.parametrize(
    "expression",
    [
        cos(x),
        Function("f", real=True)(x),
        sympy.Float(0.5) + x,
        sympy.I * x,
        sympy.oo + x,
        sympy.Integral(x, (x, 0, 1)),
        sympy.Derivative(Function("f")(x), x),
        sympy.floor(x),
        Sum(x, (j, 1, k)),
        Sum(x, (j, 5, 1)),
        Sum(x, (j, 1, Rational(5, 2))),
        s[j],
        IndexedBase("w")[1],
        y + 1,
    ],
)
def test_unknown_nodes_raise(expression: Any) -> None:
    """Every node without a meaning is refused with a message that shows it."""
    with pytest.raises(UnsupportedExpressionError):
        evaluate(expression, {x: 1, s: (1, 2)})


@pytest.mark.parametrize("number", [0.5, True, "1/2", 1j, None, mpmath.mpf(1), [1]])
def test_only_exact_numbers_are_taken(number: Any) -> None:
    """A float is not a number here, nor is anything else without an exact value."""
    with pytest.raises(TypeError, match="not an exact number"):
        evaluate(x, {x: number})


def test_constants_and_expressions_as_values() -> None:
    """π, e and constant expressions as values are enclosed at the precision asked for."""
    with mpmath.workdps(60):
        assert _contains(evaluate(pi * E, {}, 180), mpmath.pi * mpmath.e)
    assert sign(x**2 - 2, {x: sqrt(2)}) == 0
    assert sign(x**2 - 2, {x: sqrt(2) + HAIR}) == 1
    assert sign(Sum(s[j] ** 2, (j, 1, 2)) - 5, {s: (sqrt(2), sqrt(3))}) == 0


def test_compiled_functions_follow_the_precision_in_force() -> None:
    """A compiled function takes balls in the order of its variables, at whatever precision is set."""
    function = compile_ball(sqrt(x) / y, [y, x])
    with precision(20):
        coarse = function(arb(3), arb(2))
    with precision(200):
        fine = function(arb(3), arb(2))
    assert coarse.contains(fine)
    assert fine.rad() < coarse.rad() / 10**9
    assert not function(arb(0), arb(2)).is_finite()
    with pytest.raises(UnsupportedExpressionError, match="no value for y"):
        compile_ball(x + y, [x])


# --- precision and rational bounds --------------------------------------------------------------------------------


def test_precision_is_restored_also_after_an_exception() -> None:
    """The precision inside the `with` does not survive it, whichever way it is left."""
    before = ctx.prec
    with precision(333):
        assert ctx.prec == 333
        with precision(77):
            assert ctx.prec == 77
        assert ctx.prec == 333
    assert ctx.prec == before
    with pytest.raises(RuntimeError), precision(333):
        raise RuntimeError
    assert ctx.prec == before
    with pytest.raises(UndefinedValueError):
        evaluate(1 / x, {x: 0}, 999)
    with pytest.raises(UnsupportedExpressionError):
        sign(cos(x), {x: 0})
    assert ctx.prec == before


@slow
@given(value=numbers, bits=st.integers(2, 300), reader=st.integers(2, 300))
def test_rational_bounds_are_exact(value: Fraction, bits: int, reader: int) -> None:
    """The end points do not depend on the precision in force when they are read, and enclose the number."""
    number = fmpq(value.numerator, value.denominator)
    with precision(bits):
        ball = arb(number).sqrt()
    with precision(reader):
        lower, upper = rational_bounds(ball)
    with precision(4000):
        assert ball.mid() == fmpq(*(lower + upper).as_integer_ratio()) / 2
        assert ball.rad() == fmpq(*(upper - lower).as_integer_ratio()) / 2
    assert max(lower, Fraction(0)) ** 2 <= value <= upper**2


@pytest.mark.parametrize("ball", [arb("nan"), arb("inf"), arb(1) / arb(0), arb(10**30).exp()])
def test_rational_bounds_refuse_what_has_none(ball: arb) -> None:
    """No bounds of an infinite ball, nor of one too large to write down."""
    with pytest.raises(ValueError, match=r"no rational end points|out of reach"):
        rational_bounds(ball)


# --- sign ---------------------------------------------------------------------------------------------------------

root_of_sum = sqrt(x) + sqrt(y) - sqrt(x + y + 2 * sqrt(x * y))

ZEROS: list[tuple[Expr, dict[Any, Any]]] = [
    (x - y, {x: Fraction(1, 3), y: Fraction(1, 3)}),
    (sqrt(x) - 3, {x: 9}),
    (root_of_sum, {x: 2, y: 3}),
    (root_of_sum, {x: Fraction(10**6), y: Fraction(1, 10**12)}),
    (sqrt(x) ** 3 - x * sqrt(x), {x: 7}),
    ((sqrt(x) - sqrt(y)) * (sqrt(x) + sqrt(y)) - (x - y), {x: 5, y: Fraction(2, 7)}),
    (x ** Rational(1, 3) * y ** Rational(1, 3) - (x * y) ** Rational(1, 3), {x: 2, y: 3}),
    (1 / (sqrt(x) - 1) - (sqrt(x) + 1) / (x - 1), {x: 2}),
    (Max(sqrt(x), sqrt(y)) - sqrt(y), {x: 2, y: 3}),
    (Abs(sqrt(x) - sqrt(y)) - sqrt(y) + sqrt(x), {x: 2, y: 3}),
    (sqrt(4 + 2 * sqrt(x)) - 1 - sqrt(x), {x: 3}),
    (Sum(sqrt(s[j]), (j, 1, 3)) - sqrt(s[1]) - sqrt(s[2]) - sqrt(s[3]), {s: (2, 3, 5)}),
    (exp(x) * (sqrt(y) - sqrt(4 * y) / 2), {x: 1, y: 2}),
]


@pytest.mark.parametrize(("expression", "assignment"), ZEROS)
def test_exact_zeros_are_recognised(expression: Expr, assignment: dict[Any, Any]) -> None:
    """A radical expression that is zero has sign 0."""
    assert sign(expression, assignment) == 0


@pytest.mark.parametrize(("expression", "assignment"), ZEROS)
@pytest.mark.parametrize("hair", [HAIR, -HAIR, HAIR**10, sqrt(2) * HAIR])
def test_false_neighbours_of_zeros_are_not_zero(expression: Expr, assignment: dict[Any, Any], hair: Expr) -> None:
    """The same expressions, off by a hair, have the sign of the hair."""
    assert sign(expression + hair, assignment) == (1 if hair > 0 else -1)


@pytest.mark.parametrize(
    "expression",
    [exp(1) - E + log(2) - log(4) / 2, log(x) - log(sqrt(x)) * 2, exp(log(x)) - x + pi - pi * log(x) / log(2)],
)
def test_transcendental_zeros_are_undecided(expression: Expr) -> None:
    """What cannot be shown to be zero is not called zero, and its neighbour is decided."""
    with sympy.evaluate(False):
        assert sign(expression, {x: 2}, max_precision=2048) in (None, 0)
        neighbour = expression + HAIR
    assert sign(neighbour, {x: 2}, max_precision=2048) == 1


def test_the_limit_of_precision_is_kept() -> None:
    """A difference below the limit of precision is undecided, and decided with more precision."""
    tiny = exp(x) - E + Rational(1, 10**100)
    assert sign(tiny, {x: 1}, max_precision=256) is None
    assert sign(tiny, {x: 1}, max_precision=1024) == 1
    assert sign(root_of_sum, {x: 2, y: 3}, max_precision=64) is None


# --- relations ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (root_of_sum >= 0, True),
        (root_of_sum > 0, False),
        (root_of_sum <= 0, True),
        (root_of_sum < 0, False),
        (Eq(root_of_sum, 0), True),
        (Ne(root_of_sum, 0), False),
        (root_of_sum >= HAIR, False),
        (root_of_sum > -HAIR, True),
        (Eq(root_of_sum, HAIR), False),
        (Ne(root_of_sum, HAIR), True),
        (exp(x) < 7, False),
        (exp(x) < Rational(739, 100), True),
        (log(x) + log(y) <= log(x * y), None),
        (log(x) + log(y) <= log(x * y) + HAIR, True),
        (Eq(exp(log(x) / 3), x ** Rational(1, 3)), True),
        (exp(y) + x <= 2 + exp(y), True),
        (exp(y) + x < 2 + exp(y), False),
        (1 / (x - 2) + 1 < 1 / (x - 2), None),
        (1 / (x - 2) > 0, None),
        (And(1 / (x - 2) > 0, y < 0), False),
        (And(1 / (x - 2) > 0, y > 0), None),
        (Or(1 / (x - 2) > 0, y > 0), True),
        (Or(1 / (x - 2) > 0, y < 0), None),
        (Not(1 / (x - 2) > 0), None),
        (Implies(1 / (x - 2) > 0, y > 0), True),
        (Implies(1 / (x - 2) > 0, y < 0), None),
        (Implies(y > 0, 1 / (x - 2) > 0), None),
        (Implies(y < 0, 1 / (x - 2) > 0), True),
        (Equivalent(x > 1, y > 2), True),
        (Equivalent(x > 1, y > 2, y > 3), False),
        (Equivalent(x > 1, 1 / (x - 2) > 0), None),
        (Equivalent(x > 1, y > 4, 1 / (x - 2) > 0), False),
        (true, True),
        (false, False),
    ],
)
def test_three_valued_logic(condition: Any, expected: bool | None) -> None:
    """Relations and connectives at x = 2, y = 3."""
    assert decide_relation(condition, {x: 2, y: 3}, max_precision=2048) is expected


def test_a_relation_needs_both_its_sides() -> None:
    """A term that both sides share cancels, but not the question whether it is defined."""
    relation = 1 / x + y < 1 / x + 2 * y
    assert decide_relation(relation, {x: arb(0, 1), y: 1}) is None
    assert decide_relation(relation, {x: 0, y: 1}) is None
    assert decide_relation(relation, {x: arb(2, 1), y: 1}) is True


def test_definedness_looks_at_every_side() -> None:
    """A condition is defined if all sides of all its relations are, whatever the connectives say."""
    singular = 1 / (x - 2) > 0
    for condition in (And(singular, y < 0), Or(singular, y > 0), Implies(singular, y > 0), Not(singular)):
        assert is_defined(condition, {x: 2, y: 3}) is False
        assert is_defined(condition, {x: 1, y: 3}) is True
    assert is_defined(sqrt(log(x) * 2 - log(x**2)) >= 0, {x: 2}, max_precision=1024) is None
    assert is_defined(Piecewise((1 / (x - 2), x > 2), (0, True)), {x: 2}) is True
