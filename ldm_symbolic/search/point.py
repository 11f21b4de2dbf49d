"""An instance, ready to evaluate Booleans at it, exactly or in rigorous balls.

Tested in `tests/search/test_search.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from itertools import pairwise
from math import ceil, floor
from typing import Any

from sympy import Basic, Eq, Expr, IndexedBase, Lambda, Piecewise
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, Boolean, BooleanAtom, Equivalent, Implies, Not, Or

from ldm_symbolic.balls import enclose
from ldm_symbolic.proof.language.build import UnknownTermError
from ldm_symbolic.proof.language.definedness import obligations
from ldm_symbolic.proof.language.predicate import Clock, Formula, Identity, Minimises, Universal
from ldm_symbolic.proof.language.terms import free, fresh, is_function, substitute
from ldm_symbolic.search.truth_values import Truth, agree, either, every, negated

_MOST_INDICES = 10_000


_LONG = 300  # bits of a fraction that is still shown digit by digit


OverReals = Callable[["Point", Formula, Mapping[Any, Any]], Truth]
"""Judges a predicate that ranges over reals, at a point and given values of further symbols."""


@dataclass(slots=True)
class Point:
    """An instance, ready to evaluate Booleans.

    Args:
        instance: name -> value.
        over_reals: judges a predicate that ranges over reals (`intervals.on_interval`).
        notes: where something failed, or why it is open.
    """

    instance: Mapping[Any, Any]
    over_reals: OverReals
    notes: list[str] = field(default_factory=list)
    functions: dict[Any, Any] = field(init=False)
    numbers: dict[Any, Any] = field(init=False)
    _put_in: dict[Any, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
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
        """Return a term with the functions of the instance put in, for its derivatives; nothing is judged by it."""
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
            case Relational() | Identity():
                return self._relation(condition, local)
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

    def _relation(self, relation: Boolean, local: Mapping[Any, Any]) -> Truth:
        if hides(relation) and (written := self._as_written(relation, local)) is not Truth.TRUE:
            return written
        values = {**self.instance, **local}
        compared = Eq(*relation.args, evaluate=False) if isinstance(relation, Identity) else relation
        try:
            defined = enclose.is_defined(compared, values)
            if defined is False:
                self.note(f"{relation} is undefined{_at(local)}")
                return Truth.UNDEFINED
            answer = enclose.decide_relation(compared, values) if defined else None
            if answer is not None:
                if not answer:
                    self.note(f"{relation} fails{_at(local)}")
                return Truth.TRUE if answer else Truth.FALSE
        except enclose.UnsupportedExpressionError as error:
            self.note(str(error))
            return Truth.OPEN
        known = {name for name in free(relation) if is_function(name) or isinstance(name, IndexedBase)}
        short = f", or there is no value of {', '.join(sorted(map(str, known)))}" if known else ""
        self.note(f"{relation} is too close to call{short}{_at(local)}")
        return Truth.OPEN

    def _as_written(self, term: Boolean, local: Mapping[Any, Any]) -> Truth:
        """Say whether a relation is defined, however its cases are joined: TRUE, UNDEFINED or OPEN."""
        for condition in obligations(term):
            value = self.value(condition, local)
            if value is Truth.FALSE:
                self.note(f"{term} is undefined{_at(local)}")
                return Truth.UNDEFINED
            if value is not Truth.TRUE:
                self.note(f"cannot tell whether {term} is defined{_at(local)}")
                return Truth.OPEN
        return Truth.TRUE

    def _implies(self, condition: Implies, local: Mapping[Any, Any]) -> Truth:
        first = self.value(condition.args[0], local)
        if first in (Truth.FALSE, Truth.UNDEFINED):
            return Truth.TRUE if first is Truth.FALSE else Truth.UNDEFINED
        return self.value(condition.args[1], local) if first is Truth.TRUE else Truth.OPEN

    def _predicate(self, predicate: Formula, local: Mapping[Any, Any]) -> Truth:
        if isinstance(predicate, Universal) and predicate.index.is_integer:
            value = self._over_integers(predicate, local)
        else:
            value = self.over_reals(self, predicate, local)
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
        try:
            return enclose.exactly(term, {**self.instance, **local})
        except enclose.UnsupportedExpressionError:
            return None


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


@cache
def hides(term: Basic) -> bool:
    """Whether an undefined part can get lost: the ball engine reads "and" and "or" from left to right."""
    joined = (pair[1] for case in term.atoms(Piecewise) for pair in case.args)
    return any(condition.has(And, Or, Implies, Equivalent) for condition in joined)
