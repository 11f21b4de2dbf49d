"""Statements that hold if two terms that differ were the same, or if numbers decided what they do not; with twins."""

from __future__ import annotations

from typing import Any

from offences import TRUE, UNIT, Z, ruled, shown, square
from offences_of_analysis import CLOCK, KNOWN, LEVEL, READING, ROOT
from written_files import J, K, U, X, Y, at, each, file, inverse, minus, n, step

Data = Any
NOTHING = ["+", ["*", Z, inverse(Z)], n(-1)]
POSITIVE, NEGATIVE = ["<=", n(0), X], ["<=", X, n(0)]


def _decide(says: Data, *given: Data) -> str:
    return file(step("decide", given, says))


def _same(term: Data, right: Data, wrong: Data, *given: Data) -> tuple[str, str]:
    return _decide(["Identity", term, right], *given), _decide(["Identity", term, wrong], *given)


def _power(base: Data, exponent: int | str) -> Data:
    return ["^", base, n(exponent)]


def _cases(value: Data, other: Data, condition: Data) -> Data:
    return ["cases", [value, condition], [other, ["true"]]]


_IF = _cases(X, n(0), ["<", Y, n(0)])
_NEVER = ["cases", [X, ["<", n(1), n(0)]]]
_PLUS_MINUS = ["*", n(-1), X]

VALUES: dict[str, tuple[str, str]] = {
    "a root": _same(ROOT, ["*", n(1), ROOT], n(1), POSITIVE),
    "a root of what is negated": _same(square(_power(_PLUS_MINUS, "1/2")), _PLUS_MINUS, X, NEGATIVE),
    "a root of a cube": _same(_power(_power(X, 3), "1/2"), _power(_power(X, 3), "1/2"), ["abs", X], POSITIVE),
    "a root of a fourth power": _same(_power(_power(X, 4), "1/2"), square(X), X),
    "a root of a root of a square": _same(square(_power(_power(["*", X, X], "1/2"), "1/2")), ["abs", X], X),
    "a root of a quotient": _same(
        _power(["*", n(-1), _power(X, 4), _power(["*", n(-1), square(X)], -1)], "1/2"), ["abs", X], X, ["<", X, n(0)]
    ),
    "a root of a number": _same(_power(n(8), "1/2"), ["*", n(2), _power(n(2), "1/2")], n(2)),
    "a root of a square": _same(_power(n(9), "1/2"), n(3), n(9)),
    "a root of an exponential": _same(_power(["exp", X], "1/2"), ["exp", ["*", n("1/2"), X]], ["exp", X]),
    "a root of a distance": _same(square(_power(["abs", X], "1/2")), ["abs", X], X),
    "a root of two": _same(_power(["*", X, square(Y)], "1/2"), ["*", ["abs", Y], ROOT], ["*", Y, ROOT], POSITIVE),
    "a third power of a third root": _same(_power(_power(X, "1/3"), 2), _power(X, "2/3"), _power(X, "1/3"), POSITIVE),
    "a square of a third root": _same(_power(_power(X, "1/3"), 2), _power(X, "2/3"), X, POSITIVE),
    "a cube of a root": _same(_power(ROOT, 3), _power(X, "3/2"), X, POSITIVE),
    "one of two cases": _same(_IF, _IF, X),
    "cases of other values": _same(_IF, _IF, _cases(Y, n(0), ["<", Y, n(0)])),
    "cases of other conditions": _same(_IF, _IF, _cases(X, n(0), ["<", Y, n(1)])),
    "cases of another last value": _same(_IF, _IF, _cases(X, n(1), ["<", Y, n(0)])),
    "a case that is known not to apply": _same(_cases(X, Y, ["<", n(1), n(0)]), Y, X),
    "a case that is known to apply": _same(_cases(X, Y, TRUE), X, Y),
    "no case at all": (
        _decide(["<", Y, n(2)], ["<", Y, n(1)], ["<", X, _NEVER]), _decide(["<=", _NEVER, _NEVER], ["<", Y, n(1)]),
    ),
    "an exponential of a product with a root": _same(
        ["exp", ["*", ROOT, Y]], ["exp", ["*", Y, ROOT]], ["exp", Y], POSITIVE
    ),
    "an exponential of a square": _same(["exp", square(X)], ["exp", ["*", X, X]], ["exp", X]),
    "an exponential of a sum": _same(
        ["exp", ["+", X, Y]], ["*", ["exp", X], ["exp", Y]], ["+", ["exp", X], ["exp", Y]],
    ),
    "an exponential of a multiple": _same(["exp", ["*", n(2), X]], square(["exp", X]), ["*", n(2), ["exp", X]]),
    "an exponential of a logarithm": _same(["exp", ["*", n(2), ["log", X]]], square(X), X, ["<", n(0), X]),
    "an exponential of half a logarithm": _same(["exp", ["*", n("1/2"), ["log", X]]], ROOT, X, ["<", n(0), X]),
    "a logarithm of an exponential": _same(["log", ["exp", X]], X, ["exp", X]),
    "a logarithm of one": _same(["log", n(1)], n(0), n(1)),
    "two logarithms": _same(["log", X], ["log", ["+", X, n(0)]], ["log", Y], ["<", n(0), X], ["<", n(0), Y]),
    "the larger of two numbers": _same(["max", n(1), n(2), X], ["max", X, n(2)], ["max", X, n(1)]),
    "the smaller of two numbers": _same(["min", n(1), n(2), X], ["min", X, n(1)], ["min", X, n(2)]),
    "the larger of one": _same(["max", X, X], X, n(0)),
    "the larger of two names": _same(["max", X, Y], ["max", Y, X], ["min", X, Y]),
    "the larger of other names": _same(["max", X, Y], ["max", Y, ["max", X, Y]], ["max", X, Z]),
    "a sum of one term": _same(["sum", at(J), [J, K, K]], at(K), n(0)),
    "a sum of no term": _same(["sum", at(J), [J, n(2), n(1)]], n(0), at(n(1))),
    "a sum of two terms": _same(
        ["sum", at(J), [J, n(1), n(2)]], ["sum", at(K), [K, n(1), n(2)]], at(n(1))
    ),
    "a sum up to another end": _same(
        ["sum", at(J), [J, n(1), K]], ["sum", at(J), [J, n(1), K]], ["sum", at(J), [J, n(2), K]],
    ),
    "a sum of nothing but zeros": _same(["sum", minus(J, J), [J, n(1), K]], n(0), n(1)),
    "a sum of sums": _same(
        ["sum", ["sum", ["+", J, ["*", n(2), K]], [J, n(1), n(2)]], [K, n(1), n(2)]],
        ["sum", ["sum", ["+", K, ["*", n(2), J]], [K, n(1), n(2)]], [J, n(1), n(2)]],
        ["sum", ["sum", ["+", K, ["*", n(2), J]], [J, n(1), n(2)]], [K, n(1), n(2)]],
    ),
    "two entries": _same(at(["+", K, n(1)]), at(["+", n(1), K]), at(K)),
    "two values": _same(["value", "f", X, Y], ["value", "f", ["+", X, n(0)], Y], ["value", "f", Y, X]),
    "an inverse": _same(inverse(inverse(X)), X, inverse(X), ["!=", X, n(0)]),
    "an inverse with a root": _same(
        inverse(["+", n(1), ROOT]), ["*", minus(n(1), ROOT), inverse(minus(n(1), X))], minus(n(1), ROOT), POSITIVE,
        ["!=", X, n(1)],
    ),
    "a power of zero": _same(_power(X, 0), n(1), X),
    "a number of many digits": _same(n("9" * 200), n("9" * 200), n("8" * 200)),
    "a comparison turned": (_decide(["<", Y, X], [">", X, Y]), _decide(["<", X, Y], [">", X, Y])),
    "a comparison of other strength": (_decide(["<=", X, Y], ["<=", X, Y]), _decide(["<", X, Y], ["<=", X, Y])),
    "an equality turned": (_decide(["=", X, Y], ["Identity", Y, X]), _decide(["!=", X, Y], ["Identity", Y, X])),
    "a negation": (_decide(["<", X, Y], ["not", [">=", X, Y]]), _decide(["<=", Y, X], ["not", [">=", X, Y]])),
    "what holds in other ranges": (
        _decide(each(["<", n(0), at(J)], J, n(1), K), each(["<", n(0), at(J)], J, n(1), K)),
        _decide(each(["<", n(0), at(J)], J, n(0), K), each(["<", n(0), at(J)], J, n(1), K)),
    ),
    "what holds for another index": (
        _decide(["UniqueRoot", X, UNIT], ["UniqueRoot", Y, [Y, n(0), n(1)]]),
        _decide(["UniqueRoot", X, UNIT], ["UniqueRoot", X, [Y, n(0), n(1)]]),
    ),
    "a predicate of another function": (
        _decide(["UniqueRoot", minus(X, Z), UNIT], ["UniqueRoot", minus(X, Z), UNIT]),
        _decide(["UniqueRoot", minus(X, Y), UNIT], ["UniqueRoot", minus(X, Z), UNIT]),
    ),
    "another predicate": (
        _decide(["Increasing", ["value", "f", X], UNIT], ["Increasing", ["value", "f", Y], [Y, n(0), n(1)]]),
        _decide(["Decreasing", ["value", "f", X], UNIT], ["Increasing", ["value", "f", X], UNIT]),
    ),
    "a clock with another range": (
        _decide(CLOCK, CLOCK), _decide(["Clock", LEVEL, READING, [U, n(0), n(2)], CLOCK[4]], CLOCK),
    ),
    "a clock that is not defined": (
        _decide(["Clock", LEVEL, ["+", READING, NOTHING], *CLOCK[3:]], CLOCK, KNOWN),
        _decide(["Clock", LEVEL, ["+", READING, NOTHING], *CLOCK[3:]], CLOCK),
    ),
    "a clock that says where a name lies": (
        _decide(["<", n(-1), U], ["Clock", ["log", ["+", U, n(1)]], READING, *CLOCK[3:]], ["<", n(0), U]),
        _decide(["<", n(-1), U], ["Clock", ["log", ["+", U, n(1)]], READING, *CLOCK[3:]]),
    ),
    "a condition that is not defined": (
        _decide(["or", ["implies", ["<", inverse(X), n(0)], TRUE], TRUE], ["!=", X, n(0)]),
        _decide(["or", ["implies", ["<", inverse(X), n(0)], TRUE], TRUE]),
    ),
    "a lambda of two": (
        ruled("instantiate", ["<=", n(0), square(square(X))], [shown(["<=", n(0), square(["value", "f", X])])],
              mapping=[[["function", "f"], ["lambda", Y, square(Y)]]]),
        ruled("instantiate", ["<=", n(0), square(square(X))], [shown(["<=", n(0), square(["value", "f", X, Y])])],
              mapping=[[["function", "f"], ["lambda", Y, square(Y)]]]),
    ),
    "an index that captures": (
        ruled("instantiate", each(["<=", J, K], J, K, K), [shown(each(["<=", J, K], J, K, K))], mapping=[]),
        ruled("instantiate", each(["<=", J, n(1)], J, n(2), n(2)), [shown(each(["<=", J, K], J, K, K))],
              mapping=[[K, n(1)]]),
    ),
}  # fmt: skip
"""What differs -> a file that holds, and one that holds if it did not differ."""


# What numbers decide.


def _closed(kind: str, rising: Data, falling: Data) -> tuple[str, str]:
    return _decide([kind, rising, UNIT]), _decide([kind, falling, UNIT])


_FALLING, _EXP = ["*", n(-1), X], ["exp", X]
_EXP_1 = ["exp", n(1)]
_ROOT_2 = _power(n(2), "1/2")

NUMBERS: dict[str, tuple[str, str]] = {
    "a function that does not fall": _closed("NonDecreasing", _EXP, ["*", n(-1), _EXP]),
    "a function that does not rise": _closed("NonIncreasing", ["*", n(-1), _EXP], _EXP),
    "a function that rises": _closed("Increasing", _EXP, ["*", n(-1), _EXP]),
    "a function that falls": _closed("Decreasing", ["*", n(-1), _EXP], _EXP),
    "a function that rises, and is constant": _closed("Increasing", _EXP, n(1)),
    "a convex function": _closed("Convex", _EXP, ["*", n(-1), _EXP]),
    "a least value at the end": (
        _decide(["Minimises", n(0), _EXP, UNIT]), _decide(["Minimises", n(1), _EXP, UNIT]),
    ),
    "a least value at the other end": (
        _decide(["Minimises", n(1), ["*", n(-1), _EXP], UNIT]), _decide(["Minimises", n(0), ["*", n(-1), _EXP], UNIT]),
    ),
    "a function with a constant that is not defined": (
        _decide(["Increasing", ["+", _EXP, ["log", n(2)]], UNIT]),
        _decide(["Increasing", ["+", _EXP, ["log", n(-1)]], UNIT]),
    ),
    "a function with a pole": (
        _decide(["NonIncreasing", inverse(X), [X, n(1), n(2)]]),
        _decide(["NonIncreasing", inverse(X), [X, n(-1), n(1)]]),
    ),
    "a function with a kink": (
        _decide(["Convex", ["exp", ["abs", n(2)]], UNIT]),
        _decide(["Convex", ["*", n(-1), ["abs", minus(X, n("1/3"))]], UNIT]),
    ),
    "something in the whole range": (
        _decide(each(["<", X, _EXP], X, n(0), n(1))), _decide(each(["<", n(0), X], X, n(0), n(1))),
    ),
    "something in a range whose end is not defined": (
        _decide(each(["<", X, _EXP], X, n(0), ["log", n(2)])), _decide(each(["<", X, _EXP], X, ["log", n(-1)], n(1))),
    ),
    "a close comparison": (_decide(["<", n("470832/332929"), _ROOT_2]), _decide(["<", n("665857/470832"), _ROOT_2])),
    "a close comparison of exponentials": (
        _decide(["<", n("2721/1001"), ["exp", n(1)]]), _decide(["<", ["exp", n(1)], n("2721/1001")]),
    ),
    "a close comparison of logarithms": (
        _decide(["<", ["log", n(2)], n("253/365")]), _decide(["<", n("253/365"), ["log", n(2)]]),
    ),
    "a logarithm that is not defined": (_decide(["<=", ["log", n(1)], n(5)]), _decide(["<=", ["log", n(-1)], n(5)])),
    "what follows from what is false": (
        _decide(["<", _EXP_1, n(2)], ["<", X, X]), _decide(["<", _EXP_1, n(2)], ["<", X, Y]),
    ),
    "a root that is not defined": (
        _decide(["<", _power(n(2), "1/2"), n(5)]), _decide(["<", _power(n(-2), "1/2"), n(5)]),
    ),
    "a fraction that is not defined": (
        _decide(["<", inverse(minus(_ROOT_2, n(1))), n(5)]), _decide(["<", inverse(minus(_ROOT_2, _ROOT_2)), n(5)]),
    ),
    "an alternative that is not defined": (
        _decide(["or", TRUE, ["<", ["log", n(2)], n(1)]]), _decide(["or", TRUE, ["<", ["log", n(0)], n(1)]]),
    ),
    "both of two": (
        _decide(["and", TRUE, ["<", ["log", n(2)], n(1)]]), _decide(["and", TRUE, ["<", n(1), ["log", n(2)]]]),
    ),
    "both or neither": (
        _decide(["iff", ["<", n(0), ["log", n(2)]], TRUE]), _decide(["iff", ["<", n(1), ["log", n(2)]], TRUE]),
    ),
    "not so": (_decide(["not", ["<", n(1), ["log", n(2)]]]), _decide(["not", ["<", ["log", n(2)], n(1)]])),
    "a consequence": (
        _decide(["implies", ["<", n(0), ["log", n(2)]], ["<", ["log", n(2)], n(1)]]),
        _decide(["implies", ["<", n(0), ["log", n(2)]], ["<", n(1), ["log", n(2)]]]),
    ),
    "a case": (
        _decide(["<", ["cases", [["log", n(2)], TRUE], [n(5), ["true"]]], n(1)]),
        _decide(["<", ["cases", [n(5), ["<", n(0), ["log", n(2)]]], [n(0), ["true"]]], n(1)]),
    ),
    "no case": (
        _decide(["<", ["cases", [["log", n(2)], ["<", n(0), ["log", n(2)]]]], n(1)]),
        _decide(["<", ["cases", [["log", n(2)], ["<", n(1), ["log", n(2)]]]], n(1)]),
    ),
    "a case that changes in the range": (
        _decide(each(["<", ["cases", [n(0), ["<", X, n("1/3")]], [n(2), ["true"]]], n(3)], X, n(0), n(1))),
        _decide(each(["<", ["cases", [n(0), ["<", X, n("1/3")]], [n(2), ["true"]]], n(1)], X, n(0), n(1))),
    ),
    "a square of what changes its sign": (
        _decide(each(["<=", n(0), square(X)], X, n(-1), n(1))),
        _decide(each(["<", n("1/2"), square(X)], X, n(-1), n(1))),
    ),
    "a distance of what changes its sign": (
        _decide(each(["<=", n(0), ["abs", X]], X, n(-1), n(1))),
        _decide(each(["<", n("1/2"), ["abs", X]], X, n(-1), n(1))),
    ),
    "a product of negative numbers": (
        _decide(["<", n(1), ["*", ["log", n("1/4")], ["log", n("1/4")]]]),
        _decide(["<", ["*", ["log", n("1/4")], ["log", n("1/4")]], n(1)]),
    ),
    "the largest": (
        _decide(["<", ["max", ["log", n(2)], n(0)], n(1)]), _decide(["<", ["max", ["log", n(3)], n(0)], n(1)]),
    ),
    "the smallest": (
        _decide(["<", ["min", ["log", n(3)], n(0)], n(1)]), _decide(["<", n("1/2"), ["min", ["log", n(3)], n(0)]]),
    ),
}  # fmt: skip
"""What numbers decide -> a file that says so, and one that says the opposite, or of what is not defined."""
