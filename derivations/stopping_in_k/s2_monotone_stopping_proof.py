"""The proofs behind `s2_monotone_stopping`: by induction, from one step in k.

Tested in `tests/derivations/stopping_in_k/test_s1_one_step_in_dimension.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, Integer, Max, Min, Ne, Or, Sum, Symbol

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.hypotheses import modes, noisy_horizon
from ldm_symbolic.derivations.letters import D, X, j, k, s, s_hat, x
from ldm_symbolic.derivations.stopping_in_k.s1_one_step_in_dimension import (
    after,
    before,
    clipped,
    root,
    slope,
    stationary,
)
from ldm_symbolic.derivations.stopping_in_k.s1_one_step_in_dimension_proof import one_step, sign
from ldm_symbolic.derivations.stopping_in_k.s2_monotone_stopping import (
    EACH_BEST,
    FACTOR,
    FALLS,
    NOT_ONE,
    ROOTS_FALL,
    SEQUENCE,
    SHRUNK,
    best,
    eta,
)
from ldm_symbolic.proof import (
    Fact,
    Identity,
    at,
    by_induction,
    by_logic,
    empty_sum,
    for_each_mode,
    in_turn,
    instantiate,
    prove,
    split_sum,
    substitute,
)


@cache
def first_root() -> Fact:
    """x*(1) is not below the clipped r_1, for below it the only slope is negative."""
    start, first = Integer(1), best[1]
    within = (*noisy_horizon(), *modes(1), Ne(s_hat[1], 1), stationary(first, start))
    total = slope(start, first)
    parts = split_sum(total, Integer(0), hypotheses=within)
    none = empty_sum(Sum(total.function, (total.limits[0][0], 1, 0)), hypotheses=within)
    own = instantiate(sign(above=False), {j: start, x: first})
    below = clipped(1) - first > 0
    case = in_turn(first >= clipped(1), [parts, none, own], hypotheses=(*within, below))
    return by_logic(first >= clipped(1), [case, prove(within, Or(first >= clipped(1), below))], hypotheses=within)


@cache
def next_level() -> Fact:
    """With x*(k) above its root, x*(k+1) is not above it and is above its own root, which is not above r_k."""
    inside = (k >= 1, k <= D - 1)
    step = instantiate(one_step(), {before: best[k], after: best[k + 1]})
    two = (stationary(best[k], k), stationary(best[k + 1], k + 1), Ne(s_hat[k + 1], 1), clipped(k) >= clipped(k + 1))
    above = best[k] >= clipped(k)
    goal = And(best[k + 1] >= clipped(k + 1), best[k + 1] <= best[k])
    here = (*noisy_horizon(), *inside, *modes(k + 1), *two, above)
    moved = in_turn(goal, [step], hypotheses=here)
    given = [
        prove((*modes(D), *inside), And(*modes(k + 1))),
        in_turn(two[0], [at(EACH_BEST, k)], hypotheses=(EACH_BEST, *inside)),
        in_turn(two[1], [at(EACH_BEST, k + 1)], hypotheses=(EACH_BEST, *inside)),
        prove((NOT_ONE, *inside), two[2]),
        prove((NOT_ONE, ROOTS_FALL, *inside), two[3]),
    ]
    return by_logic(goal, [*given, moved], hypotheses=(*SEQUENCE, *inside, above))


@cache
def above_its_root() -> Fact:
    """x*(k) >= the clipped r_k, by induction over k."""
    base = in_turn(first_root().conclusion, [first_root()], hypotheses=(*SEQUENCE, D >= 1))
    phi = best[k] >= clipped(k)
    onward = by_logic(
        substitute(phi, {k: k + 1}), [next_level()], hypotheses=(*SEQUENCE, D >= 1, k >= 1, k <= D - 1, phi)
    )
    return by_induction(base, onward, (k, 1, D))


@cache
def falls() -> Fact:
    """x*(k+1) <= x*(k) for every k."""
    inside = (*SEQUENCE, k >= 1, k <= D - 1)
    dimension = prove(inside[-2:], And(D >= 1, k <= D))
    one = by_logic(best[k + 1] <= best[k], [dimension, above_its_root(), next_level()], hypotheses=inside)
    return for_each_mode(one, (k, 1, D - 1))


@cache
def falls_where_shrunk() -> Fact:
    """With λ̂_j = (1 - η) λ_j < 1 the roots η λ_j/(1 - (1 - η) λ_j) fall with λ_j."""
    larger, smaller, first, second = (Symbol(letter, real=True) for letter in ("l", "m", "a", "b"))
    share = (eta >= 0, eta < 1, larger >= smaller, smaller >= 0, (1 - eta) * larger < 1)
    levels_of = [(level - (1 - eta) * level) / (1 - (1 - eta) * level) for level in (larger, smaller)]
    quotients = prove(share, levels_of[0] >= levels_of[1])
    both = (Identity(first, (1 - eta) * larger), Identity(second, (1 - eta) * smaller))
    named = in_turn(
        (larger - first) / (1 - first) >= (smaller - second) / (1 - second), [quotients], hypotheses=(*share, *both)
    )
    squares = {larger: s[j] ** 2, smaller: s[j + 1] ** 2, first: s_hat[j] ** 2, second: s_hat[j + 1] ** 2}
    inside = (j >= 1, j <= D - 1)
    within = (*modes(D), eta >= 0, eta < 1, *FACTOR, SHRUNK[-1], *inside)
    order = in_turn(root(j) >= root(j + 1), [instantiate(named, squares)], hypotheses=within)
    upper, lower = Symbol("y", real=True), Symbol("z", real=True)
    clip = prove([upper >= lower], Max(0, Min(X, upper)) >= Max(0, Min(X, lower)))
    clip = instantiate(clip, {upper: root(j), lower: root(j + 1)})
    one = in_turn(clipped(j) >= clipped(j + 1), [order, clip], hypotheses=within)
    roots = for_each_mode(one, (j, 1, D - 1))
    not_one = prove((FACTOR[1],), NOT_ONE)
    return by_logic(FALLS, [roots, not_one, falls()], hypotheses=SHRUNK)


PROOFS: Proofs = {
    "monotone": falls,
    "shrunk": falls_where_shrunk,
}
