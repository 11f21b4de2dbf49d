"""What the lost variance says of two latent dimensions: which of them has the smaller least error.

Source: ours (R3). Plug-in score, start at the noised law; p and q are best levels for the dimensions k and i.

    lost(i) + Σ_{j≤i} (ŝ_j - s_j)² <= lost(k)  ⟹  E(i, q) <= E(k, p)

How the proof goes. The left side is E(i, 0), which is no less than E(i, q), and E(k, p) >= lost(k) (R1). That i is the
larger dimension is not used.

What was refuted. "If lost(k) < lost(i) then E(k, p) < E(i, q)": a direction whose variance is estimated far too large
costs more than it brings. s = (1/4, 1/10), ŝ = (1/2, 1/2): both dimensions run to the end, k = 2 loses nothing and has
the error 89/400; i = 1 loses 1/100 and has the error 29/400.

Two repairs. By R1 the sentence holds where the lost variances differ by more than Σ_{j≤k} min(g_j, g_j²/λ_j),
g_j = |λ̂_j - λ_j|, however large k and i are; so for the exact score always. And it holds where i < k and each direction
between them generates something, less than 4 λ_j, at a best level for i: each then lowers the error there (P2).

Tested in `tests/derivations/lost_variance/test_lost_variance.py`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sympy import And, Expr, Integer, Sum, Symbol

from ldm_symbolic.claims import Assignment, Statement
from ldm_symbolic.derivations.claim import claims_of, new, repaired
from ldm_symbolic.derivations.hypotheses import none_negative
from ldm_symbolic.derivations.instances import numbers, without
from ldm_symbolic.derivations.letters import D, X, j, k, s, s_hat
from ldm_symbolic.derivations.lost_variance.r1_bounds_by_the_lost_variance import HORIZON, at_level, best, lost, off
from ldm_symbolic.derivations.plug_in.plug_in_error import exact_error, levels, plugin_error, plugin_variance
from ldm_symbolic.proof import ForEach, Minimises, substitute

other, other_best = Symbol("i", integer=True), Symbol("q", real=True)
"""The other dimension, and a best level for it."""


def of_other(term: Any) -> Any:
    """A term in k, for the dimension i."""
    return substitute(term, {k: other})


def best_levels(error: Expr) -> tuple[Minimises, Minimises]:
    """p is best for k, and q for i."""
    return Minimises(best, error, levels), Minimises(other_best, of_other(error), levels)


DIMENSIONS = (k >= 1, k <= D, other >= 1, other <= D)
MODES = (*DIMENSIONS, none_negative(s), none_negative(s_hat), *HORIZON)
BEST, OTHER_BEST = best_levels(plugin_error)
LESS_LOST = lost < of_other(lost)
error, error_of_other = at_level(plugin_error, best), at_level(of_other(plugin_error), other_best)
LESS = error < error_of_other
FAR_LESS = lost + off < of_other(lost)
BEYOND = (j, other + 1, k)
at_its_best = at_level(plugin_variance, other_best)
HELPFUL = ForEach(And(at_its_best > 0, at_its_best < 4 * s[j] ** 2), BEYOND)
PAID = lost - of_other(lost) >= Sum((s_hat[j] - s[j]) ** 2, (j, Integer(1), other))

PLACES: Assignment = {D: 2, k: 2, other: 1, X: Fraction(1, 2), best: 0, other_best: 0}
DEAR: Assignment = {**PLACES, s: numbers("1/4", "1/10"), s_hat: numbers("1/2", "1/2")}
CHEAP: Assignment = {**DEAR, s: numbers("3/8", "3/8")}
BACK: Assignment = {**CHEAP, k: 1, other: 2}
EXACT = without(DEAR, s_hat)

CLAIMS = {
    "order": new(
        "if lost(k) < lost(i) then k has the smaller least error",
        (*MODES, BEST, OTHER_BEST, LESS_LOST),
        LESS,
        counterexample=DEAR,
    ),
    "order-repaired": repaired(
        "it has if lost(k) + Σ_{j≤k} min(g_j, g_j²/λ_j) < lost(i), g_j = |λ̂_j - λ_j|",
        (*MODES, BEST, OTHER_BEST, FAR_LESS),
        LESS,
        witnesses=({**CHEAP, s: numbers("7/16", "7/16")},),
        repairs="R3.order",
        necessary=((FAR_LESS, DEAR),),
    ),
    "order-by-direction": repaired(
        "it has if i < k and 0 < v_j < 4 λ_j for i < j <= k at a best level for i",
        (*MODES, BEST, OTHER_BEST, other < k, HELPFUL),
        LESS,
        witnesses=(CHEAP,),
        repairs="R3.order",
        necessary=((HELPFUL, DEAR), (other < k, BACK)),
    ),
    "order-exact": new(
        "with the exact score it has if lost(k) < lost(i)",
        (*DIMENSIONS, none_negative(s), *HORIZON, *best_levels(exact_error), LESS_LOST),
        at_level(exact_error, best) < at_level(of_other(exact_error), other_best),
        witnesses=(EXACT,),
        necessary=((LESS_LOST, {**EXACT, k: 1, other: 2}),),
    ),
    "paid": new(
        "if lost(k) - lost(i) >= Σ_{j≤i} (ŝ_j - s_j)² then the least error of i is no larger, for any k and i",
        (*MODES, BEST, OTHER_BEST, PAID),
        error_of_other <= error,
        witnesses=(BACK,),
        necessary=((PAID, {**DEAR, k: 1, other: 2}),),
    ),
}

STATEMENT = Statement(
    id="R3",
    title="Which of two dimensions has the smaller least error, by the lost variance",
    source=None,
    claims=claims_of("R3", CLAIMS),
)
