"""What `show` says of a statement or a claim: what is printed, why it fails, what is true instead.

Every sentence is one that the catalogue records; nothing is proved, and nothing heavy imported.

Tested in `tests/claims/test_record.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import fill
from typing import TYPE_CHECKING, Any

from ldm_symbolic.claims.record import RecordedClaim, RecordedStatement
from ldm_symbolic.claims.words import Role, Severity, Verdict, combine, established, gravest
from ldm_symbolic.coq import is_recorded

if TYPE_CHECKING:
    from ldm_symbolic.claims.certificate import Certificate

_MARGIN = 10
_NARROWEST = 30


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Summary:
    """A statement or a claim at a glance.

    Args:
        id: of the statement or the claim.
        title: what the statement is about.
        source: where it is printed.
        verdict: of the claim, or of what is printed of the statement taken together.
        says: the sentences printed, or those that are new.
        but: which of them, and which steps of the proof, are refuted; "" where none is.
        because: where they fail.
        true_instead: the sentences that repair them.
        claims: verdict in small letters -> how many claims have it.
        severity: how much the gravest of its refutations weighs; None where nothing is refuted.
        by: by which engines and kernels the verdicts are established.
        needs: hypotheses of a claim without which it is known to fail; none for a statement.
        uses: ids of claims that are steps of the proofs.
        more: where to read on.
    """

    id: str
    title: str
    source: str
    verdict: Verdict
    says: tuple[str, ...]
    but: str
    because: tuple[str, ...]
    true_instead: tuple[str, ...]
    claims: dict[str, int]
    severity: Severity | None = None
    by: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    more: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The document in the schema `ldm-symbolic/show/1`; what there is nothing to say of is null."""
        return {
            "schema": "ldm-symbolic/show/1",
            "id": self.id,
            "title": self.title,
            "source": self.source,
            "verdict": str(self.verdict),
            "says": "; ".join(self.says),
            "but": self.but or None,
            "because": "; ".join(self.because) or None,
            "true_instead": "; ".join(self.true_instead) or None,
            "claims": dict(self.claims),
        }

    def text(self, width: int = 80) -> str:
        """The summary for people, in lines of at most so many characters."""
        counts = ", ".join(f"{count} {verdict}" for verdict, count in self.claims.items() if count)
        said = [("says", self.says), ("but", (self.but,)), ("because", self.because), ("instead", self.true_instead)]
        parts = [(name, sentence) for name, sentences in said for sentence in sentences if sentence]
        weighs = f" ({self.severity})" if self.severity else ""
        lines = [f"{self.id}  {self.verdict}{weighs}", self.title, self.source, ""]
        parts += [("by", sentence) for sentence in self.by]
        found = [("needs", "; ".join(self.needs)), ("uses", ", ".join(self.uses))]
        parts += [(name, sentence) for name, sentence in found if sentence]
        before = ""
        for name, sentence in [*parts, ("claims", counts), *(("more", line) for line in self.more)]:
            lines.append(_hung("" if name == before else name, sentence, width))
            before = name
        return "\n".join(line if "\n" in line else fill(line, max(width, _NARROWEST)) for line in lines)

    def __repr__(self) -> str:
        return self.text()


def _hung(name: str, sentence: str, width: int) -> str:
    """A sentence beside its name, further lines below it."""
    return fill(
        sentence,
        max(width, _NARROWEST),
        initial_indent=name.ljust(_MARGIN),
        subsequent_indent=" " * _MARGIN,
        break_on_hyphens=False,
    )


def summary(
    statement: RecordedStatement,
    claim_id: str = "",
    uses: Mapping[str, Sequence[str]] | None = None,
    file: str = "",
    engines: Mapping[str, Sequence[str]] | None = None,
) -> Summary:
    """What is recorded of a statement, or of one of its claims.

    Args:
        statement: from the index.
        claim_id: of the claim; "" for the statement as a whole.
        uses: id of a claim -> ids of the claims that are steps of its proof.
        file: where the statement is written down; "" to leave that out.
        engines: id of a claim -> the engines that established its verdict.

    Raises:
        ValueError: if the statement has no such claim.
    """
    chosen = [claim for claim in statement.claims if claim_id in ("", claim.id)]
    if not chosen:
        raise ValueError(f"{statement.id} has no claim {claim_id!r}")
    stated = chosen if claim_id else _stated(chosen)
    refuted = [claim for claim in stated if claim.verdict is Verdict.REFUTED]
    repairs = [other for claim in refuted for other in statement.repairs_of(claim.id)]
    several = len(stated) > 1
    return Summary(
        id=claim_id or statement.id,
        title=statement.title,
        source=statement.source,
        verdict=combine(claim.verdict for claim in stated),
        says=tuple(_with_repaired(statement, claim) for claim in stated),
        but=_but(refuted, chosen),
        because=tuple(_why(claim, claim.id if several else "it") for claim in refuted),
        true_instead=tuple(_repair(claim, several=len(refuted) > 1) for claim in repairs),
        claims=_counts(chosen),
        severity=gravest(claim.severity for claim in refuted),
        by=_established([*stated, *repairs], engines or {}),
        needs=stated[0].necessary if claim_id else (),
        uses=_used(stated, uses or {}),
        more=_more(claim_id or statement.id, file),
    )


def is_in_coq(certificate: Certificate) -> bool:
    """Return whether a claim is proved, and Coq has accepted its theorem."""
    return certificate.verdict is Verdict.PROVED and is_recorded(certificate.claim)


def established_by(certificate: Certificate) -> str:
    """Return by which engines and kernels a verdict is established, in words; "" where it is not.

    What Coq has accepted is no part of a certificate, which is kept for as long as what it was made of is the same.
    """
    return established(certificate.engines, coq=is_in_coq(certificate))


def _established(claims: Sequence[RecordedClaim], engines: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """By what the verdicts on some claims are established; those that share it together."""
    found: dict[str, list[str]] = {}
    for claim in claims:
        coq = claim.verdict is Verdict.PROVED and is_recorded(claim.id)
        found.setdefault(established(engines.get(claim.id, ()), coq=coq), []).append(claim.id)
    several = len(claims) > 1
    return tuple(f"{by} ({', '.join(ids)})" if several else by for by, ids in found.items() if by)


def _used(stated: Sequence[RecordedClaim], uses: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The claims that are steps of the proofs of some."""
    return tuple(dict.fromkeys(used for claim in stated for used in uses.get(claim.id, ())))


def _more(name: str, file: str) -> tuple[str, ...]:
    """Where to read on."""
    commands = f"ldm-symbolic verify {name} establishes it again, ldm-symbolic latex {name} prints it"
    return (commands, f"{file} says how the proof goes") if file else (commands,)


def _stated(claims: Sequence[RecordedClaim]) -> list[RecordedClaim]:
    """The claims that are the statement: what is printed; remarks or steps where that is all; else what is new."""
    for roles in ((Role.PRINTED,), (Role.REMARK,), (Role.NEW,), (Role.STEP,)):
        found = [claim for claim in claims if claim.role in roles]
        if found:
            return found
    return list(claims)


def _why(claim: RecordedClaim, named: str) -> str:
    """How a claim fails, and how much that weighs."""
    weighs = f" ({claim.severity}: {claim.weighs})" if claim.severity else ""
    values = f": {claim.values}" if claim.values else ""
    return f"{named} is {claim.fails}{values}{weighs}"


def _with_repaired(statement: RecordedStatement, claim: RecordedClaim) -> str:
    """What a claim says; "the same if ..." is read after the sentence that it repairs."""
    repaired = next((other for other in statement.claims if other.id == claim.repairs), None)
    return claim.says if repaired is None else f"{claim.says} (repairs {repaired.id}: {repaired.says})"


def _repair(claim: RecordedClaim, *, several: bool) -> str:
    """What a repair says, and, where several sentences are repaired, which of them it is about."""
    return f"{claim.says} ({claim.id}{f', for {claim.repairs}' if several else ''}: {claim.verdict})"


def _but(refuted: Sequence[RecordedClaim], claims: Sequence[RecordedClaim]) -> str:
    others = [claim for claim in claims if claim.verdict is Verdict.REFUTED and claim not in refuted]
    parts = []
    if refuted:
        parts.append(f"{_named(refuted)} {'is' if len(refuted) == 1 else 'are'} refuted")
    if others:
        parts.append(f"of its steps and remarks {_named(others)} {'is' if len(others) == 1 else 'are'} refuted")
    return "; ".join(parts)


def _named(claims: Sequence[RecordedClaim]) -> str:
    ids = [claim.id for claim in claims]
    return ids[0] if len(ids) == 1 else f"{', '.join(ids[:-1])} and {ids[-1]}"


def _counts(claims: Sequence[RecordedClaim]) -> dict[str, int]:
    found = Counter(claim.verdict for claim in claims)
    return {verdict.lower(): found[verdict] for verdict in Verdict}
