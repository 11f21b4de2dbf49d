"""KL(data || generated) as the error: what of P1 and S3 holds for it.

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

Not claimed: that the error is not non-decreasing wherever the sum is negative (which is so, by the sign of a slope at
one point); the passage from finitely many outcomes to a density. Nor does a claim say that S1 fails, which rests on
convexity: with a third mode of λ = 3/4, λ̂ = 1/2, whose own root is 1/2, x*(2) = 0 but x*(3) = 9/10. Errors with one
valley keep S2 and the side of the own root (K6).

Tested in `tests/derivations/other_distances/test_kullback_leibler.py`.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import And, Equivalent, Integer, Lambda, Symbol

from ldm_symbolic.claims import Assignment, Statement
from ldm_symbolic.derivations.claim import claims_of, new, repaired
from ldm_symbolic.derivations.hypotheses import a_dimension, all_positive
from ldm_symbolic.derivations.letters import D, X, j, k, x
from ldm_symbolic.derivations.other_distances.k1_generated_to_data import AVERAGE as ONE_MOMENT
from ldm_symbolic.derivations.other_distances.k1_generated_to_data import DRAWN, GAUSSIAN, TWO
from ldm_symbolic.derivations.other_distances.kullback_leibler import (
    BASE,
    exact,
    generated,
    kept,
    lam,
    lam_hat,
    levels,
    mode,
    mode_slope,
    of_data,
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
