"""How a term is made of parts: the one place in which SymPy normalises sums, products, powers, `exp` and `log`.

Choices (Max, Min, Abs, Piecewise) and sums over a range are put together as they are written. Sums, products, powers,
exponentials and logarithms are normalised by SymPy (x + x is 2 x). It would look at the sign of a number under a root
or a logarithm; so such a number must be rational, or be built so that its sign can be read off. It would also decide
the cases of a `Piecewise` of which it makes a power; so every sum and product of the kernel is made here as well.

What if SymPy answers wrongly? A wrong normal form would change the value of a term: trusted, for exact arithmetic.

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
    Indexed,
    Integer,
    Max,
    Min,
    Mul,
    Piecewise,
    Pow,
    Rational,
    Sum,
    Tuple,
    exp,
    false,
    log,
    true,
)  # fmt: skip
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import And, Equivalent, Implies, Not, Or

from ldm_symbolic.proof.language.build import (
    UnknownTermError,
    equivalent,
    implies,
    joined,
    negation,
    plainly,
    relation,
)  # fmt: skip
from ldm_symbolic.proof.language.keys import key, kinds, same


def plus(*terms: Any) -> Expr:
    """Return the sum of terms, in which SymPy decides no case.

    Raises:
        UnknownTermError: if it would.

    >>> from ldm_symbolic.notation import noise
    >>> plus(noise, 1, noise)
    2*x + 1
    """
    return _with_cases_kept(Add, _numbers(terms))


def minus(left: Any, right: Any) -> Expr:
    """Return left - right, as `plus` does.

    >>> from ldm_symbolic.notation import noise
    >>> minus(1, noise)
    1 - x
    """
    return plus(left, times(-1, right))


def times(*factors: Any) -> Expr:
    """Return the product of terms, in which SymPy decides no case.

    Raises:
        UnknownTermError: if it would: it makes a power of equal factors, and looks into the cases of a power.

    >>> from ldm_symbolic.notation import noise
    >>> times(noise, 2, noise)
    2*x**2
    """
    return _with_cases_kept(Mul, _numbers(factors))


def _numbers(terms: Iterable[Any]) -> list[Any]:
    return [Integer(term) if type(term) is int else term for term in terms]


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
            return joined(type(term), args)
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
            return power(*args)
        case exp() | log():
            return _with_cases_kept(lambda arg: term.func(arg, evaluate=has_signs(arg)), args)
        case Add() | Mul():
            return _with_cases_kept(term.func, args)
    return term.func(*args)


def again(term: Any) -> Any:
    """Return a node put together again of its own parts, as a substitution that changes nothing but the parts would.

    >>> from sympy import Pow, Rational
    >>> from ldm_symbolic.notation import noise
    >>> again(Pow(noise**2, Rational(1, 2), evaluate=False))
    Abs(x)
    """
    if isinstance(term, Indexed):
        return term.base[term.indices]
    if isinstance(term, Sum):
        return summation(*term.args)
    if isinstance(term, AppliedUndef) or getattr(term, "binds", False):
        return term.func(*term.args)
    return remade(term, list(term.args)) if term.args else term


def _with_cases_kept(make: Callable[..., Any], args: list[Any]) -> Any:
    """Return `make(*args)`, unless SymPy would look into the cases of a term: it decides them in floating point."""
    result = make(*args)
    letters: dict[int, Dummy] = {}
    if any(Piecewise in kinds(arg) for arg in args):
        plain = make(*(_lettered(arg, letters) for arg in args))
        if not same(_lettered(result, letters), plain):
            raise UnknownTermError(f"SymPy would decide a case of a `Piecewise` where it makes `{result}`")
    return result


def _lettered(term: Any, letters: dict[int, Dummy]) -> Any:
    """Return a term with letters for its parts that have cases, down to those of which SymPy makes nothing."""
    if Piecewise not in kinds(term):
        return term
    if isinstance(term, Add | Mul | Pow | exp | log):
        return term.func(*(_lettered(arg, letters) for arg in term.args))
    return letters.setdefault(key(term), Dummy(real=True))


def power(base: Expr, exponent: Expr) -> Expr:
    """Return a power in SymPy's normal form; a root as it is written where SymPy would look for the sign of a number.

    >>> from sympy import Rational, sqrt
    >>> power((1 - sqrt(2)) ** 2, Rational(1, 2))
    sqrt((1 - sqrt(2))**2)
    """
    return _with_cases_kept(_power, [base, exponent])


def _power(base: Expr, exponent: Expr) -> Expr:
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
    # a name that is seen where there is none would let SymPy look for a sign in floating point
    closed = not term.free_symbols and not term.atoms(AppliedUndef, Indexed)
    roots = isinstance(term, Mul | Pow | exp) or not term.args or (isinstance(term, log) and term.args[0].is_Rational)
    if closed and not roots:
        return False
    parts = [value for value, _ in term.args] if isinstance(term, Piecewise) else term.args
    joins = isinstance(term, Add | Mul | Pow | Max | Min | Abs | Sum | Piecewise)
    return not joins or all(map(has_signs, parts))


def _choice(term: Any, args: list[Any]) -> Expr:
    """Return |a|, the largest or the smallest of several terms: decided among rational numbers, and kept otherwise."""
    if isinstance(term, Abs):
        (inner,) = args
        return Rational(abs(inner.p), inner.q) if isinstance(inner, Rational) else Abs(inner, evaluate=False)
    kind = type(term)
    parts = {key(part): part for arg in args for part in (arg.args if isinstance(arg, kind) else (arg,))}
    numbers = [part for part in parts.values() if isinstance(part, Rational)]
    if numbers:
        others = [part for part in parts.values() if not isinstance(part, Rational)]
        return kind(*others, (max if kind is Max else min)(numbers, key=_fraction), evaluate=False)
    return kind(*parts.values(), evaluate=False)


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
