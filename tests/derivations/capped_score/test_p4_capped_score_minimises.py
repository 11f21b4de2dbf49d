"""P4: the verdict of each claim, altered claims, counterexamples from the definitions, and random instances."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Any

import mpmath
import pytest
from sympy import Lambda, Rational, exp, log

from ldm_symbolic.claims.certificate import Verdict
from ldm_symbolic.derivations import statement
from ldm_symbolic.derivations.capped_score import p4_capped_score_minimises_proof as p4
from ldm_symbolic.derivations.capped_score.p4_capped_score_minimises import (
    FOR_SAMPLE,
    M,
    area,
    early,
    member,
    n,
    samples,
    weights,
)
from ldm_symbolic.derivations.letters import C, D, T
from ldm_symbolic.notation import estimated_variances as lam_hat
from ldm_symbolic.proof.language.terms import is_function
from ldm_symbolic.search.judge import REFUTES, Outcome, judge

STATEMENT = statement("P4")

PROVED = [claim for claim in STATEMENT.claims if claim.expected is Verdict.PROVED]
REFUTED = [claim for claim in STATEMENT.claims if claim.expected is Verdict.REFUTED]


def expected_loss(weight: Any, level: Any, sample: Any) -> Any:
    """E_ε (-m (b y + a ε) + ε/a)² by quadrature against the normal density, from eq. (9)."""
    a, b = mpmath.sqrt(level), mpmath.sqrt(1 - level)

    def integrand(draw: Any) -> Any:
        return (-weight * (b * sample + a * draw) + draw / a) ** 2 * mpmath.npdf(draw)

    return mpmath.quad(integrand, [-12, -4, 0, 4, 12])


def test_the_derived_objective_is_the_expectation_over_the_noise() -> None:
    for weight, level, draw in ((2, "0.25", 3), ("-0.5", "0.75", "0.1"), (0, "0.01", 1)):
        with mpmath.workdps(30):
            m, x, y = map(mpmath.mpf, (weight, level, draw))
            values = {p4.m: m, p4.x: x, p4.sample: y}
            derived = FOR_SAMPLE.evalf(25, subs={name: str(value) for name, value in values.items()})
            assert mpmath.almosteq(mpmath.mpf(str(derived)), expected_loss(m, x, y), 1e-15)


def test_the_printed_minimiser_is_outside_the_open_class_and_each_member_is_beaten() -> None:
    """λ̂ = 0, C = 2, a² = 1/4: r(m) = m²/4 - 2 m + 4 falls up to m = 4, so on |m| < 2 it has no minimum."""

    def loss(weight: Fraction) -> Fraction:
        return weight**2 / 4 - 2 * weight + 4

    members = [2 - Fraction(1, 2**power) for power in range(12)]
    assert all(loss(after) < loss(before) for before, after in pairwise(members))
    assert min(Fraction(2), 1 / Fraction(1, 4)) == 2


def test_the_objective_grows_like_a_logarithm() -> None:
    """∫_e^1 of the best member's integrand, λ̂ = 1/2, C = 3: above log(1/e)/2 - 2C (1 - e), without bound."""

    def integrand(left: Any) -> Any:
        x = -mpmath.expm1(-2 * left)
        p = x + (1 - x) / 2
        best = min(mpmath.mpf(3), 1 / p)
        return best**2 * p - 2 * best + 1 / x

    totals = []
    for power in (2, 4, 8, 16):
        cuts = [mpmath.mpf(10) ** -place for place in range(power, -1, -1)]
        totals.append(mpmath.quad(integrand, cuts))
        assert totals[-1] >= power * mpmath.log(10) / 2 - 6
    assert all(after - before > 4 for before, after in pairwise(totals[1:]))


def instance(random: Random) -> dict[Any, Any]:
    """Variances from 0 to 1e6, noise levels near 0 and at 1, caps near 1 and at 1/p, weights at the ends."""
    lam = random.choice(
        [Fraction(v) for v in ["0", "1/1000000000000", "1/4", "1/2", "99/100", "1", "101/100", "7", "1000000"]]
    )
    x = random.choice([Fraction(v) for v in ["1/1000000", "1/100", "1/4", "1/2", "99/100", "1"]])
    p = x + (1 - x) * lam
    cap = random.choice([c for c in (Fraction(1001, 1000), Fraction(2), Fraction(1000), 1 / p) if c > 1])
    weight = random.choice([cap, -cap, min(cap, 1 / p), cap * Fraction(999, 1000), Fraction(0), cap / 3])
    more = tuple(random.choice([Fraction(0), Fraction(1, 3), lam]) for _ in range(3))
    return {
        p4.x: x, p4.lam: lam, C: cap, p4.m: weight, D: 3, n: 3, lam_hat: more,
        samples: tuple(random.choice([Fraction(-2), Fraction(0), Fraction(1, 3)]) for _ in range(3)),
        weights: tuple(random.choice([cap, -cap, cap / 2, weight]) for _ in range(3)),
        p4.u: random.choice([Fraction(1, 10**6), Fraction(1, 2), Fraction(2)]), T: Fraction(2),
        early: random.choice([Fraction(1, 10**6), Fraction(1, 2)]), M: random.choice([Fraction(0), Fraction(9)]),
    }  # fmt: skip


def test_proved_claims_hold_on_random_instances_and_meet_their_hypotheses() -> None:
    random, held, met = Random(4), Counter[str](), Counter[str]()
    claims = [claim for claim in PROVED if not any(map(is_function, claim.names))]
    for _ in range(30):
        drawn = instance(random)
        for claim in claims:
            point = {name: value for name, value in drawn.items() if name in claim.names}
            judgement = judge(claim.hypotheses, claim.conclusion, point)
            assert judgement.outcome not in REFUTES, (claim.id, drawn, judgement.reason)
            held[claim.id] += judgement.outcome is Outcome.TRUE
            met[claim.id] += judgement.outcome is not Outcome.NOT_MET
    assert all(met[claim.id] >= 5 for claim in claims), met
    # What P4.open says about every m of an open class can be refuted at an instance, and not proved there.
    assert all(held[claim.id] >= 5 for claim in claims if claim.id != "P4.open"), held


@pytest.mark.parametrize("weight", [Fraction(-2), Fraction(0), Fraction(1, 3), Fraction(2), Fraction(5, 2)])
def test_the_integral_of_a_constant_weight_exceeds_every_bound(weight: Fraction) -> None:
    """At λ̂ = 1 the integrand m² - 2 m + 1/(1 - e^{-2u}) has a primitive that SymPy can check."""
    claim, u = STATEMENT["P4.infinite"], p4.u
    primitive = (Rational(weight) ** 2 - 2 * Rational(weight)) * u + log(exp(2 * u) - 1) / 2
    for bound in (0, 1, 20):
        point = {
            p4.lam: 1,
            C: 2,
            M: bound,
            member: Lambda(u, Rational(weight)),
            area: Lambda(u, primitive),
        }
        outcome = judge(claim.hypotheses, claim.conclusion, point).outcome
        assert outcome is (Outcome.TRUE if abs(weight) <= 2 else Outcome.NOT_MET)


def test_the_refuted_claim_fails_at_its_counterexample_and_one_repair_covers_it() -> None:
    (claim,) = REFUTED
    assert claim.counterexample is not None
    assert judge(claim.hypotheses, claim.conclusion, claim.counterexample).outcome in REFUTES
    repairs = {other.id: other for other in STATEMENT.claims if other.repairs == claim.id}
    assert set(repairs) == {"P4.closed", "P4.open"}
    excluded = repairs["P4.open"]
    assert judge(excluded.hypotheses, excluded.conclusion, claim.counterexample).outcome is Outcome.NOT_MET
