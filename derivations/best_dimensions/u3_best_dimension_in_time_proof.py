"""The proofs behind `u3_best_dimension_in_time`: the error of the modes between two dimensions, less their variances.

Tested in `tests/derivations/best_dimensions/test_u3_best_dimension_in_time.py`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sympy import And, Expr, Integer, Or, Sum, Symbol, sqrt

from ldm_symbolic.derivations.best_dimensions.u3_best_dimension_in_time import (
    ALONE,
    GROWS,
    ORDERED,
    THREE_TIMES,
    early,
    error_at,
    in_time,
    later,
    least_best,
    levels,
)
from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.clock import clock
from ldm_symbolic.derivations.concentration.failures import n
from ldm_symbolic.derivations.concentration.p9_sample_variance_concentrates_proof import seldom_off
from ldm_symbolic.derivations.equal_variances.common_variance import generated, mode_cost
from ldm_symbolic.derivations.hypotheses import none_negative, not_rising
from ldm_symbolic.derivations.letters import D, T, j, k, s, s_hat, t, x
from ldm_symbolic.derivations.plug_in.p2_best_dimension_at_a_time_proof import added
from ldm_symbolic.derivations.plug_in.plug_in_error import other_noise as y
from ldm_symbolic.model.score import ExactScore, PluginScore, Score
from ldm_symbolic.notation import noise_at
from ldm_symbolic.proof import (
    Fact,
    ForEach,
    at,
    by_induction,
    by_logic,
    clock_level,
    clock_order,
    follows,
    for_each_mode,
    in_range,
    in_turn,
    instantiate,
    prove,
    split_sum,
    substitute,
    sum_over_modes,
)

PLUGIN = PluginScore()
steps, first = Symbol("n", integer=True), Symbol("a", integer=True)
LEAD = Symbol("s_lead", real=True)
between = (j, k + 1, early)
RISES = ForEach(mode_cost(x) <= mode_cost(y), between)
SIGNS = (none_negative(s), none_negative(s_hat))


def plugin_at(dimension: Any, level: Expr) -> Expr:
    """E(dimension, level) with the plug-in score."""
    return error_at(PLUGIN, dimension, level)


def _cuts(level: Expr, low: Expr, high: Expr, hypotheses: tuple[Any, ...]) -> list[Fact]:
    """Return both sums of E(high, level) and E(low, level), cut after `low` and after `high`."""
    kept = Sum(mode_cost(level), (j, 1, high))
    lost = Sum(s[j] ** 2, (j, low + 1, D))
    return [split_sum(kept, low, hypotheses=hypotheses), split_sum(lost, high, hypotheses=hypotheses)]


@cache
def increases() -> Fact:
    """E(i, x) - E(k, x) <= E(i, y) - E(k, y) if every mode between k and i costs no less at y."""
    base = (*SIGNS, x >= 0, x <= y, y <= 1, k >= 1, k <= early, early <= D, RISES)
    one = RISES.args[0]
    total = sum_over_modes(prove([one], one), between)
    facts = [total, *(cut for level in (x, y) for cut in _cuts(level, k, early, base))]
    goal = plugin_at(early, x) - plugin_at(k, x) <= plugin_at(early, y) - plugin_at(k, y)
    return follows(goal, facts, hypotheses=base)


def _contradicted(hypotheses: tuple[Any, ...], facts: list[Fact]) -> Fact:
    """Return i <= k, from facts that hold where k < i."""
    larger = (*hypotheses, early >= k + 1)
    absurd = in_turn(GROWS, facts, hypotheses=larger)
    return by_logic(GROWS, [absurd, prove([], Or(GROWS, early >= k + 1))], hypotheses=hypotheses)


def _ends(score: Score) -> list[Fact]:
    """What k and i are said to be: E(k, x) <= E(i, x), and E(i, y) < E(k, y)."""
    (at_x, _), (at_y, smaller) = least_best(score, k, x), least_best(score, early, y)
    return [in_range(at_x), in_range(at_y), at(at_x, early), at(smaller, k)]


@cache
def grows_alone() -> Fact:
    """i <= k where each mode alone satisfies (7)."""
    base = (*levels(PLUGIN), *SIGNS, ALONE)
    one = prove((*(ALONE.args[0],), s[j] >= 0, s_hat[j] >= 0, x >= 0, x <= y, y <= 1), mode_cost(x) <= mode_cost(y))
    return _contradicted(base, [*_ends(PLUGIN), for_each_mode(one, between), increases()])


@cache
def grows_exactly() -> Fact:
    """The same for the exact score: λ̂ = λ lies between λ and 1."""
    one = prove([], substitute(ALONE.args[0], {s_hat: s}))
    facts = [for_each_mode(one, (j, 1, D)), instantiate(grows_alone(), {s_hat: s})]
    return in_turn(GROWS, facts, hypotheses=(*levels(ExactScore()), none_negative(s)))


# Estimates of at most three times the true variances.


@cache
def sorted_modes() -> Fact:
    """s_j <= s_a for a <= j."""
    here = s[j] <= s[first]
    base = prove([first >= 1, not_rising(s)], substitute(here, {j: first}))
    onward = prove([not_rising(s), first >= 1, first <= j, j <= D - 1, here], s[j + 1] <= s[first])
    return by_induction(base, onward, (j, first, D))


@cache
def dear_is_late() -> Fact:
    """A mode that costs more than its variance leaves a level above it: v > 4 λ and λ̂ <= 3 λ give x >= λ, 4 λ <= 1."""
    one = (s[j] > 0, s_hat[j] > 0, s_hat[j] ** 2 <= 3 * s[j] ** 2, x >= 0, x <= 1, mode_cost(x) > s[j] ** 2)
    above = prove((*one[:-1], generated(x) > 4 * s[j] ** 2), And(x >= s[j] ** 2, 4 * s[j] ** 2 <= 1))
    v = Symbol("v", real=True)
    cost = prove((s[j] > 0, v > 0, v - 2 * s[j] * sqrt(v) > 0), v > 4 * s[j] ** 2)
    positive = prove(one[:-1], generated(x) > 0)
    dear = in_turn(generated(x) > 4 * s[j] ** 2, [positive, instantiate(cost, {v: generated(x)})], hypotheses=one)
    return in_turn(above.conclusion, [dear, above], hypotheses=one)


@cache
def past_their_roots() -> Fact:
    """Modes after one that costs more than its variance cost more at y than at x."""
    one = (s[j] > 0, s_hat[j] > 0, s_hat[j] ** 2 <= 3 * s[j] ** 2, x <= y, y <= 1, s[j] <= LEAD, x >= LEAD**2)
    v, w = Symbol("v", real=True), Symbol("w", real=True)
    climbs = prove((s[j] > 0, v >= s[j] ** 2, v <= w), v - 2 * s[j] * sqrt(v) <= w - 2 * s[j] * sqrt(w))
    climbs = instantiate(climbs, {v: generated(x), w: generated(y)})
    known = (*one, 4 * LEAD**2 <= 1)
    order = prove(known, And(generated(x) >= s[j] ** 2, generated(x) <= generated(y)))
    return in_turn(mode_cost(x) <= mode_cost(y), [order, climbs], hypotheses=known)


@cache
def last_helps() -> Fact:
    """A mode that is worth keeping at y is worth keeping at x <= y."""
    one = (s[j] > 0, s_hat[j] > 0, s_hat[j] ** 2 <= 3 * s[j] ** 2, x >= 0, x <= y, y <= 1)
    v = Symbol("v", real=True)
    cost = prove(
        (s[j] > 0, v > 0),
        And(Or(v - 2 * s[j] * sqrt(v) >= 0, v < 4 * s[j] ** 2), Or(v - 2 * s[j] * sqrt(v) < 0, v >= 4 * s[j] ** 2)),
    )
    positive = [prove(one, generated(level) > 0) for level in (x, y)]
    facts = [*positive, *(instantiate(cost, {v: generated(level)}) for level in (x, y))]
    down = prove((*one, generated(y) < 4 * s[j] ** 2), generated(x) < 4 * s[j] ** 2)
    cheap = (*one, mode_cost(y) < s[j] ** 2)
    below = in_turn(generated(y) < 4 * s[j] ** 2, facts, hypotheses=cheap)
    return in_turn(mode_cost(x) < s[j] ** 2, [*facts, below, down], hypotheses=cheap)


BASE = (*levels(PLUGIN), *ORDERED, THREE_TIMES, early >= k + 1)
PLACE = early - steps
WORSE = plugin_at(early, x) < plugin_at(PLACE, x)


def _tail(place: Expr) -> Fact:
    """E(i, y) < E(place, y), for i is the least best dimension at y."""
    return at(least_best(PLUGIN, early, y)[1], place)


def _added(place: Expr, level: Expr) -> Fact:
    """What the mode at a place adds at a level."""
    return instantiate(added(), {k: place, x: level})


@cache
def last_step() -> Fact:
    """E(i, x) < E(i - 1, x): mode i is worth keeping at y, so at x."""
    facts = [*_ends(PLUGIN)[:2], _tail(early - 1), _added(early, x), _added(early, y)]
    start = substitute(WORSE, {steps: Integer(1)})
    return in_turn(start, [*facts, instantiate(last_helps(), {j: early})], hypotheses=BASE)


@cache
def one_more() -> Fact:
    """E(i, x) < E(p - 1, x) from E(i, x) < E(p, x), whether mode p is worth keeping at x or not."""
    here = (*BASE, steps >= 1, steps <= early - k - 1, WORSE)
    goal = plugin_at(early, x) < plugin_at(PLACE - 1, x)
    ranges = _ends(PLUGIN)[:2]
    worth, change = substitute(mode_cost(x), {j: PLACE}) - s[PLACE] ** 2 <= 0, _added(PLACE, x)
    kept = in_turn(goal, [*ranges, change], hypotheses=(*here, worth))
    after = (j, PLACE, early)
    lead = instantiate(past_their_roots(), {LEAD: s[PLACE]})
    facts = [
        *ranges, instantiate(dear_is_late(), {j: PLACE}), _tail(PLACE - 1),
        for_each_mode(instantiate(sorted_modes(), {first: PLACE}), after), for_each_mode(lead, after),
        instantiate(increases(), {k: PLACE - 1}),
    ]  # fmt: skip
    dear = substitute(mode_cost(x), {j: PLACE}) > s[PLACE] ** 2
    dropped = in_turn(goal, facts, hypotheses=(*here, dear))
    either = in_turn(Or(worth, dear), ranges, hypotheses=here)
    return by_logic(goal, [kept, dropped, either], hypotheses=here)


@cache
def grows() -> Fact:
    """i <= k where no estimate exceeds three times its variance."""
    tail = by_induction(last_step(), one_more(), (steps, Integer(1), early - k))
    base = (*levels(PLUGIN), *ORDERED, THREE_TIMES)
    return _contradicted(base, [*_ends(PLUGIN), instantiate(tail, {steps: early - k})])


def _timed(score: Score, fact: Fact) -> Fact:
    """Return a fact about levels at two times."""
    left = {x: noise_at(T - later), y: noise_at(T - t)}
    facts = [clock_level(clock, T - later), clock_level(clock, T - t), clock_order(clock, T - later, T - t)]
    rest = [h for h in fact.hypotheses if h not in levels(score)]
    return in_turn(GROWS, [*facts, instantiate(fact, left)], hypotheses=(*in_time(score), *rest))


PROOFS: Proofs = {
    "exact": (lambda: _timed(ExactScore(), grows_exactly()),),
    "plugin-repaired": (lambda: _timed(PLUGIN, grows()),),
    "plugin-alone": (lambda: _timed(PLUGIN, grows_alone()),),
    "plugin-probability": lambda: seldom_off(1, Integer(2), -n / 3, modes=D),
}
