"""The proofs behind `u3_best_dimension_in_time`: the error of the modes between two dimensions, less their variances.

Tested in `tests/derivations/best_dimensions/test_u3_best_dimension_in_time.py`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sympy import And, Expr, Ge, Integer, Or, Sum, Symbol, sqrt

from ldm_symbolic.derivations.best_dimensions.u3_best_dimension_in_time import (
    ALONE,
    EARLY_ONLY,
    FEW_TIMES,
    GROWS,
    POSITIVE,
    SHARP,
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
from ldm_symbolic.derivations.hypotheses import none_negative
from ldm_symbolic.derivations.letters import D, T, j, k, s, s_hat, t, x
from ldm_symbolic.derivations.plug_in.p2_best_dimension_at_a_time_proof import added
from ldm_symbolic.derivations.plug_in.plug_in_error import other_noise as y
from ldm_symbolic.model.score import ExactScore, PluginScore, Score
from ldm_symbolic.notation import noise_at
from ldm_symbolic.proof import (
    Fact,
    ForEach,
    Identity,
    at,
    by_logic,
    clock_level,
    clock_order,
    equal_sums,
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
hat, near, far = (Symbol(letter, real=True) for letter in ("h", "p", "q"))
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


# Estimates of less than four times the true variances: per unit of noise each mode costs more the more noise is left.


def over_variance(level: Expr) -> Expr:
    """What mode j costs at a level, less its variance."""
    return mode_cost(level) - s[j] ** 2


@cache
def roots_bend() -> Fact:
    """h (y - x) <= y √v(x) - x √v(y): the root of v climbs from h at level 0 less and less steeply."""
    low, high = (Identity(root**2, hat**2 + (1 - hat**2) * level) for root, level in ((near, x), (far, y)))
    given = (hat > 0, near >= 0, far >= 0, x >= 0, x <= y, y <= 1, low, high)
    goal = hat * (y - x) <= y * near - x * far
    lever = prove(given, Identity(y * (near - hat) * (near + hat), x * (far - hat) * (far + hat)))
    first, last = (Symbol(letter, real=True) for letter in ("a", "b"))
    turned = {first: y * (near - hat), last: x * (far - hat)}
    cases = []
    for side, order, sign in (
        (hat <= 1, And(near >= hat, far >= near), first >= 0),
        (hat >= 1, And(near <= hat, far <= near), first <= 0),
    ):
        ordered = prove((*given, side), And(order, substitute(sign, turned)))
        weighed = (hat > 0, near >= 0, far >= 0, far >= near if sign.func is Ge else far <= near, sign)
        more = prove((*weighed, Identity(first * (near + hat), last * (far + hat))), first >= last)
        cases.append(in_turn(goal, [lever, ordered, instantiate(more, turned)], hypotheses=(*given, side)))
    return by_logic(goal, [*cases, prove((), Or(hat <= 1, hat >= 1))], hypotheses=given)


@cache
def one_mode() -> Fact:
    """y (φ(x) - λ) <= x (φ(y) - λ) for λ̂ < 4 λ."""
    one = (s[j] > 0, s_hat[j] > 0, s_hat[j] ** 2 < 4 * s[j] ** 2, x >= 0, x <= y, y <= 1)
    inside = prove(one, And(generated(x) >= 0, generated(y) >= 0, s_hat[j] <= 2 * s[j]))
    roots = {hat: s_hat[j], near: sqrt(generated(x)), far: sqrt(generated(y))}
    rest, turn, true = (Symbol(letter, real=True) for letter in ("d", "g", "c"))
    weigh = prove((hat > 0, hat <= 2 * true, rest >= 0, hat * rest <= turn), hat**2 * rest <= 2 * true * turn)
    weigh = instantiate(weigh, {**roots, rest: y - x, turn: y * roots[near] - x * roots[far], true: s[j]})
    goal = y * over_variance(x) <= x * over_variance(y)
    return in_turn(goal, [inside, instantiate(roots_bend(), roots), weigh], hypotheses=one)


@cache
def helps_at_the_end() -> Fact:
    """At level 0 a mode costs less than its variance."""
    one = (s[j] > 0, s_hat[j] > 0, s_hat[j] ** 2 < 4 * s[j] ** 2, x >= 0, x <= 0)
    v = Symbol("v", real=True)
    cheap = prove((s[j] > 0, v > 0, v < 4 * s[j] ** 2), v - 2 * s[j] * sqrt(v) < 0)
    level = prove(one, And(generated(x) > 0, generated(x) < 4 * s[j] ** 2))
    return in_turn(over_variance(x) < 0, [level, instantiate(cheap, {v: generated(x)})], hypotheses=one)


BASE = (*levels(PLUGIN), *POSITIVE, FEW_TIMES, early >= k + 1)


@cache
def _over(level: Expr) -> Fact:
    """E(i, x) - E(k, x) is a sum over the modes between."""
    base = (*SIGNS, level >= 0, level <= 1, k >= 1, k <= early, early <= D)
    total = Sum(over_variance(level), between)
    parts = Sum(mode_cost(level), between) - Sum(s[j] ** 2, between)
    same = equal_sums(total, parts, hypotheses=base)
    goal = Identity(total, plugin_at(early, level) - plugin_at(k, level))
    return follows(goal, [same, *_cuts(level, k, early, base)], hypotheses=base)


@cache
def grows() -> Fact:
    """i <= k where every estimate is less than four times its variance."""
    first, second = Symbol("A", real=True), Symbol("B", real=True)
    total = sum_over_modes(one_mode(), between)
    sums = {first: Sum(over_variance(x), between), second: Sum(over_variance(y), between)}
    scaled = [
        equal_sums(side, factor * whole, hypotheses=(*SIGNS, x >= 0, x <= y, y <= 1))
        for side, factor, whole in zip(total.conclusion.args, (y, x), sums.values(), strict=True)
    ]
    no_noise = prove((y * first <= x * second, first >= 0, second < 0, x >= 0, x <= y), x <= 0)
    known = [*_ends(PLUGIN), total, *scaled, _over(x), _over(y), instantiate(no_noise, sums)]
    end = in_turn(x <= 0, known, hypotheses=BASE)
    less = sum_over_modes(helps_at_the_end(), between)
    base = (*levels(PLUGIN), *POSITIVE, FEW_TIMES)
    return _contradicted(base, [*_ends(PLUGIN), end, less, _over(x)])


@cache
def helps_early_only() -> Fact:
    """v > 4 λ at low levels, v < 4 λ at high ones, for λ̂ >= 4 λ > 1."""
    v = Symbol("v", real=True)
    sign = (s[k] > 0, v > 0)
    dear = prove((*sign, v >= 4 * s[k] ** 2), v - 2 * s[k] * sqrt(v) >= 0)
    cheap = prove((*sign, v < 4 * s[k] ** 2), v - 2 * s[k] * sqrt(v) < 0)
    low, high = (substitute(generated(level), {j: k}) for level in (x, y))
    own = (s[k] >= 0, s_hat[k] >= 0, *SHARP[4:])
    inside = prove(own, And(s[k] > 0, x <= 1, y >= 0, low > 0, high > 0, low >= 4 * s[k] ** 2, high < 4 * s[k] ** 2))
    changes = [added(), instantiate(added(), {x: y})]
    signs = [instantiate(dear, {v: low}), instantiate(cheap, {v: high})]
    return in_turn(EARLY_ONLY, [inside, *signs, *changes], hypotheses=SHARP)


def _timed(score: Score, fact: Fact) -> Fact:
    """Return a fact about levels at two times."""
    left = {x: noise_at(T - later), y: noise_at(T - t)}
    facts = [clock_level(clock, T - later), clock_level(clock, T - t), clock_order(clock, T - later, T - t)]
    rest = [h for h in fact.hypotheses if h not in levels(score)]
    return in_turn(GROWS, [*facts, instantiate(fact, left)], hypotheses=(*in_time(score), *rest))


PROOFS: Proofs = {
    "exact": (lambda: _timed(ExactScore(), grows_exactly()),),
    "plugin-repaired": (lambda: _timed(PLUGIN, grows()),),
    "plugin-sharp": helps_early_only,
    "plugin-alone": (lambda: _timed(PLUGIN, grows_alone()),),
    "plugin-probability": lambda: seldom_off(1, Integer(3), -9 * n / 16, modes=D),
}
