"""Stops that are not the best ones, by hand and from the definition: errors of plain roots, and dense ones of NumPy."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from numpy.random import Generator, default_rng

from ldm_symbolic import claim
from ldm_symbolic.derivations.from_data.s8_share_of_the_best_level import ABOVE, CUT, KEPT, NO_WORSE, theta
from ldm_symbolic.derivations.letters import X, s, s_hat, x
from ldm_symbolic.search.judge import Outcome, judge


def error(true: float, estimated: float, level: float) -> float:
    """(√v - s)² of one mode."""
    return (sqrt(estimated**2 + (1 - estimated**2) * level) - true) ** 2


def test_a_clipped_best_level_loses_to_first_order() -> None:
    """λ = 1, λ̂ = 1/4: v runs from 1/4 to 9/16 at X = 5/12, and is 25/64 at 9/20 of it."""
    end, share, best = (error(1, 0.5, level) for level in (0, 9 / 20 * 5 / 12, 5 / 12))
    assert np.allclose([end, share, best], [1 / 4, 9 / 64, 1 / 16])
    assert end - share < 9 / 20 * 31 / 20 * (end - best) < end - best
    assert float(CUT[theta]) == 9 / 20
    assert float(CUT[X]) == 5 / 12


def test_twice_the_best_level_is_worse_above_one() -> None:
    """ŝ = 17/6, s = 13/6: at 240/253 the deviation is 7/6, farther from s than ŝ is."""
    assert np.allclose(error(13 / 6, 17 / 6, 240 / 253), 1)
    assert np.allclose(error(13 / 6, 17 / 6, 120 / 253), 0)
    (true,), (estimated,) = (map(float, ABOVE[name]) for name in (s, s_hat))
    assert error(true, estimated, float(ABOVE[x])) > error(true, estimated, 0) == pytest.approx(4 / 9)


def test_the_share_is_sharp_where_the_root_is_a_line() -> None:
    """Of λ̂ near λ the error is a parabola: both sides agree up to the third order."""
    for share in (0.25, 0.5, 1.5, 2.0):
        true, estimated = 0.5 + 1e-4, 0.5
        best = (true**2 - estimated**2) / (1 - estimated**2)
        end, part = (error(true, estimated, level) for level in (0, share * best))
        assert 0 <= (end - part) / end - share * (2 - share) < 1e-3


def test_a_claim_with_the_wrong_share_is_refused() -> None:
    """θ (3-θ) in the place of θ (2-θ) fails at the witness."""
    share = claim("S8.share-repaired")
    wrong = KEPT.func(KEPT.lhs, KEPT.rhs.xreplace({2 - theta: 3 - theta}))
    assert wrong != KEPT
    assert judge(share.hypotheses, wrong, share.witnesses[0]).outcome is Outcome.FALSE
    twice = claim("S8.twice-repaired")
    assert (
        judge(twice.hypotheses, NO_WORSE.func(NO_WORSE.rhs, NO_WORSE.lhs), twice.witnesses[0]).outcome is Outcome.FALSE
    )


GRID = np.linspace(0, 0.9, 2001)


def errors(true: np.ndarray, estimated: np.ndarray) -> np.ndarray:
    """The error of all modes on a grid of levels."""
    roots = np.sqrt(estimated[:, None] ** 2 + (1 - estimated[:, None] ** 2) * GRID)
    return np.sum((roots - true[:, None]) ** 2, axis=0)


def test_bounds_give_a_safe_level_and_one_that_is_not_below_the_best() -> None:
    """200 spectra on both sides of 1, the best levels read off a grid; with the other ends some stop too late."""
    rng, too_late = default_rng(7), 0
    for _ in range(200):
        estimated, true = np.exp(rng.normal(0, 0.7, (2, int(rng.integers(1, 5)))))
        low, high = true * rng.uniform(0.5, 1, true.shape), true * rng.uniform(1, 2, true.shape)
        safe, other = (
            int(np.argmin(errors(np.where((estimated < 1) == below, low, high), estimated))) for below in (True, False)
        )
        here = errors(true, estimated)
        assert safe <= np.argmin(here) <= other
        assert np.all(here[: safe + 1] <= here[0] + 1e-12)
        too_late += bool(here[other] > here[0] + 1e-6)
    assert too_late > 10


def test_a_rise_on_the_wrong_side_of_one_is_refused() -> None:
    """With λ̂ > 1 a larger deviation wants less noise: the claim for λ̂ <= 1 is not met, and false without that."""
    rises = claim("S7.rises")
    for hypothesis, instance in rises.necessary[:2]:
        rest = [other for other in rises.hypotheses if other != hypothesis]
        assert judge(rest, rises.conclusion, instance).outcome is Outcome.FALSE
        assert judge(rises.hypotheses, rises.conclusion, instance).outcome is Outcome.NOT_MET


def dense(rng: Generator, size: int) -> tuple[np.ndarray, np.ndarray]:
    """A covariance, and one below the identity that does not commute with it."""
    both = [factor @ factor.T for factor in rng.normal(size=(2, size, size))]
    return both[0] / size, both[1] / np.linalg.eigvalsh(both[1])[-1]


def test_dense_errors_keep_the_share_inside() -> None:
    """The sentence that no claim makes, at 100 pairs that do not commute: a best level inside, by halving."""
    rng, inside = default_rng(8), 0
    for _ in range(100):
        true, estimated = dense(rng, int(rng.integers(2, 7)))
        values, vectors = np.linalg.eigh(true)
        half = vectors * np.sqrt(np.maximum(values, 0)) @ vectors.T

        def cost(level: float, half: np.ndarray = half, estimated: np.ndarray = estimated) -> float:
            generated = level * np.eye(len(half)) + (1 - level) * estimated
            roots = np.sqrt(np.maximum(np.linalg.eigvalsh(half @ generated @ half), 0))
            return float(np.trace(half @ half) + np.trace(generated) - 2 * roots.sum())

        low, high = 0.0, 0.999
        for _ in range(60):
            first, second = low + (high - low) / 3, high - (high - low) / 3
            low, high = (first, high) if cost(first) > cost(second) else (low, second)
        best = (low + high) / 2
        if 1e-4 < best < 0.998:
            inside += 1
            for share in (0.3, 0.7, 1.5, min(2, 0.999 / best)):
                if share * best < 1:
                    lost = cost(0) - cost(share * best) - share * (2 - share) * (cost(0) - cost(best))
                    assert lost > -1e-9
    assert inside > 20
