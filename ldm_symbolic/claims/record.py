"""What the catalogue records of its statements, as plain data: read without SymPy, and proving nothing.

The data is written by `tests/make/recorded.py` from the statements themselves.

Tested in `tests/claims/test_record.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from re import fullmatch
from typing import Any

from ldm_symbolic.claims.words import Role, Severity, Verdict

_KINDS = {"": "P", "p": "P", "prop": "P", "proposition": "P", "l": "L", "lemma": "L", "c": "C", "corollary": "C"}
_CUTOFF = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedClaim:
    """One claim as it is recorded.

    Args:
        id: as in the catalogue.
        role: printed, step, remark, repaired or new.
        says: the sentence in plain words.
        verdict: the one recorded.
        repairs: the id of the claim that it repairs, or "".
        fails: how it fails at the counterexample, "false" or "undefined", and where; "" where it is not refuted.
        severity: how much that weighs; None where it is not refuted.
        weighs: why, in words; "" where it is not refuted.
        confined: the only set on which it fails, in words; "" where none is proved to be.
        values: what the two sides are at the counterexample, in words; "" where there is nothing to say.
        necessary: hypotheses without which it is known to fail, as text.
    """

    id: str
    role: Role
    says: str
    verdict: Verdict
    repairs: str
    fails: str
    severity: Severity | None = None
    weighs: str = ""
    confined: str = ""
    values: str = ""
    necessary: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedStatement:
    """One statement as it is recorded.

    Args:
        id: as in the catalogue.
        title: what it states.
        source: where it is printed, in words.
        claims: in the order in which a reader meets them.
    """

    id: str
    title: str
    source: str
    claims: tuple[RecordedClaim, ...]

    def as_json(self) -> dict[str, Any]:
        """Its entry in the index."""
        claims = [
            {**asdict(claim), "severity": claim.severity.value if claim.severity else ""} for claim in self.claims
        ]
        return {"id": self.id, "title": self.title, "source": self.source, "claims": claims}

    def repairs_of(self, claim_id: str) -> tuple[RecordedClaim, ...]:
        """The claims that repair one."""
        return tuple(claim for claim in self.claims if claim.repairs == claim_id)

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> RecordedStatement:
        """A statement from its entry in the index."""
        claims = [
            RecordedClaim(
                **{
                    **entry,
                    "role": Role(entry["role"]),
                    "verdict": Verdict(entry["verdict"]),
                    "severity": Severity(entry["severity"]) if entry["severity"] else None,
                    "necessary": tuple(entry["necessary"]),
                }
            )
            for entry in data["claims"]
        ]
        return cls(id=data["id"], title=data["title"], source=data["source"], claims=tuple(claims))


def list_document(statements: Iterable[RecordedStatement]) -> dict[str, Any]:
    """The catalogue in the schema `ldm-symbolic/list/1`: what is claimed and what is recorded of it."""
    return {
        "schema": "ldm-symbolic/list/1",
        "statements": [
            {
                "id": statement.id,
                "title": statement.title,
                "source": statement.source,
                "claims": [
                    {
                        "id": c.id,
                        "role": str(c.role),
                        "says": c.says,
                        "expected": str(c.verdict),
                        "severity": c.severity and c.severity.value,
                    }
                    for c in statement.claims
                ],
            }
            for statement in statements
        ],
    }


def known_id(name: object, statements: Iterable[RecordedStatement]) -> str:
    """The id of the statement or claim that a user means: P5, p5, prop5, 5, P5.printed.

    Args:
        name: what the user wrote.
        statements: the whole catalogue.

    Raises:
        ValueError: if there is none, with the nearest there is.

    >>> claim = RecordedClaim(
    ...     id="P5.printed", role=Role.PRINTED, says="all is well", verdict=Verdict.REFUTED, repairs="", fails="false")
    >>> known = [RecordedStatement(id="P5", title="t", source="s", claims=(claim,))]
    >>> known_id("prop 5", known), known_id("p5.Printed", known)
    ('P5', 'P5.printed')
    >>> known_id("P5.print", known)
    Traceback (most recent call last):
        ...
    ValueError: there is no claim 'P5.print'; did you mean P5.printed?
    """
    if not isinstance(name, str):
        raise ValueError(f"expected the id of a statement or claim such as 'P5' or 'P5.printed', got {name!r}")
    ids: dict[str, str] = {}
    for statement in statements:
        ids[statement.id.lower()] = statement.id
        ids |= {claim.id.lower(): claim.id for claim in statement.claims}
    spelled = _spelled(name)
    if spelled in ids:
        return ids[spelled]
    raise unknown_id(name, ids.values())


def unknown_id(name: str, known: Iterable[str]) -> ValueError:
    """What is raised for an id that there is not, with the nearest one that there is.

    >>> unknown_id("P99", ["P1", "P9"])
    ValueError("there is no statement or claim 'P99'; did you mean P9?")
    """
    ids = {one.lower(): one for one in known}
    what = "claim" if "." in name else "statement or claim"
    near = get_close_matches(_spelled(name), sorted(ids), n=1, cutoff=_CUTOFF)
    hint = f"did you mean {ids[near[0]]}?" if near else "see ldm-symbolic list"
    return ValueError(f"there is no {what} {name!r}; {hint}")


def _spelled(name: str) -> str:
    """An id in small letters, its kind in one: "Prop. 5.printed" is "p5.printed"."""
    text = name.strip().lower()
    found = fullmatch(r"([a-z]*)\.?[ _-]*(\d.*)", text)
    return f"{_KINDS[found[1]].lower()}{found[2]}" if found and found[1] in _KINDS else text
