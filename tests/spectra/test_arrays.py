"""Numbers and arrays as a Python program holds them: taken exactly, or refused in one line that says what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Float, Integer, Rational, Symbol, oo, sqrt

from ldm_symbolic.spectra.arrays import exact_number, real_array, variances_of, whole_number
from ldm_symbolic.spectra.numbers import InputError

THIRD = Fraction(1, 3)
IN_FLOATS = Fraction(0.1)


def refusal(ask: Callable[[], Any]) -> str:
    with pytest.raises(InputError) as refused:
        ask()
    assert "\n" not in str(refused.value)
    return str(refused.value)


@pytest.mark.parametrize(
    ("value", "exact"),
    [
        (2, Fraction(2)),
        (0.1, IN_FLOATS),
        ("0.1", Fraction(1, 10)),
        ("1/3", THIRD),
        (THIRD, THIRD),
        (Decimal("0.1"), Fraction(1, 10)),
        (Rational(1, 3), THIRD),
        (Integer(7), Fraction(7)),
        (Float(0.1), IN_FLOATS),
        (mpmath.mpf(0.1), IN_FLOATS),
        (np.float64(0.1), IN_FLOATS),
        (np.float32(0.1), Fraction(*np.float32(0.1).as_integer_ratio())),
        (np.longdouble(0.1), IN_FLOATS),
        (np.int8(-3), Fraction(-3)),
        (np.array(0.5), Fraction(1, 2)),
        (-0.0, Fraction(0)),
    ],
    ids=repr,
)
def test_a_number_is_the_rational_that_it_is(value: object, exact: Fraction) -> None:
    found = exact_number(value, "it")
    assert (type(found), found) == (Fraction, exact)


@given(st.lists(st.floats(min_value=1e-90, max_value=1e90), min_size=1))
def test_an_array_and_its_list_are_the_same_and_nothing_is_rounded(values: list[float]) -> None:
    exact = tuple(map(Fraction, values))
    assert variances_of(values, "v") == variances_of(np.array(values), "v") == variances_of(iter(values), "v") == exact


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (float("nan"), "it: nan is not a finite number"),
        (float("-inf"), "it: -inf is not a finite number"),
        (np.float64("nan"), "it: nan is not a finite number"),
        (Decimal("NaN"), "it: NaN is not a finite number"),
        (mpmath.inf, "it: +inf is not a finite number"),
        ("nan", "it: nan is not a finite number"),
        ("1,5", "it: expected a number such as 0.2, 1e-3 or 1/3, got '1,5'; write a point for the comma"),
        (True, "it: expected a number, got True, which is a truth value"),
        (np.bool_(False), "it: expected a number, got False, which is a truth value"),
        (1j, "it: expected a number such as 0.2, '1/3' or Fraction(1, 3), got 1j (complex)"),
        (np.complex128(1), "it: expected a number such as 0.2, '1/3' or Fraction(1, 3), got (1+0j) (complex128)"),
        (None, "it: expected a number such as 0.2, '1/3' or Fraction(1, 3), got None (NoneType)"),
        (sqrt(2), "it: expected a number such as 0.2, '1/3' or Fraction(1, 3), got sqrt(2) (Pow)"),
        (oo, "it: expected a number such as 0.2, '1/3' or Fraction(1, 3), got oo (Infinity)"),
        (Symbol("x"), "it: expected a number such as 0.2, '1/3' or Fraction(1, 3), got x (Symbol)"),
        (1e-200, "it: expected 0 or a size between 1e-100 and 1e100"),
        (10**101, "it: expected 0 or a size between 1e-100 and 1e100"),
    ],
    ids=repr,
)
def test_what_is_no_finite_number_is_refused(value: object, said: str) -> None:
    assert refusal(lambda: exact_number(value, "it")) == said


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([], "v: it is empty; expected at least one variance"),
        (np.array([]), "v: it is empty; expected at least one variance"),
        ([1, -1], "v, entry 2: expected a variance >= 0, got -1"),
        ([1, float("nan")], "v, entry 2: nan is not a finite number"),
        (np.array([1, np.inf]), "v, entry 2: inf is not a finite number"),
        ([1, "x"], "v, entry 2: expected a number such as 0.2, 1e-3 or 1/3, got 'x'"),
        ([True], "v, entry 1: expected a number, got True, which is a truth value"),
        ([[1, 2]], "v, entry 1: expected a number, got [1, 2] (list); expected one dimension, one variance an entry"),
        (np.ones((2, 3)), "v: it has shape (2, 3); expected one dimension, one variance an entry"),
        (np.array(1.0), "v: it has shape (); expected one dimension, one variance an entry"),
        (np.array([True]), "v: an array of type bool holds no real numbers"),
        (np.array([1j]), "v: an array of type complex128 holds no real numbers"),
        (np.array([THIRD]), "v: an array of type object holds no real numbers"),
        (np.array(["1"]), "v: an array of type <U1 holds no real numbers"),
        (np.ma.array([1.0, 2.0], mask=[False, True]), "v: some entries are masked"),
        (0.5, "v: expected a list of variances such as [10, 0.2, '1/3'], got 0.5 (float)"),
        ({1, 2}, "v: expected a list of variances such as [10, 0.2, '1/3'], got {1, 2} (set)"),
        ({1: 2}, "v: expected a list of variances such as [10, 0.2, '1/3'], got {1: 2} (dict)"),
        (b"1", "v: expected a list of variances such as [10, 0.2, '1/3'], got b'1' (bytes)"),
    ],
    ids=repr,
)
def test_what_is_no_list_of_variances_is_refused(values: object, said: str) -> None:
    assert refusal(lambda: variances_of(values, "v")).startswith(said)


def test_what_has_no_shape_is_refused() -> None:
    assert refusal(lambda: real_array([[1, 2], [3]], "data")).startswith("data: cannot be read as an array")


class _OnAnotherDevice:
    def __array__(self, *_: object, **__: object) -> np.ndarray[Any, Any]:
        raise TypeError("copy it to the host first")


def test_an_array_that_cannot_be_handed_over_says_why() -> None:
    assert "copy it to the host first (TypeError)" in refusal(lambda: variances_of(_OnAnotherDevice(), "v"))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (1.0, "k: expected an integer, got 1.0 (float)"),
        (True, "k: expected an integer, got True (bool)"),
        ("1", "k: expected an integer, got 1 (str)"),
        (0, "k: expected an integer from 1 to 9, got 0"),
        (10, "k: expected an integer from 1 to 9, got 10"),
    ],
    ids=repr,
)
def test_what_is_no_integer_within_bounds_is_refused(value: object, said: str) -> None:
    assert refusal(lambda: whole_number(value, "k", least=1, most=9)) == said
