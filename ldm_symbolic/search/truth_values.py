"""Connectives on truth values at an instance: strict, and honest about what is not known.

Tested in `tests/search/test_search.py`.
"""

from __future__ import annotations

from enum import Enum


class Truth(Enum):
    """The value of a Boolean: FAILS is "false or undefined", OPEN is "not known"."""

    TRUE = "true"
    FALSE = "false"
    UNDEFINED = "undefined"
    FAILS = "false or undefined"
    OPEN = "open"


def negated(value: Truth) -> Truth:
    """Negation: what is undefined stays so."""
    swap = {Truth.TRUE: Truth.FALSE, Truth.FALSE: Truth.TRUE, Truth.UNDEFINED: Truth.UNDEFINED}
    return swap.get(value, Truth.OPEN)


def every(values: list[Truth]) -> Truth:
    """Strict conjunction: one undefined part makes the whole undefined."""
    if Truth.UNDEFINED in values:
        return Truth.UNDEFINED
    if Truth.FALSE in values or Truth.FAILS in values:
        return Truth.FAILS if {Truth.FAILS, Truth.OPEN} & set(values) else Truth.FALSE
    return Truth.OPEN if Truth.OPEN in values else Truth.TRUE


def either(values: list[Truth]) -> Truth:
    """Strict disjunction."""
    if Truth.UNDEFINED in values:
        return Truth.UNDEFINED
    if Truth.OPEN in values or (Truth.FAILS in values and Truth.TRUE in values):
        return Truth.OPEN
    return Truth.FAILS if Truth.FAILS in values else Truth.TRUE if Truth.TRUE in values else Truth.FALSE


def agree(values: list[Truth]) -> Truth:
    """Strict equivalence."""
    if Truth.UNDEFINED in values:
        return Truth.UNDEFINED
    if Truth.OPEN in values:
        return Truth.OPEN
    if Truth.FAILS in values:
        return Truth.FAILS if Truth.TRUE in values else Truth.OPEN
    return Truth.TRUE if len(set(values)) == 1 else Truth.FALSE
