"""Of what kind an argument must be, as the signature of a function says it.

Tested in `tests/proof/kernel/test_kinds.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from inspect import Parameter, signature
from math import isfinite
from types import GenericAlias
from typing import Any, get_args, get_origin, get_type_hints

from sympy import Expr, Tuple
from sympy.logic.boolalg import Boolean

from ldm_symbolic.proof.language.predicate import Formula
from ldm_symbolic.proof.language.wellformed import is_condition

_TERM = "a term (an expression or an int)"
_WORDS = {Expr: _TERM, Any: _TERM, Boolean: "a condition", bool: "True or False", float: "a positive number"}


@cache
def arguments_of(rule: Callable[..., Any]) -> tuple[tuple[str, Any], ...]:
    """Return the name and the kind of every argument of a function, as its signature says.

    >>> def rule(term: Expr, effort: float) -> None: ...
    >>> [name for name, _ in arguments_of(rule)]
    ['term', 'effort']
    """
    hints, parameters = get_type_hints(rule), signature(rule).parameters.values()
    several = {
        p.name: GenericAlias(tuple, (hints[p.name], ...)) for p in parameters if p.kind is Parameter.VAR_POSITIONAL
    }
    return tuple((p.name, several.get(p.name, hints[p.name])) for p in parameters)


def is_a(kind: Any, argument: Any) -> bool:
    """Say whether an argument is of a kind, as a signature writes it; any type at all means a term.

    >>> is_a(Iterable[Boolean], []), is_a(Expr, "x")
    (True, False)
    """
    outer, inner = get_origin(kind), get_args(kind)
    if outer is tuple and inner[-1] is not ...:
        parts = tuple(argument) if isinstance(argument, tuple | list | Tuple) else ()
        return len(parts) == len(inner) and all(map(is_a, inner, parts))
    if outer is not None and not issubclass(outer, Mapping):
        several = isinstance(argument, Iterable) and not isinstance(argument, str | bytes | Mapping | Formula)
        return several and all(is_a(inner[0], part) for part in argument)
    if kind in (Expr, Any):
        return type(argument) is int or isinstance(argument, Expr)
    if kind is Boolean:
        return is_condition(argument)
    if kind is float:
        return type(argument) in (int, float) and isfinite(argument) and argument > 0
    if kind is type:
        return isinstance(argument, type) and issubclass(argument, Formula)
    return isinstance(argument, outer or kind)


def in_words(kind: Any) -> str:
    """Return a kind in words.

    >>> in_words(tuple[bool, float])
    'a tuple of True or False, a positive number'
    """
    outer, inner = get_origin(kind), get_args(kind)
    if outer is tuple and inner[-1] is not ...:
        return f"a tuple of {', '.join(map(in_words, inner))}"
    if outer is None:
        return _WORDS.get(kind, f"a `{kind.__name__}`")
    if issubclass(outer, Mapping):
        return "a mapping of names to terms"
    return f"a list whose every part is {in_words(inner[0])}"
