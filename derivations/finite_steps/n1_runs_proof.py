"""The proofs behind `n1_ddim_by_angles` that follow one run: what a step does, and by induction all of them.

Tested in `tests/derivations/finite_steps/test_finite_steps.py`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sympy import And, Integer, Symbol

from ldm_symbolic.derivations.finite_steps.deterministic_steps import growth, law, squared_cosine
from ldm_symbolic.derivations.finite_steps.n1_ddim_by_angles import (
    ADDS,
    BELIEVED,
    GRID,
    LOSS,
    LOST,
    MEAN,
    TRUE,
    TURNS,
    N,
    V,
    W,
    alpha,
    angle,
    angles,
    before,
    beta,
    equal_angle,
    first,
    i,
    its_slope,
    lost,
    of_equal,
    phi,
    point,
    positive,
    run,
    second,
    step_angle,
    turning,
    widest,
)
from ldm_symbolic.notation import estimated_variance, variance
from ldm_symbolic.proof import (
    Convex,
    Fact,
    Identity,
    Minimises,
    at,
    by_induction,
    by_logic,
    derivative,
    derivative_of_difference,
    for_all,
    in_turn,
    instantiate,
    prove,
    slope_inside,
    substitute,
)

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


height, centre = Symbol("q", real=True), Symbol("p", real=True)
bent = turning - height * phi
"""F less a line."""
LOWEST = Minimises(centre, bent, angles)


@cache
def tangent() -> Fact:
    """F less the line with its slope at an inner angle is least there."""
    straight, places = Convex(bent, angles), tuple(Symbol(name, real=True) for name in "yzw")
    guard, chord = straight.at(*places)
    convex = for_all(straight, in_turn(chord, [at(LOSS[0], *places)], hypotheses=(LOSS[0], *guard)), places)
    line = derivative(height * phi, height, angles, hypotheses=())
    slope = derivative_of_difference(by_logic(LOSS[1], [], hypotheses=(LOSS[1],)), line)
    above, below = prove([centre > 0], centre > 0), prove([centre < widest], centre < widest)
    told = slope_inside(convex, slope, centre, above, below)
    at_centre = substitute(its_slope, {phi: centre})
    flat = prove((Identity(height, at_centre),), told.conclusion.args[1])
    return by_logic(LOWEST, [told, flat], hypotheses=(*told.hypotheses, Identity(height, at_centre)))


@cache
def all_steps() -> Fact:
    """L_i >= (i-1) F(p) + q (θ_1 - θ_i - (i-1) p), by induction over the steps."""
    of_centre = substitute(turning, {phi: centre})
    phi_i = lost[i] >= (i - 1) * of_centre + height * (angle[1] - angle[i] - (i - 1) * centre)
    base = prove((LOST[0],), substitute(phi_i, {i: Integer(1)}))
    within = (*LOST, TURNS, LOWEST, i >= 1, i <= N - 1, phi_i)
    facts = [at(ADDS, i), at(TURNS, i), at(LOWEST, step_angle)]
    onward = in_turn(substitute(phi_i, {i: i + 1}), facts, hypotheses=within)
    return by_induction(base, onward, (i, 1, N))


@cache
def equal_angles() -> Fact:
    """At the last point what the tangent adds is 0."""
    last = instantiate(all_steps(), {i: N})
    of_centre = substitute(turning, {phi: centre})
    given = (N >= 2, *LOST, TURNS, LOWEST, MEAN[2], Identity((N - 1) * centre, angle[1]))
    goal = lost[N] >= (N - 1) * of_centre
    any_line = in_turn(goal, [last], hypotheses=given)
    chosen = by_logic(goal, [tangent(), any_line], hypotheses=(*tangent().hypotheses, *given[:-3], *given[-2:]))
    named = instantiate(chosen, {height: substitute(its_slope, {phi: equal_angle}), centre: equal_angle})
    inside = prove((N >= 2, *MEAN[:2]), And(equal_angle > 0, Identity((N - 1) * equal_angle, angle[1])))
    return in_turn(lost[N] >= of_equal, [inside, named], hypotheses=(N >= 2, *LOSS, *LOST, TURNS, *MEAN))
