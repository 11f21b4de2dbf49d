"""The proofs behind `g4_variance_exploding`: each variance rises with b at rate 1, whatever the estimate is.

Tested in `tests/derivations/schedules/test_exploding.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, Equivalent, Expr, Integer, Or, Sum, Symbol, diff, sqrt

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.hypotheses import modes, none_negative
from ldm_symbolic.derivations.letters import D, T, j, k, s, s_hat, t
from ldm_symbolic.derivations.schedules.g4_variance_exploding import (
    BETWEEN,
    EACH_BEST,
    EARLIER,
    INNER,
    ROOTS_FALL,
    SCHEDULE,
    SEQUENCE,
    SPECTRUM,
    STEP,
    TOP,
    B,
    after,
    b,
    before,
    best,
    clipped,
    clock,
    error,
    error_exact,
    exact,
    kept,
    levels,
    mode_slope,
    never_rises,
    root,
    slope,
    stationary,
    total,
)
from ldm_symbolic.model.error import indexed
from ldm_symbolic.proof import (
    Fact,
    Minimises,
    NonDecreasing,
    at,
    by_induction,
    by_logic,
    change_of_clock,
    clock_level,
    clock_order,
    convex_by_slopes,
    derivative,
    empty_sum,
    equal_sums,
    follows,
    for_all,
    for_each_mode,
    in_turn,
    instantiate,
    monotone_by_slope,
    prove,
    slope_at_end,
    slope_at_start,
    slope_inside,
    split_sum,
    substitute,
    sum_over_modes,
)

more = Symbol("h", real=True)
near, far = Symbol("r", real=True), Symbol("g", real=True)
ONE = (s[j] >= 0, s_hat[j] > 0, b >= 0, b <= B)
BASE = (*modes(), TOP)


@cache
def exact_rises() -> Fact:
    """With the exact score √v_j >= s_j moves away from s_j."""
    roots = {near: sqrt(indexed(exact)), far: sqrt(substitute(indexed(exact), {b: more}))}
    within = (s[j] >= 0, b >= 0, b <= more, more <= B)
    order = prove(within, substitute(And(s[j] <= near, near <= far), roots))
    costs = prove((s[j] <= near, near <= far), _squared(near) <= _squared(far))
    one = follows(substitute(costs.conclusion, roots), [order, instantiate(costs, roots)], hypotheses=within)
    rising = NonDecreasing(error_exact, levels)
    guard, body = rising.at(b, more)
    given = (none_negative(s, k), *guard)
    return for_all(rising, follows(body, [sum_over_modes(one, kept)], hypotheses=given), (b, more))


def _squared(letter: Expr) -> Expr:
    """(r - s)², as the model writes it."""
    return letter**2 - 2 * letter * s[j] + s[j] ** 2


def _into_time(of: Expr, rising: Fact) -> Fact:
    """An error that does not fall with b does not rise with t."""
    return change_of_clock(rising.conclusion, clock, t, backward=True, hypotheses=rising.hypotheses)


@cache
def exact_in_time() -> Fact:
    """The error of the exact score does not rise with generation time."""
    rising = exact_rises()
    given = (none_negative(s, k), clock)
    return by_logic(never_rises(error_exact), [rising, _into_time(error_exact, rising)], hypotheses=given)


@cache
def curve() -> tuple[Fact, Fact, Fact]:
    """E is convex; its slope; the slope of the slope."""
    bend = diff(mode_slope, b)
    first = derivative(error, Sum(mode_slope, kept), levels, hypotheses=BASE)
    second = derivative(Sum(mode_slope, kept), Sum(bend, kept), levels, hypotheses=BASE)
    up = sum_over_modes(prove(ONE, bend >= 0), kept)
    return convex_by_slopes(first, second, up), first, monotone_by_slope(second, up)


@cache
def slope_decides() -> Fact:
    """E does not fall with b iff Σ (1 - s_j/ŝ_j) >= 0."""
    convex, first, _ = curve()
    iff = slope_at_start(convex, first, prove((TOP,), TOP), says=NonDecreasing)
    start = equal_sums(slope(k, Integer(0)), total, hypotheses=BASE)
    return follows(Equivalent(NonDecreasing(error, levels), total >= 0), [iff, start], hypotheses=BASE)


@cache
def inside() -> Fact:
    """An inner level is best iff the slope vanishes there."""
    convex, first, _ = curve()
    sides = [prove((condition,), condition) for condition in INNER]
    return slope_inside(convex, first, before, *sides)


@cache
def ends() -> Fact:
    """The slope at an end tells whether that is best."""
    convex, first, _ = curve()
    room = prove((TOP,), TOP)
    both = [slope_at_start(convex, first, room, says=Minimises), slope_at_end(convex, first, room, says=Minimises)]
    return by_logic(And(*(fact.conclusion for fact in both)), both, hypotheses=BASE)


@cache
def iff_in_time() -> Fact:
    """The same in generation time; β² has risen at the horizon."""
    ends = [clock_level(clock, moment) for moment in (T, Integer(0))]
    top = follows(TOP, [clock_order(clock, T, Integer(0)), *ends], hypotheses=SCHEDULE)
    turn = change_of_clock(NonDecreasing(error, levels), clock, t, backward=True, hypotheses=BASE)
    goal = Equivalent(never_rises(error), total >= 0)
    return by_logic(goal, [top, slope_decides(), turn], hypotheses=(*SPECTRUM, *SCHEDULE))


@cache
def sign(*, above: bool) -> Fact:
    """The slope of one mode has the sign of b - (λ_j - λ̂_j)."""
    side, own = (b > root(j), mode_slope > 0) if above else (b < root(j), mode_slope < 0)
    return prove((*ONE, side), own)


def order(first: Expr, second: Expr) -> Fact:
    """The slopes of k modes at two levels of [0, B] are ordered as the levels."""
    rises = curve()[2]
    there = at(rises.conclusion, first, second)
    within = (*BASE, first >= 0, first <= second, second <= B)
    return in_turn(there.conclusion, [rises, there], hypotheses=within)


@cache
def cut() -> Fact:
    """The slope of k + 1 modes is that of k modes and one more."""
    within = (TOP, k >= 0, *modes(k + 1), after >= 0, after <= B)
    return split_sum(slope(k + 1, after), k, hypotheses=within)


@cache
def one_step() -> Fact:
    """x*(k+1) lies between x*(k) and the clipped root: beyond both, all of its slope has the wrong sign."""
    beyond = (And(after > before, after > clipped(k + 1)), And(after < before, after < clipped(k + 1)))
    cases = []
    for case, pair, above in zip(beyond, ((before, after), (after, before)), (True, False), strict=True):
        own = instantiate(sign(above=above), {j: k + 1, b: after})
        cases.append(in_turn(BETWEEN, [cut(), order(*pair), own], hypotheses=(*STEP, case)))
    return by_logic(BETWEEN, [*cases, prove(STEP, Or(BETWEEN, *beyond))], hypotheses=STEP)


@cache
def moves_with_the_root() -> Fact:
    """From an inner level the best one does not rise iff the root does not lie above it."""
    within = (*STEP, *INNER)
    above, here = root(k + 1) - before > 0, root(k + 1) <= before
    own = instantiate(sign(above=False), {j: k + 1, b: after})
    never = in_turn(EARLIER, [cut(), order(after, before), own], hypotheses=(*within, above, after <= before))
    rest = in_turn(EARLIER, [one_step()], hypotheses=(*within, Or(here, after > before)))
    return by_logic(EARLIER, [never, rest, prove(within, Or(here, above))], hypotheses=within)


@cache
def first_root() -> Fact:
    """x*(1) is not below its clipped root, for below it the only slope is negative."""
    start, first = Integer(1), best[1]
    within = (TOP, *modes(1), stationary(first, start))
    whole = slope(start, first)
    parts = split_sum(whole, Integer(0), hypotheses=within)
    none = empty_sum(Sum(whole.function, (whole.limits[0][0], 1, 0)), hypotheses=within)
    own = instantiate(sign(above=False), {j: start, b: first})
    below = clipped(1) - first > 0
    case = in_turn(first >= clipped(1), [parts, none, own], hypotheses=(*within, below))
    return by_logic(first >= clipped(1), [case, prove(within, Or(first >= clipped(1), below))], hypotheses=within)


@cache
def next_level() -> Fact:
    """With x*(k) above its root, x*(k+1) is not above it and is above its own root."""
    inside = (k >= 1, k <= D - 1)
    two = (stationary(best[k], k), stationary(best[k + 1], k + 1), clipped(k) >= clipped(k + 1))
    above = best[k] >= clipped(k)
    goal = And(best[k + 1] >= clipped(k + 1), best[k + 1] <= best[k])
    step = instantiate(one_step(), {before: best[k], after: best[k + 1]})
    moved = in_turn(goal, [step], hypotheses=(TOP, *inside, *modes(k + 1), *two, above))
    given = [
        prove((*modes(D), *inside), And(*modes(k + 1))),
        in_turn(two[0], [at(EACH_BEST, k)], hypotheses=(EACH_BEST, *inside)),
        in_turn(two[1], [at(EACH_BEST, k + 1)], hypotheses=(EACH_BEST, *inside)),
        prove((ROOTS_FALL, *inside), two[2]),
    ]
    return by_logic(goal, [*given, moved], hypotheses=(*SEQUENCE, *inside, above))


@cache
def falls() -> Fact:
    """x*(k) is not below its root, by induction over k; so x*(k+1) <= x*(k)."""
    base = in_turn(first_root().conclusion, [first_root()], hypotheses=(*SEQUENCE, D >= 1))
    phi = best[k] >= clipped(k)
    given = (*SEQUENCE, D >= 1, k >= 1, k <= D - 1, phi)
    above = by_induction(base, by_logic(substitute(phi, {k: k + 1}), [next_level()], hypotheses=given), (k, 1, D))
    inside = (*SEQUENCE, k >= 1, k <= D - 1)
    dimension = prove(inside[-2:], And(D >= 1, k <= D))
    one = by_logic(best[k + 1] <= best[k], [dimension, above, next_level()], hypotheses=inside)
    return for_each_mode(one, (k, 1, D - 1))


PROOFS: Proofs = {
    "exact": exact_in_time,
    "iff": iff_in_time,
    "inside": inside,
    "ends": ends,
    "root": None,
    "between": one_step,
    "direction": moves_with_the_root,
    "monotone": falls,
}
