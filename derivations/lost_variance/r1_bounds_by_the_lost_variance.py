"""The least error lies between the variance that the encoder loses and that plus what the estimates are off.

Source: ours (R1). Plug-in score, start at the noised law; x* is a best level of [0, X]; lost(k) = Σ_{j>k} λ_j.
x = 0 is the noise level at the end of generation, t = T.

    lost(k) <= E(k, x*) <= E(k, x=0) <= lost(k) + Σ_{j≤k} min(g_j, g_j²/λ_j),   g_j = |λ̂_j - λ_j|

How the proof goes. A kept mode adds a square, and 0 is one of the levels. At level 0 it adds (ŝ - s)² with
g = |ŝ - s| (ŝ + s), and (ŝ + s)² is at least g and at least λ. The minimum is g where g >= λ, else g²/λ; so it has
a value at λ = 0 too. No order of the variances is needed, and no positive ones.

Every decoder of rank k. Any k coordinates in the place of the first are the case that w_j is 0 or 1. What any other
decoder of rank k generates lies in a space with an orthogonal projection Π of rank k; it is off by |(I - Π)x| at least,
whatever x of the data it is paired with, so that its squared distance is at least tr (I - Π)Σ = Σ (1 - w_j) λ_j with
w_j = Π_jj, from 0 to 1 and k in sum. This reduction is on paper, for the language has neither couplings nor
projections; what is proved is the inequality for the shares (Ky Fan 1949), where alone the order of variances matters.

Tested in `tests/derivations/lost_variance/test_lost_variance.py`.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Abs, And, Expr, IndexedBase, Integer, Piecewise, Sum, Symbol

from ldm_symbolic.claims import Assignment, Statement
from ldm_symbolic.derivations.claim import claims_of, new
from ldm_symbolic.derivations.hypotheses import a_dimension, a_level, none_negative
from ldm_symbolic.derivations.instances import numbers, without
from ldm_symbolic.derivations.letters import D, X, j, k, s, s_hat, x
from ldm_symbolic.derivations.plug_in.plug_in_error import exact_error, kept, levels, lost, plugin_error
from ldm_symbolic.proof import ForEach, Identity, Minimises, substitute

best = Symbol("p", real=True)
w = IndexedBase("w", real=True)
gap = Abs(s_hat[j] ** 2 - s[j] ** 2)
least = Piecewise((gap, gap >= s[j] ** 2), (gap**2 / s[j] ** 2, True))
"""min(g_j, g_j²/λ_j), which is g_j at λ_j = 0."""
off = Sum(least, kept)


def at_level(error: Expr, level: Expr) -> Expr:
    """An error at a level."""
    return substitute(error, {x: level})


BEST = Minimises(best, plugin_error, levels)
HORIZON = (X >= 0, X < 1)
MODES = (*a_dimension(), none_negative(s), none_negative(s_hat, k))
SHARES = ForEach(And(w[j] >= 0, w[j] <= 1), (j, 1, D))
RANK = Sum(w[j], (j, 1, D)) <= k
LARGEST = (ForEach(s[j] >= s[k], kept), ForEach(s[j] <= s[k], (j, k + 1, D)))
"""The first k variances are the largest."""
at_the_end = at_level(plugin_error, Integer(0))
CHAIN = And(lost <= at_level(plugin_error, best), at_level(plugin_error, best) <= at_the_end, at_the_end <= lost + off)

ONE: Assignment = {D: 2, k: 1, s: numbers("3/4", "1/2"), s_hat: numbers("1/2", "1/2"), X: Fraction(9, 10)}
CHAINED: Assignment = {**ONE, best: Fraction(5, 12)}
TURNED: Assignment = {D: 2, k: 1, s: numbers("1/2", "1"), w: numbers("0", "1")}
KEPT: Assignment = {D: 2, k: 1, s: numbers("1", "1/2"), w: numbers("1/2", "1/2")}

CLAIMS = {
    "chain": new(
        "lost(k) <= E(k, x*) <= E(k, x=0) <= lost(k) + Σ_{j≤k} min(g_j, g_j²/λ_j), g_j = |λ̂_j - λ_j|",
        (*MODES, *HORIZON, BEST),
        CHAIN,
        witnesses=(CHAINED, {**CHAINED, s: numbers("0", "1/2"), best: 0}),
        necessary=((BEST, {**CHAINED, s: numbers("5/8", "1/2"), best: Fraction(9, 10)}),),
    ),
    "every-level": new(
        "so every level, not only the best one, leaves at least lost(k)",
        (*MODES, *a_level(x, X), X < 1),
        lost <= plugin_error,
        witnesses=({**ONE, x: Fraction(1, 2)},),
    ),
    "exact": new(
        "with the exact score the end leaves lost(k): the lower bound is reached",
        (*a_dimension(), none_negative(s)),
        Identity(at_level(exact_error, Integer(0)), lost),
        witnesses=(without(ONE, s_hat, X),),
    ),
    "every-decoder": new(
        "with the k largest variances first, shares w_j from 0 to 1 of sum at most k lose at least lost(k)",
        (*a_dimension(), none_negative(s), *LARGEST, SHARES, RANK),
        Sum((1 - w[j]) * s[j] ** 2, (j, 1, D)) >= lost,
        witnesses=(KEPT, {**KEPT, w: numbers("0", "1")}),
        necessary=(
            (LARGEST[0], {D: 3, k: 2, s: numbers("1/10", "1", "1"), w: numbers("0", "1", "1")}),
            (LARGEST[1], TURNED),
            (RANK, {**KEPT, w: numbers("1", "1")}),
            (SHARES, {**KEPT, w: numbers("2", "-1")}),
        ),
    ),
}

STATEMENT = Statement(
    id="R1",
    title="The least error lies above the lost variance, by no more than the estimates are off",
    source=None,
    claims=claims_of("R1", CLAIMS),
)
