"""The variance-exploding path: when running to the end is best, and how the best noise moves with the dimension.

Source: ours (G4). α = 1 and b = β² rises from 0 to B over noise time; v_j = λ̂_j + b, and λ_j + b for the exact score.

    exact score: E does not rise with generation time;  plug-in score: iff Σ_{j≤k} (1 - s_j/ŝ_j) >= 0
    S1 and S2 hold in b, with the own roots λ_j - λ̂_j

How the proof goes. Every v_j rises with b at rate 1. Exact: √v_j moves away from s_j, above it. Plug-in: the slope of
E is Σ (1 - s_j/√v_j), each term of which does not fall with b, so that E is convex, and its slope at b = 0 decides. The
slope of mode j has the sign of b - (λ_j - λ̂_j), for every λ̂_j > 0: no estimate is flat, as λ̂ = 1 is where variance is
preserved. So a level beyond x*(k) and the root of mode k + 1 has a slope of the wrong sign for k + 1 modes, and x*(k)
follows roots that fall.

ŝ_j > 0 is the standing assumption: (1 - s/ŝ) divides by it.

Tested in `tests/derivations/schedules/test_exploding.py`.
"""

from __future__ import annotations

from typing import Any

from sympy import And, Equivalent, Expr, IndexedBase, Integer, Lambda, Max, Min, Piecewise, Sum, Symbol, diff, sqrt

from ldm_symbolic.claims import Statement
from ldm_symbolic.derivations.claim import claims_of, new
from ldm_symbolic.derivations.hypotheses import a_dimension, all_positive, modes, none_negative
from ldm_symbolic.derivations.instances import numbers
from ldm_symbolic.derivations.letters import D, T, j, k, s, s_hat, t, u
from ldm_symbolic.derivations.schedules.path_error import alpha, beta, exact_law, plugin_law
from ldm_symbolic.model.error import indexed, mode_error, squared_error
from ldm_symbolic.notation import noise_at, time_left_at
from ldm_symbolic.proof import Clock, ForEach, Identity, Minimises, NonIncreasing, substitute

b, B = Symbol("b", real=True), Symbol("B", real=True)
"""β², and the same at the horizon."""
EXPLODING = {alpha: Integer(1), beta: sqrt(b)}
plugin, exact = (substitute(law, EXPLODING) for law in (plugin_law, exact_law))
error, error_exact = squared_error(plugin), squared_error(exact)
generated = indexed(plugin)
one_mode = mode_error(generated, s[j] ** 2)
mode_slope = diff(one_mode, b)
levels, kept = (b, Integer(0), B), (j, Integer(1), k)
before, after = Symbol("p", real=True), Symbol("q", real=True)
best = IndexedBase("x_best", real=True)
clock = Clock(noise_at(u), time_left_at(b), (u, 0, T), (b, 0, B))
"""β² rises from 0 to B over noise time."""
SCHEDULE = (T > 0, clock)


def never_rises(of: Expr) -> NonIncreasing:
    """An error, an expression in b, does not rise with generation time."""
    return NonIncreasing(substitute(of, {b: noise_at(T - t)}), (t, Integer(0), T))


def slope(last: Any, level: Any) -> Expr:
    """The slope of E in b at a level.

    >>> slope(k, Integer(0))
    Sum(1 - s[j]/Abs(s_hat[j]), (j, 1, k))
    """
    return substitute(Sum(mode_slope, (j, 1, last)), {b: level})


def stationary(level: Any, last: Any) -> And:
    """The slope at a level of [0, B] allows no better level."""
    here = slope(last, level)
    return And(level >= 0, level <= B, Min(level, here) <= 0, Max(level - B, here) >= 0)


def root(index: Any) -> Expr:
    """λ_j - λ̂_j.

    >>> root(k)
    s[k]**2 - s_hat[k]**2
    """
    return s[index] ** 2 - s_hat[index] ** 2


def clipped(index: Any) -> Expr:
    """The own root moved into [0, B].

    >>> clipped(k)
    Max(0, Min(B, s[k]**2 - s_hat[k]**2))
    """
    return Max(0, Min(B, root(index)))


SPECTRUM = (*a_dimension(), *modes())
total = Sum(1 - s[j] / s_hat[j], kept)
TOP = B > 0
STEP = (TOP, k >= 0, *modes(k + 1), stationary(before, k), stationary(after, k + 1))
INNER = (before > 0, before < B)
BETWEEN = And(after >= Min(before, clipped(k + 1)), after <= Max(before, clipped(k + 1)))
EARLIER = Equivalent(after <= before, root(k + 1) <= before)
EACH_BEST = ForEach(stationary(best[k], k), (k, 1, D))
ROOTS_FALL = ForEach(clipped(j) >= clipped(j + 1), (j, 1, D - 1))
SEQUENCE = (TOP, *modes(D), EACH_BEST, ROOTS_FALL)
FALLS = ForEach(best[k + 1] <= best[k], (k, 1, D - 1))


def ramp(top: Any, turned: bool = False) -> dict[Any, Any]:
    """β² = u up to T = B; or, turned round, β² = B - u, which is no such schedule.

    >>> ramp(1)[B], ramp(1)[noise_at](u)
    (1, u)
    """
    read = b if not turned else top - b
    inverse = Piecewise((0, b < 0), (read, b <= top), (top, True))
    return {T: top, B: top, noise_at: Lambda(u, top - u if turned else u), time_left_at: Lambda(b, inverse)}


half, quarter = numbers("1/2", "1/4")
GAINS: dict[Any, Any] = {k: 1, D: 1, s: (1,), s_hat: (half,), **ramp(2)}
LOSES: dict[Any, Any] = {**GAINS, s: (half,), s_hat: (1,)}
UNKNOWN: dict[Any, Any] = {**GAINS, s: (1,), s_hat: (0,)}
TWO: dict[Any, Any] = {k: 1, s: (1, 1), s_hat: (half, half), B: Integer(2), before: 3 * quarter, after: 3 * quarter}
RISES: dict[Any, Any] = {  # at b = 7/16, √v = (1, 11/16)
    D: 2,
    s: numbers("3/4", "55/64"),
    s_hat: numbers("3/4", "3/16"),
    B: Integer(1),
    best: numbers("0", "7/16"),
}
MOVES: dict[Any, Any] = {k: 1, s: RISES[s], s_hat: RISES[s_hat], B: Integer(1), before: 0, after: RISES[best][1]}
LATE: dict[Any, Any] = {D: 2, s: (1, 1), s_hat: (half, half), B: half, best: (half, half)}
BENT: dict[Any, Any] = {**GAINS, k: 2, D: 2, s: numbers("-1/10", "3"), s_hat: numbers("1/40", "1")}
ALONE: dict[Any, Any] = {k: 1, D: 1, s: (1,), s_hat: (half,), j: 1}
LEVEL: dict[Any, Any] = {k: 1, D: 1, s: (1,), s_hat: (half,), B: Integer(2)}

CLAIMS = {
    "exact": new(
        "with the exact score the error does not rise with generation time",
        (*a_dimension(), none_negative(s, k), clock),
        never_rises(error_exact),
        witnesses=(LOSES,),
        necessary=((clock, {**GAINS, **ramp(2, turned=True)}),),
    ),
    "iff": new(
        "with the plug-in score it does not iff Σ (1 - s_j/ŝ_j) >= 0",
        (*SPECTRUM, *SCHEDULE),
        Equivalent(never_rises(error), total >= 0),
        witnesses=(GAINS, LOSES),
        necessary=(
            (none_negative(s, k), BENT),
            (all_positive(s_hat, k), UNKNOWN),
            (SCHEDULE[0], {**GAINS, **ramp(0)}),
            (clock, {**GAINS, **ramp(half, turned=True)}),
        ),
    ),
    "inside": new(
        "a level inside (0, B) is best iff the slope Σ (1 - s_j/√v_j) vanishes there",
        (*modes(), TOP, *INNER),
        Equivalent(Minimises(before, error, levels), And(slope(k, before) >= 0, slope(k, before) <= 0)),
        witnesses=({**LEVEL, before: 3 * quarter},),
    ),
    "ends": new(
        "0 is best iff it is >= 0 there, B iff it is <= 0 there",
        (*modes(), TOP),
        And(
            Equivalent(Minimises(Integer(0), error, levels), slope(k, Integer(0)) >= 0),
            Equivalent(Minimises(B, error, levels), slope(k, B) <= 0),
        ),
        witnesses=(LEVEL,),
    ),
    "root": new(
        "a mode alone is perfect at b = λ - λ̂, where that is not negative",
        (*SPECTRUM, j >= 1, j <= k, root(j) >= 0),
        Identity(substitute(one_mode, {b: root(j)}), 0),
        witnesses=(ALONE,),
        necessary=((none_negative(s, k), {**ALONE, s: (-1,)}),),
    ),
    "between": new(
        "S1 in b: x*(k+1) lies between x*(k) and λ_{k+1} - λ̂_{k+1} clipped to [0, B]",
        STEP,
        BETWEEN,
        witnesses=(TWO, MOVES),
        necessary=((STEP[-1], {**TWO, after: Integer(0)}),),
    ),
    "direction": new(
        "and if 0 < x*(k) < B then x*(k+1) <= x*(k) iff λ_{k+1} - λ̂_{k+1} <= x*(k)",
        (*STEP, *INNER),
        EARLIER,
        witnesses=(TWO,),
    ),
    "monotone": new(
        "S2 in b: x*(k) does not rise with k if the roots λ_j - λ̂_j, clipped to [0, B], do not rise with j",
        SEQUENCE,
        FALLS,
        witnesses=(LATE,),
        necessary=((ROOTS_FALL, RISES),),
    ),
}

STATEMENT = Statement(
    id="G4",
    title="The variance-exploding path",
    source=None,
    claims=claims_of("G4", CLAIMS),
)
