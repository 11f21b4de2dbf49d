"""What a statement says at one instance, by hand: true, false, undefined, or not known.

SymPy trees are read by the names of their classes and by `.args`; SymPy evaluates nothing, compares nothing, and is not
imported; nothing is shared with the package. What a predicate says of every x of an interval is refuted at rational
points, and called true only for polynomials, by Sturm's theorem.

A statement is undefined where a part of it is; `Implies` and `Piecewise` alone look only behind a condition that holds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from typing import Any

from exact_names import Key, OutsideError, Said, key, kinds_of, together, whole
from exact_numbers import (
    Number,
    UndefinedError,
    UnknownError,
    add,
    compare,
    exponential,
    largest,
    logarithm,
    multiply,
    power,
    sign,
)
from exact_ranges import Over

MINUS = Fraction(-1)
_MOST = 400  # indices of a range that are looked at
_RELATIONS: Mapping[str, Callable[[int], bool]] = {
    "Equality": lambda c: c == 0,
    "Unequality": lambda c: c != 0,
    "GreaterThan": lambda c: c >= 0,
    "LessThan": lambda c: c <= 0,
    "StrictGreaterThan": lambda c: c > 0,
    "StrictLessThan": lambda c: c < 0,
    "Identity": lambda c: c == 0,
}


@dataclass
class Reader:
    """Reads statements at one instance.

    Args:
        values: for a symbol a Fraction, for a sequence a function of its index, for a function a `Total`.
    """

    values: Mapping[Key, Any]
    bound: dict[Key, Number] = field(default_factory=dict)

    def with_(self, name: Key, value: Number) -> Reader:
        """The same, with a value for a bound symbol."""
        return Reader(self.values, {**self.bound, name: value})

    def number(self, node: Any) -> Number:
        """The value of a term.

        Raises:
            UndefinedError, UnknownError: if it has none, or none that can be told.
        """
        kinds = kinds_of(type(node))
        if "Rational" in kinds:
            return Fraction(int(node.p), int(node.q))
        if "Symbol" in kinds:
            name = key(node)
            if name in self.bound:
                return self.bound[name]
            return self._given(name)
        if "AppliedUndef" in kinds:
            if len(node.args) != 1:
                raise OutsideError
            return self._given(key(type(node))).call(self.number(node.args[0]))
        read = _reader_of(kinds)
        if read is None:
            raise OutsideError(kinds[0])
        return read(self, node)

    def numbers(self, nodes: Any) -> list[Number]:
        """The values of terms; one that is undefined before one that is not known."""
        found, unknown = [], None
        for node in nodes:
            try:
                found.append(self.number(node))
            except UnknownError as error:
                unknown = error
        if unknown is not None:
            raise unknown
        return found

    def _given(self, name: Key) -> Any:
        if name not in self.values:
            raise OutsideError(name)
        return self.values[name]

    def entry(self, node: Any) -> Number:
        """An entry of a sequence."""
        base, *indices = node.args
        index = self.number(indices[0])
        if len(indices) != 1 or not isinstance(index, Fraction) or index.denominator != 1:
            raise OutsideError
        return self._given(key(base))(int(index))

    def total(self, node: Any) -> Number:
        """A finite sum; over an empty range it is 0."""
        body, *limits = node.args
        if len(limits) != 1 or len(limits[0].args) != 3:
            raise OutsideError
        index, indices = self.indices(limits[0])
        found = [self.with_(index, i).attempt(body) for i in indices]
        return self._summed(found)

    def attempt(self, node: Any) -> Number | type[Exception]:
        """The value of a term, or what is wrong with it."""
        try:
            return self.number(node)
        except (UndefinedError, UnknownError) as error:
            return type(error)

    @staticmethod
    def _summed(found: list[Any]) -> Number:
        for kind in (UndefinedError, OutsideError, UnknownError):
            if kind in found:
                raise kind
        sum_: Number = Fraction(0)
        for value in found:
            sum_ = add(sum_, value)
        return sum_

    def indices(self, limits: Any) -> tuple[Key, list[Number]]:
        """The bound symbol and the integers of its range."""
        name, ends = key(limits.args[0]), self.numbers(limits.args[1:])
        if not whole(name):
            raise OutsideError
        low, high = ends
        if not isinstance(low, Fraction) or not isinstance(high, Fraction):
            raise UnknownError
        if high - low > _MOST:
            raise UnknownError
        first, last = -(-low // 1), high // 1
        return name, [Fraction(i) for i in range(int(first), int(last) + 1)]

    def cases(self, node: Any) -> Number:
        """The value of the first case whose condition holds."""
        for case in node.args:
            value, condition = case.args
            said = self.said(condition)
            if said is Said.TRUE:
                return self.number(value)
            if said is not Said.FALSE:
                raise UnknownError if said is Said.UNKNOWN else UndefinedError
        raise UndefinedError

    def said(self, node: Any) -> Said:
        """What a statement comes to."""
        kinds = kinds_of(type(node))
        try:
            if "BooleanTrue" in kinds or "BooleanFalse" in kinds:
                return Said.TRUE if "BooleanTrue" in kinds else Said.FALSE
            for kind, holds in _RELATIONS.items():
                if kind in kinds:
                    left, right = self.numbers(node.args)
                    return Said.TRUE if holds(compare(left, right)) else Said.FALSE
            if kinds[0] in ("And", "Or", "Not", "Implies", "Equivalent"):
                return self._joined(kinds[0], node.args)
            return Over(self).said(kinds[0], node)
        except UndefinedError:
            return Said.UNDEFINED
        except UnknownError:
            return Said.UNKNOWN

    def _joined(self, kind: str, parts: Any) -> Said:
        if kind == "Implies":
            first = self.said(parts[0])
            if first is Said.TRUE:
                return self.said(parts[1])
            return Said.TRUE if first is Said.FALSE else first
        values = [self.said(part) for part in parts]
        if Said.UNDEFINED in values:
            return Said.UNDEFINED
        if kind == "Not":
            return {Said.TRUE: Said.FALSE, Said.FALSE: Said.TRUE}.get(values[0], Said.UNKNOWN)
        if kind == "And":
            return together(values)
        if Said.UNKNOWN in values or Said.FAILS in values:
            return Said.UNKNOWN
        if kind == "Or":
            return Said.TRUE if Said.TRUE in values else Said.FALSE
        return Said.TRUE if len(set(values)) == 1 else Said.FALSE


def _product(reader: Reader, node: Any) -> Number:
    found: Number = Fraction(1)
    for value in reader.numbers(node.args):
        found = multiply(found, value)
    return found


def _power(reader: Reader, node: Any) -> Number:
    base, exponent = reader.numbers(node.args)
    if not isinstance(exponent, Fraction):
        raise OutsideError
    return power(base, exponent)


def _size(reader: Reader, node: Any) -> Number:
    value = reader.number(node.args[0])
    return multiply(MINUS, value) if sign(value) < 0 else value


_READERS: Mapping[str, Callable[[Reader, Any], Number]] = {
    "Add": lambda reader, node: reader._summed(list(reader.numbers(node.args))),
    "Mul": _product,
    "Pow": _power,
    "Abs": _size,
    "Max": lambda reader, node: largest(reader.numbers(node.args)),
    "Min": lambda reader, node: multiply(MINUS, largest([multiply(MINUS, v) for v in reader.numbers(node.args)])),
    "exp": lambda reader, node: exponential(reader.number(node.args[0])),
    "Exp1": lambda reader, node: exponential(Fraction(1)),
    "log": lambda reader, node: logarithm(reader.number(node.args[0])),
    "Indexed": Reader.entry,
    "Sum": Reader.total,
    "Piecewise": Reader.cases,
}


@cache
def _reader_of(kinds: tuple[str, ...]) -> Callable[[Reader, Any], Number] | None:
    return next((read for kind, read in _READERS.items() if kind in kinds), None)
