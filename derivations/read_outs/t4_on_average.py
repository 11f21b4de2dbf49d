"""With a last denoising step, on average over the samples: the slope of the error at the end, which is positive.

Source: ours (T4). λ̂_j = λ_j Z_j with finitely many outcomes of weights w_i, E 1/√Z_j = m; any dependence between modes.

    the averaged slope of Ẽ(k, ·) at level 0 is Σ_{j≤k} (m - 1) > 0

How the proof goes. A mean is a sum over outcomes. Each outcome has the slope Σ (s_j/ŝ_j - 1) at level 0 (T3), which is
Σ (1/√Z_j - 1); the sums are exchanged. m > 1 for every law of mean 1 with finitely many outcomes that is not constant
(S3). So with a denoising step running to the end beats stopping a little earlier on average, where without one it is
the other way round (S3).
For χ²_n/n, n >= 2, m = n c/(n - 1) with c² > 1 - 1/(2n), so that m > 1; for n = 1 the slope is infinite. That the
averaged error has the slope Σ (m - 1) for this law too, an exchange of mean and derivative, is not formalised.

Not claimed: that running to the end beats levels far from 0 on average; and the sentence for matrices, E tr M_S >= D
for unbiased S.

Tested in `tests/derivations/read_outs/test_denoised.py`.
"""

from __future__ import annotations

from sympy import Integer, Lambda, Sum, Symbol, sqrt

from ldm_symbolic.claims import Statement
from ldm_symbolic.derivations.claim import claims_of, new
from ldm_symbolic.derivations.hypotheses import a_dimension, all_positive
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
from ldm_symbolic.derivations.read_outs.denoised_error import slope
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
}

STATEMENT = Statement(
    id="T4",
    title="With a last denoising step stopping a little early does not help on average",
    source=None,
    claims=claims_of("T4", CLAIMS),
)
