"""The error at t = T under a capped score from a standard start, and where its minimum over k lies.

One more direction adds v_k - 2 s_k √v_k to E, which is <= 0 iff v_k <= 4 λ_k. So E does not rise up to a dimension a
with v_j <= 4 λ_j for all j <= a, and does not fall from a dimension b on with v_j >= 4 λ_j for all j > b: what
minimises E over a..b minimises it over 1..D. This is shown for any sequence v_j >= 0, and then for the generated one.

Tested in `tests/derivations/capped_dimension/test_best_dimension_with_capped_score.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from sympy import And, Expr, IndexedBase, Lambda, Or, Symbol
from sympy.logic.boolalg import Boolean

from ldm_symbolic.derivations.capped_score.variance_at_the_end import BALANCE, HELPS, HURTS, final, helps, hurts, lower
from ldm_symbolic.derivations.hypotheses import at_most_doubled, capped_data, long_enough
from ldm_symbolic.derivations.letters import C, D, T, j, k
from ldm_symbolic.model import error as frechet
from ldm_symbolic.notation import deviation as s
from ldm_symbolic.notation import deviations as true
from ldm_symbolic.notation import estimated_deviations as estimated
from ldm_symbolic.notation import estimated_variance as lam
from ldm_symbolic.proof import (
    Fact,
    ForEach,
    Identity,
    Minimises,
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

generated = IndexedBase("v", real=True)
i, best, first, last = (Symbol(letter, integer=True) for letter in ("i", "m", "a", "b"))

ERROR = frechet.squared_error(generated[j])
"""E(k), from the model, for any generated variances v_j."""
ADDED = frechet.increment(generated[j])
"""E(k) - E(k-1), as the model derives it."""
REAL = (D >= 1, ForEach(true[j] >= 0, (j, 1, D)), ForEach(generated[j] >= 0, (j, 1, D)))


def error(dimension: Any) -> Expr:
    """E at a dimension."""
    return substitute(ERROR, {k: dimension})


def minimises(candidate: Expr, low: Any = 1, high: Any = D) -> Minimises:
    """A dimension minimises E over low..high."""
    return Minimises(candidate, error(i), (i, low, high))


def helps_from(low: Any, high: Any) -> ForEach:
    """v_j <= 4 λ_j for low <= j <= high."""
    return ForEach(generated[j] <= 4 * true[j] ** 2, (j, low, high))


def hurts_from(low: Any, high: Any) -> ForEach:
    """v_j >= 4 λ_j for low <= j <= high."""
    return ForEach(generated[j] >= 4 * true[j] ** 2, (j, low, high))


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


BETWEEN = (*REAL, first >= 1, first <= last, last <= D, helps_from(2, first), hurts_from(last + 1, D))


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


# The generated variances of the model.

place = Symbol("l", integer=True)
ENTRIES = Lambda(place, substitute(final, {lam: estimated[place] ** 2}))


def in_model(term: Any) -> Any:
    """A term about any generated variances, for those of the capped score."""
    return substitute(term, {generated: ENTRIES})


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


def useful(low: Any, high: Any) -> ForEach:
    """λ_j >= 1/(2C) for low <= j <= high."""
    return ForEach(substitute(HELPS, {s: true[j]}), (j, low, high))


def useless(low: Any, high: Any) -> ForEach:
    """λ_j <= 1/(4 (2C-1)) for low <= j <= high."""
    return ForEach(substitute(HURTS, {s: true[j]}), (j, low, high))


ORDER = (first >= 1, first <= last, last <= D)


def between_hypotheses(low: Any, high: Any) -> tuple[Boolean, ...]:
    """λ_j >= 1/(2C) up to one dimension, and λ_j <= 1/(4 (2C-1)) after another."""
    order = [substitute(h, {first: low, last: high}) for h in ORDER]
    return (*capped_data(), long_enough(), at_most_doubled(), *order, useful(2, low), useless(high + 1, D))


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
