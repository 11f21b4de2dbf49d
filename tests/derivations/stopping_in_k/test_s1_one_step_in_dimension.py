"""S1, S2 and S6: random spectra against a bisection of the slope, and the abstract's sentence from the definitions."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import oracle

from ldm_symbolic.derivations import statement
from ldm_symbolic.search.judge import REFUTES, Outcome, judge

POOL = np.array([1e-6, 1e-3, 0.1, 0.2499, 0.25, 0.5, 0.999, 1.001, 2.0, 30.0])


def best_level(true: np.ndarray, believed: np.ndarray, top: float) -> float:
    """x* on [0, X] by bisection of the slope, which rises."""

    def slope(x: float) -> float:
        return float(np.sum((1 - np.sqrt(true / (x + (1 - x) * believed))) * (1 - believed)))

    if slope(0.0) >= 0:
        return 0.0
    if slope(top) <= 0:
        return top
    low, high = 0.0, top
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle) < 0 else (low, middle)
    return (low + high) / 2


def test_random_spectra_move_between_and_fall_with_their_roots() -> None:
    random, inner, falling = np.random.default_rng(1), 0, 0
    for number in range(2000):
        size = int(random.integers(1, 6))
        true = np.sort(random.choice(POOL, size) if number % 2 else 10 ** random.uniform(-4, 1.5, size))[::-1]
        believed = true * 10 ** random.uniform(-0.3, 0.3, size)
        if number % 4 == 0:
            believed = true * random.uniform(0.2, 1) * min(1, 0.99 / true[0])
        believed[np.abs(believed - 1) < 1e-4] = 1.1
        top = float(random.choice([1e-3, 0.5, 0.98]))
        roots = (true - believed) / (1 - believed)
        clipped = np.clip(roots, 0, top)
        best = [best_level(true[:k], believed[:k], top) for k in range(1, size + 1)]
        for k in range(1, size):
            low, high = sorted((best[k - 1], clipped[k]))
            assert low - 1e-9 <= best[k] <= high + 1e-9, (true, believed, top)
            if 1e-6 < best[k - 1] < top - 1e-6 and abs(roots[k] - best[k - 1]) > 1e-6:
                inner += 1
                assert (best[k] <= best[k - 1]) == (roots[k] <= best[k - 1])
        if np.all(np.diff(clipped) <= 0):
            falling += size > 1
            assert np.all(np.diff(best) <= 1e-9)
    assert inner >= 100, inner
    assert falling >= 400, falling


def test_the_sentence_of_the_abstract_fails_inside_too() -> None:
    """λ = (4/25, 841/10000), λ̂ = (4/19, 1/76): x*(1) = 0, x*(2) = 1/20, where √v = (1/2, 1/4)."""
    true, believed = (Fraction(4, 25), Fraction(841, 10000)), (Fraction(4, 19), Fraction(1, 76))
    setting = oracle.Setting(horizon=1, digits=20)
    first, second = (oracle.best_noise(k, true, believed, setting).noise for k in (1, 2))
    assert first == 0
    assert abs(second - Fraction(1, 20)) < 1e-15
    assert true[0] > true[1]


def test_the_counterexample_of_the_catalogue_is_one_from_the_definitions() -> None:
    claim = statement("S2")["S2.abstract"]
    assert claim.counterexample is not None
    assert judge(claim.hypotheses, claim.conclusion, claim.counterexample).outcome in REFUTES
    true, believed = (Fraction(9, 25), Fraction(121, 255) ** 2), (Fraction(9, 25), Fraction(1, 25))
    for k, expected in ((1, 0.0), (2, 0.16)):
        level = best_level(np.array(true[:k], float), np.array(believed[:k], float), 0.9)
        assert abs(level - expected) < 1e-12


def test_an_inner_level_is_best_for_longer_horizons_and_other_schedules() -> None:
    true, believed = (Fraction(9, 16), Fraction(1, 5)), (Fraction(1, 4), Fraction(1, 6))
    settings = (
        oracle.Setting(horizon=1, digits=20),
        oracle.Setting(horizon=3, digits=20),
        oracle.Setting(horizon=2, digits=20, rate=lambda u: 1 + u),
    )
    found = [oracle.best_noise(2, true, believed, setting).noise for setting in settings]
    assert max(found) - min(found) < 1e-12
    assert 0 < found[0] < 0.86


def test_claims_hold_at_their_witnesses() -> None:
    for found in map(statement, ("S1", "S2", "S6")):
        for claim in found.claims:
            for witness in claim.witnesses:
                assert judge(claim.hypotheses, claim.conclusion, witness).outcome is Outcome.TRUE, claim.id
