"""What the claims and proofs about principal components of a sample speak of: the trace W_k, two times, their order.

Tested in `tests/derivations/principal_components/test_p7_principal_components_of_the_sample.py`.
"""

from __future__ import annotations

from typing import Any

from sympy import Abs, And, Equivalent, Expr, Implies, IndexedBase, Integer, Max, Piecewise, Rational, Sum, Symbol, sqrt
from sympy.logic.boolalg import Boolean

from ldm_symbolic.derivations.hypotheses import (
    a_dimension,
    a_further_direction,
    a_level,
    a_time,
    data_and_schedule,
    extended_inverse,
    falling,
    in_time,
    none_negative,
    weakly_falling,
)
from ldm_symbolic.derivations.letters import D, T, X, j, k, s, s_hat, t
from ldm_symbolic.derivations.plug_in import p2_best_dimension_at_a_time as p2
from ldm_symbolic.model.score import PluginScore
from ldm_symbolic.proof import ForEach, Identity, Minimises, substitute

i, later = Symbol("i", integer=True), Symbol("l", integer=True)
W = IndexedBase("W", real=True)
epsilon, spread = Symbol("epsilon", real=True), Symbol("S", real=True)
one, other = Symbol("p", real=True), Symbol("q", real=True)
SLACK = 4 * spread * epsilon


def generated(index: Any) -> Expr:
    """v_j, from the model."""
    return substitute(p2.generated(PluginScore()), {k: index})


def commuting(last: Any) -> Expr:
    """K_k = Σ_{j<=k} ŝ_j √v_j."""
    return Sum(s_hat[j] * sqrt(generated(j)), (j, 1, last))


def error(last: Any) -> Expr:
    """E(k) = Σ_{j<=k} v_j + Σ_j λ_j - 2 W_k."""
    return Sum(generated(j), (j, 1, last)) + Sum(s[j] ** 2, (j, 1, D)) - 2 * W[last]


def change(index: Any, slack: Expr) -> Expr:
    """(√v_k - ŝ_k)² - λ̂_k + slack, the last line of (22)."""
    return (sqrt(generated(index)) - s_hat[index]) ** 2 - s_hat[index] ** 2 + slack


def numerator(index: Any, slack: Expr) -> Expr:
    """λ̂ + slack + 2 ŝ √(λ̂ + slack)."""
    return s_hat[index] ** 2 + slack + 2 * s_hat[index] * sqrt(s_hat[index] ** 2 + slack)


def time_of(index: Any, slack: Expr) -> Expr:
    """T̂_k(u) with slack = -4 S ε, t̂_k(u) with slack = 4 S ε."""
    return T - extended_inverse(numerator(index, slack), 1 - s_hat[index] ** 2)


EVENT = ForEach(Abs(W[i] - commuting(i)) <= epsilon * spread, (i, 1, D))
SMALL = SLACK >= 0
ROOM = Piecewise((s_hat[k] ** 2, s_hat[k] < 1), (2 * s_hat[k] - 1, True))
BEFORE = And(SLACK <= ROOM, t >= time_of(k, -SLACK))
AFTER = And(time_of(k + 1, SLACK) > 0, t <= time_of(k + 1, SLACK))
BEST = Minimises(k, in_time(error(i)), (i, 1, D))
WEAK = (
    *data_and_schedule(),
    *weakly_falling(s_hat),
    in_time(EVENT),
    SMALL,
    *a_time(),
    *a_dimension(),
    Implies(k >= 2, BEFORE),
    Implies(k <= D - 1, AFTER),
)

# The trace of a root, bounded.

q, r = IndexedBase("q", real=True), IndexedBase("r", real=True)  # the diagonals of two roots
TOTAL = Sum(Max(s[j], s[j] ** 2), (j, 1, D))
IS_SPREAD = Identity(spread, TOTAL)
ESTIMATED_SPREAD = Sum(Max(s_hat[j], s_hat[j] ** 2), (j, 1, D))


def sandwich(index: Any) -> tuple[Any, ...]:
    """K/√(1+ε) <= W <= K/√(1-ε)."""
    return commuting(index) <= sqrt(1 + epsilon) * W[index], sqrt(1 - epsilon) * W[index] <= commuting(index)


WEYL = ForEach(And((1 - epsilon) * s[j] ** 2 <= s_hat[j] ** 2, s_hat[j] ** 2 <= (1 + epsilon) * s[j] ** 2), (j, 1, D))
TRACE_BOUND = W[k] <= Sum(s[j] * sqrt(generated(j)), (j, 1, k))
TWO_DIRECTIONS = (D >= 2, *falling(s), epsilon > 0, WEYL, IS_SPREAD, s_hat[D] ** 2 >= SLACK)
distance = Abs(W[k] - commuting(k))
SMALL_ERROR = (epsilon >= 0, epsilon <= Rational(1, 2))
TRACES = Sum(q[i], (i, 1, D)) <= sqrt(1 / (1 - epsilon)) * Sum(r[i], (i, 1, D))


def _ordered(most: Rational) -> tuple[Boolean, ...]:
    """What the order gives for ε up to a bound."""
    small = (epsilon >= 0, epsilon <= most)
    return (*a_level(), *small, none_negative(s), none_negative(s_hat), WEYL, IS_SPREAD, *a_dimension(), *sandwich(k))


# Two times of each direction, their order and what it is asked of.

upper, lower = IndexedBase("T_hat", real=True), IndexedBase("t_hat", real=True)
SANDWICH = ForEach(And(*sandwich(i)), (i, 1, D))
UPPER = ForEach(Identity(upper[j], Piecewise((Integer(0), j <= 1), (time_of(j, -SLACK), True))), (j, 1, D))
LOWER = ForEach(Identity(lower[j], Piecewise((T, j >= D + 1), (time_of(j, SLACK), True))), (j, 2, D + 1))
DEFINED = (UPPER, LOWER)
CHAIN = ForEach(upper[j] < lower[j + 1], (j, 1, D))
EARLY_FIRST = ForEach(lower[j] < upper[j], (j, 2, D))
ORDERED = And(CHAIN, EARLY_FIRST)
PRINTED = (
    *data_and_schedule(),
    *falling(s),
    *falling(s_hat),
    epsilon > 0,
    epsilon < 1,
    WEYL,
    IS_SPREAD,
    in_time(SANDWICH),
    *DEFINED,
    ORDERED,
    *a_time(),
    *a_dimension(),
    t >= upper[k],
    t <= lower[k + 1],
)
below, above = Symbol("y", real=True), Symbol("z", real=True)
SMALL_ESTIMATE = (s_hat[k] > 0, s_hat[k] < 1, SLACK >= 0, s_hat[k] ** 2 >= SLACK)
HELPS_LATE = Equivalent(in_time(change(k, SLACK)) <= 0, t >= time_of(k, -SLACK))
WITHOUT_ERROR = substitute(T - extended_inverse(3 * s_hat[j] ** 2, 1 - s_hat[j] ** 2), {j: k})
REDUCED = And(Identity(time_of(k, -SLACK), WITHOUT_ERROR), Identity(time_of(k, SLACK), WITHOUT_ERROR))
INSIDE = ForEach(
    And(s_hat[j] < 1, numerator(j, SLACK) < X * (1 - s_hat[j] ** 2), s_hat[j] ** 2 > SLACK, SLACK > 0), (j, 2, D)
)
APART = ForEach(
    numerator(j + 1, SLACK) * (1 - s_hat[j] ** 2) < numerator(j, -SLACK) * (1 - s_hat[j + 1] ** 2), (j, 2, D - 1)
)
ORDER = (*data_and_schedule(), none_negative(s_hat), *DEFINED, INSIDE, APART)
added = error(k) - error(k - 1)
BOUND = change(k, SLACK) <= 0
ONE = (*a_level(), *SMALL_ESTIMATE)
ON_THE_EVENT = (
    *data_and_schedule(),
    *a_time(),
    none_negative(s_hat),
    in_time(EVENT),
    SLACK >= 0,
    *a_further_direction(),
)
UNTIL = (*ON_THE_EVENT, t <= time_of(k, SLACK))
COSTS = in_time(error(k)) >= in_time(error(k - 1))
HELPS = in_time(error(k)) <= in_time(error(k - 1))


def quotient(index: Expr, slack: Expr) -> Expr:
    """(λ̂ + slack + 2 ŝ √(λ̂ + slack))/(1 - λ̂)₊."""
    return numerator(index, slack) / Max(1 - s_hat[index] ** 2, 0)


def between(index: Expr) -> tuple[object, ...]:
    """What is assumed of one direction, for its times to lie strictly inside."""
    body = substitute(INSIDE.args[0], {j: index})
    return (*data_and_schedule(), s_hat[index] >= 0, *body.args)
