"""Write the index of the catalogue, which `list` and `show` read, into `derivations/recorded.json`.

python tests/make/recorded.py
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import ldm_symbolic
from ldm_symbolic.claims.audit import source_of
from ldm_symbolic.claims.certificate import written
from ldm_symbolic.claims.necessity import shown
from ldm_symbolic.claims.statement import Claim
from ldm_symbolic.claims.words import Verdict
from ldm_symbolic.notation import noise_at, time_left_at
from ldm_symbolic.search.judge import judge

PATH = Path(__file__).resolve().parents[2] / "derivations" / "recorded.json"


def text() -> str:
    """The index as it should be."""
    entries = [
        {"id": s.id, "title": s.title, "source": source_of(s), "claims": [_entry(claim) for claim in s.claims]}
        for s in ldm_symbolic.catalogue()
    ]
    return json.dumps(entries, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _entry(claim: Claim) -> dict[str, Any]:
    return {
        "id": claim.id,
        "role": str(claim.role),
        "says": claim.says,
        "verdict": str(claim.expected),
        "repairs": claim.repairs,
        "fails": _fails(claim) if claim.expected is Verdict.REFUTED else "",
    }


def _fails(claim: Claim) -> str:
    """How a claim fails at its counterexample, and where; the inverse of a clock goes without saying."""
    if claim.counterexample is None:
        return "false"
    outcome = judge(claim.hypotheses, claim.conclusion, claim.counterexample).outcome
    values = dict(shown(claim.counterexample))
    if str(noise_at) in values:
        values.pop(str(time_left_at), None)
    return f"{outcome.value} at {written(values)}"


if __name__ == "__main__":
    PATH.write_text(text(), encoding="utf-8")
