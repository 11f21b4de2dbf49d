"""Verifies the catalogue on this machine as it is and beside four busy loops on one core: the JSON must be the same.

    python tests/make/busy.py [--out FILE] [ID ...]

writes which statements were verified, how many claims and questions they have, a digest of each JSON, and the questions
that took the solvers most processor time, none of which may be over a second when nothing is beside. What earlier runs
over other statements have written stays.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from typing import Any

from ldm_symbolic.claims.audit import Audited, examine, listed, verify_document
from ldm_symbolic.claims.certificate import canonical_json
from ldm_symbolic.derivations import catalogue
from ldm_symbolic.derivations.recorded import wanted

LOOPS = 4
MOST = 1.0  # seconds of processor time for one question


@contextmanager
def busy_core() -> Iterator[None]:
    """One core for this process and its children, and loops that want it too."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    loops = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(LOOPS)]
    try:
        yield
    finally:
        for loop in loops:
            loop.kill()
            loop.wait()
        os.sched_setaffinity(0, before)


def audited(ids: Sequence[str]) -> Audited:
    """Claims verified in processes of their own, so that no Fact is remembered from one run to the next."""
    selection = listed(wanted(ids), catalogue, None)
    found = examine(selection, catalogue, jobs=2)
    return [(s, [(claim, each.certificate) for claim, each in results]) for s, results in found]


def longest(verdicts: Audited) -> dict[tuple[str, str], tuple[float, str]]:
    """(engine, query) -> its processor time and a claim that asks it, the longest first."""
    spent: dict[tuple[str, str], tuple[float, str]] = {}
    for _, results in verdicts:
        for claim, certificate in results:
            for item in certificate.evidence:
                if item.query:
                    key = item.engine, item.query
                    spent[key] = max(spent.get(key, (0.0, "")), (item.seconds, claim.id))
    return dict(sorted(spent.items(), key=lambda pair: pair[1], reverse=True))


def run(name: str, ids: Sequence[str]) -> tuple[str, dict[str, Any]]:
    """The JSON of one run, and what is kept of it."""
    began = perf_counter()
    verdicts = audited(ids)
    text, found = canonical_json(verify_document(verdicts)), longest(verdicts)
    print(f"{name}: {perf_counter() - began:.0f} s", flush=True)
    most = [f"{seconds:.3f} s {engine} {query} {claim}" for (engine, query), (seconds, claim) in found.items()]
    kept = {
        "statements": [statement.id for statement, _ in verdicts],
        "claims": sum(len(results) for _, results in verdicts),
        "questions": len({query for _, query in found}),
        "json": sha256(text.encode()).hexdigest(),
        "longest": most[:8],
        "most": max((seconds for seconds, _ in found.values()), default=0.0),
    }
    return text, kept


def main() -> int:
    """0 if both runs say the same and no question is too long."""
    parser = argparse.ArgumentParser(description="the verdicts beside busy loops")
    parser.add_argument("ids", nargs="*", metavar="ID")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_suffix(".json"))
    options = parser.parse_args()
    quiet, first = run("as it is", options.ids)
    with busy_core():
        busy, second = run(f"beside {LOOPS} busy loops on one core", options.ids)
    result = {
        "loops": LOOPS,
        "whole catalogue": not options.ids,
        "same": quiet == busy,
        "as it is": first,
        "beside busy loops": second,
    }
    before = json.loads(options.out.read_text(encoding="utf-8")) if options.out.exists() else {}
    runs = {**before, " ".join(first["statements"]): result}
    options.out.write_text(json.dumps(runs, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print("the same JSON" if quiet == busy else "DIFFERENT JSON")
    return 0 if quiet == busy and first["most"] <= MOST else 1


if __name__ == "__main__":
    sys.exit(main())
