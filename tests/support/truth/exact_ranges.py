"""Predicates over a range: every integer of it is looked at; of reals, rational points, and polynomials as a whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import combinations_with_replacement, pairwise
from typing import Any

import exact_polynomials as poly
from exact_functions import as_polynomial, slope
from exact_names import Key, OutsideError, Said, key, kinds_of, together, whole
from exact_numbers import (
    Number,
    UndefinedError,
    UnknownError,
    add,
    compare,
    multiply,
    span,
)

HALF = Fraction(1, 2)
_SHARES = sorted({Fraction(i, 8) for i in range(9)} | {Fraction(1, 1000), Fraction(999, 1000), Fraction(1, 3)})
MONOTONE: Mapping[str, tuple[Callable[[int], bool], set[int]]] = {
    "NonDecreasing": (lambda c: c <= 0, {0, 1}),
    "NonIncreasing": (lambda c: c >= 0, {0, -1}),
    "Increasing": (lambda c: c < 0, {0, 1}),
    "Decreasing": (lambda c: c > 0, {0, -1}),
}
_RELATED: Mapping[str, set[int]] = {
    "GreaterThan": {0, 1},
    "LessThan": {0, -1},
    "StrictGreaterThan": {1},
    "StrictLessThan": {-1},
    "Equality": {0},
    "Identity": {0},
    "Unequality": {1, -1},
}


class Over:
    """Judges predicates with the help of a reader of terms and conditions."""

    def __init__(self, reader: Any) -> None:
        self.reader = reader

    def said(self, kind: str, node: Any) -> Said:
        """What a predicate comes to."""
        if kind == "Clock":
            return self._clock(*node.args)
        if kind not in (*MONOTONE, "ForEach", "Convex", "Minimises", "IsDerivative", "UniqueRoot", "SolvesLinearODE"):
            raise OutsideError(kind)
        *parts, limits = node.args
        name = key(limits.args[0])
        if kind == "Minimises":
            self.reader.number(parts[0])
        if whole(name):
            return self._integers(kind, parts, limits)
        low, high = self.reader.numbers(limits.args[1:])
        order = compare(low, high)
        if order > 0:
            return self._empty(kind, parts)
        by_shape = self._polynomials(kind, parts, name, low, high)
        return by_shape or self._sampled(kind, parts, name, self._points(low, high), exhaustive=order == 0)

    def _empty(self, kind: str, parts: Any) -> Said:
        if kind == "SolvesLinearODE":
            return Said.UNKNOWN
        return Said.FALSE if kind in ("Minimises", "UniqueRoot") else Said.TRUE

    def _integers(self, kind: str, parts: Any, limits: Any) -> Said:
        name, indices = self.reader.indices(limits)
        if kind == "ForEach":
            return together([self.reader.with_(name, i).said(parts[0]) for i in indices])
        if kind not in (*MONOTONE, "Minimises"):
            raise OutsideError(kind)
        values = self._values(parts[-1], name, indices)
        if kind in MONOTONE:
            holds = MONOTONE[kind][0]
            return _said(all(holds(compare(a, b)) for a, b in pairwise(values)))
        place = self.reader.number(parts[0])
        if place not in indices:
            if not isinstance(place, Fraction):
                raise UnknownError
            return Said.FALSE
        least = values[indices.index(place)]
        return _said(all(compare(least, value) <= 0 for value in values))

    def _values(self, term: Any, name: Key, points: list[Number]) -> list[Number]:
        found = [self.reader.with_(name, point).attempt(term) for point in points]
        for kind in (UndefinedError, OutsideError, UnknownError):
            if kind in found:
                raise kind
        return found

    @staticmethod
    def _points(low: Number, high: Number) -> list[Number]:
        if compare(low, high) == 0:
            return [low]
        first, last = span(low, 64)[1], span(high, 64)[0]
        return [first + share * (last - first) for share in _SHARES] if first <= last else []

    def _sampled(self, kind: str, parts: Any, name: Key, points: list[Number], *, exhaustive: bool) -> Said:
        """False or undefined at a point; true only where the points are all there are."""
        if not points:
            raise UnknownError
        said = self._at_points(kind, parts, name, points)
        return Said.UNKNOWN if said is Said.TRUE and not exhaustive else said

    def _at_points(self, kind: str, parts: Any, name: Key, points: list[Number]) -> Said:
        if kind == "ForEach":
            return together([self.reader.with_(name, point).said(parts[0]) for point in points])
        if kind in MONOTONE:
            values, holds = self._values(parts[0], name, points), MONOTONE[kind][0]
            return _fails(all(holds(compare(a, b)) for a, b in pairwise(values)))
        if kind == "Convex":
            return self._convex(parts[0], name, points)
        if kind == "Minimises":
            return self._least(parts, name, points)
        if kind == "UniqueRoot":
            zeros = sum(compare(value, Fraction(0)) == 0 for value in self._values(parts[0], name, points))
            return Said.FALSE if zeros > 1 or (zeros == 0 and len(points) == 1) else Said.TRUE
        return self._solves(kind, parts, name, points)

    def _convex(self, term: Any, name: Key, points: list[Number]) -> Said:
        for a, b in combinations_with_replacement(points, 2):
            middle = multiply(HALF, add(a, b))
            first, between, last = self._values(term, name, [a, middle, b])
            if compare(between, multiply(HALF, add(first, last))) > 0:
                return Said.FAILS
        return Said.TRUE

    def _least(self, parts: Any, name: Key, points: list[Number]) -> Said:
        place = self.reader.number(parts[0])
        inside = compare(points[0], place) <= 0 <= compare(points[-1], place)
        values = self._values(parts[1], name, points)
        if not inside:  # the outermost points are the ends only where these are rational
            raise UnknownError
        (least,) = self._values(parts[1], name, [place])
        return _fails(all(compare(least, value) <= 0 for value in values))

    def _solves(self, kind: str, parts: Any, name: Key, points: list[Number]) -> Said:
        """Derivatives at the points, by the rules of differentiation."""
        function = parts[0]
        if kind == "SolvesLinearODE":
            start = self.reader.number(parts[3])
            (first,) = self._values(function, name, points[:1])
            if len(points) == 1 and compare(first, start) != 0:
                return Said.FAILS
            if len(points) == 1:
                self._values(parts[1], name, points), self._values(parts[2], name, points)
                return Said.TRUE
        for point in points if len(points) > 1 else []:
            here = self.reader.with_(name, point)
            if kind == "IsDerivative":
                wanted = here.number(parts[1])
            else:
                wanted = add(multiply(here.number(parts[1]), here.number(function)), here.number(parts[2]))
            here.number(function)
            try:
                steep = slope(here, function, name)
            except UndefinedError:  # the rules want more than there being a derivative
                continue
            if compare(steep, wanted) != 0:
                return Said.FAILS
        if len(points) == 1:
            self._values(function, name, points), self._values(parts[1], name, points)
        return Said.TRUE

    def _polynomials(self, kind: str, parts: Any, name: Key, low: Number, high: Number) -> Said | None:
        """The answer where everything is a polynomial and the ends are rational."""
        if not (isinstance(low, Fraction) and isinstance(high, Fraction)):
            return None
        if kind == "ForEach":
            return self._everywhere(parts[0], name, low, high)
        if kind == "SolvesLinearODE" and self._is_known_solution(parts, name):
            return _said(compare(self.reader.with_(name, low).number(parts[0]), self.reader.number(parts[3])) == 0)
        about = [
            part for place, part in enumerate(parts) if (kind, place) not in (("Minimises", 0), ("SolvesLinearODE", 3))
        ]
        found = [as_polynomial(self.reader, part, name) for part in about]
        known = [p for p in found if p is not None]
        if len(known) < len(found):
            return None
        f, narrow = known[0], low == high
        if kind in MONOTONE:
            bend = poly.derived(f)
            strict = kind in ("Increasing", "Decreasing")
            return _said(narrow or (poly.signs(bend, low, high) <= MONOTONE[kind][1] and bool(bend or not strict)))
        if kind == "Convex":
            return _said(narrow or poly.signs(poly.derived(poly.derived(f)), low, high) <= {0, 1})
        if kind == "IsDerivative":
            return _said(narrow or poly.derived(f) == known[1])
        if kind == "UniqueRoot":
            count = (poly.at(f, low) == 0) + (poly.roots(f, low, high) if f and not narrow else 0)
            return _said(count == 1 and (bool(f) or narrow))
        outside = self.reader.number(parts[0] if kind == "Minimises" else parts[3])
        if not isinstance(outside, Fraction):
            return None
        if kind == "Minimises":
            inside = low <= outside <= high
            return _said(inside and poly.signs(poly.minus(f, poly.trimmed([poly.at(f, outside)])), low, high) <= {0, 1})
        motion = poly.plus(poly.times(known[1], f), known[2])
        return _said(poly.at(f, low) == outside and (narrow or poly.derived(f) == motion))

    def _is_known_solution(self, parts: Any, name: Key) -> bool:
        function = parts[0]
        head = self.reader.values.get(key(type(function))) if "AppliedUndef" in kinds_of(type(function)) else None
        motion = getattr(head, "motion", None)
        if motion is None or key(function.args[0]) != name:
            return False
        rate, source = (as_polynomial(self.reader, part, name) for part in parts[1:3])
        return (rate, source) == (poly.trimmed([motion[0]]), motion[1])

    def _everywhere(self, condition: Any, name: Key, low: Fraction, high: Fraction) -> Said | None:
        kind = kinds_of(type(condition))[0]
        if kind == "BooleanTrue":
            return Said.TRUE
        if kind == "And":
            found = [self._everywhere(part, name, low, high) for part in condition.args]
            return None if None in found else together([said for said in found if said])
        if kind not in _RELATED:
            return None
        left, right = (as_polynomial(self.reader, side, name) for side in condition.args)
        if left is None or right is None:
            return None
        return _said(poly.signs(poly.minus(left, right), low, high) <= _RELATED[kind])

    def _clock(self, level: Any, inverse: Any, times: Any, levels: Any) -> Said:
        """True for a level a u + b whose reading is that of the instance; nothing else is judged, but a wrong end."""
        lower, upper, first, last = self.reader.numbers([*times.args[1:], *levels.args[1:]])
        time, noise = key(times.args[0]), key(levels.args[0])
        if compare(lower, upper) > 0:
            return Said.FALSE
        for end, there in ((lower, first), (upper, last)):
            if compare(self.reader.with_(time, end).number(level), there) != 0:
                return Said.FAILS
        p = as_polynomial(self.reader, level, time)
        reading = self.reader.values.get(key(type(inverse))) if "AppliedUndef" in kinds_of(type(inverse)) else None
        clamp = getattr(reading, "clamp", None)
        if p is None or len(p) != 2 or p[1] <= 0 or clamp is None or key(inverse.args[0]) != noise:
            raise UnknownError
        return Said.TRUE if clamp == (lower, upper, p[1], p[0]) else Said.FAILS


def _said(holds: bool) -> Said:
    return Said.TRUE if holds else Said.FALSE


def _fails(holds: bool) -> Said:
    return Said.TRUE if holds else Said.FAILS
