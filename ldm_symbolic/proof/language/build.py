"""How a condition is made of parts: relations and connectives, and SymPy is not asked what the result is worth.

SymPy evaluates whatever it builds: it decides `Sum(...) >= 1` by Euler-Maclaurin (wrongly), turns `Or` of a relation
and its negation into `true`, and asks floating point for the sign of a number. So relations and connectives are put
together here without evaluation; terms are made in `remake`. What is decided here is decided by comparing two rational
numbers, or a square with zero.

Tested in `tests/proof/language/test_build.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sympy import (
    Add,
    Basic,
    Expr,
    Ge,
    Gt,
    I,
    Indexed,
    Integer,
    Le,
    Lt,
    Mul,
    Ne,
    Pow,
    Rational,
    Symbol,
    false,
    nan,
    ordered,
    true,
    zoo,
)  # fmt: skip
from sympy.core.function import Application, AppliedUndef
from sympy.core.relational import Equality, Relational
from sympy.logic.boolalg import And, Boolean, BooleanAtom, Equivalent, Implies, Not, Or

from ldm_symbolic.proof.language.keys import key, remembered, same
from ldm_symbolic.proof.language.refusals import UnknownTermError as UnknownTermError

_NEGATED = {Le: Gt, Gt: Le, Lt: Ge, Ge: Lt, Equality: Ne, Ne: Equality}


def relation(kind: Any, left: Any, right: Any) -> Boolean:
    """Return a relation as it is written, whatever SymPy makes of it.

    Args:
        kind: `Le`, `Lt`, `Ge`, `Gt`, `Eq` or `Ne`.
        left, right: terms.
    Raises:
        UnknownTermError: if a side is no real number, such as 1/0.

    >>> relation(Le, 0, 1)
    0 <= 1
    """
    sides = [Integer(side) if type(side) is int else side for side in (left, right)]
    for side in sides:
        if not isinstance(side, Expr) or side.has(I, zoo, nan):  # to say it early: `check` refuses them as well
            raise UnknownTermError(f"`{side}` is no real number, so nothing compares with it")
    return kind(*sides, evaluate=False)


def le(left: Any, right: Any) -> Boolean:
    """Return left <= right, not evaluated."""
    return relation(Le, left, right)


def lt(left: Any, right: Any) -> Boolean:
    """Return left < right, not evaluated."""
    return relation(Lt, left, right)


def ge(left: Any, right: Any) -> Boolean:
    """Return left >= right, not evaluated."""
    return relation(Ge, left, right)


def gt(left: Any, right: Any) -> Boolean:
    """Return left > right, not evaluated."""
    return relation(Gt, left, right)


def ne(left: Any, right: Any) -> Boolean:
    """Return left != right, not evaluated."""
    return relation(Ne, left, right)


def both(*parts: Boolean) -> Boolean:
    """Return the conjunction of conditions, none of which is evaluated; `true` if there is none.

    >>> both(relation(Le, 0, 1), relation(Gt, 0, 1))
    (0 <= 1) & (0 > 1)
    """
    return joined(And, parts)


def either(*parts: Boolean) -> Boolean:
    """Return the disjunction of conditions, none of which is evaluated; `false` if there is none."""
    return joined(Or, parts)


def joined(kind: Any, parts: Iterable[Boolean]) -> Boolean:
    """Return an `And` or an `Or` of conditions, flat, none of which is evaluated."""
    found: dict[int, Boolean] = {}
    for part in parts:
        if part is kind.zero:
            return part
        if part is not kind.identity:
            found.update((key(piece), piece) for piece in (part.args if isinstance(part, kind) else [part]))
    if len(found) < 2:
        return next(iter(found.values()), kind.identity)
    node = Basic.__new__(kind, *ordered(found.values()))  # the order says nothing
    node._argset = frozenset(node.args)
    return node


def negation(condition: Boolean) -> Boolean:
    """Return the negation of a condition; that of a relation is the opposite relation.

    >>> negation(relation(Le, 0, 1))
    0 > 1
    """
    if isinstance(condition, BooleanAtom):
        return false if condition is true else true
    if isinstance(condition, Not):
        return condition.args[0]
    if isinstance(condition, Relational):
        return relation(_NEGATED[type(condition)], *condition.args)
    return Not(condition, evaluate=False)


def implies(condition: Boolean, consequence: Boolean) -> Boolean:
    """Return `Implies`; constants are resolved, and that a condition implies itself is `true`."""
    if condition is true:
        return consequence
    if consequence is true or condition is false or same(condition, consequence):
        return true
    return Implies(condition, consequence, evaluate=False)


def equivalent(*parts: Boolean) -> Boolean:
    """Return `Equivalent`, not evaluated; `true` if all parts are the same."""
    found = {key(part): part for part in parts}
    if len(found) < 2:
        return true
    together = frozenset(found.values())
    node = Application.__new__(Equivalent, together, evaluate=False)
    node._argset = together
    return node


@remembered
def plainly(condition: Boolean) -> bool | None:
    """Return the value of a relation whose sides, defined everywhere, differ by a number or a square; None else.

    >>> from ldm_symbolic.notation import noise
    >>> plainly(relation(Le, noise, noise + 1)), plainly(relation(Ge, noise, 0))
    (True, None)
    """
    if isinstance(condition, Or):
        decided = [plainly(part) for part in condition.args]
        total = all(isinstance(part, Relational) and all(map(_is_total, part.args)) for part in condition.args)
        return True if total and True in decided else None
    if not isinstance(condition, Relational) or not all(map(_is_total, condition.args)):
        return None
    gap = Add(condition.lhs, Mul(-1, condition.rhs))  # the ring of polynomials: a wrong sum would be a false fact
    if not isinstance(gap, Rational):
        return _of_square(type(condition), gap)
    sign = (gap.p > 0) - (gap.p < 0)
    signs = {Le: (-1, 0), Lt: (-1,), Ge: (0, 1), Gt: (1,), Equality: (0,), Ne: (-1, 1)}
    return sign in signs[type(condition)]


def _of_square(kind: Any, gap: Expr) -> bool | None:
    """Return the value of `gap <= 0` or the like where the gap is a number times even powers, else None."""
    factors = Mul.make_args(gap)
    numbers = [factor for factor in factors if isinstance(factor, Rational)]
    even = (isinstance(f, Pow) and isinstance(f.exp, Integer) and f.exp.p % 2 == 0 for f in factors if f not in numbers)
    if not all(even):
        return None
    negative = any(number.p < 0 for number in numbers)
    known = {Le: True, Gt: False} if negative else {Ge: True, Lt: False}
    return known.get(kind)


def _is_total(term: Any) -> bool:
    """Whether a term is a polynomial in names, entries and values: defined everywhere, and compared as it stands."""
    if isinstance(term, Pow):
        return isinstance(term.exp, Integer) and term.exp.p > 0 and _is_total(term.base)
    if isinstance(term, Indexed):
        return all(map(_is_total, term.indices))
    if isinstance(term, Add | Mul | AppliedUndef):
        return all(map(_is_total, term.args))
    return isinstance(term, Symbol | Rational)
