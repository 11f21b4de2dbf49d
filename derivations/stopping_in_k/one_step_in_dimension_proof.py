"""The best noise level of k modes beside that of k + 1: the proofs behind S1, S2 and S6.

A level p of [0, X] is *stationary* for k modes if the slope of E(k, ·) there is not positive unless p = 0, and not
negative unless p = X. The slope of mode j has the sign of x - r_j, r_j its own root, and the slope of k modes does not
fall with x; so a level beyond both p and r_{k+1} has a slope of the wrong sign for k + 1 modes.

Tested in `tests/derivations/stopping_in_k/test_one_step_in_dimension.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, Expr, Integer, Max, Min, Ne, Or, Sum, Symbol

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.hypotheses import modes, noisy_horizon
from ldm_symbolic.derivations.letters import D, X, j, k, s, s_hat, x
from ldm_symbolic.derivations.plug_in.monotone_error_proof import bends_up
from ldm_symbolic.derivations.plug_in.plug_in_error import levels, mode_bend, mode_slope, plugin_error
from ldm_symbolic.derivations.stopping_in_k.monotone_stopping import (
    EACH_BEST,
    FACTOR,
    FALLS,
    NOT_ONE,
    ROOTS_FALL,
    SEQUENCE,
    SHRUNK,
    best,
    eta,
)
from ldm_symbolic.derivations.stopping_in_k.one_step_in_dimension import (
    BASE,
    BETWEEN,
    EARLIER,
    INNER,
    STEP,
    after,
    before,
    clipped,
    root,
    slope,
    stationary,
)
from ldm_symbolic.proof import (
    Fact,
    Identity,
    Minimises,
    at,
    by_induction,
    by_logic,
    convex_by_slopes,
    derivative,
    empty_sum,
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
)


@cache
def curve() -> tuple[Fact, Fact]:
    """E(k, ·) is convex, and its slope."""
    first = derivative(plugin_error, Sum(mode_slope, (j, 1, k)), levels, hypotheses=BASE)
    second = derivative(Sum(mode_slope, (j, 1, k)), Sum(mode_bend, (j, 1, k)), levels, hypotheses=BASE)
    return convex_by_slopes(first, second, bends_up()), first


@cache
def at_the_end() -> Fact:
    """x = 0 is best iff the slope there is >= 0."""
    return slope_at_start(*curve(), prove([X > 0], X > 0), says=Minimises)


@cache
def at_the_start() -> Fact:
    """x = X is best iff the slope there is <= 0."""
    return slope_at_end(*curve(), prove([X > 0], X > 0), says=Minimises)


@cache
def inside() -> Fact:
    """An inner level is best iff the slope there is 0."""
    above, below = prove([before > 0], before > 0), prove([before < X], before < X)
    return slope_inside(*curve(), before, above, below)


@cache
def slope_rises() -> Fact:
    """The slope of k modes does not fall with x."""
    second = derivative(Sum(mode_slope, (j, 1, k)), Sum(mode_bend, (j, 1, k)), levels, hypotheses=BASE)
    return monotone_by_slope(second, bends_up())


@cache
def sign(*, above: bool) -> Fact:
    """The slope of one mode has the sign of x - r_j."""
    within = (x >= 0, x <= X, X < 1, s[j] >= 0, s_hat[j] > 0, Ne(s_hat[j], 1))
    side, own = (x > root(j), mode_slope > 0) if above else (x < root(j), mode_slope < 0)
    return prove((*within, side), own)


def order(first: Expr, second: Expr) -> Fact:
    """The slopes of k modes at two levels of [0, X] are ordered as the levels."""
    there = at(slope_rises().conclusion, first, second)
    within = (*BASE, first >= 0, first <= second, second <= X)
    return in_turn(there.conclusion, [slope_rises(), there], hypotheses=within)


@cache
def cut() -> Fact:
    """The slope of k + 1 modes is that of k modes and one more."""
    within = (*noisy_horizon(), k >= 0, *modes(k + 1), after >= 0, after <= X)
    return split_sum(slope(k + 1, after), k, hypotheses=within)


@cache
def one_step() -> Fact:
    """x*(k+1) lies between x*(k) and the clipped r_{k+1}: beyond both, all of its slope has the wrong sign."""
    far = (And(after > before, after > clipped(k + 1)), And(after < before, after < clipped(k + 1)))
    ends = ((before, after), (after, before))
    cases = []
    for case, pair, above in zip(far, ends, (True, False), strict=True):
        own = instantiate(sign(above=above), {j: k + 1, x: after})
        cases.append(in_turn(BETWEEN, [cut(), order(*pair), own], hypotheses=(*STEP, case)))
    cases.append(prove(STEP, Or(BETWEEN, *far)))
    return by_logic(BETWEEN, cases, hypotheses=STEP)


@cache
def moves_with_the_root() -> Fact:
    """From an inner level the best one does not rise iff r_{k+1} does not lie above it."""
    within = (*STEP, *INNER)
    above, here = root(k + 1) - before > 0, root(k + 1) <= before
    own = instantiate(sign(above=False), {j: k + 1, x: after})
    low = (*within, above, after <= before)
    never = in_turn(EARLIER, [cut(), order(after, before), own], hypotheses=low)
    rest = in_turn(EARLIER, [one_step()], hypotheses=(*within, Or(here, after > before)))
    return by_logic(EARLIER, [never, rest, prove(within, Or(here, above))], hypotheses=within)


@cache
def first_root() -> Fact:
    """x*(1) is not below the clipped r_1, for below it the only slope is negative."""
    start, first = Integer(1), best[1]
    within = (*noisy_horizon(), *modes(1), Ne(s_hat[1], 1), stationary(first, start))
    total = slope(start, first)
    parts = split_sum(total, Integer(0), hypotheses=within)
    none = empty_sum(Sum(total.function, (total.limits[0][0], 1, 0)), hypotheses=within)
    own = instantiate(sign(above=False), {j: start, x: first})
    below = clipped(1) - first > 0
    case = in_turn(first >= clipped(1), [parts, none, own], hypotheses=(*within, below))
    return by_logic(first >= clipped(1), [case, prove(within, Or(first >= clipped(1), below))], hypotheses=within)


@cache
def next_level() -> Fact:
    """With x*(k) above its root, x*(k+1) is not above it and is above its own root, which is not above r_k."""
    inside = (k >= 1, k <= D - 1)
    step = instantiate(one_step(), {before: best[k], after: best[k + 1]})
    two = (stationary(best[k], k), stationary(best[k + 1], k + 1), Ne(s_hat[k + 1], 1), clipped(k) >= clipped(k + 1))
    above = best[k] >= clipped(k)
    goal = And(best[k + 1] >= clipped(k + 1), best[k + 1] <= best[k])
    here = (*noisy_horizon(), *inside, *modes(k + 1), *two, above)
    moved = in_turn(goal, [step], hypotheses=here)
    given = [
        prove((*modes(D), *inside), And(*modes(k + 1))),
        in_turn(two[0], [at(EACH_BEST, k)], hypotheses=(EACH_BEST, *inside)),
        in_turn(two[1], [at(EACH_BEST, k + 1)], hypotheses=(EACH_BEST, *inside)),
        prove((NOT_ONE, *inside), two[2]),
        prove((NOT_ONE, ROOTS_FALL, *inside), two[3]),
    ]
    return by_logic(goal, [*given, moved], hypotheses=(*SEQUENCE, *inside, above))


@cache
def above_its_root() -> Fact:
    """x*(k) >= the clipped r_k, by induction over k."""
    base = in_turn(first_root().conclusion, [first_root()], hypotheses=(*SEQUENCE, D >= 1))
    phi = best[k] >= clipped(k)
    onward = by_logic(
        substitute(phi, {k: k + 1}), [next_level()], hypotheses=(*SEQUENCE, D >= 1, k >= 1, k <= D - 1, phi)
    )
    return by_induction(base, onward, (k, 1, D))


@cache
def falls() -> Fact:
    """x*(k+1) <= x*(k) for every k."""
    inside = (*SEQUENCE, k >= 1, k <= D - 1)
    dimension = prove(inside[-2:], And(D >= 1, k <= D))
    one = by_logic(best[k + 1] <= best[k], [dimension, above_its_root(), next_level()], hypotheses=inside)
    return for_each_mode(one, (k, 1, D - 1))


@cache
def falls_where_shrunk() -> Fact:
    """With λ̂_j = (1 - η) λ_j < 1 the roots η λ_j/(1 - (1 - η) λ_j) fall with λ_j."""
    larger, smaller, first, second = (Symbol(letter, real=True) for letter in ("l", "m", "a", "b"))
    share = (eta >= 0, eta < 1, larger >= smaller, smaller >= 0, (1 - eta) * larger < 1)
    levels_of = [(level - (1 - eta) * level) / (1 - (1 - eta) * level) for level in (larger, smaller)]
    quotients = prove(share, levels_of[0] >= levels_of[1])
    both = (Identity(first, (1 - eta) * larger), Identity(second, (1 - eta) * smaller))
    named = in_turn(
        (larger - first) / (1 - first) >= (smaller - second) / (1 - second), [quotients], hypotheses=(*share, *both)
    )
    squares = {larger: s[j] ** 2, smaller: s[j + 1] ** 2, first: s_hat[j] ** 2, second: s_hat[j + 1] ** 2}
    inside = (j >= 1, j <= D - 1)
    within = (*modes(D), eta >= 0, eta < 1, *FACTOR, SHRUNK[-1], *inside)
    order = in_turn(root(j) >= root(j + 1), [instantiate(named, squares)], hypotheses=within)
    upper, lower = Symbol("y", real=True), Symbol("z", real=True)
    clip = prove([upper >= lower], Max(0, Min(X, upper)) >= Max(0, Min(X, lower)))
    clip = instantiate(clip, {upper: root(j), lower: root(j + 1)})
    one = in_turn(clipped(j) >= clipped(j + 1), [order, clip], hypotheses=within)
    roots = for_each_mode(one, (j, 1, D - 1))
    not_one = prove((FACTOR[1],), NOT_ONE)
    return by_logic(FALLS, [roots, not_one, falls()], hypotheses=SHRUNK)


PROOFS: Proofs = {
    "end": at_the_end,
    "start": at_the_start,
    "inside": inside,
    "between": one_step,
    "direction": moves_with_the_root,
}
