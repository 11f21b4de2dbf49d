"""P7: its event and its theorem on random covariances that do not commute, and what fails at time 0."""

from __future__ import annotations

from typing import Any

import numpy as np
import oracle
from mpmath import mp

from ldm_symbolic.claims.certificate import Verdict
from ldm_symbolic.derivations import statement
from ldm_symbolic.search.judge import REFUTES, Outcome, judge


def root(matrix: Any) -> Any:
    """The symmetric root of a covariance."""
    values, vectors = np.linalg.eigh(matrix)
    return (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T


def pair(random: np.random.Generator) -> tuple[Any, Any, float]:
    """Σ, Σ̂ and the ε of their Loewner order: Σ̂ = Σ^½ (I + δ) Σ^½ with |δ| = ε."""
    size = int(random.integers(2, 5))
    turn = np.linalg.qr(random.standard_normal((size, size)))[0]
    values = 10 ** random.uniform(-3, random.choice([-1.0, 0.0, 2.0]), size)
    shift = random.standard_normal((size, size))
    shift = shift + shift.T
    error = float(random.choice([1e-6, 1e-4, 1e-3, 1e-2, 0.1, 0.4]))
    shift *= error / np.linalg.norm(shift, 2)
    half = root((turn * values) @ turn.T)
    return half @ half, half @ (np.eye(size) + shift) @ half, error


def traces(data: Any, sample: Any, level: float) -> tuple[Any, Any, Any]:
    """λ̂ falling, and W_k and K_k for k = 1..D, from the definition."""
    values, vectors = np.linalg.eigh(sample)
    values, vectors = values[::-1], vectors[:, ::-1]
    made = level + (1 - level) * values
    roots = [root((vectors[:, :k] * made[:k]) @ vectors[:, :k].T) for k in range(1, len(values) + 1)]
    whole = np.array([np.sqrt(np.maximum(np.linalg.eigvalsh(r @ data @ r), 0)).sum() for r in roots])
    return values, whole, np.cumsum(np.sqrt(values * made))


def test_random_covariances_obey_the_bounds_and_the_repaired_theorem() -> None:
    random, bounds, decided = np.random.default_rng(7), 0, 0
    for _ in range(2000):
        data, sample, error = pair(random)
        level = float(random.uniform(0, 1)) ** float(random.choice([1, 4]))
        values, whole, commuting = traces(data, sample, level)
        true = np.linalg.eigvalsh(data)
        spread = np.maximum(np.sqrt(true), true).sum()
        tolerance = 1e-7 * (1 + spread)
        assert np.all(np.abs(whole - commuting) <= error * commuting + tolerance)
        assert np.all(np.abs(whole - commuting) <= error * spread + tolerance)
        bounds += 1
        made = level + (1 - level) * values
        errors = np.cumsum(made) + true.sum() - 2 * whole
        change, slack = made - 2 * np.sqrt(values * made), 4 * error * spread
        for k in range(1, len(values) + 1):
            early = k == 1 or change[k - 1] <= -slack
            late = k == len(values) or change[k] >= slack
            if early and late:
                decided += 1
                assert errors[k - 1] <= errors.min() + tolerance
    assert bounds == 2000
    assert decided >= 500, decided


def test_the_best_dimension_at_time_zero_is_not_the_printed_one() -> None:
    """λ = λ̂ = (1, 1/4): t̂_2 = T̂_2 = 0 for every ε, so [T̂_1, t̂_2] = {0}, and there k = 2 is better than k = 1."""
    level = mp.mpf(11) / 16
    with mp.workdps(30):
        made = [level + (1 - level) * v for v in (mp.mpf(1), mp.mpf(1) / 4)]
        data = mp.diag([1, mp.mpf(1) / 4])
        one = oracle.frechet_squared(mp.diag([made[0], 0]), data)
        two = oracle.frechet_squared(mp.diag(made), data)
    assert two < one
    for word in ("best-unordered", "step-costs", "ordered"):
        claim = statement("P7")[f"P7.{word}"]
        assert claim.counterexample is not None
        assert judge(claim.hypotheses, claim.conclusion, claim.counterexample).outcome in REFUTES


def test_the_critical_errors() -> None:
    """√(1/(1 - ε)) <= 1 + ε up to (√5 - 1)/2; the elementary bound up to (√17 - 1)/8."""
    golden, other = (mp.sqrt(5) - 1) / 2, (mp.sqrt(17) - 1) / 8
    for critical, gap in (
        (golden, lambda e: 1 + e - 1 / mp.sqrt(1 - e)),
        (other, lambda e: e - (1 + e) * (1 / mp.sqrt(1 - e) - 1)),
    ):
        assert gap(critical - mp.mpf("1e-6")) > 0 > gap(critical + mp.mpf("1e-6"))
    assert other > mp.mpf(39) / 100


def test_proved_claims_hold_at_their_witnesses() -> None:
    for claim in statement("P7").claims:
        assert claim.expected is not Verdict.PROVED or claim.witnesses
        for witness in claim.witnesses:
            assert judge(claim.hypotheses, claim.conclusion, witness).outcome is Outcome.TRUE, claim.id
