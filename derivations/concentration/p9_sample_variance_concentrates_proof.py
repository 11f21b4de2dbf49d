"""The proofs behind `p9_sample_variance_concentrates`: Chernoff's bound for a chi-squared law, made simple by calculus.

What is cited is Markov's inequality for e^{θZ}, E e^{θZ} = (1 - 2θ)^{-p/2}. The best θ is put in, the logarithm is
bounded by a rational function because a slope has a sign, and the exponent that is left is the printed one.

Tested in `tests/derivations/concentration/test_p9_sample_variance_concentrates.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import Expr, Integer, Sum, Symbol, exp, log
from sympy.logic.boolalg import Boolean

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.concentration.failures import (
    BOOLE,
    each,
    each_fails,
    failing,
    failure,
    n,
    printed_exponent,
    sample,
    theta,
)
from ldm_symbolic.derivations.concentration.p9_sample_variance_concentrates import (
    COMPLEMENT,
    EXCESS,
    MARKOV,
    MARKOV_ABOVE,
    MARKOV_BELOW,
    SAMPLE,
    TO_SAMPLE,
    above,
    atom_range,
    below,
    best_above,
    best_below,
    inside,
    mass,
    moment,
    printed_tail,
    sharper_tail,
    weights,
)
from ldm_symbolic.derivations.letters import d0
from ldm_symbolic.notation import mode
from ldm_symbolic.proof import (
    Fact,
    at,
    constant_sum,
    derivative,
    follows,
    in_turn,
    instantiate,
    monotone_by_slope,
    prove,
    sum_over_modes,
)

smaller, larger = Symbol("a", real=True), Symbol("b", real=True)


@cache
def exponentials_keep_order() -> Fact:
    """Return a <= b |- e^a <= e^b."""
    below_one = prove([smaller <= larger], exp(smaller - larger) <= 1)
    return follows(exp(smaller) <= exp(larger), [below_one], hypotheses=[smaller <= larger])


def of_exponents(fact: Fact) -> Fact:
    """Return e^a <= e^b from a fact a <= b."""
    lower, upper = fact.conclusion.args
    ordered = instantiate(exponentials_keep_order(), {smaller: lower, larger: upper})
    return in_turn(ordered.conclusion, [fact, ordered], hypotheses=fact.hypotheses)


def _from_zero(function: Expr, slope: Expr, rises: bool) -> Fact:
    """Return the sign on [0, b] of a function of a that is 0 at 0 and monotone by its slope; b < 1 if it falls."""
    span, room = (smaller, Integer(0), larger), (larger >= 0,) if rises else (larger >= 0, larger < 1)
    inside = (smaller >= 0, smaller <= larger, *room)
    sign = prove(inside, slope >= 0 if rises else slope <= 0)
    monotone = monotone_by_slope(derivative(function, slope, span, hypotheses=room), sign)
    compared = at(monotone.conclusion, Integer(0), larger)
    end = function.subs(smaller, larger)
    return in_turn(end >= 0 if rises else end <= 0, [monotone, compared], hypotheses=room)


@cache
def log_below_one() -> Fact:
    """Return -log(1 - b) <= b + b²/(2 (1 - b)) on [0, 1); the slope of the difference is -b²/(2 (1 - b)²)."""
    gap = -log(1 - smaller) - smaller - smaller**2 / (2 * (1 - smaller))
    return _from_zero(gap, -(smaller**2) / (2 * (1 - smaller) ** 2), False)


@cache
def log_above_one() -> Fact:
    """Return log(1 + b) >= b - b²/2 for b >= 0; the slope of the difference is b²/(1 + b)."""
    return _from_zero(log(1 + smaller) - smaller + smaller**2 / 2, smaller**2 / (1 + smaller), True)


def _chernoff(probability: Symbol, markov: Boolean, best: Expr, tail: Expr, logarithm: Fact) -> Fact:
    """Return that a tail bounds a probability: Markov's inequality at its best θ, and the logarithm in it bounded."""
    bound = at(markov, best)
    exponents = follows(bound.conclusion.rhs.args[0] <= tail.args[0], [logarithm], hypotheses=EXCESS)
    return in_turn(probability <= tail, [bound, of_exponents(exponents)], hypotheses=(*EXCESS, markov))


@cache
def upper_tail() -> Fact:
    """Return P(Z >= p + u) <= exp(-u²/(4 (p + u)))."""
    logarithm = instantiate(log_below_one(), {larger: 2 * best_above})
    return _chernoff(above, MARKOV_ABOVE, best_above, printed_tail, logarithm)


@cache
def lower_tail() -> Fact:
    """Return P(Z <= p - u) <= exp(-u²/(4 p)), for u >= p as well."""
    logarithm = instantiate(log_above_one(), {larger: 2 * best_below})
    return _chernoff(below, MARKOV_BELOW, best_below, sharper_tail, logarithm)


@cache
def both_tails() -> Fact:
    """Return P(|Z - p| >= u) <= 2 exp(-u²/(4 (p + u)))."""
    base = (*EXCESS, MARKOV_ABOVE, MARKOV_BELOW)
    weaker = of_exponents(prove(EXCESS, sharper_tail.args[0] <= printed_tail.args[0]))
    return in_turn(above + below <= 2 * printed_tail, [upper_tail(), lower_tail(), weaker], hypotheses=base)


# The sample variance: p = n, u = n ε; and several of them at once.


@cache
def _exponent() -> Fact:
    """Return exp(-u²/(4 (p + u))) <= exp(-n ε²/(4 (1 + ε))), which are equal."""
    return of_exponents(prove(SAMPLE, printed_tail.subs(TO_SAMPLE).args[0] <= printed_exponent))


@cache
def sample_variance() -> Fact:
    """Return P(|λ̂ - λ| < ε λ) >= 1 - 2 exp(-n ε²/(4 (1 + ε)))."""
    goal = inside >= 1 - 2 * exp(printed_exponent)
    base = (*SAMPLE, *MARKOV, COMPLEMENT)
    return in_turn(goal, [_exponent(), instantiate(both_tails(), TO_SAMPLE)], hypotheses=base)


@cache
def sample_variance_above() -> Fact:
    """Return P(λ̂ >= (1 + ε) λ) <= exp(-n ε²/(4 (1 + ε)))."""
    facts = [_exponent(), instantiate(upper_tail(), TO_SAMPLE)]
    return in_turn(above <= exp(printed_exponent), facts, hypotheses=(*SAMPLE, MARKOV[0]))


# A finite law: weights and atoms.


@cache
def markov() -> Fact:
    """Return P(Z >= a) <= E e^{θ (Z - a)} for a finite law: atom by atom, for the indicator is at most that."""
    one = prove((weights[mode] >= 0, theta >= 0), mass.function <= moment.function)
    return sum_over_modes(one, atom_range)


# Boole's inequality for d0 estimates.


def union(factor: int, exponent: Expr, weaker: Expr, hypotheses: tuple[Boolean, ...]) -> Fact:
    """Return Q <= factor · d0 · e^weaker where each of d0 estimates fails with at most factor · e^exponent."""
    term = factor * exp(exponent)
    base = (*hypotheses, d0 >= 1, BOOLE, each_fails(factor, exponent))
    total = sum_over_modes(prove([each[mode] <= term], each[mode] <= term), (mode, 1, d0))
    constant = constant_sum(Sum(larger, (mode, 1, d0)), hypotheses=[d0 >= 1])
    facts = [total, instantiate(constant, {larger: term})]
    if exponent != weaker:
        facts.append(of_exponents(prove(hypotheses, exponent <= weaker)))
    return in_turn(failure <= factor * d0 * exp(weaker), facts, hypotheses=base)


def seldom_off(factor: int, relative: Expr, rate: Expr, *, modes: Symbol = d0) -> Fact:
    """Return what `failing` claims."""
    claimed = failing(factor, relative, rate, modes=modes)
    one = instantiate(union(factor, -n * relative**2 / (4 * (1 + relative)), rate, sample(relative)), {d0: modes})
    return in_turn(claimed["conclusion"], [one], hypotheses=claimed["hypotheses"])


PROOFS: Proofs = {
    "printed": sample_variance,
    "tail": both_tails,
    "tail-above": upper_tail,
    "tail-below": lower_tail,
    "above": sample_variance_above,
    "markov": markov,
}
