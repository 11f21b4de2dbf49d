"""The operations of the ball engine: exact rationals while possible, rigorous balls afterwards.

A value is one of four things, and no operation confuses them:

- a `flint.fmpq`: the quantity is this rational number, exactly;
- a `flint.arb`: the quantity lies in this ball, if it is defined at all; a ball that is not finite says
  nothing, not even that the quantity is defined;
- `UNDEFINED`: the quantity is certainly not a real number (1/0, √-1, log 0);
- for conditions (see `conditions`), `True`, `False`, or `None` when the balls are too wide to tell.

Balls are those of FLINT's arb, at the precision in force (see `prepared.precision`).

Tested in `tests/balls/test_enclose.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any, Final, TypeAlias

from flint import arb, fmpq, fmpz


class Undefined(Enum):
    """The value of an expression that is certainly not a real number."""

    UNDEFINED = "undefined"


UNDEFINED: Final = Undefined.UNDEFINED
Value: TypeAlias = Any  # fmpq | arb | Undefined | bool | None: flint ships no types that mypy could read
Operation: TypeAlias = Callable[[Sequence[Value]], Value]

_EXACT_POWER_BITS = 1 << 16  # an exact power larger than this becomes a ball
_UNKNOWN = arb("nan")


def add(values: Sequence[Value]) -> Value:
    """The sum of the values.

    Example:
        >>> add([fmpq(1, 2), fmpq(1, 3)])
        5/6
    """
    if UNDEFINED in values:
        return UNDEFINED
    total = fmpq(0)
    for value in values:
        total = total + value
    return total


def multiply(values: Sequence[Value]) -> Value:
    """The product of the values; exactly zero when one factor is and the others are finite.

    Example:
        >>> multiply([fmpq(0), arb(2).sqrt()]), multiply([fmpq(0), arb("nan")])
        (0, nan)
    """
    if UNDEFINED in values:
        return UNDEFINED
    product = fmpq(1)
    for value in values:
        product = product * value
    return exact_zero(product)


def exact_zero(value: Value) -> Value:
    """The same value, with the ball {0} replaced by the rational 0.

    Example:
        >>> type(exact_zero(arb(0))).__name__
        'fmpq'
    """
    return fmpq(0) if isinstance(value, arb) and value.is_zero() else value


def power(values: Sequence[Value]) -> Value:
    """The real power base^exponent; a negative base is allowed for integer exponents only.

    Example:
        >>> power([fmpq(9, 4), fmpq(-3, 2)]), power([fmpq(-8), fmpq(1, 3)]), power([fmpq(0), fmpq(-1)]) is UNDEFINED
        (8/27, <Undefined.UNDEFINED: 'undefined'>, True)
    """
    base, exponent = values
    if UNDEFINED in values:
        return UNDEFINED
    if isinstance(exponent, fmpq):
        return _integer_power(base, exponent.p) if exponent.q == 1 else _rational_power(base, exponent)
    if base == 0:
        return fmpq(0) if exponent > 0 else UNDEFINED if exponent < 0 else _UNKNOWN
    return (exponent * arb(base).log()).exp() if base > 0 else _UNKNOWN


def _integer_power(base: Value, exponent: fmpz) -> Value:
    if isinstance(base, fmpq):
        if base == 0 and exponent < 0:
            return UNDEFINED
        if base.height_bits() * abs(exponent) <= _EXACT_POWER_BITS:
            return base**exponent
        return arb(base) ** exponent
    if exponent == 0:
        return fmpq(1) if base.is_finite() else _UNKNOWN
    if not base.contains(0):
        return base**exponent
    if exponent < 0 or not base.is_finite():
        return _UNKNOWN
    if exponent % 2:
        return (base.lower() ** exponent).union(base.upper() ** exponent)
    return arb(0).union(base.abs_upper() ** exponent).nonnegative_part()


def _rational_power(base: Value, exponent: fmpq) -> Value:
    if base < 0:
        return UNDEFINED
    if base == 0 and exponent < 0:
        return UNDEFINED
    return _integer_power(_root(base, int(exponent.q)), exponent.p)


def _root(base: Value, degree: int) -> Value:
    if isinstance(base, fmpq):
        candidate = fmpq(base.p.root(degree), base.q.root(degree))
        return candidate if candidate**degree == base else arb(base).root(degree)
    if base > 0:
        return base.root(degree)
    if not base >= 0:
        return _UNKNOWN
    return arb(0).union(base.upper().root(degree)).nonnegative_part()


def exponential(values: Sequence[Value]) -> Value:
    """The exponential function.

    Example:
        >>> exponential([fmpq(0)]), exponential([arb(1)]) > arb("2.7")
        (1, True)
    """
    (value,) = values
    if value is UNDEFINED:
        return UNDEFINED
    return fmpq(1) if value == 0 else arb(value).exp()


def logarithm(values: Sequence[Value]) -> Value:
    """The natural logarithm, undefined at and below 0.

    Example:
        >>> logarithm([fmpq(1)]), logarithm([fmpq(0)]) is UNDEFINED, logarithm([arb(0, 1)])
        (0, True, nan)
    """
    (value,) = values
    if value is UNDEFINED or value <= 0:
        return UNDEFINED
    return fmpq(0) if value == 1 else arb(value).log()


def absolute(values: Sequence[Value]) -> Value:
    """The absolute value.

    Example:
        >>> absolute([fmpq(-1, 3)]), absolute([arb(0, 1)]) >= 0
        (1/3, True)
    """
    (value,) = values
    if value is UNDEFINED or value >= 0:
        return value
    return -value if value <= 0 else abs(value).nonnegative_part()


def minimum(values: Sequence[Value]) -> Value:
    """The smallest value.

    Example:
        >>> minimum([fmpq(1, 2), fmpq(1, 3), arb(2)])
        1/3
    """
    if UNDEFINED in values:
        return UNDEFINED
    least = values[0]
    for value in values[1:]:
        least = least if least <= value else value if value <= least else arb(least).min(arb(value))
    return least


def maximum(values: Sequence[Value]) -> Value:
    """The largest value.

    Example:
        >>> maximum([fmpq(1, 2), fmpq(1, 3), arb("nan")])
        nan
    """
    if UNDEFINED in values:
        return UNDEFINED
    most = values[0]
    for value in values[1:]:
        most = most if most >= value else value if value >= most else arb(most).max(arb(value))
    return most


def piecewise(values: Sequence[Value]) -> Value:
    """The first value whose condition holds, from (value, condition, value, condition, …).

    Example:
        >>> piecewise([fmpq(1), False, fmpq(2), True]), piecewise([fmpq(1), None, fmpq(2), True]).contains(2)
        (2, True)
    """
    open_values: list[Value] = []
    for value, condition in zip(values[::2], values[1::2], strict=True):
        if condition is UNDEFINED:
            return UNDEFINED if not open_values else _UNKNOWN
        if condition is not False:
            open_values.append(value)
        if condition:
            break
    else:
        open_values.append(UNDEFINED)
    if len(open_values) == 1:
        return open_values[0]
    if UNDEFINED in open_values:
        return _UNKNOWN
    hull = arb(open_values[0])
    for value in open_values[1:]:
        hull = hull.union(arb(value))
    return hull


def applied(values: Sequence[Value]) -> Value:
    """The value of a total function, from (its body, its arguments): undefined only where an argument is.

    Example:
        >>> applied([fmpq(3), fmpq(0)]), applied([fmpq(3), UNDEFINED]) is UNDEFINED, applied([UNDEFINED, fmpq(0)])
        (3, True, nan)
    """
    body, *arguments = values
    if UNDEFINED in arguments:
        return UNDEFINED
    return body if body is not UNDEFINED and all(map(is_finite, arguments)) else _UNKNOWN


def circle_constant(_: Sequence[Value]) -> Value:
    """The number π at the precision in force.

    Example:
        >>> circle_constant([])
        [3.14159265358979 +/- 3.34e-15]
    """
    return arb.pi()


def euler_number(_: Sequence[Value]) -> Value:
    """The number e at the precision in force.

    Example:
        >>> euler_number([])
        [2.71828182845905 +/- 5.36e-15]
    """
    return arb.const_e()


def sign_of(value: Value) -> int | None:
    """The sign of a value, or `None` when it is not determined or not defined.

    Example:
        >>> sign_of(fmpq(-1, 3)), sign_of(arb(1)), sign_of(arb(0, 1)), sign_of(UNDEFINED)
        (-1, 1, None, None)
    """
    if value is UNDEFINED:
        return None
    return 1 if value > 0 else -1 if value < 0 else 0 if value == 0 else None


def is_finite(value: Value) -> bool:
    """Whether a value is proved to be a real number.

    Example:
        >>> is_finite(fmpq(1)), is_finite(arb("nan")), is_finite(UNDEFINED)
        (True, False, False)
    """
    return isinstance(value, fmpq) or (isinstance(value, arb) and value.is_finite())
