"""Every proved claim of some statements at adversarial instances: how many met the hypotheses, and how they fared.

    OMP_NUM_THREADS=1 nice -n 10 python tests/make/reports/instances.py [--seed 251008409] [ID ...]

rewrites the entries of these statements in `instances.json`. For each claim at least 2,000 instances are drawn, and up
to 40,000 until 2,000 have met the hypotheses; it tells how many did, and of those how many
floating point with its error bounds saw true, could not tell, or saw false on a grid. Up to five that look false go to
the engines in exact numbers; one that they call false too is an alarm, and the status is 1. A claim that floating point
has no reading of (a function to be found, convexity) is listed with the reason and no counts. Few that met, or none,
means that the draws seldom or never solve the equations among its hypotheses: it has only its witnesses and the tests
of its statement. An entry is that of the last run on its statement, some of which stopped at 10,000.
"""

from __future__ import annotations

import argparse
import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parents[2]
for _folder in ("whole", "support/instances", "support/truth"):
    sys.path.insert(0, str(HERE / _folder))

from adversarial import SCHEDULES, SIZE, Case, Schedule, case  # noqa: E402
from float_truth import HELD  # noqa: E402
from numpy.random import Generator, default_rng  # noqa: E402

import ldm_symbolic  # noqa: E402
from ldm_symbolic.claims.certificate import Verdict  # noqa: E402
from ldm_symbolic.claims.statement import Claim  # noqa: E402
from ldm_symbolic.search.judge import REFUTES, Outcome, judge  # noqa: E402

shapes = import_module("test_repaired_claims")
PATH = Path(__file__).with_suffix(".json")
PAPER = ("P1", "P2", "P3", "P4", "P5", "L1", "C1", "P6", "P7", "P8", "P9", "P10", "L2", "S3")
SENTENCES = ("U1", "U2", "U3", "U4", "U5", "U6", "U7", "U8")
FURTHER = ("S9", "S10", "R2", "A2", "A5", "K3", "K4", "K2", "N1", "N9", "M2", "N4", "A6")
IDS = (*PAPER, *SENTENCES, *FURTHER)
ENOUGH, MOST, SUSPECTS = 2_000, 40_000, 5


def main() -> int:
    """Survey the claims one after the other, and keep what was found so far."""
    parser = argparse.ArgumentParser()
    parser.add_argument("ids", nargs="*", default=IDS)
    parser.add_argument("--seed", type=int, default=2510_08409)
    options = parser.parse_args()
    alarms = 0
    for statement in ldm_symbolic.catalogue(options.ids):
        for claim in statement.claims:
            if claim.expected is Verdict.PROVED:
                found = survey(claim, options.seed)
                print(f"{claim.id}: {found}", flush=True)
                alarms += found.get("alarms", 0)
                _keep(claim, {"seed": options.seed, **found})
    return 1 if alarms else 0


def survey(claim: Claim, seed: int) -> dict[str, Any]:
    """Evaluate a claim from its definitions at instances of the shape of its statement."""
    rng = default_rng(seed)
    counts = {"drawn": 0, "met": 0, "true": 0, "undecided": 0, "looked false": 0, "alarms": 0}
    suspects: list[tuple[Case, int]] = []
    while counts["drawn"] < MOST and counts["met"] < ENOUGH:
        try:
            number = counts["drawn"] // SIZE
            drawn = _drawn(rng, claim, SCHEDULES[number % len(SCHEDULES)])
            met = np.broadcast_to(drawn.batch.met(claim.hypotheses), SIZE)
            truth = np.broadcast_to(drawn.batch.conclusion(claim.conclusion), SIZE)
        except (KeyError, NotImplementedError) as error:  # it has no reading in floating point
            return {"no counts": f"{type(error).__name__}: {error}"[:160]}
        false = met & (np.isnan(truth) | (truth <= 0.25))
        counts["drawn"] += SIZE
        counts["met"] += int(met.sum())
        counts["true"] += int((met & (truth >= HELD)).sum())
        counts["looked false"] += int(false.sum())
        suspects += [(drawn, int(column)) for column in np.flatnonzero(false)]
    counts["undecided"] = counts["met"] - counts["true"] - counts["looked false"]
    outcomes = [_outcome(claim, *suspect) for suspect in suspects[:SUSPECTS]]
    counts["alarms"] = sum(outcome in REFUTES for outcome in outcomes)
    return {**counts, "engines": [outcome.value for outcome in outcomes]} if outcomes else dict(counts)


def _drawn(rng: Generator, claim: Claim, schedule: Schedule) -> Case:
    """Draw by the shape of the statement; a name that it neither draws nor defines is drawn by its kind."""
    shaped, plain = shapes.shape_of(claim)(rng, claim, schedule), shapes.by_name(rng, claim, schedule)
    rest = {name: value for name, value in plain.drawn.items() if name not in shaped.defined}
    values = {**rest, **shaped.drawn}
    return case(claim, schedule, values)


def _outcome(claim: Claim, drawn: Case, column: int) -> Outcome:
    return judge(claim.hypotheses, claim.conclusion, drawn.exact(column)).outcome


def _keep(claim: Claim, found: dict[str, Any]) -> None:
    stored: dict[str, Any] = {"schema": "ldm-symbolic/instances/1", "claims": {}}
    if PATH.exists():
        stored = json.loads(PATH.read_text(encoding="utf-8"))
    stored["claims"][claim.id] = found
    PATH.write_text(json.dumps(stored, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
