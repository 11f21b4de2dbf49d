"""Averages over samples: against Γ functions, mpmath's own quadrature, and draws of χ² themselves."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy import stats
from strategies import variances

from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.schedules.linear_rate import linear
from ldm_symbolic.model.score import ExactScore, PluginScore, Start
from ldm_symbolic.model.spectrum import Spectrum
from ldm_symbolic.spectra.files import embedded
from ldm_symbolic.stopping.averages import early_stopping
from ldm_symbolic.stopping.averages.chi_squared import SampleVariance
from ldm_symbolic.stopping.averages.early_stopping import helps_early
from ldm_symbolic.stopping.averages.fourier import fourier_sum
from ldm_symbolic.stopping.averages.mean_error import AveragedStopping
from ldm_symbolic.stopping.row import Branch

SIZES = [1, 2, 3, 7, 50, 200, 999, 1000, 10**6, 10**9]
DRAWS = 60_000
FAR = 5.0
"""A z-score that one in two million tests of a right answer exceeds."""


def numbers(text: str) -> tuple[Fraction, ...]:
    return tuple(Fraction(part) for part in text.split())


def averaged(text: str, samples: int, horizon: str = "4", **options: object) -> AveragedStopping:
    spectrum = Spectrum(variances=numbers(text), estimated=numbers(text))
    chosen = {"spectrum": spectrum, "score": PluginScore(), "horizon": Fraction(horizon), **options}
    return AveragedStopping(StoppingProblem(**chosen), samples)  # type: ignore[arg-type]


def root_mean(samples: int) -> mpmath.mpf:
    """c_N = E √(χ²_N/N)."""
    half = mpmath.mpf(samples) / 2
    return mpmath.exp(mpmath.loggamma(half + mpmath.mpf(1) / 2) - mpmath.loggamma(half)) / mpmath.sqrt(half)


def inverse_root_mean(samples: int) -> mpmath.mpf:
    """m_N = E √(N/χ²_N), N >= 2."""
    half = mpmath.mpf(samples) / 2
    return mpmath.exp(mpmath.loggamma(half - mpmath.mpf(1) / 2) - mpmath.loggamma(half)) * mpmath.sqrt(half)


def oracle_mean(function: Callable[[mpmath.mpf], mpmath.mpf], samples: int, scale: mpmath.mpf) -> mpmath.mpf:
    """E f(χ²_N/N) by mpmath in y = √C, whose density is y^{N-1} exp(-N y²/2) but for a constant."""

    def density(y: mpmath.mpf) -> mpmath.mpf:
        return y ** (samples - 1) * mpmath.exp(-samples * (y * y - 1) / 2)

    width = 1 / mpmath.sqrt(2 * samples)
    near = [1 + width * j for j in (-24, -16, -10, -6, -3, 0, 3, 6, 10, 16, 24)]
    small = [scale * mpmath.mpf(10) ** j for j in (-8, -4, -2, -1, 0, 1, 2, 4)] if samples < 30 else []
    inner = sorted({p for p in [*near, *small] if p > 0})
    cuts = ([mpmath.mpf(0)] if near[0] <= 0 else []) + inner
    total = mpmath.quad(density, cuts)
    return mpmath.quad(lambda y: density(y) * function(y * y), cuts) / total


def oracle_slope(true: Sequence[Fraction], x: mpmath.mpf, samples: int) -> mpmath.mpf:
    total = mpmath.mpf(0)
    for value in true:
        size = mpmath.mpf(value.numerator) / value.denominator

        def term(c: mpmath.mpf, size: mpmath.mpf = size) -> mpmath.mpf:
            return (1 - mpmath.sqrt(size / (x + (1 - x) * size * c))) * (1 - size * c)

        total += oracle_mean(term, samples, mpmath.sqrt(x / size)) if value else 1
    return total


def oracle_error(true: Sequence[Fraction], x: mpmath.mpf, samples: int) -> mpmath.mpf:
    total = mpmath.mpf(0)
    for value in true:
        size = mpmath.mpf(value.numerator) / value.denominator

        def term(c: mpmath.mpf, size: mpmath.mpf = size) -> mpmath.mpf:
            return (mpmath.sqrt(x / size + (1 - x) * c) - 1) ** 2  # of size 1: quad's tolerance is absolute

        total += size * oracle_mean(term, samples, mpmath.sqrt(x / size)) if value else x
    return total


@pytest.mark.parametrize("samples", SIZES)
def test_the_rule_gives_the_moments_of_the_law(samples: int) -> None:
    law = SampleVariance.of(samples)
    with mpmath.workdps(40):
        assert law.weights @ np.expm1(law.logs / 2) ** 2 == pytest.approx(
            float(2 * (1 - root_mean(samples))), rel=1e-13
        )
        assert law.weights @ law.excess**2 == pytest.approx(2 / samples, rel=1e-13)
        if samples > 1:
            assert law.weights @ np.exp(-law.logs / 2) == pytest.approx(float(inverse_root_mean(samples)), rel=1e-13)


@pytest.mark.parametrize("samples", SIZES)
def test_the_distribution_function_is_that_of_chi_squared(samples: int) -> None:
    # not further: six deviations out, with N = 10⁹, scipy itself is 0.4 times the right answer
    points = np.concatenate([np.array([0.01, 0.5, 2.0, 9.0]), 1 + np.linspace(-3, 3, 13) * math.sqrt(2 / samples)])
    points = points[points > 0]
    found = SampleVariance.of(samples).below(np.log(points))
    assert np.max(np.abs(found - stats.chi2.cdf(samples * points, samples))) < 1e-12


@settings(max_examples=25)
@given(true=st.lists(variances, min_size=1, max_size=4), samples=st.sampled_from(SIZES))
def test_the_mean_error_at_the_end_is_a_sum_of_gamma_functions(true: list[Fraction], samples: int) -> None:
    stopping = averaged(" ".join(map(str, true)), samples)
    with mpmath.workdps(40):
        for kept in range(1, len(true) + 1):
            sums = sum(true[kept:], Fraction(0)), sum(true[:kept], Fraction(0))
            lost, first = (mpmath.mpf(s.numerator) / s.denominator for s in sums)
            exact = lost + 2 * (1 - root_mean(samples)) * first
            assert abs(stopping.at(kept).error_at_end - exact) <= 1e-12 * exact


@pytest.mark.parametrize(
    ("text", "samples"),
    [
        ("1e-12 0.3", 1),
        ("1e6 1e-3", 2),
        ("1 0.2 0.999999999", 3),
        ("3 0.1", 17),
        ("0.97 1e-12 1.2", 200),
        ("1.000001 0.9", 1000),
        ("0.3 1e6", 10**9),
        ("1e-100 1e-99", 5),
    ],
)
def test_the_optimum_is_that_of_another_quadrature(text: str, samples: int) -> None:
    row, true = averaged(text, samples).at(len(text.split())), numbers(text)
    assert row.branch is Branch.INTERIOR
    with mpmath.workdps(22):
        hair = mpmath.mpf(10) ** -10
        below, above = (row.noise * (1 + sign * hair) for sign in (-1, 1))
        if row.noise > 0.5:
            below, above = (1 - row.alpha_bar * (1 + sign * hair) for sign in (1, -1))
        assert oracle_slope(true, below, samples) < 0 < oracle_slope(true, above, samples)
        exact = oracle_error(true, row.noise, samples)
        assert abs(row.error - exact) <= hair * exact


@pytest.mark.parametrize("samples", [1, 3, 100])
@pytest.mark.parametrize("text", ["2 1/2 1/3 0.05", "0.9 1.1 1 0.999", "30 1e-3 0"])
def test_averages_and_chances_are_those_of_draws(text: str, samples: int) -> None:
    true, stopping = np.array([float(v) for v in numbers(text)]), averaged(text, samples)
    ratios = np.random.default_rng(5).chisquare(samples, (DRAWS, len(true))) / samples
    chances = helps_early(numbers(text), samples)
    slopes = np.where(true > 0, (1 - 1 / np.sqrt(ratios)) * (1 - true * ratios), 1.0).cumsum(axis=1)
    for kept in range(1, len(true) + 1):
        row, lost = stopping.at(kept), true[kept:].sum()
        for level, mean in ((float(row.noise), row.error), (0.0, row.error_at_end)):
            generated = level + (1 - level) * true[:kept] * ratios[:, :kept]
            errors = np.sum((np.sqrt(generated) - np.sqrt(true[:kept])) ** 2, axis=1) + lost
            assert abs(errors.mean() - float(mean)) < FAR * errors.std() / math.sqrt(DRAWS) + 1e-12
        found, share = chances[kept - 1], float((slopes[:, kept - 1] < 0).mean())
        rounding = max(found.probability * (1 - found.probability), 1 / DRAWS) / DRAWS
        assert abs(share - found.probability) < FAR * math.sqrt(rounding) + found.accuracy


def test_fourier_sums_are_those_added_up_one_by_one() -> None:
    generator = np.random.default_rng(2)
    angles, strengths = 30 * generator.standard_normal(300), generator.standard_normal((300, 2)) @ np.array([1, 1j])
    plain = np.exp(1j * np.arange(-64, 64)[:, None] * angles) @ strengths
    assert np.max(np.abs(fourier_sum(angles, strengths, 128) - plain)) < 1e-11 * np.abs(strengths).sum()


def test_modes_of_very_different_sizes_do_not_spoil_each_other() -> None:
    texts = ("1 1e-102 1e-3 1e-2 1e-98", "1 1e-102 1e-3 1e-2 1e-98 1e8")
    alone, beside = (helps_early(numbers(text), 3)[4] for text in texts)
    assert beside.accuracy < 1e-2
    assert beside.probability == pytest.approx(alone.probability, abs=alone.accuracy + beside.accuracy)


def test_one_mode_has_the_chance_of_the_theory() -> None:
    for text in ("1e-6", "1/2", "0.99", "1", "7"):
        for samples in (1, 9, 10**5):
            [found], value = helps_early(numbers(text), samples), float(Fraction(text))
            low, high = sorted((1.0, 1 / value))
            law = stats.chi2(samples)
            assert found.probability == pytest.approx(law.cdf(samples * low) + law.sf(samples * high), abs=1e-11)
            assert found.accuracy <= 1e-11


def test_chances_do_not_depend_on_the_order_of_the_modes() -> None:
    orders = ("0.9 0.5 2 0.1 1", "1 0.1 2 0.5 0.9")
    first, second = (helps_early(numbers(order), 30)[-1] for order in orders)
    assert first.probability == pytest.approx(second.probability, abs=2 * first.accuracy)
    pairs = [helps_early(numbers(order), 3)[-1].probability for order in ("1/2 9", "9 1/2")]
    assert pairs[0] == pytest.approx(pairs[1], abs=1e-11)


@pytest.mark.parametrize("text", ["1/2 0.3 0.2", "1e6 1e-3 1"])
@pytest.mark.parametrize("samples", [2, 200])
def test_chances_are_as_accurate_as_they_say(monkeypatch: pytest.MonkeyPatch, text: str, samples: int) -> None:
    fine = helps_early(numbers(text), samples)
    monkeypatch.setattr(early_stopping, "_TERMS", (64,))
    coarse = helps_early(numbers(text), samples)
    for few, many in zip(coarse, fine, strict=True):
        assert abs(few.probability - many.probability) <= few.accuracy


def test_empty_modes_and_modes_of_variance_one() -> None:
    found = helps_early(numbers("0 0 1/2 1/2 1/2"), 200)
    assert [row.probability for row in found[:2]] == [0.0, 0.0]
    assert found[-1].probability < 1e-10
    assert [row.normal for row in found[:2]] == [0.0, 0.0]
    ones = helps_early(numbers("1 1 1"), 5)
    assert [row.probability for row in ones] == pytest.approx([1.0, 1.0, 1.0], abs=1e-11)
    assert [row.normal for row in ones] == [1.0, 1.0, 1.0]


def test_the_normal_approximation_is_that_of_the_theory_and_close_for_many_samples() -> None:
    found = helps_early(embedded("optdigits-variances").variances[1:20], 10**6)[-1]
    true = [float(v) for v in embedded("optdigits-variances").variances[1:20] if v]
    ratio = sum(3 + v for v in true) / math.sqrt(8 * 10**6 * sum((1 - v) ** 2 for v in true))
    assert found.normal == pytest.approx(stats.norm.cdf(ratio), abs=1e-12)
    assert found.probability == pytest.approx(found.normal, abs=2e-3)


@settings(max_examples=25)
@given(true=st.lists(variances.filter(bool), min_size=1, max_size=4), samples=st.sampled_from(SIZES))
@example(true=[Fraction(1), Fraction(1, 10**12)], samples=10**9)  # by less than a unit in the last place of a float
def test_on_average_stopping_early_always_helps(true: list[Fraction], samples: int) -> None:
    row = averaged(" ".join(map(str, true)), samples).at(len(true))
    assert row.branch is not Branch.END
    assert row.error < row.error_at_end


def test_for_many_samples_the_optimum_is_that_of_the_theory() -> None:
    true = [0.5, 0.2, 3.0]
    for samples in (10**4, 10**8):
        first = sum(3 + v for v in true) / (2 * samples * sum((1 - v) ** 2 / v for v in true))
        assert float(averaged("1/2 1/5 3", samples).at(3).noise) == pytest.approx(first, rel=20 / samples)


def test_empty_modes_end_early_stopping_and_short_horizons_prevent_starting() -> None:
    assert averaged("1/2 0", 200).at(2).branch is Branch.END
    assert averaged("0 0", 1).at(2).branch is Branch.END
    assert averaged("1/2 0", 1).at(2).branch is Branch.INTERIOR  # the mean slope is -∞ at the end
    short = averaged("0.999", 5, horizon="1/100").at(1)
    assert (short.branch, short.time) == (Branch.START, 0)
    assert float(short.noise) == pytest.approx(-math.expm1(-0.02), rel=1e-15)
    assert float(short.error) == pytest.approx(float(averaged("0.999", 5).error_at(1, [0.01])[0]), rel=1e-12)


def test_the_optimum_does_not_depend_on_the_schedule() -> None:
    first = averaged("1/2 1/3", 40).at(2)
    other = averaged("1/2 1/3", 40, horizon="1", schedule=linear(Fraction(1, 20), Fraction(10))).at(2)
    assert float(first.noise) == pytest.approx(float(other.noise), rel=1e-13)
    assert float(first.error) == pytest.approx(float(other.error), rel=1e-13)
    assert first.time != other.time


def test_the_least_error_is_least_and_that_of_its_noise_level() -> None:
    stopping = averaged("2 1 1/2 0.1 1e-5", 30)
    for kept in range(1, 6):
        row = stopping.at(kept)
        rho = float(-mpmath.log(row.alpha_bar) / 2)
        around = stopping.error_at(kept, [rho, rho * 0.999, rho * 1.001])
        assert around[0] == pytest.approx(float(row.error), rel=1e-12)
        assert around[0] < min(around[1:])
    assert stopping.best().error == min(stopping.at(kept).error for kept in range(1, 6))


def test_a_thousand_modes_are_solved_together() -> None:
    text = " ".join(f"1/{j}" for j in range(2, 1002))
    stopping = averaged(text, 200)
    assert stopping.best().k == 1000
    assert all(stopping.at(kept).branch is Branch.INTERIOR for kept in (1, 2, 500, 1000))


def test_what_cannot_be_averaged_is_refused() -> None:
    with pytest.raises(ValueError, match="plug-in score from the noised start"):
        averaged("1", 5, score=ExactScore())
    with pytest.raises(ValueError, match="plug-in score from the noised start"):
        averaged("1", 5, start=Start.STANDARD)
    with pytest.raises(ValueError, match="number of samples"):
        averaged("1", 0)
    with pytest.raises(ValueError, match=r"1\.\.1"):
        averaged("1", 5).at(2)


@pytest.mark.parametrize(("text", "samples"), [("0.7", 50), ("3 0.1", 200)])
def test_what_is_gained_is_the_integral_of_the_slope(text: str, samples: int) -> None:
    """The gain is not a difference of two errors: it is compared with another quadrature of its derivative."""
    row, true = averaged(text, samples).at(len(text.split())), numbers(text)
    points, weights = np.polynomial.legendre.leggauss(5)
    with mpmath.workdps(22):
        slopes = [oracle_slope(true, row.noise * (1 + point) / 2, samples) for point in points]
        gained = -row.noise / 2 * mpmath.fdot(weights, slopes)
        assert abs((row.error_at_end - row.error) / gained - 1) < 1e-6
