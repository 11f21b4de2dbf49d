"""Verifies the catalogue on this machine as it is and beside four busy loops on one core: the JSON must be the same.

    python tests/make/busy.py [ID ...]

Also shown: the questions that took each solver most processor time, none of which may be over a second.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import perf_counter

from ldm_symbolic.claims.audit import Audited, examine, select, verify_document
from ldm_symbolic.claims.certificate import canonical_json
from ldm_symbolic.derivations import catalogue

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
    found = examine(select(catalogue(ids), ids), catalogue, jobs=2)
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


def main(ids: Sequence[str]) -> int:
    """0 if both runs say the same and no question is too long."""
    texts = []
    worst = 0.0
    for name, beside in (("as it is", None), (f"beside {LOOPS} busy loops on one core", busy_core())):
        began = perf_counter()
        if beside is None:
            verdicts = audited(ids)
        else:
            with beside:
                verdicts = audited(ids)
        texts.append(canonical_json(verify_document(verdicts)))
        print(f"{name}: {perf_counter() - began:.0f} s")
        found = longest(verdicts)
        for (engine, query), (seconds, claim) in list(found.items())[:12]:
            print(f"  {seconds:6.3f} s  {engine:5} {query}  {claim}")
        worst = max([worst, *(seconds for seconds, _ in list(found.values())[:1])]) if beside is None else worst
    same = texts[0] == texts[1]
    print("the same JSON" if same else "DIFFERENT JSON")
    return 0 if same and worst <= MOST else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
