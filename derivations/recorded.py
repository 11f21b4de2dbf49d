"""The index of what is recorded: ids, titles, sentences and verdicts, read without the statements themselves.

It is written by `tests/make/recorded.py` and kept in `recorded.json`.

Tested in `tests/claims/test_record.py`.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import replace
from functools import cache
from importlib.resources import files

from ldm_symbolic.claims.record import RecordedStatement, known_id
from ldm_symbolic.claims.summary import Summary, summary
from ldm_symbolic.derivations import MODULES, owner


@cache
def recorded() -> tuple[RecordedStatement, ...]:
    """Return the whole catalogue as it is recorded, in reading order."""
    text = files(__package__).joinpath("recorded.json").read_text(encoding="utf-8")
    return tuple(map(RecordedStatement.of, json.loads(text)))


@cache
def recorded_uses() -> dict[str, list[str]]:
    """Return which claims are steps of the proof of a claim, by its id; written by `tests/make/checking/uses.py`.

    >>> recorded_uses()["P2.exact"]
    ['P2.exact-weak', 'P2.step-increment-plugin']
    """
    found: dict[str, list[str]] = json.loads(files(__package__).joinpath("uses.json").read_text(encoding="utf-8"))
    return found


@cache
def recorded_costs() -> dict[str, float]:
    """Return the seconds that each statement took to verify when `benchmarks/catalogue.py` last ran on all of them.

    They decide what is begun first, and nothing else.

    >>> max(recorded_costs().values()) > 1
    True
    """
    found: dict[str, float] = json.loads(files(__package__).joinpath("found/costs.json").read_text(encoding="utf-8"))
    return found


@cache
def recorded_engines() -> dict[str, list[str]]:
    """Return the engines that established the verdict on a claim, by its id; written by `tests/make/audit.py`.

    >>> recorded_engines()["P1.exact"]
    ['z3', 'cvc5', 'rules']
    """
    text = files(__package__).joinpath("found/established.json").read_text(encoding="utf-8")
    found: dict[str, str] = json.loads(text)
    return {claim: engines.split(", ") for claim, engines in found.items()}


def known_ids(names: Iterable[str]) -> list[str]:
    """Return the ids of the catalogue that some names mean.

    Raises:
        ValueError: for a name that means none, with the nearest there is.

    >>> known_ids(["prop5", "s1", "P2.Exact"])
    ['P5', 'S1', 'P2.exact']
    """
    return [known_id(name, recorded()) for name in names]


def wanted(names: Collection[str]) -> list[tuple[str, list[str]]]:
    """Return the ids of the statements that some names mean, each with those of its claims that they mean.

    No claims stand beside a statement of which all are meant; no names mean everything.

    Raises:
        ValueError: for a name that means none, with the nearest there is.

    >>> wanted(["p2.exact", "lemma 2"])
    [('P2', ['P2.exact']), ('L2', [])]
    """
    known = known_ids(names)
    found: dict[str, list[str]] = {}
    for one in MODULES:
        claims = [name for name in known if owner(name) == one]
        if claims or not known:
            found[one] = [] if one in claims else claims
    return list(found.items())


def chosen(names: Collection[str]) -> list[RecordedStatement]:
    """Return what is recorded of the statements and claims that some names mean; of everything where there is none.

    Raises:
        ValueError: for a name that means none, with the nearest there is.

    >>> [(s.id, len(s.claims)) for s in chosen(["p2.exact", "lemma 2"])]
    [('P2', 1), ('L2', 5)]
    """
    known = known_ids(names) or [statement.id for statement in recorded()]
    claims = [(s, tuple(c for c in s.claims if s.id in known or c.id in known)) for s in recorded()]
    return [replace(statement, claims=kept) for statement, kept in claims if kept]


def show(name: str) -> Summary:
    """Return what is recorded of the statement or claim that a name means.

    Raises:
        ValueError: if it means none, with the nearest there is.

    >>> show("P1.iff").verdict.value
    'PROVED'
    """
    found = known_id(name, recorded())
    for statement in recorded():
        if statement.id == found:
            return summary(statement, uses=recorded_uses(), file=_file(statement.id), engines=recorded_engines())
    owner = next(s for s in recorded() if any(claim.id == found for claim in s.claims))
    return summary(owner, found, recorded_uses(), _file(owner.id), recorded_engines())


def _file(statement_id: str) -> str:
    return f"derivations/{MODULES[statement_id].replace('.', '/')}.py"
