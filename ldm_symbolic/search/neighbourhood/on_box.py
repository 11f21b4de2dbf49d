"""A ball of instances as a box of free variables: relations are compared as functions on it.

Tested in `tests/search/neighbourhood/test_around.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from flint import arb
from sympy import Abs, Add, Expr, Indexed, IndexedBase, Integer, Max, Min, Piecewise, Sum, Symbol
from sympy.core.relational import Eq, Ge, Gt, Le, Lt, Ne, Relational
from sympy.logic.boolalg import Boolean

from ldm_symbolic.balls import enclose
from ldm_symbolic.proof.language.build import UnknownTermError
from ldm_symbolic.proof.language.predicate import Identity
from ldm_symbolic.proof.language.terms import substitute
from ldm_symbolic.proof.smt.normal_form import vanishes
from ldm_symbolic.search.neighbourhood.held import exact
from ldm_symbolic.search.point import Point
from ldm_symbolic.search.truth_values import Truth

_MOST_BOXES = 500
_MOST_TERMS = 100


def variable(sequence: IndexedBase, place: int) -> Symbol:
    """The variable for one entry of a sequence.

    >>> from ldm_symbolic.notation import deviations
    >>> variable(deviations, 2)
    s[2]
    """
    return Symbol(f"{sequence}[{place}]", real=True)


def in_variables(term: Expr) -> Expr:
    """A term with a variable in the place of each entry of a sequence."""
    entries = {e: variable(e.base, int(e.indices[0])) for e in term.atoms(Indexed) if e.indices[0].is_Integer}
    return term.xreplace(entries)


_STRICT: Mapping[Any, str] = {Ge: ">=", Gt: ">", Le: "<=", Lt: "<"}
_OPPOSITE: Mapping[str, str] = {">=": "<", ">": "<=", "<=": ">", "<": ">="}


@dataclass(slots=True)
class OnBox(Point):
    """A ball as an instance: relations too close to call as they stand are compared as functions on the box.

    `box` holds the sides of each free variable, `solved` what does not move freely, in terms of these.
    """

    box: Mapping[Expr, tuple[Fraction, Fraction]] = field(default_factory=dict)
    solved: Mapping[Expr, Expr] = field(default_factory=dict)

    def _relation(self, relation: Boolean, local: Mapping[Any, Any]) -> Truth:
        kept = list(self.notes)
        value = Point._relation(self, relation, local)
        if value is not Truth.OPEN:
            return value
        compared = self._compared(relation, local)
        if compared is not Truth.OPEN:
            self.notes[:] = kept
        if compared is Truth.FALSE:
            self.note(f"{relation} fails on the ball")
        return compared

    def _compared(self, relation: Boolean, local: Mapping[Any, Any]) -> Truth:
        """The value of a relation whose sides are defined on the ball, by the sign of their difference there."""
        values = {**self.instance, **local}
        if not all(enclose.is_defined(side, values) for side in relation.args):
            return Truth.OPEN
        difference = self._plain(relation.args[0] - relation.args[1], local)
        if difference is None:
            return Truth.OPEN
        try:
            zero = vanishes(difference)
        except UnknownTermError:  # a power beyond what is put in normal form
            zero = False
        if isinstance(relation, Identity | Eq | Ne):
            return _equal(zero, self._has_sign(difference, ">") or self._has_sign(difference, "<"), relation)
        kind = _STRICT[type(relation)]
        if zero or self._has_sign(difference, kind):
            return Truth.TRUE if not zero or "=" in kind else Truth.FALSE
        return Truth.FALSE if self._has_sign(difference, _OPPOSITE[kind]) else Truth.OPEN

    def _has_sign(self, difference: Expr, kind: Any) -> bool:
        box = {name: side for name, side in self.box.items() if name in difference.free_symbols}
        if not box:
            return False
        try:
            return enclose.prove_sign_on_box(difference, box, kind, max_boxes=_MOST_BOXES).verdict == "proved"
        except enclose.UnsupportedExpressionError:
            return False

    def _plain(self, term: Expr, local: Mapping[Any, Any]) -> Expr | None:
        """A term as a smooth function of the variables of the box: sums written out, cases that are settled taken."""
        given = {name: exact(value) for name, value in local.items()}
        if any(isinstance(value, arb) for value in given.values()):
            return None
        whole = {n: Integer(int(v)) for n, v in self.instance.items() if isinstance(n, Symbol) and n.is_integer}
        term = substitute(self.grounded(term), {**whole, **given})
        try:
            term = self._unfolded(term)
        except _OpenCaseError:
            return None
        return in_variables(term).xreplace(self.solved)

    def _unfolded(self, term: Expr) -> Expr:
        match term:
            case Sum():
                body, ((index, lower, upper),) = term.function, term.limits
                if not (lower.is_Integer and upper.is_Integer and upper - lower < _MOST_TERMS):
                    raise _OpenCaseError
                each = range(int(lower), int(upper) + 1)
                return Add(*(self._unfolded(substitute(body, {index: Integer(n)})) for n in each))
            case Piecewise():
                return self._taken(term)
            case Max() | Min():
                return self._extreme(term)
            case Abs(args=(inner,)):
                return self._unfolded(Piecewise((inner, inner >= 0), (-inner, True), evaluate=False))
        if not term.args or isinstance(term, Indexed):
            return term
        return term.func(*map(self._unfolded, term.args))

    def _taken(self, term: Piecewise) -> Expr:
        for value, condition in term.args:
            truth = self.value(condition)
            if truth is Truth.TRUE:
                return self._unfolded(value)
            if truth is not Truth.FALSE:
                break
        raise _OpenCaseError

    def _extreme(self, term: Expr) -> Expr:
        ahead = Ge if isinstance(term, Max) else Le
        for one in term.args:
            others = (other for other in term.args if other != one)
            if all(self.value(_compare(ahead, one, other)) is Truth.TRUE for other in others):
                return self._unfolded(one)
        raise _OpenCaseError


def _compare(relation: type[Relational], left: Expr, right: Expr) -> Boolean:
    return relation(left, right, evaluate=False)


class _OpenCaseError(Exception):
    """Which case of a term holds is not one and the same, or not seen, on the ball."""


def _equal(zero: bool, apart: bool, relation: Boolean) -> Truth:
    if not zero and not apart:
        return Truth.OPEN
    return Truth.TRUE if zero is not isinstance(relation, Ne) else Truth.FALSE
