"""The reverse equation under a capped score, from the start N(0, I): one mode over time, and when its end is best.

Source: ours (N9). Ornstein-Uhlenbeck, c = 1 - λ̂, q = e^{-2T}, κ = (c q/(1 - c q))², v = p(T-t) the noised law of λ̂.

    V_t = v + κ v²/(1 - v) for t <= t',  V_t = B + (V_{t'} - B) e^{-(4C-2)(t-t')} for t >= t', B = 1/(2C-1)

How the proof goes. Each piece solves its equation and begins where V does; at λ̂ = 1 the first is 0/0, and V is 1.
For λ̂ < 1 the first falls, and the second from at least 1/C > B, so that V falls all the time: with one mode every time
is farther from λ than the end if λ <= V_T, and each earlier time with V_t <= λ is nearer if λ > V_T. Under the cap
e^{(4C-2)t} (V - v) has the slope 4 (1 - C v) e^{(4C-2)t} >= 0, so that V never falls below v. With exact variances that
is V >= λ for λ <= 1, and the error of a mode falls with V; for λ > 1 no cap binds, and V rises to λ at most.

What does not hold as it is said: that for every λ some cap makes running to the end perfect. λ̂ <= V_T < 1 at every
cap, so that none does for λ >= 1, nor for λ < λ̂; that is read off "end" and is no claim of its own.

What is not claimed: that for λ > V_T there is a time before T with V_t <= λ (continuity); that V_T falls as the cap
grows, so that for λ between the uncapped V_T and 1 there is one cap C+, and no early stop helps for C <= C+.

The instances have λ̂ = 1 and V = 1, at which what is said for λ̂ < 1 says nothing: no other solution is recognised
without integrating.

Tested in `tests/derivations/capped_paths/test_capped_paths.py`.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import And, Implies, Integer, Lambda, Symbol, exp, log, sqrt

from ldm_symbolic.claims import Assignment, Statement
from ldm_symbolic.derivations.capped_paths.n8_flow_under_a_cap import BOUND, FREE
from ldm_symbolic.derivations.capped_score.p5_equation_of_a_mode import SETTING, believed, c, signal, switch
from ldm_symbolic.derivations.capped_score.variance_at_the_end import BALANCE, V, closed_weight, equation
from ldm_symbolic.derivations.claim import claims_of, new
from ldm_symbolic.derivations.hypotheses import a_time, capped_mode
from ldm_symbolic.derivations.letters import C, T, t
from ldm_symbolic.notation import deviation as s
from ldm_symbolic.notation import estimated_variance as lam
from ldm_symbolic.proof import Decreasing, Identity, substitute

later = Symbol("p", real=True)
EQUATION = equation(closed_weight)
v = believed
kappa = (c * signal / (1 - c * signal)) ** 2
capped = BALANCE + (V(switch) - BALANCE) * exp(-(4 * C - 2) * (t - switch))
UP_TO, FROM = Identity((V(t) - v) * (1 - v), kappa * v**2), Identity(V(t), capped)
times = (t, Integer(0), T)
MODE = (*capped_mode(), EQUATION)
BELOW = lam < 1
error = (sqrt(V(t)) - s) ** 2
at_end = (sqrt(V(T)) - s) ** 2

ONE: Assignment = {lam: 1, C: 2, T: log(2), V: Lambda(t, 1)}
HALFWAY: Assignment = {**ONE, switch: Fraction(1, 2), t: Fraction(1, 4)}

CLAIMS = {
    "form": new(
        "(V_t - v)(1 - v) = κ v² up to a t' before which no cap binds; from one on after which it does it approaches B",
        (*SETTING, EQUATION, *a_time()),
        And(Implies(And(FREE, t <= switch), UP_TO), Implies(And(BOUND, t >= switch), FROM)),
        witnesses=(HALFWAY,),
        necessary=((EQUATION, {**HALFWAY, lam: Fraction(1, 2)}),),
    ),
    "law": new(
        "it never falls below the noised law of λ̂ for λ̂ <= 1",
        (*MODE, lam <= 1, *a_time()),
        V(t) >= v,
        witnesses=({**ONE, t: Fraction(1, 2)},),
        necessary=((EQUATION, {**ONE, V: Lambda(t, 0), t: Fraction(1, 2)}),),
    ),
    "falls": new(
        "and falls strictly if λ̂ < 1",
        MODE,
        Implies(BELOW, Decreasing(V(t), times)),
        witnesses=(ONE,),
        necessary=((EQUATION, {**ONE, lam: Fraction(1, 2)}),),
    ),
    "end-is-best": new(
        "k = 1: no early stop helps if λ̂ < 1 and λ <= V_T",
        (*MODE, s >= 0, s**2 <= V(T), t >= 0, t < T),
        Implies(BELOW, error >= at_end),
        witnesses=({**ONE, s: 1, t: 0},),
    ),
    "early-is-better": new(
        "if λ̂ < 1 and λ > V_T every earlier time with V_t <= λ is strictly better than the end",
        (*MODE, s >= 0, t >= 0, t < T, V(t) <= s**2),
        Implies(BELOW, error < at_end),
        witnesses=({**ONE, s: 1, t: 0},),
        necessary=((EQUATION, {**ONE, lam: Fraction(1, 2), s: 1, t: 0}),),
    ),
    "exact": new(
        "exact variances: the error of a mode does not rise from a time to a later one, for every C and T",
        (*capped_mode(), Identity(lam, s**2), s >= 0, EQUATION, t >= 0, t < later, later <= T),
        substitute(error, {t: later}) <= error,
        witnesses=({**ONE, s: 1, t: 0, later: Fraction(1, 2)},),
    ),
    "end": new(
        "if λ̂ < 1 then V_T lies in [λ̂, 1) at every cap, so that none makes the end perfect for any other λ",
        MODE,
        Implies(BELOW, And(V(T) >= lam, V(T) < 1)),
        witnesses=(ONE,),
        necessary=((EQUATION, {**ONE, lam: Fraction(1, 2)}),),
    ),
}

STATEMENT = Statement(
    id="N9",
    title="The reverse equation under a capped score, over time",
    source=None,
    claims=claims_of("N9", CLAIMS),
)
