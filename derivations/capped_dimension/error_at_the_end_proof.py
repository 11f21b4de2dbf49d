"""Where the minimum over k of the error at the end lies, by the signs of v_j - 4 λ_j on both sides.

Tested in `tests/derivations/capped_dimension/test_p5_best_dimension_with_capped_score.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from sympy import And, Or, Symbol
from sympy.logic.boolalg import Boolean

from ldm_symbolic.derivations.capped_dimension.error_at_the_end import (
    ADDED,
    BETWEEN,
    ENTRIES,
    ERROR,
    ORDER,
    REAL,
    best,
    between_hypotheses,
    error,
    first,
    generated,
    helps_from,
    hurts_from,
    i,
    in_model,
    last,
    minimises,
)
from ldm_symbolic.derivations.capped_score.variance_at_the_end import BALANCE, final
from ldm_symbolic.derivations.capped_score.variance_at_the_end_proof import helps, hurts, lower
from ldm_symbolic.derivations.hypotheses import at_most_doubled, close_estimates
from ldm_symbolic.derivations.letters import C, D, T, j, k
from ldm_symbolic.notation import deviation as s
from ldm_symbolic.notation import deviations as true
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
    for_all,
    for_each_mode,
    for_sequence,
    in_range,
    in_turn,
    instantiate,
    minimum_from_increments,
    obligations,
    oriented,
    prove,
    split_sum,
    substitute,
)


@cache
def near() -> Fact:
    """The event bounds λ̂_j by 2 λ_j."""
    one = prove([close_estimates().args[0]], at_most_doubled().args[0])
    return for_each_mode(one, (j, 1, D))


@cache
def added() -> Fact:
    """E(k) - E(k-1) = v_k - 2 s_k √v_k, from the two sums that change by one term."""
    kept, lost = ERROR.args if ERROR.args[0].limits[0][1] == 1 else ERROR.args[::-1]
    within = (*REAL, k >= 2, k <= D)
    before = substitute(lost, {k: k - 1})
    cuts = [split_sum(kept, k - 1, hypotheses=within), split_sum(before, k, hypotheses=within)]
    return follows(Identity(ERROR - error(k - 1), ADDED), cuts, hypotheses=within)


@cache
def falls() -> Fact:
    """E(1) >= ... >= E(a)."""
    setting = (*REAL, first <= D, helps_from(2, first))
    here, before = error(i), error(i - 1)
    down = follows(here <= before, [instantiate(added(), {k: i})], hypotheses=(*setting, i >= 2, i <= first))
    up = prove((*setting, i >= first + 1, i <= first), before <= here)
    return minimum_from_increments(first, here, (i, 1, first), falls=down, rises=up)


@cache
def rises() -> Fact:
    """E(b) <= ... <= E(D)."""
    setting = (*REAL, last >= 1, hurts_from(last + 1, D))
    here, before = error(i), error(i - 1)
    down = prove((*setting, i >= last + 1, i <= last), here <= before)
    up = follows(before <= here, [instantiate(added(), {k: i})], hypotheses=(*setting, i >= last + 1, i <= D))
    return minimum_from_increments(last, here, (i, last, D), falls=down, rises=up)


@cache
def between() -> Fact:
    """What minimises E over a..b minimises it over 1..D."""
    setting = (*BETWEEN, minimises(best, first, last))
    inside = in_range(minimises(best, first, last))
    goal = error(best) <= error(i)
    cases = (
        ((i >= 1, i <= first), [falls(), at(falls().conclusion, i), at(minimises(best, first, last), first)]),
        ((i >= first, i <= last), [at(minimises(best, first, last), i)]),
        ((i >= last, i <= D), [rises(), at(rises().conclusion, i), at(minimises(best, first, last), last)]),
    )
    facts = [in_turn(goal, [inside, *known], hypotheses=(*setting, *case)) for case, known in cases]
    cover = prove((*setting, i >= 1, i <= D), Or(*(And(*case) for case, _ in cases)))
    whole = by_logic(goal, [cover, *facts], hypotheses=(*setting, i >= 1, i <= D))
    ends = follows((best >= 1) & (best <= D), [inside], hypotheses=setting)
    return for_all(minimises(best), whole, [i], facts=[ends])


def of_mode(fact: Fact) -> Fact:
    """A fact about one mode, for mode j."""
    return instantiate(fact, {lam: estimated[j] ** 2, s: true[j]})


@cache
def total() -> Fact:
    """The generated variances are defined."""
    return prove((C > 1, T > 0), And(*obligations(ENTRIES.expr)))


@cache
def not_negative() -> Fact:
    """V >= 0 in one mode."""
    value = Symbol("v", real=True)
    bounded = instantiate(prove((C > 1, value >= BALANCE), value >= 0), {value: final})
    return in_turn(final >= 0, [lower(), bounded], hypotheses=(C > 1, T > 0, lam >= 0))


@cache
def positive() -> Fact:
    """v_j >= 0 for every mode, so that its root is real."""
    return for_each_mode(of_mode(not_negative()), (j, 1, D))


def defined(fact: Fact, setting: Iterable[Boolean], order: Iterable[Boolean]) -> list[Fact]:
    """Facts that show where the terms of a fact are defined, for what it assumes beyond the setting."""
    given = {oriented(hypothesis) for hypothesis in conjuncts(setting)}
    needed = [hypothesis for hypothesis in fact.hypotheses if oriented(hypothesis) not in given]
    return [prove((C > 1, T > 0, *order, positive().conclusion), hypothesis) for hypothesis in needed]


@cache
def placed(low: Any, high: Any) -> Fact:
    """What minimises E over low..high minimises it over 1..D, by the signs of v_j - 4 λ_j on both sides."""
    ends = {first: low, last: high}
    order = [substitute(h, ends) for h in ORDER]
    whole = for_sequence(instantiate(between(), ends), generated, ENTRIES, total=total())
    signs = [for_each_mode(of_mode(helps()), (j, 2, low)), for_each_mode(of_mode(hurts()), (j, high + 1, D))]
    setting = (*between_hypotheses(low, high), in_model(minimises(best, low, high)))
    near = prove((at_most_doubled(), *order), ForEach(at_most_doubled().args[0], (j, 2, low)))
    shown = [positive(), near, *signs]
    known = defined(whole, (*setting, *(fact.conclusion for fact in shown)), order)
    return by_logic(whole.conclusion, [*shown, *known, whole], hypotheses=setting)
