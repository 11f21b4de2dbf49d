"""Propositional consequence with three values: a table of truth, in which a relation or a predicate is an atom.

A Boolean is *undefined* where one of its parts is (see `definedness`). `Implies` is the one connective that looks
behind its condition only where the condition holds. No Fact is made here: the rule `by_logic` asks for a row.

Tested in `tests/proof/kernel/test_rules.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Protocol

from sympy import Not
from sympy.core.relational import Equality, StrictLessThan, Unequality
from sympy.logic.boolalg import And, Boolean, Equivalent, Implies, Or

from ldm_symbolic.proof.language.build import both, le, plainly
from ldm_symbolic.proof.language.conditions import oriented
from ldm_symbolic.proof.language.definedness import obligations
from ldm_symbolic.proof.language.keys import key, keys, remembered
from ldm_symbolic.proof.language.predicate import ForEach, Identity
from ldm_symbolic.proof.language.terms import text

_MOST_OPEN = 9  # atoms left open after unit propagation: 3^9 rows of a truth table

Value = bool | None
"""True, False, or None for undefined."""
Row = dict[int, Value]
"""The values of atoms, by their keys."""


class TooOpenError(ValueError):
    """Raised when a table would have too many rows; the message names what is open."""


class Told(Protocol):
    """What says "if its hypotheses then its conclusion", such as a Fact."""

    @property
    def hypotheses(self) -> tuple[Boolean, ...]:
        """What it assumes."""

    @property
    def conclusion(self) -> Boolean:
        """What follows."""


@dataclass(slots=True, kw_only=True)
class Table:
    """The rows of a three-valued truth table in which hypotheses and facts hold."""

    facts: tuple[Told, ...]
    hypotheses: tuple[Boolean, ...]

    def countermodel(self, goal: Boolean) -> list[tuple[Boolean, Value]] | None:
        """Return the atoms and their values in a row in which the goal is not true, None if there is none.

        Raises:
            TooOpenError: if the table would have too many rows.
        """
        settled: Row = {}
        for hypothesis in self.hypotheses:
            _settle(hypothesis, settled)
        while sum(self._propagate(fact, settled) for fact in self.facts):
            pass
        every = [*self.hypotheses, goal, *(p for f in self.facts for p in (*f.hypotheses, f.conclusion))]
        atoms = {number: atom for part in every for number, atom in _atoms(part).items()}
        openly = sorted((atom for number, atom in atoms.items() if number not in settled), key=text)
        if len(openly) > _MOST_OPEN:
            raise TooOpenError(f"{len(openly)} conditions are open, more than {_MOST_OPEN}: {openly}")
        domains = [(True, False) if not obligations(atom) else (True, False, None) for atom in openly]
        for values in product(*domains):
            row = {**settled, **dict(zip(map(key, openly), values, strict=True))}
            if self._holds(row) and _value(goal, row) is not True:
                return [(atom, row[number]) for number, atom in atoms.items()]
        return None

    def _propagate(self, fact: Told, settled: Row) -> bool:
        """Settle what a fact says outright once its hypotheses are settled; tell whether anything is new."""
        given = keys(self.hypotheses)
        open_hypotheses = [h for h in fact.hypotheses if key(h) not in given]
        if not all(_atoms(h).keys() <= settled.keys() and _value(h, settled) is True for h in open_hypotheses):
            return False
        before = len(settled)
        _settle(fact.conclusion, settled)
        return len(settled) > before

    def _holds(self, row: Mapping[int, Value]) -> bool:
        if any(_value(hypothesis, row) is not True for hypothesis in self.hypotheses):
            return False
        for fact in self.facts:
            if all(_value(h, row) is True for h in fact.hypotheses) and _value(fact.conclusion, row) is not True:
                return False
        return True


def _settle(true_condition: Boolean, settled: Row) -> None:
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
            settled.setdefault(key(atom), sense == positive)


@remembered
def _split(condition: Boolean) -> Boolean:
    """Return a `ForEach` over a conjunction as the conjunction of its parts, anything else unchanged."""
    if isinstance(condition, ForEach):
        inner = _split(condition.args[0])
        if isinstance(inner, And):
            return both(*(_split(ForEach(part, condition.args[1])) for part in inner.args))
        return ForEach(inner, condition.args[1])
    return condition


@remembered
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


@remembered
def _atoms(condition: Boolean) -> Mapping[int, Boolean]:
    """Return the atoms of a condition by their keys."""
    condition = _split(condition)
    if isinstance(condition, And | Or | Not | Implies | Equivalent):
        return {number: atom for arg in condition.args for number, atom in _atoms(arg).items()}
    if plainly(condition) is not None:
        return {}
    atom, _ = _atom(condition)
    return {key(atom): atom}


def _value(condition: Boolean, row: Mapping[int, Value]) -> Value:
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
    value = row[key(atom)]
    return None if value is None else value == sense
