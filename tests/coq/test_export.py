"""A proof file becomes a file of Coq in which each step is a lemma; what has no Coq proof is refused in one line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ldm_symbolic import claim
from ldm_symbolic.checker.terms import node, read
from ldm_symbolic.claims.terms import told
from ldm_symbolic.coq.export import written
from ldm_symbolic.coq.recorded import TABLE
from ldm_symbolic.coq.scenes import Scene
from ldm_symbolic.coq.scenes.printing import MissingError, Names, Printer
from ldm_symbolic.coq.writing import stored_cores, write_coq

X = ["symbol", "x", "real"]


def number(value: int) -> list[str]:
    return ["number", str(value)]


def sequent(hypotheses: list[Any], conclusion: Any) -> dict[str, Any]:
    return {"hypotheses": hypotheses, "conclusion": conclusion}


POSITIVE = sequent([["<", number(1), X]], ["<", number(0), X])


def step(rule: str, says: dict[str, Any], *premises: int) -> dict[str, Any]:
    return {"rule": rule, "premises": list(premises), **says, "arguments": {}, "queries": []}


def document(rule: str = "decide", **more: Any) -> dict[str, Any]:
    return {"schema": "ldm-symbolic/proof/1", "claim": "X1.one", **POSITIVE, "steps": [step(rule, POSITIVE)], **more}


def test_each_step_is_a_lemma_and_the_claim_a_theorem() -> None:
    made = written(document(), POSITIVE, {})
    assert made.theorem == "X1_one"
    assert "Lemma step_0 : forall (x : R)," in made.text
    assert "Theorem X1_one : forall (x : R),\n  (1 < x) ->\n  (0 < x).\nProof. " in made.text
    assert made.text.endswith("Print Assumptions X1_one.\n")


def test_the_theorem_says_what_the_claim_says_and_not_what_its_proof_says() -> None:
    other = sequent([["<", number(1), X], ["<", X, number(9)]], ["<=", number(0), X])
    text = written(document(), other, {}).text
    assert "Theorem X1_one : forall (x : R),\n  (1 < x) ->\n  (x < 9) ->\n  (0 <= x).\n" in text


def test_a_stored_core_names_the_facts_that_are_kept() -> None:
    (leaf, *_) = written(document(), POSITIVE, {}).leaves
    text = written(document(), POSITIVE, {leaf.digest: "0 nra"}).text
    assert "pose proof H1 as K0. clear - K0. nra." in text


def test_a_rule_without_tactics_is_named() -> None:
    with pytest.raises(MissingError, match=r"^no Coq proof of the rule exchange_sums yet$"):
        written(document("exchange_sums"), POSITIVE, {})


def test_premises_of_by_logic_that_are_not_met_are_implications() -> None:
    small, large = (sequent([[kind, X, number(1)]], ["<", ["symbol", "y", "real"], X]) for kind in ("<", ">="))
    goal = sequent([["<", number(0), X]], small["conclusion"])
    steps = [step("decide", small), step("decide", large), step("by_logic", goal, 0, 1)]
    made = written(document(steps=steps, **goal), goal, {})
    assert "assert (W" in made.text
    assert {"((x < 1) -> (y < x))", "((1 <= x) -> (y < x))"} <= {
        made.leaves[-1].printer.condition(fact.says) for leaf in made.leaves for fact in leaf.facts
    }


def test_a_premise_that_is_true_is_not_introduced() -> None:
    goal = node("implies", node("true"), read(["implies", ["<", number(1), X], ["<", number(0), X]]))
    assert Scene(Printer(Names()), {}, []).prove(goal).count("intro ") == 1


def test_what_grants_the_guard_of_a_fact_is_posed_before_it() -> None:
    goal = sequent([["<", number(0), X], ["<=", number(0), X]], ["<", number(0), ["^", X, ["number", "-1"]]])
    leaf = written(document(steps=[step("decide", goal)], **goal), goal, {}).leaves[1]
    place = next(at for at, fact in enumerate(leaf.facts) if fact.proof.startswith("(inverse_positive"))
    script = leaf.script({leaf.digest: f"{place} lra"})
    assert script.index("try pose proof H2.") < script.index(f"as K{place}.")


def test_a_lemma_about_all_sequences_is_used_at_one_whose_entries_are_given() -> None:
    index = ["symbol", "j", "integer"]
    entry, inverse = ["entry", "W", ["symbol", "m", "integer"]], ["^", X, ["number", "-1"]]
    any_sequence = sequent([["<=", number(1), entry]], ["<=", number(0), entry])
    total = sequent([["<", number(0), X]], ["!=", X, number(0)])
    goal = sequent([["<", number(0), X], ["<=", number(1), inverse]], ["<=", number(0), inverse])
    used = {"sequence": ["sequence", "W"], "entries": ["lambda", index, inverse]}
    last = {**step("for_sequence", goal, 0, 1), "arguments": used}
    made = written(document(steps=[step("decide", any_sequence), step("decide", total), last], **goal), goal, {})
    assert "pose proof (step_0 0 (fun j => / x)) as F" in made.text


def test_of_a_maximum_of_three_all_parts_are_told() -> None:
    parts = [["symbol", name, "real"] for name in "abc"]
    goal = sequent([], ["<=", parts[2], ["max", *parts]])
    (leaf,) = written(document(steps=[step("decide", goal)], **goal), goal, {}).leaves
    told = {leaf.printer.condition(fact.says) for fact in leaf.facts}
    assert {"(a <= Rmax a (Rmax b c))", "(Rmax b c <= Rmax a (Rmax b c))", "(c <= Rmax b c)"} <= told


def test_what_is_granted_is_kept_where_two_sentences_say_the_same() -> None:
    j, k, D = (["symbol", name, "integer"] for name in "jkD")
    following, entry = ["+", k, number(1)], lambda at: ["!=", ["entry", "s", at], number(0)]
    each = ["ForEach", entry(j), [j, number(1), D]]
    shifted = ["ForEach", entry(["+", j, number(1)]), [j, number(0), D]]
    goal = sequent([["<=", number(0), k], ["<=", k, D], entry(k), each, shifted], entry(following))
    (leaf, *_) = written(document(steps=[step("decide", goal)], **goal), goal, {}).leaves
    (fact,) = [fact for fact in leaf.facts if fact.says is leaf.goal]
    assert fact.proof.startswith("(H5 k ")


def test_a_number_stands_where_the_name_stood_for_which_it_was_put() -> None:
    y, zero = ["symbol", "y", "real"], number(0)
    says = sequent([], ["<=", ["*", X, y], ["*", y, X]])
    goal = sequent([], ["<=", ["*", X, zero], ["*", zero, X]])
    last = {**step("instantiate", goal, 0), "arguments": {"mapping": [[y, zero]]}}
    made = written(document(steps=[step("decide", says), last], **goal), goal, {})
    (told, *_) = [fact for leaf in made.leaves for fact in leaf.facts if fact.proof.startswith("F")]
    assert made.leaves[-1].printer.condition(told.says) == "(x * 0 <= 0 * x)"


def test_a_refutation_has_no_theorem() -> None:
    refuted = {"claim": "X1.one", "counterexample": [], **POSITIVE}
    with pytest.raises(MissingError, match="refutation"):
        written(refuted, POSITIVE, {})


def test_what_coq_has_not_accepted_is_not_written(tmp_path: Path) -> None:
    refused = write_coq([json.dumps(document()), ""], {"X1.one": POSITIVE}, tmp_path)
    assert refused == (
        "X1.one: no Coq theorem yet: a step of its proof is not closed by lra, nra or a stored certificate",
    )
    assert not (tmp_path / "X1_one.v").exists()
    assert (tmp_path / "_CoqProject").read_text() == "-R . LdmSymbolic\nLdmTheory.v\n"
    write_coq([json.dumps(document())], {"X1.one": POSITIVE}, tmp_path, unrecorded=True)
    assert (tmp_path / "_CoqProject").read_text() == "-R . LdmSymbolic\nLdmTheory.v\nX1_one.v\n"


def test_nothing_is_assumed_in_the_theory() -> None:
    texts = [path.read_text(encoding="utf-8") for path in TABLE.parent.glob("*.v")]
    assert texts
    assert not [word for word in ("Admitted", "Axiom", "Parameter ", "Hypothesis") for text in texts if word in text]


@pytest.mark.parametrize("claim_id", ["L1.above", "P2.step-level"])
def test_a_claim_of_the_catalogue_is_written_with_the_cores_that_are_stored(claim_id: str) -> None:
    from ldm_symbolic.claims.objects import proof_object
    from ldm_symbolic.claims.verification import verification

    known = claim(claim_id)
    text = proof_object(known, verification(known))
    says = {"hypotheses": [told(one) for one in known.hypotheses], "conclusion": told(known.conclusion)}
    made = written(json.loads(text), says, stored_cores())
    assert sum(leaf.digest in stored_cores() for leaf in made.leaves) >= len(made.leaves) // 2
