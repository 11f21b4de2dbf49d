"""On average stopping early helps on every schedule and towards every target covariance, if the estimate is unbiased.

Source: ours (A2). S is random and positive definite, E S = Σ > 0, as in A1; at u the sample has the covariance
α² S + β² G with a fixed target G > 0. α(0) = 1, β(0) = 0, a = -(α²)'(0+) >= 0, b = (β²)'(0+) >= 0, a + b > 0.

    E tr(M_S G) >= tr G,   E tr(M_S S) <= tr Σ,   E tr((I - M_S)(b G - a S)) <= 0, < 0 unless S = Σ almost surely

How the proof goes. N = M_S⁻¹ has S = N Σ N, and M_S + N - 2 I >= 0, so that E tr(M_S G) >= 2 tr G - tr(E N G)
("outer"). In an eigenbasis of E N, with eigenvalues m_j, let Σ = F Fᵀ: row j of N F has the squared length S_jj, that
of F has Σ_jj, and their product is (N Σ)_jj. So 2 (N Σ)_jj <= S_jj + Σ_jj ("square"), in the mean 2 m_j Σ_jj <=
2 Σ_jj: E N <= I ("below-one"). Hence tr(E N G) = Σ m_j G_jj <= tr G ("target"), and E tr(M_S S) = Σ m_j Σ_jj <= tr Σ.
If S is not Σ in some outcome of positive weight, a row of (N - I) F is not 0 there, and an m_j is below 1 ("strict").

What is proved: this for every law with finitely many outcomes; outcome i has S_jj = g[D(i-1) + j], (N Σ)_jj in q at
the same place, and tr(M_S G), tr(N G), tr(M_S S) = tr(N Σ) as y_i, z_i, u_i. The passages to other laws are those of
A1. Cited: that N exists, and that tr((I - M_S) A') is the slope of the error. On paper: a derivative at u = 0 that is
negative in the mean makes the averaged error smaller at some u > 0; for a fixed encoder all matrices are compressed.

VP has a = b, rectified flow b = 0, VE a = 0. What was refuted. Strictness for every target: where a = 0 and G is
singular the slope may be 0, as for Σ = I, G along one direction, and S random across it ("strict-any-target"). a > 0 is
enough, as is G > 0.

Tested in `tests/derivations/dense_estimates/test_any_schedule.py`.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import And, Expr, IndexedBase, Integer, Or, Sum, Symbol

from ldm_symbolic.claims import Assignment, Statement
from ldm_symbolic.derivations.claim import claims_of, new, repaired
from ldm_symbolic.derivations.dense_estimates.a1_any_unbiased_estimate import RICCATI, SLOPE
from ldm_symbolic.derivations.hypotheses import all_positive, none_negative
from ldm_symbolic.derivations.letters import D, j, k, s
from ldm_symbolic.derivations.random_estimates.s3_sampling_average import WEIGHTS, i, kept, mean, outcomes, size, w
from ldm_symbolic.proof import ForEach, Identity, substitute

h, c = Symbol("h", integer=True), Symbol("c", integer=True)
"""An outcome, and a direction; also a column."""
fading, noising = Symbol("a", real=True), Symbol("b", real=True)
g, q, u, y, z, m, G = (IndexedBase(name, real=True) for name in ("g", "q", "u", "y", "z", "m", "G"))
L, K, A, F = (IndexedBase(name, real=True) for name in "LKAF")
place = D * (i - 1) + j
columns = (h, Integer(1), k)


def row(matrix: IndexedBase) -> Expr:
    """The entry of a matrix in row j and column h, the matrix being stored row by row.

    >>> row(F)
    F[h + k*(j - 1)]
    """
    return matrix[k * (j - 1) + h]


def along(first: IndexedBase, last: IndexedBase) -> Sum:
    """The product of two rows."""
    return Sum(row(first) * row(last), columns)


LENGTHS = (Identity(q[j], along(A, F)), Identity(g[j], along(A, A)), Identity(s[j] ** 2, along(F, F)))
"""(N Σ)_jj, S_jj and Σ_jj by rows of A = N F and F."""
SQUARE = ForEach(ForEach(2 * q[place] <= g[place] + s[j] ** 2, outcomes), kept)
UNBIASED = ForEach(Identity(mean(g[place]), s[j] ** 2), kept)
DIAGONAL = ForEach(Identity(mean(q[place]), m[j] * s[j] ** 2), kept)
LAW = (all_positive(s, k), *WEIGHTS, SQUARE, UNBIASED, DIAGONAL)
target, shrunk = Sum(G[j], kept), Sum(m[j] * G[j], kept)
TARGET = (none_negative(G, k), ForEach(y[i] >= 2 * target - z[i], outcomes), Identity(mean(z[i]), shrunk))
OVERLAP = Identity(mean(u[i]), Sum(m[j] * s[j] ** 2, kept))
ONE_ROW = ForEach(Identity(along(L, K), 1), kept)
RATES = (fading >= 0, noising >= 0)
slope = noising * (target - mean(y[i])) - fading * (Sum(s[j] ** 2, kept) - mean(u[i]))
"""E tr((I - M_S)(b G - a S)), where E tr S = tr Σ."""
there = substitute(place, {i: h, j: c})
DIFFERS = (h >= 1, h <= size, w[h] > 0, c >= 1, c <= k, 2 * q[there] < g[there] + s[c] ** 2)
MOVES = Or(fading > 0, And(noising > 0, G[c] > 0))

half, fifth = Fraction(1, 2), Fraction(1, 5)
SPLIT: Assignment = {size: 2, D: 1, k: 1, s: (1,), w: (half, half), g: (Fraction(1, 25), Fraction(49, 25))}
SPLIT = {**SPLIT, q: (fifth, 7 * fifth), m: (4 * fifth,)}  # N is 1/5 or 7/5
AIMED: Assignment = {**SPLIT, u: (fifth, 7 * fifth), G: (2,), y: (10, Fraction(10, 7)), z: (2 * fifth, 14 * fifth)}
AIMED = {**AIMED, fading: 1, noising: 1}
SAME: Assignment = {size: 1, D: 1, k: 1, s: (1,), w: (1,), g: (1,), q: (1,), m: (1,), G: (2,), y: (2,), z: (2,)}
SAME = {**SAME, u: (1,), fading: 1, noising: 1}
PAIR: Assignment = {k: 2, L: (2, 1, 1, 1), K: (1, -1, -1, 2), G: (1, 3)}  # L K = I
ROWS: Assignment = {k: 2, j: 1, A: (2, 1, 1, 2), F: (1, 0, 0, 1), q: (2,), g: (5,), s: (1,)}
BIG: Assignment = {size: 1, D: 1, k: 1, s: (1,), w: (1,), g: (4,), q: (2,), m: (2,)}
OF_DIRECTION: Assignment = {h: 1, c: 1}
SINGULAR: Assignment = {**AIMED, D: 2, k: 2, s: (1, 1), m: (1, 4 * fifth), G: (2, 0), fading: 0, h: 1, c: 2}
SINGULAR = {**SINGULAR, g: (1, Fraction(1, 25), 1, Fraction(49, 25)), q: (1, fifth, 1, 7 * fifth)}
SINGULAR = {**SINGULAR, u: (6 * fifth, 12 * fifth), y: (2, 2), z: (2, 2)}  # S is random along the direction without G

CLAIMS = {
    "outer": new(
        "tr(M G) >= 2 tr G - tr(N G), in an eigenbasis of G, for M = L², N = K² = M⁻¹",
        (none_negative(G, k), ONE_ROW),
        Sum(G[j] * along(L, L), kept) >= 2 * target - Sum(G[j] * along(K, K), kept),
        witnesses=(PAIR,),
        necessary=((ONE_ROW, {**PAIR, L: (0, 0, 0, 0), K: (0, 0, 0, 0)}), (none_negative(G, k), {**PAIR, G: (-1, 0)})),
        cited=(RICCATI,),
    ),
    "square": new(
        "2 (N Σ)_jj <= S_jj + Σ_jj for Σ = F Fᵀ, S = N Σ N, as row j of A = N F has the squared length S_jj",
        LENGTHS,
        2 * q[j] <= g[j] + s[j] ** 2,
        witnesses=(ROWS,),
        necessary=(
            (LENGTHS[0], {**ROWS, q: (4,)}),
            (LENGTHS[1], {**ROWS, g: (1,)}),
            (LENGTHS[2], {**ROWS, A: (1, 0, 0, 1), q: (1,), g: (1,), s: (0,)}),
        ),
        cited=(RICCATI,),
    ),
    "below-one": new(
        "over finitely many outcomes E N <= I: no eigenvalue m_j of E N exceeds 1",
        LAW,
        ForEach(m[j] <= 1, kept),
        witnesses=(SPLIT,),
        necessary=(
            (SQUARE, {**BIG, g: (1,)}),
            (UNBIASED, BIG),
            (DIAGONAL, {**SPLIT, m: (2,)}),
            (all_positive(s, k), {**BIG, s: (0,), g: (0,), q: (0,)}),
        ),
        cited=(RICCATI,),
    ),
    "target": new(
        "so over finitely many outcomes E tr(M_S G) >= tr G for every fixed covariance G",
        (*LAW, *TARGET),
        mean(y[i]) >= target,
        witnesses=(AIMED, SAME),
        necessary=((TARGET[1], {**SAME, y: (1,)}), (TARGET[2], {**SAME, z: (3,), y: (1,)})),
        cited=(RICCATI,),
    ),
    "slope": new(
        "so over finitely many outcomes E tr((I - M_S)(b G - a S)) <= 0 for all a, b >= 0 and every covariance G",
        (*LAW, *TARGET, OVERLAP, *RATES),
        slope <= 0,
        witnesses=(AIMED, SAME),
        necessary=((RATES[1], {**AIMED, noising: -1, fading: 0}), (RATES[0], {**AIMED, noising: 0, fading: -1})),
        cited=(RICCATI, SLOPE),
    ),
    "strict-any-target": new(
        "and < 0 if row c of (N - I) F is not 0 in an outcome of positive weight, for every fixed covariance G",
        (*LAW, *TARGET, OVERLAP, *RATES, *DIFFERS, fading + noising > 0),
        slope < 0,
        counterexample=SINGULAR,
        cited=(RICCATI, SLOPE),
    ),
    "strict": repaired(
        "it is < 0 for such a row where a > 0, or b > 0 and G_cc > 0",
        (*LAW, *TARGET, OVERLAP, *RATES, *DIFFERS, MOVES),
        slope < 0,
        witnesses=({**AIMED, **OF_DIRECTION},),
        necessary=(
            (DIFFERS[-1], {**SAME, **OF_DIRECTION}),
            (
                DIFFERS[2],
                {
                    **SAME,
                    **OF_DIRECTION,
                    size: 2,
                    w: (1, 0),
                    h: 2,
                    g: (1, 2),
                    q: (1, 1),
                    u: (1, 1),
                    y: (2, 2),
                    z: (2, 2),
                },
            ),
            (MOVES, SINGULAR),
        ),
        repairs="A2.strict-any-target",
        cited=(RICCATI, SLOPE),
    ),
}

STATEMENT = Statement(
    id="A2",
    title="The averaged slope on every schedule and towards every target, over finitely many outcomes",
    source=None,
    claims=claims_of("A2", CLAIMS),
)
