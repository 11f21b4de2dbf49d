"""The language of proof files: terms and conditions, what is free in them, substitution, where they are defined.

A node has a kind and parts; the same node is one object, so that to compare is to compare identities. Kinds:

    number q      symbol name sort      entry sequence index      value function argument...
    + *  ^ (to a number)  exp  log  abs  max  min      cases (value condition)...      sum body (index lower upper)
    < <= > >= = !=      and or not implies iff      true (the condition of a last case)
    ForEach NonDecreasing ... : see `PREDICATES`, and `unfolded` for what each says

Sequences and functions are total and real. `implies` and `cases` look behind a condition only where it holds; all else
is defined where all of its parts are. A range is closed, of the integers or the reals, as the sort of its index says.

Tested in `tests/checker/test_checker.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cache
from typing import Any


class RefusedError(ValueError):
    """Raised where a file does not say what it should, or a step does not follow."""


class Node:
    """A term, a condition, a name or a range; made by `node` alone."""

    __slots__ = ("kind", "parts")
    kind: str
    parts: tuple[Any, ...]

    def __repr__(self) -> str:
        if self.kind == "number" and max(map(int.bit_length, self.parts[0].as_integer_ratio())) > 10_000:
            return "a long number"  # Python writes none of more than 4,300 digits
        text = f"({self.kind} {' '.join(map(str, self.parts))})" if self.kind not in _ATOMS else str(self.parts[0])
        return text if len(text) < 300 else f"{text[:297]}..."


_ATOMS = ("number", "symbol", "sequence", "function")
_made: dict[tuple[Any, ...], Node] = {}


def node(kind: str, *parts: Any) -> Node:
    """Return the one node of a kind with certain parts."""
    place = (kind, *parts)
    if place not in _made:
        _made[place] = made = Node()
        made.kind, made.parts = kind, parts
    return _made[place]


def number(value: int | Fraction) -> Node:
    """Return an exact number."""
    return node("number", Fraction(value))


ZERO, ONE, TRUE = number(0), number(1), node("true")

RELATIONS = ("<", "<=", ">", ">=", "=", "!=")
CONNECTIVES = ("and", "or", "not", "implies", "iff")
PREDICATES = {
    "ForEach": "cr", "NonDecreasing": "tr", "NonIncreasing": "tr", "Increasing": "tr", "Decreasing": "tr",
    "Convex": "tr", "Minimises": "ttr", "Identity": "tt", "IsDerivative": "ttr", "UniqueRoot": "tr",
    "SolvesLinearODE": "ttttr", "Clock": "ttrr",
}  # fmt: skip
"""Each with its parts: terms, a condition, ranges."""
_REAL = ("Convex", "IsDerivative", "UniqueRoot", "SolvesLinearODE", "Clock")  # their index is real
_OUTSIDE = {"Minimises": (0,), "SolvesLinearODE": (3,)}  # parts that the index is not free in
_SHAPES = {
    **dict.fromkeys(("+", "*", "max", "min"), "t+"), **dict.fromkeys(("exp", "log", "abs"), "t"), "sum": "tr",
    **dict.fromkeys(RELATIONS, "tt"), **dict.fromkeys(("and", "or", "iff"), "c+"), "not": "c", "implies": "cc",
    **PREDICATES,
}  # fmt: skip


# What a file says.


_DEEPEST = 200
_READ: dict[str, Node] = {}
"""What data tell that were read before, by their text: the steps of a file repeat their hypotheses."""


def read(data: Any) -> Node:
    """Return the term, condition, range or name that data of a file tell; `RefusedError` if they tell none."""
    level, depth = [data], 0
    while level:
        level, depth = [part for inner in level if isinstance(inner, list) for part in inner], depth + 1
        if depth > _DEEPEST:
            raise RefusedError("a term is nested too deeply")
    text = repr(data)
    if text not in _READ:
        _READ[text] = _read(data)
    return _READ[text]


def _read(data: Any) -> Node:
    if not isinstance(data, list) or not data:
        raise RefusedError(f"{str(data)[:80]!r} is no term")
    if isinstance(data[0], list):
        return _range(data)
    kind, rest = data[0], data[1:]
    if not isinstance(kind, str):
        raise RefusedError(f"{str(kind)[:80]!r} is no kind of term")
    if kind in ("number", "symbol", "sequence", "function", "entry", "value"):
        return _atom(kind, rest)
    if kind == "lambda" and len(rest) == 2:
        bound, body = map(_read, rest)
        return node("lambda", _as(bound, "symbol"), _sorted(body, "t"))
    if kind == "^" and len(rest) == 2:
        return node("^", _sorted(_read(rest[0]), "t"), _as(_read(rest[1]), "number"))
    if kind == "cases" and rest:
        return _cases(rest)
    if kind not in _SHAPES:
        raise RefusedError(f"{str(kind)[:80]!r} is no kind of term")
    return checked(kind, list(map(_read, rest)))


def checked(kind: str, parts: list[Node]) -> Node:
    """Return a node of a kind after looking at the number and the sorts of its parts, and at where its index is."""
    shape = _SHAPES[kind]
    shape = shape[0] * max(len(parts), 1) if shape.endswith("+") else shape
    if len(parts) != len(shape):
        raise RefusedError(f"a `{kind}` has {len(shape)} parts, not {len(parts)}")
    made = node(kind, *(_sorted(part, sort) for part, sort in zip(parts, shape, strict=True)))
    indices = set(bound(made))
    for place, part in enumerate(made.parts):
        inner = part.parts[1:] if part.kind == "range" else (part,) if place in _OUTSIDE.get(kind, ()) else ()
        if any(indices & free(piece) for piece in inner):
            raise RefusedError(f"`{made}` has its index where it must not be")
    if kind == "sum" and not all(map(is_integer, made.parts[1].parts)):
        raise RefusedError(f"`{made}` does not run over integers")
    if kind in _REAL and any(map(is_integer, indices)):
        raise RefusedError(f"the index of `{made}` must be real")
    if kind == "Clock":
        level, inverse, time, noise = made.parts
        if noise.parts[0] in free(level) or time.parts[0] in free(inverse):
            raise RefusedError(f"`{made}`: the level depends on the time alone, the inverse on the level alone")
    return made


_SORTS = {"r": "range", "c": "condition", "t": "term"}


def _sorted(part: Node, sort: str) -> Node:
    found = "r" if part.kind == "range" else "c" if is_condition(part) else "t"
    if found != sort or part.kind in ("true", "sequence", "function", "lambda"):
        raise RefusedError(f"`{part}` stands where there must be a {_SORTS[sort]}")
    return part


def _as(part: Node, kind: str) -> Node:
    if part.kind != kind:
        raise RefusedError(f"`{part}` is no {kind}")
    return part


def _atom(kind: str, rest: list[Any]) -> Node:
    if not rest or not isinstance(rest[0], str) or re.match("any:|bound:", rest[0]):
        raise RefusedError(f"a {kind} must have a name of its own, not {str(rest)[:80]}")
    name, inner = rest[0], rest[1:]
    if kind == "number" and not inner and re.fullmatch(r"-?\d{1,2000}(/[1-9]\d{0,2000})?", name, re.ASCII):
        return number(Fraction(name))
    if kind == "symbol" and inner in (["real"], ["integer"]):
        return node(kind, name, *inner)
    if kind in ("sequence", "function") and not inner:
        return node(kind, name)
    if (kind == "entry" and len(inner) == 1) or (kind == "value" and inner):
        parts = [_sorted(_read(part), "t") for part in inner]
        if kind == "value" or is_integer(parts[0]):
            return node(kind, name, *parts)
    raise RefusedError(f"{str([kind, *rest])[:80]} is no {kind}")


def _range(data: list[Any]) -> Node:
    if len(data) != 3:
        raise RefusedError(f"a range has an index and two ends, not {str(data)[:80]}")
    index, lower, upper = map(_read, data)
    return node("range", _as(index, "symbol"), _sorted(lower, "t"), _sorted(upper, "t"))


def _cases(rest: list[Any]) -> Node:
    pairs = []
    for case in rest:
        if not isinstance(case, list) or len(case) != 2:
            raise RefusedError(f"{str(case)[:80]} is no case")
        last = case[1] == ["true"] and case is rest[-1]
        pairs.append(node("case", _sorted(_read(case[0]), "t"), TRUE if last else _sorted(_read(case[1]), "c")))
    return node("cases", *pairs)


def is_condition(part: Node) -> bool:
    """Say whether a node is true or false rather than a number."""
    return part.kind in RELATIONS or part.kind in CONNECTIVES or part.kind in PREDICATES or part is TRUE


@cache
def is_integer(term: Node) -> bool:
    """Say whether a term is an integer wherever it is defined, by its shape."""
    match term.kind:
        case "symbol":
            return bool(term.parts[1] == "integer")
        case "number":
            return bool(term.parts[0].denominator == 1)
        case "^":
            exponent = term.parts[1].parts[0]
            return exponent > 0 and exponent.denominator == 1 and is_integer(term.parts[0])
        case "cases":
            return all(is_integer(case.parts[0]) for case in term.parts)
        case "+" | "*" | "max" | "min" | "abs":
            return all(map(is_integer, term.parts))
    return False


# Shorthand.


def plus(*terms: Node) -> Node:
    """Return a sum of terms."""
    return node("+", *terms)


def times(*factors: Node) -> Node:
    """Return a product of terms."""
    return node("*", *factors)


def minus(left: Node, right: Node) -> Node:
    """Return left - right."""
    return plus(left, times(number(-1), right))


def le(left: Node, right: Node) -> Node:
    """Return left <= right."""
    return node("<=", left, right)


def lt(left: Node, right: Node) -> Node:
    """Return left < right."""
    return node("<", left, right)


def same(left: Node, right: Node) -> Node:
    """Return the condition that two terms are defined and equal."""
    return node("Identity", left, right)


def both(*parts: Node) -> Node:
    """Return the conjunction of conditions."""
    return node("and", *parts) if len(parts) != 1 else parts[0]


def implies(condition: Node, consequence: Node) -> Node:
    """Return the condition that one condition implies another."""
    return node("implies", condition, consequence)


def for_each(condition: Node, limits: Node) -> Node:
    """Return the condition that a condition holds in a range; itself where its index is not free in it."""
    return node("ForEach", condition, limits)


def conjuncts(conditions: Iterable[Node]) -> list[Node]:
    """Return conditions with each `and` as its parts, each once; one about all of a range likewise."""
    found: dict[Node, None] = {}
    for condition in conditions:
        if condition.kind == "and":
            found.update(dict.fromkeys(conjuncts(condition.parts)))
        elif condition.kind == "ForEach" and len(inner := conjuncts(condition.parts[:1])) > 1:
            found.update(dict.fromkeys(for_each(part, condition.parts[1]) for part in inner))
        elif condition is not TRUE:
            found[condition] = None
    return list(found)


# Names.


def ranges(term: Node) -> tuple[Node, ...]:
    """Return the ranges that a node binds its indices with."""
    return tuple(p for p in term.parts if isinstance(p, Node) and p.kind == "range") if term.kind in _SHAPES else ()


def bound(term: Node) -> tuple[Node, ...]:
    """Return the indices that this very node binds."""
    return (term.parts[0],) if term.kind == "lambda" else tuple(limits.parts[0] for limits in ranges(term))


@cache
def free(term: Node) -> frozenset[Node]:
    """Return the names that are free in a node: symbols, sequences, functions."""
    if term.kind in ("symbol", "sequence", "function"):
        return frozenset({term})
    found: frozenset[Node] = frozenset()
    if term.kind in ("entry", "value"):
        found = frozenset({node("sequence" if term.kind == "entry" else "function", term.parts[0])})
    inner = frozenset(bound(term))
    for part in term.parts:
        if isinstance(part, Node):
            found |= (free(part.parts[1]) | free(part.parts[2])) if part in ranges(term) else free(part) - inner
    return found


def fresh(like: Node, *terms: Node) -> Node:
    """Return a symbol of the sort of another one whose name no symbol in some terms has, free or bound."""
    taken = {name for term in terms for name in _names(term)}
    number = 1
    while f"{like.parts[0]}#{number}" in taken:
        number += 1
    return node("symbol", f"{like.parts[0]}#{number}", like.parts[1])


@cache
def _names(term: Node) -> frozenset[str]:
    own = frozenset({term.parts[0]}) if term.kind == "symbol" else frozenset()
    return own.union(*(_names(part) for part in term.parts if isinstance(part, Node)))


def substitute(term: Node, mapping: Mapping[Node, Node]) -> Node:
    """Return a term in which terms stand for free names, at once; an index that would capture one is renamed.

    A symbol becomes a term; a sequence or a function becomes another one, or a `lambda`.
    """
    live = {name: value for name, value in mapping.items() if name in free(term)}
    put = _substituted(term, live, {}) if live else term
    if weight(put) > _HEAVIEST:
        raise RefusedError("a term grows too large where others are put into it")
    return put


_HEAVIEST = 1_000_000


@cache
def weight(term: Node) -> int:
    """Return how many nodes there are to be written down."""
    return 1 + sum(weight(part) for part in term.parts if isinstance(part, Node))


def _substituted(term: Node, live: dict[Node, Node], done: dict[Node, Node]) -> Node:
    if term in live:
        return live[term]
    if term not in done:
        done[term] = term if free(term).isdisjoint(live) else _rebuilt(term, live, done)
    return done[term]


def _rebuilt(term: Node, live: dict[Node, Node], done: dict[Node, Node]) -> Node:
    if bound(term):
        return _under_binder(term, live)
    if term.kind in ("entry", "value"):
        kind = "sequence" if term.kind == "entry" else "function"
        head = live.get(node(kind, term.parts[0]), node(kind, term.parts[0]))
        arguments = [_substituted(part, live, done) for part in term.parts[1:]]
        if head.kind == "lambda":
            if len(arguments) != 1:
                raise RefusedError(f"`{head}` takes one argument")
            return substitute(head.parts[1], {head.parts[0]: arguments[0]})
        return node(term.kind, head.parts[0], *arguments)
    return node(term.kind, *(_substituted(p, live, done) if isinstance(p, Node) else p for p in term.parts))


def _under_binder(term: Node, live: dict[Node, Node]) -> Node:
    incoming = frozenset().union(*map(free, live.values()))
    inside = {name: value for name, value in live.items() if name not in bound(term)}
    renamed = {index: fresh(index, term, *live.values()) for index in bound(term) if index in incoming}
    parts = []
    for part in term.parts:
        if part.kind == "range":
            index, lower, upper = part.parts
            parts.append(node("range", renamed.get(index, index), substitute(lower, live), substitute(upper, live)))
        else:
            parts.append(renamed.get(part, part) if part in bound(term) else substitute(part, inside | renamed))
    return node(term.kind, *parts)


# Where a node is defined.


@cache
def obligations(term: Node) -> tuple[Node, ...]:
    """Return the conditions whose conjunction says that a node is defined, each defined where those before it hold."""
    return tuple(dict.fromkeys(_conditions(term)))


def _conditions(term: Node) -> Iterator[Node]:
    if ranges(term):
        yield from _under_range(term)
        return
    if term.kind == "implies":
        condition, consequence = term.parts
        yield from obligations(condition)
        yield from (implies(condition, inner) for inner in obligations(consequence))
        return
    if term.kind == "cases":
        yield from _of_cases(term)
        return
    for part in term.parts:
        if isinstance(part, Node):
            yield from obligations(part)
    if term.kind == "^":
        base, exponent = term.parts[0], term.parts[1].parts[0]
        if exponent.denominator != 1:
            yield lt(ZERO, base) if exponent < 0 else le(ZERO, base)
        elif exponent < 0:
            yield node("!=", base, ZERO)
    if term.kind == "log":
        yield lt(ZERO, term.parts[0])


def _under_range(term: Node) -> Iterator[Node]:
    first = ranges(term)[0]
    for limits in ranges(term):
        yield from (inner for end in limits.parts[1:] for inner in obligations(end))
    for place, part in enumerate(term.parts):
        if part.kind == "range":
            continue
        if term.kind == "Clock" and place == 1:  # the inverse is read at every real level
            index = term.parts[3].parts[0]
            yield from obligations(substitute(part, {index: node("symbol", f"any:{index.parts[0]}", "real")}))
        else:
            outside = place in _OUTSIDE.get(term.kind, ())
            yield from (inner if outside else for_each(inner, first) for inner in obligations(part))


def _of_cases(term: Node) -> Iterator[Node]:
    earlier: list[Node] = []  # a case is looked at only where those before it do not apply, and some case applies
    for case in term.parts:
        value, condition = case.parts
        needed = [*obligations(condition), *(implies(condition, inner) for inner in obligations(value))]
        needed += [condition] if case is term.parts[-1] and condition is not TRUE else []
        for inner in needed:
            for before in reversed(earlier):
                inner = implies(node("not", before), inner)
            yield inner
        earlier.append(condition)


# What a universal predicate says.

ARITY = {
    "ForEach": 1, "NonDecreasing": 2, "NonIncreasing": 2, "Increasing": 2, "Decreasing": 2, "Convex": 3, "Minimises": 1
}  # fmt: skip
"""The universal predicates, and about how many values of the index each speaks."""


def plainly(predicate: Node) -> list[Node]:
    """Return what a universal predicate says beside what it says about all values of its index."""
    if predicate.kind != "Minimises":
        return []
    _, lower, upper = predicate.parts[-1].parts
    return [le(lower, predicate.parts[0]), le(predicate.parts[0], upper)]


def unfolded(predicate: Node, terms: Iterable[Node]) -> tuple[list[Node], Node]:
    """Return what a universal predicate says at terms: under which conditions, and what.

    It holds if and only if `plainly` holds and, for all values that meet the conditions, what is said of them.

        ForEach(c, (j, lo, hi))         lo <= y <= hi               c(y)
        NonDecreasing(f, (x, lo, hi))   lo <= y <= z <= hi          f(y) <= f(z); `NonIncreasing` f(z) <= f(y)
        Increasing(f, (x, lo, hi))      lo <= y < z <= hi           f(y) < f(z); `Decreasing` f(z) < f(y)
        Convex(f, (x, lo, hi))          y, z in range, 0 <= w <= 1  f((1 - w) y + w z) <= (1 - w) f(y) + w f(z)
        Minimises(p, f, (x, lo, hi))    lo <= y <= hi               f(p) <= f(y)
    """
    *_, inner, limits = predicate.parts
    index, lower, upper = limits.parts
    terms = list(terms)
    reached = [substitute(inner, {index: term}) for term in terms]
    match predicate.kind:
        case "ForEach":
            return [le(lower, terms[0]), le(terms[0], upper)], reached[0]
        case "Minimises":
            best = substitute(inner, {index: predicate.parts[0]})
            return [le(lower, terms[0]), le(terms[0], upper)], le(best, reached[0])
        case "Convex":
            first, second, share = terms
            rest = minus(ONE, share)
            between = substitute(inner, {index: plus(times(rest, first), times(share, second))})
            chord = plus(times(rest, reached[0]), times(share, reached[1]))
            guard = [le(lower, first), le(first, upper), le(lower, second), le(second, upper)]
            return [*guard, le(ZERO, share), le(share, ONE)], le(between, chord)
    strict = predicate.kind in ("Increasing", "Decreasing")
    order = lt if strict else le
    rising = predicate.kind in ("Increasing", "NonDecreasing")
    guard = [le(lower, terms[0]), order(terms[0], terms[1]), le(terms[1], upper)]
    return guard, order(*(reached if rising else reversed(reached)))


# The rules of differentiation, and what follows from the sign of a slope.


def differentiated(term: Node, variable: Node, needed: list[Node]) -> Node:
    """Return the derivative of a term, and add the conditions under which it is one."""
    if variable not in free(term):
        return ZERO
    if term is variable:
        return ONE
    if term.kind == "sum":
        body, limits = term.parts
        if variable in free(limits.parts[1]) | free(limits.parts[2]):
            raise RefusedError(f"the range of `{term}` depends on `{variable}`")
        inside: list[Node] = []
        slope = differentiated(body, variable, inside)
        needed += (for_each(condition, limits) for condition in inside)
        return node("sum", slope, limits)
    if term.kind not in ("+", "*", "^", "exp", "log"):
        raise RefusedError(f"`{term}` is not known to be differentiable in `{variable}`")
    parts = term.parts[:1] if term.kind == "^" else term.parts
    slopes = [differentiated(part, variable, needed) for part in parts]
    match term.kind:
        case "+":
            return plus(*slopes)
        case "*":
            return plus(*(times(*parts[:n], slope, *parts[n + 1 :]) for n, slope in enumerate(slopes)))
        case "exp":
            return times(term, slopes[0])
        case "log":
            needed.append(lt(ZERO, parts[0]))
            return times(node("^", parts[0], number(-1)), slopes[0])
    exponent: Fraction = term.parts[1].parts[0]
    if exponent.denominator != 1:
        needed.append(lt(ZERO, parts[0]))
    elif exponent < 0:
        needed.append(node("!=", parts[0], ZERO))
    return times(number(exponent), node("^", parts[0], number(exponent - 1)), slopes[0])


def sufficient(predicate: Node) -> list[Node]:
    """Return conditions that imply a universal predicate about a real index, by the mean value theorem."""
    *_, inner, limits = predicate.parts
    index, lower, upper = limits.parts
    needed: list[Node] = []
    slope = differentiated(inner, index, needed)
    bend = differentiated(slope, index, needed) if predicate.kind == "Convex" else ZERO
    least = predicate.parts[0]  # of `Minimises`
    signs = {
        "NonDecreasing": [(le(ZERO, slope), lower, upper)],
        "NonIncreasing": [(le(slope, ZERO), lower, upper)],
        "Increasing": [(lt(ZERO, slope), lower, upper)],
        "Decreasing": [(lt(slope, ZERO), lower, upper)],
        "Convex": [(le(ZERO, bend), lower, upper)],
        "Minimises": [(le(slope, ZERO), lower, least), (le(ZERO, slope), least, upper)],
    }
    parts = [
        implies(lt(first, last), for_each(both(*needed, sign), node("range", index, first, last)))
        for sign, first, last in signs[predicate.kind]
    ]
    return [*plainly(predicate), for_each(same(inner, inner), limits), *parts]  # `same`: it is defined
