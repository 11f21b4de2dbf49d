"""Certified bounds on thousands of hard instances against sixty digits of the oracle, and what came of it.

    python tests/make/bounds/certified.py [--seed 0] [--instances 5000]

writes `tests/golden/certified.json`: seed, instances and refusals by kind, instances with rivals, and the seeds of
those that the oracle contradicts, of which there are to be none. It takes about 20 minutes of processor time; with
`--continue` it goes on where the record of the same seed ends.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parents[2]
for _folder in ("attacks", "truth"):
    sys.path.insert(0, str(HERE / "support" / _folder))

from bounds_attack import DIGITS, Tally  # noqa: E402 (found by the paths above)

PATH = HERE / "golden" / "certified.json"
STEP = 50


def main() -> int:
    """Certify, in steps, and write the counts after each."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", default="0")
    parser.add_argument("--instances", type=int, default=5000)
    parser.add_argument("--continue", dest="goes_on", action="store_true")
    options = parser.parse_args()
    tally, first = Tally(), 0
    if options.goes_on:
        record = json.loads(PATH.read_text(encoding="utf-8"))
        if record["seed"] != options.seed:
            parser.error(f"the record is of seed {record['seed']}")
        first = record["instances"]
        tally = Tally(
            instances=Counter(record["by_kind"]),
            refused=Counter(record["refused"]),
            rivals=record["with_rivals"],
            wrong=record["wrong"],
        )
    for place in range(first, options.instances):
        tally.add(f"{options.seed}:{place}")
        if (place + 1) % STEP == 0 or place + 1 == options.instances:
            document = {
                "schema": "ldm-symbolic/certified-attack/1",
                "seed": options.seed,
                "digits_of_the_oracle": DIGITS,
                "instances": place + 1,
                "by_kind": dict(tally.instances),
                "refused": dict(tally.refused),
                "with_rivals": tally.rivals,
                "wrong": tally.wrong,
            }
            PATH.write_text(json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
            print(f"{place + 1}: {len(tally.wrong)} wrong, {sum(tally.refused.values())} refused", flush=True)
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
