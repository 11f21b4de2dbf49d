"""The claims of Proposition 5 about the equation of one mode: t', the weight, and (17) to (20).

Tested in `tests/derivations/capped_score/test_p4_capped_score_minimises.py`.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import And, Expr, Integer, Lambda, Min, Ne, Symbol, exp, log

from ldm_symbolic import notation
from ldm_symbolic.derivations.capped_score.variance_at_the_end import V, at_time
from ldm_symbolic.derivations.claim import new, repaired, step
from ldm_symbolic.derivations.hypotheses import capped_mode
from ldm_symbolic.derivations.letters import C, T, m, t, u
from ldm_symbolic.model.backward import moment_equation
from ldm_symbolic.model.weight import noised
from ldm_symbolic.notation import estimated_variance as lam
from ldm_symbolic.notation import generated_variance as v
from ldm_symbolic.proof import ForEach, Identity, IsDerivative, NonIncreasing, UniqueRoot, substitute

switch = Symbol("t'", real=True)
believed = at_time(noised(lam))
"""p at T - t, the variance of the noised law in which the score believes."""
SETTING = (*capped_mode(), switch >= 0, switch <= T)
AT_SWITCH = substitute(believed, {t: switch})
SOLVED = (Identity(C * AT_SWITCH, 1),)
"""The cap is active from the start, not at all, or from the time on at which C p = 1."""

c, signal, gap = 1 - lam, exp(-2 * T), exp(-2 * (T - switch))
shrink = exp((2 - 4 * C) * (T - switch))
last_factor = (1 - 2 * c * signal + c * exp(-2 * (T + switch))) / (1 - c * signal)
PRINTED = (1 - shrink) / (2 * C - 1) + shrink * (1 - c * gap) / (1 - c * signal) * last_factor
FRACTION = (1 - 2 * c * signal + c * signal**2) / (1 - 2 * c * signal + c**2 * signal**2)
moment = Symbol("sigma", real=True)
ahead = exp(-2 * (T - moment))
EARLY = exp(2 * (T - moment) - 4 * C * (T - switch) - 4 * (switch - moment)) * ((1 - c * gap) / (1 - c * ahead)) ** 2
LATE = exp((2 - 4 * C) * (T - moment))
"""(18): exp of the integral of 2 (1 - 2 m) from s to T, for s <= t' and for s >= t'."""
NINETEEN = exp(-2 * T - 4 * (C - 1) * (T - switch)) * ((1 - c * gap) / (1 - c * signal)) ** 2
GROWTH = (1 - c * gap) * exp(-4 * (C - 1) * (T - switch)) / (1 - c * signal)
TWENTY = (1 - shrink) / (2 * C - 1) + GROWTH * (gap - signal)
EARLY_PRIMITIVE = (1 - c * gap) ** 2 * exp(-4 * (C - 1) * (T - switch)) / (c * (1 - c * ahead))
LATE_PRIMITIVE = LATE / (2 * C - 1)
PRIMITIVES = And(
    IsDerivative(LATE_PRIMITIVE, 2 * LATE, (moment, switch, T)),
    IsDerivative(EARLY_PRIMITIVE, 2 * EARLY, (moment, 0, switch)),
)
believed_left = 1 - c * exp(-2 * u)
"""p(u)."""
PRIMITIVE = u + log(believed_left) / 2
at_start = C * substitute(believed, {t: Integer(0)})
POSITIVE = (C > 1, T > 0, lam > 0, switch >= 0, switch <= T)
EIGHTEEN = And(
    IsDerivative(LATE, -(2 - 4 * C) * LATE, (moment, switch, T)),
    IsDerivative(EARLY, -2 * (1 - 2 / (1 - c * ahead)) * EARLY, (moment, 0, switch)),
    Identity(substitute(EARLY, {moment: switch}), substitute(LATE, {moment: switch})),
)
ROOT = UniqueRoot(1 - C * believed, (t, 0, T))
SHAPE = And(
    ForEach(Identity(Min(C, 1 / believed), 1 / believed), (t, 0, switch)),
    ForEach(Identity(Min(C, 1 / believed), C), (t, switch, T)),
)
FALLS = NonIncreasing(Min(C, 1 / believed_left), (u, 0, T))


def integral(primitive: Expr, low: Expr, high: Expr) -> Expr:
    """The difference of a primitive at two times."""
    return substitute(primitive, {moment: high}) - substitute(primitive, {moment: low})


QUARTER, HALF = Fraction(1, 4), Fraction(1, 2)
ONE = {lam: 1, C: 2, T: 1}
TIMES = {lam: HALF, C: 3, T: 1, switch: HALF}
FLAT = {**TIMES, lam: 1, switch: 1}
STAYS_ONE = {**ONE, V: Lambda(t, 1)}
SHORT = {lam: Fraction(1, 9), T: Fraction(1, 40)}
INTEGRAL = integral(LATE_PRIMITIVE, switch, T) + integral(EARLY_PRIMITIVE, Integer(0), switch)
NO_ROOT = ForEach(C * believed < 1, (t, 0, T))

EQUATION_CLAIMS = {
    "step-equation": step(
        "dV/dt = 2 (1 - 2 m) V + 2",
        (),
        Identity(moment_equation().subs(notation.rate, 1), 2 * (1 - 2 * m) * v + 2),
        witnesses=({m: 2, v: 3},),
    ),
    "step-switch": step(
        "if C < 1/λ̂ there is one t' in [0, T] with C = 1/p(T - t'), p(u) = 1 - e^{-2u} + e^{-2u} λ̂",
        (C > 1, T > 0, lam > 0, C * lam < 1),
        ROOT,
        counterexample={lam: QUARTER, C: 2, T: Fraction(1, 10)},
    ),
    "step-switch-repaired": repaired(
        "the same if C p(T) >= 1 as well, p(u) = 1 - e^{-2u} + e^{-2u} λ̂: at the start the cap is not active",
        (C > 1, T > 0, lam > 0, C * lam < 1, at_start >= 1),
        ROOT,
        witnesses=({lam: QUARTER, C: 2, T: 1},),
        necessary=((at_start >= 1, {lam: QUARTER, C: 2, T: Fraction(1, 10)}), (C * lam < 1, {lam: 2, C: 2, T: 1})),
        repairs="P5.step-switch",
    ),
    "no-switch": new(
        "if C p(T) < 1 and C λ̂ < 1 there is none, p(u) = 1 - e^{-2u} + e^{-2u} λ̂: the cap is active throughout",
        (C > 1, T > 0, lam > 0, C * lam < 1, at_start < 1),
        NO_ROOT,
        witnesses=({lam: QUARTER, C: 2, T: Fraction(1, 10)},),
    ),
    "step-large": step(
        "λ̂ >= 1 implies 1/p(u) <= 1 <= C, and λ̂ >= 1/C, p(u) = 1 - e^{-2u} + e^{-2u} λ̂",
        (C > 1, T > 0, lam >= 1, u >= 0, u <= T),
        And(1 / believed_left <= 1, C * lam >= 1),
        witnesses=({**ONE, u: HALF},),
        necessary=((lam >= 1, {lam: QUARTER, C: 2, T: 1, u: 0}),),
    ),
    "step-decreasing": step(
        "the weight min(C, 1/p(u)) is decreasing in the noise time u, p(u) = 1 - e^{-2u} + e^{-2u} λ̂",
        (C > 1, T > 0, lam > 0),
        FALLS,
        counterexample={lam: 2, C: 2, T: 1},
    ),
    "step-decreasing-repaired": repaired(
        "the weight min(C, 1/p(u)) does not increase if λ̂ <= 1, p(u) = 1 - e^{-2u} + e^{-2u} λ̂",
        (C > 1, T > 0, lam > 0, lam <= 1),
        FALLS,
        witnesses=({lam: 1, C: 2, T: 1},),
        necessary=((lam <= 1, {lam: 2, C: 2, T: 1}),),
        repairs="P5.step-decreasing",
    ),
    "step-shape": step(
        "in the noise time u the weight is C on [0, T - t'] and 1/p(u) on [T - t', T], p(u) = 1 - e^{-2u} + e^{-2u} λ̂",
        (*POSITIVE, *SOLVED),
        SHAPE,
        witnesses=({lam: HALF, C: 2, T: 1, switch: 1},),
        necessary=((*SOLVED, {lam: QUARTER, C: 2, T: 1, switch: 1}),),
    ),
    "step-primitive": step(
        "u + log(1 - (1 - λ̂) e^{-2u})/2 is a primitive of 1/(1 - (1 - λ̂) e^{-2u})",
        (T > 0, lam > 0),
        IsDerivative(PRIMITIVE, 1 / believed_left, (u, 0, T)),
        witnesses=({lam: HALF, T: 1},),
        necessary=((lam > 0, {lam: 0, T: 1}),),
    ),
    "step-18": step(
        "(18) solves F' = -2 (1 - 2 m) F before and after t', and is 1 at T",
        POSITIVE,
        EIGHTEEN,
        witnesses=(TIMES,),
    ),
    "step-19": step(
        "(19) is (18) at 0",
        POSITIVE,
        Identity(substitute(EARLY, {moment: Integer(0)}), NINETEEN),
        witnesses=(TIMES,),
    ),
    "step-20-primitive": step(
        "primitives of 2 F before and after t', the early one divided by 1 - λ̂",
        POSITIVE,
        PRIMITIVES,
        counterexample=FLAT,
    ),
    "step-20-primitive-repaired": repaired(
        "the same for λ̂ != 1; (20) itself holds for λ̂ = 1 too, by step-closed",
        (*POSITIVE, Ne(lam, 1)),
        PRIMITIVES,
        witnesses=(TIMES,),
        necessary=((Ne(lam, 1), FLAT),),
        repairs="P5.step-20-primitive",
    ),
    "step-20": step(
        "their integral is (20)",
        (*POSITIVE, Ne(lam, 1)),
        Identity(INTEGRAL, TWENTY),
        witnesses=(TIMES,),
    ),
    "step-sum": step(
        "(19) and (20) add up to the closed form",
        SETTING,
        Identity(NINETEEN + TWENTY, PRINTED),
        witnesses=(TIMES,),
    ),
}
