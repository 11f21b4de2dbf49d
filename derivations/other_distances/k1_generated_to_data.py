"""KL(generated || data) as the error: what of P1, S1, S2 and S3 holds for it.

Source: ours (K1). The kept k coordinates, Σ_{j≤k} (v_j/λ_j - 1 - log v_j/λ_j)/2, plug-in score, noised start.

    the slope in x is Σ (1/λ_j - 1/v_j)(1 - λ̂_j)/2;  for (7) stands Σ (1/λ_j - 1/λ̂_j)(1 - λ̂_j) >= 0

How the proof goes. The second derivative is Σ ((1 - λ̂_j)/v_j)²/2 >= 0, so that the error is convex in x for all
variances, and everything that rests on convexity is as for the Fréchet distance: the end is best iff the slope there
is >= 0, a level is best iff it is stationary, and the slope of a mode has the sign of x - r_j, r_j the same own root.
On average 1/λ̂_j is m/λ_j with m = E 1/Z, and the averaged slope at the end is -Σ (m - 1)/(2 λ_j); for n Gaussian
samples m = n/(n-2), which makes it -Σ 1/((n-2) λ_j).

Dense estimates, k = D. The divergence (tr Σ⁻¹A - log det A + ..)/2 at A = (1-x) S + x I has at x = 0 the slope
(tr Σ⁻¹ - tr Σ⁻¹S - tr S⁻¹ + k)/2, of which the mean is (tr Σ⁻¹ - E tr S⁻¹)/2 for E S = Σ. In the eigenbasis of Σ the
diagonals of S and S⁻¹ say enough: S_jj (S⁻¹)_jj >= 1 (A1.inverse, for a root of S), so that (S⁻¹)_jj >= 2/λ_j -
S_jj/λ_j², of which the mean is 1/λ_j ("dense"). λ_j = s_j², S_jj = g and (S⁻¹)_jj = y at outcome i, mode j. That k >= 0
is only what counting asks for; and of s_j > 0 no more is used than that s_j is not 0, which S_jj > 0 tells already.

Not claimed: the passage from finitely many outcomes to a density.

Tested in `tests/derivations/other_distances/test_kullback_leibler.py`.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import And, Equivalent, Integer, Lambda, Max, Min, Ne, Sum, Symbol

from ldm_symbolic.claims import Assignment, Statement
from ldm_symbolic.derivations.claim import claims_of, new
from ldm_symbolic.derivations.dense_estimates import a1_any_unbiased_estimate as A1  # noqa: N812
from ldm_symbolic.derivations.hypotheses import a_dimension, all_positive, noisy_horizon
from ldm_symbolic.derivations.letters import D, X, j, k, x
from ldm_symbolic.derivations.other_distances.kullback_leibler import (
    BASE,
    INNER,
    NOT_ONE,
    after,
    before,
    best_is,
    clipped,
    exact,
    kept,
    lam,
    lam_hat,
    levels,
    mode,
    mode_slope,
    of_generated,
    positive,
    root,
    slope,
    stationary,
    total,
)
from ldm_symbolic.derivations.random_estimates.s3_sampling_average import (
    DRAWS,
    WEIGHTS,
    draw,
    m,
    mean,
    n,
    of_each,
    row,
    w,
    z,
)
from ldm_symbolic.derivations.random_estimates.s3_sampling_average import size as outcomes
from ldm_symbolic.derivations.stopping_in_k.s2_monotone_stopping import best
from ldm_symbolic.proof import ForEach, Identity, IsDerivative, NonDecreasing, substitute

DIVERGENCE = of_generated
error, error_slope = total(mode(DIVERGENCE)), total(mode_slope(DIVERGENCE))
condition = total((1 / lam[j] - 1 / lam_hat[j]) * (1 - lam_hat[j]))
"""What stands for the left side of (7)."""
SPECTRUM = (*a_dimension(), *BASE)
AT_ZERO, AT_TOP = slope(DIVERGENCE, k, Integer(0)), slope(DIVERGENCE, k, X)
HERE = slope(DIVERGENCE, k, before)
STEP = (
    *noisy_horizon(),
    k >= 0,
    *positive(k + 1),
    Ne(lam_hat[k + 1], 1),
    stationary(DIVERGENCE, before, k),
    stationary(DIVERGENCE, after, k + 1),
)
BETWEEN = And(after >= Min(before, clipped(k + 1)), after <= Max(before, clipped(k + 1)))
EARLIER = Equivalent(after <= before, root(k + 1) <= before)
EACH_BEST = ForEach(stationary(DIVERGENCE, best[k], k), (k, 1, D))
ROOTS_FALL = ForEach(clipped(j) >= clipped(j + 1), (j, 1, D - 1))
SEQUENCE = (*noisy_horizon(), *positive(D), NOT_ONE, EACH_BEST, ROOTS_FALL)
FALLS = ForEach(best[k + 1] <= best[k], (k, 1, D - 1))

_index = Symbol("l", integer=True)
drawn = Lambda(_index, lam[_index] * z[row + _index])
end_slope = mean(substitute(substitute(error_slope, {x: Integer(0)}), {lam_hat: drawn}))
INVERSE = of_each(1 / draw, m)
UNBIASED = of_each(draw, Integer(1))
AVERAGE = (*a_dimension(), all_positive(lam, k), DRAWS, *WEIGHTS, UNBIASED, INVERSE)

half, quarter = Fraction(1, 2), Fraction(1, 4)
TWO: Assignment = {k: 2, D: 2, lam: (half, half), lam_hat: (half, quarter), X: Fraction(1, 100)}
OVER: Assignment = {**TWO, lam: (quarter, half), lam_hat: (half, half)}
ONE: Assignment = {**TWO, k: 1, before: 0, after: Fraction(1, 100)}
FLAT: Assignment = {k: 1, lam: (1, 1), lam_hat: (1, 1), X: half, before: 0, after: quarter}
SAME: Assignment = {
    k: 1,
    lam: (half, half),
    lam_hat: (quarter, quarter),
    X: half,
    before: Fraction(1, 3),
    after: Fraction(1, 3),
}
NONE: Assignment = {D: 2, lam: (half, half), lam_hat: (half, half), X: half, best: (0, 0)}
TENTH: Assignment = {
    D: 2,
    lam: (half, quarter),
    lam_hat: (quarter, quarter),
    X: Fraction(1, 10),
    best: (Fraction(1, 10),) * 2,
}
DRAWN: Assignment = {
    k: 1,
    D: 1,
    outcomes: 2,
    lam: (half,),
    w: (Fraction(2, 3), Fraction(1, 3)),
    z: (half, 2),
    m: Fraction(3, 2),
}
LOG_DET = "the derivative of log det A along B is tr(A⁻¹B), and a positive definite S has a root and an inverse (A1)"
INVERSES = ForEach(ForEach(And(A1.g[A1.place] > 0, A1.g[A1.place] * A1.y[A1.place] >= 1), A1.kept), A1.outcomes)
DENSE_LAW = (k >= 0, A1.POSITIVE, *WEIGHTS, INVERSES, A1.UNBIASED)
dense_slope = Sum((1 / A1.s[j] ** 2 - A1.g[A1.place] / A1.s[j] ** 2 - A1.y[A1.place] + 1) / 2, kept)
"""(tr Σ⁻¹ - tr Σ⁻¹S - tr S⁻¹ + k)/2 in one outcome."""
ONCE: Assignment = {outcomes: 1, D: 1, k: 1, A1.s: (half,), w: (1,), A1.g: (quarter,), A1.y: (4,)}
TURNED: Assignment = {  # S = [[1, 1/2], [1/2, 1]] or with -1/2, Σ = I
    outcomes: 2,
    D: 2,
    k: 2,
    A1.s: (1, 1),
    w: (half, half),
    A1.g: (1,) * 4,
    A1.y: (Fraction(4, 3),) * 4,
}
GAUSSIAN = "E 1/χ²_n = 1/(n - 2) for n > 2"

CLAIMS = {
    "exact": new(
        "with the exact score the error does not fall with the noise level, so does not rise with time, for every k",
        (*a_dimension(), all_positive(lam, k), X < 1),
        NonDecreasing(exact(error), levels),
        witnesses=(TWO,),
    ),
    "derivative": new(
        "the slope is Σ (1/λ_j - 1/v_j)(1 - λ̂_j)/2",
        SPECTRUM,
        IsDerivative(error, error_slope, levels),
        witnesses=(TWO,),
    ),
    "iff": new(
        "with the plug-in score it does not fall with the noise level iff Σ (1/λ_j - 1/λ̂_j)(1 - λ̂_j) >= 0",
        SPECTRUM,
        Equivalent(NonDecreasing(error, levels), condition >= 0),
        witnesses=(TWO, OVER),
    ),
    "end": new(
        "the end is best iff the slope there is >= 0",
        BASE,
        Equivalent(best_is(DIVERGENCE, Integer(0)), AT_ZERO >= 0),
        witnesses=(TWO,),
    ),
    "start": new(
        "x = X is best iff the slope there is <= 0",
        BASE,
        Equivalent(best_is(DIVERGENCE, X), AT_TOP <= 0),
        witnesses=(TWO,),
    ),
    "inside": new(
        "an inner level is best iff the slope there is 0",
        (*BASE, *INNER),
        Equivalent(best_is(DIVERGENCE, before), And(HERE >= 0, HERE <= 0)),
        witnesses=({**TWO, before: Fraction(1, 200)},),
    ),
    "between": new(
        "S1 holds, λ̂_{k+1} ≠ 1: x*(k+1) lies between x*(k) and r_{k+1} clipped to [0, X]",
        STEP,
        BETWEEN,
        witnesses=(ONE,),
        necessary=((Ne(lam_hat[k + 1], 1), FLAT),),
    ),
    "direction": new(
        "and if 0 < x*(k) < X then x*(k+1) <= x*(k) iff r_{k+1} <= x*(k)",
        (*STEP, *INNER),
        EARLIER,
        witnesses=(SAME,),
    ),
    "monotone": new(
        "S2 holds, all λ̂_j ≠ 1: if the clipped own roots do not rise with j then x*(k) does not rise with k",
        SEQUENCE,
        FALLS,
        witnesses=(NONE, TENTH),
    ),
    "average": new(
        "over finitely many outcomes λ̂_j = λ_j Z_j, E Z = 1, E 1/Z = m: the averaged slope at 0 is -Σ (m - 1)/(2 λ_j)",
        AVERAGE,
        Identity(end_slope, -total((m - 1) / (2 * lam[j]))),
        witnesses=(DRAWN,),
        necessary=((INVERSE, {**DRAWN, m: 2}), (UNBIASED, {**DRAWN, w: (half, half), m: Fraction(5, 4)})),
    ),
    "negative": new(
        "where m > 1 it is negative, so that stopping a little early helps on average",
        (*AVERAGE, m > 1),
        end_slope < 0,
        witnesses=(DRAWN,),
        necessary=((m > 1, {**DRAWN, z: (1, 1), m: 1}),),
    ),
    "chi-squared": new(
        "for n > 2 Gaussian samples m = n/(n-2), by which it is -Σ 1/((n-2) λ_j)",
        (n > 2, all_positive(lam, k), Identity(m, n / (n - 2))),
        Identity(-total((m - 1) / (2 * lam[j])), -total(1 / ((n - 2) * lam[j]))),
        witnesses=({n: 4, m: 2, k: 1, lam: (half,)},),
        necessary=((Identity(m, n / (n - 2)), {n: 4, m: 1, k: 1, lam: (half,)}),),
        cited=(GAUSSIAN,),
    ),
    "dense": new(
        "for dense unbiased S > 0 with finitely many outcomes, k = D, the averaged slope (tr Σ⁻¹ - E tr S⁻¹)/2 is <= 0",
        DENSE_LAW,
        mean(dense_slope) <= 0,
        witnesses=(TURNED, ONCE),
        necessary=(
            (A1.UNBIASED, {**ONCE, A1.g: (half,), A1.y: (2,)}),
            (INVERSES, {**ONCE, A1.y: (0,)}),
            (WEIGHTS[0], {**ONCE, outcomes: 2, w: (2, -1), A1.g: (quarter, quarter), A1.y: (4, 100)}),
            (WEIGHTS[1], {**ONCE, w: (half,), A1.g: (half,), A1.y: (2,)}),
        ),
        cited=(LOG_DET,),
    ),
}

STATEMENT = Statement(
    id="K1",
    title="KL(generated || data) as the error",
    source=None,
    claims=claims_of("K1", CLAIMS),
)
