"""P10: the ψ₂ norm, the radicals, singular covariances, and the explicit constants, against sampled covariances."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import numpy as np
import pytest
from flint import arb, fmpq
from numpy.typing import NDArray

from ldm_symbolic.balls.bounds import precision
from ldm_symbolic.derivations import statement
from ldm_symbolic.search.judge import Outcome, judge

STATEMENT = statement("P10")

Array = NDArray[np.float64]


def test_the_norm_is_where_the_mean_is_two() -> None:
    """E e^{X²/t²} by quadrature of the normal density: 2 at t = σ √(8/3), more below, less above."""
    for sigma in (mpmath.mpf(1), mpmath.mpf(3) / 7):
        norm = sigma * mpmath.sqrt(mpmath.mpf(8) / 3)

        def mean(t: mpmath.mpf, sigma: mpmath.mpf = sigma) -> mpmath.mpf:
            density = mpmath.sqrt(2 / mpmath.pi)
            return mpmath.quad(
                lambda z: density * mpmath.exp((sigma / t) ** 2 * z**2 - z**2 / 2), [0, 4, 12, mpmath.inf]
            )

        assert mpmath.almosteq(mean(norm), 2, 1e-10)
        assert mean(norm * mpmath.mpf("0.99")) > 2 > mean(norm * mpmath.mpf("1.01"))


def test_the_radicals_on_random_numbers() -> None:
    """2,000 draws of D, n, u and c: max(δ, δ²) <= max(√2 c, 2 c²) (√r + r)."""
    random, met = np.random.default_rng(10), 0
    for _ in range(2000):
        d, n = int(random.integers(1, 1000)), int(random.integers(1, 100000))
        u, c = float(random.choice([0.0, d, 10 ** random.uniform(-6, 4)])), float(10 ** random.uniform(-4, 4))
        delta, r = c * (np.sqrt(d) + np.sqrt(u)) / np.sqrt(n), (d + u) / n
        assert max(delta, delta**2) <= max(np.sqrt(2) * c, 2 * c**2) * (np.sqrt(r) + r) * (1 + 1e-12)
        met += 1
    assert met == 2000


def test_the_failure_of_the_cited_theorem_is_read_at_its_delta() -> None:
    """δ = c (√D + t)/√n is t² = u: a bound 2 e^{-u} of its failure is met, and one that is larger is not."""
    claim, random = STATEMENT["P10.probability"], np.random.default_rng(11)
    names = {str(name): name for name in claim.names}
    for _ in range(20):
        count, size, root, c = (int(random.integers(1, 20)) for _ in range(4))
        values = {"n": count**2, "D": size**2, "u": root**2, "c": c, "delta": Fraction(c * (size + root), count)}
        rare = Fraction(2 * float(np.exp(-(float(root) ** 2))))
        for factor, outcome in ((Fraction(99, 100), Outcome.TRUE), (Fraction(101, 100), Outcome.NOT_MET)):
            bound = factor * rare
            point = {names[name]: value for name, value in {**values, "q": bound, "Q": bound}.items()}
            assert judge(claim.hypotheses, claim.conclusion, point).outcome is outcome


def deviation(factor: Array, normals: Array) -> tuple[Array, Array]:
    """Σ = F Fᵀ and the empirical covariance of F Z."""
    sample = normals @ factor.T
    return factor @ factor.T, sample.T @ sample / len(sample)


def is_between(true: Array, empirical: Array, eta: float) -> bool:
    """Whether -η Σ ⪯ Σ̂ - Σ ⪯ η Σ, up to rounding."""
    slack = -1e-9 * max(1.0, float(np.linalg.norm(true, 2)))
    gap = empirical - true
    return bool(min(np.linalg.eigvalsh(eta * true - gap)[0], np.linalg.eigvalsh(eta * true + gap)[0]) >= slack)


@pytest.mark.parametrize("rank", [1, 2, 4])
def test_sampled_covariances_of_any_rank_obey_the_bound(rank: int) -> None:
    """D = 4: with K = 33/5 not one of 500 samples fails; Σ of rank 1 and 2 has no inverse and needs none."""
    random, dimension, u = np.random.default_rng(rank), 4, 1.0
    failures = 0
    for _ in range(500):
        n = int(random.integers(1, 40))
        factor = random.standard_normal((dimension, rank)) * 10 ** random.uniform(-2, 2)
        r = (dimension + u) / n
        true, empirical = deviation(factor, random.standard_normal((n, rank)))
        failures += not is_between(true, empirical, 88 / 5 * (np.sqrt(r) + r))
    assert failures <= 500 * 2 * np.exp(-u)
    assert failures == 0


def test_a_small_constant_fails() -> None:
    """A negative control: with 8K/3 = 1/4 most samples fail, more than the statement allows."""
    random, n, u = np.random.default_rng(1), 20, 3.0
    r = (3 + u) / n
    outside = [
        not is_between(*deviation(np.eye(3), random.standard_normal((n, 3))), 0.25 * (np.sqrt(r) + r))
        for _ in range(300)
    ]
    assert np.mean(outside) > 2 * np.exp(-u)


def test_one_dimension_exactly() -> None:
    """D = 1, K = 3/2: the exact probability that the sample variance is off by η, in balls, is at most 2 e^{-u}."""
    with precision(400):
        for n in (1, 2, 5, 50, 1000):
            for u in (Fraction(0), Fraction(1, 10), Fraction(1), Fraction(5), Fraction(40)):
                r = arb(fmpq((1 + u).numerator, (1 + u).denominator)) / n
                eta = 4 * (r.sqrt() + r)
                above = (n * (1 + eta) / 2).gamma_upper(arb(n) / 2, 1)
                low = n * (1 - eta) / 2
                below = 1 - low.gamma_upper(arb(n) / 2, 1) if low > 0 else arb(0)
                assert above + below <= 2 * (-arb(fmpq(u.numerator, u.denominator))).exp(), (n, u)


def test_the_net_is_small_enough() -> None:
    """9 <= e^{11/5}, so that 9^D <= e^{11 D/5}; and K = 33/5 is 3/8 of 2 · 44/5."""
    with precision(64):
        assert arb(9) <= arb(fmpq(11, 5)).exp()
    assert Fraction(3, 8) * 2 * Fraction(44, 5) == Fraction(33, 5)
    assert Fraction(3, 8) * 4 == Fraction(3, 2)


def test_whitening_has_no_value_where_a_direction_is_empty() -> None:
    """At wᵀ Σ w = 0 the printed step divides by 0, and its repair holds."""
    printed, repair = STATEMENT["P10.step-whiten"], STATEMENT["P10.step-whiten-repaired"]
    assert printed.counterexample is not None
    assert judge(printed.hypotheses, printed.conclusion, printed.counterexample).outcome is Outcome.UNDEFINED
    assert judge(repair.hypotheses, repair.conclusion, repair.witnesses[0]).outcome is Outcome.TRUE
