"""The best level for small errors of the estimates: a formula to first order, with its remainder.

Source: ours (S5). Plug-in score, start at the noised law, λ̂_j = λ_j (1 - η_j), q_j = 1 - λ_j.

Statement. Let μ ≤ q_j/λ_j ≤ M with μ > 0, |η_j| ≤ h ≤ min(1/2, μ/2). If a best level x*(k) lies inside (0, X), then
|x*(k) - Σ q_j η_j/Σ q_j²/λ_j| ≤ C h² with C = 5/μ² + 2 (1 + 3 M/μ)²/μ, whatever k is.

How the proof goes. At x* the slope Σ (1 - λ̂_j)(1 - s_j/√v_j) is 0. With v = λ (1 + δ), δ = -η + x (1 - λ̂)/λ, each
1 - 1/√(1 + δ) lies between δ/2 - (2/3) δ² and δ/2. Above x = 2 h/μ every δ_j is positive, so x* ≤ 2 h/μ and |δ_j| is at
most h (1 + 3 M/μ); what is left of (1 - λ̂) δ is q (q x/λ - η) up to order h², and the sum of that vanishes where the
formula says.

What is proved: this, for every k; for errors of any size with λ̂_j ≤ 1 the one-sided bound x* ≥ Σ (1 - λ̂_j) η_j/
Σ (1 - λ̂_j)²/λ_j, the same formula with estimates for two of its q; for k = 1 the exact level and its distance from the
formula. Nothing is cited. Not covered: modes with λ_j > 1, for which the formula holds as well (tested), with other
constants. If all λ_j are 1 the formula is 0/0 and x* is 1 clipped to X however small the errors are.
"""

from __future__ import annotations

from sympy import And, IndexedBase, Integer, Rational, Sum, Symbol

from ldm_symbolic.claims import Statement
from ldm_symbolic.derivations.claim import claims_of, new
from ldm_symbolic.derivations.hypotheses import a_dimension, positive_modes
from ldm_symbolic.derivations.letters import D, X, j, k, s, s_hat, x
from ldm_symbolic.derivations.plug_in.plug_in_error import levels, mode_slope, plugin_error
from ldm_symbolic.proof import ForEach, Identity, Minimises, substitute

kept = (j, Integer(1), k)
eta = IndexedBase("eta", real=True)
best, h, least, most = (Symbol(name, real=True) for name in ("p", "h", "mu", "M"))  # x*, max |η|, bounds of q/λ
q, half = 1 - s[j] ** 2, Rational(1, 2)
weight = Sum(q**2 / s[j] ** 2, kept)
first = Sum(q * eta[j], kept) / weight
constant = 5 / least**2 + 2 * (1 + 3 * most / least) ** 2 / least
believed, relative_error = 1 - s_hat[j] ** 2, 1 - s_hat[j] ** 2 / s[j] ** 2  # 1 - λ̂, η
believed_weight = Sum(believed**2 / s[j] ** 2, kept)
INNER = (Minimises(best, plugin_error, levels), best > 0, best < X, X < 1)
relative = Identity(s_hat[j] ** 2, s[j] ** 2 * (1 - eta[j]))
small = (eta[j] >= -h, eta[j] <= h, least <= q / s[j] ** 2, q / s[j] ** 2 <= most)
SMALL = (*(ForEach(part, kept) for part in (relative, *small)), least > 0, h <= least / 2, h <= Rational(1, 2))
slope_there = substitute(mode_slope, {x: best})
lam, one_error = Symbol("lambda", real=True), Symbol("eta", real=True)
plain_variance = x + (1 - x) * lam * (1 - one_error)
own_root = lam * one_error / (1 - lam * (1 - one_error))
ONE_MODE = (lam > 0, lam < 1, lam * one_error >= -(1 - lam) / 2)

half = Rational(1, 2)
# λ = 1/4, λ̂ = 81/400: the own root is (19/400)/(319/400).
ONE = {k: 1, D: 1, X: half, s: (half,), s_hat: (Rational(9, 20),), eta: (Rational(19, 100),), best: Rational(19, 319)}
ONE |= {h: Rational(1, 5), least: Integer(3), most: Integer(3)}
PLAIN = {lam: half, one_error: Rational(1, 4)}

size = h**2 * constant
near = lam * one_error / (1 - lam)

CLAIMS = {
    "stationary": new(
        "at a best level inside (0, X) the slope vanishes",
        (*a_dimension(), *positive_modes(), *INNER),
        Identity(Sum(slope_there, kept), 0),
        witnesses=(ONE,),
    ),
    "near": new(
        "a best level inside (0, X) is at most 2 h/μ",
        (*a_dimension(), *positive_modes(), *SMALL, *INNER),
        best * least <= 2 * h,
        witnesses=(ONE,),
        necessary=((SMALL[2], ONE | {h: 0}), (INNER[0], ONE | {X: Rational(9, 10), best: Rational(4, 5)})),
    ),
    "remainder": new(
        "x*(k) differs from Σ q_j η_j/Σ q_j²/λ_j by at most (5/μ² + 2 (1 + 3 M/μ)²/μ) h², for every k",
        (*a_dimension(), *positive_modes(), *SMALL, *INNER),
        And(best - first <= size, best - first >= -size),
        witnesses=(ONE,),
        necessary=(
            (SMALL[2], ONE | {h: 0}),
            (SMALL[3], ONE | {least: Integer(1000), most: Integer(1000)}),
            (INNER[0], ONE | {X: Rational(9, 10), best: Rational(4, 5)}),
        ),
    ),
    "never-below": new(
        "for errors of any size, λ̂_j <= 1: x*(k) Σ (1 - λ̂_j)²/λ_j >= Σ (1 - λ̂_j) η_j",
        (*a_dimension(), *positive_modes(), ForEach(s_hat[j] ** 2 <= 1, kept), *INNER),
        best * believed_weight >= Sum(believed * relative_error, kept),
        witnesses=(ONE,),
    ),
    "own-root": new(
        "for k = 1 the mode has its true variance at x = λ η/(1 - λ + λ η)",
        ONE_MODE,
        Identity(substitute(plain_variance, {x: own_root}), lam),
        witnesses=(PLAIN,),
    ),
    "one-mode": new(
        "which is at most λ η/(1 - λ), and below it by at most 2 (λ η/(1 - λ))²",
        ONE_MODE,
        And(own_root - near <= 0, own_root - near >= -2 * near**2),
        witnesses=(PLAIN,),
        necessary=((ONE_MODE[2], {lam: half, one_error: -2}),),
    ),
}


STATEMENT = Statement(
    id="S5",
    title="the optimal stopping time to first order in the errors of the estimates",
    source=None,
    claims=claims_of("S5", CLAIMS),
)
