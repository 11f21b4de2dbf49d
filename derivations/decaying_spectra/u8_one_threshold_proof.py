"""One threshold: what helps in a direction helps in every larger one.

Where the cap is active from t' > 0 on, h^{2C-1} (V_T - 4 λ) rises with c = 1 - λ as long as C λ <= 1/2, because
5 - 8 C λ > 0; where it is active throughout, V_T does not depend on λ. For C λ > 1/2, V_T < 4 λ by P5.

Tested in `tests/derivations/decaying_spectra/test_u8_ratio_of_the_spectrum.py`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sympy import And, Max, Min, Symbol, exp, log

from ldm_symbolic.derivations.capped_score.variance_at_the_end import (
    BALANCE,
    REACH,
    SIGNAL,
    b,
    decay,
    q,
    switch_time,
    uncapped,
    uncapped_signal,
)
from ldm_symbolic.derivations.decaying_spectra.u8_ratio_of_the_spectrum import HELPS, larger, of_larger
from ldm_symbolic.derivations.hypotheses import Conditions
from ldm_symbolic.derivations.letters import C, T
from ldm_symbolic.notation import estimated_variance as lam
from ldm_symbolic.proof import (
    Fact,
    Identity,
    at,
    by_logic,
    conjuncts,
    derivative,
    follows,
    in_turn,
    instantiate,
    monotone_by_slope,
    oriented,
    prove,
    substitute,
)

g, u, v, w, x, y, z = (Symbol(letter, real=True) for letter in "guvwxyz")
TOP = C * (1 - lam) / (C - 1)
"""h, what G is where the cap becomes active after the start."""
ACTIVE = (C > 1, T > 0, lam >= 0, C * lam <= 1)
AFTER, THROUGHOUT = exp(2 * T) >= TOP, exp(2 * T) <= TOP


def at_switch(gap: Any) -> Any:
    """V(t') where C p(T - t') = 1, for c = 1 - λ."""
    return 1 / C + (gap * q / (1 - gap * q)) ** 2 / (C * (C - 1))


def at_once(fact: Fact, facts: list[Fact], *, simple: Conditions, more: Conditions = ()) -> Fact:
    """Return what a fact concludes: what it assumes is said by facts, or shown from the simple hypotheses alone."""
    given = (*simple, *more)
    known = {oriented(each) for each in conjuncts((*given, *(other.conclusion for other in facts)))}
    assumed = dict.fromkeys(needed for other in (*facts, fact) for needed in other.hypotheses)
    rest = [prove(simple, needed) for needed in assumed if oriented(needed) not in known]
    return by_logic(fact.conclusion, [*facts, *rest, fact], hypotheses=given)


@cache
def reach_after() -> Fact:
    """G = h."""
    letters = prove((z >= 1, z <= y), Identity(Min(y, Max(1, z)), z))
    own = instantiate(letters, {y: exp(2 * T), z: TOP})
    return in_turn(Identity(REACH, TOP), [prove(ACTIVE, TOP >= 1), own], hypotheses=(*ACTIVE, AFTER))


LEFT = decay(switch_time)
"""e^{-(4C-2)(T-t')}."""


@cache
def switched_after() -> Fact:
    """V(t') where C p(T - t') = 1."""
    within, there = (C > 1, q > 0, q < 1), substitute(uncapped_signal, {b: 1 / g})
    gap = Identity(substitute(there, {lam: 1 - y}), at_switch(y))
    rational = instantiate(prove((*within, y > 0, y <= 1, Identity(g, C * y / (C - 1))), gap), {y: 1 - lam})
    setting = (*within, lam >= 0, lam < 1, Identity(g, TOP))
    same = prove((*within, lam >= 0, lam < 1, g > 0), Identity(there, rational.conclusion.args[0]))
    ends = {x: there, y: rational.conclusion.args[0], z: at_switch(1 - lam)}
    equal = instantiate(prove((Identity(x, y), Identity(y, z)), Identity(x, z)), ends)
    rational = follows(equal.conclusion, [rational, same, equal], hypotheses=setting)
    own = instantiate(rational, {g: REACH, **SIGNAL})
    signal = prove((T > 0,), And(exp(-2 * T) > 0, exp(-2 * T) < 1))
    below = prove(ACTIVE, lam < 1)
    return in_turn(own.conclusion, [reach_after(), signal, below, own], hypotheses=(*ACTIVE, AFTER))


@cache
def same_power() -> Fact:
    """g^{-(2C-1)} is one number for one g, for it falls."""
    left, right = (exp(-(2 * C - 1) * log(each)) for each in (x, y))
    slope = -(2 * C - 1) / z * exp(-(2 * C - 1) * log(z))
    within = (C > 1, x > 0, x <= y)
    moved = derivative(exp(-(2 * C - 1) * log(z)), slope, (z, x, y), hypotheses=within)
    falls = monotone_by_slope(moved, prove((C > 1, x > 0, z >= x), slope <= 0))
    order = in_turn(right <= left, [falls, at(falls.conclusion, x, y)], hypotheses=within)
    other = instantiate(order, {x: y, y: x})
    setting = (C > 1, x > 0, Identity(x, y))
    return in_turn(Identity(left, right), [order, other], hypotheses=setting)


@cache
def kept_after() -> Fact:
    """G^{-(2C-1)} h^{2C-1} = 1."""
    half = prove((), Identity(exp(-(4 * C - 2) * y / 2), exp(-(2 * C - 1) * y)))
    inverse = prove((), Identity(exp(-(2 * C - 1) * y) * exp((2 * C - 1) * y), 1))
    alike = instantiate(same_power(), {x: REACH, y: TOP})
    positive = prove((z >= 1, Identity(x, z)), And(x > 0, z > 0))
    facts = [
        reach_after(),
        prove(ACTIVE, TOP >= 1),
        instantiate(positive, {x: REACH, z: TOP}),
        instantiate(half, {y: log(REACH)}),
        alike,
        instantiate(inverse, {y: log(TOP)}),
    ]
    return in_turn(Identity(LEFT * exp((2 * C - 1) * log(TOP)), 1), facts, hypotheses=(*ACTIVE, AFTER))


BOTH = (C > 1, T > 0, lam >= 0, lam <= larger, C * larger <= 1)


@cache
def whole_reach() -> Fact:
    """G = e^{2T}, and V(t') = 1, where the cap is active throughout."""
    letters = prove((y > 1, z >= y), Identity(Min(y, Max(1, z)), y))
    own = instantiate(letters, {y: exp(2 * T), z: TOP})
    setting = (*ACTIVE, THROUGHOUT)
    reach = in_turn(Identity(REACH, exp(2 * T)), [prove((T > 0,), exp(2 * T) > 1), own], hypotheses=setting)
    within = (C > 1, q > 0, q < 1, lam >= 0, lam < 1, Identity(g * q, 1))
    start = prove(within, Identity(substitute(uncapped_signal, {b: 1 / g}), 1))
    inverse = prove((T > 0, Identity(x, exp(2 * T))), Identity(x * exp(-2 * T), 1))
    facts = [reach, instantiate(inverse, {x: REACH}), instantiate(start, {g: REACH, **SIGNAL})]
    return in_turn(And(reach.conclusion, Identity(uncapped(switch_time), 1)), facts, hypotheses=setting)


@cache
def alike_throughout() -> Fact:
    """Where the cap is active throughout for both, they start at 1 and the same is left of that."""
    setting = (*BOTH, THROUGHOUT, of_larger(THROUGHOUT))
    here, there = whole_reach(), instantiate(whole_reach(), {lam: larger})
    half = prove((), Identity(exp(-(4 * C - 2) * y / 2), exp(-(2 * C - 1) * y)))
    powers = [instantiate(half, {y: log(each)}) for each in (REACH, of_larger(REACH))]
    alike = instantiate(same_power(), {x: REACH, y: of_larger(REACH)})
    there = follows(there.conclusion, [there], hypotheses=(*map(of_larger, ACTIVE), of_larger(THROUGHOUT)))
    ranges = prove(BOTH, And(larger >= 0, C * lam <= 1))
    signal = prove((T > 0,), exp(2 * T) > 1)
    known = (C > 1, T > 0, signal.conclusion, here.conclusion, there.conclusion)
    equal = in_turn(Identity(LEFT, of_larger(LEFT)), [*powers, alike], hypotheses=known)
    start = uncapped(switch_time)
    whole = And(equal.conclusion, Identity(start, 1), Identity(of_larger(start), 1))
    return by_logic(whole, [signal, ranges, here, there, equal], hypotheses=setting)


@cache
def stays_throughout() -> Fact:
    """V_T is one number for both where the cap is active throughout."""
    letters = prove(
        (C > 1, lam <= larger, Identity(x, y), Identity(v, 1), Identity(w, 1), BALANCE + x * (v - BALANCE) <= 4 * lam),
        BALANCE + y * (w - BALANCE) <= 4 * larger,
    )
    terms = {x: LEFT, y: of_larger(LEFT), v: uncapped(switch_time), w: of_larger(uncapped(switch_time))}
    more = (THROUGHOUT, of_larger(THROUGHOUT), HELPS)
    return at_once(instantiate(letters, terms), [alike_throughout()], simple=BOTH, more=more)
