"""The best dense noise level against a fine grid, against modes, and the best k against all of them."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from covariances import pairs, rotated
from hypothesis import assume, given
from hypothesis import strategies as st

import ldm_symbolic as ldm
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.score import PluginScore
from ldm_symbolic.model.spectrum import Spectrum
from ldm_symbolic.stopping.answers.solver import Stopping
from ldm_symbolic.stopping.dense import DenseLaw, DenseStopping

TOP = 1 - np.exp(-8.0)


def drawn(dimension: int, samples: int, seed: int, power: float = 1.3) -> DenseLaw:
    """Two covariances of samples from one power law."""
    rng = np.random.default_rng(seed)
    deviations = np.sqrt(3 * np.arange(1, dimension + 1) ** -power)
    true, estimated = (
        np.atleast_2d(np.cov((rng.standard_normal((n, dimension)) * deviations).T, bias=True)) for n in (4000, samples)
    )
    return DenseLaw.of(true, estimated)


@given(pair=pairs, seed=st.integers(0, 9))
def test_no_level_is_better(pair: tuple[list[float], list[float]], seed: int) -> None:
    law = DenseLaw.of(rotated(pair[0], seed), rotated(pair[1], seed + 1))
    stopping = DenseStopping(law, TOP)
    levels = np.concatenate([[0.0], np.geomspace(1e-14, TOP, 60)])
    for kept in range(1, law.dimension + 1):
        found = stopping.at(kept)
        least = min(law.error(kept, level) for level in levels)
        slack = 1e-10 * (law.total + float(law.generated(kept, found.level).sum()))
        assert found.error <= least + slack
        assert found.error <= found.error_at_end
        assert 0 <= found.level <= TOP
        assert found.excess <= slack


@given(pair=pairs)
def test_shared_axes_give_the_stopping_time_of_the_modes(pair: tuple[list[float], list[float]]) -> None:
    believed = sorted(pair[1], reverse=True)
    assume(len(set(believed)) == len(believed))  # equal estimates have no order of their own
    law = DenseLaw.of(np.diag(pair[0]), np.diag(believed))
    spectrum = Spectrum(variances=tuple(map(Fraction, pair[0])), estimated=tuple(map(Fraction, believed)))
    modes = Stopping(StoppingProblem(spectrum=spectrum, score=PluginScore(), horizon=Fraction(4)), digits=15)
    for kept in range(1, law.dimension + 1):
        found, expected = DenseStopping(law, TOP).at(kept), modes.at(kept)
        size = law.total + float(law.generated(kept, found.level).sum())
        close = abs(found.level - float(expected.noise)) <= 1e-6 * max(float(expected.noise), 1e-300)
        assert close or abs(found.error - float(expected.error)) <= 1e-10 * size


@pytest.mark.parametrize(("dimension", "samples"), [(1, 5), (2, 4), (24, 30), (40, 20), (40, 400)])
def test_the_best_pair_is_the_best_of_all(dimension: int, samples: int) -> None:
    law = drawn(dimension, samples, seed=dimension + samples)
    each = [DenseStopping(law, TOP).at(kept) for kept in range(1, dimension + 1)]
    best = DenseStopping(law, TOP).best()
    assert best.error == pytest.approx(min(stop.error for stop in each), rel=1e-12)


def test_most_latent_dimensions_need_not_be_solved() -> None:
    law = drawn(60, 80, seed=1, power=2.5)
    stopping = DenseStopping(law, TOP)
    looked_at: list[int] = []

    def watched(kept: object) -> object:
        for k in kept:  # type: ignore[attr-defined] # an iterable of k
            looked_at.append(k)
            yield k

    stopping.best(watched)  # type: ignore[arg-type] # a generator function
    assert len(set(looked_at)) == len(looked_at) < 45


def test_equal_pairs_go_to_the_smaller_k() -> None:
    law = DenseLaw.of(np.diag([1.0, 0.0, 0.0]), np.diag([1.0, 0.0, 0.0]))
    assert DenseStopping(law, TOP).best().k == 1


def test_both_ends() -> None:
    late = DenseStopping(DenseLaw.of([[0.25]], [[0.5]]), TOP).at(1)  # too much variance: more noise makes it worse
    early = DenseStopping(DenseLaw.of([[0.9999999]], [[1e-9]]), 0.5).at(1)
    assert (late.level, late.error) == (0.0, late.error_at_end)
    assert early.level == 0.5
    with pytest.raises(ValueError, match=r"must lie in 1\.\.1, got 2"):
        DenseStopping(DenseLaw.of([[1.0]], [[1.0]]), TOP).at(2)


def test_a_gain_that_is_rounding_is_none() -> None:
    """The estimate is the truth: no stop is early, whatever the last digits of a rotated covariance say."""
    rng = np.random.default_rng(0)
    samples = rng.normal(size=(60, 5)) @ np.diag([2, 1, 0.7, 0.3, 0.1])
    same = np.cov(samples.T, bias=True)
    assert {row.branch.value for row in ldm.stop(covariance=same).rows} == {"end"}


@pytest.mark.parametrize(("samples", "power"), [(100_000, 0.3), (2_000, 1.0), (300, 2.0)])
def test_nine_slopes_find_a_level_beside_that_of_a_neighbour(
    samples: int, power: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    slope, asked = DenseLaw.slope, []

    def counted(law: DenseLaw, kept: int, level: float) -> float:
        asked.append(level)  # each is an eigenvalue problem
        return slope(law, kept, level)

    monkeypatch.setattr(DenseLaw, "slope", counted)
    law = drawn(40, samples, seed=3, power=power)
    stopping = DenseStopping(law, TOP)
    rows = [stopping.at(kept) for kept in range(1, 41)]
    early = [row for row in rows if row.level]
    assert len(early) > 10
    assert all(row.excess <= 1e-15 * law.total for row in rows)
    assert len(asked) <= 9 * len(early) + 3 * (len(rows) - len(early))
