"""What a term or a condition is, told in plain data of our own: it is not SymPy who says which two are the same.

A node is told as a tuple: its kind, and the name, what is assumed of it, the exact integers or the keys of the parts
that make it what it is. Parts of a commutative operation are told in one order. Each such tuple has a number, its key,
so that to compare is to compare two integers, and the key of a large term costs one look at each of its nodes.

SymPy's equality has surprises: a sequence whose label is real equals one that is declared positive as well.

Tested in `tests/proof/language/test_keys.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any, TypeVar

from sympy import (
    Abs,
    Add,
    Eq,
    Function,
    Ge,
    Gt,
    IndexedBase,
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
    log,
)  # fmt: skip
from sympy.core.function import AppliedUndef, UndefinedFunction
from sympy.core.numbers import Exp1
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import And, BooleanFalse, BooleanTrue, Equivalent, Implies, Not, Or
from sympy.tensor.indexed import Indexed

Result = TypeVar("Result")

NUMBERS = frozenset(type(number) for number in (Integer(-1), Integer(0), Integer(1), Integer(2), Rational(1, 2)))
NUMBERS |= {Rational}
"""The kinds of exact numbers."""
COMMUTATIVE = frozenset({Add, Mul, Max, Min, And, Or, Equivalent})
"""The kinds of nodes that join any number of parts, in whatever order."""
_ORDERED = (
    Abs, Eq, Exp1, ExprCondPair, Ge, Gt, Implies, Indexed, Le, Lt, Ne, Not, Piecewise, Pow, Sum, Tuple, exp, log,
    BooleanFalse, BooleanTrue,
)  # fmt: skip

_names = {id(kind): kind.__name__ for kind in (*COMMUTATIVE, *_ORDERED)}  # by identity: a class may claim to equal any
_numbers: dict[tuple[Any, ...], int] = {}
_seen: dict[int, tuple[Any, int]] = {}  # by identity, each object kept, so that no identity is used twice


def key(term: Any) -> int:
    """Return a number that two terms or conditions share if and only if they are the same tree.

    Args:
        term: a term, a condition, a sequence, an undefined function or a range.

    >>> from sympy import IndexedBase, Symbol
    >>> plain, positive = IndexedBase(Symbol("p", real=True)), IndexedBase(Symbol("p", real=True), positive=True)
    >>> key(plain) == key(positive)
    False
    """
    known = _seen.get(id(term))
    if known is None:
        told = _told(term)
        known = _seen[id(term)] = (term, _numbers.setdefault(told, len(_numbers)))
    return known[1]


def same(left: Any, right: Any) -> bool:
    """Say whether two terms or conditions are the same tree.

    >>> from ldm_symbolic.notation import noise
    >>> same(noise + 1, 1 + noise), same(noise, -noise)
    (True, False)
    """
    return key(left) == key(right)


def keys(terms: Iterable[Any]) -> frozenset[int]:
    """Return the keys of several terms, to look for others among them."""
    return frozenset(map(key, terms))


def nodes(term: Any) -> Iterator[Any]:
    """Yield a term or a condition and everything in it.

    >>> from ldm_symbolic.notation import noise
    >>> [*nodes(noise**2)]
    [x**2, 2, x]
    """
    waiting = [term]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += getattr(node, "args", ())


def remembered(function: Callable[..., Result]) -> Callable[..., Result]:
    """Let a function of terms be worked out once for each tree."""
    answers: dict[tuple[int, ...], Result] = {}

    @wraps(function)
    def answer(*terms: Any) -> Result:
        place = tuple(map(key, terms))
        if place not in answers:
            answers[place] = function(*terms)
        return answers[place]

    answer.cache_clear = answers.clear  # type: ignore[attr-defined] # as `functools.cache` has it
    return answer


@remembered
def kinds(term: Any) -> frozenset[type]:
    """Return the kinds of all nodes of a term or a condition.

    >>> from ldm_symbolic.notation import noise
    >>> Piecewise in kinds(noise**2), Symbol in kinds(noise**2)
    (False, True)
    """
    return frozenset(map(type, nodes(term)))


def _told(term: Any) -> tuple[Any, ...]:
    kind = type(term)
    if kind is Symbol and type(term.name) is str:  # a text of another kind may equal any
        return ("Symbol", term.name, _assumed(term))
    if id(kind) in map(id, NUMBERS):
        return ("number", term.p, term.q)
    if kind is IndexedBase:
        return ("IndexedBase", _assumed(term), *map(key, term.args))
    if isinstance(term, UndefinedFunction):
        return ("function", term.__name__) if is_plain(term) else ("unknown", id(term))
    if isinstance(term, AppliedUndef):
        return ("value", key(kind), *map(key, term.args))
    name = _names.get(id(kind))
    parts = tuple(key(part) for part in getattr(term, "args", ()))
    if name is None:
        return ("unknown", id(kind), *parts) if parts else ("unknown", id(term))
    return (name, *sorted(parts)) if kind in COMMUTATIVE else (name, *parts)


def _assumed(name: Any) -> tuple[tuple[str, bool], ...]:
    return tuple(sorted(name.assumptions0.items()))


def is_plain(function: Any) -> bool:
    """Say whether an undefined function is declared real and nothing more, and can do nothing more either."""
    plain = Function(function.__name__, real=True)
    alike = type(function) is UndefinedFunction and function == plain and function.__bases__ == (AppliedUndef,)
    alike = alike and type(function.__name__) is str
    return alike and vars(function).keys() - {"nargs"} == vars(plain).keys() - {"nargs"}
