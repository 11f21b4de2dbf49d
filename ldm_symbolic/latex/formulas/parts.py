"""The parts of conditions, in the order in which they are said.

Tested in `tests/latex/test_latex.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sympy.core.relational import Relational

from ldm_symbolic.latex.formulas.order import spelled
from ldm_symbolic.proof.language.predicate import ForEach

SIGNS = {"<=": r"\le", ">=": r"\ge", "<": "<", ">": ">", "==": "=", "!=": r"\ne"}
"""How the signs of comparisons are written."""
Parts = Sequence[tuple[str, Any]]
"""The terms of a formula with the sign in front of each, "" for the first; a term is an expression or LaTeX."""


def weight(condition: Any) -> tuple[int, str]:
    """By what comparisons are ordered: the shorter first."""
    return len(spelled(condition)), spelled(condition)


def links(chain: Sequence[Any]) -> Parts:
    """The terms of a chain such as 1 <= k <= D, the sign in front of each."""
    first, *rest = chain
    return [("", first), *((SIGNS.get(sign, sign), term) for sign, term in zip(rest[::2], rest[1::2], strict=True))]


def nested(condition: Any) -> tuple[Any, list[Any]]:
    """What is said for all of several ranges at once, and the ranges, the outer one first."""
    ranges = []
    while isinstance(condition, ForEach):
        ranges.append(condition.args[1])
        condition = condition.args[0]
    return condition, ranges


def in_words(conditions: Iterable[Any]) -> list[Any]:
    """Conditions in the order in which they are said: predicates first, then comparisons, the longer one first."""
    return sorted(conditions, key=lambda c: (isinstance(c, Relational), -len(spelled(c)), spelled(c)))
