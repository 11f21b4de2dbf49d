"""What is needed of a geometric or a power-law spectrum: where the best dimensions can be, by the sizes of λ_j.

Tested in `tests/derivations/decaying_spectra/test_geometric_spectrum.py`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sympy import Abs, And, Integer, Or, Rational, Symbol
from sympy.logic.boolalg import Boolean

from ldm_symbolic.derivations.capped_dimension.best_dimension_with_capped_score_proof import IS_D1, IS_D2, d1, d2
from ldm_symbolic.derivations.capped_dimension.best_dimensions import (
    BEST,
    FALLING,
    STRICTLY_NEAR,
    falling,
    later,
    not_after,
    not_before,
)
from ldm_symbolic.derivations.capped_dimension.error_at_the_end import SETTING, C, D, best, estimated, i, j
from ldm_symbolic.derivations.capped_dimension.error_at_the_end import true as deviation
from ldm_symbolic.derivations.capped_score.variance_at_the_end import LONG
from ldm_symbolic.proof import (
    Fact,
    ForEach,
    Identity,
    at,
    by_logic,
    conjuncts,
    follows,
    for_each_mode,
    in_turn,
    instantiate,
    oriented,
    prove,
)

d = Symbol("d", integer=True)
ratio, accuracy, power, least, most = (Symbol(word, real=True) for word in ("L", "eta", "alpha", "A", "B"))


def true_variance(index: Any) -> Any:
    """λ_j."""
    return deviation[index] ** 2


def believed(index: Any) -> Any:
    """λ̂_j."""
    return estimated[index] ** 2


POSITIVE = ForEach(deviation[j] > 0, (j, 1, D))
GEOMETRIC = (
    POSITIVE,
    Identity(ratio * true_variance(1), 1),
    ForEach(Identity(true_variance(j), ratio * true_variance(j + 1)), (j, 1, D - 1)),
)
"""λ_j = L^{-j}."""


def event(share: Any) -> ForEach:
    """|λ_j - λ̂_j| <= η λ_j for every mode."""
    return ForEach(Abs(believed(j) - true_variance(j)) <= share * true_variance(j), (j, 1, D))


IS_D = (d >= 1, d <= D, C * believed(d) >= 1, Or(d >= D, C * believed(d + 1) <= 1))
"""λ̂_{d+1} <= 1/C <= λ̂_d, where there is no λ̂_{D+1}."""
IS_TRUE_D = (d >= 1, d <= D, 2 * C * true_variance(d) > 1, Or(d >= D, 2 * C * true_variance(d + 1) <= 1))
NONE = ForEach(C * believed(j) < 1, (j, 1, D))
TWO = And(d <= best, best <= d + 1)
FAST = (ratio * (1 - accuracy) >= 8, accuracy >= 0, accuracy < 1)


HALF = Rational(1, 2)
D1_SETTING = (*SETTING, *GEOMETRIC, ratio >= 16, event(HALF), *IS_D, *IS_D1)
HALF_LEFT = believed(d + 1) >= true_variance(d + 1) / 2
CHAIN = And(
    1 / (4 * (2 * C - 1)) >= 1 / (8 * C),
    believed(d + 1) / 8 <= 1 / (8 * C),
    believed(d + 1) / 8 >= true_variance(d + 1) / 16,
    true_variance(d + 1) / 16 >= true_variance(d + 2),
)


@cache
def geometric_falls() -> Fact:
    """L^{-j} falls."""
    one = prove(
        (ratio > 1, deviation[j] > 0, deviation[j + 1] > 0, Identity(true_variance(j), ratio * true_variance(j + 1))),
        deviation[j] >= deviation[j + 1],
    )
    facts = [at(POSITIVE, j), at(POSITIVE, j + 1), at(GEOMETRIC[2], j), one]
    each = in_turn(one.conclusion, facts, hypotheses=(ratio > 1, *GEOMETRIC, j >= 1, j <= D - 1))
    return for_each_mode(each, (j, 1, D - 1))


@cache
def near(share: Any) -> Fact:
    """λ̂_j < 2 λ_j."""
    one = prove((event(share).args[0], deviation[j] > 0, share < 1), STRICTLY_NEAR.args[0])
    return for_each_mode(one, (j, 1, D))


def two_from(given: tuple[Boolean, ...], facts: list[Fact], large: Fact, small: Fact) -> Fact:
    """d <= m <= d + 1, from λ_d > 1/(2C) and λ_{d+2} < 1/(4 (2C-1))."""
    setting = (*SETTING, *given, LONG, BEST)
    step = prove((d >= 1,), d + 1 >= 1)
    return by_logic(TWO, [*facts, large, small, step, not_before(d), not_after(d + 1)], hypotheses=setting)


LARGE, SMALL = 2 * C * true_variance(d) > 1, Or(d + 1 >= D, 4 * (2 * C - 1) * true_variance(d + 2) < 1)


now, following, estimate, other = (Symbol(letter, real=True) for letter in ("x", "y", "z", "w"))
"""λ_{d+1}, λ_{d+2}, λ̂_{d+1} and another estimate, in letters."""


@cache
def small_next(share: Any) -> Fact:
    """λ_{d+2} < 1/(4 (2C-1)), from λ̂_{d+1} <= 1/C."""
    steep = (ratio * (1 - share) >= 8, share < 1, following > 0, Identity(now, ratio * following))
    less = prove((*steep, estimate >= (1 - share) * now), 8 * following <= estimate)
    under = prove((C > 1, C * estimate <= 1, 8 * following <= estimate, following > 0), small(following))
    terms = {now: true_variance(d + 1), following: true_variance(d + 2), estimate: believed(d + 1)}
    near_one = prove((event(share), d + 1 >= 1, d + 1 <= D), believed(d + 1) >= (1 - share) * true_variance(d + 1))
    facts = [
        near_one,
        positive_next(),
        at(GEOMETRIC[2], d + 1),
        *(instantiate(fact, terms) for fact in (less, under)),
    ]
    setting = (*SETTING, *GEOMETRIC, *fast(share), event(share), *IS_D, d + 2 <= D)
    return chained(small(true_variance(d + 2)), facts, setting)


@cache
def positive_next() -> Fact:
    """λ_{d+2} > 0."""
    return prove((POSITIVE, d >= 1, d + 2 <= D), true_variance(d + 2) > 0)


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
    given = (*GEOMETRIC, *fast(share), event(share), *IS_D)
    near_one = prove((event(share), d >= 1, d <= D), believed(d) <= (1 + share) * true_variance(d))
    accurate = (share >= 0, share < 1)
    letters = prove((C * estimate >= 1, estimate <= (1 + share) * now, *accurate, C > 1), 2 * C * now > 1)
    large = chained(
        LARGE, [near_one, instantiate(letters, {estimate: believed(d), now: true_variance(d)})], (*SETTING, *given)
    )
    inside = by_logic(SMALL, [small_next(share)], hypotheses=(*SETTING, *given, d + 2 <= D))
    after = by_logic(SMALL, [inside, prove((d + 2 > D,), d + 1 >= D)], hypotheses=(*SETTING, *given))
    steep = prove(fast(share), ratio > 1)
    return two_from(given, [steep, geometric_falls(), near(share)], large, after)


@cache
def two_by_truth() -> Fact:
    """d or d + 1 for d by the true variances, for L >= 4."""
    given = (*GEOMETRIC, ratio >= 4, STRICTLY_NEAR, *IS_TRUE_D)
    chain = [at(POSITIVE, d + 2), at(GEOMETRIC[2], d + 1)]
    inside = in_turn(SMALL, chain, hypotheses=(*SETTING, *given, d + 2 <= D))
    small = by_logic(SMALL, [inside, prove((d + 2 > D,), d + 1 >= D)], hypotheses=(*SETTING, *given))
    return two_from(given, [prove((ratio >= 4,), ratio > 1), geometric_falls()], prove(given, LARGE), small)


@cache
def first_is_best() -> Fact:
    """m = 1, if no estimate reaches 1/C."""
    given = (*SETTING, *GEOMETRIC, ratio >= 16, event(HALF), NONE)
    goal = Or(D <= 1, 4 * (2 * C - 1) * true_variance(2) < 1)
    chain = [at(event(HALF), 1), at(NONE, 1), at(POSITIVE, 2), at(GEOMETRIC[2], 1)]
    inside = in_turn(goal, chain, hypotheses=(*given, D >= 2))
    small = by_logic(goal, [inside, prove((D < 2,), D <= 1)], hypotheses=given)
    facts = [prove((ratio >= 16,), ratio > 1), geometric_falls(), small, not_after(Integer(1))]
    return by_logic(best <= 1, facts, hypotheses=(*given, BEST))


@cache
def last_estimate() -> Fact:
    """d <= d1 <= d + 1: after d + 1 the estimates are smaller than λ̂_{d+1} <= 1/C."""
    goal = And(d <= d1, d1 <= d + 1)
    order = instantiate(falling(), {i: d + 2, later: d1})
    falls = in_turn(FALLING, [geometric_falls()], hypotheses=(*GEOMETRIC, ratio >= 16))
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
            [at(event(HALF), d1)],
            hypotheses=(D >= 1, event(HALF), POSITIVE, d >= 1, d1 >= d + 2, d1 <= D, order.conclusion),
        ),
        follows(HALF_LEFT, [at(event(HALF), d + 1)], hypotheses=(event(HALF), d >= 1, d1 >= d + 2, d1 <= D)),
        positive_next(),
        at(GEOMETRIC[2], d + 1),
        instantiate(less, terms),
        instantiate(clash, terms),
    ]
    none = chained(C * believed(d1) < 1, facts, after)
    beyond = prove((d >= 1, C * believed(d1) < 1, d1 >= d + 2, IS_D1[3]), goal)
    late = by_logic(goal, [none, beyond], hypotheses=after)
    before = in_turn(goal, [at(IS_D1[2], d)], hypotheses=(*IS_D, *IS_D1, d1 < d))
    between = prove((d1 >= d, d1 < d + 2), goal)
    return by_logic(goal, [before, late, between], hypotheses=D1_SETTING)


@cache
def chain() -> Fact:
    """The printed chain of bounds."""
    setting = (C > 1, D >= 1, *GEOMETRIC, ratio >= 16, event(HALF), *IS_D, d + 2 <= D)
    return in_turn(CHAIN, [at(event(HALF), d + 1), at(POSITIVE, d + 2), at(GEOMETRIC[2], d + 1)], hypotheses=setting)


@cache
def first_small() -> Fact:
    """d2 <= d + 2, because λ_{d+2} is small."""
    setting = (*SETTING, *GEOMETRIC, ratio >= 16, event(HALF), *IS_D, *IS_D2)
    clash = in_turn(d2 <= d + 2, [chain(), at(IS_D2[2], d + 2)], hypotheses=(*setting, d2 > d + 2))
    return by_logic(d2 <= d + 2, [clash], hypotheses=setting)


@cache
def half_estimate() -> Fact:
    """λ̂_{d+1} >= λ_{d+1}/2."""
    return in_turn(HALF_LEFT, [at(event(HALF), d + 1)], hypotheses=(D >= 1, event(HALF), d >= 1, d + 1 <= D))


@cache
def first_reaches() -> Fact:
    """λ̂_1 >= 1/C for C >= 2 L."""
    setting = (*SETTING, *GEOMETRIC, ratio >= 16, event(HALF), 2 * ratio <= C)
    return in_turn(C * believed(1) >= 1, [at(event(HALF), 1)], hypotheses=setting)
