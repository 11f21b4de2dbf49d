"""The best level in every distance: against many levels, where there are two wells, and as `stop` says it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import ldm_symbolic as ldm
from ldm_symbolic.floats import Floats
from ldm_symbolic.stopping.distances.cells import least_convex, least_on_cells
from ldm_symbolic.stopping.distances.law import DistanceLaw, DistanceStopping, distance_named

NAMES = ["kl", "reverse-kl", "sliced-w2", "mmd:1", "mmd:0.05"]
TOP = 1 - math.exp(-8)


def law(name: str, true: Floats, believed: Floats) -> DistanceLaw:
    distance = distance_named(name)
    assert distance is not None
    return DistanceLaw.measured(true, believed, distance)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", range(2))
def test_no_level_of_many_is_better(name: str, seed: int) -> None:
    generator = np.random.default_rng(seed)
    true = 10 ** generator.uniform(-3, 1, 5)
    believed = true * 10 ** generator.uniform(-1.5, 1, 5)
    measured = law(name, true, believed)
    stopping = DistanceStopping(measured, TOP)
    levels = np.concatenate([[0.0], np.geomspace(1e-8, TOP, 20 if name == "sliced-w2" else 1000)])
    for kept in (5,) if name == "sliced-w2" else (1, 3, 5):
        found = stopping.at(kept)
        least = min(measured.error(kept, level) for level in levels)
        if np.isinf(least):
            assert (found.level, found.error) == (0.0, math.inf)
            continue
        assert found.error <= least * (1 + 1e-9)
        assert found.error == pytest.approx(measured.error(kept, found.level), rel=1e-12)
        assert 0 <= found.excess <= 2e-6 * found.error
        assert found.error <= found.error_at_end


def test_a_narrow_well_is_found() -> None:
    """Two modes whose divergence from the data has two wells, the deeper one narrow."""
    true, believed = np.array([1e-6, *[0.9] * 40]), np.array([1e-9, *[0.5] * 40])
    measured = law("reverse-kl", true, believed)
    found = DistanceStopping(measured, TOP).at(41)
    fine = np.geomspace(1e-9, TOP, 20_001)
    values = measured.distance.error(believed + (1 - believed) * fine[:, None], true, np.zeros(0))
    inner = values[1:-1]
    assert np.sum((inner < values[:-2]) & (inner < values[2:])) == 2
    assert found.error <= values.min() * (1 + 1e-9)


def test_cells_refuse_what_they_cannot_tell() -> None:
    def loose(low: Floats, high: Floats) -> tuple[Floats, Floats]:
        return 0 * low - 1e9, 0 * high + 1e9

    with pytest.raises(ArithmeticError, match="too flat"):
        least_on_cells(lambda levels: np.ones_like(levels), loose, 0.9)


@pytest.mark.parametrize("place", [0.0, 1e-7, 0.3, 0.9])
def test_the_least_of_a_convex_function(place: float) -> None:
    found = least_convex(lambda level: (level - place) ** 2 + 1, 0.9)
    assert found.error == pytest.approx(1, rel=1e-12)
    assert abs(found.level - place) < 1e-6
    assert found.bound <= 1 + 1e-15


def test_stop_says_in_which_distance() -> None:
    options: dict[str, Any] = {"estimated": [0.25, 0.05], "horizon": 2}
    usual = ldm.stop([0.5, 0.1], **options)
    assert usual.as_json()["distance"] == "w2"
    for name in NAMES:
        found = ldm.stop([0.5, 0.1], distance=name, **options).as_json()
        assert found["distance"] == name
        lost = found["rows"][0]
        assert (lost["error"] == "inf") == name.endswith("kl")
        assert float(lost["gain"]) >= 0
        at_best = ldm.error([0.5, 0.1], distance=name, k=2, noise=found["rows"][1]["noise"], **options)
        assert float(at_best.error) == pytest.approx(float(found["rows"][1]["error"]), rel=1e-8)
    one = ldm.stop([0.5], estimated=[0.25], horizon=2, distance="kl")
    assert float(one.as_json()["best"]["noise"]) == pytest.approx(1 / 3, rel=1e-5)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"distance": "l1"}, "expected w2, kl, reverse-kl, sliced-w2 or mmd:H"),
        ({"distance": "mmd:0"}, "bandwidth H > 0"),
        ({"distance": "mmd:x"}, "bandwidth H > 0"),
        ({"distance": "kl", "start": "standard"}, "the noised start"),
        ({"distance": "kl", "readout": "denoised"}, "read raw"),
        ({"distance": "kl", "process": "flow", "start": "standard"}, "reverse equation"),
        ({"distance": "kl", "scale": 2}, "goes not with scale"),
        ({"distance": "kl", "samples": 9}, "goes not with samples"),
        ({"distance": "kl", "certify": True}, "w2 is proved"),
    ],
)
def test_what_is_solved_for_w2_alone(options: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        ldm.stop([0.5, 0.2], **options)
    with pytest.raises(ValueError, match="takes at most 64"):
        ldm.stop([0.5] * 65, distance="sliced-w2")
    with pytest.raises(ValueError, match="shared axes"):
        ldm.stop(covariance=np.eye(2), distance="kl")
