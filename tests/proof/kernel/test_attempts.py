"""No attempt of any kind succeeds, and its legal twin does."""

from __future__ import annotations

import pytest
from attempts import CONSTANTS, RELATIONS, Attempt, j, peaked
from attempts_at_terms import KINDS
from sympy import Integer, Sum
from sympy.logic.boolalg import And, Boolean, BooleanAtom

from ldm_symbolic.proof.kernel import rules
from ldm_symbolic.proof.kernel.fact import Fact, RuleError
from ldm_symbolic.proof.language.build import UnknownTermError
from ldm_symbolic.proof.language.terms import substitute

ALL = [pytest.param(attempt, id=f"{kind}: {attempt.name}") for kind, found in KINDS.items() for attempt in found]


def test_there_are_ten_of_each_kind() -> None:
    assert {kind: len(found) for kind, found in KINDS.items() if len(found) < 10} == {}


@pytest.mark.parametrize("attempt", ALL)
def test_an_attempt_is_refused(attempt: Attempt) -> None:
    with pytest.raises((RuleError, UnknownTermError)):
        attempt.offence()


@pytest.mark.parametrize("attempt", ALL)
def test_its_legal_twin_is_a_fact(attempt: Attempt) -> None:
    fact = attempt.twin()
    assert type(fact) is Fact
    assert not isinstance(fact.conclusion, BooleanAtom)


def test_what_sympy_would_evaluate_it_does() -> None:
    """The attempts are worth something only while SymPy is as it is."""
    assert (substitute(peaked, {j: Integer(200)}) >= 1) == False  # noqa: E712 (a SymPy constant)
    assert all(isinstance(evaluated, BooleanAtom) for evaluated, _ in CONSTANTS)


@pytest.mark.parametrize("condition", RELATIONS.values(), ids=RELATIONS)
def test_an_instance_is_left_as_it_is_written(condition: Boolean) -> None:
    general = rules.by_logic(condition, [], hypotheses=[condition])
    fact = rules.instantiate(general, {j: Integer(200)})
    assert fact.conclusion.has(Sum)
    assert fact.conclusion in fact.hypotheses or isinstance(fact.conclusion, And)
