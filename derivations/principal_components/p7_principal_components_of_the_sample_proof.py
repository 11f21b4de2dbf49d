"""The proofs behind `p7_principal_components_of_the_sample`: from two close covariances to the best number of them.

The event bounds |W_k - K_k| (`p7_of_the_sample_traces_proof`); the order that is assumed of the times then gives what
`p7_of_the_sample_increments_proof` needs of the directions k and k + 1.

Tested in `tests/derivations/principal_components/test_p7_principal_components_of_the_sample.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, Ge, Implies, Integer, Or, Rational

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.concentration.p10_sample_covariance_concentrates_proof import seldom
from ldm_symbolic.derivations.hypotheses import (
    a_dimension,
    a_level,
    a_time,
    data_and_schedule,
    falling,
    in_time,
    none_negative,
    weakly_falling,
)
from ldm_symbolic.derivations.letters import D, T, X, j, k, s, s_hat, t, x
from ldm_symbolic.derivations.principal_components import p7_of_the_sample_increments_proof as core
from ldm_symbolic.derivations.principal_components import p7_of_the_sample_order_proof as order
from ldm_symbolic.derivations.principal_components import p7_of_the_sample_traces_proof as traces
from ldm_symbolic.derivations.principal_components.p7_of_the_sample import (
    AFTER,
    BEFORE,
    BEST,
    CHAIN,
    DEFINED,
    IS_SPREAD,
    LOWER,
    ORDERED,
    PRINTED,
    SANDWICH,
    SLACK,
    TOTAL,
    UPPER,
    WEYL,
    epsilon,
    error,
    i,
    lower,
    numerator,
    sandwich,
    time_of,
    upper,
)
from ldm_symbolic.derivations.principal_components.p7_of_the_sample_traces_proof import (
    close_to_commuting,
    epsilon_is_small,
)
from ldm_symbolic.notation import noise_at
from ldm_symbolic.proof import (
    Fact,
    Identity,
    at,
    by_induction,
    by_logic,
    follows,
    for_each_mode,
    in_turn,
    instantiate,
    minimum_from_increments,
    prove,
    substitute,
    sum_over_modes,
)


@cache
def near_on_the_event() -> Fact:
    """The event of the increments, with S = S(Σ), where two directions have times."""
    one = in_turn(
        close_to_commuting().conclusion,
        [close_to_commuting()],
        hypotheses=(
            *a_level(),
            epsilon > 0,
            epsilon <= Rational(1, 7),
            none_negative(s),
            none_negative(s_hat),
            WEYL,
            IS_SPREAD,
            *a_dimension(),
            *sandwich(k),
        ),
    )
    return for_each_mode(instantiate(one, {k: i}), (i, 1, D))


@cache
def never_negative() -> Fact:
    """T̂_k >= 0, along the chain of times."""
    within = (T > 0, UPPER, ORDERED)
    base = follows(upper[1] >= 0, [at(UPPER, Integer(1))], hypotheses=(*within, D >= 1))
    here = upper[k] >= 0
    onward = prove((T > 0, ORDERED, k >= 1, k <= D - 1, here), substitute(here, {k: k + 1}))
    return by_induction(base, onward, (k, 1, D))


@cache
def below_a_quarter() -> Fact:
    """A positive t̂_k leaves λ̂_k < 1/4, for ā(y) = T unless y <= X < 1."""
    one = (X > 0, X < 1, SLACK >= 0, s_hat[k] >= 0)
    reached = And(s_hat[k] < 1, numerator(k, SLACK) <= X * (1 - s_hat[k] ** 2))
    first = prove((T > 0, *one, time_of(k, SLACK) > 0), reached)
    second = prove((*one, reached), s_hat[k] < Rational(1, 2))
    return in_turn(second.conclusion, [first, second], hypotheses=(T > 0, *one, time_of(k, SLACK) > 0))


@cache
def reached() -> Fact:
    """t̂_k > 0 for k >= 2: the chain of times begins at 0."""
    inside = (k >= 2, k <= D)
    value = in_turn(Identity(lower[k], time_of(k, SLACK)), [at(LOWER, k)], hypotheses=(LOWER, *inside))
    last = prove([value.conclusion, upper[k - 1] >= 0, upper[k - 1] < lower[k]], time_of(k, SLACK) > 0)
    chain = (T > 0, UPPER, ORDERED, *inside)
    start = in_turn(upper[k - 1] >= 0, [instantiate(never_negative(), {k: k - 1})], hypotheses=chain)
    link = in_turn(upper[k - 1] < lower[k], [at(CHAIN, k - 1)], hypotheses=(CHAIN, *inside))
    facts = [value, start, link, last]
    goal = And(last.conclusion, value.conclusion)
    return by_logic(goal, facts, hypotheses=(*DEFINED, ORDERED, T > 0, *inside))


@cache
def excluded() -> Fact:
    """The assumed order leaves λ̂_k < 1/4 for every k >= 2."""
    within = (*data_and_schedule(), none_negative(s_hat), SLACK >= 0, *DEFINED, ORDERED, k >= 2, k <= D)
    sign = prove((none_negative(s_hat), k >= 2, k <= D), s_hat[k] >= 0)
    return by_logic(s_hat[k] < Rational(1, 2), [sign, reached(), below_a_quarter()], hypotheses=within)


@cache
def from_upper() -> Fact:
    """t >= T̂_k, k >= 2 and λ̂_k < 1/4 give what `core.best` needs of direction k."""
    within = (UPPER, k >= 2, k <= D)
    root = in_turn(s_hat[k] ** 2 >= SLACK, [at(UPPER, k)], hypotheses=within)
    here = (*within, t >= upper[k], s_hat[k] < Rational(1, 2))
    return in_turn(BEFORE, [at(UPPER, k), root], hypotheses=here)


@cache
def from_lower() -> Fact:
    """t <= t̂_{k+1}, which the chain of times makes positive, gives what it needs of direction k + 1."""
    inside = (k >= 1, k <= D - 1)
    within = (*DEFINED, ORDERED, T > 0, *inside)
    here = instantiate(reached(), {k: k + 1})
    here = in_turn(here.conclusion, [here], hypotheses=within)
    last = prove([*here.conclusion.args, t <= lower[k + 1]], AFTER)
    return by_logic(AFTER, [here, last], hypotheses=(*within, t <= lower[k + 1]))


@cache
def event() -> Fact:
    """|W_k - K_k| <= ε S(Σ) at the level of a time, where D >= 2 and the times are defined."""
    root = in_turn(s_hat[D] ** 2 >= SLACK, [at(UPPER, D)], hypotheses=(UPPER, D >= 2))
    base = (D >= 2, UPPER, *falling(s), WEYL, IS_SPREAD, epsilon > 0)
    narrow = in_turn(epsilon <= Rational(1, 7), [root, epsilon_is_small()], hypotheses=base)
    near = instantiate(near_on_the_event(), {x: noise_at(T - t)})
    close = (
        *data_and_schedule(),
        *a_time(),
        epsilon > 0,
        narrow.conclusion,
        none_negative(s),
        none_negative(s_hat),
        WEYL,
        IS_SPREAD,
        in_time(SANDWICH),
    )
    near = in_turn(near.conclusion, [core.level_in_time(), near], hypotheses=close)
    signs = prove((falling(s)[0], falling(s_hat)[0]), And(none_negative(s), none_negative(s_hat)))
    return by_logic(near.conclusion, [narrow, signs, near], hypotheses=(*PRINTED, D >= 2))


@cache
def best() -> Fact:
    """The theorem: for one direction there is nothing to choose, for more all pieces are there."""
    within = (*PRINTED, D >= 2)
    wide = in_turn(
        SLACK >= 0,
        [sum_over_modes(prove([], Ge(TOTAL.function, 0, evaluate=False)), (j, 1, D))],
        hypotheses=[epsilon > 0, IS_SPREAD],
    )
    signs = [wide, prove(falling(s_hat), And(*weakly_falling(s_hat)))]
    cases = []
    for case, facts in ((k >= 2, [excluded(), from_upper()]), (k <= D - 1, [from_lower()])):
        wanted = facts[-1].conclusion
        inner = by_logic(wanted, [*signs, *facts], hypotheses=(*within, case))
        cases.append(by_logic(Implies(case, wanted), [inner], hypotheses=within))
    several = by_logic(BEST, [*signs, event(), *cases, core.best()], hypotheses=within)
    nothing = (D <= 1, k <= D, k >= 1)
    here, before = error(i), error(i - 1)
    falls = prove((*nothing, i >= 2, i <= k), here <= before)
    rises = prove((*nothing, i >= k + 1, i <= D), before <= here)
    single = minimum_from_increments(k, here, (i, 1, D), falls=falls, rises=rises)
    pieces = [several, instantiate(single, {x: noise_at(T - t)}), prove([], Or(D >= 2, D <= 1))]
    return by_logic(BEST, pieces, hypotheses=PRINTED)


PROOFS: Proofs = {
    "step-traces": traces.traces,
    "step-relative": traces.relative,
    "step-kept": traces.close_to_estimated,
    "step-spread": traces.close_by_traces,
    "step-spread-elementary": traces.close_to_commuting,
    "small": traces.epsilon_is_small,
    "step-increment": core.increments,
    "step-time": order.helps_late,
    "step-helps": order.helps,
    "step-costs-repaired": order.costs,
    "ordered-repaired": order.ordered,
    "excluded": excluded,
    "best": best,
    "probability": seldom,
    "best-repaired": core.best,
    "remark-exact": order.reduces,
}
