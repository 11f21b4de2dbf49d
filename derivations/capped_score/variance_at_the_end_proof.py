"""The bounds on the variance of one mode at the end, and what they say of the direction.

Tested in `tests/derivations/capped_score/test_p4_capped_score_minimises.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import Or, diff, exp, sqrt

from ldm_symbolic.derivations.capped_score.variance_at_the_end import (
    BALANCE,
    HELPS,
    HURTS,
    NEAR,
    SIGNAL,
    above,
    b,
    decay,
    final,
    kappa,
    later,
    low,
    q,
    r,
    signal_at,
    start,
    switch_time,
    uncapped,
    uncapped_signal,
    z,
)
from ldm_symbolic.derivations.hypotheses import capped_mode, long_enough
from ldm_symbolic.derivations.letters import C, T, t
from ldm_symbolic.model.weight import noised
from ldm_symbolic.notation import deviation as s
from ldm_symbolic.notation import estimated_variance as lam
from ldm_symbolic.proof import (
    Fact,
    Identity,
    at,
    by_logic,
    derivative,
    follows,
    in_turn,
    instantiate,
    monotone_by_slope,
    prove,
    substitute,
)


@cache
def switch_in_range() -> Fact:
    """0 <= t' <= T, because 1 <= G <= e^{2T}."""
    sign = prove([exp(-z) <= 1], z >= 0)
    ends = [instantiate(sign, {z: part}) for part in (2 * switch_time, 2 * (T - switch_time))]
    return follows((switch_time >= 0) & (switch_time <= T), ends, hypotheses=(C > 1, T > 0))


@cache
def lower() -> Fact:
    """V >= 1/(2C-1)."""
    setting = (C > 1, lam >= 0, q > 0, q < 1)
    at_start = prove((*setting, Identity(b, q)), uncapped_signal >= BALANCE)
    free = prove((*setting, b >= q, b <= 1, C * noised(lam, 1 - b) >= 1), uncapped_signal >= 1 / C)
    either = (*setting, b >= q, b <= 1, Or(Identity(b, q), C * noised(lam, 1 - b) >= 1))
    free = follows(uncapped_signal >= BALANCE, [free], hypotheses=free.hypotheses)
    bounded = by_logic(uncapped_signal >= BALANCE, [at_start, free], hypotheses=either)
    kept = prove((C > 1, r > 0, start >= BALANCE), BALANCE + r * (start - BALANCE) >= BALANCE)
    steps = [
        instantiate(bounded, {b: signal_at(switch_time), **SIGNAL}),
        instantiate(kept, {start: uncapped(switch_time), r: decay(switch_time)}),
    ]
    return in_turn(final >= BALANCE, steps, hypotheses=capped_mode())


@cache
def uncapped_rises() -> Fact:
    """e^{(4C-2)(t-T)} (U - 1/(2C-1)) does not fall on [0, T], for C κ >= 1."""
    excess = uncapped_signal.subs(lam, kappa) - BALANCE
    slope = r * (2 * b * diff(excess, b) + (4 * C - 2) * excess)
    sign = prove((C > 1, C * kappa >= 1, q > 0, q < 1, b >= q, b <= 1, r > 0), slope >= 0)
    in_time = {b: signal_at(t), r: decay(t), **SIGNAL}
    setting = (C > 1, T > 0, C * kappa >= 1)
    sloped = derivative(substitute(r * excess, in_time), substitute(slope, in_time), (t, 0, T), hypotheses=setting)
    signed = follows(
        substitute(slope, in_time) >= 0, [instantiate(sign, in_time)], hypotheses=(*setting, t >= 0, t <= T)
    )
    return monotone_by_slope(sloped, signed)


@cache
def upper() -> Fact:
    """V <= 2 κ, for κ >= λ̂, C κ >= 1 and a horizon that is long enough."""
    setting = (*capped_mode(), long_enough(), C * kappa >= 1, lam <= kappa)
    shrinks = r * (above - low) <= later - low
    letters = prove((r > 0, start <= above, shrinks, later <= z), low + r * (start - low) <= z)
    ordered = prove(
        (q > 0, q < 1, b >= q, b <= 1, lam >= 0, lam <= kappa), uncapped_signal <= uncapped_signal.subs(lam, kappa)
    )
    ends = prove((q > 0, q <= 2 * sqrt(2) - 2, kappa >= 0), uncapped_signal.subs({lam: kappa, b: 1}) <= 2 * kappa)
    values = {
        r: decay(switch_time),
        start: uncapped(switch_time),
        above: uncapped(switch_time, kappa),
        later: uncapped(T, kappa),
        low: BALANCE,
        z: 2 * kappa,
    }
    steps = [
        switch_in_range(),
        uncapped_rises(),
        at(uncapped_rises().conclusion, switch_time, T),
        instantiate(ordered, {b: signal_at(switch_time), **SIGNAL}),
        instantiate(ends, SIGNAL),
        instantiate(letters, values),
    ]
    return in_turn(final <= 2 * kappa, steps, hypotheses=setting)


@cache
def helps() -> Fact:
    """V <= 4 λ, if λ >= 1/(2C) and λ̂ <= 2 λ."""
    return follows(
        final <= 4 * s**2,
        [instantiate(upper(), {kappa: 2 * s**2})],
        hypotheses=(*capped_mode(), long_enough(), NEAR, HELPS),
    )


@cache
def hurts() -> Fact:
    """V >= 4 λ, if λ <= 1/(4 (2C-1))."""
    bounded = prove((C > 1, z >= BALANCE, HURTS), z >= 4 * s**2)
    return in_turn(final >= 4 * s**2, [lower(), instantiate(bounded, {z: final})], hypotheses=(*capped_mode(), HURTS))
