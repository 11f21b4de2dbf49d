"""Proof files that offend one side condition of a rule, each beside a twin that differs by the offence alone."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from written_files import I, J, K, S, T, X, Y, at, each, file, inverse, minus, n, step

Data = Any
Z: Data = ["symbol", "z", "real"]
TRUE, FALSE = ["<=", n(0), n(1)], ["<=", n(1), n(0)]
UNIT = [X, n(0), n(1)]


def put(data: Data, name: Data, value: Data) -> Data:
    """Put a term for a name, as text."""
    return json.loads(json.dumps(data).replace(json.dumps(name), json.dumps(value)))


def square(term: Data) -> Data:
    return ["^", term, n(2)]


def shown(says: Data, *given: Data) -> Data:
    return step("decide", given, says)


def ruled(rule: str, says: Data, premises: Iterable[Data] = (), given: Iterable[Data] = (), /, **told: Data) -> str:
    made = list(premises)
    last = step(rule, given, says, range(len(made)))
    return file(*made, {**last, "arguments": told})


# Logic and quantifiers.


def _by_logic(given: Data, says: Data, goal: Data, *facts: Data) -> str:
    return ruled("by_logic", says, facts, given, goal=goal)


def _for_sequence(index: Data, body: Data, total: Data, given: tuple[Data, ...] = (), sequence: Data = S) -> str:
    fact = shown([">=", square(at(J)), n(0)])
    says = [">=", square(put(body, index, J)), n(0)]
    entries = ["lambda", index, body]
    return ruled("for_sequence", says, [fact, shown(total, *given)], given, sequence=sequence, entries=entries)


def _at(predicate: Data, says: Data, *terms: Data, given: tuple[Data, ...] = ()) -> str:
    return ruled("at", says, (), [predicate, *given], predicate=predicate, terms=list(terms))


def _all(predicate: Data, variables: list[Data], fact: Data, *others: Data, given: tuple[Data, ...] = ()) -> str:
    return ruled("for_all", predicate, [fact, *others], given, predicate=predicate, variables=variables)


_POSITIVE = each(["<", n(0), at(J)], J, n(1), n(3))
_RISING, _FALLING = ["Increasing", Y, [Y, n(0), n(1)]], ["Decreasing", Y, [Y, n(0), n(1)]]
_LEAST = ["Minimises", X, square(Y), [Y, n(0), n(1)]]


_CONVEX = ["Convex", ["value", "f", Y], [Y, n(0), n(1)]]
_NOTHING = ["+", ["*", Z, inverse(Z)], n(-1)]

_SQUARES = ["<=", n(0), ["+", square(X), _NOTHING]]


def _chord(first: Any, last: Any, share: Any) -> Data:
    rest = minus(n(1), n(share))
    between = ["+", ["*", rest, n(first)], ["*", n(share), n(last)]]
    ends = [["value", "f", n(point)] for point in (first, last)]
    return ["<=", ["value", "f", between], ["+", ["*", rest, ends[0]], ["*", n(share), ends[1]]]]


def _fits(term: Data, upper: int = 1, lower: int = 0) -> tuple[Data, Data]:
    return ["<=", n(lower), term], ["<=", term, n(upper)]


def _apart(term: Data) -> Data:
    return ["or", ["<=", term, n(0)], ["<=", n(1), term]]


def _least(point: Data, *others: Data) -> str:
    predicate = ["Minimises", point, square(minus(X, point)), UNIT]
    fact = shown(["<=", square(minus(point, point)), square(minus(Y, point))])
    return _all(predicate, [Y], fact, *others)


def _induction(
    base: Data, *, given: tuple[Data, ...], step_given: tuple[Data, ...] = (), further: Data = None
) -> str:  # fmt: skip
    limits, phi = [J, n(1), K], ["<=", n(0), at(J)]
    grows = each(["<=", at(J), at(["+", J, n(1)])], *limits)
    inside = [["<=", n(1), J], ["<=", J, minus(K, n(1))]]
    further = further or shown(["<=", n(0), at(["+", J, n(1)])], grows, phi, *inside, *step_given)
    return ruled("by_induction", phi, [base, further], [grows, *given], limits=limits)


def _by_steps(index: Data, lower: Data, upper: Data) -> str:
    """Say that nothing lies between 0 and 1: true of integers."""
    phi, after = _apart(index), _apart(["+", index, n(1)])
    inside = [["<=", lower, index], ["<=", index, minus(upper, n(1))]]
    facts = [shown(_apart(lower)), shown(after, phi, *inside)]
    return ruled("by_induction", phi, facts, [inside[0], ["<=", index, upper]], limits=[index, lower, upper])


def _up_to(upper: Data) -> str:
    """Say that an index is at most 1."""
    inside = [["<=", n(1), J], ["<=", J, minus(upper, n(1))]]
    facts = [shown(["<=", n(1), n(1)]), shown(["<=", ["+", J, n(1)], n(1)], *inside)]
    return ruled("by_induction", ["<=", J, n(1)], facts, [inside[0], ["<=", J, upper]], limits=[J, n(1), upper])


_FIRST = ["<=", n(0), at(n(1))]
_BASE, _IN_RANGE = shown(_FIRST, _FIRST), (["<=", n(1), J], ["<=", J, K])

LOGIC: dict[str, tuple[str, str]] = {
    "a goal that the step does not say": (
        _by_logic([], TRUE, TRUE, shown(TRUE)),
        _by_logic([], FALSE, TRUE, shown(TRUE)),
    ),
    "a fact whose hypothesis is not met": (
        _by_logic([["<", n(1), X]], ["<", n(0), X], ["<", n(0), X], shown(["<", n(0), X], ["<", n(1), X])),
        _by_logic([["<", n(2), X]], ["<", n(0), X], ["<", n(0), X], shown(["<", n(0), X], ["<", n(1), X])),
    ),
    "facts that do not imply": (
        _by_logic([["not", ["<", X, Y]]], ["<=", Y, X], ["<=", Y, X], shown(["or", ["<", X, Y], ["<=", Y, X]])),
        _by_logic([["not", ["<", X, Y]]], ["<", Y, X], ["<", Y, X], shown(["or", ["<", X, Y], ["<=", Y, X]])),
    ),
    "entries whose index is restricted": (
        _for_sequence(I, inverse(["+", n(1), square(I)]), ["!=", ["+", n(1), square(I)], n(0)]),
        _for_sequence(I, inverse(I), ["!=", I, n(0)], (["!=", I, n(0)],)),
    ),
    "entries of another sort": (
        _for_sequence(I, I, TRUE),
        _for_sequence(X, X, TRUE),
    ),
    "entries of a symbol": (_for_sequence(I, I, TRUE), _for_sequence(I, I, TRUE, sequence=X)),
    "a mapping that is no pair": (
        ruled("instantiate", TRUE, [shown(TRUE)], mapping=[[X, n(1)]]),
        ruled("instantiate", TRUE, [shown(TRUE)], mapping=[[X, n(1), n(2)]]),
    ),
    "an integer that becomes a fraction": (
        ruled("instantiate", _apart(n(1)), [shown(_apart(K))], mapping=[[K, n(1)]]),
        ruled("instantiate", _apart(n("1/2")), [shown(_apart(K))], mapping=[[K, n("1/2")]]),
    ),
    "a function that is not total": (
        ruled("instantiate", ["<=", n(0), square(["exp", X])], [shown(["<=", n(0), square(["value", "f", X])])],
              mapping=[[["function", "f"], ["lambda", Y, ["exp", Y]]]]),
        ruled("instantiate", ["<=", n(0), square(inverse(X))], [shown(["<=", n(0), square(["value", "f", X])])],
              mapping=[[["function", "f"], ["lambda", Y, inverse(Y)]]]),
    ),
    "a point below the range": (
        _at(_POSITIVE, ["<", n(0), at(n(1))], n(1)), _at(_POSITIVE, ["<", n(0), at(n(0))], n(0)),
    ),
    "a point beyond the range": (
        _at(_POSITIVE, ["<", n(0), at(n(3))], n(3)), _at(_POSITIVE, ["<", n(0), at(n(4))], n(4)),
    ),
    "a point between the integers": (
        _at(each(["!=", J, n("1/2")], J, n(0), n(1)), ["!=", n(1), n("1/2")], n(1)),
        _at(each(["!=", J, n("1/2")], J, n(0), n(1)), ["!=", n("1/2"), n("1/2")], n("1/2")),
    ),
    "two points in the wrong order": (_at(_RISING, ["<", X, n(1)], X, n(1), given=(["<=", n(0), X], ["<", X, n(1)])),
                                      _at(_RISING, ["<", X, n(1)], X, n(1), given=_fits(X))),
    "a first point below the range": (
        _at(_FALLING, ["<", n(1), n(0)], n(0), n(1)), _at(_FALLING, ["<", n(1), n(-1)], n(-1), n(1)),
    ),
    "a last point beyond the range": (
        _at(_FALLING, ["<", n(1), n(0)], n(0), n(1)), _at(_FALLING, ["<", n(2), n(0)], n(0), n(2)),
    ),
    "a predicate that is not given": (
        _at(_POSITIVE, ["<", n(0), at(n(1))], n(1)),
        ruled("at", ["<", n(0), at(n(1))], predicate=_POSITIVE, terms=[n(1)]),
    ),
    "too many points": (_at(_RISING, ["<", n(0), n(1)], n(0), n(1)), _at(_RISING, ["<", n(0), n(1)], n(0), n(1), n(1))),
    "no universal predicate": (
        _at(_RISING, ["<", n(0), n(1)], n(0), n(1)),
        _at(["UniqueRoot", Y, [Y, n(0), n(1)]], ["<", n(0), n(1)], n(0), n(1)),
    ),
    "a least value at a point beyond": (
        _at(_LEAST, ["<=", square(X), n(1)], n(1)),
        _at(put(_LEAST, square(Y), square(minus(Y, n(2)))), ["<=", square(minus(X, n(2))), n(0)], n(2)),
    ),
    "a least value at a point below": (
        _at(_LEAST, ["<=", square(X), n(0)], n(0)),
        _at(put(_LEAST, square(Y), square(["+", Y, n(1)])), ["<=", square(["+", X, n(1)]), n(0)], n(-1)),
    ),
    **{
        f"a chord over the points {points}": (
            ruled("at", _chord(0, 1, "1/2"), (), [_CONVEX], predicate=_CONVEX, terms=[n(0), n(1), n("1/2")]),
            ruled("at", _chord(*points), (), [_CONVEX], predicate=_CONVEX, terms=[n(value) for value in points]),
        )
        for points in ((-1, 1, "1/2"), (2, 1, "1/2"), (0, -1, "1/2"), (0, 2, "1/2"), (0, 1, 2), (0, 1, -1))
    },
    "a point of a predicate that is not defined": (
        _at(put(_POSITIVE, at(J), ["+", at(J), _NOTHING]), ["<", n(0), ["+", at(n(1)), _NOTHING]], n(1),
            given=(["!=", Z, n(0)],)),
        ruled("at", ["<", n(0), ["+", at(n(1)), _NOTHING]], (), [_POSITIVE], terms=[n(1)],
              predicate=put(_POSITIVE, at(J), ["+", at(J), _NOTHING])),
    ),
    "a point of which is said what is not defined": (
        _at(_POSITIVE, ["<", n(0), ["+", at(n(1)), _NOTHING]], n(1), given=(["!=", Z, n(0)],)),
        _at(_POSITIVE, ["<", n(0), ["+", at(n(1)), _NOTHING]], n(1)),
    ),
    "a fact about what is not defined": (
        _all(each(_SQUARES, X, n(0), n(1)), [Y], shown(["<=", n(0), square(Y)], ["!=", Z, n(0)]),
             given=(["!=", Z, n(0)],)),
        _all(each(_SQUARES, X, n(0), n(1)), [Y], shown(["<=", n(0), square(Y)])),
    ),
    "a hypothesis that the range grants, and more": (
        _all(each(["!=", Z, n(0)], X, n(0), n(1)), [Y], shown(["!=", Z, n(0)], ["<=", n(0), ["+", Y, _NOTHING]]),
             given=(["!=", Z, n(0)],)),
        _all(each(["!=", Z, n(0)], X, n(0), n(1)), [Y], shown(["!=", Z, n(0)], ["<=", n(0), ["+", Y, _NOTHING]])),
    ),
    "a variable that is a number": (
        _all(each(["<=", X, n(1)], X, n(0), n(1)), [Y], shown(["<=", Y, n(1)], ["<=", Y, n(1)])),
        _all(each(["<=", X, n(1)], X, n(0), n(1)), [n(1)], shown(["<=", n(1), n(1)])),
    ),
    "nothing to generalise": (
        _all(each(TRUE, X, n(0), n(1)), [Y], shown(TRUE)),
        ruled("for_all", each(TRUE, X, n(0), n(1)), predicate=each(TRUE, X, n(0), n(1)), variables=[Y]),
    ),
    "a variable that the predicate has": (
        _all(each(["<=", X, T], X, n(0), n(1)), [Y], shown(["<=", Y, T], ["<=", Y, n(1)], ["<=", n(1), T]),
             given=(["<=", n(1), T],)),
        _all(each(["<=", X, T], X, n(0), n(1)), [T], shown(["<=", T, T])),
    ),
    "one variable twice": (
        _all(["NonDecreasing", X, UNIT], [Y, Z], shown(["<=", Y, Z], ["<=", Y, Z])),
        _all(["NonDecreasing", ["*", n(-1), X], UNIT], [Y, Y], shown(["<=", ["*", n(-1), Y], ["*", n(-1), Y]])),
    ),
    "too few variables": (
        _all(["NonDecreasing", X, UNIT], [Y, Z], shown(["<=", Y, Z], ["<=", Y, Z])),
        _all(["NonDecreasing", X, UNIT], [Y], shown(["<=", Y, Y])),
    ),
    "a fact that says something else": (
        _all(each(["<=", X, n(1)], X, n(0), n(1)), [Y], shown(["<=", Y, n(1)], ["<=", Y, n(1)])),
        _all(each(["<=", X, n(0)], X, n(0), n(1)), [Y], shown(["<=", Y, n(1)], ["<=", Y, n(1)])),
    ),
    "a minimum beyond the range": (
        _least(n(1), shown(["and", *_fits(n(1))])), _least(n(2), shown(["and", *_fits(n(1))])),
    ),
    "a minimum below the range": (
        _least(n(0), shown(["and", *_fits(n(0))])), _least(n(-1), shown(["and", *_fits(n(0))])),
    ),
    "an end that is not defined": (
        _all(each(TRUE, X, n(0), inverse(Z)), [Y], shown(TRUE), given=(["!=", Z, n(0)],)),
        _all(each(TRUE, X, n(0), inverse(Z)), [Y], shown(TRUE)),
    ),
    "an end of a monotone range that is not defined": (
        _all(["NonDecreasing", X, [X, n(0), inverse(Z)]], [Y, T], shown(["<=", Y, T], ["<=", Y, T]),
             given=(["!=", Z, n(0)],)),
        _all(["NonDecreasing", X, [X, n(0), inverse(Z)]], [Y, T], shown(["<=", Y, T], ["<=", Y, T])),
    ),
    "what another fact needs": (
        _all(["Minimises", Z, n(0), UNIT], [Y], shown(["<=", n(0), n(0)]), shown(["and", *_fits(Z)], *_fits(Z)),
             given=_fits(Z)),
        _all(["Minimises", Z, n(0), UNIT], [Y], shown(["<=", n(0), n(0)]), shown(["and", *_fits(Z)], *_fits(Z))),
    ),
    "what the fact needs": (
        _all(each(["<", n(0), Z], X, n(0), n(1)), [Y], shown(["<", n(0), Z], ["<", n(1), Z]), given=(["<", n(1), Z],)),
        _all(each(["<", n(0), Z], X, n(0), n(1)), [Y], shown(["<", n(0), Z], ["<", n(1), Z])),
    ),
    "a base that says something else": (
        _induction(_BASE, given=(_FIRST, *_IN_RANGE)), _induction(shown(TRUE), given=_IN_RANGE),
    ),
    "a base about the index": (
        _induction(_BASE, given=(_FIRST, *_IN_RANGE)),
        _induction(shown(_FIRST, _FIRST, ["<=", J, n(1)]), given=(_FIRST, *_IN_RANGE, ["<=", J, n(1)])),
    ),
    "a step that says something else": (
        _induction(_BASE, given=(_FIRST, *_IN_RANGE)),
        _induction(_BASE, given=(_FIRST, *_IN_RANGE), further=shown(TRUE)),
    ),
    "an induction over real numbers": (_by_steps(J, n(0), K), _by_steps(X, n(0), Z)),
    "an induction up to its own index": (_up_to(n(1)), _up_to(J)),
    "entries of another sequence": (
        _for_sequence(I, I, TRUE),
        ruled("for_sequence", TRUE, [shown(TRUE), shown(TRUE)], sequence=S, entries=["sequence", "r"]),
    ),
    "no universal predicate to generalise": (
        _all(each(["<=", X, n(1)], X, n(0), n(1)), [Y], shown(["<=", Y, n(1)], ["<=", Y, n(1)])),
        _all(["UniqueRoot", X, [X, n(0), n(1)]], [Y], shown(TRUE)),
    ),
    "an induction that does not begin": (
        _induction(_BASE, given=(_FIRST, *_IN_RANGE)), _induction(_BASE, given=_IN_RANGE),
    ),
    "an induction below its range": (
        _induction(_BASE, given=(_FIRST, *_IN_RANGE)), _induction(_BASE, given=(_FIRST, _IN_RANGE[1])),
    ),
    "an induction beyond its range": (
        _induction(_BASE, given=(_FIRST, *_IN_RANGE)), _induction(_BASE, given=(_FIRST, _IN_RANGE[0])),
    ),
    "an induction whose step needs more": (
        _induction(_BASE, given=(_FIRST, *_IN_RANGE, ["<", n(0), X]), step_given=(["<", n(0), X],)),
        _induction(_BASE, given=(_FIRST, *_IN_RANGE), step_given=(["<", n(0), X],)),
    ),
}  # fmt: skip
"""What offends -> the file without and the file with it."""


# Sums.


def _over(fact: Data, says: Data, *given: Data, limits: Data = None) -> str:
    return ruled("sum_over_modes", says, [fact], given, limits=limits or [J, n(1), K])


def _total(body: Data, lower: Data = None, upper: Data = None, index: Data = J) -> Data:
    return ["sum", body, [index, lower or n(1), upper or K]]


def _split(total: Data, last: Data, *given: Data) -> str:
    body, (index, lower, upper) = total[1:]
    parts = ["sum", body, [index, lower, last]], ["sum", body, [index, ["+", last, n(1)], upper]]
    return ruled("split_sum", ["Identity", total, ["+", *parts]], (), given, total=total, last=last)


def _equal(left: Data, right: Data, *given: Data) -> str:
    return ruled("equal_sums", ["Identity", left, right], (), given, left=left, right=right)


def _exchange(weight: Data, inner: Data, moved: Data, coupled: Data, outer: Data = None, given: Data = ()) -> str:
    outer = outer or [I, n(1), n(2)]
    left = ["sum", ["*", weight, inner], outer]
    right = ["sum", ["*", moved, ["sum", ["*", coupled, weight], outer]], inner[2]]
    return ruled("exchange_sums", ["Identity", left, right], (), given, weight=weight, inner=inner, outer=outer)


def _inner(body: Data, upper: Data = None, index: Data = J) -> Data:
    return ["sum", body, [index, n(1), upper or n(3)]]


_KNOWN = ["!=", Z, n(0)]
_SOME = shown(["<=", n(0), at(J)], ["<", n(0), at(J)])
_ALL = each(["<", n(0), at(J)], J, n(1), K)

SUMS: dict[str, tuple[str, str]] = {
    "terms that are not all compared": (
        _over(_SOME, ["<=", n(0), _total(at(J))], _ALL), _over(_SOME, ["<=", n(0), _total(at(J))]),
    ),
    "terms that are compared at one index": (
        _over(_SOME, ["<=", n(0), _total(at(J))], _ALL), _over(_SOME, ["<=", n(0), _total(at(J))], ["<", n(0), at(J)]),
    ),
    "a hypothesis about no index": (
        _over(shown(["<=", n(0), Z], ["<", n(0), Z]), ["<=", n(0), _total(Z)], ["<", n(0), Z]),
        _over(shown(["<=", n(0), Z], ["<", n(0), Z]), ["<=", n(0), _total(Z)]),
    ),
    "terms that differ": (
        _over(shown(["<", n(0), n(1)]), ["<", _total(n(0), upper=n(2)), _total(n(1), upper=n(2))],
              limits=[J, n(1), n(2)]),
        _over(shown(["!=", n(0), n(1)]), ["!=", _total(n(0)), _total(n(1))]),
    ),
    "sums over real numbers": (
        _over(shown(["<", n(0), n(1)]), ["<=", n(0), n(1)], limits=[J, n(0), n(1)]),
        _over(shown(["<", n(0), n(1)]), ["<=", n(0), n(1)], limits=[X, n(0), n(1)]),
    ),
    "a range up to its own index": (
        _over(shown(["<", n(0), n(1)]), TRUE, limits=[J, n(0), n(1)]),
        _over(shown(["<", n(0), n(1)]), TRUE, limits=[J, J, J]),
    ),
    "a range that is a name": (
        _over(shown(["<", n(0), n(1)]), TRUE, limits=[J, n(0), n(1)]), _over(shown(["<", n(0), n(1)]), TRUE, limits=X),
    ),
    "a cut below the range": (
        _split(_total(at(J)), n(0), ["<=", n(1), K]), _split(_total(at(J)), n(-1), ["<=", n(1), K]),
    ),
    "a cut beyond the range": (_split(_total(at(J)), K, ["<=", n(1), K]), _split(_total(at(J)), K)),
    "a cut between the integers": (
        _split(_total(at(J), upper=n(3)), n(1)), _split(_total(at(J), upper=n(3)), n("3/2")),
    ),
    "a cut of what is not defined": (
        _split(_total(inverse(Z), upper=n(3)), n(1), _KNOWN), _split(_total(inverse(Z), upper=n(3)), n(1)),
    ),
    "a cut of no sum": (
        _split(_total(at(J), upper=n(3)), n(1)), _split(["NonDecreasing", at(J), [J, n(1), n(3)]], n(1)),
    ),
    "sums of other terms": (
        _equal(_total(["+", at(J), Z]), ["+", _total(at(J)), _total(Z)]),
        _equal(_total(["+", at(J), Z]), ["+", _total(at(J)), _total(Y)]),
    ),
    "sums over other ranges": (
        _equal(["+", _total(at(J)), X], ["+", X, _total(at(I), index=I)]),
        _equal(["+", _total(at(J)), X], ["+", X, _total(at(J), upper=["+", K, n(1)])]),
    ),
    "another rest": (
        _equal(["+", _total(at(J)), X], ["+", X, _total(at(I), index=I)]),
        _equal(["+", _total(at(J)), X], ["+", Y, _total(at(I), index=I)]),
    ),
    "products of sums": (
        _equal(["*", Z, _total(at(J))], _total(["*", Z, at(J)])),
        _equal(["*", _total(at(J)), _total(at(J))], _total(square(at(J)))),
    ),
    "equal where they are defined": (
        _equal(["*", inverse(Z), _total(at(J))], _total(["*", inverse(Z), at(J)]), _KNOWN),
        _equal(["*", inverse(Z), _total(at(J))], _total(["*", inverse(Z), at(J)])),
    ),
    "a matrix whose index is the other": (
        _exchange(at(I), _inner(["*", ["+", I, J], at(J)]), at(J), ["+", I, J]),
        _exchange(Z, _inner(at(I), index=I), n(1), at(I)),
    ),
    "a weight that is captured": (
        _exchange(at(I), _inner(["*", ["+", I, J], at(J)]), at(J), ["+", I, J]),
        _exchange(at(J), _inner(["*", ["+", I, J], at(J)]), at(J), ["+", I, J]),
    ),
    "a triangle": (
        _exchange(at(I), _inner(["*", ["+", I, J], at(J)]), at(J), ["+", I, J]),
        _exchange(at(I), _inner(["*", ["+", I, J], at(J)], upper=I), at(J), ["+", I, J]),
    ),
    "an outer range that depends on the inner index": (
        _exchange(at(I), _inner(["*", ["+", I, J], at(J)]), at(J), ["+", I, J]),
        _exchange(at(I), _inner(["*", ["+", I, J], at(J)]), at(J), ["+", I, J], outer=[I, n(1), J]),
    ),
    "a weight that is not defined": (
        _exchange(inverse(Z), _inner(["*", I, at(J)]), at(J), I, given=(_KNOWN,)),
        _exchange(inverse(Z), _inner(["*", I, at(J)]), at(J), I),
    ),
    "a matrix that is not defined": (
        _exchange(at(I), _inner(["*", ["+", I, inverse(Z)], at(J)]), at(J), ["+", I, inverse(Z)], given=(_KNOWN,)),
        _exchange(at(I), _inner(["*", ["+", I, inverse(Z)], at(J)]), at(J), ["+", I, inverse(Z)]),
    ),
    "a factor that is not defined where the outer sum is empty": (
        _exchange(at(I), _inner(["*", I, inverse(Z)]), inverse(Z), I, outer=[I, n(1), n(0)], given=(_KNOWN,)),
        _exchange(at(I), _inner(["*", I, inverse(Z)]), inverse(Z), I, outer=[I, n(1), n(0)]),
    ),
    "a sum over real numbers that is exchanged": (
        _exchange(at(I), _inner(["*", ["+", I, J], at(J)]), at(J), ["+", I, J]),
        _exchange(X, _inner(["*", ["+", X, J], at(J)]), at(J), ["+", X, J], outer=[X, n(1), n(2)]),
    ),
}  # fmt: skip
"""What offends -> the file without and the file with it."""
