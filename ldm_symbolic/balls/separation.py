"""Separation bounds: how close to zero a non-zero radical expression can come.

An expression built from rationals by +, -, ×, ÷ and roots is α/β with algebraic integers α, β in a field of
degree at most N, the product of the degrees of its roots. If all conjugates of α are at most 2^p and those
of β at most 2^q, then α ≠ 0 has norm at least 1, hence |α| ≥ 2^(-p(N-1)) and

    α/β ≠ 0  ⇒  |α/β| ≥ 2^-(p(N-1) + q).

So a ball inside that radius around 0 *proves* that the expression is zero. This is the bound of Burnikel,
Funke, Mehlhorn, Schirra and Schmitt, "A separation bound for real algebraic expressions" (2009), in bits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod

from flint import fmpq

from ldm_symbolic.balls import arithmetic as balls
from ldm_symbolic.balls.arithmetic import Operation, Value

Root = tuple[int, int]  # (position of the radicand in the program, degree of the root)


@dataclass(frozen=True, slots=True, kw_only=True)
class Separation:
    """Bounds on the conjugates of an algebraic number written α/β.

    Args:
        numerator: p ≥ 0 such that every conjugate of α is at most 2^p in absolute value.
        denominator: q ≥ 0, the same for β.
        roots: the roots that generate a field containing α and β.
    """

    numerator: int
    denominator: int
    roots: frozenset[Root] = frozenset()

    @property
    def bits(self) -> int:
        """The exponent b such that the number is zero or at least 2^-b in absolute value.

            b = p(N - 1) + q

        Example:
            >>> Separation(numerator=2, denominator=1, roots=frozenset({(0, 2), (1, 2)})).bits
            7
        """
        degree = prod(degree for _, degree in self.roots)
        return self.numerator * (degree - 1) + self.denominator


def of_rational(value: fmpq) -> Separation:
    """The bounds of a rational number.

    Example:
        >>> of_rational(fmpq(5, 3))
        Separation(numerator=3, denominator=2, roots=frozenset())
    """
    return Separation(numerator=int(value.p).bit_length(), denominator=int(value.q).bit_length())


def of_sum(parts: Sequence[Separation]) -> Separation:
    """The bounds of a sum.

        Σ αᵢ/βᵢ = (Σ αᵢ Π_{h≠i} β_h) / Π β_h

    Example:
        >>> of_sum([of_rational(fmpq(1, 2)), of_rational(fmpq(1, 3))]).bits
        4
    """
    denominator = sum(part.denominator for part in parts)
    largest = max((part.numerator - part.denominator for part in parts), default=0) + denominator
    return Separation(
        numerator=max(0, largest) + (len(parts) - 1).bit_length(),
        denominator=denominator,
        roots=_roots(parts),
    )


def of_product(parts: Sequence[Separation]) -> Separation:
    """The bounds of a product.

    Example:
        >>> of_product([of_rational(fmpq(1, 2)), of_rational(fmpq(1, 3))]).bits
        4
    """
    return Separation(
        numerator=sum(part.numerator for part in parts),
        denominator=sum(part.denominator for part in parts),
        roots=_roots(parts),
    )


def of_choice(parts: Sequence[Separation]) -> Separation:
    """The bounds of a number that is one of several, or its negative (|a|, min, max, cases).

    Example:
        >>> of_choice([of_rational(fmpq(1, 2)), of_rational(fmpq(5))]).numerator
        3
    """
    return Separation(
        numerator=max(part.numerator for part in parts),
        denominator=max(part.denominator for part in parts),
        roots=_roots(parts),
    )


def of_power(base: Separation, position: int, exponent: fmpq) -> Separation:
    """The bounds of base^(n/d), from the d-th root (α β^(d-1))^(1/d) / β.

    Args:
        base: bounds of the base, which is not zero if the exponent is negative.
        position: where the base stands in the program; equal roots of one base are counted once.
        exponent: the rational exponent n/d.

    Example:
        >>> of_power(of_rational(fmpq(2)), 0, fmpq(1, 2))
        Separation(numerator=2, denominator=1, roots=frozenset({(0, 2)}))
    """
    degree, times = int(exponent.q), abs(int(exponent.p))
    numerator, roots = base.numerator, base.roots
    if degree > 1:
        numerator = -(-(base.numerator + (degree - 1) * base.denominator) // degree)
        roots = roots | {(position, degree)}
    top, bottom = times * numerator, times * base.denominator
    if exponent < 0:
        top, bottom = bottom, top
    return Separation(numerator=top, denominator=bottom, roots=roots)


def of_step(
    operation: Operation,
    arguments: Sequence[int],
    memory: Sequence[Value],
    bounds: Sequence[Separation | None],
) -> Separation | None:
    """The bounds of one step of a program, or `None` when its result is not known to be algebraic.

    Args:
        operation: the operation of the step, from `balls`.
        arguments: where its arguments stand.
        memory: the values by position.
        bounds: the bounds of these values by position.

    Example:
        >>> two = of_rational(fmpq(2))
        >>> of_step(balls.multiply, (0, 0), [fmpq(2)], [two]) == of_product([two, two])
        True
        >>> of_step(balls.exponential, (0,), [fmpq(2)], [two]) is None
        True
    """
    if operation is balls.applied:
        return bounds[arguments[0]]
    used = arguments[::2] if operation in (balls.power, balls.piecewise) else arguments
    known = [part for part in (bounds[position] for position in used) if part is not None]
    if len(known) < len(used) or not known:
        return None
    if operation is balls.add:
        return of_sum(known)
    if operation is balls.multiply:
        return of_product(known)
    if operation in (balls.absolute, balls.minimum, balls.maximum, balls.piecewise):
        return of_choice(known)
    if operation is balls.power and isinstance(memory[arguments[1]], fmpq):
        return of_power(known[0], arguments[0], memory[arguments[1]])
    return None


def _roots(parts: Sequence[Separation]) -> frozenset[Root]:
    return frozenset().union(*(part.roots for part in parts))
