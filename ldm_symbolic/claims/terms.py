"""Terms and conditions as plain data, in the language of proof files; `docs/proofs.md` is its one page.

A node is a list: its kind, then its parts. Parts of a commutative operation stand in one order, so that the same term
gives the same bytes.

Tested in `tests/checker/test_checker.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from sympy import (
    Abs,
    Add,
    Basic,
    Eq,
    Ge,
    Gt,
    Indexed,
    IndexedBase,
    Lambda,
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
)
from sympy.core.function import AppliedUndef, UndefinedFunction
from sympy.core.numbers import Exp1
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import And, BooleanFalse, BooleanTrue, Equivalent, Implies, Not, Or

from ldm_symbolic.claims.statement import Statement
from ldm_symbolic.proof.language.keys import COMMUTATIVE
from ldm_symbolic.proof.language.predicate import Formula

_WORDS: Mapping[Any, str] = {
    Add: "+", Mul: "*", Pow: "^", exp: "exp", log: "log", Abs: "abs", Max: "max", Min: "min", Piecewise: "cases",
    Sum: "sum", Le: "<=", Lt: "<", Ge: ">=", Gt: ">", Eq: "=", Ne: "!=", And: "and", Or: "or", Not: "not",
    Implies: "implies", Equivalent: "iff",
}  # fmt: skip


def told(term: Any) -> Any:
    """Return a term, a condition, a name, a range, or what a rule can be given besides, as lists and texts.

    >>> from ldm_symbolic.notation import noise
    >>> told(noise**2 > 1)
    ['>', ['^', ['symbol', 'x', 'real'], ['number', '2']], ['number', '1']]
    """
    match term:
        case bool() | None | str():
            return term
        case int() | Rational() | Fraction():
            return ["number", str(term)]
        case Symbol():
            return ["symbol", term.name, "integer" if term.is_integer else "real"]
        case IndexedBase():
            return ["sequence", str(term.label)]
        case Indexed():
            return ["entry", str(term.base.label), *map(told, term.indices)]
        case UndefinedFunction():
            return ["function", term.__name__]
        case AppliedUndef():
            return ["value", term.func.__name__, *map(told, term.args)]
        case Lambda():
            return ["lambda", *map(told, term.variables), told(term.expr)]
        case Exp1():
            return ["exp", ["number", "1"]]
        case BooleanTrue() | BooleanFalse():
            return ["true" if term else "false"]
        case Basic():
            return _node(term)
        case type():
            return term.__name__
        case Mapping():
            return sorted(([told(name), told(value)] for name, value in term.items()), key=json.dumps)
    return [told(part) for part in term]


def _node(term: Basic) -> list[Any]:
    if isinstance(term, Tuple | ExprCondPair):
        return [told(part) for part in term.args]
    word = type(term).__name__ if isinstance(term, Formula) else _WORDS[type(term)]
    parts = [told(part) for part in term.args]
    return [word, *(sorted(parts, key=json.dumps) if type(term) in COMMUTATIVE else parts)]


def sequents(statements: Iterable[Statement]) -> dict[str, dict[str, Any]]:
    """Return what each claim of some statements says, under its id: its `hypotheses` and its `conclusion`, told.

    Args:
        statements: of the catalogue.
    """
    return {
        claim.id: {"hypotheses": [told(one) for one in claim.hypotheses], "conclusion": told(claim.conclusion)}
        for statement in statements
        for claim in statement.claims
    }


def line(data: Any) -> str:
    """Return data as JSON text in one line."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def lines(items: Iterable[Any], indent: str) -> str:
    """Return a JSON list with one item in each line.

    >>> lines([["number", "1"]], "")
    '[\\n  ["number","1"]\\n]'
    """
    written = [f"{indent}  {line(item)}" for item in items]
    return "[\n" + ",\n".join(written) + f"\n{indent}]" if written else "[]"
