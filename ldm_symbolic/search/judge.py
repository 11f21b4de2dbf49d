"""Whether a claim holds at one concrete instance: exactly where all is rational, by rigorous balls otherwise.

Nothing here is a guess: `TRUE` and `FALSE` are proved for that instance, and what cannot be settled is `UNDECIDED`.
A statement about every x of an interval is refuted at a point and, where a sign on a box settles it, proved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cache
from importlib import import_module
from itertools import pairwise
from math import ceil, floor
from types import ModuleType
from typing import Any

from sympy import Expr, Lambda, Rational
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, Boolean, BooleanAtom, Equivalent, Implies, Not, Or

from ldm_symbolic.proof.kernel.fact import conjuncts
from ldm_symbolic.proof.language.definedness import obligations
from ldm_symbolic.proof.language.predicate import Clock, Formula, Identity, Minimises, Universal
from ldm_symbolic.proof.language.terms import UnknownTermError, free, fresh, is_function, substitute
from ldm_symbolic.search.misfit import hides, misfit
from ldm_symbolic.search.truth_values import Truth as Truth
from ldm_symbolic.search.truth_values import agree, either, every, negated

_MOST_INDICES = 10_000
_LONG = 300  # bits of a fraction that is still shown digit by digit


class Outcome(StrEnum):
    """How a claim fares at one instance."""

    TRUE = "true"
    FALSE = "false"
    UNDEFINED = "undefined"
    NOT_MET = "hypotheses not met"
    UNDECIDED = "undecided"


REFUTES = (Outcome.FALSE, Outcome.UNDEFINED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """An outcome and, in a few words, what it rests on.

    Args:
        outcome: see `Outcome`.
        reason: which hypothesis is not met, at which point the conclusion fails, which engine is missing; or "".
    """

    outcome: Outcome
    reason: str = ""


class MissingEngineError(RuntimeError):
    """Raised when python-flint is needed and is not installed."""


def enclosures() -> ModuleType:
    """Return the ball engine.

    Raises:
        MissingEngineError: if python-flint is not installed.
    """
    try:
        return import_module("ldm_symbolic.balls.enclose")
    except ImportError as error:
        raise MissingEngineError(f"the ball engine is missing: {error}") from error


def judge(hypotheses: Iterable[Boolean], conclusion: Boolean, instance: Mapping[Any, Any]) -> Judgement:
    """Say whether a claim holds at an instance.

    Args:
        hypotheses: looked at in order, up to the first that is not met.
        conclusion: what is claimed.
        instance: name -> value, see `statement.Instance`.

    >>> from ldm_symbolic.notation import noise
    >>> judge([noise > 0], noise**2 > noise, {noise: Fraction(1, 2)}).outcome.value
    'false'
    """
    unfit = misfit(instance)
    if unfit:
        return Judgement(outcome=Outcome.NOT_MET, reason=unfit)
    try:
        point = Point(instance)
        unknown = ""
        for hypothesis in conjuncts(hypotheses):
            value = point.value(hypothesis)
            if value is Truth.OPEN:
                unknown = unknown or f"cannot tell whether {hypothesis}"
            elif value is not Truth.TRUE:
                return Judgement(outcome=Outcome.NOT_MET, reason=f"{hypothesis} is {value.value}")
        if unknown:
            return Judgement(outcome=Outcome.UNDECIDED, reason=unknown)
        point.notes.clear()
        value = point.value(conclusion)
    except MissingEngineError as error:
        return Judgement(outcome=Outcome.UNDECIDED, reason=str(error))
    outcome = {
        Truth.TRUE: Outcome.TRUE,
        Truth.FALSE: Outcome.FALSE,
        Truth.FAILS: Outcome.FALSE,
        Truth.UNDEFINED: Outcome.UNDEFINED,
        Truth.OPEN: Outcome.UNDECIDED,
    }[value]
    return Judgement(outcome=outcome, reason="" if outcome is Outcome.TRUE else "; ".join(point.notes))


@dataclass(slots=True)
class Point:
    """An instance, ready to evaluate Booleans; `notes` collects where something failed, or why it is open."""

    instance: Mapping[Any, Any]
    notes: list[str] = field(default_factory=list)
    engine: ModuleType = field(init=False)
    functions: dict[Any, Any] = field(init=False)
    numbers: dict[Any, Any] = field(init=False)
    _put_in: dict[Any, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.engine = enclosures()
        self.functions = {name: value for name, value in self.instance.items() if is_function(name)}
        self.numbers = {name: value for name, value in self.instance.items() if not is_function(name)}
        for name, value in self.functions.items():
            if not isinstance(value, Lambda):
                raise UnknownTermError(f"the function {name} needs a Lambda as its value, got {value!r}")

    def note(self, text: str) -> None:
        """Remember a reason, once."""
        if text not in self.notes:
            self.notes.append(text)

    def grounded(self, term: Any) -> Any:
        """Return a term with the functions of the instance put in."""
        if not self.functions:
            return term
        if term not in self._put_in:
            self._put_in[term] = substitute(term, self.functions)
        return self._put_in[term]

    def value(self, condition: Boolean, local: Mapping[Any, Any] | None = None) -> Truth:
        """Return the value of a Boolean, given values of further symbols.

        Raises:
            UnknownTermError: for a node without a meaning here.
        """
        local = local or {}
        match condition:
            case BooleanAtom():
                return Truth.TRUE if condition else Truth.FALSE
            case Relational():
                return self._relation(condition, local)
            case Identity():
                return self._identity(condition, local)
            case Not():
                return negated(self.value(condition.args[0], local))
            case And() | Or():
                values = [self.value(arg, local) for arg in condition.args]
                return every(values) if isinstance(condition, And) else either(values)
            case Implies():
                return self._implies(condition, local)
            case Equivalent():
                return agree([self.value(arg, local) for arg in condition.args])
            case Formula():
                return self._predicate(condition, local)
        raise UnknownTermError(f"no evaluation for `{condition}` ({type(condition).__name__})")

    def _relation(self, relation: Relational, local: Mapping[Any, Any]) -> Truth:
        values = {**self.numbers, **local}
        hidden = hides(relation)
        if hidden and (written := self._as_written(relation, local)) is not Truth.TRUE:
            return written
        relation = self.grounded(relation)
        try:
            if isinstance(relation, BooleanAtom):
                return Truth.TRUE if relation else Truth.FALSE
            if self.engine.is_defined(relation, values) is False:
                return self._undefined(relation, local, hidden=hidden)
            answer = self.engine.decide_relation(relation, values)
            if answer is not None and self.engine.is_defined(relation, values):
                if not answer:
                    self.note(f"{relation} fails{_at(local)}")
                return Truth.TRUE if answer else Truth.FALSE
        except self.engine.UnsupportedExpressionError as error:
            self.note(str(error))
            return Truth.OPEN
        self.note(f"{relation} is too close to call{_at(local)}")
        return Truth.OPEN

    def _as_written(self, term: Boolean, local: Mapping[Any, Any]) -> Truth:
        """Say whether a relation is defined before anything is put in: TRUE, UNDEFINED or OPEN."""
        for condition in obligations(term):
            value = self.value(condition, local)
            if value is Truth.FALSE:
                self.note(f"{term} is undefined{_at(local)}")
                return Truth.UNDEFINED
            if value is not Truth.TRUE:
                self.note(f"cannot tell whether {term} is defined{_at(local)}")
                return Truth.OPEN
        return Truth.TRUE

    def _undefined(self, relation: Boolean, local: Mapping[Any, Any], *, hidden: bool) -> Truth:
        """Return UNDEFINED; OPEN where the relation is defined as written, so that a function is not total."""
        self.note(f"{'a function has no value in ' * hidden}{relation}{'' if hidden else ' is undefined'}{_at(local)}")
        return Truth.OPEN if hidden else Truth.UNDEFINED

    def _identity(self, identity: Identity, local: Mapping[Any, Any]) -> Truth:
        hidden = hides(identity)
        if hidden and (written := self._as_written(identity, local)) is not Truth.TRUE:
            return written
        left, right = (self.grounded(side) for side in identity.args)
        values = {**self.numbers, **local}
        try:
            defined = [self.engine.is_defined(side, values) for side in (left, right)]
            sign = self.engine.sign(left - right, values) if all(defined) else None
        except self.engine.UnsupportedExpressionError as error:
            self.note(str(error))
            return Truth.OPEN
        if False in defined:
            return self._undefined(identity, local, hidden=hidden)
        if sign is None:
            self.note(f"{identity} is too close to call{_at(local)}")
            return Truth.OPEN
        if sign:
            self.note(f"{identity} fails{_at(local)}")
        return Truth.FALSE if sign else Truth.TRUE

    def _implies(self, condition: Implies, local: Mapping[Any, Any]) -> Truth:
        first = self.value(condition.args[0], local)
        if first in (Truth.FALSE, Truth.UNDEFINED):
            return Truth.TRUE if first is Truth.FALSE else Truth.UNDEFINED
        return self.value(condition.args[1], local) if first is Truth.TRUE else Truth.OPEN

    def _predicate(self, predicate: Formula, local: Mapping[Any, Any]) -> Truth:
        if isinstance(predicate, Universal) and predicate.index.is_integer:
            value = self._over_integers(predicate, local)
        else:
            from ldm_symbolic.search.intervals import on_interval

            value = on_interval(self, predicate, local)
        if value is Truth.UNDEFINED or isinstance(predicate, Clock):
            return value
        defined = every([self.value(condition, local) for condition in obligations(predicate)])
        if value is Truth.TRUE and not self._total(predicate, local):
            value = Truth.OPEN
        if defined not in (Truth.TRUE, Truth.OPEN):
            return Truth.UNDEFINED
        if defined is Truth.OPEN:
            return Truth.FAILS if value not in (Truth.TRUE, Truth.OPEN) else Truth.OPEN
        return Truth.FALSE if value is Truth.FAILS else value

    def _total(self, predicate: Formula, local: Mapping[Any, Any]) -> bool:
        """Say whether the functions of the instance are seen to be defined on the range of a predicate over reals."""
        put_in = self.grounded(predicate)
        if put_in == predicate or predicate.args[-1][0].is_integer:
            return True
        known = {self.grounded(condition) for condition in obligations(predicate)}
        new = (condition for condition in obligations(put_in) if condition not in known)
        return all(self.value(condition, local) is Truth.TRUE for condition in new)

    def _over_integers(self, predicate: Universal, local: Mapping[Any, Any]) -> Truth:
        lower, upper = (self.rational(end, local) for end in (predicate.lower, predicate.upper))
        if lower is None or upper is None or upper - lower > _MOST_INDICES:
            self.note(f"cannot list the range of {predicate}")
            return Truth.OPEN
        values = [self.value(condition, local) for condition in predicate.plain()]
        if isinstance(predicate, Minimises):
            point = self.rational(predicate.args[0], local)
            values.append(Truth.OPEN if point is None else Truth.TRUE if point.denominator == 1 else Truth.FAILS)
            if every(values) is not Truth.TRUE:
                return Truth.FAILS if every(values) is not Truth.OPEN else Truth.OPEN
        each = range(ceil(lower), floor(upper) + 1)
        if predicate.arity == 1:
            body = _body(predicate)
            values += [self.value(body, {**local, predicate.index: index}) for index in each]
        else:  # monotone: from one index to the next is enough
            here = fresh(predicate.index, {*free(predicate), *local, predicate.index})
            _, body = predicate.at(predicate.index, here)
            pairs = ({**local, predicate.index: first, here: second} for first, second in pairwise(each))
            values += [self.value(body, pair) for pair in pairs]
        summary = every(values)
        return summary if summary in (Truth.TRUE, Truth.OPEN) else Truth.FAILS

    def rational(self, term: Expr, local: Mapping[Any, Any]) -> Fraction | None:
        """Return the value of a term if it is a rational number, None otherwise."""
        numbers = {name: v for name, v in {**self.numbers, **local}.items() if isinstance(v, int | Fraction | Rational)}
        value = substitute(self.grounded(term), {name: Rational(v) for name, v in numbers.items()})
        return Fraction(int(value.p), int(value.q)) if isinstance(value, Rational) else None


@cache
def _body(predicate: Universal) -> Boolean:
    """Return what a predicate says at its own index; SymPy takes long over it, and instances ask again and again."""
    return predicate.at(predicate.index)[1]


def _at(local: Mapping[Any, Any]) -> str:
    return " at " + ", ".join(f"{name} = {_short(value)}" for name, value in local.items()) if local else ""


def _short(value: Any) -> str:
    """Return a value as text, a rational number of more digits than a reader wants by its size."""
    bits = max(part.bit_length() for part in value.as_integer_ratio()) if isinstance(value, Fraction) else 0
    return str(value) if bits <= _LONG else f"a fraction of {bits} bits"
