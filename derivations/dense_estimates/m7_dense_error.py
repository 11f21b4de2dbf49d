"""The error of dense covariances: convex in the noise level, with a slope that is a trace.

Source: ours (M7). Any orthonormal encoder P, H = P Σ̂ Pᵀ, A = x I + (1-x) H, M the transport map from N(0, A) to
N(0, P Σ Pᵀ).

    E(k, ·) is convex in x with the slope tr((I - M)(I - H)); E does not rise with generation time iff that is >= 0 at
    x = 0+; (7) is the commuting case

How the proof goes. E = tr Σ + tr A - 2 φ with φ = tr(M A) = tr(N P Σ Pᵀ), N = M⁻¹. In the eigenbasis of P Σ Pᵀ, with
M = L², N = K², and N' of another level y, the entries p_ij of N' L satisfy Σ_ij λ_i (p_ij - K_ij)² >= 0, where
Σ λ_i p_ij² = tr(M A') and Σ λ_i p_ij K_ij = tr(N' P Σ Pᵀ) = φ(y). As A' - A = (y - x)(I - H), this is
φ(y) <= φ(x) + (y - x) tr(M (I - H))/2 ("tangent"): E lies above a line through each of its points, and is convex
("convex"). That the slope of these lines is the derivative of E is cited; it is where A > 0, for M is continuous there,
and so on [0, X] if H > 0 ("iff"). For H with an eigenvalue 0 the slope is infinite at 0, or read as the limit. All this
is for P Σ Pᵀ > 0; the rest follows by continuity, which is not formalised.

Beside P Σ Pᵀ the error depends on tr Σ alone, for Σ^½ Pᵀ A P Σ^½ and A^½ P Σ Pᵀ A^½ have the same positive eigenvalues.

Tested in `tests/derivations/dense_estimates/test_dense_estimates.py`.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Equivalent, Function, IndexedBase, Integer, Lambda, Sum, Symbol

from ldm_symbolic.claims import Assignment, Statement
from ldm_symbolic.derivations.claim import claims_of, new
from ldm_symbolic.derivations.clock import identity_clock
from ldm_symbolic.derivations.dense_estimates.a1_any_unbiased_estimate import RICCATI, SLOPE
from ldm_symbolic.derivations.hypotheses import a_schedule
from ldm_symbolic.derivations.letters import X, j, k, s, s_hat, x
from ldm_symbolic.derivations.plug_in.plug_in_error import aligned, kept, never_rises
from ldm_symbolic.proof import Convex, ForEach, Identity, IsDerivative, substitute

h = Symbol("h", integer=True)
p, K, m = (IndexedBase(name, real=True) for name in "pKm")
y, rate = Symbol("y", real=True), Symbol("g", real=True)
"""Another level, and tr(M (I - H)) at the first."""
columns = (h, Integer(1), k)
here, there = p[k * (j - 1) + h], K[k * (j - 1) + h]
at_first = Sum(s[j] ** 2 * Sum(there**2, columns), kept)
moved = Sum(s[j] ** 2 * Sum(here**2, columns), kept)
at_other = Sum(s[j] ** 2 * Sum(here * there, columns), kept)
"""φ(x) = tr(N P Σ Pᵀ), tr(M A') and φ(y)."""
ALONG = Identity(moved, at_first + (y - x) * rate)

beyond, share, o = Symbol("z", real=True), Symbol("w", real=True), IndexedBase("o", real=True)
"""A third level, and how far x lies towards it; the entries that belong to it."""
OTHER = {p: o, y: beyond}
BETWEEN = (share >= 0, share <= 1, Identity(x, (1 - share) * y + share * beyond))

levels = (x, Integer(0), X)
error, its_slope = (Function(name, real=True)(x) for name in "FG")
CURVE = (Convex(error, levels), IsDerivative(error, its_slope, levels))
at_the_end = substitute(its_slope, {x: Integer(0)})
MAP = ForEach(Identity(m[j] * s_hat[j], s[j]), kept)
commuting = Sum((1 - m[j]) * (1 - s_hat[j] ** 2), kept)
"""tr((I - M)(I - H)) where both are diagonal, M_jj² λ̂_j = λ_j."""

half = Fraction(1, 2)
PAIR: Assignment = {k: 2, s: (Fraction(1, 3), 1), K: (1, 0, 0, 1), p: (2, 0, 0, 1), x: 0}
PAIR = {**PAIR, y: Fraction(3, 8), rate: Fraction(8, 9)}
CHORD: Assignment = {k: 2, s: (half, 1), K: (1, 0, 0, 1), p: (Fraction(1, 5), 0, 0, 1), o: (Fraction(7, 5), 0, 0, 1)}
CHORD = {**CHORD, x: Fraction(8, 33), y: 0, beyond: Fraction(16, 33), share: half, rate: Fraction(99, 100)}
CLOCKED: Assignment = {error.func: Lambda(x, x**2), its_slope.func: Lambda(x, 2 * x), **identity_clock(half)}

CLAIMS = {
    "tangent": new(
        "φ(y) <= φ(x) + (y - x) tr(M (I - H))/2 at any levels where A > 0, if P Σ Pᵀ > 0: E lies above its tangents",
        (ALONG,),
        at_other <= at_first + (y - x) * rate / 2,
        witnesses=(PAIR,),
        necessary=((ALONG, {**PAIR, rate: -2}),),
        cited=(RICCATI,),
    ),
    "convex": new(
        "so φ is not below its chords, and E = tr Σ + tr A - 2 φ, where tr A is a line, is convex in x",
        (*BETWEEN, ALONG, substitute(ALONG, OTHER)),
        (1 - share) * at_other + share * substitute(at_other, OTHER) <= at_first,
        witnesses=(CHORD,),
        necessary=((ALONG, {**CHORD, p: (9, 0, 0, 9)}),),
        cited=(RICCATI,),
    ),
    "iff": new(
        "so E does not rise with generation time iff tr((I - M)(I - H)) >= 0 at x = 0, its slope there (H, P Σ Pᵀ > 0)",
        (*a_schedule(), *CURVE),
        Equivalent(never_rises(error), at_the_end >= 0),
        witnesses=(CLOCKED,),
        cited=(SLOPE,),
    ),
    "commuting": new(
        "(7) is the commuting case, M_jj = s_j/ŝ_j",
        (ForEach(s_hat[j] > 0, kept), MAP),
        Identity(commuting, Sum(aligned, kept)),
        witnesses=({k: 2, s: (1, 2), s_hat: (half, 4), m: (2, half)},),
        necessary=((MAP, {k: 1, s: (1,), s_hat: (half,), m: (1,)}),),
    ),
}

STATEMENT = Statement(id="M7", title="The error of dense covariances", source=None, claims=claims_of("M7", CLAIMS))
