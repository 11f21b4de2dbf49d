"""Certificates by linear programming: products of what is known that add up to a contradiction, for Coq's `lra`.

The numbers that the program finds are not kept: the products are, and `lra` finds exact numbers again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, combinations_with_replacement, islice

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csc_matrix

from ldm_symbolic.checker.terms import Node
from ldm_symbolic.coq.scenes.printing import Printer

Polynomial = dict[tuple[str, ...], Fraction]
_LARGEST = 8
_NAMES = 4  # of which products of two are squared
_FEW = 12  # facts of which four may be multiplied


@dataclass(frozen=True)
class Fact:
    """A polynomial that is positive (>), not negative (>=) or zero (=), and the Coq term that proves it."""

    polynomial: Polynomial
    sign: str
    proof: str


def plus(left: Polynomial, right: Polynomial, factor: Fraction = Fraction(1)) -> Polynomial:
    """Return left + factor right."""
    total = dict(left)
    for monomial, value in right.items():
        total[monomial] = total.get(monomial, Fraction(0)) + factor * value
        if not total[monomial]:
            del total[monomial]
    return total


def times(left: Polynomial, right: Polynomial) -> Polynomial:
    """Return a product."""
    total: Polynomial = {}
    for one, value in left.items():
        for other, factor in right.items():
            place = tuple(sorted(one + other))
            total[place] = total.get(place, Fraction(0)) + value * factor
    return {monomial: value for monomial, value in total.items() if value}


def polynomial(term: Node, printer: Printer) -> Polynomial:
    """Return a term as a polynomial in what Coq takes for names."""
    if term.kind == "number":
        return {(): term.parts[0]} if term.parts[0] else {}
    if term.kind == "+":
        total: Polynomial = {}
        for part in term.parts:
            total = plus(total, polynomial(part, printer))
        return total
    if term.kind == "*":
        total = {(): Fraction(1)}
        for part in term.parts:
            total = times(total, polynomial(part, printer))
        return total
    if term.kind == "^":
        exponent = term.parts[1].parts[0]
        inner = polynomial(term.parts[0], printer)
        if exponent.denominator == 2 or exponent < 0:
            text = printer.real(term.parts[0], 4)
            text = f"sqrt {text}" if exponent.denominator == 2 else text
            text = f"/ {text}" if exponent < 0 else text
            inner = {(f"({text})",): Fraction(1)}
        total = {(): Fraction(1)}
        for _ in range(abs(exponent.numerator)):
            total = times(total, inner)
        return total
    return {(printer.real(term, 4),): Fraction(1)}


def fact(relation: Node, name: str, printer: Printer) -> Fact | None:
    """Return a comparison as a sign of a polynomial; None if it is none."""
    if relation.kind not in ("<", "<=", ">", ">=", "=", "Identity"):
        return None
    left, right = relation.parts
    if relation.kind in (">", ">="):
        left, right = right, left
    gap = plus(polynomial(right, printer), polynomial(left, printer), Fraction(-1))
    kind = relation.kind.replace(">", "<")
    if kind == "<":
        return Fact(gap, ">", f"(lt_gap _ _ {name})")
    if kind == "<=":
        return Fact(gap, ">=", f"(le_gap _ _ {name})")
    return Fact(gap, "=", f"(eq_gap _ _ {name})")


def written(poly: Polynomial) -> str:
    """Return a polynomial as Coq reads it."""
    parts = []
    for monomial, value in poly.items():
        number = f"({value.numerator})" if value.denominator == 1 else f"({value.numerator} / {value.denominator})"
        parts.append(" * ".join([number, *monomial]))
    return f"({' + '.join(parts) or '0'})"


def certificate(facts: Sequence[Fact], factors: Iterable[Polynomial] = (), most: int = 6_000) -> list[str] | None:
    """Return Coq terms, products of facts and squares, from which `lra` finds a contradiction; None for none.

    Args:
        facts: what is known, with the negation of what is to be shown.
        factors: polynomials whose squares may help.
        most: products that are looked at.
    """
    few = sum(one.sign != "=" for one in facts) <= _FEW
    tries = [(2, 1, False), (2, 1, True), (3, 2, False), (3, 2, True), *([(4, 1, False)] if few else [])]
    for degree, multiples, squares in tries:
        columns = list(islice(_columns(facts, list(factors), degree, multiples, squares), most))
        if len(columns) < most and (found := _program(columns)) is not None:
            return [proof for proof in found if proof]
    return None


Column = tuple[Polynomial, str, str]  # the polynomial, its sign, its proof


def _columns(
    facts: Sequence[Fact], factors: Sequence[Polynomial], degree: int, multiples: int, squares: bool
) -> Iterable[Column]:
    signed = [one for one in facts if one.sign != "="]
    names = sorted({name for one in facts for monomial in one.polynomial for name in monomial})
    for count in range(1, degree + 1):
        for chosen in combinations_with_replacement(signed, count):
            product = _product(chosen)
            if max(map(len, product[0]), default=0) <= _LARGEST:
                yield product
    for one in facts:
        if one.sign == "=":
            yield one.polynomial, "=", one.proof
            for size in range(1, multiples + 1):
                for monomial in combinations_with_replacement(names, size):
                    text = " * ".join(monomial)
                    yield times(one.polynomial, {monomial: Fraction(1)}), "=", f"(eq_times ({text}) _ {one.proof})"
    if squares:
        lines: list[Polynomial] = [{(name,): Fraction(1)} for name in names]
        lines += [{(a,): Fraction(1), (b,): Fraction(-1)} for a, b in combinations(names, 2)]
        lines += [factor for factor in factors if factor not in lines]
        lines += _mixed(names) if len(names) <= _NAMES else []
        for line in lines:
            square, proof = times(line, line), f"(square_sign {written(line)})"
            yield square, ">=", proof
            for one in signed:
                yield times(square, one.polynomial), ">=", f"(Rmult_le_pos _ _ {proof} {_weak(one)})"
            for pair in combinations_with_replacement(signed, 2) if degree > 2 else ():
                both, sign, shown = _product(pair)
                weak = f"(Rlt_le _ _ {shown})" if sign == ">" else shown
                yield times(square, both), ">=", f"(Rmult_le_pos _ _ {proof} {weak})"


def _mixed(names: Sequence[str]) -> Iterable[Polynomial]:
    """Yield products of two names more or less a third, and names more or less one or another."""
    one, pairs = Fraction(1), list[tuple[str, ...]](combinations_with_replacement(names, 2))
    for name in names:
        for sign in (one, -one):
            yield {(name,): one, (): sign}
            yield from ({pair: one, (name,): sign} for pair in pairs)
    for a, b in combinations(names, 2):
        yield {(a,): one, (b,): one}


def _weak(one: Fact) -> str:
    return f"(Rlt_le _ _ {one.proof})" if one.sign == ">" else one.proof


def _product(chosen: Sequence[Fact]) -> Column:
    strict = all(one.sign == ">" for one in chosen)
    total, proof = chosen[0].polynomial, chosen[0].proof if strict else _weak(chosen[0])
    for one in chosen[1:]:
        total = times(total, one.polynomial)
        lemma, part = ("Rmult_lt_0_compat", one.proof) if strict else ("Rmult_le_pos", _weak(one))
        proof = f"({lemma} _ _ {proof} {part})"
    return total, ">" if strict else ">=", proof


def _program(columns: Sequence[Column]) -> list[str] | None:
    rows: Mapping[tuple[str, ...], int] = {(): 0}
    data, places, tops = [], [], []
    for place, (poly, _, _) in enumerate(columns):
        for monomial, value in poly.items():
            rows = rows if monomial in rows else {**rows, monomial: len(rows)}
            data.append(float(value))
            places.append(place)
            tops.append(rows[monomial])
    strict, constant = len(rows), len(columns)
    for place, (_, sign, _) in enumerate(columns):
        if sign == ">":
            data.append(1.0)
            places.append(place)
            tops.append(strict)
    for top in (0, strict):  # a positive constant over
        data.append(1.0)
        places.append(constant)
        tops.append(top)
    matrix = csc_matrix((data, (tops, places)), shape=(len(rows) + 1, len(columns) + 1))
    right = np.zeros(len(rows) + 1)
    right[strict] = 1.0
    bounds = [(None, None) if sign == "=" else (0, None) for _, sign, _ in columns] + [(0, None)]
    cost = [0.0 if sign == "=" else 1.0 for _, sign, _ in columns] + [0.1]
    found = linprog(cost, A_eq=matrix, b_eq=right, bounds=bounds, method="highs-ds", options={"time_limit": 20})
    if found.status != 0:
        return None
    return [proof for (_, _, proof), value in zip(columns, found.x, strict=False) if abs(value) > 1e-9]
