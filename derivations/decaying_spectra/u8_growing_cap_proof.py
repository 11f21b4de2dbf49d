"""The constant is the best one: where C λ > r*, the direction helps from some cap on.

With h = C (1 - λ)/(C - 1), log h >= 2 (h-1)/(h+1) gives h^{2C-1} >= e^{2 (1 - C λ)}, so that the cap leaves at most
e^{-2 (1 - C λ)} of V(t') - 1/(2C-1); what V(t') is above 1/C is at most w²/(C (C-1)), w = 1/(e^{2T} - 1).

Tested in `tests/derivations/decaying_spectra/test_u8_ratio_of_the_spectrum.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, Integer, Or, Symbol, exp, log

from ldm_symbolic.derivations.capped_dimension.best_dimensions import BEST, generated_at, later
from ldm_symbolic.derivations.capped_dimension.best_dimensions_proof import falling
from ldm_symbolic.derivations.capped_dimension.error_at_the_end import best, i
from ldm_symbolic.derivations.capped_score.variance_at_the_end import BALANCE, SIGNAL, decay, q, switch_time, uncapped
from ldm_symbolic.derivations.concentration.p9_sample_variance_concentrates_proof import (
    exponentials_keep_order,
    smaller,
)
from ldm_symbolic.derivations.concentration.p9_sample_variance_concentrates_proof import larger as greater
from ldm_symbolic.derivations.decaying_spectra.c1_geometric_spectrum import d
from ldm_symbolic.derivations.decaying_spectra.u8_best_dimension_proof import last_is_best
from ldm_symbolic.derivations.decaying_spectra.u8_horizon_proof import free_helps
from ldm_symbolic.derivations.decaying_spectra.u8_one_threshold_proof import (
    ACTIVE,
    AFTER,
    TOP,
    at_once,
    at_switch,
    kept_after,
    switched_after,
)
from ldm_symbolic.derivations.decaying_spectra.u8_ratio_of_the_spectrum import (
    BELOW_ONE,
    EXACT,
    HELPS,
    LAST,
    LONG,
    MODES,
    REACHED,
    ROOMY,
    roomy,
    share,
)
from ldm_symbolic.derivations.hypotheses import capped_mode, not_rising
from ldm_symbolic.derivations.letters import C, D, T
from ldm_symbolic.notation import deviations as deviation
from ldm_symbolic.notation import estimated_deviations as estimated
from ldm_symbolic.notation import estimated_variance as lam
from ldm_symbolic.proof import (
    Fact,
    Identity,
    at,
    by_logic,
    derivative,
    follows,
    in_range,
    in_turn,
    instantiate,
    monotone_by_slope,
    prove,
    substitute,
)

g, h, u, v, w, x, y, z = (Symbol(letter, real=True) for letter in "ghuvwxyz")
one = Integer(1)
LEFT = decay(switch_time)
ROOM = 2 * (1 - C * lam)


@cache
def logarithm() -> Fact:
    """log h >= 2 (h-1)/(h+1) for h >= 1."""
    gap, slope = log(z) - 2 * (z - 1) / (z + 1), (z - 1) ** 2 / (z * (z + 1) ** 2)
    moved = derivative(gap, slope, (z, one, h), hypotheses=(h >= 1,))
    rises = monotone_by_slope(moved, prove((z >= 1,), slope >= 0))
    return in_turn(log(h) >= 2 * (h - 1) / (h + 1), [rises, at(rises.conclusion, one, h)], hypotheses=(h >= 1,))


@cache
def power_at_least() -> Fact:
    """h^{2C-1} >= e^{2 (1 - C λ)}."""
    bound = prove(
        (C > 1, lam >= 0, C * lam <= 1, Identity(h, TOP), u >= 2 * (h - 1) / (h + 1)), (2 * C - 1) * u >= ROOM
    )
    own = instantiate(bound, {h: TOP, u: log(TOP)})
    known = instantiate(logarithm(), {h: TOP})
    own = at_once(own, [prove(ACTIVE, TOP >= 1), known], simple=ACTIVE)
    order = instantiate(exponentials_keep_order(), {smaller: ROOM, greater: (2 * C - 1) * log(TOP)})
    return at_once(order, [own], simple=ACTIVE)


@cache
def kept_at_most() -> Fact:
    """e^{-(4C-2)(T-t')} <= e^{-2 (1 - C λ)} <= 1."""
    power = exp((2 * C - 1) * log(TOP))
    inverse = instantiate(prove((), Identity(exp(-y) * exp(y), 1)), {y: ROOM})
    letters = prove((x > 0, Identity(x * y, 1), u >= 1, u <= y, Identity(z * u, 1)), And(x <= z, z <= 1))
    own = instantiate(letters, {x: LEFT, y: power, u: exp(ROOM), z: exp(-ROOM)})
    above = instantiate(prove((y >= 0,), exp(y) >= 1), {y: ROOM})
    return at_once(own, [kept_after(), power_at_least(), inverse, above], simple=ACTIVE, more=(AFTER,))


@cache
def helps_at_own() -> Fact:
    """V_T <= 4 λ where C λ <= 1 and (C-1) (8 C λ - 1 - e^{-2 (1 - C λ)}) >= 1 + 2/(e^{2T} - 1)²."""
    setting = (*ACTIVE, roomy(C * lam))
    late = prove(
        (*ACTIVE[:1], *ACTIVE[2:], y > 1, z > 0, (C - 1) * (8 * C * lam - 1 - z) >= 1 + 2 / (y - 1) ** 2), y >= TOP
    )
    signal = prove((T > 0,), exp(2 * T) > 1)
    after = at_once(instantiate(late, {y: exp(2 * T), z: exp(-ROOM)}), [signal], simple=ACTIVE, more=setting)
    near = prove(
        (*ACTIVE[:1], *ACTIVE[2:], q > 0, q < 1, Identity(y * q, 1)),
        at_switch(1 - lam) - BALANCE <= (C - 1) / (C * (2 * C - 1)) + 1 / (y - 1) ** 2 / (C * (C - 1)),
    )
    bounds = (Identity(u, v), v - BALANCE <= (C - 1) / (C * (2 * C - 1)) + w**2 / (C * (C - 1)))
    letters = prove(
        (C > 1, x > 0, x <= z, z <= 1, *bounds, (C - 1) * (8 * C * lam - 1 - z) >= 1 + 2 * w**2),
        BALANCE + x * (u - BALANCE) <= 4 * lam,
    )
    terms = {x: LEFT, z: exp(-ROOM), u: uncapped(switch_time), v: substitute(at_switch(1 - lam), SIGNAL)}
    own = instantiate(letters, {**terms, w: 1 / (exp(2 * T) - 1)})
    inverse = prove((), Identity(exp(2 * T) * exp(-2 * T), 1))
    below = prove((T > 0,), And(exp(-2 * T) > 0, exp(-2 * T) < 1))
    facts = [
        after,
        kept_at_most(),
        switched_after(),
        inverse,
        below,
        signal,
        instantiate(near, {y: exp(2 * T), **SIGNAL}),
    ]
    return at_once(own, facts, simple=ACTIVE, more=setting)


@cache
def helps() -> Fact:
    """V_T <= 4 λ where C λ >= r > r* and the cap is large."""
    setting = (*capped_mode(), LONG, BELOW_ONE, ROOMY, C * lam >= share)
    left, slope = 8 * z - 1 - exp(-2 * (1 - z)), 8 - 2 * exp(-2 * (1 - z))
    within = (share <= y, y <= 1)
    grows = monotone_by_slope(
        derivative(left, slope, (z, share, y), hypotheses=within), prove((z <= y, y <= 1), slope >= 0)
    )
    grown = in_turn(
        substitute(left, {z: share}) <= substitute(left, {z: y}),
        [grows, at(grows.conclusion, share, y)],
        hypotheses=within,
    )
    letters = prove((C > 1, u <= v, (C - 1) * u >= w), (C - 1) * v >= w)
    grown = instantiate(grown, {y: C * lam})
    terms = {u: grown.conclusion.lhs, v: grown.conclusion.rhs, w: ROOMY.rhs}
    near = at_once(
        instantiate(letters, terms), [grown], simple=(C > 1, T > 0, C * lam <= 1, C * lam >= share), more=(ROOMY,)
    )
    sides = prove((C > 1,), Or(C * lam >= 1, C * lam <= 1))
    return by_logic(HELPS, [near, helps_at_own(), free_helps(), sides], hypotheses=setting)


@cache
def one_more() -> Fact:
    """The last direction that helps is best, and is after d + 1."""
    setting = (*MODES, not_rising(deviation), LONG, *LAST, d >= 1, d + 2 <= D, BELOW_ONE, ROOMY, REACHED)
    before = (best >= 1, best < d + 2, d + 2 <= D)
    order = instantiate(falling(), {i: best + 1, later: d + 2})
    own, other, estimate = deviation[best + 1], deviation[d + 2], estimated[best + 1]
    same = prove((EXACT, *before), Identity(estimate, own))
    signs = prove((MODES[3], *before), other >= 0)
    letters = prove((C > 1, y >= 0, y <= x, C * y**2 >= share, Identity(g, x)), C * g**2 >= share)
    large = instantiate(letters, {x: own, y: other, g: estimate})
    helping = instantiate(helps(), {lam: estimate**2})
    value = generated_at(best + 1)
    clash = prove((Identity(g, x), v <= 4 * g**2, v > 4 * x**2), best >= d + 2)
    clash = instantiate(clash, {g: estimate, x: own, v: value})
    reach = prove(before, And(best < D, best + 1 <= d + 2, best + 1 >= 1))
    between = (*MODES, not_rising(deviation), LONG, BELOW_ONE, ROOMY, REACHED, LAST[3], *before)
    helping = follows(
        helping.conclusion, [helping], hypotheses=(C > 1, T > 0, LONG, BELOW_ONE, ROOMY, C * estimate**2 >= share)
    )
    clash = at_once(
        clash, [], simple=(C > 1, T > 0), more=(same.conclusion, value <= 4 * estimate**2, value > 4 * own**2)
    )
    early = by_logic(best >= d + 2, [order, same, signs, large, helping, clash, reach], hypotheses=between)
    return by_logic(And(BEST, best >= d + 2), [last_is_best(), early, in_range(BEST)], hypotheses=setting)
