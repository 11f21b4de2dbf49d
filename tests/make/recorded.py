"""Write the index of the catalogue, which `list` and `show` read, and the names that its claims have.

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
from ldm_symbolic.latex.sentences.plainly import values_at
from ldm_symbolic.notation import VOCABULARY, noise_at, time_left_at
from ldm_symbolic.proof.language.terms import all_names
from ldm_symbolic.proof.language.terms import text as text_of
from ldm_symbolic.search.judge import judge

PATH = Path(__file__).resolve().parents[2] / "derivations" / "recorded.json"
NAMES = Path(ldm_symbolic.__file__).parent / "latex" / "formulas" / "data" / "names.txt"


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
        "severity": claim.severity.word.value if claim.severity else "",
        "weighs": str(claim.severity) if claim.severity else "",
        "confined": claim.severity.confined if claim.severity else "",
        "values": values_at(claim) if claim.expected is Verdict.REFUTED else "",
        "necessary": list(dict.fromkeys(text_of(hypothesis) for hypothesis, _ in claim.necessary)),
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


def names() -> str:
    """The names that are not in the vocabulary, each with the first claim that has it, as they should be."""
    found: dict[str, str] = {}
    for claim in (claim for statement in ldm_symbolic.catalogue() for claim in statement.claims):
        for part in (*claim.hypotheses, claim.conclusion):
            for name in sorted(map(str, all_names(part))):
                found.setdefault(name, claim.id)
    return "".join(f"{name} {first}\n" for name, first in found.items() if name not in VOCABULARY)


if __name__ == "__main__":
    NAMES.write_text(names(), encoding="utf-8")
    PATH.write_text(text(), encoding="utf-8")
