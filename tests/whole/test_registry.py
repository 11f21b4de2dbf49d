"""The catalogue: complete, without double ids, every claim verified, every altered claim refused."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from alterations import alterations, wrongly_proved
from altered import RESULT as ALTERED
from audit import AUDIT, shown
from sympy import Ge, Gt, Not
from sympy.core.relational import Relational

import ldm_symbolic
from ldm_symbolic.claims.audit import as_recorded
from ldm_symbolic.claims.certificate import Verdict
from ldm_symbolic.claims.statement import Claim, Statement
from ldm_symbolic.claims.verification import Verification, _Work, require_same, verification
from ldm_symbolic.cli.tables.verdicts import verify_markdown
from ldm_symbolic.derivations import MODULES, owner
from ldm_symbolic.derivations.necessary import stored
from ldm_symbolic.derivations.recorded import recorded_engines
from ldm_symbolic.notation import deviation
from ldm_symbolic.proof.kernel.fact import RuleError
from ldm_symbolic.proof.language.build import UnknownTermError
from ldm_symbolic.proof.language.keys import nodes, same
from ldm_symbolic.proof.language.predicate import Identity
from ldm_symbolic.proof.smt.budgets import effort_of
from ldm_symbolic.search.judge import Outcome, judge

STATEMENTS = ldm_symbolic.catalogue()
CLAIMS = [claim for statement in STATEMENTS for claim in statement.claims]
VALUES = {"P8.step-sum", "P8.step-sum-repaired"}
"""Claims that a term has a value."""
PROVED = [claim for claim in CLAIMS if claim.expected is Verdict.PROVED]
CLAIM = {claim.id: claim for claim in CLAIMS}
ROOT = Path(__file__).parents[2]
FILES = sorted(
    f"{path.parent.name}.{path.stem}"
    for path in (ROOT / "derivations").glob("*/[a-z]*.py")
    if "\nSTATEMENT = " in path.read_text(encoding="utf-8")
)


def test_every_file_is_registered_once() -> None:
    assert sorted(MODULES.values()) == FILES
    found = {import_module(f"ldm_symbolic.derivations.{name}").STATEMENT.id: name for name in FILES}
    assert found == MODULES
    assert list(MODULES) == [statement.id for statement in STATEMENTS]


def test_a_claim_is_found_without_reading_the_others() -> None:
    for statement in STATEMENTS:
        for name in (statement.id, *(claim.id for claim in statement.claims), f"{statement.id}.absent"):
            assert owner(name) == statement.id
    assert [owner(name) for name in ("", "P", "P11", "p2", "P2exact", ".P2", "P99.exact")] == [None] * 7


def test_only_what_is_named_is_read() -> None:
    """In a process of its own, for here everything has been read."""
    code = "import sys, ldm_symbolic; ldm_symbolic.catalogue(sys.argv[1:]); print(*sys.modules)"
    command = [sys.executable, "-c", code, "P5.A6.b-none-after", "S1"]
    read = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert {".".join(name.split(".")[-2:]) for name in read} & set(FILES) == {MODULES["P5.A6"], MODULES["S1"]}


def test_ids_are_unique() -> None:
    ids = [statement.id for statement in STATEMENTS] + [claim.id for claim in CLAIMS]
    assert len(set(ids)) == len(ids)


def compares_a_term_with_itself(claim: Claim) -> bool:
    """Whether two sides in a claim are the same, such as SymPy may make them before anyone reads them."""
    parts = (*claim.hypotheses, claim.conclusion)
    compared = (node for part in parts for node in nodes(part) if isinstance(node, Identity | Relational))
    return any(same(*node.args) for node in compared)


def test_no_claim_compares_a_term_with_itself() -> None:
    """But for those that say in this way that a term has a value."""
    assert {claim.id for claim in CLAIMS if compares_a_term_with_itself(claim)} == VALUES
    whitened = next(claim for claim in CLAIMS if claim.id == "M6.preserving")
    assert compares_a_term_with_itself(replace(whitened, conclusion=Identity(deviation**2, deviation**2)))


def test_every_result_of_the_theory_is_there_in_order() -> None:
    paper = ["P1", "P2", "U1", "U2", "U3", "P3", "U5", "U6", "U7", "P4", "P5", "P5.A6", "C1", "U8"]
    paper += ["P6", "P7", "U4", "P8", "P9", "P10"]
    lemmas = ["L1", "L2"]
    ours = ["S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S10"]
    beyond = ["A1", "A2", "A3", "A4", "A5", "A6", "G1", "G2", "G4", "G5", "G6", "G7"]
    beyond += ["M1", "M2", "M3", "M4", "M5", "M6", "M7"]
    beyond += ["N1", "N2", "N3", "N4", "N5", "N6", "N8", "N9"]
    beyond += ["T1", "T2", "T3", "T4", "T5", "K1", "K2", "K3", "K4", "K5", "K6", "R1", "R2", "R3"]
    assert [statement.id for statement in STATEMENTS] == [*paper, *lemmas, *ours, *beyond]


def test_every_stored_instance_belongs_to_a_claim() -> None:
    """`python tests/make/necessary.py` brings the records up to date."""
    claims = {claim.id: claim for claim in CLAIMS}
    for claim_id, records in stored().items():
        shown = {str(hypothesis) for hypothesis, _ in claims[claim_id].necessary}
        assert {record["hypothesis"] for record in records} <= shown, claim_id


@cache
def verified(claim_id: str) -> Verification:
    """Verify a claim of the catalogue, once in each process."""
    return verification(CLAIM[claim_id])


def by_id(part: Claim | Statement) -> str:
    """Name a test after its claim or statement; the tests of one statement share a process (see `scheduling`)."""
    return part.id


@pytest.mark.parametrize("claim", CLAIMS, ids=by_id)
def test_every_claim_has_the_verdict_that_is_recorded(claim: Claim) -> None:
    certificate = verified(claim.id).certificate
    assert certificate.verdict is claim.expected, certificate.evidence[-3:]
    necessary = [e for e in certificate.evidence if e.engine == "drop-one" and e.outcome == "necessary"]
    assert len(necessary) == len(claim.necessary)
    if claim.expected is Verdict.REFUTED:
        assert certificate.counterexample
        repairs = [other for other in CLAIMS if other.repairs == claim.id]
        assert repairs, f"{claim.id} is refuted and nothing repairs it"


@pytest.mark.parametrize("claim", PROVED, ids=by_id)
def test_no_altered_claim_is_proved(claim: Claim) -> None:
    """An eighth of the usual effort; with all of it, `python tests/make/reports/altered.py`."""
    fact = verified(claim.id).fact
    assert fact is not None
    assert fact.conclusion == claim.conclusion
    with effort_of(1 / 8):
        assert wrongly_proved(claim, fact) == []


def test_none_was_proved_with_all_of_the_effort() -> None:
    record = json.loads(ALTERED.read_text(encoding="utf-8"))
    assert record["proved"] == []
    assert record["claims"] == len(PROVED)
    assert record["alterations"] == sum(len(list(alterations(claim.conclusion))) for claim in PROVED)


@pytest.mark.parametrize("claim", PROVED, ids=by_id)
def test_a_proof_does_not_serve_a_claim_with_fewer_hypotheses(claim: Claim) -> None:
    """The hypotheses that a proof uses are needed for it, whatever else may prove the claim."""
    fact = verified(claim.id).fact
    assert fact is not None
    require_same(fact, claim)
    if fact.hypotheses:
        with pytest.raises(RuleError, match="assumes"):
            require_same(fact, replace(claim, hypotheses=()))


@pytest.mark.parametrize("statement", STATEMENTS, ids=by_id)
def test_the_audit_is_shown_as_it_is(statement: Statement) -> None:
    """`python tests/make/audit.py` brings it up to date."""
    recorded = as_recorded(statement)
    table = verify_markdown([(recorded, [(claim, verified(claim.id).certificate) for claim in recorded.claims])])
    title, rule, *rows = table.splitlines()
    assert shown(AUDIT).startswith(f"{title}\n{rule}\n")
    assert "\n".join(rows) in shown(AUDIT)


@pytest.mark.parametrize("statement", STATEMENTS, ids=by_id)
def test_the_index_says_by_which_engines_a_verdict_is_established(statement: Statement) -> None:
    """`python tests/make/audit.py` brings it up to date."""
    found = {claim.id: list(verified(claim.id).certificate.engines) for claim in statement.claims}
    assert all(found.values())
    assert {claim: recorded_engines().get(claim) for claim in found} == found


def test_the_audit_shows_nothing_else() -> None:
    rows = [claim for claim in CLAIMS if not claim.repairs]
    assert len(shown(AUDIT).splitlines()) == 2 + len(STATEMENTS) + len(rows)


@pytest.mark.parametrize("claim", PROVED, ids=by_id)
def test_the_negation_of_a_proved_claim_fails_at_every_witness(claim: Claim) -> None:
    """Evaluation on instances and proof tell the same story, where evaluation reaches."""
    for witness in claim.witnesses:
        ends = (claim.conclusion, Not(claim.conclusion))
        true, false = (judge(claim.hypotheses, end, witness).outcome for end in ends)
        assert true in (Outcome.TRUE, Outcome.UNDECIDED)
        assert false is (Outcome.FALSE if true is Outcome.TRUE else Outcome.UNDECIDED)


def is_proved(claim: Claim) -> bool:
    """Whether a Fact is found for a claim, by the road that `verify` takes."""
    try:
        _Work(claim=claim)._fact()
    except (RuleError, UnknownTermError):
        return False
    return True


def test_the_alterations_are_none_of_them_empty() -> None:
    for claim in PROVED:
        assert next(alterations(claim.conclusion), None) is not None


def test_altering_a_true_claim_into_a_true_one_is_allowed() -> None:
    """The check above is about false neighbours: a weaker true claim may be proved by the solvers."""
    from ldm_symbolic.claims.statement import Role
    from ldm_symbolic.notation import noise

    claim = Claim(
        id="P0.square",
        role=Role.NEW,
        says="a square is not negative",
        hypotheses=(),
        conclusion=Ge(noise**2, 0, evaluate=False),
        expected=Verdict.PROVED,
    )
    assert is_proved(claim)
    assert is_proved(replace(claim, conclusion=Gt(noise**2 + 1, 0, evaluate=False)))
    assert not is_proved(replace(claim, conclusion=noise**2 > 0))
    assert verification(replace(claim, conclusion=noise**2 > 0)).certificate.verdict is Verdict.REFUTED
