"""The best noise level of k modes beside that of k + 1: the proofs behind S1, S2 and S6.

A level p of [0, X] is *stationary* for k modes if the slope of E(k, ·) there is not positive unless p = 0, and not
negative unless p = X. The slope of mode j has the sign of x - r_j, r_j its own root, and the slope of k modes does not
fall with x; so a level beyond both p and r_{k+1} has a slope of the wrong sign for k + 1 modes.

Tested in `tests/derivations/stopping_in_k/test_s1_one_step_in_dimension.py`.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise

from sympy import And, Expr, Ne, Or, Sum, Symbol, sqrt

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.hypotheses import modes, noisy_horizon
from ldm_symbolic.derivations.letters import X, j, k, s, s_hat, x
from ldm_symbolic.derivations.plug_in.plug_in_error import generated, levels, mode_bend, mode_slope, plugin_error
from ldm_symbolic.derivations.plug_in.plug_in_error_proof import bends_up
from ldm_symbolic.derivations.stopping_in_k.s1_one_step_in_dimension import (
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
)
from ldm_symbolic.proof import (
    Fact,
    Minimises,
    at,
    by_logic,
    convex_by_slopes,
    derivative,
    in_turn,
    instantiate,
    monotone_by_slope,
    prove,
    slope_at_end,
    slope_at_start,
    slope_inside,
    split_sum,
)

a, b, level = (Symbol(letter, real=True) for letter in ("a", "b", "y"))  # any numbers


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
def cleared(*, above: bool) -> Fact:
    """b (b x - a) has the sign of x - a/b, whatever that of b."""
    side, goal = (x > a / b, b * (b * x - a) > 0) if above else (x < a / b, b * (b * x - a) < 0)
    cases = []
    for positive in (True, False):
        given = (b > 0 if positive else b < 0, side)
        factor = prove(given, b * x - a > 0 if positive is above else b * x - a < 0)
        cases.append(in_turn(goal, [factor], hypotheses=given))
    return by_logic(goal, [*cases, prove((Ne(b, 0),), Or(b > 0, b < 0))], hypotheses=(Ne(b, 0), side))


@cache
def sign(*, above: bool) -> Fact:
    """The slope of one mode has the sign of x - r_j: with b = 1 - λ̂_j, that of b (v_j - s_j²) and b (√v_j - s_j)."""
    within = (x >= 0, x <= X, X < 1, s[j] >= 0, s_hat[j] > 0, Ne(s_hat[j], 1))
    side, own = (x > root(j), mode_slope > 0) if above else (x < root(j), mode_slope < 0)
    gaps = [b * (level**2 - s[j] ** 2), b * (level - s[j]), (1 - s[j] / level) * b]
    steps = [
        prove((level > 0, s[j] >= 0, *pair[:1]), pair[1])
        for pair in pairwise(gap > 0 if above else gap < 0 for gap in gaps)
    ]
    there = {b: 1 - s_hat[j] ** 2, level: sqrt(generated), a: s[j] ** 2 - s_hat[j] ** 2}
    facts = [instantiate(fact, there) for fact in (cleared(above=above), *steps)]
    return in_turn(own, facts, hypotheses=(*within, side))


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


PROOFS: Proofs = {
    "end": at_the_end,
    "start": at_the_start,
    "inside": inside,
    "between": one_step,
    "direction": moves_with_the_root,
}
