"""The same for rules about functions of a real variable: derivatives, convexity, clocks, a linear equation."""

from __future__ import annotations

from typing import Any

from offences import TRUE, UNIT, Z, put, ruled, shown, square
from written_files import J, T, U, X, Y, at, inverse, minus, n, step

Data = Any
ROOT = ["^", X, n("1/2")]
KNOWN = ["!=", Z, n(0)]


def slope(function: Data, derived: Data, limits: Data = UNIT, *given: Data) -> Data:
    told = {"function": function, "slope": derived, "limits": limits}
    return {**step("derivative", given, ["IsDerivative", function, derived, limits]), "arguments": told}


def _derivative(function: Data, derived: Data, limits: Data = UNIT, *given: Data) -> str:
    return ruled("derivative", ["IsDerivative", function, derived, limits], (), given, function=function, slope=derived,
                 limits=limits)  # fmt: skip


def _difference(other: Data, says: Data, *given: Data) -> str:
    return ruled("derivative_of_difference", says, [slope(square(X), ["*", n(2), X]), other], given)


def _monotone(kind: str, function: Data, derived: Data, sign: Data, *given: Data, first: Data = None) -> str:
    return ruled("monotone_by_slope", [kind, function, UNIT], [first or slope(function, derived), sign], given)


def _told(says: Data, *given: Data) -> Data:
    """Say something that holds because it is given."""
    return step("decide", [says, *given], says)


_INSIDE = (["<", n(0), X], ["<", X, n(1)])
_X3 = ["IsDerivative", minus(square(X), X), minus(["*", n(2), X], n(1)), UNIT]
_OF_X = slope(X, n(1))
_SHIFTED = [X, n(1), n(2)]


def _signs(kind: str, relation: str, way: int) -> tuple[str, str]:
    """Return that ±exp(x) is monotone, and the same of the other."""
    plus, other = (["*", n(sign), ["exp", X]] for sign in (way, -way))
    files = []
    for function in (plus, other):
        sign = [relation, *((n(0), function) if kind in ("NonDecreasing", "Increasing") else (function, n(0)))]
        true = function is plus
        fact = shown(sign) if true else shown([relation, *reversed(sign[1:])])
        files.append(_monotone(kind, function, function, fact))
    return files[0], files[1]


def _root(function: Data, low: Data, high: Data, *given: Data, limits: Data = UNIT, rising: Data = None) -> str:
    facts = [rising or _told(["Increasing", function, limits]), low, high]
    says = ["UniqueRoot", function, limits]
    return ruled("unique_root", says, facts, [*([] if rising else [["Increasing", function, limits]]), *given])


_LINE = minus(X, n("1/2"))
_LOW, _HIGH = shown(["<=", n("-1/2"), n(0)]), shown(["<=", n(0), n("1/2")])
_JUMP = ["cases", [minus(X, n(2)), ["<", X, n("1/2")]], [X, ["true"]]]
_UP_TO = [X, n(0), Y]

DERIVATIVES: dict[str, tuple[str, str]] = {
    "another slope": (_derivative(square(X), ["*", n(2), X]), _derivative(square(X), X)),
    "a slope under a hypothesis about the variable": (
        _derivative(square(X), ["*", n(2), X]), _derivative(square(X), n(2), UNIT, ["=", X, n(1)]),
    ),
    "a function that is not defined": (
        _derivative(["+", X, inverse(Z)], n(1), UNIT, KNOWN), _derivative(["+", X, inverse(Z)], n(1)),
    ),
    "a denominator that vanishes": (
        _derivative(inverse(X), ["*", n(-1), ["^", X, n(-2)]], [X, n(1), n(2)]),
        _derivative(inverse(X), ["*", n(-1), ["^", X, n(-2)]], [X, n(0), n(2)]),
    ),
    "a logarithm that ends at zero": (
        _derivative(["log", X], inverse(X), [X, n(1), n(2)]), _derivative(["log", X], inverse(X), [X, n(0), n(2)]),
    ),
    "a power that ends at zero": (
        _derivative(["^", X, n("3/2")], ["*", n("3/2"), ROOT], [X, n(1), n(2)]),
        _derivative(["^", X, n("1/3")], ["*", n("1/3"), ["^", X, n("-2/3")]], [X, n(0), n(2)]),
    ),
    "an absolute value": (_derivative(X, n(1)), _derivative(["abs", X], n(1))),
    "a function of the variable": (_derivative(["value", "f", Y], n(0)), _derivative(["value", "f", X], n(0))),
    "a sum of what is not defined": (
        _derivative(["sum", ["*", X, inverse(["+", square(J), n(1)])], [J, n(1), n(3)]],
                    ["sum", inverse(["+", square(J), n(1)]), [J, n(1), n(3)]]),
        _derivative(["sum", ["*", X, inverse(at(J))], [J, n(1), n(3)]], ["sum", inverse(at(J)), [J, n(1), n(3)]]),
    ),
    "a sum whose terms are roots": (
        _derivative(["sum", ["*", J, X], [J, n(1), n(3)]], ["sum", J, [J, n(1), n(3)]]),
        _derivative(["sum", ["*", J, ROOT], [J, n(1), n(3)]],
                    ["sum", ["*", J, n("1/2"), ["^", X, n("-1/2")]], [J, n(1), n(3)]]),
    ),
    "a sum up to a number that the variable changes": (
        _derivative(["sum", X, [J, n(1), n(2)]], ["sum", n(1), [J, n(1), n(2)]]),
        _derivative(*(["sum", body, [J, n(1), ["cases", [n(1), ["<", X, n("1/2")]], [n(2), ["true"]]]]]
                      for body in (X, n(1)))),
    ),
    "a difference on two ranges": (
        _difference(_OF_X, _X3), _difference(slope(X, n(1), _SHIFTED), _X3),
    ),
    "a difference of functions of two variables": (
        _difference(_OF_X, _X3),
        _difference(slope(Y, n(1), [Y, n(0), n(1)]), ["IsDerivative", minus(square(X), Y), _X3[2], UNIT]),
    ),
    "a difference of what is no derivative": (_difference(_OF_X, _X3), _difference(shown(TRUE), _X3)),
    "a difference that needs more": (
        _difference(slope(["*", X, Z, inverse(Z)], n(1), UNIT, KNOWN), _X3, KNOWN),
        _difference(_told(["IsDerivative", X, n(0), UNIT]), put(_X3, minus(["*", n(2), X], n(1)), ["*", n(2), X])),
    ),
    **{
        f"a slope of the other sign: {kind}": _signs(kind, relation, way)
        for kind, relation, way in (
            ("NonDecreasing", "<=", 1), ("Increasing", "<", 1), ("NonIncreasing", "<=", -1), ("Decreasing", "<", -1)
        )
    },
    "a slope that is zero": (
        _monotone("NonDecreasing", n(1), n(0), shown(["<=", n(0), n(0)])),
        _monotone("Increasing", n(1), n(0), shown(["<=", n(0), n(0)])),
    ),
    "the sign of another slope": (
        _monotone("Increasing", square(X), ["*", n(2), X], shown(["<", n(0), ["*", n(2), X]], *_INSIDE)),
        _monotone("Increasing", ["*", n(-1), X], n(-1), shown(["<", n(0), n(1)])),
    ),
    "a monotone function whose derivative is another": (
        _monotone("Increasing", X, n(1), shown(["<", n(0), n(1)])),
        _monotone("Increasing", ["*", n(-1), X], n(1), shown(["<", n(0), n(1)]),
                  first=_told(["IsDerivative", ["*", n(-1), X], n(1), UNIT])),
    ),
    "a sign that holds at one point": (
        _monotone("Increasing", square(X), ["*", n(2), X], shown(["<", n(0), ["*", n(2), X]], *_INSIDE)),
        _monotone("Increasing", minus(square(X), X), minus(["*", n(2), X], n(1)),
                  shown(["<", n(0), minus(["*", n(2), X], n(1))], ["<", n("1/2"), X]), ["<", n("1/2"), X]),
    ),
    "a sign that needs more": (
        _monotone("Increasing", ["*", Z, X], Z, _told(["<", n(0), Z]), ["<", n(0), Z]),
        _monotone("Increasing", ["*", Z, X], Z, _told(["<", n(0), Z])),
    ),
    "a slope that says no monotony": (
        _monotone("NonDecreasing", X, n(1), shown(["<=", n(0), n(1)])),
        ruled("monotone_by_slope", ["Convex", ["*", n(-1), square(X)], UNIT],
              [slope(["*", n(-1), square(X)], ["*", n(-2), X]), shown(["<=", n(0), n(1)])]),
    ),
    "a root without a sign below": (_root(_LINE, _LOW, _HIGH), _root(["+", X, n(1)], _HIGH, _HIGH)),
    "a root without a sign above": (_root(_LINE, _LOW, _HIGH), _root(minus(X, n(3)), _LOW, _LOW)),
    "a root of what need not increase": (
        _root(_LINE, _LOW, _HIGH, rising=shown(["Increasing", _LINE, UNIT])),
        _root(_LINE, _LOW, _HIGH, rising=_told(["NonDecreasing", _LINE, UNIT])),
    ),
    "a root that needs what is not given": (
        _root(_LINE, _LOW, _HIGH),
        _root(_LINE, _LOW, _told(["<=", n(0), n("1/2")]), rising=_told(["Increasing", X, UNIT])),
    ),
    "a root where the function jumps": (
        _root(_LINE, _LOW, _HIGH), _root(_JUMP, shown(["<=", n(-2), n(0)]), shown(["<=", n(0), n(1)])),
    ),
    "a root where a part of the function jumps": (
        _root(_LINE, _LOW, _HIGH),
        _root(["+", Z, ["*", n(2), _JUMP]], shown(["<=", ["+", Z, n(-4)], n(0)], ["=", Z, n(1)]),
              shown(["<=", n(0), ["+", Z, n(2)]], ["=", Z, n(1)]), ["=", Z, n(1)]),
    ),
    "a root among integers": (
        _root(_LINE, _LOW, _HIGH), _root(minus(J, n("1/2")), _LOW, _HIGH, limits=[J, n(0), n(1)]),
    ),
    "a root in a range without a point": (
        _root(X, shown(["<=", n(0), n(0)]), _told(["<=", n(0), Y]), ["<=", n(0), Y], limits=_UP_TO),
        _root(minus(n(0), X), shown(["<=", n(0), n(0)]), _told(["<=", Y, n(0)]), ["<=", Y, n(0)], limits=_UP_TO),
    ),
    "two facts about a root": (
        _root(_LINE, _LOW, _HIGH), ruled("unique_root", TRUE, [shown(TRUE), shown(TRUE)]),
    ),
}  # fmt: skip
"""What offends -> the file without and the file with it."""


# Convexity.


def _curved(sign: Data, *given: Data, second: Data = None, first: Data = None) -> str:
    facts = [first or slope(square(X), ["*", n(2), X]), second or slope(["*", n(2), X], n(2)), sign]
    return ruled("convex_by_slopes", ["Convex", square(X), UNIT], facts, given)


_BEND = shown(["<=", n(0), n(2)])


def _slope_at(
    point: Data, says: str, sign: Data, *, top: Data = None, order: Data = None, given: tuple[Data, ...] = (),
    convex: Data = None, limits: Data = UNIT,
) -> str:  # fmt: skip
    """Say of (x - top)² where it is least, or that it is monotone, by its slope at a point."""
    curve, derived = square(minus(X, top or n(0))), ["*", n(2), minus(X, top or n(0))]
    there = [*([point] if says == "Minimises" else []), curve, limits]
    facts = [convex or shown(["Convex", curve, limits]), slope(curve, derived, limits)]
    facts += [order or shown(["and", ["<", n(0), n(1)]])]
    return ruled("slope_at", ["iff", [says, *there], sign], facts, given, point=point, says=says)


def _slope(point: int | str, top: int | str) -> Data:
    return ["*", n(2), minus(n(point), n(top))]


_WITHIN = shown(["and", ["<", n(0), n("1/2")], ["<", n("1/2"), n(1)]])
_OPEN = ["and", ["<", n(0), Z], ["<", Z, n(1)]]
_AT_Z = ["and", ["<=", n(0), ["*", n(2), Z]], ["<=", ["*", n(2), Z], n(0)]]
_AT_HALF = put(_AT_Z, ["*", n(2), Z], ["*", n(2), minus(Z, n("1/2"))])


def _inside(sign: Data) -> str:
    return _slope_at(Z, "Minimises", sign, top=n("1/2"), order=_told(_OPEN), given=(_OPEN,))


_HILL, _HILLSIDE = ["*", n(-1), square(minus(X, n("3/4")))], ["*", n(-2), minus(X, n("3/4"))]

CONVEXITY: dict[str, tuple[str, str]] = {
    "a bend of the other sign": (
        _curved(_BEND),
        ruled("convex_by_slopes", ["Convex", ["*", n(-1), square(X)], UNIT],
              [slope(["*", n(-1), square(X)], ["*", n(-2), X]), slope(["*", n(-2), X], n(-2)), _BEND]),
    ),
    "two slopes on two ranges": (_curved(_BEND), _curved(_BEND, second=slope(["*", n(2), X], n(2), _SHIFTED))),
    "the bend of another function": (
        _curved(_BEND),
        ruled("convex_by_slopes", ["Convex", ["*", n(-1), square(X)], UNIT],
              [slope(["*", n(-1), square(X)], ["*", n(-2), X]), slope(["*", n(2), X], n(2)), _BEND]),
    ),
    "a bend that holds at one point": (
        _curved(shown(["<=", n(0), n(2)], *_INSIDE)),
        _curved(shown(["<=", n(0), n(2)], ["=", X, n(0)]), ["=", X, n(0)]),
    ),
    "a curve that needs more": (
        _curved(_told(["<=", n(0), n(2)], ["<", Y, n(0)]), ["<", Y, n(0)]),
        _curved(_told(["<=", n(0), n(2)], ["<", Y, n(0)])),
    ),
    "the slope at the lower end": (
        _slope_at(n(0), "Minimises", ["<=", n(0), _slope(0, 1)], top=n(1)),
        _slope_at(n(0), "Minimises", ["<=", _slope(0, 1), n(0)], top=n(1)),
    ),
    "the slope at the upper end": (
        _slope_at(n(1), "Minimises", ["<=", _slope(1, 0), n(0)]),
        _slope_at(n(1), "Minimises", ["<=", n(0), _slope(1, 0)]),
    ),
    **{
        f"the slope inside, without {place}": (_inside(_AT_HALF), _inside(_AT_HALF[place]))
        for place in (1, 2)
    },
    "a point that may be an end": (
        _slope_at(Z, "Minimises", _AT_Z, order=_told(_OPEN), given=(_OPEN,)),
        _slope_at(Z, "Minimises", _AT_Z, order=_told(_OPEN[1]), given=(_OPEN[1],)),
    ),
    "a point that may be the other end": (
        _slope_at(Z, "Minimises", _AT_Z, order=_told(_OPEN), given=(_OPEN,)),
        _slope_at(Z, "Minimises", _AT_Z, order=_told(_OPEN[2]), given=(_OPEN[2],)),
    ),
    "a minimum whose order is not given": (
        _slope_at(Z, "Minimises", _AT_Z, order=_told(_OPEN), given=(_OPEN,)),
        _slope_at(Z, "Minimises", _AT_Z, order=_told(_OPEN)),
    ),
    "a minimum that depends on the variable": (
        _slope_at(Z, "Minimises", _AT_Z, order=_told(_OPEN), given=(_OPEN,)),
        _slope_at(X, "Minimises", put(_AT_Z, Z, X), order=_told(put(_OPEN, Z, X)), given=(put(_OPEN, Z, X),)),
    ),
    "a range that may be a point": (
        _slope_at(n(0), "Minimises", ["<=", n(0), _slope(0, 1)], top=n(1), limits=[X, n(0), Z],
                  order=_told(["<", n(0), Z]), given=(["<", n(0), Z],)),
        _slope_at(n(0), "Minimises", ["<=", n(0), _slope(0, 1)], top=n(1), limits=[X, n(0), Z],
                  order=_told(["<=", n(0), Z]), given=(["<=", n(0), Z],)),
    ),
    "a rise that is read at the upper end": (
        _slope_at(n(0), "NonDecreasing", ["<=", n(0), _slope(0, 0)]),
        _slope_at(n(1), "NonDecreasing", ["<=", n(0), _slope(1, 0)]),
    ),
    "a fall that is read at the lower end": (
        _slope_at(n(1), "NonIncreasing", ["<=", _slope(1, 1), n(0)], top=n(1)),
        _slope_at(n(0), "NonIncreasing", ["<=", _slope(0, "1/2"), n(0)], top=n("1/2")),
    ),
    "a fall that is read inside": (
        _slope_at(n(1), "NonIncreasing", ["<=", _slope(1, 1), n(0)], top=n(1)),
        _slope_at(n("1/2"), "NonIncreasing", ["and", ["<=", n(0), _slope("1/2", 1)], ["<=", _slope("1/2", 1), n(0)]],
                  top=n(1), order=_WITHIN),
    ),
    "what a slope says of nothing": (
        _slope_at(n(1), "NonIncreasing", ["<=", _slope(1, 1), n(0)], top=n(1)),
        ruled("slope_at", TRUE, [shown(["Convex", square(X), UNIT]), slope(square(X), ["*", n(2), X]), shown(TRUE)],
              point=n(0), says=["Minimises"]),
    ),
    "what a slope does not say": (
        _slope_at(n(1), "NonIncreasing", ["<=", _slope(1, 1), n(0)], top=n(1)),
        _slope_at(n(1), "Decreasing", ["<=", _slope(1, 1), n(0)], top=n(1)),
    ),
    "the slope of what need not be convex": (
        _slope_at(n(1), "Minimises", ["<=", _slope(1, 0), n(0)]),
        ruled("slope_at", ["iff", ["Minimises", n(1), _HILL, UNIT], ["<=", put(_HILLSIDE, X, n(1)), n(0)]],
              [shown(["Convex", ["exp", X], UNIT]), slope(_HILL, _HILLSIDE), shown(["<", n(0), n(1)])],
              point=n(1), says="Minimises"),
    ),
    "the slope of what is said to be convex": (
        _slope_at(n(1), "Minimises", ["<=", _slope(1, 0), n(0)], convex=_told(["Convex", square(X), UNIT], KNOWN),
                  given=(["Convex", square(X), UNIT], KNOWN)),
        _slope_at(n(1), "Minimises", ["<=", _slope(1, 0), n(0)], convex=_told(["Convex", square(X), UNIT], KNOWN)),
    ),
}  # fmt: skip
"""What offends -> the file without and the file with it."""


# Clocks.

LEVEL, READING = ["value", "a", U], ["value", "b", X]
CLOCK = ["Clock", LEVEL, READING, [U, n(0), n(1)], [X, n(2), n(3)]]


def a(term: Data) -> Data:
    return ["value", "a", term]


def b(term: Data) -> Data:
    return ["value", "b", term]


def _read(says: Data, moments: list[Data], levels: list[Data], *given: Data, clock: Data = CLOCK) -> str:
    return ruled("read_clock", says, (), [clock, *given], clock=clock, moments=moments, levels=levels)


def _changed(
    predicate: Data, renewed: Data, *given: Data, backward: Data = False, moment: Data = T, clock: Data = CLOCK
) -> str:
    told = {"predicate": predicate, "clock": clock, "moment": moment, "backward": backward}
    return ruled("change_of_clock", ["iff", predicate, renewed], (), [clock, *given], **told)


_FROM, _TO, _AFTER = ["<=", n(0), Y], ["<=", Y, n(1)], ["<=", n(2), Z]
_ORDER = ["iff", ["<=", Y, T], ["<=", a(Y), a(T)]]
_TIMES = [X, n(2), n(3)]
_NOW, _BACK = [T, n(0), n(1)], minus(n(1), T)
_RISES, _RISES_NOW = ["NonDecreasing", X, _TIMES], ["NonDecreasing", a(T), _NOW]
_BEST = ["Minimises", Z, square(X), _TIMES]
_BEST_NOW = ["Minimises", b(Z), square(a(T)), _NOW]
_BESTS = (["<=", n(2), Z], ["<=", Z, n(3)])


def _without(name: Data, given: tuple[Data, ...]) -> tuple[Data, ...]:
    return tuple(one for one in given if one != name)


_BOTH = (_FROM, _TO, ["<=", n(0), T], ["<=", T, n(1)])
_COMPARED = ["iff", ["<=", Y, b(Z)], ["<=", a(Y), Z]]
_BETWEEN = ["and", ["<=", n(0), b(Z)], ["<=", b(Z), n(1)], ["Identity", a(b(Z)), Z]]

CLOCKS: dict[str, tuple[str, str]] = {
    "a moment before the clock": (
        _read(["<=", n(2), a(Y)], [Y], [], _FROM, _TO), _read(["<=", n(2), a(Y)], [Y], [], _TO),
    ),
    "a condition that is no clock": (
        _read(["<=", n(2), a(Y)], [Y], [], _FROM, _TO), _read(TRUE, [Y], [], clock=TRUE),
    ),
    "a moment after the clock": (
        _read(["<=", a(Y), n(3)], [Y], [], _FROM, _TO), _read(["<=", a(Y), n(3)], [Y], [], _FROM),
    ),
    "no clock": (
        _read(["<=", n(2), a(Y)], [Y], [], _FROM, _TO),
        ruled("read_clock", ["<=", n(2), a(Y)], (), [_FROM, _TO], clock=CLOCK, moments=[Y], levels=[]),
    ),
    **{
        f"two moments, without {place}": (
            _read(_ORDER, [Y, T], [], *_BOTH), _read(_ORDER, [Y, T], [], *_without(one, _BOTH))
        )
        for place, one in enumerate(_BOTH)
    },
    **{
        f"a moment and a level, without {place}": (
            _read(_COMPARED, [Y], [Z], _FROM, _TO, _AFTER),
            _read(_COMPARED, [Y], [Z], *_without(one, (_FROM, _TO, _AFTER))),
        )
        for place, one in enumerate((_FROM, _TO, _AFTER))
    },
    **{
        f"a level, without {place}": (
            _read(_BETWEEN, [], [Z], *_BESTS), _read(_BETWEEN, [], [Z], *_without(one, _BESTS))
        )
        for place, one in enumerate(_BESTS)
    },
    "the other order": (
        _read(_ORDER, [Y, T], [], *_BOTH),
        _read(["iff", ["<=", Y, T], ["<=", a(T), a(Y)]], [Y, T], [], *_BOTH),
    ),
    "a clock that says nothing of three": (
        _read(_ORDER, [Y, T], [], *_BOTH), _read(_ORDER, [Y, T, Z], [], *_BOTH, ["<=", n(0), Z], ["<=", Z, n(1)]),
    ),
    "a rise in another clock": (_changed(_RISES, _RISES_NOW), _changed(_RISES, ["NonIncreasing", a(T), _NOW])),
    "a rise seen from the other end": (
        _changed(_RISES, ["NonIncreasing", a(_BACK), _NOW], backward=True),
        _changed(_RISES, ["NonDecreasing", a(_BACK), _NOW], backward=True),
    ),
    "a rise in no clock": (
        _changed(_RISES, _RISES_NOW),
        ruled("change_of_clock", ["iff", _RISES, _RISES_NOW], predicate=_RISES, clock=CLOCK, moment=T, backward=False),
    ),
    "a rise on a part of the levels": (
        _changed(_RISES, _RISES_NOW), _changed(["NonDecreasing", X, [X, n(2), n("5/2")]], _RISES_NOW),
    ),
    "a rise of another index": (
        _changed(["NonDecreasing", Y, [Y, n(2), n(3)]], _RISES_NOW),
        _changed(["NonDecreasing", J, [J, n(2), n(3)]], _RISES_NOW),
    ),
    "a time that the function has": (
        _changed(["NonDecreasing", ["*", X, Z], _TIMES], ["NonDecreasing", ["*", a(T), Z], _NOW]),
        _changed(["NonDecreasing", ["*", X, T], _TIMES], ["NonDecreasing", ["*", a(T), T], _NOW]),
    ),
    "a time that is an integer": (
        _changed(_RISES, _RISES_NOW),
        _changed(_RISES, ["NonDecreasing", a(J), [J, n(0), n(1)]], moment=J),
    ),
    "a time that is a term": (_changed(_RISES, _RISES_NOW), _changed(_RISES, TRUE, moment=n(1))),
    "a convex function in another clock": (
        _changed(_RISES, _RISES_NOW), _changed(["Convex", X, _TIMES], ["Convex", a(T), _NOW]),
    ),
    "a direction that is none": (_changed(_RISES, _RISES_NOW), _changed(_RISES, _RISES_NOW, backward=0)),
    "a function that is not defined in any clock": (
        _changed(["NonDecreasing", ["*", X, inverse(Z)], _TIMES], ["NonDecreasing", ["*", a(T), inverse(Z)], _NOW],
                 KNOWN),
        _changed(["NonDecreasing", ["*", X, inverse(Z)], _TIMES], ["NonDecreasing", ["*", a(T), inverse(Z)], _NOW]),
    ),
    "a best level below the first": (
        _changed(_BEST, _BEST_NOW, *_BESTS), _changed(_BEST, _BEST_NOW, _BESTS[1]),
    ),
    "a best level beyond the last": (
        _changed(_BEST, _BEST_NOW, *_BESTS), _changed(_BEST, _BEST_NOW, _BESTS[0]),
    ),
    "a best time seen from the other end": (
        _changed(_BEST, ["Minimises", minus(n(1), b(Z)), square(a(_BACK)), _NOW], *_BESTS, backward=True),
        _changed(_BEST, ["Minimises", b(Z), square(a(_BACK)), _NOW], *_BESTS, backward=True),
    ),
}  # fmt: skip
"""What offends -> the file without and the file with it."""
