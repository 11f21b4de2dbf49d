"""Few nodes give the sum over many modes."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from ldm_symbolic.model.read_outs import Path
from ldm_symbolic.model.schedules import linear
from ldm_symbolic.samplers.grids import TimeGrid
from ldm_symbolic.samplers.modes import Modes
from ldm_symbolic.samplers.outcome import squared_error
from ldm_symbolic.samplers.recursion import Sampler
from ldm_symbolic.samplers.schemes import SCHEMES


def spectrum(kind: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    generator = np.random.default_rng(3)
    return {
        "images": np.append(221 * np.arange(1, 2000) ** -1.8 * np.exp(generator.normal(0, 0.1, 1999)), np.zeros(9)),
        "wide": np.exp(generator.uniform(np.log(1e-9), np.log(1e3), 1500)),
        "clustered": np.concatenate([np.full(300, 2.0), np.linspace(1e-4, 2e-4, 900), [300.0]]),
    }[kind]


@pytest.mark.parametrize("kind", ["images", "wide", "clustered"])
@pytest.mark.parametrize("name", ["em", "ei", "ddpm"])
@pytest.mark.parametrize(("points", "truncation"), [(50, "0"), (250, "1e-3")])
def test_nodes_agree_with_all_modes(kind: str, name: str, points: int, truncation: str) -> None:
    modes = Modes.of(spectrum(kind))
    nodes = modes.gathered()
    assert len(nodes.true) < len(modes.true) / 8
    grid = TimeGrid(
        schedule=linear(Fraction(1, 20), Fraction(10)),
        path=Path.VARIANCE_PRESERVING,
        horizon=Fraction(1),
        truncation=Fraction(truncation),
        points=points,
    )
    sampler = Sampler(scheme=SCHEMES[name], grid=grid, noised=False)
    assert squared_error(sampler, nodes) == pytest.approx(squared_error(sampler, modes), rel=1e-12)


def test_few_modes_stay_as_they_are() -> None:
    modes = Modes.of(np.array([0.0, 1.0, 2.0]))
    assert modes.gathered() is modes


def test_modes_with_estimates_are_pairs() -> None:
    modes = Modes.of(np.array([1.0, 1.0]), np.array([2.0, 3.0]))
    assert modes.weights.tolist() == [1, 1]
    with pytest.raises(ValueError, match="exact score alone"):
        modes.gathered()


def test_modes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="a weight each"):
        Modes(true=np.ones(2), believed=np.ones(1), weights=np.ones(2))
