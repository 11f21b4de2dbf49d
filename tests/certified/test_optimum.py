"""Certified answers: bounds that hold the oracle's numbers, always, and are as near as the digits asked for."""

from __future__ import annotations

import dataclasses
import json
import time
from fractions import Fraction

import click
import mpmath
import oracle
import pytest
from command_line import here as run
from flint import arb, fmpq
from hypothesis import assume, given, seed, settings
from hypothesis import strategies as st
from strategies import problems
from sympy import Piecewise, Rational, diff
from written_problems import problem_of

from ldm_symbolic.balls.bounds import Bounds, precision
from ldm_symbolic.balls.enclose import evaluate
from ldm_symbolic.balls.root_sums import sign_of_sum
from ldm_symbolic.certified.ball_modes import BallModes, level_at
from ldm_symbolic.certified.document import certified_document, outward
from ldm_symbolic.certified.listing import certified_listing
from ldm_symbolic.certified.lost_variance import lost_variance
from ldm_symbolic.certified.optimum import Certified, CertifiedBest, CertifiedTime
from ldm_symbolic.certified.slope_root import root_in
from ldm_symbolic.certified.valleys import Search, Valley
from ldm_symbolic.cli.commands import application
from ldm_symbolic.exact import as_mpf
from ldm_symbolic.model.backward import variance
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.schedules.linear_rate import OU, linear
from ldm_symbolic.model.schedules.variance_preserving import in_symbols
from ldm_symbolic.model.score import CappedScore, PluginScore, Start
from ldm_symbolic.notation import cap as cap_symbol
from ldm_symbolic.notation import estimated_variance, horizon_noise, noise, time_left
from ldm_symbolic.spectra.files import embedded
from ldm_symbolic.stopping.answers.solver import Stopping
from ldm_symbolic.stopping.modes.precise_modes import error_at
from ldm_symbolic.stopping.row import Branch

NUMBERS = ("noise", "time_left", "time", "alpha_bar", "edm_sigma", "error", "error_at_end")


def capped(cap: str) -> CappedScore:
    return CappedScore(cap=Rational(cap))


def assert_holds(problem: StoppingProblem, row: CertifiedTime, digits: int) -> None:
    """The bounds hold the oracle's minimiser and its error, to the digits that the oracle vouches for."""
    setting = oracle.Setting(horizon=problem.horizon, cap=problem.cap, start=problem.start.value, digits=digits)
    expected = oracle.best_noise(row.k, problem.spectrum.variances, problem.believed, setting)
    size = 1 + sum(problem.spectrum.variances) + sum(problem.believed)
    with mpmath.workdps(2 * digits + 40):
        slack = mpmath.mpf(10) ** -digits
        wide = slack * as_mpf(Fraction(size))
        assert as_mpf(row.error.lower) - wide <= expected.error <= as_mpf(row.error.upper) + wide
        at_end = oracle.error(row.k, 0, problem.spectrum.variances, problem.believed, setting)
        assert as_mpf(row.error_at_end.lower) - wide <= at_end <= as_mpf(row.error_at_end.upper) + wide
        if problem.score == PluginScore() and problem.start is Start.NOISED:
            # golden section tells levels apart that differ in E by its resolution, and takes 0 where E is flat
            flat = abs(at_end - expected.error) <= wide and expected.noise == 0
            near = as_mpf(row.noise.lower) * (1 - slack) <= expected.noise <= as_mpf(row.noise.upper) * (1 + slack)
            curve = oracle.ErrorCurve(row.k, problem.spectrum.variances, problem.believed, setting)
            middle = as_mpf((row.noise.lower + row.noise.upper) / 2)
            assert near or flat or curve.value(middle) <= expected.error + wide * slack


@pytest.mark.parametrize(
    ("true", "estimated", "horizon"),
    [
        ("10 0.2 0.2 0.2 0 0", "9.8 0.21 0.19 0.2 0 0", "2"),
        ("5 3 1/2", "4 6 1/3", "2"),  # λ̂ > 1 on either side of λ
        ("1/2 0 1/3", "1/3 0 0", "2"),  # a mode of zeros adds x; λ̂ = 0 < λ has slope -∞
        ("9/10 1/2", "1/2 1/5", "1/10"),  # a horizon so short that x* = a_T²
        ("1e6 1 1e-3 1e-12", "1.1e6 0.9 0.9e-3 0.8e-12", "2"),
    ],
)
def test_bounds_hold_sixty_digits_of_brute_force(true: str, estimated: str, horizon: str) -> None:
    problem = problem_of(true, estimated, horizon=horizon)
    row = Certified(problem, digits=50).at(problem.spectrum.dimension)
    assert row.narrow(50)
    assert not row.rivals
    setting = oracle.Setting(horizon=problem.horizon, digits=60)
    expected = oracle.best_noise(row.k, problem.spectrum.variances, problem.believed, setting)
    with mpmath.workdps(120):
        for bounds, value in ((row.noise, expected.noise), (row.error, expected.error)):
            slack = mpmath.mpf(10) ** -60 * abs(value)
            assert as_mpf(bounds.lower) - slack <= value <= as_mpf(bounds.upper) + slack


@settings(max_examples=12)
@given(problem=problems(capped=False, most=3, starts=(Start.NOISED,)), kept=st.integers(1, 3))
def test_bounds_hold_on_adversarial_instances(problem: StoppingProblem, kept: int) -> None:
    row = Certified(problem).at(min(kept, problem.spectrum.dimension))
    assert row.narrow(15)
    assert_holds(problem, row, 40)


@settings(max_examples=12)
@given(
    problem=st.sampled_from([True, False]).flatmap(lambda flag: problems(capped=flag, most=2)), kept=st.integers(1, 2)
)
def test_bounds_hold_under_a_cap_and_from_the_standard_start(problem: StoppingProblem, kept: int) -> None:
    assume(problem.horizon <= 8)  # the oracle's quadrature refuses what is stiffer
    assert_holds(problem, Certified(problem).at(min(kept, problem.spectrum.dimension)), 20)


@seed(20251008)  # the search in float64 may take minutes where modes nearly cancel
@settings(max_examples=40)
@given(problem=st.sampled_from([True, False]).flatmap(lambda flag: problems(capped=flag)))
def test_bounds_hold_the_numbers_of_the_other_room(problem: StoppingProblem) -> None:
    certified, numbers = Certified(problem), Stopping(problem, digits=25)
    for k in range(1, problem.spectrum.dimension + 1):
        row, other = certified.at(k), numbers.at(k)
        assert row.branch is other.branch
        with mpmath.workdps(60):
            for name in NUMBERS[:4] + NUMBERS[5:]:
                bounds, value = getattr(row, name), getattr(other, name)
                slack = mpmath.mpf(10) ** -24 * abs(value)
                assert as_mpf(bounds.lower) - slack <= value <= as_mpf(bounds.upper) + slack, name


@pytest.mark.parametrize("digits", [1, 15, 60, 400])
@pytest.mark.parametrize(
    ("true", "estimated", "options"),
    [
        ("1 1/2 1/3", "1/2 1/3 1/4", {}),
        ("1 1/2 1/3", "1/2 1/3 1/4", {"schedule": linear(Fraction(1, 20), Fraction(10)), "horizon": "1"}),
        ("1/20 2.7", "0.27 0.037", {"score": capped("3/2")}),
        ("1.1 1/100", "1/20 0.14", {"score": capped("5"), "start": Start.STANDARD, "horizon": "1"}),
        ("1/2 1/3", "1/3 1/3", {"horizon": "300"}),
    ],
)
def test_widths_meet_the_digits(true: str, estimated: str, options: dict, digits: int) -> None:
    certified = Certified(problem_of(true, estimated, **options), digits=digits)
    for k in range(1, certified.problem.spectrum.dimension + 1):
        row = certified.at(k)
        assert row.narrow(digits)
        fine = Certified(certified.problem, digits=digits + 20).at(k)
        for name in (*NUMBERS, "log_snr"):
            outer, inner = getattr(row, name), getattr(fine, name)
            assert outer is inner is None or (outer.lower <= inner.upper and inner.lower <= outer.upper)


def test_fifty_digits_for_sixty_four_modes_take_milliseconds() -> None:
    problem = StoppingProblem(spectrum=embedded("optdigits-variances"), score=PluginScore())
    Certified(problem).at(1)  # what is compiled once
    begun = time.process_time()
    certified = Certified(problem, digits=50)
    rows = [certified.at(k) for k in range(1, 65)]
    assert time.process_time() - begun < 2  # about 0.2
    assert all(row.narrow(50) for row in rows)
    best = certified.best()
    assert best.rivals == ()
    assert best.row == min(rows, key=lambda row: row.error.lower)


def test_the_branches_are_proved() -> None:
    def branch(*texts: str, k: int = 1, **options: object) -> Branch:
        return Certified(problem_of(*texts, **options)).at(k).branch  # type: ignore[arg-type]

    assert branch("9/10 1/2", "1/2 1/5", horizon="1/10") is Branch.START
    assert branch("1/2", "2/3") is Branch.END
    assert branch("0 1/3", "0 0", k=2) is Branch.INTERIOR
    assert branch("1/16 9/16", "1/4 1/4", k=2) is Branch.END  # the slopes 3/8 and -3/8 cancel at x = 0
    assert branch("1/18 1/2", "2/9 2/9", k=2) is Branch.END
    assert branch("1/16 9/16 1/9", "1/4 1/4 1/9", k=3) is Branch.END
    assert branch("3 7", "1 1", k=2) is Branch.END  # E does not depend on x
    assert branch("3 7", "1 1", k=2, score=capped("3")) is Branch.END
    assert branch("0 0", "0 2", k=2) is Branch.END  # E does not depend on x either
    assert branch("0 0", "0 3", k=2) is Branch.START
    assert branch("1", "7/5", start=Start.STANDARD) is Branch.START
    assert branch("3 1/2", None, k=2, start=Start.STANDARD) is Branch.END  # type: ignore[arg-type]
    beside = Fraction(9, 16) + Fraction(1, 10**40)  # and beside the exact zero, on either side
    assert branch("1/16 " + str(beside), "1/4 1/4", k=2) is Branch.INTERIOR
    assert branch("1/16 " + str(2 * Fraction(9, 16) - beside), "1/4 1/4", k=2) is Branch.END


def test_what_is_known_exactly_is_given_exactly() -> None:
    row = Certified(problem_of("1/2", "1/4")).at(1)
    assert (row.noise, row.error) == (Bounds.exactly(Fraction(1, 3)), Bounds.exactly(Fraction(0)))
    assert row.alpha_bar == Bounds.exactly(Fraction(2, 3))
    half = Certified(problem_of("2/3 1", "1/3 1")).at(2)
    assert half.log_snr == Bounds.exactly(Fraction(0))
    perfect = Certified(problem_of("0.3 0.3", "0.05 0.05", score=capped("5"))).at(2)
    assert perfect.branch is Branch.INTERIOR
    assert perfect.error == Bounds.exactly(Fraction(0))


def test_an_estimate_within_1e_73_of_the_truth() -> None:
    row = Certified(problem_of("1/2 1/3", "0.4" + "9" * 72 + " 1/3")).at(2)
    assert row.narrow(15)
    expected = Fraction(60, 11) / 10**74
    assert abs(row.noise.lower / expected - 1) < Fraction(1, 10**12)


def test_of_equally_good_dimensions_the_smallest_is_proved_best() -> None:
    def best(*texts: str | None, **options: object) -> tuple[int, tuple[int, ...]]:
        found = Certified(problem_of(*texts, **options)).best()  # type: ignore[arg-type]
        return found.row.k, found.rivals

    assert best("10 0.2 0.2 0.2 0 0", "9.8 0.21 0.19 0.2 0 0") == (4, ())
    assert best("2 1 0 0") == (2, ())
    assert best("0 0", "0 0") == (1, ())
    assert best("1 1/4 1/4", "1 1 1") == (1, ())  # E(k) - E(k-1) = 1 - 2·(1/2)·1 = 0
    assert best("1/2 1/3 1/4", "1/3 1/4 1") == (2, ())  # the same at an irrational x*
    assert best("28500 1/4", "0.0119 0.26", start=Start.STANDARD, horizon="1") == (1, ())  # v = 1 = 4 λ at the start
    assert best("1/4 1/4", "1 1.06", start=Start.STANDARD, horizon="1/1000") == (1, ())
    assert best("0 0", "0 0", start=Start.STANDARD) == (1, ())  # v = 0 at the end
    assert best("1 1/4", "1 " + str(1 - Fraction(1, 10**30))) == (2, ())  # a difference of 1e-31 is told from a tie


TWO_VALLEYS = [
    ("7/50 7/20", "7/50 1/200", "5", Start.NOISED, "1"),
    ("29/100 22/25", "1/5 0", "2", Start.STANDARD, "4"),
    ("11/10 1/100", "1/20 7/50", "5", Start.STANDARD, "1"),
    ("2/5 1/50", "0 1/25", "8", Start.NOISED, "4"),
    ("1/20 27/10", "27/100 37/1000", "3/2", Start.NOISED, "2"),
]


@pytest.mark.parametrize(("true", "estimated", "cap", "start", "horizon"), TWO_VALLEYS)
def test_the_lower_of_two_valleys_is_proved(true: str, estimated: str, cap: str, start: Start, horizon: str) -> None:
    problem = problem_of(true, estimated, score=capped(cap), start=start, horizon=horizon)
    row = Certified(problem).at(2)
    assert not row.rivals
    for step in range(101):
        elsewhere = error_at(problem, 2, Fraction(step, 100) * problem.horizon)
        assert float(row.error.upper) <= float(elsewhere.error) * (1 + 1e-12)
    at = error_at(problem, 2, (row.time.lower + row.time.upper) / 2, digits=30)
    assert abs(float(at.error) - float(row.error.lower)) <= 1e-13


@pytest.mark.parametrize(
    ("true", "estimated", "horizon", "branch"),
    [
        # the slopes of the modes cancel to a part in 10^12, or 10^6, over most of the range
        ("1.28e-12 2.68e-11 0", "1.408e-12 26800000000000026.8e-27 3", "8", Branch.START),
        ("1.28e-12 2.68e-11 0 1.28e-12", "1.408e-12 26800000000000026.8e-27 3 1.408e-12", "8", Branch.INTERIOR),
        ("4 1e-11", "0.299 0.299", "15", Branch.START),
    ],
)
def test_modes_that_nearly_cancel_are_decided(true: str, estimated: str, horizon: str, branch: Branch) -> None:
    problem = problem_of(true, estimated, start=Start.STANDARD, horizon=horizon)
    kept = problem.spectrum.dimension
    row = Certified(problem).at(kept)
    assert (row.branch, row.rivals) == (branch, ())
    for step in range(61):
        elsewhere = error_at(problem, kept, Fraction(step, 60) * problem.horizon, digits=30)
        assert as_mpf(row.error.lower) <= elsewhere.error * (1 + mpmath.mpf(10) ** -14)


def derived(problem: StoppingProblem, place: int, level: Fraction, bits: int) -> tuple[arb, arb, arb]:
    """v, v' and v'' of one mode from the expressions of `backward`, the branch chosen by its own condition."""
    law = variance(problem.score if problem.cap is None else CappedScore(), problem.start)
    top = 1 - evaluate(in_symbols(OU).signal, {time_left: problem.horizon}, bits)
    values = {estimated_variance: problem.believed[place], horizon_noise: top, noise: level}
    if isinstance(law, Piecewise):
        assert problem.cap is not None
        values[cap_symbol] = problem.cap
        believed = problem.believed[place]
        throughout = bool(as_arb(problem.cap) * (top + (1 - top) * as_arb(believed)) <= 1)
        late = problem.cap * (level + (1 - level) * believed) < 1
        law = law.args[0 if throughout else 1 if late else 2][0]
    first, second, third = (evaluate(diff(law, noise, order), values, bits) for order in range(3))
    return first, second, third


def as_arb(number: Fraction) -> arb:
    return arb(fmpq(number.numerator, number.denominator))


@settings(max_examples=40)
@given(
    problem=st.sampled_from([True, False]).flatmap(lambda flag: problems(capped=flag, most=1)),
    share=st.fractions(Fraction(1, 1000), Fraction(999, 1000), max_denominator=1000),
)
def test_the_modes_are_those_that_were_derived(problem: StoppingProblem, share: Fraction) -> None:
    bits = 400
    modes = BallModes(problem, bits)
    with precision(bits):
        level = share * Fraction(float(modes.top.noise))
        assume(level > 0)
        at = level_at(fmpq(level.numerator, level.denominator))
        (mode,) = modes.modes
        motion = modes.motions(1, at)[0]
        expected = derived(problem, 0, level, bits)
        for found, other in zip((motion.variance, motion.slope, motion.bend), expected, strict=True):
            if other.is_finite():
                assert found.overlaps(other)
        assert motion.gap.overlaps(motion.variance - mode.true)
        slope, _ = modes.slope_and_curvature(1, at)
        assert slope.overlaps(modes.slope(1, at))


@settings(max_examples=40)
@given(problem=st.sampled_from([True, False]).flatmap(lambda flag: problems(capped=flag, most=4)))
def test_nothing_is_lower_outside_the_valleys(problem: StoppingProblem) -> None:
    """Where the search kept no valley, E does not go below its values at 0, at X and in the valleys."""
    bits, k = 128, problem.spectrum.dimension
    assume(any(believed != 1 for believed in problem.believed))
    with precision(bits):
        modes = BallModes(problem, bits)
        search = Search(modes=modes, dimensions=[k])
        valleys = search.valleys()[k]
        assume(valleys is not None)
        ends = min(float(modes.kept_error(k, level)) for level in (modes.bottom, modes.top))
        kept: list[float] = []
        lost: list[float] = []
        for step in range(1, 60):
            level = fmpq(step, 60) * modes.top.noise.lower().fmpq()
            value = float(modes.kept_error(k, level_at(level)))
            inside = any(v.low <= level and (v.high is None or level <= v.high) for v in valleys or ())
            (kept if inside else lost).append(value)
        row = Certified(problem).at(k)
        reached = float(row.error.upper - problem.spectrum.lost[k - 1])
        assert min(lost, default=ends) >= reached * (1 - 1e-9) - 1e-300


def test_a_valley_without_the_zero_gives_none() -> None:
    problem = problem_of("1 1/2 1/3", "1/2 1/3 1/4")
    certified = Certified(problem)
    row = certified.at(3)
    modes_at, guard = certified.spots.modes_at, certified.spots.guard
    root = fmpq(row.noise.lower.numerator, row.noise.lower.denominator)
    assert root_in(modes_at, 3, Valley(fmpq(0), None), 60, guard) is not None
    assert root_in(modes_at, 3, Valley(fmpq(0), root * fmpq(99, 100)), 60, guard) is None
    assert root_in(modes_at, 3, Valley(root * fmpq(101, 100), None), 60, guard) is None


def test_signs_of_sums_of_roots() -> None:
    one = Fraction(1)
    assert sign_of_sum([(one, Fraction(2)), (one, Fraction(8)), (Fraction(-3), Fraction(2))]) == 0
    assert sign_of_sum([(one, Fraction(2)), (one, Fraction(8)), (Fraction(-3) + Fraction(1, 10**90), Fraction(2))]) == 1
    assert sign_of_sum([(one, Fraction(2)), (one, Fraction(3)), (-one, 5 + Fraction(1, 10**6))]) == 1
    assert sign_of_sum([(Fraction(1, 3), Fraction(9, 4)), (Fraction(-1, 2), one)]) == 0
    assert sign_of_sum([]) == 0


def test_a_slope_that_vanishes_at_zero_under_a_cap_is_said_to_be_undecided() -> None:
    """C = 3/2 makes v(0) rational: with λ = v(0) the slope there is 0, which no precision proves."""
    with pytest.raises(ArithmeticError, match="not decided"):
        Certified(problem_of(VANISHING, "1/10", score=capped("3/2"))).at(1)


_SIGNAL = 1 - (1 - Fraction(3, 20)) / (Fraction(3, 2) * Fraction(9, 10))
VANISHING = str(Fraction(1, 2) + Fraction(1, 6) * _SIGNAL**2)


@settings(max_examples=60)
@given(problem=st.sampled_from([True, False]).flatmap(lambda flag: problems(capped=flag)))
def test_the_lost_variance_bounds_the_error(problem: StoppingProblem) -> None:
    certified = Certified(problem)
    for k in range(1, problem.spectrum.dimension + 1):
        proxy, row = lost_variance(problem, k), certified.at(k)
        assert proxy.lost == problem.spectrum.lost[k - 1]
        assert proxy.lost <= proxy.lower <= row.error.upper
        assert row.error.lower <= row.error_at_end.upper
        assert row.error_at_end.lower <= proxy.upper * (1 + Fraction(1, 10**30))
        if problem.start is Start.NOISED and problem.cap is None:
            pairs = list(zip(problem.spectrum.variances, problem.believed, strict=True))[:k]
            gaps = [(abs(b - t), t) for t, b in pairs]
            stated = proxy.lost + sum((min(g, g * g / t) if t else g for g, t in gaps), start=Fraction(0))
            assert stated <= proxy.upper <= stated * (1 + Fraction(1, 10**30))


def test_the_lost_variance_is_the_error_of_the_exact_score() -> None:
    problem = problem_of("3 1/2 0.1 0")
    for k in (1, 2, 3, 4):
        proxy = lost_variance(problem, k)
        assert proxy.lost == proxy.lower == proxy.upper == Certified(problem).at(k).error.lower


def test_documents_round_outwards_and_say_what_is_not_decided() -> None:
    found = certified_listing(problem_of("1 1/2 1/3", "1/2 1/3 1/4"), [1, 2, 3], digits=15, exact=True)
    document = certified_document(found)
    for row, written in zip(found.rows, document["rows"], strict=True):
        for name in NUMBERS:
            bounds = getattr(row, name)
            assert Fraction(written[name]["lower"]) <= bounds.lower
            assert Fraction(written[name]["upper"]) >= bounds.upper
    assert found.undecided is None
    exact = [row["exact"]["polynomial"] for row in document["rows"]]
    assert exact[0] is None  # x*(1) = X
    assert [len(polynomial) for polynomial in exact[1:]] == [5, 13]
    tied = dataclasses.replace(found.rows[0], rivals=(found.rows[1].noise,))
    assert "k = 1" in str(dataclasses.replace(found, rows=(tied,)).undecided)
    several = dataclasses.replace(found, best=CertifiedBest(row=found.rows[0], rivals=(2,)))
    assert "k = 1, 2" in str(several.undecided)
    assert outward(Bounds(Fraction(-1, 3), Fraction(1, 7)), 2) == {"lower": "-0.33334", "upper": "0.14286"}


def test_the_command_line_gives_bounds_polynomials_and_exit_statuses() -> None:
    asked = run("stop", "1/2,1/3", "--estimated", "1/9,1/9", "--exact", "--json", "--digits", "30")
    assert asked.returncode == 0
    document = json.loads(asked.stdout)
    assert document["schema"] == "ldm-symbolic/stop/1"
    row = document["rows"][1]
    assert row["exact"] == {"polynomial": ["-167", "-896", "4096"], "radicals": "7/64 + 3*sqrt(6)/32"}
    low, high = (Fraction(row["noise"][end]) for end in ("lower", "upper"))
    assert 0 < high - low <= low / 10**30
    table = run("stop", "1/2,1/3", "--estimated", "1/4,1/5", "--certify")
    assert (table.returncode, "Proved" in table.stdout) == (0, True)
    capped = ("--score", "capped", "--cap", "3/2", "--start", "noised")
    vanishing = run("stop", VANISHING, "--estimated", "0.1", *capped, "--certify")
    assert (vanishing.returncode, vanishing.stdout) == (3, "")
    assert vanishing.stderr.splitlines()[-1].startswith("undecided: ")
    for refused in (["--samples", "9"], ["--steps", "9"], ["--plot", "x.png"]):
        with pytest.raises(click.UsageError, match="go with none of"):
            application.main(["stop", "1/2,1/3", "--certify", *refused], standalone_mode=False)


def test_misuse_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        Certified(problem_of("1", "1"), digits=0)
    with pytest.raises(ValueError, match=r"1\.\.1"):
        Certified(problem_of("1", "1")).at(2)
