"""Equal variances: the true dimension d0 and one stopping time minimise the error over all dimensions and times.

Source: arXiv:2510.08409v1, Proposition 3 and the second part of its proof in Appendix A.3.

Statement. Σ = diag(λ, ..., λ, 0, ..., 0) with d0 entries λ > 0, λ̂_1 ≥ ... ≥ λ̂_{d0}. There is δ̂ ∈ [0, T] such that with
probability at least 1 - 2 d0 exp(-n/8), (k, t) = (d0, T - δ̂) minimises E over all k in 1..D and t in [0, T].

How the proof goes. Let T - δ̂ be a best time for d0 directions: there is one (U5, where ŝ_1, ..., ŝ_{d0} are positive,
as they almost surely are; without that, as E(d0, ·) is continuous), and P8 says which. For k > d0 each empty
direction costs x ≥ 0. For k < d0 there is a level y ≤ x with E(d0, y) ≤ E(k, x): y = x if 4 λ ≥ 1 or mode k has not
yet passed λ at x; else the level at which mode k generates λ, or 0 if λ̂_k > λ. At y the lost modes generate at most
4 λ, so each costs at most λ; the kept ones generate at least λ, and more at x, where they cost more.

What was added. Only λ̂_j ≤ 4 λ is used, not |λ̂_j - λ| ≤ λ, so the probability is at least 1 - d0 exp(-9n/16). The
constant 4 is critical: if all estimates lie above 4 λ (and are at most 1), every k < d0 run to the end beats d0 at
every time. Without an order of the estimates λ̂_j ≤ 3 λ is enough, as every mode generates between λ and 4 λ at level
λ. (The order itself costs nothing: modes of equal true variance may be renamed.) Of the printed proof, the strict
inequality fails for k = d0, and the chain with t̂_{d0} fails: it holds with t̂_1.
"""

from __future__ import annotations

from sympy import And, Equivalent, Expr, Integer, Lambda, Rational
from sympy.logic.boolalg import Boolean

from ldm_symbolic.claims import Source, Statement
from ldm_symbolic.derivations.claim import claims_of, new, printed, repaired, step
from ldm_symbolic.derivations.concentration.failures import failing, n
from ldm_symbolic.derivations.equal_variances.common_variance import at, best, error, left, levels, threshold
from ldm_symbolic.derivations.hypotheses import (
    a_level,
    a_schedule,
    all_positive,
    at_most_the_common,
    close_to_the_common,
    equal_variances,
    not_rising,
    weakly_falling,
)
from ldm_symbolic.derivations.letters import D, T, X, d0, j, s_hat, t, x
from ldm_symbolic.derivations.plug_in.plug_in_error import i, mode_slope
from ldm_symbolic.notation import deviation as s
from ldm_symbolic.notation import deviations as s_all
from ldm_symbolic.notation import noise_at
from ldm_symbolic.proof import ForEach, Minimises, substitute

goal = error(d0, best) <= error(i, x)
JOINT = ForEach(ForEach(goal, (i, 1, D)), levels)

SMALLEST = Minimises(best, error(d0, x), levels)  # x* is a best level for d0 directions
SMALL = 4 * s**2 <= 1
LEAST = Minimises(T - left, substitute(error(d0, x), {x: noise_at(T - t)}), (t, 0, T))
IN_TIME = ForEach(
    ForEach(error(d0, noise_at(left)) <= error(i, noise_at(T - t)), (i, 1, D)),
    (t, 0, T),
)
ABOVE = ForEach((s_hat[j] ** 2 > 4 * s**2) & (s_hat[j] ** 2 <= 1), (j, 1, d0))
FEWER = (i >= 1, i <= d0 - 1)


x1, x_last = threshold(Integer(1)), threshold(d0)
HELPED = (*equal_variances(), *weakly_falling(s_hat, d0), close_to_the_common(Integer(1)))
DIRECTIONS = (i >= 1, i <= d0)
ONE_MODE = (s > 0, SMALL, s_hat[1] >= s_hat[j], s_hat[j] >= 0, s_hat[1] ** 2 <= 2 * s**2)
slope_at_x1 = substitute(mode_slope, {x: x1, s_all: Lambda(j, s)})
AS_FRACTIONS = (1 - 4 * s**2) / (1 - s_hat[1] ** 2) <= (1 - s**2) / (1 - s_hat[j] ** 2)

half, third, fifth = Rational(1, 2), Rational(1, 3), Rational(1, 5)
REACHED = x * (1 - s_hat[1] ** 2) <= 4 * s**2 - s_hat[1] ** 2
REACHED_BEFORE = x * (1 - s_hat[1] ** 2) < 4 * s**2 - s_hat[1] ** 2


def chain_through(level: Expr) -> Boolean:
    """Return E(d0, x*) <= E(d0, y) <= E(i, y) <= E(i, x) for a level y."""
    return And(error(d0, best) <= error(d0, level), error(d0, level) <= error(i, level), error(i, level) <= error(i, x))


interior = at(half, (Rational(1, 4),), 1, xi=fifth, time_left=fifth, x=third, i=1)  # mode 1 is perfect at level 1/5
at_the_end = at(half, (Rational(3, 5), half), 1, xi=0, time_left=0, x=third, i=1)
swapped = at(half, (half, Rational(3, 5)), 1, xi=0, time_left=0)
apart = at(third, (Rational(5, 12), third), 0, xi=0, i=1, x=Rational(39, 119))
beyond = at(third, (Rational(3, 4), Rational(5, 7)), xi=0, time_left=0, i=1, x=0)  # λ̂_j > 4 λ
exchanged = at(third, (Rational(4, 15), Rational(2, 3)), xi=0, time_left=0)  # λ̂_2 = 4 λ; mode 1 is better early
too_early = at_the_end | {left: Rational(1, 4)}
CLOSE = (
    *equal_variances(),
    *weakly_falling(s_hat, d0),
    close_to_the_common(Integer(1)),
    *a_schedule(),
    LEAST,
)

CLAIMS = {
    "printed": printed(
        "on the event |λ - λ̂_j| <= λ, (d0, T - δ̂) minimises E over all dimensions and times, T - δ̂ a best time for d0",
        CLOSE,
        IN_TIME,
        witnesses=(interior, at_the_end),
        necessary=((close_to_the_common(Integer(1)), beyond), (LEAST, too_early)),
    ),
    "probability": printed(
        "by P9 that event has probability at least 1 - 2 d0 exp(-n/8)",
        **failing(2, Integer(1), -n / 8),
    ),
    "weaker": new(
        "λ̂_j <= 4 λ for all j is enough",
        (
            *equal_variances(),
            *weakly_falling(s_hat, d0),
            at_most_the_common(4),
            *a_schedule(),
            LEAST,
        ),
        IN_TIME,
        witnesses=(interior, at_the_end),
        necessary=((at_most_the_common(4), beyond), (not_rising(s_hat, d0), exchanged), (LEAST, too_early)),
    ),
    "weaker-probability": new(
        "by P9 that fails with probability at most d0 exp(-9n/16)",
        **failing(1, Integer(3), -9 * n / 16),
    ),
    "critical": new(
        "4 is critical: if all λ̂_j are in (4 λ, 1], each i < d0 run to the end beats d0 at every level",
        (*equal_variances(), *FEWER, ABOVE, *a_level(x)),
        error(i, Integer(0)) < error(d0, x),
        witnesses=(at(third, (Rational(3, 4), Rational(5, 7)), 1, i=1, x=third),),
        necessary=((ABOVE, at(third, (half, half), i=1, x=0)), (FEWER[1], beyond | {i: 2})),
    ),
    "any-order": new(
        "without an order of the estimates λ̂_j <= 3 λ for all j is enough",
        (*equal_variances(), at_most_the_common(3), *a_schedule(), LEAST),
        IN_TIME,
        witnesses=(interior, swapped),
        necessary=((at_most_the_common(3), exchanged), (LEAST, too_early)),
    ),
    "any-order-probability": new(
        "by P9 that fails with probability at most d0 exp(-n/3)",
        **failing(1, Integer(2), -n / 3),
    ),
    "step-more": step(
        "no i > d0 is better than d0 at any level: an empty direction costs x",
        (*equal_variances(), *a_level(x), i >= d0, i <= D),
        error(d0, x) <= error(i, x),
        witnesses=({**interior, i: 2},),
    ),
    "step-strict": step(
        "for t >= t̂_1 and i <= d0: E(d0, t) < E(i, t)",
        (*HELPED, *DIRECTIONS, *a_level(x), REACHED),
        error(d0, x) < error(i, x),
        counterexample=at(half, (half,), i=1, x=0),
    ),
    "step-late": repaired(
        "the same with <=, for i = d0 is one of them and t = t̂_1 gives equality",
        (*HELPED, *DIRECTIONS, *a_level(x), REACHED),
        error(d0, x) <= error(i, x),
        witnesses=(interior, at_the_end),
        repairs="P3.step-strict",
        necessary=((REACHED, at(third, (third, third), i=1, x=half)),),
    ),
    "step-strict-inside": repaired(
        "the same for i < d0, t > t̂_1 and positive estimates",
        (*HELPED, *FEWER, all_positive(s_hat, d0), *a_level(x), REACHED_BEFORE),
        error(d0, x) < error(i, x),
        witnesses=(at(half, (half, half), i=1, x=0),),
        repairs="P3.step-strict",
    ),
    "step-slope": step(
        "for 4 λ <= 1, λ̂_j <= λ̂_1 <= 2 λ and x_1 = (4 λ - λ̂_1)/(1 - λ̂_1): (1 - s/√v_j(x_1)) (1 - λ̂_j) >= 0",
        ONE_MODE,
        slope_at_x1 >= 0,
        witnesses=(apart | {j: 2},),
    ),
    "step-slope-iff": step(
        "which is equivalent to (1 - 4 λ)/(1 - λ̂_1) <= (1 - λ)/(1 - λ̂_j)",
        ONE_MODE,
        Equivalent(slope_at_x1 >= 0, AS_FRACTIONS),
        witnesses=(apart | {j: 2},),
    ),
    "step-chain": step(
        "for 4 λ <= 1, i <= d0, t <= t̂_1: E(d0, T - δ̂) <= E(d0, t̂_{d0}) <= E(i, t̂_{d0}) <= E(i, t)",
        (*HELPED, *DIRECTIONS, X < 1, SMALL, SMALLEST, x >= x1, x <= X, x_last <= X),
        chain_through(x_last),
        counterexample=apart | {x: Rational(7, 20)},
    ),
    "step-chain-repaired": repaired(
        "the same with t̂_1 for t̂_{d0}",
        (*HELPED, *DIRECTIONS, X < 1, SMALL, SMALLEST, x >= x1, x <= X),
        chain_through(x1),
        witnesses=(apart,),
        repairs="P3.step-chain",
        necessary=((x >= x1, apart | {x: 0}), (SMALLEST, apart | {best: half})),
    ),
}


STATEMENT = Statement(
    id="P3",
    title="the true dimension and one stopping time are jointly optimal",
    source=Source(place="Proposition 3, Appendix A.3"),
    claims=claims_of("P3", CLAIMS),
)
