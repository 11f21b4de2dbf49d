"""x*(k) as an algebraic number, and in closed form for one mode on every branch."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import mpmath
import numpy as np
import oracle
import pytest
from flint import fmpz_poly
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from strategies import problems
from sympy import Rational, Symbol, exp, minimal_polynomial
from written_problems import problem_of

from ldm_symbolic.certified.algebraic import MOST_ROOTS, ExactStop, exact_stop
from ldm_symbolic.model.problem import StoppingProblem
from ldm_symbolic.model.score import CappedScore, Start
from ldm_symbolic.model.spectrum import Spectrum
from ldm_symbolic.notation import noise
from ldm_symbolic.stopping.one_mode import one_mode_level
from ldm_symbolic.stopping.row import Branch

Floats = NDArray[np.float64]


def polynomial_of(found: ExactStop) -> fmpz_poly:
    assert found.polynomial is not None
    return fmpz_poly(list(found.polynomial))


def real_roots_within(found: ExactStop) -> int:
    """The real zeros of the polynomial between the bounds, counted by Sturm's sequence."""
    chain = [polynomial_of(found), polynomial_of(found).derivative()]
    exact = [[Fraction(int(c)) for c in p.coeffs()] for p in chain]
    while len(exact[-1]) > 1:
        rest = remainder(exact[-2], exact[-1])
        exact.append([-c for c in rest])
    lower, upper = found.noise
    if lower == upper:
        return int(value(exact[0], lower) == 0)
    return changes(exact, lower) - changes(exact, upper)


def remainder(left: list[Fraction], right: list[Fraction]) -> list[Fraction]:
    rest = list(left)
    while len(rest) >= len(right):
        factor, shift = rest[-1] / right[-1], len(rest) - len(right)
        for n, c in enumerate(right):
            rest[n + shift] -= factor * c
        while rest and rest[-1] == 0:
            rest.pop()
    return rest


def value(coefficients: list[Fraction], at: Fraction) -> Fraction:
    total = Fraction(0)
    for c in reversed(coefficients):
        total = total * at + c
    return total


def changes(chain: list[list[Fraction]], at: Fraction) -> int:
    signs = [s for s in (value(p, at) for p in chain) if s]
    return sum((a > 0) != (b > 0) for a, b in pairwise(signs))


DEGREES = [
    ("1/2", "1/4", 1),
    ("1/2 1/3", "1/9 1/9", 2),
    ("1/2 1/3", "1/4 1/5", 4),
    ("1/2 0 1/3", "1/3 0 0", 4),
    ("4/9 1/4", "1/9 1/9", 1),  # rational deviations, equal estimates
    ("4/9 1/9", "1/9 1/3", None),
    ("1/2 1/3 1/5", "1/9 1/9 1/9", 4),
    ("1/2 1/3 1/5", "1/9 1/9 1/7", None),
    ("1 1/2 1/3", "1/2 1/3 1/4", 12),
    ("3 1/2 0.9", "2 0.3 0.5", None),
]


@pytest.mark.parametrize(("true", "estimated", "degree"), DEGREES)
def test_the_polynomial_is_minimal_and_has_the_oracles_answer_for_a_zero(
    true: str, estimated: str, degree: int | None
) -> None:
    problem = problem_of(true, estimated)
    kept = problem.spectrum.dimension
    found = exact_stop(problem, kept, digits=30)
    assert found.branch is Branch.INTERIOR
    assert found.noise.narrow(30)
    polynomial = polynomial_of(found)
    assert degree is None or polynomial.degree() == degree
    assert polynomial.factor()[0] in (1, -1)
    assert [multiplicity for _, multiplicity in polynomial.factor()[1]] == [1]
    assert real_roots_within(found) == 1
    setting = oracle.Setting(horizon=2, digits=45)
    expected = oracle.best_noise(kept, problem.spectrum.variances, problem.believed, setting)
    with mpmath.workdps(100):
        x = expected.noise
        assert mpmath.mpf(found.noise.lower.numerator) / found.noise.lower.denominator <= x * (
            1 + mpmath.mpf(10) ** -45
        )
        coefficients = [mpmath.mpf(int(c)) for c in polynomial.coeffs()]
        size = mpmath.fsum(abs(c) for c in coefficients)
        assert abs(mpmath.polyval(coefficients[::-1], x)) <= size * mpmath.mpf(10) ** -44
        if found.radicals is not None:
            assert abs(found.radicals.evalf(80) - x) <= mpmath.mpf(10) ** -44


@settings(max_examples=30)
@given(problem=problems(capped=False, most=3, starts=(Start.NOISED,)))
def test_random_answers_are_isolated_zeros(problem: StoppingProblem) -> None:
    kept = problem.spectrum.dimension
    found = exact_stop(problem, kept)
    if found.polynomial is None:
        assert found.branch is Branch.START
        return
    assert real_roots_within(found) == 1 or found.branch is Branch.END
    assert all(p.degree() == polynomial_of(found).degree() for p, _ in polynomial_of(found).factor()[1])


def test_other_branches_of_the_roots_have_zeros_in_the_range_that_are_not_taken() -> None:
    """The norm vanishes twice between 0 and 1; one zero is that of the equation with positive roots."""
    pairs = (Fraction(1, 2), Fraction(1, 3)), (Fraction(0), Fraction(0)), (Fraction(1, 3), Fraction(0))
    found = exact_stop(problem_of("1/2 0 1/3", "1/3 0 0"), 3)
    roots = [complex(root) for root, _ in polynomial_of(found).complex_roots()]
    inside = [root.real for root in roots if abs(root.imag) < 1e-12 and 0 < root.real < 1]
    slopes = {x: sum((1 - (t / (b + (1 - b) * x)) ** 0.5) * (1 - b) for t, b in pairs) for x in inside}
    assert len(slopes) == 2
    (taken,) = [x for x, slope in slopes.items() if abs(slope) < 1e-9]
    assert abs(taken - float(found.noise.lower)) < 1e-12


def test_the_minimal_polynomial_is_sympys() -> None:
    found = exact_stop(problem_of("1/2 1/3", "1/9 1/9"), 2)
    x = Symbol("x")
    assert found.radicals is not None
    expected = minimal_polynomial(found.radicals, x)
    assert (found.equation.subs(noise, x) - expected).expand() == 0  # type: ignore[union-attr]


def test_ends_are_exact_too() -> None:
    at_end = exact_stop(problem_of("1/2", "2/3"), 1)
    assert (at_end.branch, at_end.polynomial, at_end.radicals) == (Branch.END, (0, 1), 0)
    exact = exact_stop(problem_of("3 1/2", None, start=Start.STANDARD), 2)
    assert (exact.branch, exact.radicals) == (Branch.END, 0)
    at_start = exact_stop(problem_of("9/10 1/2", "1/2 1/5", horizon="1/10"), 2)
    assert (at_start.branch, at_start.polynomial, at_start.equation) == (Branch.START, None, None)
    assert at_start.radicals == 1 - exp(-Rational(1, 5))


def test_where_there_is_no_exact_form_that_is_said() -> None:
    score = CappedScore(cap=Rational(5))
    assert exact_stop(problem_of("1/2 1/3", "1/4 1/100", score=score), 1).radicals == Rational(1, 3)
    with pytest.raises(ValueError, match="capped"):
        exact_stop(problem_of("1/2 1/3", "1/4 1/100", score=score), 2)
    with pytest.raises(ValueError, match="noised start"):
        exact_stop(problem_of("1/2", "1/4", start=Start.STANDARD), 1)
    many = MOST_ROOTS + 1
    true = " ".join(f"1/{p}" for p in (2, 3, 5, 7, 11, 13, 17)[:many])
    with pytest.raises(ValueError, match="independent"):
        exact_stop(problem_of(true, " ".join(f"1/{n}" for n in range(4, 4 + many))), many)
    with pytest.raises(ValueError, match=r"1\.\.1"):
        exact_stop(problem_of("1/2", "1/4"), 2)


# -- one mode, against the equation integrated by Radau's method -------------------------------------------------------

INSTANCES, STEPS = 1000, 100  # for each start
_ROOT = np.sqrt(6)
NODES = np.array([(4 - _ROOT) / 10, (4 + _ROOT) / 10, 1])
RADAU = np.array(
    [
        [(88 - 7 * _ROOT) / 360, (296 - 169 * _ROOT) / 1800, (-2 + 3 * _ROOT) / 225],
        [(296 + 169 * _ROOT) / 1800, (88 + 7 * _ROOT) / 360, (-2 - 3 * _ROOT) / 225],
        [(16 - _ROOT) / 36, (16 + _ROOT) / 36, 1 / 9],
    ]
)


def path(high: Floats, low: Floats, first: Floats, believed: Floats, cap: Floats) -> tuple[Floats, Floats]:
    """Times left from high down to low, and the variance generated there; axes (step, instance).

    dV/dt = 2 (1 - 2 m) V + 2 with t = -u, by the implicit method of order 5 on steps that grow with u + scale.
    """
    scale = np.minimum(np.maximum(believed, 1 / cap), 1)
    ratio = np.log((low + scale) / (high + scale)) / STEPS
    times = (high + scale) * np.exp(ratio * np.arange(STEPS + 1)[:, None]) - scale
    times[0], times[-1] = high, low
    values = np.empty_like(times)
    values[0] = first
    for n in range(STEPS):
        step = times[n] - times[n + 1]
        inner = times[n] - NODES[:, None] * step
        weight = np.minimum(cap, 1 / (-np.expm1(-2 * inner) + np.exp(-2 * inner) * believed))
        system = np.eye(3)[:, :, None] - step * RADAU[:, :, None] * (2 - 4 * weight)[None]
        right = values[n] + 2 * step * RADAU.sum(axis=1)[:, None]
        values[n + 1] = np.linalg.solve(np.moveaxis(system, -1, 0), right.T[..., None])[:, 2, 0]
    return times, values


def instances(generator: np.random.Generator) -> tuple[Floats, ...]:
    """λ, λ̂, C and T of all sizes: C near 1 and huge, T tiny, λ and λ̂ near each other, near 1 and far from both."""

    def sizes(low: float, high: float) -> Floats:
        return np.round(10 ** generator.uniform(low, high, INSTANCES), 12)

    believed = np.where(generator.random(INSTANCES) < 0.7, sizes(-6, 0), sizes(-1, 2))
    near = believed * (1 + generator.normal(0, 0.3, INSTANCES))
    true = np.where(generator.random(INSTANCES) < 0.5, np.abs(near), sizes(-6, 1))
    cap = 1 + np.where(generator.random(INSTANCES) < 0.5, sizes(-6, 1), sizes(0, 6))
    return true, believed, cap, np.maximum(sizes(-6, 1), 1e-6)


@pytest.mark.parametrize("start", Start)
def test_one_mode_in_closed_form_is_the_minimum_of_the_integrated_equation(start: Start) -> None:
    generator = np.random.default_rng(20251008)
    true, believed, cap, horizon = instances(generator)
    law = -np.expm1(-2 * horizon) + np.exp(-2 * horizon) * believed
    # the cap becomes active where 1/C = 1 - e^{-2u} + e^{-2u} λ̂: integrated up to there, and on from there
    share = np.where(believed < 1, (1 - 1 / cap) / np.where(believed < 1, 1 - believed, 1), 1)
    switch = np.clip(-np.log(np.minimum(share, 1)) / 2, 0, horizon)
    switch = np.where(cap * believed >= 1, 0, switch)
    first = law if start is Start.NOISED else np.ones_like(law)
    late = path(horizon, switch, first, believed, cap)
    early = path(switch, np.zeros_like(switch), late[1][-1], believed, cap)
    values = np.concatenate([late[1], early[1]])
    lowest = np.min((np.sqrt(values) - np.sqrt(true)) ** 2, axis=0)
    crossed = (values.min(axis=0) <= true) & (true <= values.max(axis=0))
    branches = {Branch.END: 0, Branch.START: 0, Branch.INTERIOR: 0}
    for i in range(INSTANCES):
        numbers = (Fraction(float(n)) for n in (true[i], believed[i], horizon[i]))
        t, b, h = numbers
        spectrum = Spectrum(variances=(t,), estimated=(b,))
        problem = StoppingProblem(
            spectrum=spectrum, score=CappedScore(cap=Rational(float(cap[i]))), start=start, horizon=h
        )
        with mpmath.workdps(50):
            level = one_mode_level(problem)
            left = float(-mpmath.log1p(-level) / 2)
        times = np.concatenate([late[0][:, i], early[0][:, i]])[::-1]
        there = np.interp(left, times, values[::-1, i])
        place = np.searchsorted(times, left)
        around = values[::-1, i][max(place - 2, 0) : place + 2]
        size = 1e-7 * (true[i] + there)
        branches[Branch.END if left == 0 else Branch.START if level == 1 - mpmath.exp(-2 * h) else Branch.INTERIOR] += 1
        if crossed[i]:  # the integrated variance passes λ: at the level of the closed form, and not elsewhere
            assert around.min() - size <= true[i] <= around.max() + size, (i, left)
        else:
            assert (np.sqrt(there) - np.sqrt(true[i])) ** 2 <= lowest[i] * (1 + 1e-6) + 1e-12 * true[i], (i, left)
    assert branches[Branch.END] > 50
    assert branches[Branch.INTERIOR] > 150


@settings(max_examples=12)
@given(problem=st.sampled_from([True, False]).flatmap(lambda flag: problems(capped=flag, most=1)))
@example(problem=problem_of("3/4", "0", score=CappedScore(cap=Rational("1.000001")), horizon="1e-6"))
@example(problem=problem_of("1", "1/2", score=CappedScore(cap=Rational(3)), start=Start.STANDARD))
def test_one_mode_agrees_with_the_oracle(problem: StoppingProblem) -> None:
    assume(problem.horizon <= 8)
    setting = oracle.Setting(horizon=problem.horizon, cap=problem.cap, start=problem.start.value, digits=20)
    expected = oracle.best_noise(1, problem.spectrum.variances, problem.believed, setting)
    with mpmath.workdps(60 + problem.digits_lost()):
        level = one_mode_level(problem)
        left = -mpmath.log1p(-level) / 2
        size = 1 + max(problem.spectrum.variances[0], problem.believed[0])
        horizon = mpmath.mpf(problem.horizon.numerator) / problem.horizon.denominator
        reached = oracle.error(1, min(left, horizon), problem.spectrum.variances, problem.believed, setting)
        assert reached <= expected.error + mpmath.mpf(10) ** -18 * int(size + 1)
