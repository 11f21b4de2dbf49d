"""Time T is the best time to stop iff (7): the repaired remark of `monotone_error`, carried from level to time.

The change of clock says that x = 0 is best iff t = T - ā(0) is. The clock starts at level 0, so ā(0) = 0, and two equal
times have equal errors, so that is t = T.

Tested in `tests/derivations/plug_in/test_monotone_error.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, Equivalent, Expr, Integer, Le, Not, Or, Sum, Symbol

from ldm_symbolic.derivations.clock import clock
from ldm_symbolic.derivations.plug_in import monotone_error_proof as proofs
from ldm_symbolic.derivations.plug_in.monotone_error_proof import ESTIMATED, REAL, SCHEDULE, aligned, generated, kept
from ldm_symbolic.derivations.plug_in.plug_in_error import horizon_has_noise, levels, plugin_error, times
from ldm_symbolic.notation import horizon, horizon_noise, noise, noise_at, time, time_left_at
from ldm_symbolic.proof import (
    Fact,
    ForEach,
    Identity,
    Minimises,
    at,
    by_logic,
    change_of_clock,
    clock_inverse,
    clock_level,
    clock_order,
    equal_sums,
    follows,
    for_all,
    for_each_mode,
    in_turn,
    instantiate,
    prove,
    substitute,
)

T, X, zero = horizon, horizon_noise, Integer(0)
read, first = Symbol("w", real=True), Symbol("v", real=True)  # the level at ā(0), and at time 0
beginning = time_left_at(zero)
error_in_time = substitute(plugin_error, {noise: noise_at(T - time)})
best_at_the_horizon = Minimises(T, error_in_time, times)
best_at_the_reading = Minimises(T - beginning, error_in_time, times)
SETTING = (T > 0, X > 0, X < 1, clock)


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
    """Return that one of two equal times is best if the other is."""
    guard, body = wanted.at(time)
    assumed = (*SETTING, given)
    here = follows(body, [same_error(), at(given, time)], hypotheses=(*assumed, *guard))
    inside = follows(And(*wanted.plain()), [reads_zero()], hypotheses=assumed)
    return for_all(wanted, here, (time,), facts=[inside])


@cache
def defined() -> Fact:
    """Return that the error is defined at all times, so that a time is best or is not."""
    radicand = substitute(generated, {noise: first}) >= 0
    one = instantiate(prove((first >= 0, first <= X, X < 1), radicand), {first: noise_at(T - time)})
    now = in_turn(one.conclusion, [clock_level(clock, T - time), one], hypotheses=(*SETTING, time >= 0, time <= T))
    always = for_all(ForEach(ForEach(one.conclusion, kept), times), for_each_mode(now, kept), (time,))
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
    facts = [*ways, defined(), proofs.best_at_the_end(), horizon_has_noise(), prove([X > 0], Le(0, X))]
    return by_logic(goal, facts, hypotheses=(REAL, ESTIMATED, *SCHEDULE))
