"""KL(data || generated) as the error: what of P1, S1 and S3 holds for it.

Source: ours (K2). The kept k coordinates, Σ_{j≤k} (λ_j/v_j - 1 - log λ_j/v_j)/2, plug-in score, noised start.

    the slope in x is Σ (v_j - λ_j)(1 - λ̂_j)/(2 v_j²);  for (7) stands Σ (λ̂_j - λ_j)(1 - λ̂_j)/λ̂_j² >= 0

How the proof goes. The slope of a mode with λ̂ = λ is (1-λ)² x/(2 v²) >= 0. The second derivative of a mode is
(2 λ - v)(1 - λ̂)²/(2 v³), so that the error is convex as long as no v exceeds 2 λ, and then the slope at 0 decides. On
average the slope at 0 needs E 1/Z and E 1/Z²; for n > 4 Gaussian samples they are n/(n-2) and n²/((n-2)(n-4)).

What was refuted. Beyond 2 λ the error of a mode is concave, and an overestimated mode loses its weight as noise rises:
of λ = (11, 1/20) and λ̂ = (9/10, 3/10) the sum is positive, but on the way to X = 9/10 the first mode takes over and
the error falls. All estimates are below 1 there.

The repair. It is so where λ̂_j <= 2 λ_j and v_j(X) <= 2 λ_j, by convexity; and where no kept λ lies on that side of λ̂
on which 1 lies, the error does not fall, whatever its curvature.

Of S1 the first sentence fails for the same reason: those two modes have x*(2) = 0, and a third with λ = 3/4, λ̂ = 1/2,
whose own root is 1/2, tips them over to x*(3) = X = 9/10. In its claim each level is best by the sign of the slope on
one side and by the values on the other; f and g part the two.

The repairs of S1. A level with the slope 0, or the right sign at an end, as best ones have, lies between x*(k) and the
clipped own root where the error of k modes has one valley, with it; the new mode may have any variances. Convexity of k
modes is enough for that. The second sentence of S1 holds for all variances: beside a level with slope 0 the slope of
the new mode decides, and on which side of x*(k) the new best level lies is what K6 says.

Not claimed: that the error is not non-decreasing wherever the sum is negative (which is so, by the sign of a slope at
one point); the passage from finitely many outcomes to a density. S2 holds, as K6 says of all errors with one valley.

Tested in `tests/derivations/other_distances/test_kullback_leibler.py`.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import And, Equivalent, Implies, Integer, Lambda, Max, Min, Ne, Symbol

from ldm_symbolic.claims import Assignment, Statement
from ldm_symbolic.derivations.claim import claims_of, new, repaired
from ldm_symbolic.derivations.hypotheses import a_dimension, all_positive, noisy_horizon
from ldm_symbolic.derivations.instances import without
from ldm_symbolic.derivations.letters import D, X, j, k, x
from ldm_symbolic.derivations.other_distances.k1_generated_to_data import AVERAGE as ONE_MOMENT
from ldm_symbolic.derivations.other_distances.k1_generated_to_data import DRAWN, GAUSSIAN, TWO
from ldm_symbolic.derivations.other_distances.kullback_leibler import (
    BASE,
    INNER,
    after,
    before,
    clipped,
    exact,
    generated,
    kept,
    lam,
    lam_hat,
    levels,
    mode,
    mode_slope,
    of_data,
    positive,
    root,
    stationary,
    total,
)
from ldm_symbolic.derivations.random_estimates.s3_sampling_average import draw, m, mean, n, of_each, row, z
from ldm_symbolic.proof import ForEach, Identity, IsDerivative, NonDecreasing, substitute

error, error_slope = total(mode(of_data)), total(mode_slope(of_data))
one_condition = (lam_hat[j] - lam[j]) * (1 - lam_hat[j]) / lam_hat[j] ** 2
condition = total(one_condition)
SPECTRUM = (*a_dimension(), *BASE)
IFF = Equivalent(NonDecreasing(error, levels), condition >= 0)
CONVEX = ForEach(And(lam_hat[j] <= 2 * lam[j], substitute(generated, {x: X}) <= 2 * lam[j]), kept)
"""No variance on the way exceeds twice the true one."""
ALIGNED = ForEach((lam_hat[j] - lam[j]) * (1 - lam_hat[j]) >= 0, kept)

# One step in k: p is a level for k modes, q for k + 1.

NEW = (*noisy_horizon(), k >= 0, *positive(k + 1), Ne(lam_hat[k + 1], 1))
STATIONARY, STATIONARY_AFTER = stationary(of_data, before, k), stationary(of_data, after, k + 1)
STEP = (*NEW, STATIONARY_AFTER)
PLACE = (before >= 0, before <= X)
ONE_VALLEY = ForEach((x - before) * error_slope >= 0, levels)
"""The error of k modes falls up to p and rises from there."""
SIDE = And(Implies(root(k + 1) >= before, after >= before), Implies(root(k + 1) <= before, after <= before))
BETWEEN = And(after >= Min(before, clipped(k + 1)), after <= Max(before, clipped(k + 1)))
EARLIER = Equivalent(after <= before, root(k + 1) <= before)

more, more_slope = total(mode(of_data), k + 1), total(mode_slope(of_data), k + 1)
first_end, last_end = Symbol("f", real=True), Symbol("g", real=True)
ENDS = (first_end >= 0, first_end <= X, last_end >= 0, last_end <= X)
ZERO_IS_BEST = (
    ForEach(error_slope >= 0, (x, Integer(0), first_end)),
    ForEach(error >= substitute(error, {x: Integer(0)}), (x, first_end, X)),
)
TOP_IS_BEST = (
    ForEach(more_slope <= 0, (x, last_end, X)),
    ForEach(more >= substitute(more, {x: X}), (x, Integer(0), last_end)),
)

_index = Symbol("l", integer=True)
drawn = Lambda(_index, lam[_index] * z[row + _index])
end_slope = mean(substitute(substitute(error_slope, {x: Integer(0)}), {lam_hat: drawn}))
second = Symbol("M", real=True)
"""E 1/Z²."""
SQUARE = of_each(1 / draw**2, second)
AVERAGE = (*ONE_MOMENT, SQUARE)
gain = (m - 1 - (second - m) / lam[j]) / 2
CHI_SQUARED = (n > 4, all_positive(lam, k), Identity(m, n / (n - 2)), Identity(second, n**2 / ((n - 2) * (n - 4))))

HUMP: Assignment = {
    k: 2,
    D: 2,
    lam: (Fraction(11), Fraction(1, 20)),
    lam_hat: (Fraction(9, 10), Fraction(3, 10)),
    X: Fraction(9, 10),
}
half = Fraction(1, 2)
TIPPED: Assignment = {
    **HUMP,
    lam: (*HUMP[lam], Fraction(3, 4)),
    lam_hat: (*HUMP[lam_hat], Fraction(1, 2)),
    first_end: Fraction(1, 10),
    last_end: Fraction(1, 2),
}
NEXT: Assignment = {**TWO, k: 1, lam_hat: (Fraction(3, 4), Fraction(3, 4)), before: 0, after: 0}
SAME: Assignment = {
    **NEXT,
    lam_hat: (Fraction(1, 4), Fraction(1, 4)),
    X: half,
    before: Fraction(1, 3),
    after: Fraction(1, 3),
}
AT_TOP: Assignment = {**without(TIPPED, first_end, last_end), before: 0, after: Fraction(9, 10)}
BESIDE: Assignment = {
    k: 2,
    lam: (Fraction(6707, 676), Fraction(1, 20), Fraction(7, 8)),
    lam_hat: TIPPED[lam_hat],
    X: Fraction(9, 10),
    before: half,
    after: 0,
}
OVER: Assignment = {**TWO, lam: (half, half), lam_hat: (Fraction(3, 4), Fraction(3, 4))}
BOTH: Assignment = {**DRAWN, second: Fraction(11, 4)}
AT_SIX: Assignment = {n: 6, m: Fraction(3, 2), second: Fraction(9, 2), k: 1, lam: (half,)}

CLAIMS = {
    "exact": new(
        "with the exact score the error does not fall with the noise level, so does not rise with time, for every k",
        (*a_dimension(), all_positive(lam, k), X < 1),
        NonDecreasing(exact(error), levels),
        witnesses=(TWO,),
    ),
    "derivative": new(
        "the slope is Σ (v_j - λ_j)(1 - λ̂_j)/(2 v_j²)",
        SPECTRUM,
        IsDerivative(error, error_slope, levels),
        witnesses=(TWO,),
    ),
    "iff": new(
        "with the plug-in score it does not fall with the noise level iff Σ (λ̂_j - λ_j)(1 - λ̂_j)/λ̂_j² >= 0",
        SPECTRUM,
        IFF,
        counterexample=HUMP,
    ),
    "iff-repaired": repaired(
        "that holds where λ̂_j <= 2 λ_j and v_j(X) <= 2 λ_j",
        (*SPECTRUM, CONVEX),
        IFF,
        witnesses=(TWO, OVER),
        repairs="K2.iff",
        necessary=((CONVEX, HUMP),),
    ),
    "aligned": new(
        "and it does not fall where no kept λ lies on that side of λ̂ on which 1 lies",
        (*SPECTRUM, ALIGNED),
        NonDecreasing(error, levels),
        witnesses=(OVER,),
        necessary=((ALIGNED, HUMP),),
    ),
    "between": new(
        "S1 holds: x*(k+1) <= max(x*(k), r_{k+1}); k modes with x*(k) = 0, and one more with x*(k+1) = X",
        (*NEW, *ENDS, *ZERO_IS_BEST, *TOP_IS_BEST),
        Max(0, clipped(k + 1)) >= X,
        counterexample=TIPPED,
    ),
    "between-repaired": repaired(
        "x*(k+1) lies between x*(k) and the clipped r_{k+1} where the error of k modes falls up to x*(k), then rises",
        (*STEP, *PLACE, ONE_VALLEY),
        BETWEEN,
        witnesses=(NEXT,),
        repairs="K2.between",
        necessary=((ONE_VALLEY, AT_TOP),),
    ),
    "between-convex": new(
        "as it does where λ̂_j <= 2 λ_j and v_j(X) <= 2 λ_j for the first k modes, whatever the new one is",
        (*STEP, STATIONARY, CONVEX),
        BETWEEN,
        witnesses=(NEXT,),
        necessary=((CONVEX, AT_TOP),),
    ),
    "direction": new(
        "for all variances: if 0 < x*(k) < X, then x*(k+1) <= x*(k) iff r_{k+1} <= x*(k), given the half that K6 tells",
        (*STEP, *INNER, STATIONARY, SIDE),
        EARLIER,
        witnesses=(SAME,),
        necessary=((SIDE, BESIDE),),
    ),
    "average": new(
        "over finitely many outcomes λ̂_j = λ_j Z_j: the averaged slope at 0 is Σ (m - 1 - (M - m)/λ_j)/2, M = E 1/Z²",
        AVERAGE,
        Identity(end_slope, total(gain)),
        witnesses=(BOTH,),
        necessary=((SQUARE, {**BOTH, second: 2}),),
    ),
    "chi-squared": new(
        "for n > 4 Gaussian samples it is Σ (1 - 2 n/(λ_j (n-4)))/(n-2)",
        CHI_SQUARED,
        Identity(total(gain), total((1 - 2 * n / (lam[j] * (n - 4))) / (n - 2))),
        witnesses=(AT_SIX,),
        necessary=((CHI_SQUARED[2], {**AT_SIX, m: 1}), (CHI_SQUARED[3], {**AT_SIX, second: 1})),
        cited=(f"{GAUSSIAN}, and E 1/(χ²_n)² = 1/((n - 2)(n - 4)) for n > 4",),
    ),
}

STATEMENT = Statement(
    id="K2",
    title="KL(data || generated) as the error",
    source=None,
    claims=claims_of("K2", CLAIMS),
)
