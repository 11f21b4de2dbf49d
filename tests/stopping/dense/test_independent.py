"""`stop --covariance S --estimated-covariance H --dims all --json` against matrix square roots in 40 digits.

For 784 dimensions `tests/make/reports/dense.py` does the same with singular values, in minutes.
"""

from __future__ import annotations

import json
from pathlib import Path

import mpmath
import numpy as np
import pytest
from command_line import here
from covariances import rotated
from matrix_roots import MatrixRoots

TOP = -mpmath.expm1(-8)


def commuting(dimension: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    true = 3 * np.arange(1, dimension + 1) ** -1.5
    return rotated(list(true), seed), rotated(sorted(true * rng.chisquare(20, dimension) / 20, reverse=True), seed)


def turned(dimension: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    true = rotated(list(3 * np.arange(1, dimension + 1) ** -1.5), seed)
    samples = rng.multivariate_normal(np.zeros(dimension), true, 3 * dimension)
    return true, samples.T @ samples / len(samples)


def ill_conditioned(dimension: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    values = list(np.geomspace(1, 1e-9, dimension))
    return rotated(values, seed), rotated([1.5 * value for value in values], seed + 1)


def singular(dimension: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Of whole numbers, so that they are exactly singular, and neither space holds the other."""
    rng = np.random.default_rng(seed)
    true, believed = (rng.integers(-4, 5, (dimension, dimension // 2 + 1)).astype(float) / 4 for _ in range(2))
    return true @ true.T, believed @ believed.T


@pytest.mark.parametrize("dimension", [2, 12])
@pytest.mark.parametrize("kind", [commuting, turned, ill_conditioned, singular])
def test_errors_and_levels_are_those_of_matrix_roots(kind: object, dimension: int, tmp_path: Path) -> None:
    covariance, estimated = kind(dimension, dimension)  # type: ignore[operator] # one of the functions above
    np.save(tmp_path / "S.npy", covariance)
    np.save(tmp_path / "H.npy", estimated)
    files = ("--covariance", str(tmp_path / "S.npy"), "--estimated-covariance", str(tmp_path / "H.npy"))
    done = here("stop", *files, "--dims", "all", "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    reference = MatrixRoots(covariance, estimated)
    assert [row["k"] for row in document["rows"]] == list(range(1, dimension + 1))
    close = 1e-8 if kind is singular else 1e-10
    for row in document["rows"]:
        kept, level = row["k"], mpmath.mpf(row["noise"])
        size = reference.size(kept, level)
        assert abs(reference.error(kept, level) - mpmath.mpf(row["error"])) <= close * size
        assert abs(reference.error(kept, 0) - mpmath.mpf(row["error_at_end"])) <= close * size
        assert reference.excess(kept, level, TOP) <= 1e-10 * size
    best = min(document["rows"], key=lambda row: float(row["error"]))
    assert document["best"]["k"] == best["k"]


def test_the_reference_sees_a_wrong_level() -> None:
    reference = MatrixRoots(*turned(3, 1))
    assert reference.excess(3, 0.9, TOP) > 0.01
    assert reference.excess(3, 0.0, TOP) > 0
