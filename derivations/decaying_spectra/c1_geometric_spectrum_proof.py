"""What is needed of a geometric or a power-law spectrum: where the best dimensions can be, by the sizes of λ_j.

Tested in `tests/derivations/decaying_spectra/test_c1_geometric_spectrum.py`.
"""

from __future__ import annotations

from functools import cache, partial
from typing import Any

from sympy import And, Integer, Or, Rational, Symbol
from sympy.logic.boolalg import Boolean

from ldm_symbolic.derivations.capped_dimension.best_dimensions import BEST, later
from ldm_symbolic.derivations.capped_dimension.best_dimensions_proof import falling, near, not_after, not_before
from ldm_symbolic.derivations.capped_dimension.error_at_the_end import best, i
from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.concentration.failures import n
from ldm_symbolic.derivations.concentration.p9_sample_variance_concentrates_proof import seldom_off
from ldm_symbolic.derivations.decaying_spectra.c1_geometric_spectrum import (
    CHAIN,
    D1_SETTING,
    GEOMETRIC,
    HALF,
    HALF_LEFT,
    IS_D,
    IS_TRUE_D,
    LARGE,
    NO_TIE,
    NONE,
    SMALL,
    TWO,
    accuracy,
    believed,
    d,
    ratio,
    true_variance,
)
from ldm_symbolic.derivations.decaying_spectra.c1_power_law_proof import power_by_estimates, power_by_truth
from ldm_symbolic.derivations.hypotheses import (
    all_positive,
    capped_data,
    close_estimates,
    d1_is_the_last_that_reaches,
    d2_is_the_first_that_is_small,
    less_than_doubled,
    long_enough,
    not_rising,
)
from ldm_symbolic.derivations.letters import C, D, d1, d2, j
from ldm_symbolic.notation import deviations as deviation
from ldm_symbolic.notation import estimated_deviations as estimated
from ldm_symbolic.proof import (
    Fact,
    Identity,
    at,
    by_induction,
    by_logic,
    conjuncts,
    follows,
    for_each_mode,
    in_turn,
    instantiate,
    oriented,
    prove,
    substitute,
)


@cache
def geometric_falls() -> Fact:
    """L^{-j} falls."""
    one = prove(
        (ratio > 1, deviation[j] > 0, deviation[j + 1] > 0, Identity(true_variance(j), ratio * true_variance(j + 1))),
        deviation[j] >= deviation[j + 1],
    )
    facts = [at(all_positive(deviation), j), at(all_positive(deviation), j + 1), at(GEOMETRIC[2], j), one]
    each = in_turn(one.conclusion, facts, hypotheses=(ratio > 1, *GEOMETRIC, j >= 1, j <= D - 1))
    return for_each_mode(each, (j, 1, D - 1))


def two_from(given: tuple[Boolean, ...], facts: list[Fact], large: Fact, small: Fact) -> Fact:
    """d <= m <= d + 1, from λ_d > 1/(2C) and λ_{d+2} < 1/(4 (2C-1))."""
    setting = (*capped_data(), *given, long_enough(), BEST)
    step = prove((d >= 1,), d + 1 >= 1)
    return by_logic(TWO, [*facts, large, small, step, not_before(d), not_after(d + 1)], hypotheses=setting)


now, following, estimate, other = (Symbol(letter, real=True) for letter in ("x", "y", "z", "w"))
"""λ_{d+1}, λ_{d+2}, λ̂_{d+1} and another estimate, in letters."""


@cache
def small_next(share: Any) -> Fact:
    """λ_{d+2} < 1/(4 (2C-1)), from λ̂_{d+1} <= 1/C."""
    steep = (ratio * (1 - share) >= 8, share < 1, following > 0, Identity(now, ratio * following))
    less = prove((*steep, estimate >= (1 - share) * now), 8 * following <= estimate)
    under = prove((C > 1, C * estimate <= 1, 8 * following <= estimate, following > 0), small(following))
    terms = {now: true_variance(d + 1), following: true_variance(d + 2), estimate: believed(d + 1)}
    near_one = prove(
        (close_estimates(share), d + 1 >= 1, d + 1 <= D), believed(d + 1) >= (1 - share) * true_variance(d + 1)
    )
    facts = [
        near_one,
        positive_next(),
        at(GEOMETRIC[2], d + 1),
        *(instantiate(fact, terms) for fact in (less, under)),
    ]
    setting = (*capped_data(), *GEOMETRIC, *fast(share), close_estimates(share), *IS_D, d + 2 <= D)
    return chained(small(true_variance(d + 2)), facts, setting)


@cache
def positive_next() -> Fact:
    """λ_{d+2} > 0."""
    return prove((all_positive(deviation), d >= 1, d + 2 <= D), true_variance(d + 2) > 0)


def small(variance: Any) -> Boolean:
    """λ < 1/(4 (2C-1))."""
    return 4 * (2 * C - 1) * variance < 1


def fast(share: Any) -> tuple[Boolean, ...]:
    """L (1 - η) >= 8 for an accuracy η in [0, 1)."""
    return (ratio * (1 - share) >= 8, *(() if share.is_number else (accuracy >= 0, accuracy < 1)))


def chained(goal: Boolean, facts: list[Fact], setting: tuple[Boolean, ...]) -> Fact:
    """The goal by logic; what the facts need of the setting is simple arithmetic of the indices."""
    concluded = {oriented(part) for fact in facts for part in conjuncts([fact.conclusion])}
    given = {oriented(part) for part in conjuncts(setting)} | concluded
    plain = [h for h in conjuncts(setting) if not h.has(deviation, estimated)]
    needed = [h for fact in facts for h in fact.hypotheses if oriented(h) not in given]
    cases = [prove((*plain, *IS_D[3:]), h) if h.has(estimated) else prove(plain, h) for h in dict.fromkeys(needed)]
    return by_logic(goal, [*cases, *facts], hypotheses=setting)


@cache
def two_by_estimates(share: Any) -> Fact:
    """d or d + 1 for d by the estimates, if they are accurate."""
    given = (*GEOMETRIC, *fast(share), close_estimates(share), *IS_D)
    near_one = prove((close_estimates(share), d >= 1, d <= D), believed(d) <= (1 + share) * true_variance(d))
    accurate = (share >= 0, share < 1)
    letters = prove((C * estimate >= 1, estimate <= (1 + share) * now, *accurate, C > 1), 2 * C * now > 1)
    large = chained(
        LARGE,
        [near_one, instantiate(letters, {estimate: believed(d), now: true_variance(d)})],
        (*capped_data(), *given),
    )
    inside = by_logic(SMALL, [small_next(share)], hypotheses=(*capped_data(), *given, d + 2 <= D))
    after = by_logic(SMALL, [inside, prove((d + 2 > D,), d + 1 >= D)], hypotheses=(*capped_data(), *given))
    steep = prove(fast(share), ratio > 1)
    return two_from(given, [steep, geometric_falls(), near(share)], large, after)


@cache
def two_by_truth() -> Fact:
    """d or d + 1 for d by the true variances, for L >= 4."""
    given = (*GEOMETRIC, ratio >= 4, less_than_doubled(), *IS_TRUE_D)
    chain = [at(all_positive(deviation), d + 2), at(GEOMETRIC[2], d + 1)]
    inside = in_turn(SMALL, chain, hypotheses=(*capped_data(), *given, d + 2 <= D))
    small = by_logic(SMALL, [inside, prove((d + 2 > D,), d + 1 >= D)], hypotheses=(*capped_data(), *given))
    return two_from(given, [prove((ratio >= 4,), ratio > 1), geometric_falls()], prove(given, LARGE), small)


@cache
def first_is_best() -> Fact:
    """m = 1, if no estimate reaches 1/C."""
    given = (*capped_data(), *GEOMETRIC, ratio >= 16, close_estimates(HALF), NONE)
    goal = Or(D <= 1, 4 * (2 * C - 1) * true_variance(2) < 1)
    chain = [at(close_estimates(HALF), 1), at(NONE, 1), at(all_positive(deviation), 2), at(GEOMETRIC[2], 1)]
    inside = in_turn(goal, chain, hypotheses=(*given, D >= 2))
    small = by_logic(goal, [inside, prove((D < 2,), D <= 1)], hypotheses=given)
    facts = [prove((ratio >= 16,), ratio > 1), geometric_falls(), small, not_after(Integer(1))]
    return by_logic(best <= 1, facts, hypotheses=(*given, BEST))


@cache
def last_estimate() -> Fact:
    """d <= d1 <= d + 1: after d + 1 the estimates are smaller than λ̂_{d+1} <= 1/C."""
    goal = And(d <= d1, d1 <= d + 1)
    order = instantiate(falling(), {i: d + 2, later: d1})
    falls = in_turn(not_rising(deviation), [geometric_falls()], hypotheses=(*GEOMETRIC, ratio >= 16))
    letters = (ratio >= 16, following > 0, Identity(now, ratio * following), estimate >= now / 2)
    less = prove((*letters, other <= 3 * following / 2), other < estimate)
    clash = prove((C > 1, C * estimate <= 1, other < estimate), C * other < 1)
    terms = {now: true_variance(d + 1), following: true_variance(d + 2), estimate: believed(d + 1), other: believed(d1)}
    after = (*D1_SETTING, d1 >= d + 2)
    facts = [
        falls,
        order,
        in_turn(
            believed(d1) <= 3 * true_variance(d + 2) / 2,
            [at(close_estimates(HALF), d1)],
            hypotheses=(
                D >= 1,
                close_estimates(HALF),
                all_positive(deviation),
                d >= 1,
                d1 >= d + 2,
                d1 <= D,
                order.conclusion,
            ),
        ),
        follows(
            HALF_LEFT,
            [at(close_estimates(HALF), d + 1)],
            hypotheses=(close_estimates(HALF), d >= 1, d1 >= d + 2, d1 <= D),
        ),
        positive_next(),
        at(GEOMETRIC[2], d + 1),
        instantiate(less, terms),
        instantiate(clash, terms),
    ]
    none = chained(C * believed(d1) < 1, facts, after)
    beyond = prove((d >= 1, C * believed(d1) < 1, d1 >= d + 2, d1_is_the_last_that_reaches()[3]), goal)
    late = by_logic(goal, [none, beyond], hypotheses=after)
    before = in_turn(
        goal, [at(d1_is_the_last_that_reaches()[2], d)], hypotheses=(*IS_D, *d1_is_the_last_that_reaches(), d1 < d)
    )
    between = prove((d1 >= d, d1 < d + 2), goal)
    return by_logic(goal, [before, late, between], hypotheses=D1_SETTING)


@cache
def only_estimate() -> Fact:
    """d1 = d, for λ̂_{d+1} < 1/C is not the last estimate that reaches 1/C."""
    within = (*D1_SETTING, NO_TIE)
    misses = Or(C * believed(j) < 1, j >= d + 2)
    first = prove((NO_TIE, d + 1 <= D), substitute(misses, {j: d + 1}))
    every = by_induction(first, prove((j >= d + 1, misses), substitute(misses, {j: j + 1})), (j, d + 1, D))
    here = instantiate(every, {j: d1})
    reaches = d1_is_the_last_that_reaches()
    clash = prove((here.conclusion, reaches[3], d >= 1, d1 >= d + 1, d1 <= d + 1), d1 <= d)
    next_one = in_turn(d1 <= d, [here, clash], hypotheses=(NO_TIE, *reaches, d >= 1, d1 >= d + 1, d1 <= d + 1))
    either, equal = prove((), Or(d1 <= d, d1 >= d + 1)), prove((d <= d1, d1 <= d), Identity(d1, d))
    return by_logic(Identity(d1, d), [last_estimate(), next_one, either, equal], hypotheses=within)


@cache
def chain() -> Fact:
    """The printed chain of bounds."""
    setting = (C > 1, D >= 1, *GEOMETRIC, ratio >= 16, close_estimates(HALF), *IS_D, d + 2 <= D)
    return in_turn(
        CHAIN,
        [at(close_estimates(HALF), d + 1), at(all_positive(deviation), d + 2), at(GEOMETRIC[2], d + 1)],
        hypotheses=setting,
    )


@cache
def first_small() -> Fact:
    """d2 <= d + 2, because λ_{d+2} is small."""
    setting = (*capped_data(), *GEOMETRIC, ratio >= 16, close_estimates(HALF), *IS_D, *d2_is_the_first_that_is_small())
    clash = in_turn(
        d2 <= d + 2, [chain(), at(d2_is_the_first_that_is_small()[2], d + 2)], hypotheses=(*setting, d2 > d + 2)
    )
    return by_logic(d2 <= d + 2, [clash], hypotheses=setting)


@cache
def half_estimate() -> Fact:
    """λ̂_{d+1} >= λ_{d+1}/2."""
    return in_turn(
        HALF_LEFT, [at(close_estimates(HALF), d + 1)], hypotheses=(D >= 1, close_estimates(HALF), d >= 1, d + 1 <= D)
    )


@cache
def first_reaches() -> Fact:
    """λ̂_1 >= 1/C for C >= 2 L."""
    setting = (*capped_data(), *GEOMETRIC, ratio >= 16, close_estimates(HALF), 2 * ratio <= C)
    return in_turn(C * believed(1) >= 1, [at(close_estimates(HALF), 1)], hypotheses=setting)


PROOFS: Proofs = {
    "probability": lambda: seldom_off(2, Rational(1, 2), -n / 24, modes=D),
    "step-d1-repaired": last_estimate,
    "step-d1-strictly": only_estimate,
    "step-half": half_estimate,
    "step-chain": chain,
    "step-d2-repaired": first_small,
    "step-exists-repaired": first_reaches,
    "repaired": partial(two_by_estimates, HALF),
    "by-accuracy": partial(two_by_estimates, accuracy),
    "by-the-truth": two_by_truth,
    "none": first_is_best,
    "power-law": power_by_truth,
    "power-law-window": power_by_estimates,
}
