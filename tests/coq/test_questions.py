"""Questions to solvers as lemmas of Coq: a lemma says at least what its question does; what is left is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from question_lemmas import bundle, kept, question_of
from question_proofs import RESULT, asked, by_statement

from ldm_symbolic.coq.scenes.printing import MissingError

TEXT = """(set-logic QF_NRA)
(declare-const v0 Real)
(declare-const v1 Bool)
(declare-const v2 Real)
(assert (=> (and v1 true) (or (not (= v0 (/ (- 1.0) 3.0))) false)))
(assert (= v1 (< (* v0 v2) 0.0)))
(assert (not (<= (+ v0 (* (- 2.0) v2)) 0.0)))
(check-sat)
"""
COUNTS = json.loads(RESULT.read_text(encoding="utf-8"))


def test_a_lemma_reads_as_its_question() -> None:
    says, names = question_of(TEXT).sentence([0, 1])
    assert says == (
        "forall (v0 : R) (v1 : Prop) (v2 : R), "
        "((v1 /\\ True) -> ((~ (v0 = -1 / 3)) \\/ False)) -> (v1 <-> (v0 * v2 < 0)) -> (v0 - 2 * v2 <= 0)"
    )
    assert names == " v0 v1 v2 K0 K1"


def test_a_lemma_has_no_names_but_those_of_its_core() -> None:
    assert question_of(TEXT).sentence([])[0] == "forall (v0 : R) (v2 : R), (v0 - 2 * v2 <= 0)"


def test_another_question_is_another_lemma() -> None:
    one, other = question_of(TEXT), question_of(TEXT.replace("(- 2.0)", "(- 3.0)"))
    assert one.digest != other.digest
    assert one.lemma("0,1 lra").partition(" : ")[2] != other.lemma("0,1 lra").partition(" : ")[2]


def test_only_what_is_kept_is_written() -> None:
    one = question_of(TEXT)
    assert "Lemma" not in bundle([one], {"0" * 16: "- lra"})
    assert bundle([one], {one.digest: "1 nra"}).endswith("Proof. intros v0 v1 v2 K1. nra. Qed.\n")


@pytest.mark.parametrize("word", ["exp", "ite", "distinct"])
def test_what_the_checker_does_not_write_is_refused(word: str) -> None:
    with pytest.raises(MissingError, match=word):
        question_of(f"(declare-const v0 Real)(assert (not ({word} v0 v0)))")


def test_the_questions_of_a_proof_are_those_that_the_checker_asks(tmp_path: Path) -> None:
    x = ["symbol", "x", "real"]
    says = {"hypotheses": [["<", ["number", "1"], x]], "conclusion": ["<", ["number", "0"], x]}
    step = {"rule": "decide", "premises": [], **says, "arguments": {}, "queries": []}
    file = json.dumps({"schema": "ldm-symbolic/proof/1", "claim": "X1.one", **says, "steps": [step]})
    (question,) = asked({"X1.one": file})
    assert question.claim == "X1.one"
    assert question.sentence([0])[0] == "forall (v0 : R), (1 - v0 < 0) -> (- v0 < 0)"
    assert [len(found) for found in by_statement({"X1.one": file, "Y1.one": file}).values()] == [1, 0]


def test_the_counts_are_those_of_what_is_kept() -> None:
    assert COUNTS["proved"] == len(kept()) == sum(COUNTS["by"].values())
    assert COUNTS["questions"] == COUNTS["proved"] + len(COUNTS["left"])
    assert not COUNTS["left"].keys() & kept().keys()
    assert all(reason.partition(": ")[2] for reason in COUNTS["left"].values())


def test_nothing_that_is_kept_leaves_something_unproved() -> None:
    for digest, how in kept().items():
        places, tactic = how.split(" ", 1)
        assert places == "-" or all(map(str.isdigit, places.split(","))), digest
        assert not {"admit", "Admitted", "Axiom", "Abort"} & set(tactic.replace(".", " ").split()), digest
