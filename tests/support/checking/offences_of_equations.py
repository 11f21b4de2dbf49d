"""The same for the linear equation V' = p V + q, and for what a file, a term and an instance must be."""

from __future__ import annotations

import json
from typing import Any

from offences import TRUE, UNIT, Z, ruled, shown, square
from offences_of_analysis import KNOWN, ROOT, slope
from written_files import J, K, S, T, X, Y, at, each, file, inverse, minus, n, step

Data = Any
V = ["value", "V", T]
HERE = [T, n(0), n(1)]
INSIDE = (["<=", n(0), T], ["<=", T, n(1)])


def equation(rate: Data, source: Data, start: Data, limits: Data = HERE) -> Data:
    return ["SolvesLinearODE", V, rate, source, start, limits]


def _starts(solves: Data, says: Data, *given: Data) -> str:
    return ruled("initial_value", says, (), [solves, *given], equation=solves)


def _only(
    candidate: Data, derived: Data, *given: Data, solves: Data = None, start: Data = None, first: Data = None
) -> str:
    """Say that a candidate is the solution."""
    solves = solves or equation(n(1), n(0), n(1))
    facts = [first or slope(candidate, derived, HERE), start or shown(TRUE)]
    return ruled("only_solution", ["Identity", V, candidate], facts, given, equation=solves, candidate=candidate)


_GROWTH = equation(n(1), n(0), n(1))
_LINEAR = equation(n(0), n(1), Z)


def _stays(
    bound: Data, *given: Data, above: Data = True, forcing: Data = None, start: Data = None, says: Data = None
) -> str:
    solves = equation(n(-1), n(2), n(3))
    order = (lambda left, right: ["<=", right, left]) if above is True else (lambda left, right: ["<=", left, right])
    forcing = forcing or shown(order(["+", ["*", n(-1), bound], n(2)], n(0)), *INSIDE)
    start = start or shown(order(n(3), bound))
    told = {"equation": solves, "bound": bound, "above": above}
    return ruled("stays", says or order(V, bound), [forcing, start], given, **told)


_PUSH = ["*", n(6), T, inverse(["+", n(1), square(T)])]  # at most 3, and that at 1


def _pushed(bound: Data) -> str:
    """Say of V' = -V + 6t/(1 + t²), V(0) = 3, that it stays above a bound."""
    solves = equation(n(-1), _PUSH, n(3))
    forcing = shown(["<=", n(0), ["+", ["*", n(-1), bound], _PUSH]], *INSIDE)
    told = {"equation": solves, "bound": bound, "above": True}
    return ruled("stays", ["<=", bound, V], [forcing, shown(["<=", bound, n(3)])], [solves, *INSIDE], **told)


_SOLVED = equation(n(-1), n(2), n(3))
_GIVEN = (_SOLVED, *INSIDE)


def _restricted(
    ends: list[Data], rate: Data, *given: Data, inside: Data = None, agreeing: Data = None, solves: Data = None,
    start: Data = None,
) -> str:  # fmt: skip
    solves = solves or _SOLVED
    says = ["SolvesLinearODE", V, rate, n(2), start or ["value", "V", ends[0]], [T, *ends]]
    facts = [inside or shown(TRUE), agreeing or shown(["Identity", n(-1), rate])]
    return ruled("restricted", says, facts, [solves, *given], equation=solves, rate=rate, ends=ends)


_HALF = [n("1/2"), n(1)]
_TO_Z, _FROM_Z = [n(0), Z], [Z, n(1)]


def _pole(lower: Data) -> str:
    """Restrict an equation for 1/(2 - t) on [0, 1] to the times from one on."""
    function, ends = inverse(minus(n(2), T)), [lower, n(1)]
    solves = ["SolvesLinearODE", function, function, n(0), n("1/2"), HERE]
    says = ["SolvesLinearODE", function, function, n(0), inverse(minus(n(2), lower)), [T, *ends]]
    agreeing = shown(["Identity", function, function], ["<=", lower, T], ["<=", T, n(1)])
    return ruled("restricted", says, [shown(TRUE), agreeing], [solves], equation=solves, rate=function, ends=ends)


EQUATIONS: dict[str, tuple[str, str]] = {
    "a start in a range without a point": (
        _starts(equation(n(1), n(0), Z, [T, n(0), Y]), ["Identity", ["value", "V", n(0)], Z], ["<=", n(0), Y]),
        _starts(equation(n(1), n(0), Z, [T, n(0), Y]), ["Identity", ["value", "V", n(0)], Z]),
    ),
    "a start of no equation": (
        _starts(_GROWTH, ["Identity", ["value", "V", n(0)], n(1)]),
        ruled("initial_value", ["Identity", ["value", "V", n(0)], n(1)], equation=_GROWTH),
    ),
    "an equation that is none": (_starts(_GROWTH, TRUE), _starts(TRUE, TRUE)),
    "a solution whose slope is another": (
        _only(["exp", T], ["exp", T], _GROWTH, *INSIDE),
        _only(["+", T, n(1)], n(1), _GROWTH, *INSIDE),
    ),
    "a solution that starts elsewhere": (
        _only(["exp", T], ["exp", T], _GROWTH, *INSIDE),
        _only(["*", n(2), ["exp", T]], ["*", n(2), ["exp", T]], _GROWTH, *INSIDE),
    ),
    **{
        f"a solution, without {place}": (
            _only(["exp", T], ["exp", T], _GROWTH, *INSIDE),
            _only(["exp", T], ["exp", T], *(one for one in (_GROWTH, *INSIDE) if one is not left)),
        )
        for place, left in enumerate((_GROWTH, *INSIDE))
    },
    "a solution that starts so at one time": (
        _only(["+", T, Z], n(1), _LINEAR, *INSIDE, solves=_LINEAR, start=shown(["Identity", Z, Z]),
              first=slope(["+", T, Z], ["+", ["*", n(0), ["+", T, Z]], n(1)], HERE)),
        _only(["+", T, Y], n(1), _LINEAR, *INSIDE, ["=", T, minus(Y, Z)], solves=_LINEAR,
              start=step("decide", [["=", T, minus(Y, Z)], ["=", T, n(0)]], ["Identity", Y, Z]),
              first=slope(["+", T, Y], ["+", ["*", n(0), ["+", T, Y]], n(1)], HERE)),
    ),
    "a solution that starts so under a hypothesis": (
        _only(["+", T, Y], n(1), _LINEAR, *INSIDE, ["=", Y, Z], solves=_LINEAR, start=shown(["=", Y, Z], ["=", Y, Z]),
              first=slope(["+", T, Y], ["+", ["*", n(0), ["+", T, Y]], n(1)], HERE)),
        _only(["+", T, Y], n(1), _LINEAR, *INSIDE, solves=_LINEAR, start=shown(["=", Y, Z], ["=", Y, Z]),
              first=slope(["+", T, Y], ["+", ["*", n(0), ["+", T, Y]], n(1)], HERE)),
    ),
    "a bound across which it is pushed": (
        _stays(n(2), *_GIVEN), _stays(n("5/2"), *_GIVEN, forcing=shown(TRUE)),
    ),
    "a bound that rises": (_pushed(n(0)), _pushed(_PUSH)),
    "a bound on whose side it does not start": (
        _stays(n(2), *_GIVEN), _stays(n("5/2"), *_GIVEN, above=False, start=shown(TRUE)),
    ),
    "a bound from above": (
        _stays(n(3), *_GIVEN, above=False),
        _stays(n(3), *_GIVEN, above=False, says=["<=", n(3), V]),
    ),
    "a side that is none": (_stays(n(3), *_GIVEN, above=False), _stays(n(3), *_GIVEN, above=0)),
    **{
        f"a bound, without {place}": (
            _stays(n(2), *_GIVEN), _stays(n(2), *(one for one in _GIVEN if one is not left))
        )
        for place, left in enumerate(_GIVEN)
    },
    "a bound that needs more to be forced": (
        _stays(Z, *_GIVEN, ["<=", Z, n(2)], forcing=shown(["<=", n(0), ["+", ["*", n(-1), Z], n(2)]], ["<=", Z, n(2)]),
               start=shown(["<=", Z, n(3)], ["<=", Z, n(2)])),
        _stays(Z, *_GIVEN, ["<=", Z, n(3)], forcing=shown(["<=", n(0), ["+", ["*", n(-1), Z], n(2)]], ["<=", Z, n(2)]),
               start=shown(["<=", Z, n(3)], ["<=", Z, n(3)])),
    ),
    "a bound that needs more to start": (
        _stays(Z, *_GIVEN, ["<=", Z, n(2)], forcing=shown(["<=", n(0), ["+", ["*", n(-1), Z], n(2)]], ["<=", Z, n(2)]),
               start=shown(["<=", Z, n(3)], ["<=", Z, n(3)])),
        _stays(Z, *_GIVEN, ["<=", n(3), Z], above=False, start=shown(["<=", n(3), Z], ["<=", n(3), Z], ["<=", Z, n(3)]),
               forcing=shown(["<=", ["+", ["*", n(-1), Z], n(2)], n(0)], ["<=", n(3), Z]), says=["<=", V, n(3)]),
    ),
    "a bound that is forced at one time": (
        _stays(n(2), *_GIVEN),
        _stays(Z, *_GIVEN, ["=", Z, minus(n(3), T)], ["<=", n(1), T], start=shown(["<=", Z, n(3)], ["<=", Z, n(3)]),
               forcing=shown(["<=", n(0), ["+", ["*", n(-1), Z], n(2)]], ["=", Z, minus(n(3), T)], ["<=", n(1), T])),
    ),
    "a part that begins before": (
        _restricted(_HALF, n(-1)), _restricted([n(-1), n(1)], n(-1)),
    ),
    "a part that ends after": (_restricted(_HALF, n(-1)), _restricted([n(0), n(2)], n(-1))),
    "a part with another rate": (
        _restricted(_HALF, n(-1)), _restricted(_HALF, n(-2), agreeing=shown(TRUE)),
    ),
    "a part that starts elsewhere": (
        _restricted(_HALF, n(-1)), _restricted(_HALF, n(-1), start=n(3)),
    ),
    "a part of no solution": (
        _restricted(_HALF, n(-1)),
        ruled("restricted", ["SolvesLinearODE", V, n(-1), n(2), ["value", "V", n("1/2")], [T, *_HALF]],
              [shown(TRUE), shown(["Identity", n(-1), n(-1)])], equation=_SOLVED, rate=n(-1), ends=_HALF),
    ),
    "a part with a rate that agrees at one time": (
        _restricted(_HALF, n(-1)),
        _restricted(_HALF, ["*", n(-1), T], ["=", T, n(1)],
                    agreeing=shown(["Identity", n(-1), ["*", n(-1), T]], ["=", T, n(1)])),
    ),
    "a part with a rate that agrees under a hypothesis": (
        _restricted(_HALF, Z, ["=", Z, n(-1)], agreeing=shown(["Identity", n(-1), Z], ["=", Z, n(-1)])),
        _restricted(_HALF, Z, agreeing=shown(["Identity", n(-1), Z], ["=", Z, n(-1)])),
    ),
    "a part that begins inside under a hypothesis": (
        _restricted(_FROM_Z, n(-1), ["<=", n(0), Z], inside=shown(["<=", n(0), Z], ["<=", n(0), Z])),
        _restricted(_FROM_Z, n(-1), inside=shown(["<=", n(0), Z], ["<=", n(0), Z])),
    ),
    "a part up to a time": (
        _restricted(_TO_Z, n(-1), ["<=", Z, n(1)], inside=shown(["<=", Z, n(1)], ["<=", Z, n(1)])),
        _restricted([n(0), T], n(-1), ["<=", T, n(1)], inside=shown(["<=", T, n(1)], ["<=", T, n(1)])),
    ),
    "a part that is inside at one time": (
        _restricted(_TO_Z, n(-1), ["<=", Z, n(1)], inside=shown(["<=", Z, n(1)], ["<=", Z, n(1)])),
        _restricted(_TO_Z, n(-1), ["<=", Z, T], ["<=", T, n(1)],
                    inside=shown(["<=", Z, n(1)], ["<=", Z, T], ["<=", T, n(1)]), agreeing=shown(TRUE)),
    ),
    "a part of which one end is told": (
        _restricted(_HALF, n(-1)),
        ruled("restricted", ["SolvesLinearODE", V, n(-1), n(2), ["value", "V", n("1/2")], [T, *_HALF]],
              [shown(TRUE), shown(["Identity", n(-1), n(-1)])], [_SOLVED], equation=_SOLVED, rate=n(-1),
              ends=[n("1/2")]),
    ),
    "a part that begins where the solution is not defined": (_pole(n("1/2")), _pole(n(2))),
    "a part with one end": (_restricted(_HALF, n(-1)), _restricted([n(0)], n(-1))),
    "a part that is not defined": (
        _restricted([n(0), ["*", n(0), inverse(Z)]], n(-1), KNOWN, inside=shown(TRUE, KNOWN)),
        _restricted([n(0), ["*", n(0), inverse(Z)]], n(-1), inside=shown(TRUE, KNOWN)),
    ),
}  # fmt: skip
"""What offends -> the file without and the file with it."""


# Where things are defined, as the step `decide` sees it.


def _decide(says: Data, *given: Data) -> str:
    return file(step("decide", given, says))


_CASE = ["cases", [inverse(X), ["!=", X, n(0)]], [n(0), ["true"]]]

DEFINED: dict[str, tuple[str, str]] = {
    "a denominator": (_decide(["=", inverse(Z), inverse(Z)], KNOWN), _decide(["=", inverse(Z), inverse(Z)])),
    "a root of what is negative": (_decide(["<=", n(0), ROOT], ["<=", n(0), X]), _decide(["<=", n(0), ROOT])),
    "a root under a fraction": (
        _decide(["<=", n(0), inverse(ROOT)], ["<", n(0), X]),
        _decide(["<=", n(0), ["^", X, n("-1/2")]], ["<=", n(0), X]),
    ),
    "a logarithm": (
        _decide(["=", ["log", X], ["log", X]], ["<", n(0), X]), _decide(["=", ["log", X], ["log", X]], ["<=", n(0), X]),
    ),
    "a logarithm of a logarithm": (
        _decide(["=", ["log", ["log", X]], ["log", ["log", X]]], ["<", n(0), X], ["<", n(0), ["log", X]]),
        _decide(["=", ["log", ["log", X]], ["log", ["log", X]]], ["<", n(0), X]),
    ),
    "a case": (_decide(["=", _CASE, _CASE]), _decide(["=", *[["cases", _CASE[2], *_CASE[1:]][:1] + _CASE[1:2]] * 2])),
    "a case before which another applies": (
        _decide(["=", _CASE, _CASE]),
        _decide(["=", *[["cases", [n(0), ["!=", X, n(0)]], [inverse(X), ["true"]]]] * 2]),
    ),
    "the condition of a case": (
        _decide(["=", *[["cases", [n(1), ["<", inverse(X), n(0)]], [n(0), ["true"]]]] * 2], ["!=", X, n(0)]),
        _decide(["=", *[["cases", [n(1), ["<", inverse(X), n(0)]], [n(0), ["true"]]]] * 2]),
    ),
    "what follows from a condition": (
        _decide(["implies", ["!=", X, n(0)], ["=", inverse(X), inverse(X)]]),
        _decide(["implies", ["!=", X, n(1)], ["=", inverse(X), inverse(X)]]),
    ),
    "a condition": (
        _decide(["implies", ["<", inverse(X), n(0)], TRUE], ["!=", X, n(0)]),
        _decide(["implies", ["<", inverse(X), n(0)], TRUE]),
    ),
    "what follows from a condition, as an alternative": (
        _decide(["or", ["implies", ["!=", X, n(0)], ["=", inverse(X), inverse(X)]], TRUE]),
        _decide(["or", ["implies", ["!=", X, n(1)], ["=", inverse(X), inverse(X)]], TRUE]),
    ),
    "a sum": (
        _decide(["=", *[["sum", inverse(Z), [J, n(1), K]]] * 2], KNOWN),
        _decide(["=", *[["sum", inverse(Z), [J, n(1), K]]] * 2]),
    ),
    "the end of a sum": (
        _decide(["=", *[["sum", n(1), [J, n(1), ["cases", [K, ["<", X, n(0)]]]]]] * 2], ["<", X, n(0)]),
        _decide(["=", *[["sum", n(1), [J, n(1), ["cases", [K, ["<", X, n(0)]]]]]] * 2]),
    ),
    "an index": (
        _decide(["=", *[at(["cases", [K, ["<", X, n(0)]]])] * 2], ["<", X, n(0)]),
        _decide(["=", *[at(["cases", [K, ["<", X, n(0)]]])] * 2]),
    ),
    "the end of a range": (
        _decide(each(TRUE, J, n(1), ["cases", [K, ["<", X, n(0)]]]), ["<", X, n(0)]),
        _decide(each(TRUE, J, n(1), ["cases", [K, ["<", X, n(0)]]])),
    ),
    "a monotone function": (
        _decide(["NonDecreasing", inverse(Z), UNIT], KNOWN), _decide(["NonDecreasing", inverse(Z), UNIT]),
    ),
    "the end of a monotone range": (
        _decide(["NonDecreasing", n(0), [X, n(0), inverse(Z)]], KNOWN),
        _decide(["NonDecreasing", n(0), [X, n(0), inverse(Z)]]),
    ),
    "the point of a minimum": (
        _decide(["Minimises", ["*", n(0), inverse(Z)], n(0), UNIT], KNOWN),
        _decide(["Minimises", ["*", n(0), inverse(Z)], n(0), UNIT]),
    ),
    "a minimum beyond": (
        _decide(["Minimises", n(1), n(0), UNIT]), _decide(["Minimises", n(2), n(0), UNIT]),
    ),
    "a minimum between integers": (
        _decide(["Minimises", n(1), n(0), [J, n(0), n(1)]]), _decide(["Minimises", n("1/2"), n(0), [J, n(0), n(1)]]),
    ),
    "a minimum between integers, among names": (
        _decide(["Minimises", K, Y, [J, K, K]]), _decide(["Minimises", X, Y, [J, K, K]], ["<=", K, X], ["<=", X, K]),
    ),
    "an index beyond the range": (
        _decide(["<", n(0), at(K)], each(["<", n(0), at(J)], J, n(1), n(9)), ["<=", n(1), K], ["<=", K, n(9)]),
        _decide(["<", n(0), at(K)], each(["<", n(0), at(J)], J, n(1), n(9)), ["<=", n(1), K]),
    ),
    "a range of one index": (
        _decide(each(["<", n(0), at(J)], J, n(1), n(1)), ["<", n(0), at(n(1))]),
        _decide(each(["<", n(0), at(J)], J, n(1), n(3)), ["<", n(0), at(n(1))]),
    ),
    "the larger of two": (
        _decide(["<=", X, ["max", X, Y]]), _decide(["<=", ["max", X, Y], X]),
    ),
    "the smaller of two": (_decide(["<=", ["min", X, Y], X]), _decide(["<=", X, ["min", X, Y]])),
    "a distance": (_decide(["<=", X, ["abs", X]]), _decide(["<=", ["abs", X], X])),
    "a distance from below": (
        _decide(["<=", ["abs", X], Y], ["<=", X, Y], ["<=", ["*", n(-1), X], Y]),
        _decide(["<=", ["abs", X], Y], ["<=", X, Y]),
    ),
    "an exponential below 1": (
        _decide(["<=", ["exp", X], n(1)], ["<=", X, n(0)]), _decide(["<=", ["exp", X], n(1)], ["<=", X, n(1)]),
    ),
    "a strict comparison": (_decide(["<=", X, Y], ["<", X, Y]), _decide(["<", X, Y], ["<=", X, Y])),
    "what is not equal": (_decide(["!=", X, Y], ["<", X, Y]), _decide(["!=", X, Y], ["<=", X, Y])),
    "one of two": (_decide(["or", ["<", X, Y], ["<=", Y, X]]), _decide(["and", ["<", X, Y], ["<=", Y, X]])),
    "both or neither": (
        _decide(["iff", ["<", X, Y], ["not", ["<=", Y, X]]]), _decide(["iff", ["<", X, Y], ["<=", Y, X]]),
    ),
    "a fraction that is negative": (
        _decide(["<", inverse(X), n(0)], ["<", X, n(0)]), _decide(["<", inverse(X), n(0)], ["!=", X, n(0)]),
    ),
}  # fmt: skip
"""What is defined or true -> a file that says so, and one that says it where it is not."""


# Instances.


def _instance(given: list[Data], says: Data, *pairs: Data) -> str:
    head = {"schema": "ldm-symbolic/proof/1", "claim": "own", "hypotheses": given, "conclusion": says}
    return json.dumps({**head, "counterexample": list(pairs)})


F = ["value", "f", X]
_TO_Y = ["lambda", Y, square(Y)]

A, B, NOW, LEVEL = ["value", "a", T], ["value", "b", X], [T, n(0), n(1)], [X, n(0), n(1)]
_READ = ["lambda", Y, ["min", n(1), ["max", n(0), Y]]]


def _timed(level: Data, reading: Data, now: Data = NOW, levels: Data = LEVEL) -> str:
    clock = ["Clock", A, B, now, levels]
    return _instance(
        [clock], ["<", n(1), n(0)], [["function", "a"], ["lambda", Y, level]], [["function", "b"], reading]
    )


_ENDS = [["or", ["<=", index, n(0)], ["<=", n(1), index]] for index in (J, X)]
_FOUR, _THREE = [T, n(0), n(4)], [X, n(0), n(3)]
_UP_AND_DOWN = ["max", ["min", ["*", n(2), Y], minus(n(3), Y)], minus(Y, n(1))]
_UP_AGAIN = [
    "lambda",
    Y,
    [
        "cases",
        [n(0), ["<", Y, n(0)]],
        [["*", n("1/2"), Y], ["<=", Y, n(1)]],
        [["+", Y, n(1)], ["<=", Y, n(3)]],
        [n(4), ["true"]],
    ],
]
_LATE = ["lambda", Y, ["cases", [n(0), ["<", Y, n("1/2")]], [n(1), ["<", n(1), Y]], [Y, ["true"]]]]
_EARLY = ["lambda", Y, ["cases", [n(0), ["<", Y, n(0)]], [n(1), ["<", n("1/2"), Y]], [Y, ["true"]]]]

REFUTED: dict[str, tuple[str, str]] = {
    "a hypothesis that fails": (_instance([["<", X, n(1)]], ["<", X, n(0)], [X, n(0)]),
                                _instance([["<", X, n(1)]], ["<", X, n(0)], [X, n(1)])),
    "a conclusion that holds": (_instance([], ["<", X, n(0)], [X, n(0)]), _instance([], ["<", X, n(0)], [X, n(-1)])),
    "a name without a value": (_instance([], ["<", X, n(0)], [X, n(0)]), _instance([], ["<", X, n(0)])),
    "a value with a name": (
        _instance([], ["!=", square(X), n(0)], [X, n(0)]), _instance([], ["!=", minus(X, Y), n(0)], [X, Y]),
    ),
    "a value that is not defined": (
        _instance([], ["<", X, n(0)], [X, n(0)]), _instance([], ["<", X, n(0)], [X, inverse(n(0))]),
    ),
    "an entry that is not defined": (
        _instance([], ["<", at(n(1)), n(0)], [S, [n(1)]]),
        _instance([], ["<", at(n(1)), n(0)], [S, [inverse(n(0))]]),
    ),
    "a pair with a third": (
        _instance([], ["<", X, n(0)], [X, n(0)]), _instance([], ["<", X, n(0)], [X, n(0), n(1)]),
    ),
    "a pair that is none": (_instance([], ["<", X, n(0)], [X, n(0)]), _instance([], ["<", n(0), n(0)], None)),
    "a hypothesis about real numbers that holds at integers": (
        _instance([each(_ENDS[0], J, n(0), n(1))], ["<", Z, n(0)], [Z, n(1)]),
        _instance([each(_ENDS[1], X, n(0), n(1))], ["<", Z, n(0)], [Z, n(1)]),
    ),
    "a minimum that is one among integers": (
        _instance([["Minimises", n(0), minus(square(J), J), [J, n(0), n(1)]]], ["<", Z, n(0)], [Z, n(1)]),
        _instance([["Minimises", n(0), minus(square(X), X), UNIT]], ["<", Z, n(0)], [Z, n(1)]),
    ),
    "a function that is not defined": (
        _instance([], ["<", F, n(0)], [X, n(1)], [["function", "f"], _TO_Y]),
        _instance([], ["<", F, n(0)], [X, n(0)], [["function", "f"], ["lambda", Y, inverse(Y)]]),
    ),
    "a function that another function is": (
        _instance([], ["<", F, n(0)], [X, n(1)], [["function", "f"], _TO_Y]),
        _instance([], ["<", F, n(0)], [X, n(1)], [["function", "f"], ["function", "g"]]),
    ),
    "an integer that is a fraction": (
        _instance([], ["<", K, n(0)], [K, n(1)]), _instance([], ["<", K, n(0)], [K, n("1/2")]),
    ),
    "an entry that is not given": (
        _instance([], ["<", at(n(1)), n(0)], [S, [n(1)]]), _instance([], ["<", at(n(2)), n(0)], [S, [n(1)]]),
    ),
    "an entry before the first": (
        _instance([], ["<", at(n(1)), n(0)], [S, [n(1)]]), _instance([], ["<", at(n(0)), n(0)], [S, [n(1)]]),
    ),
    "a sum that is small": (
        _instance([], ["<", ["sum", J, [J, n(1), K]], n(6)], [K, n(3)]),
        _instance([], ["<", ["sum", J, [J, n(1), K]], n(7)], [K, n(3)]),
    ),
    "a sum of nothing": (
        _instance([], ["<", ["sum", J, [J, n(1), K]], n(0)], [K, n(0)]),
        _instance([], ["<=", ["sum", J, [J, n(1), K]], n(0)], [K, n(0)]),
    ),
    "a minimum that is none": (
        _instance([], ["Minimises", n(0), square(minus(K, J)), [J, n(0), n(2)]], [K, n(1)]),
        _instance([], ["Minimises", n(1), square(minus(K, J)), [J, n(0), n(2)]], [K, n(1)]),
    ),
    "a minimum in the range": (
        _instance([], ["Minimises", n(3), n(0), [J, n(0), K]], [K, n(1)]),
        _instance([], ["Minimises", n(1), n(0), [J, n(0), K]], [K, n(1)]),
    ),
    "one part of a conjunction": (
        _instance([], ["and", ["<", X, n(1)], ["<", X, n(0)]], [X, n(0)]),
        _instance([], ["and", ["<", X, n(1)], ["<", X, n(2)]], [X, n(0)]),
    ),
    "a premise that fails": (
        _instance([], ["implies", ["<", X, n(1)], ["<", X, n(0)]], [X, n(0)]),
        _instance([], ["implies", ["<", X, n(0)], ["<", X, n(-1)]], [X, n(0)]),
    ),
    "a consequence that holds": (
        _instance([], ["implies", ["<", X, n(1)], ["<", X, n(0)]], [X, n(0)]),
        _instance([], ["implies", ["<", X, n(1)], ["<", X, n(2)]], [X, n(0)]),
    ),
    "three that all hold": (
        _instance([], ["iff", ["<", X, n(1)], ["<", X, n(2)], ["<", X, n(0)]], [X, n(0)]),
        _instance([], ["iff", ["<", X, n(1)], ["<", X, n(2)], ["<", X, n(3)]], [X, n(0)]),
    ),
    "another slope on one point": (
        _instance([], ["IsDerivative", square(X), X, [X, n(1), Z]], [Z, n(2)]),
        _instance([], ["IsDerivative", square(X), X, [X, n(1), Z]], [Z, n(1)]),
    ),
    "a slope that is none": (
        _instance([], ["IsDerivative", square(X), X, [X, n(0), Z]], [Z, n(1)]),
        _instance([], ["IsDerivative", square(X), ["*", n(2), X], [X, n(0), Z]], [Z, n(1)]),
    ),
    "a pair that is an object": (
        _instance([], ["<", X, n(0)], [X, n(0)]), _instance([], ["<", n(0), n(0)], {"a": 1, "b": [1]}),
    ),
    "a list that is a number": (
        _instance([], ["<", at(n(1)), n(0)], [S, [n(1)]]), _instance([], ["<", at(n(1)), n(0)], [S, 5]),
    ),
    "two that both fail": (
        _instance([], ["iff", ["<", X, n(1)], ["<", X, n(0)]], [X, n(0)]),
        _instance([], ["iff", ["<", X, n(-1)], ["<", X, n(0)]], [X, n(0)]),
    ),
    "two of which the second holds": (
        _instance([], ["iff", ["<", X, n(0)], ["<", X, n(1)]], [X, n(0)]),
        _instance([], ["iff", ["<", X, n(2)], ["<", X, n(1)]], [X, n(0)]),
    ),
    "a negation": (
        _instance([], ["not", ["<", X, n(1)]], [X, n(0)]), _instance([], ["not", ["<", X, n(0)]], [X, n(0)]),
    ),
    "one of two": (
        _instance([], ["or", ["<", X, n(-1)], ["<", X, n(0)]], [X, n(0)]),
        _instance([], ["or", ["<", X, n(-1)], ["<", X, n(1)]], [X, n(0)]),
    ),
    "no root": (
        _instance([], ["UniqueRoot", ["+", square(X), Z], UNIT], [Z, n(1)]),
        _instance([], ["UniqueRoot", minus(X, Z), UNIT], [Z, n("1/2")]),
    ),
    "a root in no range": (
        _instance([], ["UniqueRoot", X, [X, n(0), Z]], [Z, n(-1)]),
        _instance([], ["UniqueRoot", X, [X, n(0), Z]], [Z, n(1)]),
    ),
    "a function that does not rise": (
        _instance([], ["Increasing", ["*", Z, X], UNIT], [Z, n(-1)]),
        _instance([], ["Increasing", ["*", Z, X], UNIT], [Z, n(1)]),
    ),
    "a function that does not rise in no range": (
        _instance([], ["Increasing", ["*", n(-1), X], [X, n(0), Z]], [Z, n(1)]),
        _instance([], ["Increasing", ["*", n(-1), X], [X, n(0), Z]], [Z, n(0)]),
    ),
    "a function that is not convex": (
        _instance([], ["Convex", ["*", Z, square(X)], UNIT], [Z, n(-1)]),
        _instance([], ["Convex", ["*", Z, square(X)], UNIT], [Z, n(1)]),
    ),
    "a value that is not least": (
        _instance([], ["Minimises", Z, square(X), UNIT], [Z, n(1)]),
        _instance([], ["Minimises", Z, square(X), UNIT], [Z, n(0)]),
    ),
    "something that is not so in a range": (
        _instance([], each(["<", X, Z], X, n(0), n(1)), [Z, n("1/2")]),
        _instance([], each(["<", X, Z], X, n(0), n(1)), [Z, n(2)]),
    ),
    "what is not defined": (
        _instance([], ["<", inverse(X), n(5)], [X, n(0)]), _instance([], ["<", inverse(X), n(5)], [X, n(1)]),
    ),
    "what need not be looked at": (
        _instance([], ["implies", TRUE, ["<", inverse(X), n(5)]], [X, n(0)]),
        _instance([], ["implies", ["<", X, n(0)], ["<", inverse(X), n(5)]], [X, n(0)]),
    ),
    "a clock whose inverse is another": (
        _timed(Y, _READ),
        _timed(Y, ["lambda", Y, ["min", n(1), ["max", n(0), square(Y)]]]),
    ),
    "a clock that falls": (
        _timed(Y, _READ),
        _timed(minus(n(1), Y), ["lambda", Y, ["min", n(1), ["max", n(0), minus(n(1), Y)]]], levels=[X, n(1), n(0)]),
    ),
    "a clock that begins later": (_timed(Y, _READ), _timed(Y, _READ, levels=[X, n("1/2"), n(1)])),
    "a clock that ends earlier": (_timed(Y, _READ), _timed(Y, _READ, levels=[X, n(0), n("1/2")])),
    "a clock that is read beyond": (_timed(Y, _READ), _timed(Y, ["lambda", Y, ["max", n(0), Y]])),
    "a clock that is read before": (_timed(Y, _READ), _timed(Y, ["lambda", Y, ["min", n(1), Y]])),
    "a clock that falls for a while": (_timed(Y, _READ), _timed(_UP_AND_DOWN, _UP_AGAIN, now=_FOUR, levels=_THREE)),
    "a clock that begins before its first level": (_timed(Y, _READ), _timed(Y, _LATE, levels=[X, n("1/2"), n(1)])),
    "a clock that ends beyond its last level": (_timed(Y, _READ), _timed(Y, _EARLY, levels=[X, n(0), n("1/2")])),
    "a clock that jumps": (
        _timed(Y, _READ),
        _timed(["cases", [Y, ["<=", Y, n(1)]], [n(2), ["true"]]], _READ),
    ),
    "a clock that ends before it begins": (
        _timed(Y, _READ), _timed(Y, ["lambda", Y, n(0)], now=[T, n(0), n(-1)], levels=[X, n(0), n(-1)]),
    ),
    "a list that is none": (
        _instance([], ["<", at(n(1)), n(0)], [S, [n(1)]]), _instance([], ["<", at(n(1)), n(0)], [S, "x"]),
    ),
}  # fmt: skip
"""What is wrong -> an instance where a statement fails, and one where it does not, or none."""
