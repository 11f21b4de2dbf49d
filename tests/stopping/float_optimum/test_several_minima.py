"""All k at once from the standard start and under a cap: against balls, with bounds that hold, and many switches."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from flint import arb, fmpq
from hypothesis import given, settings
from strategies import problems
from sympy import Rational

from ldm_symbolic.balls.bounds import precision
from ldm_symbolic.certified.ball_modes import BallModes, level_at
from ldm_symbolic.certified.candidates import Spots
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.score import CappedScore, PluginScore, Start
from ldm_symbolic.model.spectrum import Spectrum
from ldm_symbolic.stopping.float_optimum import bends, several_minima
from ldm_symbolic.stopping.float_optimum.intervals import Held
from ldm_symbolic.stopping.float_optimum.one_minimum import Optima
from ldm_symbolic.stopping.float_optimum.several_minima import near_best
from ldm_symbolic.stopping.modes.float_pairs import exactly

TIGHT = 1e-12
BITS = 600


Side = np.ndarray | Sequence[float]


def problem_of(true: Side, believed: Side, *, cap: str | None = None, start: Start = Start.STANDARD) -> StoppingProblem:
    sides = (tuple(Fraction(float(value)) for value in side) for side in (true, believed))
    score = PluginScore() if cap is None else CappedScore(cap=Rational(cap))
    spectrum = Spectrum(variances=next(sides), estimated=next(sides))
    return StoppingProblem(spectrum=spectrum, score=score, start=start)


def shaped(name: str, count: int) -> tuple[np.ndarray, np.ndarray]:
    drawn, j = np.random.default_rng(count), np.arange(1, count + 1, dtype=float)
    match name:
        case "raw":
            return j**-0.5, j**-0.5 * drawn.chisquare(100, count) / 100
        case "large":
            return 100 * j**-0.8, 100 * j**-0.8 * drawn.chisquare(500, count) / 500
        case "under":
            return 1 / j, 0.8 / j * drawn.chisquare(1000, count) / 1000
        case _:  # capped one after another just where the minima lie
            return np.full(count, 0.098), 0.08 * drawn.chisquare(200, count) / 200


def assert_right(problem: StoppingProblem, found: Optima, rows: Sequence[int]) -> None:
    """dE/dx changes its sign within the bound and E is what it is there, or an end is as good as the bounds say."""
    with precision(BITS):
        modes = BallModes(problem, BITS)
        for k in rows:
            if not np.isfinite(found.loose[k - 1]):
                continue
            noise, signal, slack = (float(column[k - 1]) for column in (found.noise, found.signal, found.loose))
            assert slack <= TIGHT
            level = Fraction(noise) if noise <= 0.5 else 1 - Fraction(signal)
            reach = Fraction(slack) * min(level, 1 - level)
            if level == 0:
                assert modes.slope(k, modes.bottom) > -(arb(10) ** -100)
                kept = modes.kept_error(k, modes.bottom)
            elif abs(arb(fmpq(level.numerator, level.denominator)) - modes.top.noise) <= 2 * fmpq(
                reach.numerator, reach.denominator
            ):
                kept = modes.kept_error(k, modes.top)
            else:
                ends = [fmpq(end.numerator, end.denominator) for end in (level - reach, level + reach)]
                signs = [modes.slope(k, level_at(end)) for end in ends]
                assert signs[0] <= 0 <= signs[1], k
                kept = modes.kept_error(k, level_at(fmpq(level.numerator, level.denominator)))
            doubt = 2 * float(found.error_loose[k - 1]) + 1e-300
            assert abs(float(kept) - float(found.error[k - 1])) <= doubt, k


CASES = [(None, Start.STANDARD), ("10", Start.NOISED), ("10", Start.STANDARD), ("3/2", Start.NOISED)]


@pytest.mark.parametrize(("cap", "start"), CASES)
@pytest.mark.parametrize("name", ["raw", "large", "under", "flat"])
def test_every_row_is_within_its_bound(name: str, cap: str | None, start: Start) -> None:
    problem = problem_of(*shaped(name, 300), cap=cap, start=start)
    found = Spots(problem).floats
    assert np.count_nonzero(np.isfinite(found.loose)) >= 298
    assert_right(problem, found, (1, 2, 3, 11, 40, 150, 300))


def test_halving_where_many_modes_bend_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = problem_of(*shaped("flat", 400), cap="10", start=Start.NOISED)
    at_once = Spots(problem).floats
    monkeypatch.setattr(bends, "_FEW", 2)
    monkeypatch.setattr(bends, "_WORK", 1)
    halved = Spots(problem).floats
    assert np.count_nonzero((at_once.noise > 0) & (at_once.signal < 1)) > 100
    assert np.all(np.abs(halved.noise - at_once.noise) <= 4e-13 * at_once.noise)
    assert np.all(halved.loose <= TIGHT)
    assert_right(problem, halved, (5, 100, 399))


@pytest.mark.parametrize("name", ["flat", "raw"])
@pytest.mark.parametrize("side", [0.7, 1.4])
def test_an_interval_without_a_zero_has_none(name: str, side: float) -> None:
    """Above x*(k) dE/dx is positive, below it negative: beside it there is no candidate, around it there is."""
    spots = Spots(problem_of(*shaped(name, 400), cap="10", start=Start.NOISED))
    found, top = spots.floats, math.log(math.expm1(8))
    rows = np.flatnonzero((found.noise > 1e-3) & (found.noise < 0.5))[::20]
    zero = -np.log1p(-found.noise[rows]) / 2
    for low, high, there in ((0.99, 1.01, True), (0.95 * side, 1.05 * side, False)):
        ends, convex, signs = (
            (zero * low, zero * high),
            np.full(len(rows), True),
            np.zeros((2, len(rows)), dtype=np.int64),
        )
        beside = several_minima._inside(spots.law, top, 400, Held(rows, *ends, convex, signs))
        assert np.all(np.isfinite(beside.error[rows]) == there)


@settings(max_examples=60)
@given(problem=problems(capped=True, most=5) | problems(capped=False, most=5, starts=(Start.STANDARD,)))
def test_adversarial_rows_are_within_their_bounds(problem: StoppingProblem) -> None:
    assert_right(problem, Spots(problem).floats, range(1, problem.spectrum.dimension + 1))


@settings(max_examples=40)
@given(problem=problems(capped=True, most=4) | problems(capped=False, most=4, starts=(Start.STANDARD,)))
def test_no_other_level_is_better(problem: StoppingProblem) -> None:
    """The global minimum, against a dense scan."""
    found, horizon = Spots(problem).floats, float(problem.rate_one_horizon())
    with precision(200):
        modes = BallModes(problem, 200)
        shares = np.concatenate([np.linspace(0.01, 0.99, 40), np.geomspace(1e-9, 0.01, 30)])
        levels = [Fraction(float(-np.expm1(-2 * horizon * share))) for share in shares]
        scanned = [modes.running_errors(len(modes.modes), level_at(fmpq(x.numerator, x.denominator))) for x in levels]
    for k in range(1, problem.spectrum.dimension + 1):
        if np.isfinite(found.loose[k - 1]):
            least = min(float(errors[k - 1]) for errors in scanned)
            assert found.error[k - 1] <= least + found.error_loose[k - 1] + 1e-300


def test_a_zero_beside_an_end_is_inside() -> None:
    """At x* = 1e-15 the place in the cell is rounded, the zero is not: it lies inside, and E there is known."""
    problem = problem_of([113.0], [113.000000000000113], cap="1000001/1000000", start=Start.NOISED)
    found = Spots(dataclasses.replace(problem, horizon=Fraction(1, 1000))).floats
    assert 0 < found.noise[0] < 1e-14
    assert np.isfinite(found.error[0])


@pytest.mark.parametrize("horizon", ["1/3", "1", "4", "7"])
@pytest.mark.parametrize(("cap", "start"), CASES)
def test_the_level_of_the_start_is_right_to_the_last_digits(horizon: str, cap: str | None, start: Start) -> None:
    """Of a fraction of two long integers the logarithm is taken, not the difference of theirs."""
    problem = problem_of([400.0], [0.05], cap=cap, start=start)
    found = Spots(dataclasses.replace(problem, horizon=Fraction(horizon))).floats
    with mpmath.workdps(40):
        signal = mpmath.exp(-2 * mpmath.mpf(Fraction(horizon).numerator) / Fraction(horizon).denominator)
        for seen, there in ((found.noise[0], 1 - signal), (found.signal[0], signal)):
            assert abs(mpmath.mpf(float(seen)) - there) <= found.loose[0] * there
    assert found.loose[0] < 1e-14


def test_two_levels_as_good_are_told() -> None:
    """With λ = 1 from the standard start nothing is better than not to start, where dE/dx = 0 exactly."""
    problem = problem_of([1.0], [1.5])
    found = Spots(problem).floats
    assert bool(found.rivals[0]) or not np.isfinite(found.loose[0])
    alone = Spots(problem_of([0.3, 0.2], [0.2, 0.1])).floats
    assert not alone.rivals.any()


def test_exponentials_and_logarithms_have_twice_the_digits() -> None:
    at = np.concatenate([np.linspace(-45, 45, 101), [1e-8, -1e-20, 0.3]])
    grown, sizes = exactly(at).exponential(), np.geomspace(1e-12, 1e12, 99)
    logs = exactly(sizes).logarithm()
    with mpmath.workdps(60):
        for x, high, low in zip(at, grown.high, grown.low, strict=True):
            assert abs((mpmath.mpf(float(high)) + float(low)) / mpmath.exp(float(x)) - 1) < mpmath.mpf(2) ** -94
        for x, high, low in zip(sizes, logs.high, logs.low, strict=True):
            assert abs(mpmath.mpf(float(high)) + float(low) - mpmath.log(float(x))) < mpmath.mpf(2) ** -94


def test_what_may_be_best_is_told_apart_by_its_doubts() -> None:
    assert near_best(np.array([3.0, 1.0, 1.1]), np.array([0.1, 0.1, 0.0])) == [2, 3]
