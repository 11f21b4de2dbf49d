"""Polynomials with rational coefficients, lowest first: their signs on an interval are found by Sturm's theorem."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

Polynomial = tuple[Fraction, ...]


def trimmed(p: list[Fraction]) -> Polynomial:
    """Without leading zeros; the zero polynomial is ()."""
    while p and not p[-1]:
        p.pop()
    return tuple(p)


def plus(p: Polynomial, q: Polynomial) -> Polynomial:
    """The sum."""
    length = max(len(p), len(q))
    padded = [[*r, *[Fraction(0)] * (length - len(r))] for r in (p, q)]
    return trimmed([a + b for a, b in zip(*padded, strict=True)])


def times(p: Polynomial, q: Polynomial) -> Polynomial:
    """The product."""
    found = [Fraction(0)] * max(0, len(p) + len(q) - 1)
    for i, a in enumerate(p):
        for j, b in enumerate(q):
            found[i + j] += a * b
    return trimmed(found)


def minus(p: Polynomial, q: Polynomial) -> Polynomial:
    """The difference."""
    return plus(p, tuple(-c for c in q))


def derived(p: Polynomial) -> Polynomial:
    """The derivative."""
    return tuple(c * n for n, c in enumerate(p) if n)


def at(p: Polynomial, x: Fraction) -> Fraction:
    """The value."""
    total = Fraction(0)
    for c in reversed(p):
        total = total * x + c
    return total


def after(p: Polynomial, q: Polynomial) -> Polynomial:
    """p(q(x))."""
    total: Polynomial = ()
    for c in reversed(p):
        total = plus(times(total, q), trimmed([c]))
    return total


def _remainder(p: Polynomial, q: Polynomial) -> Polynomial:
    rest = list(p)
    while len(rest) >= len(q):
        factor, shift = rest[-1] / q[-1], len(rest) - len(q)
        for i, c in enumerate(q):
            rest[i + shift] -= factor * c
        rest = list(trimmed(rest[:-1]))
    return tuple(rest)


def _quotient(p: Polynomial, q: Polynomial) -> Polynomial:
    rest, found = list(p), [Fraction(0)] * max(0, len(p) - len(q) + 1)
    while len(rest) >= len(q):
        factor, shift = rest[-1] / q[-1], len(rest) - len(q)
        found[shift] = factor
        for i, c in enumerate(q):
            rest[i + shift] -= factor * c
        rest = list(trimmed(rest[:-1]))
    return trimmed(found)


def _common(p: Polynomial, q: Polynomial) -> Polynomial:
    while q:
        p, q = q, _remainder(p, q)
    return p


def roots(p: Polynomial, low: Fraction, high: Fraction) -> int:
    """How many different zeros lie in (low, high], of a polynomial that is not zero."""
    p = _quotient(p, _common(p, derived(p)))
    chain = [p, derived(p)]
    while chain[-1]:
        chain.append(tuple(-c for c in _remainder(chain[-2], chain[-1])))
    changes = []
    for end in (low, high):
        signs = [value for value in (at(part, end) for part in chain if part) if value]
        changes.append(sum(a * b < 0 for a, b in pairwise(signs)))
    return changes[0] - changes[1]


def signs(p: Polynomial, low: Fraction, high: Fraction) -> set[int]:
    """The signs that a polynomial takes on [low, high], low <= high."""
    if not p:
        return {0}
    ends = [at(p, end) for end in (low, high)]
    found = {(v > 0) - (v < 0) for v in ends}
    if low == high:
        return found
    p_free = _quotient(p, _common(p, derived(p)))
    isolating = [(low, high, roots(p_free, low, high))]
    cuts = [low, high]
    while isolating:
        left, right, count = isolating.pop()
        if count == 0:
            continue
        found.add(0)
        if count > 1 or (count == 1 and at(p, right) != 0 and right - left > (high - low) / 1024):
            middle = (left + right) / 2
            cuts.append(middle)
            isolating += [(left, middle, roots(p_free, left, middle)), (middle, right, roots(p_free, middle, right))]
    cuts.sort()
    for left, right in pairwise(cuts):
        found |= {_between(p, p_free, left, right)}
        value = at(p, right)
        found.add((value > 0) - (value < 0))
    return found


def _between(p: Polynomial, p_free: Polynomial, left: Fraction, right: Fraction) -> int:
    """A sign near the left end of a piece, inside of it; its zeros being few, each piece shows one on either side."""
    middle = (left + right) / 2
    while not at(p, middle) or roots(p_free, left, middle):
        middle = (left + middle) / 2
    value = at(p, middle)
    return (value > 0) - (value < 0)
