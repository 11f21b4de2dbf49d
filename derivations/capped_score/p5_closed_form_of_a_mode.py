"""The claims of Proposition 5 about the closed form of one mode, and its bounds.

Tested in `tests/derivations/capped_score/test_p4_capped_score_minimises.py`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sympy import Abs, And, Equivalent, Expr, Lambda, Or, Rational, exp, sqrt

from ldm_symbolic.derivations.capped_score.p5_equation_of_a_mode import (
    AT_SWITCH,
    FRACTION,
    HALF,
    ONE,
    PRINTED,
    QUARTER,
    SETTING,
    SHORT,
    SOLVED,
    STAYS_ONE,
    c,
    signal,
    switch,
)
from ldm_symbolic.derivations.capped_score.variance_at_the_end import (
    BALANCE,
    SIGNAL,
    V,
    closed_weight,
    equation,
    final,
    kappa,
    q,
)
from ldm_symbolic.derivations.claim import new, repaired, step
from ldm_symbolic.derivations.hypotheses import a_time, capped_mode, long_enough
from ldm_symbolic.derivations.letters import C, T, t
from ldm_symbolic.notation import deviation as s
from ldm_symbolic.notation import estimated_variance as lam
from ldm_symbolic.proof import Identity, substitute

EQUATION = equation(closed_weight)
THROUGHOUT = (Identity(switch, 0), C * AT_SWITCH <= 1)
NEVER = (Identity(switch, T), C * AT_SWITCH >= 1)

SWITCH = Or(And(*NEVER), And(*SOLVED))
"""t' as printed: C p(T - t') = 1, or t' = T if the cap is never active."""
WORST = (3 * q - 2) / (4 * q)
"""The λ̂ at which V is largest against 2 λ̂."""
HORIZON_SHORT = exp(-2 * T) > 2 * sqrt(2) - 2
TOO_LARGE = substitute(substitute(final, {lam: WORST}) > 2 * WORST, SIGNAL)


def at_level(term: Any, value: Expr) -> Any:
    """A term at another t'."""
    return substitute(term, {switch: value})


BOUNDED_FRACTION = 1 / c >= FRACTION
BELOW_SETTING = (T > 0, lam >= 1)
OVERESTIMATED = {s: Fraction(9, 10), lam: Fraction(3, 2)}

CLOSED_CLAIMS = {
    "step-closed": step(
        "V_T is the closed form, for t' as printed where it exists",
        (*SETTING, SWITCH, EQUATION),
        Identity(V(T), PRINTED),
        witnesses=({**STAYS_ONE, switch: 1},),
        necessary=((EQUATION, {**STAYS_ONE, switch: 1, V: Lambda(t, 2)}),),
    ),
    "closed-throughout": new(
        "V_T is the closed form with t' = 0 where the cap is active throughout, so that no t' exists",
        (*SETTING, Or(And(*NEVER), And(*THROUGHOUT), And(*SOLVED)), EQUATION),
        Identity(V(T), PRINTED),
        witnesses=({**STAYS_ONE, switch: 1},),
    ),
    "closed-explicit": new(
        "V_T with t' written out: e^{2(T-t')} = min(e^{2T}, max(1, C (1 - λ̂)/(C - 1)))",
        (*capped_mode(), EQUATION),
        Identity(V(T), final),
        witnesses=(STAYS_ONE,),
        necessary=((EQUATION, {**STAYS_ONE, V: Lambda(t, 2)}),),
    ),
    "step-21": step(
        "for t' = T the closed form is (21)",
        capped_mode(),
        Identity(at_level(PRINTED, T), lam * FRACTION),
        witnesses=(ONE, {lam: QUARTER, C: 5, T: 2}),
    ),
    "step-fraction": step(
        "the fraction in (21) is at most 1/(1 - λ̂), used for λ̂ <= 1/2",
        (T > 0, lam > 0, lam <= Rational(1, 2)),
        BOUNDED_FRACTION,
        counterexample=SHORT,
    ),
    "step-fraction-repaired": repaired(
        "the same if 2 (1 - λ̂) e^{-2T} <= 1, for any λ̂ < 1; for instance if T >= log(2)/2",
        (T > 0, lam >= 0, lam < 1, 2 * c * signal <= 1),
        BOUNDED_FRACTION,
        witnesses=({lam: QUARTER, T: 1},),
        necessary=((2 * c * signal <= 1, SHORT), (lam < 1, {lam: 2, T: 1})),
        repairs="P5.step-fraction",
    ),
    "fraction-sharp": new(
        "and only then, if 0 < λ̂ < 1",
        (T > 0, lam > 0, lam < 1),
        Equivalent(BOUNDED_FRACTION, 2 * c * signal <= 1),
        witnesses=({lam: QUARTER, T: 1}, SHORT),
    ),
    "step-side": step(
        "on the event |λ - λ̂| <= λ, λ > 1 implies λ̂ >= 1",
        (s > 1, Abs(s**2 - lam) <= s**2),
        lam >= 1,
        counterexample={s: 2, lam: HALF},
    ),
    "step-side-repaired": repaired(
        "on the smaller event |λ - λ̂| <= λ - 1; V <= 4 λ does not need it",
        (s > 1, Abs(s**2 - lam) <= s**2 - 1),
        lam >= 1,
        witnesses=({s: 2, lam: 3},),
        necessary=((Abs(s**2 - lam) <= s**2 - 1, {s: 2, lam: HALF}),),
        repairs="P5.step-side",
    ),
    "step-side-below": step(
        "on the event |λ - λ̂| <= λ, 1/4 <= λ < 1 implies λ̂ < 1",
        (s >= HALF, s < 1, Abs(s**2 - lam) <= s**2),
        lam < 1,
        counterexample=OVERESTIMATED,
    ),
    "step-side-below-repaired": repaired(
        "on the smaller event |λ - λ̂| < 1 - λ, for any λ; V <= 4 λ does not need it",
        (Abs(s**2 - lam) < 1 - s**2,),
        lam < 1,
        witnesses=({s: HALF, lam: Fraction(3, 4)},),
        necessary=((Abs(s**2 - lam) < 1 - s**2, OVERESTIMATED),),
        repairs="P5.step-side-below",
    ),
    "step-above": step(
        "λ̂ >= 1 implies V_T < λ̂ in (21)",
        BELOW_SETTING,
        lam * FRACTION < lam,
        counterexample={lam: 1, T: 1},
    ),
    "step-above-repaired": repaired(
        "λ̂ >= 1 implies V_T <= λ̂ in (21), with equality at λ̂ = 1",
        BELOW_SETTING,
        lam * FRACTION <= lam,
        witnesses=({lam: 1, T: 1}, {lam: 3, T: 1}),
        necessary=((lam >= 1, {lam: HALF, T: 1}),),
        repairs="P5.step-above",
    ),
    "step-above-strictly": repaired(
        "the same for λ̂ > 1",
        (T > 0, lam > 1),
        lam * FRACTION < lam,
        witnesses=({lam: 3, T: 1},),
        repairs="P5.step-above",
    ),
    "step-small": step(
        "on the event, 4 λ <= 1/(2C-1) implies λ̂ < 1",
        (C > 1, Abs(s**2 - lam) <= s**2, 4 * (2 * C - 1) * s**2 <= 1),
        lam < 1,
        witnesses=({C: 2, s: QUARTER, lam: Fraction(1, 10)},),
        necessary=((4 * (2 * C - 1) * s**2 <= 1, {C: 2, s: 1, lam: 1}),),
    ),
    "lower": new(
        "V >= 1/(2C-1) at all times, for every λ̂ >= 0",
        (*capped_mode(), EQUATION, *a_time()),
        V(t) >= BALANCE,
        witnesses=({**STAYS_ONE, t: HALF},),
        necessary=((EQUATION, {**STAYS_ONE, t: HALF, V: Lambda(t, 0)}),),
    ),
    "upper": new(
        "V_T <= 2 max(λ̂, 1/C) if e^{-2T} <= 2√2 - 2",
        (*capped_mode(), long_enough(), C * kappa >= 1, lam <= kappa),
        final <= 2 * kappa,
        witnesses=({lam: QUARTER, C: 2, T: 1, kappa: HALF},),
        necessary=((long_enough(), {lam: Fraction(1, 9), C: 10, T: Fraction(1, 40), kappa: Fraction(1, 9)}),),
    ),
    "horizon-sharp": new(
        "2√2 - 2 is sharp: if e^{-2T} is larger, V_T > 2 λ̂ at λ̂ = 3/4 - e^{2T}/2, for every cap with C λ̂ >= 1",
        (C > 1, T > 0, HORIZON_SHORT, substitute(C * WORST >= 1, SIGNAL)),
        TOO_LARGE,
        witnesses=({C: 10, T: Fraction(1, 20)},),
        necessary=((HORIZON_SHORT, {C: 10, T: Fraction(1, 10)}),),
    ),
}
