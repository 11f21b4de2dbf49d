"""Statements that are false, each once accepted for a reason of its own; beside it one that is true, and accepted.

Where a name or a term says nothing of where it is defined, the statement is false where it is not.
"""

from __future__ import annotations

import json
from typing import Any

from written_files import J, K, X, Y, at, each, file, inverse, minus, n, step

from ldm_symbolic.checker.values import P

Data = Any
Z: Data = ["symbol", "z", "real"]


def root(term: Data) -> Data:
    return ["^", term, n("1/2")]


def _decided(says: Data, *given: Data) -> str:
    return file(step("decide", given, says))


def _same(left: Data, right: Data, *given: Data) -> str:
    return _decided(["Identity", left, right], *given)


def _one_case(condition: Data) -> Data:
    """Return 1, an integer, which is defined where a condition holds."""
    return ["cases", [n(1), condition]]


def _nothing(condition: Data) -> Data:
    """Return 0, an integer, which is defined where a condition holds."""
    return ["+", _one_case(condition), ["*", n(-1), _one_case(condition)]]


def _guarded(condition: Data, inside: Data, says: Data, *given: Data) -> str:
    """Say something, given that another thing is less than 5 wherever some condition holds: nothing follows from it."""
    return _decided(says, ["implies", condition, ["<", inside, n(5)]], *given)


def _sum_to(end: Data, given: tuple[Data, ...], says: Data) -> str:
    first = step("decide", [], ["<=", n(0), n(1)])
    zero, one = (["sum", n(value), [J, n(1), end]] for value in (0, 1))
    return file(
        first,
        step("sum_over_modes", given, ["<=", zero, one], [0], limits=[J, n(1), end]),
        step("by_logic", given, says, [1], goal=says),
    )


def _slope_at(point: Data, says: Data) -> str:
    curve, slope, limits = ["^", X, n(2)], ["*", n(2), X], [X, n(0), n(1)]
    least = ["iff", ["Minimises", point, curve, limits], ["<=", n(0), ["*", n(2), point]]]
    derived = ["IsDerivative", curve, slope, limits]
    return file(
        step("decide", [], ["Convex", curve, limits]),
        step("derivative", [], derived, function=curve, slope=slope, limits=limits),
        step("decide", [], ["<", n(0), n(1)]),
        {**step("slope_at", [], least, [0, 1, 2], point=point), "arguments": {"point": point, "says": "Minimises"}},
        step("by_logic", [], says, [3], goal=says),
    )


_APART = ["+", Y, ["abs", X], X, ["abs", Y]]
_LOGS = ["+", ["exp", ["log", X]], ["exp", ["*", n(-1), ["log", X]]]]
_ROOTS = ["*", root(Z), root(Z)]  # z, where it is defined
_DEFINED, _NEGATIVE = ["<=", n(0), Z], ["<", Y, n(0)]
_LAST = [n(0), ["true"]]
_FAR = n("1/" + "9" * 1999)

FALSE: dict[str, tuple[str, str]] = {
    "no integer lies from 1/2 to 1/2": (
        _decided(["<", X, n(1)], each(["<", X, J], J, n(1), n(1))),
        _decided(["<", X, n("1/2")], each(["<", X, J], J, n("1/2"), n("1/2"))),
    ),
    "no integer lies from 1/4 to 3/4, but real numbers": (
        _decided(each(["<", X, n(0)], Y, n("1/4"), n("3/4")), each(["<", X, n(0)], Z, n("1/4"), n("3/4"))),
        _decided(each(["<", X, n(0)], Y, n("1/4"), n("3/4")), each(["<", X, n(0)], J, n("1/4"), n("3/4"))),
    ),
    "two factors that are not zero, and their product is": (
        _same(["*", minus(["abs", X], X), ["+", ["abs", X], X], inverse(Y)], n(0), ["!=", Y, n(0)]),
        _same(["*", minus(["abs", X], X), _APART, inverse(_APART)], n(0), ["!=", _APART, n(0)]),
    ),
    "the exponential of a logarithm that is not defined": (
        _guarded(["<", n(0), X], _LOGS, ["<", n(0), X], ["!=", X, n(0)], ["<=", n(0), X]),
        _guarded(["<", n(0), X], _LOGS, ["<", n(0), X]),
    ),
    "the exponential of a root that is not defined": (
        _guarded(_DEFINED, ["exp", minus(_ROOTS, Z)], _DEFINED, ["<", n(-1), ["log", Z]]),
        _guarded(_DEFINED, ["exp", minus(_ROOTS, Z)], _DEFINED),
    ),
    "a maximum of what is not defined": (
        _guarded(_DEFINED, ["max", _ROOTS, Y], ["<=", n(-1), ["max", Z, Y]], ["<=", n(-1), Z]),
        _guarded(_DEFINED, ["max", _ROOTS, Y], ["<=", n(0), ["max", Z, Y]]),
    ),
    "a root of what is not defined": (
        _guarded(_DEFINED, root(["+", n(1), _ROOTS]), ["<=", n(1), root(["+", n(1), Z])], ["<=", n(0), Z]),
        _guarded(_DEFINED, root(["+", n(1), _ROOTS]), ["<=", n(1), root(["+", n(1), Z])], ["<", n(-1), Z]),
    ),
    "a case that is not defined": (
        _guarded(
            _DEFINED, ["cases", [_ROOTS, _NEGATIVE], _LAST],
            ["<=", n(0), ["cases", [Z, _NEGATIVE], _LAST]], ["<=", n(0), Z],
        ),
        _guarded(
            _DEFINED, ["cases", [_ROOTS, _NEGATIVE], _LAST],
            ["<=", n(0), ["cases", [Z, _NEGATIVE], _LAST]],
        ),
    ),
    "a sum up to what is not defined": (
        _sum_to(_one_case(["<", n(0), X]), (["<", n(1), X],), ["<", n(0), X]),
        _sum_to(_one_case(["<", n(0), X]), (), ["<", n(0), X]),
    ),
    "a minimum at what is not defined": (
        _slope_at(["+", Z, ["*", n(-1), Z]], ["<=", n(0), n(1)]),
        _slope_at(["+", ["*", Z, inverse(Z)], n(-1)], ["!=", Z, n(0)]),
    ),
    "powers of 2 begin anew": (
        _same(["^", n(2), n(4)], n(16)),
        _same(["^", n(2), n(521)], n(1)),
    ),
    "a power with an exponent of 157 digits": (_same(["^", X, n(1)], X), _same(["^", X, n(P)], X)),
    "an exponential with a coefficient of 157 digits": (
        _same(["exp", ["*", n(1), X]], ["exp", X]), _same(["exp", ["*", n(P), X]], ["exp", X]),
    ),
    "no list": (
        file(step("decide", [], ["<=", n(0), n(1)]), step("instantiate", [], ["<=", n(0), n(1)], [0], mapping=[])),
        file(step("decide", [], ["<=", n(0), n(1)]), step("instantiate", [], ["<=", n(0), n(1)], [0], mapping=5)),
    ),
    "no kind": (_decided(["<", n(0), n(1)]), _decided([{}, n(0), n(1)])),
    "no condition": (
        file(step("by_logic", [], ["<=", n(0), n(1)], goal=["<=", n(0), n(1)])),
        file(step("by_logic", [], ["<=", n(0), n(1)], goal=n(1))),
    ),
    "a coefficient of 6,000 digits": (
        _decided(["<", ["*", _FAR, X], Y], ["<", X, ["*", inverse(_FAR), Y]]),
        _decided(["<", ["*", _FAR, _FAR, _FAR, X], Y], ["<", X, Y]),
    ),
    "an exponent with a coefficient of 6,000 digits": (
        _decided(["<", n(0), ["exp", ["*", _FAR, X]]]),
        _decided(["<", ["exp", ["*", _FAR, _FAR, _FAR, X]], Y], ["<", X, Y]),
    ),
    "a power with 100,000,000 factors": (
        _decided(["<", n(0), ["^", X, n(100)]], ["<", n(0), X]),
        _decided(["<", n(0), ["^", ["+", X, Y], n(100_000_000)]], ["<", n(1), X]),
    ),
}  # fmt: skip
"""What is wrong -> a true statement, a false one or what is none."""


def _refuted(given: Data, says: Data, **instance: Data) -> str:
    names = {"x": X, "s": ["sequence", "s"]}
    head = {"schema": "ldm-symbolic/proof/1", "claim": "own", "hypotheses": given, "conclusion": says}
    return json.dumps({**head, "counterexample": [[names[name], value] for name, value in instance.items()]})


_PAST = _nothing(["<", n(0), X])
_FROM_HALF = ["^", minus(J, n("1/2")), n(2)]

INSTANCES: dict[str, tuple[str, str]] = {
    "0 is not an integer from 1/2 to 1": (
        _refuted([], each(["<", n(0), J], J, n("-1/2"), n(1))),
        _refuted([], each(["<", n(0), J], J, n("1/2"), n(1))),
    ),
    "0 is not an integer from -1 to -1/2": (
        _refuted([], each(["<", J, n(0)], J, n(-1), n("1/2"))),
        _refuted([], each(["<", J, n(0)], J, n(-1), n("-1/2"))),
    ),
    "1/2 is not an integer from 0 to 1": (
        _refuted([["Minimises", n(1), _FROM_HALF, [J, n(0), n(1)]]], ["<", X, n(0)], x=n("1/2")),
        _refuted([["Minimises", X, _FROM_HALF, [J, n(0), n(1)]]], ["<", X, n(0)], x=n("1/2")),
    ),
    "an entry whose index is not defined": (
        _refuted([["<", n(0), at(["+", n(1), _PAST])]], ["<", X, n(0)], x=n(1), s=[n(1)]),
        _refuted([["<", n(0), at(["+", n(1), _PAST])]], ["<", n(0), X], x=n(-1), s=[n(1)]),
    ),
    "a sum whose end is not defined": (
        _refuted([["<", n(0), ["sum", J, [J, n(1), ["+", n(1), _PAST]]]]], ["<", X, n(0)], x=n(1)),
        _refuted([["<", n(0), ["sum", J, [J, n(1), ["+", n(1), _PAST]]]]], ["<", n(0), X], x=n(-1)),
    ),
    "an entry that is a condition": (
        _refuted([], ["<", at(n(1)), n(0)], s=[n(1)]), _refuted([], ["<", at(n(1)), n(0)], s=[["<", n(0), n(1)]]),
    ),
    "an entry that is a lambda": (
        _refuted([], ["<", at(n(1)), n(0)], s=[n(1)]), _refuted([], ["<", at(n(1)), n(0)], s=[["lambda", K, K]]),
    ),
}  # fmt: skip
"""What is wrong -> an instance where a statement fails, and one where it does not."""
