"""One threshold: what helps in a direction helps in every larger one.

Where the cap is active from t' > 0 on, h^{2C-1} (V_T - 4 λ) rises with c = 1 - λ as long as C λ <= 1/2, because
5 - 8 C λ > 0; where it is active throughout, V_T does not depend on λ. For C λ > 1/2, V_T < 4 λ by P5.

Tested in `tests/derivations/decaying_spectra/test_u8_ratio_of_the_spectrum.py`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sympy import And, Max, Min, Or, Symbol, exp, log

from ldm_symbolic.derivations.capped_score.variance_at_the_end import (
    BALANCE,
    REACH,
    SIGNAL,
    b,
    decay,
    final,
    kappa,
    q,
    switch_time,
    uncapped,
    uncapped_signal,
)
from ldm_symbolic.derivations.capped_score.variance_at_the_end_proof import upper
from ldm_symbolic.derivations.decaying_spectra.u8_ratio_of_the_spectrum import HELPS, larger, of_larger
from ldm_symbolic.derivations.hypotheses import Conditions, capped_mode, long_enough
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
HALF = (C > 1, T > 0, lam >= 0, 2 * C * lam <= 1)
AFTER, THROUGHOUT = exp(2 * T) >= TOP, exp(2 * T) <= TOP


def at_switch(gap: Any) -> Any:
    """V(t') where C p(T - t') = 1, for c = 1 - λ."""
    return 1 / C + (gap * q / (1 - gap * q)) ** 2 / (C * (C - 1))


def excess(gap: Any) -> Any:
    """h^{2C-1} (V_T - 4 λ), for c = 1 - λ."""
    return exp((2 * C - 1) * log(C * gap / (C - 1))) * (BALANCE - 4 * (1 - gap)) + at_switch(gap) - BALANCE


def at_once(fact: Fact, facts: list[Fact], *, simple: Conditions, more: Conditions = ()) -> Fact:
    """Return what a fact concludes: what it assumes is said by facts, or shown from the simple hypotheses alone."""
    given = (*simple, *more)
    known = {oriented(each) for each in conjuncts((*given, *(other.conclusion for other in facts)))}
    assumed = dict.fromkeys(needed for other in (*facts, fact) for needed in other.hypotheses)
    rest = [prove(simple, needed) for needed in assumed if oriented(needed) not in known]
    return by_logic(fact.conclusion, [*facts, *rest, fact], hypotheses=given)


@cache
def rises() -> Fact:
    """The excess is larger for a smaller variance, up to C λ = 1/2."""
    within = (C > 1, q > 0, q < 1, x > 0, x <= y, y <= 1, 2 * C * (1 - x) <= 1)
    power = exp((2 * C - 1) * log(C * z / (C - 1)))
    slope = power * (4 + (1 - 4 * (2 * C - 1) * (1 - z)) / z) + 2 * z * q**2 / ((1 - z * q) ** 3 * C * (C - 1))
    moved = derivative(excess(z), slope, (z, x, y), hypotheses=within)
    setting = (C > 1, q > 0, q < 1, z > 0, z <= 1, 2 * C * (1 - z) <= 1)
    near = (*within[:4], y <= 1, within[-1], z >= x, z <= y)
    first = prove((*setting, w > 0), w * (4 + (1 - 4 * (2 * C - 1) * (1 - z)) / z) >= 0)
    second = prove(setting, 2 * z * q**2 / ((1 - z * q) ** 3 * C * (C - 1)) >= 0)
    inside = [prove(near, given) for given in setting[3:]]
    parts = [follows(part.conclusion, [part], hypotheses=setting) for part in (instantiate(first, {w: power}), second)]
    left, right = (part.conclusion.lhs for part in parts)
    both = instantiate(prove((u >= 0, v >= 0), u + v >= 0), {u: left, v: right})
    both = at_once(both, parts, simple=setting)
    positive = by_logic(both.conclusion, [*inside, both], hypotheses=near)
    grows = monotone_by_slope(moved, positive)
    return in_turn(excess(x) <= excess(y), [grows, at(grows.conclusion, x, y)], hypotheses=within)


@cache
def reach_after() -> Fact:
    """G = h."""
    letters = prove((z > 1, z <= y), Identity(Min(y, Max(1, z)), z))
    own = instantiate(letters, {y: exp(2 * T), z: TOP})
    return in_turn(Identity(REACH, TOP), [prove(HALF, TOP > 1), own], hypotheses=(*HALF, AFTER))


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
    below = prove(HALF, lam < 1)
    return in_turn(own.conclusion, [reach_after(), signal, below, own], hypotheses=(*HALF, AFTER))


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
    positive = prove((z > 1, Identity(x, z)), And(x > 0, z > 0))
    facts = [
        reach_after(),
        prove(HALF, TOP > 1),
        instantiate(positive, {x: REACH, z: TOP}),
        instantiate(half, {y: log(REACH)}),
        alike,
        instantiate(inverse, {y: log(TOP)}),
    ]
    return in_turn(Identity(LEFT * exp((2 * C - 1) * log(TOP)), 1), facts, hypotheses=(*HALF, AFTER))


TERMS = {x: LEFT, y: exp((2 * C - 1) * log(TOP)), v: uncapped(switch_time), w: substitute(at_switch(1 - lam), SIGNAL)}
SIGNS = (C > 1, Identity(x * y, 1), x > 0, y > 0, Identity(v, w))
NEGATIVE = substitute(excess(1 - lam), SIGNAL) <= 0


@cache
def negative() -> Fact:
    """The excess is at most 0 where the direction helps."""
    helps, low = BALANCE + x * (v - BALANCE) <= 4 * lam, y * (BALANCE - 4 * lam) + w - BALANCE <= 0
    own = instantiate(prove((*SIGNS, helps), low), TERMS)
    return at_once(own, [kept_after(), switched_after()], simple=HALF, more=(AFTER, HELPS))


@cache
def helping() -> Fact:
    """The direction helps where the excess is at most 0."""
    helps, low = BALANCE + x * (v - BALANCE) <= 4 * lam, y * (BALANCE - 4 * lam) + w - BALANCE <= 0
    own = instantiate(prove((*SIGNS, low), helps), TERMS)
    return at_once(own, [kept_after(), switched_after()], simple=HALF, more=(AFTER, NEGATIVE))


LOW_LARGER = (C > 1, T > 0, lam >= 0, lam <= larger, 2 * C * larger <= 1)


@cache
def stays_after() -> Fact:
    """What helps in one direction helps in a larger one, where the cap becomes active after the start for both."""
    setting = (*LOW_LARGER, AFTER, HELPS)
    grows = instantiate(rises(), {x: 1 - larger, y: 1 - lam, **SIGNAL})
    grows = in_turn(grows.conclusion, [grows], hypotheses=LOW_LARGER)
    below = prove((x <= y, y <= 0), x <= 0)
    low = instantiate(below, {x: grows.conclusion.lhs, y: grows.conclusion.rhs})
    low = in_turn(of_larger(NEGATIVE), [low], hypotheses=(*LOW_LARGER, grows.conclusion, NEGATIVE))
    earlier = prove((*LOW_LARGER, AFTER), of_larger(AFTER))
    ranges = prove(LOW_LARGER, And(larger >= 0, 2 * C * lam <= 1))
    last = instantiate(helping(), {lam: larger})
    last = follows(of_larger(HELPS), [last], hypotheses=(*map(of_larger, (*HALF, AFTER)), of_larger(NEGATIVE)))
    return by_logic(of_larger(HELPS), [grows, negative(), low, earlier, ranges, last], hypotheses=setting)


@cache
def whole_reach() -> Fact:
    """G = e^{2T}, and V(t') = 1, where the cap is active throughout."""
    letters = prove((y > 1, z >= y), Identity(Min(y, Max(1, z)), y))
    own = instantiate(letters, {y: exp(2 * T), z: TOP})
    setting = (*HALF, THROUGHOUT)
    reach = in_turn(Identity(REACH, exp(2 * T)), [prove((T > 0,), exp(2 * T) > 1), own], hypotheses=setting)
    within = (C > 1, q > 0, q < 1, lam >= 0, lam < 1, Identity(g * q, 1))
    start = prove(within, Identity(substitute(uncapped_signal, {b: 1 / g}), 1))
    inverse = prove((T > 0, Identity(x, exp(2 * T))), Identity(x * exp(-2 * T), 1))
    facts = [reach, instantiate(inverse, {x: REACH}), instantiate(start, {g: REACH, **SIGNAL})]
    return in_turn(And(reach.conclusion, Identity(uncapped(switch_time), 1)), facts, hypotheses=setting)


@cache
def stays_throughout() -> Fact:
    """V_T is one number for both where the cap is active throughout."""
    both = (THROUGHOUT, of_larger(THROUGHOUT))
    here, there = whole_reach(), instantiate(whole_reach(), {lam: larger})
    half = prove((), Identity(exp(-(4 * C - 2) * y / 2), exp(-(2 * C - 1) * y)))
    powers = [instantiate(half, {y: log(each)}) for each in (REACH, of_larger(REACH))]
    alike = instantiate(same_power(), {x: REACH, y: of_larger(REACH)})
    there = follows(there.conclusion, [there], hypotheses=(*map(of_larger, HALF), of_larger(THROUGHOUT)))
    ranges = prove(LOW_LARGER, And(larger >= 0, 2 * C * lam <= 1))
    signal = prove((T > 0,), exp(2 * T) > 1)
    known = (C > 1, T > 0, signal.conclusion, here.conclusion, there.conclusion)
    equal = in_turn(Identity(LEFT, of_larger(LEFT)), [*powers, alike], hypotheses=known)
    letters = prove(
        (C > 1, lam <= larger, Identity(x, y), Identity(v, 1), Identity(w, 1), BALANCE + x * (v - BALANCE) <= 4 * lam),
        BALANCE + y * (w - BALANCE) <= 4 * larger,
    )
    terms = {x: LEFT, y: of_larger(LEFT), v: uncapped(switch_time), w: of_larger(uncapped(switch_time))}
    own = instantiate(letters, terms)
    last = follows(of_larger(HELPS), [own], hypotheses=(*LOW_LARGER, *known, equal.conclusion, HELPS))
    facts = [signal, ranges, here, there, equal, last]
    return by_logic(of_larger(HELPS), facts, hypotheses=(*LOW_LARGER, *both, HELPS))


@cache
def stays_between() -> Fact:
    """From one where the cap is active throughout to one where it is not, by way of the one at which that changes."""
    changes = 1 - (C - 1) * exp(2 * T) / C
    setting = (*LOW_LARGER, THROUGHOUT, of_larger(AFTER), HELPS)
    before, after = instantiate(stays_throughout(), {larger: changes}), instantiate(stays_after(), {lam: changes})
    ends = prove((*LOW_LARGER, THROUGHOUT, of_larger(AFTER)), And(lam <= changes, changes <= larger))
    between = prove(
        (C > 1, T > 0, Identity(x, changes)),
        And(C * (1 - x) / (C - 1) >= exp(2 * T), C * (1 - x) / (C - 1) <= exp(2 * T)),
    )
    inside = prove((C > 1, lam >= 0, lam <= x, x <= larger, 2 * C * larger <= 1), And(x >= 0, 2 * C * x <= 1))
    facts = [ends, instantiate(between, {x: changes}), instantiate(inside, {x: changes}), before]
    return at_once(after, facts, simple=(C > 1, T > 0, lam >= 0, lam <= larger), more=setting)


@cache
def helps_high() -> Fact:
    """V_T <= 4 λ where C λ > 1/2."""
    setting = (*capped_mode(), long_enough(), 2 * C * lam > 1)
    letters = prove((C > 1, v <= 2 * Max(lam, 1 / C), 2 * C * lam > 1), v <= 4 * lam)
    steps = [instantiate(upper(), {kappa: Max(lam, 1 / C)}), instantiate(letters, {v: final})]
    return in_turn(HELPS, steps, hypotheses=setting)


@cache
def stays() -> Fact:
    """What helps in one direction helps in every larger one."""
    setting = (*capped_mode(), lam <= larger, long_enough(), HELPS)
    either = prove((C > 1, T > 0), Or(AFTER, THROUGHOUT))
    other = prove((C > 1, T > 0), Or(of_larger(AFTER), of_larger(THROUGHOUT)))
    order = prove((C > 1, lam <= larger, AFTER), of_larger(AFTER))
    sign = prove((lam >= 0, lam <= larger), larger >= 0)
    high = instantiate(helps_high(), {lam: larger})
    facts = [stays_after(), stays_throughout(), stays_between(), either, other, order, sign, high]
    return by_logic(of_larger(HELPS), facts, hypotheses=setting)
