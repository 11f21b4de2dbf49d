"""Proofs as objects: the steps of a Fact in a file that a program without any of our code can replay.

The schema is `ldm-symbolic/proof/1`; `docs/proofs.md` describes it, and `ldm_symbolic.checker` replays it.

Tested in `tests/checker/test_checker.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ldm_symbolic.claims.statement import Claim
from ldm_symbolic.claims.terms import line, lines, told
from ldm_symbolic.claims.verification import Verification, writable
from ldm_symbolic.proof.kernel.fact import Fact

SCHEMA = "ldm-symbolic/proof/1"


def proof_object(claim: Claim, found: Verification) -> str:
    """Return the text of the proof file of a claim; "" if there is neither a Fact nor a counterexample.

    Args:
        claim: what was verified.
        found: its verification.
    """
    if found.fact is not None:
        return _proof(claim.id, found.fact)
    return ""


def _proof(claim_id: str, fact: Fact) -> str:
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


def _sequent(fact: Fact, indent: str) -> str:
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
