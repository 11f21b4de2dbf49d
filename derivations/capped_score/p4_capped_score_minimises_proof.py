"""The proofs behind `p4_capped_score_minimises`: the objective of score matching by modes, and its integral in time.

Tested in `tests/derivations/capped_score/test_p4_capped_score_minimises.py`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sympy import Abs, And, Integer, Min, Ne, Sum, Symbol, exp, log

from ldm_symbolic.derivations.capped_score.p4_capped_score_minimises import (
    A_MEMBER,
    ALL_MODES,
    AT_BEST,
    BOUND,
    BOUNDED,
    CLOSED,
    EXCESS,
    FOR_SAMPLE,
    GROWTH,
    HIGHEST,
    IN_TIME,
    INFINITE,
    INFINITE_FOR,
    INSIDE,
    LARGEST,
    LEVEL,
    LONG,
    MEAN_SQUARE,
    MEMBER,
    MEMBERS,
    MODE,
    MODES,
    OBJECTIVE,
    OBJECTIVE_IN_TIME,
    OPEN_BEST,
    OU_TIME,
    PRINTED,
    SAMPLED,
    SQUARED,
    START,
    TOTAL,
    TOTAL_FOR_SAMPLES,
    M,
    N,
    early,
    member,
    n,
    weights,
)
from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.letters import C, D, T, j, m, u, x
from ldm_symbolic.notation import estimated_variance as lam
from ldm_symbolic.notation import estimated_variances as lam_hat
from ldm_symbolic.notation import sample
from ldm_symbolic.proof import (
    Fact,
    IsDerivative,
    Minimises,
    at,
    by_logic,
    constant_sum,
    derivative,
    derivative_of_difference,
    equal_sums,
    follows,
    for_all,
    for_each_mode,
    free,
    in_turn,
    instantiate,
    monotone_by_slope,
    prove,
    substitute,
    sum_over_modes,
)

# From the model: the objective of one mode at one noise level x = a², b² = 1 - x.


# What the paper prints.
p, h, q = Symbol("p", real=True), Symbol("h", real=True), Symbol("q", real=True)
VALUE = m**2 * p - 2 * m + h
PRIMITIVE = log(u) / 2 - 2 * C * u


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


def integral_exceeds(integral: IsDerivative, compared: Fact, least: Fact, hypotheses: tuple[Any, ...]) -> Fact:
    """A primitive grows by at least as much as another whose derivative is nowhere larger."""
    difference = derivative_of_difference(prove([integral], integral), compared)
    function, slope, (_, low, high) = difference.conclusion.args
    inside = (*hypotheses, integral, u >= low, u <= high)
    sign = follows(slope >= 0, [least], hypotheses=inside)
    rises = monotone_by_slope(difference, sign)
    ends = [substitute(function, {u: end}) for end in (low, high)]
    return follows(ends[0] <= ends[1], [rises, at(rises.conclusion, low, high)], hypotheses=(*hypotheses, integral))


@cache
def infinite() -> Fact:
    """The integrand of a member is at least 1/(2u) - 2C, whose integral from u_0 to 1 exceeds M."""
    setting = (early > 0, early < 1, lam >= 0, C > 1, A_MEMBER)
    bound = derivative(PRIMITIVE, BOUND, (u, early, 1), hypotheses=(early > 0, early < 1))
    least = in_turn(
        substitute(IN_TIME, {m: member(u)}) >= BOUND,
        [at(A_MEMBER, u), instantiate(above_bound(), {m: member(u), T: Integer(1)})],
        hypotheses=(*setting, u >= early, u <= 1),
    )
    grows = instantiate(integral_exceeds(OBJECTIVE_IN_TIME, bound, least, setting), {early: START})
    return in_turn(INFINITE, [prove((C > 1, M >= 0), And(START > 0, START < 1)), grows], hypotheses=INFINITE_FOR)


@cache
def not_square_integrable() -> Fact:
    """The square of the best weight is at least 1/max(1, λ̂)² at all times."""
    low = instantiate(prove(MODE, PRINTED**2 >= 1 / LARGEST**2), {x: LEVEL})
    linear = derivative(u / LARGEST**2, 1 / LARGEST**2, (u, early, LONG), hypotheses=(early > 0, N >= 0))
    setting = (early > 0, N >= 0, lam >= 0, C > 1)
    least = follows(
        low.conclusion,
        [low, prove([u >= early, early > 0], And(LEVEL > 0, LEVEL <= 1))],
        hypotheses=(*setting, u >= early),
    )
    return follows(GROWTH, [integral_exceeds(SQUARED, linear, least, setting)], hypotheses=(*setting, SQUARED))


PROOFS: Proofs = {
    "step-sample": sampled,
    "step-slope": lambda: derivative(OBJECTIVE, 2 * (m * TOTAL - 1), (m, -C, C), hypotheses=MODE),
    "step-mode": attained,
    "closed": all_modes,
    "open": best_inside,
    "unique": unique,
    "not-square-integrable": not_square_integrable,
    "integrand": above_bound,
    "infinite": infinite,
    "finite-without-constant": bounded,
}
