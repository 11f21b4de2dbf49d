"""The proofs behind `n1_ddim_by_angles` that follow one run: what a step does, and by induction all of them.

Tested in `tests/derivations/finite_steps/test_finite_steps.py`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sympy import And, Integer, Symbol

from ldm_symbolic.derivations.finite_steps.deterministic_steps import growth, law, squared_cosine
from ldm_symbolic.derivations.finite_steps.n1_ddim_by_angles import (
    BELIEVED,
    GRID,
    TRUE,
    N,
    V,
    W,
    alpha,
    before,
    beta,
    first,
    i,
    point,
    positive,
    run,
    second,
)
from ldm_symbolic.notation import estimated_variance, variance
from ldm_symbolic.proof import Fact, Identity, at, by_induction, in_turn, instantiate, prove, substitute

BEFORE = (TRUE, *positive(first), second[0] > 0)
here, there = law(variance, first), law(variance, second)
turn = squared_cosine(variance, first, second)
moved = growth(variance, first, second) ** 2
product = Symbol("w", real=True)


@cache
def one_step() -> Fact:
    """g² v/v' is the squared cosine."""
    return prove(BEFORE, Identity(moved * before / there, before / here * turn))


@cache
def with_product() -> Fact:
    """V = v W gives g² V = v' W cos²."""
    goal = Identity(moved * before, there * (product * turn))
    positive_laws = prove(BEFORE, And(here > 0, there > 0))
    return in_turn(goal, [positive_laws], hypotheses=(*BEFORE, Identity(before, here * product)))


def at_point(fact: Fact, more: Any = None) -> Fact:
    """A fact about one step, about that from point i of the grid."""
    names = dict(zip((*first, *second), (*point(i), *point(i + 1)), strict=True))
    return instantiate(fact, {**names, before: V[i], **(more or {})})


def inside() -> Fact:
    """On the grid there is signal, and noise before its last point."""
    steps = (*GRID, i >= 1, i <= N - 1)
    return prove(steps, And(alpha[i] > 0, beta[i] > 0, alpha[i + 1] > 0))


@cache
def _chain() -> Fact:
    """a = b, b = d and f = d/c give a = c f."""
    a, b, c, d, f = (Symbol(name, real=True) for name in "abcdf")
    return prove((c > 0, Identity(a, b), Identity(b, d), Identity(f, d / c)), Identity(a, c * f))


@cache
def by_product() -> Fact:
    """V_i = v_i W_i, by induction over the steps."""
    phi = Identity(V[i], law(variance, point(i)) * W[i])
    given = (TRUE, *GRID, *run(variance))
    start, steps, one, turns = run(variance)
    base = in_turn(substitute(phi, {i: Integer(1)}), [], hypotheses=(start, one))
    within = (*given, i >= 1, i <= N - 1, phi)
    step = at_point(with_product(), {product: W[i]})
    parts = [at(steps, i), at(turns, i), step]
    after = (V[i + 1], *step.conclusion.args, law(variance, point(i + 1)), W[i + 1])
    chain = instantiate(_chain(), dict(zip((Symbol(name, real=True) for name in "abdcf"), after, strict=True)))
    onward = in_turn(chain.conclusion, [inside(), laws(), *parts, chain], hypotheses=within)
    every = by_induction(base, onward, (i, 1, N))
    last = instantiate(every, {i: N})
    ends = prove((*GRID[3:], last.conclusion), Identity(V[N], variance * W[N]))
    return in_turn(ends.conclusion, [last, ends], hypotheses=given)


@cache
def laws() -> Fact:
    """The noised law has a variance at both ends of a step."""
    each = (TRUE, alpha[i] > 0, alpha[i + 1] > 0)
    return prove(each, And(*(law(variance, point(place)) > 0 for place in (i, i + 1))))


@cache
def believed() -> Fact:
    """The same with λ̂."""
    fact = instantiate(by_product(), {variance: estimated_variance})
    return in_turn(fact.conclusion, [fact], hypotheses=(BELIEVED, *GRID, *run(estimated_variance)))


@cache
def not_above_the_law() -> Fact:
    """V <= v gives g² V <= v', for the product of two vectors is at most that of their lengths."""
    goal = moved * before <= there
    short = prove(BEFORE, And(moved * here <= there, moved >= 0))
    given = (*BEFORE, before <= here)
    return in_turn(goal, [short], hypotheses=given)


@cache
def below_the_law() -> Fact:
    """V_i <= v_i, by induction over the steps."""
    phi = V[i] <= law(variance, point(i))
    given = (TRUE, *GRID, *run(variance)[:2])
    base = in_turn(substitute(phi, {i: Integer(1)}), [], hypotheses=given)
    within = (*given, i >= 1, i <= N - 1)
    steps = run(variance)[1]
    onward = in_turn(
        substitute(phi, {i: i + 1}), [inside(), at(steps, i), at_point(not_above_the_law())], hypotheses=(*within, phi)
    )
    return by_induction(base, onward, (i, 1, N))


@cache
def shrinks() -> Fact:
    """At the last point the law is λ."""
    given = (TRUE, *GRID, *run(variance)[:2])
    return in_turn(V[N] <= variance, [instantiate(below_the_law(), {i: N})], hypotheses=given)
