"""The averaged slope at the end to second order in the error of a dense Gaussian estimate, and where it leads.

Source: ours (A5). S = (1/n) Σ X_i X_iᵀ, k = D, H = S - Σ, in the eigenbasis of Σ, so that E H = 0 and
E H_jh² = (1 + δ_jh) λ_j λ_h/n (Wishart). To leading order the averaged slope at x = 0 is

    -(1/n) Σ_jh (1 + δ_jh) { (1 - λ_j) λ_h (2 λ_j + λ_h)/(2 (λ_j + λ_h)²) + λ_j λ_h/(λ_j + λ_h) }

and the best level of the average is that, without the sign, over Σ (1 - λ_j)²/(2 λ_j).

How it goes. Let N = M_S⁻¹ = I + A + B + ..., of first and second order in H. S = N Σ N gives A_jh = H_jh/(λ_j + λ_h)
and 2 λ_j B_jj = -Σ_h A_jh² λ_h; M_S = I - A + A² - B + .... The slope tr((I - M)(I - S)) = k - tr M - tr S + tr(N Σ)
has a first-order part that is linear in H, of mean 0, and the second-order part -tr A² + tr B + tr(B Σ), which is
-Σ_jh A_jh² (1 + λ_h (1 + λ_j)/(2 λ_j)) ("second"). Its mean is the sum above ("mean"), pair by pair ("pair"). The curve
E(k, ·) of the exact estimate bends by Σ (1 - λ_j)²/(2 λ_j) at 0, where its slope is 0 ("bend").

What is proved: these identities, the mean for laws with finitely many outcomes and such second moments. That nothing
else matters to leading order is on paper only: where |H| is at most half the least variance the rest is O(|H|³), with a
mean O(n^{-3/2}); elsewhere, with a probability that falls exponentially, tr M_S has a bounded second moment for
n > k + 1. Both sentences are tested: the first by differences of the slope in random directions H, by Wishart samples,
and for k = 1 by S3, where the sum is 3/4 + λ/4; the second by the level of the average for such samples. The level is
the ratio of slope and bend where not all λ_j are 1 and it is below X; it is not proved either.

Tested in `tests/derivations/dense_estimates/test_second_order.py`.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Expr, IndexedBase, Integer, Sum, Symbol

from ldm_symbolic.claims import Assignment, Statement
from ldm_symbolic.derivations.claim import claims_of, new
from ldm_symbolic.derivations.dense_estimates.a1_any_unbiased_estimate import RICCATI, SLOPE
from ldm_symbolic.derivations.hypotheses import all_positive
from ldm_symbolic.derivations.letters import j, k, s, s_hat, x
from ldm_symbolic.derivations.plug_in.plug_in_error import kept, mode_bend
from ldm_symbolic.derivations.random_estimates.s3_sampling_average import i, mean, size, w
from ldm_symbolic.notation import deviation, estimated_deviation
from ldm_symbolic.proof import ForEach, Identity, substitute

h, samples = Symbol("h", integer=True), Symbol("n", integer=True)
A, B = IndexedBase("A", real=True), IndexedBase("B", real=True)
"""Row j of A in one outcome after the other, k entries each; and B_jj."""
columns = (h, Integer(1), k)
entry = A[k * (i - 1) + h]
true, other = s[j] ** 2, s[h] ** 2
one, last = deviation**2, estimated_deviation**2
"""The variances of a pair, in letters."""


def weight(first: Expr, second: Expr) -> Expr:
    """What A_jh² counts in the slope: 1 + λ_h (1 + λ_j)/(2 λ_j).

    >>> weight(one, one)
    s**2/2 + 3/2
    """
    return 1 + second * (1 + first) / (2 * first)


def moment(first: Expr, second: Expr) -> Expr:
    """E A_jh² for j other than h, times n."""
    return first * second / (first + second) ** 2


def printed(first: Expr, second: Expr) -> Expr:
    """The term of the sentence."""
    part = (1 - first) * second * (2 * first + second) / (2 * (first + second) ** 2)
    return part + first * second / (first + second)


twice = IndexedBase("u", real=True)[h]
"""1 + δ_jh, or any other factor."""
SECOND = Identity(2 * true * B[j], -Sum(entry**2 * other, columns))
MOMENTS = ForEach(Identity(mean(entry**2), twice * moment(true, other) / samples), columns)
quadratic = Sum(weight(true, other) * entry**2, columns)
POSITIVE = (all_positive(s, k), j >= 1, j <= k)

half, quarter = Fraction(1, 2), Fraction(1, 4)
TWO: Assignment = {k: 2, j: 1, i: 1, s: (1, half), A: (half, quarter), B: (Fraction(-17, 128), 0)}
LAW: Assignment = {size: 2, k: 2, j: 1, samples: 2, s: (1, 1), w: (half, half)}
LAW = {**LAW, A: (half, half, half, 0), twice.base: (2, 1)}

CLAIMS = {
    "second": new(
        "row j adds -Σ_h A_jh² + (1 + λ_j) B_jj = -Σ_h A_jh² (1 + λ_h (1 + λ_j)/(2 λ_j)) to the slope, to second order",
        (*POSITIVE, SECOND),
        Identity(-Sum(entry**2, columns) + (1 + true) * B[j], -quadratic),
        witnesses=(TWO,),
        necessary=((SECOND, {**TWO, B: (0, 0)}),),
        cited=(RICCATI, SLOPE),
    ),
    "pair": new(
        "in the mean a pair counts λ_j λ_h/(λ_j + λ_h)² (1 + λ_h (1 + λ_j)/(2 λ_j)), the term of the sentence",
        (deviation > 0, estimated_deviation > 0),
        Identity(moment(one, last) * weight(one, last), printed(one, last)),
        witnesses=({deviation: half, estimated_deviation: 2},),
    ),
    "mean": new(
        "over finitely many outcomes with E A_jh² = u_h λ_j λ_h/(n (λ_j + λ_h)²) row j counts -1/n Σ u_h times these",
        (samples >= 1, *POSITIVE, MOMENTS),
        Identity(mean(-quadratic), -Sum(twice * printed(true, other), columns) / samples),
        witnesses=(LAW,),
        necessary=((MOMENTS, {**LAW, A: (half, half, half, half)}),),
    ),
    "bend": new(
        "with exact estimates E(k, ·) bends by Σ (1 - λ_j)²/(2 λ_j) at x = 0",
        (all_positive(s, k),),
        Identity(Sum(substitute(mode_bend, {x: Integer(0), s_hat: s}), kept), Sum((1 - true) ** 2 / (2 * true), kept)),
        witnesses=({k: 2, s: (1, half)},),
    ),
}

STATEMENT = Statement(
    id="A5",
    title="The averaged slope at the end, to second order in the estimate",
    source=None,
    claims=claims_of("A5", CLAIMS),
)
