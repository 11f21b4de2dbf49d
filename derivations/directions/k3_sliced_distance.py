"""The sliced Wasserstein-2 distance as the error: what of P1 and S3 holds, for any covariances, with a loss or without.

Source: ours (K3). In direction θ both laws are Gaussian on a line. There the data have the deviation s, the kept part
of the estimate has h > 0, and g = |Pθ|² is the share of θ that the encoder keeps: the decoded sample has the variance
v = (1-x) h² + x g ("direction" for g = 1), and the error is the mean over θ of (√v - s)². With k = D, g = 1; and h = s
for the exact score.

How the proof goes. v is affine in x, so that the error is convex, whatever the covariances are, and the slope at 0, the
mean of (1 - s/h)(g - h²), decides. In direction θ the slope has the sign of (v - s²)(g - h²), which is
(h² - s²)(g - h²) + x (g - h²)²: with the exact score and k = D the first part is 0. On average over estimates h² Z,
E Z = 1, √z <= (1 + z)/2 and 1/√z >= (3 - z)/2 bound the slope by (1 - s/h)(g - h²), which is 0 for k = D.

What was refuted. For k < D some data are lost, s > h. Where the kept variances are below 1, an early stop makes up for
that with noise ("kept", "kept-falls"): Σ = diag(1/2, 5/8), k = 1, one direction at 45°. Where they are above 1 noise
makes it worse, and the averaged slope is positive ("fixed"): Σ = diag(9/2, 7/2), k = 1, again at 45°. For "kept" the
slope has its sign in every direction that is neither kept nor lost, and so has its mean over the even distribution; for
"fixed" not in those with g above about 0.95, and that mean, about 0.34, is computed and not proved.

What is proved: this for finitely many directions with any weights, and over finitely many outcomes, as in S3. Each
inequality holds direction by direction, so that it holds under the even distribution; that passage is not formalised.

Tested in `tests/derivations/directions/test_means_over_directions.py`.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Equivalent, Expr, IndexedBase, Integer, Lambda, Sum, Symbol, sqrt

from ldm_symbolic.claims import Assignment, Statement
from ldm_symbolic.derivations.claim import claims_of, new, repaired
from ldm_symbolic.derivations.hypotheses import noisy_horizon
from ldm_symbolic.derivations.letters import D, X, j, s, x
from ldm_symbolic.derivations.random_estimates.s3_sampling_average import WEIGHTS, i, mean, outcomes, size, w, z
from ldm_symbolic.proof import Convex, ForEach, Identity, NonDecreasing, substitute

count, axis = Symbol("M", integer=True), Symbol("l", integer=True)
a, g, h, c, L = (IndexedBase(name, real=True) for name in ("y", "g", "h", "c", "L"))
"""Weights, kept shares and kept deviations of the directions; squared entries of one of them, and eigenvalues."""
directions, levels = (j, Integer(1), count), (x, Integer(0), X)
draw = z[count * (i - 1) + j]


def of_all(term: Expr) -> Sum:
    """The weighted sum over the directions.

    >>> of_all(g[j])
    Sum(g[j]*y[j], (j, 1, M))
    """
    return Sum(a[j] * term, directions)


decoded = (1 - x) * h[j] ** 2 + x * g[j]
error = of_all((sqrt(decoded) - s[j]) ** 2)
one_slope = (1 - s[j] / sqrt(decoded)) * (g[j] - h[j] ** 2)
end_slope = of_all((1 - s[j] / h[j]) * (g[j] - h[j] ** 2))
in_outcome = of_all((1 - s[j] / (h[j] * sqrt(draw))) * (g[j] - h[j] ** 2 * draw))
"""The slope at 0 where the estimate in direction j is h_j² Z_j."""
_index = Symbol("m", integer=True)
WHOLE = {g: Lambda(_index, Integer(1))}
EXACT = {**WHOLE, h: Lambda(_index, s[_index])}

WEIGHED, TRUE = ForEach(a[j] >= 0, directions), ForEach(s[j] > 0, directions)
SHARES, KEPT = ForEach(g[j] > 0, directions), ForEach(h[j] > 0, directions)
SEEN = (WEIGHED, ForEach(s[j] >= 0, directions), KEPT, SHARES)
BASE = (*SEEN, *noisy_horizon())
LOSS = ForEach(s[j] >= h[j], directions)
AWAY = ForEach((h[j] ** 2 - s[j] ** 2) * (g[j] - h[j] ** 2) >= 0, directions)
TOWARDS = ForEach((s[j] - h[j]) * (g[j] - h[j] ** 2) >= 0, directions)
SMALL = (ForEach(a[j] > 0, directions), ForEach(s[j] > h[j], directions), ForEach(h[j] ** 2 < g[j], directions))
DRAWS = ForEach(ForEach(draw > 0, directions), outcomes)
UNBIASED = ForEach(Identity(mean(draw), 1), directions)
LAW = (*SEEN, DRAWS, *WEIGHTS, UNBIASED)

entry = (axis, Integer(1), D)
UNIT = Identity(Sum(c[axis], entry), 1)
along = Sum(c[axis] * L[axis], entry)

half = Fraction(1, 2)
PLACE: Assignment = {count: 1, a: (1,), g: (half,), X: half}
LOW: Assignment = {**PLACE, h: (half,), s: (Fraction(3, 4),)}
NONE_LOST: Assignment = {**LOW, s: (half,)}
HIGH: Assignment = {**PLACE, h: (Fraction(3, 2),), s: (2,)}
TWO: Assignment = {size: 2, w: (half, half), z: (half, Fraction(3, 2))}
NEVER_OFF: Assignment = {size: 1, w: (1,), z: (1,)}

CLAIMS = {
    "direction": new(
        "in a direction with the squared entries c, of sum 1, (1-x) S + x I with eigenvalues L has (1-x) Σ c L + x",
        (UNIT,),
        Identity(Sum(c[axis] * ((1 - x) * L[axis] + x), entry), (1 - x) * along + x),
        witnesses=({D: 2, c: (half, half), L: (1, 3), x: half},),
        necessary=((UNIT, {D: 2, c: (half, 1), L: (1, 3), x: half}),),
    ),
    "exact": new(
        "over finitely many directions, exact score, k = D: the error does not fall with the noise level",
        (WEIGHED, TRUE, *noisy_horizon()),
        NonDecreasing(substitute(error, EXACT), levels),
        witnesses=({count: 2, a: (1, 2), s: (half, 2), X: half},),
        necessary=((WEIGHED, {count: 1, a: (-1,), s: (half,), X: half}),),
    ),
    "kept": new(
        "for k < D too, where s_j >= h_j of the data is kept",
        (*BASE, LOSS),
        NonDecreasing(error, levels),
        counterexample=LOW,
    ),
    "kept-repaired": repaired(
        "it does not where (h_j² - s_j²)(g_j - h_j²) >= 0: nothing is lost (h_j = s_j), or h_j <= s_j and h_j² >= g_j",
        (*BASE, AWAY),
        NonDecreasing(error, levels),
        witnesses=(HIGH, NONE_LOST),
        repairs="K3.kept",
        necessary=((AWAY, LOW),),
    ),
    "kept-falls": new(
        "where each direction loses something and the kept variances are below 1 the slope at 0 is negative",
        (count >= 1, SHARES, KEPT, *SMALL),
        end_slope < 0,
        witnesses=(LOW,),
        necessary=((SMALL[1], NONE_LOST), (SMALL[2], HIGH)),
    ),
    "convex": new(
        "it is convex in the noise level, for any covariances and any k",
        BASE,
        Convex(error, levels),
        witnesses=(LOW,),
    ),
    "iff": new(
        "with the plug-in score it does not fall iff the mean of (1 - s_j/h_j)(g_j - h_j²) is >= 0; k = D has g_j = 1",
        BASE,
        Equivalent(NonDecreasing(error, levels), end_slope >= 0),
        witnesses=(LOW, HIGH),
    ),
    "average": new(
        "over finitely many outcomes, unbiased estimates, k = D: the averaged slope at 0 is <= 0",
        (WEIGHED, TRUE, DRAWS, *WEIGHTS, UNBIASED),
        mean(substitute(in_outcome, EXACT)) <= 0,
        witnesses=({**TWO, count: 1, a: (1,), s: (half,)},),
        necessary=((UNBIASED, {**NEVER_OFF, count: 1, a: (1,), s: (half,), z: (2,)}),),
    ),
    "fixed": new(
        "for a fixed encoder to k < D too, where s_j >= h_j",
        (*LAW, LOSS),
        mean(in_outcome) <= 0,
        counterexample={**TWO, **HIGH, z: (Fraction(3, 4), Fraction(5, 4))},
    ),
    "fixed-repaired": repaired(
        "it is where (s_j - h_j)(g_j - h_j²) >= 0: nothing is lost (h_j = s_j), or h_j <= s_j and h_j² <= g_j",
        (*LAW, TOWARDS),
        mean(in_outcome) <= 0,
        witnesses=({**TWO, **LOW},),
        repairs="K3.fixed",
        necessary=((TOWARDS, {**NEVER_OFF, **HIGH}), (UNBIASED, {**NEVER_OFF, **NONE_LOST, z: (Fraction(3, 2),)})),
    ),
}

STATEMENT = Statement(
    id="K3",
    title="The sliced Wasserstein distance as the error",
    source=None,
    claims=claims_of("K3", CLAIMS),
)
