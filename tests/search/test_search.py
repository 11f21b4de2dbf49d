"""Tests for `search`: false claims are refuted by instances one can check by hand, true ones never are."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from sympy import (
    And,
    Eq,
    Equivalent,
    Function,
    Ge,
    Gt,
    Implies,
    Lambda,
    Le,
    Max,
    Min,
    Ne,
    Rational,
    Sum,
    Symbol,
    exp,
    log,
    sqrt,
)
from sympy.logic.boolalg import Boolean

from ldm_symbolic.claims.certificate import Verdict
from ldm_symbolic.claims.statement import Claim, Role
from ldm_symbolic.claims.verification import search_claim
from ldm_symbolic.notation import (
    cap,
    data_dimension,
    deviation,
    deviations,
    estimated_deviations,
    estimated_variance,
    estimated_variances,
    generated_deviation,
    horizon,
    horizon_noise,
    latent_dimension,
    mode,
    noise,
    variance,
    variances,
)
from ldm_symbolic.proof.language.predicate import (
    Convex,
    Decreasing,
    ForEach,
    Identity,
    Increasing,
    Minimises,
    NonDecreasing,
    NonIncreasing,
)
from ldm_symbolic.search import search as searching
from ldm_symbolic.search.instances import Sampler
from ldm_symbolic.search.judge import REFUTES, Judgement, Outcome, judge
from ldm_symbolic.search.openings import cases, over_reals
from ldm_symbolic.search.search import Counterexample, EnginesDisagreeError, Tally
from ldm_symbolic.search.shrinking import cost

j, k, D, x, X, T = mode, latent_dimension, data_dimension, noise, horizon_noise, horizon
lam, lam_hat, s, r = variance, estimated_variance, deviation, generated_deviation
all_modes = (j, 1, k)
clock = (x >= 0, x <= 1)
kept = (k >= 1, ForEach(deviations[j] > 0, all_modes), ForEach(estimated_deviations[j] > 0, all_modes))
one_mode = (*clock, s > 0, r >= 0, Eq(r**2, s**2 + x * (1 - s**2)))
v = estimated_deviations[j] ** 2 + (1 - estimated_deviations[j] ** 2) * x
error = Sum((sqrt(v) - deviations[j]) ** 2, all_modes)
slope_at_end = Sum((1 - deviations[j] / estimated_deviations[j]) * (1 - estimated_deviations[j] ** 2), all_modes)


def claim(name: str, hypotheses: tuple[Any, ...], conclusion: Boolean) -> Claim:
    return Claim(
        id=f"P0.{name}",
        role=Role.NEW,
        says=name,
        hypotheses=hypotheses,
        conclusion=conclusion,
        expected=Verdict.UNDECIDED,
    )


FALSE = [
    claim("square", (x >= 0,), x**2 >= x),
    claim("strict", clock, x * (1 - x) > 0),
    claim(
        "constant-off-by-one",
        (*clock, lam > 0, lam < 1),
        Equivalent(x * (1 - lam) <= 4 * lam, x <= 3 * lam / (1 - lam)),
    ),
    claim("unprinted-hypothesis", clock, x / (1 - lam_hat) >= 0),
    claim("undefined-at-one", (lam > 0, lam <= 1), 3 * lam / (1 - lam) > 0),
    claim("ball-needed", (T > 0,), exp(-T) >= 1 - T / 2),
    claim("near-one", (lam > 0,), Ne(lam, Rational(101, 100))),
    claim("large", (lam > 0,), lam < 5 * 10**5),
    claim("tiny", (lam > 0,), lam >= Rational(1, 10**5)),
    claim("tie", (lam > 0, lam_hat > 0, lam_hat >= lam), lam_hat > lam),
    claim("increment", one_mode, r**2 - 2 * s * r <= 0),
    claim(
        "sorted",
        (D >= 2, ForEach(variances[j] > 0, (j, 1, D))),
        ForEach(variances[j] >= variances[j + 1], (j, 1, D - 1)),
    ),
    claim(
        "sum-bounds",
        (k >= 1, k <= D, ForEach(variances[j] >= 0, (j, 1, D))),
        Sum(variances[j], (j, 1, k)) >= Sum(variances[j], (j, 1, D)),
    ),
    claim("monotone-always", (*kept, X > 0, X < 1), NonDecreasing(error, (x, 0, X))),
    claim("iff-reversed", (*kept, X > 0, X < 1), Equivalent(NonDecreasing(error, (x, 0, X)), slope_at_end <= 0)),
    claim("strictly-monotone", (*kept, X > 0, X < 1, slope_at_end >= 0), Increasing(error, (x, 0, X))),
    claim("concave", (*kept, X > 0, X < 1), Convex(-error, (x, 0, X))),
    claim("minimum-at-the-end", (*kept, X > 0, X < 1), Minimises(0, error, (x, 0, X))),
    claim(
        "minimises-over-k",
        (D >= 1, ForEach(variances[j] >= 0, (j, 1, D))),
        Minimises(1, Sum(variances[j], (j, 1, k)) - k, (k, 1, D)),
    ),
    claim("any-function", (X > 0,), NonDecreasing(Function("f", real=True)(x), (x, 0, X))),
    claim("identity", (lam > 0,), Identity(sqrt(lam**2 + 1), lam + 1)),
    claim("conjunction", clock, And(x >= 0, Implies(x > 0, 1 / x > 1))),
    claim("cap", (cap > 1, lam_hat >= 0, *clock), Min(cap, 1 / (x + (1 - x) * lam_hat)) < cap),
]


@pytest.mark.parametrize("false", FALSE, ids=lambda item: item.id)
def test_false_claims_are_refuted(false: Claim) -> None:
    """Each false claim is refuted; the instance is small, exact, complete, and judged once more from outside."""
    found = search_claim(false)
    assert isinstance(found, Counterexample)
    assert set(found.instance) == set(false.names)
    assert judge(found.hypotheses, found.conclusion, {**found.instance, **found.witnesses}).outcome in REFUTES
    assert judge(false.hypotheses, false.conclusion, found.instance).outcome in (*REFUTES, Outcome.UNDECIDED)
    numbers: list[Any] = []
    for value in (*found.instance.values(), *found.witnesses.values()):
        numbers.extend(value if isinstance(value, tuple) else [value])
    assert not any(isinstance(number, float) for number in numbers)
    assert all(number <= 2 for number in numbers if isinstance(number, int))
    hard = {"P0.large": 2 * 10**6, "P0.tiny": 3 * 10**6, "P0.near-one": 400}
    assert max(cost(number) for number in numbers if not isinstance(number, Lambda)) <= hard.get(false.id, 25), found


TRUE = [
    claim("square", (x >= 1,), x**2 >= x),
    claim("weak", clock, x * (1 - x) >= 0),
    claim("threshold", (*clock, lam > 0, lam < 1), Equivalent(x * (1 - lam) <= 3 * lam, x <= 3 * lam / (1 - lam))),
    claim("exponential", (T > 0,), exp(-T) > 1 - T),
    claim("vacuous", (x > 0, x < 0), x > 5),
    claim(
        "increment",
        one_mode,
        Equivalent(r**2 - 2 * s * r <= 0, x * (1 - s**2) <= 3 * s**2),
    ),
    claim("sum-of-squares", (k >= 1,), Sum((deviations[j] - estimated_deviations[j]) ** 2, all_modes) >= 0),
    claim("convex", (*kept, X > 0, X < 1), Convex(error, (x, 0, X))),
    claim("iff", (*kept, X > 0, X < 1), Equivalent(NonDecreasing(error, (x, 0, X)), slope_at_end >= 0)),
    claim(
        "exact-score",
        (k >= 1, ForEach(deviations[j] > 0, all_modes), X > 0, X < 1),
        NonDecreasing(
            Sum((sqrt(deviations[j] ** 2 + (1 - deviations[j] ** 2) * x) - deviations[j]) ** 2, all_modes), (x, 0, X)
        ),
    ),
    claim(
        "defined-roots",
        (k >= 1, ForEach(variances[j] >= 0, all_modes), ForEach(Eq(variances[j], deviations[j] ** 2), all_modes)),
        Sum(sqrt(variances[j]), all_modes) >= Sum(deviations[j], all_modes),
    ),
    claim("clamped", (), Max(0, Min(1, x)) <= 1),
    claim("falls", (lam > 0,), Decreasing(1 / (x + lam), (x, 0, 1))),
    claim("constant", (X > 0,), NonIncreasing(lam + 0 * x, (x, 0, X))),
    claim("least-k", (D >= 1,), Minimises(1, k**2, (k, 1, D))),
]


@pytest.mark.parametrize("true", TRUE, ids=lambda item: item.id)
def test_true_claims_are_never_refuted(true: Claim) -> None:
    """No instance refutes a true claim, under two seeds; the tally is honest about how many met the hypotheses."""
    plain = not over_reals(true.conclusion)
    for seed in (0, 1):
        tally = search_claim(true, seed=seed, instances=150 if plain else 70)
        assert isinstance(tally, Tally)
        assert tally.held <= tally.met <= tally.tried
        if true.id == "P0.vacuous":
            assert (tally.met, tally.held, tally.margin) == (0, 0, None)
        else:
            assert 2 * tally.met >= tally.tried
            assert tally.held == tally.met if plain else tally.held >= tally.met - 10
        assert tally.margin is None or tally.margin >= 0


def test_margins_tell_how_close_it_came() -> None:
    """A tight inequality has margin 0, a loose one its slack, an equivalence none."""
    margins = {}
    for name, condition in [("tight", x * (1 - x) >= 0), ("slack", x * (1 - x) >= -Rational(1, 7)), ("none", Ne(x, 2))]:
        tally = search_claim(claim(name, clock, condition), instances=60)
        assert isinstance(tally, Tally)
        margins[name] = tally.margin
    assert margins == {"tight": 0, "slack": Fraction(142, 1000), "none": None}


def test_witnesses_come_with_the_instance() -> None:
    """A claim about every pair of an interval is refuted by a pair, which lies in the interval."""
    found = search_claim(claim("pair", (X > 0,), NonDecreasing((x - 1) ** 2, (x, 0, X))))
    assert isinstance(found, Counterexample)
    first, second = found.witnesses.values()
    assert 0 <= first <= second <= found.instance[X]
    assert (first - 1) ** 2 > (second - 1) ** 2
    assert found.confirmed


def test_the_same_seed_gives_the_same_result_on_any_machine() -> None:
    """Neither the order of hashes nor the run changes a counterexample or a tally; the seed does."""
    script = (
        "import test_search as t\n"
        "for c in (*t.FALSE[:3], t.FALSE[10], t.FALSE[13], t.FALSE[14], t.FALSE[19], t.TRUE[5], t.TRUE[8]):\n"
        "    r = t.search_claim(c, instances=25)\n"
        "    print(r)\n"
    )
    here = os.path.dirname(__file__)
    texts = set()
    for hashes in ("0", "4242"):
        environment = {
            **os.environ,
            "PYTHONHASHSEED": hashes,
            "PYTHONPATH": here,
        }
        run = subprocess.run(
            [sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True, timeout=100
        )
        texts.add(run.stdout)
    assert len(texts) == 1
    tallies = [search_claim(TRUE[1], seed=seed, instances=3) for seed in (0, 0, 1, 2)]
    assert tallies[0] == tallies[1]
    assert len(set(map(str, tallies))) > 1


def test_hypotheses_are_respected() -> None:
    """Every instance that is drawn meets every hypothesis, equations and orders included."""
    from random import Random

    conditions = (
        *kept,
        k <= D,
        ForEach(Eq(variances[j], deviations[j] ** 2), (j, 1, D)),
        ForEach(variances[j] >= variances[j + 1], (j, 1, D - 1)),
        ForEach(Eq(estimated_variances[j], estimated_deviations[j] ** 2), (j, 1, D)),
        Eq(r**2, s**2 + x * (1 - s**2)),
        *clock,
        s > 0,
        r >= 0,
    )
    names = frozenset().union(*(case.names for case in [claim("all", conditions, x >= 0)]))
    sampler = Sampler(names, conditions)
    random = Random("respect")
    drawn = [sampler.draw(random, level) for level in (1, 2, 3, 4) for _ in range(10)]
    met = [instance for instance in drawn if instance is not None]
    assert len(met) >= 30
    for instance in met:
        assert judge(conditions, x >= 0, instance).outcome is Outcome.TRUE
        assert sampler.complete(instance) == instance


def test_equations_give_names_their_values() -> None:
    """What an equation determines is computed, a rational if it can be, and what it makes impossible is refused."""
    conditions = (*one_mode, Eq(lam, s**2), Eq(lam_hat**2, r**2 + 1))
    sampler = Sampler({x, s, r, lam, lam_hat}, conditions)
    assert {name: found.value for name, found in sampler.definitions.items()} == {
        x: -(r**2 - s**2) / (s**2 - 1),
        lam: s**2,
        lam_hat: sqrt(r**2 + 1),
    }
    assert sampler.complete({s: Fraction(1, 4), r: Fraction(3, 4)}) == {
        lam: Fraction(1, 16),
        lam_hat: Fraction(5, 4),
        r: Fraction(3, 4),
        s: Fraction(1, 4),
        x: Fraction(8, 15),
    }
    assert sampler.complete({s: Fraction(1), r: Fraction(3, 4)}) is None
    assert sampler.complete({s: Fraction(1, 4), r: Fraction(2)}) is None
    circle = Sampler({lam, lam_hat}, (Eq(lam, lam_hat + 1), Eq(lam_hat, lam - 1)))
    assert len(circle.definitions) == 1


def test_cases_open_every_quantifier_over_reals() -> None:
    """Parts, premises, directions, ends and witnesses each become a case; the claim itself stays one."""
    minimum = cases((X > 0,), Minimises(T, x**2, (x, 0, X)))
    assert [case.conclusion for case in minimum[:-1]][:2] == [Le(0, T), Le(T, X)]
    assert str(minimum[2].conclusion) == "T**2 <= x_1**2"
    assert {str(part) for part in minimum[2].hypotheses} == {"X > 0", "0 <= x_1", "x_1 <= X"}
    both = cases((), And(x > 0, Implies(T > 0, Equivalent(x > 1, Increasing(lam * x, (x, 0, 1))))))
    assert [str(case.conclusion) for case in both[:-1]] == ["x > 0", "lambda*x_1 < lambda*x_2"]
    assert {str(part) for part in both[1].hypotheses} >= {"T > 0", "x > 1"}
    assert both[-1].conclusion.func is And
    plain = ForEach(variances[j] > 0, all_modes)
    assert [case.conclusion for case in cases((), plain)] == [plain]


def test_undecided_instances_do_not_count_as_held() -> None:
    """What cannot be decided is met, but not held."""
    tally = search_claim(claim("open", (lam > 1,), log(lam) + log(2) <= log(2 * lam)), instances=5)
    assert isinstance(tally, Tally)
    assert tally.met == 5
    assert (tally.held, tally.margin) == (0, None)


def test_small_instances_come_first() -> None:
    """A claim that fails for every k is refuted with one mode, and one that needs two with two."""
    for least in (1, 2):
        found = search_claim(claim(f"modes-{least}", kept, Implies(k >= least, slope_at_end > 10**7)))
        assert isinstance(found, Counterexample)
        assert found.instance[k] == least
        assert len(found.instance[deviations]) == least


def test_a_judge_that_contradicts_itself_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    """If a case fails where the claim is judged true, that is an error, not a counterexample."""
    false = claim("pair", (X > 0,), NonDecreasing((x - 1) ** 2, (x, 0, X)))

    def lenient(hypotheses: Any, conclusion: Any, instance: Any) -> Judgement:
        if conclusion == false.conclusion:
            return Judgement(outcome=Outcome.TRUE)
        return judge(hypotheses, conclusion, instance)

    monkeypatch.setattr(searching, "judge", lenient)
    with pytest.raises(EnginesDisagreeError, match="is true at"):
        search_claim(false)


def test_an_altered_claim_is_searched_afresh() -> None:
    """Dropping the hypothesis that makes a claim true lets the search refute it."""
    true = next(item for item in TRUE if item.id == "P0.threshold")
    assert isinstance(search_claim(true, instances=60), Tally)
    for dropped in true.hypotheses:
        left = tuple(part for part in true.hypotheses if part != dropped)
        found = search_claim(replace(true, hypotheses=left))
        assert isinstance(found, Counterexample) == (dropped == (lam < 1))


def test_no_instances_no_result() -> None:
    """With no instances nothing is tried, and nothing is claimed."""
    assert search_claim(FALSE[0], instances=0) == Tally(tried=0, met=0, held=0, margin=None)
    assert Symbol("x", real=True) == x


def test_a_fraction_too_long_to_print_is_told_by_its_size() -> None:
    """What is too close to call is said in a line, also at a number of ten thousand digits."""
    hidden_zero = log(2) + log(3) - log(6)
    judged = judge((), NonDecreasing(hidden_zero * x, (x, 0, X)), {X: Fraction(1, 10**10_000)})
    assert judged.outcome is Outcome.UNDECIDED
    assert "a fraction of 33220 bits" in judged.reason


def test_a_margin_of_ten_thousand_digits_is_cut_to_three() -> None:
    """How close an instance came to failing is told in three digits, however long the number is."""
    assert searching._rounded_down(Fraction(10**10_000 - 1, 3 * 10**10_004)) == Fraction(333, 10**7)
    assert searching._rounded_down(Fraction(999_999, 10**9)) == Fraction(999, 10**6)
    assert searching._rounded_down(1 - Fraction(1, 10**50)) == Fraction(999, 1000)
    assert searching._rounded_down(Fraction(0)) == 0


@pytest.mark.parametrize(
    ("conclusion", "hypotheses", "margin"),
    [
        (Ge((noise + variance) ** 100_000 * log(noise), noise**30_001), [noise >= 3, variance >= 0], None),
        (Gt(exp(noise**3 + 30_000), noise**7), [noise >= 9], Fraction(0)),  # of a ball that is too wide
        (Gt(exp(-(noise**3) - 30_000), 0, evaluate=False), [noise >= 9], Fraction(0)),
        (Gt(noise ** (-100_000), 0, evaluate=False), [noise >= 3], Fraction(0)),
    ],
    ids=str,
)
def test_a_margin_that_cannot_be_written_out_ends_no_search(
    conclusion: Boolean, hypotheses: list[Boolean], margin: Fraction | None
) -> None:
    found = searching.search(hypotheses, conclusion, names=[noise, variance], instances=20)
    assert isinstance(found, Tally)
    assert (found.held > 0, found.margin) == (True, margin)
