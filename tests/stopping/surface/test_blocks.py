"""The surface by blocks against the modes one by one, its memory, and what is read off it."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import pairs, problems
from sympy import Rational

from ldm_symbolic.floats import Floats
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.score import CappedScore, PluginScore, Start
from ldm_symbolic.model.spectrum import Spectrum
from ldm_symbolic.model.variances import Variances
from ldm_symbolic.stopping.modes.float_modes import FloatModes
from ldm_symbolic.stopping.modes.mode_terms import root_gap_of
from ldm_symbolic.stopping.surface import blocks
from ldm_symbolic.stopping.surface.blocks import squared_error_blocks
from ldm_symbolic.stopping.surface.grid import best_dimensions, best_times, save_surface, squared_error_grid

AGREED = 1e-14
MOST_MEMORY = 1.3


def power_law(count: int, seed: int = 0) -> tuple[Floats, Floats]:
    true = 1 / np.arange(1.0, count + 1)
    return true, true * np.random.default_rng(seed).chisquare(1000, count) / 1000


def plugin(count: int, start: Start = Start.NOISED, cap: int | None = None) -> StoppingProblem:
    true, estimated = power_law(count)
    score = PluginScore() if cap is None else CappedScore(cap=Rational(cap))
    return StoppingProblem(
        spectrum=Spectrum(variances=Variances(true), estimated=Variances(estimated)), score=score, start=start
    )


def one_by_one(problem: StoppingProblem, times: Floats) -> tuple[Floats, Floats]:
    """E(k, t) by the motion of every mode and one running sum, and the size of what was added to it."""
    modes = FloatModes.of(problem)
    horizon = float(problem.horizon)
    left = np.maximum((horizon - times) + float(problem.horizon - Fraction(horizon)), 0.0)
    motion = modes.motion(np.minimum(left, modes.horizon))
    total = np.sqrt(motion.variance) + np.sqrt(modes.true)
    sizes = np.divide(motion.gap_size, total, out=np.zeros_like(total), where=total > 0) ** 2
    errors = np.cumsum(modes.mode_errors(motion), axis=0) + modes.lost
    return errors, np.cumsum(np.maximum(sizes, modes.mode_errors(motion)), axis=0) + modes.lost


def agree(problem: StoppingProblem, times: Floats) -> bool:
    expected, size = one_by_one(problem, times)
    return bool(np.all(np.abs(squared_error_grid(problem, times) - expected) <= AGREED * size))


@given(
    problem=st.booleans().flatmap(lambda capped: problems(capped=capped)), shares=st.lists(st.floats(0, 1), min_size=1)
)
def test_blocks_are_what_the_modes_are_one_by_one(problem: StoppingProblem, shares: list[float]) -> None:
    assert agree(problem, float(problem.horizon) * np.array(shares))


@pytest.mark.parametrize(("start", "cap"), [(Start.NOISED, None), (Start.STANDARD, None), (Start.STANDARD, 10)])
@pytest.mark.parametrize("count", [1, 15, 16, 17, 700])
def test_long_spectra_are_summed_to_the_last_digits(count: int, start: Start, cap: int | None) -> None:
    assert agree(plugin(count, start, cap), 4 - np.geomspace(1e-6, 4, 60))


@pytest.mark.parametrize("horizon", [Fraction(1, 1000), Fraction(3, 10), Fraction(2, 5), Fraction(1), Fraction(8)])
@pytest.mark.parametrize("near", [0.0, 1e-9, 1e-2])
def test_the_standard_start_is_as_accurate_beside_any_variance(horizon: Fraction, near: float) -> None:
    """Also where the data are far larger than the noise that is added to them, or little is left to add."""
    believed = np.concatenate([np.geomspace(1e12, 1e-12, 49), [1.0], 1 + np.geomspace(1e-12, 0.1, 12)])
    true = believed * (1 + near * np.random.default_rng(4).normal(size=len(believed)))
    times = float(horizon) * (1 - np.append(np.geomspace(1e-9, 1, 40), 0))
    for kept in range(len(true)):
        spectrum = Spectrum(variances=Variances(true[[kept]]), estimated=Variances(believed[[kept]]))
        problem = StoppingProblem(spectrum=spectrum, score=PluginScore(), start=Start.STANDARD, horizon=horizon)
        assert agree(problem, times)


def test_the_root_gap_in_place_is_the_derived_one() -> None:
    gap, variance, deviation = np.random.default_rng(1).random((3, 4, 5)) + 0.1
    expected = root_gap_of()(gap.copy(), np.sqrt(variance), deviation)
    blocks._root_gaps(gap, variance, deviation)
    assert np.array_equal(gap, expected)


@pytest.mark.parametrize("rows", [[1], [700], [3, 16, 17, 500], list(range(33, 49)), []])
@pytest.mark.parametrize("cells", [1, 1600, 25_600])
def test_some_k_are_those_of_the_whole(rows: list[int], cells: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the size of a block is, and wherever in it the k lie."""
    problem, times = plugin(700), np.linspace(0, 4, 50)
    whole = squared_error_grid(problem, times)
    monkeypatch.setattr(blocks, "_CELLS", cells)
    parts = [(kept.tolist(), errors.copy()) for kept, errors in squared_error_blocks(problem, times, rows)]
    assert [k for kept, _ in parts for k in kept] == rows
    found = np.concatenate([np.empty((0, 50)), *(errors for _, errors in parts)])
    assert found == pytest.approx(whole[np.array(rows, dtype=int) - 1], rel=AGREED)
    assert squared_error_grid(problem, times) == pytest.approx(whole, rel=AGREED)


def test_what_is_no_row_is_refused() -> None:
    for rows, said in (([0], r"1\.\.3"), ([4], r"1\.\.3"), ([2, 2], "increasing"), ([2, 1], "increasing")):
        with pytest.raises(ValueError, match=said):
            list(squared_error_blocks(plugin(3), [0.0], rows))
    with pytest.raises(ValueError, match=r"\[0, 4\]"):
        list(squared_error_blocks(plugin(3), [4.5]))


def peak(action: Callable[[], object]) -> int:
    """The most bytes held at a time while something is done."""
    action()  # what is compiled once
    tracemalloc.start()
    try:
        action()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(("start", "cap"), [(Start.NOISED, None), (Start.STANDARD, None), (Start.STANDARD, 10)])
def test_little_is_held_beside_what_is_returned(start: Start, cap: int | None) -> None:
    problem, times = plugin(3_072, start, cap), np.linspace(0, 4, 200)
    returned = 3_072 * 200 * 8
    assert peak(lambda: squared_error_grid(problem, times)) <= MOST_MEMORY * returned
    assert peak(lambda: best_times(problem, times)) <= 0.3 * returned


def test_a_file_holds_the_surface_and_memory_does_not(tmp_path: Path) -> None:
    problem, times = plugin(6_000), np.linspace(0, 4, 200)
    assert peak(lambda: save_surface(tmp_path / "surface.npy", problem, times)) <= 0.2 * 6_000 * 200 * 8
    assert np.array_equal(np.load(tmp_path / "surface.npy"), squared_error_grid(problem, times))


def test_the_best_of_rows_and_of_columns() -> None:
    problem, times = plugin(700), np.linspace(0, 4, 90)
    whole = squared_error_grid(problem, times)
    places, least = best_times(problem, times)
    assert np.array_equal(places, whole.argmin(axis=1))
    assert np.array_equal(least, whole.min(axis=1))
    kept, least = best_dimensions(problem, times)
    assert np.array_equal(kept - 1, whole.argmin(axis=0))
    assert np.array_equal(least, whole.min(axis=0))


@settings(max_examples=30)
@given(
    runs=st.lists(st.tuples(pairs(), st.integers(1, 40)), min_size=1, max_size=4),
    floats=st.booleans(),
    data=st.data(),
)
def test_runs_of_equal_modes_are_what_they_are_written_out(
    runs: list[tuple[tuple[Fraction, Fraction], int]], floats: bool, data: st.DataObject
) -> None:
    values, counts = zip(*runs, strict=True)
    sides = [tuple(Fraction(float(v)) if floats else v for v in side) for side in zip(*values, strict=True)]
    kept = [np.array([float(v) for v in side]) if floats else side for side in sides]
    short = [Variances(side, multiplicities=counts) for side in kept]
    long = [tuple(v for v, n in zip(side, counts, strict=True) for _ in range(n)) for side in sides]
    rows = data.draw(st.sets(st.integers(1, sum(counts)), min_size=1).map(sorted))
    times = np.linspace(0, 4, 7)
    one, other = (
        StoppingProblem(spectrum=Spectrum(variances=side[0], estimated=side[1]), score=PluginScore())
        for side in (short, long)
    )
    assert one.spectrum == other.spectrum
    assert squared_error_grid(one, times, rows) == pytest.approx(squared_error_grid(other, times, rows), rel=1e-12)


def test_a_thousand_million_modes_are_a_small_input() -> None:
    """E at some k, between them and at the end of the runs, in a moment."""
    runs = Variances(np.array([4.0, 0.5, 1e-9]), multiplicities=(3, 10**5, 10**9))
    problem = StoppingProblem(spectrum=Spectrum(variances=runs))
    rows = [1, 3, 50_003, 100_003, 5 * 10**8, len(runs)]
    lost = [
        float(
            sum(
                runs.values[r] * (n - min(max(k - b, 0), n))
                for r, (n, b) in enumerate(((3, 0), (10**5, 3), (10**9, 100_003)))
            )
        )
        for k in rows
    ]
    assert squared_error_grid(problem, [4.0], rows)[:, 0] == pytest.approx(lost, rel=1e-15)
