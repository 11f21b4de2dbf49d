"""On average stopping early helps, for positive variances and every k: the averaged error falls at the end.

Source: ours (S3). Plug-in score, start at the noised law, λ̂_j = λ_j Z_j with E Z_j = 1; for n samples Z_j = χ²_n/n.

Statement. With c = E √Z and m = E 1/√Z: E[E(k, 0)] = Σ_{j>k} λ_j + 2 (1 - c) Σ_{j≤k} λ_j, the slope of E[E(k, x)] at
x = 0 is -Σ_{j≤k} (m - 1 + λ_j (1 - c)), and c < 1 < m. So some level of (0, X] is strictly better than 0.

How the proof goes. A mean is a sum over outcomes, so that the averaged error is differentiated term by term and is
convex. At x = 0 the sum over outcomes and the sum over modes change places, and each mode leaves 1 - λ - m + λ c.
√z ≤ (1 + z)/2 and 1/√z ≥ (3 - z)/2, with equality at z = 1 alone, give c < 1 < m.

What is proved: all of this for every law with finitely many outcomes, however the modes depend on each other; nothing
about chi-squared is used. That some level is better is proved draw by draw too ("each-draw"): at the levels x with
4 x <= 1 - c and 2 x <= (1 - c) λ_j the error is below that at 0 plus a term in Z_j and √Z_j that has the mean 0 under
every law with E Z_j = 1 and E √Z_j = c. So under all of them, chi-squared included, whose c is below 1 ("chi-squared"),
stopping early strictly helps on average: nothing is asked of a mean but that it is linear and monotone, which is not
formalised, and no derivative is exchanged with it. Cited: for chi-squared, two facts on Γ, from which m = n c/(n - 1),
1 - 1/(2n) < c² < 1/(1 + 1/(2n)), 4 n (1 - c) = 1 + O(1/n) and 4 n (m - 1) = 3 + O(1/n) with explicit constants are
proved, so that the slope at the end is -Σ (3 + λ_j)/(4 n) + O(1/n²). For that slope the passage from finitely many
outcomes to a density, an exchange of mean and derivative of functions convex in x, is not formalised. For n = 1, m is
infinite, and so is the slope.

Added: λ_j > 0. A mode with λ_j = 0 is estimated without error, its own error is x, and it adds +1 to the slope: with
k - d0 of them stopping early helps on average iff Σ_{j≤d0} (m - 1 + λ_j (1 - c)) > k - d0, for n large iff d0 = k.

Tested, not proved: the minimiser is about Σ (3 + λ_j)/(2 n Σ (1 - λ_j)²/λ_j) for large n and some λ_j ≠ 1. If all are 1
the denominator is 0 and the minimiser is X for every n: v = 1 + (1 - x)(Z - 1) comes nearer to 1 as x rises.
"""

from __future__ import annotations

from sympy import Abs, And, Equivalent, Expr, IndexedBase, Integer, Lambda, Ne, Not, Rational, Sum, Symbol, diff, sqrt
from sympy.logic.boolalg import Boolean

from ldm_symbolic.claims import Statement
from ldm_symbolic.derivations.claim import claims_of, new, repaired
from ldm_symbolic.derivations.hypotheses import a_dimension, all_positive, noisy_horizon
from ldm_symbolic.derivations.letters import D, X, d0, j, k, s, s_hat, x
from ldm_symbolic.derivations.plug_in.plug_in_error import levels, plugin_error
from ldm_symbolic.proof import ForEach, Identity, IsDerivative, Minimises, substitute

i, size = Symbol("i", integer=True), Symbol("N", integer=True)
c, m = Symbol("c", real=True), Symbol("m", real=True)  # E √Z and E 1/√Z, the same for every mode
w, z = IndexedBase("w", real=True), IndexedBase("z", real=True)
row, draw = D * (i - 1), z[D * (i - 1) + j]
outcomes, kept = (i, Integer(1), size), (j, Integer(1), k)


def mean(value: Expr) -> Sum:
    """Return the mean of a value over the outcomes."""
    return Sum(w[i] * value, outcomes)


_index = Symbol("l", integer=True)
_drawn = Lambda(_index, s[_index] * sqrt(z[row + _index]))
average = mean(substitute(plugin_error, {s_hat: _drawn}))
slope = diff(average, x)
end_slope = substitute(slope, {x: Integer(0)})
DRAWS = ForEach(ForEach(draw > 0, kept), outcomes)
WEIGHTS = (ForEach(w[i] >= 0, outcomes), Identity(Sum(w[i], outcomes), 1))


def of_each(value: Expr, result: Expr) -> Boolean:
    """Return that a mean is known for every kept mode."""
    return ForEach(Identity(mean(value), result), kept)


UNBIASED, ROOT, INVERSE = of_each(draw, Integer(1)), of_each(sqrt(draw), c), of_each(1 / sqrt(draw), m)
SHAPE = (all_positive(s, k), DRAWS, X < 1)
gain = m - 1 + s[j] ** 2 * (1 - c)  # what mode j adds to the slope at the end, with a minus
lost = Sum(s[j] ** 2, (j, k + 1, D))
BETTER = (c < 1, m > 1)
CLOSE = (*(all_positive(s, k), DRAWS, *WEIGHTS, UNBIASED, ROOT, INVERSE), *noisy_horizon())
positive_modes = (j, Integer(1), d0)
empty_average = substitute(average, {k: d0}) + (k - d0) * x
y, p, q, r = IndexedBase("y", real=True), *(Symbol(name, real=True) for name in ("p", "q", "r"))
a = Symbol("a", integer=True)
LAW = (ForEach(y[i] > 0, outcomes), *WEIGHTS, Identity(mean(y[i]), 1))
MEANS = (Identity(c, mean(sqrt(y[i]))), Identity(m, mean(1 / sqrt(y[i]))))
OFF = (a >= 1, a <= size, w[a] > 0, Ne(y[a], 1))
n, g, h = Symbol("n", integer=True), Symbol("g", real=True), Symbol("h", real=True)
CITED = (
    "Γ(y + 1) = y Γ(y), by which g_n = √2 Γ((n + 1)/2)/Γ(n/2) = E √χ²_n has g_n g_{n+1} = n and E 1/√χ²_n = g_n/(n - 1)"
)
KERSHAW = "Kershaw, Math. Comp. 41 (1983), 607-611: Γ(y + 1)/Γ(y + 1/2) > √(y + 1/4), so that g_n² > n - 1/2"
CHI_SQUARED = (
    n >= 2,
    g > 0,
    h > 0,
    Identity(g * h, n),
    g**2 > n - Rational(1, 2),
    h**2 > n + Rational(1, 2),
    Identity(c, g / sqrt(n)),
    Identity(m, g * sqrt(n) / (n - 1)),
)

half, quarter, large = Rational(1, 2), Rational(1, 4), Rational(9, 4)
# Z is 1/4 or 9/4, with weights 5/8 and 3/8, independently in two modes.
TWO_VALUES = {c: Rational(7, 8), m: Rational(3, 2), X: half}
ONE = {**TWO_VALUES, size: 2, D: 1, k: 1, s: (half,), w: (Rational(5, 8), Rational(3, 8)), z: (quarter, large)}
TWO = {
    **TWO_VALUES,
    size: 4,
    D: 2,
    k: 2,
    s: (half, Integer(2)),
    w: tuple(Rational(part, 64) for part in (25, 15, 15, 9)),
    z: (quarter, quarter, quarter, large, large, quarter, large, large),
}
HEAVY = ONE | {size: 1, w: (4,), z: (quarter,), c: 2, m: 8}  # weights of sum 4
ATOMS = {size: 2, w: ONE[w], y: ONE[z], c: ONE[c], m: ONE[m], a: 1}
DRAW = {D: 1, k: 1, s: (half,), z: (large,), c: Rational(7, 8), x: Rational(1, 64)}
CONSTANT = {size: 1, w: (1,), y: (1,), c: 1, m: 1, a: 1}
FOUR = {
    n: 4,
    g: Rational(188, 100),
    h: Rational(100, 47),
    c: Rational(94, 100),
    m: Rational(376, 300),
}  # g² in (7/2, 32/9)


def _with_empty_modes(conditions: tuple[Boolean, ...]) -> tuple[Boolean, ...]:
    """Return conditions on the modes up to k as conditions on those up to d0."""
    return (d0 >= 0, d0 <= k, *(substitute(condition, {k: d0}) for condition in conditions))


enough = Sum(gain, positive_modes) > k - d0
of_one_draw = substitute(plugin_error, {s_hat: Lambda(_index, s[_index] * sqrt(z[_index]))})
room = s[j] ** 2 * (1 - x)
share = (room - x / 4) / (room + x / 4)  # b_j = 1 - √(1-x) of it
centred = s[j] ** 2 * x * (1 - z[j]) + 2 * s[j] ** 2 * (1 - sqrt(1 - x) * share) * (sqrt(z[j]) - c)
NEAR = (c >= 0, x > 0, 4 * x <= 1 - c, ForEach(2 * x <= (1 - c) * s[j] ** 2, kept))
ANY_DRAW = (all_positive(s, k), ForEach(z[j] >= 0, kept))

CLAIMS = {
    "error-at-the-end": new(
        "over finitely many outcomes the mean error at the end is the lost variance plus 2 (1 - c) times the kept one",
        (*a_dimension(), all_positive(s, k), DRAWS, WEIGHTS[1], UNBIASED, ROOT),
        Identity(substitute(average, {x: Integer(0)}), lost + 2 * (1 - c) * Sum(s[j] ** 2, kept)),
        witnesses=(ONE, TWO),
        necessary=(
            (WEIGHTS[1], HEAVY),
            (UNBIASED, ONE | {size: 1, w: (1,), z: (4,), c: 2, m: half}),
            (ROOT, ONE | {c: 1}),
        ),
    ),
    "slope": new(
        "over finitely many outcomes the averaged error is differentiated outcome by outcome and mode by mode",
        (*a_dimension(), *SHAPE),
        IsDerivative(average, slope, levels),
        witnesses=(ONE,),
    ),
    "slope-at-the-end": new(
        "over finitely many outcomes its slope at x = 0 is -Σ (m - 1 + λ_j (1 - c))",
        (*a_dimension(), all_positive(s, k), DRAWS, *WEIGHTS, *CLOSE[4:7]),
        Identity(end_slope, Sum(-gain, kept)),
        witnesses=(ONE, TWO),
        necessary=((ROOT, ONE | {c: 1}), (INVERSE, ONE | {m: 1})),
    ),
    "moments": new(
        "c <= 1 <= m for every law of mean 1 with finitely many atoms",
        (*LAW, *MEANS),
        And(c <= 1, m >= 1),
        witnesses=(ATOMS, CONSTANT),
        necessary=(
            (LAW[1], {size: 2, w: (2, -1), y: (25, 49), c: 3, m: Rational(9, 35)}),
            (LAW[2], {size: 1, w: (4,), y: (quarter,), c: 2, m: 8}),
            (LAW[3], {size: 1, w: (1,), y: (4,), c: 2, m: half}),
            (MEANS[0], ATOMS | {c: 2}),
            (MEANS[1], ATOMS | {m: 0}),
        ),
    ),
    "strict-moments": new(
        "c < 1 < m for every such law that is not constant",
        (*LAW, *MEANS, *OFF),
        And(c < 1, m > 1),
        witnesses=(ATOMS,),
        necessary=((OFF[3], CONSTANT),),
    ),
    "helps": new(
        "over finitely many outcomes with c < 1 < m stopping early strictly helps on average, all variances positive",
        (*a_dimension(), *CLOSE, *BETTER),
        Not(Minimises(Integer(0), average, levels)),
        witnesses=(ONE,),
        necessary=((X > 0, ONE | {X: 0}), (k >= 1, ONE | {k: 0})),
    ),
    "each-draw": new(
        "draw by draw, for small x > 0: E(k, x) < E(k, 0) + Σ λ_j (x (1 - Z_j) + 2 b_j (√Z_j - c)), with b_j free of Z",
        (*a_dimension(), *ANY_DRAW, *NEAR),
        of_one_draw < substitute(of_one_draw, {x: Integer(0)}) + Sum(centred, kept),
        witnesses=(DRAW, DRAW | {k: 2, D: 2, s: (half, Integer(2)), z: (quarter, large)}),
        necessary=(
            (NEAR[1], DRAW | {x: 0}),
            (NEAR[2], DRAW | {s: (10,), z: (1,), c: Rational(9, 10), x: half}),
            (NEAR[3], DRAW | {s: (Rational(1, 10),), z: (quarter,), c: Rational(9, 10), x: Rational(1, 50)}),
        ),
    ),
    "helps-with-empty-modes": new(
        "the sum that decides it is negative also where k - d0 of the modes have variance 0, each of which counts +1",
        (k >= 1, d0 >= 0, d0 <= k, ForEach(s[j] > 0, positive_modes), c < 1, m > 1),
        enough,
        counterexample={**TWO_VALUES, k: 2, d0: 1, s: (half,)},
    ),
    "helps-with-empty-modes-repaired": repaired(
        "over finitely many outcomes, k - d0 modes of error x: it helps iff Σ_{j<=d0} (m - 1 + λ_j (1 - c)) > k - d0",
        (*a_dimension(), *_with_empty_modes(CLOSE)),
        Equivalent(Not(Minimises(Integer(0), empty_average, levels)), enough),
        witnesses=({**ONE, d0: 1}, {**ONE, d0: 1, k: 2, D: 2, s: (half, 0), z: (quarter, 1, large, 1)}),
        repairs="S3.helps-with-empty-modes",
    ),
    "chi-squared": new(
        "for n >= 2 samples m = n c/(n - 1), and c² lies between 1 - 1/(2n) and 1/(1 + 1/(2n))",
        CHI_SQUARED,
        And(c**2 > 1 - 1 / (2 * n), c**2 < 1 / (1 + 1 / (2 * n)), Identity(m, n * c / (n - 1))),
        witnesses=(FOUR,),
        necessary=(
            (CHI_SQUARED[3], FOUR | {g: 4, h: 4, c: 2, m: Rational(8, 3)}),
            (CHI_SQUARED[4], FOUR | {g: 1, h: 4, c: half, m: Rational(2, 3)}),
            (CHI_SQUARED[5], FOUR | {g: 4, h: 1, c: 2, m: Rational(8, 3)}),
            (CHI_SQUARED[6], FOUR | {c: 2}),
            (CHI_SQUARED[7], FOUR | {m: 0}),
        ),
        cited=(CITED, KERSHAW),
    ),
    "leading-orders": new(
        "so 4 n (1 - c) is 1 up to 1/n, and 4 n (m - 1) is 3 up to 8/n",
        CHI_SQUARED,
        And(Abs(4 * n * (1 - c) - 1) <= 1 / n, Abs(4 * n * (m - 1) - 3) <= 8 / n),
        witnesses=(FOUR,),
        cited=(CITED, KERSHAW),
    ),
}


STATEMENT = Statement(
    id="S3",
    title="on average over finitely many outcomes stopping early helps, all variances positive",
    source=None,
    claims=claims_of("S3", CLAIMS),
)
