"""How the reader of statements knows names, functions and truth values.

Names are told apart by kind, letters and assumptions, all read off as text: SymPy compares nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from functools import cache
from typing import Any

import exact_polynomials as poly
from exact_numbers import Number, UnknownError, add, compare, exponential, multiply

Key = tuple[str, str, tuple[str, ...]]


class Said(Enum):
    """What comes of a statement; FAILS is false or undefined."""

    TRUE = "true"
    FALSE = "false"
    UNDEFINED = "undefined"
    FAILS = "false or undefined"
    UNKNOWN = "unknown"


class OutsideError(UnknownError):
    """A node that this reader has no meaning for."""


@dataclass(frozen=True)
class Total:
    """A total function of one real: what it does, and the polynomial that it is, if it is one."""

    call: Callable[[Number], Number]
    polynomial: poly.Polynomial | None = None
    clamp: tuple[Fraction, Fraction, Fraction, Fraction] | None = None
    """lo, hi, a, b of the function that reads u in [lo, hi] off the level a u + b."""
    motion: tuple[Fraction, poly.Polynomial] | None = None
    """p and q of an equation V' = p V + q that the function solves everywhere."""


def polynomial(*coefficients: Fraction | int) -> Total:
    """A polynomial, lowest coefficient first."""
    p = poly.trimmed([Fraction(c) for c in coefficients])

    def call(z: Number) -> Number:
        total: Number = Fraction(0)
        for c in reversed(p):
            total = add(multiply(total, z), c)
        return total

    return Total(call, p)


def solution(rate: Fraction, source: poly.Polynomial, lower: Fraction, start: Fraction) -> Total:
    """The solution of V' = p V + q with V(lower) = start, for a constant p other than 0.

    V = P + (start - P(lower)) e^(p (t - lower)) with the polynomial P = -(q/p + q'/p² + ...).
    """
    found: poly.Polynomial = ()
    term, factor = source, -1 / rate
    while term:
        found = poly.plus(found, tuple(factor * c for c in term))
        term, factor = poly.derived(term), factor / rate
    rest, part = start - poly.at(found, lower), polynomial(*found)
    if not rest:
        return Total(part.call, part.polynomial, None, (rate, source))

    @cache
    def call(time: Number) -> Number:
        if time == lower:
            return start
        growth = exponential(multiply(rate, add(time, -lower)))
        return add(part.call(time), multiply(rest, growth))

    return Total(call, None, None, (rate, source))


def clamp(low: Fraction, high: Fraction, slope: Fraction, shift: Fraction) -> Total:
    """The reading of a clock whose level at u is slope u + shift, from low to high."""

    def call(level: Number) -> Number:
        moment = multiply(add(level, -shift), 1 / slope)
        return low if compare(moment, low) < 0 else high if compare(moment, high) > 0 else moment

    return Total(call, None, (low, high, slope, shift))


def key(node: Any) -> Key:
    """A name as this reader knows it: its kind, its letters, and what it is assumed to be."""
    kinds = kinds_of(type(node))
    if "UndefinedFunction" in kinds or "AppliedUndef" in kinds_of(node):
        return "function", str(node.__name__), ()
    if "IndexedBase" in kinds:
        node, kind = node.args[0], "sequence"
    elif "Symbol" not in kinds:
        raise OutsideError(kinds[0])
    else:
        kind = "dummy" if "Dummy" in kinds else "symbol"
    letters = f"{node.name}{getattr(node, 'dummy_index', '')}"
    return kind, letters, tuple(sorted(name for name, value in node.assumptions0.items() if value))


def kinds_of(cls: Any) -> tuple[str, ...]:
    """The names of a class and of what it inherits from; remembered for classes that Python alone tells apart."""
    return _kinds_of_plain(cls) if type(cls) is type else tuple(base.__name__ for base in getattr(cls, "__mro__", ()))


@cache
def _kinds_of_plain(cls: type) -> tuple[str, ...]:
    return tuple(base.__name__ for base in cls.__mro__)


def whole(name: Key) -> bool:
    """Whether a name is that of an integer."""
    return "integer" in name[2]


def names(node: Any) -> set[Key]:
    """All names in a statement, bound ones among them."""
    kinds = kinds_of(type(node))
    if "Symbol" in kinds or "IndexedBase" in kinds:
        return {key(node)}
    found = set().union(*(names(arg) for arg in node.args)) if node.args else set()
    return found | ({key(type(node))} if "AppliedUndef" in kinds else set())


def together(values: list[Said]) -> Said:
    """What comes of statements all of which are claimed."""
    if Said.UNDEFINED in values:
        return Said.UNDEFINED
    if Said.FALSE in values or Said.FAILS in values:
        return Said.FALSE if set(values) <= {Said.TRUE, Said.FALSE} else Said.FAILS
    return Said.UNKNOWN if Said.UNKNOWN in values else Said.TRUE
