"""Statements, certificates and proof objects in the cache, under everything that they depend on; read without SymPy.

What a claim depends on is every byte of every file that it, its proof and our engines go through, the versions of the
engines of others, and the effort: the first key. After an edit there is a second: of our engines all but comments and
docstrings, and of the derivations only the definitions that its own entries reach (`cache.slices` says why that is
enough). A certificate from here says so in its evidence, with its key, and is a report: what needs the Fact proves it
anew.

Tested in `tests/claims/test_kept.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from functools import partial
from hashlib import sha256
from typing import Any

from ldm_symbolic.cache.keys import Basis, digest, with_engines
from ldm_symbolic.cache.slices import Asked, Slices
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
        reached: from the id of a claim, the parts of `cache.slices.Asked`; None where there is no second key.
        within: the package of which only what is reached counts for the second key.
    """

    store: Store
    sources: Sources
    places: Callable[[str], Sequence[str]]
    since: int = 0
    effort: float = 1
    reached: Callable[[str], Mapping[str, Any]] | None = None
    within: str = ""
    _bases: dict[tuple[str, ...], Basis] = field(default_factory=dict, repr=False, compare=False)
    _slices: list[Slices] = field(default_factory=list, repr=False, compare=False)

    def __reduce__(self) -> tuple[Any, ...]:
        """Go to another process without what was read and worked out, which it reads and works out again."""
        own = {each.name: getattr(self, each.name) for each in fields(self) if not each.name.startswith("_")}
        return partial(Kept, **{**own, "sources": Sources(self.sources.homes)}), ()

    def statement(self, statement_id: str) -> RecordedStatement | None:
        """Return a statement with its claims as their files have them; None if that is not known."""
        keys = self._keys_of_statement(statement_id)
        found = (_read(RecordedStatement.of, self.store.get("statement", key)) for key in keys)
        return next((statement for statement in found if statement is not None), None)

    def keep_statement(self, statement: RecordedStatement) -> None:
        """Keep how the files of a statement have it."""
        self._put("statement", statement.id, self._keys_of_statement(statement.id), statement.as_json())

    def claim(self, statement_id: str, claim_id: str, *, objects: bool = False) -> Examined | None:
        """Return what is known of a claim; None if it is to be verified.

        Args:
            statement_id: of the statement to which it belongs.
            claim_id: of the claim.
            objects: whether its proof object and its solver questions are wanted too.
        """
        for key in self._keys_of_claim(statement_id, claim_id):
            known = self.store.get("claim", key)
            certificate = None if known is None else _read(Certificate.from_json, known["certificate"])
            more = _read(_objects_of, self.store.get("object", key)) if objects else None
            queries = self.queries(known["queries"]) if objects and known is not None else ()
            if certificate is None or queries is None or (objects and more is None):
                continue
            told = Evidence(engine="cache", outcome=FROM_THE_CACHE, detail=f"kept under {key[:_PRINTED]}")
            certificate = replace(certificate, evidence=(*certificate.evidence, told))
            return Examined(certificate=certificate, queries=queries, more=more)
        return None

    def keep(self, statement_id: str, found: Examined) -> None:
        """Keep what came of a claim, unless it is undecided or unsure, and another run may find something else."""
        certificate = found.certificate
        if certificate.verdict is Verdict.UNDECIDED or not found.sure:
            return
        keys = tuple(self._keys_of_claim(statement_id, certificate.claim))
        if isinstance(found.more, Objects):
            self._put("object", statement_id, keys, asdict(found.more))
        record = {"certificate": certificate.as_json(), "queries": self.keep_queries(found.queries)}
        self._put("claim", statement_id, keys, record)

    def record(self, kind: str, places: Sequence[str], asked: Any) -> Any:
        """Return what was kept of an answer, None if nothing was.

        Args:
            kind: a word.
            places: the dotted names of the modules that it goes through.
            asked: plain data that says what the answer is to.
        """
        return self.store.get(kind, self._key(places, asked))

    def keep_record(self, kind: str, places: Sequence[str], asked: Any, record: Any) -> None:
        """Keep an answer, if the files that it goes through are those that run; see `record`."""
        if self.basis(places).holds(self.since):
            self.store.put(kind, self._key(places, asked), record)

    def queries(self, names: Sequence[str]) -> tuple[Query, ...] | None:
        """Return solver questions by the digests of their texts; None if one is not there as it was."""
        texts = [self.store.get("question", name) for name in names]
        right = all(isinstance(t, str) and _named(t) == name for t, name in zip(texts, names, strict=True))
        return tuple(Query(text=text) for text in texts) if right else None

    def keep_queries(self, queries: Sequence[Query]) -> list[str]:
        """Keep the texts of solver questions, and return their digests."""
        names = [_named(query.text) for query in queries]
        for name, query in zip(names, queries, strict=True):
            if self.store.get("question", name) is None:
                self.store.put("question", name, query.text)
        return names

    def basis(self, places: Sequence[str]) -> Basis:
        """Return what records depend on that go through some modules, as the files are when it is first asked for."""
        if tuple(places) not in self._bases:
            self._bases[tuple(places)] = Basis.of(self.sources, places)
        return self._bases[tuple(places)]

    def _key(self, places: Sequence[str], asked: Any) -> str:
        return digest({"basis": self.basis(places).digest, "asked": asked, "effort": str(self.effort)})

    def _put(self, kind: str, statement_id: str, keys: Iterable[str], record: Any) -> None:
        if self.basis(self.places(statement_id)).holds(self.since):
            for key in keys:
                self.store.put(kind, key, record)

    def _keys_of_statement(self, statement_id: str) -> Iterator[str]:
        """Yield the key of all bytes, then that of all files without comments and docstrings."""
        places = self.places(statement_id)
        yield self._key(places, statement_id)
        yield from self._second(self.slices.whole(self.basis(places).files), statement_id)

    def _keys_of_claim(self, statement_id: str, claim_id: str) -> Iterator[str]:
        """Yield the key of all bytes, then that of what the claim reaches."""
        places = self.places(statement_id)
        yield self._key(places, claim_id)
        if self.reached is not None:
            asked = Asked(**self.reached(claim_id))
            yield from self._second(self.slices.of(self.basis(places).files, asked), claim_id)

    def _second(self, parts: Mapping[str, str] | None, asked: str) -> Iterator[str]:
        if parts is not None:
            yield digest({"parts": with_engines(parts), "asked": asked, "effort": str(self.effort)})

    @property
    def slices(self) -> Slices:
        """What of the files matters to what; they are read once."""
        if not self._slices:
            self._slices.append(Slices(self.sources, self.within))
        return self._slices[0]


def _named(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _read(reader: Callable[[Any], Any], data: Any) -> Any:
    """Return what data says; None where it is not what it should be."""
    try:
        return None if data is None else reader(data)
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _objects_of(data: Any) -> Objects:
    return Objects(proof=data["proof"], questions=tuple(Question(**one) for one in data["questions"]))
