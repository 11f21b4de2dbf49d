"""Zeros proved together: they hold those proved one by one, and their errors."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from flint import arb, arb_poly, fmpq
from hypothesis import given, settings
from strategies import problems
from written_problems import problem_of

from ldm_symbolic.balls.bounds import precision
from ldm_symbolic.certified.ball_modes import BallModes, level_at
from ldm_symbolic.certified.candidates import Spots
from ldm_symbolic.certified.slope_root import root_in
from ldm_symbolic.certified.valleys import Valley
from ldm_symbolic.certified.windows import _laws, _length, _zero, enclosed
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.score import PluginScore, Start
from ldm_symbolic.model.spectrum import Spectrum
from ldm_symbolic.spectra.files import embedded


def levels(spots: Spots) -> dict[int, float]:
    """log(x/(1 - x)) at the float answers that lie inside."""
    inside = [k for k in range(1, len(spots.pairs) + 1) if isinstance(spots.of(k)[0], Valley)]
    floats = spots.floats
    return {
        k: math.log(floats.noise[k - 1]) - math.log(floats.signal[k - 1])
        for k in inside
        if math.isfinite(floats.loose[k - 1])
    }


def assert_encloses(problem: StoppingProblem, bits: int) -> int:
    """Signs at the ends, widths, and the error at a zero found otherwise."""
    spots = Spots(problem)
    near = levels(spots)
    modes = BallModes(problem, bits + spots.guard + 32)
    found = enclosed(modes, near, bits)
    for k, zero in found.items():
        with precision(modes.bits):
            assert modes.slope(k, level_at(zero.low)) < 0 < modes.slope(k, level_at(zero.high))
            assert zero.high - zero.low <= min(zero.low, 1 - zero.high) / fmpq(2) ** bits
        other = root_in(spots.modes_at, k, Valley(fmpq(0), None), bits, spots.guard)
        assert other is not None
        with precision(2 * modes.bits):
            fine = BallModes(problem, 2 * modes.bits)
            assert max(zero.low, other[0]) <= min(zero.high, other[1])
            values = [fine.kept_error(k, level_at(end)) for end in (zero.low, zero.high)]
            assert zero.error.overlaps(values[0].union(values[1]))
            assert zero.error.rad() <= arb(2) ** -bits * (1 + sum(map(arb, map(float, problem.spectrum.variances))))
    return len(found)


@pytest.mark.parametrize("bits", [60, 200, 1700])
def test_the_example_data(bits: int) -> None:
    whole = embedded("optdigits-variances")
    assert whole.estimated is not None
    spectrum = Spectrum(variances=whole.variances[:24], estimated=whole.estimated[:24])
    assert assert_encloses(StoppingProblem(spectrum=spectrum, score=PluginScore()), bits) > 15


def test_levels_far_apart_need_several_windows() -> None:
    problem = problem_of("1 0.9 1e-3 1e-6 1e-9 1e-12", "0.1 0.9 1e-4 1e-9 1e-12 1e-20", horizon="4")
    assert assert_encloses(problem, 80) >= 4


@settings(max_examples=40, deadline=None)
@given(problem=problems(capped=False, starts=(Start.NOISED,)))
def test_adversarial_instances(problem: StoppingProblem) -> None:
    assert_encloses(problem, 70)


def test_a_start_far_from_the_zero_proves_nothing() -> None:
    problem = problem_of("1 1/2 1/3", "1/2 1/3 1/4")
    spots = Spots(problem)
    modes = BallModes(problem, 200)
    at = levels(spots)[3]
    assert enclosed(modes, {3: at}, 60)
    assert not enclosed(modes, {3: at + 6}, 60)
    assert not enclosed(modes, {3: at - 9}, 60)


def test_a_precision_too_low_proves_nothing() -> None:
    problem = problem_of("1 1/2 1/3", "1/2 1/3 1/4")
    near = levels(Spots(problem))
    assert enclosed(BallModes(problem, 128), near, 60)
    assert not enclosed(BallModes(problem, 64), near, 60)


def test_what_a_short_series_leaves_out_is_counted() -> None:
    """With w_0 far from w the series is long; the bounds hold all the same."""
    problem = problem_of("1/2 1/3", "1/4 1/9")
    spots = Spots(problem)
    modes = BallModes(problem, 300)
    near = levels(spots)
    together = enclosed(modes, near, 60)
    alone = {k: enclosed(modes, {k: level}, 60)[k] for k, level in near.items()}
    assert together.keys() == alone.keys()
    for k, zero in together.items():
        assert max(zero.low, alone[k].low) <= min(zero.high, alone[k].high)
        assert zero.error.overlaps(alone[k].error)
    assert Fraction(1, 10**18) > max(Fraction(int((z.high - z.low).p), int((z.high - z.low).q)) for z in alone.values())


def test_the_zero_of_a_series_cut_too_short_is_not_taken_for_that_of_the_slope() -> None:
    """Three terms have another zero than the slope: what they leave out forbids the proof."""
    problem = problem_of("1/2 1/3 1/5 1/7", "1/4 1/5 1/11 1/9")
    modes = BallModes(problem, 200)
    middle = fmpq(1, 2)
    with precision(200), _length(3):
        law = list(_laws(modes, middle, 4, errors=True))[-1]
        series = arb_poly((law.unit * law.contrast - law.pull).coeffs())
        at, change = arb(0), series.derivative()
        for _ in range(60):
            at = (at - series(at) / change(at)).mid()
        assert abs(series(at)) < 1e-50
        level = (1 + at) / (1 - at) * middle
        slope = modes.slope(4, level_at((level / (1 + level)).mid().fmpq()))
        assert abs(slope) > 1e-6
        assert _zero(law, 3, float(at), 30) is None
