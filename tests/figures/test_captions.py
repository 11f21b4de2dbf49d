"""The sentences of the paper's captions, recomputed, and the numbers that `docs/figures.md` tells of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import ldm_symbolic as ldm
from ldm_symbolic.figures.paper import (
    HORIZON,
    LEFT,
    RIGHT,
    SAMPLES,
    exact_errors,
    log_snr,
    thresholds,
    times_at,
)
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.spectrum import Spectrum
from ldm_symbolic.stopping.answers.solver import Stopping

PAGE = (Path(__file__).parents[2] / "docs" / "figures.md").read_text(encoding="utf-8").replace("\n", " ")
DRAWS, DRAWN = 20, range(4, 8)


def exact(problem: StoppingProblem) -> StoppingProblem:
    """The same with estimates that are the truth, so that t̂_k is t_k."""
    true = problem.spectrum.variances
    return replace(problem, spectrum=Spectrum(variances=true, estimated=true))


def is_best_between(problem: StoppingProblem, times: dict[int, float]) -> bool:
    """Whether k has the least error at the times from its own to the next, for k up to 7."""
    for (k, start), (_, end) in pairwise(sorted(({1: 0.0} | times).items())):
        inside = np.linspace(start, end, 40, endpoint=False) if start < end else np.array([])
        if k <= DRAWN[-1] and len(inside):
            errors = exact_errors(problem, inside + 1e-9 * (end - start), range(1, len(problem.believed) + 1))
            if np.any(np.argmin(errors, axis=0) + 1 != k):
                return False
    return True


def told(numbers: Sequence[float], digits: int) -> str:
    """Numbers as the page lists them."""
    *first, last = (f"{number:.{digits}f}" for number in numbers)
    return f"{', '.join(first)} and {last}"


def test_left_the_times_of_the_estimates_are_where_dimensions_change_and_the_true_ones_are_not() -> None:
    true = thresholds(exact(LEFT.problem(0)))
    for seed in range(DRAWS):
        problem = LEFT.problem(seed)
        assert is_best_between(problem, thresholds(problem)), seed
        assert not is_best_between(problem, true), seed
        assert is_best_between(exact(problem), true)
        pairs = [*zip(problem.spectrum.variances, problem.believed, strict=True)][1:]
        assert all(believed < 1 or believed < 4 * variance for variance, believed in pairs)  # P2.plugin-repaired
    assert f"in each of {DRAWS} draws" in PAGE


def test_left_the_times_are_those_of_the_page() -> None:
    true = thresholds(exact(LEFT.problem(0)))
    assert told([true[k] for k in DRAWN], 4) in PAGE
    drawn = np.array([[thresholds(LEFT.problem(seed))[k] for k in DRAWN] for seed in range(200)])
    assert told([*drawn.std(axis=0)], 4) in PAGE


def test_left_the_spectrum_is_positive_with_a_tie_at_its_end() -> None:
    variances = LEFT.variances
    assert all(variance > 0 for variance in variances)
    assert [one > other for one, other in pairwise(variances)] == [True] * 7 + [False]
    assert len(variances) == 9
    assert LEFT.dimensions == tuple(range(1, 9))


def test_right_the_true_dimension_is_best_and_an_early_stop_an_even_chance() -> None:
    assert (RIGHT.true_dimension, len(RIGHT.variances)) == (4, 6)
    assert len({variance for variance in RIGHT.variances if variance}) == 2  # not equal, as Proposition 3 has them
    early = 0
    for seed in range(DRAWS):
        problem = RIGHT.problem(seed)
        best = Stopping(problem).best()
        assert best.k == RIGHT.true_dimension
        pairs = [*zip(problem.spectrum.variances, problem.believed, strict=True)][: best.k]
        slope = sum((1 - math.sqrt(true / believed)) * float(1 - believed) for true, believed in pairs)
        assert (best.error < best.error_at_end) is (slope < 0)  # (7) fails
        early += slope < 0
    assert 0 < early < DRAWS


def test_right_the_chance_and_the_gain_are_those_of_the_page() -> None:
    kept = [variance for variance in RIGHT.variances if variance]
    found = ldm.stop(kept, samples=SAMPLES, horizon=HORIZON, dims=[4])
    row = found.rows[0]
    assert row.helps is not None
    chance = row.helps.probability
    gain = 1 - float(row.error) / float(row.error_at_end)
    assert f"probability {chance:.3f} here" in PAGE
    assert f"gains {100 * gain:.3f} % of" in PAGE


def test_log_snr_is_a_remapping_of_time() -> None:
    times = np.linspace(0.0, float(HORIZON), 100, endpoint=False)
    assert np.all(np.diff(log_snr(times)) > 0)
    assert times_at(log_snr(times)) == pytest.approx(times, abs=1e-12)
    assert log_snr(np.array([0.0]))[0] == pytest.approx(-math.log(math.exp(2 * float(HORIZON)) - 1))
