"""Means that early stopping shrinks: against matrix roots, a grid of levels, resampling, and the centred law."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from command_line import here as run
from covariances import pairs, rotated
from hypothesis import given
from hypothesis import strategies as st
from matrix_roots import MatrixRoots

import ldm_symbolic as ldm
from ldm_symbolic.model.covariance import Covariance
from ldm_symbolic.stopping.dense import DenseLaw, DenseStopping, HeldOut, held_out_gain

TRUE, BELIEVED = rotated([2.0, 0.7, 0.2, 0.01], 1), rotated([1.8, 0.8, 0.3, 0.02], 2)
MEAN, OTHER = np.array([0.5, -0.3, 0.2, 1.0]), np.array([0.45, -0.2, 0.2, 0.9])
TOP = 1 - math.exp(-8)


def by_hand(law: DenseLaw, mean: np.ndarray, believed: np.ndarray, kept: int, level: float) -> float:
    """W2² of N(√(1-x) P⁺P μ̂, A) from N(μ, Σ), the covariances by matrix roots."""
    axes = law.axes[:, :kept]
    apart = mean - math.sqrt(1 - level) * axes @ (axes.T @ believed)
    covariance = law.axes @ law.true @ law.axes.T
    estimate = law.axes @ np.diag(law.estimated) @ law.axes.T
    return float(MatrixRoots(covariance, estimate).error(kept, level)) + float(apart @ apart)


@pytest.mark.parametrize("kept", [1, 2, 3, 4])
@pytest.mark.parametrize("level", [0.0, 1e-6, 0.3, 0.99])
def test_the_error_is_that_of_the_two_laws(kept: int, level: float) -> None:
    law = DenseLaw.of(TRUE, BELIEVED).uncentred(MEAN, OTHER)
    assert law.error(kept, level) == pytest.approx(by_hand(law, MEAN, OTHER, kept, level), rel=1e-12)
    assert law.quick_error(kept, level) == pytest.approx(law.error(kept, level), rel=1e-7)


@pytest.mark.parametrize("level", [1e-4, 0.2, 0.9])
def test_the_slope_is_that_of_the_error(level: float) -> None:
    law, step = DenseLaw.of(TRUE, BELIEVED).uncentred(MEAN, OTHER), 1e-6
    numeric = (law.error(3, level + step) - law.error(3, level - step)) / (2 * step)
    assert law.slope(3, level) == pytest.approx(numeric, rel=1e-5)


@given(pair=pairs, seed=st.integers(0, 9), size=st.floats(-3, 2), turned=st.booleans())
def test_no_level_is_better(pair: tuple[list[float], list[float]], seed: int, size: float, turned: bool) -> None:
    """Also where the means point away from one another, so that the error need not be convex."""
    count, rng = len(pair[0]), np.random.default_rng(seed)
    mean = 10**size * rng.standard_normal(count)
    believed = -mean if turned else mean * rng.uniform(0.5, 1.5)
    found = ldm.stop(
        covariance=_with_mean(rotated(pair[0], seed), mean),
        estimated_covariance=_with_mean(rotated(pair[1], seed + 1), believed),
        uncentred=True,
    )
    law = DenseLaw.of(rotated(pair[0], seed), rotated(pair[1], seed + 1)).uncentred(mean, believed)
    levels = np.concatenate([[0.0], np.geomspace(1e-9, TOP, 40)])
    for row in found.rows:
        least = min(law.error(row.k, level) for level in levels)
        assert float(row.error) <= least + 1e-8 * (law.total + float(mean @ mean) + sum(pair[1]) + count)


def test_means_that_point_apart_can_make_the_other_end_the_best() -> None:
    """E rises at first and falls later, so that neither its slope at the end nor a zero of it decides."""
    mean = np.array([0.45])
    truth, estimate = _with_mean(np.array([[1e-6]]), mean), _with_mean(np.array([[0.5]]), -mean)
    found = ldm.stop(covariance=truth, estimated_covariance=estimate, uncentred=True).best
    law = DenseLaw.of([[1e-6]], [[0.5]]).uncentred(mean, -mean)
    assert law.slope(1, 0.0) > 0
    assert not law.convex
    assert float(found.error) == pytest.approx(law.error(1, TOP), rel=1e-9)
    assert found.branch.value == "start"


def _with_mean(covariance: np.ndarray, mean: np.ndarray) -> Covariance:
    return Covariance(matrix=covariance, mean=mean)


def test_a_known_mean_asks_for_no_earlier_stop() -> None:
    """M1: x*(k) does not rise with |μ|, and the slope at the end is that without a mean."""
    plain = DenseLaw.of(TRUE, BELIEVED)
    sizes = [plain.uncentred(size * MEAN, size * MEAN) for size in (0.0, 0.3, 1.0, 10.0)]
    for kept in (1, 2, 3, 4):
        levels = [DenseStopping(law, TOP).at(kept).level for law in sizes]
        assert levels == sorted(levels, reverse=True)
        assert levels[0] == pytest.approx(DenseStopping(plain, TOP).at(kept).level, rel=1e-7, abs=1e-15)
        for law in sizes:
            assert law.slope(kept, 0.0) == pytest.approx(plain.slope(kept, 0.0), rel=1e-9)


def test_the_standard_error_is_that_of_other_samples() -> None:
    """Drawn again and again, the gain at a fixed level scatters as is said."""
    rng, level, count = np.random.default_rng(5), 0.2, 400
    gains, errors = [], []
    for _ in range(150):
        samples = rng.standard_normal((count, 2)) * np.sqrt([1.0, 0.4]) + [1.0, 2.0]
        centred = samples - samples.mean(axis=0)
        law = DenseLaw.of(centred.T @ centred / count, np.diag([1.2, 0.3]))
        law = law.uncentred(samples.mean(axis=0), np.array([1.3, 1.8]))
        found = held_out_gain(law, HeldOut(coordinates=centred @ law.axes, training=100), 2, level)
        assert found.gain == pytest.approx(law.error(2, 0.0) - law.error(2, level), rel=1e-9)
        gains.append(found.gain)
        errors.append(found.standard_error)
    assert np.std(gains) == pytest.approx(np.mean(errors), rel=0.2)


@pytest.fixture
def samples(tmp_path: Path) -> str:
    rng = np.random.default_rng(0)
    file = tmp_path / "latents.npy"
    np.save(file, rng.standard_normal((400, 3)) * np.sqrt([3.0, 0.5, 0.1]) + [0.8, -0.5, 0.3])
    return str(file)


def test_the_command_line_says_what_the_mean_costs(samples: str) -> None:
    done = run("stop", "--data", samples, "--uncentred", "--scale", "1/2", "--json")
    document = json.loads(done.stdout)
    assert done.returncode == 0
    parted = np.load(samples)[np.random.default_rng(0).permutation(400)]
    first, second = parted[:200].mean(axis=0), parted[200:].mean(axis=0)
    assert float(document["squared_mean"]) == pytest.approx(float(second @ second), rel=1e-9)
    assert float(document["mean_error"]) == pytest.approx(float(np.sum((first - second) ** 2)), rel=1e-9)
    assert "√(1-x) of the mean" in done.stderr
    table = run("stop", "--data", samples, "--uncentred").stdout
    assert "(by M1); for k = 3 that costs" in table
    assert "distance of the means" not in table
    found = ldm.stop(data=np.load(samples), uncentred=True, scale="1/2").as_json()
    assert found["rows"] == document["rows"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["1/2"], "SPECTRUM"),
        (["--covariance", "{covariance}"], "mu and sigma in one .npz"),
        (["--data", "{samples}", "--rule"], "--rule"),
        (["--data", "{samples}", "--readout", "denoised"], "read raw"),
        (["--data", "{wide}"], "more samples than dimensions"),
    ],
)
def test_what_has_no_mean_that_shrinks_is_refused(options: list[str], said: str, samples: str, tmp_path: Path) -> None:
    np.save(tmp_path / "covariance.npy", TRUE)
    np.save(tmp_path / "wide.npy", np.random.default_rng(0).standard_normal((6, 40)))
    names = {"samples": samples, **{name: str(tmp_path / f"{name}.npy") for name in ("covariance", "wide")}}
    done = run("stop", *(option.format(**names) for option in options), "--uncentred")
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr.splitlines()[-1]


def test_covariances_bring_their_means(tmp_path: Path) -> None:
    files = [str(tmp_path / name) for name in ("true.npz", "estimate.npz")]
    for file, sigma, mean in zip(files, (TRUE, BELIEVED), (MEAN, OTHER), strict=True):
        np.savez(file, mu=mean, sigma=sigma)
    done = run(
        "error", "--covariance", files[0], "--estimated-covariance", files[1], "--uncentred", "--k", "2", "--noise",
        "0.25", "--json",
    )  # fmt: skip
    law = DenseLaw.of(TRUE, BELIEVED)
    assert done.returncode == 0
    assert float(json.loads(done.stdout)["error"]) == pytest.approx(by_hand(law, MEAN, OTHER, 2, 0.25), rel=1e-9)
