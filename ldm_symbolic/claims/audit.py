"""The catalogue and its verdicts as documents for programs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from functools import partial
from time import process_time
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias, TypeVar

from ldm_symbolic.claims.certificate import Certificate, Examined, Verdict
from ldm_symbolic.claims.processes import in_processes
from ldm_symbolic.claims.record import RecordedClaim, RecordedStatement, unknown_id
from ldm_symbolic.claims.summary import is_in_coq
from ldm_symbolic.claims.tasks.shares import shares

if TYPE_CHECKING:
    from ldm_symbolic.claims.statement import Claim, Statement
    from ldm_symbolic.claims.verification import Verification


class Named(Protocol):
    """A statement or a claim, or what is recorded of one."""

    @property
    def id(self) -> str:
        """Its id."""


class Keeper(Protocol):
    """The cache, see `keeping.kept`."""

    def statement(self, statement_id: str) -> RecordedStatement | None:
        """A statement, if it is known."""

    def keep_statement(self, statement: RecordedStatement) -> None:
        """Keep a statement."""

    def claim(self, statement_id: str, claim_id: str, *, objects: bool = False) -> Examined | None:
        """What came of a claim, if it is known, with its proof object where that is wanted."""

    def keep(self, statement_id: str, found: Examined) -> None:
        """Keep what came of a claim."""


S = TypeVar("S", bound=Named)
C = TypeVar("C", bound=Named)

Selection: TypeAlias = "Sequence[tuple[Statement, Sequence[Claim]]]"
"""Statements, each with those of its claims that were asked for."""

Source: TypeAlias = "Callable[[Collection[str]], tuple[Statement, ...]]"
"""Where the statements with some ids come from."""

More: TypeAlias = "Callable[[Claim, Verification], Any]"
"""What else is made of a claim, where its Fact is at hand."""

Audited: TypeAlias = Sequence[tuple[RecordedStatement, Sequence[tuple[RecordedClaim, Certificate]]]]
"""Statements and claims as they are recorded, with what came of them."""


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


def examine(
    selection: Sequence[tuple[S, Sequence[C]]],
    source: Source,
    *,
    jobs: int | None = None,
    effort: float = 1,
    more: More | None = None,
    kept: Keeper | None = None,
    costs: Mapping[str, float] | None = None,
    executor: Executor | None = None,
) -> Iterator[tuple[S, list[tuple[C, Examined]]]]:
    """Verify the claims selected, several at a time in processes of their own, what takes longest first.

    The claims of a statement are done by one process, which proves once what several of them rest on, unless the
    others would have to wait for it. What a killed run has kept is found by the next.

    Args:
        selection: statements, each with claims, or what is recorded of them; from `select`, or from `listed`.
        source: gives the statements with some ids, in another process too: `derivations.catalogue`.
        jobs: how many processes at a time; None for as many as there are processors.
        effort: how many times the usual budget every question to a solver may take.
        more: makes what else is wanted of a claim; the cache knows of `objects_of` alone.
        kept: the cache; what is in it is not verified again, and what is verified is kept as it comes.
        costs: seconds that the statements are known to take, by their ids.
        executor: does the work in the place of processes of our own; one of processes, for SymPy bears no threads.

    Yields:
        Each statement with its claims, in the order of the selection; a claim whose process was killed is UNDECIDED.
    """
    asked = [(statement.id, [claim.id for claim in claims]) for statement, claims in selection]
    known = {} if kept is None else _recalled(kept, asked, more)
    tasks = [(statement_id, [name for name in names if name not in known]) for statement_id, names in asked]
    work = partial(_examined, source, effort, more, kept)
    left = {one[0]: blocks for one, blocks in zip(tasks, shares(tasks, costs or {}, jobs), strict=True) if one[1]}
    blocks = [block for each in left.values() for block in each]
    each_costs = {key: cost / len(left[key]) for key, cost in (costs or {}).items() if key in left}
    how: Any = {"jobs": jobs, "costs": each_costs, "executor": executor}
    results = in_processes(work, blocks, partial(_lost, source), **how)
    for (statement, claims), (statement_id, _) in zip(selection, tasks, strict=True):
        found = iter([one for _ in left.get(statement_id, ()) for one in next(results)])
        yield statement, [(claim, known[claim.id] if claim.id in known else next(found)) for claim in claims]


def listed(
    wanted: Sequence[tuple[str, Sequence[str]]], source: Source, kept: Keeper | None
) -> list[tuple[RecordedStatement, list[RecordedClaim]]]:
    """Statements as their files have them, read from the cache where they are known, each with the claims wanted.

    Args:
        wanted: ids of statements, each with the ids of its claims; none for all of them.
        source: see `examine`.
        kept: the cache.

    Raises:
        ValueError: naming a claim that there is not.
    """
    found = []
    for statement_id, names in wanted:
        statement = None if kept is None else kept.statement(statement_id)
        if statement is None:
            statement = as_recorded(*source([statement_id]))
            if kept is not None:
                kept.keep_statement(statement)
        known = {claim.id: claim for claim in statement.claims}
        for name in names:
            if name not in known:
                raise unknown_id(name, known)
        found.append((statement, [claim for claim in statement.claims if not names or claim.id in names]))
    return found


def as_recorded(statement: Statement) -> RecordedStatement:
    """A statement as plain data, without how its claims fail, which is for `verify` to find."""
    claims = [
        RecordedClaim(
            id=claim.id,
            role=claim.role,
            says=claim.says,
            verdict=claim.expected,
            repairs=claim.repairs,
            fails="",
            severity=claim.severity.word if claim.severity else None,
            weighs=str(claim.severity) if claim.severity else "",
            confined=claim.severity.confined if claim.severity else "",
        )
        for claim in statement.claims
    ]
    return RecordedStatement(id=statement.id, title=statement.title, source=source_of(statement), claims=tuple(claims))


def _recalled(kept: Keeper, asked: Iterable[tuple[str, Sequence[str]]], more: More | None) -> dict[str, Examined]:
    """What the cache knows of some claims."""
    objects = more is not None and _are_objects(more)
    if more is not None and not objects:
        return {}
    found = {name: kept.claim(statement_id, name, objects=objects) for statement_id, ids in asked for name in ids}
    return {name: examined for name, examined in found.items() if examined is not None}


def _are_objects(more: More) -> bool:
    from ldm_symbolic.claims.objects import objects_of

    return more is objects_of


def _lost(source: Source, statement_id: str, claim_id: str, how: str) -> Examined:
    from ldm_symbolic.claims.verification import undecided

    (statement,) = source([statement_id])
    return Examined(certificate=undecided(statement[claim_id], "processes", "lost", how).certificate, queries=())


def _examined(
    source: Source,
    effort: float,
    more: More | None,
    kept: Keeper | None,
    statement_id: str,
    claim_ids: Sequence[str],
) -> Iterator[Examined]:
    from ldm_symbolic.claims.verification import verification

    (statement,) = source([statement_id])
    counted: set[tuple[str, str]] = set()  # what the solvers said of a lemma stands in every certificate above it
    for claim in map(statement.__getitem__, claim_ids):
        begun = process_time()
        found = verification(claim, effort=effort)
        made = None if more is None else more(claim, found)
        said = {(item.engine, item.query): item.seconds for item in found.certificate.evidence if item.query}
        spent = process_time() - begun + sum(seconds for one, seconds in said.items() if one not in counted)
        counted.update(said)
        parts: Any = {"certificate": found.certificate, "queries": found.queries, "more": made}
        examined = Examined(**parts, sure=found.sure, seconds=spent)
        if kept is not None:
            kept.keep(statement_id, examined)
        yield examined


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
            {**_head(statement), "claims": [_entry(certificate) for _, certificate in results]}
            for statement, results in audited
        ],
    }


def _entry(certificate: Certificate) -> dict[str, Any]:
    return {**certificate.as_json(), "coq": "proved" if is_in_coq(certificate) else "missing"}


def source_of(statement: Statement) -> str:
    """Where a statement is printed, in words."""
    return str(statement.source or "this package")


def _head(statement: RecordedStatement) -> dict[str, Any]:
    return {"id": statement.id, "title": statement.title, "source": statement.source}


def solver_time(certificates: Iterable[Certificate]) -> str:
    """The processor time of each solver, each query counted once; for standard error alone."""
    once = {(item.engine, item.query): item.seconds for c in certificates for item in c.evidence if item.query}
    seconds: dict[str, float] = {}
    for (engine, _), spent in once.items():
        seconds[engine] = seconds.get(engine, 0.0) + spent
    return "solver time: " + (", ".join(f"{name} {s:.2f} s" for name, s in sorted(seconds.items())) or "none")
