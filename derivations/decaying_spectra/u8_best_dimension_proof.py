"""The last direction that helps ends the best dimension, because there is one threshold.

Tested in `tests/derivations/decaying_spectra/test_u8_ratio_of_the_spectrum.py`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sympy import And, Or, Symbol

from ldm_symbolic.derivations.capped_dimension.best_dimensions import generated_at, later
from ldm_symbolic.derivations.capped_dimension.best_dimensions_proof import falling
from ldm_symbolic.derivations.capped_dimension.error_at_the_end import (
    ENTRIES,
    REAL,
    best,
    error,
    first,
    generated,
    helps_from,
    hurts_from,
    i,
    last,
)
from ldm_symbolic.derivations.capped_dimension.error_at_the_end_proof import between, defined, positive, total
from ldm_symbolic.derivations.decaying_spectra.u8_horizon_proof import stays
from ldm_symbolic.derivations.decaying_spectra.u8_one_threshold_proof import at_once
from ldm_symbolic.derivations.decaying_spectra.u8_ratio_of_the_spectrum import EXACT, LAST, LONG, MODES, larger
from ldm_symbolic.derivations.hypotheses import not_rising
from ldm_symbolic.derivations.letters import C, D, T, j
from ldm_symbolic.notation import deviations as deviation
from ldm_symbolic.notation import estimated_deviations as estimated
from ldm_symbolic.notation import estimated_variance as lam
from ldm_symbolic.proof import (
    Fact,
    Identity,
    by_logic,
    for_each_mode,
    for_sequence,
    instantiate,
    minimum_from_increments,
    prove,
)

low, high, x, y = (Symbol(letter, real=True) for letter in ("g", "h", "x", "y"))
ORDERED = (*MODES, not_rising(deviation), LONG)


@cache
def carried(small: Any, large: Any) -> Fact:
    """v <= 4 λ at a direction, from the same at a later one."""
    setting = (*ORDERED, large >= 1, large <= small, small <= D, generated_at(small) <= 4 * deviation[small] ** 2)
    order = instantiate(falling(), {i: large, later: small})
    within = (EXACT, large >= 1, large <= small, small <= D)
    same = [prove(within, Identity(estimated[each], deviation[each])) for each in (small, large)]
    whole = instantiate(stays(), {lam: estimated[small] ** 2, larger: estimated[large] ** 2})
    signs = prove((ORDERED[3], large >= 1, large <= small, small <= D), deviation[small] >= 0)
    square = prove((low >= 0, low <= high, Identity(x, low), Identity(y, high)), x**2 <= y**2)
    squared = instantiate(
        square, {low: deviation[small], high: deviation[large], x: estimated[small], y: estimated[large]}
    )
    v = Symbol("v", real=True)
    to = prove((Identity(x, low), v <= 4 * low**2), v <= 4 * x**2)
    back = prove((Identity(x, low), v <= 4 * x**2), v <= 4 * low**2)
    here = instantiate(to, {x: estimated[small], low: deviation[small], v: generated_at(small)})
    there = instantiate(back, {x: estimated[large], low: deviation[large], v: generated_at(large)})
    facts = [order, *same, signs, squared, here, whole]
    return at_once(there, facts, simple=(C > 1, T > 0), more=setting[3:])


@cache
def alone() -> Fact:
    """One dimension is the best of itself."""
    setting = (*REAL, best >= 1, best <= D)
    here, before, none = error(i), error(i - 1), (i >= best + 1, i <= best)
    down, up = prove((*setting, *none), here <= before), prove((*setting, *none), before <= here)
    return minimum_from_increments(best, here, (i, best, best), falls=down, rises=up)


def at_once_defined(fact: Fact) -> Fact:
    """A fact whose terms are defined for every cap and horizon."""
    given = tuple(each for each in fact.hypotheses if each.has(deviation))
    return at_once(fact, [], simple=(C > 1, T > 0), more=given)


@cache
def signs() -> tuple[Fact, Fact]:
    """v_j <= 4 λ_j for 2 <= j <= m, and v_j >= 4 λ_j after m."""
    setting = (*ORDERED, *LAST)
    value, bound = generated_at(j), 4 * deviation[j] ** 2
    indices = prove((j >= 2, j <= best), And(j >= 1, best > 1))
    early = by_logic(value <= bound, [indices, carried(best, j)], hypotheses=(*setting, j >= 2, j <= best))
    indices = prove((j >= best + 1, j <= D, best >= 1), And(best + 1 >= 1, best < D))
    v, w = Symbol("v", real=True), Symbol("w", real=True)
    after = (j >= best + 1, j <= D)
    cases = instantiate(prove((), Or(v <= w, v >= w)), {v: value, w: bound})
    beyond = {v: generated_at(best + 1), w: 4 * deviation[best + 1] ** 2}
    clash = instantiate(prove((v <= w, v > w), best >= D), beyond)
    facts = [indices, carried(j, best + 1), *(at_once_defined(fact) for fact in (cases, clash))]
    late = by_logic(value >= bound, facts, hypotheses=(*setting, *after))
    return for_each_mode(early, (j, 2, best)), for_each_mode(late, (j, best + 1, D))


@cache
def last_is_best() -> Fact:
    """The last dimension with v_m <= 4 λ_m minimises E."""
    one = instantiate(between(), {first: best, last: best})
    sides = (helps_from(2, best), hurts_from(best + 1, D))
    inside = at_once(one, [alone()], simple=(*REAL, best >= 1, best <= D), more=sides)
    whole = for_sequence(inside, generated, ENTRIES, total=total())
    setting = (*ORDERED, *LAST)
    shown = [positive(), *signs()]
    known = defined(whole, (*setting, *(fact.conclusion for fact in shown)), (best >= 1, best <= D))
    return by_logic(whole.conclusion, [*shown, *known, whole], hypotheses=setting)
