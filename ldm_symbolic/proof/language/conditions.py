"""Conditions as lists: their parts, an inequality whichever way round it is written, a list without some of them.

Tested in `tests/whole/test_soundness.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sympy import Ge, Gt
from sympy.logic.boolalg import And, Boolean, BooleanTrue

from ldm_symbolic.proof.language.build import le, lt, plainly
from ldm_symbolic.proof.language.keys import key, remembered
from ldm_symbolic.proof.language.predicate import ForEach
from ldm_symbolic.proof.language.refusals import RuleError, kind_of


def conjuncts(conditions: Iterable[Boolean]) -> tuple[Boolean, ...]:
    """Return conditions without repetition and without what is plainly true, in order; an `And` counts as its parts.

    Raises:
        RuleError: if it is no list, or something in it is no part of SymPy's language.

    >>> from ldm_symbolic.notation import noise
    >>> conjuncts([And(noise >= 0, noise <= 1), noise <= 1])
    (x >= 0, x <= 1)
    """
    found: dict[int, Boolean] = {}
    for condition in _listed(conditions):
        if isinstance(condition, And):
            for part in conjuncts(condition.args):
                found.setdefault(key(part), part)
        elif not isinstance(condition, BooleanTrue) and plainly(_body(condition)) is not True:
            found.setdefault(key(condition), condition)
    return tuple(found.values())


def _listed(conditions: Iterable[Boolean]) -> Iterable[Boolean]:
    if isinstance(conditions, Iterable) and not isinstance(conditions, str | bytes | Mapping | Boolean):
        return conditions
    raise RuleError(f"conditions come as a list, not as something of type {kind_of(conditions)}")


def _body(condition: Boolean) -> Boolean:
    """Return what a condition says at one place, if it says that of all places in a range of plain bounds."""
    while isinstance(condition, ForEach) and all(plainly(le(end, end)) for end in condition.args[1][1:]):
        condition = condition.args[0]
    return condition


@remembered
def oriented(condition: Boolean) -> Boolean:
    """Return an inequality with the smaller side first, anything else unchanged; the same fact either way.

    >>> from ldm_symbolic.notation import noise
    >>> oriented(noise >= 0)
    0 <= x
    """
    if isinstance(condition, Ge):
        return le(condition.rhs, condition.lhs)
    if isinstance(condition, Gt):
        return lt(condition.rhs, condition.lhs)
    return condition


def meaning(condition: Boolean) -> int:
    """Return the key of a condition, whichever way round an inequality is written.

    >>> from ldm_symbolic.notation import noise
    >>> meaning(noise >= 0) == meaning(oriented(noise >= 0)), meaning(noise >= 0) == meaning(noise > 0)
    (True, False)
    """
    return key(oriented(condition))


def meanings(conditions: Iterable[Boolean]) -> frozenset[int]:
    """Return what several conditions say, to look for others among them."""
    return frozenset(map(meaning, conditions))


def without(hypotheses: Iterable[Boolean], guard: Iterable[Boolean]) -> tuple[Boolean, ...]:
    """Return the hypotheses that are not among the guard, whichever way round an inequality is written."""
    dropped = meanings(conjuncts(guard))
    return tuple(hypothesis for hypothesis in conjuncts(hypotheses) if meaning(hypothesis) not in dropped)
