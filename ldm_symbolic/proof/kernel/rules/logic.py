"""Rules of logic: propositional consequence and instances.

A Boolean is *undefined* where one of its parts is (see `definedness`), so every rule here reasons with three
values. `Implies` is the one connective that looks behind its condition only where the condition holds.

Tested in `tests/proof/kernel/test_rules.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any

from sympy import Basic, Expr, Lambda, Not, Symbol
from sympy.core.relational import Equality, StrictLessThan, Unequality
from sympy.logic.boolalg import And, Boolean, Equivalent, Implies, Or

from ldm_symbolic.proof.kernel.door import admit
from ldm_symbolic.proof.kernel.fact import Fact, RuleError, _mint, require_fact
from ldm_symbolic.proof.language.build import both, le, plainly
from ldm_symbolic.proof.language.conditions import conjuncts, oriented
from ldm_symbolic.proof.language.definedness import everywhere, obligations
from ldm_symbolic.proof.language.predicate import ForEach, Identity
from ldm_symbolic.proof.language.terms import (
    Name,
    Substitution,
    is_function,
    is_integer_valued,
    substitute,
    text,
)

_MOST_OPEN = 9  # atoms left open after unit propagation: 3^9 rows of a truth table

Value = bool | None
"""True, False, or None for undefined."""


def by_logic(goal: Boolean, facts: Iterable[Fact], *, hypotheses: Iterable[Boolean]) -> Fact:
    """Return hypotheses |- goal if that follows from the facts by propositional logic alone.

    This one rule is modus ponens, conjunction, weakening, cut, discharging a hypothesis, chaining equivalences and
    case split: a fact is read as "if its hypotheses then its conclusion", inequalities and predicates are atoms.

    Theorem: propositional logic is sound, also with an undefined value that every strict connective passes on.

    Args:
        goal: what is wanted.
        facts: what is known.
        hypotheses: what may be assumed.
    Raises:
        RuleError: with a row of the truth table in which the facts hold and the goal does not.

    >>> from ldm_symbolic.proof.kernel.decide import prove
    >>> from ldm_symbolic.notation import noise
    >>> above, below = prove([noise >= 0], noise**2 + noise >= 0), prove([noise <= -1], noise**2 + noise >= 0)
    >>> by_logic(noise**2 + noise >= 0, [above, below], hypotheses=[Or(noise >= 0, noise <= -1)])
    (x >= 0) | (x <= -1) |- x**2 + x >= 0  [by_logic]
    """
    goal, facts, hypotheses = admit(goal, facts, hypotheses)
    facts = tuple(require_fact(fact) for fact in facts)
    hypotheses = conjuncts(hypotheses)
    table = _Table(facts=facts, hypotheses=hypotheses)
    row = table.countermodel(goal)
    if row is not None:
        shown = "; ".join(f"{atom} is {_word(value)}" for atom, value in row.items())
        raise RuleError(f"`{goal}` does not follow from {list(facts)}: they allow that {shown}")
    return _mint(hypotheses, goal, rule="by_logic", premises=facts)


def _word(value: Value) -> str:
    return "undefined" if value is None else "true" if value else "false"


@dataclass(slots=True, kw_only=True)
class _Table:
    """The rows of a three-valued truth table in which hypotheses and facts hold."""

    facts: tuple[Fact, ...]
    hypotheses: tuple[Boolean, ...]

    def countermodel(self, goal: Boolean) -> dict[Boolean, Value] | None:
        """Return a row in which the goal is not true, None if there is none."""
        settled: dict[Boolean, Value] = {}
        for hypothesis in self.hypotheses:
            _settle(hypothesis, settled)
        while sum(self._propagate(fact, settled) for fact in self.facts):
            pass
        every = [*self.hypotheses, goal, *(p for f in self.facts for p in (*f.hypotheses, f.conclusion))]
        openly = sorted({a for part in every for a in _atoms(part)} - set(settled), key=text)
        if len(openly) > _MOST_OPEN:
            raise RuleError(f"{len(openly)} conditions are open, more than {_MOST_OPEN}: {openly}")
        domains = [(True, False) if not obligations(atom) else (True, False, None) for atom in openly]
        for values in product(*domains):
            row = {**settled, **dict(zip(openly, values, strict=True))}
            if self._holds(row) and _value(goal, row) is not True:
                return row
        return None

    def _propagate(self, fact: Fact, settled: dict[Boolean, Value]) -> bool:
        """Settle what a fact says outright once its hypotheses are settled; tell whether anything is new."""
        open_hypotheses = [h for h in fact.hypotheses if h not in self.hypotheses]
        if not all(_atoms(h) <= set(settled) and _value(h, settled) is True for h in open_hypotheses):
            return False
        before = len(settled)
        _settle(fact.conclusion, settled)
        return len(settled) > before

    def _holds(self, row: Mapping[Boolean, Value]) -> bool:
        if any(_value(hypothesis, row) is not True for hypothesis in self.hypotheses):
            return False
        for fact in self.facts:
            if all(_value(h, row) is True for h in fact.hypotheses) and _value(fact.conclusion, row) is not True:
                return False
        return True


def _settle(true_condition: Boolean, settled: dict[Boolean, Value]) -> None:
    """Record the atoms whose value follows outright from a condition that is true."""
    true_condition = _split(true_condition)
    if plainly(true_condition) is not None:
        return
    if isinstance(true_condition, And):
        for part in true_condition.args:
            _settle(part, settled)
    elif not isinstance(true_condition, Or | Implies | Equivalent):
        positive = not isinstance(true_condition, Not)
        inner = true_condition if positive else true_condition.args[0]
        if not isinstance(inner, And | Or | Implies | Equivalent | Not):
            atom, sense = _atom(inner)
            settled.setdefault(atom, sense == positive)


@cache
def _split(condition: Boolean) -> Boolean:
    """Return a `ForEach` over a conjunction as the conjunction of its parts, anything else unchanged."""
    if isinstance(condition, ForEach):
        inner = _split(condition.args[0])
        if isinstance(inner, And):
            return both(*(_split(ForEach(part, condition.args[1])) for part in inner.args))
        return ForEach(inner, condition.args[1])
    return condition


@cache
def _atom(condition: Boolean) -> tuple[Boolean, bool]:
    """Return the atom that a relation or predicate is about, and whether it affirms it.

    Over the reals a < b is the negation of b <= a, and a != b that of a = b, so they share an atom.
    """
    condition = oriented(condition)
    if isinstance(condition, StrictLessThan):
        return le(condition.rhs, condition.lhs), False
    if isinstance(condition, Equality | Unequality | Identity):
        left, right = sorted(condition.args, key=text)
        return Identity(left, right), not isinstance(condition, Unequality)
    return condition, True


@cache
def _atoms(condition: Boolean) -> frozenset[Boolean]:
    condition = _split(condition)
    if isinstance(condition, And | Or | Not | Implies | Equivalent):
        return frozenset().union(*(_atoms(arg) for arg in condition.args))
    if plainly(condition) is not None:
        return frozenset()
    return frozenset({_atom(condition)[0]})


def _value(condition: Boolean, row: Mapping[Boolean, Value]) -> Value:
    """Return the value of a condition in a row, None where it is undefined."""
    condition = _split(condition)
    if plainly(condition) is not None:
        return plainly(condition)
    if isinstance(condition, Implies):
        first = _value(condition.args[0], row)
        return None if first is None else _value(condition.args[1], row) if first else True
    if isinstance(condition, And | Or | Not | Equivalent):
        values = [_value(arg, row) for arg in condition.args]
        if None in values:
            return None
        if isinstance(condition, Not):
            return not values[0]
        if isinstance(condition, Equivalent):
            return len(set(values)) == 1
        return all(values) if isinstance(condition, And) else any(values)
    atom, sense = _atom(condition)
    value = row[atom]
    return None if value is None else value == sense


def instantiate(fact: Fact, mapping: Substitution) -> Fact:
    """Return a fact with names replaced by terms.

    Theorem: what holds for all values of a name holds for the value of any term that is defined.

    Args:
        fact: hypotheses |- conclusion.
        mapping: Symbol -> expression; IndexedBase or undefined function -> one of its kind or a `Lambda`.
    Returns:
        The fact about the terms. Where a term or a hypothesis is not defined everywhere, the conditions under
        which it is become hypotheses, so that simplification by SymPy cannot lose one.
    Raises:
        RuleError: if a term is not of the sort of its name, or a sequence or function is not total.
    """
    fact, mapping = admit(fact, mapping)
    needed: list[Boolean] = []
    for name, term in mapping.items():
        require_sort(name, term)
        if isinstance(name, Symbol):
            needed += obligations(term)
    for hypothesis in require_fact(fact).hypotheses:
        needed += (substitute(condition, mapping) for condition in obligations(hypothesis))
    conclusion = substitute(fact.conclusion, mapping)
    needed += new_obligations(fact.conclusion, mapping, conclusion)
    hypotheses = [*needed, *(substitute(hypothesis, mapping) for hypothesis in fact.hypotheses)]
    return _mint(hypotheses, conclusion, rule="instantiate", premises=[fact])


def new_obligations(term: Basic, mapping: Substitution, result: Basic) -> tuple[Boolean, ...]:
    """Return the conditions of definedness that substitution brought in.

    SymPy turns √(y x) with y = s² into √x |s|, which is defined less often than what it came from.
    """
    inherited = {substitute(condition, mapping) for condition in obligations(term)}
    return tuple(condition for condition in obligations(result) if condition not in inherited)


def require_sort(name: Name, term: Any) -> None:
    """Raise a RuleError unless a term is of the sort of a name: real, integer, sequence or function."""
    if isinstance(name, Symbol):
        if not isinstance(term, Expr):
            raise RuleError(f"`{name}` is a number, so it cannot become `{term}`")
        if name.is_integer and not is_integer_valued(term):
            raise RuleError(f"`{name}` is an integer, so it cannot become `{term}`")
        return
    if isinstance(term, Lambda):
        if len(term.variables) != 1 or not everywhere(term.expr):
            raise RuleError(f"`{name}` is total, so it cannot become `{term}`, which is not defined everywhere")
        if any(bool(variable.is_integer) is is_function(name) for variable in term.variables):
            raise RuleError(f"`{term}` must bind {'a real' if is_function(name) else 'an integer'} variable")
    elif is_function(name) is not is_function(term) or type(term) is not type(name):
        raise RuleError(f"`{name}` and `{term}` are not of one kind")
