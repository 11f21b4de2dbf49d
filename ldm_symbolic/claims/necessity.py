"""Which hypotheses of a proved claim are needed: an instance against the claim without one of them shows it.

Tested in `tests/claims/test_audit.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations, islice
from typing import Any

from sympy import IndexedBase, Lambda, Symbol
from sympy.logic.boolalg import Boolean

from ldm_symbolic.claims.certificate import written
from ldm_symbolic.claims.statement import Claim
from ldm_symbolic.exact import Assignment
from ldm_symbolic.proof.language.conditions import oriented
from ldm_symbolic.proof.smt.evidence import Evidence
from ldm_symbolic.search.judge import REFUTES, judge

_MOST_TRIED = 3000  # instances for one hypothesis; most are put aside as soon as it is seen to hold there


def necessity(claim: Claim) -> tuple[Evidence, ...]:
    """Return, for each hypothesis, whether the claim is known to fail without it, by its stored instances."""
    instances = {oriented(hypothesis): instance for hypothesis, instance in claim.necessary}
    evidence = []
    for hypothesis in claim.hypotheses:
        instance = instances.get(oriented(hypothesis))
        refuted = instance is not None and _fails_without(claim, hypothesis, instance)
        detail = f"{hypothesis}: {written(shown(instance))}" if refuted and instance is not None else str(hypothesis)
        outcome = "necessary" if refuted else "not shown necessary"
        evidence.append(Evidence(engine="drop-one", outcome=outcome, detail=detail))
    return tuple(evidence)


def _fails_without(claim: Claim, hypothesis: Boolean, instance: Assignment) -> bool:
    kept = [other for other in claim.hypotheses if other != hypothesis]
    return judge(kept, claim.conclusion, instance).outcome in REFUTES


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
    """What shows that a hypothesis is needed: a witness of the claim, changed in a few places.

    Args:
        hypothesis: what was dropped.
        witness: the number of the claim's witness, from 0.
        variant: the name of a joint change, "" for none.
        changes: name -> number, or a tuple for a sequence.
    """

    hypothesis: Boolean
    witness: int
    variant: str = ""
    changes: Assignment = field(default_factory=dict)


def drop_one(claim: Claim, *, variants: Mapping[str, Assignment] | None = None) -> tuple[Needed, ...]:
    """Look for an instance that refutes a claim without each of its hypotheses, one at a time.

    The instances looked at are the claim's witnesses with one or two values changed. Where all hypotheses hold the
    claim holds, so only those are judged at which the dropped one fails.

    Args:
        claim: a claim that holds.
        variants: joint changes that may come first, such as another schedule with its horizon and its inverse.
    Returns:
        What was found, for as many hypotheses as possible.
    """
    starts: list[tuple[int, str, Assignment]] = [
        (number, name, {**witness, **joint})
        for number, witness in enumerate(claim.witnesses)
        for name, joint in {"": {}, **(variants or {})}.items()
        if set(joint) <= set(witness)
    ]
    found = (_needed(claim, hypothesis, starts) for hypothesis in claim.hypotheses)
    return tuple(needed for needed in found if needed is not None)


def _needed(claim: Claim, hypothesis: Boolean, starts: list[tuple[int, str, Assignment]]) -> Needed | None:
    nearby = (
        (number, variant, {**start, **changes}, changes)
        for most in range(3)
        for number, variant, start in starts
        for changes in _changes(start, most)
    )
    for number, variant, instance, changes in islice(nearby, _MOST_TRIED):
        if judge((), hypothesis, instance).outcome in REFUTES and _fails_without(claim, hypothesis, instance):
            return Needed(hypothesis=hypothesis, witness=number, variant=variant, changes=changes)
    return None


def _changes(start: Assignment, most: int) -> Iterator[dict[Any, Any]]:
    """Yield changes of exactly so many values of an instance; the functions stay."""
    single = [
        (name, value)
        for name, old in start.items()
        if isinstance(name, Symbol | IndexedBase)
        for value in (_entries(old) if isinstance(old, tuple | list) else _numbers(name, Fraction(old)))
    ]
    for chosen in combinations(single, most):
        if len({name for name, _ in chosen}) == most:
            yield dict(chosen)


def _numbers(name: Symbol, old: Fraction) -> list[Fraction]:
    """Return other values for a number, near ones and telling ones."""
    shares = () if name.is_integer else (old / 2, Fraction(1, 2), Fraction(1, 100), Fraction(3, 2))
    values = (old - 1, old + 1, Fraction(0), Fraction(1), Fraction(-1), -old, 2 * old, Fraction(40), *shares)
    return [value for value in dict.fromkeys(values) if value != old]


def _entries(old: Sequence[Any]) -> Iterator[tuple[Fraction, ...]]:
    """Yield a sequence with one entry changed, or all of them."""
    values = tuple(map(Fraction, old))
    telling = [Fraction(value) for value in (0, 1, 2, -1, "1/2", "7/4", "1/10", 10)]
    for position in range(len(values)):
        for value in (*telling, -values[position], 2 * values[position]):
            if value != values[position]:
                yield (*values[:position], value, *values[position + 1 :])
    yield from ((value,) * len(values) for value in telling if values and set(values) != {value})
    yield from () if values == values[::-1] else (values[::-1],)


def shown(instance: Assignment) -> dict[str, Any]:
    """Return an instance as text: exact numbers, lists for sequences.

    >>> from fractions import Fraction
    >>> from ldm_symbolic.notation import deviations, noise
    >>> shown({noise: Fraction(1, 2), deviations: (1, Fraction(1, 3))})
    {'x': '1/2', 's': ['1', '1/3']}
    """
    symbols = {str(name) for name in instance if isinstance(name, Symbol)}
    text: dict[str, Any] = {}
    for name, value in instance.items():
        clash = isinstance(name, IndexedBase) and str(name) in symbols
        key = f"{name}[]" if clash else str(name)
        text[key] = list(map(str, value)) if isinstance(value, tuple | list) else _written(value)
    return text


def _written(value: Any) -> str:
    return f"{value.variables[0]} ↦ {value.expr}".replace("_", "") if isinstance(value, Lambda) else str(value)
