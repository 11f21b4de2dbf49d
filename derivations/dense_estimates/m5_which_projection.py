"""Which orthogonal projection is best: principal components of the data with the exact score, not with another one.

Source: ours (M5). Data noised to α X + β ε with 0 < α <= 1, β >= 0; a projection P of rank k keeps H = P Σ Pᵀ and is
generated with α² P Σ̂ Pᵀ + β² I. Error: Fréchet distance, decoded by Pᵀ.

    exact score:      PCA of Σ minimises E among all projections of rank k
    plug-in score:    neither PCA of Σ nor PCA of Σ̂ does always

How the proof goes. With the exact score the generated covariance commutes with H, so that P has the error
tr Σ + Σ_{j<=k} (v(h_j) - 2 √(h_j v(h_j))), v(h) = α² h + β², in the eigenvalues h_j of H alone. The term falls with h:
for r <= s let p = √v(s²) - α s and q = √v(r²) - α r; then p (p + 2 α s) = β² = q (q + 2 α r) leaves p <= q, and
s p - r q = (q² - p²)/(2 α) >= 0. By Poincaré's separation theorem (cited) no h_j exceeds λ_j.

What was refuted. An axis of which the variance is overestimated nine times costs more than it keeps, and may be the
first one of both Σ and Σ̂: Σ = diag(1, 4/5), Σ̂ = diag(9, 4/5), k = 1, where the second axis is better.

The repair. Σ̂ = ρ² Σ with α ρ <= 2: then Σ and Σ̂ have the same components, and the term still falls. With α ρ > 2 it
rises at β = 0, so that the constant is sharp. That Σ̂ is a multiple of Σ is not shown to be needed.

Tested in `tests/derivations/dense_estimates/test_projections.py`.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Expr, IndexedBase, Integer, Sum, Symbol, sqrt

from ldm_symbolic.claims import Assignment, Statement
from ldm_symbolic.derivations.claim import claims_of, new, repaired
from ldm_symbolic.derivations.hypotheses import a_dimension, none_negative
from ldm_symbolic.derivations.letters import D, j, k, s
from ldm_symbolic.derivations.principal_components.p6_principal_components import EIGENBASIS
from ldm_symbolic.derivations.schedules.path_error import A_POINT, alpha, beta, kept, plugin_law
from ldm_symbolic.model.error import mode_error
from ldm_symbolic.notation import deviation, estimated_variance
from ldm_symbolic.proof import ForEach, substitute

r = IndexedBase("r", real=True)
"""Roots of the eigenvalues of P Σ Pᵀ, or of P Σ̂ Pᵀ."""
rho, share = Symbol("rho", real=True), Symbol("tau", real=True)
"""Σ̂ = ρ² Σ; Σ = τ² Σ̂."""
a, b, c, f, g, h = (Symbol(name, real=True) for name in "abcfgh")
"""Σ has a, c on the diagonal and b beside it, Σ̂ has f, h and g."""
p, q = Symbol("p", real=True), Symbol("q", real=True)
"""The direction of a projection of rank 1 in the plane."""


def law(believed: Expr) -> Expr:
    """α² λ̂ + β².

    >>> law(rho)
    alpha**2*rho + beta**2
    """
    return substitute(plugin_law, {estimated_variance: believed})


def costs(believed: Expr, root: Expr) -> Expr:
    """What keeping a direction adds to tr Σ: v - 2 σ √v, σ² being its variance.

    >>> costs(rho**2, rho)
    alpha**2*rho**2 + beta**2 - 2*rho*sqrt(alpha**2*rho**2 + beta**2)
    """
    added = mode_error(law(believed), deviation**2) - deviation**2
    return substitute(added, {deviation: root})


def of(first: Expr, beside: Expr, last: Expr) -> Expr:
    """uᵀMu for the unit vector along (p, q)."""
    return (p**2 * first + 2 * p * q * beside + q**2 * last) / (p**2 + q**2)


def total(sequence: IndexedBase, factor: Expr, true: Expr) -> Expr:
    """E of a projection less tr Σ, for eigenvalues that are squares of a sequence, times a factor each way."""
    return Sum(costs(factor**2 * sequence[j] ** 2, true * sequence[j]), kept)


one = Fraction(1)
INTERLACED = ForEach(r[j] <= s[j], kept)
SPECTRA = (*a_dimension(), *A_POINT, none_negative(r, k), INTERLACED)
LIMIT, LEAST = alpha * rho <= 2, 2 * share >= alpha
PLANE = (*A_POINT, a > 0, c > 0, f > 0, h > 0, p**2 + q**2 > 0)
IN_AXES_OF_DATA = (*PLANE, a >= c, f * h > g**2)
IN_AXES_OF_SAMPLE = (*PLANE, f >= h, a * c > b**2)


SEPARATION = (
    "Horn & Johnson (2013), Matrix Analysis, 2nd ed., Section 4.3 (Poincaré's separation theorem): the j-th largest "
    "eigenvalue of P Σ Pᵀ, where P Pᵀ = I, is at most that of Σ"
)
tenth = Fraction(1, 10)
NOISY: Assignment = {alpha: 9 * tenth, beta: tenth}
SECOND_AXIS: Assignment = {**NOISY, a: 1, c: 8 * tenth, f: 9, h: 8 * tenth, p: 0, q: 1}
TWO: Assignment = {**NOISY, D: 3, k: 2, s: (2, 1, one / 2), r: (1, one / 2)}
RISES: Assignment = {alpha: 1, beta: 0, D: 2, k: 1, s: (1, 0), r: (0,)}

CLAIMS = {
    "exact": new(
        "with the exact score no projection of rank k has a smaller error than PCA of Σ",
        SPECTRA,
        total(s, Integer(1), Integer(1)) <= total(r, Integer(1), Integer(1)),
        witnesses=(TWO,),
        necessary=((INTERLACED, {**TWO, s: (one / 2, one / 2, one / 2)}), (A_POINT[1], {**RISES, alpha: 3})),
        cited=(SEPARATION, EIGENBASIS),
    ),
    "of-data": new(
        "so it is with the plug-in score for PCA of Σ; in the axes of Σ, k = 1: the first is best among all (p, q)",
        IN_AXES_OF_DATA,
        costs(f, sqrt(a)) <= costs(of(f, g, h), sqrt(of(a, Integer(0), c))),
        counterexample={**SECOND_AXIS, g: 0},
    ),
    "of-data-repaired": repaired(
        "so it is if Σ̂ = ρ² Σ with α ρ <= 2",
        (*SPECTRA, rho > 0, LIMIT),
        total(s, rho, Integer(1)) <= total(r, rho, Integer(1)),
        witnesses=({**TWO, rho: 2},),
        repairs="M5.of-data",
        necessary=((LIMIT, {**RISES, rho: 3}), (INTERLACED, {**TWO, rho: 1, s: (one / 2, one / 2, one / 2)})),
        cited=(SEPARATION, EIGENBASIS),
    ),
    "of-sample": new(
        "so it is with the plug-in score for PCA of Σ̂; in the axes of Σ̂, k = 1: the first is best among all (p, q)",
        IN_AXES_OF_SAMPLE,
        costs(f, sqrt(a)) <= costs(of(f, Integer(0), h), sqrt(of(a, b, c))),
        counterexample={**SECOND_AXIS, b: 0},
    ),
    "of-sample-repaired": repaired(
        "so it is if Σ = τ² Σ̂ with τ >= α/2, where s_j² and r_j² stand for the eigenvalues of Σ̂ and of P Σ̂ Pᵀ",
        (*SPECTRA, LEAST),
        total(s, Integer(1), share) <= total(r, Integer(1), share),
        witnesses=({**TWO, share: one / 2},),
        repairs="M5.of-sample",
        necessary=((LEAST, {**RISES, share: one / 3}), (INTERLACED, {**TWO, share: 1, s: (one / 2, one / 2, one / 2)})),
        cited=(SEPARATION, EIGENBASIS),
    ),
}

STATEMENT = Statement(id="M5", title="The best projection of a given rank", source=None, claims=claims_of("M5", CLAIMS))
