"""Tries every claim of the catalogue for Coq: python tests/make/coq/try_all.py PROOFS [--seconds N] [CLAIM ...]

PROOFS is what `verify --proofs` wrote. Says of each claim, in a line, that its theorem compiles and how long
that takes, or what stops it: a rule without tactics, or the first complaint of coqc. Records nothing.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path
from time import monotonic

from check_coq import compiled, complaint

from ldm_symbolic import catalogue
from ldm_symbolic.claims.terms import sequents
from ldm_symbolic.coq.export import theorem_name
from ldm_symbolic.coq.writing import write_coq


def place_of(folder: Path, name: str, said: str) -> str:
    """Return the lemma at which coqc stopped."""
    line = re.search(r"line (\d+), characters (\d+)", said)
    if line is None:
        return ""
    above = (folder / f"{name}.v").read_text("utf-8").splitlines()[: int(line[1])]
    lemmas = [words.split()[1] for words in above if words.startswith(("Lemma ", "Theorem "))]
    return f" [{lemmas[-1] if lemmas else 'head'}, character {line[2]}]"


def main(arguments: list[str]) -> int:
    """Try, and print; the exit status says nothing."""
    seconds = 60
    if "--seconds" in arguments:
        at = arguments.index("--seconds")
        seconds = int(arguments[at + 1])
        del arguments[at : at + 2]
    source, *claims = arguments
    paths = [Path(source, f"{claim}.json") for claim in claims] or sorted(Path(source).glob("*.json"))
    says = sequents(catalogue(sorted({path.name.split(".")[0] for path in paths})))
    with tempfile.TemporaryDirectory() as place:
        folder, good, total = Path(place), 0, 0.0
        for number, path in enumerate(paths):
            claim, name = path.stem, theorem_name(path.stem)
            refused = write_coq([path.read_text("utf-8")], says, folder, unrecorded=True)
            if number == 0:
                compiled(folder, "LdmTheory")
            if refused:
                print(refused[0], flush=True)
                continue
            start = monotonic()
            said = compiled(folder, name, seconds)
            wrong, spent = complaint(claim, said), monotonic() - start
            good, total = good + (not wrong), total + (0 if wrong else spent)
            print(
                f"{wrong}{place_of(folder, name, wrong)}" if wrong else f"{claim}: compiles in {spent:.1f} s",
                flush=True,
            )
        print(f"{good} of {len(paths)} compile, in {total:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
