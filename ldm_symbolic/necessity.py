"""Which hypotheses of a proved claim are needed: an instance against the claim without one of them shows it."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import Any

from sympy import IndexedBase, Symbol
from sympy.logic.boolalg import Boolean

from ldm_symbolic.certificate import Evidence
from ldm_symbolic.fact import oriented
from ldm_symbolic.statement import Claim, Instance
from ldm_symbolic.truth import REFUTES, judge


def necessity(claim: Claim) -> tuple[Evidence, ...]:
    """Return, for each hypothesis, whether the claim is known to fail without it, by its stored instances."""
    instances = {oriented(hypothesis): instance for hypothesis, instance in claim.necessary}
    evidence = []
    for hypothesis in claim.hypotheses:
        instance = instances.get(oriented(hypothesis))
        refuted = instance is not None and _fails_without(claim, hypothesis, instance)
        detail = f"{hypothesis}: {_text(instance)}" if refuted and instance is not None else str(hypothesis)
        outcome = "necessary" if refuted else "not shown necessary"
        evidence.append(Evidence(engine="drop-one", outcome=outcome, detail=detail))
    return tuple(evidence)


def _fails_without(claim: Claim, hypothesis: Boolean, instance: Instance) -> bool:
    kept = [other for other in claim.hypotheses if other != hypothesis]
    return judge(kept, claim.conclusion, instance).outcome in REFUTES


def drop_one(claim: Claim, *, instances: int = 100) -> tuple[tuple[Boolean, Instance | None], ...]:
    """Look for an instance that refutes a claim without each of its hypotheses, one at a time.

    Args:
        claim: a claim that holds.
        instances: how many to draw for each hypothesis.
    Returns:
        Pairs of a hypothesis and what was found; what is found belongs into `Claim.necessary`.
    """
    searching = import_module("ldm_symbolic.search")
    found: list[tuple[Boolean, Instance | None]] = []
    for hypothesis in claim.hypotheses:
        kept = tuple(other for other in claim.hypotheses if other != hypothesis)
        result = searching.search(replace(claim, hypotheses=kept, proof=None), instances=instances)
        refuted = isinstance(result, searching.Counterexample)
        found.append((hypothesis, result.instance if refuted else None))
    return tuple(found)


def shown(instance: Instance) -> dict[str, Any]:
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
        text[key] = list(map(str, value)) if isinstance(value, tuple | list) else str(value)
    return text


def _text(instance: Instance) -> str:
    parts = shown(instance).items()
    return ", ".join(f"{n} = ({', '.join(v)})" if isinstance(v, list) else f"{n} = {v}" for n, v in parts)
