"""The proofs behind `p8_true_dimension_is_best_late`: which directions help, and the best level of d0 directions.

Tested in `tests/derivations/equal_variances/test_p8_true_dimension_is_best_late.py`.
"""

from __future__ import annotations

from functools import cache, partial

from sympy import And, Expr, Integer, Ne, Not, Or, Sum, Symbol, sqrt

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.concentration import p9_sample_variance_concentrates_proof as tails
from ldm_symbolic.derivations.concentration.failures import printed_exponent
from ldm_symbolic.derivations.equal_variances import p8_late_interval_proof as late
from ldm_symbolic.derivations.equal_variances.common_variance import (
    best,
    error,
    generated,
    levels,
    mode_cost,
    supported,
)
from ldm_symbolic.derivations.equal_variances.p3_joint_optimum_for_equal_variances import JOINT
from ldm_symbolic.derivations.equal_variances.p3_joint_optimum_for_equal_variances_proof import everywhere, with_order
from ldm_symbolic.derivations.equal_variances.p8_true_dimension_is_best_late import (
    AS_PRINTED,
    CLOSE,
    NEVER,
    NO_ZERO,
    OPTIMAL,
    SAMPLE,
    SOLUTION,
    UNIQUE,
    condition,
    slope,
    slope_at,
    weaker,
)
from ldm_symbolic.derivations.hypotheses import (
    a_level,
    all_positive,
    at_most_the_common,
    equal_variances,
    noisy_horizon,
    weakly_falling,
)
from ldm_symbolic.derivations.letters import X, d0, j, s_hat, x
from ldm_symbolic.derivations.plug_in.plug_in_error import aligned, i, mode_bend, mode_slope
from ldm_symbolic.notation import deviation as s
from ldm_symbolic.notation import deviations as s_all
from ldm_symbolic.proof import (
    Fact,
    ForEach,
    Identity,
    Minimises,
    at,
    by_logic,
    derivative,
    equal_sums,
    follows,
    for_all,
    in_turn,
    instantiate,
    monotone_by_slope,
    prove,
    split_sum,
    substitute,
    sum_over_modes,
    unique_root,
    without,
)

MODES = (*equal_variances(), all_positive(s_hat, d0))
POSITIVE = (s > 0, Identity(s_all[j], s), s_hat[j] > 0)  # what one mode needs


line = mode_cost(best) + substitute(mode_slope, {x: best}) * (x - best)  # a mode's tangent at x*


@cache
def mode_above_tangent() -> Fact:
    """Return that one mode's cost lies above its tangent at x*: the gap is s (√v - √v*)²/√v*."""
    here, there, c = (Symbol(name, real=True) for name in "vwc")
    tangent = there - 2 * c * sqrt(there) + (1 - c / sqrt(there)) * (here - there)
    gap = prove((here >= 0, there > 0, c >= 0), here - 2 * c * sqrt(here) >= tangent)
    gap = instantiate(gap, {here: generated(x), there: generated(best), c: s_all[j]})
    return follows(mode_cost(x) >= line, [gap], hypotheses=(*POSITIVE, *a_level(x), *a_level(best)))


@cache
def above_tangents() -> Fact:
    """Return E(d0, x) >= E(d0, x*) + E'(d0, x*) (x - x*)."""
    inside = (*a_level(x), *a_level(best))
    total = sum_over_modes(mode_above_tangent(), supported)
    base = (*MODES, *inside)
    lines = Sum(mode_cost(best), supported) + (x - best) * slope_at(best)
    same = equal_sums(Sum(line, supported), lines, hypotheses=base)
    return follows(error(d0, x) >= error(d0, best) + (x - best) * slope_at(best), [total, same], hypotheses=base)


@cache
def optimal_level() -> Fact:
    """Return that a level is a best one for d0 directions where its slope says so."""
    smallest = Minimises(best, error(d0, x), levels)
    base = (*MODES, *noisy_horizon(), *a_level(best, X), OPTIMAL)
    here = (*base, *a_level(x, X))
    product = prove(here, (x - best) * slope_at(best) >= 0)
    one = in_turn(error(d0, best) <= error(d0, x), [product, above_tangents()], hypotheses=here)
    inside = prove(a_level(best, X), And(*a_level(best, X)))
    return for_all(smallest, one, [x], facts=[inside])


def positive_total(term: Expr, one: Fact, only: Fact) -> Fact:
    """Return that a sum of terms that are >= 0, and > 0 unless ŝ_j = 1, is positive under (12).

    Args:
        one: ... |- term >= 0, for mode j.
        only: ..., term <= 0 |- ŝ_j = 1, for mode j.
    """
    total = Sum(term, supported)
    base = (*MODES, *without(one.hypotheses, POSITIVE))
    here = (*base, total <= 0, i >= 1, i <= d0)
    cuts = [split_sum(total, i - 1, hypotheses=here), split_sum(Sum(term, (j, i, d0)), i, hypotheses=here)]
    others = [sum_over_modes(one, (j, 1, i - 1)), sum_over_modes(one, (j, i + 1, d0))]
    numbers = S, a, h, b = tuple(Symbol(name, real=True) for name in "Sahb")
    parts = (total, Sum(term, (j, 1, i - 1)), substitute(term, {j: i}), Sum(term, (j, i + 1, d0)))
    left = prove([Identity(S, a + h + b), a >= 0, b >= 0, S <= 0], h <= 0)
    left = instantiate(left, dict(zip(numbers, parts, strict=True)))
    small = in_turn(left.conclusion, [*cuts, *others, left], hypotheses=here)
    unit = in_turn(Identity(s_hat[i], 1), [small, instantiate(only, {j: i})], hypotheses=here)
    every = for_all(ForEach(Identity(s_hat[i], 1), (i, 1, d0)), unit, [i])
    none = sum_over_modes(prove([Identity(s_hat[j], 1)], Identity(aligned, 0)), supported)
    contrary = in_turn(total > 0, [every, none], hypotheses=(*base, condition, total <= 0))
    either = prove(base, Or(total >= 0, total <= 0))
    return by_logic(total > 0, [contrary, either], hypotheses=(*base, condition))


@cache
def slope_rises() -> Fact:
    """Return that E'(d0, ·) rises strictly under (12), for then some estimate is not 1."""
    within_X = (*POSITIVE, *a_level(x, X), *noisy_horizon())
    one = prove(within_X, mode_bend >= 0)
    only = prove((*within_X, mode_bend <= 0), Identity(s_hat[j], 1))
    second = derivative(slope, Sum(mode_bend, supported), levels, hypotheses=(*MODES, *noisy_horizon()))
    return monotone_by_slope(second, positive_total(mode_bend, one, only))


@cache
def slope_at_the_end_of_generation() -> Fact:
    """Return E'(d0, 0) < 0 under (12)."""
    start = substitute(slope, {x: Integer(0)})
    same = equal_sums(start, Sum(aligned, supported), hypotheses=MODES)
    return in_turn(start < 0, [same], hypotheses=(*MODES, condition))


@cache
def one_solution() -> Fact:
    """Return that the slope has one zero if it is < 0 at 0 and >= 0 at X."""
    high = prove([slope_at(X) >= 0, *MODES, *noisy_horizon()], slope_at(X) >= 0)
    low = slope_at_the_end_of_generation()
    return unique_root(slope_rises(), in_turn(low.conclusion, [low], hypotheses=low.hypotheses), high)


@cache
def no_solution() -> Fact:
    """Return that the slope is < 0 at every level if it is < 0 at X."""
    rising = slope_rises()
    base = (*MODES, *noisy_horizon(), condition, slope_at(X) < 0)
    here = (*base, *a_level(x, X))
    before = in_turn(slope < 0, [rising, at(rising.conclusion, x, X)], hypotheses=(*here, x < X))
    last = follows(slope < 0, [equal_sums(slope, slope_at(X), hypotheses=(*here, x >= X))], hypotheses=(*here, x >= X))
    return for_all(ForEach(slope < 0, levels), by_logic(slope < 0, [before, last], hypotheses=here), [x])


@cache
def enough_noise() -> Fact:
    """Return E'(d0, X) >= 0 for λ <= X and λ̂_j <= 1: at level λ every mode generates at least λ."""
    known = (*POSITIVE, s_hat[j] ** 2 <= 1, s**2 <= X, *noisy_horizon())
    one = prove(known, substitute(mode_slope, {x: X}) >= 0)
    base = (*MODES, *noisy_horizon(), ForEach(s_hat[j] ** 2 <= 1, supported), s**2 <= X)
    return follows(slope_at(X) >= 0, [sum_over_modes(one, supported)], hypotheses=base)


@cache
def one_solution_with_enough_noise() -> Fact:
    """Return the same as `one_solution` under these simpler conditions."""
    base = (*enough_noise().hypotheses, condition)
    return in_turn(one_solution().conclusion, [enough_noise(), one_solution()], hypotheses=base)


@cache
def only_best_level() -> Fact:
    """Return that a solution is the only best level: the gap to the tangent vanishes for no other x unless ŝ_j = 1."""
    here, there, c = (Symbol(name, real=True) for name in "vwc")
    tangent = there - 2 * c * sqrt(there) + (1 - c / sqrt(there)) * (here - there)
    touches = prove((here >= 0, there > 0, c > 0, here - 2 * c * sqrt(here) - tangent <= 0), Identity(here, there))
    touches = instantiate(touches, {here: generated(x), there: generated(best), c: s_all[j]})
    inside = (*a_level(x, X), *a_level(best, X), *noisy_horizon(), Ne(x, best))
    gap = mode_cost(x) - line
    one = follows(gap >= 0, [mode_above_tangent()], hypotheses=(*POSITIVE, *inside))
    only = in_turn(Identity(s_hat[j], 1), [touches], hypotheses=(*POSITIVE, *inside, gap <= 0))
    total = positive_total(gap, one, only)
    split = Sum(mode_cost(x), supported) - Sum(mode_cost(best), supported) - (x - best) * slope_at(best)
    base = (*MODES, *noisy_horizon(), *SOLUTION, *a_level(x, X), Ne(x, best))
    same = equal_sums(Sum(gap, supported), split, hypotheses=(*MODES, *inside))
    strictly = in_turn(error(d0, best) < error(d0, x), [total, same], hypotheses=base)
    guarded = in_turn(UNIQUE.args[0], [strictly], hypotheses=base)
    equal = prove((*MODES, *noisy_horizon(), *a_level(best, X), *a_level(x, X), Not(Ne(x, best))), UNIQUE.args[0])
    either = by_logic(
        UNIQUE.args[0], [guarded, equal], hypotheses=(*MODES, *noisy_horizon(), *SOLUTION, *a_level(x, X))
    )
    return for_all(UNIQUE, either, [x])


@cache
def before_the_end() -> Fact:
    """Return that a solution is a positive level, for at level 0 the slope is that of (12)."""
    base = (*MODES, *noisy_horizon(), *SOLUTION)
    end = equal_sums(slope_at(best), Sum(aligned, supported), hypotheses=(*MODES, best >= 0, best <= 0))
    absurd = follows(best > 0, [end], hypotheses=(*base, best <= 0))
    return by_logic(best > 0, [absurd], hypotheses=base)


@cache
def estimates_are_positive() -> Fact:
    """Return ŝ_j > 0 for ε < 1."""
    return prove(CLOSE, all_positive(s_hat, d0))


@cache
def no_estimate_is_zero() -> Fact:
    """Return ŝ_j > 0 for ε < 1, and for ε = 1 where that is assumed."""
    return prove(NO_ZERO, all_positive(s_hat, d0))


@cache
def joint() -> Fact:
    """Return that (d0, x*) minimises E over all dimensions and levels where the slope at x* tells that x* is best."""
    base = (
        *equal_variances(),
        *weakly_falling(s_hat, d0),
        all_positive(s_hat, d0),
        at_most_the_common(4),
        *noisy_horizon(),
        *a_level(best, X),
        OPTIMAL,
    )
    return in_turn(JOINT, [optimal_level(), everywhere(with_order())], hypotheses=base)


@cache
def joint_as_printed() -> Fact:
    """Return the same for the printed x*, given that it exists."""
    base = (*CLOSE, *noisy_horizon(), *a_level(best, X), AS_PRINTED)
    none = (*MODES, *noisy_horizon(), best >= 0, best <= 0)
    end = equal_sums(slope_at(best), Sum(aligned, supported), hypotheses=none)
    bound = prove(CLOSE, at_most_the_common(4))
    solved = in_turn(OPTIMAL, [estimates_are_positive()], hypotheses=(*base, condition))
    stays = in_turn(OPTIMAL, [estimates_are_positive(), end], hypotheses=(*base, Not(condition)))
    either = prove((*CLOSE, *noisy_horizon()), Or(Sum(aligned, supported) <= 0, Sum(aligned, supported) >= 0))
    chosen = by_logic(OPTIMAL, [solved, stays, either], hypotheses=base)
    return in_turn(JOINT, [estimates_are_positive(), bound, chosen, joint()], hypotheses=base)


@cache
def never_a_solution() -> Fact:
    """Return that the slope is < 0 at every level, whatever X, for λ >= 1 > λ̂_j: no mode ever generates λ."""
    one = prove((*POSITIVE, s >= 1, s_hat[j] < 1, *a_level(x, X), *noisy_horizon()), mode_slope < 0)
    base = (*MODES, *noisy_horizon(), *NEVER, *a_level(x, X))
    total = follows(slope < 0, [sum_over_modes(one, supported)], hypotheses=base)
    return for_all(ForEach(slope < 0, levels), total, [x])


PROOFS: Proofs = {
    "probability": (partial(tails.union, 2, printed_exponent, weaker, SAMPLE),),
    "late": (late.as_printed,),
    "late-repaired": (late.with_positive_part,),
    "late-sharp": (late.fails_earlier,),
    "step-min-repaired": (late.lower_threshold,),
    "step-sum-repaired": (no_estimate_is_zero,),
    "solution-repaired": (estimates_are_positive, one_solution),
    "solution-none": (estimates_are_positive, no_solution),
    "solution-enough": (estimates_are_positive, one_solution_with_enough_noise),
    "solution-never": (estimates_are_positive, never_a_solution),
    "step-minimiser": (estimates_are_positive, only_best_level),
    "remark-before": (estimates_are_positive, before_the_end),
    "joint": (joint_as_printed,),
    "joint-repaired": (joint,),
}
