"""Tests for ldm_symbolic.balls.separation: the bound holds, and numbers close to zero are not zero."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest
from flint import fmpq
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sympy import Expr, Rational, Symbol, expand, sqrt

from ldm_symbolic.balls.enclose import sign
from ldm_symbolic.balls.separation import Separation, of_choice, of_power, of_product, of_rational, of_sum

x = Symbol("x", real=True)
ROOT = frozenset({(0, 2)})

# Integer combinations that lattice reduction makes as small as their degree allows: about 2^-3p with 2^p coefficients.
CLOSE = [
    -1197866 + 358356 * sqrt(2) + 506687 * sqrt(3) - 76152 * sqrt(2) * sqrt(3),
    -285941 - 735183 * sqrt(2) - 106419 * sqrt(1 + sqrt(2)) + 678538 * sqrt(2) * sqrt(1 + sqrt(2)),
    (1855077841 - 1311738121 * sqrt(2)) * (2642885282 - 1525870529 * sqrt(3)),
    (1855077841 - 1311738121 * sqrt(2)) ** 9,
    1 / (1855077841 + 1311738121 * sqrt(2)) ** 9,
]


@pytest.mark.parametrize("number", CLOSE)
def test_numbers_close_to_zero_are_not_zero(number: Expr) -> None:
    """The sign of a number whose conjugates are all large is that of 200 digits of mpmath."""
    with mpmath.workdps(200):
        value = mpmath.mpf(number.evalf(200))
        assert 0 < abs(value) < mpmath.mpf(10) ** -17
        assert sign(number, {}) == mpmath.sign(value)
        assert sign(-number + x, {x: 0}) == -mpmath.sign(value)
        assert sign(number - expand(number), {}) == 0


def test_the_bounds_of_each_operation() -> None:
    """Bits of α and β by the rules for sums, products, quotients, roots and choices."""
    a, b = Separation(numerator=5, denominator=2, roots=ROOT), Separation(numerator=1, denominator=4)
    assert (a.bits, b.bits) == (7, 4)
    assert of_rational(fmpq(0)).bits == 1
    assert of_sum([a, b, b]) == Separation(numerator=15, denominator=10, roots=ROOT)
    assert of_product([a, b, b]) == Separation(numerator=7, denominator=10, roots=ROOT)
    assert of_choice([a, b]) == Separation(numerator=5, denominator=4, roots=ROOT)
    assert of_power(a, 7, fmpq(3)) == Separation(numerator=15, denominator=6, roots=ROOT)
    assert of_power(a, 7, fmpq(-3)) == Separation(numerator=6, denominator=15, roots=ROOT)
    assert of_power(a, 7, fmpq(1, 3)) == Separation(numerator=3, denominator=2, roots=ROOT | {(7, 3)})
    assert of_power(a, 7, fmpq(-2, 3)) == Separation(numerator=4, denominator=6, roots=ROOT | {(7, 3)})
    assert of_power(of_power(a, 7, fmpq(1, 3)), 8, fmpq(1, 2)).roots == ROOT | {(7, 3), (8, 2)}


rationals = st.fractions(0, 50, max_denominator=30)


@settings(max_examples=200)
@given(
    parts=st.lists(st.tuples(rationals, st.integers(-9, 9)), min_size=1, max_size=4), power=st.sampled_from([1, 2, -1])
)
def test_the_bound_holds(parts: list[tuple[Fraction, int]], power: int) -> None:
    """A sum of square roots, or its square or inverse, is zero or at least as large as its bound says."""
    bounds = [
        of_product([of_rational(fmpq(c)), of_power(of_rational(fmpq(*v.as_integer_ratio())), place, fmpq(1, 2))])
        for place, (v, c) in enumerate(parts)
    ]
    bound = of_power(of_sum(bounds), 99, fmpq(power))
    with mpmath.workdps(300):
        value = mpmath.fsum(c * mpmath.sqrt(mpmath.mpf(v.numerator) / v.denominator) for v, c in parts)
        zero = sign(sum((c * sqrt(Rational(*v.as_integer_ratio())) for v, c in parts), start=Rational(0)), {}) == 0
        assume(not zero or power > 0)
        assert zero == (abs(value) < mpmath.mpf(10) ** -250)
        assert zero or abs(value**power) >= mpmath.mpf(2) ** -bound.bits
