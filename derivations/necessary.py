"""Which hypotheses are needed: for each claim, witnesses with a value or two changed at which it fails without one.

They are found by `tests/make/necessary.py` and kept in `necessary.json`; `verify` judges every one of them again.

Tested in `tests/whole/test_registry.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

from ldm_symbolic.claims import Assignment, Claim, Needed, Statement
from ldm_symbolic.derivations.clock import identity_clock
from ldm_symbolic.proof import oriented, text

VARIANTS: Mapping[str, Assignment] = {
    f"a² = u until {top}": identity_clock(Fraction(top)) for top in ("0", "1/2", "9/10", "2")
}
"""Other schedules with their horizon and their inverse, which can only be changed together."""


@cache
def stored() -> dict[str, list[dict[str, Any]]]:
    """Return the records of the claims, by their ids."""
    file = files(__package__).joinpath("necessary.json")
    return dict(json.loads(file.read_text(encoding="utf-8")))


def record(needed: Needed) -> dict[str, Any]:
    """Return what was found as plain data."""
    changes = {
        str(name): list(map(str, value)) if isinstance(value, tuple) else str(value)
        for name, value in needed.changes.items()
    }
    data = {"hypothesis": str(needed.hypothesis), "witness": needed.witness, "changes": changes}
    return {**data, "variant": needed.variant} if needed.variant else data


def with_necessary(statement: Statement) -> Statement:
    """Return a statement whose claims carry the stored instances beside those of its own file."""
    return replace(statement, claims=tuple(map(_completed, statement.claims)))


def _completed(claim: Claim) -> Claim:
    records = stored().get(claim.id)
    if not records:
        return claim
    own = {oriented(hypothesis) for hypothesis, _ in claim.necessary}
    more = [pair for pair in _pairs(claim, records) if oriented(pair[0]) not in own]
    return replace(claim, necessary=(*claim.necessary, *more))


def _pairs(claim: Claim, records: Iterable[Mapping[str, Any]]) -> list[tuple[Any, Assignment]]:
    """Return hypotheses with their instances; a record that no longer fits its claim is left out."""
    hypotheses = {text(hypothesis): hypothesis for hypothesis in claim.hypotheses}
    pairs = []
    for record in records:
        if record["hypothesis"] in hypotheses and record["witness"] < len(claim.witnesses):
            start = {**claim.witnesses[record["witness"]], **VARIANTS.get(record.get("variant", ""), {})}
            pairs.append((hypotheses[record["hypothesis"]], _changed(start, record)))
    return pairs


def _changed(start: dict[Any, Any], record: Mapping[str, Any]) -> Assignment:
    for name, value in record["changes"].items():
        sequence = isinstance(value, list)
        for key in [k for k, old in start.items() if str(k) == name and isinstance(old, tuple | list) == sequence]:
            start[key] = tuple(map(Fraction, value)) if sequence else Fraction(value)
    return start
