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
    Basic,
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

from ldm_symbolic.proof.language.refusals import UnknownTermError, kind_of

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
_seen: dict[int, tuple[Any, int, int]] = {}  # by identity, each object kept, so that no identity is used twice
_DEEPEST = 100  # levels of nodes; what goes through a term, SymPy's own functions too, calls itself at every level
_LONGEST = 10_000  # binary digits of a number; Python writes 14,000 and no more
_TOO_DEEP = f"a term has more than {_DEEPEST} levels of parts in parts: give its parts names of their own"


def key(term: Any) -> int:
    """Return a number that two terms or conditions share if and only if they are the same tree.

    Args:
        term: a term, a condition, a sequence, an undefined function or a range.
    Raises:
        UnknownTermError: for what is no part of SymPy's language, for a term of more than a hundred levels, for a name
            or a number that cannot be printed.

    >>> from sympy import IndexedBase, Symbol
    >>> plain, positive = IndexedBase(Symbol("p", real=True)), IndexedBase(Symbol("p", real=True), positive=True)
    >>> key(plain) == key(positive)
    False
    """
    known = _seen.get(id(term))
    return known[1] if known is not None else _placed(term, 1)[1]


def _placed(term: Any, level: int) -> tuple[Any, int, int]:
    """Return a term, its key and how many levels it has, if it stands at a level of a larger one."""
    known = _seen.get(id(term))
    if known is None:
        depth = [0]

        def inner(part: Any) -> int:
            _, number, levels = _placed(part, level + 1)
            depth.append(levels)
            return number

        if level > _DEEPEST:
            raise UnknownTermError(_TOO_DEEP)
        told = _told(term, inner)
        known = _seen[id(term)] = (term, _numbers.setdefault(told, len(_numbers)), 1 + max(depth))
    if level + known[2] - 1 > _DEEPEST:
        raise UnknownTermError(_TOO_DEEP)
    return known


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
    answers: dict[int | tuple[int, ...], Result] = {}

    @wraps(function)
    def answer(*terms: Any) -> Result:
        place = key(terms[0]) if len(terms) == 1 else tuple(map(key, terms))
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


def _told(term: Any, key: Callable[[Any], int]) -> tuple[Any, ...]:
    """Return what makes a node what it is, with the keys of its parts."""
    kind = type(term)
    if kind is Symbol and type(term.name) is str:  # a text of another kind may equal any
        return ("Symbol", _printable(term.name), _assumed(term))
    if id(kind) in map(id, NUMBERS):
        if max(abs(term.p), term.q).bit_length() > _LONGEST:
            raise UnknownTermError(f"a number of more than {_LONGEST} binary digits is not read: give it a name")
        return ("number", term.p, term.q)
    if kind is IndexedBase:
        return ("IndexedBase", _assumed(term), *map(key, term.args))
    if isinstance(term, UndefinedFunction):
        return ("function", _printable(term.__name__)) if is_plain(term) else ("unknown", id(term))
    if isinstance(term, AppliedUndef):
        return ("value", key(kind), *map(key, term.args))
    if not isinstance(term, Basic):
        raise UnknownTermError(f"something of type {kind_of(term)} is no term and no condition")
    name = _names.get(id(kind))
    parts = tuple(key(part) for part in term.args)
    if name is None:
        return ("unknown", id(kind), *parts) if parts else ("unknown", id(term))
    return (name, *sorted(parts)) if kind in COMMUTATIVE else (name, *parts)


def _printable(name: str) -> str:
    """Return a name if it can be printed; half of a character cannot, and after a line break nothing can be told."""
    if not name.isprintable():
        raise UnknownTermError(f"a name must be printable, which {name!a} is not")
    return name


def _assumed(name: Any) -> tuple[tuple[str, bool], ...]:
    return tuple(sorted(name.assumptions0.items()))


def is_plain(function: Any) -> bool:
    """Say whether an undefined function is declared real and nothing more, and can do nothing more either."""
    plain = Function(function.__name__, real=True)
    alike = type(function) is UndefinedFunction and function == plain and function.__bases__ == (AppliedUndef,)
    alike = alike and type(function.__name__) is str
    return alike and vars(function).keys() - {"nargs"} == vars(plain).keys() - {"nargs"}
