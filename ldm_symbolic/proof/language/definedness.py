"""Where an expression or a claim is defined: the conditions that make every part of it meaningful.

Real arithmetic only: a denominator is not zero, the radicand of a root is not negative, a logarithm is of a
positive number, some branch of a `Piecewise` applies. Sequences and undefined functions are total. `Implies`
and `Piecewise` are read as a mathematician reads them: what stands behind a condition need be defined only
where the condition holds. All other connectives need all of their parts.

Tested in `tests/whole/test_soundness.py`.
"""

from __future__ import annotations

from collections.abc import Iterator

from sympy import (
    Abs,
    Add,
    Basic,
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
    Symbol,
    Tuple,
    exp,
    log,
    true,
)
from sympy.core.function import AppliedUndef
from sympy.core.numbers import Exp1
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, Boolean, BooleanAtom, Equivalent, Implies, Not, Or

from ldm_symbolic.proof.language.build import UnknownTermError, ge, gt, implies, ne, negation
from ldm_symbolic.proof.language.conditions import conjuncts
from ldm_symbolic.proof.language.keys import remembered
from ldm_symbolic.proof.language.predicate import Clock, ForEach, Formula
from ldm_symbolic.proof.language.terms import arbitrary, free, limits, substitute


@remembered
def obligations(term: Basic) -> tuple[Boolean, ...]:
    """Return the conditions under which a term or a Boolean is defined, inner ones first.

    Args:
        term: an expression, a predicate or a Boolean.
    Returns:
        Conditions whose conjunction says that the term is defined; each is itself defined where those before
        it hold. A condition about what stands under a sum is a `ForEach`.
    Raises:
        UnknownTermError: for a node without a meaning here.

    >>> from sympy import sqrt
    >>> from ldm_symbolic.notation import deviation, noise
    >>> obligations(1 / deviation + sqrt(noise))
    (Ne(s, 0), x >= 0)
    """
    return conjuncts(_conditions(term))


def _conditions(term: Basic) -> Iterator[Boolean]:
    match term:
        case Symbol() | Rational() | Exp1() | BooleanAtom():
            return
        case Sum() | Formula():
            yield from _under_binder(term)
        case Pow():
            yield from obligations(term.base)
            yield _power(term)
        case log():
            yield from obligations(term.args[0])
            yield gt(term.args[0], 0)
        case Piecewise():
            yield from _branches(term)
        case Implies():
            condition, consequence = term.args
            yield from obligations(condition)
            yield from (implies(condition, inner) for inner in obligations(consequence))
        case (
            Add()
            | Mul()
            | Abs()
            | Min()
            | Max()
            | exp()
            | AppliedUndef()
            | Indexed()
            | Relational()
            | And()
            | Or()
            | Not()
            | Equivalent()
        ):
            for arg in term.indices if isinstance(term, Indexed) else term.args:
                yield from obligations(arg)
        case _:
            raise UnknownTermError(f"no engine can read `{term}` ({type(term).__name__})")


def _power(term: Pow) -> Boolean:
    base, exponent = term.base, term.exp
    if isinstance(exponent, Integer):
        return ne(base, 0) if exponent.p < 0 else true
    if isinstance(exponent, Rational):
        return gt(base, 0) if exponent.p < 0 else ge(base, 0)
    raise UnknownTermError(f"the exponent of `{term}` is not a rational number")


def _branches(term: Piecewise) -> Iterator[Boolean]:
    """A branch is looked at only where those before it do not apply, and some branch must apply."""
    earlier: list[Boolean] = []
    for value, condition in term.args:
        yield from (_unless(earlier, inner) for inner in obligations(condition))
        yield from (_unless(earlier, implies(condition, inner)) for inner in obligations(value))
        earlier.append(condition)
    yield _unless(earlier[:-1], earlier[-1])


def _unless(conditions: list[Boolean], consequence: Boolean) -> Boolean:
    """Return the consequence, wanted where none of the conditions holds; each is looked at after those before it."""
    for condition in reversed(conditions):
        consequence = implies(negation(condition), consequence)
    return consequence


def _under_binder(term: Basic) -> Iterator[Boolean]:
    ranges = limits(term)
    for limit in ranges:
        yield from obligations(limit[1])
        yield from obligations(limit[2])
    if isinstance(term, Clock):
        yield from _clock(term)
        return
    for arg in term.args:
        if isinstance(arg, Tuple):
            continue
        for inner in obligations(arg):
            local = bool(ranges) and ranges[0][0] in free(inner)
            yield ForEach(inner, ranges[0]) if local or _is_scope(term, arg) else inner


def _is_scope(term: Basic, arg: Basic) -> bool:
    """Whether an argument is read at every index of the range (and not at all when the range is empty)."""
    return bool(limits(term)) and all(term.args[position] is not arg for position in getattr(term, "outside", ()))


def _clock(term: Clock) -> Iterator[Boolean]:
    level, inverse, time, noise = term.args
    yield from (ForEach(inner, time) for inner in obligations(level))
    yield from obligations(substitute(inverse, {noise[0]: arbitrary(noise[0])}))


def everywhere(term: Expr) -> bool:
    """Say whether a term is defined for all values of its names, by its shape alone.

    >>> from ldm_symbolic.notation import noise
    >>> everywhere(1 + noise**2), everywhere(1 / noise)
    (True, False)
    """
    return not obligations(term)
