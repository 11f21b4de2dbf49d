"""Every argument of every rule passes the one door."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest
from sympy import Float, Ge, Integer, Lambda, Mul, Symbol, Tuple, evaluate, true
from sympy.core.parameters import distribute
from sympy.logic.boolalg import Boolean

from ldm_symbolic.notation import deviations, mode, noise
from ldm_symbolic.proof.kernel import decide
from ldm_symbolic.proof.kernel.door import admit
from ldm_symbolic.proof.kernel.fact import RuleError
from ldm_symbolic.proof.kernel.rules import RULES
from ldm_symbolic.proof.language.build import UnknownTermError

x, j, s = noise, mode, deviations


def takes(*anything: Any) -> None:
    """A rule of numbers."""


def takes_conditions(hypotheses: Iterable[Boolean]) -> None:
    """A rule of conditions."""


def takes_a_range(limits: tuple[Symbol, Any, Any]) -> None:
    """A rule of a range."""


def takes_names(mapping: Mapping[Any, Any]) -> None:
    """A rule of names and what they become."""


def through_the_door(function: Callable[..., Any]) -> list[str]:
    """The names that a function passes to `admit`, of which the first is its own."""
    tree = ast.parse(inspect.getsource(function))
    found: list[str] = []
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
        names = [argument.id for argument in call.args if isinstance(argument, ast.Name)]
        if call.func.id == "admit":  # type: ignore[attr-defined] # a name, as the line above says
            found += names
    return found


@pytest.mark.parametrize("rule", [*RULES, decide.decide], ids=lambda rule: rule.__name__)
def test_every_argument_of_a_rule_passes_it(rule: Callable[..., Any]) -> None:
    assert through_the_door(rule) == [rule.__name__, *inspect.signature(rule).parameters]


def test_what_passes_is_well_formed() -> None:
    assert admit(takes, (3,)) == (Integer(3),)
    assert admit(takes_conditions, [x > 0, true]) == (x > 0,)
    assert admit(takes_conditions, iter([x > 0, x < 1])) == (x > 0, x < 1)
    assert admit(takes_names, {x: 1, s: Lambda(j, x)}) == {x: 1, s: Lambda(j, x)}
    assert admit(takes_a_range, Tuple(j, 1, x)) == admit(takes_a_range, [j, 1, x]) == (j, 1, x)


@pytest.mark.parametrize(
    ("rule", "argument"),
    [
        *((takes, (wrong,)) for wrong in (None, True, 0.5, "x", b"x", true, Float(1), Symbol("w"), object(), [1], int)),
        *((takes_conditions, wrong) for wrong in (None, [None], [[true], None], x > 0, "x", [x], {x: 1}, 3)),
        *((takes_a_range, wrong) for wrong in (None, (j, 1), (1, 1, 1), (j, 1, None), {j: 1}, j, "j12")),
        *((takes_names, wrong) for wrong in (None, {"x": 1}, {x: "1"}, [(x, 1)], {x: None}, {x: Lambda(j, x > 0)})),
    ],
)
def test_anything_else_is_refused(rule: Callable[..., Any], argument: Any) -> None:
    with pytest.raises(RuleError):
        admit(rule, argument)


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
