"""The proofs behind `t2_never_early`: √ṽ_j moves away from s_j, mode by mode.

Tested in `tests/derivations/read_outs/test_denoised.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, Expr, Integer, Lambda, Symbol, sqrt

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.letters import X, s, s_hat, x
from ldm_symbolic.derivations.read_outs.denoised_error import denoised, error, kept, levels
from ldm_symbolic.derivations.read_outs.t2_never_early import SPECTRUM, TRUE, UNDERESTIMATED
from ldm_symbolic.proof import (
    Fact,
    Minimises,
    NonDecreasing,
    at,
    follows,
    for_all,
    in_turn,
    instantiate,
    prove,
    substitute,
    sum_over_modes,
)

j = kept[0]
farther = Symbol("y", real=True)
near, far = Symbol("r", real=True), Symbol("q", real=True)
GIVEN = (*SPECTRUM, UNDERESTIMATED)


def squared(root: Expr) -> Expr:
    """(r - s)², as the model writes it."""
    return root**2 - 2 * root * s[j] + s[j] ** 2


@cache
def one_mode() -> Fact:
    """The error of a mode at a level is at most that at a higher one."""
    roots = {near: sqrt(denoised), far: sqrt(substitute(denoised, {x: farther}))}
    within = (s_hat[j] > 0, s_hat[j] <= s[j], x >= 0, x <= farther, farther <= X, X < 1)
    moves = prove(within, substitute(And(far <= near, near <= s[j]), roots))
    costs = instantiate(prove((far <= near, near <= s[j]), squared(near) <= squared(far)), roots)
    return follows(costs.conclusion, [moves, costs], hypotheses=within)


@cache
def rises() -> Fact:
    """The error does not fall as the noise rises."""
    rising = NonDecreasing(error, levels)
    guard, body = rising.at(x, farther)
    return for_all(rising, follows(body, [sum_over_modes(one_mode(), kept)], hypotheses=(*GIVEN, *guard)), (x, farther))


@cache
def under() -> Fact:
    """Level 0 is best."""
    best = Minimises(Integer(0), error, levels)
    guard, body = best.at(x)
    one = follows(body, [at(rises().conclusion, Integer(0), x), rises()], hypotheses=(*GIVEN, *guard))
    return for_all(best, one, (x,), facts=[prove(GIVEN, And(*best.plain()))])


@cache
def exact() -> Fact:
    """The exact score is the case ŝ_j = s_j."""
    index = Symbol("l", integer=True)
    same = instantiate(under(), {s_hat: Lambda(index, s[index])})
    return in_turn(same.conclusion, [same], hypotheses=TRUE)


PROOFS: Proofs = {"exact": exact, "under": under, "rises": rises}
