"""P9: the cited inequality and the bounds against exact chi-squared probabilities, enclosed in balls."""

from __future__ import annotations

from fractions import Fraction
from random import Random

import mpmath
import pytest
from flint import arb, fmpq
from sympy import Not, Rational

from ldm_symbolic.balls.bounds import precision
from ldm_symbolic.claims.statement import Claim
from ldm_symbolic.derivations import statement
from ldm_symbolic.derivations.concentration import failures as tails_x
from ldm_symbolic.derivations.concentration.failures import accuracy, printed_exponent
from ldm_symbolic.search.judge import Outcome, judge

STATEMENT = statement("P9")

ONE = Fraction(1)


def ball(value: Fraction | int) -> arb:
    """A rational number as a ball."""
    value = Fraction(value)
    return arb(fmpq(value.numerator, value.denominator))


def at_least(p: int, z: Fraction) -> arb:
    """P(Z >= z) for Z chi-squared with p degrees of freedom: the regularised upper incomplete gamma function."""
    return ball(1) if z <= 0 else (ball(z) / 2).gamma_upper(ball(p) / 2, 1)


def at_most(p: int, z: Fraction) -> arb:
    """P(Z <= z), from the other tail: the lower incomplete gamma function is enclosed less well."""
    return ball(0) if z <= 0 else 1 - at_least(p, z)


def drawn(random: Random) -> tuple[int, Fraction]:
    """Degrees of freedom from 1 to 200, and an excess from 1e-6 p to 20 p, with u near p among them."""
    p = random.choice([1, 2, 3, 10, random.randint(1, 200)])
    near = [ONE, Fraction(999, 1000), Fraction(1001, 1000), Fraction(1, 10**6), Fraction(20)]
    relative = random.choice([*near, Fraction(random.randint(1, 4000), 1000)])
    return p, p * relative


def test_the_bounds_hold_for_exact_probabilities() -> None:
    """2,000 pairs (p, u), each tail enclosed; the printed bound and the sharper ones, rigorously."""
    random, decided = Random(9), 0
    with precision(400):
        for _ in range(2000):
            p, u = drawn(random)
            above, below = at_least(p, p + u), at_most(p, p - u)
            printed, sharper = (-(ball(u) ** 2) / (4 * ball(p + u))).exp(), (-(ball(u) ** 2) / (4 * ball(p))).exp()
            assert above <= printed, (p, u)
            assert below <= sharper, (p, u)
            assert above + below <= 2 * printed, (p, u)
            decided += 1
    assert decided == 2000


def test_the_cited_inequality_holds_for_exact_probabilities() -> None:
    """Markov's inequality for e^{θZ} at random θ, positive and negative, against the enclosed tails."""
    random = Random(10)
    with precision(2000):
        for _ in range(500):
            p, u = drawn(random)
            theta = Fraction(random.randint(0, 499), 1000)
            bound = (-ball(theta) * ball(p + u) - ball(p) / 2 * (1 - 2 * ball(theta)).log()).exp()
            assert at_least(p, p + u) <= bound, (p, u, theta)
            theta *= random.choice([1, 10, 1000])
            bound = (ball(theta) * ball(p - u) - ball(p) / 2 * (1 + 2 * ball(theta)).log()).exp()
            assert at_most(p, p - u) <= bound, (p, u, theta)


@pytest.mark.parametrize(("p", "theta"), [(1, "0.2"), (2, "-0.7"), (5, "0.4")])
def test_the_cited_mean_is_right(p: int, theta: str) -> None:
    """E e^{θZ} = (1 - 2θ)^{-p/2}, by quadrature of the density with Z = w²."""
    rate = mpmath.mpf(theta)
    weight = 2 / (mpmath.mpf(2) ** (mpmath.mpf(p) / 2) * mpmath.gamma(mpmath.mpf(p) / 2))
    mean = mpmath.quad(lambda w: weight * w ** (p - 1) * mpmath.exp((rate - 0.5) * w**2), [0, 5, 20, mpmath.inf])
    assert mpmath.almosteq(mean, (1 - 2 * rate) ** (-mpmath.mpf(p) / 2), 1e-10)


def test_the_printed_bound_is_not_one_that_any_law_obeys() -> None:
    """A negative control: with 1 for the 4 in the exponent the bound fails somewhere."""
    with precision(400):
        cases = [(p, p * Fraction(e, 100)) for p in (1, 2, 10, 100) for e in range(1, 400, 3)]
        tail = {(p, u): at_least(p, p + u) + at_most(p, p - u) for p, u in cases}
        steeper = [(p, u) for p, u in cases if tail[p, u] > 2 * (-(ball(u) ** 2) / ball(p + u)).exp()]
    assert steeper


def test_the_sample_variance_bound_is_that_of_the_tails() -> None:
    """p = n, u = n ε: the exponent of P9, and the probability that the exact law gives."""
    with precision(400):
        for n, eps in ((1, ONE / 2), (1, ONE * 5), (30, ONE / 10), (1000, ONE / 10)):
            fails = at_least(n, n * (1 + eps)) + at_most(n, n * (1 - eps))
            exponent = printed_exponent.subs({tails_x.n: n, accuracy: Rational(eps.numerator, eps.denominator)})
            printed = 2 * ball(Fraction(int(exponent.p), int(exponent.q))).exp()
            assert fails <= printed


@pytest.mark.parametrize("claim", STATEMENT.claims, ids=lambda claim: claim.id)
def test_every_claim_fails_when_its_conclusion_is_turned_round(claim: Claim) -> None:
    """At each witness the claim is true, so the negation of its conclusion is false there."""
    assert claim.witnesses
    for witness in claim.witnesses:
        assert judge(claim.hypotheses, claim.conclusion, witness).outcome is Outcome.TRUE
        assert judge(claim.hypotheses, Not(claim.conclusion), witness).outcome is Outcome.FALSE
