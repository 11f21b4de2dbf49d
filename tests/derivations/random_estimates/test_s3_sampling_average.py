"""S3: the averaged error by other roads: Γ-moments, the quadrature of `averages`, random laws, large n."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import mpmath
import numpy as np
import pytest
from numpy.typing import NDArray
from sympy import Not

from ldm_symbolic.claims.statement import Claim
from ldm_symbolic.derivations import statement
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.score import PluginScore
from ldm_symbolic.model.spectrum import Spectrum
from ldm_symbolic.search.judge import Outcome, judge
from ldm_symbolic.stopping.averages.mean_error import AveragedStopping
from ldm_symbolic.stopping.row import Branch

STATEMENT = statement("S3")

Floats = NDArray[np.float64]
each = pytest.mark.parametrize


def moments(n: int) -> tuple[mpmath.mpf, mpmath.mpf]:
    """c_n = E √(χ²_n/n) and m_n = E √(n/χ²_n) as Γ-quotients, at 50 digits."""
    with mpmath.workdps(50):
        gamma, half = mpmath.gamma, mpmath.mpf(n) / 2
        ratio = mpmath.sqrt(half)
        return gamma(half + mpmath.mpf(1) / 2) / gamma(half) / ratio, ratio * gamma(half - mpmath.mpf(1) / 2) / gamma(
            half
        )


def averaged(variances: list[Fraction], n: int) -> AveragedStopping:
    """The averages that the package computes by quadrature."""
    spectrum = Spectrum(variances=tuple(variances), estimated=tuple(variances))
    return AveragedStopping(StoppingProblem(spectrum=spectrum, score=PluginScore()), n)


@each("n", [2, 3, 10])
def test_the_gamma_quotients_are_the_moments(n: int) -> None:
    """By quadrature of the density of χ²_n = w²."""
    c, m = moments(n)
    scale = 2 / (mpmath.mpf(2) ** (mpmath.mpf(n) / 2) * mpmath.gamma(mpmath.mpf(n) / 2))
    for power, exact in ((1, c), (-1, m)):
        mean = mpmath.quad(
            lambda w, p=power: scale * w ** (n - 1 + p) * mpmath.exp(-(w**2) / 2), [0, 1, 4, 10, mpmath.inf]
        )
        assert mpmath.almosteq(mean * mpmath.sqrt(n) ** -power, exact, 1e-12)


def test_the_cited_facts_and_the_bounds_hold_for_every_n_up_to_2000() -> None:
    with mpmath.workdps(50):
        for n in range(2, 2001):
            c, m = moments(n)
            g, after = c * mpmath.sqrt(n), moments(n + 1)[0] * mpmath.sqrt(n + 1)
            assert mpmath.almosteq(g * after, n, 1e-40)
            assert mpmath.almosteq(m, g * mpmath.sqrt(n) / (n - 1), 1e-40)
            assert g**2 > n - mpmath.mpf(1) / 2
            assert 1 - mpmath.mpf(1) / (2 * n) < c**2 < 1 / (1 + mpmath.mpf(1) / (2 * n))
            assert abs(4 * n * (1 - c) - 1) <= mpmath.mpf(1) / n
            assert abs(4 * n * (m - 1) - 3) <= mpmath.mpf(8) / n


@each("n", [2, 5, 200])
def test_the_error_and_the_slope_at_the_end_are_those_of_the_quadrature(n: int) -> None:
    """To 1e-12 relative; the slope is seen in a chord of the averaged error."""
    variances = [Fraction(3), Fraction(1), Fraction(1, 2), Fraction(1, 100)]
    found, (c, m) = averaged(variances, n), moments(n)
    for k in range(1, 5):
        lost, kept = sum(variances[k:], Fraction(0)), sum(variances[:k], Fraction(0))
        exact = float(lost) + 2 * float(1 - c) * float(kept)
        assert float(found.at(k).error_at_end) == pytest.approx(exact, rel=1e-12)
        slope = -sum(float(m - 1) + float(v) * float(1 - c) for v in variances[:k])
        step = 1e-6
        ends = found.error_at(k, [0.0, -np.log1p(-step) / 2])
        assert (ends[1] - ends[0]) / step == pytest.approx(slope, rel=0.05 if n == 2 else 0.01)
        assert found.at(k).branch is not Branch.END


def line(true: Floats, draws: Floats, root: Floats, level: Floats) -> Floats:
    """The term in Z and √Z of "each-draw" that is added to the error of a mode at 0, root being E √Z."""
    room = 4 * true * (1 - level)
    share = 1 - np.sqrt(1 - level) * (room - level) / (room + level)
    return true * level * (1 - draws) + 2 * true * share * (np.sqrt(draws) - root)


def test_every_draw_lies_below_the_line() -> None:
    """100,000 modes, levels up to the last that is claimed, draws from 0 to far beyond 1, c next to 0 and to 1."""
    random = np.random.default_rng(4)
    size = 100_000
    true, root = 10 ** random.uniform(-6, 6, size), np.exp(-(10 ** random.uniform(-4, 1, size)))
    draws = np.where(random.random(size) < 0.1, 0.0, np.exp(random.normal(0, random.choice([0.01, 1, 3], size))))
    top = (1 - root) * np.minimum(0.25, true / 2)
    level = top * np.where(random.random(size) < 0.2, 1.0, 10 ** random.uniform(-6, 0, size))
    at_level = (np.sqrt(level + (1 - level) * true * draws) - np.sqrt(true)) ** 2
    slack = true * (np.sqrt(draws) - 1) ** 2 + line(true, draws, root, level) - at_level
    rounding = 1e-14 * (true * (1 + draws) + level)
    assert np.all(slack > -rounding)
    assert np.mean(slack > rounding) > 0.9
    beyond = np.minimum(20 * top, 0.9)
    farther = (np.sqrt(beyond + (1 - beyond) * true * draws) - np.sqrt(true)) ** 2
    assert np.any(true * (np.sqrt(draws) - 1) ** 2 + line(true, draws, root, beyond) < farther - rounding)


@each("n", [1, 2, 7, 100])
def test_under_chi_squared_its_mean_is_zero_and_the_level_helps(n: int) -> None:
    """The line against the moments of χ²_n by Gauss-Laguerre; the averaged error by the quadrature of the package."""
    nodes, weights = np.polynomial.laguerre.laggauss(150)
    density = weights * np.exp((n / 2 - 1) * np.log(nodes) - float(mpmath.loggamma(n / 2)))
    draws = 2 * nodes / n
    root = float(mpmath.gamma((n + 1) / 2) / mpmath.gamma(n / 2) * mpmath.sqrt(2 / mpmath.mpf(n)))
    if n > 1:  # the density has no pole
        assert density.sum() == pytest.approx(1, abs=1e-2)
        for true in (0.01, 1.0, 30.0):
            level = (1 - root) * min(0.25, true / 2)
            mean = density @ line(np.full(150, true), draws, np.full(150, root), np.full(150, level))
            assert mean == pytest.approx(0, abs=0.02 * true * level + 1e-9)
    variances = [Fraction(30), Fraction(1), Fraction(1, 100)]
    found = averaged(variances, n)
    for k in (1, 2, 3):
        level = (1 - root) * min(0.25, float(variances[k - 1]) / 2)
        ends = found.error_at(k, [0.0, -np.log1p(-level) / 2])
        assert ends[1] < ends[0]


def drawn(random: np.random.Generator) -> tuple[Floats, Floats, Floats]:
    """Weights, variances and draws Z of mean 1 in every mode, the modes dependent."""
    outcomes, modes = random.integers(2, 6), random.integers(1, 5)
    weights = random.dirichlet(np.ones(outcomes)) * 0.9 + 0.1 / outcomes
    draws = np.exp(random.normal(0, random.choice([0.05, 0.5, 2]), (outcomes, modes)))
    return weights, 10 ** random.uniform(-4, 3, modes), draws / (weights @ draws)


def test_every_law_of_mean_one_gains() -> None:
    """2,000 random laws with dependent modes, each with its own moments: slope by complex step, and a better level."""
    random = np.random.default_rng(3)
    for _ in range(2000):
        weights, true, draws = drawn(random)

        def error(x: complex, law: tuple[Floats, Floats, Floats] = (weights, true, draws)) -> complex:
            w, lam, z = law
            return complex(w @ np.sum((np.sqrt(x + (1 - x) * lam * z) - np.sqrt(lam)) ** 2, axis=1))

        slope = error(1e-200j).imag / 1e-200
        c, m = weights @ np.sqrt(draws), weights @ (1 / np.sqrt(draws))
        assert (c < 1).all()
        assert (m > 1).all()
        assert slope == pytest.approx(-np.sum(m - 1 + true * (1 - c)), rel=1e-6, abs=1e-12 * true.max())
        assert error(0).real == pytest.approx(np.sum(2 * (1 - c) * true), rel=1e-6, abs=1e-12 * true.max())
        levels = 10.0 ** np.arange(-14, 0, 0.25)
        with mpmath.workdps(40):
            best = levels[int(np.argmin([error(x).real for x in levels]))]
            assert exact_gain(weights, true, draws, best) > 0


def exact_gain(weights: Floats, true: Floats, draws: Floats, level: float) -> mpmath.mpf:
    """E(0) - E(x) at the working precision; the weights and draws are taken as the binary numbers they are."""
    x, total = mpmath.mpf(level), mpmath.mpf(0)
    for i, j in product(range(len(weights)), range(len(true))):
        lam, z = mpmath.mpf(true[j]), mpmath.mpf(draws[i, j])
        s = mpmath.sqrt(lam)
        total += mpmath.mpf(weights[i]) * (
            (mpmath.sqrt(lam * z) - s) ** 2 - (mpmath.sqrt(x + (1 - x) * lam * z) - s) ** 2
        )
    return total


def test_a_mode_without_variance_decides_for_many_samples_and_not_for_two() -> None:
    """(m - 1) + λ (1 - c) > 1 for n = 2, λ = 4, and not for n = 200."""
    variances = [Fraction(4), Fraction(0)]
    for n in (2, 200):
        c, m = moments(n)
        helps = bool((m - 1) + 4 * (1 - c) > 1)
        assert helps == (n == 2)
        assert (averaged(variances, n).at(2).branch is not Branch.END) == helps
        assert averaged(variances, n).at(1).branch is not Branch.END


def test_one_sample_gains_as_well() -> None:
    assert averaged([Fraction(1, 2)], 1).at(1).branch is not Branch.END


# What is tested and not proved.


@each("variances", [["1/2"], ["3", "1/2", "1/10"], ["1", "1/5"]], ids=str)
def test_the_minimiser_for_many_samples(variances: list[str]) -> None:
    """n x* tends to Σ (3 + λ)/(2 Σ (1 - λ)²/λ), with a relative rest of order 1/n."""
    true = [Fraction(value) for value in variances]
    limit = sum(3 + v for v in true) / (2 * sum((1 - v) ** 2 / v for v in true))
    rests = []
    for n in (10**3, 10**4, 10**5):
        level = float(averaged(true, n).at(len(true)).noise)
        rests.append(abs(n * level / float(limit) - 1) * n)
    assert max(rests) < 200
    assert rests[2] == pytest.approx(rests[1], rel=0.1)


def test_the_minimiser_for_unit_variances_is_the_start() -> None:
    for n in (2, 100):
        assert averaged([Fraction(1), Fraction(1)], n).at(2).branch is Branch.START


@each("claim", [c for c in STATEMENT.claims if c.witnesses], ids=lambda claim: claim.id)
def test_every_claim_fails_when_its_conclusion_is_turned_round(claim: Claim) -> None:
    for witness in claim.witnesses:
        assert judge(claim.hypotheses, claim.conclusion, witness).outcome is Outcome.TRUE
        assert judge(claim.hypotheses, Not(claim.conclusion), witness).outcome is Outcome.FALSE
