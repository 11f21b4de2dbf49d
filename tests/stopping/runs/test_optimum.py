"""Spectra in runs against the same written out mode by mode, at every k, and with more modes than can be listed."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from strategies import horizons, pairs

from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.score import ExactScore, PluginScore, Score, Start
from ldm_symbolic.model.spectrum import Spectrum
from ldm_symbolic.model.variances import Variances
from ldm_symbolic.stopping.answers.listing import error_in
from ldm_symbolic.stopping.answers.solver import Stopping
from ldm_symbolic.stopping.modes.precise_modes import error_at
from ldm_symbolic.stopping.row import StoppingTime
from ldm_symbolic.stopping.runs.optimum import RunStopping
from ldm_symbolic.stopping.surface.grid import squared_error_grid

Run = tuple[tuple[Fraction, Fraction], int]
RUNS = st.lists(st.tuples(pairs(), st.integers(1, 5)), min_size=1, max_size=3)
NUMBERS = ("noise", "time_left", "time", "alpha_bar", "error", "error_at_end")


def both(runs: list[Run], score: Score, horizon: Fraction, start: Start) -> tuple[StoppingProblem, StoppingProblem]:
    """In runs, and mode by mode."""
    values, counts = zip(*runs, strict=True)
    sides = tuple(zip(*values, strict=True))
    long = [tuple(v for v, n in zip(side, counts, strict=True) for _ in range(n)) for side in sides]
    short = [Variances(side, multiplicities=counts) for side in sides]
    made = [
        StoppingProblem(
            spectrum=Spectrum(variances=true, estimated=estimated), score=score, horizon=horizon, start=start
        )
        for true, estimated in (short, long)
    ]
    return made[0], made[1]


def same(found: StoppingTime, expected: StoppingTime, digits: int = 14) -> bool:
    small = mpmath.mpf(10) ** -25  # errors that are 0, and are not known to be
    return (found.k, found.branch) == (expected.k, expected.branch) and all(
        mpmath.almosteq(getattr(found, name), getattr(expected, name), rel_eps=10.0**-digits, abs_eps=small)
        for name in NUMBERS
    )


@settings(max_examples=25)
@given(runs=RUNS, exact=st.booleans(), horizon=horizons)
@example(
    runs=[((Fraction(1, 2), Fraction(1, 4)), 3), ((Fraction(0), Fraction(1, 9)), 4)], exact=False, horizon=Fraction(4)
)
@example(
    runs=[((Fraction(1, 4), Fraction(1)), 3), ((Fraction(1), Fraction(1, 2)), 2)], exact=False, horizon=Fraction(2)
)
@example(
    runs=[((Fraction(0), Fraction(0)), 1), ((Fraction(0), Fraction(0)), 2), ((Fraction(1, 10**5), Fraction(0)), 1)],
    exact=False,
    horizon=Fraction(1, 10**6),
)
def test_every_k_inside_a_run_is_that_of_the_modes(runs: list[Run], exact: bool, horizon: Fraction) -> None:
    short, long = both(runs, ExactScore() if exact else PluginScore(), horizon, Start.NOISED)
    found, expected = RunStopping(short), Stopping(long)
    for kept in range(1, short.dimension + 1):
        assert same(found.at(kept), expected.at(kept))
    assert same(found.best(), expected.best())


@settings(max_examples=20)
@given(runs=RUNS, start=st.sampled_from(Start), share=st.fractions(0, 1, max_denominator=100))
def test_the_error_at_a_time_is_that_of_the_modes(runs: list[Run], start: Start, share: Fraction) -> None:
    short, long = both(runs, PluginScore(), Fraction(2), start)
    for kept in (1, short.dimension):
        found, expected = error_in(short, kept, 2 * share, 15), error_at(long, kept, 2 * share, 15)
        for name in ("error", "kept", "lost", "noise"):
            assert mpmath.almosteq(getattr(found, name), getattr(expected, name), rel_eps=1e-14), name


LARGE = 10**9


def large() -> StoppingProblem:
    """Ten strong modes, 100 too small an estimate, and a floor of 10⁹ modes."""
    true = Variances(np.array([4.0, 0.5, 1e-9]), multiplicities=(10, 100, LARGE))
    estimated = Variances(np.array([3.9, 0.45, 1.1e-9]), multiplicities=(10, 100, LARGE))
    return StoppingProblem(spectrum=Spectrum(variances=true, estimated=estimated), score=PluginScore())


def test_a_thousand_million_modes_are_solved_at_every_k_asked_for() -> None:
    """The zero of dE/dx by its definition, on both sides of it."""
    problem = large()
    stopping = RunStopping(problem, digits=30)
    for kept in (5, 60, 110, 10**6, 5 * 10**8, LARGE + 110):
        found = stopping.at(kept)
        counts = [min(10, kept), min(100, max(kept - 10, 0)), max(kept - 110, 0)]
        with mpmath.workdps(40):

            def slope(x: mpmath.mpf, counts: list[int] = counts) -> mpmath.mpf:
                pairs_ = [tuple(map(mpmath.mpf, pair)) for pair in ((4.0, 3.9), (0.5, 0.45), (1e-9, 1.1e-9))]
                return mpmath.fsum(
                    n * (1 - b) * (1 - mpmath.sqrt(t / (b + (1 - b) * x)))
                    for n, (t, b) in zip(counts, pairs_, strict=True)
                )

            if found.noise:
                assert (
                    slope(found.noise * (1 - mpmath.mpf(10) ** -29))
                    < 0
                    < slope(found.noise * (1 + mpmath.mpf(10) ** -29))
                )
            else:
                assert slope(mpmath.mpf(0)) >= 0


def test_the_best_k_is_found_without_a_list() -> None:
    """It is no worse than any of many k, at any of many times."""
    problem = large()
    best = RunStopping(problem).best()
    assert best.k in (110, LARGE + 110)
    rows = [1, 9, 10, 11, 60, 110, 111, 10**4, 10**7, LARGE, LARGE + 110]
    errors = squared_error_grid(problem, 4 - np.geomspace(1e-12, 4, 400), rows)
    assert float(best.error) <= errors.min() * (1 + 1e-12)


def test_equally_good_k_are_the_smallest_of_them() -> None:
    """v = 0 = λ at the end: k adds nothing from the first of such modes on, and all of them are as good."""
    runs = [((Fraction(1), Fraction(1)), 2), ((Fraction(0), Fraction(0)), LARGE)]
    values = [Variances(side, multiplicities=(2, LARGE)) for side in zip(*(pair for pair, _ in runs), strict=True)]
    problem = StoppingProblem(spectrum=Spectrum(variances=values[0], estimated=values[1]), score=PluginScore())
    stopping = RunStopping(problem)
    assert (stopping.best().k, stopping.rivals()) == (2, (LARGE + 2,))


def test_what_needs_a_search_is_refused() -> None:
    short, _ = both([((Fraction(1), Fraction(1)), 2)], PluginScore(), Fraction(4), Start.STANDARD)
    with pytest.raises(ValueError, match="noised start"):
        RunStopping(short)
    with pytest.raises(ValueError, match="at least 1"):
        RunStopping(large(), digits=0)
