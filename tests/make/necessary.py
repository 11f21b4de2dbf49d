"""Find, for each proved claim, instances that show which of its hypotheses are needed.

    python tests/make/necessary.py [ID ...]

rewrites the entries of these statements (of all, without an id) in `derivations/necessary.json`. It takes minutes.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import ldm_symbolic
from ldm_symbolic.claims.certificate import Verdict
from ldm_symbolic.claims.necessity import drop_one
from ldm_symbolic.derivations import necessary as _necessary
from ldm_symbolic.proof.language.conditions import oriented

PATH = Path(__file__).resolve().parents[2] / "derivations" / "necessary.json"


def main(ids: list[str]) -> None:
    """Search, one claim after the other, and keep what was found so far."""
    for statement in ldm_symbolic.catalogue():
        if ids and statement.id not in ids:
            continue
        for claim in statement.claims:
            if claim.expected is not Verdict.PROVED:
                continue
            stored = json.loads(PATH.read_text(encoding="utf-8"))
            found = drop_one(claim, variants=_necessary.VARIANTS)
            stored[claim.id] = [_necessary.record(needed) for needed in found]
            text = json.dumps(stored, indent=1, sort_keys=True, ensure_ascii=False)
            PATH.write_text(text + "\n", encoding="utf-8")
            missing = {oriented(h) for h in claim.hypotheses} - {oriented(needed.hypothesis) for needed in found}
            print(f"{claim.id}: {len(found)} of {len(claim.hypotheses)}; not found: {sorted(map(str, missing))}")


if __name__ == "__main__":
    main(sys.argv[1:])
