"""P3: counterexamples from the definitions, the critical constant, and random spectra."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import oracle
import pytest
from equal_variance_models import drawn

from ldm_symbolic.derivations import statement
from ldm_symbolic.notation import deviations, estimated_deviations, noise
from ldm_symbolic.search.judge import Outcome, judge

STATEMENT = statement("P3")

OU = oracle.Setting(horizon=2, digits=15)
HALF = oracle.Setting(horizon="1/2", rate=lambda u: 1 / (2 * (1 - u)), digits=20)  # a_u² = u


def spectrum(word: str) -> tuple[list[Fraction], list[Fraction]]:
    """True and estimated variances of a stored counterexample."""
    instance = STATEMENT[f"P3.{word}"].counterexample
    assert instance is not None
    true, estimated = ([Fraction(str(s)) ** 2 for s in instance[name]] for name in (deviations, estimated_deviations))
    return true, estimated


def error(k: int, x: Fraction, spectra: tuple[list[Fraction], list[Fraction]]) -> float:
    """E(k, x), by the oracle."""
    true, estimated = (list(map(str, values)) for values in spectra)
    return float(oracle.error(k, str(x), true, estimated, HALF))


def test_the_strict_inequality_is_an_equality() -> None:
    """One direction is not better than itself, and two tie at the threshold of both."""
    spectra = spectrum("step-strict")
    assert error(1, Fraction(0), spectra) == error(1, Fraction(0), spectra) == 0
    tie = Fraction(1, 3)
    equal = ([Fraction(3, 20)] * 2, [Fraction(2, 5)] * 2)
    assert tie * (1 - Fraction(2, 5)) == 4 * Fraction(3, 20) - Fraction(2, 5)
    assert error(1, tie, equal) == pytest.approx(error(2, tie, equal), abs=1e-15)


def test_the_printed_chain_fails_at_the_threshold_of_the_last_direction() -> None:
    """λ = 1/9, λ̂ = (25/144, 1/9), i = 1: E is larger at x_2 = 3/8 than at x_1 = 39/119, and than at 7/20 between."""
    true, estimated = spectra = spectrum("step-chain")
    first, last = ((4 * true[0] - value) / (1 - value) for value in estimated)
    assert (first, last) == (Fraction(39, 119), Fraction(3, 8))
    assert error(1, last, spectra) > error(1, first, spectra)
    instance = STATEMENT["P3.step-chain"].counterexample
    assert instance is not None
    level = Fraction(str(instance[noise]))
    assert first < level < last
    assert error(1, last, spectra) > error(1, level, spectra)


def test_the_statement_holds_by_brute_force_in_the_ornstein_uhlenbeck_clock() -> None:
    """λ = 1/5 twice, an empty direction, λ̂ = (2/5, 1/50): a stop before T, and k = 2 wins over all k and t."""
    true, estimated = ["1/5", "1/5", 0], ["2/5", "1/50", 0]
    best = [oracle.best_noise(k, true, estimated, OU) for k in (1, 2, 3)]
    assert min(best, key=lambda found: found.error) is best[1]
    assert 0 < best[1].noise < 1


def test_four_is_critical_and_the_order_is_needed_by_brute_force() -> None:
    """Equal estimates of 4.5 λ: k = 1 wins. Estimates (λ/100, 4 λ): k = 1 wins, in the other order k = 2 does."""
    beyond = [oracle.best_noise(k, ["1/10"] * 2, ["9/20"] * 2, OU).error for k in (1, 2)]
    assert beyond[0] < beyond[1]
    swapped = [oracle.best_noise(k, ["1/10"] * 2, ["1/1000", "2/5"], OU).error for k in (1, 2)]
    assert swapped[0] < swapped[1]
    sorted_ = [oracle.best_noise(k, ["1/10"] * 2, ["2/5", "1/1000"], OU).error for k in (1, 2)]
    assert sorted_[1] < sorted_[0]


@pytest.mark.parametrize(("most", "ordered"), [(4.0, True), (3.0, False)])
def test_random_models_have_their_joint_optimum_at_the_true_dimension(most: float, ordered: bool) -> None:
    """2,000 models all meet the hypotheses: λ̂_j <= 4 λ in order, or λ̂_j <= 3 λ in any."""
    random, met = np.random.default_rng(3), 0
    for _ in range(2000):
        model = drawn(random, most, ordered=ordered)
        met += bool(np.all(model.estimated <= most * model.true * (1 + 1e-15)))
        assert model.joint_gap() >= -1e-9, model
    assert met == 2000


def test_random_models_beyond_four_are_beaten() -> None:
    """Where 4 λ < λ̂_j <= 1 for all j, one direction run to the end beats d0 at every level."""
    random, met = np.random.default_rng(4), 0
    for _ in range(2000):
        model = drawn(random, 8.0, least=4.001)
        if model.count >= 2 and model.estimated.max() <= 1:
            met += 1
            first = model.errors(np.array([0.0]))[0, 0]
            assert first < model.errors(model.grid())[:, model.count - 1].min() * (1 + 1e-12), model
    assert met >= 500, met


def test_a_repair_holds_or_does_not_apply_where_the_printed_claim_fails() -> None:
    """Judged at the stored counterexamples."""
    for claim in STATEMENT.claims:
        if claim.counterexample is not None:
            repair = next(other for other in STATEMENT.claims if other.repairs == claim.id)
            assert judge(claim.hypotheses, claim.conclusion, claim.counterexample).outcome is Outcome.FALSE
            at_repair = judge(repair.hypotheses, repair.conclusion, claim.counterexample).outcome
            assert at_repair in (Outcome.TRUE, Outcome.NOT_MET, Outcome.UNDECIDED)
