"""The maximum mean discrepancy as the error, with any kernel that depends on the difference alone.

Source: ours (K4). A continuous positive definite kernel of the difference is a mixture of cosines (Bochner). At the
frequency ω two centred Gaussian laws with covariances A and B have the characteristic values e^{-f/2} and e^{-b/2},
f = ωᵀAω and b = ωᵀBω, and the error is the mean of (e^{-f/2} - e^{-b/2})² over the mixture. k = D, B = Σ, and
f = (1-x) ωᵀSω + x g with g = |ω|².

How the proof goes. With the exact score f runs from b towards g, away from b. On average over estimates b Z with
E Z = 1 the slope at x = 0 is that of (e^{-(f+b)/2} - e^{-f})(g - f) at f = b Z. By e^y >= 1 + y the first factor is at
most e^{-b} (f-b)/2, and so for b <= g the slope at most e^{-b} (f-b)(g-b)/2, of which the mean is 0.

What was refuted. "Gaussian kernel: stopping early helps on average for every λ, n and bandwidth": for one mode with
λ = 8, bandwidth 1 and the estimates 6 and 10, each with probability 1/2, the averaged slope at 0 is positive. It is so
for n = 100 Gaussian samples too, which is computed and not proved. An error that flattens out far from the data counts
an overestimate less than an underestimate, and for λ > 1 noise makes the generated variance smaller.

What is proved: this for mixtures of finitely many frequencies, with any weights, over finitely many outcomes, as in S3:
where Σ <= I the averaged slope at 0 is <= 0, for k = D. The passage to a Gaussian kernel, an integral over frequencies,
is not formalised.

Tested in `tests/derivations/directions/test_means_over_directions.py`.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Expr, IndexedBase, Symbol, diff, exp

from ldm_symbolic.claims import Assignment, Statement
from ldm_symbolic.derivations.claim import claims_of, new, repaired
from ldm_symbolic.derivations.directions.k3_sliced_distance import (
    DRAWS,
    NEVER_OFF,
    TWO,
    UNBIASED,
    WEIGHED,
    a,
    count,
    directions,
    draw,
    g,
    levels,
    of_all,
)
from ldm_symbolic.derivations.hypotheses import noisy_horizon
from ldm_symbolic.derivations.letters import X, j, x
from ldm_symbolic.derivations.random_estimates.s3_sampling_average import WEIGHTS, i, mean, outcomes, z
from ldm_symbolic.model.distances.maximum_mean_discrepancy import expected_kernel
from ldm_symbolic.notation import variance
from ldm_symbolic.proof import ForEach, Identity, NonDecreasing, substitute

b = IndexedBase("b", real=True)
"""ωᵀΣω, by frequencies."""
generated = (1 - x) * b[j] + x * g[j]
error = of_all((exp(-generated / 2) - exp(-b[j] / 2)) ** 2)
estimate = b[j] * draw
in_outcome = of_all((exp(-(estimate + b[j]) / 2) - exp(-estimate)) * (g[j] - estimate))
"""The slope at 0 where the estimate at frequency j is b_j Z_j."""
FORMS = (ForEach(b[j] >= 0, directions), ForEach(g[j] >= 0, directions))
"""What ωᵀΣω and |ω|² are; "exact" holds without."""
VARIANCES, WITHIN = ForEach(b[j] > 0, directions), ForEach(b[j] <= g[j], directions)
LAW = (WEIGHED, VARIANCES, DRAWS, *WEIGHTS, UNBIASED)

# One mode with a Gaussian kernel.

h, drawn = Symbol("h", real=True), z[i]
_spread, _width, _law = (Symbol(name, positive=True) for name in ("c", "h", "v"))
_kernel = expected_kernel(_spread, _width)


def kernel(spread: Expr) -> Expr:
    """E k for the variance of a difference.

    >>> kernel(variance)
    h/sqrt(h**2 + lambda)
    """
    return substitute(_kernel.xreplace({_width: h}), {_spread: spread})


_discrepancy = kernel(2 * _law) - 2 * kernel(_law + variance)
"""Up to the part that does not depend on what is generated."""
one_slope = substitute(diff(_discrepancy, _law), {_law: variance * drawn}) * (1 - variance * drawn)
ONE_MODE = (variance > 0, h > 0, ForEach(drawn > 0, outcomes), *WEIGHTS, Identity(mean(drawn), 1))

half = Fraction(1, 2)
PLACE: Assignment = {count: 1, a: (1,), b: (half,), g: (1,), X: half}
WIDE: Assignment = {**TWO, z: (Fraction(3, 4), Fraction(5, 4)), variance: 8, h: 1}
BEYOND: Assignment = {**TWO, **PLACE, z: (Fraction(3, 4), Fraction(5, 4)), b: (4,)}
BOCHNER = (
    "Bochner's theorem: a continuous positive definite function is the characteristic function of a finite measure; "
    "N(0, A) has the characteristic function exp(-ωᵀAω/2)"
)

CLAIMS = {
    "exact": new(
        "a kernel of finitely many frequencies, exact score: the error does not fall with the noise level",
        (WEIGHED, *FORMS, *noisy_horizon()),
        NonDecreasing(error, levels),
        witnesses=(PLACE, {**PLACE, b: (2,)}),
        necessary=((WEIGHED, {**PLACE, a: (-1,)}),),
        cited=(BOCHNER,),
    ),
    "gaussian": new(
        "a Gaussian kernel, one mode, any law of finitely many outcomes: the averaged slope at 0 is <= 0 for all λ",
        ONE_MODE,
        mean(one_slope) <= 0,
        counterexample=WIDE,
    ),
    "average": repaired(
        "it is for any kernel of finitely many frequencies where Σ <= I, over finitely many outcomes of mean Σ",
        (*LAW, WITHIN),
        mean(in_outcome) <= 0,
        witnesses=({**TWO, **PLACE},),
        repairs="K4.gaussian",
        necessary=((WITHIN, BEYOND), (UNBIASED, {**NEVER_OFF, **PLACE, z: (Fraction(3, 2),)})),
        cited=(BOCHNER,),
    ),
}

STATEMENT = Statement(
    id="K4",
    title="The maximum mean discrepancy as the error",
    source=None,
    claims=claims_of("K4", CLAIMS),
)
