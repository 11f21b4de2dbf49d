"""The stopping time in k: closed forms, every branch, and brute force over the noise level."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import mpmath
import oracle
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from strategies import problems
from sympy import Integer, Rational, Symbol, cancel, lambdify, sqrt
from written_problems import problem_of

from ldm_symbolic.model.backward import variance
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.schedules.linear_rate import OU, linear
from ldm_symbolic.model.score import CappedScore, PluginScore, Start
from ldm_symbolic.model.spectrum import Spectrum
from ldm_symbolic.notation import deviations, estimated_deviations, estimated_variance, latent_dimension, noise
from ldm_symbolic.notation import variance as true_variance
from ldm_symbolic.spectra.files import embedded
from ldm_symbolic.stopping.answers.document import stop_document
from ldm_symbolic.stopping.answers.listing import listing
from ldm_symbolic.stopping.answers.solver import Stopping
from ldm_symbolic.stopping.closed_form import equal_estimates_root, own_root, slope_of
from ldm_symbolic.stopping.exact_levels import closed_forms
from ldm_symbolic.stopping.modes.precise_modes import error_at, settle
from ldm_symbolic.stopping.row import Branch, StoppingTime


def brute_force(problem: StoppingProblem, kept: int, digits: int = 30) -> oracle.Best:
    setting = oracle.Setting(horizon=problem.horizon, cap=problem.cap, start=problem.start.value, digits=digits)
    return oracle.best_noise(kept, problem.spectrum.variances, problem.believed, setting)


def assert_agrees(found: StoppingTime, expected: oracle.Best, digits: int, scale: float = 1) -> None:
    """Equal noise and error, where the error decides if two places are equally good."""
    with mpmath.workdps(80):
        tolerance = mpmath.mpf(10) ** -digits
        assert abs(found.error - expected.error) <= tolerance * (scale + abs(expected.error))
        assert abs(found.noise - expected.noise) <= tolerance * (1 + abs(expected.noise))


def test_closed_forms_solve_their_equations() -> None:
    law = variance(PluginScore(), Start.NOISED)
    assert cancel(law.subs(noise, own_root()) - true_variance) == 0
    mean = Symbol("s_mean", real=True)
    assert cancel(law.subs(noise, equal_estimates_root()) - mean**2) == 0
    assert cancel(own_root() - (true_variance - estimated_variance) / (1 - estimated_variance)) == 0


def test_one_mode_of_a_half_believed_to_be_a_quarter() -> None:
    found = Stopping(problem_of("1/2", "1/4"), digits=40).at(1)
    assert found.exact == Rational(1, 3)
    assert found.branch is Branch.INTERIOR
    with mpmath.workdps(60):
        assert abs(found.noise - mpmath.mpf(1) / 3) < mpmath.mpf(10) ** -40
        assert abs(found.time_left - mpmath.log(mpmath.mpf(3) / 2) / 2) < mpmath.mpf(10) ** -40
    assert found.error == 0


@pytest.mark.parametrize("start", Start)
@pytest.mark.parametrize("true", ["3 1 1/2 0", "1", "1/4 1/4", "1e6 1e-12"])
def test_with_the_exact_score_the_answer_is_run_to_the_end(start: Start, true: str) -> None:
    problem = problem_of(true, start=start)
    for kept in range(1, problem.spectrum.dimension + 1):
        found = Stopping(problem).at(kept)
        assert (found.branch, found.noise, found.time) == (Branch.END, 0, 2)
        setting = oracle.Setting(horizon=2, start=start.value)
        best = oracle.best_noise(kept, problem.spectrum.variances, problem.believed, setting)
        assert abs(best.error - found.error) <= 1e-12 * (1 + abs(found.error))


def test_equal_estimated_variances_stop_where_the_deviation_is_the_mean() -> None:
    problem = problem_of("1 1/4 4/9", "1/9 1/9 1/9", horizon="4")
    exact = closed_forms(problem)[2]
    mean = (1 + Rational(1, 2) + Rational(2, 3)) / 3
    assert exact == (mean**2 - Rational(1, 9)) / (1 - Rational(1, 9))
    assert_agrees(Stopping(problem, digits=30).at(3), brute_force(problem, 3), 25)
    irrational = closed_forms(problem_of("1/2 1/3", "1/9 1/9"))[1]
    assert not isinstance(irrational, Fraction | None)
    assert irrational.has(sqrt(2))


@pytest.mark.parametrize(
    ("true", "estimated", "horizon"),
    [
        ("10 0.2 0.2 0.2 0 0", "9.8 0.21 0.19 0.2 0 0", "2"),
        ("5 3 1/2", "4 6 1/3", "2"),  # λ̂ > 1 on either side of λ
        ("1/2 1/3 1/5", "1/4 1 1/6", "2"),  # λ̂ = 1 exactly
        ("1/2 0 1/3", "1/3 0 0", "2"),  # a mode of zeros adds x; λ̂ = 0 < λ has slope -∞
        ("9/10 1/2", "1/2 1/5", "1/10"),  # a horizon so short that x* = a_T²
        ("1e6 1 1e-3 1e-12", "1.1e6 0.9 0.9e-3 0.8e-12", "2"),
        ("0.3 0.2", "0.299999999999999 0.2000000000000001", "2"),
    ],
)
def test_answers_agree_with_sixty_digits_of_brute_force(true: str, estimated: str, horizon: str) -> None:
    problem = problem_of(true, estimated, horizon=horizon)
    stopping = Stopping(problem, digits=40)
    for kept in range(1, problem.spectrum.dimension + 1):
        found, expected = stopping.at(kept), brute_force(problem, kept, digits=45)
        assert_agrees(found, expected, 38)
        with mpmath.workdps(80):
            if found.error > 1e-30 and expected.error:
                assert abs(found.error / expected.error - 1) < mpmath.mpf(10) ** -38


def test_the_branches_are_named() -> None:
    assert Stopping(problem_of("9/10 1/2", "1/2 1/5", horizon="1/10")).at(1).branch is Branch.START
    assert Stopping(problem_of("9/10 1/2", "1/2 1/5", horizon="1/10")).at(1).time == 0
    assert Stopping(problem_of("1/2", "2/3")).at(1).branch is Branch.END
    infinite_slope = Stopping(problem_of("0 1/3", "0 0")).at(2)
    assert infinite_slope.branch is Branch.INTERIOR
    assert infinite_slope.noise > 0


def test_a_vanishing_slope_at_the_end_means_run_to_the_end() -> None:
    """The slopes 3/8 and -3/8 of two modes cancel exactly at x = 0."""
    found = Stopping(problem_of("1/16 9/16", "1/4 1/4"), digits=30).at(2)
    assert (found.branch, found.noise) == (Branch.END, 0)
    surds = Stopping(problem_of("1/18 1/2", "2/9 2/9"), digits=30).at(2)
    assert (surds.branch, surds.noise) == (Branch.END, 0)
    beside = Stopping(problem_of("1/16 9/16 1/9", "1/4 1/4 1/9"), digits=30).at(3)
    assert (beside.exact, beside.branch) == (None, Branch.END)


def test_a_common_own_root_is_exact_and_leaves_no_kept_error() -> None:
    root = Fraction(1, 7)
    estimated = [Fraction(1, 3), Fraction(1, 5), Fraction(2)]
    true = [root + (1 - root) * e for e in estimated]
    spectrum = Spectrum(variances=tuple(true), estimated=tuple(estimated))
    found = Stopping(StoppingProblem(spectrum=spectrum, score=PluginScore())).at(3)
    assert (found.exact, found.error) == (Rational(1, 7), 0)


@settings(max_examples=25)
@given(problem=problems(capped=False, most=3, starts=(Start.NOISED,)), kept=st.integers(1, 3))
def test_plugin_answers_are_global_minima(problem: StoppingProblem, kept: int) -> None:
    kept = min(kept, problem.spectrum.dimension)
    found, expected = Stopping(problem).at(kept), brute_force(problem, kept, digits=20)
    assert_no_worse(problem, found, expected)


@settings(max_examples=12)
@given(
    problem=st.sampled_from([True, False]).flatmap(lambda flag: problems(capped=flag, most=2)), kept=st.integers(1, 2)
)
@example(problem=problem_of("7/50 7/20", "7/50 1/200", score=CappedScore(cap=Integer(5)), horizon="1"), kept=2)
@example(
    problem=problem_of(
        "11/10 1/100", "1/20 7/50", score=CappedScore(cap=Integer(5)), start=Start.STANDARD, horizon="1"
    ),
    kept=2,
)
@example(problem=problem_of("1/20 27/10", "27/100 37/1000", score=CappedScore(cap=Rational(3, 2))), kept=2)
@example(problem=problem_of("3/4", "0", score=CappedScore(cap=Rational("1.000001")), horizon="1e-6"), kept=1)
def test_capped_and_standard_answers_are_global_minima(problem: StoppingProblem, kept: int) -> None:
    kept = min(kept, problem.spectrum.dimension)
    if problem.horizon > 8:
        return  # the oracle's quadrature refuses what is stiffer
    found, expected = Stopping(problem).at(kept), brute_force(problem, kept, digits=20)
    assert_no_worse(problem, found, expected)


def assert_no_worse(problem: StoppingProblem, found: StoppingTime, expected: oracle.Best) -> None:
    """Not above brute force, and what is claimed at x* is what the definition gives there."""
    size = mpmath.fsum(float(v) for v in (*problem.spectrum.variances, *problem.believed))
    tolerance = mpmath.mpf(10) ** -13 * (abs(expected.error) + size * mpmath.mpf(10) ** -12)
    assert found.error <= expected.error + tolerance
    setting = oracle.Setting(horizon=problem.horizon, cap=problem.cap, start=problem.start.value, digits=30)
    if found.branch is not Branch.END:
        there = oracle.error(found.k, found.time_left, problem.spectrum.variances, problem.believed, setting)
        assert abs(there - found.error) <= mpmath.mpf(10) ** -10 * (abs(there) + size * mpmath.mpf(10) ** -10)


def test_digits_can_be_asked_for() -> None:
    problem = problem_of("1 1/2 1/3", "1/2 1/3 1/4")
    short, long = (Stopping(problem, digits=digits).at(3) for digits in (15, 120))
    with mpmath.workdps(140):
        assert abs(short.noise - long.noise) < mpmath.mpf(10) ** -16
        fine = Stopping(problem, digits=200).at(3)
        assert abs(long.noise / fine.noise - 1) < mpmath.mpf(10) ** -120
        assert abs(long.error / fine.error - 1) < mpmath.mpf(10) ** -120


def test_the_noise_level_does_not_depend_on_schedule_or_horizon() -> None:
    texts = "1/2 1/3", "1/3 1/4"
    answers = [
        Stopping(problem_of(*texts, schedule=schedule, horizon=horizon), digits=30).at(2)
        for schedule, horizon in ((OU, "2"), (OU, "7"), (linear(Fraction(1, 20), Fraction(10)), "1"))
    ]
    for other in answers[1:]:
        assert abs(other.noise - answers[0].noise) < mpmath.mpf(10) ** -29
    assert answers[0].time_left != answers[2].time_left


def test_the_best_pair_takes_the_smallest_of_tied_dimensions() -> None:
    best = Stopping(problem_of("10 0.2 0.2 0.2 0 0", "9.8 0.21 0.19 0.2 0 0")).best()
    assert best.k == 4
    assert Stopping(problem_of("2 1 0 0")).best().k == 2
    assert Stopping(problem_of("0 0", "0 0")).best().k == 1
    quarters = Stopping(problem_of("1 1/4 1/4", "1 1 1")).best()
    assert quarters.k == 1  # E(k) - E(k-1) = 1 - 2·(1/2)·1 = 0: exact ties


def test_ties_of_the_best_pair_are_declared() -> None:
    """C = 3/2 makes v(0) of the second mode rational; with λ = v(0)/4 it adds nothing, which no precision proves."""
    cap, believed = Fraction(3, 2), Fraction(1, 10)
    signal = 1 - (1 - cap * believed) / (cap * (1 - believed))
    quarter = (Fraction(1, 2) + Fraction(1, 6) * signal**2) / 4
    tied = problem_of(f"1 {quarter}", f"1 {believed}", score=CappedScore(cap=Rational(3, 2)))
    stopping = Stopping(tied)
    assert (stopping.best().k, stopping.rivals()) == (1, (2,))
    best = stop_document(listing(tied, [1, 2], digits=15), 15)["best"]
    assert (best["k"], best["rivals"]) == (1, [2])
    apart = problem_of(f"1 {quarter - Fraction(1, 10**9)}", f"1 {believed}", score=CappedScore(cap=Rational(3, 2)))
    assert (Stopping(apart).best().k, Stopping(apart).rivals()) == (1, ())


def test_the_rows_of_a_listing_are_those_solved_one_by_one() -> None:
    spectrum = embedded("optdigits-variances")
    problem = StoppingProblem(spectrum=spectrum, score=PluginScore())
    together = Stopping(problem).rows(range(1, 65))
    for k in (1, 2, 17, 51, 64):
        alone = Stopping(problem).at(k)
        for name in ("noise", "time_left", "log_snr", "error", "error_at_end"):
            first, second = getattr(together[k - 1], name), getattr(alone, name)
            assert first == second or abs(first / second - 1) < 1e-18, (k, name)


def test_the_best_pair_is_the_least_over_all_k() -> None:
    stopping = Stopping(problem_of("3 1 0.5 0 1e-12", "2.5 1 0.3 0 0"))
    rows = [stopping.at(k) for k in range(1, 6)]
    assert stopping.best() == min(rows, key=lambda row: row.error)


def test_digits_of_the_example_data() -> None:
    spectrum = embedded("optdigits-variances")
    stopping = Stopping(StoppingProblem(spectrum=spectrum, score=PluginScore()))
    branches = {stopping.at(k).branch for k in (1, 8, 20, 32, 48, 64)}
    assert Branch.INTERIOR in branches


def test_the_stated_function_vanishes_at_the_answer_and_increases_on_its_bracket() -> None:
    problem = problem_of("1 1/2 1/3", "1/2 1/3 1/4")
    found = Stopping(problem, digits=30).at(3)
    assert found.bracket is not None
    roots = {deviations: problem.spectrum.variances, estimated_deviations: problem.believed}
    stated = slope_of(problem).subs({latent_dimension: 3}).doit()
    values = {base[j + 1]: sqrt(Rational(v)) for base, squares in roots.items() for j, v in enumerate(squares)}
    numeric = lambdify(noise, stated.subs(values), "mpmath")
    with mpmath.workdps(60):
        assert abs(numeric(found.noise)) < mpmath.mpf(10) ** -30
        levels = [-mpmath.expm1(-2 * mpmath.mpf(end)) for end in (found.bracket.low, found.bracket.high)]
        assert numeric(levels[0]) < 0 < numeric(levels[1])


@pytest.mark.parametrize(
    ("true", "estimated", "options", "branch", "error"),
    [
        ("1 1", "1.2 0.8", {"start": Start.STANDARD}, Branch.START, 1),
        ("1", "7/5", {"start": Start.STANDARD}, Branch.START, 0),
        ("1", "8/5", {"start": Start.STANDARD}, Branch.START, 0),
        ("1e-60 1", "0 0.5", {"start": Start.STANDARD}, Branch.INTERIOR, 1),
        ("1e50 1e-50", "1e49 1e-51", {"start": Start.STANDARD}, Branch.END, None),
        ("1.000000000000000007", "1.707", {"start": Start.STANDARD, "horizon": "20"}, Branch.INTERIOR, 0),
        ("0.99999999999999999999999999", "0.441", {"start": Start.STANDARD, "horizon": "30"}, Branch.INTERIOR, 0),
        ("0.5 0.3", "0.2 0.4", {"score": CappedScore(cap=Integer(3)), "horizon": "300"}, Branch.INTERIOR, None),
        ("3 0.5", "2 0.2", {"start": Start.STANDARD, "horizon": "300"}, Branch.END, None),
    ],
)
def test_edges_of_floats_are_no_edges_of_the_answer(
    true: str, estimated: str, options: dict[str, Any], branch: Branch | None, error: int | None
) -> None:
    """Found by hostile review: λ at or near 1 from the standard start, extreme sizes, long horizons."""
    stopping = Stopping(problem_of(true, estimated, **options))
    found = stopping.at(1)
    assert branch is None or found.branch is branch
    if error is not None:
        assert abs(found.error - error) <= 1e-14
    assert stopping.best().error <= found.error


def test_an_estimate_within_1e_73_of_the_truth_is_not_taken_for_it() -> None:
    near = "0.4" + "9" * 72
    found = Stopping(problem_of("1/2 1/3", f"{near} 1/3")).at(2)
    assert found.branch is Branch.INTERIOR
    assert abs(found.noise * mpmath.mpf(10) ** 74 - 60 / mpmath.mpf(11)) < 1e-12
    at_end = error_at(problem_of("1/2", "0.4" + "9" * 55), 1, Fraction(2))
    assert abs(at_end.error * mpmath.mpf(10) ** 113 - 5) < 1e-12


def test_errors_at_given_times() -> None:
    problem = problem_of("1/2 1/3", "1/4 1/5")
    at = error_at(problem, 1, Fraction(3, 2), digits=30)
    setting = oracle.Setting(horizon=2)
    expected = oracle.error(1, Fraction(1, 2), problem.spectrum.variances, problem.believed, setting)
    with mpmath.workdps(60):
        assert abs(at.error - at.kept - at.lost) < mpmath.mpf(10) ** -40
        assert abs(at.error - expected) < mpmath.mpf(10) ** -29
    with pytest.raises(ValueError, match=r"lie in \[0, 2\]"):
        error_at(problem, 1, Fraction(3))
    with pytest.raises(ValueError, match=r"must lie in 1\.\.2"):
        error_at(problem, 3, Fraction(1))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: problem_of("1", score=PluginScore()), "needs estimated variances"),
        (lambda: problem_of("1", "1", horizon="301"), "too long"),
        (lambda: problem_of("1", "1", horizon="0"), "positive"),
        (lambda: problem_of("1", "1 2"), "entry by entry"),
        (lambda: problem_of("-1"), "negative"),
        (lambda: problem_of(""), "at least one"),
        (lambda: CappedScore(cap=Integer(1)), "above 1"),
        (lambda: problem_of("1", "1", score=CappedScore()), "rational cap"),
        (lambda: Stopping(problem_of("1", "1")).at(2), "1..1"),
        (lambda: Stopping(problem_of("1", "1"), digits=0).at(1), "at least 1"),
    ],
)
def test_what_is_no_problem_is_refused(make: object, message: str) -> None:
    assert callable(make)
    with pytest.raises(ValueError, match=message):
        make()


def test_numbers_that_never_settle_are_not_reported() -> None:
    calls = iter(range(100))

    def restless() -> StoppingTime:
        at = Stopping(problem_of("1/2", "1/4")).at(1)
        return type(at)(**{name: getattr(at, name) for name in at.__slots__} | {"noise": mpmath.mpf(next(calls))})

    with pytest.raises(ArithmeticError, match="do not settle"):
        settle(restless, 15)
