"""The dimensions d1 and d2 of Proposition 5, and why the minimum lies between them.

For j <= d1, λ_j >= λ_{d1} >= λ̂_{d1}/2 >= 1/(2C), whatever λ̂_j is; for j > d2, λ_j <= λ_{d2} <= 1/(4 (2C-1)).

Tested in `tests/derivations/capped_dimension/test_p5_best_dimension_with_capped_score.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, Integer, Symbol, sqrt

from ldm_symbolic.derivations.capped_dimension.best_dimensions import BEST, later
from ldm_symbolic.derivations.capped_dimension.best_dimensions_proof import falling
from ldm_symbolic.derivations.capped_dimension.error_at_the_end import (
    ENTRIES,
    best,
    first,
    generated,
    i,
    last,
    useful,
    useless,
)
from ldm_symbolic.derivations.capped_dimension.error_at_the_end_proof import (
    defined,
    near,
    not_negative,
    of_mode,
    placed,
    positive,
    rises,
    total,
)
from ldm_symbolic.derivations.capped_dimension.p5_best_dimension_with_capped_score import (
    DEFINED,
    ESTIMATES_FALLING,
    FIFTEEN,
    SIXTEEN,
    generated_in_model,
    inside,
)
from ldm_symbolic.derivations.capped_score.p5_closed_form_of_a_mode_proof import CLOSED_FORM_PROOFS
from ldm_symbolic.derivations.capped_score.p5_equation_of_a_mode_proof import EQUATION_PROOFS
from ldm_symbolic.derivations.capped_score.variance_at_the_end_proof import helps, hurts, lower
from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.concentration.failures import n
from ldm_symbolic.derivations.concentration.p9_sample_variance_concentrates_proof import seldom_off
from ldm_symbolic.derivations.hypotheses import (
    capped_data,
    close_estimates,
    d1_is_the_last_that_reaches,
    d2_is_the_first_that_is_small,
    is_small,
    long_enough,
    not_rising,
    reaches,
)
from ldm_symbolic.derivations.letters import C, D, d1, d2, j
from ldm_symbolic.notation import deviations as deviation
from ldm_symbolic.notation import estimated_deviations as estimated
from ldm_symbolic.proof import (
    Fact,
    at,
    by_induction,
    by_logic,
    for_each_mode,
    for_sequence,
    in_turn,
    instantiate,
    prove,
    substitute,
)


@cache
def useful_up_to_d1() -> Fact:
    """λ_j >= 1/(2C) for 2 <= j <= d1."""
    setting = (*capped_data(), not_rising(deviation), close_estimates(), *d1_is_the_last_that_reaches())
    falls = instantiate(falling(), {i: j, later: d1})
    one = in_turn(useful(2, d1).args[0], [at(close_estimates(), d1), falls], hypotheses=(*setting, j >= 2, j <= d1))
    return for_each_mode(one, (j, 2, d1))


@cache
def useless_after_d2() -> Fact:
    """λ_j <= 1/(4 (2C-1)) for j > d2."""
    falls = instantiate(falling(), {i: d2, later: j})
    one = in_turn(
        useless(d2 + 1, D).args[0],
        [falls],
        hypotheses=(*capped_data(), not_rising(deviation), *d2_is_the_first_that_is_small(), j >= d2 + 1, j <= D),
    )
    return for_each_mode(one, (j, d2 + 1, D))


@cache
def ordered() -> Fact:
    """d1 <= d2, because λ_{d1} >= 1/(2C) is not small."""
    setting = (*DEFINED, close_estimates())
    falls = instantiate(falling(), {i: d2, later: d1})
    otherwise = in_turn(d1 <= d2, [at(close_estimates(), d1), falls], hypotheses=(*setting, d2 < d1))
    return by_logic(d1 <= d2, [otherwise], hypotheses=setting)


@cache
def best_between() -> Fact:
    """What minimises E over d1..d2 minimises it over 1..D."""
    setting = (*DEFINED, close_estimates(), long_enough(), inside(best, d1, d2))
    whole = placed(d1, d2)
    return by_logic(BEST, [near(), useful_up_to_d1(), useless_after_d2(), ordered(), whole], hypotheses=setting)


@cache
def fifteen() -> Fact:
    """v_j <= 4 λ_j for j <= d1, if λ̂_{d1} >= 1/C."""
    setting = (
        *capped_data(),
        not_rising(deviation),
        close_estimates(),
        long_enough(),
        *d1_is_the_last_that_reaches(),
        reaches(d1),
    )
    value, own = Symbol("v", real=True), deviation[j]
    letters = prove((value >= 0, own >= 0, value <= 4 * own**2), (sqrt(value) - own) ** 2 <= own**2)
    steps = [
        at(close_estimates(), d1),
        at(close_estimates(), j),
        instantiate(falling(), {i: j, later: d1}),
        of_mode(helps()),
        of_mode(not_negative()),
        instantiate(letters, {value: generated_in_model(j)}),
    ]
    return for_each_mode(in_turn(FIFTEEN.args[0], steps, hypotheses=(*setting, j >= 1, j <= d1)), (j, 1, d1))


@cache
def sixteen() -> Fact:
    """v_j >= 1/(2C-1) >= 4 λ_j for j >= d2, if 1/(2C-1) >= 4 λ_{d2}."""
    setting = (*capped_data(), not_rising(deviation), *d2_is_the_first_that_is_small(), is_small(d2))
    value, own = Symbol("v", real=True), deviation[j]
    letters = prove((value >= 4 * own**2, own >= 0), (sqrt(value) - own) ** 2 >= own**2)
    steps = [
        instantiate(falling(), {i: d2, later: j}),
        of_mode(lower()),
        of_mode(hurts()),
        instantiate(letters, {value: generated_in_model(j)}),
    ]
    return for_each_mode(in_turn(SIXTEEN.args[0], steps, hypotheses=(*setting, j >= d2, j <= D)), (j, d2, D))


@cache
def estimate_reaches() -> Fact:
    """λ̂_j >= 1/C for j <= d1, if the estimates fall."""
    within = (i >= 1, ESTIMATES_FALLING)
    here = estimated[i] ** 2 >= estimated[later] ** 2
    base = prove(within, substitute(here, {later: i}))
    onward = prove((*within, i <= later, later <= D - 1, here), estimated[i] ** 2 >= estimated[later + 1] ** 2)
    order = instantiate(by_induction(base, onward, (later, i, D)), {i: j, later: d1})
    one = in_turn(
        reaches(j),
        [order],
        hypotheses=(C > 1, *d1_is_the_last_that_reaches(), reaches(d1), ESTIMATES_FALLING, j >= 1, j <= d1),
    )
    return for_each_mode(one, (j, 1, d1))


@cache
def strictly_ordered() -> Fact:
    """d1 < d2 where neither set is empty."""
    setting = (*DEFINED, close_estimates(), reaches(d1), is_small(d2))
    falls = instantiate(falling(), {i: d2, later: d1})
    otherwise = in_turn(d1 < d2, [at(close_estimates(), d1), falls], hypotheses=(*setting, d2 <= d1))
    return by_logic(d1 < d2, [otherwise], hypotheses=setting)


@cache
def rises_after_d2() -> Fact:
    """d2 is best among the dimensions from d2 on, whatever the estimates and the horizon are."""
    whole = for_sequence(instantiate(rises(), {last: d2}), generated, ENTRIES, total=total())
    sign = for_each_mode(of_mode(hurts()), (j, d2 + 1, D))
    setting = (*capped_data(), not_rising(deviation), *d2_is_the_first_that_is_small())
    shown = [positive(), useless_after_d2(), sign]
    known = defined(whole, (*setting, *(fact.conclusion for fact in shown)), (d2 >= 1, d2 <= D))
    return by_logic(whole.conclusion, [*shown, *known, whole], hypotheses=setting)


@cache
def best_before_d2() -> Fact:
    """Where 1/(2C-1) >= 4 λ_{d2}, d2 itself is not needed: d1..d2-1 will do."""
    setting = (*DEFINED, close_estimates(), long_enough(), is_small(d2), d1 < d2, inside(best, d1, d2 - 1))
    falls = instantiate(falling(), {i: d2, later: j})
    one = in_turn(
        useless(d2, D).args[0],
        [falls],
        hypotheses=(*capped_data(), not_rising(deviation), d2 >= 1, is_small(d2), j >= d2, j <= D),
    )
    ends = prove((d1 >= 1, d1 < d2, d2 <= D), And(d1 <= d2 - 1, d2 - 1 <= D))
    facts = [near(), useful_up_to_d1(), for_each_mode(one, (j, d2, D)), ends, placed(d1, d2 - 1)]
    return by_logic(BEST, facts, hypotheses=setting)


PROOFS: Proofs = {
    "probability": lambda: seldom_off(2, Integer(1), -n / 8, modes=D),
    **EQUATION_PROOFS,
    **CLOSED_FORM_PROOFS,
    "step-early-repaired": estimate_reaches,
    "step-15-repaired": fifteen,
    "step-16-repaired": sixteen,
    "order-repaired": ordered,
    "order-strict": strictly_ordered,
    "repaired": best_between,
    "from-the-truth": lambda: placed(first, last),
    "before-d2": best_before_d2,
    "from-d2-on": rises_after_d2,
}
