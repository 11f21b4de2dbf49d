"""Conditions on values: relations and connectives in a logic of true, false, unknown and undefined.

`None` is unknown: the balls are too wide to tell. `UNDEFINED` is a relation one of whose sides is certainly not a
real number.

Tested in `tests/balls/test_enclose.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from ldm_symbolic.balls.arithmetic import UNDEFINED, Operation, Value, is_finite


def _relation(decide: Callable[[Value], bool | None]) -> Operation:
    def condition(values: Sequence[Value]) -> Value:
        if UNDEFINED in values:
            return UNDEFINED
        return decide(values[0]) if all(map(is_finite, values)) else None

    return condition


# Conditions on (left - right, left, right): `negative` is <, `at_most_zero` is ≤, `is_zero` is =. They hold or fail
# only where both sides are proved to be real numbers.
negative = _relation(lambda d: True if d < 0 else False if d >= 0 else None)
at_most_zero = _relation(lambda d: True if d <= 0 else False if d > 0 else None)
is_zero = _relation(lambda d: True if d == 0 else False if d < 0 or d > 0 else None)


def all_hold(values: Sequence[Value]) -> Value:
    """Conjunction: false as soon as one condition is, whatever the others are.

    Example:
        >>> all_hold([True, None, False]), all_hold([True, None]), all_hold([True, True])
        (False, None, True)
    """
    for answer in (False, None, UNDEFINED):
        if answer in values:
            return answer
    return True


def negate(values: Sequence[Value]) -> Value:
    """Negation; unknown and undefined stay what they are.

    Example:
        >>> negate([True]), negate([None])
        (False, None)
    """
    (value,) = values
    return (not value) if isinstance(value, bool) else value


def some_hold(values: Sequence[Value]) -> Value:
    """Disjunction: true as soon as one condition is, whatever the others are.

    Example:
        >>> some_hold([False, None, True]), some_hold([False, None]), some_hold([False])
        (True, None, False)
    """
    return negate([all_hold([negate([value]) for value in values])])


def all_agree(values: Sequence[Value]) -> Value:
    """Equivalence: the conditions are all true or all false.

    Example:
        >>> all_agree([True, True]), all_agree([False, False, True]), all_agree([True, None])
        (True, False, None)
    """
    return all_hold([some_hold([negate([a]), b]) for a, b in pairwise([*values, values[0]])])
