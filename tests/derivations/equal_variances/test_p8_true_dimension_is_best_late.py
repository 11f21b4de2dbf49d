"""P8: counterexamples from the definitions, the sharp threshold, the solution that need not exist, random spectra."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import numpy as np
import oracle
import pytest
from equal_variance_models import Model, drawn

from ldm_symbolic.claims.statement import Claim
from ldm_symbolic.derivations import statement
from ldm_symbolic.notation import horizon_noise
from ldm_symbolic.search.judge import REFUTES, Outcome, judge

STATEMENT = statement("P8")

HALF = oracle.Setting(horizon="1/2", rate=lambda u: 1 / (2 * (1 - u)), digits=20)  # a_u² = u
TENTH = oracle.Setting(horizon="1/10", rate=lambda u: 1 / (2 * (1 - u)), digits=20)
LONG = oracle.Setting(horizon=6, digits=15)  # Ornstein-Uhlenbeck, a_T² = 1 - e^{-12}


def test_no_solution_for_a_short_horizon() -> None:
    """λ = 1/4, λ̂ = 1/16 is perfect at level 1/5, which a schedule that ends at level 1/10 does not reach."""
    instance = STATEMENT["P8.solution"].counterexample
    assert instance is not None
    assert instance[horizon_noise] == Fraction(1, 10)
    assert oracle.best_noise(1, ["1/4"], ["1/16"], TENTH).noise == pytest.approx(0.1, abs=1e-12)
    assert oracle.best_noise(1, ["1/4"], ["1/16"], HALF).noise == pytest.approx(0.2, abs=1e-8)


def test_no_solution_for_any_horizon() -> None:
    """λ = 4, λ̂ = 1/4: nothing generated exceeds 1, so the best time is the start, however long T is."""
    top = oracle.noise_level(6, LONG)
    assert oracle.best_noise(1, [4], ["1/4"], LONG).noise == pytest.approx(float(top), abs=1e-12)


def test_the_threshold_is_sharp() -> None:
    """λ = 16/100, λ̂ = 25/100 = (1 + ε) λ twice: two directions beat one up to level 13/25, not beyond."""
    true, estimated, setting = ["4/25"] * 2, ["1/4"] * 2, oracle.Setting(horizon=2, digits=20)
    eps = Fraction(9, 16)
    threshold = (3 - eps) / (1 + eps) * Fraction(1, 4) / (1 - Fraction(1, 4))
    assert threshold == Fraction(13, 25)
    for level, better in ((threshold - Fraction(1, 100), 2), (threshold + Fraction(1, 100), 1)):
        left = oracle.time_left(str(level), setting)
        errors = [oracle.error(k, left, true, estimated, setting) for k in (1, 2)]
        assert 1 + errors.index(min(errors)) == better


@pytest.mark.parametrize("printed", [c for c in STATEMENT.claims if c.counterexample], ids=lambda claim: claim.id)
def test_a_repair_holds_or_does_not_apply_where_the_printed_claim_fails(printed: Claim) -> None:
    """Judged at the stored counterexamples."""
    assert printed.counterexample is not None
    assert judge(printed.hypotheses, printed.conclusion, printed.counterexample).outcome in REFUTES
    repairs = [other for other in STATEMENT.claims if other.repairs == printed.id]
    assert repairs
    for repair in repairs:
        names = {name: value for name, value in printed.counterexample.items() if name in repair.names}
        if set(names) == set(repair.names):
            assert judge(repair.hypotheses, repair.conclusion, names).outcome not in REFUTES


def test_the_min_inequality_fails_above_one() -> None:
    """λ = λ̂ = 4, ε = 1/2: min(1, -20/9) > -4."""
    eps, value = Fraction(1, 2), Fraction(4)
    left = min(Fraction(1), (4 / (1 + eps) * value - value) / (1 - value))
    assert left == Fraction(-20, 9) > (4 * value - value) / (1 - value) == -4


def test_d0_is_best_on_the_repaired_interval_of_random_models() -> None:
    """2,000 models on the event, at levels up to the threshold read with (1 - λ̂_1)₊."""
    random, met = np.random.default_rng(5), 0
    for _ in range(2000):
        eps = float(random.choice([1e-6, 0.1, 0.5, 0.999999, random.random()]))
        model = drawn(random, 1 + eps, least=1 - eps)
        first = float(model.estimated[0])
        room = max(1 - first, 0.0)
        reach = (3 - eps) / (1 + eps) * first
        end = min(model.top, reach / room if room * model.top > reach else model.top)
        levels = end * np.concatenate([[0.0], 10.0 ** -np.arange(0, 9), np.linspace(0.05, 0.95, 10)])
        errors = model.errors(levels)
        met += 1
        gap = (errors[:, model.count - 1] - errors.min(axis=1)) / model.true
        assert gap.max() <= 1e-9, (model, eps)
    assert met == 2000


def zeros(model: Model) -> int:
    """The number of sign changes of the slope of E(d0, ·) between 0 and the last level, on a fine grid."""
    slopes = [model.slope(x) for x in np.unique(model.grid())]
    return sum((before < 0) != (after < 0) for before, after in pairwise(slopes))


def test_a_solution_exists_iff_the_slope_at_the_horizon_is_not_negative() -> None:
    """2,000 models with (12); one zero or none as the sign of the slope at a_T² says."""
    random, seen, met = np.random.default_rng(6), {0: 0, 1: 0}, 0
    while met < 2000:
        model = drawn(random, 1.999, least=1e-6)
        if model.slope(0.0) < -1e-9:
            met += 1
            expected = int(model.slope(model.top) >= 0)
            assert zeros(model) == expected, model
            seen[expected] += 1
            if model.true <= model.top and model.estimated.max() <= 1:
                assert expected == 1, model
            if model.true >= 1 > model.estimated.max():
                assert expected == 0, model
    assert min(seen.values()) >= 200, seen


def test_the_repaired_stop_is_jointly_optimal_at_its_counterexample() -> None:
    """The instance with a short horizon, at which the printed δ̂ does not exist, is a witness of the repair."""
    claim = STATEMENT["P8.joint-repaired"]
    short = claim.witnesses[-1]
    assert judge(claim.hypotheses, claim.conclusion, short).outcome is Outcome.TRUE
