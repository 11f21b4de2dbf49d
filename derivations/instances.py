"""How instances are written down that can be checked by hand.

Tested in `tests/whole/test_registry.py`.
"""

from __future__ import annotations

from fractions import Fraction

from ldm_symbolic.claims import Assignment


def numbers(*values: str) -> tuple[Fraction, ...]:
    """The entries of a sequence, exactly.

    >>> numbers("1/2", "3")
    (Fraction(1, 2), Fraction(3, 1))
    """
    return tuple(map(Fraction, values))


def without(point: Assignment, *names: object) -> Assignment:
    """An instance without some names, for claims in which they do not occur.

    >>> without({"k": 1, "D": 2}, "D")
    {'k': 1}
    """
    return {name: value for name, value in point.items() if name not in names}
