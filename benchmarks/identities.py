"""How fast an identity is found true by its normal form, beside SymPy's `simplify` in the same run.

    python benchmarks/identities.py [--json FILE]

The identities are those on which the proofs behind Appendix A.5 rest (P5 and L1: what is derived is what is printed):
every difference of more than one part that is found zero. Times are processor time, the least of five rounds in which
the contenders take turns, each call with the memories of SymPy and of our own emptied before it. What takes less than
a millisecond is called twenty times a turn: one call alone, after half a second of another program, times the
processor's memory.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import process_time
from typing import Any

from measuring import Bar, machine
from sympy import Expr, simplify
from sympy.core.cache import clear_cache

from ldm_symbolic.claims.words import Verdict
from ldm_symbolic.derivations import catalogue
from ldm_symbolic.proof.smt import normal_form, questions
from ldm_symbolic.proof.smt.normal_form import vanishes

APPENDIX = ("P5", "L1")
ROUNDS = 5
CALLS = 20


def identities() -> list[Expr]:
    """The differences that are found zero while the claims of the appendix are proved."""
    found: list[Expr] = []
    with _watched(found):
        for statement in catalogue(APPENDIX):
            for claim in statement.claims:
                if claim.expected is Verdict.PROVED and claim.proof is not None:
                    claim.proof()
    return [one for one in dict.fromkeys(found) if one.args]


@contextmanager
def _watched(found: list[Expr]) -> Iterator[None]:
    def watching(difference: Expr) -> bool:
        if vanishes(difference):
            found.append(difference)
            return True
        return False

    questions.vanishes = watching  # type: ignore[assignment, attr-defined]
    try:
        yield
    finally:
        questions.vanishes = vanishes  # type: ignore[attr-defined]


def seconds(action: Callable[[Expr], Any], difference: Expr) -> float:
    """Processor time of one call with nothing remembered."""
    clear_cache()
    vanishes.cache_clear()  # type: ignore[attr-defined]
    normal_form._monomials.cache_clear()  # type: ignore[attr-defined]
    begun = process_time()
    action(difference)
    return process_time() - begun


def measured() -> dict[str, Any]:
    """The figures, in seconds of processor time."""
    rows = []
    for difference in identities():
        ours = theirs = math.inf
        for _ in range(ROUNDS):
            ours = min(ours, *(seconds(vanishes, difference) for _ in range(CALLS)))
            theirs = min(theirs, seconds(simplify, difference))
        rows.append({"identity": str(difference), "normal form": ours, "simplify": theirs})
    ours, theirs = (sum(row[name] for row in rows) for name in ("normal form", "simplify"))
    figures = {"identities": len(rows), "normal form": ours, "simplify": theirs, "times as fast": theirs / ours}
    return {"machine": machine(), **figures, "of each": rows}


def bars(found: dict[str, Any]) -> Iterator[Bar]:
    """What must hold of the figures."""
    yield Bar("A.5, derived is printed, times as fast as simplify", found["times as fast"], least=300)


def main() -> int:
    """Print the bar, and write the figures down; 1 where it is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="where to write the figures")
    asked = parser.parse_args()
    found = measured()
    reached = list(bars(found))
    for row in found["of each"]:
        print(f"{row['simplify'] / row['normal form']:8.0f} times  {row['normal form']:.6f} s  {row['identity'][:100]}")
    print(*reached, sep="\n")
    if asked.json is not None:
        asked.json.write_text(json.dumps(found, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return 0 if all(bar.holds for bar in reached) else 1


if __name__ == "__main__":
    raise SystemExit(main())
