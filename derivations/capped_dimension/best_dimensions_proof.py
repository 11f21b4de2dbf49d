"""What every best dimension has in common: λ_m is not too small, and λ_{m+1} is not too large.

Tested in `tests/derivations/capped_dimension/test_p5_a6_best_dimension_in_two_cases.py`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sympy import Max, Or, Symbol

from ldm_symbolic.derivations.capped_dimension.best_dimensions import BEST, generated_at, later
from ldm_symbolic.derivations.capped_dimension.error_at_the_end import ENTRIES, REAL, best, generated, i, minimises
from ldm_symbolic.derivations.capped_dimension.error_at_the_end_proof import added, defined, positive, total
from ldm_symbolic.derivations.capped_score.variance_at_the_end import BALANCE, final, kappa
from ldm_symbolic.derivations.capped_score.variance_at_the_end_proof import lower, upper
from ldm_symbolic.derivations.hypotheses import (
    capped_data,
    capped_mode,
    close_estimates,
    less_than_doubled,
    long_enough,
    not_rising,
)
from ldm_symbolic.derivations.letters import C, D, j, k
from ldm_symbolic.notation import deviation as s
from ldm_symbolic.notation import deviations as deviation
from ldm_symbolic.notation import estimated_deviations as estimated
from ldm_symbolic.notation import estimated_variance as lam
from ldm_symbolic.proof import (
    Fact,
    at,
    by_induction,
    by_logic,
    follows,
    for_each_mode,
    for_sequence,
    in_range,
    in_turn,
    instantiate,
    prove,
    substitute,
)


@cache
def near(share: Any) -> Fact:
    """λ̂_j < 2 λ_j."""
    one = prove((close_estimates(share).args[0], deviation[j] > 0, share < 1), less_than_doubled().args[0])
    return for_each_mode(one, (j, 1, D))


def mode_at(fact: Fact, index: Any) -> Fact:
    """A fact about one mode, for one of the modes."""
    return instantiate(fact, {lam: estimated[index] ** 2, s: deviation[index]})


@cache
def any_best_is_useful() -> Fact:
    """v_m <= 4 λ_m, for any generated variances."""
    setting = (*REAL, minimises(best), best >= 2, best <= D)
    step = at(minimises(best), best - 1)
    goal = generated[best] <= 4 * deviation[best] ** 2
    return follows(goal, [step, instantiate(added(), {k: best})], hypotheses=setting)


@cache
def any_next_is_useless() -> Fact:
    """v_{m+1} >= 4 λ_{m+1}, for any generated variances."""
    setting = (*REAL, minimises(best), best >= 1, best <= D - 1, generated[best + 1] > 0)
    step = at(minimises(best), best + 1)
    goal = generated[best + 1] >= 4 * deviation[best + 1] ** 2
    return follows(goal, [step, instantiate(added(), {k: best + 1})], hypotheses=setting)


def modelled(fact: Fact, setting: tuple[Any, ...]) -> Fact:
    """A fact about any generated variances for those of the capped score, where the error is defined."""
    whole = for_sequence(fact, generated, ENTRIES, total=total())
    known = defined(whole, (*setting, positive().conclusion), ())
    return by_logic(whole.conclusion, [positive(), *known, whole], hypotheses=setting)


@cache
def best_is_useful() -> Fact:
    """λ_m >= 1/(4 (2C-1)) for every best m >= 2."""
    setting = (*capped_data(), BEST, best >= 2, best <= D)
    value = Symbol("v", real=True)
    own = deviation[best]
    letters = prove((C > 1, value >= BALANCE, value <= 4 * own**2), 4 * (2 * C - 1) * own**2 >= 1)
    steps = [
        modelled(any_best_is_useful(), setting),
        mode_at(lower(), best),
        instantiate(letters, {value: generated_at(best)}),
    ]
    return in_turn(letters.conclusion, steps, hypotheses=setting)


@cache
def helps_strictly() -> Fact:
    """V < 4 λ, if λ > 1/(2C) and λ̂ < 2 λ."""
    setting = (*capped_mode(), long_enough(), lam < 2 * s**2, 2 * C * s**2 > 1)
    value = Symbol("v", real=True)
    letters = prove((C > 1, value <= 2 * Max(lam, 1 / C), *setting[4:]), value < 4 * s**2)
    steps = [instantiate(upper(), {kappa: Max(lam, 1 / C)}), instantiate(letters, {value: final})]
    return in_turn(final < 4 * s**2, steps, hypotheses=setting)


@cache
def next_is_useless() -> Fact:
    """λ_{m+1} <= 1/(2C) for every best m < D, if λ̂_{m+1} < 2 λ_{m+1}."""
    own = deviation[best + 1]
    setting = (*capped_data(), long_enough(), BEST, best >= 1, best <= D - 1, estimated[best + 1] ** 2 < 2 * own**2)
    value = Symbol("v", real=True)
    positive_value = instantiate(prove((C > 1, value >= BALANCE), value > 0), {value: generated_at(best + 1)})
    whole = modelled(any_next_is_useless(), (*setting, generated_at(best + 1) > 0))
    clash = prove((value >= 4 * own**2, value < 4 * own**2), 2 * C * own**2 <= 1)
    steps = [mode_at(lower(), best + 1), positive_value, whole, mode_at(helps_strictly(), best + 1)]
    steps.append(instantiate(clash, {value: generated_at(best + 1)}))
    goal = 2 * C * own**2 <= 1
    otherwise = in_turn(goal, steps, hypotheses=(*setting, 2 * C * own**2 > 1))
    return by_logic(goal, [otherwise], hypotheses=setting)


@cache
def falling() -> Fact:
    """s_i >= s_l for i <= l."""
    within = (i >= 1, not_rising(deviation))
    here = deviation[i] >= deviation[later]
    base = prove(within, substitute(here, {later: i}))
    onward = prove((*within, i <= later, later <= D - 1, here), deviation[i] >= deviation[later + 1])
    return by_induction(base, onward, (later, i, D))


@cache
def not_before(low: Any) -> Fact:
    """No best dimension is before one with λ > 1/(2C)."""
    setting = (
        *capped_data(),
        not_rising(deviation),
        long_enough(),
        less_than_doubled(),
        BEST,
        low >= 1,
        low <= D,
        2 * C * deviation[low] ** 2 > 1,
    )
    before = (best >= 1, best < low, low <= D)
    near = follows(
        next_is_useless().hypotheses[-1], [at(less_than_doubled(), best + 1)], hypotheses=(less_than_doubled(), *before)
    )
    order = instantiate(falling(), {i: best + 1, later: low})
    facts = (
        not_rising(deviation),
        C > 1,
        *capped_data()[3:],
        2 * C * deviation[low] ** 2 > 1,
        next_is_useless().conclusion,
        *before,
    )
    clash = in_turn(low <= best, [order], hypotheses=facts)
    known = [in_range(BEST), prove(before, best <= D - 1), near, next_is_useless(), clash]
    return by_logic(low <= best, known, hypotheses=setting)


@cache
def not_after(high: Any) -> Fact:
    """No best dimension is after one that is the last, or that λ < 1/(4 (2C-1)) follows."""
    small = Or(high >= D, 4 * (2 * C - 1) * deviation[high + 1] ** 2 < 1)
    setting = (*capped_data(), not_rising(deviation), BEST, high >= 1, small)
    after = (best <= D, best > high, high >= 1)
    order = instantiate(falling(), {i: high + 1, later: best})
    facts = (not_rising(deviation), C > 1, *capped_data()[3:], small, best_is_useful().conclusion, *after)
    clash = in_turn(best <= high, [order], hypotheses=facts)
    known = [in_range(BEST), prove(after, best >= 2), best_is_useful(), clash]
    return by_logic(best <= high, known, hypotheses=setting)
