"""Concrete instances of hypotheses: small and simple first, then random, extreme and tied values; no floats.

Names are given values one after the other: integers, sequences, functions, then numbers. A hypothesis is checked
as soon as all its names have values; an equation that can be solved for one of its names gives that name its value.
Everything is drawn from one seeded generator in a fixed order, so the same seed gives the same instances anywhere.

Tested in `tests/search/test_search.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from random import Random
from typing import Any

from sympy import Indexed, IndexedBase, Integer, Lambda, Rational, Symbol
from sympy.core.function import AppliedUndef
from sympy.logic.boolalg import Boolean

from ldm_symbolic.exact import Assignment
from ldm_symbolic.proof.language.conditions import conjuncts
from ldm_symbolic.proof.language.terms import Name, free, is_function
from ldm_symbolic.search.equations import defined_value, definitions
from ldm_symbolic.search.intervals import on_interval
from ldm_symbolic.search.point import Point
from ldm_symbolic.search.truth_values import Truth


def _fractions(text: str) -> tuple[Fraction, ...]:
    return tuple(map(Fraction, text.split()))


SIMPLE = _fractions("0 1 2 1/2 3 1/4 1/3 4 3/4 2/3 1/10 9/10 5 3/2 10 1/5 1/9 4/9 9/4 16 -1 -1/2 -2 99/100 101/100")
EXTREME = _fractions(
    "1e-6 1e-3 1e3 1e6 1e-12 0.999999 1.000001 0.250001 0.249999 100 3e-6 2e-3 3e3 7e6 1.001 0.251 -1e-6 -1e3"
)
_SHARES = _fractions("1 1/2 1/4 3/4 9/10 1/1000 2 999/1000")
_TRIES = 16
_RESTARTS = 4


class Sampler:
    """Draws instances that meet hypotheses, and repairs instances that were changed.

    Args:
        names: the names that need values.
        hypotheses: what has to hold, each of which may only contain these names.

    Example:
        >>> from ldm_symbolic.notation import horizon_noise, noise
        >>> conditions = [noise >= 0, noise <= horizon_noise, horizon_noise < 1]
        >>> Sampler({noise, horizon_noise}, conditions).draw(Random("seed"), 1)
        {X: Fraction(9, 10), x: Fraction(1, 5)}
    """

    def __init__(self, names: Iterable[Name], hypotheses: Iterable[Boolean]) -> None:
        self.hypotheses = conjuncts(hypotheses)
        self.order = sorted(names, key=_rank)
        self.definitions = definitions(self.hypotheses, frozenset(self.order))
        self.arities = _arities(self.hypotheses)
        self.least_length = _least_length(self.hypotheses)
        self.independent = [name for name in self.order if name not in self.definitions]

    def draw(self, random: Random, level: int) -> dict[Name, Any] | None:
        """Draws an instance that meets the hypotheses; `None` if none was found soon.

        Args:
            random: the only source of choice.
            level: integers go up to `level` + 1, and early levels prefer simple numbers.
        """
        for _ in range(_RESTARTS):
            instance = self._attempt(random, level)
            if instance is not None:
                return instance
        return None

    def complete(self, independent: Assignment) -> dict[Name, Any] | None:
        """The instance with these independent values, if it meets the hypotheses; `None` otherwise."""
        instance = {name: independent[name] for name in self.independent}
        if not self._define(instance):
            return None
        met = self._meets(self.hypotheses, instance)
        return {name: instance[name] for name in self.order} if met else None

    def _attempt(self, random: Random, level: int) -> dict[Name, Any] | None:
        instance: dict[Name, Any] = {}
        unchecked = list(self.hypotheses)
        for name in self.independent:
            for _ in range(_TRIES):
                trial = {**instance, name: self._value(name, instance, random, level)}
                ready = self._define(trial)
                due = [condition for condition in unchecked if free(condition) <= trial.keys()]
                if ready and self._meets(due, trial):
                    instance, unchecked = trial, [condition for condition in unchecked if condition not in due]
                    break
            else:
                return None
        return {name: instance[name] for name in self.order} if not unchecked else None

    def _meets(self, conditions: Iterable[Boolean], instance: Assignment) -> bool:
        point = Point(instance, on_interval)
        return all(point.value(condition) is Truth.TRUE for condition in conditions)

    def _define(self, instance: dict[Name, Any]) -> bool:
        """Gives values to the names that are defined by those in the instance; False if that is not possible."""
        waiting = [self.definitions[name] for name in self.order if name in self.definitions]
        while ready := [part for part in waiting if part.name not in instance and part.needs <= instance.keys()]:
            for definition in ready:
                value = defined_value(definition, instance)
                if value is None:
                    return False
                instance[definition.name] = value
        return True

    def _value(self, name: Name, instance: Assignment, random: Random, level: int) -> Any:
        if isinstance(name, IndexedBase):
            return self._entries(instance, random, level)
        if is_function(name):
            return _function(random, self.arities.get(name, 1))
        if name.is_integer:
            return random.randrange(level + 2)
        return _number(random, level, _known(instance))

    def _entries(self, instance: Assignment, random: Random, level: int) -> tuple[Fraction, ...]:
        """A sequence with an entry to spare, in no order, non-increasing, or constant."""
        integers = [value for value in instance.values() if isinstance(value, int)]
        length = max([self.least_length, *(integers or [level])]) + 1
        known = _known(instance)
        entries = [_number(random, level, known) for _ in range(length)]
        shape = random.randrange(6)
        if shape == 0:
            entries = entries[:1] * length
        return tuple(sorted(entries, reverse=True) if 1 <= shape <= 3 else entries)


def _rank(name: Name) -> tuple[int, str]:
    kind = 2 if is_function(name) else 1 if isinstance(name, IndexedBase) else 0 if name.is_integer else 3
    return kind, str(name)


def _known(instance: Assignment) -> list[Fraction]:
    values = [value for value in instance.values() if isinstance(value, Fraction)]
    return values + [entry for value in instance.values() if isinstance(value, tuple) for entry in value]


def _number(random: Random, level: int, known: Sequence[Any]) -> Fraction:
    roll = random.randrange(12)
    others = [value for value in known if isinstance(value, Fraction)]
    if roll < (7 if level == 1 else 4):
        return random.choice(SIMPLE)
    if roll < 8:
        return Fraction(random.randrange(13), random.randrange(1, 13))
    if roll < 10 or not others:
        return random.choice(EXTREME)
    other = random.choice(others)
    return random.choice(_SHARES) * (1 - other if roll == 11 and random.randrange(2) else other)


def _function(random: Random, arity: int) -> Lambda:
    arguments = [Symbol(f"z_{place}", real=True) for place in range(1, arity + 1)]
    z = random.choice(arguments)
    shapes = (z, -z, z**2, 1 - z, Integer(1), Integer(0), (z - Rational(1, 2)) ** 2, z**3 - z, 2 * z + 1, -(z**2))
    return Lambda(tuple(arguments), random.choice(shapes))


def _arities(conditions: Iterable[Boolean]) -> dict[Name, int]:
    calls = [call for condition in conditions for call in condition.atoms(AppliedUndef)]
    return {call.func: len(call.args) for call in calls}


def _least_length(conditions: Iterable[Boolean]) -> int:
    entries = [entry for condition in conditions for entry in condition.atoms(Indexed)]
    return max([1, *(int(i) for entry in entries for i in entry.indices if isinstance(i, Integer))])
