"""Terms of proof files as SymPy's, so that the search for counterexamples can judge what a file says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sympy import (
    Abs,
    Add,
    Eq,
    Function,
    Ge,
    Gt,
    IndexedBase,
    Le,
    Lt,
    Max,
    Min,
    Mul,
    Ne,
    Piecewise,
    Pow,
    Rational,
    Symbol,
    exp,
    log,
    true,
)

from ldm_symbolic.proof.language.build import both, either, equivalent, implies, negation, relation
from ldm_symbolic.proof.language.predicate import PREDICATES
from ldm_symbolic.proof.language.remake import summation

_RELATIONS = {"<": Lt, "<=": Le, ">": Gt, ">=": Ge, "=": Eq, "!=": Ne}
_MADE: Mapping[str, Callable[..., Any]] = {
    "+": Add, "*": Mul, "^": Pow, "exp": exp, "log": log, "abs": Abs, "max": Max, "min": Min, "sum": summation,
    "and": both, "or": either, "not": negation, "implies": implies, "iff": equivalent,
    **{kind.__name__: kind for kind in PREDICATES},
}  # fmt: skip


def told_back(data: Any) -> Any:
    """Return the term or condition that data of a file tell."""
    kind, *rest = data
    if isinstance(kind, list):
        return tuple(map(told_back, data))
    match kind:
        case "number":
            return Rational(rest[0])
        case "symbol":
            return Symbol(rest[0], **{rest[1]: True})
        case "entry":
            return IndexedBase(Symbol(rest[0], real=True), real=True)[told_back(rest[1])]
        case "value":
            return Function(rest[0], real=True)(*map(told_back, rest[1:]))
        case "true":
            return true
        case "cases":
            return Piecewise(*((told_back(value), told_back(condition)) for value, condition in rest))
    parts = list(map(told_back, rest))
    return relation(_RELATIONS[kind], *parts) if kind in _RELATIONS else _MADE[kind](*parts)
