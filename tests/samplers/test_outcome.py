"""Where a sampler had best stopped: among all its steps, dimensions and truncations."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from ldm_symbolic.model.read_outs import Path
from ldm_symbolic.model.schedules import linear
from ldm_symbolic.samplers.grids import Levels, TimeGrid
from ldm_symbolic.samplers.modes import Modes
from ldm_symbolic.samplers.outcome import best_truncation, outcome, outcomes, squared_error
from ldm_symbolic.samplers.recursion import Sampler, final_variances, variances
from ldm_symbolic.samplers.schemes import SCHEMES

TRUE = np.array([9.0, 1.0, 0.2, 1e-4, 0.0])
BELIEVED = np.array([4.0, 2.0, 0.02, 3e-3, 0.0])


def sampler(name: str = "heun", points: int = 60, truncation: Fraction = Fraction(1, 10**4)) -> Sampler:
    grid = TimeGrid(
        schedule=linear(Fraction(1, 20), Fraction(10)),
        path=Path.VARIANCE_PRESERVING,
        horizon=Fraction(1),
        truncation=truncation,
        points=points,
    )
    return Sampler(scheme=SCHEMES[name], grid=grid, noised=False)


def test_the_best_step_is_the_best_of_shorter_runs() -> None:
    found = outcome(sampler("euler"), Modes.of(TRUE, BELIEVED))
    levels = sampler().levels
    errors = []
    for steps in range(1, 60):
        cut = Levels(signal=levels.signal[: steps + 1], noise=levels.noise[: steps + 1])
        short = replace(sampler("ddim"), grid=cut)
        errors.append(float(np.sum((np.sqrt(final_variances(short, BELIEVED)) - np.sqrt(TRUE)) ** 2)))
    same = outcome(sampler("ddim"), Modes.of(TRUE, BELIEVED))
    assert (same.best.index, same.best.error) == (int(np.argmin(errors)) + 1, pytest.approx(min(errors), rel=1e-12))
    assert 0 < same.best.index < 59
    assert found.best.error <= found.error


def test_all_dimensions_at_once() -> None:
    rows = outcomes(sampler(), TRUE, BELIEVED, range(1, 6))
    whole = outcome(sampler(), Modes.of(TRUE, BELIEVED))
    assert (rows[-1].error, rows[-1].best.index) == (pytest.approx(whole.error, rel=1e-12), whole.best.index)
    final = final_variances(sampler(), BELIEVED)
    for k, row in enumerate(rows, start=1):
        assert row.kept == k
        expected = np.sum((np.sqrt(final[:k]) - np.sqrt(TRUE[:k])) ** 2) + TRUE[k:].sum()
        assert row.error == pytest.approx(float(expected), rel=1e-12)


def test_a_dimension_outside_the_spectrum_is_refused() -> None:
    for k in (0, 6):
        with pytest.raises(ValueError, match=r"must lie in 1\.\.5"):
            outcomes(sampler(), TRUE, BELIEVED, [k])


def test_no_truncation_is_better_than_the_best() -> None:
    modes = Modes.of(TRUE)
    found = best_truncation(sampler(), modes)
    assert found.truncation > 0
    for truncation in np.append(found.truncation * np.array([0.5, 0.99, 1.01, 2.0]), 0.0):
        other = sampler(truncation=Fraction(float(truncation)))
        assert squared_error(other, modes) > found.error
    at = squared_error(sampler(truncation=Fraction(found.truncation)), modes)
    assert at == pytest.approx(found.error, rel=1e-12)


def test_given_levels_have_no_truncation() -> None:
    levels = Levels(signal=np.ones(2), noise=np.array([1.0, 0.0]))
    with pytest.raises(ValueError, match="these levels are given"):
        best_truncation(Sampler(scheme=SCHEMES["ddim"], grid=levels), Modes.of(TRUE))


def test_memory_does_not_grow_with_the_steps() -> None:
    """Neither the whole nor all dimensions keep more than a block of steps: here a two-hundredth of them."""
    modes = np.geomspace(1, 1e-3, 1000)
    given = sampler("ddim", 6000)
    tracemalloc.start()
    outcome(given, Modes.of(modes))
    outcomes(given, modes, modes, range(1, 1001))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 6000 * 1000 * 8 / 4


def test_the_best_step_of_each_dimension_is_the_first_of_the_least() -> None:
    """Across blocks of steps, of which there are several here."""
    modes = np.geomspace(4, 1e-6, 3000)
    given = sampler("heun", 60, Fraction(0))
    whole = np.concatenate([given.start(modes)[None], *variances(given, modes)])
    errors = np.cumsum((np.sqrt(whole) - np.sqrt(modes)) ** 2, axis=1)
    for row in outcomes(given, modes, modes, [1, 7, 3000]):
        of_steps = errors[:, row.kept - 1] + modes[row.kept :].sum()
        assert row.best.index == int(np.argmin(of_steps))
        assert row.best.error == pytest.approx(float(of_steps.min()), rel=1e-12)


def test_the_best_truncation_may_be_near_the_start() -> None:
    """Where the score believes in no variance and the start is right every step does harm."""
    modes = Modes.of(np.ones(1), np.zeros(1))
    found = best_truncation(sampler("heun", 20), modes)
    for truncation in ("0.9", "0.99", "0.9999"):
        assert squared_error(sampler("heun", 20, Fraction(truncation)), modes) > found.error
