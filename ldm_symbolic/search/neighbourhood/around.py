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
from sympy import Expr, IndexedBase, Symbol
from sympy.logic.boolalg import Boolean

from ldm_symbolic.balls import enclose
from ldm_symbolic.exact import Assignment, as_fmpq
from ldm_symbolic.proof.language.conditions import conjuncts
from ldm_symbolic.proof.language.terms import free, is_function
from ldm_symbolic.search.intervals import on_interval
from ldm_symbolic.search.judge import Judgement, Outcome
from ldm_symbolic.search.neighbourhood.held import Held, Place, agrees, exact
from ldm_symbolic.search.neighbourhood.on_box import OnBox, in_variables, variable
from ldm_symbolic.search.truth_values import Truth

_PRECISION = 128


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
    point = OnBox(around.values, on_interval, box=around.box, solved=around.solved)
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


def _hull(side: tuple[Fraction, Fraction]) -> arb:
    with enclose.precision(_PRECISION):
        return arb(as_fmpq(side[0])).union(arb(as_fmpq(side[1])))
