"""Instances of `p8_true_dimension_is_best_late`, to be checked by hand.

Tested in `tests/derivations/equal_variances/test_p8_true_dimension_is_best_late.py`.
"""

from __future__ import annotations

from typing import Any

from sympy import Integer, Rational, Symbol

from ldm_symbolic.claims import Assignment
from ldm_symbolic.derivations.equal_variances.common_variance import at

y_low, y_high, numerator = (Symbol(name, real=True) for name in ("y_1", "y_2", "A"))
half, third, quarter = Rational(1, 2), Rational(1, 3), Rational(1, 4)


def pair(low: Any, high: Any) -> Assignment:
    """Return two values of y, with A = 0."""
    return {numerator: 0, y_low: low, y_high: high}


usual = at(half, (half, third), 1, eps=Rational(3, 4), x=quarter, t=quarter, j=2)
stops = at(half, (quarter,), 1, eps=Rational(3, 4), xi=Rational(1, 5), x=third)  # its own root is 1/5
runs = at(half, (Rational(3, 5),), 1, eps=Rational(3, 4), xi=0, x=third)  # (12) fails
short = at(half, (quarter,), top=Rational(1, 10), eps=Rational(4, 5), xi=Rational(1, 10))
doubled = at(Integer(2), (Integer(2),), eps=half, j=1)
unit = at(Integer(1), (Integer(1),), eps=half, t=quarter)
large = at(Rational(4, 5), (Rational(11, 10), Rational(1, 10)), top=Rational(13, 20), eps=Rational(99, 100))  # λ̂_1 > 1
beyond = at(third, (Rational(3, 4), Rational(5, 7)), eps=half, xi=0, t=half)  # λ̂_j > 4 λ
exchanged = at(third, (Rational(4, 15), Rational(2, 3)), eps=half, xi=0)  # λ̂_2 = 4 λ; mode 1 is better early
early = at(Rational(2, 5), (half, half), top=Rational(9, 10), eps=Rational(9, 16), t=0)
