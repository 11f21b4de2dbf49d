"""The proofs behind `k2_data_to_generated` about one step in k: slopes on both sides of the own root of the new mode.

Tested in `tests/derivations/other_distances/test_kullback_leibler.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from sympy import And, Ne, Or, Symbol
from sympy.logic.boolalg import Boolean

from ldm_symbolic.derivations.hypotheses import noisy_horizon
from ldm_symbolic.derivations.letters import X, j, k, x
from ldm_symbolic.derivations.other_distances.k2_data_to_generated import (
    BETWEEN,
    EARLIER,
    NEW,
    ONE_VALLEY,
    PLACE,
    SIDE,
    STATIONARY,
    STEP,
)
from ldm_symbolic.derivations.other_distances.kullback_leibler import (
    INNER,
    after,
    before,
    clipped,
    generated,
    kept,
    lam,
    lam_hat,
    mode_slope,
    of_data,
    positive,
    root,
    slope,
)
from ldm_symbolic.proof import (
    Fact,
    Identity,
    at,
    by_logic,
    in_turn,
    instantiate,
    prove,
    split_sum,
    substitute,
    sum_over_modes,
)

INSIDE = (x >= 0, x <= X, X < 1, lam[j] > 0, lam_hat[j] > 0)
one_slope = mode_slope(of_data)
v, a = Symbol("v", real=True), Symbol("a", real=True)


@cache
def sign(*, above: bool) -> Fact:
    """The slope of one mode has the sign of x - r_j."""
    side = (Ne(lam_hat[j], 1), x > root(j) if above else x < root(j))
    product = (generated - lam[j]) * (1 - lam_hat[j])
    size = prove(INSIDE, generated > 0)
    shape = prove((*INSIDE, generated > 0), Identity(one_slope, product / (2 * generated**2)))
    share = prove((*INSIDE, *side), product > 0 if above else product < 0)
    tells = prove((v > 0, a > 0), a / (2 * v**2) > 0) if above else prove((v > 0, a < 0), a / (2 * v**2) < 0)
    tells = instantiate(tells, {v: generated, a: product})
    own = one_slope > 0 if above else one_slope < 0
    return in_turn(own, [size, shape, share, tells], hypotheses=(*INSIDE, *side))


@cache
def cut() -> Fact:
    """The slope of k + 1 modes is that of k modes and one more."""
    within = (*noisy_horizon(), k >= 0, *positive(k + 1), after >= 0, after <= X)
    return split_sum(slope(of_data, k + 1, after), k, hypotheses=within)


def between_by(valley: Callable[[Any], Fact], known: tuple[Boolean, ...]) -> Fact:
    """Beyond x*(k) and the clipped r_{k+1} all of the slope has the wrong sign.

    Args:
        valley: above or below x*(k), by the sign that the slope of k modes has there, a fact about it at x*(k+1).
        known: from what that follows.
    """
    given = (*STEP, *PLACE, *known)
    cases = []
    for above in (True, False):
        far = And(after > before, after > clipped(k + 1)) if above else And(after < before, after < clipped(k + 1))
        own = instantiate(sign(above=above), {j: k + 1, x: after})
        cases.append(in_turn(BETWEEN, [cut(), valley(above), own], hypotheses=(*given, far)))
    far = And(after > before, after > clipped(k + 1)), And(after < before, after < clipped(k + 1))
    cases.append(prove(NEW, Or(BETWEEN, *far)))
    return by_logic(BETWEEN, cases, hypotheses=given)


@cache
def between() -> Fact:
    """The slope of k modes is assumed to have the sign of x - x*(k), or to be 0."""
    there = at(ONE_VALLEY, after)
    here = slope(of_data, k, after)
    tells = {True: prove((v > 0, v * a >= 0), a >= 0), False: prove((v < 0, v * a >= 0), a <= 0)}
    tells = {above: instantiate(fact, {v: after - before, a: here}) for above, fact in tells.items()}

    def valley(above: bool) -> Fact:
        side = after > before if above else after < before
        goal = here >= 0 if above else here <= 0
        return in_turn(goal, [there, tells[above]], hypotheses=(ONE_VALLEY, after >= 0, after <= X, side))

    return between_by(valley, (ONE_VALLEY,))


@cache
def moves_with_the_root() -> Fact:
    """From an inner level with slope 0 the next one moves if r_{k+1} lies above, for there the slope is negative."""
    given = (*STEP, *INNER, STATIONARY, SIDE)
    above, here = root(k + 1) - before > 0, root(k + 1) <= before
    low = (*given, above, after <= before)
    level = in_turn(Identity(after, before), [], hypotheses=(*NEW, SIDE, above, after <= before))
    places = [substitute(one_slope, {x: place}) for place in (after, before)]
    inside = (*noisy_horizon(), lam[j] > 0, lam_hat[j] > 0, *INNER, Identity(after, before))
    same = sum_over_modes(prove(inside, Identity(*places)), kept)
    own = instantiate(sign(above=False), {j: k + 1, x: after})
    never = in_turn(EARLIER, [level, same, cut(), own], hypotheses=low)
    rest = in_turn(EARLIER, [], hypotheses=(*given, Or(here, after > before)))
    return by_logic(EARLIER, [never, rest, prove(NEW, Or(here, above))], hypotheses=given)
