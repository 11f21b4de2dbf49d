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

from sympy import Basic, Expr, Lambda, Piecewise, Rational, Symbol
from sympy.core.function import AppliedUndef
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
            if enclose.is_defined(relation, values) is False:
                return self._undefined(relation, local, hidden=hidden)
            answer = enclose.decide_relation(relation, values)
            if answer is not None and enclose.is_defined(relation, values):
                if not answer:
                    self.note(f"{relation} fails{_at(local)}")
                return Truth.TRUE if answer else Truth.FALSE
        except enclose.UnsupportedExpressionError as error:
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
            defined = [enclose.is_defined(side, values) for side in (left, right)]
            sign = enclose.sign(left - right, values) if all(defined) else None
        except enclose.UnsupportedExpressionError as error:
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


def misfit(instance: Mapping[Any, Any]) -> str:
    """Say why an instance is none: an integer symbol with a value between integers, a value that is not closed."""
    for name, value in instance.items():
        whole = isinstance(value, int | Fraction | Rational) and Rational(value).q == 1
        if isinstance(name, Symbol) and name.is_integer and not whole:
            return f"{name} is an integer, so it cannot be {value}"
        local = value.variables if isinstance(value, Lambda) else ()
        parts = value if isinstance(value, tuple | list) else [value.expr if isinstance(value, Lambda) else value]
        names = {str(inner) for part in parts if isinstance(part, Expr) for inner in free(part) - set(local)}
        if names:
            return f"the value {value} of {name} contains {', '.join(sorted(names))}"
    return ""


@cache
def hides(term: Basic) -> bool:
    """Whether an undefined part can get lost when a term is evaluated.

    Functions are put in by SymPy, which cancels; the ball engine reads "and" and "or" from left to right.
    """
    if term.atoms(AppliedUndef):
        return True
    joined = (pair[1] for case in term.atoms(Piecewise) for pair in case.args)
    return any(condition.has(And, Or, Implies, Equivalent) for condition in joined)
