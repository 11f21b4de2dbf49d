"""The global minimum: bounds that bound, brackets that hold it, and instances with several local minima."""

from __future__ import annotations

import time
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import problems
from sympy import Rational

from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.score import CappedScore, Start
from ldm_symbolic.model.spectrum import Spectrum
from ldm_symbolic.stopping.float_optimum.brackets import _bound, brackets, increasing_root, slope_and_change
from ldm_symbolic.stopping.modes.float_modes import FloatModes

TWO_VALLEYS = [
    # λ, λ̂, C, start, T: two interior local minima each, found by a scan of random instances
    (("7/50", "7/20"), ("7/50", "1/200"), "5", Start.NOISED, "1"),
    (("29/100", "22/25"), ("1/5", "0"), "2", Start.STANDARD, "4"),
    (("11/10", "1/100"), ("1/20", "7/50"), "5", Start.STANDARD, "1"),
    (("2/5", "1/50"), ("0", "1/25"), "8", Start.NOISED, "4"),
    (("1/10", "19/10"), ("4/25", "3/500"), "3/2", Start.STANDARD, "2"),
    # an interior valley, and a lower one at the start
    (("1/20", "27/10"), ("27/100", "37/1000"), "3/2", Start.NOISED, "2"),
]


def capped(true: tuple[str, ...], estimated: tuple[str, ...], cap: str, start: Start, horizon: str) -> StoppingProblem:
    spectrum = Spectrum(variances=tuple(map(Fraction, true)), estimated=tuple(map(Fraction, estimated)))
    score = CappedScore(cap=Rational(cap))
    return StoppingProblem(spectrum=spectrum, score=score, start=start, horizon=Fraction(horizon))


def scan(modes: FloatModes) -> tuple[np.ndarray, np.ndarray]:
    """Points on a dense mixed grid, and the kept error there for each k."""
    even, fine = np.linspace(0, 1, 3001), np.geomspace(1e-15, 1, 1500)
    switches = modes.switch[modes.switch > 0] / modes.horizon
    rho = modes.horizon * np.unique(np.concatenate([even, fine, 1 - fine, switches]))
    return rho, np.cumsum(modes.mode_errors(modes.motion(rho)), axis=0)


@given(
    problem=st.booleans().flatmap(lambda flag: problems(capped=flag)), ends=st.tuples(st.floats(0, 1), st.floats(0, 1))
)
def test_bounds_hold_on_the_whole_interval(problem: StoppingProblem, ends: tuple[float, float]) -> None:
    modes = FloatModes.of(problem)
    low, high = sorted(end * modes.horizon for end in ends)
    if high - low <= 1e-6 * high or any(low < switch < high for switch in modes.switch[:, 0]):
        return  # too narrow to test, or a switch inside: the search never asks for such an interval
    rows = np.arange(problem.spectrum.dimension)
    bounds = _bound(modes, np.array([low]), np.array([high]), rows)
    rho = np.linspace(low, high, 41)[1:-1]
    motion = modes.motion(rho, np.broadcast_to(high <= modes.switch, (len(rows), len(rho))))
    mismatch = modes.mismatch(motion)
    with np.errstate(over="ignore"):  # of v near the least float
        spread = np.sqrt(modes.true) * (motion.slope / motion.variance) ** 2 * np.sqrt(motion.variance) / 2
    values, slopes, bends = (
        np.cumsum(terms, axis=0)
        for terms in (modes.mode_errors(motion), mismatch * motion.slope, mismatch * motion.curvature + spread)
    )
    size = 1e-9 * (1 + np.abs(values) + np.abs(slopes) + np.abs(bends))  # rounding of sums of both signs
    assert np.all(values >= bounds.value - size)
    assert np.all(slopes >= bounds.slope_low - size)
    assert np.all(slopes <= bounds.slope_high + size)
    assert np.all(bends >= bounds.curvature_low - size)


@given(problem=problems(capped=True, most=4))
def test_brackets_hold_every_minimum_that_a_scan_finds(problem: StoppingProblem) -> None:
    modes = FloatModes.of(problem)
    everything = range(1, problem.spectrum.dimension + 1)
    found = brackets(modes, everything)
    rho, errors = scan(modes)
    for k in everything:
        values = errors[k - 1]
        at = int(np.argmin(values))
        if min(values[0], values[-1]) <= values[at] * (1 + 1e-9) + 1e-300:
            continue  # the minimum is at an end of the horizon, or as low there
        near = rho[max(at - 1, 0)], rho[min(at + 1, len(rho) - 1)]
        assert any(bracket.low <= near[1] and bracket.high >= near[0] for bracket in found[k]), (k, rho[at])


@pytest.mark.parametrize("instance", TWO_VALLEYS)
def test_the_lower_of_two_valleys_is_found(instance: tuple[tuple[str, ...], tuple[str, ...], str, Start, str]) -> None:
    modes = FloatModes.of(capped(*instance))
    values = scan(modes)[1][-1]
    coarse = modes.mode_errors(modes.motion(np.linspace(0, modes.horizon, 301))).sum(axis=0)
    padded = np.concatenate([[np.inf], coarse, [np.inf]])
    assert np.sum((padded[1:-1] < padded[:-2]) & (padded[1:-1] < padded[2:])) >= 2  # a local search could stop short
    candidates = [0.0, modes.horizon]
    for bracket in brackets(modes, [2])[2]:
        start = (bracket.low + bracket.high) / 2
        candidates.append(
            increasing_root(lambda at: slope_and_change(modes, at), bracket.low, bracket.high, start, 1e-12)
        )
    reached = min(modes.mode_errors(modes.motion(np.array(candidates))).sum(axis=0))
    assert reached <= values.min() * (1 + 1e-12)
    assert reached >= values.min() * (1 - 1e-5)  # the scan is no finer


def test_a_convex_error_needs_one_bracket() -> None:
    spectrum = Spectrum(variances=(Fraction(1, 2), Fraction(1)), estimated=(Fraction(1, 4), Fraction(1, 8)))
    problem = StoppingProblem(spectrum=spectrum, score=CappedScore(cap=Rational(10**9)), start=Start.NOISED)
    assert [len(found) for found in brackets(FloatModes.of(problem), [1, 2]).values()] == [1, 1]


def test_the_root_finder_stays_in_its_bracket_and_gives_up_aloud() -> None:
    steep = increasing_root(lambda x: (1 - x**-0.5, 0.5 * x**-1.5), 0.0, 100.0, 99.0, 1e-14)
    assert steep == pytest.approx(1, abs=1e-12)
    with pytest.raises(ArithmeticError, match="not a number"):
        increasing_root(lambda x: (float("nan"), 1.0), 0.0, 1.0, 0.5, 0.0)


@example(problem=capped(("9/10",), ("1/100",), "10", Start.NOISED, "1"), ends=(0.0, 0.9))
@given(problem=problems(capped=True, most=5), ends=st.tuples(st.floats(0, 1), st.floats(0, 1)))
def test_bounds_hold_across_switches(problem: StoppingProblem, ends: tuple[float, float]) -> None:
    modes = FloatModes.of(problem)
    low, high = sorted(end * modes.horizon for end in ends)
    inside = (low < modes.switch) & (modes.switch < high)
    if high - low <= 1e-6 * high or not inside.any():
        return
    rows = np.arange(problem.spectrum.dimension)
    bounds = _bound(modes, np.array([low]), np.array([high]), rows)
    rho = np.linspace(low, high, 61)[1:-1]
    motion = modes.motion(rho)
    mismatch = modes.mismatch(motion)
    with np.errstate(over="ignore"):
        spread = np.sqrt(modes.true) * (motion.slope / motion.variance) ** 2 * np.sqrt(motion.variance) / 2
    slopes, bends = (
        np.cumsum(terms, axis=0) for terms in (mismatch * motion.slope, mismatch * motion.curvature + spread)
    )
    size = 1e-9 * (1 + np.abs(slopes) + np.abs(bends))
    assert np.all(np.cumsum(modes.mode_errors(motion), axis=0) >= bounds.value - size)
    assert np.all((bounds.slope_low - size <= slopes) & (slopes <= bounds.slope_high + size))
    assert np.all(bends >= bounds.curvature_low - size)


def test_many_switches_cost_no_more_boxes() -> None:
    """All k of 3,000 modes that are capped one after another, in the time of a few passes over them."""
    count = 3000
    spectrum = Spectrum(
        variances=tuple(Fraction(8 * count - j, 100 * count) for j in range(count)),
        estimated=tuple(Fraction(8 * count - 2 * j, 100 * count) for j in range(count)),
    )
    modes = FloatModes.of(StoppingProblem(spectrum=spectrum, score=CappedScore(cap=Rational(10))))
    begun = time.process_time()
    assert len(brackets(modes, range(1, count + 1))) == count
    assert time.process_time() - begun < 20  # cuts at every switch would take minutes
