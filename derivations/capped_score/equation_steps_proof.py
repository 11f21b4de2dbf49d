"""The steps of the printed proof of Proposition 5 about one mode: the equation, t', (18) to (21), and the fraction.

Tested in `tests/derivations/capped_score/test_capped_score_minimises.py`.
"""

from __future__ import annotations

from functools import cache, partial

from sympy import And, Integer, Min, Ne, Or, Symbol, exp, log, sqrt
from sympy.logic.boolalg import Boolean

from ldm_symbolic.derivations.capped_score.equation_proof import (
    EQUATION,
    NEVER,
    SETTING,
    SOLVED,
    THROUGHOUT,
    believed,
    closed,
    closed_form,
    one,
    switch,
)
from ldm_symbolic.derivations.capped_score.variance_at_the_end import (
    BALANCE,
    SIGNAL,
    above,
    b,
    capped_from,
    decay,
    final,
    later,
    q,
    r,
    signal_at,
    start,
    switch_time,
    uncapped,
    uncapped_signal,
    upper,
    z,
)
from ldm_symbolic.derivations.capped_score.variance_stays_on_its_side_of_one import V
from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.hypotheses import capped_mode
from ldm_symbolic.derivations.letters import C, T, t, u
from ldm_symbolic.model.score import noised
from ldm_symbolic.notation import estimated_variance as lam
from ldm_symbolic.proof import (
    Fact,
    ForEach,
    Identity,
    IsDerivative,
    NonIncreasing,
    UniqueRoot,
    by_logic,
    derivative,
    follows,
    for_all,
    in_turn,
    instantiate,
    monotone_by_slope,
    prove,
    stays_above,
    substitute,
    unique_root,
)

# What the paper prints, with c = 1 - λ̂, q = e^{-2T}, g = e^{-2(T-t')}.

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
SWITCH = Or(And(*NEVER), And(*SOLVED))
"""t' as printed: C p(T - t') = 1, or t' = T if the cap is never active."""
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


@cache
def falls() -> Fact:
    """p rises with the noise time for λ̂ <= 1, so 1/p falls."""
    order = prove([z <= 0], exp(z) <= 1)
    p, other = noised(lam, 1 - b), noised(lam, 1 - b * r)
    letters = prove((C > 1, lam > 0, lam <= 1, b > 0, b <= 1, r > 0, r <= 1), Min(C, 1 / p) >= Min(C, 1 / other))
    here = instantiate(letters, {b: exp(-2 * u), r: exp(2 * u - 2 * later)})
    guard, body = FALLS.at(u, later)
    one = in_turn(
        body, [instantiate(order, {z: 2 * u - 2 * later}), here], hypotheses=(C > 1, T > 0, lam > 0, lam <= 1, *guard)
    )
    return for_all(FALLS, one, [u, later])


@cache
def root() -> Fact:
    """1 - C p(T - t) rises in t, from at most 0 to at least 0."""
    function, setting = ROOT.args[0], (C > 1, T > 0, lam > 0, C * lam < 1, at_start >= 1)
    slope = 2 * C * c * exp(-2 * (T - t))
    rising = monotone_by_slope(
        derivative(function, slope, (t, 0, T), hypotheses=setting), prove((*setting, t >= 0, t <= T), slope > 0)
    )
    ends = [substitute(function, {t: end}) for end in (Integer(0), T)]
    return unique_root(rising, prove(setting, ends[0] <= 0), prove(setting, ends[1] >= 0))


@cache
def no_root() -> Fact:
    """If C p(T) < 1 and C λ̂ < 1, then C p < 1 in between."""
    return prove((C > 1, T > 0, lam > 0, C * lam < 1, at_start < 1), ForEach(C * believed < 1, (t, 0, T)))


@cache
def shape() -> Fact:
    """Before t', p >= 1/C; after it, p <= 1/C."""
    order = prove([z <= 0], exp(z) <= 1)
    p, there = noised(lam, 1 - b), noised(lam, 1 - r)
    letters = (C > 1, lam > 0, b > 0, b <= 1, r > 0, r <= 1, Identity(C * there, 1))
    facts = []
    for side in SHAPE.args:
        early = side.args[1][1] == 0
        exponent = 2 * (t - switch) if early else 2 * (switch - t)
        goal = Identity(Min(C, 1 / p), 1 / p if early else C)
        known = prove((*letters, (b / r if early else r / b) <= 1), goal)
        steps = [
            instantiate(order, {z: exponent}),
            instantiate(known, {b: exp(2 * (t - T)), r: exp(2 * (switch - T))}),
        ]
        guard, body = side.at(t)
        facts.append(for_all(side, in_turn(body, steps, hypotheses=(*POSITIVE, *SOLVED, *guard)), [t]))
    return by_logic(SHAPE, facts, hypotheses=(*POSITIVE, *SOLVED))


@cache
def eighteen() -> Fact:
    """Both pieces by differentiation."""
    parts = [part for part in EIGHTEEN.args if isinstance(part, IsDerivative)]
    return follows(EIGHTEEN, [derivative(*part.args, hypotheses=POSITIVE) for part in parts], hypotheses=POSITIVE)


@cache
def primitives() -> Fact:
    """Both pieces by differentiation; the early one divides by 1 - λ̂."""
    setting = (*POSITIVE, Ne(lam, 1))
    facts = [derivative(*part.args, hypotheses=setting) for part in PRIMITIVES.args]
    return by_logic(PRIMITIVES, facts, hypotheses=setting)


@cache
def in_printed_form(case: tuple[Boolean, ...]) -> Fact:
    """V(T) in one of the three cases, in the printed form."""
    same = prove(SETTING, Identity(capped_from(switch), PRINTED))
    equal = prove((Identity(above, later), Identity(later, start)), Identity(above, start))
    joined = instantiate(equal, {above: V(T), later: capped_from(switch), start: PRINTED})
    return in_turn(Identity(V(T), PRINTED), [closed(case), same, joined], hypotheses=(*SETTING, *case, EQUATION))


@cache
def printed_form(*cases: tuple[Boolean, ...]) -> Fact:
    """V(T) in the printed form, whichever case it is."""
    setting = (*SETTING, Or(*(And(*case) for case in cases)), EQUATION)
    return by_logic(Identity(V(T), PRINTED), [in_printed_form(case) for case in cases], hypotheses=setting)


@cache
def stays_high() -> Fact:
    """At V = 1/(2C-1) no weight up to C pushes V down."""
    setting = (*capped_mode(), EQUATION, t >= 0, t <= T)
    weight = Symbol("w", real=True)
    rate, source = EQUATION.args[1:3]
    letters = prove((C > 1, weight >= 1 / C), (2 - 4 / weight) * BALANCE + 2 >= 0)
    here = instantiate(letters, {weight: (-4 / (rate - 2))})
    forcing = follows(rate * BALANCE + source >= 0, [here], hypotheses=(*capped_mode(), t >= 0, t <= T))
    kept = stays_above(EQUATION, BALANCE, forcing, prove([C > 1], Integer(1) >= BALANCE))
    return follows(V(t) >= BALANCE, [kept], hypotheses=setting)


@cache
def never_capped() -> Fact:
    """V without a cap, where C λ̂ >= 1."""
    letters = (C > 1, lam >= 0, q > 0, q < 1, Identity(r, 1), Identity(b, 1))
    whole = BALANCE + r * (uncapped_signal - BALANCE)
    same = prove(letters, Identity(whole, uncapped_signal.subs(b, 1)))
    zero = prove([Identity(exp(z), 1)], Identity(z, 0))
    steps = [
        instantiate(zero, {z: 2 * (T - switch_time)}),
        instantiate(one(), {z: (4 * C - 2) * (switch_time - T)}),
        instantiate(same, {b: signal_at(switch_time), r: decay(switch_time), **SIGNAL}),
    ]
    return in_turn(Identity(final, uncapped(T)), steps, hypotheses=(*capped_mode(), C * lam >= 1))


WORST = (3 * q - 2) / (4 * q)
"""The λ̂ at which V is largest against 2 λ̂."""
HORIZON_SHORT = exp(-2 * T) > 2 * sqrt(2) - 2
TOO_LARGE = substitute(substitute(final, {lam: WORST}) > 2 * WORST, SIGNAL)


@cache
def too_large() -> Fact:
    """V > 2 λ̂ at the worst λ̂, when the cap is not active there."""
    letters = (q > 2 * sqrt(2) - 2, q < 1)
    big = prove(letters, uncapped_signal.subs({lam: WORST, b: 1}) > 2 * WORST)
    equal = prove((Identity(above, later), later > z), above > z)
    here = {name: substitute(term, SIGNAL) for name, term in ((later, uncapped(T, WORST)), (z, 2 * WORST))}
    at_worst = substitute(substitute(final, {lam: WORST}), SIGNAL)
    steps = [
        instantiate(instantiate(never_capped(), {lam: WORST}), SIGNAL),
        instantiate(big, SIGNAL),
        instantiate(equal, {above: at_worst, **here}),
    ]
    return in_turn(TOO_LARGE, steps, hypotheses=(C > 1, T > 0, HORIZON_SHORT, substitute(C * WORST >= 1, SIGNAL)))


EQUATION_PROOFS: Proofs = {
    "step-equation": None,
    "step-switch-repaired": root,
    "no-switch": no_root,
    "step-large": None,
    "step-decreasing-repaired": falls,
    "step-shape": shape,
    "step-primitive": lambda: derivative(PRIMITIVE, 1 / believed_left, (u, 0, T), hypotheses=(T > 0, lam > 0)),
    "step-18": eighteen,
    "step-20-primitive-repaired": primitives,
    "step-20": None,
}

CLOSED_FORM_PROOFS: Proofs = {
    "step-closed": partial(printed_form, NEVER, SOLVED),
    "closed-throughout": partial(printed_form, NEVER, THROUGHOUT, SOLVED),
    "closed-explicit": closed_form,
    "step-fraction-repaired": None,
    "step-above-repaired": None,
    "lower": stays_high,
    "upper": upper,
    "horizon-sharp": too_large,
}
