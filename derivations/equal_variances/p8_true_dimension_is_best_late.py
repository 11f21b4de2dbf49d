"""Equal variances: late in generation the true dimension d0 is best, and the stopping time δ̂ of d0 directions.

Source: arXiv:2510.08409v1, Proposition 8 (the full form of Proposition 3), eq. (12), and its proof in Appendix A.3.

Statement. Σ = diag(λ, ..., λ, 0, ..., 0) with d0 entries λ > 0, λ̂_1 ≥ ... ≥ λ̂_{d0}, ε ∈ (0, 1). With probability at
least 1 - 2 d0 exp(-ε² n/8), k = d0 minimises E for t in [T - ā(((3 - ε)/(1 + ε)) λ̂_1/(1 - λ̂_1)), T). If
Σ (1 - s/ŝ_j)(1 - λ̂_j) < 0 (12), then Σ (1 - s/√v_j)(1 - λ̂_j) = 0 has a unique solution in [0, T], called δ̂, else
δ̂ = 0; (d0, T - δ̂) minimises E.

How the proof goes. All is shown on the event |λ - λ̂_j| ≤ ε λ, whose probability comes from P9 and Boole's inequality.
There x (1 - λ̂_1) ≤ ((3 - ε)/(1 + ε)) λ̂_1 gives x (1 - λ̂_j) ≤ 4 λ - λ̂_j, so that every true direction helps, and an
empty one costs x. E(d0, ·) lies above its tangents, so a zero of its slope is its least point, and the only one
because (12) excludes that all λ̂_j are 1. The joint optimum is `p3_joint_optimum_for_equal_variances`.

What was added. The interval has no meaning for λ̂_1 = 1 and is empty for λ̂_1 > 1; with (1 - λ̂_1)₊, as in P2, it is
right, and closed at T. Its threshold is sharp: if all λ̂_j = (1 + ε) λ, d0 - 1 directions are better before it. The
printed min-inequality and its case 4 λ ≥ 1 need λ̂_j < 1. The solution δ̂ need not exist: T may be too small, and for
λ ≥ 1 > λ̂_j it exists for no T. It exists iff the slope at a_T² is ≥ 0, for which λ ≤ a_T² and λ̂_j ≤ 1 are enough;
otherwise T - δ̂ = 0 is the best time, and the joint optimum holds with that. Estimates need not satisfy ε < 1 either.
"""

from __future__ import annotations

from sympy import And, Equivalent, Expr, Implies, Integer, Min, Ne, Not, Or, Piecewise, Rational, Sum, exp

from ldm_symbolic.claims import Source, Statement
from ldm_symbolic.derivations.claim import claims_of, new, printed, remark, repaired, step
from ldm_symbolic.derivations.concentration.failures import BOOLE, UNION, each, each_fails, failure, n, printed_exponent
from ldm_symbolic.derivations.equal_variances.common_variance import (
    accuracy,
    at,
    best,
    error,
    levels,
    supported,
    threshold,
)
from ldm_symbolic.derivations.equal_variances.p3_joint_optimum_for_equal_variances import JOINT
from ldm_symbolic.derivations.equal_variances.p8_true_dimension_is_best_late_instances import (
    beyond,
    doubled,
    early,
    exchanged,
    large,
    numerator,
    pair,
    runs,
    short,
    stops,
    unit,
    usual,
    y_high,
    y_low,
)
from ldm_symbolic.derivations.hypotheses import (
    a_level,
    a_noisy_schedule,
    a_time,
    all_positive,
    at_most_the_common,
    close_to_the_common,
    equal_variances,
    extended_inverse,
    noisy_horizon,
    not_rising,
    weakly_falling,
)
from ldm_symbolic.derivations.letters import D, T, X, d0, j, s_hat, t, x
from ldm_symbolic.derivations.plug_in.plug_in_error import aligned, i, mode_slope
from ldm_symbolic.notation import deviation as s
from ldm_symbolic.notation import noise_at, time_left_at
from ldm_symbolic.proof import ForEach, Identity, Minimises, UniqueRoot, substitute

ACCURACY = (accuracy > 0, accuracy < 1)
first, largest = s_hat[1], (3 - accuracy) / (1 + accuracy) * s_hat[1] ** 2
level = largest / (1 - first**2)  # the argument of ā, as printed
opens = T - Piecewise((Integer(0), level < 0), (T, level > X), (time_left_at(level), True))
opens_always = T - extended_inverse(largest, 1 - first**2)  # with (1 - λ̂_1)₊, and +∞ where that is 0
best_dimension = Minimises(d0, error(i, x), (i, 1, D))
best_in_time = substitute(best_dimension, {x: noise_at(T - t)})
ALL_LARGE = ForEach(Identity(s_hat[j] ** 2, (1 + accuracy) * s**2), (j, Integer(1), d0))
TOO_EARLY = (*equal_variances(), d0 >= 2, *ACCURACY, ALL_LARGE, *a_level(x), x * (1 - first**2) > largest)
FEWER_ARE_BETTER = error(d0 - 1, x) < error(d0, x)
FALLS = (numerator - y_low) / (1 - y_low) >= (numerator - y_high) / (1 - y_high)
CLOSE = (*equal_variances(), *weakly_falling(s_hat, d0), *ACCURACY, close_to_the_common(accuracy))
CLOSE_MODE = (*CLOSE, j >= 1, j <= d0)


capped_level = Min(1, (4 / (1 + accuracy) * first**2 - first**2) / (1 - first**2))
LOWER = capped_level <= threshold(j)
NEEDED = ((close_to_the_common(accuracy), beyond), (t >= opens_always, early))

slope = Sum(mode_slope, supported)
condition = Sum(aligned, supported) < 0  # (12)


def slope_at(level: Expr) -> Expr:
    """Return the derivative of E(d0, ·) at a level."""
    return substitute(slope, {x: level})


OPTIMAL = Or(And(best <= 0, slope_at(best) >= 0), Identity(slope_at(best), 0), And(best >= X, slope_at(best) <= 0))
UNIQUE = ForEach(Implies(Ne(x, best), error(d0, best) < error(d0, x)), levels)
SOLUTION = (condition, *a_level(best, X), Identity(slope_at(best), 0))
AS_PRINTED = Or(And(condition, Identity(slope_at(best), 0)), And(Not(condition), Identity(best, 0)))  # of x* = a² at δ̂
NEVER = (s >= 1, ForEach(s_hat[j] < 1, supported))

half, quarter = Rational(1, 2), Rational(1, 4)
RARE = {failure: Rational(1, 500), each: (Rational(1, 1000),) * 2}
SAMPLE = (n >= 1, *ACCURACY)
FAILURES = (d0 >= 1, BOOLE, each_fails(2, printed_exponent))
weaker = -n * accuracy**2 / 8
sum_12 = condition.lhs
unique = UniqueRoot(slope, levels)
NO_ZERO = (
    *equal_variances(),
    *weakly_falling(s_hat, d0),
    accuracy > 0,
    accuracy <= 1,
    close_to_the_common(accuracy),
    ForEach(Or(accuracy < 1, s_hat[j] > 0), supported),
)
CONDITION = (*CLOSE, *noisy_horizon(), condition)
NOISE_ENOUGH = (s**2 <= X, ForEach(s_hat[j] ** 2 <= 1, supported))

CLAIMS = {
    "probability": printed(
        "by P9 all d0 estimates are within ε λ of λ with probability at least 1 - 2 d0 exp(-ε² n/8)",
        (*SAMPLE, *FAILURES),
        failure <= 2 * d0 * exp(weaker),
        witnesses=({n: 100, accuracy: half, d0: 2, **RARE},),
        cited=(UNION,),
    ),
    "late": printed(
        "on that event d0 is a best dimension for t in the printed half-open interval, defined for λ̂_1 ≠ 1",
        (*CLOSE, *a_noisy_schedule(), *a_time(), t >= opens, t < T),
        best_in_time,
        witnesses=(usual,),
    ),
    "late-defined": step(
        "on that event the interval starts at a time in [0, T]",
        (*CLOSE, *a_noisy_schedule()),
        And(opens >= 0, opens <= T),
        counterexample=unit,
    ),
    "late-repaired": repaired(
        "the same with (1 - λ̂_1)₊ and ā(+∞) = T in the interval, and at t = T too",
        (*CLOSE, *a_noisy_schedule(), *a_time(), t >= opens_always),
        best_in_time,
        witnesses=(usual, unit, {**doubled, t: 0}),
        repairs="P8.late-defined",
        necessary=NEEDED,
    ),
    "late-sharp": new(
        "the interval is sharp: if all λ̂_j = (1 + ε) λ and d0 >= 2, d0 - 1 directions are better before it",
        TOO_EARLY,
        FEWER_ARE_BETTER,
        witnesses=(at(Rational(2, 5), (half, half), eps=Rational(9, 16), x=Rational(3, 4)),),
    ),
    "step-event": step(
        "on that event λ >= λ̂_1/(1 + ε)",
        CLOSE,
        s**2 >= first**2 / (1 + accuracy),
        witnesses=(usual,),
    ),
    "step-min": step(
        "min(1, ((4/(1 + ε)) λ̂_1 - λ̂_1)/(1 - λ̂_1)) <= (4 λ - λ̂_j)/(1 - λ̂_j)",
        CLOSE_MODE,
        LOWER,
        counterexample=doubled,
    ),
    "step-min-repaired": repaired(
        "the same for λ̂_1 < 1",
        (*CLOSE_MODE, first < 1),
        LOWER,
        witnesses=(usual,),
        repairs="P8.step-min",
    ),
    "step-large": step(
        "(4 λ - λ̂_j)/(1 - λ̂_j) >= 1 for 4 λ >= 1",
        (*CLOSE_MODE, 4 * s**2 >= 1),
        threshold(j) >= 1,
        counterexample=doubled,
    ),
    "step-large-repaired": repaired(
        "for λ̂_j < 1 it is >= 1 iff 4 λ >= 1",
        (*CLOSE_MODE, s_hat[j] < 1),
        Equivalent(threshold(j) >= 1, s >= half),
        witnesses=(usual,),
        repairs="P8.step-large",
    ),
    "step-monotone": step(
        "y ↦ (A - y)/(1 - y) is non-increasing for A < 1, where it is defined",
        (numerator < 1, y_low >= 0, y_low <= y_high, Ne(y_low, 1), Ne(y_high, 1)),
        FALLS,
        counterexample=pair(0, 2),
    ),
    "step-monotone-repaired": repaired(
        "the same on each side of 1, and for A = 1",
        (numerator <= 1, y_low <= y_high, Or(y_high < 1, y_low > 1)),
        FALLS,
        witnesses=(pair(0, half), pair(2, 3)),
        repairs="P8.step-monotone",
    ),
    "step-sum": step(
        "on the event with ε = 1 of the second part, which admits λ̂_j = 0, the sum of (12) has a value",
        (*equal_variances(), *weakly_falling(s_hat, d0), close_to_the_common(Integer(1))),
        Identity(sum_12, sum_12),
        counterexample=at(Integer(1), (Integer(0),)),
    ),
    "step-sum-repaired": repaired(
        "it has one for ε < 1, and for ε = 1 if no estimate is 0",
        NO_ZERO,
        Identity(sum_12, sum_12),
        witnesses=(usual, at(Rational(5, 7), (Integer(1),), eps=Integer(1))),
        repairs="P8.step-sum",
    ),
    "solution": printed(
        "under (12) the slope of E(d0, ·) has exactly one zero at the levels of [0, T]",
        CONDITION,
        unique,
        counterexample=short,
    ),
    "solution-repaired": repaired(
        "the same if the slope is >= 0 at level a_T²",
        (*CONDITION, slope_at(X) >= 0),
        unique,
        witnesses=(stops,),
        repairs="P8.solution",
        necessary=((slope_at(X) >= 0, short), (condition, runs)),
    ),
    "solution-none": new(
        "that is needed: if the slope is < 0 at level a_T², it is < 0 at every level",
        (*CONDITION, slope_at(X) < 0),
        ForEach(slope < 0, levels),
        witnesses=(short,),
        necessary=((slope_at(X) < 0, stops),),
    ),
    "solution-enough": new(
        "λ <= a_T² and λ̂_j <= 1 for all j are enough",
        (*CONDITION, *NOISE_ENOUGH),
        unique,
        witnesses=(stops,),
        necessary=((NOISE_ENOUGH[0], short), (NOISE_ENOUGH[1], large), (condition, runs)),
    ),
    "solution-never": new(
        "for λ >= 1 > λ̂_j, for all j, there is no solution for any T: the slope is < 0 at every level",
        (*CLOSE, *noisy_horizon(), *NEVER),
        ForEach(slope < 0, levels),
        witnesses=(at(Integer(2), (half,), eps=Rational(15, 16)),),
    ),
    "step-minimiser": step(
        "a solution under (12) is the only best level of d0 directions",
        (*CLOSE, *noisy_horizon(), *SOLUTION),
        UNIQUE,
        witnesses=(stops,),
        necessary=((SOLUTION[-1], stops | {best: quarter}),),
    ),
    "remark-before": remark(
        "under (12) the stop is strictly before T: a solution is a positive level",
        (*CLOSE, *noisy_horizon(), *SOLUTION),
        best > 0,
        witnesses=(stops,),
        necessary=((SOLUTION[-1], stops | {best: 0}),),
    ),
    "joint": printed(
        "on that event (d0, δ̂) minimises E over all dimensions and levels, δ̂ a solution under (12), 0 without (12)",
        (*CLOSE, *noisy_horizon(), *a_level(best, X), AS_PRINTED),
        JOINT,
        witnesses=(stops, runs),
        necessary=((AS_PRINTED, stops | {best: 0}),),
    ),
    "joint-repaired": repaired(
        "the same for δ̂ = T where there is no solution, and for all estimates 4 λ >= λ̂_1 >= ... >= λ̂_{d0} > 0",
        (
            *equal_variances(),
            *weakly_falling(s_hat, d0),
            all_positive(s_hat, d0),
            at_most_the_common(4),
            *noisy_horizon(),
            *a_level(best, X),
            OPTIMAL,
        ),
        JOINT,
        witnesses=(stops, runs, short),
        repairs="P8.solution",
        necessary=(
            (OPTIMAL, stops | {best: 0}),
            (at_most_the_common(4), beyond),
            (not_rising(s_hat, d0), exchanged),
        ),
    ),
}

STATEMENT = Statement(
    id="P8",
    title="the true dimension is best late in generation, and when to stop",
    source=Source(place="Proposition 8, eq. (12), Appendix A.3"),
    claims=claims_of("P8", CLAIMS),
)
