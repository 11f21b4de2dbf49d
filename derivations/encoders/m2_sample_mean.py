"""The mean of the data estimated too: on average it makes an early stop pay more, by the variance of a sample mean.

Source: ours (M2). As in M1, but the score has the sample mean μ̂, E μ̂_j = μ_j, E μ̂_j² = μ_j² + λ_j/n.

    the averaged slope of E at x = 0 gains -(1/n) Σ_{j≤k} λ_j

How the proof goes. Generation leaves the mean √(1-x) μ̂ at level x (M1), at the squared distance Σ (√(1-x) μ̂_j - μ_j)²
from μ. That has the slope -Σ (μ̂_j - μ_j) μ̂_j at x = 0, of which the mean is -Σ λ_j/n. The distance of the means adds to
that of the covariances in every outcome, so that the slope gains this for any estimates of the variances, whether they
are about the known mean or about μ̂, and whatever ties them to μ̂.

What gains is the slope with the same estimates and the mean known. About μ̂ the estimates are of one degree of freedom
less, so that against those about μ the slope changes by more: for one mode with λ = 1 and n = 10 by -0.122 divided by
n, and by -0.113 divided by n - 1, where -1/10 was said. No claim says so.

Means are sums over finitely many outcomes, as in S3; outcome i has μ̂_j = g[D(i-1) + j].

Tested in `tests/derivations/encoders/test_mean.py`.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Expr, IndexedBase, Integer, Sum, diff

from ldm_symbolic.claims import Statement
from ldm_symbolic.derivations.claim import claims_of, new
from ldm_symbolic.derivations.encoders.m1_known_mean import left
from ldm_symbolic.derivations.hypotheses import a_dimension
from ldm_symbolic.derivations.letters import j, s, x
from ldm_symbolic.derivations.plug_in.plug_in_error import levels
from ldm_symbolic.derivations.random_estimates.s3_sampling_average import ONE, SHAPE, average, kept, mean, n, row, w
from ldm_symbolic.proof import ForEach, Identity, IsDerivative, substitute

g, b = IndexedBase("g", real=True), IndexedBase("b", real=True)
"""The sample mean in each outcome, and the mean of the data."""
guess = g[row + j]
in_outcome = Sum((left * guess - b[j]) ** 2, kept)
gain = mean(in_outcome)
gain_slope = diff(gain, x)
total, total_slope = average + gain, diff(average, x) + gain_slope
UNBIASED = ForEach(Identity(mean(guess), b[j]), kept)
SPREAD = ForEach(Identity(mean(guess**2), b[j] ** 2 + s[j] ** 2 / n), kept)
gained = -Sum(s[j] ** 2, kept) / n


def at_the_end(slope: Expr) -> Expr:
    """A slope at level 0.

    >>> at_the_end(x * (1 - x) + s[j])
    s[j]
    """
    return substitute(slope, {x: Integer(0)})


half = Fraction(1, 2)
DRAWN = {**ONE, n: 4, w: (half, half), b: (1,), g: (Fraction(3, 4), Fraction(5, 4))}
WRONG = {**DRAWN, g: (1, 1)}

CLAIMS = {
    "slope": new(
        "over finitely many outcomes the averaged error with the sample mean is differentiated term by term",
        (*a_dimension(), *SHAPE, UNBIASED),
        IsDerivative(total, total_slope, levels),
        witnesses=(DRAWN,),
    ),
    "gain": new(
        "at x = 0 what the sample mean adds, at the same estimated variances, has the averaged slope -(1/n) Σ λ_j",
        (*a_dimension(), SHAPE[0], n >= 1, UNBIASED, SPREAD),
        Identity(at_the_end(gain_slope), gained),
        witnesses=(DRAWN,),
        necessary=((SPREAD, WRONG), (UNBIASED, {**DRAWN, g: (Fraction(-3, 4), Fraction(-5, 4))})),
    ),
}

STATEMENT = Statement(id="M2", title="A sample mean", source=None, claims=claims_of("M2", CLAIMS))
