"""The probability flow under a capped score, from the start N(0, I): one mode over time, and at the end.

Source: ours (N8). Ornstein-Uhlenbeck, p(u) = 1 - e^{-2u} + e^{-2u} λ̂, weight min(C, 1/p(T-t)), which is 1/p up to t'.

    V_t = p(T-t)/p(T) for t <= t',  V_t = V_{t'} e^{-2(C-1)(t-t')} for t >= t';   V_T >= 1/(e C)

How the proof goes. Each piece solves its equation and begins where V does. Where the cap binds from a t' > 0 on,
e^{2(T-t')} = C (1-λ̂)/(C-1) = 1 + y with y = (1-r)/(C-1), r = C λ̂, and V_T = (1 + y)^{-(C-1)}/(C p(T)). Then
y - y²/2 <= log(1 + y) <= y puts C p(T) V_T between e^{r-1} and e^{r-1} e^{(1-r)²/(2(C-1))}. The lower bound needs no
λ̂ < 1: without the cap V_T is at least 1/C, and under it from the start e^{-2(C-1)T} is at least 1/e.

What was refuted. "For fixed T and growing C the constant of U8 is the root of 4 r = e^{r-1}": the flow divides by p(T),
which tends to X = 1 - e^{-2T} < 1 and not to 1. With exact variances, r = C λ, both bounds together say that it is the
root of 4 X r = e^{r-1}, which is larger; only for T → ∞ do both agree. For X < 1/4 (T < 0.1438) there is no root: the
least variance that helps tends to (1/4 - X)/(1 - X), and C times it grows without bound. For T = log(2)/2, r = 3/20 and
C = 100, V_T is 1.43 times 4 λ, although 4 r = 0.6 exceeds e^{r-1} = 0.43.

The instances of what is said of V have λ̂ = 1 and V = 1, so that none has a cap that binds: no other solution is
recognised without integrating.

Tested in `tests/derivations/capped_paths/test_capped_paths.py`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sympy import And, Expr, Implies, Integer, Lambda, diff, exp, factor, log

from ldm_symbolic import notation
from ldm_symbolic.claims import Assignment, Statement
from ldm_symbolic.derivations.capped_score.p5_equation_of_a_mode import AT_SWITCH, SETTING, believed, switch
from ldm_symbolic.derivations.capped_score.variance_at_the_end import V, at_time, closed_weight
from ldm_symbolic.derivations.claim import claims_of, new, repaired
from ldm_symbolic.derivations.hypotheses import a_time, capped_mode
from ldm_symbolic.derivations.letters import C, T, t
from ldm_symbolic.model.backward import moment_equation, switch_level
from ldm_symbolic.model.schedules.linear_rate import OU
from ldm_symbolic.model.schedules.variance_preserving import in_symbols
from ldm_symbolic.notation import estimated_variance as lam
from ldm_symbolic.notation import generated_variance
from ldm_symbolic.proof import Identity, SolvesLinearODE, substitute


def coefficients(mode_weight: Expr) -> tuple[Expr, Expr]:
    """Return a and b of V' = a V + b along the flow, from the moment equation of the model.

    >>> coefficients(notation.weight)
    (2 - 2*m, 0)
    """
    right = moment_equation(Integer(0)).subs({notation.rate: in_symbols(OU).rate, notation.weight: mode_weight})
    return diff(right, generated_variance), right.subs(generated_variance, Integer(0))


def at_moment(moment: Any) -> Expr:
    """p(T - t) at a time."""
    return substitute(believed, {t: moment})


EQUATION = SolvesLinearODE(V(t), *coefficients(at_time(closed_weight)), Integer(1), (t, 0, T))
at_start = at_moment(Integer(0))
"""p(T)."""
FREE, BOUND = C * AT_SWITCH >= 1, C * AT_SWITCH <= 1
"""The cap does not bind before t', or binds from t' on."""
uncapped = believed / at_start
capped = V(switch) * exp(-2 * (C - 1) * (t - switch))
level = factor(1 / (1 - switch_level(C, lam)))
"""e^{2(T-t')}, from the noise level of the model at which the cap becomes active."""
end = exp(-(C - 1) * log(level)) / (C * at_start)
LATE = (*capped_mode(), C * lam < 1, C * at_start >= 1)
"""The cap begins to bind on the way."""
EARLY = (C * lam < 1, C * at_start < 1)
"""Or from the start."""
UP_TO, FROM = Identity(V(t), uncapped), Identity(V(t), capped)
NEVER, BEGINS = Identity(V(T), lam / at_start), Identity(V(T), end)
THROUGHOUT = Identity(V(T), exp(-2 * (C - 1) * T))
r = C * lam
ABOVE = exp(r - 1 + (1 - r) ** 2 / (2 * (C - 1)))
HELPS = end <= 4 * lam

ONE: Assignment = {lam: 1, C: 2, T: log(2) / 2, V: Lambda(t, 1)}
HALFWAY: Assignment = {**ONE, switch: Fraction(1, 4), t: Fraction(1, 8)}
SHORT: Assignment = {lam: Fraction(3, 2000), C: 100, T: log(2) / 2}
LONG: Assignment = {**SHORT, T: Integer(3)}
SMALL: Assignment = {**LONG, lam: Fraction(1, 1000)}

CLAIMS = {
    "form": new(
        "V_t is p(T-t)/p(T) up to a t' where no cap binds yet, and V_{t'} e^{-2(C-1)(t-t')} from one on where it does",
        (*SETTING, EQUATION, *a_time()),
        And(Implies(And(FREE, t <= switch), UP_TO), Implies(And(BOUND, t >= switch), FROM)),
        witnesses=(HALFWAY,),
        necessary=((EQUATION, {**HALFWAY, V: Lambda(t, 2)}),),
    ),
    "end": new(
        "V_T is λ̂/p(T) without the cap, (C(1-λ̂)/(C-1))^{-(C-1)}/(C p(T)) if it begins to bind, e^{-2(C-1)T} under it",
        (*capped_mode(), EQUATION),
        And(Implies(C * lam >= 1, NEVER), Implies(And(*LATE[3:]), BEGINS), Implies(And(*EARLY), THROUGHOUT)),
        witnesses=(ONE,),
        necessary=((EQUATION, {**ONE, V: Lambda(t, 2)}),),
    ),
    "lower": new(
        "V_T >= 1/(e C), for every λ̂ >= 0",
        (*capped_mode(), EQUATION),
        V(T) >= exp(-1) / C,
        witnesses=(ONE,),
        necessary=((EQUATION, {**ONE, V: Lambda(t, 0)}),),
    ),
    "hurts": new(
        "exact variances, r = C λ: V_T > 4 λ where 4 r p(T) < e^{r-1}, at every cap that begins to bind on the way",
        (*LATE, 4 * r * at_start < exp(r - 1)),
        end > 4 * lam,
        witnesses=(SMALL, SHORT),
        necessary=((4 * r * at_start < exp(r - 1), LONG),),
    ),
    "constant": new(
        "and V_T <= 4 λ where 4 r is larger than e^{r-1}, by a factor e^{(1-r)²/(2(C-1))} that tends to 1",
        (*LATE, 4 * r >= ABOVE),
        HELPS,
        counterexample=SHORT,
    ),
    "constant-repaired": repaired(
        "it is where 4 r p(T) is; by N8.hurts, on paper, the limit in C solves 4 (1-e^{-2T}) r = e^{r-1}, r < 1",
        (*LATE, 4 * r * at_start >= ABOVE),
        HELPS,
        witnesses=(LONG,),
        repairs="N8.constant",
        necessary=((4 * r * at_start >= ABOVE, SHORT),),
    ),
}

STATEMENT = Statement(
    id="N8",
    title="The probability flow under a capped score",
    source=None,
    claims=claims_of("N8", CLAIMS),
)
