"""`prove`: one's own inequality, put to the two solvers and to the search for a counterexample.

Tested in `tests/whole/test_front_door_claims.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sympy import Basic, Dummy, Float, IndexedBase, Ne, S, Symbol, preorder_traversal
from sympy.core.relational import Relational
from sympy.logic.boolalg import Boolean, BooleanAtom

from ldm_symbolic.claims.certificate import OWN, Certificate
from ldm_symbolic.claims.statement import Claim
from ldm_symbolic.claims.verification import certificate_of
from ldm_symbolic.claims.words import Role, Verdict
from ldm_symbolic.proof.language.wellformed import check

_SIGNS = {
    "positive": lambda symbol: symbol > 0,
    "negative": lambda symbol: symbol < 0,
    "nonnegative": lambda symbol: symbol >= 0,
    "nonpositive": lambda symbol: symbol <= 0,
    "nonzero": lambda symbol: Ne(symbol, 0),
}
"""Assumption of SymPy -> the hypothesis that says it of a real symbol, the stronger first."""


def prove(conclusion: Boolean, given: Iterable[Boolean] | Boolean = ()) -> Certificate:
    """Whether a condition follows from others, for all real values of its symbols (all integers, where so declared).

    A symbol declared positive, negative, nonnegative, nonpositive or nonzero is read as a real one about which that is
    a hypothesis; the certificate shows it among the hypotheses.

    Args:
        conclusion: a SymPy condition, such as `x**2 + 1 >= 2*x`; = is `Eq(a, b)`.
        given: what is assumed.

    Returns:
        A certificate: PROVED, where two solvers confirm it; REFUTED, with a counterexample; else TESTED or UNDECIDED,
        with the reasons.

    Raises:
        ValueError: if something is no condition, is evaluated already, or holds what no engine can read; one line.

    >>> x, y = Symbol("x", real=True), Symbol("y", positive=True)
    >>> print(prove(x**2 + 1 >= 2 * x))
    PROVED x**2 + 1 >= 2*x (z3, cvc5)
    >>> print(prove(y + 1 / y >= 2, given=[y > 1]))
    PROVED y + 1/y >= 2 given y > 1, y > 0 (z3, cvc5)
    >>> print(prove(x**2 >= x))
    REFUTED x**2 >= x: it is false at x = 1/2
    """
    parts = tuple(given) if isinstance(given, Iterable) and not isinstance(given, str) else (given,)
    for place, part in enumerate(parts, start=1):
        _require_condition(part, f"given, entry {place}")
        if part == S.false:
            raise ValueError(f"given, entry {place}: SymPy has evaluated it to False, from which anything follows")
    _require_condition(conclusion, "conclusion")
    if isinstance(conclusion, BooleanAtom):
        raise ValueError(
            f"conclusion: SymPy has evaluated it to {conclusion}; declare the symbols real=True and say the rest in "
            "given, or write the relation with evaluate=False"
        )
    plain, signs = _plain_symbols((conclusion, *parts))
    assumed = [part.xreplace(plain) for part in parts if part != S.true] + signs
    goal = conclusion.xreplace(plain)
    given_as = [part for part in parts if part != S.true]
    for before, part in zip((*given_as, *signs, conclusion), (*assumed, goal), strict=True):
        if _nodes(before) != _nodes(part):
            raise ValueError(f"SymPy rewrites `{before}` where its symbols become plain; declare them real=True")
        if isinstance(part, BooleanAtom):
            raise ValueError(f"SymPy evaluates `{part}` where a condition was; declare the symbols real=True at once")
        check(part)
    claim = Claim(
        id=OWN,
        role=Role.NEW,
        says="one's own",
        hypotheses=tuple(dict.fromkeys(assumed)),
        conclusion=goal,
        expected=Verdict.PROVED,
    )
    return certificate_of(claim)


def _nodes(term: Basic) -> list[str]:
    """The kinds of nodes of a term, in order of their number: what is rewritten has others."""
    return sorted(type(node).__name__ for node in preorder_traversal(term))


def _require_condition(part: Any, what: str) -> None:
    if isinstance(part, bool):
        raise ValueError(f"{what}: expected a SymPy condition, got {part}; == compares how things are written, use Eq")
    if not isinstance(part, Boolean) or isinstance(part, Symbol):
        raise ValueError(f"{what}: expected a SymPy condition such as x**2 >= 0, got {part!r}")
    floats = sorted(map(str, part.atoms(Float)))
    if floats:
        raise ValueError(f"{what}: {floats[0]} is a float; write an exact number, such as Rational(1, 2)")
    if any(relation.has(S.ImaginaryUnit) for relation in part.atoms(Relational)):
        raise ValueError(f"{what}: `{part}` is not about real numbers")


def _plain_symbols(parts: Iterable[Basic]) -> tuple[dict[Symbol, Symbol], list[Boolean]]:
    """Real or integer symbols in the place of those that assume more, and what these assume, as hypotheses.

    Raises:
        ValueError: where a symbol may be complex, or assumes what no hypothesis of ours says, or two share a name.
    """
    labels = {base.label for part in parts for base in part.atoms(IndexedBase)}
    found = sorted(set().union(*(part.atoms(Symbol) for part in parts)) - labels, key=str)
    plain: dict[Symbol, Symbol] = {}
    hypotheses: list[Boolean] = []
    for symbol in found:
        kind = "integer" if symbol.is_integer else "real"
        if isinstance(symbol, Dummy):
            raise ValueError(f"symbol {symbol}: it is a Dummy; expected Symbol({symbol.name!r}, real=True)")
        if not symbol.is_real:
            raise ValueError(
                f"symbol {symbol}: it may be complex; expected a real one, Symbol({symbol.name!r}, real=True)"
            )
        replaced = Symbol(symbol.name, **{kind: True})
        if replaced in plain.values():
            raise ValueError(f"symbol {symbol}: two symbols have this name and different assumptions; use one")
        plain[symbol] = replaced
        if symbol == replaced:
            continue
        sign = next((word for word in _SIGNS if symbol.assumptions0.get(word)), None)
        if sign is None or Symbol(symbol.name, **{kind: True, sign: True}).assumptions0 != symbol.assumptions0:
            raise ValueError(
                f"symbol {symbol}: of its assumptions {_assumed(symbol)} not all can be written as a condition; "
                f"expected Symbol({symbol.name!r}, {kind}=True) and the rest in given"
            )
        hypotheses.append(_SIGNS[sign](replaced))
    return {old: new for old, new in plain.items() if old != new}, hypotheses


def _assumed(symbol: Symbol) -> str:
    """What was said of a symbol when it was made."""
    return ", ".join(f"{word}={value}" for word, value in sorted(symbol._assumptions_orig.items()))
