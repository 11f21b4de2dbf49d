"""The trace W_k of `p7_principal_components_of_the_sample` and its value K_k for covariances that commute.

The Loewner order gives, root by root, K_k/√(1+ε) <= W_k <= K_k/√(1-ε) and, eigenvalue by eigenvalue,
(1-ε) λ <= λ̂ <= (1+ε) λ. From these follows |W_k - K_k| <= ε S, with no further theorem as long as ε <= (√17 - 1)/8,
and with a bound on traces (von Neumann's) for ε <= 1/2. Where the times of the theorem are defined ε is at most 1/7.

Tested in `tests/derivations/principal_components/test_p7_principal_components_of_the_sample.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, Expr, Ge, Max, Rational, Sum, Symbol, sqrt

from ldm_symbolic.derivations.hypotheses import a_level, none_negative
from ldm_symbolic.derivations.letters import D, j, k, s, s_hat
from ldm_symbolic.derivations.principal_components.p7_of_the_sample import (
    ESTIMATED_SPREAD,
    IS_SPREAD,
    SMALL_ERROR,
    TOTAL,
    TRACE_BOUND,
    TRACES,
    TWO_DIRECTIONS,
    WEYL,
    W,
    _ordered,
    commuting,
    distance,
    epsilon,
    generated,
    i,
    q,
    r,
    sandwich,
    spread,
)
from ldm_symbolic.proof import Fact, equal_sums, follows, in_turn, instantiate, prove, split_sum, sum_over_modes


@cache
def traces() -> Fact:
    """A sum of diagonal entries, each bounded."""
    one = prove([epsilon < 1, q[i] <= sqrt(1 / (1 - epsilon)) * r[i]], q[i] <= sqrt(1 / (1 - epsilon)) * r[i])
    total = sum_over_modes(one, (i, 1, D))
    out = equal_sums(total.conclusion.args[1], TRACES.args[1], hypotheses=[epsilon < 1])
    return in_turn(TRACES, [total, out], hypotheses=[*total.hypotheses, epsilon < 1])


@cache
def close_to_estimated() -> Fact:
    """|W - K| <= ε K <= ε Σ max(ŝ, λ̂)."""
    within = (*a_level(), *SMALL_ERROR, none_negative(s_hat), k >= 1, k <= D, *sandwich(k))
    goal = distance <= epsilon * ESTIMATED_SPREAD
    return in_turn(goal, [commuting_is_positive(), relative(), at_most_estimated_spread()], hypotheses=within)


@cache
def relative() -> Fact:
    """|W - K| <= ε K, from 1/√(1-ε) <= 1 + ε and 1/√(1+ε) >= 1 - ε."""
    within = (*a_level(), *SMALL_ERROR, none_negative(s_hat), k >= 1, k <= D, *sandwich(k))
    return in_turn(distance <= epsilon * commuting(k), [commuting_is_positive()], hypotheses=within)


@cache
def commuting_is_positive() -> Fact:
    """K_k >= 0."""
    return sum_over_modes(prove((*a_level(), s_hat[j] >= 0), s_hat[j] * sqrt(generated(j)) >= 0), (j, 1, k))


def partial(term: Expr) -> Fact:
    """Σ_{j<=k} <= Σ_{j<=D} for a non-negative term."""
    whole = Sum(term, (j, 1, D))
    rest = sum_over_modes(prove([], Ge(term, 0, evaluate=False)), (j, k + 1, D))
    within = (k >= 0, k <= D)
    return follows(Sum(term, (j, 1, k)) <= whole, [rest, split_sum(whole, k, hypotheses=within)], hypotheses=within)


@cache
def at_most_estimated_spread() -> Fact:
    """K_k <= Σ max(ŝ, λ̂)."""
    term = Max(s_hat[j], s_hat[j] ** 2)
    one = sum_over_modes(prove((*a_level(), s_hat[j] >= 0), s_hat[j] * sqrt(generated(j)) <= term), (j, 1, k))
    within = (*a_level(), none_negative(s_hat), k >= 0, k <= D)
    return in_turn(commuting(k) <= ESTIMATED_SPREAD, [one, partial(term)], hypotheses=within)


def bounded_by_spread(term: Expr, factor: Expr) -> Fact:
    """Σ_{j<=k} term <= factor S(Σ)."""
    most = Max(s[j], s[j] ** 2)
    one_mode = (*a_level(), epsilon >= 0, s[j] >= 0, s_hat[j] >= 0, s_hat[j] ** 2 <= (1 + epsilon) * s[j] ** 2)
    kept = prove((*a_level(), s_hat[j] >= 0), s_hat[j] * sqrt(generated(j)) <= Max(s_hat[j], s_hat[j] ** 2))
    close = prove(one_mode[2:], Max(s_hat[j], s_hat[j] ** 2) <= (1 + epsilon) * most)
    one = in_turn(term <= factor * most, [kept, close], hypotheses=one_mode)
    total = sum_over_modes(one, (j, 1, k))
    out = equal_sums(total.conclusion.args[1], factor * Sum(most, (j, 1, k)), hypotheses=[epsilon >= 0])
    within = (*a_level(), epsilon >= 0, none_negative(s), none_negative(s_hat), WEYL, IS_SPREAD, k >= 0, k <= D)
    return in_turn(total.conclusion.args[0] <= factor * spread, [total, out, partial(most)], hypotheses=within)


@cache
def close_to_commuting() -> Fact:
    """|W_k - K_k| <= ε S(Σ) for ε <= 39/100, from the order alone."""
    within = _ordered(Rational(39, 100))
    most = bounded_by_spread(s_hat[j] * sqrt(generated(j)), 1 + epsilon)
    total, trace, width = (Symbol(letter, real=True) for letter in "KwS")
    order = (sqrt(1 + epsilon) * trace >= total, sqrt(1 - epsilon) * trace <= total)
    numbers = (epsilon >= 0, epsilon <= Rational(39, 100), total >= 0, total <= (1 + epsilon) * width, *order)
    close = prove(numbers, And(trace - total <= epsilon * width, total - trace <= epsilon * width))
    close = instantiate(close, {total: commuting(k), trace: W[k], width: spread})
    goal = distance <= epsilon * spread
    return in_turn(goal, [commuting_is_positive(), most, close], hypotheses=within)


@cache
def close_by_traces() -> Fact:
    """The same for ε <= 1/2, with W_k <= Σ s_j √v_j as well."""
    within = _ordered(Rational(1, 2))
    most = bounded_by_spread(s_hat[j] * sqrt(generated(j)), 1 + epsilon)
    roots_most = bounded_by_spread(s[j] * sqrt(generated(j)), sqrt(1 + epsilon))
    goal = distance <= epsilon * spread
    return in_turn(goal, [commuting_is_positive(), most, roots_most], hypotheses=(*within, TRACE_BOUND))


@cache
def epsilon_is_small() -> Fact:
    """Two directions and a root of λ̂_D - 4 S ε leave ε <= 1/7, for 2 λ_D <= S."""
    first = Sum(TOTAL.function, (j, 1, D - 1))
    within = (D >= 2,)
    cuts = [split_sum(TOTAL, D - 1, hypotheses=within), split_sum(first, D - 2, hypotheses=within)]
    others = sum_over_modes(prove([], Ge(TOTAL.function, 0, evaluate=False)), (j, 1, D - 2))
    large = in_turn(spread >= 2 * s[D] ** 2, [*cuts, others], hypotheses=TWO_DIRECTIONS)
    return in_turn(epsilon <= Rational(1, 7), [large], hypotheses=TWO_DIRECTIONS)
