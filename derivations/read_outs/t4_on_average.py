"""With a last denoising step, on average over the samples: the slope of the error at the end, which is positive.

Source: ours (T4). λ̂_j = λ_j Z_j with finitely many outcomes of weights w_i, E 1/√Z_j = m; any dependence between modes.

    the averaged slope of Ẽ(k, ·) at level 0 is Σ_{j≤k} (m - 1) > 0

How the proof goes. A mean is a sum over outcomes. Each outcome has the slope Σ (s_j/ŝ_j - 1) at level 0 (T3), which is
Σ (1/√Z_j - 1); the sums are exchanged. m > 1 for every law of mean 1 with finitely many outcomes that is not constant
(S3). So with a denoising step running to the end beats stopping a little earlier on average, where without one it is
the other way round (S3).
For χ²_n/n, n >= 2, m = n c/(n - 1) with c² > 1 - 1/(2n), so that m > 1; for n = 1 the slope is infinite. That the
averaged error has the slope Σ (m - 1) for this law too, an exchange of mean and derivative, is not formalised.

Dense estimates. The denoised covariance has the eigenvectors of S and moves from S at the rate -I ("rate"), so that the
error has the slope tr((I - M_S)(-I)) = tr M_S - k at level 0, which is cited as in A1. For S > 0 with mean Σ its mean
is >= 0 ("dense"), by A1.

Not claimed: that running to the end beats levels far from 0 on average.

Tested in `tests/derivations/read_outs/test_denoised.py`.
"""

from __future__ import annotations

from sympy import Integer, Lambda, Rational, Sum, Symbol, diff, sqrt

from ldm_symbolic.claims import Statement
from ldm_symbolic.derivations.claim import claims_of, new
from ldm_symbolic.derivations.dense_estimates import a1_any_unbiased_estimate as A1  # noqa: N812
from ldm_symbolic.derivations.hypotheses import a_dimension, a_level, all_positive
from ldm_symbolic.derivations.letters import k, s, s_hat, x
from ldm_symbolic.derivations.random_estimates.s3_sampling_average import (
    CHI_SQUARED,
    CITED,
    DRAWS,
    FOUR,
    INVERSE,
    KERSHAW,
    ONE,
    TWO,
    WEIGHTS,
    kept,
    m,
    mean,
    row,
    z,
)
from ldm_symbolic.derivations.read_outs.denoised_error import of_estimate, slope
from ldm_symbolic.notation import estimated_variance
from ldm_symbolic.proof import Identity, substitute

_index = Symbol("l", integer=True)
drawn = Lambda(_index, s[_index] * sqrt(z[row + _index]))
end_slope = mean(substitute(substitute(slope, {x: Integer(0)}), {s_hat: drawn}))
SETTING = (*a_dimension(), all_positive(s, k), DRAWS, *WEIGHTS, INVERSE)

CLAIMS = {
    "slope": new(
        "over finitely many outcomes the averaged slope at level 0 is Σ (m - 1)",
        SETTING,
        Identity(end_slope, Sum(m - 1, kept)),
        witnesses=(ONE, TWO),
        necessary=((INVERSE, ONE | {m: 1}),),
    ),
    "positive": new(
        "it is positive where m > 1, as for every law of mean 1 with finitely many outcomes, not constant (S3)",
        (*SETTING, m > 1),
        end_slope > 0,
        witnesses=(ONE, TWO),
        necessary=((INVERSE, {**ONE, z: (Integer(4), Integer(4))}),),
    ),
    "chi-squared": new(
        "for n >= 2 Gaussian samples, whose law has a density, m > 1",
        CHI_SQUARED,
        m > 1,
        witnesses=(FOUR,),
        cited=(CITED, KERSHAW),
    ),
    "rate": new(
        "each eigenvalue of the denoised covariance has the slope -λ̂²/((1-x) λ̂ + x)², which is -1 at level 0",
        (estimated_variance > 0, *a_level()),
        Identity(diff(of_estimate, x), -(estimated_variance**2) / ((1 - x) * estimated_variance + x) ** 2),
        witnesses=({estimated_variance: 2, x: Rational(1, 4)},),
        necessary=((estimated_variance > 0, {estimated_variance: 0, x: Integer(0)}),),
    ),
    "dense": new(
        "for dense unbiased S > 0 with finitely many outcomes the averaged slope E tr M_S - k is >= 0 (k = D in T4)",
        A1.LAW,
        A1.averaged(A1.trace) - k >= 0,
        witnesses=(A1.TWO, A1.SAME),
        necessary=((A1.UNBIASED, A1.LARGE),),
        cited=(A1.RICCATI, A1.SLOPE),
    ),
}

STATEMENT = Statement(
    id="T4",
    title="With a last denoising step stopping a little early does not help on average",
    source=None,
    claims=claims_of("T4", CLAIMS),
)
