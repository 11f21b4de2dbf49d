"""The embedded digits: the file on disk is what its script computes, and what its header says."""

from __future__ import annotations

import re
from fractions import Fraction

import numpy as np
import pytest
from optdigits import HEADER, PATH, SAMPLE, SEED, Floats, _principal, compute, render
from sklearn.datasets import load_digits

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
