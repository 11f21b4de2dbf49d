"""A real interval at an instance, and what can be said about a function on it by its shape or by its sign.

Tested in `tests/search/test_search.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb
from sympy import Abs, Expr, Indexed, Max, Min, Piecewise, Rational, Sum, Symbol, log
from sympy.core.function import AppliedUndef

from ldm_symbolic.balls import enclose
from ldm_symbolic.balls.boxes import Relation
from ldm_symbolic.exact import Assignment
from ldm_symbolic.proof.language.terms import free
from ldm_symbolic.search.point import Point

_CELLS = 24
_NEAR_AN_END = (Fraction(1, 10**3), Fraction(1, 10**9))


@dataclass(frozen=True, slots=True)
class Span:
    """A real interval: rational ends inside it for refutations, outside it for proofs."""

    inner: tuple[Fraction, Fraction]
    outer: tuple[Fraction, Fraction]

    def is_point(self) -> bool:
        """Say whether the interval is one rational point, which is then its only sample."""
        return self.inner == self.outer and self.inner[0] == self.inner[1]

    def samples(self) -> list[Fraction]:
        """Return rational points of the interval in increasing order, its (inner) ends among them."""
        low, high = self.inner
        shares = {Fraction(i, _CELLS) for i in range(_CELLS + 1)} | {s for e in _NEAR_AN_END for s in (e, 1 - e)}
        return sorted({low + share * (high - low) for share in shares})


def span_of(point: Point, lower: Expr, upper: Expr, local: Assignment) -> Span | None:
    ends = []
    for end in (lower, upper):
        exact = point.rational(end, local)
        if exact is not None:
            ends.append((exact, exact))
            continue
        try:
            ball = enclose.evaluate(end, {**point.instance, **local})
            ends.append(enclose.rational_bounds(ball))
        except (enclose.UnsupportedExpressionError, ArithmeticError, ValueError) as error:
            point.note(f"the interval from {lower} to {upper} is not known: {error}")
            return None
    low, high = ends
    if low[1] > high[0] and low[0] <= high[1]:
        point.note(f"cannot tell whether the interval from {lower} to {upper} is empty")
        return None
    return Span(inner=(low[1], high[0]), outer=(low[0], high[1]))


def sign_on(point: Point, term: Expr, relation: Relation, index: Symbol, span: Span, local: Assignment) -> bool:
    try:
        proof = enclose.prove_sign_on_box(
            term, {index: span.outer}, relation, assignment={**point.instance, **local}, max_boxes=2000
        )
    except enclose.UnsupportedExpressionError as error:
        point.note(str(error))
        return False
    return bool(proof.verdict == "proved")


def smooth(function: Expr, index: Symbol) -> bool:
    """Whether SymPy's derivative of a function of ours is its derivative wherever both are defined."""
    rough = function.atoms(Abs, Max, Min, Piecewise, AppliedUndef, log)
    return not any(index in free(part) for part in rough)


def differentiable(function: Expr, index: Symbol) -> bool:
    """Whether SymPy differentiates a function without a case distinction, which it would do case by case."""
    return not any(index in free(part) for part in function.atoms(Abs, Max, Min, Piecewise, AppliedUndef))


def continuous(function: Expr, index: Symbol) -> bool:
    """Whether a function is continuous wherever it is defined, by its shape alone."""
    return not any(index in free(part) for part in function.atoms(Piecewise, AppliedUndef, Indexed, Sum))


def constants_of(point: Point, local: Assignment) -> dict[Any, Any]:
    """Return the values of the symbols of an instance as SymPy expressions; one that is a ball stays a symbol."""
    known = {**point.numbers, **local}.items()
    values = {name: value for name, value in known if isinstance(name, Symbol) and not isinstance(value, arb)}
    return {name: Rational(v) if isinstance(v, int | Fraction) else v for name, v in values.items()}
