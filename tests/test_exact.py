"""Every exact number means the same in every type, and nothing inexact passes for one."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np
import pytest
from flint import arb, fmpq, fmpz
from hypothesis import given
from hypothesis import strategies as st
from sympy import Float, Integer, Rational, Symbol, sqrt

from ldm_symbolic.exact import as_ball, as_fmpq, as_fraction, as_mpf, as_rational


@given(number=st.fractions())
def test_there_and_back(number: Fraction) -> None:
    assert as_fraction(as_rational(number)) == as_fraction(as_fmpq(number)) == number
    assert as_ball(number).contains(as_fmpq(number))
    with mpmath.workdps(50):
        assert abs(as_mpf(number) * number.denominator - number.numerator) <= mpmath.mpf(10) ** -45 * abs(
            number.numerator
        )


@pytest.mark.parametrize("number", [3, Fraction(3), Integer(3), Rational(3), fmpz(3), fmpq(3)])
def test_every_type_of_an_exact_number(number: Any) -> None:
    assert as_fraction(number) == 3
    assert type(as_fraction(number)) is Fraction
    assert type(as_fmpq(number)) is fmpq


@pytest.mark.parametrize(
    "number",
    [
        0.5,
        True,
        "1/2",
        None,
        1j,
        Float("0.5"),
        sqrt(2),
        Symbol("x"),
        arb("0.5"),
        mpmath.mpf("0.5"),
        Decimal("0.5"),
        np.float64(0.5),
    ],
)
def test_what_is_not_exact_is_refused(number: Any) -> None:
    with pytest.raises(TypeError, match="is not an exact number"):
        as_fraction(number)
