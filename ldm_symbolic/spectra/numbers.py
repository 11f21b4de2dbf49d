"""Exact numbers from text: one pattern, and nothing is evaluated.

Tested in `tests/spectra/test_files.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from ldm_symbolic.model.variances import as_variances

NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?(/[0-9]+)?")


RUN = re.compile(rf"({NUMBER.pattern})\s*\*\s*[0-9]{{1,18}}")


NOT_FINITE = re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE)


_LONGEST = 2000


_LARGEST = Fraction(10) ** 100


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
        raise InputError(f"{where}: expected a number such as 0.2, 1e-3 or 1/3, got {shown(stripped)}")
    numerator, _, denominator = stripped.partition("/")
    if denominator and not int(denominator):
        raise InputError(f"{where}: {shown(stripped)} divides by zero")
    return sized(Fraction(numerator) / int(denominator or 1), where)


def sized(value: Fraction, where: str) -> Fraction:
    if value and not 1 / _LARGEST <= abs(value) <= _LARGEST:
        raise InputError(f"{where}: expected 0 or a size between 1e-100 and 1e100")
    return value


def shown(text: str) -> str:
    return repr(text if len(text) <= 40 else text[:37] + "...")


def non_increasing(values: Sequence[Fraction]) -> bool:
    """Whether no value is larger than the one before it.

    >>> non_increasing((Fraction(2), Fraction(2), Fraction(1)))
    True
    """
    return as_variances(values).falls
