"""Other processes than the reverse equation: their variances against quadrature, and the best stop against a search."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from itertools import product

import mpmath
import numpy as np
import pytest
from sympy import Rational

from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.score import CappedScore, PluginScore, Start
from ldm_symbolic.model.spectrum import Spectrum
from ldm_symbolic.stopping.answers.dense_listing import listing_of
from ldm_symbolic.stopping.answers.solver import Stopping
from ldm_symbolic.stopping.dense.process_law import ProcessLaw
from ldm_symbolic.stopping.modes.precise_modes import error_at

TRUE = (Fraction(3), Fraction(1, 2), Fraction(0))
BELIEVED = (Fraction(2), Fraction(1, 5), Fraction(0))


def problem(eta: str, start: Start, cap: str | None = None) -> StoppingProblem:
    return StoppingProblem(
        spectrum=Spectrum(variances=TRUE, estimated=BELIEVED),
        score=PluginScore() if cap is None else CappedScore(cap=Rational(cap)),
        start=start,
        horizon=Fraction(1),
        eta=Fraction(eta),
    )


def integrated(eta: float, believed: float, standard: bool, cap: float, end: float) -> float:
    """The second moment of dY = (Y + (1 + η²) s) dt + √2 η dW, integrated in time left from 1 to `end`."""

    def law(left: mpmath.mpf) -> mpmath.mpf:
        return 1 - (1 - believed) * mpmath.exp(-2 * left)

    def slope(time: mpmath.mpf, variance: mpmath.mpf) -> mpmath.mpf:
        weight = min(mpmath.mpf(cap), 1 / law(1 - time))
        return 2 * variance - 2 * (1 + eta**2) * weight * variance + 2 * eta**2

    kink = [] if law(mpmath.mpf(1)) * cap <= 1 or law(mpmath.mpf(end)) * cap >= 1 else [
        1 + mpmath.log((1 - 1 / mpmath.mpf(cap)) / (1 - mpmath.mpf(believed))) / 2
    ]  # fmt: skip
    variance, now = mpmath.mpf(1) if standard else law(mpmath.mpf(1)), mpmath.mpf(0)
    for stop in [*kink, mpmath.mpf(1) - end]:
        variance = mpmath.odefun(slope, now, variance, tol=mpmath.mpf(10) ** -14)(stop)
        now = stop
    return float(variance)


@pytest.mark.parametrize("eta", ["0", "1/2", "1"])
@pytest.mark.parametrize("start", Start)
@pytest.mark.parametrize("cap", [None, "3/2"])
def test_variances_are_those_of_the_moment_equation(eta: str, start: Start, cap: str | None) -> None:
    given = problem(eta, start, cap)
    limit = float("inf") if cap is None else float(Fraction(cap))
    found = ProcessLaw.of_problem(given).generated(2, 1 - np.exp(-0.4))
    expected = [integrated(float(Fraction(eta)), float(b), start is Start.STANDARD, limit, 0.2) for b in BELIEVED[:2]]
    assert np.allclose(found, expected, rtol=1e-9)


@pytest.mark.parametrize("eta", ["0", "1/3"])
@pytest.mark.parametrize("start", Start)
@pytest.mark.parametrize("cap", [None, "3/2", "6/5"])
@pytest.mark.parametrize("time", ["1/2", "1"])
def test_the_precise_error_is_that_of_the_law(eta: str, start: Start, cap: str | None, time: str) -> None:
    given, at = problem(eta, start, cap), Fraction(time)
    level = -np.expm1(-2 * float(1 - at))
    for kept in (1, 2, 3):
        assert float(error_at(given, kept, at).error) == pytest.approx(ProcessLaw.of_problem(given).error(kept, level))


def test_noised_data_keeps_its_law() -> None:
    for eta in ("0", "1/2"):
        given = problem(eta, Start.NOISED)
        assert given.of_reverse_equation
        assert error_at(given, 2, Fraction(1, 2)) == error_at(problem("1", Start.NOISED), 2, Fraction(1, 2))


@pytest.mark.parametrize("eta", ["0", "1/2"])
@pytest.mark.parametrize("cap", [None, "3/2"])
def test_the_best_stop_is_the_best_of_many(eta: str, cap: str | None) -> None:
    given = problem(eta, Start.STANDARD, cap)
    law = ProcessLaw.of_problem(given)
    found = listing_of(given, [1, 2, 3], digits=12)
    for row in found.rows:
        errors = [law.error(row.stop.k, level) for level in np.linspace(0, law.highest, 2001)]
        assert float(row.stop.error) <= min(errors) + 1e-12
        assert float(row.stop.error) == pytest.approx(law.error(row.stop.k, float(row.stop.noise)), rel=1e-9)
    assert any(row.stop.noise > 0 for row in found.rows) == (
        min(law.error(1, level) for level in np.linspace(0, law.highest, 2001)) < law.error(1, 0.0) * (1 - 1e-9)
        or any(row.stop.noise > 0 for row in found.rows[1:])
    )


def test_what_knows_the_reverse_equation_alone_refuses() -> None:
    with pytest.raises(ValueError, match="reverse equation alone"):
        Stopping(problem("0", Start.STANDARD)).at(1)
    with pytest.raises(ValueError, match="must lie in"):
        problem("2", Start.STANDARD)


@pytest.mark.parametrize("horizon", ["1e-6", "4", "200"])
@pytest.mark.parametrize("cap", [None, "1.0000001", "3/2", "1e30"])
@pytest.mark.parametrize("start", Start)
def test_no_horizon_and_no_variance_is_too_large(horizon: str, cap: str | None, start: Start) -> None:
    """Float64 holds 1 - x of no level near 1, and no difference of large variances: the law takes none."""
    for eta, believed, share in product(("0", "1e-3", "1/3", "1"), ("0", "1e-60", "1", "2", "1e30"), ("0", "1/2", "1")):
        given = StoppingProblem(
            spectrum=Spectrum(variances=(Fraction(0),), estimated=(Fraction(believed),)),
            score=PluginScore() if cap is None else CappedScore(cap=Rational(Fraction(cap))),
            start=start,
            horizon=Fraction(horizon),
            eta=Fraction(eta),
        )
        time = given.horizon * Fraction(share)
        law, level = ProcessLaw.of_problem(given), -math.expm1(-2 * float(given.horizon - time))
        if share != "0" and level > 1 - 1e-5:
            continue  # what is left of the signal is not known from such a float
        expected = float(error_at(given, 1, time).error)
        assert law.generated(1, min(level, math.nextafter(1.0, 0.0)))[0] == pytest.approx(
            expected, rel=1e-13, abs=1e-300
        )


@pytest.mark.parametrize("eta", ["0", "1/2"])
@pytest.mark.parametrize("cap", [None, "2"])
def test_a_late_horizon_has_a_best_stop(eta: str, cap: str | None) -> None:
    """Long before the end nothing is left of the start, whatever the horizon."""
    late, earlier = (
        listing_of(replace(problem(eta, Start.STANDARD, cap), horizon=Fraction(horizon)), [1, 2, 3], digits=10)
        for horizon in (300, 16)
    )
    for own, other in zip(late.rows, earlier.rows, strict=True):
        assert float(own.stop.error) == pytest.approx(float(other.stop.error), rel=1e-6)
