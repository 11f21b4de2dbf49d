"""The proofs behind `p5_a6_best_dimension_in_two_cases`: what d1 and d2 are there, and that no direction hurts.

Tested in `tests/derivations/capped_dimension/test_p5_a6_best_dimension_in_two_cases.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, Min, Or, sqrt

from ldm_symbolic.derivations.capped_dimension.best_dimensions import BEST
from ldm_symbolic.derivations.capped_dimension.best_dimensions_proof import not_after
from ldm_symbolic.derivations.capped_dimension.error_at_the_end import (
    best,
    first,
    generated,
    in_model,
    minimises,
    useful,
    useless,
)
from ldm_symbolic.derivations.capped_dimension.error_at_the_end_proof import falls, near, placed
from ldm_symbolic.derivations.capped_dimension.p5_a6_best_dimension_in_two_cases import (
    ALL,
    EQUAL,
    FREE_D1,
    FREE_D2,
    FREE_ENTRIES,
    FREE_SETTING,
    NONSINGULAR,
)
from ldm_symbolic.derivations.capped_score.variance_at_the_end import SIGNAL, b, q, uncapped_signal
from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.hypotheses import (
    at_most_doubled,
    capped_data,
    close_estimates,
    d1_is_the_last_that_reaches,
    d2_is_the_first_that_is_small,
    long_enough,
    not_rising,
)
from ldm_symbolic.derivations.letters import C, D, T, d0, d1, d2, j
from ldm_symbolic.notation import deviation as s
from ldm_symbolic.notation import deviations as deviation
from ldm_symbolic.notation import estimated_deviations as estimated
from ldm_symbolic.notation import estimated_variance as lam
from ldm_symbolic.proof import (
    Fact,
    ForEach,
    Identity,
    at,
    by_logic,
    conjuncts,
    follows,
    for_each_mode,
    for_sequence,
    in_turn,
    instantiate,
    obligations,
    oriented,
    prove,
    substitute,
)


@cache
def all_estimates() -> Fact:
    """d1 = D."""
    setting = (D >= 1, ForEach(estimated[j] >= 0, (j, 1, D)), *FREE_D1)
    clash = in_turn(Identity(d1, D), [at(setting[1], D), at(FREE_D1[2], D)], hypotheses=(*setting, d1 < D))
    return by_logic(Identity(d1, D), [clash, prove((d1 >= D, d1 <= D), Identity(d1, D))], hypotheses=setting)


@cache
def no_zero() -> Fact:
    """d2 = D."""
    setting = (D >= 1, NONSINGULAR, *FREE_D2)
    clash = in_turn(Identity(d2, D), [at(NONSINGULAR, d2)], hypotheses=(*setting, d2 < D))
    return by_logic(Identity(d2, D), [clash, prove((d2 >= D, d2 <= D), Identity(d2, D))], hypotheses=setting)


@cache
def all_best() -> Fact:
    """E does not rise up to D."""
    end = uncapped_signal.subs(b, 1)
    letters = (q > 0, q < 1, lam >= 0)
    small = prove((*letters, q <= 2 * sqrt(2) - 2, lam <= 2 * s**2), end <= 4 * s**2)
    real = prove(letters, end >= 0)
    modes = {lam: estimated[j] ** 2, s: deviation[j]}
    helps, positive = (
        for_each_mode(instantiate(instantiate(fact, SIGNAL), modes), limits)
        for fact, limits in ((small, (j, 2, D)), (real, (j, 1, D)))
    )
    total = prove((T > 0,), And(*obligations(FREE_ENTRIES.expr)))
    whole = for_sequence(instantiate(falls(), {first: D}), generated, FREE_ENTRIES, total=total)
    setting = (*FREE_SETTING, close_estimates(), long_enough())
    shown = [near(), prove((at_most_doubled(),), ForEach(at_most_doubled().args[0], (j, 2, D))), helps, positive]
    given = {oriented(h) for h in conjuncts((*setting, *(fact.conclusion for fact in shown)))}
    known = [
        prove((D >= 1, T > 0, *((positive.conclusion,) if fact is whole else ())), h)
        for fact in (helps, positive, whole)
        for h in fact.hypotheses
        if oriented(h) not in given
    ]
    return by_logic(ALL, [*shown, *known, whole], hypotheses=setting)


@cache
def estimates_end() -> Fact:
    """d1 = d0: on the event λ̂_j = 0 after d0."""
    setting, goal = (*capped_data(), *EQUAL, close_estimates(), *d1_is_the_last_that_reaches()), Identity(d1, d0)
    early = in_turn(goal, [at(EQUAL[5], d0), at(d1_is_the_last_that_reaches()[2], d0)], hypotheses=(*setting, d1 < d0))
    late = in_turn(goal, [at(EQUAL[3], d1), at(close_estimates(), d1)], hypotheses=(*setting, d1 > d0))
    return by_logic(goal, [early, late, prove((d1 >= d0, d1 <= d0), goal)], hypotheses=setting)


@cache
def variances_end() -> Fact:
    """d2 = d0 + 1, or D: λ is not small, 0 is."""
    setting, goal = (*capped_data(), *EQUAL, *d2_is_the_first_that_is_small()), Identity(d2, Min(d0 + 1, D))
    early = in_turn(goal, [at(EQUAL[2], d2)], hypotheses=(*setting, d2 <= d0))
    late = in_turn(
        goal, [at(d2_is_the_first_that_is_small()[2], d0 + 1), at(EQUAL[3], d0 + 1)], hypotheses=(*setting, d2 > d0 + 1)
    )
    between = prove((d2 > d0, d2 <= d0 + 1, d2 <= D), goal)
    return by_logic(goal, [early, late, between], hypotheses=setting)


@cache
def equal_best() -> Fact:
    """What minimises E over d0..d0 is best."""
    setting = (*capped_data(), *EQUAL, close_estimates(), long_enough())
    high = in_turn(useful(2, d0).args[0], [at(EQUAL[2], j)], hypotheses=(C > 1, EQUAL[2], EQUAL[4], j >= 2, j <= d0))
    low = in_turn(useless(d0 + 1, D).args[0], [at(EQUAL[3], j)], hypotheses=(C > 1, EQUAL[3], j >= d0 + 1, j <= D))
    signs = [for_each_mode(high, (j, 2, d0)), for_each_mode(low, (j, d0 + 1, D))]
    order = prove((d0 >= 1, d0 <= D), substitute(d0 <= D, {D: d0}))
    return by_logic(
        BEST, [near(), *signs, order, placed(d0, d0)], hypotheses=(*setting, in_model(minimises(best, d0, d0)))
    )


@cache
def none_after() -> Fact:
    """m <= d0, because direction d0 + 1 has no variance."""
    small = Or(d0 >= D, 4 * (2 * C - 1) * deviation[d0 + 1] ** 2 < 1)
    order = follows(not_rising(deviation).args[0], [], hypotheses=(*capped_data(), *EQUAL, j >= 1, j <= D - 1))
    zero = in_turn(small, [at(EQUAL[3], d0 + 1)], hypotheses=(*capped_data(), *EQUAL, d0 < D))
    facts = [for_each_mode(order, (j, 1, D - 1)), zero, prove((d0 >= D,), d0 >= D), not_after(d0)]
    return by_logic(best <= d0, facts, hypotheses=(*capped_data(), *EQUAL, BEST))


PROOFS: Proofs = {
    "a-d1": all_estimates,
    "a-d2": no_zero,
    "a-best-repaired": all_best,
    "b-d1": estimates_end,
    "b-d2-repaired": variances_end,
    "b-best-repaired": equal_best,
    "b-none-after": none_after,
}
