"""How a term or a condition is made of parts: the one place, and SymPy is not asked what the result is worth.

SymPy evaluates whatever it builds: it decides `Sum(...) >= 1` by Euler-Maclaurin (wrongly), turns `Or` of a relation
and its negation into `true`, and asks floating point for the sign of a number. So relations, connectives, choices
(Max, Min, Abs, Piecewise) and sums are put together here without evaluation. What is decided here is decided by
comparing two rational numbers, or a square with zero.

Sums, products, powers, exponentials and logarithms are normalised by SymPy (x + x is 2 x). It would look at the sign of
a number under a root or a logarithm; so such a number must be rational, or be built so that its sign can be read off.

Tested in `tests/proof/language/test_build.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

from sympy import (
    Abs,
    Add,
    Basic,
    Dummy,
    Expr,
    Ge,
    Gt,
    I,
    Integer,
    Le,
    Lt,
    Max,
    Min,
    Mul,
    Ne,
    Piecewise,
    Pow,
    Rational,
    Sum,
    Symbol,
    Tuple,
    exp,
    false,
    log,
    nan,
    ordered,
    true,
    zoo,
)
from sympy.core.function import Application, AppliedUndef
from sympy.core.relational import Equality, Relational
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import And, Boolean, BooleanAtom, Equivalent, Implies, Not, Or
from sympy.tensor.indexed import Indexed

_NEGATED = {Le: Gt, Gt: Le, Lt: Ge, Ge: Lt, Equality: Ne, Ne: Equality}


class UnknownTermError(ValueError):
    """Raised when an expression contains a node that no engine of ours can read."""


# Conditions.


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
        if side.has(I, zoo, nan):
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
    return _joined(And, parts)


def either(*parts: Boolean) -> Boolean:
    """Return the disjunction of conditions, none of which is evaluated; `false` if there is none."""
    return _joined(Or, parts)


def _joined(kind: Any, parts: Iterable[Boolean]) -> Boolean:
    found: set[Boolean] = set()
    for part in parts:
        if part == kind.zero:
            return part
        if part != kind.identity:
            found.update(part.args if isinstance(part, kind) else [part])
    if len(found) < 2:
        return found.pop() if found else kind.identity
    node = Basic.__new__(kind, *ordered(found))
    node._argset = frozenset(found)
    return node


def negation(condition: Boolean) -> Boolean:
    """Return the negation of a condition; that of a relation is the opposite relation.

    >>> negation(relation(Le, 0, 1))
    0 > 1
    """
    if isinstance(condition, BooleanAtom):
        return false if condition == true else true
    if isinstance(condition, Not):
        return condition.args[0]
    if isinstance(condition, Relational):
        return relation(_NEGATED[type(condition)], *condition.args)
    return Not(condition, evaluate=False)


def implies(condition: Boolean, consequence: Boolean) -> Boolean:
    """Return `Implies`; constants are resolved, and that a condition implies itself is `true`."""
    if condition == true:
        return consequence
    if consequence == true or condition in (false, consequence):
        return true
    return Implies(condition, consequence, evaluate=False)


def equivalent(*parts: Boolean) -> Boolean:
    """Return `Equivalent`, not evaluated; `true` if all parts are the same."""
    found = frozenset(parts)
    if len(found) < 2:
        return true
    node = Application.__new__(Equivalent, found, evaluate=False)
    node._argset = found
    return node


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
    gap = Add(condition.lhs, Mul(-1, condition.rhs))  # the ring of polynomials: no sign is asked
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


# Terms.


def remade(term: Any, args: list[Any]) -> Any:
    """Return a node of the kind of a term with other arguments; this is how a substitution goes on upwards.

    Args:
        term: any node but a name, an entry, a value of a function, and what binds.
        args: its new arguments.
    """
    match term:
        case Relational():
            return relation(type(term), *args)
        case And() | Or():
            return _joined(type(term), args)
        case Not():
            return negation(*args)
        case Implies():
            return implies(*args)
        case Equivalent():
            return equivalent(*args)
        case Abs() | Max() | Min():
            return _choice(term, args)
        case ExprCondPair():
            return Tuple.__new__(ExprCondPair, *args)
        case Piecewise():
            return _piecewise(args)
        case Pow():
            return _with_cases_kept(power, args)
        case exp() | log():
            return _with_cases_kept(lambda arg: term.func(arg, evaluate=has_signs(arg)), args)
    return _with_cases_kept(term.func, args)


def _with_cases_kept(make: Callable[..., Any], args: list[Any]) -> Any:
    """Return `make(*args)`, unless SymPy would look into the cases of a term: it decides them in floating point."""
    result = make(*args)
    cases = {case for arg in args for case in arg.atoms(Piecewise)}
    if not cases:
        return result
    letters = {case: Dummy(real=True) for case in cases}
    plain = make(*(arg.xreplace(letters) for arg in args))
    kept = {case for case, letter in letters.items() if letter in plain.free_symbols}
    found = result.atoms(Piecewise)
    if not kept <= found <= cases:
        raise UnknownTermError("SymPy would decide a case of a `Piecewise` while it puts the term around it together")
    return result


def power(base: Expr, exponent: Expr) -> Expr:
    """Return a power in SymPy's normal form; a root as it is written where SymPy would look for the sign of a number.

    >>> from sympy import Rational, sqrt
    >>> power((1 - sqrt(2)) ** 2, Rational(1, 2))
    sqrt((1 - sqrt(2))**2)
    """
    return Pow(base, exponent, evaluate=isinstance(exponent, Integer) or has_signs(base))


def has_signs(term: Basic) -> bool:
    """Say whether the sign of each number in a term can be read off: it is rational, or built of roots alone.

    SymPy takes signs out of roots, and looks for the sign of a number in floating point. No such term may be a part of
    a fact; see `wellformed`.

    >>> from sympy import sqrt
    >>> has_signs(sqrt(2)), has_signs(1 + sqrt(2))
    (True, False)
    """
    if isinstance(term, Rational) or not isinstance(term, Expr):
        return True
    closed = not term.free_symbols and not term.atoms(AppliedUndef, Indexed)
    roots = isinstance(term, Mul | Pow | exp) or not term.args or (isinstance(term, log) and term.args[0].is_Rational)
    if closed and not roots:
        return False
    parts = [value for value, _ in term.args] if isinstance(term, Piecewise) else term.args
    return not isinstance(term, Add | Mul | Pow | Max | Min | Sum | Piecewise) or all(map(has_signs, parts))


def _choice(term: Any, args: list[Any]) -> Expr:
    """Return |a|, the largest or the smallest of several terms: decided among rational numbers, and kept otherwise."""
    if isinstance(term, Abs):
        (inner,) = args
        return Rational(abs(inner.p), inner.q) if isinstance(inner, Rational) else Abs(inner, evaluate=False)
    kind = type(term)
    parts = {part for arg in args for part in (arg.args if isinstance(arg, kind) else (arg,))}
    numbers = [part for part in parts if isinstance(part, Rational)]
    if numbers:
        best = max if kind is Max else min
        parts = (parts - set(numbers)) | {best(numbers, key=_fraction)}
    return kind(*parts, evaluate=False)


def _fraction(number: Rational) -> Fraction:
    return Fraction(number.p, number.q)


def _piecewise(pairs: Iterable[Any]) -> Any:
    """Return the cases of a term without those that plain numbers rule out, up to one that they decide."""
    kept = []
    for value, condition in pairs:
        decided = plainly(condition)
        condition = condition if decided is None else true if decided else false
        if condition != false:
            kept.append(Tuple.__new__(ExprCondPair, value, condition))
        if condition == true:
            break
    if kept and kept[0].args[1] == true:
        return kept[0].args[0]
    if not kept:
        raise UnknownTermError("no case of a `Piecewise` is left")
    return Basic.__new__(Piecewise, *kept)


def summation(body: Expr, limit: Iterable[Any]) -> Expr:
    """Return the sum of a term over a range, as it is written.

    >>> from ldm_symbolic.notation import mode
    >>> summation(mode, (mode, 1, 3))
    Sum(j, (j, 1, 3))
    """
    node = Expr.__new__(Sum)
    node._args = (body, Tuple(*limit))
    node.is_commutative = True
    return node
