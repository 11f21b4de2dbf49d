"""C1: counterexamples from the definitions, and random geometric and power-law spectra by integration."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import oracle
import pytest
from capped_model import SHORTEST, Array, Spectra, first_at_most, last_at_least
from numpy.typing import NDArray

from ldm_symbolic.claims.certificate import Verdict
from ldm_symbolic.derivations import statement
from ldm_symbolic.search.judge import REFUTES, judge

STATEMENT = statement("C1")
REFUTED = [claim for claim in STATEMENT.claims if claim.expected is Verdict.REFUTED]
REPAIRED = {claim.repairs: claim for claim in STATEMENT.claims if claim.repairs}
INSTANCES, MODES = 2000, 6


@pytest.mark.parametrize("claim", REFUTED, ids=lambda claim: claim.id)
def test_a_refuted_claim_has_a_repair_that_its_counterexample_does_not_break(claim: Any) -> None:
    point, repaired = claim.counterexample, REPAIRED[claim.id]
    assert judge(claim.hypotheses, claim.conclusion, point).outcome in REFUTES
    known = {name: value for name, value in point.items() if name in repaired.names}
    assert judge(repaired.hypotheses, repaired.conclusion, known).outcome not in REFUTES


def test_the_printed_corollary_fails_for_a_short_horizon() -> None:
    """L = 25, D = 3, C = 625, exact estimates: d = 2, but at T = 1/100 only k = 1 is best."""
    spectrum = [Fraction(1, 25), Fraction(1, 625), Fraction(1, 15625)]
    short, longer = (oracle.Setting(horizon=h, cap=625, start="standard", digits=20) for h in ("1/100", "1"))
    errors = [[oracle.error(k, 0, spectrum, spectrum, model) for k in (1, 2, 3)] for model in (short, longer)]
    assert errors[0][0] < min(errors[0][1:])
    assert errors[1][1] < min(errors[1][0], errors[1][2])


def test_the_printed_bound_of_d2_fails_for_a_large_cap() -> None:
    """C = 624: 1/C lies between L^{-2} and L^{-1}, so d = 1, and only L^{-3} is at most 1/(4 (2C-1))."""
    spectrum = np.array([[25.0**-j for j in (1, 2, 3)]])
    assert last_at_least(spectrum, np.array([1 / 624]))[0] == 1
    assert first_at_most(4 * spectrum, np.array([1 / (2 * 624 - 1)]))[0] == 3


def settings(random: np.random.Generator, true: Array, share: float) -> Spectra:
    """Caps at and between the variances, estimates at the ends of what the accuracy allows, horizons from the least."""
    count, modes = true.shape
    sign = np.where(random.random(true.shape) < 0.7, random.choice([-1.0, 1.0], true.shape), 0)
    anchor = true[np.arange(count), random.integers(0, modes, count)]
    cap = np.maximum(random.choice([0.25, 0.5, 1.0, 2.0], count) / anchor * random.uniform(0.99, 1.01, count), 1.01)
    horizon = np.where(random.random(count) < 0.5, SHORTEST, random.uniform(SHORTEST, 2, count))
    return Spectra(true, true * (1 + share * sign), np.minimum(cap, 300), horizon)


def best(drawn: Spectra) -> NDArray[np.bool_]:
    """Which dimensions are best, up to the error of the integration."""
    errors = drawn.errors()
    gap = errors - errors.min(axis=1, keepdims=True)
    scale = np.minimum(drawn.slack(), 1e-3 * np.abs(np.diff(errors, axis=1)).max(axis=1) + 1e-9)
    return np.asarray(gap <= scale[:, None])


def within(drawn: Spectra, low: NDArray[np.int64], high: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether some dimension in a range is best, up to the error of the integration."""
    places = np.arange(1, drawn.true.shape[1] + 1)
    return np.asarray((best(drawn) & (places >= low[:, None]) & (places <= high[:, None])).any(axis=1))


def test_random_geometric_spectra_keep_the_repaired_corollary() -> None:
    random = np.random.default_rng(16)
    for share, least, half in ((0.5, 16.0, True), (0.0, 8.0, True), (0.99, 4.0, False)):
        ratio = least * np.where(random.random(INSTANCES) < 0.5, 1, random.uniform(1, 3, INSTANCES))
        true = ratio[:, None] ** -np.arange(1.0, MODES + 1)
        drawn = settings(random, true, share)
        level = 1 / drawn.cap if half else 0.5 / drawn.cap
        values = drawn.believed if half else true
        met = values[:, 0] >= level
        d = last_at_least(values, level)
        assert within(drawn, d, d + 1)[met].all()
        assert met.sum() >= 1000
        if half and share == 0.5:
            assert within(drawn, d, d)[~met].all()


def test_random_power_laws_keep_the_analogue() -> None:
    """(m+1)^α >= 2 C A or m = D, and m^α <= 4 (2C-1) B or m = 1, for λ_j between A and B times j^{-α}."""
    random = np.random.default_rng(2)
    power = random.uniform(0.5, 4, (INSTANCES, 1))
    places = np.arange(1.0, MODES + 1)
    true = -np.sort(-(places**-power) * np.exp(random.uniform(-0.5, 0.5, (INSTANCES, MODES))), axis=1)
    least, most = ((true * places**power).min(axis=1), (true * places**power).max(axis=1))
    drawn = settings(random, true, 0.5)
    after = places ** power[:, :1] <= 4 * (2 * drawn.cap - 1)[:, None] * most[:, None]
    before = (places + 1) ** power >= 2 * drawn.cap[:, None] * least[:, None]
    allowed = (after | (places == 1)) & (before | (places == MODES))
    nearly = best(drawn)
    assert (nearly & allowed).any(axis=1).all()
    assert (~allowed).any(axis=1).sum() >= 500
