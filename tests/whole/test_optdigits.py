"""The embedded digits: the file on disk is what its script computes, and what its header says."""

from __future__ import annotations

import json
import re
from fractions import Fraction

import numpy as np
import pytest
from command_line import here
from optdigits import HEADER, PATH, SAMPLE, SEED, SUMS, SUMS_HEADER, Floats, _principal, compute, render, render_sums
from sklearn.datasets import load_digits

import ldm_symbolic as ldm
from ldm_symbolic.model.distances.frechet_dense import plugin_error_dense
from ldm_symbolic.spectra.files import embedded_covariances

RELATIVE = 1e-9  # 12 digits are written; the smallest variance is 2e-6 of the largest, so an SVD keeps 1e-12


def same(a: Floats, b: Floats) -> bool:
    """Whether two tables agree to RELATIVE, with exact zeros in the same places."""
    return bool(np.allclose(a, b, rtol=RELATIVE, atol=0) and ((a == 0) == (b == 0)).all())


def stored() -> Floats:
    """Return the table on disk."""
    lines = [line for line in PATH.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert lines[0] == "variance,estimated_variance"
    return np.array([[float(cell) for cell in line.split(",")] for line in lines[1:]])


def pixels() -> tuple[Floats, Floats]:
    """Return all images as they come, 0 to 16, and the subset."""
    images = load_digits().data
    return images, images[np.random.default_rng(SEED).choice(len(images), SAMPLE, replace=False)]


def test_file_is_what_the_script_computes() -> None:
    """Recomputed to 1e-9, zeros exactly; a divisor of n − 1, swapped columns or rounded zeros would be seen."""
    table, fresh = stored(), compute()
    assert table.shape == (64, 2)
    assert same(table, fresh)
    assert not same(table, fresh * [1, SAMPLE / (SAMPLE - 1)])
    assert not same(table, fresh[:, ::-1])
    assert not same(table, fresh + 1e-17)


def test_file_says_what_it_is() -> None:
    """Header, form and digits of the file on disk; no place and no date in it."""
    text = PATH.read_text(encoding="utf-8")
    assert text.startswith(HEADER)
    assert [len(line.split(",")) for line in text.splitlines()[HEADER.count("\n") :]] == [2] * 64
    assert len(text.splitlines()) == len(render(compute()).splitlines())
    for word in ("Alpaydin", "Kaynak", "CC BY 4.0", "load_digits", "[-1, 1]", "default_rng(0)"):
        assert word in HEADER
    assert not re.search(r"/work|/home|/tmp|20[0-9][0-9]-", text)


def test_order_rank_and_zeros() -> None:
    """Decreasing estimates of rank 59; five directions unseen by the subset, three by every image: rank 61."""
    true, estimated = stored().T
    assert (np.diff(estimated) <= 0).all()
    assert np.count_nonzero(estimated) == 59
    assert np.count_nonzero(true) == 61
    assert (np.diff(true[59:]) <= 0).all()
    assert (true[61:] == 0).all()
    assert estimated[58] > 1e-6 * estimated[0]  # far above rounding, 1e-16 of the largest: no rank in doubt


def test_sums_are_the_exact_total_variances() -> None:
    """Axes form an orthonormal basis, so each column sums to the total variance, computed in integers."""
    for column, images in zip(stored().T, pixels(), strict=True):
        whole, n = images.astype(int), len(images)
        scatter = sum(n * int((p * p).sum()) - int(p.sum()) ** 2 for p in whole.T)
        assert column.sum() == pytest.approx(float(Fraction(scatter, 64 * n * n)), rel=1e-11)
        assert column.sum() != pytest.approx(float(Fraction(scatter, 64 * n * (n - 1))), rel=1e-5)


def test_columns_by_another_route() -> None:
    """Eigenvalues of the subset's covariance, and vᵀ Σ v of all images' covariance along its eigenvectors."""
    images, subset = pixels()
    whole, part = (np.cov(x.T, bias=True) / 64 for x in (images, subset))
    values, vectors = np.linalg.eigh(part)
    true, estimated = stored()[:59].T
    # eigenvalues of a covariance carry 1e-16 of the largest, 1e-10 of the smallest, and its vectors lose as much again
    np.testing.assert_allclose(estimated, values[::-1][:59], rtol=1e-8)
    np.testing.assert_allclose(true, np.einsum("ij,ik,kj->j", vectors, whole, vectors)[::-1][:59], rtol=1e-5)


def test_doubtful_rank_is_refused() -> None:
    """Two pixels that vary together, or fewer images than pixels, leave the axes arbitrary."""
    images = np.random.default_rng(1).standard_normal((50, 4))
    assert len(_principal(images)[0]) == 4
    with pytest.raises(ValueError, match="rank"):
        _principal(np.column_stack([images, images[:, 0]]))
    with pytest.raises(ValueError, match="rank"):
        _principal(images[:3])


def test_the_file_of_sums_is_what_the_script_writes() -> None:
    text = SUMS.read_text(encoding="utf-8")
    assert text == render_sums()
    for word in ("Alpaydin", "Kaynak", "CC BY 4.0", "load_digits", "[-1, 1]", "default_rng(0)"):
        assert word in SUMS_HEADER
    assert not re.search(r"/work|/home|/tmp|20[0-9][0-9]-", text)


def test_the_covariances_are_those_of_the_images() -> None:
    for found, images in zip(embedded_covariances("optdigits"), pixels(), strict=True):
        scaled = images / 8 - 1
        assert found.samples == len(images)
        assert found.mean is not None
        np.testing.assert_allclose(found.mean, scaled.mean(axis=0), rtol=0, atol=1e-14)
        np.testing.assert_allclose(found.matrix, np.cov(scaled.T, bias=True), rtol=0, atol=1e-14)
        assert not np.allclose(found.matrix, np.cov(scaled.T), rtol=0, atol=1e-6)


def test_the_default_is_the_dense_model_and_says_so() -> None:
    """Against the encoder and the decoded law written out, with no axes shared."""
    images, subset = (part / 8 - 1 for part in pixels())
    whole, part = (np.cov(x.T, bias=True) for x in (images, subset))
    axes = np.linalg.eigh(part)[1][:, ::-1].T
    apart = float(np.sum((images.mean(axis=0) - subset.mean(axis=0)) ** 2))
    document = json.loads(here("stop", "optdigits", "--dims", "1,8,51,59", "--json").stdout)
    assert document["model"] == "dense"
    assert float(document["mean_error"]) == pytest.approx(apart, rel=1e-9)
    for row in document["rows"]:
        for level, error in ((float(row["noise"]), row["error"]), (0.0, row["error_at_end"])):
            expected = plugin_error_dense(axes[: row["k"]], whole, part, level) + apart
            assert float(error) == pytest.approx(expected, abs=1e-8)
        for level in (0.5 * float(row["noise"]), 2 * float(row["noise"]) + 1e-6):
            assert float(row["error"]) <= plugin_error_dense(axes[: row["k"]], whole, part, level) + apart + 1e-9
    table = here("stop", "optdigits", "--dims", "8").stdout
    assert "Dense: the whole 64 x 64 covariance along the estimate's axes" in table
    assert "distance of the means" in table


def test_variances_alone_are_reached_by_their_name() -> None:
    document = json.loads(here("stop", "optdigits-variances", "--dims", "8", "--json").stdout)
    assert document["model"] == "modes"
    averages = json.loads(here("stop", "optdigits", "--samples", "200", "--dims", "8", "--json").stdout)
    assert (averages["model"], averages["samples"]) == ("modes", 200)
    for refused in (("--certify",), ("--score", "capped", "--cap", "3"), ("--estimated", "1")):
        done = here("stop", "optdigits", *refused)
        assert done.returncode == 2
        assert "optdigits-variances" in done.stderr
    with pytest.raises(ldm.InputError, match="such as optdigits-variances"):
        ldm.stop("optdigits", certify=True)


def test_half_of_the_images_against_the_other_half() -> None:
    """Every k within 1e-8 of the dense error of that split, and no early stop that is worse than the end there."""
    images = pixels()[0] / 8 - 1
    order = np.random.default_rng(0).permutation(len(images))
    half = round(0.5 * len(images))
    first, second = images[order[:half]], images[order[half:]]
    believed, held_out = (np.cov(part.T, bias=True) for part in (first, second))
    values, axes = (part[..., ::-1] for part in np.linalg.eigh(believed))
    rank = int(np.sum(values > 1e-12 * values[0]))
    null = axes[:, rank:]  # in which any axes are the estimate's: those of the other half are taken
    axes = np.hstack([axes[:, :rank], null @ np.linalg.eigh(null.T @ held_out @ null)[1][:, ::-1]])
    apart = float(np.sum((first.mean(axis=0) - second.mean(axis=0)) ** 2))
    found = ldm.stop(data=images)
    assert [row.k for row in found.rows] == list(range(1, 65))
    for row in found.rows:
        early, late = (
            plugin_error_dense(axes.T[: row.k], held_out, believed, level) + apart for level in (row.noise, 0.0)
        )
        assert [row.error, row.error_at_end] == pytest.approx([early, late], abs=1e-8)
        assert early <= late
