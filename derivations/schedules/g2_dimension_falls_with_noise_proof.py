"""The proofs behind `g2_dimension_falls_with_noise`: a direction that reaches a higher threshold reaches a lower one.

Tested in `tests/derivations/schedules/test_paths.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, Or

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.letters import D, k
from ldm_symbolic.derivations.schedules.g1_best_dimension_at_a_noise import last_that_reaches
from ldm_symbolic.derivations.schedules.g2_dimension_falls_with_noise import (
    ALL_EQUAL,
    ANY_LATER,
    DIMENSIONS,
    LOWER,
    NOT_LOWER,
    i,
    later,
)
from ldm_symbolic.derivations.schedules.path_error import A_POINT
from ldm_symbolic.proof import Fact, Identity, at, by_logic, in_turn, prove


@cache
def falls() -> Fact:
    """The later dimension reaches the earlier threshold, so that it is not beyond the earlier dimension."""
    given = (*A_POINT, *ANY_LATER, *DIMENSIONS, NOT_LOWER)
    none = last_that_reaches(k)[2]
    beyond = in_turn(i <= k, [at(none, i)], hypotheses=(*given, i >= k + 1))
    return by_logic(i <= k, [beyond, prove((), Or(i >= k + 1, i <= k))], hypotheses=given)


@cache
def sharp() -> Fact:
    """No direction reaches the earlier threshold, and the last reaches the later one."""
    given = (*A_POINT, *ANY_LATER, *DIMENSIONS, LOWER, ALL_EQUAL)
    none = later(last_that_reaches(i)[2])
    first = in_turn(Identity(k, 1), [at(ALL_EQUAL, k)], hypotheses=given)
    short = in_turn(i >= D, [at(ALL_EQUAL, D), at(none, D)], hypotheses=(*given, i <= D - 1))
    last = by_logic(i >= D, [short, prove((), Or(i <= D - 1, i >= D))], hypotheses=given)
    return in_turn(And(Identity(k, 1), Identity(i, D)), [first, last], hypotheses=given)


PROOFS: Proofs = {
    "falls-repaired": falls,
    "sharp": sharp,
    "preserving": None,
    "exploding": None,
    "flow": None,
}
