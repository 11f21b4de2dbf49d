"""Which claims Coq has accepted, as `tests/make/coq/check_coq.py` compiled and recorded them.

Tested in `tests/coq/test_recorded.py`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

TABLE = Path(__file__).parent / "theory" / "proved.json"


@cache
def _table() -> Mapping[str, str]:
    table: dict[str, str] = json.loads(TABLE.read_text(encoding="utf-8"))
    return table


def digest_of(hypotheses: Sequence[Any], conclusion: Any) -> str:
    """Return what names a claim by what it says.

    Args:
        hypotheses: as in its proof file.
        conclusion: as in its proof file.

    >>> digest_of([], ["<", ["number", "0"], ["number", "1"]])
    '2fc277519e6e6dc7'
    """
    text = json.dumps([list(hypotheses), conclusion], ensure_ascii=False, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()[:16]


def is_recorded(claim: str) -> bool:
    """Say whether Coq has accepted the theorem of a claim of the catalogue; a test sees that it still says the same.

    >>> is_recorded("P1.exact"), is_recorded("P1.iff-as-stated")
    (True, False)
    """
    return claim in _table()


def accepted(claim: str, digest: str) -> bool:
    """Say whether Coq has accepted the theorem of a claim that says what it says now.

    Args:
        claim: the id of the claim.
        digest: see `digest_of`.

    >>> accepted("P1.exact", "0" * 16)
    False
    """
    return _table().get(claim) == digest


def why_missing(claim: str) -> str:
    """Return, in a line, what is missing for the theorem of a claim that is not recorded.

    Args:
        claim: the id of the claim.

    >>> why_missing("P0.none")
    'P0.none: no Coq theorem yet: a step of its proof is not closed by lra, nra or a stored certificate'
    """
    if claim in _table():
        return f"{claim}: no Coq theorem yet: the claim is no longer what it was when Coq accepted it"
    return f"{claim}: no Coq theorem yet: a step of its proof is not closed by lra, nra or a stored certificate"
