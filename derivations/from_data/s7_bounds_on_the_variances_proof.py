"""The proofs behind `s7_bounds_on_the_variances`: what a rise of a deviation adds to the error falls with the level.

Tested in `tests/derivations/from_data/test_from_data.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, Expr, Integer, Or, Symbol, sqrt
from sympy.logic.boolalg import Boolean

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.from_data.s7_bounds_on_the_variances import (
    BASE,
    BEST,
    BEST_MOVED,
    FALLS,
    FIRST,
    FIRST_MOVED,
    NO_WORSE,
    OTHER_ENDS,
    RISES,
    SAFE,
    SAFE_ENDS,
    WITHIN,
    b,
    best,
    error_moved,
    moved,
)
from ldm_symbolic.derivations.from_data.s8_share_of_the_best_level import at_the_end
from ldm_symbolic.derivations.hypotheses import all_positive, noisy_horizon
from ldm_symbolic.derivations.letters import X, j, k, s, s_hat, x
from ldm_symbolic.derivations.plug_in.plug_in_error import kept, plugin_error, plugin_variance
from ldm_symbolic.derivations.stopping_in_k import s1_one_step_in_dimension_proof as s1
from ldm_symbolic.proof import (
    Fact,
    ForEach,
    Identity,
    at,
    by_logic,
    equal_sums,
    for_each_mode,
    in_turn,
    instantiate,
    prove,
    substitute,
    sum_over_modes,
)

low, high, first, last = (Symbol(name, real=True) for name in ("y", "z", "r", "g"))
term = next(part.function for part in plugin_error.args if part.limits[0][2] == k)
WAYS = ((b[j] >= s[j], s_hat[j] <= 1), (b[j] <= s[j], s_hat[j] >= 1))
TOWARDS = Or(*(And(*way) for way in WAYS))
"""More noise helps b_j more than s_j."""
PLAIN = (*noisy_horizon(), all_positive(s_hat, k))
SPAN = (low >= 0, low <= high, high <= X)


def gain(error: Expr) -> Expr:
    """What an error rises by from y up to z."""
    return substitute(error, {x: high}) - substitute(error, {x: low})


@cache
def one_mode() -> Fact:
    """From y up to z the error of mode j for b rises by no more than that for s."""
    ends = ((first, low), (last, high))
    roots = {name: sqrt(substitute(plugin_variance, {x: level})) for name, level in ends}
    letters = [substitute(term, {x: level}).xreplace({roots[name]: name}) for name, level in ends]
    rise = letters[1] - letters[0]
    goal = rise.xreplace({s[j]: b[j]}) <= rise
    given = (s_hat[j] > 0, X < 1, *SPAN)
    squares = prove(given, And(*(root**2 > 0 for root in roots.values())))
    cases = []
    for (order, estimate), side in zip(WAYS, (first <= last, first >= last), strict=True):
        along = prove((*given, estimate), substitute(side, roots))
        weigh = instantiate(prove((order, side), goal), roots)
        cases.append(in_turn(weigh.conclusion, [squares, along, weigh], hypotheses=(*given, order, estimate)))
    return by_logic(cases[0].conclusion, cases, hypotheses=(*given, TOWARDS))


@cache
def all_modes() -> Fact:
    """From y up to z the error for b rises by no more than that for s."""
    modes = sum_over_modes(one_mode(), kept)
    given = (*PLAIN, ForEach(TOWARDS, kept), *SPAN)
    sides = [
        equal_sums(part, gain(error), hypotheses=given)
        for part, error in zip(modes.conclusion.args, (error_moved, plugin_error), strict=True)
    ]
    return in_turn(gain(error_moved) <= gain(plugin_error), [modes, *sides], hypotheses=given)


@cache
def towards() -> Fact:
    """The first best level for s is not above a best one for b."""
    goal = best <= moved
    given = (*PLAIN, ForEach(TOWARDS, kept), *FIRST, BEST_MOVED)
    more = instantiate(all_modes(), {low: moved, high: best})
    ranges, other = [at(BEST), at(BEST_MOVED)], at(BEST_MOVED, best)
    below = in_turn(goal, [*ranges, other, more], hypotheses=(*given, best - moved > 0))
    return by_logic(goal, [below, prove((), Or(goal, best - moved > 0))], hypotheses=given)


def so(condition: Boolean) -> Fact:
    """What is asked of each mode moves b_j towards more noise."""
    return for_each_mode(prove((condition,), TOWARDS), kept)


SWAP = {s: b, b: s, best: moved, moved: best}


@cache
def rises() -> Fact:
    """Where deviations with λ̂_j <= 1 rise."""
    given = (*BASE, RISES, *FIRST, BEST_MOVED)
    return in_turn(best <= moved, [so(RISES.args[0]), towards()], hypotheses=given)


@cache
def falls() -> Fact:
    """Where those with λ̂_j >= 1 do, with the roles of the two exchanged."""
    given = (*BASE, FALLS, BEST, *FIRST_MOVED)
    back = instantiate(towards(), SWAP)
    each = for_each_mode(prove((FALLS.args[0],), substitute(TOWARDS, SWAP)), kept)
    return in_turn(moved <= best, [each, back], hypotheses=given)


@cache
def back() -> Fact:
    """The deviations s_j are such that more noise helps them more than the safe ends b_j."""
    return for_each_mode(prove((WITHIN.args[0], SAFE_ENDS.args[0]), substitute(TOWARDS, SWAP)), kept)


@cache
def safe() -> Fact:
    """From 0 up to x̂ the error rises by no more than for the safe ends."""
    goal = substitute(NO_WORSE, {x: moved})
    rise = instantiate(all_modes(), {s: b, b: s, low: Integer(0), high: moved})
    return in_turn(goal, [back(), at(BEST_MOVED), at(BEST_MOVED, Integer(0)), rise], hypotheses=SAFE)


@cache
def before() -> Fact:
    """x̂ is no worse than the end, and so is no level between them, by convexity."""
    given = (*SAFE, x >= 0, x <= moved)
    level, (convex, _) = at(BEST_MOVED), s1.curve()
    chord = at(convex.conclusion, Integer(0), moved, x / moved)
    ratio = prove((moved > 0, x >= 0, x <= moved), And(x / moved >= 0, x / moved <= 1))
    inside = in_turn(NO_WORSE, [level, ratio, convex, chord, safe()], hypotheses=(*given, moved > 0))
    same = equal_sums(plugin_error, at_the_end, hypotheses=(*BASE, x >= 0, x <= 0))
    none = in_turn(NO_WORSE, [same], hypotheses=(*given, Identity(moved, 0)))
    sides = prove((moved >= 0,), Or(moved > 0, Identity(moved, 0)))
    return by_logic(NO_WORSE, [level, inside, none, sides], hypotheses=given)


@cache
def below() -> Fact:
    """The safe ends move towards the truth."""
    given = (*BASE, WITHIN, SAFE_ENDS, BEST, *FIRST_MOVED)
    return in_turn(moved <= best, [back(), instantiate(towards(), SWAP)], hypotheses=given)


@cache
def bound() -> Fact:
    """The truth moves towards the other ends."""
    given = (*BASE, WITHIN, OTHER_ENDS, *FIRST, BEST_MOVED)
    each = for_each_mode(prove((WITHIN.args[0], OTHER_ENDS.args[0]), TOWARDS), kept)
    return in_turn(best <= moved, [each, towards()], hypotheses=given)


PROOFS: Proofs = {
    "rises": rises,
    "falls": falls,
    "safe": safe,
    "before": before,
    "below": below,
    "bound": bound,
}
