"""Attack the proof language at random, and keep what came of it.

    python tests/make/attacks.py [--seed 0] [--attempts 100000]

writes `tests/golden/attacks.json`: seed, attempts, Facts made, Facts judged, refusals by kind of error. It takes an
hour or so of processor time; with a Fact that is false at an instance it exits with status 1 and writes what it found.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
for _folder in ("", "attacks", "proofs", "truth"):
    sys.path.insert(0, str(HERE / "support" / _folder))

from attack_run import Run  # noqa: E402 (found by the paths above)

PATH = HERE / "golden" / "attacks.json"
STEP = 500


def main() -> int:
    """Attack, in steps, and write the counts after each."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", default="0")
    parser.add_argument("--attempts", type=int, default=100_000)
    options = parser.parse_args()
    run = Run(options.seed)
    while run.tally.attempts < options.attempts:
        run.go(min(STEP, options.attempts - run.tally.attempts))
        document = {"schema": "ldm-symbolic/attacks/1", **run.tally.document(options.seed)}
        PATH.write_text(json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
        print(f"{run.tally.attempts}: {sum(run.tally.facts.values())} facts, {len(run.tally.false)} false", flush=True)
    for kind, examples in sorted(run.tally.raised.items()):
        print(f"{kind}: {run.tally.times[kind]}, such as {examples[0]}")
    return 1 if run.tally.false else 0


if __name__ == "__main__":
    sys.exit(main())
