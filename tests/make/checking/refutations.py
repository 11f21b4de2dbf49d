"""Alter the instances of refuted claims at random; what the checker says of each, beside ball arithmetic.

    python tests/make/checking/refutations.py [--seed 0] [--alterations 3000]

writes `tests/make/checking/refutations.json`: how many were accepted or refused by the checker, and by balls, which
share no code with it. With one that it accepts and balls find true, or its hypotheses not met, the status is 1. Where a
sequence is too short for its claim balls say undecided; for the checker its further entries are any numbers. A claim
that solvers are asked about for long is passed over: `SLOW`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

from sympy import Rational, Symbol

from ldm_symbolic.checker.__main__ import check_text
from ldm_symbolic.checker.terms import RefusedError
from ldm_symbolic.claims.objects import refutation_of
from ldm_symbolic.claims.statement import Claim
from ldm_symbolic.derivations import catalogue
from ldm_symbolic.search.judge import Outcome, judge

PATH = Path(__file__).with_suffix(".json")
SLOW = ("P3.step-chain",)


def main() -> int:
    """Alter instances in turn, and write the counts."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--alterations", type=int, default=3_000)
    options = parser.parse_args()
    sys.setrecursionlimit(20_000)
    random, found = Random(options.seed), Counter[str]()
    claims = [c for s in catalogue() for c in s.claims if c.counterexample is not None and c.id not in SLOW]
    false: list[str] = []
    while sum(found.values()) < options.alterations:
        altered = _altered(random.choice(claims), random)
        if altered is None:
            continue
        checker, balls = _accepted(altered), judge(altered.hypotheses, altered.conclusion, altered.counterexample or {})
        found[f"checker {'accepts' if checker else 'refuses'}, balls say {balls.outcome.value}"] += 1
        if checker and balls.outcome in (Outcome.TRUE, Outcome.NOT_MET):
            false.append(altered.id)
            print(f"{altered.id}: {altered.counterexample}: {balls.outcome.value}", flush=True)
    told = {"schema": "ldm-symbolic/altered/1", "seed": options.seed, "passed over": SLOW, "outcomes": dict(found)}
    PATH.write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(json.dumps(told))
    return 1 if false else 0


def _altered(claim: Claim, random: Random) -> Claim | None:
    """Return a claim with one number of its instance altered; None if there is none to alter."""
    instance: dict[Any, Any] = dict(claim.counterexample or {})
    name = random.choice(list(instance))
    value = instance[name]
    if isinstance(value, list | tuple):
        place = random.randrange(len(value))
        instance[name] = type(value)((*value[:place], _other(value[place], random), *value[place + 1 :]))
    elif isinstance(name, Symbol):
        instance[name] = _other(value, random)
    else:
        return None
    return replace(claim, counterexample=instance)


def _other(value: Any, random: Random) -> Any:
    if getattr(value, "is_Integer", False) and random.random() < 0.7:
        return value + random.choice([-1, 1, 2])
    factor = Rational(random.choice([-1, 0, 1, 2, 3, 7, 9, 11, 12]), random.choice([1, 2, 3, 10]))
    return value * factor


def _accepted(claim: Claim) -> bool:
    try:
        check_text(refutation_of(claim))
    except RefusedError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
