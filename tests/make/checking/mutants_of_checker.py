"""Take every check of the checker away in turn, and see that some file is answered otherwise.

    python tests/make/checking/mutants_of_checker.py [--seed N] [--count N] [--matching TEXT] [--out FILE]

writes how many mutants there are, how many were caught, and which were not, with the reason why nothing can notice.
With a text, those alone are run whose names contain it, and what the file says of the others stays.
"""

from __future__ import annotations

import argparse
import json
import sys
from functools import partial
from pathlib import Path

SUPPORT = Path(__file__).parents[2] / "support" / "checking"


def main() -> int:
    """Run the mutants that are asked for and write the result."""
    sys.path[:0] = [str(SUPPORT), str(SUPPORT.parent)]
    sys.setrecursionlimit(20_000)
    from checker_controls import drawn, reason, sick, survivors
    from checker_mutants import mutants

    parser = argparse.ArgumentParser(description="mutants of the checker")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--count", type=int, default=len(mutants()))
    parser.add_argument("--out", type=Path, default=Path(__file__).with_suffix(".json"))
    parser.add_argument("--matching", default="")
    options = parser.parse_args()
    if red := sick():
        print(f"these controls are red with nothing taken away: {red}")
        return 1
    chosen = drawn(seed=options.seed, count=options.count, matching=options.matching)
    left = survivors(chosen, tell=partial(print, flush=True))
    if options.matching:
        before = json.loads(options.out.read_text(encoding="utf-8"))["not caught"]
        names = {mutant.name for mutant in mutants() if options.matching not in mutant.name}
        left += names & before.keys()
    result = {
        "seed": options.seed,
        "mutants": options.count,
        "caught": options.count - len(left),
        "not caught": {name: reason(name) for name in sorted(left)},
    }
    options.out.write_text(json.dumps(result, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return 0 if all(result["not caught"].values()) else 1


if __name__ == "__main__":
    sys.exit(main())
