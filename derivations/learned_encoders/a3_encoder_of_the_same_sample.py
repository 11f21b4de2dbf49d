"""Encoder and score from one sample: principal components choose what is overestimated, and A1 fails.

Source: ours (A3: "the same for PCA to k < D dimensions of the same S"). S is Σ + Δ or Σ - Δ, each with probability 1/2,
two by two matrices, k = 1; the encoder is the unit eigenvector u of S that belongs to its larger eigenvalue λ̂.

How it is computed. The decoded law varies along u alone, with the variance v of the plug-in score, so that the error is
(√v - σ)² + tr Σ - σ² with σ² = uᵀΣu: that of one mode with the variance σ² and the estimate λ̂. As u uᵀ =
(S - λ' I)/(λ̂ - λ') with the smaller eigenvalue λ', σ² = (tr ΣS - λ' tr Σ)/(λ̂ - λ'). Nothing is drawn or rounded.

What was refuted. The averaged slope at x = 0 is the mean of (1 - σ/λ̂^½)(1 - λ̂), which is positive where σ² < λ̂ < 1 in
both outcomes, as for Σ = diag(7/25, 11/50) and 1/25 beside the diagonal of Δ. The error being convex, no early stop
helps on average. A fixed encoder is enough for A1 ("fixed"); A4 says what PCA does where Σ = λ I and no
kept λ̂_j is below λ.

Tested in `tests/derivations/dense_estimates/test_dense_estimates.py`.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Expr, Integer, Symbol, diff, sqrt

from ldm_symbolic.claims import Assignment, Statement
from ldm_symbolic.derivations.claim import claims_of, new, repaired
from ldm_symbolic.derivations.dense_estimates.a1_any_unbiased_estimate import (
    LAW,
    NEEDED,
    RICCATI,
    SAME,
    SLOPE,
    TWO,
    averaged,
    slope,
)
from ldm_symbolic.derivations.from_data.s8_share_of_the_best_level import alone
from ldm_symbolic.derivations.hypotheses import Conditions
from ldm_symbolic.notation import deviation, estimated_deviation, noise
from ldm_symbolic.proof import substitute

a, b, c = (Symbol(name, real=True) for name in "abc")
"""The entries of Σ: the first and the last on the diagonal, b beside it."""
f, g, h = (Symbol(name, real=True) for name in "fgh")
"""Those of Δ."""

of_one_mode = substitute(diff(alone(noise), noise), {noise: Integer(0)})


def of_outcome(sign: int) -> Expr:
    """The slope at x = 0 with the estimate Σ + Δ or Σ - Δ.

    >>> of_outcome(1).subs({a: 1, b: 0, c: 1, f: 1, g: 0, h: -1})
    -1 + sqrt(2)/2
    """
    first, beside, last = a + sign * f, b + sign * g, c + sign * h
    gap = sqrt((first - last) ** 2 + 4 * beside**2)
    larger, smaller = (first + last + gap) / 2, (first + last - gap) / 2
    true = (a * first + 2 * b * beside + c * last - smaller * (a + c)) / gap
    return substitute(of_one_mode, {deviation: sqrt(true), estimated_deviation: sqrt(larger)})


def positive(sign: int) -> Conditions:
    """Σ + Δ or Σ - Δ is positive definite.

    >>> positive(-1)[0]
    a - f > 0
    """
    first, beside, last = a + sign * f, b + sign * g, c + sign * h
    return first > 0, last > 0, first * last > beside**2


AVERAGED = (of_outcome(1) + of_outcome(-1)) / 2
PLANE: Assignment = {a: Fraction(7, 25), b: 0, c: Fraction(11, 50), f: 0, g: Fraction(1, 25), h: 0}

CLAIMS = {
    "pca": new(
        "A1 holds for PCA to k < D dimensions of the same S: the averaged slope at x = 0 is <= 0; k = 1, S = Σ ± Δ",
        (*positive(1), *positive(-1)),
        AVERAGED <= 0,
        counterexample=PLANE,
    ),
    "fixed": repaired(
        "over finitely many outcomes it is, for k = D and for a fixed orthonormal encoder, learned on other data (A1)",
        LAW,
        averaged(slope) <= 0,
        witnesses=(TWO, SAME),
        repairs="A3.pca",
        necessary=NEEDED,
        cited=(RICCATI, SLOPE),
    ),
}

STATEMENT = Statement(
    id="A3",
    title="Encoder and score from one sample",
    source=None,
    claims=claims_of("A3", CLAIMS),
)
