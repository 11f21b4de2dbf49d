"""The proofs behind `a5_second_order`: identities row by row and pair by pair, and a mean in the other order.

Tested in `tests/derivations/dense_estimates/test_second_order.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import Integer, Sum

from ldm_symbolic.derivations.averaged_slopes.a5_second_order import (
    MOMENTS,
    POSITIVE,
    SECOND,
    B,
    columns,
    entry,
    h,
    i,
    mean,
    moment,
    other,
    printed,
    quadratic,
    samples,
    true,
    twice,
    w,
    weight,
)
from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.letters import j, s, s_hat, x
from ldm_symbolic.derivations.plug_in.plug_in_error import kept, mode_bend
from ldm_symbolic.derivations.random_estimates.s3_sampling_average import outcomes
from ldm_symbolic.notation import deviation, estimated_deviation
from ldm_symbolic.proof import (
    Fact,
    Identity,
    at,
    by_logic,
    equal_sums,
    exchange_sums,
    in_turn,
    instantiate,
    prove,
    substitute,
    sum_over_modes,
)


@cache
def second() -> Fact:
    """Σ_h A_jh² + (1 + λ_j)/(2 λ_j) Σ_h A_jh² λ_h, put into one sum."""
    parts = Sum(entry**2, columns) + (1 + true) / (2 * true) * Sum(entry**2 * other, columns)
    cut = equal_sums(quadratic, parts, hypotheses=(s[j] > 0,))
    goal = Identity(-Sum(entry**2, columns) + (1 + true) * B[j], -quadratic)
    one = in_turn(goal, [cut], hypotheses=(s[j] > 0, SECOND))
    return by_logic(goal, [at(POSITIVE[0], j), one], hypotheses=(*POSITIVE, SECOND))


@cache
def pair() -> Fact:
    """A rational identity."""
    one, last = deviation**2, estimated_deviation**2
    goal = Identity(moment(one, last) * weight(one, last), printed(one, last))
    return prove((deviation > 0, estimated_deviation > 0), goal)


@cache
def mean_of_a_row() -> Fact:
    """Σ_i w_i Σ_h c_jh A_jh² = Σ_h c_jh Σ_i w_i A_jh²."""
    given, ordered = (POSITIVE[0], s[j] > 0), Sum(twice * printed(true, other), columns)
    swap = exchange_sums(w[i], quadratic, outcomes, hypotheses=given)
    sign = equal_sums(mean(-quadratic), -mean(quadratic), hypotheses=given)
    own = instantiate(pair(), {deviation: s[j], estimated_deviation: s[h]})
    known = (samples >= 1, s[j] > 0, s[h] > 0, MOMENTS.args[0])
    counted = Identity(weight(true, other) * mean(entry**2), twice * printed(true, other) / samples)
    one = in_turn(counted, [own], hypotheses=known)
    out = equal_sums(Sum(counted.args[1], columns), ordered / samples, hypotheses=(*given, samples >= 1))
    goal = Identity(mean(-quadratic), -ordered / samples)
    here = (samples >= 1, *given, MOMENTS)
    chain = in_turn(goal, [sign, swap, sum_over_modes(one, columns), out], hypotheses=here)
    return by_logic(goal, [at(POSITIVE[0], j), chain], hypotheses=(samples >= 1, *POSITIVE, MOMENTS))


@cache
def bend() -> Fact:
    """v = λ̂ = λ at x = 0."""
    here = substitute(mode_bend, {x: Integer(0), s_hat: s})
    one = prove((s[j] > 0,), Identity(here, (1 - true) ** 2 / (2 * true)))
    return sum_over_modes(one, kept)


PROOFS: Proofs = {"second": second, "pair": pair, "mean": mean_of_a_row, "bend": bend}
