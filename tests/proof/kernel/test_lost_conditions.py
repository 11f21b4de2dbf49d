"""What putting a term in simplifies away, or brings in, is asked for: ways to a false statement, with legal twins."""

from __future__ import annotations

from typing import Any

import pytest
from lost_conditions import ATTEMPTS, peaked, z
from sympy import And, Ge, Gt, Implies, Le, Mul, Piecewise, Symbol

import ldm_symbolic as ldm
from ldm_symbolic.proof import (
    Fact,
    RuleError,
)
from ldm_symbolic.proof.language.build import UnknownTermError


@pytest.mark.parametrize("name", ATTEMPTS)
def test_it_is_refused(name: str) -> None:
    with pytest.raises((RuleError, UnknownTermError)):
        ATTEMPTS[name][0]()


@pytest.mark.parametrize("name", ATTEMPTS)
def test_its_twin_is_a_fact(name: str) -> None:
    assert isinstance(ATTEMPTS[name][1](), Fact)


p = Symbol("p", positive=True)
once = Gt(p / z, 0, evaluate=False)
REWRITTEN: dict[str, Any] = {
    "a case": Le(Piecewise((p, Ge(peaked, 1, evaluate=False)), (-p, True), evaluate=False), 0, evaluate=False),
    "a quotient": Gt(Mul(z, 1 / z, p, evaluate=False), 0, evaluate=False),
    "a conjunct": And(p + 1 / p >= 2, Implies(once, once, evaluate=False), evaluate=False),
}


@pytest.mark.parametrize("name", REWRITTEN)
def test_the_front_door_proves_what_it_was_given_or_nothing(name: str) -> None:
    with pytest.raises(ValueError, match="SymPy rewrites"):
        ldm.prove(REWRITTEN[name])


def test_what_becomes_plain_without_being_rewritten_is_proved() -> None:
    assert str(ldm.prove(p + 1 / p >= 2)).startswith("PROVED")
