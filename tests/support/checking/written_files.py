"""Proof files written by hand: each offence against one side condition has a legal twin, which differs by it alone.

A file is given by its steps, each made by `step`; the last one is what the file says.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

Data = Any
X, Y, T, U = (["symbol", name, "real"] for name in "xytu")
I, J, K = (["symbol", name, "integer"] for name in "ijk")  # noqa: E741 (an index)
S = ["sequence", "s"]


def step(rule: str, given: Iterable[Data], says: Data, premises: Iterable[int] = (), **arguments: Data) -> Data:
    """A step of a proof file."""
    shown = {"rule": rule, "hypotheses": list(given), "conclusion": says, "premises": list(premises)}
    return {**shown, "arguments": arguments, "queries": []}


def file(*steps: Data, claim: str = "own") -> str:
    """The text of a proof file, whose head is its last step."""
    head = {"schema": "ldm-symbolic/proof/1", "claim": claim, "steps": list(steps)}
    return json.dumps({**head, "hypotheses": steps[-1]["hypotheses"], "conclusion": steps[-1]["conclusion"]})


def n(value: int | str) -> Data:
    return ["number", str(value)]


def at(index: Data) -> Data:
    return ["entry", "s", index]


def inverse(term: Data) -> Data:
    return ["^", term, n(-1)]


def minus(left: Data, right: Data) -> Data:
    return ["+", left, ["*", n(-1), right]]


def each(condition: Data, index: Data, lower: Data, upper: Data) -> Data:
    return ["ForEach", condition, [index, lower, upper]]


def _closed_sum(level: int) -> str:
    term = inverse(["+", n(1), ["*", n(10**6), ["^", ["+", I, n(-100)], n(2)]]])
    given = each([">=", ["sum", term, [I, n(1), J]], n(1)], J, n(200), n(201))
    return file(step("decide", [given, [">", at(n(200)), n(5)]], [">", at(n(200)), n(level)]))


def _closed_sum_alone() -> str:
    term = inverse(["+", n(1), ["*", n(10**6), ["^", ["+", I, n(-100)], n(2)]]])
    given = each([">=", ["sum", term, [I, n(1), J]], n(1)], J, n(200), n(201))
    return file(step("decide", [given], [">", at(n(200)), n(5)]))


def _for_all(variable: Data, *, given: tuple[Data, ...] = (), body: Data = None) -> str:
    body = body or [">=", ["^", T, n(2)], n(0)]
    square = each(json.loads(json.dumps(body).replace('"t"', '"x"')), X, n(-1), n(1))
    fact = step("decide", given, body)
    return file(fact, step("for_all", given, square, [0], predicate=square, variables=[variable]))


def _minimum(point: Data) -> str:
    says = ["Minimises", point, ["^", ["+", K, n("-1/2")], n(2)], [K, n(0), n(1)]]
    body = ["<=", ["^", ["+", point, n("-1/2")], n(2)], ["^", ["+", J, n("-1/2")], n(2)]]
    shown = step("decide", [["<=", n(0), J], ["<=", J, n(1)]], body)
    inside = step("decide", [], ["and", ["<=", n(0), point], ["<=", point, n(1)]])
    return file(shown, inside, step("for_all", [], says, [0, 1], predicate=says, variables=[J]))


def _instance(given: Data, term: Data, says: Data, hypotheses: tuple[Data, ...] = ()) -> str:
    fact = step("decide", [], given)
    return file(fact, step("instantiate", hypotheses, says, [0], mapping=[[X, term]]))


def _sequence(value: Data) -> str:
    fact = step("decide", [], [">=", ["^", at(J), n(2)], n(0)])
    return file(fact, step("instantiate", [], fact["conclusion"], [0], mapping=[[S, value]]))


def _for_sequence(given: tuple[Data, ...], wanted: Data) -> str:
    fact = step("decide", [], [">=", ["^", at(J), n(2)], n(0)])
    total = step("decide", given, wanted)
    entries = ["lambda", I, inverse(X)]
    says = [">=", ["^", X, n(-2)], n(0)]
    return file(fact, total, step("for_sequence", given, says, [0, 1], sequence=S, entries=entries))


def _sums(relation: str, given: tuple[Data, ...], says: Data, limits: Data) -> str:
    fact = step("decide", [], [relation, n(0), n(1)])
    return file(fact, step("sum_over_modes", given, says, [0], limits=limits))


def _induction(given: tuple[Data, ...]) -> str:
    phi = [">=", at(J), n(0)]
    grows = each([">=", at(["+", K, n(1)]), at(K)], K, n(1), ["+", I, n(-1)])
    base = step("decide", [[">=", at(n(1)), n(0)]], [">=", at(n(1)), n(0)])
    inside = [["<=", n(1), J], ["<=", J, ["+", I, n(-1)]]]
    further = step("decide", [grows, phi, *inside, *given], [">=", at(["+", J, n(1)]), n(0)])
    known = [[">=", at(n(1)), n(0)], grows, *given, ["<=", n(1), J], ["<=", J, I]]
    return file(base, further, step("by_induction", known, phi, [0, 1], limits=[J, n(1), I]))


def _clock(level: Data) -> str:
    a, b = ["value", "a", U], ["value", "b", X]
    clock = ["Clock", a, b, [U, n(0), n(1)], [X, n(0), n(1)]]
    rising = ["NonDecreasing", level, [X, n(0), n(1)]]
    moved = [
        "NonIncreasing",
        json.loads(json.dumps(level).replace(json.dumps(X), json.dumps(["value", "a", minus(n(1), T)]))),
    ]
    moved.append([T, n(0), n(1)])
    told: dict[str, Any] = {"predicate": rising, "clock": clock, "moment": T, "backward": True}
    return file(step("change_of_clock", [clock], ["iff", rising, moved], **told))


def _stays(bound: Data, rate: Data = None) -> str:
    rate = rate or n(-1)
    v = ["value", "V", T]
    equation = ["SolvesLinearODE", v, rate, n(2), n(3), [T, n(0), n(1)]]
    inside = [["<=", n(0), T], ["<=", T, n(1)]]
    forcing = step("decide", inside, [">=", ["+", ["*", rate, bound], n(2)], n(0)])
    start = step("decide", [], [">=", n(3), bound])
    says = step("stays", [equation, *inside], [">=", v, bound], [0, 1], equation=equation, bound=bound, above=True)
    return file(forcing, start, says)


def _logic(goal: Data, given: tuple[Data, ...] = ()) -> str:
    return file(step("decide", [], ["<=", n(0), n(1)]), step("by_logic", given, goal, [0], goal=goal))


def _derivative(function: Data, slope: Data, lower: int) -> str:
    limits = [X, n(lower), n(2)]
    told = {"function": function, "slope": slope, "limits": limits}
    return file(step("derivative", [], ["IsDerivative", function, slope, limits], **told))


def _monotone(given: tuple[Data, ...]) -> str:
    limits = [X, n(1), n(2)]
    power, slope = ["^", X, n(2)], ["*", n(2), X]
    first = step("derivative", [], ["IsDerivative", power, slope, limits], function=power, slope=slope, limits=limits)
    sign = step("decide", given, [">", slope, n(0)])
    return file(first, sign, step("monotone_by_slope", [], ["Increasing", power, limits], [0, 1]))


_POSITIVE, _ROOT = ["<", n(0), X], ["^", X, n("1/2")]
_HALF_SLOPE = ["*", n("1/2"), ["^", X, n("-1/2")]]

WRITTEN = {
    "a closed sum": (_closed_sum(4), _closed_sum_alone()),
    "a variable that is a term": (_for_all(T), _for_all(["^", T, n(2)])),
    "a variable of another sort": (_for_all(T), _for_all(["symbol", "t", "integer"])),
    "a variable that a hypothesis has": (
        _for_all(T, body=[">", ["+", ["^", T, n(2)], Y], n(0)], given=([">", Y, n(0)],)),
        _for_all(T, body=[">", T, n(-2)], given=([">", T, n("-1/2")],)),
    ),
    "a minimum between the integers": (_minimum(n(0)), _minimum(n("1/2"))),
    "a term that may not be defined": (
        _instance([">=", ["^", X, n(2)], n(0)], inverse(Y), [">=", ["^", Y, n(-2)], n(0)], (["!=", Y, n(0)],)),
        _instance([">=", ["^", X, n(2)], n(0)], inverse(Y), [">=", ["^", Y, n(-2)], n(0)]),
    ),
    "a sequence that becomes a function": (_sequence(["sequence", "s"]), _sequence(["function", "f"])),
    "a sequence that is not total": (
        _for_sequence((["!=", X, n(0)],), ["!=", X, n(0)]),
        _for_sequence((), ["!=", n(1), n(0)]),
    ),
    "a range that runs backwards": (
        _sums("<=", (), ["<=", n(0), n(0)], [J, n(1), n(-3)]),
        _sums("<=", (), ["<=", n(0), n(-4)], [J, n(1), n(-3)]),
    ),
    "a strict sum without a term": (
        _sums("<", (["<=", n(1), K],), ["<", n(0), ["sum", n(1), [J, n(1), K]]], [J, n(1), K]),
        _sums("<", (), ["<", n(0), ["sum", n(1), [J, n(1), K]]], [J, n(1), K]),
    ),
    "an induction about one index": (_induction(()), _induction(([">=", at(J), n(1)],))),
    "a function that the new clock loses": (_clock(["^", X, n(2)]), _clock(["^", X, n(-2)])),
    "a bound that depends on time": (_stays(n(2)), _stays(["+", n(2), ["*", T, inverse(["+", n(1), ["^", T, n(2)]])]])),
    "an alternative that is not defined": (
        _logic(["or", ["<=", n(0), n(1)], ["<", X, n(0)]]),
        _logic(["or", ["<=", n(0), n(1)], ["<", inverse(X), n(0)]]),
    ),
    "the negation of what is not defined": (
        file(step("decide", [["<", X, n(0)]], ["not", [">", inverse(X), n(0)]])),
        file(step("decide", [["<=", X, n(0)]], ["not", [">", inverse(X), n(0)]])),
    ),
    "a root that ends at zero": (_derivative(_ROOT, _HALF_SLOPE, 1), _derivative(_ROOT, _HALF_SLOPE, 0)),
    "a sign that is shown elsewhere": (_monotone((["<", n(1), X],)), _monotone(([">", X, n("3/2")],))),
    "a quotient that loses where it is defined": (
        file(step("decide", [["!=", X, n(0)]], ["Identity", ["*", X, inverse(X)], n(1)])),
        file(step("decide", [], ["Identity", ["*", X, inverse(X)], n(1)])),
    ),
    "a root with its sign": (
        file(step("decide", [_POSITIVE], ["Identity", ["^", ["^", X, n(2)], n("1/2")], X])),
        file(step("decide", [], ["Identity", ["^", ["^", X, n(2)], n("1/2")], X])),
    ),
    "a number that is the name's own": (
        file(step("decide", [], ["Identity", X, X])),
        file(step("decide", [], ["Identity", X, n(12345678901234567890)])),
    ),
    "a convex function that is none": (
        file(step("decide", [], ["Convex", ["^", X, n(2)], [X, n(0), n(1)]])),
        file(step("decide", [], ["Convex", ["^", X, n(3)], [X, n(-1), n(1)]])),
    ),
    "a premise that is false": (
        file(step("decide", [], [">", ["+", ["^", X, n(2)], n(1)], n(0)])),
        file(step("decide", [], [">", ["^", X, n(2)], n(0)])),
    ),
    "an integer between two": (
        file(step("decide", [["<", n(0), K], ["<", K, n(2)]], ["Identity", K, n(1)])),
        file(step("decide", [["<", n(0), X], ["<", X, n(2)]], ["Identity", X, n(1)])),
    ),
    "a predicate about an empty premise": (
        file(step("at", [["Minimises", Y, X, [X, n(0), n(1)]]], ["and", ["<=", n(0), Y], ["<=", Y, n(1)]],
                  predicate=["Minimises", Y, X, [X, n(0), n(1)]], terms=[])),
        file(step("at", [], ["and", ["<=", n(0), Y], ["<=", Y, n(1)]],
                  predicate=["Minimises", Y, X, [X, n(0), n(1)]], terms=[])),
    ),
}  # fmt: skip
"""What is broken -> the file without and the file with it."""
