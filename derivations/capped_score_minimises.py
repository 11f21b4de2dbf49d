"""The capped plug-in score minimises empirical score matching over diagonal linear scores bounded by C.

Source: arXiv:2510.08409v1, Proposition 4, eq. (9), Appendix A.4.

    m̂_j(t) = min(C, 1/(a_t² + b_t² λ̂_j)) minimises (1/n) Σ_i E ‖s(b_t X_i + a_t ε, t) + ε/a_t‖² over |m_j(t)| <= C

How the proof goes. The objective is an integral over t of a sum over j, so it is smallest where each term is. With
Eε = 0, Eε² = 1 and the mean square λ̂ of the sample the term of one mode is r(m) = m² p - 2 m + 1/a², p = a² + b² λ̂.
Its derivative is 2 (m p - 1); that r(m) - r(m̂) >= p (m - m̂)² on [-C, C] is a question to the solvers, and gives the
minimiser and its uniqueness at every time. Sums over the modes follow term by term, for every D.

What was added. The paper's class is open, sup |m_j| < C: where p <= 1/C, m̂ = C is not in it and no member is best; so
we close it, or ask λ̂_j > 1/C (then sup m̂_j <= max(1, 1/λ̂_j) < C). Members are to be in L²(R₊), but m̂_j >= 1/max(1, λ̂_j)
for all times, so no m̂_j is. And R is +∞ for every member under OU where the law of t has a density >= c > 0 near 0: the
integrand is >= 1/(2t) - 2C, whose integral over [e, 1] exceeds every M. These three are proved below; argued only is
the step from them to the infinite integral (comparison, monotone convergence), and that t > T and null sets of times
leave m free. Without the term 1/a², which no m changes, the integrand is bounded and the minimiser is the same.

The last line of the printed proof has r'(m) = m p - 1, without the factor 2 of the line before; the sign is the same.
"""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Any

from sympy import (
    Abs,
    And,
    Expr,
    Implies,
    IndexedBase,
    Integer,
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

from ldm_symbolic.certificate import Verdict
from ldm_symbolic.decide import prove
from ldm_symbolic.fact import Fact
from ldm_symbolic.notation import (
    cap,
    data_dimension,
    estimated_variance,
    estimated_variances,
    horizon,
    mode,
    noise,
    sample,
    time_left,
)
from ldm_symbolic.notation import weight as m
from ldm_symbolic.predicate import ForEach, Identity, IsDerivative, Minimises
from ldm_symbolic.rules import (
    at,
    by_logic,
    constant_sum,
    derivative,
    equal_sums,
    follows,
    for_all,
    for_each_mode,
    instantiate,
    monotone_by_slope,
    sum_over_modes,
)
from ldm_symbolic.schedule import OU
from ldm_symbolic.score import CappedScore, weight
from ldm_symbolic.statement import Claim, Role, Source, Statement
from ldm_symbolic.terms import free, substitute

C, D, T, j, u, x = cap, data_dimension, horizon, mode, time_left, noise
lam, lam_hat = estimated_variance, estimated_variances
n, e, M = Symbol("n", integer=True), Symbol("e", real=True), Symbol("M", real=True)
samples, weights = IndexedBase("y", real=True), IndexedBase("m", real=True)


# From the model: the objective of one mode at one noise level x = a², b² = 1 - x.


def derive() -> Expr:
    """E_ε (-m (b y + a ε) + ε/a)², as a polynomial in ε whose powers become the moments 1, 0, 1."""
    a, b, draw = sqrt(x), sqrt(1 - x), Symbol("epsilon", real=True)
    residue = -m * (b * sample + a * draw) + draw / a
    moments = {0: 1, 1: 0, 2: 1}
    mean = expand(sum(moments[power] * part for (power,), part in Poly(expand(residue**2), draw).terms()))
    return collect(mean, m, func=lambda part: collect(part, sample))


FOR_SAMPLE = derive()
OBJECTIVE = substitute(FOR_SAMPLE, {sample: sqrt(lam)})
BEST = weight(CappedScore())

# What the paper prints.
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
LEVEL, OU_TIME = OU.noise_level, (u > 0, u <= T)
OPEN_BEST = ForEach(Implies(Abs(m) < C, AT_BEST <= OBJECTIVE), (m, -C, C))
OPEN = And(Abs(PRINTED) < C, OPEN_BEST)
INSIDE = And(Abs(PRINTED) < C, OPEN_BEST, PRINTED <= HIGHEST, HIGHEST < C)
BOUNDED = And(EXCESS >= -2 * C, EXCESS <= C**2 * LARGEST + 2 * C)
p, h, q = Symbol("p", real=True), Symbol("h", real=True), Symbol("q", real=True)
VALUE = m**2 * p - 2 * m + h
IN_TIME = substitute(OBJECTIVE, {x: LEVEL})
BOUND = 1 / (2 * u) - 2 * C
PRIMITIVE = log(u) / 2 - 2 * C * u
START = exp(-2 * (M + 2 * C))


def in_mode(term: Any) -> Any:
    """A one-mode term for mode j: λ̂_j for λ̂, m_j for m."""
    return substitute(term, {lam: lam_hat[j], m: weights[j]})


ALL_MODES = And(
    ForEach(in_mode(And(PRINTED >= -C, PRINTED <= C)), (j, 1, D)),
    Sum(in_mode(AT_BEST), (j, 1, D)) <= Sum(in_mode(OBJECTIVE), (j, 1, D)),
)


@cache
def sampled() -> Fact:
    """The mean over the sample: all is constant but m² b² y_i²."""
    constant = Sum(substitute(FOR_SAMPLE, {sample: Integer(0)}), (j, 1, n))
    hypotheses = (n >= 1, x > 0, x <= 1)
    parts = equal_sums(TOTAL_FOR_SAMPLES, m**2 * (1 - x) * n * MEAN_SQUARE + constant, hypotheses=hypotheses)
    return follows(SAMPLED, [parts, constant_sum(constant, hypotheses=hypotheses)], hypotheses=hypotheses)


def in_letters(hypotheses: tuple[Any, ...], goal: Any, conclusion: Any) -> Fact:
    """A goal about p and h, at p = a² + b² λ̂ > 0, h = 1/a² and q = max(1, λ̂): the solvers see letters only."""
    lettered = prove((p > 0, C > 1, *hypotheses), goal)
    terms = {p: TOTAL, h: 1 / x, q: LARGEST}
    given = [substitute(hypothesis, terms) for hypothesis in hypotheses if q not in free(hypothesis)]
    return follows(conclusion, [instantiate(lettered, terms)], hypotheses=(*MODE, *given))


@cache
def smallest() -> Fact:
    """r(m̂) <= r(m) on [-C, C]."""
    return in_letters(MEMBER, substitute(VALUE, {m: Min(C, 1 / p)}) <= VALUE, AT_BEST <= OBJECTIVE)


@cache
def attained() -> Fact:
    """m̂ minimises over the closed class."""
    return in_letters((), Minimises(Min(C, 1 / p), VALUE, (m, -C, C)), CLOSED)


@cache
def unique() -> Fact:
    """No other weight in [-C, C] is as good."""
    other = Ne(m, Min(C, 1 / p))
    return in_letters((*MEMBER, other), substitute(VALUE, {m: Min(C, 1 / p)}) < VALUE, AT_BEST < OBJECTIVE)


@cache
def all_modes() -> Fact:
    """The best weight of every mode, and the sum over the modes."""
    one = instantiate(smallest(), {m: weights[j], lam: lam_hat[j]})
    inside = prove(MODE, And(PRINTED >= -C, PRINTED <= C))
    inside = for_each_mode(instantiate(inside, {lam: lam_hat[j]}), (j, 1, D))
    return follows(ALL_MODES, [inside, sum_over_modes(one, (j, 1, D))], hypotheses=(*MODES, MEMBERS))


@cache
def best_inside() -> Fact:
    """With λ̂ > 1/C, m̂ keeps away from C at all times, so it is in the open class too."""
    below = prove((*MODE, C * lam > 1), And(Abs(PRINTED) < C, PRINTED <= HIGHEST, HIGHEST < C))
    each = by_logic(OPEN_BEST.args[0], [smallest()], hypotheses=(*MODE, *MEMBER))
    return by_logic(INSIDE, [below, for_all(OPEN_BEST, each, [m])], hypotheses=(*MODE, C * lam > 1))


@cache
def bounded() -> Fact:
    """Without 1/a² the integrand is bounded on the class."""
    low = in_letters(MEMBER, m**2 * p - 2 * m >= -2 * C, EXCESS >= -2 * C)
    high = in_letters((*MEMBER, p <= q), m**2 * p - 2 * m <= C**2 * q + 2 * C, EXCESS <= C**2 * LARGEST + 2 * C)
    return by_logic(BOUNDED, [low, high], hypotheses=(*MODE, *MEMBER))


@cache
def above_bound() -> Fact:
    """OU: a² <= 2u, because 2u - a² rises from 0; then 1/a² >= 1/(2u)."""
    distance, other = 2 * u - LEVEL, Symbol("q", real=True)
    slope = derivative(distance, 2 - 2 * exp(-2 * u), (u, 0, T), hypotheses=(T > 0,))
    rises = monotone_by_slope(slope, prove((u >= 0, u <= T), 2 - 2 * exp(-2 * u) >= 0))
    near = by_logic(
        distance >= 0, [rises, at(rises.conclusion, 0, u), prove(OU_TIME, And(u >= 0, T > 0))], hypotheses=OU_TIME
    )
    inverse = prove((h > 0, h <= other), 1 / h >= 1 / other)
    inverse = instantiate(inverse, {h: LEVEL, other: 2 * u})
    level = prove(OU_TIME, LEVEL > 0)
    least = in_letters(MEMBER, h - 2 * C <= VALUE, 1 / x - 2 * C <= OBJECTIVE)
    least = instantiate(least, {x: LEVEL})
    assumed = (*OU_TIME, lam >= 0, C > 1, *MEMBER, distance >= 0, LEVEL > 0)
    goal = follows(IN_TIME >= BOUND, [inverse, least], hypotheses=assumed)
    return by_logic(IN_TIME >= BOUND, [near, level, goal], hypotheses=(*OU_TIME, lam >= 0, C > 1, *MEMBER))


def claim(name: str, role: Role, says: str, hypotheses: Any, conclusion: Any, **more: Any) -> Claim:
    """A claim that is proved, or refuted by its counterexample."""
    expected = Verdict.REFUTED if "counterexample" in more else Verdict.PROVED
    about: dict[str, Any] = {"role": role, "says": says, "expected": expected, **more}
    return Claim(id=f"P4.{name}", hypotheses=tuple(hypotheses), conclusion=conclusion, **about)


def numbers(*values: str) -> tuple[Fraction, ...]:
    """Entries of a sequence."""
    return tuple(map(Fraction, values))


QUARTER, HALF = Fraction(1, 4), Fraction(1, 2)
CAPPED_MODE = {x: QUARTER, lam: 0, C: 2}
FREE_MODE = {x: HALF, lam: HALF, C: 3}

STATEMENT = Statement(
    id="P4",
    title="The capped score minimises score matching",
    source=Source(place="Proposition 4, eq. (9)"),
    claims=(
        claim(
            "step-sample",
            Role.STEP,
            "the mean over the sample is the objective at the empirical variance",
            (n >= 1, x > 0, x <= 1),
            SAMPLED,
            proof=sampled,
            witnesses=({n: 2, samples: numbers("1", "-3"), x: HALF, m: 2},),
        ),
        claim(
            "step-slope",
            Role.STEP,
            "dr/dm = 2 (m (a² + b² λ̂) - 1)",
            MODE,
            IsDerivative(OBJECTIVE, 2 * (m * TOTAL - 1), (m, -C, C)),
            proof=lambda: derivative(OBJECTIVE, 2 * (m * TOTAL - 1), (m, -C, C), hypotheses=MODE),
            witnesses=(CAPPED_MODE, FREE_MODE),
        ),
        claim(
            "step-mode",
            Role.STEP,
            "the minimum of r over [-C, C] is attained at min(C, 1/(a² + b² λ̂))",
            MODE,
            CLOSED,
            proof=attained,
            witnesses=(CAPPED_MODE, FREE_MODE),
            necessary=((lam >= 0, {x: QUARTER, lam: -1, C: 2}),),
        ),
        claim(
            "minimiser",
            Role.PRINTED,
            "min(C, 1/(a² + b² λ̂)) is in the class |m| < C and minimises r over it",
            MODE,
            OPEN,
            counterexample=CAPPED_MODE,
        ),
        claim(
            "not-attained",
            Role.NEW,
            "where a² + b² λ̂ <= 1/C every weight of the class |m| < C is beaten by another, (m + C)/2",
            (*MODE, C * TOTAL <= 1, Abs(m) < C),
            And(Abs(CLOSER) < C, substitute(OBJECTIVE, {m: CLOSER}) < OBJECTIVE),
            witnesses=({**CAPPED_MODE, m: 1},),
            necessary=((C * TOTAL <= 1, {**FREE_MODE, m: 2}), (Abs(m) < C, {**CAPPED_MODE, m: 2})),
        ),
        claim(
            "closed",
            Role.REPAIRED,
            "in the class |m_j| <= C, min(C, 1/(a² + b² λ̂_j)) for every mode minimises the sum over all modes",
            (*MODES, MEMBERS),
            ALL_MODES,
            proof=all_modes,
            witnesses=({x: QUARTER, C: 2, D: 2, lam_hat: numbers("3", "0"), weights: numbers("-1/2", "1")},),
            repairs="P4.minimiser",
        ),
        claim(
            "open",
            Role.REPAIRED,
            "if λ̂ > 1/C it is at most max(1, 1/λ̂) < C at all times, and minimises over |m| < C",
            (*MODE, C * lam > 1),
            INSIDE,
            proof=best_inside,
            witnesses=(FREE_MODE,),
            repairs="P4.minimiser",
            necessary=((C * lam > 1, CAPPED_MODE),),
        ),
        claim(
            "unique",
            Role.NEW,
            "at a time t > 0 no other weight in [-C, C] is as good",
            (*MODE, *MEMBER, Ne(m, PRINTED)),
            AT_BEST < OBJECTIVE,
            proof=unique,
            witnesses=({**CAPPED_MODE, m: 1}, {**FREE_MODE, m: 1}),
            necessary=((Ne(m, PRINTED), {**CAPPED_MODE, m: 2}), (m <= C, {**CAPPED_MODE, m: 3})),
        ),
        claim(
            "not-square-integrable",
            Role.NEW,
            "at all times min(C, 1/(a² + b² λ̂)) >= 1/max(1, λ̂) > 0, so it is not in L²(R₊)",
            MODE,
            And(PRINTED >= 1 / LARGEST, 1 / LARGEST > 0),
            witnesses=(CAPPED_MODE, FREE_MODE),
        ),
        claim(
            "integrand",
            Role.NEW,
            "OU: the integrand of every member is at least 1/(2u) - 2C",
            (*OU_TIME, lam >= 0, C > 1, *MEMBER),
            IN_TIME >= BOUND,
            proof=above_bound,
            witnesses=({u: 1, T: 2, lam: HALF, C: 2, m: 1}, {u: Fraction(1, 100), T: 2, lam: 0, C: 2, m: 2}),
        ),
        claim(
            "primitive",
            Role.NEW,
            "log(u)/2 - 2C u is a primitive of 1/(2u) - 2C on [e, 1]",
            (e > 0, e < 1),
            IsDerivative(PRIMITIVE, BOUND, (u, e, 1)),
            proof=lambda: derivative(PRIMITIVE, BOUND, (u, e, 1), hypotheses=(e > 0, e < 1)),
            witnesses=({e: HALF, C: 2},),
        ),
        claim(
            "infinite",
            Role.NEW,
            "the integral of 1/(2u) - 2C from e to 1 exceeds M for e = exp(-2 (M + 2C))",
            (C > 1, M >= 0),
            substitute(PRIMITIVE, {u: Integer(1)}) - substitute(PRIMITIVE, {u: START}) > M,
            witnesses=({C: 2, M: 3},),
        ),
        claim(
            "finite-without-constant",
            Role.NEW,
            "without 1/a², which no weight changes, the integrand is between -2C and C² max(1, λ̂) + 2C",
            (*MODE, *MEMBER),
            BOUNDED,
            proof=bounded,
            witnesses=({**CAPPED_MODE, m: -1}, {**FREE_MODE, m: 3}),
            necessary=((m <= C, {**CAPPED_MODE, m: 40}), (m >= -C, {**CAPPED_MODE, m: -40})),
        ),
    ),
)
