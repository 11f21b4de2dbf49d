"""The expressions we reason about: which nodes are allowed, what is free in them, how to substitute.

SymPy's own `subs` lets a bound index capture a free one (`Sum(s[j]*k, (j, 1, k)).subs(k, j)`), and
its `free_symbols` reports the index of a sum as free. A proof cannot live with either, so the functions
here are the only way in which engines and rules look into an expression or change it.

A *name* is what a variable of a claim can be: a `Symbol` (a real, or an integer), an `IndexedBase` (a
real sequence counted from 1) or an undefined function (real, defined for every real argument). Which terms there are
is said in `wellformed`, how one is made of parts in `build`.

Tested in `tests/proof/kernel/test_decide.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sympy import Add, Basic, Expr, Indexed, IndexedBase, Integer, Lambda, Mul, Sum, Symbol, Tuple
from sympy.core.function import AppliedUndef, UndefinedFunction

from ldm_symbolic.proof.language.keys import key, remembered
from ldm_symbolic.proof.language.refusals import RuleError, UnknownTermError, kind_of
from ldm_symbolic.proof.language.remake import remade, summation

Name = Any  # Symbol | IndexedBase | UndefinedFunction: SymPy ships no types
Substitution = Mapping[Any, Any]
Limits = tuple[Symbol, Any, Any]
"""A range: its index, and its ends, both included."""

ARBITRARY = "any:"  # how the name of a symbol begins that no claim may use; see `arbitrary`


def limits(node: Basic) -> tuple[Tuple, ...]:
    """Return the (index, lower, upper) triples that a node binds, () if it binds nothing."""
    if isinstance(node, Sum) or getattr(node, "binds", False):
        return tuple(arg for arg in node.args if isinstance(arg, Tuple))
    return ()


def bound(node: Basic) -> frozenset[Symbol]:
    """Return the symbols that are bound by this very node.

    >>> from sympy import Sum
    >>> from ldm_symbolic.notation import deviations, latent_dimension, mode
    >>> bound(Sum(deviations[mode], (mode, 1, latent_dimension)))
    frozenset({j})
    """
    return frozenset(limit[0] for limit in limits(node))


@remembered
def free(term: Basic) -> frozenset[Name]:
    """Return the names that occur free in a term or a Boolean.

    Args:
        term: any expression, predicate or Boolean of ours.
    Returns:
        Symbols, sequences (`IndexedBase`) and undefined functions; never the index of a sum.

    >>> from sympy import Sum
    >>> from ldm_symbolic.notation import deviations, latent_dimension, mode
    >>> sorted(map(str, free(Sum(deviations[mode], (mode, 1, latent_dimension)))))
    ['k', 's']
    """
    if isinstance(term, Symbol | IndexedBase | UndefinedFunction):
        return frozenset({term})
    if isinstance(term, Indexed):
        return frozenset({term.base}).union(*(free(index) for index in term.indices))
    parts: frozenset[Name] = frozenset()
    for arg in term.args:
        if isinstance(arg, Tuple) and limits(term):
            parts |= free(arg[1]) | free(arg[2])
        else:
            parts |= free(arg) - bound(term)
    return parts | ({term.func} if isinstance(term, AppliedUndef) else frozenset())


def fresh(symbol: Symbol, taken: Iterable[Name]) -> Symbol:
    """Return a symbol of the same sort as `symbol` whose name is not the name of anything in `taken`.

    >>> from ldm_symbolic.notation import mode
    >>> fresh(mode, {mode})
    j_1
    """
    names = {str(name) for name in taken}
    name, number = symbol.name, 0
    while name in names:
        number += 1
        name = f"{symbol.name}_{number}"
    return Symbol(name, integer=True) if symbol.is_integer else Symbol(name, real=True)


def arbitrary(symbol: Symbol) -> Symbol:
    """Return a real symbol that no claim, fact or hypothesis can contain, so that nothing is assumed about it.

    >>> from ldm_symbolic.notation import noise
    >>> arbitrary(noise)
    any:x
    """
    return Symbol(f"{ARBITRARY}{symbol.name}", real=True)


def substitute(term: Any, mapping: Substitution) -> Any:
    """Replace names by terms everywhere they are free, renaming an index that would capture.

    Args:
        term: an expression or a Boolean.
        mapping: Symbol -> expression; IndexedBase or undefined function -> the same kind, or a `Lambda`.
    Returns:
        The term after simultaneous replacement.
    Raises:
        RuleError: if it is no mapping, or a name is to become what is no term.
        UnknownTermError: if a comparison has no meaning any more.

    >>> from sympy import Sum
    >>> from ldm_symbolic.notation import deviations, latent_dimension, mode
    >>> substitute(Sum(deviations[mode] * latent_dimension, (mode, 1, latent_dimension)), {latent_dimension: mode})
    Sum(j*s[j_1], (j_1, 1, j))
    """
    if not isinstance(mapping, Mapping):
        raise RuleError(f"names are replaced by a mapping, not by something of type {kind_of(mapping)}")
    live = {name: value for name, value in mapping.items() if name in free(term)}
    if not live:
        return term
    for value in live.values():
        if type(value) is not int:
            key(value)  # it refuses what is no term
    if isinstance(term, Symbol | IndexedBase):
        return live[term]
    if isinstance(term, Indexed):
        indices = [substitute(index, live) for index in term.indices]
        return _apply(live.get(term.base, term.base), indices)
    if limits(term):
        return _under_binder(term, live)
    args = [substitute(arg, live) for arg in term.args]
    if isinstance(term, AppliedUndef):
        return _apply(live.get(term.func, term.func), args)
    return remade(term, args)


def _apply(head: Any, args: list[Expr]) -> Any:
    """Apply a sequence, a function or a `Lambda` to arguments."""
    if isinstance(head, Lambda):
        if len(head.variables) != len(args):
            raise UnknownTermError(f"`{head}` takes {len(head.variables)} arguments and is given {len(args)}")
        return substitute(head.expr, dict(zip(head.variables, args, strict=True)))
    return head[tuple(args)] if isinstance(head, IndexedBase) else head(*args)


def _under_binder(term: Basic, live: dict[Name, Any]) -> Any:
    """Substitute inside a sum or a predicate, whose indices keep clear of what comes in."""
    incoming: frozenset[Name] = frozenset().union(*(free(value) for value in live.values()))
    names = {str(name) for name in incoming}
    taken = set(incoming) | set(free(term)) | set(bound(term))
    renamed: dict[Symbol, Symbol] = {}
    for index in sorted(bound(term), key=str):
        if index.name in names:
            renamed[index] = fresh(index, taken | set(_all_bound(term)))
            taken.add(renamed[index])
    inside = {name: value for name, value in live.items() if name not in bound(term)} | renamed
    args = []
    for arg in term.args:
        if isinstance(arg, Tuple):
            index = renamed.get(arg[0], arg[0])
            args.append(Tuple(index, substitute(arg[1], live), substitute(arg[2], live)))
        else:
            args.append(substitute(arg, inside))
    return sum_over(args[0], args[1]) if isinstance(term, Sum) and len(args) == 2 else term.func(*args)


def sum_over(body: Expr, limits: Iterable[Any]) -> Expr:
    """Return a sum; 0 if its range is seen to be empty, for SymPy gives a range that runs backwards another value.

    >>> from ldm_symbolic.notation import mode
    >>> sum_over(mode, (mode, 1, 3)), sum_over(mode, (mode, 1, -3))
    (Sum(j, (j, 1, 3)), 0)
    """
    return Integer(0) if runs_backwards(Tuple(*limits), by=1) else summation(body, limits)


def runs_backwards(limits: Any, *, by: int) -> bool:
    """Say whether the bounds of a range are numbers of which the upper one is smaller, by a number at least."""
    _, lower, upper = limits
    return isinstance(lower, Integer) and isinstance(upper, Integer) and upper.p <= lower.p - by


def all_names(term: Basic) -> frozenset[Name]:
    """Return what is free in a term and what is bound anywhere in it, so that a fresh name clashes with neither.

    >>> from ldm_symbolic.notation import deviations, mode
    >>> sorted(map(str, all_names(Sum(deviations[mode], (mode, 1, 3)))))
    ['j', 's']
    """
    return free(term) | _all_bound(term)


def _all_bound(term: Basic) -> frozenset[Symbol]:
    """Return every symbol bound anywhere inside a term."""
    return bound(term).union(*(_all_bound(arg) for arg in term.args))


@remembered
def text(term: Any) -> str:
    """Return a term as text; the same terms are written out again and again, to name and to sort them.

    >>> from ldm_symbolic.notation import noise
    >>> text(noise + 1)
    'x + 1'
    """
    return str(term)


def is_integer_valued(term: Expr) -> bool:
    """Say whether a term is built from integers, integer symbols, sums and products alone.

    >>> from ldm_symbolic.notation import latent_dimension, noise
    >>> is_integer_valued(2 * latent_dimension + 1), is_integer_valued(noise)
    (True, False)
    """
    if isinstance(term, Symbol):
        return bool(term.is_integer)
    return isinstance(term, Integer) or (isinstance(term, Add | Mul) and all(map(is_integer_valued, term.args)))


def is_function(name: Name) -> bool:
    """Say whether a name is an undefined function."""
    return isinstance(name, UndefinedFunction)
