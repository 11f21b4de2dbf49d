"""The first level at which the slope on further samples, with a margin, is not negative: how often it lies too far.

Source: ours (S10). s̃_j² are variances of n' further samples, independent of λ̂; E s̃_j = c s_j with c = c_{n'} of S3.
x̂ is the least level of [0, X], X if there is none, with

    Σ_{j<=k} (1 - s̃_j/(c √v_j)) (1 - λ̂_j) + q >= 0,   q >= 0,   all λ̂_j < 1

How the proof goes. Given λ̂ the held-out slope has the mean E'(k, x) at each level ("mean"). If x̂ > x* then x* is none
of the levels asked for: there the held-out slope is below -q, while E'(k, x*) >= 0 because x* < X is best: it is below
its mean by more than q ("late"). Up to x* the error falls by convexity, so that x̂ <= x* is no worse than the end. No
level up to 2x* is worse either (S8), so that at the level 2x* the held-out slope is below -q as well ("twice").

The margin. The held-out slope at x* is its mean less Σ b_j (s̃_j - c s_j), b_j = (1 - λ̂_j)/(c √v_j). Each s̃_j is the
length of a Gaussian vector times s_j/√n', so that this is a function of a standard Gaussian vector with the Lipschitz
constant √(Σ b_j² λ_j/n'): it exceeds its mean by more than q with probability at most exp(-n' q²/(2 Σ b_j² λ_j)), given
λ̂ (cited). The sum has the unknown λ_j and x* in it. But a_j = c b_j s_j are positive and E'(k, x*) >= 0 says that they
sum up to Σ (1 - λ̂_j) at most, and Σ a_j² <= (Σ a_j)² ("spread"). So

    q = Σ (1 - λ̂_j) √(2 log(1/α)/n')/c

depends on the estimates, n' and α alone, and P(E(k, x̂) > E(k, 0)) <= α ("margin"). The margin is wide: of k modes alike
Σ a_j² is (Σ a_j)²/k, and √k times less would do, which is not known beforehand.

Where Σ b_j² λ_j is 0, or x* = X with a negative slope there, x̂ is never worse, and nothing is to be bounded.

Of the definition of x̂ the proof needs one line, at one level p: x̂ <= p, or the held-out slope at p is below -q. For
"late" nothing is asked of λ̂_j; "twice" and "spread" fail where some λ̂_j > 1.

Report. For n = n' = 100, 50 modes from 1/2 to 1/200 in equal ratios, X = 9/10 and α = 1/20, in 2,000 draws: with this
margin the rule never stops early, nor does S7 with bounds on each s_j from the further samples (P9 with Boole's
inequality: |λ̃_j - λ_j| <= ε λ_j, ε = 0.724). With the margin for the true Σ b_j² λ_j, on average 0.14 of it, it does
in 3 % of the draws; with q = 0 in 72 %, and in 24 % it is then worse than running to the end.

Tested in `tests/derivations/from_data/test_held_out.py`.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import And, Expr, Gt, Integer, Or, Sum, Symbol, exp, sqrt

from ldm_symbolic.claims import Assignment, Statement
from ldm_symbolic.derivations.claim import claims_of, new
from ldm_symbolic.derivations.from_data.s9_held_out_variances import (
    BASE,
    BEST,
    HELD_OUT,
    OUTCOMES,
    at_level,
    b,
    best,
    c,
    chosen,
    drawn,
)
from ldm_symbolic.derivations.hypotheses import a_level, all_positive
from ldm_symbolic.derivations.instances import numbers
from ldm_symbolic.derivations.letters import D, X, j, k, s, s_hat
from ldm_symbolic.derivations.plug_in.plug_in_error import kept, mode_slope, plugin_error, plugin_variance
from ldm_symbolic.derivations.random_estimates.s3_sampling_average import WEIGHTS, mean, w
from ldm_symbolic.proof import ForEach, Identity

margin, samples, exponent = Symbol("r", real=True), Symbol("n", integer=True), Symbol("a", real=True)
"""q of the sentence; n'; and log(1/α)."""
worse, below = Symbol("P", real=True), Symbol("P_below", real=True)
"""The probability that x̂ is worse than the end, and that the held-out slope at x* is below its mean by more than q."""


def held_out_slope(deviation: Expr) -> Sum:
    """Σ (1 - b_j/√v_j)(1 - λ̂_j): the slope with b_j = s̃_j/c for s_j.

    >>> held_out_slope(b[j]).limits
    ((j, 1, k),)
    """
    return Sum(mode_slope.xreplace({s[j]: deviation}), kept)


def stops_by(level: Expr) -> Or:
    """No level before x̂ has a held-out slope of -q or more: said of one level."""
    return Or(chosen <= level, at_level(held_out_slope(b[j]), level) < -margin)


slope = held_out_slope(s[j])
at_best = at_level(slope, best)
RANGE = (chosen >= 0, chosen <= X)
BELOW_ONE = ForEach(s_hat[j] <= 1, kept)
WORSE = Gt(at_level(plugin_error, chosen), at_level(plugin_error, Integer(0)))
TOO_LOW = at_level(held_out_slope(b[j]), best) < at_best - margin
root = sqrt(at_level(plugin_variance, best))
share = s[j] * (1 - s_hat[j] ** 2) / root
"""a_j: by what mode j lowers the slope at x*."""
total = Sum(1 - s_hat[j] ** 2, kept)
spread = Sum((share / c) ** 2, kept)
"""Σ b_j² λ_j."""
FLATTENED = at_best >= 0
ENOUGH = (c > 0, samples >= 1, exponent > 0, margin >= 0, samples * c**2 * margin**2 >= 2 * exponent * total**2)
CONCENTRATION = below <= exp(-samples * margin**2 / (2 * spread))
AT_BEST = (X < 1, *a_level(best, X))

GAUSSIAN = (
    "Boucheron, Lugosi & Massart (2013), Concentration Inequalities, Theorem 5.6: a function of a standard Gaussian "
    "vector with Lipschitz constant L exceeds its mean by t with probability at most exp(-t²/(2 L²))"
)
half, quarter = Fraction(1, 2), Fraction(1, 4)
ONE: Assignment = {k: 1, D: 1, X: Fraction(9, 10), s: numbers("5/8"), s_hat: numbers("1/2"), best: Fraction(3, 16)}
LATE: Assignment = {**ONE, b: numbers("7/8"), chosen: Fraction(11, 16), margin: 0}
ABOVE: Assignment = {k: 1, D: 1, X: Fraction(19, 20), s: numbers("13/6"), s_hat: numbers("17/6")}
ABOVE = {**ABOVE, best: Fraction(120, 253), b: (2,), chosen: Fraction(18, 19), margin: 0}
SPREAD: Assignment = {k: 2, X: half, best: 0, s: (half, quarter), s_hat: (half, half), c: Fraction(9, 10)}
BENT: Assignment = {**SPREAD, s: (half, 2), s_hat: (half, 2)}
SURE: Assignment = {**SPREAD, samples: 100, exponent: 1, margin: half, below: 0, worse: 0}

CLAIMS = {
    "mean": new(
        "over finitely many outcomes of s̃ with E s̃_j = c s_j the held-out slope has the mean E'(k, x) at each level",
        (all_positive(s_hat, k), *a_level(), c > 0, WEIGHTS[1], HELD_OUT),
        Identity(mean(held_out_slope(drawn / c)), slope),
        witnesses=(OUTCOMES,),
        necessary=((WEIGHTS[1], {**OUTCOMES, w: (1, quarter)}),),
    ),
    "late": new(
        "x̂ > x*(k) only if the held-out slope at the one level x*(k) is below its mean E'(k, x*) by more than q",
        (*BASE, BEST, *RANGE, stops_by(best), chosen > best),
        TOO_LOW,
        witnesses=(LATE,),
        necessary=(
            (stops_by(best), {**LATE, b: numbers("1/2")}),
            (BEST, {**LATE, b: numbers("3/4"), best: Fraction(1, 16), margin: quarter}),
            (chosen > best, {**LATE, b: numbers("1/2"), chosen: 0}),
        ),
    ),
    "worse": new(
        "so x̂ is worse than running to the end only if it is",
        (*BASE, BEST, *RANGE, stops_by(best), WORSE),
        TOO_LOW,
        witnesses=({**LATE, s: numbers("5/8"), chosen: Fraction(4, 5)},),
        necessary=((WORSE, {**LATE, b: numbers("1/2"), chosen: 0}),),
    ),
    "spread": new(
        "Σ b_j² λ_j <= (Σ (1 - λ̂_j))²/c² at a level where E'(k, x) >= 0, if all λ̂_j <= 1",
        (c > 0, *AT_BEST, *BASE[2:], BELOW_ONE, FLATTENED),
        spread <= (total / c) ** 2,
        witnesses=(SPREAD,),
        necessary=((FLATTENED, {**SPREAD, s: (2, 2)}), (BELOW_ONE, BENT)),
    ),
    "margin": new(
        "where E'(k, x*) >= 0, all λ̂_j <= 1: P(E(k, x̂) > E(k, 0)) <= α = e^{-a} if q >= Σ (1 - λ̂_j) √(2a/n')/c",
        (*AT_BEST, *BASE[2:], BELOW_ONE, FLATTENED, *ENOUGH, spread > 0, worse <= below, CONCENTRATION),
        worse <= exp(-exponent),
        witnesses=(SURE,),
        necessary=(
            (ENOUGH[-1], {**SURE, margin: 0, below: 1, worse: 1}),
            (CONCENTRATION, {**SURE, below: 1, worse: 1}),
        ),
        cited=(GAUSSIAN,),
    ),
    "twice": new(
        "if all λ̂_j <= 1: x̂ is worse than the end only if 2x*(k) < X, and the held-out slope at 2x*(k) is below -q",
        (*BASE, BELOW_ONE, BEST, *RANGE, stops_by(2 * best), WORSE),
        And(2 * best < X, at_level(held_out_slope(b[j]), 2 * best) < -margin),
        witnesses=({**LATE, chosen: Fraction(4, 5)},),
        necessary=((BELOW_ONE, ABOVE), (stops_by(2 * best), {**LATE, b: numbers("1/2"), chosen: Fraction(4, 5)})),
    ),
}

STATEMENT = Statement(
    id="S10",
    title="The first level with a held-out slope that is not negative",
    source=None,
    claims=claims_of("S10", CLAIMS),
)
