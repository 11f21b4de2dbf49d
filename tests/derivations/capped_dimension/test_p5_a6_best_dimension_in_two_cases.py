"""P5.A6: counterexamples from the definitions, and random settings of both cases by integration."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import oracle
import pytest
from capped_model import Spectra, draw, first_at_most

from ldm_symbolic.claims.certificate import Verdict
from ldm_symbolic.derivations import statement
from ldm_symbolic.search.judge import REFUTES, judge

STATEMENT = statement("P5.A6")
REFUTED = [claim for claim in STATEMENT.claims if claim.expected is Verdict.REFUTED]
REPAIRED = {claim.repairs: claim for claim in STATEMENT.claims if claim.repairs}
INSTANCES = 2000


@pytest.mark.parametrize("claim", REFUTED, ids=lambda claim: claim.id)
def test_a_refuted_claim_has_a_repair_that_its_counterexample_does_not_break(claim: Any) -> None:
    point, repaired = claim.counterexample, REPAIRED[claim.id]
    assert judge(claim.hypotheses, claim.conclusion, point).outcome in REFUTES
    known = {name: value for name, value in point.items() if name in repaired.names}
    assert judge(repaired.hypotheses, repaired.conclusion, known).outcome not in REFUTES


@pytest.mark.parametrize("score_cap", [None, 10])
def test_both_cases_fail_for_a_short_horizon(score_cap: int | None) -> None:
    """λ = λ̂ = (1/9, 1/9): k = 2 = D = d0 is worse than k = 1 at T = 1/40, with C = 10 and without a cap."""
    model = oracle.Setting(horizon="1/40", cap=score_cap, start="standard", digits=20)
    spectrum = [Fraction(1, 9)] * 2
    assert oracle.error(1, 0, spectrum, spectrum, model) < oracle.error(2, 0, spectrum, spectrum, model)


def test_the_first_small_variance_is_after_the_data() -> None:
    """λ = (1, 0), C = 2: 1/3 >= 4 λ_j first at j = 2, not at d0 = 1."""
    assert first_at_most(np.array([[4.0, 0.0]]), np.array([1 / 3]))[0] == 2


def test_without_a_cap_every_dimension_is_kept() -> None:
    drawn = draw(np.random.default_rng(1), INSTANCES, 5)
    free = Spectra(drawn.true, np.maximum(drawn.believed, 1e-3), np.full(INSTANCES, 1e6), drawn.horizon)
    near = free.believed <= 2 * free.true
    kept = Spectra(free.true, np.where(near, free.believed, free.true), free.cap, free.horizon)
    usable = kept.believed.min(axis=1) >= 1e-3
    errors = kept.errors()
    assert (errors[:, -1] <= errors.min(axis=1) + 10 * kept.slack())[usable].all()
    assert usable.sum() >= 500


def test_equal_variances_are_all_kept_and_nothing_else() -> None:
    random = np.random.default_rng(3)
    count, modes = INSTANCES, 5
    d0 = random.integers(1, modes + 1, count)
    on = np.arange(1, modes + 1) <= d0[:, None]
    drawn = draw(random, count, modes)
    value = 10 ** random.uniform(-1.5, 1, count)
    share = random.choice([-0.9, -0.5, 0.0, 0.5, 1.0], (count, modes))
    true = np.where(on, value[:, None], 0)
    believed = true * (1 + share)
    lowest = np.where(on, np.minimum(true, believed), np.inf).min(axis=1)
    cap = np.maximum(1 / lowest, 1.001) * random.choice([1.0, 1.5], count)
    errors = (setting := Spectra(true, believed, np.minimum(cap, 400), drawn.horizon)).errors()
    met = cap <= 400
    best = errors.min(axis=1) + setting.slack()
    assert (errors[np.arange(count), d0 - 1] <= best)[met].all()
    assert met.sum() >= 1500
