"""Terms as functions of one name: the polynomial that one is, and its slope at a point by the usual rules."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import exact_polynomials as poly
from exact_names import Key, key, kinds_of, names
from exact_numbers import Number, UnknownError, add, exponential, invert, multiply, power


def as_polynomial(reader: Any, node: Any, name: Key) -> poly.Polynomial | None:
    """A term as a polynomial in a name, None if it is not seen to be one; such a term is defined everywhere."""
    if name not in names(node):
        value = reader.number(node)
        return poly.trimmed([value]) if isinstance(value, Fraction) else None
    kinds = kinds_of(type(node))
    if "Symbol" in kinds:
        return (Fraction(0), Fraction(1))
    if "AppliedUndef" in kinds:
        head, inner = reader.values.get(key(type(node))), as_polynomial(reader, node.args[0], name)
        known = getattr(head, "polynomial", None)
        return None if inner is None or known is None else poly.after(known, inner)
    if kinds[0] == "Sum" and len(node.args) == 2 and name not in names(node.args[1]):
        index, indices = reader.indices(node.args[1])
        terms = [as_polynomial(reader.with_(index, i), node.args[0], name) for i in indices]
    elif kinds[0] in ("Add", "Mul"):
        terms = [as_polynomial(reader, arg, name) for arg in node.args]
    elif kinds[0] == "Pow" and name not in names(node.args[1]):
        exponent = reader.number(node.args[1])
        if not isinstance(exponent, Fraction) or exponent.denominator != 1 or not 0 <= exponent <= 12:
            return None
        terms = [as_polynomial(reader, node.args[0], name)] * int(exponent)
    else:
        return None
    total: poly.Polynomial = (Fraction(1),) if kinds[0] in ("Mul", "Pow") else ()
    for term in terms:
        if term is None:
            return None
        total = poly.times(total, term) if kinds[0] in ("Mul", "Pow") else poly.plus(total, term)
    return total


def slope(reader: Any, node: Any, name: Key) -> Number:
    """The derivative of a term in a name that has a value, by the rules of differentiation."""
    if name not in names(node):
        return Fraction(0)
    kinds = kinds_of(type(node))
    if "Symbol" in kinds:
        return Fraction(1)
    if "AppliedUndef" in kinds:
        known = getattr(reader.values.get(key(type(node))), "polynomial", None)
        if known is None:
            raise UnknownError
        outer, argument = poly.derived(known), reader.number(node.args[0])
        value: Number = Fraction(0)
        for c in reversed(outer):
            value = add(multiply(value, argument), c)
        return multiply(value, slope(reader, node.args[0], name))
    if kinds[0] == "Sum" and name not in names(node.args[1]):
        index, indices = reader.indices(node.args[1])
        return _sum([slope(reader.with_(index, i), node.args[0], name) for i in indices])
    if kinds[0] == "Add":
        return _sum([slope(reader, arg, name) for arg in node.args])
    if kinds[0] == "Mul":
        found = []
        for place, arg in enumerate(node.args):
            term = slope(reader, arg, name)
            for other, factor in enumerate(node.args):
                term = term if other == place else multiply(term, reader.number(factor))
            found.append(term)
        return _sum(found)
    inner = slope(reader, node.args[0], name)
    if kinds[0] == "Pow" and name not in names(node.args[1]):
        base, exponent = reader.numbers(node.args)
        if exponent == 0 or not isinstance(exponent, Fraction):
            raise UnknownError
        return multiply(multiply(exponent, power(base, exponent - 1)), inner)
    if kinds[0] == "exp":
        return multiply(exponential(reader.number(node.args[0])), inner)
    if kinds[0] == "log":
        return multiply(invert(reader.number(node.args[0])), inner)
    raise UnknownError


def _sum(numbers: list[Number]) -> Number:
    total: Number = Fraction(0)
    for value in numbers:
        total = add(total, value)
    return total
