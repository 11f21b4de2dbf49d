"""Numbers between which a term lies, against mpmath; what they settle, and what they must leave open."""

from __future__ import annotations

from fractions import Fraction
from random import Random
from typing import Any

import mpmath
import pytest

from ldm_symbolic.checker.terms import RefusedError, read
from ldm_symbolic.checker.values import enclosure, settled

Data = list[Any]
X: Data = ["symbol", "x", "real"]


def n(number: int | str) -> Data:
    return ["number", str(number)]


def _drawn(random: Random, depth: int) -> tuple[Data, Any]:
    """Return a term, and its value by mpmath; None where it is not defined."""
    if not depth:
        number = Fraction(random.randint(-30, 30), random.randint(1, 12))
        return n(str(number)), mpmath.mpf(number.numerator) / number.denominator
    kind = random.choice(["+", "*", "^", "exp", "log", "abs", "max", "min", "cases"])
    terms, values = zip(*(_drawn(random, random.randrange(depth)) for _ in range(3)), strict=True)
    if None in values or max(map(abs, values)) > 50:
        return [kind], None
    a, b, c = values
    exponent = Fraction(random.randint(-4, 4), random.randint(1, 3))
    power = mpmath.mpf(exponent.numerator) / exponent.denominator
    whole = exponent.denominator == 1
    match kind:
        case "^":
            defined = a > 0 or (exponent >= 0 and a == 0) or (whole and a != 0)
            return ["^", terms[0], n(str(exponent))], a**power if defined else None
        case "log":
            return ["log", terms[0]], mpmath.log(a) if a > 0 else None
        case "exp" | "abs":
            return [kind, terms[0]], mpmath.exp(a) if kind == "exp" else abs(a)
        case "cases":
            told = ["cases", [terms[0], ["<", *terms[1:]]], [terms[1], ["true"]]]
            return told, None if b == c else a if b < c else b
    combined = {"+": a + b + c, "*": a * b * c, "max": max(values), "min": min(values)}[kind]
    return [kind, *terms], combined


def _bounds(data: Data, digits: int) -> tuple[Any, Any]:
    low, high = enclosure(read(data), {}, digits)
    return tuple(mpmath.mpf(end.numerator) / end.denominator for end in (low, high))


def test_a_term_lies_between_its_bounds() -> None:
    random, seen = Random(0), 0
    with mpmath.workdps(120):
        while seen < 400:
            data, known = _drawn(random, 3)
            if known is None or abs(known) > 10**6 or (known and abs(known) < 1e-6):
                continue
            low, high = _bounds(data, 200)
            slack = mpmath.mpf(10) ** -100
            assert low - slack <= known <= high + slack, data
            assert high - low < 1e-30, data
            seen += 1


@pytest.mark.parametrize("kind", ["exp", "log"])
@pytest.mark.parametrize("digits", [4, 9, 24])
def test_few_digits_are_rounded_outwards(kind: str, digits: int) -> None:
    for place in range(1, 60):
        argument = Fraction(place, 7)
        low, high = _bounds([kind, n(str(argument))], digits)
        with mpmath.workdps(60):
            assert low <= getattr(mpmath, kind)(mpmath.mpf(place) / 7) <= high


def _range(lower: Data, upper: Data) -> Data:
    return [X, lower, upper]


def _step(below: int, beyond: int) -> Data:
    return ["cases", [n(below), ["<", X, n(0)]], [n(beyond), ["true"]]]


_ROOT = ["^", n(2), n("1/2")]
_FAR = ["^", ["^", n(10), n(40)], n(-1)]
_WAVE = ["*", X, ["+", X, n(-1)], ["+", X, n(-2)]]


@pytest.mark.parametrize(
    ("condition", "truth"),
    [
        (["<", n("665857/470832"), _ROOT], False),
        (["<", n("470832/332929"), _ROOT], True),
        (["<", ["+", ["exp", n(1)], _FAR], ["exp", ["+", n(1), _FAR]]], True),
        (["=", ["^", _ROOT, n(2)], n(2)], True),
        (["!=", ["exp", ["log", n(3)]], n(3)], False),
        (["Identity", ["log", n(4)], ["*", n(2), ["log", n(2)]]], None),  # true, and not seen
        (["<=", ["log", n(4)], ["*", n(2), ["log", n(2)]]], None),
        (["<=", ["log", n(-1)], n(5)], None),  # not defined
        (["<=", ["^", ["+", _ROOT, ["*", n(-1), _ROOT]], n(-1)], n(5)], None),
        (["or", ["<", n(0), n(1)], ["<", ["log", n(0)], n(1)]], None),
        (["implies", ["<", n(1), n(0)], ["<", ["log", n(0)], n(1)]], True),
        (["implies", ["<", n(0), ["log", n(2)]], ["<", n(1), ["log", n(2)]]], False),
        (["iff", ["<", n(0), ["log", n(2)]], ["<", n(1), ["log", n(2)]]], False),
        (["not", ["<", n(1), ["log", n(2)]]], True),
        (["and", ["<", n(0), ["log", n(2)]], ["<", n(1), ["log", n(2)]]], False),
        (["<", X, ["+", X, n(1)]], None),  # of a free name nothing is settled here
        (["ForEach", ["<", X, ["exp", X]], _range(n(-2), n(2))], True),
        (["ForEach", ["<", n(0), X], _range(n(0), n(2))], None),
        (["ForEach", ["<", n(0), ["log", X]], _range(n(2), n(1))], True),
        (["ForEach", ["<", n("1/2"), ["^", X, n(2)]], _range(n(-1), n(1))], None),
        (["ForEach", ["<", _step(2, 0), n(1)], _range(n(-1), n(1))], None),
        (["ForEach", ["<", _step(0, 2), n(1)], _range(n(-1), n(1))], None),
        (["ForEach", ["<", _step(0, 2), n(3)], _range(n(-1), n(1))], True),
        (["ForEach", ["<", n(0), n(1)], _range(["log", n(0)], n(1))], None),
        (["Increasing", ["exp", X], _range(n(-1), n(1))], True),
        (["Increasing", ["^", X, n(2)], _range(n(-1), n(1))], None),
        (["Increasing", ["+", X, ["log", n(-1)]], _range(n(-1), n(1))], None),
        (["NonDecreasing", ["^", X, n(2)], _range(n(0), n(1))], True),
        (["NonDecreasing", ["^", X, n(-1)], _range(n(-1), n(1))], None),
        (["NonIncreasing", ["^", X, n(2)], _range(n(-1), n(0))], True),
        (["NonIncreasing", ["^", X, n(2)], _range(n(0), n(1))], None),
        (["Decreasing", ["exp", ["*", n(-1), X]], _range(n(-1), n(1))], True),
        (["Decreasing", ["exp", X], _range(n(-1), n(1))], None),
        (["Convex", _WAVE, _range(n("9/8"), n(3))], True),
        (["Convex", _WAVE, _range(n("7/8"), n(3))], None),
        (["Minimises", n(0), ["exp", X], _range(n(0), n(1))], True),
        (["Minimises", n(1), ["exp", X], _range(n(0), n(1))], None),
        (["Minimises", n(1), ["exp", ["*", n(-1), X]], _range(n(0), n(1))], True),
        (["Minimises", n(1), ["exp", X], _range(n(2), n(3))], None),
        (["Minimises", n(1), ["log", n(-1)], _range(n(1), n(1))], None),
    ],
)
def test_what_is_settled(condition: Data, truth: bool | None) -> None:
    assert settled(read(condition)) is truth


@pytest.mark.parametrize(
    "data",
    [
        ["exp", n(10_001)], ["^", n(2), n(10_001)], ["^", n(2), n("1/65")], ["^", n(-2), n("1/2")], ["^", n(0), n(-1)],
        ["log", n(0)], X, ["cases", [n(1), ["<", n(1), n(0)]], [n(2), ["<", n(2), n(1)]]],
        ["cases", [["log", n(0)], ["<", n(0), n(1)]], [n(2), ["true"]]],
    ],
)  # fmt: skip
def test_what_has_no_bounds(data: Data) -> None:
    with pytest.raises(RefusedError):
        enclosure(read(data), {}, 64)
