"""Exact numbers from text: one pattern, and nothing is evaluated.

Tested in `tests/spectra/test_files.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from fractions import Fraction

from ldm_symbolic.model.variances import as_variances

NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eEdD][+-]?[0-9]{1,3})?(/[0-9]+)?")

_FORTRAN = re.compile(r"(?<=[0-9.])[dD](?=[+-]?[0-9])")

DECIMAL_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]+([eE][+-]?[0-9]{1,3})?")
"""A number as it is written where a comma stands for the point; it is refused, and is no name."""

RUN = re.compile(rf"({NUMBER.pattern})\s*\*\s*0*[1-9][0-9]{{0,17}}")
"""A variance and how many modes have it, at least one."""

NOT_FINITE = re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE)


_LONGEST = 2000


_LARGEST = Fraction(10) ** 100

ROUNDING = 1e-6
"""Relative to the largest variance: negative ones up to here are those of sums in float32."""


Spelled = Callable[[str], str]
"""How the caller spells the name of an option: `--split` on the command line, `split` in Python."""

Said = Callable[[str], None]
"""Takes one line about what was done to the input."""


class InputError(ValueError):
    """Raised when something a user gave cannot be used; its text is one line: what, where, what was expected."""


def number(text: str, where: str) -> Fraction:
    """An exact number from its text: `0.2` is 1/5, `1/3` is 1/3, `1e-12` is 10⁻¹².

    Args:
        text: a decimal or a fraction of decimal digits.
        where: what the number is, for the message.

    Raises:
        InputError: if the text is no such number, or neither 0 nor of size 10⁻¹⁰⁰ to 10¹⁰⁰.

    >>> number("0.2", "the horizon")
    Fraction(1, 5)
    """
    stripped = text.strip()
    if NOT_FINITE.fullmatch(stripped):
        raise InputError(f"{where}: {stripped} is not a finite number")
    if len(stripped) > _LONGEST or not NUMBER.fullmatch(stripped):
        mend = "; write a point for the comma" if DECIMAL_COMMA.fullmatch(stripped) else ""
        raise InputError(f"{where}: expected a number such as 0.2, 1e-3 or 1/3, got {shown(stripped)}{mend}")
    numerator, _, denominator = with_e(stripped).partition("/")
    if denominator and not int(denominator):
        raise InputError(f"{where}: {shown(stripped)} divides by zero")
    return sized(Fraction(numerator) / int(denominator or 1), where)


def with_e(text: str) -> str:
    """The same numbers with exponents as everybody writes them, `1e-3` for the `1.0D-03` of Fortran.

    >>> with_e("1.0D-03 2d0 0.5")
    '1.0e-03 2e0 0.5'
    """
    return _FORTRAN.sub("e", text)


def sized(value: Fraction, where: str) -> Fraction:
    if value and not 1 / _LARGEST <= abs(value) <= _LARGEST:
        raise InputError(f"{where}: expected 0 or a size between 1e-100 and 1e100")
    return value


def shown(value: object) -> str:
    """What a user gave, in a few words."""
    text = value if isinstance(value, str) else repr(value)
    short = text if len(text) <= 40 else text[:37] + "..."
    return repr(short) if isinstance(value, str) else short


def not_negative(
    values: Sequence[Fraction], what: str, place: Callable[[int], str], said: Said | None = None
) -> tuple[Fraction, ...]:
    """Variances; what is negative by rounding is taken for 0, and that is said.

    Args:
        values: in any order.
        what: how the caller calls them, for messages.
        place: where an entry stands, in words.
        said: told what was taken for 0; None where nothing may be.

    Raises:
        InputError: if one is negative by more than 1e-6 of the largest.
    """
    least = min(values, default=Fraction(0))
    if least >= 0:
        return tuple(values)
    at = next(at for at, value in enumerate(values) if value < 0)
    if said is None or -least > Fraction(ROUNDING) * max(values):
        raise InputError(f"{what}, {place(at)}: expected a variance >= 0, got {float(values[at]):g}")
    said(clipped(what, sum(value < 0 for value in values), len(values), float(least)))
    return tuple(max(value, Fraction(0)) for value in values)


def clipped(what: str, count: int, among: int, least: float) -> str:
    """What is said of variances that were taken for 0.

    >>> clipped("SPECTRUM", 1, 64, -3e-17)
    'SPECTRUM: negative by rounding and taken for 0: 1 of 64, the least -3e-17'
    """
    return f"{what}: negative by rounding and taken for 0: {count} of {among}, the least {least:.3g}"


def non_increasing(values: Sequence[Fraction]) -> bool:
    """Whether no value is larger than the one before it.

    >>> non_increasing((Fraction(2), Fraction(2), Fraction(1)))
    True
    """
    return as_variances(values).falls
