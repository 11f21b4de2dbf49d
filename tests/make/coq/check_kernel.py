"""Checks the compiled theorems with Coq's own checker of compiled files: python tests/make/coq/check_kernel.py [PROOFS]

The theorems of `ldm_symbolic/coq/theory/proved.json` are written from the proof files of PROOFS (or proved anew),
compiled, and read again by `coqchk`, which shares the kernel with Coq and none of its tactics, with everything of Coq's
library that they rest on. The axioms that it lists must be those of that library. What it said and how long it took is
written to `tests/make/coq/check_kernel.json`.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from check_coq import AXIOMS, compiled, proofs_of, spent

from ldm_symbolic import catalogue
from ldm_symbolic.claims.terms import sequents
from ldm_symbolic.coq.export import theorem_name
from ldm_symbolic.coq.recorded import TABLE
from ldm_symbolic.coq.writing import write_coq

RESULT = Path(__file__).with_suffix(".json")


def texts(claims: list[str], source: str) -> list[str]:
    """Return the proof files of claims, read from a folder or made now."""
    if source:
        return [Path(source, f"{claim}.json").read_text("utf-8") for claim in claims]
    return list(proofs_of(claims).values())


def summary(said: str) -> tuple[list[str], list[str]]:
    """Return the axioms that coqchk lists, and what else it says is assumed.

    >>> summary("* Axioms:\\n    Coq.A.b\\n    Coq.C.d\\n* Inductives whose positivity is assumed: <none>\\n")
    (['Coq.A.b', 'Coq.C.d'], [])
    """
    parts = re.split(r"^\* ", said.partition("CONTEXT SUMMARY")[2] or said, flags=re.M)
    told = {part.partition(":")[0]: part.partition(":")[2].split() for part in parts if ":" in part}
    axioms = [word for word in told.pop("Axioms", []) if word != "<none>"]
    doubtful = [name for name, words in told.items() if "assumed" in name or "relying" in name if words != ["<none>"]]
    return sorted(axioms), doubtful


def main(arguments: list[str]) -> int:
    """Compile, check, and write the result; return the exit status."""
    claims = sorted(json.loads(TABLE.read_text(encoding="utf-8")))
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        says = sequents(catalogue(sorted({claim.split(".")[0] for claim in claims})))
        wrong = list(write_coq(texts(claims, *(arguments or [""])), says, folder))
        names = ["LdmTheory", *map(theorem_name, claims)]
        wrong += [f"{name} does not compile" for name in names if compiled(folder, name).returncode]
        compiling = spent()
        modules = [f"LdmSymbolic.{name}" for name in names]
        command = ["coqchk", "-silent", "-o", "-R", ".", "LdmSymbolic", *modules]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        checking = spent() - compiling
    axioms, doubtful = summary(done.stderr)  # where it writes what is assumed
    wrong += [] if "* Axioms" in done.stderr else ["coqchk says nothing of axioms"]
    wrong += [done.stderr[-500:]] if done.returncode else []
    wrong += [f"{one} is an axiom" for one in axioms if ".".join(one.split(".")[-2:]) not in AXIOMS]
    wrong += [f"coqchk says: {one}" for one in doubtful]
    seconds = round(checking)
    counts = {
        "schema": "ldm-symbolic/coqchk/1",
        "theorems": len(claims),
        "axioms": axioms,
        "processor seconds": seconds,
    }
    if not wrong:
        RESULT.write_text(json.dumps(counts, indent=1) + "\n", encoding="utf-8")
    print("".join(f"{line}\n" for line in wrong) + json.dumps(counts))
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
