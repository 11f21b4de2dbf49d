"""The vocabulary of the claims: what several theorems assume, each said once and named by what it says.

A claim reads aloud as "if ... then ...": its hypotheses are names of this file or relations written out, as in

    (*data_and_schedule(), *falling(s), are_times(times, EXACT_QUOTIENT), *a_time())

"given data and a schedule, falling deviations s_j, their times t_j by the exact score, and a time t". What has a star
is several conditions, all of which are assumed; the rest is one. The letters are in `letters`: k keeps the first k of D
directions, s_j and ŝ_j are true and estimated deviations, x = a² is a noise level in [0, X], t a generation time in
[0, T], C the cap of a score, j any direction.

Tested in `tests/whole/test_derivations.py`.
"""

from __future__ import annotations

from typing import Any

from sympy import Abs, Expr, IndexedBase, Integer, Max, Or, Piecewise, exp, sqrt
from sympy.logic.boolalg import Boolean

from ldm_symbolic.derivations.clock import clock
from ldm_symbolic.derivations.letters import C, D, T, X, d0, d1, d2, j, k, t, x
from ldm_symbolic.notation import deviation as s
from ldm_symbolic.notation import deviations, estimated_deviations, estimated_variance, noise_at, time_left_at
from ldm_symbolic.proof import ForEach, Identity, substitute

Conditions = tuple[Boolean, ...]


def a_dimension() -> Conditions:
    """k is one of the latent dimensions 1..D.

    >>> a_dimension(), a_further_direction()
    ((k >= 1, k <= D), (k >= 2, k <= D))
    """
    return k >= 1, k <= D


def a_further_direction() -> Conditions:
    """Direction k is not the first."""
    return k >= 2, k <= D


def a_level(level: Any = x, top: Any = 1) -> Conditions:
    """A noise level lies in [0, top].

    >>> a_level(), a_level(x, X), a_time()
    ((x >= 0, x <= 1), (x >= 0, x <= X), (t >= 0, t <= T))
    """
    return level >= 0, level <= top


def a_time() -> Conditions:
    """t lies in [0, T]."""
    return t >= 0, t <= T


# The schedule.


def noisy_horizon() -> Conditions:
    """There is noise at the horizon, and some signal: 0 < X < 1.

    >>> noisy_horizon()
    (X > 0, X < 1)
    """
    return X > 0, X < 1


def a_schedule() -> Conditions:
    """A variance-preserving schedule, not stopped at once: a² rises from 0 at time 0 to X < 1 at time T > 0."""
    return T > 0, X < 1, clock


def a_noisy_schedule() -> Conditions:
    """The same with X > 0 said, which follows."""
    return T > 0, X > 0, X < 1, clock


def data_and_schedule() -> Conditions:
    """Data with at least one coordinate, and a schedule."""
    return D >= 1, *a_noisy_schedule()


def long_enough() -> Boolean:
    """The horizon is at least log((1 + √2)/2)/2 = 0.0941...: e^{-2T} <= 2√2 - 2."""
    return exp(-2 * T) <= 2 * sqrt(2) - 2


# Sequences, one number for each direction; `last` is how many directions are spoken of.


def all_positive(numbers: IndexedBase, last: Any = D) -> ForEach:
    """Every number of a sequence is positive.

    >>> all_positive(deviations), none_negative(deviations, k)
    (ForEach(s[j] > 0, (j, 1, D)), ForEach(s[j] >= 0, (j, 1, k)))
    """
    return ForEach(numbers[j] > 0, (j, 1, last))


def none_negative(numbers: IndexedBase, last: Any = D) -> ForEach:
    """No number of a sequence is negative."""
    return ForEach(numbers[j] >= 0, (j, 1, last))


def not_rising(numbers: IndexedBase, last: Any = D) -> ForEach:
    """No number is smaller than the next one.

    >>> not_rising(deviations)
    ForEach(s[j] >= s[j + 1], (j, 1, D - 1))
    """
    return ForEach(numbers[j] >= numbers[j + 1], (j, 1, last - 1))


def falling(numbers: IndexedBase) -> Conditions:
    """The numbers are positive, and each is larger than the next: distinct variances in falling order.

    >>> falling(deviations)
    (ForEach(s[j] > 0, (j, 1, D)), ForEach(s[j] > s[j + 1], (j, 1, D - 1)))
    """
    return all_positive(numbers), ForEach(numbers[j] > numbers[j + 1], (j, 1, D - 1))


def weakly_falling(numbers: IndexedBase, last: Any = D) -> Conditions:
    """The same with ties and zeros admitted.

    >>> weakly_falling(deviations, d0)
    (ForEach(s[j] >= 0, (j, 1, d0)), ForEach(s[j] >= s[j + 1], (j, 1, d0 - 1)))
    """
    return none_negative(numbers, last), not_rising(numbers, last)


def empty(numbers: IndexedBase, before: Any, last: Any = D) -> ForEach:
    """All numbers after one of the directions are 0."""
    return ForEach(Identity(numbers[j], 0), (j, before + 1, last))


def modes(last: Any = k) -> Conditions:
    """The first directions have real deviations and positive estimates of them: s_j >= 0, ŝ_j > 0.

    >>> modes()
    (ForEach(s[j] >= 0, (j, 1, k)), ForEach(s_hat[j] > 0, (j, 1, k)))
    """
    return none_negative(deviations, last), all_positive(estimated_deviations, last)


def positive_modes(last: Any = k) -> Conditions:
    """The same with positive deviations."""
    return all_positive(deviations, last), all_positive(estimated_deviations, last)


def equal_variances() -> Conditions:
    """The first d0 directions have one deviation s > 0; all others have none, and are estimated so.

    >>> equal_variances()[:4]
    (d0 >= 1, d0 <= D, s > 0, ForEach(Identity(s[j], s), (j, 1, d0)))
    """
    same = ForEach(Identity(deviations[j], s), (j, 1, d0))
    return d0 >= 1, d0 <= D, s > 0, same, empty(deviations, d0), empty(estimated_deviations, d0)


# How good the estimates are; the probabilities are those of `concentration`.


def close_estimates(share: Any = 1) -> ForEach:
    """Every λ̂_j is within a share of λ_j: |λ̂_j - λ_j| <= ε λ_j.

    >>> close_estimates()
    ForEach(Abs(s[j]**2 - s_hat[j]**2) <= s[j]**2, (j, 1, D))
    """
    true, estimate = deviations[j] ** 2, estimated_deviations[j] ** 2
    return ForEach(Abs(estimate - true) <= share * true, (j, 1, D))


def close_to_the_common(share: Any = 1) -> ForEach:
    """Every λ̂_j up to d0 is within a share of the common variance: |λ - λ̂_j| <= ε λ."""
    return ForEach(Abs(s**2 - estimated_deviations[j] ** 2) <= share * s**2, (j, 1, d0))


def at_most_the_common(factor: Any) -> ForEach:
    """No λ̂_j up to d0 exceeds the common variance by more than a factor: λ̂_j <= factor · λ."""
    return ForEach(estimated_deviations[j] ** 2 <= factor * s**2, (j, 1, d0))


def at_most_doubled() -> ForEach:
    """No λ̂_j exceeds 2 λ_j, as |λ̂_j - λ_j| <= λ_j says.

    >>> at_most_doubled(), less_than_doubled()
    (ForEach(s_hat[j]**2 <= 2*s[j]**2, (j, 1, D)), ForEach(s_hat[j]**2 < 2*s[j]**2, (j, 1, D)))
    """
    return ForEach(estimated_deviations[j] ** 2 <= 2 * deviations[j] ** 2, (j, 1, D))


def less_than_doubled() -> ForEach:
    """Every λ̂_j is below 2 λ_j."""
    return ForEach(estimated_deviations[j] ** 2 < 2 * deviations[j] ** 2, (j, 1, D))


def in_time(term: Any) -> Any:
    """A term in the noise level, read at the level that is left at time t: x = a²_{T-t}.

    >>> in_time(x * (1 - x))
    (1 - a2(T - t))*a2(T - t)
    """
    return substitute(term, {x: noise_at(T - t)})


# The times of eq. (8).

EXACT_QUOTIENT = (3 * deviations[j] ** 2, 1 - deviations[j] ** 2)
"""3 λ_j/(1 - λ_j)₊, by numerator and denominator."""
PLUGIN_QUOTIENT = (4 * deviations[j] ** 2 - estimated_deviations[j] ** 2, 1 - estimated_deviations[j] ** 2)
"""(4 λ_j - λ̂_j)/(1 - λ̂_j)₊."""


def extended_inverse(numerator: Expr, denominator: Expr) -> Expr:
    """ā(a/b₊) by (8): 0 below 0 and T above X, where the quotient is compared by its numerator; no value for 0/0."""
    positive = Max(denominator, 0)
    return Piecewise(
        (Integer(0), numerator < 0), (T, numerator > X * positive), (time_left_at(numerator / positive), True)
    )


def are_times(sequence: IndexedBase, quotient: tuple[Expr, Expr]) -> ForEach:
    """A sequence holds the times of (8): T - ā(quotient) for direction j, but 0 for the first and T after the last.

    >>> are_times(deviations, (x, D)).args[1]
    (j, 1, D + 1)
    """
    here = T - extended_inverse(*quotient)
    return ForEach(Identity(sequence[j], Piecewise((0, j <= 1), (T, j >= D + 1), (here, True))), (j, 1, D + 1))


def times_in_order(sequence: IndexedBase) -> ForEach:
    """No time is later than the next."""
    return ForEach(sequence[j] <= sequence[j + 1], (j, 1, D))


def in_the_interval_of(sequence: IndexedBase) -> Conditions:
    """k is a dimension, and t lies in the interval between its time and the next, without the right end.

    >>> times_in_order(deviations), in_the_interval_of(deviations)
    (ForEach(s[j] <= s[j + 1], (j, 1, D)), (k >= 1, k <= D, t >= s[k], t < s[k + 1]))
    """
    return *a_dimension(), t >= sequence[k], t < sequence[k + 1]


# A capped score, on all directions.


def capped_data() -> Conditions:
    """Data with real deviations, a cap C > 1 and a horizon T > 0.

    >>> capped_data(), capped_mode()
    ((D >= 1, C > 1, T > 0, ForEach(s[j] >= 0, (j, 1, D))), (C > 1, T > 0, lambda_hat >= 0))
    """
    return D >= 1, C > 1, T > 0, none_negative(deviations)


def capped_mode() -> Conditions:
    """One direction with a cap C > 1, a horizon T > 0 and an estimate λ̂ >= 0."""
    return C > 1, T > 0, estimated_variance >= 0


def reaches(direction: Any) -> Boolean:
    """The estimate of a direction reaches the inverse of the cap: λ̂_j >= 1/C.

    >>> reaches(k), is_small(k)
    (C*s_hat[k]**2 >= 1, (8*C - 4)*s[k]**2 <= 1)
    """
    return C * estimated_deviations[direction] ** 2 >= 1


def is_small(direction: Any) -> Boolean:
    """The true variance of a direction is small for what the cap leaves: 4 λ_j <= 1/(2C-1)."""
    return 4 * (2 * C - 1) * deviations[direction] ** 2 <= 1


def d1_is_the_last_that_reaches() -> Conditions:
    """d1 is the last j with λ̂_j >= 1/C, and 1 if there is none.

    >>> d1_is_the_last_that_reaches()[2:]
    (ForEach(C*s_hat[j]**2 < 1, (j, d1 + 1, D)), (d1 <= 1) | (C*s_hat[d1]**2 >= 1))
    """
    none = ForEach(C * estimated_deviations[j] ** 2 < 1, (j, d1 + 1, D))
    return d1 >= 1, d1 <= D, none, Or(d1 <= 1, reaches(d1))


def d2_is_the_first_that_is_small() -> Conditions:
    """d2 is the first j with 4 λ_j <= 1/(2C-1), and D if there is none.

    >>> d2_is_the_first_that_is_small()[2:]
    (ForEach((8*C - 4)*s[j]**2 > 1, (j, 1, d2 - 1)), (d2 >= D) | ((8*C - 4)*s[d2]**2 <= 1))
    """
    none = ForEach(4 * (2 * C - 1) * deviations[j] ** 2 > 1, (j, 1, d2 - 1))
    return d2 >= 1, d2 <= D, none, Or(d2 >= D, is_small(d2))
