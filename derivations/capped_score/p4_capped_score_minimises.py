"""The capped plug-in score minimises empirical score matching over diagonal linear scores bounded by C.

Source: arXiv:2510.08409v1, Proposition 4, eq. (9), Appendix A.4.

    m̂_j(t) = min(C, 1/(a_t² + b_t² λ̂_j)) minimises (1/n) Σ_i E ‖s(b_t X_i + a_t ε, t) + ε/a_t‖² over |m_j(t)| <= C

How the proof goes. The objective is an integral over t of a sum over j, so it is smallest where each term is. With
Eε = 0, Eε² = 1 and the mean square λ̂ of the sample the term of one mode is r(m) = m² p - 2 m + 1/a², p = a² + b² λ̂.
Its derivative is 2 (m p - 1); that r(m) - r(m̂) >= p (m - m̂)² on [-C, C] is a question to the solvers, and gives the
minimiser and its uniqueness at every time. Sums over the modes follow term by term, for every D.

What was added. The paper's class is open, sup |m_j| < C: where p <= 1/C, m̂ = C is not in it and no member is best; so
we close it, or ask λ̂_j > 1/C (then sup m̂_j <= max(1, 1/λ̂_j) < C). Members are to be in L²(R₊), but the
integral of m̂_j² over [0, N] is at least N/max(1, λ̂_j)², so no m̂_j is. And R is +∞ for every member under OU where the
law of t has a density >= c > 0 near 0: the integrand is >= 1/(2t) - 2C, so its integral over [u_0, 1] exceeds every M.
Integrals are written with a primitive F of the integrand; argued only is that measurable weights behave as those that
have one, and that t > T and null sets of times leave m free. Without the term 1/a², which no m changes, the integrand
is bounded and the minimiser is the same.

The last line of the printed proof has r'(m) = m p - 1, without the factor 2 of the line before; the sign is the same.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sympy import (
    Abs,
    And,
    Expr,
    Function,
    Implies,
    IndexedBase,
    Integer,
    Lambda,
    Max,
    Min,
    Ne,
    Poly,
    Sum,
    Symbol,
    collect,
    exp,
    expand,
    log,
    sqrt,
)

from ldm_symbolic.claims import Source, Statement
from ldm_symbolic.derivations.claim import claims_of, new, printed, repaired, step
from ldm_symbolic.derivations.instances import numbers
from ldm_symbolic.derivations.letters import C, D, T, j, m, u, x
from ldm_symbolic.model.schedules.linear_rate import OU
from ldm_symbolic.model.schedules.variance_preserving import in_symbols
from ldm_symbolic.notation import estimated_variance as lam
from ldm_symbolic.notation import estimated_variances as lam_hat
from ldm_symbolic.notation import sample
from ldm_symbolic.proof import ForEach, Identity, IsDerivative, Minimises, substitute

n, early, M = Symbol("n", integer=True), Symbol("u_0", real=True), Symbol("M", real=True)
samples, weights = IndexedBase("y", real=True), IndexedBase("m", real=True)


def derive() -> Expr:
    """E_ε (-m (b y + a ε) + ε/a)², as a polynomial in ε whose powers become the moments 1, 0, 1."""
    a, b, draw = sqrt(x), sqrt(1 - x), Symbol("epsilon", real=True)
    residue = -m * (b * sample + a * draw) + draw / a
    moments = {0: 1, 1: 0, 2: 1}
    mean = expand(sum(moments[power] * part for (power,), part in Poly(expand(residue**2), draw).terms()))
    return collect(mean, m, func=lambda part: collect(part, sample))


FOR_SAMPLE = derive()
OBJECTIVE = substitute(FOR_SAMPLE, {sample: sqrt(lam)})
TOTAL = x + (1 - x) * lam
PRINTED = Min(C, 1 / TOTAL)
AT_BEST = substitute(OBJECTIVE, {m: PRINTED})
CLOSED = Minimises(PRINTED, OBJECTIVE, (m, -C, C))
MODE, MEMBER = (x > 0, x <= 1, lam >= 0, C > 1), (m >= -C, m <= C)
MODES = (x > 0, x <= 1, C > 1, D >= 1, ForEach(lam_hat[j] >= 0, (j, 1, D)))
MEMBERS = ForEach(And(weights[j] >= -C, weights[j] <= C), (j, 1, D))
MEAN_SQUARE = Sum(samples[j] ** 2, (j, 1, n)) / n
TOTAL_FOR_SAMPLES = Sum(substitute(FOR_SAMPLE, {sample: samples[j]}), (j, 1, n))
SAMPLED = Identity(TOTAL_FOR_SAMPLES / n, substitute(OBJECTIVE, {lam: MEAN_SQUARE}))
CLOSER = (m + C) / 2
EXCESS = OBJECTIVE - substitute(OBJECTIVE, {m: Integer(0)})
LARGEST, HIGHEST = Max(1, lam), Max(1, 1 / lam)
LEVEL, OU_TIME = in_symbols(OU).noise_level, (u > 0, u <= T)
OPEN_BEST = ForEach(Implies(Abs(m) < C, AT_BEST <= OBJECTIVE), (m, -C, C))
OPEN = And(Abs(PRINTED) < C, OPEN_BEST)
INSIDE = And(Abs(PRINTED) < C, OPEN_BEST, PRINTED <= HIGHEST, HIGHEST < C)
BOUNDED = And(EXCESS >= -2 * C, EXCESS <= C**2 * LARGEST + 2 * C)
IN_TIME = substitute(OBJECTIVE, {x: LEVEL})
BOUND = 1 / (2 * u) - 2 * C
START = exp(-2 * (M + 2 * C))
N, area, member = Symbol("N", real=True), Function("F", real=True), Function("m", real=True)
LONG = early + N * LARGEST**2
SQUARED = IsDerivative(area(u), substitute(PRINTED, {x: LEVEL}) ** 2, (u, early, LONG))
OBJECTIVE_IN_TIME = IsDerivative(area(u), substitute(IN_TIME, {m: member(u)}), (u, early, 1))
GROWTH = area(LONG) - area(early) >= N
A_MEMBER = ForEach(And(member(u) >= -C, member(u) <= C), (u, early, 1))
INFINITE = area(1) - area(START) > M
INFINITE_FOR = (lam >= 0, C > 1, M >= 0, *(substitute(part, {early: START}) for part in (A_MEMBER, OBJECTIVE_IN_TIME)))


def in_mode(term: Any) -> Any:
    """A one-mode term for mode j: λ̂_j for λ̂, m_j for m."""
    return substitute(term, {lam: lam_hat[j], m: weights[j]})


ALL_MODES = And(
    ForEach(in_mode(And(PRINTED >= -C, PRINTED <= C)), (j, 1, D)),
    Sum(in_mode(AT_BEST), (j, 1, D)) <= Sum(in_mode(OBJECTIVE), (j, 1, D)),
)


QUARTER, HALF = Fraction(1, 4), Fraction(1, 2)
CAPPED_MODE = {x: QUARTER, lam: Fraction(1, 8), C: 2}
FREE_MODE = {x: HALF, lam: HALF, C: 3}

CLAIMS = {
    "step-sample": step(
        "the mean over the sample is the objective at the empirical variance",
        (n >= 1, x > 0, x <= 1),
        SAMPLED,
        witnesses=({n: 2, samples: numbers("1", "-3"), x: HALF, m: 2},),
    ),
    "step-slope": step(
        "dr/dm = 2 (m (a² + b² λ̂) - 1)",
        MODE,
        IsDerivative(OBJECTIVE, 2 * (m * TOTAL - 1), (m, -C, C)),
        witnesses=(CAPPED_MODE, FREE_MODE),
    ),
    "step-mode": step(
        "the minimum of r over [-C, C] is attained at min(C, 1/(a² + b² λ̂))",
        MODE,
        CLOSED,
        witnesses=(CAPPED_MODE, FREE_MODE),
        necessary=((lam >= 0, {x: QUARTER, lam: -1, C: 2}),),
    ),
    "minimiser": printed(
        "min(C, 1/(a² + b² λ̂)) is in the class |m| < C and minimises r over it",
        MODE,
        OPEN,
        counterexample=CAPPED_MODE,
    ),
    "not-attained": new(
        "where a² + b² λ̂ <= 1/C every weight of the class |m| < C is beaten by another, (m + C)/2",
        (*MODE, C * TOTAL <= 1, Abs(m) < C),
        And(Abs(CLOSER) < C, substitute(OBJECTIVE, {m: CLOSER}) < OBJECTIVE),
        witnesses=({**CAPPED_MODE, m: 1},),
        necessary=((C * TOTAL <= 1, {**FREE_MODE, m: 2}), (Abs(m) < C, {**CAPPED_MODE, m: 2})),
    ),
    "closed": repaired(
        "in the class |m_j| <= C, min(C, 1/(a² + b² λ̂_j)) for every mode minimises the sum over all modes",
        (*MODES, MEMBERS),
        ALL_MODES,
        witnesses=({x: QUARTER, C: 2, D: 2, lam_hat: numbers("3", "0"), weights: numbers("-1/2", "1")},),
        repairs="P4.minimiser",
    ),
    "open": repaired(
        "if λ̂ > 1/C it is at most max(1, 1/λ̂) < C at all times, and minimises over |m| < C",
        (*MODE, C * lam > 1),
        INSIDE,
        witnesses=(FREE_MODE,),
        repairs="P4.minimiser",
        necessary=((C * lam > 1, CAPPED_MODE),),
    ),
    "unique": new(
        "at a time t > 0 no other weight in [-C, C] is as good",
        (*MODE, *MEMBER, Ne(m, PRINTED)),
        AT_BEST < OBJECTIVE,
        witnesses=({**CAPPED_MODE, m: 1}, {**FREE_MODE, m: 1}),
        necessary=((Ne(m, PRINTED), {**CAPPED_MODE, m: 2}), (m <= C, {**CAPPED_MODE, m: 3})),
    ),
    "lower-bound": new(
        "at all times min(C, 1/(a² + b² λ̂)) >= 1/max(1, λ̂) > 0",
        MODE,
        And(PRINTED >= 1 / LARGEST, 1 / LARGEST > 0),
        witnesses=(CAPPED_MODE, FREE_MODE),
    ),
    "not-square-integrable": new(
        "OU: the integral of min(C, 1/(a² + b² λ̂))² from u_0 to u_0 + N max(1, λ̂)² is at least N: not in L²(R₊)",
        (early > 0, N >= 0, lam >= 0, C > 1, SQUARED),
        GROWTH,
        witnesses=({lam: 1, C: 2, early: HALF, N: 3, area: Lambda(u, u)},),
    ),
    "integrand": new(
        "OU: the integrand of every member is at least 1/(2u) - 2C",
        (*OU_TIME, lam >= 0, C > 1, *MEMBER),
        IN_TIME >= BOUND,
        witnesses=({u: 1, T: 2, lam: HALF, C: 2, m: 1}, {u: Fraction(1, 100), T: 2, lam: 0, C: 2, m: 2}),
    ),
    "infinite": new(
        "OU: the integral of every member's integrand from u_0 to 1 exceeds M for u_0 = exp(-2 (M + 2C))",
        INFINITE_FOR,
        INFINITE,
        witnesses=({lam: 1, C: 2, M: 3, member: Lambda(u, 1), area: Lambda(u, log(exp(2 * u) - 1) / 2 - u)},),
    ),
    "finite-without-constant": new(
        "without 1/a², which no weight changes, the integrand is between -2C and C² max(1, λ̂) + 2C",
        (*MODE, *MEMBER),
        BOUNDED,
        witnesses=({**CAPPED_MODE, m: -1}, {**FREE_MODE, m: 3}),
        necessary=((m <= C, {**CAPPED_MODE, m: 40}), (m >= -C, {**CAPPED_MODE, m: -40})),
    ),
}


STATEMENT = Statement(
    id="P4",
    title="The capped score minimises score matching",
    source=Source(place="Proposition 4, eq. (9)"),
    claims=claims_of("P4", CLAIMS),
)
