"""The derivation of `p2_best_dimension_at_a_time` for the reader: from what one more direction adds to when k is best.

Tested in `tests/derivations/plug_in/test_p2_best_dimension_at_a_time.py`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sympy import Equivalent, Integer, Symbol, sqrt
from sympy.logic.boolalg import Boolean

from ldm_symbolic.claims import Link, Move
from ldm_symbolic.derivations.hypotheses import (
    EXACT_QUOTIENT,
    a_further_direction,
    a_time,
    are_times,
    data_and_schedule,
    falling,
    in_time,
    none_negative,
)
from ldm_symbolic.derivations.letters import k, s, s_hat, t, times, x
from ldm_symbolic.derivations.plug_in.p2_best_dimension_at_a_time import generated, printed_increment
from ldm_symbolic.derivations.plug_in.p2_best_dimension_at_a_time_proof import (
    EXACT_FROM_PLUGIN,
    helps_late,
    level_in_time,
)
from ldm_symbolic.model.score import ExactScore, PluginScore
from ldm_symbolic.notation import horizon_noise, noise, time_left_at
from ldm_symbolic.notation import variance as larger
from ldm_symbolic.proof import Fact, Identity, follows, in_turn, instantiate, prove

MODE = (*a_further_direction(), none_negative(s), none_negative(s_hat), x >= 0, x <= 1)
ONE_TIME = (*data_and_schedule(), *a_further_direction(), *falling(s), *a_time(), are_times(times, EXACT_QUOTIENT))
v, v_hat = generated(ExactScore()), generated(PluginScore())
HELPS = printed_increment(ExactScore()) <= 0
PRODUCT = sqrt(v_hat) * (sqrt(v_hat) - 2 * s[k])
BELOW_TWICE, BELOW_FOUR_TIMES = sqrt(v_hat) <= 2 * s[k], v_hat <= 4 * s[k] ** 2
LEVEL, EXACT_LEVEL = x * (1 - s_hat[k] ** 2) <= 4 * s[k] ** 2 - s_hat[k] ** 2, x * (1 - s[k] ** 2) <= 3 * s[k] ** 2
smaller = Symbol("mu", real=True)


def one_mode(conclusion: Boolean) -> Any:
    """A fact about one mode of the plug-in score: a question to the solvers, asked when the derivation is printed."""
    within = (s[k] >= 0, s_hat[k] >= 0, x >= 0, x <= 1)
    return cache(lambda: follows(conclusion, [prove(within, conclusion)], hypotheses=MODE))


taken_out = one_mode(Identity(printed_increment(PluginScore()), PRODUCT))
divided = one_mode(Equivalent(PRODUCT <= 0, BELOW_TWICE))
squared = one_mode(Equivalent(BELOW_TWICE, BELOW_FOUR_TIMES))
solved = one_mode(Equivalent(BELOW_FOUR_TIMES, LEVEL))


def exact(conclusion: Boolean) -> Any:
    """A fact about one mode of the exact score."""
    within = (*a_further_direction(), none_negative(s), x >= 0, x <= 1)
    return cache(lambda: follows(conclusion, [prove((s[k] >= 0, x >= 0, x <= 1), conclusion)], hypotheses=within))


exact_four_times = exact(Equivalent(HELPS, v <= 4 * s[k] ** 2))
exact_level = exact(Equivalent(v <= 4 * s[k] ** 2, EXACT_LEVEL))


@cache
def level_at_a_time() -> Fact:
    """The same at the noise level of a time."""
    there = [instantiate(fact(), {x: in_time(x)}) for fact in (exact_four_times, exact_level)]
    return in_turn(in_time(Equivalent(HELPS, EXACT_LEVEL)), [level_in_time(), *there], hypotheses=ONE_TIME)


@cache
def plugin_level_at_a_time() -> Fact:
    """The condition on the level for the plug-in score, at the noise level of a time."""
    there = [instantiate(fact(), {x: in_time(x)}) for fact in (taken_out, divided, squared, solved)]
    within = (*data_and_schedule(), *a_further_direction(), *falling(s), *falling(s_hat), *a_time())
    goal = in_time(Equivalent(LEVEL, printed_increment(PluginScore()) <= 0))
    return in_turn(goal, [level_in_time(), *there], hypotheses=within)


@cache
def reached_late() -> Fact:
    """a²_{T-t} (1 - λ_k) <= 3 λ_k iff t >= t_k."""
    late = instantiate(helps_late(), EXACT_FROM_PLUGIN)
    return in_turn(Equivalent(in_time(EXACT_LEVEL), t >= times[k]), [late, level_at_a_time()], hypotheses=ONE_TIME)


@cache
def quotient_rises() -> Fact:
    """3 λ/(1 - λ) rises with λ."""
    return prove(
        (smaller >= 0, smaller <= larger, larger < 1), 3 * smaller / (1 - smaller) <= 3 * larger / (1 - larger)
    )


MOVES = (
    Move(
        text="What does one more direction do to the error?",
        links=(
            Link("P2.step-increment-plugin", "only term {} moves", (k,)),
            Link(taken_out, "take out the root"),
        ),
    ),
    Move(
        text="So it is a condition on the noise level that decides whether direction {} raises the error.",
        terms=(k,),
        links=(
            Link(divided, "if the root is {}, both hold", (Integer(0),)),
            Link(squared, "neither side is negative"),
            Link(solved, "by the formula for {}", (v_hat,)),
        ),
    ),
    Move(
        text="The exact score is the case {}.",
        terms=(Identity(s_hat[k] ** 2, s[k] ** 2),),
        links=(Link("P2.step-increment"),),
    ),
    Move(
        text="The condition becomes simpler.",
        links=(Link(exact_four_times, "as above"), Link(exact_level, "by the formula for {}", (v,))),
    ),
    Move(
        text="We turn the condition on the noise level into one on time. The function {} inverts the clock, and it is "
        "extended so that a noise level above {} belongs to the time {} of generation.",
        terms=(time_left_at(noise), horizon_noise, Integer(0)),
        links=(
            Link(level_at_a_time, "read at {}", (Identity(noise, in_time(noise)),)),
            Link(reached_late, "if {} both hold, else invert the clock", (s[k] ** 2 >= 1,)),
        ),
    ),
    Move(
        text="These times are ordered, because the quotient in them rises with the variance.",
        links=(Link(quotient_rises),),
    ),
    Move(
        links=(Link("P2.ordered", "the variances fall and {} does not decrease", (time_left_at(noise),)),),
    ),
    Move(
        text="We arrive at the proposition for the exact score.",
        anew=(k,),
        links=(
            Link(
                "P2.exact",
                "at such a time the increments up to dimension {} are at most {} and those after it are positive",
                (k, Integer(0)),
            ),
        ),
    ),
    Move(
        text="With the plug-in score there is one more thing to watch: where {}, the condition on the noise level "
        "turns round when it is divided by {}.",
        terms=(s_hat[k] ** 2 > 1, 1 - s_hat[k] ** 2),
        anew=(k,),
        links=(Link(plugin_level_at_a_time, "as above"), Link("P2.step-time-repaired", "divide, and invert the clock")),
        without="P2.step-time-plugin",
    ),
    Move(
        text="The order of the times is not automatic either. Where they are ordered, the argument is the same.",
        anew=(k,),
        links=(Link("P2.plugin-repaired"),),
        without="P2.plugin",
    ),
)
