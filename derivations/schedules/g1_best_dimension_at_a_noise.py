"""How many directions to keep at a noise level of any path: those with λ_j >= β²/(4 - α²).

Source: ours (G1). Exact score, variances in falling order, data noised to α X + β ε with 0 < α <= 1, β >= 0.

    max(1, #{j : λ_j >= β²/(4 - α²)}) minimises E over 1..D

How the proof goes. Direction k adds v_k - 2 s_k √v_k with v_k = α² λ_k + β², which is <= 0 iff √v_k <= 2 s_k, iff
β² <= (4 - α²) λ_k. The variances fall, so that the directions that lower the error come first: up to the last of them
the error falls, beyond it it rises. On the variance-preserving path 4 - α² = 3 + x, which is P2.

For α <= 1 the denominator is positive. That α and β are not negative is the setting, and not needed: their squares
matter alone.

Tested in `tests/derivations/schedules/test_paths.py`.
"""

from __future__ import annotations

from typing import Any

from sympy import Equivalent, Expr, Integer, Max, Or, Piecewise, Sum, Symbol
from sympy.logic.boolalg import Boolean

from ldm_symbolic.claims import Statement
from ldm_symbolic.derivations.claim import claims_of, new
from ldm_symbolic.derivations.hypotheses import (
    a_further_direction,
    none_negative,
    not_rising,
    weakly_falling,
)
from ldm_symbolic.derivations.instances import numbers
from ldm_symbolic.derivations.letters import D, j, k, s
from ldm_symbolic.derivations.schedules.path_error import A_POINT, alpha, beta, exact_law
from ldm_symbolic.model.error import increment, squared_error
from ldm_symbolic.proof import ForEach, Identity, Minimises, substitute

i = Symbol("i", integer=True)
error, added = squared_error(exact_law), increment(exact_law)
threshold = beta**2 / (4 - alpha**2)


def reaches(direction: Any) -> Boolean:
    """The variance of a direction reaches the threshold.

    >>> reaches(k)
    s[k]**2 >= beta**2/(4 - alpha**2)
    """
    return s[direction] ** 2 >= threshold


def last_that_reaches(last: Any) -> tuple[Boolean, ...]:
    """A dimension is the last direction that reaches the threshold, and 1 if there is none."""
    return (last >= 1, last <= D, ForEach(s[j] ** 2 < threshold, (j, last + 1, D)), Or(last <= 1, reaches(last)))


def count() -> Expr:
    """max(1, #{j : λ_j >= β²/(4 - α²)})."""
    return Max(1, Sum(Piecewise((Integer(1), reaches(j)), (Integer(0), True)), (j, 1, D)))


BEST = Minimises(k, substitute(error, {k: i}), (i, Integer(1), D))
SETTING = (*A_POINT, *weakly_falling(s))
three: dict[Any, Any] = {D: 3, k: 2, s: numbers("1", "1/2", "1/10"), alpha: 1, beta: numbers("1/2")[0]}
lonely: dict[Any, Any] = {**three, k: 1, s: numbers("1/10", "1/20", "0")}
_LAST = ((last_that_reaches(k)[2], {**three, k: 1}), (last_that_reaches(k)[3], {**three, k: 3}))

CLAIMS = {
    "helps": new(
        "direction k lowers the error iff its variance reaches β²/(4 - α²)",
        (*A_POINT, *a_further_direction(), none_negative(s)),
        Equivalent(added <= 0, reaches(k)),
        witnesses=(three, {**three, k: 3}),
        necessary=(
            (alpha <= 1, {**three, alpha: 3, beta: 0}),
            (none_negative(s), {**three, s: numbers("1", "-1", "0")}),
        ),
    ),
    "best": new(
        "the last direction that reaches it, or 1, is a best dimension",
        (*SETTING, *last_that_reaches(k)),
        BEST,
        witnesses=(three, lonely),
        necessary=(
            (alpha <= 1, {**three, k: 3, s: numbers("1", "1", "1"), alpha: 3, beta: 0}),
            (none_negative(s), {**three, k: 3, s: numbers("1", "-1", "-1")}),
            (not_rising(s), {**three, k: 3, s: numbers("1/10", "1/20", "3/10")}),
            *_LAST,
        ),
    ),
    "count": new(
        "that is max(1, #{j : λ_j >= β²/(4 - α²)})",
        (*SETTING, *last_that_reaches(k)),
        Identity(count(), k),
        witnesses=(three, lonely),
        necessary=(
            (none_negative(s), {**three, k: 3, s: numbers("1/10", "0", "-1")}),
            (not_rising(s), {**three, k: 3, s: numbers("1/10", "1/20", "1")}),
            *_LAST,
        ),
    ),
}

STATEMENT = Statement(
    id="G1",
    title="The best dimension at a noise level of any path",
    source=None,
    claims=claims_of("G1", CLAIMS),
)
