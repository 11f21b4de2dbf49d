"""The variance that a capped score generates at the end, t = T, from a standard start at rate one: in closed form.

The cap is active from a time t' on: e^{2(T-t')} = G = min(e^{2T}, max(1, C (1 - λ̂)/(C - 1))). Then

    V_T = 1/(2C-1) + e^{-(4C-2)(T-t')} (V(t') - 1/(2C-1)),  V(t') the variance of the uncapped score at t'

Tested in `tests/derivations/capped_score/test_p4_capped_score_minimises.py`.
"""

from __future__ import annotations

from sympy import Expr, Integer, Max, Min, Symbol, cancel, collect, exp, expand, factor, log

from ldm_symbolic import notation
from ldm_symbolic.model.backward import switch_level, variance
from ldm_symbolic.model.score import PluginScore, Start
from ldm_symbolic.model.weight import noised

C, T, X, x, lam = notation.cap, notation.horizon, notation.horizon_noise, notation.noise, notation.estimated_variance
q, b = (Symbol(letter, real=True) for letter in "qb")
"""The signal at the start, and at a time."""
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
    return uncapped_signal.xreplace({b: signal_at(moment), lam: believed, **SIGNAL})


def capped_from(moment: Expr) -> Expr:
    """V at T, if the cap is active from a moment on."""
    return BALANCE + decay(moment) * (uncapped(moment) - BALANCE)


final = capped_from(switch_time)
"""V at t = T, in λ̂, C and T."""
