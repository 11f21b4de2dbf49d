"""One step in k: the best noise level of k + 1 modes lies between that of k modes and the own root of the new mode.

Ours (S1). Plug-in score, start at the noised law. x*(k) minimises E(k, ·) over [0, X]; r_j = (λ_j - λ̂_j)/(1 - λ̂_j).

    min(x*(k), r) <= x*(k+1) <= max(x*(k), r) with r = r_{k+1} clipped to [0, X];
    if 0 < x*(k) < X:  x*(k+1) <= x*(k)  iff  r_{k+1} <= x*(k)

How the proof goes. E(k, ·) is convex, so that a level is best iff its slope vanishes, or has the right sign at an end
(the first three claims). The slope of k modes does not fall with x, and that of mode k + 1 has the sign of x - r_{k+1},
for λ̂ > 1 too, where both factors turn round. Beyond both levels their sum has the wrong sign for a best level.

What it needs. ŝ_j > 0 for the slope at x = 0, and λ̂_{k+1} ≠ 1: a mode with λ̂ = 1 is flat and has no own root. Where
all modes are flat or the slope vanishes on an interval every best level is meant, at k and at k + 1.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache

from sympy import Ne

from ldm_symbolic.claims.statement import Instance, Statement
from ldm_symbolic.derivations.claim import claims_of, new
from ldm_symbolic.derivations.letters import X, k, s, s_hat
from ldm_symbolic.derivations.stopping_in_k import one_step_in_dimension_proof as proofs
from ldm_symbolic.derivations.stopping_in_k.one_step_in_dimension_proof import BASE, INNER, STEP, after, before
from ldm_symbolic.notation import data_dimension, mode, noise
from ldm_symbolic.proof import Fact, in_turn, instantiate

half, quarter = Fraction(1, 2), Fraction(1, 4)
TWO: Instance = {k: 2, data_dimension: 2, s: (half, half), s_hat: (half, quarter), X: Fraction(1, 100)}
ONE: Instance = {k: 1, s: (half, half), s_hat: (half, quarter), X: Fraction(1, 100), before: 0, after: Fraction(1, 100)}
INSIDE: Instance = {k: 1, X: half, before: Fraction(5, 12)}  # r_1 = 5/12 for s_1 = 3/4, ŝ_1 = 1/2
SAME: Instance = {**INSIDE, s: (Fraction(3, 4),) * 2, s_hat: (half, half), after: Fraction(5, 12)}
HIGHER: Instance = {**INSIDE, s: (Fraction(3, 4), 1), s_hat: (half, quarter), after: half}
FLAT: Instance = {k: 1, s: (1, 1), s_hat: (1, 1), X: half, before: 0, after: quarter}


@cache
def own_slope(*, above: bool) -> Fact:
    """The slope of the mode that is added has the sign of x - r_{k+1}."""
    one = instantiate(proofs.sign(above=above), {mode: k + 1})
    side = noise > proofs.root(k + 1) if above else noise < proofs.root(k + 1)
    new = (s[k + 1] >= 0, s_hat[k + 1] > 0, Ne(s_hat[k + 1], 1))
    return in_turn(one.conclusion, [one], hypotheses=(noise >= 0, noise <= X, X < 1, *new, side))


CLAIMS = {
    "end": new(
        "x = 0 is best iff the slope there is >= 0",
        BASE,
        proofs.AT_THE_END,
        witnesses=(TWO,),
    ),
    "start": new(
        "x = X is best iff the slope there is <= 0",
        BASE,
        proofs.AT_THE_START,
        witnesses=(TWO,),
    ),
    "inside": new(
        "an inner level is best iff the slope there is 0",
        (*BASE, *INNER),
        proofs.BEST_INSIDE,
        witnesses=({**TWO, before: Fraction(1, 200)},),
    ),
    "between": new(
        "x*(k+1) lies between x*(k) and r_{k+1} clipped to [0, X]",
        STEP,
        proofs.BETWEEN,
        witnesses=(ONE,),
        necessary=((Ne(s_hat[k + 1], 1), FLAT),),
    ),
    "direction": new(
        "if 0 < x*(k) < X then x*(k+1) <= x*(k) iff r_{k+1} <= x*(k)",
        (*STEP, *INNER),
        proofs.EARLIER,
        witnesses=(SAME, HIGHER),
    ),
}


STATEMENT = Statement(
    id="S1",
    title="The best noise level moves towards the own root of the new mode",
    source=None,
    claims=claims_of("S1", CLAIMS),
)
