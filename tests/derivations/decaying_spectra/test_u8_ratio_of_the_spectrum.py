"""U8: the constant, and random exact spectra by integration of the equation of the variance."""

from __future__ import annotations

import numpy as np
import pytest
from capped_model import SHORTEST, SLACK, Array, Spectra

from ldm_symbolic.claims.certificate import Verdict
from ldm_symbolic.claims.statement import Claim
from ldm_symbolic.derivations import statement
from ldm_symbolic.search.judge import Outcome, judge

STATEMENT = statement("U8")
INSTANCES = 2000


def root() -> float:
    """r*, by bisection."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if 8 * middle <= 1 + np.exp(-2 * (1 - middle)) else (low, middle)
    return low


def drawn(random: np.random.Generator, ratios: Array, least: float) -> tuple[Array, Array]:
    """V_T and λ for caps from nearly 1 to 1000, some horizons the least: C λ is given."""
    cap = 1 + 10 ** random.uniform(-2, 3, (len(ratios), 1))
    horizon = np.where(random.random(len(ratios)) < 0.3, least, random.uniform(least, 2, len(ratios)))
    true = ratios / cap
    return Spectra(true, true, cap[:, 0], horizon).variances(), true


def test_the_constant_is_what_its_docstring_says() -> None:
    assert round(root(), 4) == 0.1477
    assert 6.76 < 1 / root() < 6.78


def test_no_direction_below_the_constant_helps_and_some_just_above_it_does() -> None:
    random = np.random.default_rng(8)
    value, true = drawn(random, root() * random.uniform(0.01, 1, (INSTANCES, 3)), 0.001)
    assert (value > 4 * true * (1 - SLACK)).all()
    cap, horizon = np.array([1e4]), np.array([2.0])
    above = np.array([[1.05 * root() / 1e4]])
    assert (Spectra(above, above, cap, horizon).variances() < 4 * above).all()


def test_what_helps_in_one_direction_helps_in_a_larger_one() -> None:
    random = np.random.default_rng(9)
    ratios = np.sort(10 ** random.uniform(-1.5, 1, (INSTANCES, 4)), axis=1)
    value, true = drawn(random, ratios, SHORTEST)
    clear = np.abs(value - 4 * true) > SLACK * value
    helps = (value < 4 * true) & clear
    hurts = (value > 4 * true) & clear
    assert not (helps[:, :-1] & hurts[:, 1:]).any()
    assert (hurts[:, 0] & helps[:, -1]).sum() >= 500


def test_the_last_direction_that_helps_is_a_best_dimension() -> None:
    random = np.random.default_rng(10)
    true = -np.sort(-(10 ** random.uniform(-1.5, 1, (INSTANCES, 5))), axis=1)
    cap = 1 + 10 ** random.uniform(-1, 1, INSTANCES)
    true /= cap[:, None]
    spectra = Spectra(true, true, cap, random.uniform(SHORTEST, 2, INSTANCES))
    helps = spectra.variances() <= 4 * true
    last = np.where(helps.any(axis=1), 4 - np.argmax(helps[:, ::-1], axis=1), 0)
    errors = spectra.errors()
    assert (errors[np.arange(INSTANCES), last] <= errors.min(axis=1) + spectra.slack()).all()
    assert set(last) == {0, 1, 2, 3, 4}


@pytest.mark.parametrize("claim", STATEMENT.claims, ids=lambda claim: claim.id)
def test_every_claim_is_to_be_proved_and_needs_what_it_says_it_needs(claim: Claim) -> None:
    assert claim.expected is Verdict.PROVED
    assert all(judge(claim.hypotheses, claim.conclusion, point).outcome is Outcome.TRUE for point in claim.witnesses)
    for needed, point in claim.necessary:
        rest = [given for given in claim.hypotheses if given != needed]
        assert judge(rest, claim.conclusion, point).outcome is Outcome.FALSE
