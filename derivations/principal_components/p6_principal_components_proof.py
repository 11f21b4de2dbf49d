"""The proofs behind `p6_principal_components`: a common eigenbasis makes it the diagonal case, which is Proposition 2.

Tested in `tests/derivations/principal_components/test_p6_principal_components.py`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sympy import Expr, IndexedBase, Integer, Max, Not, Or, Sum, Symbol, sqrt

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.clock import clock
from ldm_symbolic.derivations.hypotheses import (
    EXACT_QUOTIENT,
    a_further_direction,
    a_time,
    are_times,
    data_and_schedule,
    falling,
    in_time,
)
from ldm_symbolic.derivations.letters import D, T, X, j, k, s, t, times, x
from ldm_symbolic.derivations.plug_in import p2_best_dimension_at_a_time_proof as p2
from ldm_symbolic.derivations.plug_in.p2_best_dimension_at_a_time import ADDED, best, error
from ldm_symbolic.derivations.principal_components.l2_loewner_order import entry, h, image
from ldm_symbolic.derivations.principal_components.p6_principal_components import (
    ANY_TIME,
    BEST,
    DISTANCE,
    NEARLY,
    NON_NEGATIVE,
    OF_BOTH,
    OF_DATA,
    OF_ROOT,
    PRINTED,
    SEQUENCE,
    R,
    Sigma,
    eigenvalue,
    g,
    i,
    o,
    root,
    rooted,
    spread,
    v,
)
from ldm_symbolic.model.score import ExactScore
from ldm_symbolic.notation import noise_at, time_left_at
from ldm_symbolic.proof import (
    Fact,
    Identity,
    at,
    by_logic,
    clock_inverse,
    clock_level,
    clock_order,
    equal_sums,
    follows,
    for_each_mode,
    in_turn,
    instantiate,
    prove,
    split_sum,
    substitute,
    sum_over_modes,
)


def scaled(matrix: IndexedBase, vector: Any, factor: Expr, column: Symbol) -> Fact:
    """M w = c M o row by row, where w = c o."""
    one = entry(matrix, i, column)
    term = prove(
        [Identity(vector(column), factor * o[column])], Identity(one * vector(column), one * factor * o[column])
    )
    total = sum_over_modes(term, (column, 1, D))
    out = equal_sums(total.conclusion.args[1], factor * image(matrix, lambda row: o[row], i), hypotheses=[])
    return follows(
        Identity(total.conclusion.args[0], out.conclusion.args[1]), [total, out], hypotheses=total.hypotheses
    )


@cache
def eigenvector_of_both() -> Fact:
    """R Σ R o = r R Σ o = r λ R o = r² λ o."""
    eigen = (OF_DATA, OF_ROOT)
    within = (*eigen, i >= 1, i <= D)
    once = follows(
        Identity(spread(i), root * eigenvalue * o[i]),
        [scaled(Sigma, rooted, root, h), at(OF_DATA, i)],
        hypotheses=within,
    )
    rows = for_each_mode(once, (i, 1, D))
    last = scaled(R, spread, root * eigenvalue, g)
    goal = OF_BOTH.args[0]
    return for_each_mode(in_turn(goal, [rows, last, at(OF_ROOT, i)], hypotheses=within), (i, 1, D))


@cache
def distance() -> Fact:
    """The model's E(k, x), its kept modes multiplied out, and the lost ones joined to those kept."""
    within = (k >= 0, k <= D, x >= 0, x <= 1, NON_NEGATIVE)
    total = Sum(s[j] ** 2, (j, 1, D))
    kept = Sum(s[j] ** 2, (j, 1, k)) + Sum(v, (j, 1, k)) - 2 * Sum(s[j] * sqrt(v), (j, 1, k))
    lost = Sum(s[j] ** 2, (j, k + 1, D))
    pieces = [equal_sums(error(ExactScore()), kept + lost, hypotheses=within)]
    return follows(DISTANCE, [*pieces, split_sum(total, k, hypotheses=within)], hypotheses=within)


@cache
def sequence() -> Fact:
    """0 = t_1 <= ... <= t_{D+1} = T."""
    base = (*data_and_schedule(), *falling(s), are_times(times, EXACT_QUOTIENT))
    ends = [at(are_times(times, EXACT_QUOTIENT), Integer(1)), at(are_times(times, EXACT_QUOTIENT), D + 1)]
    return follows(SEQUENCE, [p2.ordered(), *ends], hypotheses=base)


@cache
def helps_strictly() -> Fact:
    """After t_k direction k lowers the error, case by case of (8)."""
    here, less = noise_at(T - t), in_time(ADDED) < 0
    numerator, denominator = (substitute(part, {j: k}) for part in EXACT_QUOTIENT)
    letters = prove((s[k] > 0, x >= 0, x <= 1, x * denominator < numerator), ADDED < 0)
    quotient, far = numerator / Max(denominator, 0), numerator > X * Max(denominator, 0)
    within = (
        *data_and_schedule(),
        *a_further_direction(),
        falling(s)[0],
        *a_time(),
        are_times(times, EXACT_QUOTIENT),
        t > times[k],
    )
    known = [p2.level_in_time(), clock_level(clock, T - t), instantiate(letters, {x: here})]
    read = [clock_inverse(clock, quotient), clock_order(clock, time_left_at(quotient), T - t)]
    cases = [in_turn(less, known, hypotheses=(*within, far))]
    cases.append(in_turn(less, [*read, *known], hypotheses=(*within, Not(far))))
    return by_logic(less, cases, hypotheses=within)


@cache
def only_there() -> Fact:
    """Where k is best, k - 1 is not better, so t >= t_k, and k + 1 is not, so t <= t_{k+1}."""
    within, goals = (*ANY_TIME, BEST), NEARLY.args
    early, late = (goal for end in (times[k], times[k + 1]) for goal in goals if goal.has(end))
    added, helps = (instantiate(fact, p2.EXACT_FROM_PLUGIN) for fact in (p2.added(), p2.helps_late()))
    added = instantiate(added, {x: noise_at(T - t)})
    before = in_turn(early, [p2.level_in_time(), at(BEST, k - 1), added, helps], hypotheses=within)
    following = [instantiate(fact, {k: k + 1}) for fact in (added, helps_strictly())]
    inner = (*within, k <= D - 1, t > times[k + 1])
    after = in_turn(late, [p2.level_in_time(), at(BEST, k + 1), *following], hypotheses=inner)
    last = in_turn(late, [at(are_times(times, EXACT_QUOTIENT), D + 1)], hypotheses=(*within, k >= D))
    return by_logic(NEARLY, [before, after, last, prove((), Or(k <= D - 1, k >= D))], hypotheses=within)


PROOFS: Proofs = {
    "step-eigenvectors": eigenvector_of_both,
    "step-distance": distance,
    "ordered": sequence,
    "best": lambda: in_turn(best(ExactScore()), [p2.exact_best()], hypotheses=PRINTED),
    "remark-precisely-repaired": only_there,
    "best-weak": p2.exact_best,
}
