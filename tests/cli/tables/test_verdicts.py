"""What `verify` says first of one statement, and that it follows the verdicts found, not those recorded."""

from __future__ import annotations

from dataclasses import replace

import pytest
from command_line import here as run

from ldm_symbolic.claims.audit import examine, listed
from ldm_symbolic.claims.certificate import Verdict
from ldm_symbolic.cli.tables.verdicts import Results, verify_sentence
from ldm_symbolic.derivations import catalogue
from ldm_symbolic.derivations.recorded import wanted

FIRST = {
    "L2": "L2: of 3 sentences printed 2 are PROVED and 1 is REFUTED; what is true instead is PROVED.",
    "P2.exact": "P2.exact, as printed, is PROVED.",
    "A4": "A4: all 3 sentences verified are PROVED.",
}


@pytest.mark.parametrize("asked", FIRST)
def test_verify_of_one_statement_begins_with_a_sentence(asked: str) -> None:
    assert run("verify", asked).stdout.splitlines()[0] == FIRST[asked]


def test_of_several_statements_the_table_comes_first() -> None:
    assert not run("verify", "A4", "L2.congruence").stdout.startswith(("A4", "L2"))


def test_the_sentence_is_of_what_was_found() -> None:
    ((statement, done),) = examine(listed(wanted(["L2"]), catalogue, None), catalogue, jobs=1)
    results: Results = [(claim, found.certificate) for claim, found in done]
    lost = [
        (claim, replace(one, verdict=Verdict.UNDECIDED, counterexample=None, severity=None)) for claim, one in results
    ]
    assert verify_sentence(statement, lost) == "L2: all 3 sentences printed are UNDECIDED."
    half = [pair if pair[0].repairs == "" else new for pair, new in zip(results, lost, strict=True)]
    assert verify_sentence(statement, half) == "L2: of 3 sentences printed 2 are PROVED and 1 is REFUTED."
