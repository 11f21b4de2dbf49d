"""U4: with an encoder learned from the same sample, two dimensions may want an earlier stop than one, on average.

The eigenvalues of the sample covariance of n = 3 draws from N(0, I) in two dimensions are τ (1 ± r)/2 with 3 τ of law
χ²_6 and, independently, r of density 2 r on [0, 1]. Stated in `docs/what-it-does-not-say.md`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from flint import arb

SIZE = 200_000
PI, ROOT = arb.pi(), arb(2).sqrt()
INVERSE_ROOTS = ((1 - 1 / ROOT) * (3 * PI).sqrt(), (3 * PI).sqrt())
"""E 1/√l for the larger eigenvalue l, and for the smaller one."""
ROOTS = ((1 + ROOT) * (PI / 3).sqrt() / 2, (PI / 3).sqrt() / 2)
MEANS = (arb(5) / 3, arb(1) / 3)


def slopes(variance: Fraction) -> tuple[arb, arb]:
    """The averaged slope at level 0 for k = 1 and k = 2: of each mode, E (1 - 1/√l)(1 - λ l)."""
    size = arb(variance.numerator) / variance.denominator
    each = [1 - inverse - size * (mean - root) for inverse, root, mean in zip(INVERSE_ROOTS, ROOTS, MEANS, strict=True)]
    return each[0], each[0] + each[1]


def drawn(variances: list[float], count: int) -> tuple[Any, Any]:
    """Sample covariances, with their eigenvalues and axes from the largest on."""
    random = np.random.default_rng(4)
    sample = random.standard_normal((SIZE, count, 2)) * np.sqrt(variances)
    covariance = np.einsum("aij,aik->ajk", sample, sample) / count
    return covariance, np.linalg.eigh(covariance)


def errors(variances: list[float], covariance: Any, spectrum: Any, level: float) -> tuple[Any, Any]:
    """The error of each sample for k = 1 and k = 2 at a level, against the whole covariance."""
    true, axis = np.array(variances), spectrum.eigenvectors[:, :, 1]
    kept = (1 - level) * spectrum.eigenvalues[:, 1] + level
    one = true.sum() + kept - 2 * np.sqrt(kept * (axis**2 @ true))
    generated = (1 - level) * covariance + level * np.eye(2)
    between = np.sqrt(true)[:, None] * generated * np.sqrt(true)
    root = np.sqrt(np.trace(between, axis1=1, axis2=2) + 2 * np.sqrt(np.linalg.det(between)))
    return one, true.sum() + np.trace(generated, axis1=1, axis2=2) - 2 * root


def test_one_dimension_wants_no_early_stop_and_two_do() -> None:
    first, second = slopes(Fraction(1, 20))
    assert first > 0 > second
    assert (round(float(first.mid()), 3), round(float(second.mid()), 2)) == (0.079, -1.98)


def test_the_numbers_are_those_of_the_law() -> None:
    """The inner integrals in closed form are right, by quadrature, and so is the law, by draws of it."""
    points = (np.arange(20_000) + 0.5) / 20_000
    ratio = np.sqrt(points)  # r² is uniform
    for sign, expected in zip((1, -1), ROOTS, strict=True):
        inner = np.sqrt((1 + sign * ratio) / 2).mean()
        outer = float(((arb(2) / 3).sqrt() * 15 * PI.sqrt() / 16).mid())
        assert inner * outer == pytest.approx(float(expected.mid()), rel=1e-4)
    _, spectrum = drawn([1.0, 1.0], 3)
    for place, number in ((1, 0), (0, 1)):
        found = spectrum.eigenvalues[:, place]
        assert found.mean() == pytest.approx(float(MEANS[number].mid()), abs=0.01)
        assert np.sqrt(found).mean() == pytest.approx(float(ROOTS[number].mid()), abs=0.01)
    assert (1 / np.sqrt(spectrum.eigenvalues[:, 1])).mean() == pytest.approx(float(INVERSE_ROOTS[0].mid()), abs=0.01)


@pytest.mark.parametrize(("variances", "count"), [([0.05, 0.05], 3), ([0.05, 0.04], 3), ([0.25, 0.2], 10)])
def test_other_spectra_say_the_same(variances: list[float], count: int) -> None:
    covariance, spectrum = drawn(variances, count)
    ends = errors(variances, covariance, spectrum, 0.0)
    for level in (0.003, 0.01, 0.02):
        gains = [here - end for here, end in zip(errors(variances, covariance, spectrum, level), ends, strict=True)]
        deviations = [gain.mean() / gain.std() * np.sqrt(SIZE) for gain in gains]
        assert deviations[0] > 5
        assert deviations[1] < -5
