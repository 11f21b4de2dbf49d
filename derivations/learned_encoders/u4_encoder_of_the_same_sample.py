"""The abstract where encoder and score come from one sample: the best time may fall as k grows, on average.

Source: ours (U4: dense S, PCA of S to k dimensions, plug-in score, all λ_j < 1; "t*(k) is non-decreasing in k"). The
error with k = 1 is that of one mode (A3). With k = 2 of two nothing is lost, and

    E(2, x) = tr Σ + tr V - 2 (tr ΣV + 2 (det Σ det V)^½)^½,   V = (1-x) S + x I,

since (tr M^½)² = tr M + 2 (det M)^½ for two by two matrices with positive eigenvalues. Both errors are convex in x, so
that no early stop helps on average iff the averaged slope at x = 0 is >= 0.

What was refuted. That none helps for k = 2 if none does for k = 1: S = Σ ± Δ as in A3, "two". The same for Gaussian
samples: n = 3, Σ = λ I in the plane, λ <= 1/5, where the eigenvalues λy >= λz of S have with 3y/2, 3z/2 the density
2 e^{-u-v} (u - v), u >= v > 0; then t*(1) = T, but t*(2) < T ("gaussian"). PCA keeps the eigenvalue that is
overestimated; of both together the mean is right, and the slope on average negative (A1).

What is true. With the axes of Σ in both outcomes the averaged slope is < 0 for k = 1 too ("same-axes"); with any
encoder that does not depend on the sample it is for every k (A1).

What is proved of "gaussian": for every law with finitely many outcomes of which the means lie in brackets around
those of the density. That the law of S may be replaced by such laws is not formalised; it is tested by quadrature and
by drawing samples. The slope is continuous in Σ, so that equal variances are no condition; that is not claimed.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import And, Expr, IndexedBase, Integer, Ne, Rational, diff, sqrt
from sympy.logic.boolalg import Boolean

from ldm_symbolic.claims import Assignment, Statement
from ldm_symbolic.derivations.claim import claims_of, new, repaired
from ldm_symbolic.derivations.learned_encoders.a3_encoder_of_the_same_sample import (
    AVERAGED,
    PLANE,
    a,
    b,
    c,
    f,
    g,
    h,
    of_one_mode,
    positive,
)
from ldm_symbolic.derivations.random_estimates.s3_sampling_average import WEIGHTS, i, mean, outcomes, size, w
from ldm_symbolic.notation import deviation, estimated_deviation, noise
from ldm_symbolic.proof import ForEach, Identity, substitute

ROOT_OF_A_TRACE = "Cayley and Hamilton: the root of a two by two matrix has the trace (tr M + 2 (det M)^{1/2})^{1/2}"
EIGENVALUES = (
    "Wishart: the joint density of the eigenvalues of a sample covariance; for n = 3 in the plane it has E y = 5/3, "
    "E z = 1/3, E √y = 1.2353.., E √z = 0.5116.., E 1/√y = 0.8992.., E 1/√z = 3.0699.. by values of Γ"
)


def whole_slope(sign: int) -> Expr:
    """The slope at x = 0 of the error with k = 2 and the estimate Σ + Δ or Σ - Δ.

    >>> whole_slope(1).subs({a: 1, b: 0, c: 1, f: 3, g: 0, h: 0})
    -3/2
    """
    first, beside, last = a + sign * f, b + sign * g, c + sign * h
    diagonal = [(1 - noise) * entry + noise for entry in (first, last)]
    off = (1 - noise) * beside
    known = (a * c - b**2) * (diagonal[0] * diagonal[1] - off**2)
    common = a * diagonal[0] + 2 * b * off + c * diagonal[1]
    error = a + c + sum(diagonal) - 2 * sqrt(common + 2 * sqrt(known))
    return substitute(diff(error, noise), {noise: Integer(0)})


WHOLE = (whole_slope(1) + whole_slope(-1)) / 2
BELOW_ONE = (a < 1, c < 1, (1 - a) * (1 - c) > b**2)
SAME_AXES = (Identity(b, 0), Identity(g, 0), a + f > c + h, a - f > c - h)

y, z = IndexedBase("y", real=True), IndexedBase("z", real=True)
"""The eigenvalues of S, the larger and the smaller one, in units of λ."""
EIGEN = (ForEach(z[i] > 0, outcomes), ForEach(y[i] >= z[i], outcomes))


def within(value: Expr, low: Rational, high: Rational) -> tuple[Boolean, Boolean]:
    """Return the two conditions under which a mean lies in a bracket."""
    return mean(value) > low, mean(value) < high


BRACKETS = (
    *within(y[i], Rational(166, 100), Rational(167, 100)),
    *within(z[i], Rational(33, 100), Rational(34, 100)),
    *within(sqrt(y[i]), Rational(123, 100), Rational(124, 100)),
    *within(sqrt(z[i]), Rational(51, 100), Rational(52, 100)),
    *within(1 / sqrt(y[i]), Rational(89, 100), Rational(90, 100)),
    *within(1 / sqrt(z[i]), Rational(3), Rational(31, 10)),
)
SMALL = (deviation > 0, deviation**2 <= Rational(1, 5))


def of_eigenvalue(seen: Expr) -> Expr:
    """The slope at x = 0 of a mode of variance λ with the estimate λ times what is seen."""
    return substitute(of_one_mode, {estimated_deviation: deviation * sqrt(seen)})


LARGER, BOTH = mean(of_eigenvalue(y[i])), mean(of_eigenvalue(y[i])) + mean(of_eigenvalue(z[i]))

ALONG: Assignment = {**PLANE, f: Fraction(1, 25), g: 0}
roots = [Fraction(part, 100) for part in (14, 42, 64, 85)]
THREE: Assignment = {
    size: 4,
    w: (Fraction(1, 4),) * 4,
    deviation: Fraction(2, 5),
    y: tuple(Fraction(part, 100) ** 2 for part in (86, 86, 161, 161)),
    z: tuple(root**2 for root in roots),
}

CLAIMS = {
    "two": new(
        "on average: if no early stop helps for k = 1, none does for k = 2; PCA of S = Σ ± Δ, both λ_j < 1",
        (*positive(1), *positive(-1), *BELOW_ONE, AVERAGED >= 0),
        WHOLE >= 0,
        counterexample=PLANE,
        cited=(ROOT_OF_A_TRACE,),
    ),
    "same-axes": repaired(
        "where S has the axes of Σ in both outcomes, in their order, stopping early helps for k = 1 already",
        (*positive(1), *positive(-1), *SAME_AXES, Ne(f, 0)),
        AVERAGED < 0,
        witnesses=(ALONG,),
        repairs="U4.two",
        necessary=((Ne(f, 0), {**PLANE, g: 0}), (SAME_AXES[1], {**PLANE, f: Fraction(1, 1000)})),
    ),
    "gaussian": new(
        "n = 3 samples of N(0, λI) in the plane, λ <= 1/5: the averaged slope at x = 0 is > 0 for k = 1, < 0 for k = 2",
        (*WEIGHTS, *EIGEN, *BRACKETS, *SMALL),
        And(LARGER > 0, BOTH < 0),
        witnesses=(THREE,),
        necessary=((SMALL[1], {**THREE, deviation: Fraction(3, 5)}),),
        cited=(EIGENVALUES,),
    ),
}

STATEMENT = Statement(
    id="U4",
    title="Encoder and score of one sample: the best time as k grows",
    source=None,
    claims=claims_of("U4", CLAIMS),
)
