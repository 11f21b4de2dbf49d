"""Time T is the best time to stop iff (7): the repaired remark of `p1_monotone_error`, carried from level to time.

The change of clock says that x = 0 is best iff t = T - ā(0) is. The clock starts at level 0, so ā(0) = 0, and two equal
times have equal errors, so that is t = T.

Tested in `tests/derivations/plug_in/test_p1_monotone_error.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, Equivalent, Expr, Integer, Le, Not, Or, Sum, Symbol

from ldm_symbolic.derivations.clock import clock
from ldm_symbolic.derivations.hypotheses import a_schedule, in_time, modes
from ldm_symbolic.derivations.letters import T, X, j, k, s, s_hat, x
from ldm_symbolic.derivations.plug_in.plug_in_error import (
    aligned,
    all_times,
    best_at_the_horizon,
    generated,
    kept,
    levels,
    mode_bend,
    mode_slope,
    plugin_error,
)
from ldm_symbolic.derivations.plug_in.plug_in_error_proof import ONE_MODE, horizon_has_noise
from ldm_symbolic.notation import noise, noise_at, time, time_left_at
from ldm_symbolic.proof import (
    Fact,
    ForEach,
    Identity,
    Minimises,
    NonDecreasing,
    at,
    by_logic,
    change_of_clock,
    clock_inverse,
    clock_level,
    clock_order,
    convex_by_slopes,
    derivative,
    equal_sums,
    follows,
    for_all,
    for_each_mode,
    in_turn,
    instantiate,
    prove,
    slope_at_start,
    substitute,
    sum_over_modes,
)

zero = Integer(0)
read, first = Symbol("w", real=True), Symbol("v", real=True)  # the level at ā(0), and at time 0
beginning = time_left_at(zero)
best_at_the_reading = Minimises(T - beginning, in_time(plugin_error), all_times)
SETTING = (T > 0, X > 0, X < 1, clock)


def _slope_tells(error: Expr, zeros: Expr, last: Expr, says: type) -> Fact:
    """Return that an error with modes 1..last and some zero modes behaves as its slope at x = 0, with (7) in it."""
    modes = (j, Integer(1), last)
    base = (ForEach(s[j] >= 0, modes), ForEach(s_hat[j] > 0, modes), X > 0, X < 1)
    slope = Sum(mode_slope, modes) + zeros
    first = derivative(error, slope, levels, hypotheses=base)
    second = derivative(slope, Sum(mode_bend, modes), levels, hypotheses=base)
    convex = convex_by_slopes(first, second, sum_over_modes(prove(ONE_MODE, mode_bend >= 0), modes))
    iff = slope_at_start(convex, first, prove([X > 0], X > 0), says=says)
    start = equal_sums(substitute(slope, {x: Integer(0)}), Sum(aligned, modes) + zeros, hypotheses=base)
    what = says(error, levels) if says is NonDecreasing else Minimises(Integer(0), error, levels)
    return follows(Equivalent(what, Sum(aligned, modes) + zeros >= 0), [iff, start], hypotheses=base)


@cache
def best_at_the_end() -> Fact:
    """Return that x = 0 is best iff (7)."""
    return _slope_tells(plugin_error, Integer(0), k, Minimises)


def _error_at(level: Expr) -> Expr:
    return substitute(plugin_error, {noise: level})


def _known() -> list[Fact]:
    """What the clock says about time 0 and about the time at which its level is 0."""
    about = [clock_inverse(clock, zero), clock_level(clock, zero)]
    return about + [clock_order(clock, *pair) for pair in ((beginning, zero), (zero, beginning))]


@cache
def reads_zero() -> Fact:
    """Return ā(0) = 0."""
    return in_turn(Identity(beginning, 0), _known(), hypotheses=SETTING)


@cache
def same_error() -> Fact:
    """Return that the error at the level of ā(0) is the error at the level of time 0."""
    same = (Identity(read, first), first >= 0, first <= X, X < 1)
    equal = instantiate(
        equal_sums(_error_at(read), _error_at(first), hypotheses=same),
        {read: noise_at(beginning), first: noise_at(zero)},
    )
    levels_agree = Identity(noise_at(beginning), noise_at(zero))
    agree = in_turn(levels_agree, [reads_zero(), *_known()], hypotheses=SETTING)
    return in_turn(equal.conclusion, [agree, clock_level(clock, zero), equal], hypotheses=SETTING)


def _carried(given: Minimises, wanted: Minimises) -> Fact:
    """Return that one of two equal all_times is best if the other is."""
    guard, body = wanted.at(time)
    assumed = (*SETTING, given)
    here = follows(body, [same_error(), at(given, time)], hypotheses=(*assumed, *guard))
    inside = follows(And(*wanted.plain()), [reads_zero()], hypotheses=assumed)
    return for_all(wanted, here, (time,), facts=[inside])


@cache
def defined() -> Fact:
    """Return that the error is defined at all all_times, so that a time is best or is not."""
    radicand = substitute(generated, {noise: first}) >= 0
    one = instantiate(prove((first >= 0, first <= X, X < 1), radicand), {first: noise_at(T - time)})
    now = in_turn(one.conclusion, [clock_level(clock, T - time), one], hypotheses=(*SETTING, time >= 0, time <= T))
    always = for_all(ForEach(ForEach(one.conclusion, kept), all_times), for_each_mode(now, kept), (time,))
    decided = Or(best_at_the_horizon, Not(best_at_the_horizon))
    return by_logic(decided, [always, prove([always.conclusion], decided)], hypotheses=SETTING)


@cache
def best_in_time() -> Fact:
    """Return that t = T is best iff (7)."""
    ways = [
        _carried(best_at_the_reading, best_at_the_horizon),
        _carried(best_at_the_horizon, best_at_the_reading),
        change_of_clock(Minimises(zero, plugin_error, levels), clock, time, backward=True, hypotheses=[X < 1]),
    ]
    goal = Equivalent(best_at_the_horizon, Sum(aligned, kept) >= 0)
    facts = [*ways, defined(), best_at_the_end(), horizon_has_noise(), prove([X > 0], Le(0, X))]
    return by_logic(goal, facts, hypotheses=(*modes(), *a_schedule()))
