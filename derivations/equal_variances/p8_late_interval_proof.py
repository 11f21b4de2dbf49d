"""The proofs behind `p8_true_dimension_is_best_late` about its interval: late in generation every true direction helps.

Tested in `tests/derivations/equal_variances/test_p8_true_dimension_is_best_late.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, Expr, Integer, Max, Min, Not, Or, Sum, Symbol, sqrt
from sympy.logic.boolalg import Boolean

from ldm_symbolic.derivations.clock import clock
from ldm_symbolic.derivations.equal_variances.common_variance import accuracy, error, generated, mode_cost
from ldm_symbolic.derivations.equal_variances.common_variance_proof import more_directions, order, stays
from ldm_symbolic.derivations.equal_variances.p8_true_dimension_is_best_late import (
    ACCURACY,
    CLOSE_MODE,
    FEWER_ARE_BETTER,
    LOWER,
    TOO_EARLY,
    best_dimension,
    best_in_time,
    first,
    largest,
    level,
    opens,
    opens_always,
)
from ldm_symbolic.derivations.hypotheses import (
    a_level,
    a_noisy_schedule,
    a_time,
    close_to_the_common,
    equal_variances,
    weakly_falling,
)
from ldm_symbolic.derivations.letters import D, T, X, d0, j, s_hat, t, x
from ldm_symbolic.derivations.plug_in.plug_in_error import i
from ldm_symbolic.notation import deviation as s
from ldm_symbolic.notation import deviations as s_all
from ldm_symbolic.notation import noise_at
from ldm_symbolic.proof import (
    Fact,
    Identity,
    by_logic,
    clock_level,
    clock_reading,
    follows,
    for_all,
    for_each_mode,
    in_turn,
    instantiate,
    prove,
    split_sum,
    substitute,
)

REACHED = x * Max(1 - first**2, 0) <= largest


@cache
def first_is_largest() -> Fact:
    """Return ŝ_j <= ŝ_1."""
    return instantiate(order(), {i: Integer(1)})


@cache
def at_a_level() -> Fact:
    """Return that d0 is a best dimension at a level x (1 - λ̂_1)₊ <= ((3 - ε)/(1 + ε)) λ̂_1: every v_j <= 4 λ."""
    base = (
        *equal_variances(),
        *weakly_falling(s_hat, d0),
        *ACCURACY,
        close_to_the_common(accuracy),
        *a_level(x),
        REACHED,
    )
    close = s**2 * (1 - accuracy) <= first**2
    known = (s > 0, *ACCURACY, close, first**2 <= (1 + accuracy) * s**2, *a_level(x), REACHED)
    helps = prove((*known, s_hat[j] >= 0, s_hat[j] <= first), generated(x) <= 4 * s**2)
    near = prove((*equal_variances(), *ACCURACY, close_to_the_common(accuracy)), And(*known[3:5]))
    later = (j, i + 1, d0)
    modes = [near, for_each_mode(first_is_largest(), later), for_each_mode(helps, later)]
    fewer = in_turn(error(d0, x) <= error(i, x), [*modes, stays()], hypotheses=(*base, i >= 1, i <= d0))
    more = follows(error(d0, x) <= error(i, x), [more_directions()], hypotheses=(*base, i > d0, i <= D))
    one = by_logic(error(d0, x) <= error(i, x), [fewer, more], hypotheses=(*base, i >= 1, i <= D))
    return for_all(best_dimension, one, [i], facts=[prove(equal_variances(), And(d0 >= 1, d0 <= D))])


def _in_time(opening: Expr, argument: Expr, below: Boolean, above: Boolean, *end: Boolean) -> Fact:
    """Return that d0 is a best dimension from an opening time on, case by case of (8)."""
    base = (
        *equal_variances(),
        *weakly_falling(s_hat, d0),
        *ACCURACY,
        close_to_the_common(accuracy),
        *a_noisy_schedule(),
        *a_time(),
        t >= opening,
        *end,
    )
    here, reached = clock_level(clock, T - t), substitute(REACHED, {x: noise_at(T - t)})
    reading = clock_reading(clock, T - t, argument)
    cases: tuple[tuple[Boolean, list[Fact]], ...] = (
        (below, [here]),
        (above, [here]),
        (And(Not(below), Not(above)), [here, reading]),
    )
    facts = [in_turn(reached, known, hypotheses=(*base, case)) for case, known in cases]
    facts.append(prove(base, Or(*(case for case, _ in cases))))
    late = instantiate(at_a_level(), {x: noise_at(T - t)})
    whole = by_logic(reached, facts, hypotheses=base)
    return in_turn(best_in_time, [here, whole, late], hypotheses=base)


@cache
def as_printed() -> Fact:
    """Return that d0 is a best dimension on the printed interval, which is empty for λ̂_1 > 1."""
    return _in_time(opens, level, level < 0, level > X, t < T)


@cache
def with_positive_part() -> Fact:
    """Return the same with (1 - λ̂_1)₊, and at t = T too."""
    positive = Max(1 - first**2, 0)
    return _in_time(opens_always, largest / positive, largest < 0, largest > X * positive)


@cache
def fails_earlier() -> Fact:
    """Return E(d0 - 1, x) < E(d0, x) at levels that are not reached, if all estimates are (1 + ε) λ."""
    base = TOO_EARLY
    kept, lost = Sum(mode_cost(x), (j, 1, d0)), Sum(s_all[j] ** 2, (j, d0, D))
    plain = (d0 >= 2, d0 <= D, *a_level(x))
    cuts = [split_sum(kept, d0 - 1, hypotheses=plain), split_sum(lost, d0, hypotheses=plain)]
    v, m = Symbol("v", real=True), Symbol("m", real=True)
    dear = prove((s > 0, v > 4 * s**2), v - 2 * s * sqrt(v) > 0)
    unreached = x * (1 - m) > (3 - accuracy) / (1 + accuracy) * m
    far = prove((*ACCURACY, unreached), x * (1 - m) + m > 4 * m / (1 + accuracy))
    last, far = substitute(generated(x), {j: d0}), instantiate(far, {m: s_hat[d0] ** 2})
    equal = prove(base, Identity(s_hat[d0] ** 2, first**2))
    facts = [equal, far, instantiate(dear, {v: last})]
    cost = in_turn(substitute(mode_cost(x), {j: d0}) > s_all[d0] ** 2, facts, hypotheses=base)
    return in_turn(FEWER_ARE_BETTER, [*cuts, cost], hypotheses=base)


# The printed way to it: a common lower bound of the thresholds.


@cache
def lower_threshold() -> Fact:
    """Return the printed min-inequality for λ̂_1 < 1, by the cases λ̂_1 <= (1 + ε) λ and λ̂_j <= λ̂_1."""
    base = (*CLOSE_MODE, first < 1)
    here, largest = s_hat[j] ** 2, first**2
    m, v, w = (Symbol(name, real=True) for name in "mvw")  # λ̂_1, λ̂_j, λ
    known = (m >= 0, v >= 0, v <= m, m < 1, w > 0, m <= (1 + accuracy) * w, *ACCURACY)
    argument = (4 / (1 + accuracy) * m - m) / (1 - m)
    first_step = prove(known, argument <= (4 * w - m) / (1 - m))
    second_step = prove((*known[:5], 4 * w <= 1), (4 * w - m) / (1 - m) <= (4 * w - v) / (1 - v))
    large = prove((*known[:5], 4 * w >= 1), (4 * w - v) / (1 - v) >= 1)
    goal = Min(1, argument) <= (4 * w - v) / (1 - v)
    ends = in_turn(goal, [first_step, second_step], hypotheses=(*known, 4 * w <= 1))
    both = by_logic(goal, [ends, in_turn(goal, [large], hypotheses=(*known, 4 * w > 1))], hypotheses=known)
    there = instantiate(both, {m: largest, v: here, w: s**2})
    near = prove((*CLOSE_MODE, first < 1), largest <= (1 + accuracy) * s**2)
    return in_turn(LOWER, [first_is_largest(), near, there], hypotheses=base)


# Instances of `p8_true_dimension_is_best_late`, to be checked by hand.
