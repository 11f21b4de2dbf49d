"""Chapters and their claims, and the shelf on which a finished chapter is kept.

Tested in `tests/book/test_chapters.py`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ldm_symbolic.claims.audit import exit_status
from ldm_symbolic.claims.certificate import Certificate, Examined, Verdict
from ldm_symbolic.claims.keeping.kept import Kept
from ldm_symbolic.latex.formulas.letters import Notation


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One claim of the book.

    Args:
        id: of the claim.
        role: what the claim is in relation to its source, in words.
        says: the claim in plain words, as LaTeX.
        repairs: the id of the claim that it repairs, or "".
        statement: its LaTeX, with the refutation if it is refuted.
        proof: its LaTeX; "" where there is none.
        rules: the names of the rules in the proof.
        examined: its certificate and every solver query behind it.
    """

    id: str
    role: str
    says: str
    repairs: str
    statement: str
    proof: str
    rules: frozenset[str]
    examined: Examined

    @property
    def certificate(self) -> Certificate:
        """What is known about the claim."""
        return self.examined.certificate

    @property
    def unmentioned(self) -> tuple[str, ...]:
        """The digests of the solver queries that the printed proof folds away."""
        shown = set(re.findall(r"^% ([0-9a-f]{16})$", self.proof, re.MULTILINE))
        return tuple(query.digest for query in self.examined.queries if query.digest not in shown)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """One statement of the book.

    Args:
        id: of the statement.
        title: in plain text.
        heading: the title as LaTeX.
        source: where it is printed, as LaTeX; "" if it is ours.
        names: what abbreviations stand for in all of its claims, as LaTeX; "" where there are none.
        derivation: the LaTeX of its derivation from the model; "" where nothing is derived.
        entries: its claims.
    """

    id: str
    title: str
    heading: str
    source: str
    names: str
    derivation: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The chapters in the cache, in one notation.

    Args:
        kept: the cache.
        letters: the notation.
        writer: the dotted name of the module that makes chapters.
    """

    kept: Kept
    letters: Notation | None
    writer: str

    def chapter(self, statement_id: str, claim_ids: Sequence[str]) -> Chapter | None:
        """Return a chapter with some claims as it was made before; None where it is to be made."""
        known = self.kept.record("chapter", self._places(statement_id), self._asked(statement_id, claim_ids))
        if known is None:
            return None
        entries = [self._entry(entry) for entry in known["entries"]]
        if None in entries:
            return None
        return Chapter(**{**known, "entries": tuple(entries)})

    def keep(self, chapter: Chapter) -> None:
        """Keep a chapter, unless something in it is not as recorded, undecided or unsure."""
        certificates = [entry.certificate for entry in chapter.entries]
        settled = all(found.verdict is not Verdict.UNDECIDED for found in certificates)
        if exit_status(certificates) or not settled or not all(entry.examined.sure for entry in chapter.entries):
            return
        told = {name: getattr(chapter, name) for name in ("id", "title", "heading", "source", "names", "derivation")}
        record = {**told, "entries": [self._told(entry) for entry in chapter.entries]}
        asked = self._asked(chapter.id, [entry.id for entry in chapter.entries])
        self.kept.keep_record("chapter", self._places(chapter.id), asked, record)

    def _places(self, statement_id: str) -> tuple[str, ...]:
        return (*self.kept.places(statement_id), self.writer)

    def _asked(self, statement_id: str, claim_ids: Sequence[str]) -> dict[str, Any]:
        return {"chapter": statement_id, "claims": list(claim_ids), "letters": _written(self.letters)}

    def _told(self, entry: Entry) -> dict[str, Any]:
        told = {name: getattr(entry, name) for name in ("id", "role", "says", "repairs", "statement", "proof")}
        queries = self.kept.keep_queries(entry.examined.queries)
        certificate = entry.certificate.as_json()
        return {**told, "rules": sorted(entry.rules), "certificate": certificate, "queries": queries}

    def _entry(self, told: dict[str, Any]) -> Entry | None:
        queries = self.kept.queries(told.pop("queries"))
        certificate = Certificate.from_json(told.pop("certificate"))
        if queries is None:
            return None
        rules = frozenset(told.pop("rules"))
        return Entry(**told, rules=rules, examined=Examined(certificate=certificate, queries=queries))


def _written(letters: Notation | None) -> list[Any]:
    """A notation as plain data, in one order."""
    if letters is None:
        return []
    squares, chosen = sorted(letters.squares.items()), sorted(letters.letters.items())
    return [letters.name, [[name, repr(letter)] for name, letter in chosen], squares, sorted(letters.subscripted)]
