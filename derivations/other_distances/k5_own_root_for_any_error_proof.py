"""The proofs behind `k5_own_root_for_any_error`: a level that is not the clipped root is on one side of it.

Tested in `tests/derivations/other_distances/test_any_error.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from operator import le, lt
from typing import Any

from sympy import And, Or, Symbol

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.letters import X, x
from ldm_symbolic.derivations.other_distances.k5_own_root_for_any_error import (
    GIVEN,
    STRICT,
    VALLEY,
    best,
    best_at,
    clipped,
    error,
    fewest,
    generated,
    most,
    true,
)
from ldm_symbolic.proof import Fact, Identity, at, by_logic, for_all, in_turn, instantiate, prove, substitute

here = Symbol("p", real=True)
at_root = substitute(generated, {x: here})
IS_CLIPPED = Identity(here, clipped)


LEVEL = (x >= 0, x <= X)
NO_WORSE, FARTHER = error(at_root) <= error(generated), error(at_root) < error(generated)


def places(order: Callable[[Any, Any], Any]) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """Where v lies at a level beside the clipped root: farther from λ than there, on one side of it."""
    below = (generated >= fewest, order(generated, at_root), at_root <= true)
    return below, (true <= at_root, order(at_root, generated), generated <= most)


@cache
def no_worse() -> Fact:
    """No level has a smaller error than the clipped root."""
    below, above = places(le)
    given = (*GIVEN, IS_CLIPPED, *LEVEL)
    where = prove(given, Or(And(*below), And(*above)))
    cases = [at(VALLEY[0], generated, at_root), at(VALLEY[1], at_root, generated)]
    cases = [
        in_turn(NO_WORSE, [fact], hypotheses=(*VALLEY, *side)) for fact, side in zip(cases, (below, above), strict=True)
    ]
    return by_logic(NO_WORSE, [where, *cases], hypotheses=(*given, *VALLEY))


@cache
def best_level() -> Fact:
    """The clipped root is a best level."""
    goal = best_at(here)
    plain = prove((X > 0, IS_CLIPPED), And(*goal.plain()))
    one = instantiate(for_all(goal, no_worse(), (x,), facts=[plain]), {here: clipped})
    return in_turn(one.conclusion, [one], hypotheses=(*GIVEN, *VALLEY))


@cache
def farther(*, above: bool) -> Fact:
    """A level above or below the clipped root has a larger error."""
    first, second = places(lt)
    given = (*GIVEN, IS_CLIPPED, *LEVEL, x > here if above else x < here)
    where = prove(given, Or(And(*first), And(*second)))
    cases = [at(STRICT[0], generated, at_root), at(STRICT[1], at_root, generated)]
    cases = [
        in_turn(FARTHER, [fact], hypotheses=(*STRICT, *side)) for fact, side in zip(cases, (first, second), strict=True)
    ]
    return by_logic(FARTHER, [where, *cases], hypotheses=(*given, *STRICT))


@cache
def only() -> Fact:
    """A best level is the clipped root, for any other is worse than it."""
    goal = Identity(best, here)
    given = (*GIVEN, *STRICT, IS_CLIPPED, best_at(best))
    inside = prove((X > 0, IS_CLIPPED), And(here >= 0, here <= X))
    known = [at(best_at(best)), inside, at(best_at(best), here)]
    cases = []
    for above in (True, False):
        side = best > here if above else best < here
        strict = instantiate(farther(above=above), {x: best})
        cases.append(in_turn(goal, [*known, strict], hypotheses=(*given, side)))
    cases.append(prove((best >= here, best <= here), goal))
    one = instantiate(by_logic(goal, cases, hypotheses=given), {here: clipped})
    return in_turn(one.conclusion, [one], hypotheses=(*GIVEN, *STRICT, best_at(best)))


PROOFS: Proofs = {"best": best_level, "only": only}
