"""Alter proof files at random, and keep what the checker says of them.

    ldm-symbolic verify --proofs DIR
    python tests/make/checking/tampering.py DIR [--seed 0] [--alterations 5000]

writes `tests/make/checking/tampering.json`: seed, count, and for each kind of alteration how many were refused. What is
accepted is judged by the search for counterexamples, which shares no code with the checker: it must find none. With one
that it finds, or with a crash, the status is 1.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from random import Random

HERE = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(HERE / "support" / "checking"))

from altered_files import Alteration, alterations, judged  # noqa: E402 (found by the path above)

from ldm_symbolic.checker.__main__ import check_text  # noqa: E402

PATH = Path(__file__).with_suffix(".json")
LARGEST = 60_000
AT_A_TIME = 125


def main() -> int:
    """Alter files in turn, and write the counts."""
    parser = argparse.ArgumentParser()
    parser.add_argument("directory", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--alterations", type=int, default=5_000)
    options = parser.parse_args()
    sys.setrecursionlimit(20_000)
    random, found = Random(options.seed), Counter[tuple[str, str]]()
    texts = [path.read_text(encoding="utf-8") for path in sorted(options.directory.glob("*.json"))]
    texts = [text for text in texts if '"steps"' in text and len(text) < LARGEST]
    false: list[str] = []
    while sum(found.values()) < options.alterations:
        text = random.choice(texts)
        check_text(text)
        source = alterations(json.loads(text), random)
        for _ in range(AT_A_TIME):
            altered = next(source)
            outcome = judged(altered)
            found[altered.kind, outcome] += 1
            if outcome == "accepted, and false":
                false.append(_shown(altered))
        _write(options.seed, found)
        print(f"{sum(found.values())}: {len(false)} false", flush=True)
    sys.stdout.writelines(f"{one}\n" for one in false)
    return 1 if false else 0


def _shown(altered: Alteration) -> str:
    return json.dumps([altered.kind, altered.place, altered.steps[altered.place]])


def _write(seed: int, found: Counter[tuple[str, str]]) -> None:
    kinds: dict[str, dict[str, int]] = {}
    for (kind, outcome), count in found.items():
        kinds.setdefault(kind, {})[outcome] = count
    document = {"schema": "ldm-symbolic/tampering/1", "seed": seed, "alterations": sum(found.values()), "kinds": kinds}
    PATH.write_text(json.dumps(document, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
