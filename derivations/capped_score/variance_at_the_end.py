"""The variance of one mode at the end, t = T, under a capped score from a standard start, and its bounds.

The cap is active from a time t' on: e^{2(T-t')} = G = min(e^{2T}, max(1, C (1 - λ̂)/(C - 1))), so t' = T where
C λ̂ >= 1, t' = 0 where C p(T) <= 1 with p(u) = 1 - e^{-2u} + e^{-2u} λ̂, and C p(T - t') = 1 in between. Then

    V_T = 1/(2C-1) + e^{-(4C-2)(T-t')} (V(t') - 1/(2C-1)),  V(t') the variance of the uncapped score at t'

Lower bound: V_T >= 1/(2C-1), because V(t') is. Upper bound: V_T <= U(T) for U the variance of the uncapped score of a
mode with κ >= λ̂, C κ >= 1: e^{(4C-2)t} (U(t) - 1/(2C-1)) does not fall, as U needs no weight above C, and
V(t') <= U(t'). Where e^{-2T} <= 2√2 - 2, U(T) <= 2 κ, a quadratic in κ without two roots.

Tested in `tests/derivations/capped_score/test_capped_score_minimises.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import Expr, Integer, Max, Min, Or, Symbol, cancel, collect, diff, exp, expand, factor, log, sqrt

from ldm_symbolic.derivations.hypotheses import capped_mode, long_enough
from ldm_symbolic.derivations.letters import C, T, X, t, x
from ldm_symbolic.model.backward import Start, switch_level, variance
from ldm_symbolic.model.score import PluginScore, noised
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

q, b, r, z, kappa = (Symbol(letter, real=True) for letter in ("q", "b", "r", "z", "kappa"))
start, above, later, low = (Symbol(word, real=True) for word in ("start", "above", "later", "low"))
SIGNAL = {q: exp(-2 * T)}
BALANCE = 1 / (2 * C - 1)


def signal_at(moment: Expr) -> Expr:
    """The signal at a time t, e^{-2(T-t)}."""
    return exp(2 * (moment - T))


def decay(moment: Expr) -> Expr:
    """What is left at T of a distance from the balance 1/(2C-1), if the cap is active from a moment on."""
    return exp((4 * C - 2) * (moment - T))


def derive() -> Expr:
    """V of the uncapped score where the signal is b = 1 - x and was q at the start, from the model."""
    now, before = (collect(expand(noised(lam, 1 - signal)), signal) for signal in (b, q))
    whole = variance(PluginScore(), Start.STANDARD).subs({X: 1 - q, x: 1 - b})
    return now * collect(expand(cancel(whole * before**2 / now)), b, factor) / before**2


uncapped_signal = derive()
REACH = Min(exp(2 * T), Max(Integer(1), factor(1 / (1 - switch_level(C, lam)))))
"""G, from the noise level of the model at which the cap becomes active."""
switch_time = T - log(REACH) / 2


def uncapped(moment: Expr, believed: Expr = lam) -> Expr:
    """V of the uncapped score at a time."""
    return substitute(uncapped_signal, {b: signal_at(moment), lam: believed, **SIGNAL})


def capped_from(moment: Expr) -> Expr:
    """V at T, if the cap is active from a moment on."""
    return BALANCE + decay(moment) * (uncapped(moment) - BALANCE)


final = capped_from(switch_time)
"""V at t = T, in λ̂, C and T."""


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


NEAR = lam <= 2 * s**2
"""What |λ - λ̂| <= λ says of λ̂ above λ."""
HELPS, HURTS = 2 * C * s**2 >= 1, 4 * (2 * C - 1) * s**2 <= 1


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
