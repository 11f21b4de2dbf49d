"""Few nodes give the sum over many modes."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from ldm_symbolic.model.read_outs import Path
from ldm_symbolic.model.schedules import linear
from ldm_symbolic.samplers import modes as modes_of_samplers
from ldm_symbolic.samplers.grids import TimeGrid
from ldm_symbolic.samplers.modes import Modes, Nodes
from ldm_symbolic.samplers.outcome import squared_error
from ldm_symbolic.samplers.recursion import Sampler, final_variances
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
    assert isinstance(nodes, Nodes)
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


def of_images(name: str, points: int, truncation: str) -> Sampler:
    grid = TimeGrid(
        schedule=linear(Fraction(1, 20), Fraction(10)),
        path=Path.VARIANCE_PRESERVING,
        horizon=Fraction(1),
        truncation=Fraction(truncation),
        points=points,
    )
    return Sampler(scheme=SCHEMES[name], grid=grid, noised=False)


def test_a_sum_that_is_not_settled_is_done_over_all_modes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Too few nodes, a kink where a factor changes its sign, a step with two poles: the whole is asked."""
    whole = Modes.of(spectrum("images"))
    nodes = whole.gathered()
    assert isinstance(nodes, Nodes)
    monkeypatch.setattr(modes_of_samplers, "_DIGITS", 6)
    few = whole.gathered()
    assert isinstance(few, Nodes)
    for sampler, given in (
        (of_images("em", 50, "0"), few),
        (of_images("dpmpp2m", 9, "1e-5"), few),
        (of_images("heun", 50, "1e-3"), nodes),
    ):
        assert squared_error(sampler, given) == squared_error(sampler, whole)
    settled = of_images("em", 50, "0")
    assert nodes.settled(final_variances(settled, nodes.true))
    assert not few.settled(final_variances(settled, few.true))
    assert squared_error(settled, replace(nodes, whole=Modes.of(np.ones(1)))) == pytest.approx(
        squared_error(settled, whole), rel=1e-12
    )


def test_a_sampler_that_blows_up_is_not_settled() -> None:
    nodes = Modes.of(spectrum("wide")).gathered()
    assert isinstance(nodes, Nodes)
    for wrong in (np.full(len(nodes.true), np.inf), 1e6 / nodes.true):
        with np.errstate(invalid="ignore"):
            assert not nodes.settled(wrong)
    assert nodes.settled(nodes.true.copy())
