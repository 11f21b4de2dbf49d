"""Generation with noise (the SDE) beside the probability flow, both from N(0, I): which end is nearer to the data.

Source: ours (N5). One mode, variance preserving, start N(0, 1) at level X; V by the SDE, U by the flow.

    exact score: |√V - s| <= |√U - s| at every level, and the same with √p for s, p = λ + (1-λ)x the noised law

How the proof goes. The model has U = p(x)/p(X) and V = p + (1 - p(X)) (p(x)/p(X))² (1-X)/(1-x): noise forgets a wrong
start faster. For λ <= 1 they are in the order λ <= p <= V <= U, for λ >= 1 in the opposite one.

What was refuted. (i) With the plug-in score p is that of λ̂, and the order leads away from a λ beyond it: λ̂ = 1/4,
λ = 1, X = 3/4 at x = 1/8. The noised law of λ = 1 is λ at every x, so that this denies both readings. The repair: both
hold where λ̂ lies between λ and 1. (ii) Of Euler-Maruyama and Euler on one grid: one step over the whole horizon of the
Ornstein-Uhlenbeck process gives 1 at λ = 1 without noise, and 1 + T² with it; the instance is near that. Nor does a
finer grid help ("grid").
With v where the step begins V - U is T/v² times 2v² - 2v - 2Tv + 3T, and (V - U)(√V + √U - 2s) <= 0 is the complete
answer for one step.

Tested in `tests/derivations/finite_steps/test_finite_steps.py`.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from sympy import And, Equivalent, Expr, Integer, Symbol, exp, sqrt

from ldm_symbolic.claims import Assignment, Statement
from ldm_symbolic.derivations.claim import claims_of, new, repaired
from ldm_symbolic.derivations.hypotheses import a_level
from ldm_symbolic.derivations.letters import T, X, x
from ldm_symbolic.model.backward import variance
from ldm_symbolic.model.score import ExactScore, PluginScore, Start
from ldm_symbolic.notation import deviation as s
from ldm_symbolic.notation import estimated_variance
from ldm_symbolic.notation import variance as true
from ldm_symbolic.proof import Identity, substitute
from ldm_symbolic.samplers.schemes import LETTERS, euler_maruyama, probability_flow

NO_NOISE = Integer(0)


def nearer(first: Expr, second: Expr, goal: Expr) -> Expr:
    """The root of one variance is at least as near to a number as that of another."""
    return (sqrt(first) - goal) ** 2 <= (sqrt(second) - goal) ** 2


believed_noisy = variance(PluginScore(), Start.STANDARD)
believed_flow = variance(PluginScore(), Start.STANDARD, NO_NOISE)
noisy, flow = variance(ExactScore(), Start.STANDARD), variance(ExactScore(), Start.STANDARD, NO_NOISE)
law = variance(ExactScore(), Start.NOISED)
noised_data = substitute(law, {true: s**2})
LEVEL = (*a_level(x, X), X < 1)
TRUE = (true > 0, *LEVEL)
BELIEVED = (s > 0, estimated_variance > 0, *LEVEL)
BETWEEN = (1 - estimated_variance) * (estimated_variance - s**2) >= 0
AT = replace(
    LETTERS, believed=s**2, size=T, rate=Integer(1), signal=exp(-T), noise=sqrt(1 - exp(-2 * T)), eta=Integer(0)
)
growth, spread = (euler_maruyama.step(*unit, AT) for unit in ((Integer(1), Integer(0)), (Integer(0), Integer(1))))
one_noisy = growth**2 + spread**2
one_flow = probability_flow.euler(Integer(1), Integer(0), AT) ** 2
STEP = (s > 0, T > 0)
h, now, flowing = (Symbol(name, real=True) for name in "hVU")
INSIDE = replace(AT, size=h, signal=sqrt(1 - x), noise=sqrt(x))
"""A step of size h that begins at any level."""
by_noise, added = (euler_maruyama.step(*unit, INSIDE) for unit in ((Integer(1), Integer(0)), (Integer(0), Integer(1))))
after, flowed = by_noise**2 * now + added**2, probability_flow.euler(Integer(1), Integer(0), INSIDE) ** 2 * flowing
start = AT.signal**2 * s**2 + AT.noise**2
"""The variance of the noised law where the step begins, λ e^{-2T} + 1 - e^{-2T}."""


def excess(of: Expr) -> Expr:
    """By how much the variance with noise exceeds that without, times v²/T."""
    return 2 * of**2 - 2 * of - 2 * T * of + 3 * T


AS_NEAR = Equivalent(nearer(one_noisy, one_flow, s), excess(start) * (sqrt(one_noisy) + sqrt(one_flow) - 2 * s) <= 0)

ONE: Assignment = {true: Fraction(1, 4), X: Fraction(3, 4), x: Fraction(1, 4)}
APART: Assignment = {s: 1, estimated_variance: Fraction(1, 4), X: Fraction(3, 4), x: Fraction(1, 8)}

CLAIMS = {
    "data": new(
        "exact score: at every level the SDE is at least as near to the data as the flow",
        TRUE,
        nearer(noisy, flow, sqrt(true)),
        witnesses=(ONE, {**ONE, true: 4}),
    ),
    "law": new(
        "and to the noised law of the data",
        TRUE,
        nearer(noisy, flow, sqrt(law)),
        witnesses=(ONE, {**ONE, true: 4}),
    ),
    "plug-in": new(
        "with the plug-in score the same, against the data",
        BELIEVED,
        nearer(believed_noisy, believed_flow, s),
        counterexample=APART,
    ),
    "plug-in-repaired": repaired(
        "it is nearer to the data where λ̂ lies between λ and 1",
        (*BELIEVED, BETWEEN),
        nearer(believed_noisy, believed_flow, s),
        witnesses=({**APART, s: Fraction(1, 4)}, {**APART, s: 3, estimated_variance: 4}),
        repairs="N5.plug-in",
        necessary=((BETWEEN, APART),),
    ),
    "plug-in-law": repaired(
        "and to the noised law of the data, under the same condition",
        (*BELIEVED, BETWEEN),
        nearer(believed_noisy, believed_flow, sqrt(noised_data)),
        witnesses=({**APART, s: Fraction(1, 4)}, {**APART, s: 3, estimated_variance: 4}),
        repairs="N5.plug-in",
        necessary=((BETWEEN, APART),),
    ),
    "one-step": new(
        "Euler-Maruyama and Euler on one grid the same: in one step over the horizon of the OU process",
        STEP,
        nearer(one_noisy, one_flow, s),
        counterexample={s: Fraction(11, 10), T: 1},
    ),
    "one-step-repaired": repaired(
        "in one step it is so iff (2v² - 2v - 2Tv + 3T)(√V + √U - 2s) <= 0, v = λ e^{-2T} + 1 - e^{-2T}",
        STEP,
        AS_NEAR,
        witnesses=({s: 1, T: 1}, {s: 3, T: Fraction(1, 10)}),
        repairs="N5.one-step",
    ),
    "grid": new(
        "λ = 1: noise is farther on every grid, for Euler keeps U = 1, and Euler-Maruyama takes any V >= 1 above 1",
        (Identity(s, 1), *a_level(), h > 0, now >= 1, Identity(flowing, 1)),
        And(after > 1, flowed <= 1, flowed >= 1),
        witnesses=({s: 1, x: Fraction(1, 2), h: Fraction(1, 10), now: 1, flowing: 1},),
        necessary=((h > 0, {s: 1, x: Fraction(1, 2), h: 0, now: 1, flowing: 1}),),
    ),
}

STATEMENT = Statement(
    id="N5", title="Generation with noise beside the probability flow", source=None, claims=claims_of("N5", CLAIMS)
)
