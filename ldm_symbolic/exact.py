"""One exact number in the types of others.

Tested in `tests/certified/test_optimum.py`.
"""

from __future__ import annotations

from fractions import Fraction

import mpmath


def as_mpf(number: Fraction) -> mpmath.mpf:
    """An exact rational at the caller's mpmath precision.

    >>> as_mpf(Fraction(1, 4))
    mpf('0.25')
    """
    return mpmath.mpf(number.numerator) / number.denominator
