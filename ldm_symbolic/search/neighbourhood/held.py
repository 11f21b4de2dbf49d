"""Whether what does not move in a ball is held by the hypotheses: in a slice an edge would look open.

An equation holds one value: one that breaks it as soon as it is moved, while all other values that it depends on are
free or held by other equations. What no equation holds, such as a minimiser at an end, must break one and the same
condition whichever way it is moved, and together with what else is held so: two inequalities that meet, as where
integers that depend on it are kept, are an edge. A real name may stay without that only where it is an end of a clock,
which is a function and stays.

Tested in `tests/search/neighbourhood/test_held.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product
from math import ceil, floor
from typing import Any, TypeAlias

from sympy import Add, Expr, Indexed, IndexedBase, Integer, Mul, Rational, Symbol
from sympy.core.relational import Eq
from sympy.logic.boolalg import Boolean

from ldm_symbolic.balls import enclose
from ldm_symbolic.exact import Assignment
from ldm_symbolic.proof.language.conditions import conjuncts
from ldm_symbolic.proof.language.predicate import Clock, ForEach, Identity
from ldm_symbolic.proof.language.terms import free, substitute
from ldm_symbolic.search.intervals import on_interval
from ldm_symbolic.search.point import Point
from ldm_symbolic.search.truth_values import Truth

Place: TypeAlias = tuple[Any, int]
"""A name, and which entry of its sequence, from 1; 0 if it is no sequence."""

_SHARES = (Fraction(1), Fraction(1, 10**3))
_MOST_TOGETHER = 4


@dataclass(frozen=True)
class Held:
    """The values of an instance that do not move in a ball about it.

    Args:
        hypotheses: of the claim, which may hold them.
        instance: the centre.
        radius: how far the others move.
        tied: their places.
        fixed: names that stay without being tied.
    """

    hypotheses: Iterable[Boolean]
    instance: Assignment
    radius: Fraction
    tied: tuple[Place, ...]
    fixed: tuple[Any, ...]

    def trouble(self) -> str:
        """Say which value the hypotheses do not hold; "" if they hold all."""
        clocks = [part for part in conjuncts(self.hypotheses) if isinstance(part, Clock)]
        for name in self.fixed:
            if not any(name in free(clock) for clock in clocks):
                return f"{name} stays, and is no end of a clock"
        rest = self._without_equations()
        if len(rest) > _MOST_TOGETHER:
            return f"no equation holds {', '.join(map(_shown, rest))}"
        holders: list[Boolean] = []
        for place in rest:
            found = next((part for part in self._others if self._determines(part, place)), None)
            if found is None:
                return f"the hypotheses do not hold {_shown(place)}"
            holders.append(found)
        for signs in product((0, 1, -1), repeat=len(rest)):
            moved = {place: sign for place, sign in zip(rest, signs, strict=True) if sign}
            if moved and not all(self._breaks(holders, moved, share) for share in _SHARES):
                return f"the hypotheses do not hold {', '.join(map(_shown, moved))}"
        return ""

    def _without_equations(self) -> list[Place]:
        """The places that are left when every equation has held one."""
        left, equations = list(self.tied), tuple(self._equations)
        while True:
            for equation in equations:
                here = [place for place in left if self._matters(equation, place)]
                if len(here) == 1 and self._determines(equation, here[0]):
                    left.remove(here[0])
                    break
            else:
                return left

    @cached_property
    def _parts(self) -> tuple[Boolean, ...]:
        integers = (name for name in self.instance if isinstance(name, Symbol) and name.is_integer)
        whole = {name: Integer(int(self.instance[name])) for name in integers}
        return tuple(part for one in conjuncts(self.hypotheses) for part in _written_out(one, whole))

    @property
    def _equations(self) -> Iterator[Boolean]:
        return (part for part in self._parts if isinstance(part, Identity | Eq))

    @cached_property
    def _others(self) -> tuple[Boolean, ...]:
        return tuple(part for part in self._parts if not isinstance(part, Identity | Eq | Clock))

    def _matters(self, equation: Boolean, place: Place) -> bool:
        name, entry = place
        if name not in free(equation):
            return False
        entries = [term for term in equation.atoms(Indexed) if term.base == name]
        return not entries or any(not at.is_Integer or int(at) == entry for (at,) in (e.indices for e in entries))

    def _determines(self, condition: Boolean, place: Place) -> bool:
        return all(self._breaks((condition,), {place: sign}, share) for sign in (1, -1) for share in _SHARES)

    def _breaks(self, conditions: Iterable[Boolean], signs: Mapping[Place, int], share: Fraction) -> bool:
        """Whether a condition fails for certain once values are moved by a share of the radius."""
        instance = dict(self.instance)
        for (name, entry), sign in signs.items():
            instance[name] = _shifted(instance[name], entry, sign * share * self.radius)
        point = Point(instance, on_interval)
        return any(point.value(condition) in (Truth.FALSE, Truth.FAILS) for condition in conditions)


def agrees(term: Expr, value: Any) -> bool:
    """Say whether a closed term has a value, for certain.

    >>> from sympy import sqrt
    >>> agrees(sqrt(Rational(1, 4)), Fraction(1, 2)), agrees(sqrt(Integer(2)), Fraction(7, 5))
    (True, False)
    """
    return enclose.sign(Add(term, Mul(-1, exact(value))), {}) == 0


def exact(value: Any) -> Expr:
    """A number as a term."""
    return Rational(value.numerator, value.denominator) if isinstance(value, int | Fraction) else value


def _written_out(condition: Boolean, whole: Mapping[Any, Any]) -> Iterator[Boolean]:
    """A condition at given integers, one for each place of a range."""
    condition = substitute(condition, whole)
    if isinstance(condition, ForEach) and condition.index.is_integer:
        lower, upper = condition.lower, condition.upper
        if not (lower.is_Rational and upper.is_Rational):
            yield condition
            return
        for place in range(ceil(lower), floor(upper) + 1):
            yield from _written_out(condition.at(Integer(place))[1], {})
    else:
        yield condition


def _shifted(value: Any, entry: int, by: Fraction) -> Any:
    if isinstance(value, tuple | list):
        return tuple(_shifted(one, 0, by) if at == entry else one for at, one in enumerate(value, 1))
    return value + by if isinstance(value, int | Fraction) else Add(value, exact(by))


def _shown(place: Place) -> str:
    name, entry = place
    return f"{name}[{entry}]" if isinstance(name, IndexedBase) else str(name)
