"""`list` and `verify` as programs use them: schemas, exit status, replayable queries, and engines that are gone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import cvc5
import pytest
from command_line import here, process

from ldm_symbolic import catalogue, verify
from ldm_symbolic.claims.audit import exit_status, select
from ldm_symbolic.claims.certificate import Certificate, Verdict
from ldm_symbolic.proof.smt.evidence import Evidence


def test_verify_has_its_schema_and_says_the_same_twice() -> None:
    first, second = (process("verify", "P4", "L1.above", "--json") for _ in range(2))
    assert first.returncode == 0, first.stderr
    assert first.stdout == second.stdout
    document = json.loads(first.stdout)
    assert document["schema"] == "ldm-symbolic/verify/1"
    assert [statement["id"] for statement in document["statements"]] == ["P4", "L1"]
    assert set(document["statements"][0]) == {"id", "title", "source", "claims"}
    for statement in document["statements"]:
        for claim in statement["claims"]:
            keys = {"id", "role", "verdict", "expected", "hypotheses", "conclusion", "evidence", "counterexample"}
            assert set(claim) == keys | {"cited", "coq", "severity"}
            assert claim["coq"] in ("proved", "missing")
            assert claim["evidence"]
            assert all("engine" in item for item in claim["evidence"])
            assert (claim["counterexample"] is not None) == (claim["verdict"] == "REFUTED")
            assert (claim["severity"] is not None) == (claim["verdict"] == "REFUTED")
    assert "solver time" in first.stderr
    assert "z3" in first.stderr
    assert "cvc5" in first.stderr


def test_the_table_shows_claims_repairs_and_counterexamples() -> None:
    done = here("verify", "P2.plugin", "P2.plugin-repaired")
    assert done.returncode == 0
    lines = [line.split() for line in done.stdout.splitlines() if line.strip()]
    ids = [words[0] for words in lines]
    assert ids.index("P2.plugin-repaired") == ids.index("P2.plugin") + 1
    assert "counterexample:" in next(line for line in done.stdout.splitlines() if line.startswith(" P2.plugin "))


def test_list_names_every_claim() -> None:
    document = json.loads(here("list", "--json").stdout)
    listed = [claim["id"] for statement in document["statements"] for claim in statement["claims"]]
    assert listed == [claim.id for statement in catalogue() for claim in statement.claims]
    table = here("list").stdout
    assert all(claim_id in table for claim_id in listed)


def test_queries_are_accepted_by_both_solvers_as_they_are_written(tmp_path: Path) -> None:
    done = here("verify", "P2.step-level", "P2.step-level-plugin", "--smtlib", str(tmp_path), "--json")
    assert done.returncode == 0, done.stderr
    files = sorted(tmp_path.glob("*.smt2"))
    cited = {
        item["query"]
        for s in json.loads(done.stdout)["statements"]
        for c in s["claims"]
        for item in c["evidence"]
        if "query" in item
    }
    assert {path.stem for path in files} == cited
    assert files
    z3 = Path(sys.executable).parent / "z3"
    for path in files:
        answer = subprocess.run([z3, "-T:20", path], capture_output=True, text=True, check=False, timeout=30)
        assert answer.stdout.split()[0] == "unsat", path.read_text()
        assert cvc5_answers(path.read_text()) == ["unsat"]


def cvc5_answers(text: str) -> list[str]:
    """What cvc5 says to an SMT-LIB script, through its own parser."""
    solver = cvc5.Solver()
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, text, "query")
    said = []
    while not (command := parser.nextCommand()).isNull():
        answer = command.invoke(solver, parser.getSymbolManager())
        said += [word for word in str(answer).split() if word in ("sat", "unsat", "unknown")]
    return said


@pytest.mark.parametrize("engine", ["cvc5", "z3"])
def test_a_missing_solver_is_named_and_lowers_the_verdict(engine: str, tmp_path: Path) -> None:
    (tmp_path / f"{engine}.py").write_text(f"raise ImportError('no module named {engine}')\n")
    before = f"import os; os.environ['PYTHONPATH'] = {str(tmp_path)!r}"
    done = process("verify", "P2.step-level", "--json", before=before)
    assert done.returncode == 3, done.stderr
    (claim,) = json.loads(done.stdout)["statements"][0]["claims"]
    assert claim["verdict"] != "PROVED"
    assert any(engine in str(item) and "missing" in str(item) for item in claim["evidence"])


def certificate(verdict: Verdict, expected: Verdict) -> Certificate:
    return Certificate(
        claim="P0.x",
        role="printed",
        verdict=verdict,
        expected=expected,
        hypotheses=(),
        conclusion="x > 0",
        evidence=(Evidence(engine="z3", outcome="said"),),
        counterexample={"x": "0"} if verdict is Verdict.REFUTED else None,
    )


def test_the_exit_status_tells_wrong_from_undecided() -> None:
    right = certificate(Verdict.PROVED, Verdict.PROVED)
    refuted = certificate(Verdict.REFUTED, Verdict.REFUTED)
    wrong = certificate(Verdict.REFUTED, Verdict.PROVED)
    weaker = certificate(Verdict.TESTED, Verdict.PROVED)
    undecided = certificate(Verdict.UNDECIDED, Verdict.PROVED)
    assert exit_status([right, refuted]) == 0
    assert exit_status([right, wrong]) == 1
    assert exit_status([weaker]) == 1
    assert exit_status([right, undecided]) == 3
    assert exit_status([undecided, wrong]) == 1


def test_unknown_ids_are_misuse() -> None:
    done = here("verify", "P2", "P99")
    assert done.returncode == 2
    assert done.stderr.splitlines() == ["error: there is no statement or claim 'P99'; did you mean P9?"]
    with pytest.raises(ValueError, match="P99"):
        select(catalogue(), ["P99"])
    unknown = here("latex", "P5.A6.absent", "--as-stated")
    assert unknown.returncode == 2
    assert unknown.stderr.splitlines() == ["error: there is no claim 'P5.A6.absent'; did you mean P5.A6.a-best?"]


def test_the_python_entry_points() -> None:
    claim = next(s for s in catalogue() if s.id == "P2")["P2.plugin"]
    found = verify(claim)
    assert found.verdict is Verdict.REFUTED
    assert found.counterexample
    assert found.evidence
