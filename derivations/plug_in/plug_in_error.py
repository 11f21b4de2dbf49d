"""What the derivations about the plug-in score share: the error of the model in both clocks, and how to move in them.

Nothing is typed here that the model can compute: the generated variance comes from `backward`, the error from
`frechet`. The start is the noised law (the paper's Sections 3 and 4).

Tested in `tests/derivations/plug_in/test_monotone_error.py`.
"""

from __future__ import annotations

from collections.abc import Iterable

from sympy import Expr, Integer, Symbol
from sympy.logic.boolalg import Boolean, Equivalent, Not, Or

from ldm_symbolic.derivations.clock import clock
from ldm_symbolic.model.backward import Start, variance
from ldm_symbolic.model.error import indexed, squared_error
from ldm_symbolic.model.score import ExactScore, PluginScore
from ldm_symbolic.notation import horizon, horizon_noise, noise, noise_at, time
from ldm_symbolic.proof import (
    Fact,
    NonDecreasing,
    NonIncreasing,
    at,
    by_logic,
    change_of_clock,
    clock_level,
    clock_order,
    follows,
    for_all,
    instantiate,
    prove,
    substitute,
)

plugin_variance = indexed(variance(PluginScore(), Start.NOISED))
plugin_error = squared_error(variance(PluginScore(), Start.NOISED))
exact_variance = indexed(variance(ExactScore(), Start.NOISED))
exact_error = squared_error(variance(ExactScore(), Start.NOISED))
INSIDE = (noise >= 0, noise <= horizon_noise)
levels = (noise, Integer(0), horizon_noise)
times = (time, Integer(0), horizon)
other_noise = Symbol("y", real=True)


def never_rises(error: Expr) -> NonIncreasing:
    """Return that an error, an expression in x, does not rise with generation time: x = a²_{T-t}."""
    return NonIncreasing(substitute(error, {noise: noise_at(horizon - time)}), times)


def horizon_has_noise() -> Fact:
    """Return T > 0, clock |- X > 0, for the level has risen at the horizon."""
    start = Integer(0)
    ends = [clock_level(clock, moment) for moment in (horizon, start)]
    return follows(horizon_noise > 0, [clock_order(clock, horizon, start), *ends], hypotheses=(horizon > 0, clock))


def into_time(error: Expr, *, hypotheses: Iterable[Boolean]) -> Fact:
    """Return that an error does not fall in x iff it does not rise in t."""
    return change_of_clock(NonDecreasing(error, levels), clock, time, backward=True, hypotheses=hypotheses)


def same_direction(identity: Fact, *, hypotheses: Iterable[Boolean]) -> Fact:
    """Return that two functions of x that are equal on [0, X] rise together.

    Args:
        identity: 0 <= x, x <= X, ... |- Identity(f, g).
        hypotheses: those of the identity, without x.
    """
    base = tuple(hypotheses)
    predicates = [NonDecreasing(side, levels) for side in identity.conclusion.args]
    there = instantiate(identity, {noise: other_noise})
    ways = [prove(base, Or(predicate, Not(predicate))) for predicate in predicates]  # both are defined
    for given, wanted in (predicates, reversed(predicates)):
        guard, body = wanted.at(noise, other_noise)
        known = [identity, there, at(given, noise, other_noise)]
        ways.append(for_all(wanted, follows(body, known, hypotheses=(*base, given, *guard)), (noise, other_noise)))
    return by_logic(Equivalent(*predicates), ways, hypotheses=base)
