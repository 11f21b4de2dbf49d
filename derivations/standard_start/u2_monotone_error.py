"""The start N(0, I) in the place of the noised law: when the error is monotone, and how little it changes at the end.

Source: arXiv:2510.08409v1, Section 3, which calls N(0, I) a valid approximation of the start for large T.

Statement. Plug-in score without a cap, k = 1, q = 1 - X, which is e^{-2T} for Ornstein-Uhlenbeck. Then

    V = p + (1 - λ̂) q² p²/((1 - (1 - λ̂) q)² (1 - x)),  p = x + (1 - x) λ̂,  V_T = λ̂ + (1 - λ̂) λ̂² q²/(1 - (1 - λ̂) q)²
    E is non-increasing in t  iff  (1 - s/√V_T)(1 - λ̂) >= 0
    |E_T - E_T of the noised start| <= |1 - λ̂| max(1, λ̂²) max(1, 2 s/ŝ - 1) e^{-4T}

How the proof goes. V is 1 at the start, at every x on the side of 1 on which λ̂ is, and V' has the sign of 1 - λ̂: for
λ̂ > 1 because (λ̂ - 1) q < 1 + (λ̂ - 1) q. So √V moves to one side as noise leaves, and does not pass s iff it has not
at the end. What is left of the start there is two factors e^{-2T} and not one: the start differs from the noised law by
(1 - λ̂) q, of which generation keeps λ̂² q/(1 - (1 - λ̂) q)². The error differs by V_T - λ̂ times 1 - 2 s/(√V_T + ŝ).

What was refuted. (7) compares s with ŝ where √V_T is meant, which lies between ŝ and 1: it is enough, but if λ lies
between λ̂ and V_T, it fails and the error falls all the same. So it does at λ̂ = 1/4, e^{-2T} = 1/2, s = 13/25 below
√V_T = √7/5, and near. For λ ≠ λ̂ both agree once e^{-4T} |1 - λ̂| max(1, λ̂²) < |λ - λ̂|.

The rate e^{-4T} is sharp: if λ < λ̂ < 1 the errors differ by at least (1 - λ̂) λ̂² (1 - s/ŝ) e^{-4T}.

Tested in `tests/derivations/standard_start/test_u2_monotone_error.py`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sympy import Abs, And, Equivalent, Expr, Integer, Max, Or, Rational, exp, log, sqrt

from ldm_symbolic.claims import Assignment, Source, Statement
from ldm_symbolic.derivations.claim import claims_of, new, remark, repaired
from ldm_symbolic.derivations.clock import identity_clock
from ldm_symbolic.derivations.hypotheses import a_schedule, noisy_horizon
from ldm_symbolic.derivations.instances import without
from ldm_symbolic.derivations.letters import T, X, x
from ldm_symbolic.derivations.plug_in.plug_in_error import never_rises
from ldm_symbolic.model.backward import variance
from ldm_symbolic.model.score import PluginScore, Start
from ldm_symbolic.notation import deviation as s
from ldm_symbolic.notation import estimated_deviation as s_hat
from ldm_symbolic.notation import estimated_variance
from ldm_symbolic.proof import Decreasing, Increasing, NonDecreasing, substitute

levels = (x, Integer(0), X)
MODE, LEVEL = (s >= 0, s_hat > 0), (s >= 0, s_hat > 0, *noisy_horizon())
SCHEDULED, OU = (*MODE, *a_schedule()), (*MODE, T > 0)


def generated(start: Start) -> Expr:
    """V of the model, in ŝ."""
    return substitute(variance(PluginScore(), start), {estimated_variance: s_hat**2})


def error(start: Start, level: Any = x) -> Expr:
    """(√V - s)², what the one kept mode adds to the error; √ŝ² is ŝ."""
    return (sqrt(substitute(generated(start), {x: level})).subs(Abs(s_hat), s_hat) - s) ** 2


standard = generated(Start.STANDARD)
last = substitute(standard, {x: Integer(0)})
"""V_T."""
SEVEN = (1 - s / s_hat) * (1 - s_hat**2) >= 0
MEANT = (1 - s / sqrt(last)) * (1 - s_hat**2) >= 0
NOT_FALLING = NonDecreasing(error(Start.STANDARD), levels)
FALLS = never_rises(error(Start.STANDARD))
change = error(Start.STANDARD, Integer(0)) - error(Start.NOISED, Integer(0))
"""What the start changes in the error at the end."""
moved = Abs(1 - s_hat**2) * Max(1, s_hat**4)
constant = moved * Max(1, 2 * s / s_hat - 1)
"""K."""
OUTSIDE = Or((s**2 - s_hat**2) * (s**2 - last) > 0, And(s <= s_hat, s >= s_hat))
LATE = moved * (1 - X) ** 2 < Abs(s**2 - s_hat**2)
in_ou = substitute(change, {X: 1 - exp(-2 * T)})
"""The same at the horizon T of Ornstein-Uhlenbeck."""
least = (1 - s_hat**2) * s_hat**4 * (1 - s / s_hat) * exp(-4 * T)

half = Fraction(1, 2)
BETWEEN: Assignment = {s: Fraction(13, 25), s_hat: half, X: half}  # ŝ = 0.5, √V_T = 0.529...
ABOVE: Assignment = {s: Fraction(1), s_hat: Fraction(2), X: half}
HORIZON: Assignment = {s: Fraction(0), s_hat: half, T: log(2) / 2}
BEFORE: Assignment = {**HORIZON, T: -log(Rational(5, 4)) / 2}

CLAIMS = {
    "rises": new(
        "λ̂ < 1: the generated variance rises strictly with the noise level",
        (s_hat > 0, s_hat < 1, *noisy_horizon()),
        Increasing(standard, levels),
        witnesses=(without(BETWEEN, s),),
        necessary=((s_hat < 1, without(ABOVE, s)),),
    ),
    "falls": new(
        "λ̂ > 1: it falls strictly with the noise level",
        (s_hat > 0, s_hat > 1, *noisy_horizon()),
        Decreasing(standard, levels),
        witnesses=(without(ABOVE, s),),
        necessary=((s_hat > 1, without(BETWEEN, s)),),
    ),
    "iff": remark(
        "k = 1, start N(0, I): E is non-increasing in t, that is, does not fall with the noise level, iff (7)",
        LEVEL,
        Equivalent(NOT_FALLING, SEVEN),
        counterexample=BETWEEN,
    ),
    "if": repaired(
        "it is if (7) holds",
        (*LEVEL, SEVEN),
        NOT_FALLING,
        witnesses=({**BETWEEN, s: half}, {**ABOVE, s: Fraction(3)}),
        repairs="U2.iff",
        necessary=((SEVEN, {**BETWEEN, s: Fraction(1)}),),
    ),
    "iff-repaired": repaired(
        "it is iff (1 - s/√V_T)(1 - λ̂) >= 0, V_T the variance that is generated at the end",
        LEVEL,
        Equivalent(NOT_FALLING, MEANT),
        witnesses=(BETWEEN, {**BETWEEN, s: Fraction(1)}, ABOVE),
        repairs="U2.iff",
    ),
    "iff-in-time": repaired(
        "the same in the time of every variance-preserving schedule",
        SCHEDULED,
        Equivalent(FALLS, MEANT),
        witnesses=({**BETWEEN, **identity_clock(half)},),
        repairs="U2.iff",
    ),
    "iff-outside": repaired(
        "it is iff (7) where λ is neither V_T nor between λ̂ and V_T",
        (*LEVEL, OUTSIDE),
        Equivalent(NOT_FALLING, SEVEN),
        witnesses=({**BETWEEN, s: Fraction(1)}, {**BETWEEN, s: half}, ABOVE),
        repairs="U2.iff",
        necessary=((OUTSIDE, BETWEEN),),
    ),
    "iff-late": new(
        "it is iff (7) where |1 - λ̂| max(1, λ̂²) (1-X)² < |λ - λ̂|, for OU (1-X)² = e^{-4T}: for λ ≠ λ̂ from some T on",
        (*LEVEL, LATE),
        Equivalent(NOT_FALLING, SEVEN),
        witnesses=({**BETWEEN, s: Fraction(1)}, {**BETWEEN, s: Fraction(1, 100)}),
        necessary=((LATE, BETWEEN),),
    ),
    "difference": remark(
        "OU: the error at T differs from that of the noised start by at most K e^{-2T}, "
        "with K = |1 - λ̂| max(1, λ̂²) max(1, 2 s/ŝ - 1)",
        OU,
        Abs(in_ou) <= constant * exp(-2 * T),
        witnesses=(HORIZON,),
        necessary=((T > 0, BEFORE),),
    ),
    "rate": new(
        "more is true: by at most K e^{-4T}, with the same K",
        OU,
        Abs(in_ou) <= constant * exp(-4 * T),
        witnesses=(HORIZON,),
        necessary=((T > 0, BEFORE),),
    ),
    "rate-sharp": new(
        "that rate is sharp: λ̂ < 1 has a difference of at least (1 - λ̂) λ̂² (1 - s/ŝ) e^{-4T}, positive for λ < λ̂",
        (*OU, s_hat < 1),
        Abs(in_ou) >= least,
        witnesses=(HORIZON,),
        necessary=((s_hat < 1, {**HORIZON, s_hat: Fraction(2), s: Fraction(3)}),),
    ),
}

STATEMENT = Statement(
    id="U2",
    title="The start N(0, I) in the place of the noised law",
    source=Source(place="Section 3"),
    claims=claims_of("U2", CLAIMS),
)
