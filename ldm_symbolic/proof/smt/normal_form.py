"""Identities by normal form: quotients of integer polynomials in variables for the parts of a term, by FLINT.

    Σ, s[j], V(t), log, |a|, max, min, Piecewise     a variable for each tree
    e^a     a product of powers of variables, one for each monomial of a
    √v      a variable r with r² = v; the roots of equal quotients are one variable

A quotient is a pair (N, D) that stands for N/D. That N is zero as a polynomial, once every r² is replaced by v, shows
that the term is zero wherever it is defined; nothing is read off an N that is not.

Tested in `tests/proof/smt/test_normal_form.py`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from flint import fmpq, fmpq_mpoly, fmpq_mpoly_ctx, fmpz_mpoly, fmpz_mpoly_ctx
from sympy import Abs, Add, Expr, Indexed, Integer, Max, Min, Mul, Piecewise, Pow, Rational, Sum, Symbol, exp, log
from sympy.core.function import AppliedUndef
from sympy.core.numbers import Exp1

from ldm_symbolic.proof.language.build import UnknownTermError
from ldm_symbolic.proof.language.keys import key, nodes, remembered

Quotient = tuple[fmpz_mpoly, fmpz_mpoly]
_LARGEST_POWER = 1000  # of a sum; it is multiplied out


@remembered
def vanishes(difference: Expr) -> bool:
    """Say whether an expression is zero wherever it is defined, by its normal form in algebraic variables.

    Every root √v is a variable r with r² = v. A normal form that is not zero proves nothing, because roots may
    depend on each other (√2 √3 = √6); a normal form that is zero proves the identity.

    >>> from sympy import sqrt
    >>> from ldm_symbolic.notation import noise
    >>> vanishes((sqrt(noise) - 1) * (sqrt(noise) + 1) - noise + 1), vanishes(noise - 1)
    (True, False)
    """
    ring = _Ring(_parts(difference))
    try:
        top, bottom = ring.quotient(difference)
    except ZeroDivisionError:  # it is defined nowhere, of which nothing is to be said
        return False
    return ring.reduced(top) == 0 and ring.reduced(bottom) != 0


def _parts(whole: Expr) -> Mapping[Any, int]:
    """Return a place for each part of a term that is to be a variable; raise UnknownTermError for what has no form."""
    found: dict[Any, int] = {}
    waiting, seen = [whole], set()
    while waiting:
        term = waiting.pop()
        place = key(term)
        if place in seen:
            continue
        seen.add(place)
        match term:
            case Add() | Mul():
                waiting += term.args
            case Rational():
                pass
            case exp() | Exp1():
                for unit, _ in _units(term):
                    found.setdefault(unit, len(found))
            case Pow() if isinstance(term.exp, Rational) and term.exp.q <= 2:
                waiting.append(term.base)
                if term.exp.q == 2:
                    found.setdefault(("root", key(term.base)), len(found))
            case Symbol() | Indexed() | Sum() | AppliedUndef() | log() | Abs() | Max() | Min() | Piecewise():
                found.setdefault(place, len(found))
            case _:
                raise UnknownTermError(f"`{term}` has no normal form")
    return found


def _units(power: Expr) -> tuple[tuple[Any, int], ...]:
    """Return what e^a is a product of: for each monomial m of a, times p/q, a name of e^(m/q), and p."""
    return _monomials(power.exp if isinstance(power, exp) else Integer(1))


@remembered
def _monomials(exponent: Expr) -> tuple[tuple[Any, int], ...]:
    """Return the monomials of a sum multiplied out; what is no sum, product or power by an integer is a letter."""
    letters: dict[tuple[int, int], fmpq_mpoly] = {}
    context = fmpq_mpoly_ctx.get([f"v{place}" for place, _ in enumerate(nodes(exponent))], "lex")

    def letter(term: Expr, sign: int) -> fmpq_mpoly:
        return letters.setdefault((key(term), sign), context.gen(len(letters)))

    def made(term: Expr) -> fmpq_mpoly:
        match term:
            case Add():
                return sum(map(made, term.args), context.constant(0))
            case Mul():
                return math.prod(map(made, term.args), start=context.constant(1))
            case Rational():
                return context.constant(fmpq(int(term.p), int(term.q)))
            case Pow() if isinstance(term.exp, Integer):
                base = made(term.base) if term.exp > 0 else letter(term.base, -1)
                return base ** abs(int(term.exp))
        return letter(term, 1)

    found: dict[Any, fmpq] = {}
    for powers, coefficient in made(exponent).to_dict().items():
        net: dict[int, int] = {}
        for (name, sign), times in zip(letters, powers, strict=False):
            net[name] = net.get(name, 0) + sign * int(times)
        monomial = frozenset((name, times) for name, times in net.items() if times)
        found[monomial] = found[monomial] + coefficient if monomial in found else coefficient
    return tuple(((monomial, int(size.q)), int(size.p)) for monomial, size in found.items())


class _Ring:
    """Integer polynomials in some variables, and the roots among these, in the order in which they were met."""

    def __init__(self, places: Mapping[Any, int]) -> None:
        self.places = places
        self.context = fmpz_mpoly_ctx.get([f"v{place}" for place in range(len(places))], "lex")
        self.one = self.context.constant(1)
        self.roots: list[tuple[int, Quotient]] = []
        self.known: dict[int, Quotient] = {}

    def quotient(self, term: Expr) -> Quotient:
        """Return a term as a quotient, each of its parts made one once.

        Raises:
            ZeroDivisionError: for a quotient by zero.
        """
        place = key(term)
        if place not in self.known:
            self.known[place] = self._made(term)
        return self.known[place]

    def _made(self, term: Expr) -> Quotient:
        match term:
            case Add():
                return self._sum(map(self.quotient, term.args))
            case Mul():
                return self._product(map(self.quotient, term.args))
            case Rational():
                return self.context.constant(int(term.p)), self.context.constant(int(term.q))
            case exp() | Exp1():
                top, bottom = self.one, self.one
                for unit, power in _units(term):
                    variable = self.context.gen(self.places[unit]) ** abs(power)
                    top, bottom = (top * variable, bottom) if power > 0 else (top, bottom * variable)
                return top, bottom
            case Pow():
                base = self.quotient(term.base)
                return self._power(base if term.exp.q == 1 else self._root(term.base, base), int(term.exp.p))
        return self.context.gen(self.places[key(term)]), self.one

    def reduced(self, polynomial: fmpz_mpoly) -> fmpz_mpoly:
        """Return a polynomial with r² replaced by v for every root, times denominators of v; later roots first."""
        for place, (top, bottom) in reversed(self.roots):
            parts: dict[int, dict[tuple[int, ...], Any]] = {}
            for powers, coefficient in polynomial.to_dict().items():
                half, odd = divmod(int(powers[place]), 2)
                rest = (*powers[:place], odd, *powers[place + 1 :])
                parts.setdefault(half, {})[rest] = coefficient
            most = max(parts, default=0)
            polynomial = self.context.constant(0)
            for half, part in parts.items():
                polynomial += self.context.from_dict(part) * top**half * bottom ** (most - half)
        return polynomial

    def _sum(self, parts: Iterable[Quotient]) -> Quotient:
        (top, bottom), *rest = parts
        for more, below in rest:
            if bottom == below:
                top += more
                continue
            common = bottom.gcd(below)
            lacking = below // common
            top, bottom = top * lacking + more * (bottom // common), bottom * lacking
        return top, bottom

    def _product(self, parts: Iterable[Quotient]) -> Quotient:
        (top, bottom), *rest = parts
        for more, below in rest:
            top, bottom = top * more, bottom * below if below != self.one else bottom
        return top, bottom

    def _power(self, base: Quotient, power: int) -> Quotient:
        if abs(power) > _LARGEST_POWER and len(base[0]) + len(base[1]) > 2:
            raise UnknownTermError(
                f"no normal form is made of a power of a sum beyond {_LARGEST_POWER}, such as {power}"
            )
        top, bottom = base if power >= 0 else base[::-1]
        if bottom == 0:
            raise ZeroDivisionError
        return top ** abs(power), bottom ** abs(power)

    def _root(self, radicand: Expr, inside: Quotient) -> Quotient:
        """Return the variable of √v; that of a root met before if the two radicands are one quotient."""
        place = self.places["root", key(radicand)]
        for known, (top, bottom) in self.roots:
            if known == place or inside[0] * bottom == inside[1] * top:
                return self.context.gen(known), self.one
        self.roots.append((place, inside))
        return self.context.gen(place), self.one
