"""Whether a claim fails on a whole ball of instances: the real values free to move, integers and functions fixed.

What `judge` does at a point is done here with a ball in the place of every real value: an answer is one for each of
its points. What holds of tied values, such as s_2 = s_1, is seen after they are written in the free ones. That the ball
is no slice, in which an edge would look open, is seen in `held`.

Tested in `tests/search/neighbourhood/test_around.py` and `tests/claims/test_severity.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType
from typing import Any

from flint import arb
from sympy import Abs, Add, Expr, Indexed, IndexedBase, Integer, Max, Min, Piecewise, Sum, Symbol
from sympy.core.relational import Eq, Ge, Gt, Le, Lt, Ne, Relational
from sympy.logic.boolalg import Boolean

from ldm_symbolic.balls import enclose
from ldm_symbolic.exact import Assignment, as_fmpq
from ldm_symbolic.proof.language.build import UnknownTermError
from ldm_symbolic.proof.language.conditions import conjuncts
from ldm_symbolic.proof.language.predicate import Identity
from ldm_symbolic.proof.language.terms import free, is_function, substitute
from ldm_symbolic.proof.smt.normal_form import vanishes
from ldm_symbolic.search.intervals import on_interval
from ldm_symbolic.search.judge import Judgement, Outcome
from ldm_symbolic.search.neighbourhood.held import Held, Place, agrees, exact
from ldm_symbolic.search.point import Point
from ldm_symbolic.search.truth_values import Truth

_PRECISION = 128
_MOST_BOXES = 500
_MOST_TERMS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Ball:
    """A ball of instances about one: {p : |p_i - q_i| <= r for every real value q_i that is free}.

    Args:
        radius: r > 0, a rational number.
        fixed: real names that stay, because a function that is fixed has them in it: the horizon of a schedule.
        tied: real names with the values that equations among the hypotheses give them, in terms of the free ones; for a
            sequence a tuple, None for an entry that is free.

    Raises:
        ValueError: if the radius is no positive rational number.
    """

    radius: Fraction
    fixed: tuple[Any, ...] = ()
    tied: Mapping[Any, Any] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        if not isinstance(self.radius, int | Fraction) or not self.radius > 0:
            raise ValueError(f"a ball has a positive radius, a rational number, got {self.radius}")


def judge_around(hypotheses: Iterable[Boolean], conclusion: Boolean, instance: Assignment, ball: Ball) -> Judgement:
    """Say whether a claim fails at every point of a ball about an instance.

    Args:
        hypotheses: of the claim.
        conclusion: what is claimed.
        instance: name -> value, where the claim fails.
        ball: how far its real values move, and which of them with others.

    Returns:
        FALSE or UNDEFINED if the hypotheses hold and the conclusion fails in one way everywhere, UNDECIDED otherwise;
        the reason says what is not seen.

    >>> from ldm_symbolic.notation import noise
    >>> half = {noise: Fraction(1, 2)}
    >>> judge_around([noise > 0], noise**2 > noise, half, Ball(radius=Fraction(1, 4))).outcome.value
    'false'
    >>> judge_around([noise > 0], noise**2 > noise, half, Ball(radius=Fraction(1, 2))).reason
    'not seen on the whole ball: x > 0'
    """
    hypotheses = conjuncts(hypotheses)
    around = _Around(instance, ball)
    slice_of_one = around.trouble(hypotheses, conclusion)
    if slice_of_one:
        return Judgement(outcome=Outcome.UNDECIDED, reason=f"it is no ball: {slice_of_one}")
    point = _Point(around.values, on_interval, around=around)
    for hypothesis in hypotheses:
        if point.value(hypothesis) is not Truth.TRUE:
            return Judgement(outcome=Outcome.UNDECIDED, reason=f"not seen on the whole ball: {hypothesis}")
    point.notes.clear()
    value = point.value(conclusion)
    outcome = {Truth.FALSE: Outcome.FALSE, Truth.FAILS: Outcome.FALSE, Truth.UNDEFINED: Outcome.UNDEFINED}.get(value)
    if outcome is None:
        said = "; ".join(point.notes)
        return Judgement(outcome=Outcome.UNDECIDED, reason=f"not seen to fail on the whole ball: {said or conclusion}")
    return Judgement(outcome=outcome, reason="; ".join(point.notes))


@dataclass(frozen=True)
class _Around:
    """A ball of instances, as balls for evaluation and as a box of free variables for algebra."""

    instance: Assignment
    ball: Ball

    def trouble(self, hypotheses: tuple[Boolean, ...], conclusion: Boolean) -> str:
        """Say what speaks against its being a ball about the instance among those of the claim; "" if nothing does."""
        tied: list[Place] = []
        for name, ties in self.ball.tied.items():
            value = self.instance.get(name)
            if value is None or isinstance(ties, tuple) is not isinstance(value, tuple | list):
                return f"no such value is tied as {name}"
            if isinstance(ties, tuple) and len(ties) != len(value):
                return f"{name} has {len(value)} entries, of which {len(ties)} are said to be tied or free"
            tied += (
                [(name, at) for at, tie in enumerate(ties, 1) if tie is not None]
                if isinstance(ties, tuple)
                else [(name, 0)]
            )
        here = {variable(name, at) if at else name: exact(self._at(name, at)) for name, at in tied}
        centre = {place: exact(value) for place, value, free_to_move in self._entries() if free_to_move}
        for place, value in here.items():
            term = self.solved[place]
            if not term.free_symbols <= set(self.box):
                return f"what ties {place} is not said in values that are free"
            if not agrees(term.xreplace(centre), value):
                return f"what ties {place} does not give {value}"
        names = frozenset().union(*map(free, (*hypotheses, conclusion)))
        if not any(name in names for name in self._free_names()):
            return "nothing moves"
        return Held(hypotheses, self.instance, self.ball.radius, tuple(tied), self.ball.fixed).trouble()

    def _at(self, name: Any, at: int) -> Any:
        return self.instance[name][at - 1] if at else self.instance[name]

    def _free_names(self) -> Iterator[Any]:
        """The names of which something moves."""
        for name, value in self.instance.items():
            if not is_function(name):
                places = range(1, len(value) + 1) if isinstance(name, IndexedBase) else (0,)
                if any((variable(name, at) if at else name) in self.box for at in places):
                    yield name

    @cached_property
    def box(self) -> dict[Expr, tuple[Fraction, Fraction]]:
        """The free real values, each a variable of its own, with the sides of the box."""
        return {variable: self._side(value) for variable, value, free_to_move in self._entries() if free_to_move}

    @cached_property
    def solved(self) -> dict[Expr, Expr]:
        """The values that do not move freely, in terms of the variables of the box."""
        stay = {name: in_variables(exact(value)) for name, value, free_to_move in self._entries() if not free_to_move}
        for _ in stay:
            stay = {name: value.xreplace(stay) for name, value in stay.items()}
        return stay

    @cached_property
    def values(self) -> dict[Any, Any]:
        """The instance with a ball, or an exact number, in the place of every value."""
        balls = {variable: _hull(side) for variable, side in self.box.items()}
        found: dict[Any, Any] = {}
        for name, value in self.instance.items():
            if is_function(name):
                found[name] = value
            elif isinstance(name, IndexedBase):
                found[name] = tuple(self._value(variable(name, place), balls) for place in range(1, len(value) + 1))
            else:
                found[name] = self._value(name, balls)
        return found

    def _value(self, name: Expr, balls: Mapping[Expr, arb]) -> Any:
        if name in balls:
            return balls[name]
        term = self.solved[name]
        exact = enclose.exactly(term, {}) if not term.free_symbols else None
        return exact if exact is not None else enclose.evaluate(term, balls, _PRECISION)

    def _entries(self) -> Iterator[tuple[Expr, Any, bool]]:
        """Each real value: its variable, its value or what ties it, and whether it moves freely."""
        for name, value in self.instance.items():
            if is_function(name):
                continue
            stays = name in self.ball.fixed or (isinstance(name, Symbol) and name.is_integer)
            tied = self.ball.tied.get(name)
            if not isinstance(name, IndexedBase):
                yield name, value if tied is None else tied, tied is None and not stays
                continue
            ties = tied or (None,) * len(value)
            for place, (entry, tie) in enumerate(zip(value, ties, strict=True), 1):
                yield variable(name, place), entry if tie is None else tie, tie is None and not stays

    def _side(self, value: Any) -> tuple[Fraction, Fraction]:
        """A rational interval that contains everything within the radius of a value."""
        low, high = enclose.rational_bounds(enclose.evaluate(exact(value), {}, _PRECISION))
        return low - self.ball.radius, high + self.ball.radius


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


def _hull(side: tuple[Fraction, Fraction]) -> arb:
    with enclose.precision(_PRECISION):
        return arb(as_fmpq(side[0])).union(arb(as_fmpq(side[1])))


_STRICT: Mapping[Any, str] = {Ge: ">=", Gt: ">", Le: "<=", Lt: "<"}
_OPPOSITE: Mapping[str, str] = {">=": "<", ">": "<=", "<=": ">", "<": ">="}


@dataclass(slots=True)
class _Point(Point):
    """A ball as an instance: relations too close to call as they stand are compared as functions on the box."""

    around: _Around | None = None

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
        assert self.around is not None
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
        assert self.around is not None
        box = {name: side for name, side in self.around.box.items() if name in difference.free_symbols}
        if not box:
            return False
        try:
            return enclose.prove_sign_on_box(difference, box, kind, max_boxes=_MOST_BOXES).verdict == "proved"
        except enclose.UnsupportedExpressionError:
            return False

    def _plain(self, term: Expr, local: Mapping[Any, Any]) -> Expr | None:
        """A term as a smooth function of the variables of the box: sums written out, cases that are settled taken."""
        assert self.around is not None
        given = {name: exact(value) for name, value in local.items()}
        if any(isinstance(value, arb) for value in given.values()):
            return None
        whole = {n: Integer(int(v)) for n, v in self.instance.items() if isinstance(n, Symbol) and n.is_integer}
        term = substitute(self.grounded(term), {**whole, **given})
        try:
            term = self._unfolded(term)
        except _OpenCaseError:
            return None
        return in_variables(term).xreplace(self.around.solved)

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
