"""Makes an instance smaller while something stays true of it: fewer modes, then simpler numbers.

Tested in `tests/search/test_search.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from fractions import Fraction
from math import ceil
from typing import Any

from ldm_symbolic.exact import Assignment
from ldm_symbolic.proof.language.terms import Name
from ldm_symbolic.search.instances import SIMPLE

_INEXACT = 1000  # the cost of a number that is not rational, and of a function
_POWERS_OF_TEN = tuple(Fraction(10) ** power for power in range(-12, 7))
_DENOMINATORS = (1, 2, 3, 4, 5, 6, 8, 10, 16, 20, 100)


def shrink(
    instance: Assignment,
    keeps: Callable[[Assignment], Assignment | None],
    attempts: int,
    dependent: Collection[Name] = (),
) -> Assignment:
    """The simplest instance that a number of attempts leads to.

    Args:
        instance: where to start.
        keeps: gives the completed instance if the property still holds of a candidate, `None` otherwise.
        attempts: how many candidates to try.
        dependent: names whose values `keeps` computes from the others.

    Returns:
        An instance that `keeps` returned, or the one given.

    Example:
        >>> from ldm_symbolic.notation import noise
        >>> shrink({noise: Fraction(757, 91)}, lambda trial: trial if trial[noise] > 3 else None, 100)
        {x: Fraction(4, 1)}
    """
    candidates = _candidates(instance, dependent)
    for _ in range(attempts):
        candidate = next(candidates, None)
        if candidate is None:
            break
        kept = keeps(candidate)
        if kept is not None and _effort(kept) < _effort(instance):
            instance, candidates = kept, _candidates(kept, dependent)
    return instance


def _effort(instance: Assignment) -> tuple[int, int]:
    """How many entries and modes an instance has, and how hard its numbers are."""
    sizes = [
        len(value) if isinstance(value, tuple) else value
        for value in instance.values()
        if isinstance(value, tuple | int)
    ]
    numbers = [n for value in instance.values() for n in (value if isinstance(value, tuple) else (value,))]
    return sum(sizes), sum(map(cost, numbers))


def cost(number: Any) -> int:
    """How hard a number is to check by hand.

    Example:
        >>> [cost(Fraction(text)) for text in ("0", "1", "2", "1/2", "-1", "7/10")]
        [2, 3, 4, 5, 5, 27]
    """
    if not isinstance(number, Fraction):
        return 0 if isinstance(number, int) else _INEXACT
    return abs(number.numerator) + 2 * (number < 0) + 2 * number.denominator


def _candidates(instance: Assignment, dependent: Collection[Name]) -> Iterator[Assignment]:
    """Simpler instances: fewer modes, lower integers, then one number simpler, then all that are equal to it."""
    yield from _fewer_modes(instance)
    for name, value in instance.items():
        if isinstance(value, int):
            yield from ({**instance, name: less} for less in range(value))
    slots = [
        (name, place, number)
        for name, value in instance.items()
        if name not in dependent
        for place, number in enumerate(value if isinstance(value, tuple) else [value])
        if isinstance(number, Fraction)
    ]
    for name, place, number in sorted(slots, key=lambda slot: -cost(slot[2])):
        for simpler in _simpler(number):
            yield {**instance, name: _put(instance[name], place, simpler)}
    for number in sorted({number for _, _, number in slots}):
        equal = [(name, place) for name, place, other in slots if other == number]
        for simpler in _simpler(number) if len(equal) > 1 else []:
            changed = dict(instance)
            for name, place in equal:
                changed[name] = _put(changed[name], place, simpler)
            yield changed


def _fewer_modes(instance: Assignment) -> Iterator[Assignment]:
    """Instances without one entry of every sequence, all integers, some or none being lowered by one."""
    vectors = [name for name, value in instance.items() if isinstance(value, tuple)]
    length = min((len(instance[name]) for name in vectors), default=0)
    counters = [name for name, value in instance.items() if isinstance(value, int) and value > 0]
    choices: list[Iterable[Name]] = [counters, *([name] for name in counters if len(counters) > 1), []]
    for place in range(length if length > 1 else 0):
        shorter = {name: instance[name][:place] + instance[name][place + 1 :] for name in vectors}
        for lowered in choices:
            yield {**instance, **shorter, **{name: instance[name] - 1 for name in lowered}}


def _simpler(number: Fraction) -> list[Fraction]:
    """Simpler numbers, near ones and familiar ones, the simplest first."""
    near = {number.limit_denominator(most) for most in _DENOMINATORS} | {Fraction(ceil(number))}
    round_ones = {ten for ten in _POWERS_OF_TEN if ten <= abs(number)}
    return sorted((c for c in near | round_ones | set(SIMPLE) if cost(c) < cost(number)), key=lambda c: (cost(c), c))


def _put(value: Any, place: int, number: Fraction) -> Any:
    return (*value[:place], number, *value[place + 1 :]) if isinstance(value, tuple) else number
