"""One exact number in the types of others: Fraction, SymPy's Rational, FLINT's fmpq and arb, mpmath's mpf.

Numbers stay exact until something is computed in floats or in balls; a float is not taken here, for it would be taken
for the number that someone wrote.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from numbers import Rational
from typing import Any, TypeAlias

import mpmath
from flint import arb, fmpq, fmpz

Exact: TypeAlias = Any
"""int, Fraction, Rational, fmpz or fmpq: SymPy and FLINT ship no types that mypy could read."""


Assignment: TypeAlias = Mapping[Any, Any]
"""name -> value: a symbol to a number, a sequence to its entries from the first on, a function to a `Lambda`."""


def as_fraction(number: Exact) -> Fraction:
    """An exact number as a fraction.

    Raises:
        TypeError: for anything but a rational number, floats and truth values included.

    >>> as_fraction(as_rational(Fraction(1, 3))), as_fraction(fmpq(1, 3)), as_fraction(2)
    (Fraction(1, 3), Fraction(1, 3), Fraction(2, 1))
    """
    match number:
        case bool():
            pass
        case Fraction():
            return number
        case int() | fmpz():
            return Fraction(int(number))
        case fmpq():
            return Fraction(int(number.p), int(number.q))
        case Rational():  # SymPy's is registered as one
            return Fraction(int(number.numerator), int(number.denominator))
    raise TypeError(f"{number!r} ({type(number).__name__}) is not an exact number; use a Fraction")


def as_rational(number: Exact) -> Exact:
    """An exact number as SymPy's, which is loaded here: numbers alone need none of it.

    >>> as_rational(Fraction(1, 3))
    1/3
    """
    from sympy import Rational as SymPyRational

    fraction = as_fraction(number)
    return SymPyRational(fraction.numerator, fraction.denominator)


def as_fmpq(number: Exact) -> fmpq:
    """An exact number as FLINT's.

    >>> as_fmpq(Fraction(1, 3))
    1/3
    """
    fraction = as_fraction(number)
    return fmpq(fraction.numerator, fraction.denominator)


def as_ball(number: Exact) -> arb:
    """A ball around an exact number, at FLINT's precision in force.

    >>> as_ball(Fraction(1, 4))
    0.250000000000000
    """
    return arb(as_fmpq(number))


def as_mpf(number: Exact) -> mpmath.mpf:
    """An exact number rounded to the caller's mpmath precision.

    >>> as_mpf(Fraction(1, 4))
    mpf('0.25')
    """
    fraction = as_fraction(number)
    return mpmath.mpf(fraction.numerator) / fraction.denominator
