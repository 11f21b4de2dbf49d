"""The catalogue and its verdicts, as documents for programs and as tables for people."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from ldm_symbolic.claims.certificate import Certificate, Verdict
from ldm_symbolic.claims.processes import in_processes
from ldm_symbolic.claims.record import unknown_id
from ldm_symbolic.claims.statement import Claim, Statement
from ldm_symbolic.claims.verification import verification
from ldm_symbolic.proof.smt.query import Query

Selection = Sequence[tuple[Statement, Sequence[Claim]]]
"""Statements, each with those of its claims that were asked for."""

Source = Callable[[Collection[str]], tuple[Statement, ...]]
"""Where the statements with some ids come from."""

Audited = Sequence[tuple[Statement, Sequence[tuple[Claim, Certificate]]]]


def select(statements: Iterable[Statement], wanted: Sequence[str]) -> Selection:
    """The statements and claims with certain ids; all of them where none is given.

    Args:
        statements: the catalogue, or as much of it as the ids name.
        wanted: ids of statements or of claims.

    Raises:
        ValueError: naming an id that there is not.
    """
    everything = list(statements)
    known = {s.id for s in everything} | {c.id for s in everything for c in s.claims}
    for name in wanted:
        if name not in known:
            raise unknown_id(name, known)
    chosen = [(s, [c for c in s.claims if not wanted or s.id in wanted or c.id in wanted]) for s in everything]
    return [(statement, claims) for statement, claims in chosen if claims]


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """What came of one claim, in a form that passes between processes.

    Args:
        certificate: its certificate.
        queries: the solver questions behind it.
    """

    certificate: Certificate
    queries: tuple[Query, ...]


def examine(selection: Selection, source: Source) -> Iterator[tuple[Statement, list[tuple[Claim, Examined]]]]:
    """Verify the claims selected, several statements at a time in processes of their own, the longest first.

    Args:
        selection: from `select`.
        source: gives the statements with some ids, in another process too: `derivations.catalogue`.

    Yields:
        Each statement with its claims, in the order of the selection.
    """
    tasks = [(statement.id, tuple(claim.id for claim in claims)) for statement, claims in selection]
    results = in_processes(partial(_examined, source), tasks, size=lambda task: len(task[1]))
    for (statement, claims), found in zip(selection, results, strict=True):
        yield statement, list(zip(claims, found, strict=True))


def _examined(source: Source, task: tuple[str, Sequence[str]]) -> list[Examined]:
    statement_id, claim_ids = task
    (statement,) = source([statement_id])
    done = [verification(statement[claim_id]) for claim_id in claim_ids]
    return [Examined(certificate=v.certificate, queries=v.queries) for v in done]


def exit_status(certificates: Iterable[Certificate]) -> int:
    """0 if every verdict is the recorded one, 1 if one contradicts it, 3 if something is undecided.

    A verdict that could not be reached, for want of an engine or of time, is undecided rather than wrong.
    """
    status = 0
    for certificate in certificates:
        if certificate.verdict is Verdict.UNDECIDED:
            status = status or 3
        elif not certificate.as_expected:
            return 1
    return status


def verify_document(audited: Audited) -> dict[str, Any]:
    """The verdicts in the schema `ldm-symbolic/verify/1`."""
    return {
        "schema": "ldm-symbolic/verify/1",
        "statements": [
            {**_head(statement), "claims": [certificate.as_json() for _, certificate in results]}
            for statement, results in audited
        ],
    }


def source_of(statement: Statement) -> str:
    """Where a statement is printed, in words."""
    return str(statement.source or "this package")


def _head(statement: Statement) -> dict[str, Any]:
    return {"id": statement.id, "title": statement.title, "source": source_of(statement)}
