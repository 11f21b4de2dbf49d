"""Take every check of the kernel away in turn, and see that some control notices.

    python tests/make/mutants.py [--seed N] [--count N] [--matching TEXT] [--out FILE]

writes how many mutants there are, how many were caught, and which were not, with the reason why nothing can notice.
With a text, those alone are run whose names contain it, and what the file says of the others stays.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

SUPPORT = Path(__file__).parents[1] / "support" / "proofs"


def main() -> int:
    """Run the mutants that are asked for and write the result."""
    sys.path[:0] = [str(SUPPORT), str(SUPPORT.parent)]
    from caught import reason, survivors
    from mutated import mutants

    parser = argparse.ArgumentParser(description="mutants of the proof kernel")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--count", type=int, default=len(mutants()))
    parser.add_argument("--out", type=Path, default=Path(__file__).with_suffix(".json"))
    parser.add_argument("--matching", default="")
    options = parser.parse_args()
    left = survivors(seed=options.seed, count=options.count, matching=options.matching)
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
