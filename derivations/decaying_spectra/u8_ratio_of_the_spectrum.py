"""Which directions help under a cap with exact variances: the constant r* = 0.1477... in the place of 1/8.

Source: arXiv:2510.08409v1, Corollary 1, for exact variances and the start N(0, I) (U8).

Statement. r* is the root of 8 r = 1 + e^{-2 (1 - r)} in (0, 1); r <= r* is said by 8 r <= 1 + e^{-2 (1 - r)}, whose
left side grows faster. For every cap C > 1 and every horizon T > 0, a direction with C λ <= r* has V_T > 4 λ, so every
best dimension m >= 2 has C λ_m > r*. For C < 3.25 the bound 4 (2C-1) λ_m >= 1 behind P5 is the better one; both
hold. So L >= 1/r* = 6.77... is enough in Corollary 1 in the place of L > 16.

How the proof goes. V(t') >= 1/C, so V_T >= B + G^{-(2C-1)} (1/C - B) with B = 1/(2C-1) and G = e^{2(T-t')}, which is
at most h = C (1-λ)/(C-1) = 1 + a/(2C-2) with a = 2 (1 - C λ). For g >= 1, g^{-(2C-1)} g e^{(2C-2)(g-1)} rises from 1,
so that G^{-(2C-1)} h >= e^{-a}. What is left is e^a > 1 + a. The rest is as in C1: E(m) <= E(m-1) says v_m <= 4 λ_m,
and C λ_{d+2} <= 1/L.

One threshold. Where the cap is active throughout, V_T does not depend on λ. Where it is from t' > 0 on, V_T <= 4 λ says
h^{2C-1} (4 λ - B)/(V(t') - B) >= 1. Its slope has the sign of a sum of terms that fall with λ, so that it rises and
then falls. At λ = 1/C it is at least 1: where C λ >= 1 the cap is never active, and V_T <= 4 λ says that a quadratic in
1 - λ is not negative, which has no two roots if e^{-2T} <= 4√3 - 6, T >= 0.0372. So what helps in one direction helps
in every larger one, and the last that helps is a best dimension. At T = 1/30, C = 50, λ = 1/50 helps and 3/50 does not.

The threshold. G^{2C-1} (4 λ - V_T) rises strictly up to C λ = 1/2, from below 0 to above it if e^{-2T} <= 2√2 - 2 (P5).
So there is one y* with V_T = 4 y*, and V_T <= 4 λ iff λ >= y*. By log h >= 2 (h-1)/(h+1), h^{2C-1} >= e^a, so that
V_T <= 4 λ where C λ >= r > r*, for all caps from one on that is given: C y* tends to r*. For 1 < L < 1/r*, r between
max(r*, 1/L²) and 1/L, and C = r L^{d+2}, d large: λ_{d+1} < 1/C < λ_d, and direction d + 2 still helps ("sharp"; that
such a spectrum is one is on paper). So r* is the best constant that serves all caps.

Not claimed: for horizons with e^{-2T} between 2√2 - 2 and 4√3 - 6, that the variances that help have a least one; it
follows, as V_T is continuous in λ and 1/C helps.

Tested in `tests/derivations/decaying_spectra/test_u8_ratio_of_the_spectrum.py`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sympy import And, Integer, Or, Symbol, exp, log, sqrt

from ldm_symbolic.claims import Source, Statement
from ldm_symbolic.derivations.capped_dimension.best_dimensions import BEST, generated_at
from ldm_symbolic.derivations.capped_dimension.error_at_the_end import best
from ldm_symbolic.derivations.capped_score.variance_at_the_end import REACH, final
from ldm_symbolic.derivations.claim import claims_of, new
from ldm_symbolic.derivations.decaying_spectra.c1_geometric_spectrum import (
    GEOMETRIC,
    INSIDE,
    IS_D,
    POWER_LAW,
    SHORT,
    SLOW,
    TWO,
    d,
    instance,
    most,
    ratio,
    to_power,
    true_variance,
)
from ldm_symbolic.derivations.hypotheses import capped_data, capped_mode, long_enough, not_rising
from ldm_symbolic.derivations.instances import without
from ldm_symbolic.derivations.letters import C, D, T, j
from ldm_symbolic.notation import deviations, estimated_deviations
from ldm_symbolic.notation import estimated_variance as lam
from ldm_symbolic.proof import ForEach, Identity, UniqueRoot, substitute

share, larger = Symbol("r", real=True), Symbol("mu", real=True)
LONG = exp(-2 * T) <= 4 * sqrt(3) - 6
"""The horizon is at least log((1 + 2/√3)/2)/2 = 0.0372..., at which the score without a cap gives V_T <= 4 λ."""
HELPS = final <= 4 * lam
"""V_T <= 4 λ."""


def of_larger(term: Any) -> Any:
    """A term in λ, for the larger variance μ."""
    return substitute(term, {lam: larger})


EXCESS = exp((2 * C - 1) * log(REACH)) * (4 * lam - final)
"""G^{2C-1} (4 λ - V_T)."""


def at_most_the_root(number: Any) -> Any:
    """r <= r*, for r < 1."""
    return 8 * number <= 1 + exp(-2 * (1 - number))


EXACT = ForEach(Identity(estimated_deviations[j], deviations[j]), (j, 1, D))
"""λ̂_j = λ_j."""
BELOW_ONE, ROOT = share < 1, at_most_the_root(share)


def roomy(number: Any) -> Any:
    """The cap is so large that what hides the limit does not count where C λ is a number above r*."""
    return (C - 1) * (8 * number - 1 - exp(-2 * (1 - number))) >= 1 + 2 / (exp(2 * T) - 1) ** 2


ROOMY, REACHED = roomy(share), C * true_variance(d + 2) >= share
STEEP = (share > 0, BELOW_ONE, ROOT, ratio * share >= 1)
"""L >= 1/r for an r <= r*."""
FAR = {lam: Fraction(1, 100), C: 10, T: 1, share: Fraction(1, 10)}
SMALLEST = {**instance(30, "1", "9/25 81/625 729/15625", L=Fraction(625, 81), d=1, m=2), share: Fraction(7, 50)}
FOUR = {**instance(16, "1", "1/2 1/4 1/8", L=4, d=1, m=3), share: Fraction(1, 4)}
MORE = {**instance(38, "1", "2/5 4/25 8/125", d=1, m=3), share: Fraction(31, 200)}
EARLY = {**SHORT, share: Fraction(1, 10)}
THREE = without(SMALLEST, d, ratio, share)
POWER_HIGH = Or(best <= 1, share * to_power(best) < C * most)
MODES = (*capped_data(), EXACT)
LAST = (
    best >= 1,
    best <= D,
    Or(best <= 1, generated_at(best) <= 4 * true_variance(best)),
    Or(best >= D, generated_at(best + 1) > 4 * true_variance(best + 1)),
)
"""m is the last dimension with v_m <= 4 λ_m, and 1 if there is none."""

CLAIMS = {
    "hurts": new(
        "exact variances: V_T > 4 λ where C λ <= r* = 0.1477..., the root of 8 r = 1 + e^{-2 (1 - r)} in (0, 1)",
        (*capped_mode(), BELOW_ONE, ROOT, C * lam <= share),
        final > 4 * lam,
        witnesses=(FAR,),
        necessary=(
            (ROOT, {**FAR, share: Fraction(1, 2), lam: Fraction(1, 20)}),
            (BELOW_ONE, {**FAR, share: 20, lam: 2}),
            (C * lam <= share, {**FAR, lam: Fraction(1, 20)}),
        ),
    ),
    "one-threshold": new(
        "exact variances, e^{-2T} <= 4√3 - 6: if V_T <= 4 λ for one variance then for every larger one, at every cap",
        (*capped_mode(), lam <= larger, LONG, HELPS),
        of_larger(HELPS),
        witnesses=({C: 10, T: 1, lam: Fraction(1, 20), larger: Fraction(1, 10)},),
        necessary=(
            (LONG, {C: 50, T: Fraction(1, 30), lam: Fraction(1, 50), larger: Fraction(3, 50)}),
            (lam <= larger, {C: 10, T: 1, lam: Fraction(1, 2), larger: Fraction(1, 100)}),
            (HELPS, {C: 10, T: 1, lam: Fraction(1, 200), larger: Fraction(1, 100)}),
        ),
    ),
    "strictly": new(
        "if e^{-2T} <= 2√2 - 2 then V_T < 4 λ for every larger one: V_T = 4 λ holds for one variance at most",
        (*capped_mode(), lam < larger, long_enough(), HELPS),
        of_larger(final < 4 * lam),
        witnesses=({C: 10, T: 1, lam: Fraction(1, 20), larger: Fraction(1, 10)},),
        necessary=(
            (lam < larger, {C: 10, T: 1, lam: Fraction(1, 2), larger: Fraction(1, 100)}),
            (HELPS, {C: 10, T: 1, lam: Fraction(1, 200), larger: Fraction(1, 100)}),
            (long_enough(), {C: 50, T: Fraction(1, 30), lam: Fraction(1, 50), larger: Fraction(3, 50)}),
        ),
    ),
    "one-value": new(
        "and for that T and every cap there is one, y* <= 1/(2C): G^{2C-1} (4 λ - V_T) has one zero in [0, 1/(2C)]",
        (C > 1, T > 0, long_enough()),
        UniqueRoot(EXCESS, (lam, Integer(0), 1 / (2 * C))),
        witnesses=({C: 10, T: 1},),
    ),
    "limit": new(
        "C y* tends to r*: V_T <= 4 λ where C λ >= r > r* and (C-1) (8 r - 1 - e^{-2 (1 - r)}) >= 1 + 2/(e^{2T} - 1)²",
        (*capped_mode(), LONG, BELOW_ONE, ROOMY, C * lam >= share),
        HELPS,
        witnesses=({C: 100, T: 1, share: Fraction(4, 25), lam: Fraction(1, 500)},),
        necessary=(
            (C * lam >= share, {C: 100, T: 1, share: Fraction(4, 25), lam: Fraction(1, 1000)}),
            (ROOMY, {C: 100, T: 1, share: Fraction(1, 10), lam: Fraction(1, 1000)}),
            (LONG, {C: 2000, T: Fraction(1, 30), share: Fraction(9, 10), lam: Fraction(3, 50)}),
        ),
    ),
    "last-that-helps": new(
        "so for variances that do not rise, and that T, the last m with V_m <= 4 λ_m, or 1 if there is none, is best",
        (*MODES, not_rising(deviations), LONG, *LAST),
        BEST,
        witnesses=(THREE, {**THREE, C: 1000, best: 3}),
        necessary=(
            (LAST[2], {**THREE, best: 3}),
            (LAST[3], {**THREE, best: 1}),
        ),
    ),
    "useful": new(
        "so every best dimension m >= 2 has C λ_m > r*, for every cap and horizon",
        (*MODES, BELOW_ONE, ROOT, BEST, best >= 2),
        C * true_variance(best) > share,
        witnesses=({**INSIDE, C: 200, share: Fraction(1, 10), best: 2},),
        necessary=((ROOT, {**without(FOUR, ratio, d), share: Fraction(1, 2)}),),
    ),
    "not-after": new(
        "λ_j = L^{-j}, L >= 1/r* = 6.77..., λ_{d+1} <= 1/C <= λ_d: no best dimension is after d + 1, for every horizon",
        (*MODES, *GEOMETRIC, *STEEP, *IS_D, BEST),
        best <= d + 1,
        witnesses=(SMALLEST,),
        necessary=((ROOT, FOUR), (STEEP[-1], {**FOUR, share: Fraction(1, 10)})),
    ),
    "sharp": new(
        "for r, C of U8.limit and C λ_{d+2} >= r the last m that helps is best, and it is >= d + 2",
        (*MODES, not_rising(deviations), LONG, *LAST, d >= 1, d + 2 <= D, BELOW_ONE, ROOMY, REACHED),
        And(BEST, best >= d + 2),
        witnesses=(MORE,),
        necessary=(
            (REACHED, {**MORE, share: Fraction(1, 4), d: 1, best: 2, C: 20}),
            (LAST[3], {**MORE, best: 2}),
        ),
    ),
    "geometric": new(
        "if moreover e^{-2T} <= 2√2 - 2, every best dimension is d or d + 1",
        (*MODES, *GEOMETRIC, *STEEP, *IS_D, long_enough(), BEST),
        TWO,
        witnesses=(SMALLEST,),
        necessary=((long_enough(), EARLY), (ROOT, FOUR)),
    ),
    "power-law": new(
        "for λ_j <= B j^{-α}, every horizon: r* m^α < B C or m = 1, less than the 4 (2C-1) B of C1 for C >= 3.25",
        (*MODES, POWER_LAW[-1], BELOW_ONE, ROOT, BEST),
        POWER_HIGH,
        witnesses=({**instance(4, "1", SLOW, m=4, alpha=2, B=2), share: Fraction(1, 10)},),
    ),
}

STATEMENT = Statement(
    id="U8",
    title="Which directions help under a cap, with exact variances",
    source=Source(place="Corollary 1"),
    claims=claims_of("U8", CLAIMS),
)
