"""Tries to prove every false neighbour of every proved claim, with all of the effort that `verify` has.

    LDM_SYMBOLIC_CACHE=off python tests/make/reports/altered.py

rewrites `altered.json` beside it: how many claims and alterations, and which of them were proved, which none may be;
the status is 1 if one was. The suite tries the same with an eighth of the effort.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "support"))

from alterations import alterations, wrongly_proved

import ldm_symbolic
from ldm_symbolic.claims.certificate import Verdict
from ldm_symbolic.claims.verification import verification

RESULT = Path(__file__).with_suffix(".json")


def main() -> int:
    """Try them claim by claim, and write what came of it."""
    proved: list[str] = []
    claims = count = 0
    for statement in ldm_symbolic.catalogue():
        for claim in statement.claims:
            if claim.expected is Verdict.PROVED:
                fact = verification(claim).fact
                if fact is None:
                    raise SystemExit(f"{claim.id} is not proved")
                claims += 1
                count += len(list(alterations(claim.conclusion)))
                proved += [f"{claim.id}: {altered}" for altered in wrongly_proved(claim, fact)]
        print(f"{statement.id}: {count} alterations so far, {len(proved)} proved", flush=True)
    record = {"claims": claims, "alterations": count, "proved": proved}
    RESULT.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    return 1 if proved else 0


if __name__ == "__main__":
    sys.exit(main())
