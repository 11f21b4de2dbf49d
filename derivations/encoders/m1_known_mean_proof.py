"""The proofs behind `m1_known_mean`: a convex term whose slope is 0 at level 0 and positive beyond.

Tested in `tests/derivations/encoders/test_mean.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, Equivalent, Expr, Integer, Or, Sum, Symbol, diff

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.encoders.m1_known_mean import (
    INNER,
    LEVEL,
    MEAN,
    SPECTRUM,
    after,
    before,
    condition,
    error,
    gain,
    gain_slope,
    left,
    more,
    mu,
    slope_at,
    stated_slope,
)
from ldm_symbolic.derivations.hypotheses import a_schedule, modes, noisy_horizon
from ldm_symbolic.derivations.letters import X, x
from ldm_symbolic.derivations.plug_in.plug_in_error import aligned, kept, levels, mode_bend, mode_slope, never_rises
from ldm_symbolic.derivations.plug_in.plug_in_error_proof import bends_up, horizon_has_noise, into_time
from ldm_symbolic.derivations.stopping_in_k.s1_one_step_in_dimension_proof import order
from ldm_symbolic.proof import (
    Fact,
    Minimises,
    NonDecreasing,
    by_logic,
    convex_by_slopes,
    derivative,
    equal_sums,
    in_turn,
    instantiate,
    prove,
    slope_at_end,
    slope_at_start,
    slope_inside,
    substitute,
)

BASE = (*modes(), *noisy_horizon())
ROOM = prove((X > 0,), X > 0)
near, far = Symbol("r", real=True), Symbol("f", real=True)


@cache
def slope_of_the_gain() -> Fact:
    """The slope of (1 - √(1-x))² |μ|²."""
    return derivative(gain, stated_slope, levels, hypotheses=(X < 1,))


@cache
def curve() -> tuple[Fact, Fact]:
    """E is convex, for the gain bends up; and its slope."""
    slope, bend = Sum(mode_slope, kept) + gain_slope, diff(gain_slope, x)
    first = derivative(error, slope, levels, hypotheses=BASE)
    second = derivative(slope, Sum(mode_bend, kept) + bend, levels, hypotheses=BASE)
    own = prove((x >= 0, x <= X, X < 1), bend >= 0)
    up = in_turn(Sum(mode_bend, kept) + bend >= 0, [bends_up(), own], hypotheses=(*BASE, x >= 0, x <= X))
    return convex_by_slopes(first, second, up), first


@cache
def slope_decides() -> Fact:
    """E does not fall with x iff (7): the slope of the gain at 0 is 0."""
    iff = slope_at_start(*curve(), ROOM, says=NonDecreasing)
    start = equal_sums(slope_at(Integer(0), mu), Sum(aligned, kept), hypotheses=BASE)
    return in_turn(Equivalent(NonDecreasing(error, levels), condition), [iff, start], hypotheses=BASE)


@cache
def inside() -> Fact:
    """An inner level is best iff the slope vanishes there."""
    sides = [prove((side,), side) for side in INNER]
    return slope_inside(*curve(), before, *sides)


@cache
def ends() -> Fact:
    """The slope at an end tells whether that is best."""
    both = [slope_at_start(*curve(), ROOM, says=Minimises), slope_at_end(*curve(), ROOM, says=Minimises)]
    return by_logic(And(*(fact.conclusion for fact in both)), both, hypotheses=BASE)


@cache
def iff() -> Fact:
    """In generation time."""
    facts = [slope_decides(), into_time(error, hypotheses=BASE), horizon_has_noise()]
    return by_logic(Equivalent(never_rises(error), condition), facts, hypotheses=(*SPECTRUM, *a_schedule()))


def _at(level: Expr, mean: Expr) -> Expr:
    """The slope of the gain at a level, with a mean."""
    return substitute(gain_slope, {x: level, mu: mean})


@cache
def gains_rise() -> Fact:
    """The slope of the gain is larger at a higher level and with a larger mean."""
    within = (before >= 0, before < after, after < 1, MEAN, more > mu)
    roots = (far > 0, far < near, near <= 1, MEAN, more > mu)
    letters = prove(roots, mu**2 * (1 - near) / near < more**2 * (1 - far) / far)
    roots_at = {near: substitute(left, {x: before}), far: substitute(left, {x: after})}
    known = prove(within, And(*(substitute(one, roots_at) for one in roots[:3])))
    return in_turn(_at(before, mu) < _at(after, more), [known, instantiate(letters, roots_at)], hypotheses=within)


@cache
def level() -> Fact:
    """Were the level with the larger mean higher, its slope would be positive there."""
    beyond = after - before > 0
    higher = in_turn(after <= before, [order(before, after), gains_rise()], hypotheses=(*LEVEL, beyond))
    return by_logic(after <= before, [higher, prove((), Or(after <= before, beyond))], hypotheses=LEVEL)


PROOFS: Proofs = {
    "mean": None,
    "distance": None,
    "slope": slope_of_the_gain,
    "iff": iff,
    "inside": inside,
    "ends": ends,
    "level": level,
}
