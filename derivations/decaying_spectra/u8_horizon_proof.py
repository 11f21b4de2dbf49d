"""One threshold at every horizon at which the score without a cap helps: e^{-2T} <= 4√3 - 6.

Where the cap becomes active after the start, V_T <= 4 λ says that h^{2C-1} (4 λ - B)/(V(t') - B) is at least 1. It
rises and then falls. At λ = 1/C it is at least 1, for there the cap is never active, and V_T <= 4 λ says that a
quadratic in 1 - λ, which has no two roots, is not negative. So it is at least 1 in between.

Tested in `tests/derivations/decaying_spectra/test_u8_ratio_of_the_spectrum.py`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sympy import And, Integer, Max, Min, Ne, Or, Symbol, exp, log

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
from ldm_symbolic.derivations.decaying_spectra.u8_one_threshold_proof import (
    ACTIVE,
    AFTER,
    THROUGHOUT,
    TOP,
    at_once,
    at_switch,
    kept_after,
    same_power,
    stays_throughout,
    switched_after,
)
from ldm_symbolic.derivations.decaying_spectra.u8_ratio_of_the_spectrum import HELPS, LONG, larger, of_larger
from ldm_symbolic.derivations.decaying_spectra.u8_rise_and_fall_proof import (
    BOUND,
    falls,
    free,
    ratio_at,
    rises,
    squares,
)
from ldm_symbolic.derivations.hypotheses import capped_mode
from ldm_symbolic.derivations.letters import C, T
from ldm_symbolic.notation import estimated_variance as lam
from ldm_symbolic.proof import (
    Fact,
    Identity,
    by_logic,
    in_turn,
    instantiate,
    prove,
    substitute,
)

g, h, p, u, v, w, x, y, z = (Symbol(letter, real=True) for letter in "ghpuvwxyz")
LEFT = decay(switch_time)


@cache
def never_active() -> Fact:
    """G = 1 where C λ >= 1."""
    setting = (*capped_mode(), C * lam >= 1)
    letters = prove((y > 1, z <= 1), Identity(Min(y, Max(1, z)), 1))
    own = instantiate(letters, {y: exp(2 * T), z: TOP})
    facts = [prove((T > 0,), exp(2 * T) > 1), prove((C > 1, C * lam >= 1), TOP <= 1), own]
    return in_turn(Identity(REACH, 1), facts, hypotheses=setting)


@cache
def free_helps() -> Fact:
    """V_T <= 4 λ where C λ >= 1."""
    setting = (*capped_mode(), C * lam >= 1, LONG)
    half = instantiate(prove((), Identity(exp(-(4 * C - 2) * y / 2), exp(-(2 * C - 1) * y))), {y: log(REACH)})
    alike = instantiate(same_power(), {x: REACH, y: Integer(1)})
    plain = uncapped_signal.subs(b, 1)
    small = prove((q > 0, q <= LONG.rhs, lam >= 0), plain <= 4 * lam)
    whole = prove((q > 0, q < 1, lam >= 0, Identity(g, 1)), Identity(uncapped_signal.subs(b, 1 / g), plain))
    letters = prove((C > 1, Identity(x, 1), Identity(u, v), v <= 4 * lam), BALANCE + x * (u - BALANCE) <= 4 * lam)
    terms = {x: LEFT, u: uncapped(switch_time), v: substitute(plain, SIGNAL)}
    own = [instantiate(small, SIGNAL), instantiate(whole, {g: REACH, **SIGNAL})]
    facts = [never_active(), half, alike, *own, instantiate(letters, terms)]
    signal = prove((T > 0,), And(exp(-2 * T) > 0, exp(-2 * T) < 1))
    return in_turn(HELPS, [signal, *facts], hypotheses=setting)


@cache
def in_the_model() -> Fact:
    """V(t') - 1/(2C-1) in these terms."""
    setting = (C > 1, q > 0, q < 1, lam >= 0, C * lam <= 1)
    value = squares(lam) / (C * (C - 1) * (2 * C - 1) * free(lam) ** 2)
    same = prove(setting, And(squares(lam) > 0, free(lam) > 0, Identity(at_switch(1 - lam) - BALANCE, value)))
    signal = prove((T > 0,), And(exp(-2 * T) > 0, exp(-2 * T) < 1))
    return at_once(instantiate(same, SIGNAL), [signal], simple=ACTIVE)


def _terms() -> tuple[tuple[Any, ...], Any, Any, dict[Any, Any]]:
    """What is known of the terms by letters, that the direction helps, that the ratio is large, and the terms."""
    most = 2 * C - 1
    known = (C > 1, x > 0, y > 0, Identity(x * y, 1), Identity(v, w), g > 0, h > 0)
    value = Identity(w - BALANCE, g / (C * (C - 1) * most * h**2))
    helps, large = BALANCE + x * (v - BALANCE) <= 4 * lam, y * (4 * most * lam - 1) * h**2 / g >= BOUND
    terms = {x: LEFT, y: exp((2 * C - 1) * log(TOP)), v: uncapped(switch_time)}
    later = {w: at_switch(1 - lam), g: squares(lam), h: free(lam)}
    terms |= {letter: substitute(term, SIGNAL) for letter, term in later.items()}
    return (*known, value), helps, large, terms


LARGE = substitute(ratio_at(lam), SIGNAL) >= BOUND


@cache
def is_large() -> Fact:
    """Where the direction helps the ratio is large, and 4 λ > 1/(2C-1)."""
    known, helps, large, terms = _terms()
    own = instantiate(prove((*known, helps), And(4 * lam > BALANCE, large)), terms)
    return at_once(own, [kept_after(), switched_after(), in_the_model()], simple=ACTIVE, more=(AFTER, HELPS))


@cache
def helps() -> Fact:
    """The direction helps where the ratio is large."""
    known, helping, large, terms = _terms()
    own = instantiate(prove((*known, large), helping), terms)
    return at_once(own, [kept_after(), switched_after(), in_the_model()], simple=ACTIVE, more=(AFTER, LARGE))


@cache
def large_at_the_end() -> Fact:
    """The ratio is large at λ = 1/C."""
    setting = (C > 1, T > 0, LONG)
    within = (*setting, Identity(x, 1 / C))
    inside = prove((C > 1, Identity(x, 1 / C)), And(x >= 0, C * x <= 1, C * x >= 1, C * (1 - x) / (C - 1) <= 1))
    signal = prove((T > 0,), exp(2 * T) > 1)
    facts = [inside, signal, instantiate(free_helps(), {lam: x})]
    own = at_once(instantiate(is_large(), {lam: x}), facts, simple=(C > 1, T > 0, within[-1]), more=within)
    return in_turn(substitute(LARGE, {lam: 1 / C}), [instantiate(own, {x: 1 / C})], hypotheses=setting)


def _sides() -> Any:
    return (rises(), {x: lam, y: larger, **SIGNAL}), (falls(), {x: larger, y: 1 / C, **SIGNAL})


def _ends(fact: Fact) -> dict[Any, Any]:
    return {u: fact.conclusion.lhs, v: fact.conclusion.rhs}


MIDDLE = (C > 1, T > 0, LONG, lam >= 0, lam <= larger, C * larger <= 1)


@cache
def stays_after() -> Fact:
    """What helps in one direction helps in a larger one, where the cap becomes active after the start for both."""
    setting = (*MIDDLE, AFTER, HELPS)
    inside = prove(MIDDLE, And(larger >= 0, C * lam <= 1, larger <= 1 / C))
    later = prove((*MIDDLE, AFTER), of_larger(AFTER))
    defined = Ne(4 * (2 * C - 1) * larger - 1, 0)
    above = prove((C > 1, 4 * lam > BALANCE, lam <= larger), And(4 * larger > BALANCE, defined))
    up, down = (instantiate(fact, terms) for fact, terms in _sides())
    grown = instantiate(prove((u <= v, u >= w), v >= w), {**_ends(up), w: BOUND})
    shrunk = instantiate(prove((u >= v, v >= w), u >= w), {**_ends(down), w: BOUND})
    simple = (*MIDDLE[:2], *MIDDLE[3:])
    rising = at_once(grown, [inside, is_large(), above, up], simple=simple, more=(*setting, up.hypotheses[-1]))
    falling = at_once(
        shrunk,
        [inside, is_large(), large_at_the_end(), above, down],
        simple=simple,
        more=(*setting, down.hypotheses[-1]),
    )
    cases = instantiate(prove((), Or(u >= v, u <= v)), {u: up.hypotheses[-1].lhs, v: up.hypotheses[-1].rhs})
    cases = at_once(cases, [], simple=(*simple, 4 * larger > BALANCE))
    own = at_once(
        instantiate(helps(), {lam: larger}), [inside, later], simple=simple, more=(*setting, of_larger(LARGE))
    )
    return by_logic(of_larger(HELPS), [is_large(), inside, above, rising, falling, cases, own], hypotheses=setting)


@cache
def stays_between() -> Fact:
    """From one where the cap is active throughout to one where it is not, by way of the one at which that changes."""
    changes = 1 - (C - 1) * exp(2 * T) / C
    setting = (*MIDDLE, THROUGHOUT, of_larger(AFTER), HELPS)
    before, after = instantiate(stays_throughout(), {larger: changes}), instantiate(stays_after(), {lam: changes})
    ends = prove((*MIDDLE, THROUGHOUT, of_larger(AFTER)), And(lam <= changes, changes <= larger))
    between = prove(
        (C > 1, T > 0, Identity(x, changes)),
        And(C * (1 - x) / (C - 1) >= exp(2 * T), C * (1 - x) / (C - 1) <= exp(2 * T)),
    )
    inside = prove((C > 1, lam >= 0, lam <= x, x <= larger, C * larger <= 1), And(x >= 0, C * x <= 1))
    facts = [ends, instantiate(between, {x: changes}), instantiate(inside, {x: changes}), before]
    return at_once(after, facts, simple=(C > 1, T > 0, lam >= 0, lam <= larger), more=setting)


@cache
def stays() -> Fact:
    """What helps in one direction helps in every larger one."""
    setting = (*capped_mode(), lam <= larger, LONG, HELPS)
    either = prove((C > 1, T > 0), Or(AFTER, THROUGHOUT))
    other = prove((C > 1, T > 0), Or(of_larger(AFTER), of_larger(THROUGHOUT)))
    order = prove((C > 1, lam <= larger, AFTER), of_larger(AFTER))
    sign = prove((lam >= 0, lam <= larger), larger >= 0)
    high = instantiate(free_helps(), {lam: larger})
    side = prove((C > 1, T > 0, lam >= 0), Or(C * larger >= 1, C * larger <= 1))
    facts = [stays_after(), stays_throughout(), stays_between(), either, other, order, sign, high, side]
    return by_logic(of_larger(HELPS), facts, hypotheses=setting)
