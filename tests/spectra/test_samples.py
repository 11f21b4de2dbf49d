"""Samples and covariances from every kind of array, what they cost, and what is refused naming the mend."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import ldm_symbolic as ldm
from ldm_symbolic.model.covariance import Covariance
from ldm_symbolic.spectra.numbers import InputError
from ldm_symbolic.spectra.samples import covariance, matrix_of

RNG = np.random.default_rng(4)


@pytest.mark.parametrize("shape", [(12, 2, 3, 4), (12, 3, 4, 2), (12, 4, 6), (12, 24, 1)])
def test_samples_of_any_shape_are_rows_and_that_is_said(shape: tuple[int, ...]) -> None:
    images = RNG.standard_normal(shape).astype(np.float16)
    said: list[str] = []
    assert np.array_equal(matrix_of(images, "data", said=said.append), images.reshape(12, 24).astype(float))
    assert said == [f"data: each of 12 samples of shape {shape[1:]} is one row of numbers"]


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (np.eye(3), "is square and symmetric, as a covariance is; give it as covariance"),
        (np.ones(5), "variances alone are given as spectrum"),
        (np.zeros((0, 3)), r"expected an \(n, D\) matrix"),
        (np.array([[1.0, np.inf]]), "row 1, column 2: not a finite number"),
    ],
)
def test_what_is_no_samples_names_the_option(values: np.ndarray, message: str) -> None:
    with pytest.raises(InputError, match=message):
        matrix_of(values, "data")


def test_a_square_matrix_of_samples_is_one() -> None:
    assert matrix_of(RNG.standard_normal((3, 3)), "data").shape == (3, 3)
    assert matrix_of([[1.0, 2.0], [2.0, -1.0]], "data").shape == (2, 2)  # symmetric, with a negative diagonal


def test_statistics_bring_the_distance_of_the_means(tmp_path: Path) -> None:
    for name, mean in (("S", [1.0, 0.0]), ("H", [0.0, 2.0])):
        np.savez(tmp_path / f"{name}.npz", mu=np.array(mean), sigma=np.diag([2.0, 1.0]))
    true = tmp_path / "S.npz"
    found = ldm.stop(covariance=true, estimated_covariance=tmp_path / "H.npz")
    assert found.as_json()["mean_error"] == "5"
    assert any("distance of the two means" in line for line in found.notices)
    alone = ldm.stop(covariance=true, estimated_covariance=np.eye(2))
    assert alone.as_json()["mean_error"] == "0"
    assert any("known of one of the two" in line for line in alone.notices)
    with pytest.raises(InputError, match="give it as covariance"):
        ldm.stop(data=true)
    with pytest.raises(InputError, match="give it as covariance"):
        ldm.stop(str(true))


class TestCovariance:
    def test_it_is_accepted_where_a_matrix_is(self) -> None:
        true = ldm.Covariance(matrix=np.diag([2.0, 1.0]), mean=np.ones(2), samples=9)
        believed = ldm.Covariance(matrix=np.diag([1.5, 0.5]), mean=np.zeros(2))
        found = ldm.stop(covariance=true, estimated_covariance=believed)
        plain = ldm.stop(covariance=true.matrix, estimated_covariance=believed.matrix)
        assert found.best.noise == plain.best.noise
        assert found.best.error == pytest.approx(plain.best.error + 2, rel=1e-12)

    def test_what_is_negative_by_rounding_is_clipped_and_said(self) -> None:
        found = Covariance(matrix=np.diag([-1e-9, 1.0]))
        assert (found.variances.tolist(), found.clipped) == ([1.0, 0.0], -1e-9)
        said = ldm.stop(covariance=found).notices
        assert "negative by rounding and taken for 0: an eigenvalue of -1e-09" in said

    @pytest.mark.parametrize("scale", [1e-30, 1.0, 1e30])
    def test_it_is_its_eigenvalues_in_its_axes(self, scale: float) -> None:
        half = RNG.standard_normal((5, 4))
        found = Covariance(matrix=scale * half @ half.T)
        assert np.all(np.diff(found.variances) <= 0)
        assert np.allclose(found.axes * found.variances @ found.axes.T, found.matrix, atol=1e-12 * scale, rtol=1e-12)

    @pytest.mark.parametrize(
        ("given", "message"),
        [
            ({"matrix": np.ones((2, 3))}, r"shape \(2, 3\); expected a square matrix"),
            ({"matrix": np.zeros((0, 0))}, "expected a square matrix"),
            ({"matrix": [[1.0, np.nan], [np.nan, 1.0]]}, "not a finite number"),
            ({"matrix": [[1.0, 0.5], [0.4, 1.0]]}, r"not symmetric: two entries differ by 0\.1"),
            ({"matrix": [[1.0, 2.0], [2.0, 1.0]]}, "negative eigenvalue -1"),
            ({"matrix": np.eye(2), "mean": [1.0]}, r"mean has shape \(1,\); expected 2"),
            ({"matrix": np.eye(2), "mean": [1.0, np.inf]}, "expected 2 finite numbers"),
            ({"matrix": np.eye(2), "samples": 0}, "from 0 samples; expected a positive integer"),
            ({"matrix": np.eye(2), "samples": 1.5}, "expected a positive integer"),
            ({"matrix": np.eye(2), "samples": True}, "expected a positive integer"),
        ],
    )
    def test_what_is_none_is_refused(self, given: dict[str, object], message: str) -> None:
        with pytest.raises(ValueError, match=message):
            Covariance(**given)  # type: ignore[arg-type] # what users give

    def test_a_file_of_text_is_one(self, tmp_path: Path) -> None:
        path = tmp_path / "S.csv"
        path.write_text(",a,b\na,2,1\nb,1,2\n")
        assert covariance(path, "covariance").variances.tolist() == pytest.approx([3.0, 1.0])


@pytest.mark.parametrize(("count", "dimension", "dims"), [(60, 4_000, "1,29,58,59,4000"), (4, 30_000, "1,2,30000")])
def test_more_dimensions_than_samples_cost_what_the_rank_costs(
    count: int, dimension: int, dims: str, tmp_path: Path
) -> None:
    """A D x D matrix would take 128 MB, and 7 GB; the peak is that of the process that does it all."""
    np.save(tmp_path / "samples.npy", np.random.default_rng(1).standard_normal((count, dimension)))
    code = (
        "import resource, ldm_symbolic as ldm\n"
        "ldm.stop([1]); before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        f"found = ldm.stop(data={str(tmp_path / 'samples.npy')!r}, dims={dims!r})\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, len(found.rows))"
    )
    began = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    grown, rows = map(int, done.stdout.split())
    assert rows == dims.count(",") + 1
    assert grown < 60_000  # kilobytes
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - began < 30
