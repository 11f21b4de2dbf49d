"""The generated variance stays on its side of one, the side of λ̂, under a capped score from a standard start.

Source: arXiv:2510.08409v1, Lemma 1 and its proof in Appendix A.5, with eq. (9) and (14).

Statement. Ornstein-Uhlenbeck, V(0) = 1, V' = 2 (1 - 2 m) V + 2 with m = min(C, 1/p), p = 1 - q + q λ̂, q = e^{-2(T-t)},
C > 1. Then λ̂ ≥ 1 implies V ≥ 1 on [0, T], and λ̂ ≤ 1 implies V ≤ 1.

How the proof goes. The equation comes from the moment equation of the model. It is linear, V' = a V + b, and V - 1
solves it with a + b in place of b: the slope at V = 1, which is 4 (1 - m). For λ̂ ≥ 1 it is p ≥ 1, so m ≤ 1 and the
slope is ≥ 0; for λ̂ ≤ 1 it is p ≤ 1, so m ≥ 1, as C > 1, and the slope is ≤ 0. By variation of constants V - 1 keeps
that sign. Without a cap the same is read off the closed form in the noise level, so for every schedule.

Added to the paper: its slope at V = 1 has e^{-2t} where e^{-2(T-t)} is meant, and even then holds only while the cap
is inactive (C p ≥ 1); under the cap it is 4 (1 - C). For λ̂ = 0 the weight min(C, 1/p) divides by p = 0 at t = T, so
that the printed lemma says nothing; with the weight 1/max(1/C, p), which differs only there, it holds.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Expr, Lambda, Rational, Symbol, exp, log
from sympy.logic.boolalg import Boolean

from ldm_symbolic.claims import Source, Statement
from ldm_symbolic.derivations.capped_score.variance_at_the_end import V, at_time, closed_weight, coefficients, equation
from ldm_symbolic.derivations.claim import claims_of, new, printed, repaired, step
from ldm_symbolic.derivations.hypotheses import a_level, a_time, noisy_horizon
from ldm_symbolic.derivations.letters import C, T, X, t, x
from ldm_symbolic.model.backward import variance
from ldm_symbolic.model.score import CappedScore, PluginScore, Start
from ldm_symbolic.model.weight import noised, weight
from ldm_symbolic.notation import estimated_variance as lam
from ldm_symbolic.proof import Identity

Conditions = tuple[Boolean, ...]
q = Symbol("q", real=True)  # e^{-2(T-t)}, in (0, 1]
CAPPED = C > 1
SIDE = {True: (lam >= 1,), False: (lam >= 0, lam <= 1)}  # above 1, below 1

printed_weight = weight(CappedScore())  # min(C, 1/p)
uncapped = variance(PluginScore(), Start.STANDARD)


def slope_at_one(mode_weight: Expr) -> Expr:
    """Return the slope at V = 1, which is a + b."""
    a, b = coefficients(mode_weight)
    return a + b


def mode_hypotheses(mode_weight: Expr, above: bool) -> Conditions:
    """Return what the lemma assumes of λ̂ and C; below 1 the printed weight asks for λ̂ > 0."""
    return (*((lam > 0, lam <= 1) if not above and mode_weight == printed_weight else SIDE[above]), CAPPED)


def capped_hypotheses(mode_weight: Expr, above: bool) -> Conditions:
    """Return what the lemma assumes on one side of 1."""
    return (*mode_hypotheses(mode_weight, above), *a_time(), equation(mode_weight))


def side_of_one(value: Expr, bound: int, above: bool) -> Boolean:
    """Return that a value lies above or below a bound."""
    return value >= bound if above else value <= bound


p_at_time = at_time(noised(lam))
start_signal, signal = exp(-2 * t), exp(-2 * (T - t))
printed_slope = 4 * (lam - 1) * start_signal / (1 - start_signal + start_signal * lam)
right_slope = 4 * (lam - 1) * signal / (1 - signal + signal * lam)
POSITIVE = (lam > 0, CAPPED, *a_time())
INACTIVE, ACTIVE = C * p_at_time >= 1, C * p_at_time <= 1


def without_cap(above: bool) -> tuple[Conditions, Boolean]:
    """Return hypotheses and conclusion of the lemma without a cap, from the closed form."""
    return (*SIDE[above], *a_level(x, X), *noisy_horizon()), side_of_one(uncapped, 1, above)


_HALF = Fraction(1, 2)
_STAYS_ONE = {lam: 1, C: 2, T: 1, t: _HALF, V: Lambda(t, 1)}  # λ̂ = 1 has the solution V = 1
_HALVED = {lam: 2, C: 2, T: log(2) / 2, t: 0}  # e^{-2T} = 1/2
_AT_THE_END = {lam: Fraction(1, 4), C: 2, T: 1, t: 1}
_LEVELS = {x: Fraction(1, 4), X: _HALF}
_GROWS = {**_STAYS_ONE, C: _HALF, V: Lambda(t, 1 + 2 * t)}  # C = 1/2 has V' = 2

CLAIMS = {
    "above": printed(
        "λ̂ >= 1 implies V >= 1 on [0, T]",
        capped_hypotheses(printed_weight, True),
        V(t) >= 1,
        witnesses=(_STAYS_ONE,),
        necessary=((equation(printed_weight), {**_STAYS_ONE, V: Lambda(t, 0)}),),
    ),
    "below": printed(
        "λ̂ <= 1 implies V <= 1 on [0, T], for λ̂ > 0, without which the equation has no meaning at t = T",
        capped_hypotheses(printed_weight, False),
        V(t) <= 1,
        witnesses=(_STAYS_ONE,),
        necessary=((equation(printed_weight), {**_STAYS_ONE, V: Lambda(t, 2)}), (CAPPED, _GROWS)),
    ),
    "weight": step(
        "the weight min(C, 1/p) that the equation uses is at least 1 for every λ̂ <= 1 and t in [0, T]",
        (*SIDE[False], CAPPED, *a_time()),
        at_time(printed_weight) >= 1,
        counterexample={**_AT_THE_END, lam: 0},
    ),
    "below-repaired": repaired(
        "0 <= λ̂ <= 1 implies V <= 1 on [0, T], with the weight 1/max(1/C, p), which is C at p = 0",
        capped_hypotheses(closed_weight, False),
        V(t) <= 1,
        witnesses=(_STAYS_ONE,),
        necessary=((equation(closed_weight), {**_STAYS_ONE, V: Lambda(t, 2)}), (CAPPED, _GROWS)),
        repairs="L1.weight",
    ),
    "step": step(
        "on V = 1 the derivative is 4 (λ̂ - 1) e^{-2t}/(1 - e^{-2t} + e^{-2t} λ̂)",
        POSITIVE,
        Identity(slope_at_one(at_time(printed_weight)), printed_slope),
        counterexample={lam: 2, C: 2, T: 3 * log(2) / 2, t: log(2) / 2},
    ),
    "step-in-time": step(
        "the same with e^{-2(T-t)} for e^{-2t}, whether or not the cap is active",
        POSITIVE,
        Identity(slope_at_one(at_time(printed_weight)), right_slope),
        counterexample={**_AT_THE_END, t: 1 - log(Rational(9, 8)) / 2},
    ),
    "step-inactive": repaired(
        "with e^{-2(T-t)}, while the cap is inactive: C p >= 1",
        (CAPPED, *a_time(), INACTIVE),
        Identity(slope_at_one(at_time(printed_weight)), right_slope),
        witnesses=({**_AT_THE_END, lam: 2},),
        necessary=((INACTIVE, _AT_THE_END),),
        repairs="L1.step",
    ),
    "step-active": repaired(
        "while the cap is active, C p <= 1, the derivative on V = 1 is 4 (1 - C)",
        (*POSITIVE, ACTIVE),
        Identity(slope_at_one(at_time(printed_weight)), 4 * (1 - C)),
        witnesses=(_AT_THE_END,),
        necessary=((ACTIVE, _HALVED), (lam > 0, {**_AT_THE_END, lam: -1})),
        repairs="L1.step-in-time",
    ),
    "above-uncapped": new(
        "without a cap, for every schedule: λ̂ >= 1 implies V >= 1 at every noise level",
        *without_cap(True),
        witnesses=({**_LEVELS, lam: 3}, {**_LEVELS, lam: 1}),
        necessary=((lam >= 1, {**_LEVELS, lam: _HALF}),),
    ),
    "below-uncapped": new(
        "without a cap, for every schedule: 0 <= λ̂ <= 1 implies V <= 1 at every noise level",
        *without_cap(False),
        witnesses=({**_LEVELS, lam: 0}, {**_LEVELS, lam: _HALF}),
        necessary=((lam <= 1, {**_LEVELS, lam: 3}),),
    ),
}


STATEMENT = Statement(
    id="L1",
    title="the generated variance stays on its side of one",
    source=Source(place="Lemma 1, Appendix A.5"),
    claims=claims_of("L1", CLAIMS),
)
