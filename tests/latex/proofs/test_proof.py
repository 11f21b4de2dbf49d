"""Printed proofs: what a step assumes, which cases there are, what is shown elsewhere: all as the Fact has it."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import pytest
from proof_reading import CLAIMS, fact_of
from sympy import And, IndexedBase, Or, Symbol
from sympy.logic.boolalg import Boolean

from ldm_symbolic.claims.statement import Claim
from ldm_symbolic.latex.formulas.letters import notation
from ldm_symbolic.latex.proofs.distinctions import distinguished
from ldm_symbolic.latex.proofs.outline import Step, outline
from ldm_symbolic.latex.proofs.proof import ARITHMETIC, proof_tex, shown_in
from ldm_symbolic.latex.proofs.scope import assumptions, key, mark_lemmas, renaming, shared
from ldm_symbolic.latex.proofs.special_cases import values
from ldm_symbolic.latex.proofs.told import told
from ldm_symbolic.latex.sentences.statement import id_tex
from ldm_symbolic.proof.kernel.decide import prove
from ldm_symbolic.proof.kernel.fact import Fact
from ldm_symbolic.proof.kernel.rules.logic import by_logic, instantiate
from ldm_symbolic.proof.language.conditions import conjuncts, oriented
from ldm_symbolic.proof.language.predicate import NonDecreasing
from ldm_symbolic.proof.tactics import for_all

p, q, r = (Symbol(name, real=True) for name in "pqr")
SMALL = ["P2.step-level", "P2.step-time", "P2.ordered", "P1.exact", "P3.probability", "P5.step-closed"]


@cache
def text_of(claim_id: str) -> str:
    return proof_tex(CLAIMS[claim_id], fact_of(claim_id))


def digests(text: str) -> set[str]:
    return set(re.findall("^% ([0-9a-f]{16})$", text, re.MULTILINE))


@pytest.mark.parametrize("claim_id", SMALL)
def test_every_solver_call_stands_at_a_step(claim_id: str) -> None:
    asked = {query.digest for step in fact_of(claim_id).steps() for query in step.queries}
    assert digests(text_of(claim_id)) == asked


@pytest.mark.parametrize("claim_id", SMALL)
def test_no_step_is_said_twice_and_the_claim_not_at_all(claim_id: str) -> None:
    steps = outline(fact_of(claim_id))
    said = [(frozenset(map(oriented, conjuncts(step.fact.hypotheses))), step.fact.conclusion) for step in steps]
    assert len(set(said)) == len(said)
    assert text_of(claim_id).count("The claim ") == 1


def test_cases_are_guards_of_which_one_holds() -> None:
    goal = p**2 + p >= 0
    above, below = prove([p >= 0], goal), prove([p <= -1], goal)
    whole = by_logic(goal, [above, below], hypotheses=[Or(p >= 0, p <= -1)])
    assert distinguished(told(whole), told(whole).premises) == ((p >= 0,), (p <= -1,))


def test_a_guard_that_is_not_needed_is_no_case() -> None:
    goal = p**2 + p >= 0
    above, within = prove([p >= 0], goal), prove([p >= 2], goal)
    whole = by_logic(goal, [above, within], hypotheses=[p >= 0])
    assert distinguished(told(whole), told(whole).premises) == ()


def test_what_follows_in_turn_is_no_case() -> None:
    first, second = prove([p >= 2], p >= 1), prove([p >= 1], p**2 >= 1)
    whole = by_logic(p**2 >= 1, [second, first], hypotheses=[p >= 2])
    assert distinguished(told(whole), told(whole).premises) == ()


def test_guards_of_which_none_need_hold_are_not_told_as_cases() -> None:
    goal = p**2 + q**2 + r**2 >= 1
    either = prove([q >= 1], Or(goal, r >= 1))
    pieces = [prove([p >= 1], goal), prove([r >= 1], goal), either]
    whole = by_logic(goal, pieces, hypotheses=[Or(p >= 1, q >= 1)])
    assert distinguished(told(whole), [told(piece) for piece in pieces]) is None


def test_solver_calls_behind_what_says_nothing_are_kept() -> None:
    goal, other = p**2 >= 1, p**3 >= 1
    empty = by_logic(goal, [prove([p >= 3, goal], p**2 >= 4)], hypotheses=[p >= 3, goal])
    told = [prove([p >= 3], goal), prove([p >= 3], other)]
    for whole in (
        by_logic(goal, [told[0], empty], hypotheses=[p >= 3]),
        by_logic(And(goal, other), [*told, empty], hypotheses=[p >= 3]),
    ):
        (step,) = outline(whole)
        assert set(step.queries) == {query for fact in whole.steps() for query in fact.queries}
        assert {query for fact in empty.steps() for query in fact.queries} <= set(step.queries)


def test_a_claim_that_is_a_special_case_is_said_to_be_one() -> None:
    text = text_of("P2.step-level")
    assert len(outline(fact_of("P2.step-level"))) == 2
    assert r"The claim is Step 1 with $s_j$ for $\hat s_j$, whose assumptions hold here." in text
    assert "the cases" not in text


def test_real_cases_are_said() -> None:
    (line,) = (line for line in text_of("P2.step-time").splitlines() if "the cases" in line)
    assert line.count(r"4 \lambda_k - \hat\lambda_k") == 4
    assert r"< 0" in line


def test_one_step_of_arithmetic_is_not_a_step() -> None:
    text = text_of("P2.quotient-repaired")
    assert "The claim holds by arithmetic." in text
    assert "Step" not in text
    assert r"\lambda" not in text


def test_what_the_statement_says_is_not_said_again() -> None:
    text = text_of("P2.step-level")
    assert r"\lambda_j = s_j^2" not in text.replace(r"\hat", "")
    assert r"\hat\lambda_j = \hat s_j^2" in text
    assert r"\hat\lambda_j = \hat s_j^2" not in proof_tex(
        CLAIMS["P2.step-level"], fact_of("P2.step-level"), known=[r"\hat\lambda_j = \hat s_j^2"]
    )


def test_arithmetic_is_explained_unless_a_reader_knows() -> None:
    claim, fact = CLAIMS["P2.step-level"], fact_of("P2.step-level")
    assert ARITHMETIC in proof_tex(claim, fact)
    assert ARITHMETIC not in proof_tex(claim, fact, explained=True)


def test_outside_theorems_are_named_where_the_claim_follows() -> None:
    last = text_of("P3.probability").split("The claim ")[1]
    assert "given Boole's inequality" in last


def test_names_of_lemmas_are_letters() -> None:
    assert not re.search(r"\\text\{(?!if|otherwise)", text_of("P2.ordered"))
    assert r"\mathrm{above}" not in text_of("P5.step-closed")
    assert r"\mathrm{later}" not in text_of("P5.step-closed")


def test_names_of_lemmas_do_not_look_like_those_of_the_claim() -> None:
    number, own, sequence = Symbol("s", real=True), Symbol("s_0", real=True), IndexedBase("s", real=True)
    alike = replace(notation(), letters={"s_0": notation().letter("s")})
    found = renaming(alike, {number, own, sequence}, {own, sequence})
    assert list(found) == [number]
    assert alike.letter(str(found[number])).written() not in ("s", r"\lambda")
    larger = Symbol("s_larger", real=True)
    assert list(renaming(notation(), {larger, sequence}, {sequence})) == [larger]
    assert renaming(notation(), {larger, number}, {larger, number}) == {}


def step_of(fact: Fact, *uses: Step) -> Step:
    return Step(fact=told(fact), inner=told(fact), uses=list(uses))


def test_what_holds_for_arbitrary_values_is_not_printed_under_the_claim() -> None:
    assumed = (p >= 2,)
    arbitrary = prove([p >= 0, p <= q], p**2 <= q**2)
    rises = for_all(NonDecreasing(r**2, (r, 0, 1)), arbitrary, [p, q])
    far = prove([p >= 2], p**2 >= 4)
    goal = And(rises.conclusion, far.conclusion)
    first, second, third = step_of(arbitrary), step_of(rises), step_of(far)
    second.uses.append(first)
    root = step_of(by_logic(goal, [rises, far], hypotheses=assumed), second, third)
    mark_lemmas([first, second, third, root], assumed)
    assert [step.lemma for step in (first, second, third, root)] == [True, False, False, False]
    assert assumptions(first, assumed) == (p >= 0, p <= q)
    assert assumptions(third, assumed) == ()
    assert key(third, assumed)[0] == {oriented(p >= 2)}
    assert key(second, assumed)[0] == {oriented(p >= 2)}


def test_what_a_lemma_rests_on_is_not_printed_under_the_claim() -> None:
    square = prove([p >= 1], p**2 >= 1)
    lemma = by_logic(Or(p**2 >= 1, q >= 0), [square], hypotheses=[p >= 1])
    first = step_of(square)
    second = step_of(lemma, first)
    second.lemma = True
    root = step_of(by_logic(lemma.conclusion, [lemma], hypotheses=[p >= 1, q >= 5]), second)
    mark_lemmas([first, second, root], [p >= 1, q >= 5])
    assert first.lemma
    assert not root.lemma


def test_assumptions_of_the_same_steps_go_together() -> None:
    groups: list[list[Boolean]] = [[p >= 0, q >= 0], [q >= 0, p >= 0, r >= 0], [r >= 0, q >= 1], [q >= 1]]
    assert shared(groups) == [(p >= 0, q >= 0), (r >= 0,), (q >= 1,)]


def test_a_special_case_is_told_only_if_it_is_one() -> None:
    general = prove([p >= 1, q >= p], q**2 >= p)
    special = instantiate(general, {q: r**2})
    assert values(told(general), told(special)) == {p: p, q: r**2}
    assert values(told(general), told(prove([p >= 3], p**2 >= 2))) is None


def test_what_is_shown_elsewhere_is_cited_with_all_that_it_assumes() -> None:
    first, second = CLAIMS["P5.step-closed"], CLAIMS["P5.closed-throughout"]
    shown = shown_in(first, fact_of(first.id))
    again = proof_tex(second, fact_of(second.id), shown=shown)
    assert f"of the proof of {id_tex(first.id)}" in again
    assert len(again) < 0.7 * len(text_of(second.id))
    cited = [step for step in outline(fact_of(second.id), shown) if step.place]
    printed = {where: said for said, where in shown.items()}
    for step in cited:
        assumed, concluded = printed[step.place]
        assert concluded == step.fact.conclusion
        assert assumed <= {oriented(c) for c in conjuncts(step.fact.hypotheses)}
        number = re.match(r"Step (\d+) of", step.place)
        assert number is not None
        assert rf"\textbf{{Step {number[1]}.}}" in text_of(first.id)
    assert digests(again) < digests(text_of(second.id))
    asked = {query.digest for step in fact_of(second.id).steps() for query in step.queries}
    assert asked <= digests(again) | digests(text_of(first.id))


def test_what_is_shown_elsewhere_under_more_assumptions_is_not_cited() -> None:
    claim = CLAIMS["P5.closed-throughout"]
    shown = shown_in(CLAIMS["P5.step-closed"], fact_of("P5.step-closed"))
    narrower = {(assumed | {oriented(p >= 0)}, concluded): where for (assumed, concluded), where in shown.items()}
    assert proof_tex(claim, fact_of(claim.id), shown=narrower) == text_of(claim.id)


def test_the_claim_itself_may_be_cited() -> None:
    claim: Claim = CLAIMS["P2.step-time"]
    shown = shown_in(claim, fact_of(claim.id))
    assert shown[min(shown, key=lambda said: shown[said] != id_tex(claim.id))] == id_tex(claim.id)
    text = proof_tex(claim, fact_of(claim.id), shown=shown)
    assert f"The claim is {id_tex(claim.id)}." in text
