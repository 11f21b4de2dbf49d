"""Many steps as one: against one step after another, and where that leaves float64."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction

import numpy as np
import pytest

from ldm_symbolic.model.read_outs import Path
from ldm_symbolic.model.schedules import linear
from ldm_symbolic.samplers import joined as joined_steps
from ldm_symbolic.samplers import recursion
from ldm_symbolic.samplers.grids import TimeGrid
from ldm_symbolic.samplers.joined import cut, joined
from ldm_symbolic.samplers.recursion import Sampler, final_variances, several_final_variances, variances
from ldm_symbolic.samplers.schemes import SCHEMES
from ldm_symbolic.samplers.schemes.ancestral import posterior


@pytest.mark.parametrize("shape", [(1, 1), (1, 4), (2, 3), (7, 1), (29, 5)])
@pytest.mark.parametrize("own", [True, False])
def test_one_map_is_all_of_a_run_in_turn(shape: tuple[int, int], own: bool) -> None:
    generator = np.random.default_rng(shape)
    factors = generator.uniform(0.2, 1.5, (*shape, 3))
    added = generator.uniform(0, 2, (*shape, 3 if own else 1))
    variance = expected = np.array([0.5, 7.0, 0.0])
    for factor, more in zip(factors, added, strict=True):
        expected = factor * expected + more
    kept = added.copy()
    factor, more = joined(factors, added)
    assert np.allclose(factor * variance + more, expected, rtol=1e-13, atol=0)
    assert np.array_equal(kept, added)


@pytest.mark.parametrize("count", [1, 2, 3, 7, 11, 49, 101, 999])
@pytest.mark.parametrize("most", [1, 5, 64, 2000])
def test_blocks_are_all_steps_in_turn(count: int, most: int) -> None:
    first = 0
    for start, runs, length in cut(count, most):
        assert start == first
        assert 1 <= runs * length <= most
        first += runs * length
    assert first == count


@pytest.mark.parametrize("name", sorted(SCHEMES))
@pytest.mark.parametrize("points", [2, 40, 700])
def test_steps_at_once_are_steps_in_turn(name: str, points: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also in blocks of few steps, with noise whose variance differs from mode to mode, and several at a time."""
    modes = np.geomspace(1e-4, 300, 9)
    grids = [
        TimeGrid(
            schedule=linear(Fraction(1, 20), Fraction(10)),
            path=Path.VARIANCE_PRESERVING,
            horizon=horizon,
            truncation=Fraction(1, 10**4),
            points=count,
        )
        for horizon, count in ((Fraction(1, 10), points), (Fraction(1, 20), points), (Fraction(1, 10), 3))
    ]
    for scheme in (SCHEMES[name], *([SCHEMES[name].adding(posterior)] if name == "ddpm" else [])):
        samplers = [Sampler(scheme=scheme, grid=grid, noised=False, eta=0.4) for grid in grids]
        in_turn = [list(variances(sampler, modes))[-1][-1] for sampler in samplers]
        for most in (600, 1 << 16):
            monkeypatch.setattr(joined_steps, "_SMALL", most)
            monkeypatch.setattr(recursion, "LARGE", most)
            assert np.allclose(several_final_variances(samplers, modes), in_turn, rtol=2e-13, atol=0)


def test_the_room_is_a_threads_own_and_no_answer_lies_in_it() -> None:
    mine = joined_steps.workroom(9)
    with ThreadPoolExecutor(1) as elsewhere:
        assert not np.shares_memory(elsewhere.submit(joined_steps.workroom, 9).result(), mine)
    assert joined_steps.workroom(3 * joined_steps.LARGE).size == 3 * joined_steps.LARGE
    grid = TimeGrid(
        schedule=linear(Fraction(1, 20), Fraction(10)), path=Path.VARIANCE_PRESERVING, horizon=Fraction(1), points=50
    )
    found = final_variances(Sampler(scheme=SCHEMES["em"], grid=grid, noised=False), np.array([0.5, 2.0]))
    assert not np.shares_memory(found, joined_steps.workroom(2 * joined_steps.LARGE))


def test_what_leaves_float64_is_done_in_turn() -> None:
    """A step that divides by zero, and products that no float holds though no variance is large."""
    grid = TimeGrid(
        schedule=linear(Fraction(1, 20), Fraction(10)), path=Path.VARIANCE_PRESERVING, horizon=Fraction(1), points=50
    )
    found = final_variances(Sampler(scheme=SCHEMES["heun"], grid=grid), np.array([0.0, 0.5]))
    assert found[0] == np.inf
    assert np.isfinite(found[1])
    with np.errstate(over="ignore", invalid="ignore"):
        factor, added = joined(np.full((4, 1, 1), 1e200), np.array([1.0, 0.0, 0.0, 0.0])[:, None, None])
        assert not np.isfinite(factor * 0.0 + added).any()
