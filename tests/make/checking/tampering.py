"""Alter proof files at random, and keep what the checker says of them.

    ldm-symbolic verify --proofs DIR
    python tests/make/checking/tampering.py DIR [--seed 0] [--alterations 5000] [--workers 4]

writes `tests/make/checking/tampering.json`: seed, count, how many alterations of each kind were refused, and what was
accepted, judged by code that shares nothing with the checker: it must find nothing false. With something that is, or
with a crash, the status is 1. A question may cost each solver so many seconds, fewer than in earnest: what follows is
seen soon, and on what does not they would spend most of the time.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from itertools import islice
from pathlib import Path
from random import Random

HERE = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(HERE / "support" / "checking"))

from altered_files import Alteration, alterations, judged  # noqa: E402 (found by the path above)

from ldm_symbolic.checker import questions  # noqa: E402

PATH = Path(__file__).with_suffix(".json")
LARGEST = 25_000
AT_A_TIME = 50
SECONDS = 1
Found = Counter[tuple[str, str]]


def main() -> int:
    """Alter files in turn, and write the counts."""
    parser = argparse.ArgumentParser()
    parser.add_argument("directory", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--alterations", type=int, default=5_000)
    parser.add_argument("--workers", type=int, default=4)
    options = parser.parse_args()
    found, false = Found(), list[str]()
    with ProcessPoolExecutor(options.workers) as pool:
        draws = [f"{options.seed}:{draw}" for draw in range(-(-options.alterations // AT_A_TIME))]
        for share in as_completed([pool.submit(altered, options.directory, draw) for draw in draws]):
            found += share.result()[0]
            false += share.result()[1]
            _write(options.seed, found)
            print(f"{sum(found.values())}: {len(false)} false", flush=True)
    sys.stdout.writelines(f"{one}\n" for one in false)
    return 1 if false else 0


def altered(directory: Path, seed: str) -> tuple[Found, list[str]]:
    """Return what came of alterations of one file, and those that were accepted and are false."""
    sys.setrecursionlimit(20_000)
    questions.longest = SECONDS
    random, found, false = Random(seed), Found(), list[str]()
    texts = [path.read_text(encoding="utf-8") for path in sorted(directory.glob("*.json"))]
    texts = [text for text in texts if '"steps"' in text and len(text) < LARGEST]
    for one in islice(alterations(json.loads(random.choice(texts)), random), AT_A_TIME):
        outcome = judged(one)
        found[one.kind, outcome] += 1
        if outcome == "accepted, and false":
            false.append(_shown(one))
    return found, false


def _shown(one: Alteration) -> str:
    return json.dumps([one.kind, one.place, one.steps[one.place]])


def _write(seed: int, found: Found) -> None:
    kinds: dict[str, dict[str, int]] = {}
    for (kind, outcome), count in found.items():
        kinds.setdefault(kind, {})[outcome] = count
    document = {
        "schema": "ldm-symbolic/tampering/2",
        "seed": seed,
        "seconds for a question": SECONDS,
        "alterations": sum(found.values()),
        "kinds": kinds,
    }
    PATH.write_text(json.dumps(document, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
