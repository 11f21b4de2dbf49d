"""Zeros proved in pairs of floats: two signs that balls confirm, and none where pairs cannot tell."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from flint import fmpq
from hypothesis import given, settings
from strategies import problems
from sympy import Rational

from ldm_symbolic.balls.bounds import precision
from ldm_symbolic.certified.ball_modes import BallModes, level_at
from ldm_symbolic.certified.candidates import Spots
from ldm_symbolic.certified.optimum import Certified
from ldm_symbolic.certified.pairs.zeros import Proved, proved_zeros
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.score import CappedScore, PluginScore, Start
from ldm_symbolic.model.spectrum import Spectrum

BITS = 62


def found_in(problem: StoppingProblem, *, shift: float = 0.0) -> dict[int, Proved]:
    """The rows that pairs prove, the levels of floats shifted relative to themselves."""
    spots = Spots(problem)
    floats = spots.floats
    rows = np.flatnonzero((floats.noise > 0) & (floats.signal > 0) & (floats.loose < 1e-9))
    moved = floats.noise[rows] * (1 + shift)
    return proved_zeros(spots.law, rows, moved, np.where(moved < 0.5, 1 - moved, floats.signal[rows]), BITS)


def assert_signs(problem: StoppingProblem, found: dict[int, Proved]) -> None:
    with precision(500):
        modes = BallModes(problem, 500)
        for k, (low, high) in found.items():
            slopes = [modes.slope(k, level_at(fmpq(end.numerator, end.denominator))) for end in (low, high)]
            assert slopes[0] < 0 < slopes[1]
            assert high - low <= min(low, 1 - high) * Fraction(2) ** (1 - BITS)


@settings(max_examples=80)
@given(problem=problems(capped=True) | problems(capped=False))
def test_balls_confirm_what_pairs_prove(problem: StoppingProblem) -> None:
    assert_signs(problem, found_in(problem))


@pytest.mark.parametrize("cap", [None, "10"])
@pytest.mark.parametrize("start", Start)
def test_pairs_prove_ordinary_rows(cap: str | None, start: Start) -> None:
    j = np.arange(1, 61, dtype=float)
    estimates = j**-0.5 * np.random.default_rng(1).chisquare(100, 60) / 100
    sides = (tuple(Fraction(float(value)) for value in side) for side in (j**-0.5, estimates))
    score = PluginScore() if cap is None else CappedScore(cap=Rational(cap))
    spectrum = Spectrum(variances=next(sides), estimated=next(sides))
    problem = StoppingProblem(spectrum=spectrum, score=score, start=start)
    found = found_in(problem)
    assert len(found) > 50
    assert_signs(problem, found)
    bounds = Certified(problem).enclose(sorted(found))
    assert all(one.narrow(15) for one in bounds.values())


def test_a_level_beside_the_zero_is_no_proof() -> None:
    spectrum = Spectrum(variances=(Fraction(1, 2), Fraction(1, 3)), estimated=(Fraction(1, 4), Fraction(1, 4)))
    problem = StoppingProblem(spectrum=spectrum, score=PluginScore())
    assert sorted(found_in(problem)) == [1, 2]
    assert found_in(problem, shift=1e-4) == {}


def test_numbers_of_which_pairs_lose_digits_are_left_to_balls() -> None:
    spectrum = Spectrum(variances=(Fraction(1, 2), Fraction(10**45)), estimated=(Fraction(1, 4), Fraction(10**44)))
    assert found_in(StoppingProblem(spectrum=spectrum, score=PluginScore())) == {}
