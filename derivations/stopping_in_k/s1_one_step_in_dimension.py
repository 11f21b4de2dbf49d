"""One step in k: the best noise level of k + 1 modes lies between that of k modes and the own root of the new mode.

Ours (S1). Plug-in score, start at the noised law. x*(k) minimises E(k, ·) over [0, X]; r_j = (λ_j - λ̂_j)/(1 - λ̂_j).

    min(x*(k), r) <= x*(k+1) <= max(x*(k), r) with r = r_{k+1} clipped to [0, X];
    if 0 < x*(k) < X:  x*(k+1) <= x*(k)  iff  r_{k+1} <= x*(k)

How the proof goes. E(k, ·) is convex, so that a level is best iff its slope vanishes, or has the right sign at an end
(the first three claims). The slope of k modes does not fall with x, and that of mode k + 1 has the sign of x - r_{k+1},
for λ̂ > 1 too, where both factors turn round. Beyond both levels their sum has the wrong sign for a best level.

There is a best level for each k, and it is what is called so here (U5: exists, stationary).

What it needs. ŝ_j > 0 for the slope at x = 0, and λ̂_{k+1} ≠ 1: a mode with λ̂ = 1 is flat and has no own root. Where
all modes are flat or the slope vanishes on an interval every best level is meant, at k and at k + 1.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sympy import And, Equivalent, Expr, Ge, Integer, Le, Max, Min, Ne, Sum, Symbol

from ldm_symbolic.claims import Assignment, Statement
from ldm_symbolic.derivations.claim import claims_of, new
from ldm_symbolic.derivations.hypotheses import modes, noisy_horizon
from ldm_symbolic.derivations.letters import X, j, k, s, s_hat, x
from ldm_symbolic.derivations.plug_in.plug_in_error import levels, mode_slope, plugin_error
from ldm_symbolic.notation import data_dimension
from ldm_symbolic.proof import Minimises, substitute

before, after = Symbol("p", real=True), Symbol("q", real=True)


def slope(last: Any, level: Any) -> Expr:
    """dE(k, x)/dx at a level."""
    return substitute(Sum(mode_slope, (j, 1, last)), {x: level})


def stationary(level: Any, last: Any) -> And:
    """The slope at a level of [0, X] allows no better level."""
    here = slope(last, level)
    return And(level >= 0, level <= X, Min(level, here) <= 0, Max(level - X, here) >= 0)


def root(index: Any) -> Expr:
    """r_j = (λ_j - λ̂_j)/(1 - λ̂_j)."""
    return (s[index] ** 2 - s_hat[index] ** 2) / (1 - s_hat[index] ** 2)


def clipped(index: Any) -> Expr:
    """r_j moved into [0, X]."""
    return Max(0, Min(X, root(index)))


BASE = (*modes(k), *noisy_horizon())
AT_THE_END = Equivalent(Minimises(Integer(0), plugin_error, levels), Ge(slope(k, Integer(0)), 0))
AT_THE_START = Equivalent(Minimises(X, plugin_error, levels), Le(slope(k, X), 0))
BEST_INSIDE = Equivalent(Minimises(before, plugin_error, levels), And(slope(k, before) >= 0, slope(k, before) <= 0))
STEP = (*noisy_horizon(), k >= 0, *modes(k + 1), Ne(s_hat[k + 1], 1), stationary(before, k), stationary(after, k + 1))
BETWEEN = And(after >= Min(before, clipped(k + 1)), after <= Max(before, clipped(k + 1)))
INNER = (before > 0, before < X)
EARLIER = Equivalent(after <= before, root(k + 1) <= before)

half, quarter = Fraction(1, 2), Fraction(1, 4)
TWO: Assignment = {k: 2, data_dimension: 2, s: (half, half), s_hat: (half, quarter), X: Fraction(1, 100)}
ONE: Assignment = {
    k: 1,
    s: (half, half),
    s_hat: (half, quarter),
    X: Fraction(1, 100),
    before: 0,
    after: Fraction(1, 100),
}
INSIDE: Assignment = {k: 1, X: half, before: Fraction(5, 12)}  # r_1 = 5/12 for s_1 = 3/4, ŝ_1 = 1/2
SAME: Assignment = {**INSIDE, s: (Fraction(3, 4),) * 2, s_hat: (half, half), after: Fraction(5, 12)}
HIGHER: Assignment = {**INSIDE, s: (Fraction(3, 4), 1), s_hat: (half, quarter), after: half}
FLAT: Assignment = {k: 1, s: (1, 1), s_hat: (1, 1), X: half, before: 0, after: quarter}


CLAIMS = {
    "end": new(
        "x = 0 is best iff the slope there is >= 0",
        BASE,
        AT_THE_END,
        witnesses=(TWO,),
    ),
    "start": new(
        "x = X is best iff the slope there is <= 0",
        BASE,
        AT_THE_START,
        witnesses=(TWO,),
    ),
    "inside": new(
        "an inner level is best iff the slope there is 0",
        (*BASE, *INNER),
        BEST_INSIDE,
        witnesses=({**TWO, before: Fraction(1, 200)},),
    ),
    "between": new(
        "x*(k+1) lies between x*(k) and r_{k+1} clipped to [0, X]",
        STEP,
        BETWEEN,
        witnesses=(ONE,),
        necessary=((Ne(s_hat[k + 1], 1), FLAT),),
    ),
    "direction": new(
        "if 0 < x*(k) < X then x*(k+1) <= x*(k) iff r_{k+1} <= x*(k)",
        (*STEP, *INNER),
        EARLIER,
        witnesses=(SAME, HIGHER),
    ),
}


STATEMENT = Statement(
    id="S1",
    title="The best noise level moves towards the own root of the new mode",
    source=None,
    claims=claims_of("S1", CLAIMS),
)
