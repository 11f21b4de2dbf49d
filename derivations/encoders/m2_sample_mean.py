"""The mean of the data estimated too: on average it makes an early stop pay more, by the variance of a sample mean.

Source: ours (M2). As in M1, but the score has the sample mean μ̂, E μ̂_j = μ_j, E μ̂_j² = μ_j² + λ_j/n.

    the averaged slope of E at x = 0 gains -(1/n) Σ_{j≤k} λ_j

How the proof goes. Generation leaves the mean √(1-x) μ̂ at level x (M1), at the squared distance Σ (√(1-x) μ̂_j - μ_j)²
from μ. That has the slope -Σ (μ̂_j - μ_j) μ̂_j at x = 0, of which the mean is -Σ λ_j/n. The distance of the means adds to
that of the covariances in every outcome, so that the slope gains this for any estimates of the variances, whether they
are about the known mean or about μ̂, and whatever ties them to μ̂.

What was refuted. That it gains the same with the variances about μ̂, against those about μ: then the estimates have one
degree of freedom less. By E Z, c' = E √Z and m' = E 1/√Z one mode has the slope 1 - λ E Z - m' + λ c' at x = 0 (S3 has
E Z = 1). For n Gaussian samples and their variance about μ̂, divided by n, these are (n-1)/n, h/√n and h √n/(n-2),
h = E √χ²_{n-1}. For n = 3 and λ = 1 the slope gains -0.99 where -1/3 was said; for n = 10, -0.122, and -0.113 divided
by n - 1. As h² lies between n - 3/2 and n - 1, m' is larger than m by more than 1/(2(n-2)), so that for λ <= 1/2 it
gains more at every n >= 3; the instance has a rational h between these bounds, and which does not matter.
Where it gains exactly that is with the same estimates ("gain").

Means are sums over finitely many outcomes, as in S3; outcome i has μ̂_j = g[D(i-1) + j].

Tested in `tests/derivations/encoders/test_mean.py`.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Expr, IndexedBase, Integer, Sum, Symbol, diff, sqrt

from ldm_symbolic.claims import Assignment, Statement
from ldm_symbolic.derivations.claim import claims_of, new, repaired
from ldm_symbolic.derivations.encoders.m1_known_mean import left
from ldm_symbolic.derivations.hypotheses import a_dimension
from ldm_symbolic.derivations.letters import j, s, x
from ldm_symbolic.derivations.plug_in.plug_in_error import levels
from ldm_symbolic.derivations.random_estimates.s3_sampling_average import (
    CITED,
    KERSHAW,
    ONE,
    SHAPE,
    average,
    kept,
    mean,
    n,
    row,
    w,
)
from ldm_symbolic.notation import variance
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


def one_slope(unit: Expr, root: Expr, inverse: Expr) -> Expr:
    """The averaged slope of one mode at level 0, by E Z, E √Z and E 1/√Z.

    >>> one_slope(Integer(1), Integer(1), Integer(1))
    0
    """
    return 1 - variance * unit - inverse + variance * root


h = Symbol("h", real=True)
"""E √χ²_{n-1}."""
r = (n - 1) / h
"""E √χ²_n."""
ABOUT_KNOWN = one_slope(Integer(1), r / sqrt(n), r * sqrt(n) / (n - 1))
ABOUT_GUESS = one_slope((n - 1) / n, h / sqrt(n), h * sqrt(n) / (n - 2))
GAUSSIAN = (n >= 3, variance > 0, h > 0, 2 * r**2 > 2 * n - 1, 2 * h**2 > 2 * n - 3)
SMALL = 2 * variance <= 1

half = Fraction(1, 2)
THREE: Assignment = {n: 3, variance: half, h: Fraction(5, 4)}
DRAWN = {**ONE, n: 4, w: (half, half), b: (1,), g: (Fraction(3, 4), Fraction(5, 4))}
WRONG = {**DRAWN, g: (1, 1)}

CLAIMS = {
    "slope": new(
        "over finitely many outcomes the averaged error with the sample mean is differentiated term by term",
        (*a_dimension(), *SHAPE, UNBIASED),
        IsDerivative(total, total_slope, levels),
        witnesses=(DRAWN,),
    ),
    "about": new(
        "with the variances about the sample mean, divided by n, the averaged slope gains -λ/n too; Gaussian, one mode",
        GAUSSIAN,
        Identity(ABOUT_GUESS - variance / n, ABOUT_KNOWN - variance / n),
        counterexample=THREE,
    ),
    "about-lower": new(
        "it gains more at every n >= 3 if λ <= 1/2",
        (*GAUSSIAN, SMALL),
        ABOUT_GUESS - variance / n < ABOUT_KNOWN - variance / n,
        witnesses=(THREE,),
        necessary=((SMALL, {**THREE, variance: 100}),),
        cited=(CITED, KERSHAW),
    ),
    "gain": repaired(
        "it gains exactly -(1/n) Σ λ_j with the same estimated variances, over finitely many outcomes",
        (*a_dimension(), SHAPE[0], n >= 1, UNBIASED, SPREAD),
        Identity(at_the_end(gain_slope), gained),
        witnesses=(DRAWN,),
        repairs="M2.about",
        necessary=((SPREAD, WRONG), (UNBIASED, {**DRAWN, g: (Fraction(-3, 4), Fraction(-5, 4))})),
    ),
}

STATEMENT = Statement(id="M2", title="A sample mean", source=None, claims=claims_of("M2", CLAIMS))
