"""Float64 grids against the oracle, where terms cancel above all."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import numpy as np
import oracle
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from strategies import problems

from ldm_symbolic.exact import as_mpf
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.schedules.linear_rate import OU, linear
from ldm_symbolic.model.score import PluginScore, Start
from ldm_symbolic.model.spectrum import Spectrum
from ldm_symbolic.stopping.modes.float_modes import FloatModes
from ldm_symbolic.stopping.modes.precise_modes import PreciseModes
from ldm_symbolic.stopping.surface.grid import squared_error_grid

ROUNDING = 1e-12
"""What is promised, relative to the largest term (v - λ)² with v - λ taken by the size of its parts."""


def plugin(true: tuple[str, ...], estimated: tuple[str, ...], horizon: str = "2") -> StoppingProblem:
    spectrum = Spectrum(variances=tuple(map(Fraction, true)), estimated=tuple(map(Fraction, estimated)))
    return StoppingProblem(spectrum=spectrum, score=PluginScore(), horizon=Fraction(horizon))


def deviation_from_precise(problem: StoppingProblem, shares: list[Fraction]) -> float:
    """The largest difference to 60 digits over all k and times, relative to the largest term."""
    times = [float(problem.horizon * share) for share in shares]
    found = squared_error_grid(problem, times)
    worst = 0.0
    with mpmath.workdps(60):
        modes = PreciseModes(problem)
        for column, time in enumerate(times):
            left = max(as_mpf(problem.horizon) - mpmath.mpf(time), mpmath.mpf(0))  # float(T) may exceed T
            rho = problem.schedule.integrated_rate_at(left)
            size = mpmath.mpf(0)
            for kept, mode in enumerate(modes.modes, start=1):
                generated = modes.motion(mode, -mpmath.expm1(-2 * rho))[0]
                parts = max(abs(mode.believed - mode.true), abs(generated - mode.believed), abs(generated - mode.true))
                total = mpmath.sqrt(generated) + mode.deviation
                size = max(size, (parts / total) ** 2 if total else mpmath.mpf(0), modes.lost[kept - 1])
                difference = abs(mpmath.mpf(float(found[kept - 1, column])) - modes.error(kept, rho))
                worst = max(worst, float(difference / size) if size else float(difference))
    return worst


SHARES = st.lists(st.fractions(0, 1, max_denominator=10**6), min_size=1, max_size=6).map(
    lambda shares: [Fraction(0), *shares, Fraction(1)]
)


@given(problem=st.booleans().flatmap(lambda capped: problems(capped=capped)), shares=SHARES)
@example(problem=plugin(("1/3", "5"), ("0.333333333333334", "5.000000000000004")), shares=[Fraction(0), Fraction(1)])
@example(problem=plugin(("0", "1", "1e-12"), ("0", "1", "0")), shares=[Fraction(0), Fraction(1, 2), Fraction(1)])
def test_grids_are_accurate_to_the_promise(problem: StoppingProblem, shares: list[Fraction]) -> None:
    assert deviation_from_precise(problem, shares) <= ROUNDING


def test_the_promise_is_not_empty() -> None:
    """The textbook form (√v - s)² misses it by far where λ̂ is within 1e-15 of λ."""
    true, estimated = Fraction(1, 3), Fraction(1, 3) + Fraction(1, 10**15)
    exact = float((estimated - true) ** 2) / (4 / 3)
    naive = (np.sqrt(float(estimated)) - np.sqrt(float(true))) ** 2
    spectrum = Spectrum(variances=(true,), estimated=(estimated,))
    stable = squared_error_grid(StoppingProblem(spectrum=spectrum, score=PluginScore()), [4.0])[0, 0]
    assert abs(stable - exact) <= ROUNDING * exact
    assert abs(naive - exact) > 1e-3 * exact


@pytest.mark.parametrize("start", Start)
def test_grids_agree_with_the_error_by_definition(start: Start) -> None:
    true, estimated = ("3", "1/2", "1/4", "0"), ("2", "1", "1/5", "1/100")
    spectrum = Spectrum(variances=tuple(map(Fraction, true)), estimated=tuple(map(Fraction, estimated)))
    problem = StoppingProblem(spectrum=spectrum, score=PluginScore(), start=start, horizon=Fraction(2))
    times = [Fraction(0), Fraction(1), Fraction(3, 2), Fraction(19, 10)]
    found = squared_error_grid(problem, [float(t) for t in times])
    setting = oracle.Setting(horizon=2, start=start.value)
    for kept in range(1, 5):
        for column, time in enumerate(times):
            expected = oracle.error_dense(kept, 2 - time, true, estimated, setting)
            assert found[kept - 1, column] == pytest.approx(float(expected), rel=1e-12)  # float(t) is t here, but 1.9


def test_axes_and_selection() -> None:
    problem = plugin(("3", "2", "1"), ("2", "2", "2"))
    grid = squared_error_grid(problem, np.linspace(0, 2, 7))
    assert grid.shape == (3, 7)
    assert np.array_equal(squared_error_grid(problem, np.linspace(0, 2, 7), [3, 1]), grid[[2, 0]])
    with pytest.raises(ValueError, match=r"must lie in 1\.\.3"):
        squared_error_grid(problem, [0.0], [4])
    with pytest.raises(ValueError, match=r"\[0, 2\]"):
        squared_error_grid(problem, [2.5])


def test_other_schedules_have_their_own_clock() -> None:
    spectrum = Spectrum(variances=(Fraction(1, 2),), estimated=(Fraction(1, 4),))
    schedule = linear(Fraction(1, 20), Fraction(10))
    problem = StoppingProblem(spectrum=spectrum, score=PluginScore(), schedule=schedule, horizon=Fraction(1))
    assert deviation_from_precise(problem, [Fraction(0), Fraction(1, 2), Fraction(99, 100), Fraction(1)]) <= ROUNDING
    assert problem.schedule != OU


@given(problem=problems(capped=True))
def test_slope_and_curvature_are_derivatives_of_the_variance(problem: StoppingProblem) -> None:
    """Float motion against the derived expressions at 50 digits, away from the switches."""
    modes = FloatModes.of(problem)
    rho = modes.horizon * np.array([1e-6, 0.01, 0.2, 0.5, 0.8, 0.999])
    motion = modes.motion(rho)
    with mpmath.workdps(50):
        precise = PreciseModes(problem)
        for row, mode in enumerate(precise.modes):
            for column, at in enumerate(rho):
                if abs(at - modes.switch[row, 0]) < 1e-9 * at:
                    continue
                expected = precise.motion(mode, -mpmath.expm1(-2 * mpmath.mpf(float(at))))
                found = (motion.variance, motion.slope, motion.curvature)
                for name, values, value in zip(("v", "v'", "v''"), found, expected, strict=True):
                    assert values[row, column] == pytest.approx(float(value), rel=1e-9, abs=1e-300), name
