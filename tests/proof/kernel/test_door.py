"""Every argument of every rule passes the one door."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from typing import Any

import pytest
from sympy import Float, Ge, Integer, Lambda, Mul, Symbol, Tuple, evaluate, true
from sympy.core.parameters import distribute

from ldm_symbolic.notation import deviations, mode, noise
from ldm_symbolic.proof.kernel import decide
from ldm_symbolic.proof.kernel.door import admit
from ldm_symbolic.proof.kernel.fact import RuleError
from ldm_symbolic.proof.kernel.rules import RULES
from ldm_symbolic.proof.language.build import UnknownTermError

x, j, s = noise, mode, deviations
NO_TERMS = {"says", "backward", "above", "effort"}


def through_the_door(function: Callable[..., Any]) -> set[str]:
    """The names that a function passes to `admit`."""
    tree = ast.parse(inspect.getsource(function))
    found: set[str] = set()
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
        names = {argument.id for argument in call.args if isinstance(argument, ast.Name)}
        if call.func.id == "admit":  # type: ignore[attr-defined] # a name, as the line above says
            found |= names
    return found


@pytest.mark.parametrize("rule", [*RULES, decide.decide], ids=lambda rule: rule.__name__)
def test_every_argument_of_a_rule_passes_it(rule: Callable[..., Any]) -> None:
    assert set(inspect.signature(rule).parameters) - NO_TERMS <= through_the_door(rule)


def test_what_passes_is_well_formed() -> None:
    assert admit(3) == Integer(3)
    assert admit((j, 1, 2), [x > 0, true]) == ((j, 1, 2), (x > 0,))
    assert admit({x: 1, s: Lambda(j, x)}) == {x: 1, s: Lambda(j, x)}
    assert admit(Tuple(j, 1, x)) == (j, 1, x)


@pytest.mark.parametrize(
    "argument",
    [
        None,
        True,
        0.5,
        "x",
        b"x",
        true,
        Float(1),
        Symbol("w"),
        object(),
        [None],
        [[true], None],
        {"x": 1},
        {x: "1"},
        int,
    ],
)
def test_anything_else_is_refused(argument: Any) -> None:
    with pytest.raises((RuleError, UnknownTermError)):
        admit(argument)


@pytest.mark.parametrize("switch", [evaluate, distribute])
def test_it_is_shut_while_sympy_leaves_terms_as_they_are(switch: Callable[[bool], Any]) -> None:
    """Else 0/x would be let in, and remembered as well-formed."""
    odd = Ge(Mul(0, 1 / x, evaluate=False), -5, evaluate=False)
    with switch(False), pytest.raises(RuleError, match="switched off"):
        decide.prove([], odd)
    with pytest.raises(UnknownTermError):
        decide.prove([], odd)
    with switch(True):
        assert decide.prove([x > 0], 1 / x > 0).conclusion == (1 / x > 0)
