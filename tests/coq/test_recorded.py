"""What is recorded as accepted by Coq says today what it said then."""

from __future__ import annotations

import json

import pytest
from altered_terms import alterations
from check_coq import AXIOMS
from check_kernel import RESULT, summary

from ldm_symbolic import claim
from ldm_symbolic.checker.terms import Node, RefusedError, read
from ldm_symbolic.claims.terms import told
from ldm_symbolic.coq import accepted, digest_of, is_recorded, why_missing
from ldm_symbolic.coq.recorded import TABLE
from ldm_symbolic.coq.scenes.printing import MissingError, Names, Printer
from ldm_symbolic.coq.scenes.printing import told as spelled_out

RECORDED = json.loads(TABLE.read_text(encoding="utf-8"))


def test_theorems_that_were_asked_for_are_there() -> None:
    assert {
        "P1.exact",
        "P1.iff",
        "P2.exact",
        "P2.plugin-repaired",
        "P3.printed",
        "U3.exact",
        "S1.between",
        "S1.direction",
        "S1.end",
        "S1.inside",
        "S1.start",
        "S2.monotone",
        "S2.shrunk",
        "L1.above",
        "L1.above-uncapped",
        "L1.below",
        "L1.below-uncapped",
        "L1.step-inactive",
    } <= set(RECORDED)


@pytest.mark.parametrize("claim_id", RECORDED)
def test_a_claim_still_says_what_coq_accepted(claim_id: str) -> None:
    known = claim(claim_id)
    digest = digest_of([told(one) for one in known.hypotheses], told(known.conclusion))
    assert accepted(claim_id, digest)


def test_a_claim_that_says_something_else_is_not_accepted() -> None:
    known = claim("P1.exact")
    digest = digest_of([told(one) for one in known.hypotheses[1:]], told(known.conclusion))
    assert not accepted("P1.exact", digest)
    assert is_recorded("P1.exact")
    assert "no longer what it was" in why_missing("P1.exact")


def theorem(hypotheses: list[Node], conclusion: Node) -> list[str]:
    printer = Printer(Names())
    return [*map(printer.condition, spelled_out(hypotheses)), "|-", *map(printer.condition, spelled_out([conclusion]))]


@pytest.mark.parametrize("claim_id", RECORDED)
def test_an_altered_claim_is_another_theorem(claim_id: str) -> None:
    known = claim(claim_id)
    parts = [read(told(one)) for one in (*known.hypotheses, known.conclusion)]
    stated, tried = theorem(parts[:-1], parts[-1]), 0
    for place, part in enumerate(parts):
        for new in alterations(part):
            altered = [*parts[:place], new, *parts[place + 1 :]]
            try:
                assert theorem(altered[:-1], altered[-1]) != stated
            except (MissingError, RefusedError):
                continue
            tried += 1
    assert tried >= 5
    for place in range(len(parts) - 1):
        assert theorem([*parts[:place], *parts[place + 1 : -1]], parts[-1]) != stated


def test_what_coqchk_listed_are_axioms_of_the_library_of_coq() -> None:
    told = json.loads(RESULT.read_text(encoding="utf-8"))
    assert told["theorems"] <= len(RECORDED)
    assert {".".join(axiom.split(".")[-2:]) for axiom in told["axioms"]} <= AXIOMS
    assert told["axioms"] == sorted(told["axioms"])


def test_what_coqchk_says_is_read() -> None:
    said = "CONTEXT SUMMARY\n===\n\n* Theory: Set is predicative\n  \n* Axioms:\n    A.b\n    L.T.foo\n  \n"
    assert summary(said) == (["A.b", "L.T.foo"], [])
    doubtful = "* Axioms: <none>\n* Constants/Inductives relying on type-in-type: L.T.x\n"
    assert summary(said.partition("* Axioms")[0] + doubtful) == ([], ["Constants/Inductives relying on type-in-type"])
