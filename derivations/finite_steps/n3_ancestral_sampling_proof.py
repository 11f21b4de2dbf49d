"""The proofs behind `n3_ancestral_sampling`: one step beside that of the posterior, then induction over the steps.

Tested in `tests/derivations/finite_steps/test_ancestral.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from sympy import And, Expr, Integer, Symbol
from sympy.logic.boolalg import Boolean

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.finite_steps.n3_ancestral_sampling import (
    GRID,
    NOISY,
    STEP,
    TRUE,
    N,
    V,
    added,
    alpha,
    before,
    first,
    growth,
    i,
    law,
    of,
    run,
    second,
)
from ldm_symbolic.notation import variance
from ldm_symbolic.proof import Fact, Identity, at, by_induction, in_turn, instantiate, prove, substitute
from ldm_symbolic.samplers.schemes import ancestral

moved = growth(first, second)


@cache
def kept() -> Fact:
    """With the posterior's own variance a step takes the law where it begins to that where it ends."""
    given = (TRUE, *NOISY, second > 0, second <= 1)
    return prove(given, Identity(moved * law(first) + added(variance, first, second), law(second)))


def one_step(*, below: bool) -> Fact:
    """What is added rises with c, and what is kept with V."""
    side, state = (of <= variance, before <= law(first)) if below else (of >= variance, before >= law(first))
    less, more = added(of, first, second), added(variance, first, second)
    noise = prove((*STEP, of <= variance), less <= more)
    noise = noise if below else instantiate(noise, {of: variance, variance: of})
    factor = prove((TRUE, *NOISY, second > 0), moved >= 0)
    g, v, w, a, b, z = (Symbol(name, real=True) for name in "gvwabz")
    given = (g >= 0, v <= w, a <= b) if below else (g >= 0, v >= w, a >= b)
    total = prove((*given, Identity(g * w + b, z)), g * v + a <= z if below else g * v + a >= z)
    total = instantiate(total, {g: moved, v: before, w: law(first), a: less, b: more, z: law(second)})
    there = prove((*NOISY, first <= second), second > 0)
    return in_turn(total.conclusion, [there, noise, factor, kept(), total], hypotheses=(*STEP, side, state))


@cache
def below() -> Fact:
    """c <= λ."""
    return one_step(below=True)


@cache
def above() -> Fact:
    """c >= λ."""
    return one_step(below=False)


def over_the_steps(fact: Fact, data: Expr, step: Callable[..., Any], more: tuple[Boolean, ...], *, lower: bool) -> Fact:
    """By induction V_i stays on its side of the noised law, whose variance at the last point is λ."""
    bound = law(alpha[i])
    phi = V[i] <= bound if lower else V[i] >= bound
    given = (*run(variance, step), *more)
    base = in_turn(substitute(phi, {i: Integer(1)}), [], hypotheses=given)
    here = instantiate(fact, {first: alpha[i], second: alpha[i + 1], before: V[i], of: data})
    within = (*given, i >= 1, i <= N - 1, phi)
    ahead = prove((*GRID, i >= 1, i <= N - 1), And(alpha[i] > 0, alpha[i] < 1, alpha[i + 1] > 0, alpha[i + 1] <= 1))
    rises, steps = at(given[len(GRID) + 1], i), at(given[len(GRID) + 3], i)
    a, b, c = (Symbol(name, real=True) for name in "abc")
    chain = prove((Identity(a, b), b <= c if lower else b >= c), a <= c if lower else a >= c)
    chain = instantiate(chain, dict(zip((a, b, c), (V[i + 1], *here.conclusion.args), strict=True)))
    onward = in_turn(chain.conclusion, [ahead, rises, steps, here, chain], hypotheses=within)
    last = instantiate(by_induction(base, onward, (i, 1, N)), {i: N})
    goal = V[N] <= variance if lower else V[N] >= variance
    return in_turn(goal, [last], hypotheses=given)


@cache
def small() -> Fact:
    """c = 0."""
    return over_the_steps(below(), Integer(0), ancestral.small, (), lower=True)


@cache
def large() -> Fact:
    """c = 1 >= λ."""
    return over_the_steps(above(), Integer(1), ancestral.large, (variance <= 1,), lower=False)


@cache
def large_above() -> Fact:
    """c = 1 <= λ."""
    return over_the_steps(below(), Integer(1), ancestral.large, (variance >= 1,), lower=True)


@cache
def posterior() -> Fact:
    """c = λ, from both sides."""
    sides = [
        over_the_steps(fact, variance, ancestral.posterior, (), lower=lower)
        for fact, lower in ((below(), True), (above(), False))
    ]
    return in_turn(Identity(V[N], variance), sides, hypotheses=run(variance))


PROOFS: Proofs = {
    "below": below,
    "above": above,
    "small": small,
    "large-repaired": None,
    "large-exactly": None,
    "large-run": large,
    "large-run-above": large_above,
    "posterior": posterior,
}
