"""Many steps as one: against one step after another, and where that leaves float64."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from ldm_symbolic.model.read_outs import Path
from ldm_symbolic.model.schedules import linear
from ldm_symbolic.samplers import recursion
from ldm_symbolic.samplers.grids import TimeGrid
from ldm_symbolic.samplers.joined import joined, order
from ldm_symbolic.samplers.recursion import Sampler, final_variances, variances
from ldm_symbolic.samplers.schemes import SCHEMES
from ldm_symbolic.samplers.schemes.ancestral import posterior


@pytest.mark.parametrize("count", [1, 2, 3, 7, 8, 29, 64, 101])
@pytest.mark.parametrize("own", [True, False])
def test_one_map_is_all_of_them_in_turn(count: int, own: bool) -> None:
    generator = np.random.default_rng(count)
    factors = generator.uniform(0.2, 1.5, (count, 3))
    added = generator.uniform(0, 2, (count, 3 if own else 1))
    variance = expected = np.array([0.5, 7.0, 0.0])
    for factor, more in zip(factors, added, strict=True):
        expected = factor * expected + more
    places, kept = order(count), added.copy()
    assert sorted(places.tolist()) == list(range(count))
    factor, more = joined(factors[places], added[places])
    assert np.allclose(factor * variance + more, expected, rtol=1e-13, atol=0)
    assert np.array_equal(kept, added)


@pytest.mark.parametrize("name", sorted(SCHEMES))
@pytest.mark.parametrize("points", [2, 40, 700])
def test_steps_at_once_are_steps_in_turn(name: str, points: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also in blocks of few steps, and with noise whose variance differs from mode to mode."""
    monkeypatch.setattr(recursion, "_SMALL", 600)
    grid = TimeGrid(
        schedule=linear(Fraction(1, 20), Fraction(10)),
        path=Path.VARIANCE_PRESERVING,
        horizon=Fraction(1, 10),
        truncation=Fraction(1, 10**4),
        points=points,
    )
    modes = np.geomspace(1e-4, 300, 9)
    for scheme in (SCHEMES[name], *([SCHEMES[name].adding(posterior)] if name == "ddpm" else [])):
        sampler = Sampler(scheme=scheme, grid=grid, noised=False, eta=0.4)
        in_turn = list(variances(sampler, modes))[-1][-1]
        assert np.allclose(final_variances(sampler, modes), in_turn, rtol=2e-13, atol=0)


def test_what_leaves_float64_is_done_in_turn() -> None:
    """A step that divides by zero, and products that no float holds though no variance is large."""
    grid = TimeGrid(
        schedule=linear(Fraction(1, 20), Fraction(10)), path=Path.VARIANCE_PRESERVING, horizon=Fraction(1), points=50
    )
    found = final_variances(Sampler(scheme=SCHEMES["heun"], grid=grid), np.array([0.0, 0.5]))
    assert found[0] == np.inf
    assert np.isfinite(found[1])
    with np.errstate(over="ignore", invalid="ignore"):
        factor, added = joined(np.full((4, 1), 1e200), np.array([[1.0], [0.0], [0.0], [0.0]]))
        assert not np.isfinite(factor * 0.0 + added).any()
