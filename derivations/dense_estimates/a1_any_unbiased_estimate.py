"""On average stopping early helps for every unbiased estimate that is not always Σ: no Gaussian law, no shared axes.

Source: ours (A1). S is random and positive definite, E S = Σ > 0; M_S is the transport map from N(0, S) to N(0, Σ), the
positive definite M with M S M = Σ. k = D, or all matrices are compressed by an orthonormal encoder that is fixed.

    E tr M_S >= k,   E tr(M_S S) <= tr Σ,   E tr((I - M_S)(I - S)) <= 0, < 0 unless S = Σ almost surely

How the proof goes. Let N be the inverse of M_S, in the eigenbasis of Σ, so that S = N Σ N. Then S_jj = Σ_h N_jh² λ_h >=
λ_j N_jj² ("entries"), M_jj N_jj >= 1 by the inequality of Cauchy and Schwarz for a root of M_S and its inverse
("inverse"), and tr(M_S S) = tr(N Σ) = Σ λ_j N_jj. So the three diagonals say enough: N_jj <= (1 + S_jj/λ_j)/2 and
M_jj >= 2 - N_jj >= (3 - S_jj/λ_j)/2, and the means of the right sides are 1. If N is not I then either an N_jj is not 1
or an entry beside the diagonal makes "entries" strict, and then the slope is strictly negative ("strict").

What is proved: this for every law with finitely many outcomes, as in S3; outcome i has S_jj = g[D(i-1) + j], and M_jj,
N_jj in y and z at the same place. The inequalities hold outcome by outcome, so that they hold under the mean of any law
that has one; that passage is not formalised, nor is the exchange of mean and derivative that "helps" then needs. Cited:
that N exists and has a positive definite root, and that tr((I - M_S)(I - S)) is the slope of the error at x = 0, which
is convex in x (M7).

Tested in `tests/derivations/dense_estimates/test_dense_estimates.py`.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import And, Expr, Function, IndexedBase, Integer, Lambda, Ne, Not, Or, Sum, Symbol

from ldm_symbolic.claims import Assignment, Statement
from ldm_symbolic.derivations.claim import claims_of, new
from ldm_symbolic.derivations.hypotheses import all_positive, noisy_horizon
from ldm_symbolic.derivations.letters import D, X, j, k, s, x
from ldm_symbolic.derivations.random_estimates.s3_sampling_average import WEIGHTS, i, kept, mean, outcomes, size, w, z
from ldm_symbolic.proof import Convex, ForEach, Identity, IsDerivative, Minimises, substitute

h, b, c = (Symbol(name, integer=True) for name in "hbc")
N, L, K = (IndexedBase(name, real=True) for name in "NLK")
g, y = (IndexedBase(name, real=True) for name in "gy")
place = D * (i - 1) + j


def row(matrix: IndexedBase, column: Expr = h) -> Expr:
    """The entry of a matrix in row j, the matrix being stored row by row.

    >>> row(N)
    N[h + k*(j - 1)]
    """
    return matrix[k * (j - 1) + column]


columns = (h, Integer(1), k)
diagonal = row(N, j)
of_estimate = Sum(row(N) ** 2 * s[h] ** 2, columns)
MODE, DIAGONAL = (j >= 1, j <= k), diagonal > 0
POSITIVE = all_positive(s, k)
OFF = (b >= 1, b <= k, Ne(b, j), Ne(row(N, b), 0))

square, inverse = Sum(row(L) ** 2, columns), Sum(row(K) ** 2, columns)
TOGETHER = Identity(Sum(row(L) * row(K), columns), 1)

ABOVE = ForEach(ForEach(g[place] >= s[j] ** 2 * z[place] ** 2, kept), outcomes)
INVERSE = ForEach(ForEach(And(z[place] > 0, y[place] * z[place] >= 1), kept), outcomes)
UNBIASED = ForEach(Identity(mean(g[place]), s[j] ** 2), kept)
LAW = (k >= 0, POSITIVE, *WEIGHTS, ABOVE, INVERSE, UNBIASED)
trace, overlap = Sum(y[place], kept), Sum(s[j] ** 2 * z[place], kept)
slope = Sum(1 - y[place] - g[place] + s[j] ** 2 * z[place], kept)
"""tr((I - M)(I - S)) in one outcome."""


def averaged(total: Sum) -> Sum:
    """The mean of what a sum over modes is in an outcome.

    >>> averaged(trace)
    Sum(w[i]*Sum(y[D*(i - 1) + j], (j, 1, k)), (i, 1, N))
    """
    return mean(total)


there = substitute(place, {i: b, j: c})
DIFFERS = (b >= 1, b <= size, w[b] > 0, c >= 1, c <= k, Or(Ne(z[there], 1), g[there] > s[c] ** 2 * z[there] ** 2))

levels = (x, Integer(0), X)
error, its_slope = (Function(name, real=True)(x) for name in "FQ")
CURVE = (Convex(error, levels), IsDerivative(error, its_slope, levels))
AT_THE_END = Identity(substitute(its_slope, {x: Integer(0)}), averaged(slope))

RICCATI = (
    "Bhatia (2007), Positive Definite Matrices, Chapters 1 and 4: M S M = Σ has one positive definite solution M, "
    "the transport map, and a positive definite matrix has one positive definite root"
)
SLOPE = (
    "Bhatia, Jain & Lim, Expo. Math. 37 (2019), 165-191: tr (Σ^½ A Σ^½)^½ is the least value of "
    "tr(A Y + Σ Y⁻¹)/2 over Y > 0, at Y = M_A alone, so that it is concave in A with the derivative M_A/2"
)
half, quarter = Fraction(1, 2), Fraction(1, 4)
TURNED: Assignment = {k: 2, s: (1, half), N: (1, half, half, 2), j: 1, b: 2}
PAIR: Assignment = {k: 2, L: (2, 1, 1, 1), K: (1, -1, -1, 2), j: 1}  # L K = I
TWO: Assignment = {  # N = [[4/5, 3/5], [3/5, 4/5]] or with -3/5, Σ = I
    size: 2,
    D: 2,
    k: 2,
    s: (1, 1),
    w: (half, half),
    g: (1,) * 4,
    z: (Fraction(4, 5),) * 4,
    y: (Fraction(20, 7),) * 4,
    b: 1,
    c: 1,
}
SAME: Assignment = {size: 1, D: 1, k: 1, s: (half,), w: (1,), g: (quarter,), z: (1,), y: (1,), b: 1, c: 1}
UNSEEN: Assignment = {**SAME, size: 2, w: (1, 0), g: (quarter, 1), z: (1, 2), y: (1, 1), b: 2}
LARGE: Assignment = {**SAME, g: (1,), z: (2,), y: (half,)}
FALLS = Fraction(144, 35)
SLOPED = {error.func: Lambda(x, 6 * x**2 - FALLS * x + Fraction(4, 5)), its_slope.func: Lambda(x, 12 * x - FALLS)}
NEEDED = (
    (UNBIASED, {**LARGE, g: (quarter,), s: (quarter,), z: (2,)}),
    (ABOVE, {**SAME, z: (2,), y: (half,)}),
    (INVERSE, {**SAME, y: (half,)}),
)
FALL: Assignment = {**TWO, X: half, **SLOPED}
FLAT = {error.func: Lambda(x, x**2), its_slope.func: Lambda(x, 2 * x)}

CLAIMS = {
    "entries": new(
        "in the eigenbasis of Σ, S = N Σ N with a positive definite N has S_jj = Σ_h N_jh² λ_h >= λ_j N_jj²",
        (*MODE, DIAGONAL),
        of_estimate >= s[j] ** 2 * diagonal**2,
        witnesses=(TURNED,),
        necessary=((MODE[1], {**TURNED, k: 0}),),
        cited=(RICCATI,),
    ),
    "entries-strictly": new(
        "and more, if an entry of row j beside the diagonal is not 0",
        (*MODE, POSITIVE, *OFF),
        of_estimate > s[j] ** 2 * diagonal**2,
        witnesses=(TURNED,),
        necessary=((OFF[2], {**TURNED, N: (1, 0, 0, 1), b: 1}), (OFF[3], {**TURNED, N: (1, 0, 0, 1)})),
        cited=(RICCATI,),
    ),
    "inverse": new(
        "M = L² and its inverse N = K² have M_jj N_jj >= 1, where row j of L and of K have the product 1",
        (TOGETHER,),
        square * inverse >= 1,
        witnesses=(PAIR,),
        necessary=((TOGETHER, {**PAIR, K: (0, 0, 0, 0)}),),
        cited=(RICCATI,),
    ),
    "map": new(
        "over finitely many outcomes E tr M_S >= k",
        LAW,
        averaged(trace) >= k,
        witnesses=(TWO, SAME),
        necessary=(
            (UNBIASED, LARGE),
            (ABOVE, {**SAME, z: (2,), y: (half,)}),
            (INVERSE, {**SAME, y: (half,)}),
        ),
        cited=(RICCATI,),
    ),
    "overlap": new(
        "over finitely many outcomes E tr(M_S S) = E tr(N Σ) <= tr Σ",
        (*LAW[:5], UNBIASED),
        averaged(overlap) <= Sum(s[j] ** 2, kept),
        witnesses=(TWO, SAME),
        necessary=((UNBIASED, LARGE), (ABOVE, {**SAME, z: (2,)})),
        cited=(RICCATI,),
    ),
    "slope": new(
        "so over finitely many outcomes the averaged slope E tr((I - M_S)(I - S)) is <= 0",
        LAW,
        averaged(slope) <= 0,
        witnesses=(TWO, SAME),
        necessary=NEEDED,
        cited=(RICCATI, SLOPE),
    ),
    "strict": new(
        "and < 0 if S is not Σ in an outcome of positive weight: some N_jj is not 1, or row j has an entry beside it",
        (*LAW, *DIFFERS),
        averaged(slope) < 0,
        witnesses=(TWO,),
        necessary=(
            (DIFFERS[5], SAME),
            (DIFFERS[2], UNSEEN),
        ),
        cited=(RICCATI, SLOPE),
    ),
    "helps": new(
        "so over finitely many outcomes, for a fixed orthonormal encoder, stopping early strictly helps on average",
        (*LAW, *DIFFERS, *noisy_horizon(), *CURVE, AT_THE_END),
        Not(Minimises(Integer(0), error, levels)),
        witnesses=(FALL,),
        necessary=((AT_THE_END, {**FALL, **FLAT}),),
        cited=(RICCATI, SLOPE),
    ),
}

STATEMENT = Statement(
    id="A1",
    title="On average stopping early helps for every unbiased estimate that varies, over finitely many outcomes",
    source=None,
    claims=claims_of("A1", CLAIMS),
)
