"""The proofs behind `k6_errors_with_one_valley`: a level compared with one that is nearer to the own root.

Tested in `tests/derivations/other_distances/test_any_error.py`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sympy import And, Expr, Integer, Max, Min, Or, Symbol

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.letters import D, X, j, k, x
from ldm_symbolic.derivations.other_distances.k5_own_root_for_any_error import (
    GIVEN,
    STRICT,
    best,
    clipped,
    error,
    fewest,
    generated,
    levels,
    most,
    own_root,
    true,
)
from ldm_symbolic.derivations.other_distances.k6_errors_with_one_valley import (
    BEST,
    BEST_AFTER,
    BETWEEN,
    EACH_BEST,
    IN_RANGE,
    KINK,
    NUMBERS,
    ONE_VALLEY,
    ROOTS,
    SEQUENCE,
    SIDE,
    VALLEYS,
    before,
    falling,
    kinked,
    levels_of,
    modes_error,
    rising,
    root,
    total,
)
from ldm_symbolic.proof import (
    Decreasing,
    Fact,
    Increasing,
    Minimises,
    at,
    by_logic,
    for_all,
    for_each_mode,
    in_turn,
    instantiate,
    prove,
    split_sum,
    substitute,
    sum_over_modes,
)

FALL = Decreasing(modes_error, (x, Integer(0), root[j]))
RISE = Increasing(modes_error, (x, root[j], X))
nearer, other = Symbol("z", real=True), Symbol("w", real=True)


def new_error(level: Expr) -> Expr:
    """c(v) at a level."""
    return substitute(error(generated), {x: level})


@cache
def farther(*, above: bool) -> Fact:
    """Of two levels on one side of the own root the one farther from it has the larger error."""
    near, far = (substitute(generated, {x: level}) for level in (nearer, other))
    first, second = (far >= fewest, far < near, near <= true), (true <= near, near < far, far <= most)
    inside = (nearer >= 0, nearer <= X, other >= 0, other <= X)
    side = (own_root <= nearer, nearer < other) if above else (own_root >= nearer, nearer > other)
    given = (*GIVEN, *inside, *side)
    where = prove(given, Or(And(*first), And(*second)))
    goal = new_error(nearer) < new_error(other)
    facts = (at(STRICT[0], far, near), at(STRICT[1], near, far))
    cases = [
        in_turn(goal, [fact], hypotheses=(*STRICT, *place)) for fact, place in zip(facts, (first, second), strict=True)
    ]
    return by_logic(goal, [where, *cases], hypotheses=(*given, *STRICT))


@cache
def side() -> Fact:
    """On the other side of x*(k) neither error gains."""
    given = (*GIVEN, *STRICT, BEST, BEST_AFTER)
    known = [at(BEST), at(BEST_AFTER), at(BEST, best), at(BEST_AFTER, before)]
    goals = []
    for above in (True, False):
        there = best <= before if above else best >= before
        case = own_root <= before if above else own_root >= before
        wrong = best > before if above else best < before
        loss = instantiate(farther(above=above), {nearer: before, other: best})
        goals.append(in_turn(there, [*known, loss], hypotheses=(*given, case, wrong)))
    defined = [prove(GIVEN, Or(own_root >= before, own_root < before + 1))]
    defined.append(prove(GIVEN, Or(own_root <= before, own_root > before - 1)))
    return by_logic(SIDE, [*defined, *goals], hypotheses=given)


@cache
def between() -> Fact:
    """A level beyond both is worse than the nearer of the two."""
    given = (*GIVEN, *STRICT, *IN_RANGE, *ONE_VALLEY, BEST_AFTER)
    goals: list[Fact] = []
    for above in (True, False):
        edge = Max(before, clipped) if above else Min(before, clipped)
        there = best <= edge if above else best >= edge
        place = (nearer >= 0, nearer <= X, nearer >= before, own_root <= nearer, nearer < best)
        if not above:
            place = (*place[:2], nearer <= before, own_root >= nearer, nearer > best)
        valley = at(ONE_VALLEY[1], nearer, best) if above else at(ONE_VALLEY[0], best, nearer)
        loss = instantiate(farther(above=above), {other: best})
        known = [at(BEST_AFTER), at(BEST_AFTER, nearer), valley, loss]
        never = in_turn(_beside(above), known, hypotheses=(*given, *place))
        here = instantiate(never, {nearer: edge})
        wrong = best > edge if above else best < edge
        inside = prove(
            (*GIVEN, *IN_RANGE, best >= 0, best <= X, wrong), And(*(substitute(p, {nearer: edge}) for p in place))
        )
        goals.append(in_turn(there, [at(BEST_AFTER), inside, here], hypotheses=(*given, wrong)))
        goals.append(prove(GIVEN, Or(there, best > edge - 1 if above else best < edge + 1)))
    return by_logic(BETWEEN, goals, hypotheses=given)


def _beside(above: bool) -> Any:
    return best <= nearer if above else best >= nearer


@cache
def below_all_roots() -> Fact:
    """x*(k) >= r_k, for below it the errors of all of the first k modes fall."""
    here, there = levels_of[k], root[k]
    goal, inside = here >= there, (k >= 1, k <= D)
    falls = at(FALL, here, there)
    mode = in_turn(falls.conclusion, [falls], hypotheses=(FALL, here >= 0, here < there, there <= root[j]))
    lower = sum_over_modes(mode, (j, Integer(1), k))
    each = (j >= 1, j <= k, k <= D)
    pattern = in_turn(FALL, [at(VALLEYS, j)], hypotheses=(VALLEYS, *each))
    order = in_turn(there <= root[j], [at(ROOTS[1], j, k)], hypotheses=(ROOTS[1], *each))
    both = [for_each_mode(fact, (j, Integer(1), k)) for fact in (pattern, order)]
    best_here = at(EACH_BEST, k)
    known = [best_here, at(ROOTS[0], k), at(best_here.conclusion), at(best_here.conclusion, there), *both, lower]
    never = in_turn(goal, known, hypotheses=(*SEQUENCE, *inside, here < there))
    return by_logic(goal, [never], hypotheses=(*SEQUENCE, *inside))


@cache
def falls_with_k() -> Fact:
    """x*(k+1) <= x*(k): above x*(k) >= r_k >= r_{k+1} the new error rises, and the others do not gain."""
    here, there = levels_of[k], levels_of[k + 1]
    goal, inside = there <= here, (k >= 1, k <= D - 1)
    rise = substitute(RISE, {j: k + 1})
    best_here, best_there = at(EACH_BEST, k), at(EACH_BEST, k + 1)
    totals = [split_sum(substitute(total(k + 1), {x: level}), k, hypotheses=(k >= 1,)) for level in (here, there)]
    pattern = in_turn(rise, [at(VALLEYS, k + 1)], hypotheses=(VALLEYS, *inside))
    known = [best_here, best_there, at(best_here.conclusion), at(best_there.conclusion), below_all_roots()]
    known += [at(ROOTS[1], k, k + 1), pattern, at(rise, here, there)]
    known += [at(best_here.conclusion, there), at(best_there.conclusion, here), *totals]
    never = in_turn(goal, known, hypotheses=(*SEQUENCE, *inside, there > here))
    return for_each_mode(by_logic(goal, [never], hypotheses=(*SEQUENCE, *inside)), (k, Integer(1), D - 1))


@cache
def valleys() -> Fact:
    """a/(x + a)² > 0 and -bd/(d - x)² < 0, said of two levels."""
    parts = [prove(NUMBERS[:5], part) for part in (Increasing(rising, levels), Decreasing(falling, levels))]
    return in_turn(And(*(fact.conclusion for fact in parts)), parts, hypotheses=NUMBERS[:5])


@cache
def kink() -> Fact:
    """|x - r| gains at most |x - p| from p to x."""
    goal = Minimises(before, kinked, levels)
    one = prove((*KINK, x >= 0, x <= X), goal.at(x)[1])
    return for_all(goal, one, (x,), facts=[prove(KINK, And(*goal.plain()))])


PROOFS: Proofs = {"side": side, "between": between, "valleys": valleys, "kink": kink, "monotone": falls_with_k}
