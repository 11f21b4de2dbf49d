"""The error at t = T under a capped score from a standard start, and where its minimum over k lies.

One more direction adds v_k - 2 s_k √v_k to E, which is <= 0 iff v_k <= 4 λ_k. So E does not rise up to a dimension a
with v_j <= 4 λ_j for all j <= a, and does not fall from a dimension b on with v_j >= 4 λ_j for all j > b: what
minimises E over a..b minimises it over 1..D. This is shown for any sequence v_j >= 0, and then for the generated one.

Tested in `tests/derivations/capped_dimension/test_p5_best_dimension_with_capped_score.py`.
"""

from __future__ import annotations

from typing import Any

from sympy import Expr, IndexedBase, Lambda, Symbol
from sympy.logic.boolalg import Boolean

from ldm_symbolic.derivations.capped_score.variance_at_the_end import HELPS, HURTS, final
from ldm_symbolic.derivations.hypotheses import at_most_doubled, capped_data, long_enough
from ldm_symbolic.derivations.letters import D, j, k
from ldm_symbolic.model import error as frechet
from ldm_symbolic.notation import deviation as s
from ldm_symbolic.notation import deviations as true
from ldm_symbolic.notation import estimated_deviations as estimated
from ldm_symbolic.notation import estimated_variance as lam
from ldm_symbolic.proof import ForEach, Minimises, substitute

generated = IndexedBase("v", real=True)
i, best, first, last = (Symbol(letter, integer=True) for letter in ("i", "m", "a", "b"))

ERROR = frechet.squared_error(generated[j])
"""E(k), from the model, for any generated variances v_j."""
ADDED = frechet.increment(generated[j])
"""E(k) - E(k-1), as the model derives it."""
REAL = (D >= 1, ForEach(true[j] >= 0, (j, 1, D)), ForEach(generated[j] >= 0, (j, 1, D)))


def error(dimension: Any) -> Expr:
    """E at a dimension."""
    return substitute(ERROR, {k: dimension})


def minimises(candidate: Expr, low: Any = 1, high: Any = D) -> Minimises:
    """A dimension minimises E over low..high."""
    return Minimises(candidate, error(i), (i, low, high))


def helps_from(low: Any, high: Any) -> ForEach:
    """v_j <= 4 λ_j for low <= j <= high."""
    return ForEach(generated[j] <= 4 * true[j] ** 2, (j, low, high))


def hurts_from(low: Any, high: Any) -> ForEach:
    """v_j >= 4 λ_j for low <= j <= high."""
    return ForEach(generated[j] >= 4 * true[j] ** 2, (j, low, high))


BETWEEN = (*REAL, first >= 1, first <= last, last <= D, helps_from(2, first), hurts_from(last + 1, D))


# The generated variances of the model.

place = Symbol("l", integer=True)
ENTRIES = Lambda(place, substitute(final, {lam: estimated[place] ** 2}))


def in_model(term: Any) -> Any:
    """A term about any generated variances, for those of the capped score."""
    return substitute(term, {generated: ENTRIES})


def useful(low: Any, high: Any) -> ForEach:
    """λ_j >= 1/(2C) for low <= j <= high."""
    return ForEach(substitute(HELPS, {s: true[j]}), (j, low, high))


def useless(low: Any, high: Any) -> ForEach:
    """λ_j <= 1/(4 (2C-1)) for low <= j <= high."""
    return ForEach(substitute(HURTS, {s: true[j]}), (j, low, high))


ORDER = (first >= 1, first <= last, last <= D)


def between_hypotheses(low: Any, high: Any) -> tuple[Boolean, ...]:
    """λ_j >= 1/(2C) up to one dimension, and λ_j <= 1/(4 (2C-1)) after another."""
    order = [substitute(h, {first: low, last: high}) for h in ORDER]
    return (*capped_data(), long_enough(), at_most_doubled(), *order, useful(2, low), useless(high + 1, D))
