"""What can stand in a formula beside expressions: intervals, slopes, differentials, sums in a given order.

Tested in `tests/latex/document/test_nodes.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Interval:
    """From one end to the other, both included."""

    lower: Any
    upper: Any


@dataclass(frozen=True, slots=True)
class Integers:
    """The set of the integers from one end to the other."""

    lower: Any
    upper: Any


@dataclass(frozen=True, slots=True)
class Slope:
    """The derivative of an expression by a symbol, not carried out."""

    function: Any
    index: Any


@dataclass(frozen=True, slots=True)
class Rate:
    """The derivative of one letter by another, as a quotient of differentials."""

    value: Any
    index: Any


@dataclass(frozen=True, slots=True)
class Differential:
    """An infinitesimal change of a letter or an expression."""

    term: Any


@dataclass(frozen=True, slots=True)
class Bracket:
    """A term in large brackets."""

    term: Any


@dataclass(frozen=True, slots=True)
class Product:
    """Factors that stay in their order."""

    factors: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Added:
    """A sum whose terms stay in their order."""

    first: Any
    second: Any


@dataclass(frozen=True, slots=True)
class Verbatim:
    """An expression in which nothing is abbreviated.

    Args:
        term: the expression.
        squares: whether squares are written out that have a letter of their own.
    """

    term: Any
    squares: bool = False


@dataclass(frozen=True, slots=True)
class Decimal:
    """The first digits of a number, as text such as `1.5e-7`."""

    digits: str


@dataclass(frozen=True, slots=True)
class Code:
    """Text as it is typed, such as a number that is no fraction."""

    text: str


@dataclass(frozen=True, slots=True)
class Entries:
    """Terms in brackets with commas between them; an ellipsis stands for those that are left out.

    Args:
        terms: in their order.
        breaks: whether a line may end after a comma.
    """

    terms: tuple[Any, ...]
    breaks: bool = False
