"""Compiles the lemmas of questions to solvers: python tests/make/coq/question_proofs.py PROOFS [--out DIR]

The questions are those that the checker asks when it replays proof files; each has a lemma of Coq, which has what is
kept in `tests/make/coq/bundles/` as its proof. PROOFS is what `verify --proofs` wrote for the whole catalogue. All
lemmas are compiled, and `question_proofs.json` says how many questions there are, by which tactics they are proved, and
which are left and why. The lemmas are written to DIR.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from check_coq import compiled, forbidden, spent
from question_lemmas import TACTICS, Question, bundle, kept, question_of

from ldm_symbolic.checker import questions as asking
from ldm_symbolic.checker import rules
from ldm_symbolic.checker.__main__ import check_text

RESULT = Path(__file__).with_suffix(".json")
THEORY = Path(__file__).parents[3] / "ldm_symbolic" / "coq" / "theory" / "LdmTheory.v"


def files_of(folder: Path) -> dict[str, str]:
    """Return the proof files of a folder, by their claims."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.json"))}


def asked(files: Mapping[str, str]) -> list[Question]:
    """Return the questions that the checker asks when it replays proof files, each once, answered by nobody.

    A refutation depends on the answers: there the solvers are asked, and what they do not deny is left out.
    """
    found: dict[str, str] = {}
    before, claim, refuting = asking.unsatisfiable, "", False

    def noted(text: str) -> str:
        said = before(text) if refuting else ""
        if not said:
            found.setdefault(text, claim)
        return said

    for module in (asking, rules):
        module.unsatisfiable = noted  # type: ignore[attr-defined]
    try:
        for claim, text in files.items():  # noqa: B007
            refuting = '"steps"' not in text
            check_text(text)
    finally:
        for module in (asking, rules):
            module.unsatisfiable = before  # type: ignore[attr-defined]
    return [question_of(text, claim) for text, claim in found.items()]


def by_statement(files: Mapping[str, str], only: Sequence[str] = ()) -> dict[str, list[Question]]:
    """Return the questions of each statement; one that an earlier statement has is left out."""
    sys.setrecursionlimit(20_000)
    met: set[str] = set()
    result = {}
    for statement in dict.fromkeys(claim.split(".")[0] for claim in files):
        if not only or statement in only:
            own = {claim: text for claim, text in files.items() if claim.split(".")[0] == statement}
            new = [one for one in asked(own) if one.digest not in met]
            met |= {one.digest for one in new}
            result[statement] = new
    return result


def workshop(folder: Path) -> Path:
    """Return a folder in which the theory is compiled."""
    (folder / "LdmTheory.v").write_bytes(THEORY.read_bytes())
    compiled(folder, "LdmTheory")
    return folder


def left(question: Question) -> str:
    """Return, in a few words, why nothing is kept of a question, and how large it is."""
    kinds = "letters" if "Real" not in question.text else f"{question.text.count('(declare-const')} names"
    return f"no tactic, cases or certificate found yet: {len(question.leaf.facts)} assertions about {kinds}"


def kind_of(how: str) -> str:
    """Return what sort of proof closes a question."""
    tactic = how.split(" ", 1)[1]
    if tactic in TACTICS:
        return tactic
    return "certificate" if "pose proof" in tactic else "cases"


def check(found: Mapping[str, Sequence[Question]], folder: Path) -> tuple[dict[str, Any], list[Question], list[str]]:
    """Compile what is kept; return the counts, the questions of which nothing is, and what is wrong."""
    before, known = spent(), kept()
    workshop(folder)
    theory, wrong, missing = spent() - before, list[str](), list[Question]()
    kinds: Counter[str] = Counter()
    for statement, questions in found.items():
        kinds.update(kind_of(known[one.digest]) for one in questions if one.digest in known)
        missing += [one for one in questions if one.digest not in known]
        (folder / f"{statement}.v").write_text(bundle(questions, known), encoding="utf-8")
        said = compiled(folder, statement)
        wrong += [f"{statement}: {' '.join(said.stderr.split())[:300]}"] if said.returncode else []
    wrong += forbidden(folder)
    total = sum(map(len, found.values()))
    counts = {
        "schema": "ldm-symbolic/questions/1", "questions": total, "proved": kinds.total(),
        "share": round(kinds.total() / max(total, 1), 4), "by": dict(sorted(kinds.items())),
        "processor seconds of coqc": round(spent() - before, 1), "of which for the theory": round(theory, 1),
    }  # fmt: skip
    return counts, missing, wrong


def main() -> int:
    """Compile all, and write the counts; return the exit status."""
    parser = argparse.ArgumentParser()
    parser.add_argument("proofs", type=Path)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = given.out or Path(place)
        folder.mkdir(exist_ok=True)
        counts, missing, wrong = check(by_statement(files_of(given.proofs)), folder)
    if not wrong:
        counts["left"] = {one.digest: f"{one.claim}: {left(one)}" for one in missing}
        RESULT.write_text(json.dumps(counts, indent=1) + "\n", encoding="utf-8")
    print("".join(f"{line}\n" for line in wrong) + f"{counts['proved']} of {counts['questions']} are proved")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
