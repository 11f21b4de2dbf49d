"""Sums of rational multiples of square roots of rationals, with signs that are always decided.

    c_1 √a_1 + ... + c_n √a_n

Square roots of positive integers, no two of which have a square for their product, are linearly independent
over the rationals (Besicovitch). So once the roots of one class are merged, the sum is zero only if nothing
is left of it; and where something is left, balls of rising precision find its sign.

Tested in `tests/balls/test_enclose.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import isqrt
from typing import Any

from flint import arb

from ldm_symbolic.balls.bounds import START_PRECISION, precision
from ldm_symbolic.exact import as_ball

Term = tuple[Fraction, Fraction]
"""A coefficient c and a radicand a >= 0, for c √a."""


def merged(terms: Iterable[Term]) -> list[Term]:
    """The same sum with one term for each class of roots with rational ratios, none of them zero.

    >>> merged([(Fraction(1), Fraction(2)), (Fraction(1), Fraction(8)), (Fraction(1), Fraction(0))])
    [(Fraction(3, 1), Fraction(2, 1))]
    """
    classes: list[tuple[Fraction, int]] = []
    for coefficient, radicand in terms:
        if not coefficient or not radicand:
            continue
        # √(p/q) = √(p q)/q
        factor, square = coefficient / radicand.denominator, radicand.numerator * radicand.denominator
        for place, (total, leader) in enumerate(classes):
            product = square * leader
            root = isqrt(product)
            if root * root == product:  # √square = root/leader √leader
                classes[place] = total + factor * Fraction(root, leader), leader
                break
        else:
            classes.append((factor, square))
    return [(total, Fraction(leader)) for total, leader in classes if total]


def sign_of_sum(terms: Iterable[Term]) -> int:
    """The sign of Σ c √a, exactly: -1, 0 or 1.

    >>> sign_of_sum([(Fraction(1), Fraction(2)), (Fraction(1), Fraction(3)), (Fraction(-1), Fraction(10))])
    -1
    >>> sign_of_sum([(Fraction(2), Fraction(1, 2)), (Fraction(-1), Fraction(2))])
    0
    """
    held = list(terms)
    found = _sign(held, START_PRECISION)
    if found is not None:
        return found
    held, bits = merged(held), START_PRECISION
    while held:
        bits *= 2
        found = _sign(held, bits)
        if found is not None:
            return found
    return 0


def ball_of_sum(terms: Iterable[Term]) -> Any:
    """A ball around Σ c √a at the precision in force.

    >>> ball_of_sum([(Fraction(1, 2), Fraction(4))])
    1.00000000000000
    """
    total = arb(0)
    for coefficient, radicand in terms:
        total += as_ball(coefficient) * as_ball(radicand).sqrt()
    return total


def _sign(terms: list[Term], bits: int) -> int | None:
    with precision(bits):
        total = ball_of_sum(terms)
        return 1 if total > 0 else -1 if total < 0 else 0 if total == 0 else None
