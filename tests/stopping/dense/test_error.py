"""The dense error against matrix roots in mpmath, and its slope and convexity against its own values."""

from __future__ import annotations

import math
from itertools import pairwise

import mpmath
import numpy as np
import oracle
import pytest
from covariances import pairs, rotated
from hypothesis import assume, given
from hypothesis import strategies as st

from ldm_symbolic.stopping.dense.error import DenseLaw


def by_matrix_roots(covariance: np.ndarray, estimated: np.ndarray, kept: int, level: float) -> float:
    """tr Σ + tr A - 2 tr (A^½ Σ A^½)^½ with A = P^T (x I + (1-x) P Σ^ P^T) P, in 60 digits."""
    with mpmath.workdps(60):
        values, axes = mpmath.eigsy(mpmath.matrix(estimated.tolist()))
        order = sorted(range(len(estimated)), key=lambda i: -values[i])[:kept]
        variances = [level + (1 - mpmath.mpf(level)) * max(values[i], mpmath.mpf(0)) for i in order]
        half = mpmath.zeros(len(estimated))  # A^½
        for i, variance in zip(order, variances, strict=True):
            half += mpmath.sqrt(variance) * axes[:, i] * axes[:, i].T
        cross = half * mpmath.matrix(covariance.tolist()) * half
        roots = mpmath.eigsy((cross + cross.T) / 2, eigvals_only=True)
        return float(
            covariance.trace() + sum(variances) - 2 * sum(mpmath.sqrt(max(root, mpmath.mpf(0))) for root in roots)
        )


def test_the_reference_is_the_oracle_where_that_answers() -> None:
    covariance, estimated = rotated([2.0, 0.5, 0.1], 1), rotated([1.0, 0.7, 0.2], 2)
    with mpmath.workdps(40):
        generated = mpmath.mpf(1) / 4 * mpmath.eye(3) + mpmath.mpf(3) / 4 * mpmath.matrix(estimated.tolist())
        expected = float(oracle.frechet_squared(generated.tolist(), mpmath.matrix(covariance.tolist()).tolist()))
    assert by_matrix_roots(covariance, estimated, 3, 0.25) == pytest.approx(expected, rel=1e-14)


@given(pair=pairs, seed=st.integers(0, 9), share=st.floats(0, 1), level=st.sampled_from([0.0, 1e-9, 1e-3, 0.3, 1.0]))
def test_the_error_is_that_of_matrix_roots(
    pair: tuple[list[float], list[float]], seed: int, share: float, level: float
) -> None:
    covariance, estimated = rotated(pair[0], seed), rotated(pair[1], seed + 1)
    kept = 1 + round(share * (len(pair[0]) - 1))
    believed = sorted(pair[1], reverse=True)
    assume(kept == len(believed) or believed[kept - 1] - believed[kept] > 1e-4 * believed[0])  # else any axes are kept
    law = DenseLaw.of(covariance, estimated)
    size = law.total + float(law.generated(kept, level).sum())
    expected = by_matrix_roots(covariance, estimated, kept, level)
    assert abs(law.error(kept, level) - expected) <= 1e-10 * size


@pytest.mark.parametrize("ranks", [(1, 4), (4, 1), (2, 2), (0, 3), (3, 0)])
def test_singular_covariances(ranks: tuple[int, int]) -> None:
    rng = np.random.default_rng(3)
    covariance, estimated = (half @ half.T for half in (rng.integers(-3, 4, (4, rank)).astype(float) for rank in ranks))
    law = DenseLaw.of(covariance, estimated)
    for kept in (1, 2, 4):
        if 0 < kept <= ranks[1]:  # beyond, the axes of the estimate are arbitrary
            expected = by_matrix_roots(covariance, estimated, kept, 0.25)
            assert law.error(kept, 0.25) == pytest.approx(expected, abs=1e-8 * (law.total + 1))
        assert math.isfinite(law.error(kept, 0.0))


def test_shared_axes_give_the_sum_over_modes() -> None:
    true, believed = [3.0, 2.0, 0.5, 0.0], [2.0, 1.5, 1.0, 0.01]
    law = DenseLaw.of(np.diag(true), np.diag(believed))
    for kept in (1, 3, 4):
        for level in (0.0, 0.1, 0.9):
            modes = zip(true[:kept], believed[:kept], strict=True)
            expected = sum((math.sqrt(level + (1 - level) * b) - math.sqrt(t)) ** 2 for t, b in modes)
            assert law.error(kept, level) == pytest.approx(expected + sum(true[kept:]), rel=1e-12)


@given(pair=pairs, seed=st.integers(0, 9), levels=st.tuples(st.floats(0.001, 1), st.floats(0.001, 1)))
def test_the_slope_is_that_of_the_error_and_does_not_fall(
    pair: tuple[list[float], list[float]], seed: int, levels: tuple[float, float]
) -> None:
    law = DenseLaw.of(rotated(pair[0], seed), rotated(pair[1], seed + 1))
    low, high = sorted(levels)
    kept = len(pair[0])
    first, last = law.slope(kept, low), law.slope(kept, high)
    size = law.total + float(law.generated(kept, 1.0).sum()) + float(law.estimated.sum())
    assert first <= last + 1e-7 * size / low
    rise = law.error(kept, high) - law.error(kept, low)
    slack = 1e-9 * size
    assert first * (high - low) - slack <= rise <= last * (high - low) + slack


@given(pair=pairs, seed=st.integers(0, 9), level=st.floats(0, 1))
def test_what_is_kept_does_not_fall_with_k_and_what_is_lost_does_not_rise(
    pair: tuple[list[float], list[float]], seed: int, level: float
) -> None:
    law = DenseLaw.of(rotated(pair[0], seed), rotated(pair[1], seed + 1))
    lost = [law.lost(kept) for kept in range(1, law.dimension + 1)]
    kept_parts = [law.error(kept, level) - lost[kept - 1] for kept in range(1, law.dimension + 1)]
    slack = 1e-9 * (law.total + float(law.generated(law.dimension, level).sum()))
    assert all(second <= first + slack for first, second in pairwise(lost))
    assert all(first <= second + slack for first, second in pairwise(kept_parts))


def test_an_axis_without_an_estimate_falls_steeply_at_the_end() -> None:
    law = DenseLaw.of(np.diag([1.0, 0.5]), np.diag([1.0, 0.0]))
    assert law.slope(2, 0.0) == -math.inf
    empty = DenseLaw.of(np.diag([1.0, 0.0]), np.diag([0.25, 0.0]))
    assert empty.slope(2, 0.0) == pytest.approx(0.75 * (1 - 2) + 1)


def test_means_are_a_term_of_their_own() -> None:
    law = DenseLaw.of([[1.0]], [[0.5]], mean_error=0.25)
    plain = DenseLaw.of([[1.0]], [[0.5]])
    assert law.error(1, 0.1) == pytest.approx(plain.error(1, 0.1) + 0.25, rel=1e-15)
    assert law.slope(1, 0.1) == plain.slope(1, 0.1)


@pytest.mark.parametrize(
    ("covariance", "estimated", "message"),
    [
        ([[1.0, 0.0]], [[1.0]], r"shape \(1, 2\); expected a square matrix"),
        ([[1.0]], [[1.0, 0.0], [0.0, 1.0]], "differ in size: 1 and 2"),
        ([[1.0, 0.5], [0.0, 1.0]], np.eye(2), r"not symmetric: two entries differ by 0\.5"),
        (np.eye(2), [[1.0, 2.0], [2.0, 1.0]], "estimated covariance: it has the negative eigenvalue -1"),
        ([[math.nan]], [[1.0]], "not a finite number"),
        (np.zeros((0, 0)), np.zeros((0, 0)), "expected a square matrix"),
    ],
)
def test_what_is_no_covariance_is_refused(covariance: object, estimated: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        DenseLaw.of(covariance, estimated)  # type: ignore[arg-type] # what users give


def test_a_negative_rounding_is_clipped_and_said() -> None:
    law = DenseLaw.of(np.diag([1.0, -1e-12]), np.eye(2))
    assert law.clipped == pytest.approx(-1e-12)
    assert law.error(2, 0.0) >= 0


@pytest.mark.parametrize(("first", "second", "dimension"), [(5, 7, 30), (3, 3, 6), (2, 9, 40), (9, 2, 40), (1, 1, 3)])
def test_thin_factors_give_the_law_of_their_covariances(first: int, second: int, dimension: int) -> None:
    rng = np.random.default_rng(first + second)
    factor, estimated = (rng.standard_normal((count, dimension)) for count in (first, second))
    thin = DenseLaw.of_factors(factor, estimated, mean_error=0.5)
    whole = DenseLaw.of(factor.T @ factor, estimated.T @ estimated, mean_error=0.5)
    assert (thin.dimension, thin.empty) == (dimension, dimension - min(first + second, dimension))
    size = whole.total + dimension
    for kept in range(1, dimension + 1):
        assert thin.lost(kept) == pytest.approx(whole.lost(kept), abs=1e-12 * size)
        for level in (0.0, 1e-6, 0.2, 1.0):
            assert abs(thin.error(kept, level) - whole.error(kept, level)) <= 1e-8 * size
        for level in (1e-3, 0.2):
            assert thin.slope(kept, level) == pytest.approx(whole.slope(kept, level), rel=1e-5)


def test_samples_in_one_space_leave_nothing_beyond_it() -> None:
    samples = np.random.default_rng(0).standard_normal((4, 20))
    law = DenseLaw.of_factors(samples[:2], samples[:3])
    assert (len(law.estimated), law.empty) == (3, 17)
    assert np.all(law.estimated > 0)


def test_factors_of_different_spaces_are_refused() -> None:
    with pytest.raises(ValueError, match="differ in size: 2 and 3 directions"):
        DenseLaw.of_factors(np.ones((1, 2)), np.ones((1, 3)))
