"""The best latent dimension with a capped score lies between d1 and d2, if the horizon is not too short.

Source: arXiv:2510.08409v1, Proposition 5, eq. (14)-(21), Appendix A.5.

Statement. Ornstein-Uhlenbeck, start N(0, I), weight m = min(C, 1/p), C > 1, generation to the end. d1 is the last j
with λ̂_j >= 1/C (1 if there is none), d2 the first j with 1/(2C-1) >= 4 λ_j (D if there is none). If |λ_j - λ̂_j| <= λ_j
for all j, whose probability P9 bounds, some dimension in d1..d2 minimises the error E(k, T) over 1..D.

How the proof goes. V' = 2 (1 - 2 m) V + 2, V(0) = 1, is solved in pieces, before and after the time t' at which the cap
becomes active. So 1/(2C-1) <= V_T, and V_T <= 2 max(κ, 1/C) for every κ >= λ̂ by comparison with the uncapped
variance of κ. Direction k adds v_k - 2 s_k √v_k to E, which is <= 0 iff v_k <= 4 λ_k. So E does not rise while
λ_j >= 1/(2C), and does not fall once λ_j <= 1/(4 (2C-1)); d1 and d2 are inside and outside of these.

What was added. e^{-2T} <= 2√2 - 2, that is T >= log((1 + √2)/2)/2 = 0.0941...: for a shorter horizon V_T is still near
its start 1 and may exceed 4 λ although λ̂ = λ >= 1/C, so the statement, (15) and the bound 1/(1 - λ̂) of the fraction
in (21) are false; the constant is sharp. t' need not exist: the cap is active throughout if C p(T) < 1, and the closed
form holds with t' = 0. Where no λ̂_j reaches 1/C, d1 = 1 by convention, and t' = T and (15) say too much of j = 1;
where no λ_j is small, (16) says too much of j = D; neither harms the statement. d1 <= d2 needs the event. The λ̂_j
need not be ordered, as Section 3 assumes: λ_j >= λ_{d1} >= 1/(2C) is enough. The upper end can be lowered to d2 - 1,
and needs neither event nor horizon.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sympy import And, Integer, sqrt

from ldm_symbolic.claims import Assignment, Source, Statement
from ldm_symbolic.derivations.capped_dimension.best_dimensions import BEST
from ldm_symbolic.derivations.capped_dimension.error_at_the_end import (
    best,
    between_hypotheses,
    first,
    generated,
    in_model,
    last,
    minimises,
    useful,
    useless,
)
from ldm_symbolic.derivations.capped_score.p5_closed_form_of_a_mode import CLOSED_CLAIMS
from ldm_symbolic.derivations.capped_score.p5_equation_of_a_mode import EQUATION_CLAIMS
from ldm_symbolic.derivations.capped_score.variance_at_the_end import BALANCE
from ldm_symbolic.derivations.claim import claims_of, new, printed, repaired, step
from ldm_symbolic.derivations.concentration.failures import failing, n
from ldm_symbolic.derivations.hypotheses import (
    at_most_doubled,
    capped_data,
    close_estimates,
    d1_is_the_last_that_reaches,
    d2_is_the_first_that_is_small,
    is_small,
    long_enough,
    not_rising,
    reaches,
)
from ldm_symbolic.derivations.instances import numbers, without
from ldm_symbolic.derivations.letters import C, D, T, d1, d2, j, s, s_hat
from ldm_symbolic.notation import deviations as deviation
from ldm_symbolic.notation import estimated_deviations as estimated
from ldm_symbolic.proof import ForEach

ESTIMATES_FALLING = ForEach(estimated[j] ** 2 >= estimated[j + 1] ** 2, (j, 1, D - 1))
DEFINED = (*capped_data(), not_rising(deviation), *d1_is_the_last_that_reaches(), *d2_is_the_first_that_is_small())


def inside(candidate: Any, low: Any, high: Any) -> Any:
    """A dimension minimises E over a range."""
    return in_model(minimises(candidate, low, high))


def generated_in_model(index: Any) -> Any:
    """v_j."""
    return in_model(generated[index])


def above_all(low: Any, high: Any) -> ForEach:
    """(√v_j - s_j)² >= λ_j and v_j >= 1/(2C-1) >= 4 λ_j."""
    value, own = generated_in_model(j), deviation[j]
    parts = ((sqrt(value) - own) ** 2 >= own**2, value >= BALANCE, 4 * own**2 <= BALANCE)
    return ForEach(And(*parts), (j, low, high))


FIFTEEN = ForEach((sqrt(generated_in_model(j)) - deviation[j]) ** 2 <= deviation[j] ** 2, (j, 1, d1))
SIXTEEN = above_all(d2, D)


def instance(cap: int, horizon: str, true: tuple[str, ...], believed: tuple[str, ...], **ends: int) -> Assignment:
    """A spectrum, by its deviations, with values of d1, d2 and the candidate m."""
    named = {str(name): name for name in (d1, d2, best, first, last)}
    values = {D: len(true), C: cap, T: Fraction(horizon), s: numbers(*true), s_hat: numbers(*believed)}
    return {**values, **{named[name]: value for name, value in ends.items()}}


FOUR = ("1", "1/2", "1/6", "1/40")
FALLING_FOUR = instance(4, "1", FOUR, FOUR, d1=2, d2=3, m=2)
UNORDERED = instance(4, "1", ("1/2", "1/2"), ("1/10", "1/2"), d1=2, d2=2, m=2)
SHORT_HORIZON = instance(10, "1/40", ("1/3", "33/100"), ("1/3", "1/3"), d1=2, d2=2, m=2)
NOT_NEAR = instance(4, "1", ("1/10", "1/11"), ("1", "1"), d1=2, d2=1)
NO_SMALL = instance(2, "1", ("1",), ("1",), d2=1)
NONE_REACHES = instance(10, "1", ("1/10",), ("1/10",), d1=1)
D1_SETTING = (*capped_data(), not_rising(s), close_estimates(), *d1_is_the_last_that_reaches())
D2_SETTING = (*capped_data(), not_rising(s), *d2_is_the_first_that_is_small())
EARLY_FREE = ForEach(reaches(j), (j, 1, d1))


DIMENSION_CLAIMS = {
    "step-early": step(
        "λ̂_j >= 1/C for every j <= d1, so that t' = T",
        D1_SETTING,
        EARLY_FREE,
        counterexample=NONE_REACHES,
    ),
    "step-early-repaired": repaired(
        "the same if the estimates do not rise with j and the first is at least 1/C",
        (C > 1, *d1_is_the_last_that_reaches(), D >= 1, reaches(d1), ESTIMATES_FALLING),
        EARLY_FREE,
        witnesses=(without(FALLING_FOUR, T, s, d2, best),),
        necessary=(
            (ESTIMATES_FALLING, without(UNORDERED, T, s, d2, best)),
            (reaches(d1), without(NONE_REACHES, T, s)),
        ),
        repairs="P5.step-early",
    ),
    "step-15": step(
        "(15): on the event, (√V_j - s_j)² <= λ_j for j <= d1",
        D1_SETTING,
        FIFTEEN,
        counterexample=without(SHORT_HORIZON, d2, best),
    ),
    "step-15-repaired": repaired(
        "(15) if e^{-2T} <= 2√2 - 2 and some λ̂_j is at least 1/C, whatever their order",
        (*D1_SETTING, long_enough(), reaches(d1)),
        FIFTEEN,
        witnesses=(without(FALLING_FOUR, d2, best), without(UNORDERED, d2, best)),
        necessary=((long_enough(), without(SHORT_HORIZON, d2, best)), (reaches(d1), NONE_REACHES)),
        repairs="P5.step-15",
    ),
    "step-16": step(
        "(16): (√V_j - s_j)² >= λ_j and V_j >= 1/(2C-1) >= 4 λ_j for j >= d2",
        D2_SETTING,
        SIXTEEN,
        counterexample=NO_SMALL,
    ),
    "step-16-repaired": repaired(
        "(16) if some λ_j is at most 1/(4 (2C-1)), for every estimate and horizon",
        (*D2_SETTING, is_small(d2)),
        SIXTEEN,
        witnesses=(without(FALLING_FOUR, d1, best),),
        necessary=((is_small(d2), NO_SMALL),),
        repairs="P5.step-16",
    ),
    "order": printed(
        "1 <= d1 <= d2 <= D, by definition",
        DEFINED,
        d1 <= d2,
        counterexample=NOT_NEAR,
    ),
    "order-repaired": repaired(
        "d1 <= d2 on the event |λ_j - λ̂_j| <= λ_j",
        (*DEFINED, close_estimates()),
        d1 <= d2,
        witnesses=(without(FALLING_FOUR, best), without(UNORDERED, best)),
        necessary=((close_estimates(), NOT_NEAR),),
        repairs="P5.order",
    ),
    "order-strict": new(
        "d1 < d2 on the event, where neither set is empty",
        (*DEFINED, close_estimates(), reaches(d1), is_small(d2)),
        d1 < d2,
        witnesses=(without(FALLING_FOUR, best),),
        necessary=((is_small(d2), without(UNORDERED, best)),),
    ),
    "printed": printed(
        "on the event, what minimises E(k, T) over d1..d2 minimises it over 1..D, so some best dimension is in d1..d2",
        (*DEFINED, close_estimates(), inside(best, d1, d2)),
        BEST,
        counterexample=SHORT_HORIZON,
    ),
    "repaired": repaired(
        "the same if e^{-2T} <= 2√2 - 2, that is T >= 0.0941...",
        (*DEFINED, close_estimates(), long_enough(), inside(best, d1, d2)),
        BEST,
        witnesses=(FALLING_FOUR, UNORDERED),
        necessary=((long_enough(), SHORT_HORIZON),),
        repairs="P5.printed",
    ),
    "probability": printed(
        "by P9 the event |λ_j - λ̂_j| <= λ_j, for all j, has probability at least 1 - 2 D exp(-n/8)",
        **failing(2, Integer(1), -n / 8, modes=D),
    ),
    "from-the-truth": new(
        "with that T and λ̂_j <= 2 λ_j, a best dimension is in a..b if λ_j >= 1/(2C) up to a, <= 1/(4 (2C-1)) after b",
        (*between_hypotheses(first, last), inside(best, first, last)),
        BEST,
        witnesses=(
            instance(4, "1", FOUR, FOUR, a=2, b=2, m=2),
            instance(4, "1", ("1", "1", "1/3"), ("0", "1", "1/3"), a=2, b=3, m=3),
        ),
        necessary=(
            (long_enough(), instance(10, "1/40", ("1/3", "1/3"), ("1/3", "1/3"), a=2, b=2, m=2)),
            (at_most_doubled(), instance(4, "1", ("1/2", "1/2"), ("1", "2"), a=2, b=2, m=2)),
            (useful(2, first), instance(10, "1", ("1", "1/100"), ("1", "1/100"), a=2, b=2, m=2)),
            (useless(last + 1, D), instance(4, "1", ("1", "1"), ("1", "1"), a=1, b=1, m=1)),
        ),
    ),
    "before-d2": new(
        "with that T, where 1/(2C-1) >= 4 λ_{d2} and d1 < d2, d2 is not needed: what minimises E over d1..d2-1 is best",
        (*DEFINED, close_estimates(), long_enough(), is_small(d2), d1 < d2, inside(best, d1, d2 - 1)),
        BEST,
        witnesses=(FALLING_FOUR,),
        necessary=((is_small(d2), instance(2, "1", ("1", "1"), ("1/10", "1/10"), d1=1, d2=2, m=1)),),
    ),
    "from-d2-on": new(
        "no dimension after d2 is better than d2, for all estimates and horizons",
        D2_SETTING,
        inside(d2, d2, D),
        witnesses=(
            without(FALLING_FOUR, d1, best),
            instance(4, "1/100", ("1", "1/9", "1/9"), ("0", "5", "1/9"), d2=2),
        ),
    ),
}

STATEMENT = Statement(
    id="P5",
    title="The best dimension with a capped score",
    source=Source(place="Proposition 5, eq. (14)-(21)"),
    claims=claims_of("P5", {**EQUATION_CLAIMS, **CLOSED_CLAIMS, **DIMENSION_CLAIMS}),
)
