"""What holds at the threshold x_1 of the direction with the largest estimate: the steps of the printed proof of P3.

Tested in `tests/derivations/equal_variances/test_p3_joint_optimum_for_equal_variances.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, Equivalent, Integer, Symbol, sqrt

from ldm_symbolic.derivations.equal_variances.common_variance import (
    best,
    error,
    generated,
    kept_sum,
    lost_sum,
    mode_cost,
)
from ldm_symbolic.derivations.equal_variances.common_variance_proof import (
    order,
    rises,
    stays,
)
from ldm_symbolic.derivations.equal_variances.p3_joint_optimum_for_equal_variances import (
    AS_FRACTIONS,
    DIRECTIONS,
    FEWER,
    HELPED,
    ONE_MODE,
    REACHED_BEFORE,
    SMALL,
    SMALLEST,
    slope_at_x1,
    x1,
)
from ldm_symbolic.derivations.hypotheses import (
    a_level,
    all_positive,
)
from ldm_symbolic.derivations.letters import D, X, d0, j, s_hat, x
from ldm_symbolic.derivations.plug_in.plug_in_error import i
from ldm_symbolic.derivations.plug_in.plug_in_error import other_noise as y
from ldm_symbolic.notation import deviation as s
from ldm_symbolic.notation import deviations as s_all
from ldm_symbolic.proof import (
    Fact,
    Identity,
    at,
    by_logic,
    for_each_mode,
    in_turn,
    instantiate,
    prove,
    split_sum,
    substitute,
    sum_over_modes,
)

LATER, EARLIER = (j, i + 1, d0), (j, Integer(1), i)


@cache
def below_the_threshold() -> Fact:
    """Return E(d0, x) <= E(i, x) while the direction with the largest estimate helps."""
    first = s_hat[1]
    early = (*a_level(x), x * (1 - first**2) <= 4 * s**2 - first**2)
    helps = prove((s > 0, s_hat[j] >= 0, s_hat[j] <= first, *early), generated(x) <= 4 * s**2)
    modes = [for_each_mode(instantiate(order(), {i: Integer(1)}), LATER), for_each_mode(helps, LATER)]
    return in_turn(error(d0, x) <= error(i, x), [*modes, stays()], hypotheses=(*HELPED, *DIRECTIONS, *early))


@cache
def strictly_below_the_threshold() -> Fact:
    """Return E(d0, x) < E(i, x) for i < d0 where the direction with the largest estimate helps strictly."""
    first, equal = s_hat[1], Identity(s_all[j], s)
    early = (*a_level(x), REACHED_BEFORE)
    base = (*HELPED, *FEWER, all_positive(s_hat, d0), *early)
    spared = (s > 0, equal, s_hat[j] > 0, s_hat[j] <= first, *early)
    below = prove(spared, generated(x) < 4 * s**2)
    positive = prove(spared, generated(x) > 0)
    letter = Symbol("v", real=True)
    cheap = prove((s > 0, letter > 0, letter < 4 * s**2), letter - 2 * s * sqrt(letter) < 0)
    cost = instantiate(cheap, {letter: generated(x)})
    each = in_turn(mode_cost(x) < s_all[j] ** 2, [below, positive, cost], hypotheses=spared)
    bounds = for_each_mode(instantiate(order(), {i: Integer(1)}), LATER)
    cuts = [
        split_sum(kept_sum(x, 1, d0), i, hypotheses=base),
        split_sum(lost_sum(i + 1, D), d0, hypotheses=base),
    ]
    return in_turn(error(d0, x) < error(i, x), [bounds, sum_over_modes(each, LATER), *cuts], hypotheses=base)


@cache
def chain() -> Fact:
    """Return E(d0, x*) <= E(d0, x_1) <= E(i, x_1) <= E(i, x) for x_1 <= x: beyond x_1 every mode costs more."""
    base = (*HELPED, *DIRECTIONS, X < 1, SMALL, SMALLEST, x >= x1, x <= X)
    first, equal = s_hat[1], Identity(s_all[j], s)
    largest = prove(HELPED, And(first >= 0, first**2 <= 2 * s**2))
    inside = prove((s > 0, SMALL, *largest.conclusion.args), And(x1 >= 0, x1 * (1 - first**2) <= 4 * s**2 - first**2))
    past = prove((s > 0, SMALL, *largest.conclusion.args, s_hat[j] >= 0, s_hat[j] <= first), generated(x1) >= s**2)
    climbs = instantiate(rises(), {y: x1})
    here = (s > 0, SMALL, *largest.conclusion.args, equal, s_hat[j] >= 0, s_hat[j] <= first, x >= x1, x <= 1, x1 >= 0)
    one = in_turn(mode_cost(x1) <= mode_cost(x), [past, climbs], hypotheses=here)
    bounds = for_each_mode(instantiate(order(), {i: Integer(1)}), EARLIER)
    links = [
        in_turn(error(d0, best) <= error(d0, x1), [largest, inside, at(SMALLEST, x1)], hypotheses=base),
        in_turn(
            error(d0, x1) <= error(i, x1),
            [largest, inside, instantiate(below_the_threshold(), {x: x1})],
            hypotheses=base,
        ),
        in_turn(error(i, x1) <= error(i, x), [largest, inside, bounds, sum_over_modes(one, EARLIER)], hypotheses=base),
    ]
    return by_logic(And(*(link.conclusion for link in links)), links, hypotheses=base)


@cache
def slope_as_fractions() -> Fact:
    """Return that a mode's slope at x_1 is >= 0 iff it generates at least λ there, which is the printed inequality."""
    v, m = Symbol("v", real=True), Symbol("m", real=True)
    sign = prove((s > 0, v > 0, m < 1), Equivalent((1 - s / sqrt(v)) * (1 - m) >= 0, v >= s**2))
    there = substitute(generated(x), {x: x1})
    sign = instantiate(sign, {v: there, m: s_hat[j] ** 2})
    level = prove(ONE_MODE, And(Equivalent(there >= s**2, AS_FRACTIONS), there > 0))
    return in_turn(Equivalent(slope_at_x1 >= 0, AS_FRACTIONS), [level, sign], hypotheses=ONE_MODE)


@cache
def slope_at_threshold() -> Fact:
    """Return that a mode's slope at x_1 is >= 0."""
    return in_turn(slope_at_x1 >= 0, [prove(ONE_MODE, AS_FRACTIONS), slope_as_fractions()], hypotheses=ONE_MODE)
