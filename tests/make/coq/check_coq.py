"""Compiles the theorems: python tests/make/coq/check_coq.py [--record] [CLAIM ...]

The claims of `ldm_symbolic/coq/theory/proved.json` (or those named) are proved anew, written for Coq, and compiled with
Debian's Coq. Each theorem must rest on the axioms of Coq's own library alone, and say what is recorded. `--record`
writes the table instead of checking it.
"""

from __future__ import annotations

import json
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from functools import reduce
from pathlib import Path
from time import monotonic

from ldm_symbolic import catalogue
from ldm_symbolic.claims.audit import examine, select
from ldm_symbolic.claims.certificate import Objects
from ldm_symbolic.claims.objects import objects_of
from ldm_symbolic.claims.terms import sequents
from ldm_symbolic.coq import digest_of
from ldm_symbolic.coq.export import theorem_name
from ldm_symbolic.coq.recorded import TABLE
from ldm_symbolic.coq.writing import write_coq

AXIOMS = {
    "ClassicalDedekindReals.sig_not_dec", "ClassicalDedekindReals.sig_forall_dec", "Classical_Prop.classic",
    "FunctionalExtensionality.functional_extensionality_dep",
}  # fmt: skip
"""Those of Coq's real numbers, functional extensionality and classical logic, all of its own library."""
BUDGET = 120
FORBIDDEN = re.compile(r"\b(?:Admitted|admit|Axiom|Parameter|Hypothesis|Conjecture|Variable|bypass_check)\b")


def proofs_of(claims: list[str]) -> dict[str, str]:
    """Return the proof file of each claim, made now."""
    texts: dict[str, str] = {}
    for _, results in examine(select(catalogue(claims), claims), catalogue, more=objects_of):
        for claim, found in results:
            if isinstance(found.more, Objects):
                texts[claim.id] = found.more.proof
    return texts


def compiled(folder: Path, name: str, seconds: int = 600) -> subprocess.CompletedProcess[str]:
    """Return what coqc says of a file of a folder."""
    command = ["coqc", "-q", "-R", ".", "LdmSymbolic", f"{name}.v"]
    try:
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, 1, "", f"no answer after {seconds} s")


def asked_once(folder: Path, names: list[str]) -> str:
    """Take the question for its axioms out of each theorem's file; return the name of a file that asks it of all.

    What theorems share, Coq's library above all, is then looked through once, and not once for each of them.
    """
    for name in names:
        path, question = folder / f"{name}.v", f"Print Assumptions {name}.\n"
        text = path.read_text(encoding="utf-8")
        if not text.endswith(question):
            raise ValueError(f"{path.name} does not end with {question!r}")
        path.write_text(text.removesuffix(question), encoding="utf-8")
    needed = "".join(f"Require LdmSymbolic.{name}.\n" for name in names)
    whole = reduce(lambda rest, name: f"conj LdmSymbolic.{name}.{name} ({rest})", names, "I")
    text = f"{needed}Definition together := {whole}.\nPrint Assumptions together.\n"
    (folder / "Together.v").write_text(text, encoding="utf-8")
    return "Together"


def complaint(claim: str, said: subprocess.CompletedProcess[str]) -> str:
    """Return what is wrong with a theorem that was compiled, "" if nothing is."""
    if said.returncode:
        return f"{claim}: {' '.join(said.stderr.split())[:300]}"
    told = said.stdout.partition("Axioms:")[2]
    foreign = {line.split()[0] for line in told.splitlines() if line[:1].strip()} - AXIOMS
    if foreign:
        return f"{claim} rests on {sorted(foreign)}"
    return "" if told or "Closed under the global context" in said.stdout else f"{claim}: no assumptions are printed"


def forbidden(folder: Path) -> list[str]:
    """Return a line for each file that leaves something unproved, or assumes it."""
    texts = {path.name: re.sub(r"\(\*.*?\*\)", "", path.read_text("utf-8"), flags=re.S) for path in folder.glob("*.v")}
    return [f"{name} says {found[0]}" for name, text in texts.items() if (found := FORBIDDEN.findall(text))]


def spent() -> float:
    """Return the processor time of child processes that ended."""
    return sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])


def main(arguments: list[str]) -> int:
    """Compile, and check or record; return the exit status."""
    record = "--record" in arguments
    table: dict[str, str] = json.loads(TABLE.read_text(encoding="utf-8")) if TABLE.exists() else {}
    claims = [one for one in arguments if one != "--record"] or sorted(table)
    if shutil.which("coqc") is None:
        print("coqc is not on the path: apt-get install coq")
        return 1
    start = monotonic()
    proofs = proofs_of(claims)
    print(f"{len(proofs)} claims proved anew: {monotonic() - start:.0f} s", flush=True)
    wrong = [f"{claim} has no proof" for claim in claims if claim not in proofs]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        says = sequents(catalogue(sorted({claim.split(".")[0] for claim in proofs})))
        wrong += [*write_coq(proofs.values(), says, folder, unrecorded=True), *forbidden(folder)]
        before = spent()
        said = compiled(folder, "LdmTheory")
        wrong += [said.stderr] if said.returncode else []
        whole = asked_once(folder, [theorem_name(claim) for claim in proofs])
        for claim in proofs:
            said = compiled(folder, theorem_name(claim))
            found = complaint(claim, said) if said.returncode else ""
            digest = digest_of(says[claim]["hypotheses"], says[claim]["conclusion"])
            if record:
                table.pop(claim, None)
                table |= {} if found else {claim: digest}
            elif table.get(claim) != digest:
                found = found or f"{claim}: is recorded as {table.get(claim)} and is {digest}; run with --record"
            wrong += [found] if found else []
        together = complaint("one of the theorems", compiled(folder, whole))
        wrong += [together] if together else []
        seconds = spent() - before
    if record:
        TABLE.write_text(json.dumps(dict(sorted(table.items())), indent=2) + "\n", encoding="utf-8")
    if seconds > BUDGET:
        wrong.append(f"coqc took {seconds:.0f} s of processor time; {BUDGET} s is the most")
    print("".join(f"{line}\n" for line in wrong), end="")
    print(f"{len(proofs)} theorems, {len(wrong)} complaints; coqc took {seconds:.0f} s of processor time")
    return int(bool(wrong) and not record)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
