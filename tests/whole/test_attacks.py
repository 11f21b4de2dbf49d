"""A standing attack: whatever is tried through the proof language, no Fact is false at an instance.

Facts are judged by a reader that shares no code with the package and does not know SymPy (`exact_truth`). Every count
that could hide an empty attack is asked for; and the attack is seen to find a false Fact when a side condition is lost.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from random import Random
from types import SimpleNamespace

import pytest
from attack_run import ATTACKS, SOUND, Run, Tally
from composed_attacks import COMPOSED
from judging import judged
from kinds_of_attack import Twins, kinds
from limited import sums_remembered
from sympy import true

from ldm_symbolic.proof import Fact, monotone_by_slope, sum_over_modes
from ldm_symbolic.proof.language import truth

ATTEMPTS = 2_000
KINDS = kinds()
NOTHING_TO_FORGET = {"exchange_sums", "convex_by_tangents", "convex_by_slopes", "monotone_by_slope", "for_sequence"}
"""Rules whose sound case has no hypotheses, or only such as always hold or follow from the others."""
REFUSALS = {"RuleError", "NotProvedError", "UnknownTermError"}


@pytest.fixture(scope="module", autouse=True)
def _sums_remembered() -> Iterator[None]:
    with sums_remembered():
        yield


@pytest.fixture(scope="module")
def tally() -> Tally:
    return Run("0").go(ATTEMPTS)


class TestAtRandom:
    """Altered cases, composed attempts, chains."""

    def test_no_fact_is_false(self, tally: Tally) -> None:
        assert tally.false == []

    def test_what_is_refused_is_refused_by_the_kernel(self, tally: Tally) -> None:
        """A predicate may refuse its arguments with a plain ValueError; anything else is a defect."""
        assert set(tally.refused) <= REFUSALS
        assert set(tally.times) <= {"ValueError"}, tally.raised

    def test_the_attack_is_not_empty(self, tally: Tally) -> None:
        assert tally.attempts == ATTEMPTS
        assert sum(tally.facts.values()) >= 300
        assert sum(tally.met.values()) >= 200
        assert sum(tally.held.values()) >= 150
        assert tally.unfit <= ATTEMPTS // 5
        assert tally.endless <= ATTEMPTS // 100

    def test_rules_make_facts_that_are_judged(self, tally: Tally) -> None:
        assert len([name for name in ATTACKS if tally.met[name]]) >= 35
        assert len([name for name in COMPOSED if tally.met[name]]) >= len(COMPOSED) - 2


@pytest.mark.parametrize("name", sorted(SOUND))
def test_the_sound_case_of_a_rule_is_judged_true(name: str) -> None:
    verdict = judged(SOUND[name].apply(), Random(name), tries=150, wanted=25)
    assert verdict.against == ""
    assert verdict.met >= 4
    assert verdict.held >= 1


class TestByHand:
    """Kinds of abuse, ten and more attempts of each, every one with its legal twin."""

    def test_there_are_ten_of_each(self) -> None:
        assert len(KINDS) > 120
        for name in (
            "closed sum",
            "slope with",
            "variable with",
            "sequence with",
            "function with",
            "bound",
            "goal that",
        ):
            assert len([twins for twins in KINDS if twins.kind.startswith(name)]) >= 9

    @pytest.mark.parametrize("number", range(len(KINDS)), ids=lambda number: f"{number} {KINDS[number]}")
    def test_an_offence_is_refused_or_comes_to_something_true(self, number: int) -> None:
        made = _made(KINDS[number])
        if made is None:
            return
        assert not KINDS[number].refused, f"{made!r} is no answer to an offence"
        assert judged(made, Random(number), tries=40, wanted=10).against == "", repr(made)

    @pytest.mark.parametrize("number", range(len(KINDS)), ids=lambda number: f"{number} {KINDS[number]}")
    def test_its_legal_twin_comes_to_a_fact(self, number: int) -> None:
        fact = KINDS[number].twin()
        assert type(fact) is Fact
        assert judged(fact, Random(number), tries=40, wanted=10).against == ""


def _made(twins: Twins) -> Fact | None:
    """The Fact of an offence, None if it was refused by the kernel's own errors."""
    try:
        return twins.offence()
    except ValueError:  # the kernel's own errors are of this kind, a TypeError is not
        return None


class TestItGoesRed:
    """The attack finds a false Fact as soon as a side condition is gone."""

    @pytest.mark.parametrize("name", sorted(set(SOUND) - NOTHING_TO_FORGET))
    def test_when_a_rule_forgets_a_hypothesis(self, name: str) -> None:
        fact = SOUND[name].apply()
        assert len(fact.hypotheses) > 0
        red = []
        for forgotten in fact.hypotheses:
            kept = tuple(hypothesis for hypothesis in fact.hypotheses if hypothesis is not forgotten)
            broken = SimpleNamespace(hypotheses=kept, conclusion=fact.conclusion)
            red.append(judged(broken, Random(name), tries=120, wanted=40).against)
        assert any(red)

    def test_when_strict_sums_may_be_empty(self, monkeypatch: pytest.MonkeyPatch) -> None:
        module = sys.modules[sum_over_modes.__module__]
        assert _found("over_modes", 150) == []
        monkeypatch.setattr(module, "le", lambda *_: true)
        assert _found("over_modes", 150)

    def test_when_a_slope_may_have_any_sign(self, monkeypatch: pytest.MonkeyPatch) -> None:
        module = sys.modules[monotone_by_slope.__module__]
        assert _found("altered monotone_by_slope", 300) == []
        monkeypatch.setattr(module, "meaning", lambda _: None)
        assert _found("altered monotone_by_slope", 300)

    def test_when_logic_forgets_what_is_undefined(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert _found("logic", 400) == []
        monkeypatch.setattr(truth, "obligations", lambda _: ())
        assert _found("logic", 400)


def _found(name: str, attempts: int) -> list[str]:
    return Run("red", attacks={name: ATTACKS[name]}).go(attempts).false
