"""Whether a claim holds at one concrete instance: exactly where all is rational, by rigorous balls otherwise.

Nothing here is a guess: `TRUE` and `FALSE` are proved for that instance, and what cannot be settled is `UNDECIDED`.
A statement about every x of an interval is refuted at a point and, where a sign on a box settles it, proved.

Tested in `tests/search/test_search.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sympy.logic.boolalg import Boolean

from ldm_symbolic.proof.language.conditions import conjuncts
from ldm_symbolic.search.intervals import on_interval
from ldm_symbolic.search.point import Point
from ldm_symbolic.search.truth_values import Truth
from ldm_symbolic.search.values import fit


class Outcome(StrEnum):
    """How a claim fares at one instance."""

    TRUE = "true"
    FALSE = "false"
    UNDEFINED = "undefined"
    NOT_MET = "hypotheses not met"
    UNDECIDED = "undecided"


REFUTES = (Outcome.FALSE, Outcome.UNDEFINED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """An outcome and, in a few words, what it rests on.

    Args:
        outcome: see `Outcome`.
        reason: which hypothesis is not met, at which point the conclusion fails; or "".
    """

    outcome: Outcome
    reason: str = ""


def judge(hypotheses: Iterable[Boolean], conclusion: Boolean, instance: Mapping[Any, Any]) -> Judgement:
    """Say whether a claim holds at an instance.

    Args:
        hypotheses: looked at in order, up to the first that is not met.
        conclusion: what is claimed.
        instance: name -> value, see `exact.Assignment`; where a value is none (see `values.fit`) nothing is judged.

    >>> from sympy import Rational
    >>> from ldm_symbolic.notation import noise
    >>> judge([noise > 0], noise**2 > noise, {noise: Rational(1, 2)}).outcome.value
    'false'
    """
    fits, unfit = fit(instance)
    if fits is not Truth.TRUE:
        return Judgement(outcome=Outcome.UNDECIDED if fits is Truth.OPEN else Outcome.NOT_MET, reason=unfit)
    point = Point(instance, on_interval)
    unknown = ""
    for hypothesis in conjuncts(hypotheses):
        value = point.value(hypothesis)
        if value is Truth.OPEN:
            unknown = unknown or f"cannot tell whether {hypothesis}"
        elif value is not Truth.TRUE:
            return Judgement(outcome=Outcome.NOT_MET, reason=f"{hypothesis} is {value.value}")
    if unknown:
        return Judgement(outcome=Outcome.UNDECIDED, reason=unknown)
    point.notes.clear()
    value = point.value(conclusion)
    outcome = {
        Truth.TRUE: Outcome.TRUE,
        Truth.FALSE: Outcome.FALSE,
        Truth.FAILS: Outcome.FALSE,
        Truth.UNDEFINED: Outcome.UNDEFINED,
        Truth.OPEN: Outcome.UNDECIDED,
    }[value]
    return Judgement(outcome=outcome, reason="" if outcome is Outcome.TRUE else "; ".join(point.notes))
