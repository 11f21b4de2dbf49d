"""Proofs as objects: the steps of a Fact in a file that a program without any of our code can replay.

The schema is `ldm-symbolic/proof/1`; `docs/proofs.md` describes it, and the checker replays it.

Tested in `tests/checker/test_checker.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryFile
from typing import Protocol

from ldm_symbolic.claims.certificate import Examined, Objects, Question, Verdict
from ldm_symbolic.claims.statement import Claim
from ldm_symbolic.claims.terms import line, lines, told
from ldm_symbolic.claims.verification import Verification
from ldm_symbolic.proof.kernel.fact import Fact
from ldm_symbolic.proof.smt.query import Query

SCHEMA = "ldm-symbolic/proof/1"


def objects_of(claim: Claim, found: Verification) -> Objects:
    """Return what others can check of a claim, made where its Fact is at hand."""
    steps = () if found.fact is None else enumerate(found.fact.steps())
    asked = [
        Question(claim=claim.id, step=place, rule=step.rule, digest=query.digest)
        for place, step in steps
        for query in step.queries
    ]
    return Objects(proof=proof_object(claim, found), questions=tuple(asked))


def proof_object(claim: Claim, found: Verification) -> str:
    """Return the text of the proof file of a claim; "" if there is neither a Fact nor a counterexample.

    Args:
        claim: what was verified.
        found: its verification.
    """
    if found.fact is not None:
        return proof_of(claim.id, found.fact)
    if found.certificate.verdict is Verdict.REFUTED and claim.counterexample is not None:
        return refutation_of(claim)
    return ""


def refutation_of(claim: Claim) -> str:
    """Return the text of a file that says at which instance the hypotheses hold and the conclusion does not."""
    instance = sorted((claim.counterexample or {}).items(), key=str)
    values = lines(([told(name), told(value)] for name, value in instance), "  ")
    head = f'"schema": "{SCHEMA}",\n  "claim": {line(claim.id)},\n  "counterexample": {values}'
    return f"{{\n  {head},\n{_sequent(claim, '  ')}\n}}\n"


def proof_of(claim_id: str, fact: Fact) -> str:
    """Return the text of the proof file of a Fact, under the id of a claim."""
    steps = list(fact.steps())
    place = {id(step): number for number, step in enumerate(steps)}
    written = ",\n".join(_step(step, place) for step in steps)
    head = f'"schema": "{SCHEMA}",\n  "claim": {line(claim_id)}'
    return f'{{\n  {head},\n{_sequent(fact, "  ")},\n  "steps": [\n{written}\n  ]\n}}\n'


def _step(fact: Fact, place: dict[int, int]) -> str:
    premises = line([place[id(premise)] for premise in fact.premises])
    arguments = ",".join(
        f"\n        {line(name)}: {line(told(value))}" for name, value in sorted(fact.arguments.items())
    )
    arguments = f"{{{arguments}\n      }}" if arguments else "{}"
    queries = line([query.digest for query in fact.queries])
    return (
        f'    {{\n      "rule": {line(fact.rule)},\n      "premises": {premises},\n{_sequent(fact, "      ")},\n'
        f'      "arguments": {arguments},\n      "queries": {queries}\n    }}'
    )


def _sequent(fact: Fact | Claim, indent: str) -> str:
    hypotheses = lines(map(told, fact.hypotheses), indent)
    return f'{indent}"hypotheses": {hypotheses},\n{indent}"conclusion": {line(told(fact.conclusion))}'


def write_proofs(objects: Iterable[tuple[str, str]], directory: str | Path) -> tuple[Path, ...]:
    """Write proof files into a directory, each named after its claim.

    Args:
        objects: ids of claims and the texts of their files; an empty text is passed over.
        directory: made if it does not exist.
    Raises:
        ValueError: if it cannot be written.
    """
    folder, files = writable(directory), []
    for claim_id, text in objects:
        if text:
            files.append(folder / f"{claim_id}.json")
            try:
                files[-1].write_text(text, encoding="utf-8")
            except OSError as error:
                raise ValueError(f"cannot write {files[-1]}: {error.strerror or error}") from error
    return tuple(files)


REPLAY = """\
#!/bin/sh
# Asks the solvers on the path every question of index.tsv again; prints what they do not answer as expected.
cd "$(dirname "$0")" || exit 2
wrong=0
for solver in "z3 -T:60" "cvc5 --tlimit=60000"; do
  command -v ${solver%% *} > /dev/null || { echo "${solver%% *} is not on the path: not asked"; wrong=1; continue; }
  for file in $(cut -f4 index.tsv | tail -n +2 | sort -u); do
    [ "$($solver "$file" 2>&1 | head -n 1)" = unsat ] || { echo "$solver $file: not unsat"; wrong=1; }
  done
done
exit $wrong
"""


def write_index(questions: Iterable[Question], directory: str | Path) -> None:
    """Write which file stands behind which step of which claim, and a script that asks all of them again.

    Raises:
        ValueError: if the directory cannot be written.
    """
    folder = writable(directory)
    rows = ["claim\tstep\trule\tfile\texpected"]
    rows += [f"{one.claim}\t{one.step}\t{one.rule}\t{one.digest}.smt2\tunsat" for one in questions]
    try:
        (folder / "index.tsv").write_text("\n".join([*rows, ""]), encoding="utf-8")
        (folder / "replay.sh").write_text(REPLAY, encoding="utf-8")
    except OSError as error:
        raise ValueError(f"cannot write {error.filename or folder}: {error.strerror or error}") from error


def headers(questions: Iterable[Question]) -> Mapping[str, str]:
    """Return what the file of each question begins with: where it stands in which proofs, and the answer expected."""
    said: dict[str, str] = {}
    for one in questions:
        line = f"; {one.claim}, step {one.step} ({one.rule})\n"
        said[one.digest] = said.get(one.digest, "") + line * (line not in said.get(one.digest, ""))
    return {digest: f"{text}(set-info :status unsat)\n" for digest, text in said.items()}


def write_objects(
    examined: Iterable[Examined], *, proofs: str | Path | None = None, smtlib: str | Path | None = None
) -> None:
    """Write proof files into one folder, and questions with an index into another, where they are wanted.

    Raises:
        ValueError: if a folder cannot be written.
    """
    done = list(examined)
    known = [(one.certificate.claim, one.more) for one in done if isinstance(one.more, Objects)]
    if proofs is not None:
        write_proofs([(claim, made.proof) for claim, made in known], proofs)
    if smtlib is not None:
        questions = [question for _, made in known for question in made.questions]
        write_queries(done, smtlib, headers(questions))
        write_index(questions, smtlib)


class Asked(Protocol):
    """Anything that remembers solver questions."""

    @property
    def queries(self) -> tuple[Query, ...]:
        """The questions."""


def write_queries(
    verifications: Iterable[Asked], directory: str | Path, headers: Mapping[str, str] | None = None
) -> tuple[Path, ...]:
    """Write every question that was asked into a directory, one file each, named as in the evidence.

    Args:
        verifications: of any number of claims.
        directory: made if it does not exist.
        headers: what the file of a digest begins with.
    Returns:
        The files, which the command-line programs of z3 and cvc5 accept as they are.
    Raises:
        ValueError: if the directory cannot be written.
    """
    folder = writable(directory)
    queries = {query.digest: query for found in verifications for query in found.queries}
    files = []
    for digest, query in sorted(queries.items()):
        files.append(folder / f"{digest}.smt2")
        try:
            files[-1].write_text((headers or {}).get(digest, "") + query.text, encoding="utf-8")
        except OSError as error:
            raise ValueError(f"cannot write {files[-1]}: {error.strerror or error}") from error
    return tuple(files)


def writable(directory: str | Path) -> Path:
    """Return a folder, made if it does not exist, after seeing that a file can be written there.

    Raises:
        ValueError: if it cannot.
    """
    folder = Path(directory)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder) as file:
            file.write(b"(check-sat)")
    except OSError as error:
        raise ValueError(f"cannot write {folder}: {error.strerror or error}") from error
    return folder
