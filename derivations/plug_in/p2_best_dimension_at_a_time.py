"""The best latent dimension at a given time: k minimises the error while t is in [t_k, t_{k+1}).

Source: arXiv:2510.08409v1, Proposition 2, eq. (8) and (11), Appendix A.2.

    t_k = T - ā(3 λ_k/(1 - λ_k)₊),  t̂_k = T - ā((4 λ_k - λ̂_k)/(1 - λ̂_k)₊),  t_1 = 0,  t_{D+1} = T
    t ∈ [t_k, t_{k+1})  ⟹  E(k, t) = min over k' in 1..D of E(k', t);  the same with t̂_k and the plug-in score

How the proof goes. One more direction adds v_k - 2 s_k √v_k to the error, an identity of sums. In one mode that is
<= 0 iff x (1 - λ̂_k) <= 4 λ_k - λ̂_k, a question to the solvers. Read through the clock x = a²_{T-t} it is the condition
t >= t̂_k, case by case of (8). If the times are ordered, the increments are <= 0 up to k and > 0 after it, so k
minimises, for every D. The exact score is the plug-in score at λ̂ = λ; there the order of the times follows from the
order of the variances, because ā and 3 λ/(1 - λ) rise.

What was added. The quotients divide by (1 - λ)₊, which is 0 for λ >= 1. (8) admits the argument +∞ and compares it with
0 and with a_T², so we read a/0 as +∞ for a > 0 and as -∞ for a < 0. Then the part about the exact score holds as
printed, and with ties, zero variances and t = T too. The part about the plug-in score fails where λ̂_k > 1 and
λ̂_k > 4 λ_k, the times read as ā(-∞) = 0: the inequality turns round, direction k helps early, for
x >= (λ̂_k - 4 λ_k)/(λ̂_k - 1), but t̂_k = T says never. Where λ̂_k >= 1 and λ̂_k = 4 λ_k, t̂_k is 0/0. It holds if
λ̂_k < 1 or λ̂_k < 4 λ_k for every k >= 2, and so does the remark about 4 λ_k >= 1. The one-mode step (11) for the
plug-in score also fails at t = T alone where λ̂_k > 4 λ_k.

The order of the ŝ_k and t̂_k is a hypothesis here, as in the paper; U1 says how likely that of the t̂_k is.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import And, Equivalent, Expr, Max, Or, Piecewise, Symbol, sqrt

from ldm_symbolic.claims import Source, Statement
from ldm_symbolic.derivations.claim import claims_of, new, printed, remark, repaired, step
from ldm_symbolic.derivations.hypotheses import (
    EXACT_QUOTIENT,
    PLUGIN_QUOTIENT,
    a_dimension,
    a_further_direction,
    a_level,
    a_time,
    are_times,
    data_and_schedule,
    falling,
    in_the_interval_of,
    in_time,
    none_negative,
    times_in_order,
    weakly_falling,
)
from ldm_symbolic.derivations.instances import numbers, without
from ldm_symbolic.derivations.letters import D, T, X, estimated_times, j, k, s, s_hat, t, times, x
from ldm_symbolic.derivations.plug_in.p2_best_dimension_at_a_time_instances import (
    AT_THE_END,
    ESTIMATES_WITNESS,
    FALLING_WITNESS,
    REVERSED,
    THREE_QUARTERS,
    TIED,
)
from ldm_symbolic.model import error as frechet
from ldm_symbolic.model.backward import variance
from ldm_symbolic.model.score import ExactScore, PluginScore, Score, Start
from ldm_symbolic.notation import time_left_at
from ldm_symbolic.proof import ForEach, Identity, Minimises, substitute

i = Symbol("i", integer=True)


def error(score: Score) -> Expr:
    """E(k, x), with generation from the noised law."""
    return frechet.squared_error(variance(score, Start.NOISED))


def increment(score: Score) -> Expr:
    """E(k, x) - E(k-1, x), as the model derives it."""
    return frechet.increment(variance(score, Start.NOISED))


def generated(score: Score) -> Expr:
    """v_k(x)."""
    return substitute(frechet.indexed(variance(score, Start.NOISED)), {j: k})


NOT_REVERSED = ForEach(Or(s_hat[j] < 1, s_hat[j] ** 2 < 4 * s[j] ** 2), (j, 2, D))
ADDED, PLUGIN_ADDED = increment(ExactScore()), increment(PluginScore())
HELPS_EARLY = Equivalent(ADDED <= 0, x * (1 - s[k] ** 2) <= 3 * s[k] ** 2)
PLUGIN_HELPS_EARLY = Equivalent(PLUGIN_ADDED <= 0, x * (1 - s_hat[k] ** 2) <= 4 * s[k] ** 2 - s_hat[k] ** 2)
HELPS_LATE = Equivalent(in_time(ADDED) <= 0, t >= times[k])
PLUGIN_HELPS_LATE = Equivalent(in_time(PLUGIN_ADDED) <= 0, t >= estimated_times[k])


def worded_inverse(numerator: Expr, denominator: Expr) -> Expr:
    """ā(a/b₊) by (8) as it is worded: a/0 is +∞ for a > 0, and has no value for a <= 0; ā is 0 below 0."""
    positive = Max(denominator, 0)
    return Piecewise((T, numerator > X * positive), (time_left_at(Max(numerator, 0) / positive), True))


RANGE_OF = substitute(T - worded_inverse(*PLUGIN_QUOTIENT), {j: k})
IN_RANGE = And(RANGE_OF >= 0, RANGE_OF <= T)


def printed_increment(score: Score) -> Expr:
    """v_k - 2 s_k √v_k."""
    return generated(score) - 2 * s[k] * sqrt(generated(score))


def adds(score: Score) -> Identity:
    """E(k, x) - E(k-1, x) = v_k - 2 s_k √v_k, from the derived error."""
    whole = error(score)
    return Identity(whole - substitute(whole, {k: k - 1}), printed_increment(score))


def best(score: Score) -> Minimises:
    """k minimises E(·, t) over 1..D."""
    return Minimises(k, in_time(substitute(error(score), {k: i})), (i, 1, D))


PLUGIN_PRINTED = (
    *data_and_schedule(),
    *falling(s),
    *falling(s_hat),
    are_times(estimated_times, PLUGIN_QUOTIENT),
    times_in_order(estimated_times),
    *a_time(),
    *in_the_interval_of(estimated_times),
)
EXACT_WEAK = (
    *data_and_schedule(),
    *weakly_falling(s),
    are_times(times, EXACT_QUOTIENT),
    *a_time(),
    *a_dimension(),
    t >= times[k],
    Or(k >= D, t < times[k + 1]),
)
PLUGIN_REPAIRED = (*PLUGIN_PRINTED, NOT_REVERSED)


ONE_MODE, PLUGIN_ONE_MODE = (s[k] > 0, *a_level()), (s[k] > 0, s_hat[k] > 0, *a_level())
ONE_TIME = (*data_and_schedule(), *a_further_direction(), *falling(s), *a_time(), are_times(times, EXACT_QUOTIENT))
PLUGIN_ONE_TIME = (
    *data_and_schedule(),
    *a_further_direction(),
    *falling(s),
    *falling(s_hat),
    *a_time(),
    are_times(estimated_times, PLUGIN_QUOTIENT),
)
BEFORE_THE_END = Or(t < T, substitute(PLUGIN_QUOTIENT[0], {j: k}) >= 0)
LARGE = 4 * s[k] ** 2 >= 1

CLAIMS = {
    "step-increment": step(
        "one more direction adds v_k - 2 s_k √v_k to the error, exact score",
        (*a_further_direction(), none_negative(s), *a_level()),
        adds(ExactScore()),
        witnesses=({k: 2, D: 2, s: numbers("3/2", "1/2"), x: Fraction(1, 3)},),
    ),
    "step-increment-plugin": step(
        "one more direction adds v_k - 2 s_k √v_k to the error, plug-in score",
        (*a_further_direction(), none_negative(s), none_negative(s_hat), *a_level()),
        adds(PluginScore()),
        witnesses=({k: 2, D: 2, s: numbers("3/2", "1/2"), s_hat: numbers("1", "2"), x: Fraction(1, 3)},),
    ),
    "step-level": step(
        "direction k helps iff x (1 - λ_k) <= 3 λ_k, exact score",
        ONE_MODE,
        HELPS_EARLY,
        witnesses=({k: 1, s: numbers("1/2"), x: Fraction(1, 3)}, {k: 1, s: numbers("1/4"), x: Fraction(1, 3)}),
    ),
    "step-level-plugin": step(
        "direction k helps iff x (1 - λ̂_k) <= 4 λ_k - λ̂_k, plug-in score",
        PLUGIN_ONE_MODE,
        PLUGIN_HELPS_EARLY,
        witnesses=({k: 1, s: numbers("3/4"), s_hat: numbers("2"), x: Fraction(3, 4)},),
    ),
    "quotient": step(
        "3 λ_k/(1 - λ_k)₊ is a real number",
        (*a_further_direction(), *falling(s)),
        3 * s[k] ** 2 / Max(1 - s[k] ** 2, 0) > 0,
        counterexample={k: 2, D: 2, s: numbers("2", "1")},
    ),
    "quotient-repaired": repaired(
        "3 λ_k/(1 - λ_k)₊ is a real number if λ_k < 1",
        (*a_further_direction(), *falling(s), s[k] < 1),
        3 * s[k] ** 2 / Max(1 - s[k] ** 2, 0) > 0,
        witnesses=({k: 2, D: 2, s: numbers("2", "1/2")},),
        repairs="P2.quotient",
        necessary=((s[k] < 1, {k: 2, D: 2, s: numbers("2", "1")}),),
    ),
    "step-time": step(
        "direction k helps iff t >= t_k, exact score (11)",
        ONE_TIME,
        HELPS_LATE,
        witnesses=({**FALLING_WITNESS, k: 3, t: Fraction(3, 8)}, {**FALLING_WITNESS, k: 3, t: Fraction(1, 4)}),
    ),
    "step-time-plugin": step(
        "direction k helps iff t >= t̂_k, plug-in score",
        PLUGIN_ONE_TIME,
        PLUGIN_HELPS_LATE,
        counterexample={**REVERSED, k: 2},
    ),
    "step-time-repaired": repaired(
        "direction k helps iff t >= t̂_k if λ̂_k < 1 or λ̂_k < 4 λ_k, and t < T or λ̂_k <= 4 λ_k",
        (*PLUGIN_ONE_TIME, NOT_REVERSED, BEFORE_THE_END),
        PLUGIN_HELPS_LATE,
        witnesses=(ESTIMATES_WITNESS,),
        repairs="P2.step-time-plugin",
        necessary=((NOT_REVERSED, {**REVERSED, k: 2}), (BEFORE_THE_END, AT_THE_END)),
    ),
    "ordered": printed(
        "the times t_k are non-decreasing in k",
        (*data_and_schedule(), *falling(s), are_times(times, EXACT_QUOTIENT)),
        times_in_order(times),
        witnesses=(FALLING_WITNESS,),
    ),
    "exact": printed(
        "exact score: k minimises E over 1..D for t in [t_k, t_{k+1})",
        (*data_and_schedule(), *falling(s), are_times(times, EXACT_QUOTIENT), *a_time(), *in_the_interval_of(times)),
        best(ExactScore()),
        witnesses=({**FALLING_WITNESS, k: 2, t: Fraction(1, 4)}, {**FALLING_WITNESS, k: 3, t: Fraction(3, 8)}),
    ),
    "exact-weak": new(
        "the same with ties, with zero variances, and with k = D up to t = T",
        EXACT_WEAK,
        best(ExactScore()),
        witnesses=({**TIED, k: 2, t: Fraction(3, 4)}, {**TIED, k: 1, t: Fraction(1, 4)}),
    ),
    "plugin": printed(
        "plug-in score: k minimises E over 1..D for t in [t̂_k, t̂_{k+1})",
        PLUGIN_PRINTED,
        best(PluginScore()),
        counterexample=REVERSED,
    ),
    "plugin-repaired": repaired(
        "the same if λ̂_k < 1 or λ̂_k < 4 λ_k for every k >= 2",
        PLUGIN_REPAIRED,
        best(PluginScore()),
        witnesses=(ESTIMATES_WITNESS,),
        repairs="P2.plugin",
        necessary=((NOT_REVERSED, REVERSED),),
    ),
    "plugin-defined": step(
        "t̂_k is a time in [0, T], where a/0 is +∞ for a > 0 and undefined else",
        (*data_and_schedule(), *a_further_direction(), *falling(s), *falling(s_hat)),
        IN_RANGE,
        counterexample=without({**REVERSED, k: 2}, t, estimated_times),
    ),
    "plugin-defined-repaired": repaired(
        "it is one if λ̂_k < 1 or λ̂_k < 4 λ_k",
        (*data_and_schedule(), *a_further_direction(), *falling(s), *falling(s_hat), NOT_REVERSED),
        IN_RANGE,
        witnesses=({D: 2, k: 2, s: numbers("1", "1/2"), s_hat: numbers("2", "1/2"), **THREE_QUARTERS},),
        repairs="P2.plugin-defined",
    ),
    "remark-exact": remark(
        "if 4 λ_k >= 1 then t_k = 0",
        (*data_and_schedule(), *a_further_direction(), *falling(s), are_times(times, EXACT_QUOTIENT), LARGE),
        Identity(times[k], 0),
        witnesses=({**FALLING_WITNESS, k: 2},),
    ),
    "remark-plugin": remark(
        "if 4 λ_k >= 1 then t̂_k = 0",
        (
            *data_and_schedule(),
            *a_further_direction(),
            *falling(s),
            *falling(s_hat),
            are_times(estimated_times, PLUGIN_QUOTIENT),
            LARGE,
        ),
        Identity(estimated_times[k], 0),
        counterexample={**REVERSED, k: 2},
    ),
    "remark-plugin-repaired": repaired(
        "if 4 λ_k >= 1 then t̂_k = 0, if λ̂_k < 1 or λ̂_k < 4 λ_k",
        (
            *data_and_schedule(),
            *a_further_direction(),
            *falling(s),
            *falling(s_hat),
            are_times(estimated_times, PLUGIN_QUOTIENT),
            LARGE,
            NOT_REVERSED,
        ),
        Identity(estimated_times[k], 0),
        witnesses=(ESTIMATES_WITNESS,),
        repairs="P2.remark-plugin",
        necessary=((NOT_REVERSED, {**REVERSED, k: 2}),),
    ),
}

STATEMENT = Statement(
    id="P2",
    title="The best latent dimension at a given time",
    source=Source(place="Proposition 2, eq. (8), (11)"),
    claims=claims_of("P2", CLAIMS),
)
