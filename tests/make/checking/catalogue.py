"""Replay the proofs and the refutations of the whole catalogue.

    ldm-symbolic verify --proofs DIR
    python tests/make/checking/catalogue.py DIR

writes `tests/make/checking/catalogue.json`: how many of each there are, which are not replayed, how many questions were
asked, and the processor time. With one that is not replayed the status is 1.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from ldm_symbolic.checker import questions
from ldm_symbolic.checker.__main__ import check_text
from ldm_symbolic.checker.terms import RefusedError

PATH = Path(__file__).with_suffix(".json")


def main() -> int:
    """Replay files in turn, and write the counts."""
    parser = argparse.ArgumentParser()
    parser.add_argument("directory", type=Path)
    files = sorted(parser.parse_args().directory.glob("*.json"))
    sys.setrecursionlimit(20_000)
    count = {"proofs": 0, "refutations": 0}
    refused: list[str] = []
    for file in files:
        text = file.read_text(encoding="utf-8")
        count["proofs" if '"steps"' in text else "refutations"] += 1
        try:
            check_text(text)
        except RefusedError as error:
            refused.append(file.stem)
            print(f"{file.stem}: {error}", flush=True)
    spent = {engine: round(used, 1) for engine, used in questions.seconds.items()}
    told = {
        "schema": "ldm-symbolic/checked/2",
        **count,
        "not replayed": refused,
        "questions": len(questions._known),
        "processor seconds beyond the solvers": round(time.process_time(), 1),
        "processor seconds of the solvers": spent,
    }
    PATH.write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(json.dumps(told))
    return 1 if refused or not files else 0


if __name__ == "__main__":
    sys.exit(main())
