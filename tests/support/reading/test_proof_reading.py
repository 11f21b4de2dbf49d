"""What proofs print, read back from their text: each step is true as printed, and follows from what it cites."""

from __future__ import annotations

from typing import Any

import pytest
from proof_reading import CLAIMS, fact_of, gaps, read
from sympy import Or, Symbol

from ldm_symbolic.claims.certificate import Verdict
from ldm_symbolic.claims.statement import Claim, Role
from ldm_symbolic.latex.document.nodes import Formula, Text
from ldm_symbolic.latex.formulas.writer import Writer
from ldm_symbolic.latex.proofs import proof as latex_proof
from ldm_symbolic.latex.proofs import scope as latex_scope
from ldm_symbolic.latex.proofs.folding import contrary, is_plain
from ldm_symbolic.latex.proofs.outline import outline
from ldm_symbolic.latex.proofs.proof import proof_tex
from ldm_symbolic.latex.proofs.special_cases import special_case, values, worth_telling
from ldm_symbolic.latex.proofs.told import told
from ldm_symbolic.proof.kernel.decide import prove
from ldm_symbolic.proof.kernel.fact import Fact
from ldm_symbolic.proof.kernel.rules.logic import by_logic, instantiate
from ldm_symbolic.proof.language.conditions import conjuncts

SAMPLE = [
    *("L1.step-active", "P1.exact", "P2.step-level", "P2.step-time", "P2.ordered", "P3.probability", "P4.step-mode"),
    *("P5.step-closed", "P6.ordered", "P7.step-traces", "P9.markov", "P10.step-radicals", "C1.step-d2-repaired"),
    "S6.horizon",
]
JUDGED = [claim_id for claim_id in SAMPLE if claim_id not in ("P5.step-closed", "P6.ordered")]  # these take long
RECALLING = ["P2.step-time", "P2.ordered"]
p, q, r = (Symbol(name, real=True) for name in "pqr")


@pytest.mark.parametrize("claim_id", SAMPLE)
def test_each_step_follows_from_what_its_text_cites(claim_id: str) -> None:
    assert not list(gaps(read(CLAIMS[claim_id], fact_of(claim_id))))


@pytest.mark.parametrize("claim_id", JUDGED)
def test_no_step_is_false_as_printed(claim_id: str) -> None:
    said = read(CLAIMS[claim_id], fact_of(claim_id))
    assert not [wrong for one in said for wrong in one.judged(3)]


@pytest.mark.parametrize("claim_id", SAMPLE)
def test_each_step_is_printed_with_all_that_its_fact_assumes(claim_id: str) -> None:
    for one in read(CLAIMS[claim_id], fact_of(claim_id)):
        assert not set(conjuncts(one.step.fact.hypotheses)) - set(one.hypotheses)
        assert one.conclusion == one.step.fact.conclusion


def claim_of(fact: Fact) -> Claim:
    return Claim(
        id="T.toy",
        role=Role.NEW,
        says="a toy",
        hypotheses=fact.hypotheses,
        conclusion=fact.conclusion,
        expected=Verdict.PROVED,
    )


def by_contradiction() -> Fact:
    """p**2 > 0, since otherwise p = 0."""
    goal = p**2 > 0
    last = by_logic(goal, [prove([p > 1, p**2 <= 0], goal)], hypotheses=[p > 1])
    return by_logic(Or(goal, q > 0), [last], hypotheses=[p > 1])


def test_a_proof_by_contradiction_is_said_to_be_one() -> None:
    fact = by_contradiction()
    (premise,) = fact.premises
    assert contrary(told(premise)) == (p**2 <= 0)
    assert contrary(told(fact)) is None
    steps = outline(fact)
    assert [step.contrary for step in steps] == [p**2 <= 0, None]
    text = proof_tex(claim_of(fact), fact)
    assert "Suppose, on the contrary, that $p^2 \\le 0$." in text
    assert "This is contradicted by arithmetic." in text
    assert not list(gaps(read(claim_of(fact), fact)))


def test_no_step_assumes_what_cannot_be() -> None:
    claim_id = "C1.step-d2-repaired"
    last = read(CLAIMS[claim_id], fact_of(claim_id))[-1]
    assert "Suppose, on the contrary, that $d + 2 < d_2$." in last.text
    for one in read(CLAIMS[claim_id], fact_of(claim_id)):
        assert "d_2 <" not in one.text.replace("d_2$", "")


def test_a_missing_assumption_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def without_last(step: Any, assumed: Any) -> Any:
        return known(step, assumed)[:-1]

    known = latex_scope.assumptions
    monkeypatch.setattr(latex_proof, "assumptions", without_last)
    found = [
        gap for claim_id in ("P2.step-time", "P1.exact") for gap in gaps(read(CLAIMS[claim_id], fact_of(claim_id)))
    ]
    assert found


def test_a_definition_without_its_guard_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(latex_proof, "extra", lambda *_: ())
    found = [gap for claim_id in RECALLING for gap in gaps(read(CLAIMS[claim_id], fact_of(claim_id)))]
    assert any("without all that it assumes" in gap for gap in found)


def test_a_step_that_is_not_cited_is_noticed() -> None:
    said = read(CLAIMS["P2.step-level"], fact_of("P2.step-level"))
    said[-1].text = said[-1].text.replace("Step 1", "Step 0")
    assert any("cites" in gap for gap in gaps(said))


def test_a_false_step_is_noticed() -> None:
    said = read(CLAIMS["P2.step-time"], fact_of("P2.step-time"))
    said[0].hypotheses, said[0].conclusion = (), p**2 > 0
    assert said[0].judged(20)


def test_values_are_told_for_the_letters_of_a_step_that_is_used() -> None:
    general = prove([p >= 1, q >= p], q**2 >= p)
    special = instantiate(general, {p: p + 1, q: r**2})
    found = Writer().written(special_case(values(told(general), told(special)), Formula.of))
    assert found == " with $1 + p$ for $p$, and $r^2$ for $q$"
    assert special_case({}, Formula.of) == Text()
    assert special_case(None, Formula.of) == Text(" in a special case")


def test_new_letters_for_arbitrary_ones_are_not_told() -> None:
    assert worth_telling({p: r, q: 1 + r}, frozenset({p, q})) == {q: 1 + r}
    assert worth_telling({p: r}, frozenset({r})) == {p: r}
    assert worth_telling({p: r, q: r}, frozenset()) == {p: r, q: r}


def test_comparing_names_is_no_step() -> None:
    chain = prove([p <= q, q < r], p < r)
    assert is_plain(told(chain))
    assert not is_plain(told(prove([p >= 1], p**2 >= 1)))
    assert is_plain(told(prove([p >= q**2, p < q**2], q**2 >= 1)))
    goal = Or(p < r**2, p < r**3)
    uses = [instantiate(chain, {r: r**2}), instantiate(chain, {r: r**3})]
    whole = by_logic(goal, uses, hypotheses=[p <= q, q < r**2, q < r**3])
    (step,) = outline(whole)
    assert step.queries == chain.queries


def test_rules_that_rewrite_sums_are_named() -> None:
    claim_id = "P7.step-traces"
    assert r"the rule \emph{equal sums}" in proof_tex(CLAIMS[claim_id], fact_of(claim_id))
