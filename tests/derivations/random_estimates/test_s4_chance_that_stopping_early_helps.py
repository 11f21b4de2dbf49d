"""S4: the event against the error itself, its probability in balls and by sampling, what the normal formula lacks."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from random import Random

import mpmath
import numpy as np
import pytest
from flint import arb, fmpq
from sympy import Integer, Not

from ldm_symbolic.balls.bounds import precision
from ldm_symbolic.claims.statement import Claim
from ldm_symbolic.derivations import statement
from ldm_symbolic.derivations.random_estimates import s4_chance_that_stopping_early_helps as proofs
from ldm_symbolic.notation import variance
from ldm_symbolic.search.judge import Outcome, judge
from ldm_symbolic.stopping.averages.early_stopping import helps_early

STATEMENT = statement("S4")

each = pytest.mark.parametrize
SIZES = [
    Fraction(number) for number in ("1/1000000", "1/10", "1/2", "999/1000", "1", "1001/1000", "2", "10", "1000000")
]


def ball(value: Fraction | int) -> arb:
    """A rational number as a ball."""
    value = Fraction(value)
    return arb(fmpq(value.numerator, value.denominator))


def distribution(n: int, z: Fraction) -> arb:
    """F_n(z), from the regularised upper incomplete gamma function."""
    return 1 - (ball(z) / 2).gamma_upper(ball(n) / 2, 1)


def formula(n: int, true: Fraction) -> arb:
    """F_n(n min(1, 1/λ)) + 1 - F_n(n max(1, 1/λ)) in balls."""
    return distribution(n, n * min(Fraction(1), 1 / true)) + 1 - distribution(n, n * max(Fraction(1), 1 / true))


def falls_somewhere(true: Fraction, estimate: Fraction, top: Fraction) -> bool:
    """Whether some level of a fine grid down to 1e-18 X has a smaller error than level 0, at 60 digits."""
    with mpmath.workdps(60):
        s, start = mpmath.sqrt(mpmath.mpf(true.numerator) / true.denominator), mpmath.mpf(estimate.numerator)
        start /= estimate.denominator
        highest = mpmath.mpf(top.numerator) / top.denominator
        levels = [highest / mpmath.mpf(10) ** power for power in range(0, 19, 3)]
        levels += [highest * step / 8 for step in range(1, 8, 2)]
        at_end = (mpmath.sqrt(start) - s) ** 2
        return any((mpmath.sqrt(x + (1 - x) * start) - s) ** 2 < at_end for x in levels)


def drawn(random: Random) -> tuple[int, Fraction, Fraction, Fraction]:
    """n, λ, Z and X, with Z near and at the two ends of the interval."""
    n = random.choice([1, 2, 3, 10, 1000])
    true = random.choice([*SIZES, Fraction(random.randint(1, 5000), 1000)])
    ends = [Fraction(n), n / true]
    near = [end * (1 + Fraction(sign, 10**power)) for end in ends for sign in (-1, 1) for power in (1, 3, 6)]
    z = random.choice([*ends, *near, Fraction(0), n * Fraction(random.randint(0, 4000), 1000)])
    return n, true, z, random.choice([Fraction(1, 10**6), Fraction(1, 2), Fraction(999, 1000)])


def test_the_event_is_that_of_the_error_itself() -> None:
    """2,000 samples, all of which meet the hypotheses: the two half lines against the error on a grid of levels."""
    random, seen = Random(4), set()
    for _ in range(2000):
        n, true, z, top = drawn(random)
        outside = z < n * min(Fraction(1), 1 / true) or z > n * max(Fraction(1), 1 / true)
        assert falls_somewhere(true, true * z / n, top) == outside, (n, true, z, top)
        seen.add((outside, z == 0, z in (n, n / true)))
    assert {part[0] for part in seen} == {True, False}
    assert (True, True, False) in seen
    assert (False, False, True) in seen


def test_a_mode_without_variance_never_gains() -> None:
    assert not falls_somewhere(Fraction(0), Fraction(0), Fraction(1, 2))


@each("n", [1, 2, 7, 200])
@each("true", SIZES, ids=str)
def test_the_formula_agrees_with_the_float_version(n: int, true: Fraction) -> None:
    [found] = helps_early([true], n)
    with precision(300):
        exact = formula(n, true)
        assert abs(float(exact) - found.probability) <= found.accuracy + 1e-12
        assert abs(float(exact) - 1) < 1e-15 if true == 1 else exact < 1


def test_the_formula_is_the_share_of_chi_squared_draws() -> None:
    """400,000 draws, up to 4.5 standard deviations of the count; the event is read off the slope of each draw."""
    draws, generator = 400_000, np.random.default_rng(44)
    for n, true in ((1, 0.5), (5, 0.2), (20, 3.0), (50, 0.9)):
        c = generator.chisquare(n, draws) / n
        share = np.mean((1 - 1 / np.sqrt(c)) * (1 - true * c) < 0)
        with precision(200):
            exact = float(formula(n, Fraction(str(true))))
        assert abs(share - exact) < 4.5 * np.sqrt(exact * (1 - exact) / draws), (n, true)


def test_two_samples_have_an_elementary_formula() -> None:
    with precision(200):
        for true in SIZES:
            low, high = min(Fraction(1), 1 / true), max(Fraction(1), 1 / true)
            assert abs(float(formula(2, true) - (1 - (-ball(low)).exp() + (-ball(high)).exp()))) < 1e-40


def test_more_often_than_not_holds_up_to_one_and_fails_beyond() -> None:
    """The median claim that is cited, and the repaired claim, in balls; the counterexample n = 2, λ = 10."""
    with precision(300):
        for n in (1, 2, 3, 10, 100, 1000):
            assert distribution(n, Fraction(n)) > ball(Fraction(1, 2))
            assert all(formula(n, true) > ball(Fraction(1, 2)) for true in SIZES if true < 1)
        assert abs(float(formula(2, Fraction(10))) - 0.4630420231) < 1e-9
        refuted = STATEMENT["S4.more-often-than-not"].counterexample
        assert refuted is not None
        assert refuted[variance] == 10


def test_it_falls_as_the_variance_moves_away_from_one() -> None:
    with precision(300):
        for n in (1, 2, 30):
            for side in (SIZES[:5], SIZES[:3:-1]):
                values = [formula(n, true) for true in side]
                assert all(before < after for before, after in pairwise(values))


# What is tested and not proved: k modes and large n.


def normal(y: float) -> float:
    """Φ(y)."""
    return float(mpmath.ncdf(y))


def with_skewness(true: Sequence[float], n: int) -> float:
    """Φ(y) - κ (y² - 1) φ(y)/6, y and the skewness κ of Σ ψ_j to leading order; ψ = a δ + b δ² + ... for C = 1 + δ."""
    a, b = (1 - np.array(true)) / 2, -(3 + np.array(true)) / 8
    spread = np.sqrt(2 * np.sum(a**2) / n)
    y = -2 * np.sum(b) / n / spread
    skewness = np.sum(8 * a**3 + 24 * a**2 * b) / n**2 / spread**3
    return normal(y) - skewness * (y**2 - 1) * float(mpmath.npdf(y)) / 6


@each("n", [100, 10_000, 1_000_000])
def test_for_one_mode_the_normal_formula_is_wrong_where_it_departs_from_one_half(n: int) -> None:
    """For λ < 1 the excess over 1/2 is 1/(3 √(π n)), whatever λ is; the formula has (3 + λ)/(4 (1 - λ) √(π n))."""
    for true in ("1/10", "1/4"):
        [found] = helps_early([Fraction(true)], n)
        excess = (found.probability - 0.5) * 3 * np.sqrt(np.pi * n)
        assert excess == pytest.approx(1, abs=20 / n**0.5)
        claimed = (found.normal - 0.5) * 3 * np.sqrt(np.pi * n)
        assert claimed > 2.4


def test_with_the_skewness_the_rest_is_of_a_higher_order() -> None:
    spectrum = [Fraction(1, 2), Fraction(1, 5), Fraction(1, 10), Fraction(3)]
    rests, plain = [], []
    for n in (400, 1600, 6400):
        found = helps_early(spectrum, n)[-1]
        assert found.normal == pytest.approx(
            normal(sum(3 + float(v) for v in spectrum) / np.sqrt(8 * n * sum((1 - float(v)) ** 2 for v in spectrum)))
        )
        rests.append(abs(found.probability - with_skewness([float(v) for v in spectrum], n)) * n**1.5)
        plain.append(abs(found.probability - found.normal) * np.sqrt(n))
    assert rests[2] == pytest.approx(rests[1], rel=0.3)
    assert min(plain) > 0.1
    assert plain[2] == pytest.approx(plain[1], rel=0.1)


@each("claim", [c for c in STATEMENT.claims if c.witnesses], ids=lambda claim: claim.id)
def test_every_claim_fails_when_its_conclusion_is_turned_round(claim: Claim) -> None:
    open_to_balls = {"S4.zero-variance"}  # √x s at s = 0 touches its minimum
    for witness in claim.witnesses:
        outcome = judge(claim.hypotheses, claim.conclusion, witness).outcome
        assert outcome is (Outcome.UNDECIDED if claim.id in open_to_balls else Outcome.TRUE)
        turned = judge(claim.hypotheses, Not(claim.conclusion), witness).outcome
        assert turned is (Outcome.UNDECIDED if claim.id in open_to_balls else Outcome.FALSE)


def test_the_claims_formula_is_the_tested_one() -> None:
    """F_n stands for chi-squared: put into the claim's formula for a rational law, it is what is written above."""
    shown = proofs.formula(Integer(4)).subs(proofs.n, 8)
    assert str(shown) == "F(2) - F(8) + 1"
