"""Judges a Fact at random instances: where all hypotheses are true, the conclusion must be defined and true.

Instances are rationals, small and extreme, with ties; what the hypotheses say is met by design where that is easy: a
name is set to what an equation or an inequality asks for, a function to a primitive, a clock to one that can be read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Any

import exact_polynomials as poly
from exact_functions import as_polynomial
from exact_names import Key, Said, Total, clamp, key, kinds_of, names, polynomial, solution, together, whole
from exact_numbers import UndefinedError, UnknownError
from exact_truth import Reader


def _fractions(text: str) -> tuple[Fraction, ...]:
    return tuple(map(Fraction, text.split()))


SIMPLE = _fractions("0 0 1 1 2 -1 1/2 3 -2 -1/2 1/3 2/3 1/4 3/2 5 10")
EXTREME = _fractions("1e-6 1e-3 1e3 1e6 0.999999 1.000001 -1e-6 -1e3 1e-12 7e6")
FUNCTIONS = tuple(
    polynomial(*coefficients)
    for coefficients in [(0, 1), (1,), (0,), (0, 0, 1), (1, -1), (0, -1), (0, 0, 0, 1), (1, 2), (0, 0, -1), (2, -3, 1)]
)
TRIES = 14
WANTED = 4


@dataclass(frozen=True)
class Verdict:
    """What became of a Fact.

    Args:
        met: at how many instances all hypotheses were seen to be true.
        held: at how many of these the conclusion was seen to be true.
        against: an instance at which it is false or undefined, as text; "" if there is none.
    """

    met: int
    held: int
    against: str = ""


def judged(fact: Any, random: Random, *, tries: int = TRIES, wanted: int = WANTED) -> Verdict:
    """Look for an instance against a Fact."""
    hypotheses, conclusion = fact.hypotheses, fact.conclusion
    known = sorted(set().union(*(names(part) for part in (*hypotheses, conclusion))))
    met = held = 0
    for number in range(tries):
        values = _drawn(known, random, wild=number % 3 == 2)
        if number % 4:
            for _ in range(2):
                for hypothesis in hypotheses:
                    _repair(hypothesis, values, random)
        reader = Reader(values)
        if together([reader.said(part) for part in hypotheses]) is not Said.TRUE:
            continue
        met += 1
        said = reader.said(conclusion)
        held += said is Said.TRUE
        if said in (Said.FALSE, Said.UNDEFINED, Said.FAILS):
            return Verdict(met, held, f"{said.value} at {_shown(values)}")
        if met >= wanted:
            break
    return Verdict(met, held)


def _shown(values: dict[Key, Any]) -> str:
    def text(value: Any) -> str:
        if isinstance(value, Total):
            return f"polynomial {[str(c) for c in value.polynomial]}" if value.polynomial is not None else "clamp"
        return str(value) if isinstance(value, Fraction) else str([str(value(n)) for n in range(-1, 6)])

    return ", ".join(
        f"{name[1]}{'' if name[0] == 'symbol' else f' ({name[0]})'} = {text(v)}" for name, v in values.items()
    )


def _number(random: Random, *, wild: bool) -> Fraction:
    if wild and random.random() < 0.4:
        return random.choice(EXTREME)
    if random.random() < 0.2:
        return Fraction(random.randrange(-12, 13), random.randrange(1, 8))
    return random.choice(SIMPLE)


def _drawn(known: Iterable[Key], random: Random, *, wild: bool) -> dict[Key, Any]:
    values: dict[Key, Any] = {}
    tie = _number(random, wild=wild)
    for name in known:
        if name[0] == "function":
            values[name] = random.choice(FUNCTIONS)
        elif name[0] == "sequence":
            values[name] = _sequence(random, wild=wild)
        elif whole(name):
            values[name] = Fraction(random.choice([0, 1, 1, 2, 2, 3, 4, -1, 5]))
        else:
            values[name] = tie if random.random() < 0.15 else _number(random, wild=wild)
    return values


def _sequence(random: Random, *, wild: bool) -> Callable[[int], Fraction]:
    """Any sequence, one of its own sign, one in order, one that is constant."""
    base = [_number(random, wild=wild) for _ in range(7)]
    shape = random.randrange(5)
    if shape == 0:
        base = base[:1] * 7
    if shape in (1, 2):
        base = [abs(b) + (shape == 1) for b in base]
    if shape in (2, 3):
        base = sorted(base, reverse=random.random() < 0.5)
    table = tuple(base)
    return lambda index: table[min(6, max(0, index))]


def _repair(hypothesis: Any, values: dict[Key, Any], random: Random) -> None:
    """Change a value so that a hypothesis may hold."""
    kind = kinds_of(type(hypothesis))[0]
    try:
        if kind in _SIDES:
            _relation(kind, hypothesis.args, values, random)
        elif kind == "And":
            for part in hypothesis.args:
                _repair(part, values, random)
        elif kind == "Clock":
            _clock(hypothesis.args, values, random)
        elif kind == "IsDerivative":
            _primitive(hypothesis.args, values, random)
        elif kind == "SolvesLinearODE":
            _solution(hypothesis.args, values)
        elif kind in ("ForEach", "Increasing", "NonDecreasing", "Convex") and random.random() < 0.5:
            _forward(hypothesis.args[-1], values)
    except (UndefinedError, UnknownError, TypeError, AttributeError):
        return


_SIDES = {"Equality": 0, "Identity": 0, "GreaterThan": 1, "LessThan": -1, "StrictGreaterThan": 2, "StrictLessThan": -2}


def _relation(kind: str, sides: Any, values: dict[Key, Any], random: Random) -> None:
    sense = _SIDES[kind]
    for here, there, sign in ((sides[0], sides[1], sense), (sides[1], sides[0], -sense)):
        if "Symbol" in kinds_of(type(here)) and key(here) in values:
            goal = Reader(values).number(there)
            own = values[key(here)]
            holds = {0: own == goal, 1: own >= goal, -1: own <= goal, 2: own > goal, -2: own < goal}[sign]
            if holds or not isinstance(goal, Fraction):
                return
            more = Fraction(0 if abs(sign) < 2 and random.random() < 0.5 else random.choice([1, 2])) * (sign > 0 or -1)
            goal += 0 if sign == 0 else more
            if not whole(key(here)) or goal.denominator == 1:
                values[key(here)] = goal
            return


def _forward(limits: Any, values: dict[Key, Any]) -> None:
    _, lower, upper = limits.args
    if "Symbol" in kinds_of(type(upper)):
        low = Reader(values).number(lower)
        if isinstance(low, Fraction) and values[key(upper)] < low:
            values[key(upper)] = low + 1


def _clock(parts: Any, values: dict[Key, Any], random: Random) -> None:
    level, inverse, times, levels = parts
    slope, shift = random.choice([Fraction(1), Fraction(1, 2), Fraction(3)]), Fraction(0)
    lower: Any = Reader(values).number(times.args[1])
    first = Reader(values).number(levels.args[1])
    if not isinstance(lower, Fraction) or not isinstance(first, Fraction):
        return
    shift = first - slope * lower
    upper: Any = lower + random.choice([Fraction(0), Fraction(1), Fraction(1, 2), Fraction(2)])
    for node, value in ((times.args[2], upper), (levels.args[2], slope * upper + shift)):
        if "Symbol" in kinds_of(type(node)):
            values[key(node)] = value
    upper = Reader(values).number(times.args[2])
    if isinstance(upper, Fraction):
        values[key(type(level))] = polynomial(shift, slope)
        values[key(type(inverse))] = clamp(lower, upper, slope, shift)


def _integrated(p: poly.Polynomial, constant: Fraction) -> Total:
    return polynomial(constant, *(c / (n + 1) for n, c in enumerate(p)))


def _primitive(parts: Any, values: dict[Key, Any], random: Random) -> None:
    function, slope, limits = parts
    name = key(limits.args[0])
    if "AppliedUndef" in kinds_of(type(function)) and key(function.args[0]) == name:
        p = as_polynomial(Reader(values), slope, name)
        if p is not None:
            values[key(type(function))] = _integrated(p, random.choice(SIMPLE))


def _solution(parts: Any, values: dict[Key, Any]) -> None:
    """The solution of V' = p V + q for a constant p."""
    function, rate, source, start, limits = parts
    name = key(limits.args[0])
    reader = Reader(values)
    p, q = as_polynomial(reader, rate, name), as_polynomial(reader, source, name)
    if p is None or q is None or len(p) > 1 or "AppliedUndef" not in kinds_of(type(function)):
        return
    lower = reader.number(limits.args[1])
    if p and isinstance(lower, Fraction):
        begun = values.get(key(start)) if "Symbol" in kinds_of(type(start)) else reader.number(start)
        values[key(type(function))] = solution(p[0], q, lower, begun if isinstance(begun, Fraction) else Fraction(1))
        return
    wanted = reader.number(start)
    if isinstance(wanted, Fraction) and isinstance(lower, Fraction):
        free = _integrated(q, Fraction(0))
        shift = wanted - poly.at(free.polynomial or (), lower)
        values[key(type(function))] = _integrated(q, shift)
