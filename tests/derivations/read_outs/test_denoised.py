"""Denoised samples by hand and from the definition: the posterior mean is drawn, and its variance measured."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

import pytest
from sympy import Rational, sqrt

from ldm_symbolic import claim
from ldm_symbolic.derivations.letters import s, x
from ldm_symbolic.derivations.read_outs.denoised_error import of_estimate
from ldm_symbolic.derivations.read_outs.t3_slope_of_the_denoised_error import DEEP
from ldm_symbolic.derivations.read_outs.t5_denoise_or_not import h, lower
from ldm_symbolic.model.read_outs import Path
from ldm_symbolic.model.read_outs.variance import signal_of
from ldm_symbolic.notation import estimated_variance, noise
from ldm_symbolic.search.judge import Outcome, judge


@pytest.mark.parametrize("path", Path)
def test_the_posterior_mean_has_the_variance_of_the_model(path: Path) -> None:
    """E[X | αX + βε] is a regression: its variance is cov²/var, here of the path's own α and β."""
    level, believed = Rational(9, 25), Rational(5, 2)
    signal = signal_of(path).subs(noise, level)
    spread = signal * level / (1 - level)
    covariance, of_sample = sqrt(signal) * believed, signal * believed + spread
    read = of_estimate.subs({noise: level, estimated_variance: believed})
    assert abs(float(covariance**2 / of_sample - read)) < 1e-12


def test_where_the_slope_says_no_a_level_far_away_is_better() -> None:
    """ŝ = (1, 1/4), s = (1/2, 1/2): the error is 5/16 at the end and (13/28)² at x = 3/4."""
    found = {Fraction(0): Fraction(0), Fraction(3, 4): Fraction(0)}
    for level in found:
        for true, estimate in zip(DEEP[s], (Fraction(1), Fraction(1, 4)), strict=True):
            variance = estimate**4 / (estimate**2 + level / (1 - level))
            root = Fraction(isqrt(variance.numerator), isqrt(variance.denominator))
            assert root**2 == variance
            found[level] += (root - true) ** 2
    assert list(found.values()) == [Fraction(5, 16), Fraction(13, 28) ** 2]
    assert sum(t / h - 1 for t, h in zip(DEEP[s], (Fraction(1), Fraction(1, 4)), strict=True)) == Fraction(1, 2)


def test_denoising_pays_up_to_the_threshold_and_not_beyond() -> None:
    """At h = 1/2, x = 7/16: the thresholds are 7/27 and 7/3."""
    both = claim("T5.never-worse-repaired")
    bound = lower(Rational(1, 2))
    assert (bound, 1 + 1 / (1 - Rational(1, 4))) == (Rational(7, 27), Rational(7, 3))
    worse = claim("T5.never-worse")
    for square, expected in (
        (bound - Rational(1, 100), Outcome.TRUE),
        (bound + Rational(1, 100), Outcome.FALSE),
        (Rational(7, 3) - Rational(1, 100), Outcome.FALSE),
        (Rational(7, 3) + Rational(1, 100), Outcome.TRUE),
    ):
        here = {both.hypotheses[0].args[0]: sqrt(square), x: Rational(7, 16)}
        assert judge(worse.hypotheses, worse.conclusion, here).outcome is expected
        assert judge(both.hypotheses, both.conclusion, here | {h: Rational(1, 2)}).outcome is Outcome.TRUE


def test_on_average_the_error_rises_from_the_end() -> None:
    """Z is 1/4 or 9/4 with weights 5/8 and 3/8: E 1/√Z = 3/2, so the slope of the averaged error is 1/2, whatever λ."""
    for true in (0.25, 4.0):

        def error(level: float, true: float = true) -> float:
            drawn = ((0.625, true * 0.25), (0.375, true * 2.25))
            roots = ((weight, estimate / sqrt(estimate + level / (1 - level))) for weight, estimate in drawn)
            return float(sum(weight * (root - sqrt(true)) ** 2 for weight, root in roots))

        step = 1e-6
        assert abs((error(step) - error(0.0)) / step - 0.5) < 1e-4
