"""A level chosen on further samples: the error less a constant on average, convex, and near the best level in the end.

Source: ours (S9). Plug-in score, start at the noised law. s̃_j² are variances of n' further samples, drawn independently
of λ̂; E s̃_j = c s_j with c = c_{n'} of S3. x̂ minimises the criterion Σ_{j<=k} (v_j - 2 √v_j s̃_j/c) over [0, X].

    given λ̂ its mean is Σ_{j<=k} (√v_j - s_j)² - Σ_{j<=k} λ_j; it is convex in x; x̂ is consistent as n' grows

How the proof goes. Let b_j = s̃_j/c. The criterion is the error with b_j in the place of s_j, but for a constant; so it
is linear in b, which gives the mean, and convex as the error is. Between x̂ and x* the error rises by what the criterion
rises by, which is not more than 0, and by 2 Σ (b_j - s_j)(√v_j(x̂) - √v_j(x*)); and √v changes by at most √|1 - λ̂_j|
("error"). On the other hand, with m half-way between the two levels, E(x̂) - E(x*) >= E(x̂) + E(x*) - 2 E(m), a sum of
2 s_j (√v_j(x̂) - √v_j(x*))²/(2 √v_j(m) + √v_j(x̂) + √v_j(x*)): the distance squared times Σ s_j (1 - λ̂_j)²/(8 M³) at
least, while the rise is at most the distance times Σ |b_j - s_j| |1 - λ̂_j|/l ("level"). So x̂ - x* is of the order of
the errors of s̃_j, n'^{-1/2}.

Where all s_j (1 - λ̂_j) are 0 the levels say nothing, but then the criterion is the error but for a constant, almost
surely, so that every x̂ is a best level ("flat"): x̂ is consistent always, if of several the least is taken. Cited: that
s̃_j tends to s_j, and c to 1 (S3). The mean is proved for laws with finitely many outcomes, as in S3.

Tested in `tests/derivations/from_data/test_held_out.py`.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Abs, Expr, IndexedBase, Or, Sum, Symbol, sqrt

from ldm_symbolic.claims import Assignment, Statement
from ldm_symbolic.derivations.claim import claims_of, new
from ldm_symbolic.derivations.hypotheses import a_level, all_positive, modes, noisy_horizon, none_negative
from ldm_symbolic.derivations.instances import numbers, without
from ldm_symbolic.derivations.letters import D, X, j, k, s, s_hat, x
from ldm_symbolic.derivations.plug_in.plug_in_error import kept, levels, plugin_error, plugin_variance
from ldm_symbolic.derivations.random_estimates.s3_sampling_average import WEIGHTS, c, i, mean, of_each, size, w
from ldm_symbolic.proof import Convex, ForEach, Identity, Minimises, substitute

best, chosen = Symbol("p", real=True), Symbol("q", real=True)
b, y = (IndexedBase(name, real=True) for name in ("b", "y"))
"""s̃_j/c; and s̃_j in outcome i, at D(i-1) + j."""
least, most = Symbol("l", real=True), Symbol("M", real=True)
drawn = y[D * (i - 1) + j]


def criterion(held_out: Expr) -> Sum:
    """Σ (v_j - 2 √v_j b_j), for deviations b_j of further samples.

    >>> criterion(b[j]).limits
    ((j, 1, k),)
    """
    return Sum(plugin_variance - 2 * sqrt(plugin_variance) * held_out, kept)


def at_level(error: Expr, level: Expr) -> Expr:
    """What an error is at a level."""
    return substitute(error, {x: level})


term = next(part.function for part in plugin_error.args if part.limits[0][2] == k)
kept_error = Sum(term, kept)
HELD_OUT = of_each(drawn, c * s[j])
MEAN = (all_positive(s_hat, k), *a_level(), c > 0, WEIGHTS[1], HELD_OUT)
BASE = (*noisy_horizon(), *modes(k))
BEST, CHOSEN = Minimises(best, plugin_error, levels), Minimises(chosen, criterion(b[j]), levels)
NOT_WIDE = ForEach(s_hat[j] <= most, kept), most >= 1
NOT_NARROW = ForEach(s_hat[j] >= least, kept), least > 0, least <= 1
EITHER = ForEach(Or(Identity(b[j], s[j]), Identity(s_hat[j], 1)), kept)
excess = at_level(plugin_error, chosen) - at_level(plugin_error, best)
off = Abs(b[j] - s[j])

LARGE_NUMBERS = "the law of large numbers: s̃_j² tends to λ_j almost surely as n' grows; c_{n'} tends to 1 by S3"
half, quarter = Fraction(1, 2), Fraction(1, 4)
ONE: Assignment = {k: 1, D: 1, X: Fraction(9, 10), s: numbers("5/8"), s_hat: numbers("1/2"), best: Fraction(3, 16)}
NEAR: Assignment = {**ONE, b: numbers("3/4"), chosen: Fraction(5, 12)}
FAR: Assignment = {**ONE, b: numbers("5/8"), chosen: Fraction(9, 10)}
BOUNDS: Assignment = {least: half, most: 1}
FLAT: Assignment = {**ONE, k: 2, D: 2, s: (half, quarter), s_hat: (1, half), b: (2, quarter), best: 0, chosen: 0}
OUTCOMES: Assignment = {size: 2, D: 1, k: 1, s: (half,), s_hat: (half,), x: Fraction(7, 12), w: (half, half)}
OUTCOMES = {**OUTCOMES, y: numbers("1/4", "1/2"), c: Fraction(3, 4)}

CLAIMS = {
    "mean": new(
        "over finitely many outcomes of s̃ with E s̃_j = c s_j the criterion has the mean Σ_{j<=k} ((√v_j - s_j)² - λ_j)",
        MEAN,
        Identity(mean(criterion(drawn / c)), kept_error - Sum(s[j] ** 2, kept)),
        witnesses=(OUTCOMES,),
        necessary=((WEIGHTS[1], {**OUTCOMES, w: (1, quarter)}), (HELD_OUT, {**OUTCOMES, c: half})),
    ),
    "convex": new(
        "the criterion is convex in x, whatever the further samples are",
        (*noisy_horizon(), all_positive(s_hat, k), none_negative(b, k)),
        Convex(criterion(b[j]), levels),
        witnesses=(without(NEAR, s, best, chosen),),
        necessary=((none_negative(b, k), {**without(NEAR, s, best, chosen), b: (-1,)}),),
    ),
    "error": new(
        "x̂ has at most 2 Σ √|1-λ̂_j| |s̃_j/c - s_j| more error than x*: its error tends to the least as s̃_j/c to s_j",
        (*BASE, BEST, CHOSEN),
        excess <= Sum(2 * sqrt(Abs(1 - s_hat[j] ** 2)) * off, kept),
        witnesses=(NEAR,),
        necessary=((CHOSEN, FAR),),
        cited=(LARGE_NUMBERS,),
    ),
    "level": new(
        "|x̂ - x*| Σ s_j (1-λ̂_j)² <= (8 M³/l) Σ |1-λ̂_j| |s̃_j/c - s_j| for l <= ŝ_j <= M, l <= 1 <= M",
        (*BASE, BEST, CHOSEN, *NOT_WIDE, *NOT_NARROW),
        Abs(chosen - best) * Sum(s[j] * (1 - s_hat[j] ** 2) ** 2, kept)
        <= 8 * most**3 / least * Sum(Abs(1 - s_hat[j] ** 2) * off, kept),
        witnesses=({**NEAR, **BOUNDS},),
        necessary=((CHOSEN, {**FAR, **BOUNDS}), (BEST, {**FAR, **BOUNDS, best: 0, chosen: Fraction(3, 16)})),
        cited=(LARGE_NUMBERS,),
    ),
    "flat": new(
        "where s̃_j/c = s_j for each j with λ̂_j other than 1, a level x̂ is a best one",
        (*BASE, BEST, CHOSEN, EITHER),
        excess <= 0,
        witnesses=(FLAT,),
        necessary=((EITHER, NEAR),),
    ),
}

STATEMENT = Statement(
    id="S9",
    title="The level that minimises the error on further samples",
    source=None,
    claims=claims_of("S9", CLAIMS),
)
