"""How the error of the plug-in score is carried from noise level to time: what several proofs of it share.

Tested in `tests/derivations/plug_in/test_p1_monotone_error.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from sympy import Expr, Integer
from sympy.logic.boolalg import Boolean, Equivalent, Not, Or

from ldm_symbolic.derivations.clock import clock
from ldm_symbolic.derivations.hypotheses import a_level
from ldm_symbolic.derivations.letters import X, j, s, s_hat, x
from ldm_symbolic.derivations.plug_in.plug_in_error import kept, levels, mode_bend, other_noise
from ldm_symbolic.notation import horizon, horizon_noise, noise, time
from ldm_symbolic.proof import (
    Fact,
    NonDecreasing,
    at,
    by_logic,
    change_of_clock,
    clock_level,
    clock_order,
    follows,
    for_all,
    instantiate,
    prove,
    sum_over_modes,
)

ONE_MODE = (s_hat[j] > 0, s[j] >= 0, *a_level(x, X), X < 1)


@cache
def bends_up() -> Fact:
    """Return f'' >= 0."""
    return sum_over_modes(prove(ONE_MODE, mode_bend >= 0), kept)


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
