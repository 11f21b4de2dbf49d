"""When two terms are the same: their values agree at one random point, in exact arithmetic modulo a large prime.

Of what has no free names it is seen as well whether it holds: from rational numbers between which a term lies, sharper
until they decide.

What is not arithmetic (a name, an entry, a sum over a range, a logarithm, the largest of two) is given a random element
of the field with P elements; the same thing is given the same element. On these a term is a rational function, and two
rational functions of degree d that differ agree at a random point with a chance of at most 2 d / P (Schwartz and
Zippel). P is a prime of 521 binary digits, drawn anew in every run as the elements are: no file can be written for it,
as x^P = x could, or P = 0. A term whose degree, or the digits of whose numbers, might be more than 2^256 has no value.

A root √v is a letter r with r² = v, and |b| is √(b²). A value is a sum of products of such letters. An identity found
here follows from r² = v and from the laws of a commutative ring with the inverses that occur, and holds wherever both
sides are defined. Where they are is asked apart, and what is not found to be the same is asked too; see `questions`.

Tested in `tests/checker/test_checker.py`.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from fractions import Fraction
from functools import cache
from itertools import product
from math import ceil, floor, isqrt
from typing import Any

from ldm_symbolic.checker.terms import (
    ARITY,
    CONNECTIVES,
    PREDICATES,
    Node,
    RefusedError,
    bound,
    free,
    is_integer,
    minus,
    node,
    number,
    obligations,
    plus,
    ranges,
    substitute,
    sufficient,
    times,
)


def _random_prime(digits: int) -> int:
    """Return a random number of so many binary digits that passes 64 rounds of the test of Miller and Rabin."""
    small = [n for n in range(3, 2000, 2) if all(n % m for m in range(3, isqrt(n) + 1, 2))]
    while True:
        found = secrets.randbits(digits) | 1 << (digits - 1) | 1
        if all(found % n for n in small) and all(_passes(found, secrets.randbelow(found - 3) + 2) for _ in range(64)):
            return found


def _passes(number: int, base: int) -> bool:
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    power = pow(base, odd, number)
    return power == 1 or any(pow(power, 1 << n, number) == number - 1 for n in range(twos))


P = _random_prime(521)
_LARGEST = 1 << 256
_LONGEST = 1 << 14  # products in one product, bits of a root
Value = dict[frozenset[int], int]
"""Products of roots, by their numbers, and the coefficient of each."""

NEGATED = {"<": ">=", ">=": "<", ">": "<=", "<=": ">", "=": "!=", "!=": "=", "Identity": "!="}
"""The negation of a comparison of two terms that are defined."""

_roots: list[Value] = []  # the number of a root -> what it is a root of
_known_roots: dict[Any, int] = {}
_points: dict[Any, int] = {}


def _point(thing: Any) -> Value:
    """Return the random element of something that is not arithmetic."""
    if thing not in _points:
        _points[thing] = secrets.randbelow(P)
    return {frozenset(): _points[thing]}


def _plain(value: Fraction) -> Value:
    return {frozenset(): value.numerator * pow(value.denominator, -1, P) % P} if value else {}


def _sum(values: Iterable[Value]) -> Value:
    total: Value = {}
    for value in values:
        for roots, coefficient in value.items():
            total[roots] = (total.get(roots, 0) + coefficient) % P
    return {roots: coefficient for roots, coefficient in total.items() if coefficient}


def _times(left: Value, right: Value) -> Value:
    if len(left) * len(right) > _LONGEST:
        raise RefusedError("a product has too many roots")
    parts = []
    for (roots, a), (others, b) in product(left.items(), right.items()):
        part = {roots ^ others: a * b % P}
        for twice in roots & others:
            part = _times(part, _roots[twice])
        parts.append(part)
    return _sum(parts)


def _power(value: Value, exponent: int) -> Value:
    result = _plain(Fraction(1))
    base = value if exponent >= 0 else _inverse(value)
    for bit in bin(abs(exponent))[2:]:
        result = _times(result, result)
        result = _times(result, base) if bit == "1" else result
    return result


def _inverse(value: Value) -> Value:
    """Return 1/(a + b r) = (a - b r)/(a² - b² r²); something of its own where that has no inverse."""
    found = _unit(value)
    return _point(("inverse", _key(value))) if found is None else found


def _unit(value: Value) -> Value | None:
    """Return the inverse of a value, None if it has none: |x| + x times |x| - x is zero, and neither need be."""
    used = frozenset().union(*value)
    if not used:
        return {frozenset(): pow(value[frozenset()], -1, P)} if value else None
    last = max(used)  # what a root is of has smaller numbers
    flipped = {roots: -c % P if last in roots else c for roots, c in value.items()}
    rest = _unit(_times(value, flipped))
    return None if rest is None else _times(flipped, rest)


def _root(value: Value) -> Value:
    place = _key(value)
    if place not in _known_roots:
        _known_roots[place] = len(_roots)
        _roots.append(value)
    return {frozenset({_known_roots[place]}): 1}


def _key(value: Value) -> Any:
    return tuple(sorted((tuple(sorted(roots)), coefficient) for roots, coefficient in value.items()))


def constant(value: Value) -> Fraction | None:
    """Return the number that a value is, None if it is none of moderate size.

    No two such numbers are one element, and a random element is one with a chance below 2⁻²⁰⁰.
    """
    if not value or set(value) != {frozenset()}:
        return None if value else Fraction(0)
    limit = 1 << 150
    (rest, old), (sign, before) = (value[frozenset()], P), (1, 0)
    while rest > limit:
        quotient = old // rest
        (rest, old), (sign, before) = (old - quotient * rest, rest), (before - quotient * sign, sign)
    return Fraction(rest, sign) if 0 < abs(sign) < limit else None


@cache
def key(term: Node) -> Any:
    """Return what two terms share if and only if they are the same."""
    return _key(value(term))


@cache
def _size(term: Node) -> int:
    """Return what neither the degree of a term nor the number of digits of a number in it is more than."""
    match term.kind:
        case "number":
            return term.parts[0].numerator.bit_length() + term.parts[0].denominator.bit_length()
        case "^":
            return max(1, abs(term.parts[1].parts[0].numerator)) * _size(term.parts[0])
        case "exp":
            units = exponents(term.parts[0])
            return 1 + sum(abs(c.numerator) * (_size(u.parts[0]) if u.kind == "log" else 1) for u, c in units)
    return 1 + sum(_size(part) for part in term.parts if isinstance(part, Node))


@cache
def value(term: Node) -> Value:
    """Return the value of a term at the random point."""
    if _size(term) > _LARGEST:
        raise RefusedError(f"the degree of `{term}` may be too large")
    match term.kind:
        case "number":
            return _plain(term.parts[0])
        case "symbol":
            return _point(term)
        case "entry" | "value":
            return _point((term.kind, term.parts[0], *map(key, term.parts[1:])))
        case "+":
            return _sum(map(value, term.parts))
        case "*":
            result = _plain(Fraction(1))
            for part in term.parts:
                result = _times(result, value(part))
            return result
        case "^":
            return _of_power(term.parts[0], term.parts[1].parts[0])
        case "exp":
            return _exponential(term.parts[0])
        case "abs":
            return _root(_power(value(term.parts[0]), 2))
        case "log" if term.parts[0].kind == "exp":
            return value(term.parts[0].parts[0])
        case "log":
            return _point(("log", key(term.parts[0]))) if key(term.parts[0]) != key(number(1)) else {}
        case "max" | "min":
            return _choice(term)
        case "cases":
            return _cases(term)
        case "sum":
            return _total(term)
    raise AssertionError(term.kind)


def _of_power(base: Node, exponent: Fraction) -> Value:
    if exponent.denominator == 1:
        return _power(value(base), exponent.numerator)
    if exponent.denominator == 2:
        return _power(_root_of(base), exponent.numerator)
    return _power(_point(("power", key(base), exponent.denominator)), exponent.numerator)


def _root_of(base: Node) -> Value:
    """Return √base, in which what cannot be negative stands under a root of its own."""
    result, rest = _plain(Fraction(1)), [number(1)]
    for factor in _factors(base):
        if factor.kind == "number":
            result = _times(result, _root_of_number(abs(factor.parts[0])))
            rest += [number(-1)] if factor.parts[0] < 0 else []
        elif factor.kind == "^" and factor.parts[1].parts[0].denominator == 1 and factor.parts[1].parts[0] % 2 == 0:
            result = _times(result, _power(value(node("abs", factor.parts[0])), int(factor.parts[1].parts[0] / 2)))
        elif factor.kind == "exp":
            result = _times(result, _exponential(times(number(Fraction(1, 2)), factor.parts[0])))
        elif factor.kind == "abs":
            result = _times(result, _root(value(factor)))
        else:
            rest.append(factor)
    inside = value(times(*rest))
    return result if inside == _plain(Fraction(1)) else _times(result, _root(inside))


def _factors(term: Node) -> list[Node]:
    """Return what a term is the product of, without sums of which one part alone is not zero, or powers of these."""
    if term.kind == "*":
        return [factor for part in term.parts for factor in _factors(part)]
    if term.kind == "^" and term.parts[1].parts[0].denominator == 1:
        return [_raised(one, term.parts[1].parts[0]) for one in _factors(term.parts[0])]
    parts = [part for part in term.parts if value(part)] if term.kind == "+" else []
    return _factors(parts[0]) if len(parts) == 1 else [term]


def _raised(base: Node, exponent: Fraction) -> Node:
    """Return a term to an integer power; that of a power is one power."""
    if base.kind == "^":
        base, exponent = base.parts[0], exponent * base.parts[1].parts[0]
    return node("^", base, number(exponent))


def _root_of_number(square: Fraction) -> Value:
    """Return the root of a number that is not negative, as a rational one times roots of different numbers."""
    inside, outside, prime = square.numerator * square.denominator, Fraction(1, square.denominator), 2
    roots = []
    while prime * prime <= inside and prime < 10_000:
        while inside % prime**2 == 0:
            inside, outside = inside // prime**2, outside * prime
        if inside % prime == 0:
            inside //= prime
            roots.append(prime)
        prime += 1
    rational = isqrt(inside) ** 2 == inside
    result = _plain(outside * isqrt(inside)) if rational else _plain(outside)
    for one in roots + ([] if rational else [inside]):
        result = _times(result, _root(_plain(Fraction(one))))
    return result


def _exponential(exponent: Node) -> Value:
    result = _plain(Fraction(1))
    for unit, power in exponents(exponent):
        if unit.kind == "log":
            result = _times(result, _of_power(unit.parts[0], power))
        else:
            result = _times(result, _power(_point(("exp", key(unit))), power.numerator))
    return result


@cache
def exponents(exponent: Node) -> tuple[tuple[Node, Fraction], ...]:
    """Return units u and powers n so that exp(exponent) is the product of exp(u)^n; no two units are the same.

    A unit is a logarithm, or its power is an integer.
    """
    found: dict[Any, tuple[Node, Fraction]] = {}
    for coefficient, factors in _monomials(exponent):
        rest = factors[0] if len(factors) == 1 else times(*factors) if factors else number(1)
        before = found.get(key(rest), (rest, Fraction(0)))[1]
        found[key(rest)] = rest, before + coefficient
    return tuple(
        (rest, c) if rest.kind == "log" else (times(number(Fraction(1, c.denominator)), rest), Fraction(c.numerator))
        for rest, c in found.values()
        if c
    )


def _monomials(term: Node) -> list[tuple[Fraction, tuple[Node, ...]]]:
    """Return a term multiplied out: coefficients and factors."""
    if term.kind == "number":
        return [(term.parts[0], ())]
    if term.kind == "+":
        return [one for part in term.parts for one in _monomials(part)]
    if term.kind == "*":
        found: list[tuple[Fraction, tuple[Node, ...]]] = [(Fraction(1), ())]
        for part in _without_inverses(term):
            further = _monomials(part)
            if len(found) * len(further) > _LONGEST:
                raise RefusedError("an exponent has too many terms")
            found = [(a * b, (*left, *right)) for a, left in found for b, right in further]
        return found
    return [(Fraction(1), (term,))]


def _without_inverses(product: Node) -> list[Node]:
    """Return the factors of a product, without those that cancel."""
    powers: dict[Any, tuple[Node, int]] = {}
    for factor in _factors(product):
        whole = factor.kind == "^" and factor.parts[1].parts[0].denominator == 1
        base, power = (factor.parts[0], int(factor.parts[1].parts[0])) if whole else (factor, 1)
        powers[key(base)] = base, powers.get(key(base), (base, 0))[1] + power
    return [base if power == 1 else node("^", base, number(power)) for base, power in powers.values() if power]


def _choice(term: Node) -> Value:
    options: dict[Any, Fraction | None] = {}
    for part in _flat(term):
        options[key(part)] = constant(value(part))
    best = max if term.kind == "max" else min
    numbers = [n for n in options.values() if n is not None]
    left = {place for place, n in options.items() if n is None or n == best(numbers)}
    if len(left) == 1:
        return {frozenset(roots): c for roots, c in next(iter(left))}
    return _point((term.kind, frozenset(left)))


def _flat(term: Node) -> list[Node]:
    return [p for part in term.parts for p in (_flat(part) if part.kind == term.kind else [part])]


def _cases(term: Node) -> Value:
    kept = []
    for case in term.parts:
        truth = known_truth(case.parts[1])
        if truth is not False:
            kept.append((key(case.parts[0]), condition_key(case.parts[1]) if truth is None else True))
        if truth:
            break
    if kept and kept[0][1] is True:
        return {frozenset(roots): c for roots, c in kept[0][0]}
    return _point(("cases", tuple(kept)))


def one_term(total: Node) -> Node | None:
    """Return the one term of a sum that has but one, 0 for a sum that has none; None otherwise."""
    index, lower, upper = total.parts[1].parts
    length = constant(value(plus(upper, times(number(-1), lower))))
    if length is None or length > 0:
        return None
    return substitute(total.parts[0], {index: lower}) if length == 0 else number(0)


def _total(term: Node) -> Value:
    body, limits = term.parts
    _, lower, upper = limits.parts
    single = one_term(term)
    if single is not None:
        return value(single)
    inside = key(_opened(term, body))
    return _point(("sum", inside, key(lower), key(upper))) if inside else {}


def _opened(binder: Node, part: Node) -> Node:
    """Return a part of a node with names for its indices that depend on nothing but how deep it binds."""
    names = {
        index: node("symbol", f"bound:{_height(binder)}:{place}", index.parts[1])
        for place, index in enumerate(bound(binder))
    }
    return substitute(part, names)


@cache
def _height(term: Node) -> int:
    inner = max((_height(part) for part in term.parts if isinstance(part, Node)), default=0)
    return inner + bool(ranges(term))


@cache
def known_truth(condition: Node) -> bool | None:
    """Return whether a relation holds that compares two terms which differ by a number; None where that is not so."""
    if condition.kind == "true":
        return True
    if condition.kind not in ("<", "<=", ">", ">=", "=", "!=", "Identity") or obligations(condition):
        return None
    gap = constant(difference(condition))
    if gap is None:
        return None
    return {"<": gap < 0, "<=": gap <= 0, ">": gap > 0, ">=": gap >= 0, "!=": gap != 0}.get(condition.kind, gap == 0)


def difference(relation: Node) -> Value:
    """Return the left side less the right side."""
    return _sum((value(relation.parts[0]), _times(_plain(Fraction(-1)), value(relation.parts[1]))))


@cache
def condition_key(condition: Node) -> Any:
    """Return what two conditions share only if they say the same wherever both are defined."""
    kind, parts = condition.kind, condition.parts
    match kind:
        case "<" | "<=":
            return kind, _key(difference(condition))
        case ">" | ">=":
            return kind.replace(">", "<"), _key(difference(node("<", *reversed(parts))))
        case "=" | "!=" | "Identity":
            ways = (_key(difference(condition)), _key(difference(node("=", *reversed(parts)))))
            return "!=" if kind == "!=" else "=", min(ways)
        case "and" | "or":
            return kind, frozenset(map(condition_key, parts))
        case "not" if parts[0].kind in NEGATED:
            return condition_key(node(NEGATED[parts[0].kind], *parts[0].parts))
        case "not" | "implies":
            return kind, *map(condition_key, parts)
        case "iff":
            return kind, frozenset(map(condition_key, parts))
        case "ForEach":
            index, lower, upper = parts[1].parts
            within = is_integer(lower) or not is_integer(index)  # no integer lies from 1/2 to 1/2
            if within and constant(difference(le_(lower, upper))) == 0:
                return condition_key(substitute(parts[0], {index: lower}))
    return kind, *(
        (part.parts[0].parts[1], *map(key, part.parts[1:]))
        if part.kind == "range"
        else (condition_key if shape == "c" else key)(_opened(condition, part))
        for part, shape in zip(parts, PREDICATES.get(kind, "t" * len(parts)), strict=True)
    )


def le_(lower: Node, upper: Node) -> Node:
    """Return lower <= upper."""
    return node("<=", lower, upper)


def mentions(name: Node, terms: Iterable[Node]) -> bool:
    """Say whether a name is free in one of several terms."""
    return any(name in free(term) for term in terms)


# Between which two rational numbers a term lies: every operation is rounded outwards to so many binary digits.

Interval = tuple[Fraction, Fraction]
Box = dict[Node, Interval]
"""Names, and the intervals that they run over."""

_HALVINGS = 8  # of a range on which a condition is to hold


@cache
def settled(condition: Node) -> bool | None:
    """Return whether a condition without free names holds, where it is seen to be defined; None where it is not seen.

    A term that is zero is seen to be so by `value` alone, one that is not by numbers between which it lies.
    """
    for digits in (64, 256, 1024) if not free(condition) else ():
        try:
            truth = _truth(condition, {}, digits)
        except RefusedError:
            continue
        if truth is not None:
            return truth
    return None


def _truth(condition: Node, box: Box, digits: int) -> bool | None:
    """Return whether a condition holds, or fails, all over a box; `RefusedError` unless it is defined there."""
    kind, parts = condition.kind, condition.parts
    if kind in NEGATED:
        return _compared(kind, *enclosure(minus(*parts), box, digits))
    if kind == "ForEach":
        _require_everywhere(condition, box, digits)
        return True
    if kind in ARITY:
        return True if all(_truth(part, box, digits) for part in sufficient(condition)) else None
    if kind == "implies":
        first = _truth(parts[0], box, digits)
        second = first is False or _truth(parts[1], box, digits)
        return second if first or second else None
    if kind not in (*CONNECTIVES, "true"):
        raise RefusedError(f"`{condition}` is not settled by numbers")
    truths = [_truth(part, box, digits) for part in parts]
    if kind in ("not", "iff"):
        return None if None in truths else not truths[0] if kind == "not" else len(set(truths)) == 1
    decisive = kind == "or"
    return decisive if decisive in truths else None if None in truths else not decisive


def _compared(relation: str, low: Fraction, high: Fraction) -> bool | None:
    """Return whether a relation of a difference to zero holds, for a difference that lies between two numbers."""
    apart, zero = low > 0 or high < 0, low == high == 0
    holds = {"<": high < 0, "<=": high <= 0, ">": low > 0, ">=": low >= 0, "!=": apart, "=": zero, "Identity": zero}
    return True if holds[relation] else False if holds[NEGATED[relation]] else None


def _require_everywhere(claim: Node, box: Box, digits: int) -> None:
    """Raise `RefusedError` unless a condition is seen to hold on a whole range of a real index, in parts of it."""
    condition, limits = claim.parts
    index, lower, upper = limits.parts
    if is_integer(index):
        raise RefusedError(f"`{claim}` is not settled by numbers")
    waiting = [(enclosure(lower, box, digits)[0], enclosure(upper, box, digits)[1], _HALVINGS)]
    while waiting:
        low, high, halvings = waiting.pop()
        try:
            holds = low > high or _truth(condition, {**box, index: (low, high)}, digits)
        except RefusedError:
            holds = None
        if holds is False or not (holds or halvings):
            raise RefusedError(f"`{claim}` is not settled by numbers")
        middle = (low + high) / 2
        waiting += [] if holds else [(low, middle, halvings - 1), (middle, high, halvings - 1)]


def enclosure(term: Node, box: Box, digits: int) -> Interval:
    """Return numbers between which a term lies all over a box; `RefusedError` unless it is seen to be defined there."""
    if term in box:
        return box[term]
    return _enclosed(term, box, digits) if box and not free(term).isdisjoint(box) else _closed(term, digits)


@cache
def _closed(term: Node, digits: int) -> Interval:
    return _enclosed(term, {}, digits)


def _enclosed(term: Node, box: Box, digits: int) -> Interval:
    found = _combined(term, box, digits)
    exact = constant(value(term))  # it is defined, as `_combined` saw
    return (_rounded(found[0], digits, -1), _rounded(found[1], digits, 1)) if exact is None else (exact, exact)


def _combined(term: Node, box: Box, digits: int) -> Interval:
    if term.kind == "number":
        return term.parts[0], term.parts[0]
    if term.kind == "cases":
        return _of_cases(term, box, digits)
    if term.kind not in ("+", "*", "^", "exp", "log", "abs", "max", "min"):
        raise RefusedError(f"it is not known between which numbers `{term}` lies")
    inner = term.parts[:1] if term.kind == "^" else term.parts
    parts = [enclosure(part, box, digits) for part in inner]
    low, high = parts[0]
    match term.kind:
        case "+":
            return _total_of(parts)
        case "*":
            for part in parts[1:]:
                corners = [a * b for a in (low, high) for b in part]
                low, high = min(corners), max(corners)
            return low, high
        case "^":
            return _interval_power(low, high, term.parts[1].parts[0], digits)
        case "exp":
            return _exp(low, digits)[0], _exp(high, digits)[1]
        case "log":
            return _log(low, digits)[0], _log(high, digits)[1]
        case "abs":
            return max(low, -high, Fraction(0)), max(-low, high)
    best = max if term.kind == "max" else min
    return best(low for low, _ in parts), best(high for _, high in parts)


def _total_of(parts: list[Interval]) -> Interval:
    return sum((low for low, _ in parts), Fraction(0)), sum((high for _, high in parts), Fraction(0))


def _of_cases(term: Node, box: Box, digits: int) -> Interval:
    possible: list[Interval] = []
    for case in term.parts:
        truth = _truth(case.parts[1], box, digits)
        if truth is not False:
            possible.append(enclosure(case.parts[0], box, digits))
        if truth:
            return min(low for low, _ in possible), max(high for _, high in possible)
    raise RefusedError(f"no case of `{term}` is seen to apply")


def _rounded(number: Fraction, digits: int, way: int) -> Fraction:
    """Return a number with so many binary digits that is not below another, or not above it where the way is -1."""
    shift = digits - abs(number.numerator).bit_length() + number.denominator.bit_length()
    scale = Fraction(2) ** shift
    return way * Fraction(ceil(way * number * scale)) / scale


def _interval_power(low: Fraction, high: Fraction, exponent: Fraction, digits: int) -> Interval:
    power, degree = abs(exponent.numerator), exponent.denominator
    longest = max(end.bit_length() for one in (low, high) for end in (one.numerator, one.denominator))
    if power > 10_000 or power * longest > 10_000_000 or (exponent < 0 and low <= 0 <= high):
        raise RefusedError(f"the power with the exponent {exponent} is not seen to be defined")
    if degree > 1:
        low, high = _bounded_root(low, degree, digits)[0], _bounded_root(high, degree, digits)[1]
    ends = [low**power, high**power]
    ends += [Fraction(0)] if low < 0 < high else []
    low, high = min(ends), max(ends)
    return (low, high) if exponent >= 0 else (1 / high, 1 / low)


def _bounded_root(square: Fraction, degree: int, digits: int) -> Interval:
    digits += square.denominator.bit_length()
    if square < 0 or degree > 64 or degree * digits > 8 * _LONGEST:
        raise RefusedError(f"the root of degree {degree} is not seen to be defined")
    scaled = square * 2 ** (degree * digits)
    low, high = 0, 1 << (int(scaled).bit_length() // degree + 1)
    while high - low > 1:  # low^degree <= scaled < high^degree
        middle = (low + high) // 2
        low, high = (middle, high) if middle**degree <= scaled else (low, middle)
    return Fraction(low, 2**digits), Fraction(low if low**degree == scaled else high, 2**digits)


def _exp(exponent: Fraction, digits: int) -> Interval:
    """Return bounds of e to a number by its power series, the rest of which is at most its last term."""
    if abs(exponent) > 10_000:
        raise RefusedError(f"the exponential of {exponent} is not known")
    if exponent < 0:
        first, last = _exp(-exponent, digits)
        return 1 / last, 1 / first
    doublings = ceil(2 * exponent).bit_length()
    small, digits = exponent / 2**doublings, digits + doublings + 8  # at most 1/2
    low, high, place = 1 << digits, 1 << digits, 0
    below, above = low, high
    while above > 1:
        place += 1
        below = below * small.numerator // (small.denominator * place)
        above = -(-above * small.numerator // (small.denominator * place))
        low, high = low + below, high + above
    first, last = Fraction(low, 1 << digits), Fraction(high + above, 1 << digits)
    for _ in range(doublings):
        first, last = _rounded(first**2, digits, -1), _rounded(last**2, digits, 1)
    return first, last


def _log(argument: Fraction, digits: int) -> Interval:
    """Return bounds of log m + n log 2 for an argument m 2^n with 1 <= m < 2; log m = 2 artanh (m - 1)/(m + 1)."""
    if argument <= 0:
        raise RefusedError(f"the logarithm of {argument} is not seen to be defined")
    shift = argument.numerator.bit_length() - argument.denominator.bit_length()
    shift -= argument < Fraction(2) ** shift
    rest = argument / Fraction(2) ** shift
    parts = ((2, *_artanh((rest - 1) / (rest + 1), digits)), (2 * shift, *_artanh(Fraction(1, 3), digits)))
    return _total_of([(min(n * low, n * high), max(n * low, n * high)) for n, low, high in parts])


def _artanh(number: Fraction, digits: int) -> Interval:
    """Return bounds of Σ x^(2k+1) / (2k+1), 0 <= x <= 1/3, the rest of which is less than the next power of x."""
    digits += 8
    below, above = floor(number * 2**digits), ceil(number * 2**digits)
    low, high, place, square = 0, 0, 1, number**2
    while above > 1 or place == 1:
        low, high = low + below // place, high - -above // place
        below, above = floor(below * square), ceil(above * square)
        place += 2
    return Fraction(low, 2**digits), Fraction(high + above, 2**digits)
