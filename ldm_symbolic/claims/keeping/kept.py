"""Statements, certificates and proof objects in the cache, under everything that they depend on; read without SymPy.

What a claim depends on is every byte of every file that it, its proof and our engines go through, the versions of the
engines of others, and the effort. A certificate from here says so in its evidence, and is a report: what needs the Fact
proves it anew.

Tested in `tests/claims/test_kept.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from typing import Any

from ldm_symbolic.cache.keys import Basis, digest
from ldm_symbolic.cache.sources import Sources
from ldm_symbolic.cache.store import Store
from ldm_symbolic.claims.certificate import Certificate, Examined, Objects, Question
from ldm_symbolic.claims.record import RecordedStatement
from ldm_symbolic.claims.words import Verdict
from ldm_symbolic.proof.smt.evidence import Evidence
from ldm_symbolic.proof.smt.query import Query

FROM_THE_CACHE = "from the cache"
"""The outcome in the evidence of a hit."""
_PRINTED = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The cache as those see it who ask about claims.

    Args:
        store: the records.
        sources: the files of the package.
        places: from the id of a statement, the dotted names of its modules and of those that verify it.
        since: the time in nanoseconds before which no code of ours was loaded, so that only what was written earlier
            is what runs; 0 for who cannot say: then nothing is kept.
        effort: how many times the usual budget every question to a solver may take.
    """

    store: Store
    sources: Sources
    places: Callable[[str], Sequence[str]]
    since: int = 0
    effort: float = 1
    _bases: dict[str, Basis] = field(default_factory=dict, repr=False, compare=False)

    def basis(self, statement_id: str) -> Basis:
        """Return what the records of a statement depend on."""
        if statement_id not in self._bases:
            self._bases[statement_id] = Basis.of(self.sources, self.places(statement_id))
        return self._bases[statement_id]

    def statement(self, statement_id: str) -> RecordedStatement | None:
        """Return a statement with its claims as their files have them; None if that is not known."""
        found = self.store.get("statement", self._key(statement_id, statement_id))
        return None if found is None else _read(RecordedStatement.of, found)

    def keep_statement(self, statement: RecordedStatement) -> None:
        """Keep how the files of a statement have it."""
        self._put("statement", statement.id, statement.id, statement.as_json())

    def claim(self, statement_id: str, claim_id: str, *, objects: bool = False, texts: bool = False) -> Examined | None:
        """Return what is known of a claim; None if it is to be verified.

        Args:
            statement_id: of the statement to which it belongs.
            claim_id: of the claim.
            objects: whether its proof object is wanted too.
            texts: whether its solver questions are wanted too.
        """
        key = self._key(statement_id, claim_id)
        known = self.store.get("claim", key)
        if known is None:
            return None
        more = _read(_objects_of, self.store.get("object", key)) if objects else None
        queries = [self._query(one) for one in known["queries"]] if objects or texts else []
        certificate = _read(Certificate.from_json, known["certificate"])
        if certificate is None or None in queries or (objects and more is None):
            return None
        told = Evidence(engine="cache", outcome=FROM_THE_CACHE, detail=f"kept under {key[:_PRINTED]}")
        return Examined(
            certificate=replace(certificate, evidence=(*certificate.evidence, told)),
            queries=tuple(query for query in queries if query is not None),
            more=more,
        )

    def keep(self, statement_id: str, found: Examined) -> None:
        """Keep what came of a claim, unless it is undecided, which another run may decide."""
        certificate = found.certificate
        if certificate.verdict is Verdict.UNDECIDED:
            return
        if isinstance(found.more, Objects):
            self._put("object", statement_id, certificate.claim, asdict(found.more))
        names = []
        for query in found.queries:
            names.append(sha256(query.text.encode()).hexdigest())
            if self.store.get("question", names[-1]) is None:
                self.store.put("question", names[-1], query.text)
        record = {"certificate": certificate.as_json(), "queries": names}
        self._put("claim", statement_id, certificate.claim, record)

    def _key(self, statement_id: str, name: str) -> str:
        return digest({"basis": self.basis(statement_id).digest, "of": name, "effort": str(self.effort)})

    def _put(self, kind: str, statement_id: str, name: str, record: Any) -> None:
        if self.basis(statement_id).holds(self.since):
            self.store.put(kind, self._key(statement_id, name), record)

    def _query(self, name: str) -> Query | None:
        text = self.store.get("question", name)
        right = isinstance(text, str) and sha256(text.encode()).hexdigest() == name
        return Query(text=text) if right else None


def _read(reader: Callable[[Any], Any], data: Any) -> Any:
    """Return what data says; None where it is not what it should be."""
    try:
        return None if data is None else reader(data)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _objects_of(data: Any) -> Objects:
    return Objects(proof=data["proof"], questions=tuple(Question(**one) for one in data["questions"]))
