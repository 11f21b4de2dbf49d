"""Every rule does what its theorem says, and refuses its false neighbours.

A case is one sound application of a rule. `bad` are altered inputs, which the rule must refuse; `wrong` are altered
conclusions, which must not follow from the sound one, not even with the help of the solvers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from rule_cases import CASES as PLAIN
from rule_cases import assume, j, k, s, x, y
from rule_cases_of_parts import PARTS
from sympy import And, Implies, Not, Or, sqrt, true
from sympy.logic.boolalg import Boolean
from worked_proofs import claim

from ldm_symbolic.claims.verification import search_claim
from ldm_symbolic.proof import tactics
from ldm_symbolic.proof.kernel import rules
from ldm_symbolic.proof.kernel.decide import prove
from ldm_symbolic.proof.kernel.fact import Fact, RuleError
from ldm_symbolic.proof.kernel.rules import by_logic, instantiate
from ldm_symbolic.proof.language.predicate import ForEach, Identity, NonDecreasing
from ldm_symbolic.proof.tactics import follows, split_sum
from ldm_symbolic.search.search import Tally

CASES = {**PLAIN, **PARTS}
BAD = [(name, number) for name, case in CASES.items() for number in range(len(case.bad))]
WRONG = [(name, number) for name, case in CASES.items() for number in range(len(case.wrong))]


def test_every_rule_has_ten_controls() -> None:
    names = {function.__name__ for function in (*rules.RULES, *tactics.TACTICS)}
    assert set(CASES) == names
    few = {
        name: len(case.bad) + len(case.wrong) for name, case in CASES.items() if len(case.bad) + len(case.wrong) < 10
    }
    assert few == {}


@pytest.mark.parametrize("name", sorted(CASES))
def test_it_shows_what_its_theorem_says(name: str) -> None:
    case = CASES[name]
    fact = case.apply()
    assert type(fact) is Fact
    by_logic(case.conclusion, [fact], hypotheses=fact.hypotheses)
    by_logic(fact.conclusion, [assume(case.conclusion)], hypotheses=[case.conclusion])
    assert set(map(str, fact.hypotheses)) == set(case.hypotheses)
    made_by = {step.rule for step in fact.steps()}
    assert made_by <= {"decide", *(rule.__name__ for rule in rules.RULES)}
    assert name in made_by or not hasattr(rules, name)


@pytest.mark.parametrize(("name", "number"), BAD)
def test_it_refuses_altered_inputs(name: str, number: int) -> None:
    case = CASES[name]
    with pytest.raises(ValueError, match=r"."):
        case.apply(**case.bad[number])


@pytest.mark.parametrize(("name", "number"), WRONG)
def test_altered_conclusions_do_not_follow(name: str, number: int) -> None:
    case = CASES[name]
    fact = case.apply()
    goal, without = case.wrong[number] if isinstance(case.wrong[number], tuple) else (case.wrong[number], ())
    kept = [h for h in fact.hypotheses if str(h) not in without]
    assert len(kept) == len(fact.hypotheses) - len(without), "an altered hypothesis must be one of the fact's"
    with pytest.raises(RuleError):
        follows(goal, [fact], hypotheses=kept)


@pytest.mark.parametrize("name", sorted(CASES))
def test_no_instance_is_against_what_a_rule_showed(name: str) -> None:
    fact = CASES[name].apply()
    found = search_claim(claim(name.replace("_", "-"), fact.hypotheses, fact.conclusion), instances=25)
    assert isinstance(found, Tally)


@dataclass(frozen=True)
class Inference:
    goal: Boolean
    facts: tuple[Fact, ...]
    hypotheses: tuple[Boolean, ...]


POSITIVE, ABOVE, INVERSE = x > 0, x > 1, 1 / x > 0
ROOT = sqrt(x) >= 0
UNSOUND: list[Callable[[], Inference]] = [
    # what a guard hides stays hidden
    lambda: Inference(Or(Not(POSITIVE), INVERSE), (assume(Implies(POSITIVE, INVERSE)),), (Implies(POSITIVE, INVERSE),)),
    lambda: Inference(Or(x <= 0, ROOT), (prove([], Implies(x >= 0, ROOT)),), ()),
    lambda: Inference(Implies(x >= 1, ROOT), (prove([], Implies(x >= 0, ROOT)),), ()),
    lambda: Inference(Or(INVERSE, Not(INVERSE)) & (1 / x > 0), (), (POSITIVE,)),
    lambda: Inference(Implies(ROOT, ROOT) & ROOT, (), ()),
    # discharging a hypothesis may not lose where the conclusion is defined
    lambda: Inference(Or(INVERSE, x <= 0), (prove([POSITIVE], INVERSE),), ()),
    lambda: Inference(INVERSE, (prove([POSITIVE], INVERSE),), ()),
    # classical fallacies
    lambda: Inference(ABOVE, (prove([ABOVE], POSITIVE),), (POSITIVE,)),
    lambda: Inference(Not(x > -1), (prove([ABOVE], x > -1),), (Not(ABOVE),)),
    lambda: Inference(And(ABOVE, POSITIVE), (prove([ABOVE], POSITIVE),), (Or(ABOVE, POSITIVE),)),
    lambda: Inference(ForEach(Or(s[j] > 0, s[j] < 0), (j, 1, k)), (), (ForEach(s[j] > 0, (j, 1, k)),)),
    lambda: Inference(Or(ForEach(s[j] > 0, (j, 1, k)), ForEach(s[j] <= 0, (j, 1, k))), (), (ForEach(true, (j, 1, k)),)),
    lambda: Inference(NonDecreasing(x, (x, 0, 1)), (), (NonDecreasing(x**2, (x, 0, 1)),)),
    lambda: Inference(Identity(x, s[k]), (), (Identity(x, s[j]),)),
]


@pytest.mark.parametrize("number", range(len(UNSOUND)))
def test_logic_with_three_values_refuses_fallacies(number: int) -> None:
    step = UNSOUND[number]()
    with pytest.raises(RuleError):
        by_logic(step.goal, step.facts, hypotheses=step.hypotheses)


def test_logic_shows_the_row_that_it_misses() -> None:
    with pytest.raises(RuleError, match="undefined"):
        by_logic(Or(Not(x >= 0), ROOT), [prove([], Implies(x >= 0, ROOT))], hypotheses=[])


def test_an_instance_cannot_lose_where_its_hypotheses_are_defined() -> None:
    """1/x * x is 1 to SymPy: the hypothesis that made x non-zero must not vanish with it."""
    apart = prove([x / s[k] > 0], Not(Identity(s[k], 0)))
    fact = instantiate(apart, {x: s[k]})
    assert "Ne(s[k], 0)" in map(str, fact.hypotheses)


def test_an_instance_may_need_more_than_it_came_from() -> None:
    """√(y x) becomes |s| √x for y = s², which needs x >= 0 also where s = 0."""
    fact = instantiate(prove([y * x >= 0], sqrt(y * x) >= 0), {y: s[k] ** 2})
    assert "x >= 0" in map(str, fact.hypotheses)


def test_sums_split_anywhere_in_their_range() -> None:
    total = CASES["split_sum"].inputs["total"]
    within = [k >= 3]
    assert (
        str(split_sum(total, 2, hypotheses=within).conclusion.args[1]) == "Sum(s[j], (j, 1, 2)) + Sum(s[j], (j, 3, k))"
    )
    assert str(split_sum(total, 1, hypotheses=within).conclusion.args[1]) == "s[1] + Sum(s[j], (j, 2, k))"
