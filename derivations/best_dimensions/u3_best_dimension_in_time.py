"""Whether the smallest best latent dimension grows as generation goes on: the abstract read at a fixed time.

Source: arXiv:2510.08409v1, abstract, "lower dimension wants earlier stopping" read the other way round: the earlier one
stops, the lower the best dimension. k(t) is the least k of {1..D} that minimises E(·, t).

    exact score:                                         k(t) <= k(t') for t <= t'
    plug-in score, 0 < λ̂_j < 4 λ_j:                      the same

How the proof goes. Where a dimension i is best early and a smaller one k late, E(i, ·) - E(k, ·), the error of modes
between them less their variances, has the wrong signs. With the exact score each mode costs more the more noise is
left, so this difference falls with t: no order of the modes is needed, and no times t_k. So it is wherever λ̂_j lies
between λ_j and 1, that is where each mode alone satisfies (7).

For λ̂_j <= 4 λ_j what mode j adds, divided by the level, (v_j - 2 s_j √v_j)/x, still rises with x: its slope
has the sign of s_j (√v_j + λ̂_j/√v_j) - λ̂_j >= 2 s_j ŝ_j - λ̂_j. A sum of such quotients that is < 0 early is < 0 late;
at t = T each mode with 0 < λ̂_j < 4 λ_j is worth keeping. Again no order of the modes is needed.

What was refuted. The plug-in score alone does not do: λ̂_2 = 4 > 1 with λ_2 = 9/16 helps early and not late. Nor does
λ̂_j < 1: direction 2 costs a little (λ̂_2 > 4 λ_2) and brings direction 3 with it, which is worth less late, where
v_3 has fallen far below λ_3. Both fail on a ball, and only where some λ̂_j >= 4 λ_j, which by P9 has a probability of at
most D exp(-9n/16). 4 is sharp: each λ̂_k >= 4 λ_k > 1 makes direction k help early and not late.

Tested in `tests/derivations/best_dimensions/test_u3_best_dimension_in_time.py`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sympy import And, Expr, Integer, Or, Symbol
from sympy.logic.boolalg import Boolean

from ldm_symbolic.claims import Assignment, Source, Statement
from ldm_symbolic.derivations.claim import claims_of, new, printed, repaired
from ldm_symbolic.derivations.concentration.failures import failing, n
from ldm_symbolic.derivations.hypotheses import (
    a_further_direction,
    a_time,
    all_positive,
    data_and_schedule,
    none_negative,
    not_rising,
)
from ldm_symbolic.derivations.instances import numbers
from ldm_symbolic.derivations.letters import D, T, j, k, s, s_hat, t, x
from ldm_symbolic.derivations.plug_in.p2_best_dimension_at_a_time import error
from ldm_symbolic.derivations.plug_in.p2_best_dimension_at_a_time_instances import THREE_QUARTERS
from ldm_symbolic.derivations.plug_in.plug_in_error import other_noise as y
from ldm_symbolic.model.score import ExactScore, PluginScore, Score
from ldm_symbolic.notation import noise_at
from ldm_symbolic.proof import ForEach, Minimises, substitute

early, any_k = Symbol("i", integer=True), Symbol("l", integer=True)
"""k(t) for the earlier of two times, and any dimension."""
later = Symbol("r", real=True)


def error_at(score: Score, dimension: Any, level: Any) -> Expr:
    """E(dimension, level)."""
    return substitute(error(score), {k: dimension, x: level})


def least_best(score: Score, dimension: Any, level: Any) -> tuple[Boolean, ...]:
    """A dimension minimises E at a level over 1..D, and is the least that does."""
    any_error = error_at(score, any_k, level)
    smaller = ForEach(error_at(score, dimension, level) < any_error, (any_k, 1, dimension - 1))
    return Minimises(dimension, any_error, (any_k, 1, D)), smaller


def levels(score: Score) -> tuple[Boolean, ...]:
    """k is the least best dimension at level x, and i at a level y >= x, which is left earlier."""
    inside = (x >= 0, x <= y, y <= 1, D >= 1)
    return *inside, *least_best(score, k, x), *least_best(score, early, y)


def in_time(score: Score) -> tuple[Boolean, ...]:
    """The same at times t <= r."""
    left = {x: noise_at(T - later), y: noise_at(T - t)}
    best = (*least_best(score, k, x), *least_best(score, early, y))
    return *data_and_schedule(), *a_time(), later >= t, later <= T, *(substitute(one, left) for one in best)


GROWS = early <= k
ALONE = ForEach(
    Or((s[j] <= s_hat[j]) & (s_hat[j] <= 1), (s[j] >= s_hat[j]) & (s_hat[j] >= 1)),
    (j, 1, D),
)
"""Each mode alone satisfies (7)."""
FEW_TIMES = ForEach(s_hat[j] ** 2 < 4 * s[j] ** 2, (j, 1, D))
POSITIVE = (all_positive(s), all_positive(s_hat))
ORDERED = (*POSITIVE, not_rising(s))
BELOW_ONE = ForEach(s_hat[j] < 1, (j, 1, D))
BELOW = x * (s_hat[k] ** 2 - 1) <= s_hat[k] ** 2 - 4 * s[k] ** 2
ABOVE = y * (s_hat[k] ** 2 - 1) > s_hat[k] ** 2 - 4 * s[k] ** 2
SHARP = (
    *a_further_direction(),
    none_negative(s),
    none_negative(s_hat),
    4 * s[k] ** 2 > 1,
    s_hat[k] ** 2 >= 4 * s[k] ** 2,
    x >= 0,
    BELOW,
    ABOVE,
    y < 1,
)
"""Levels on either side of the one at which direction k generates 4 λ_k."""
EARLY_ONLY = And(
    error_at(PluginScore(), k, y) < error_at(PluginScore(), k - 1, y),
    error_at(PluginScore(), k, x) >= error_at(PluginScore(), k - 1, x),
)

half = Fraction(1, 2)
FALLS: Assignment = {
    D: 2,
    early: 2,
    k: 1,
    t: Fraction(1, 20),
    later: Fraction(7, 10),
    s: numbers("1", "3/4"),
    s_hat: numbers("3", "2"),
    **THREE_QUARTERS,
}
DRAGGED: Assignment = {
    D: 3,
    early: 3,
    k: 1,
    t: Fraction(147, 200),
    later: Fraction(749, 1000),
    s: numbers("1/2", "1/5", "9/50"),
    s_hat: numbers("1/2", "11/25", "1/50"),
    **THREE_QUARTERS,
}
TURNS: Assignment = {D: 2, k: 2, s: FALLS[s], s_hat: FALLS[s_hat], x: Fraction(1, 20), y: Fraction(7, 10)}
GROWING: Assignment = {
    D: 2,
    early: 1,
    k: 2,
    t: Fraction(1, 4),
    later: half,
    s: numbers("1/2", "1/3"),
    s_hat: numbers("1/2", "1/3"),
    **THREE_QUARTERS,
}

CLAIMS = {
    "exact": printed(
        "with the exact score the smallest best dimension does not fall with generation time, for modes in any order",
        (*in_time(ExactScore()), none_negative(s)),
        GROWS,
        witnesses=(GROWING,),
    ),
    "plugin": printed(
        "with the plug-in score the same",
        (*in_time(PluginScore()), *ORDERED),
        GROWS,
        counterexample=FALLS,
    ),
    "plugin-below-one": new(
        "with the plug-in score the same if all λ̂_j < 1",
        (*in_time(PluginScore()), *ORDERED, BELOW_ONE),
        GROWS,
        counterexample=DRAGGED,
    ),
    "plugin-repaired": repaired(
        "with the plug-in score the same, for modes in any order, if λ̂_j < 4 λ_j for all j",
        (*in_time(PluginScore()), *POSITIVE, FEW_TIMES),
        GROWS,
        witnesses=(GROWING,),
        repairs="U3.plugin",
        necessary=((FEW_TIMES, FALLS),),
    ),
    "plugin-sharp": new(
        "4 is sharp: each λ̂_k >= 4 λ_k > 1 makes direction k help where y (λ̂_k - 1) > λ̂_k - 4 λ_k, not below",
        SHARP,
        EARLY_ONLY,
        witnesses=(TURNS,),
        necessary=((BELOW, {**TURNS, x: TURNS[y]}), (ABOVE, {**TURNS, y: TURNS[x]})),
    ),
    "plugin-alone": repaired(
        "with the plug-in score the same, for modes in any order, if each mode alone satisfies (7)",
        (*in_time(PluginScore()), none_negative(s), none_negative(s_hat), ALONE),
        GROWS,
        witnesses=(GROWING,),
        repairs="U3.plugin-below-one",
        necessary=((ALONE, DRAGGED),),
    ),
    "plugin-probability": new(
        "by P9 some λ̂_j >= 4 λ_j with probability at most D exp(-9n/16)",
        **failing(1, Integer(3), -9 * n / 16, modes=D),
    ),
}

STATEMENT = Statement(
    id="U3",
    title="The best latent dimension grows as generation goes on",
    source=Source(place="abstract"),
    claims=claims_of("U3", CLAIMS),
)
