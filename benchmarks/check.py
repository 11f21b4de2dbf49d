"""Whether nothing has become slow: exponents and ratios of the short benchmarks, with room for a busy machine.

    python benchmarks/check.py [--json FILE]

No time in seconds decides. The bounds are two to five times what is measured on an idle machine, so that a loaded one
passes and a change of the algorithm does not: a factor of D, a fraction for each cell. At start-up it is 1.4 times, for
SymPy alone costs more than all the rest.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import identities
import samplers
import stopping
import surface
from measuring import Bar, with_one_thread

SAMPLERS = {"all_modes": 15.0, "by_hand": 12.0}
IDENTITIES = 60.0
PAIRS = {"noised": 500.0, "standard": 400.0, "capped": 35.0}


def bars(found: dict[str, Any]) -> Iterator[Bar]:
    """What must hold of the figures."""
    for row in found["surface"]["pairs"]:
        kind, what = row["kind"], f"E(k, t) {row['kind']}, D = {row['dimension']}"
        yield Bar(f"{what}, times as fast as pair by pair", row["times_as_fast_as_pairs"], least=PAIRS[kind])
        yield Bar(f"{what}, memory of what is returned", row["memory_of_what_is_returned"], most=1.3)
    for row in found["surface"]["growth"]:
        yield Bar(f"E(k, t) {row['kind']}, growth in D", row["growth"], most=1.3)
    yield Bar("stop from a cold process, bare interpreters", found["surface"]["start_up"]["interpreters"], most=20)
    for row in found["stopping"]["brentq"]:
        if row["dimension"] > 100:
            ratio = row["times_as_fast_as_brentq"]["floats"]
            yield Bar(f"x*(k) for every k, {row['shape']}, D = {row['dimension']}, times brentq", ratio, least=1)
    for row in found["stopping"]["copy"]:
        yield Bar(f"x*(k) for every k, {row['shape']}, growth in D", row["growth"], most=1.3)
    for row in found["stopping"]["certified"]:
        yield Bar(f"x*(k) proved for every k, {row['shape']}, growth in D", row["growth"], most=1.4)
    for name, least in SAMPLERS.items():
        what = f"{found['samplers']['cells']} sampler errors by nodes"
        yield Bar(f"{what}, times as fast as {name}", found["samplers"]["times_as_fast"][name], least=least)
        yield Bar(f"{what}, apart from {name}", found["samplers"]["largest_difference"][name], most=1e-12)
    times = found["identities"]["times as fast"]
    yield Bar("A.5, derived is printed, times as fast as simplify", times, least=IDENTITIES)


def main() -> int:
    """Print every bar, and write the figures down; 1 where one is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="where to write the figures")
    asked = parser.parse_args()
    with_one_thread()
    found = {
        "surface": surface.measured(short=True),
        "stopping": stopping.measured(short=True),
        "samplers": samplers.measured(short=True),
        "identities": identities.measured(),
    }
    reached = list(bars(found))
    print(*reached, sep="\n")
    if asked.json is not None:
        asked.json.write_text(json.dumps(found, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    return 0 if all(bar.holds for bar in reached) else 1


if __name__ == "__main__":
    sys.exit(main())
