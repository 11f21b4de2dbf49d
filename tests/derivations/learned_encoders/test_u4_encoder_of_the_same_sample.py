"""U4 by matrix roots, by quadrature and by samples: PCA of a sample stops early for k = 2 and not for k = 1."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.random import default_rng
from scipy.integrate import dblquad
from scipy.linalg import sqrtm
from sympy import Integer, Symbol

from ldm_symbolic.derivations.learned_encoders.a3_encoder_of_the_same_sample import of_outcome
from ldm_symbolic.derivations.learned_encoders.u4_encoder_of_the_same_sample import (
    BRACKETS,
    EIGEN,
    mean,
    whole_slope,
    y,
    z,
)
from ldm_symbolic.derivations.random_estimates.s3_sampling_average import i

STEP = 1e-6
LETTERS = [Symbol(name, real=True) for name in "abcfgh"]


def error(true: np.ndarray, seen: np.ndarray, kept: int, level: float) -> float:
    """The squared W2 distance of N(0, true) and what the k first axes of an estimate generate."""
    values, axes = np.linalg.eigh(seen)
    values, axes = values[::-1][:kept], axes[:, ::-1][:, :kept]
    generated = axes @ np.diag((1 - level) * values + level) @ axes.T
    root = sqrtm(true)
    cross = np.linalg.eigvalsh(np.real(root @ generated @ root))
    return float(np.trace(true) + np.trace(generated) - 2 * np.sqrt(cross[-kept:]).sum())


@pytest.mark.parametrize("seed", range(20))
def test_both_slopes_are_those_of_the_distance(seed: int) -> None:
    rng = default_rng(seed)
    true = np.cov(rng.normal(size=(2, 8)))
    change = 0.2 * np.linalg.eigvalsh(true)[0] * np.array([[1, 0.5], [0.5, -0.7]])
    entries = [true[0, 0], true[0, 1], true[1, 1], change[0, 0], change[0, 1], change[1, 1]]
    for sign in (1, -1):
        for kept, slope in ((1, of_outcome(sign)), (2, whole_slope(sign))):
            ends = [error(true, true + sign * change, kept, level) for level in (STEP, 0)]
            value = float(slope.subs(dict(zip(LETTERS, entries, strict=True))))
            assert (ends[0] - ends[1]) / STEP == pytest.approx(value, rel=1e-3, abs=1e-5)


def density(v: float, u: float) -> float:
    return float(2 * np.exp(-u - v) * (u - v))


def expectation(value: object) -> float:
    """The mean of a function of y and z over the eigenvalues of three samples in the plane."""

    def inside(v: float, u: float) -> float:
        return density(v, u) * float(value.subs({y[i]: 2 * u / 3, z[i]: 2 * v / 3}))  # type: ignore[attr-defined]

    return float(dblquad(inside, 0, 40, 1e-12, lambda u: u, epsabs=1e-4, epsrel=1e-4)[0])


def test_the_brackets_hold_the_means_of_the_density() -> None:
    """Every bracket is around E of what it names, and the density has the mass 1."""
    from scipy.special import gamma

    root, third = np.sqrt(1.5), np.sqrt(2 / 3)
    of_larger = {q: 2 * (gamma(q + 2) - gamma(q + 1) + gamma(q + 1) * 2.0 ** -(q + 1)) for q in (1.0, 0.5, -0.5)}
    of_smaller = {q: 2 * gamma(q + 1) * 2.0 ** -(q + 1) for q in (1.0, 0.5, -0.5)}
    scale = {1.0: 2 / 3, 0.5: third, -0.5: root}
    exact = [table[q] * scale[q] for q in (1.0, 0.5, -0.5) for table in (of_larger, of_smaller)]
    pairs = list(zip(BRACKETS[::2], BRACKETS[1::2], strict=True))
    assert len(pairs) == len(exact) == 6
    for (low, high), value in zip(pairs, exact, strict=True):
        assert float(low.args[1]) < value < float(high.args[1]), low
        assert low.args[0] == high.args[0]
    assert expectation(Integer(1)) == pytest.approx(1, abs=1e-3)
    assert EIGEN
    assert mean(y[i]) == pairs[0][0].args[0]


def test_three_samples_in_the_plane() -> None:
    """The signs of both averaged slopes, over matrices that are drawn, for λ = 1/5."""
    rng = default_rng(0)
    draws = rng.normal(scale=np.sqrt(0.2), size=(20_000, 3, 2))
    values = np.linalg.eigvalsh(np.swapaxes(draws, 1, 2) @ draws / 3)
    slopes = (1 - np.sqrt(0.2 / values)) * (1 - values)
    larger, both = slopes[:, 1], slopes.sum(axis=1)
    assert larger.mean() - 3 * larger.std() / np.sqrt(len(draws)) > 0
    assert both.mean() + 3 * both.std() / np.sqrt(len(draws)) < 0
    ends = [np.mean([error(0.2 * np.eye(2), one.T @ one / 3, 1, level) for one in draws[:200]]) for level in (0.05, 0)]
    assert ends[0] > ends[1]
