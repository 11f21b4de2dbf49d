"""The catalogue and its verdicts as documents for programs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from ldm_symbolic.claims.certificate import Certificate, Verdict
from ldm_symbolic.claims.processes import in_processes
from ldm_symbolic.claims.record import unknown_id
from ldm_symbolic.claims.statement import Claim, Statement
from ldm_symbolic.claims.verification import Verification, undecided, verification
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
        more: what else was made of it, see `examine`.
    """

    certificate: Certificate
    queries: tuple[Query, ...]
    more: Any = None


def examine(
    selection: Selection,
    source: Source,
    *,
    jobs: int | None = None,
    effort: float = 1,
    more: Callable[[Claim, Verification], Any] | None = None,
) -> Iterator[tuple[Statement, list[tuple[Claim, Examined]]]]:
    """Verify the claims selected, several statements at a time in processes of their own, the longest first.

    Args:
        selection: from `select`.
        source: gives the statements with some ids, in another process too: `derivations.catalogue`.
        jobs: how many statements at a time; None for as many as there are processors.
        effort: how many times the usual budget every question to a solver may take.
        more: makes what else is wanted of a claim, where its Fact is at hand.

    Yields:
        Each statement with its claims, in the order of the selection; a claim whose process was killed is UNDECIDED.
    """
    tasks = [(statement.id, [claim.id for claim in claims]) for statement, claims in selection]
    known = {claim.id: claim for _, claims in selection for claim in claims}

    def lost(_: str, claim_id: str, how: str) -> Examined:
        return Examined(certificate=undecided(known[claim_id], "processes", "lost", how).certificate, queries=())

    results = in_processes(partial(_examined, source, effort, more), tasks, lost, jobs=jobs)
    for (statement, claims), found in zip(selection, results, strict=True):
        yield statement, list(zip(claims, found, strict=True))


def _examined(
    source: Source,
    effort: float,
    more: Callable[[Claim, Verification], Any] | None,
    statement_id: str,
    claim_ids: Sequence[str],
) -> Iterator[Examined]:
    (statement,) = source([statement_id])
    for claim in map(statement.__getitem__, claim_ids):
        found = verification(claim, effort=effort)
        made = None if more is None else more(claim, found)
        yield Examined(certificate=found.certificate, queries=found.queries, more=made)


def exit_status(certificates: Iterable[Certificate]) -> int:
    """0 if every verdict is the recorded one, 1 if one contradicts it, 3 if one is undecided instead.

    A verdict that could not be reached, for want of an engine or of steps, is undecided rather than wrong.
    """
    different = {certificate.verdict for certificate in certificates if not certificate.as_expected}
    if different - {Verdict.UNDECIDED}:
        return 1
    return 3 if different else 0


def undecided_instead(certificates: Iterable[Certificate]) -> tuple[str, ...]:
    """For each claim that is undecided though recorded otherwise, one line that says so and why."""
    return tuple(
        f"{one.claim} is recorded as {one.expected} and is {one.verdict} now: {_why(one)}"
        for one in certificates
        if one.verdict is Verdict.UNDECIDED and not one.as_expected
    )


def _why(certificate: Certificate) -> str:
    last = certificate.evidence[-1]
    return " ".join(f"{last.engine}: {last.outcome} {last.detail}".split())


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


def solver_time(certificates: Iterable[Certificate]) -> str:
    """The processor time of each solver, each query counted once; for standard error alone."""
    once = {(item.engine, item.query): item.seconds for c in certificates for item in c.evidence if item.query}
    seconds: dict[str, float] = {}
    for (engine, _), spent in once.items():
        seconds[engine] = seconds.get(engine, 0.0) + spent
    return "solver time: " + (", ".join(f"{name} {s:.2f} s" for name, s in sorted(seconds.items())) or "none")
