"""Columns made of floats against those made of fractions, where differences cancel above all."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sympy import Rational

from ldm_symbolic.floats import Floats
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.score import CappedScore
from ldm_symbolic.model.spectrum import Spectrum
from ldm_symbolic.model.variances import Variances
from ldm_symbolic.stopping.modes.columns import columns_of, less, lost_variance, switch_times
from ldm_symbolic.stopping.modes.float_modes import FloatModes

SIZES = st.one_of(
    st.floats(0, 1e6),
    st.floats(0, 1e-9),
    st.sampled_from([0.0, 1.0, 0.1, 0.25, 1 - 2.0**-53, 1 + 2.0**-52, 1e-300, 1e40]),
)
SIDES = st.lists(st.tuples(SIZES, SIZES), min_size=1, max_size=6)
CAPS = st.one_of(
    st.sampled_from(["10", "4", "3/2", "1000001/1000000", "1000000"]).map(Fraction), st.fractions("1.001", 90)
)


def both(sides: list[tuple[float, float]], cap: Fraction = Fraction(3, 2)) -> tuple[StoppingProblem, StoppingProblem]:
    true, believed = (np.array(side) for side in zip(*sides, strict=True))
    score = CappedScore(cap=Rational(cap))
    exact = Spectrum(variances=tuple(map(Fraction, true)), estimated=tuple(map(Fraction, believed)))
    arrays = Spectrum(variances=Variances(true), estimated=Variances(believed))
    return StoppingProblem(spectrum=arrays, score=score), StoppingProblem(spectrum=exact, score=score)


def near(found: Floats, expected: Floats, digits: float = 4e-16) -> bool:
    return bool(np.all(np.abs(found - expected) <= digits * np.abs(expected)))


@given(sides=SIDES)
def test_differences_of_floats_are_rounded_once(sides: list[tuple[float, float]]) -> None:
    floats, exact = both(sides)
    for found, expected in zip(columns_of(floats), columns_of(exact), strict=True):
        assert np.array_equal(found, expected)
    assert near(lost_variance(floats), lost_variance(exact))


@given(sides=SIDES, cap=CAPS)
def test_where_a_cap_becomes_active(sides: list[tuple[float, float]], cap: Fraction) -> None:
    """Also where C λ̂ is 1 to many digits."""
    floats, exact = both([*sides, (1.0, float(1 / cap)), (1.0, float(1 / cap) * (1 - 2.0**-50))], cap)
    problems = [problem.spectrum.estimated or () for problem in (floats, exact)]
    found, expected = (switch_times(cap, values, slice(None)) for values in problems)
    assert near(found, expected, 1e-14)
    for number in (cap, 1 / (2 * cap - 1), 1 / cap):
        found, expected = (less(number, values, slice(None)) for values in problems)
        assert near(found, expected)


@given(sides=SIDES, cap=CAPS)
def test_modes_of_floats_are_those_of_fractions(sides: list[tuple[float, float]], cap: Fraction) -> None:
    with np.errstate(over="ignore", invalid="ignore"):
        floats, exact = (FloatModes.of(problem) for problem in both(sides, cap))
    for name in ("switch", "entry", "rest_gap"):
        found, expected = getattr(floats, name), getattr(exact, name)
        assert near(found[np.isfinite(expected)], expected[np.isfinite(expected)], 1e-13), name


def test_some_places_are_those_of_the_whole() -> None:
    floats, exact = both([(1.0, 0.5), (0.5, 0.1), (0.25, 0.0)])
    for places in (slice(1, 3), np.array([2, 0])):
        whole = columns_of(exact)
        for found, expected in zip(columns_of(floats, places), whole, strict=True):
            assert np.array_equal(found, expected[places])
        assert FloatModes.of(floats, places, lost=False).lost.tolist() == [[0.0], [0.0]]


def test_what_is_lost_is_summed_to_the_last_digit() -> None:
    """A sum of a million floats one after another loses six digits."""
    true = np.concatenate([[1.0], np.full(10**6, 0.1)])
    lost = lost_variance(StoppingProblem(spectrum=Spectrum(variances=Variances(true))))
    assert lost[0] == pytest.approx(float(10**6 * Fraction(0.1)), rel=1e-16)
    assert abs(float(np.cumsum(true[::-1])[-2]) - lost[0]) > 1e-9
