"""The proofs behind `s4_chance_that_stopping_early_helps`: the event for one mode, and its probability.

`helps` says that some level has a smaller error than level 0. It is read off the slope there by P1 (a convex error),
and off the error itself where the estimate is 0 and there is no slope.

Tested in `tests/derivations/random_estimates/test_s4_chance_that_stopping_early_helps.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, Equivalent, Integer, Min, Ne, Not, Or, Sum
from sympy import Symbol as _Symbol
from sympy.logic.boolalg import Boolean

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.hypotheses import noisy_horizon
from ldm_symbolic.derivations.letters import X, j, k, s, s_hat, x
from ldm_symbolic.derivations.plug_in.p1_best_at_the_end_proof import best_at_the_end
from ldm_symbolic.derivations.plug_in.plug_in_error import aligned, levels, plugin_error
from ldm_symbolic.derivations.random_estimates.s4_chance_that_stopping_early_helps import (
    DRAWN,
    FINITE_LAW,
    MODE,
    MORE_THAN_HALF,
    NEARER,
    ONE_DRAWN,
    RISING,
    atom_range,
    atoms,
    formula,
    half,
    helps,
    kept,
    lower,
    mass,
    mu,
    n,
    one,
    only,
    outside,
    psi,
    slope,
    upper,
    weights,
    z,
)
from ldm_symbolic.notation import variance as lam
from ldm_symbolic.proof import (
    Fact,
    ForEach,
    Identity,
    Minimises,
    at,
    by_induction,
    by_logic,
    empty_sum,
    equal_sums,
    follows,
    for_all,
    for_each_mode,
    in_turn,
    instantiate,
    prove,
    split_sum,
    substitute,
    sum_over_modes,
)

y = _Symbol("y", real=True)


# The event. ψ is the slope of one mode at level 0, with C = Z/n.


@cache
def several_modes() -> Fact:
    """Return that stopping early strictly helps iff the sum of ψ is negative, for every k."""
    base = (*DRAWN, *noisy_horizon())
    iff = best_at_the_end()
    same = equal_sums(Sum(aligned, kept), Sum(psi, kept), hypotheses=DRAWN)
    goal = Equivalent(helps(plugin_error), Sum(psi, kept) < 0)
    return follows(goal, [iff, same], hypotheses=base)


def for_one(condition: Boolean, *given: Boolean) -> Fact:
    """Return that a condition on mode j holds for every j of 1..1 if it holds for j = 1: induction without a step."""
    first, following = (substitute(condition, {j: index}) for index in (Integer(1), j + 1))
    step = prove([*given, j >= 1, j <= 0, condition], following)
    return for_each_mode(by_induction(prove([*given, first], first), step, only), only)


@cache
def _positive_estimate() -> Fact:
    """Return the iff for Z > 0: the slope is ψ, whose sign the solvers know."""
    base = (*ONE_DRAWN, z[1] > 0, *noisy_horizon())
    drawn = [for_one(part.args[0], n >= 1) for part in DRAWN[1:]]
    value = substitute(psi, {j: Integer(1)})
    sign = prove((n >= 1, s[1] > 0, z[1] > 0), Equivalent(value < 0, outside(z[1], s[1] ** 2)))
    few = (n >= 1, ForEach(z[j] > 0, only))
    total = Sum(psi, only)
    parts = [split_sum(total, 1, hypotheses=few), empty_sum(Sum(psi, (j, 2, 1)), hypotheses=few)]
    same = follows(Identity(total, value), parts, hypotheses=few)
    signs = instantiate(prove([Identity(y, x)], Equivalent(y < 0, x < 0)), {y: total, x: value})
    facts = [*drawn, instantiate(several_modes(), {k: Integer(1)}), same, signs, sign]
    return in_turn(Equivalent(helps(one(plugin_error)), outside(z[1], s[1] ** 2)), facts, hypotheses=base)


@cache
def _zero_estimate() -> Fact:
    """Return that stopping early helps for Z = 0: then v = x, and a level y <= s² has the error (√y - s)²."""
    base = (s[1] > 0, Identity(s_hat[1], 0), *noisy_horizon())
    error, level = one(plugin_error), Min(X, s[1] ** 2)
    smallest = Minimises(Integer(0), error, levels)
    (total,) = (part for part in error.args if part.limits[0][2] == 1)
    empty, low = Identity(s_hat[j], 0), y <= s[j] ** 2
    inside = (y > 0, y <= X, X < 1)
    ends = [substitute(total.function, {x: value}) for value in (y, Integer(0))]
    smaller = sum_over_modes(prove([s[j] > 0, empty, low, *inside], ends[0] < ends[1]), only)
    first = [for_one(s[j] > 0), for_one(empty), instantiate(for_one(low), {y: level})]
    facts = [*first, instantiate(smaller, {y: level}), at(smallest, level)]
    absurd = in_turn(X <= 0, facts, hypotheses=(*base, smallest))
    return by_logic(helps(error), [absurd, prove(noisy_horizon(), Or(smallest, Not(smallest)))], hypotheses=base)


@cache
def one_mode() -> Fact:
    """Return the iff for k = 1 and every Z >= 0."""
    base = (*ONE_DRAWN, *noisy_horizon())
    goal = Equivalent(helps(one(plugin_error)), outside(z[1], s[1] ** 2))
    nothing = (*base, Not(z[1] > 0))
    low = prove(nothing, outside(z[1], s[1] ** 2))
    gone = prove(nothing, Identity(s_hat[1], 0))
    at_zero = by_logic(goal, [low, gone, _zero_estimate()], hypotheses=nothing)
    return by_logic(goal, [_positive_estimate(), at_zero], hypotheses=base)


@cache
def unit_variance() -> Fact:
    """Return that with λ = 1 stopping early helps iff Z ≠ n."""
    base = (*ONE_DRAWN, Identity(s[1], 1), *noisy_horizon())
    sides = prove((n >= 1, s[1] > 0, Identity(s[1], 1)), Equivalent(outside(z[1], s[1] ** 2), Ne(z[1], n)))
    return follows(Equivalent(helps(one(plugin_error)), Ne(z[1], n)), [one_mode(), sides], hypotheses=base)


@cache
def zero_variance() -> Fact:
    """Return that with λ = 0 level 0 is best: the error is x and a constant."""
    empty = (Identity(s[j], 0), Identity(s_hat[j], 0))
    error = one(plugin_error)
    (total,) = (part for part in error.args if part.limits[0][2] == 1)
    smallest = Minimises(Integer(0), error, levels)
    guard, body = smallest.at(x)
    term = total.function
    larger = sum_over_modes(prove((*empty, x >= 0), substitute(term, {x: Integer(0)}) <= term), only)
    first = [for_one(part) for part in empty]
    base = (Identity(s[1], 0), Identity(s_hat[1], 0), X > 0, X < 1)
    least = in_turn(body, [*first, larger], hypotheses=(*base, *guard))
    ends = prove([X > 0], And(*smallest.plain()))
    return for_all(smallest, least, [x], facts=[ends])


# Its probability: for a law with finitely many atoms, then for one with a continuous distribution function.


@cache
def of_a_finite_law() -> Fact:
    """Return the mass of {ψ < 0} as that of {Z < n min} plus 1 minus that of {Z <= n max}, atom by atom."""
    whole = mass(atoms[j] < lower) + Sum(weights[j], atom_range) - mass(atoms[j] <= upper)
    same = equal_sums(mass(slope < 0), whole, hypotheses=FINITE_LAW[:3])
    goal = Identity(mass(slope < 0), mass(atoms[j] < lower) + 1 - mass(atoms[j] <= upper))
    return follows(goal, [same], hypotheses=FINITE_LAW)


@cache
def at_most_one() -> Fact:
    """Return P <= 1."""
    return in_turn(formula(lam) <= 1, [at(RISING, lower, upper)], hypotheses=(*MODE, RISING))


@cache
def nearer_to_one() -> Fact:
    """Return P(λ) <= P(μ) where μ lies between λ and 1: both half lines of λ lie within those of μ."""
    ends = {end: [substitute(end, {lam: true}) for true in (lam, mu)] for end in (lower, upper)}
    order = prove(NEARER, And(ends[lower][0] <= ends[lower][1], ends[upper][1] <= ends[upper][0]))
    inside = prove(NEARER, And(ends[lower][0] >= 0, ends[lower][1] <= ends[upper][0], ends[upper][1] >= 0))
    facts = [order, inside, at(RISING, *ends[lower]), at(RISING, *reversed(ends[upper]))]
    return in_turn(formula(lam) <= formula(mu), facts, hypotheses=(*NEARER, RISING))


@cache
def more_often_than_not() -> Fact:
    """Return P > 1/2 for λ <= 1: one half line is [0, n), and n is above the median."""
    return in_turn(formula(lam) > half, [at(RISING, n, lower)], hypotheses=(*MODE, lam <= 1, *MORE_THAN_HALF))


PROOFS: Proofs = {
    "modes": several_modes,
    "one-mode": one_mode,
    "unit-variance": unit_variance,
    "zero-variance": zero_variance,
    "finite-law": of_a_finite_law,
    "at-most-one": at_most_one,
    "nearer": nearer_to_one,
    "more-often-than-not-repaired": more_often_than_not,
}
