"""The proofs behind `g5_flow_with_the_exact_score`: the variance of a mode falls, and then rises.

Tested in `tests/derivations/rectified_flow/test_flow.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, Equivalent, Expr, Integer, Min, Not, Or, Symbol, sqrt

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.hypotheses import none_negative
from ldm_symbolic.derivations.letters import j, k, s, u
from ldm_symbolic.derivations.rectified_flow.flow_error import (
    error_exact,
    exact,
    generated_exact,
    kept,
    kept_term,
    levels,
)
from ldm_symbolic.derivations.rectified_flow.g5_flow_with_the_exact_score import LATE, U, alone, late, perfect
from ldm_symbolic.notation import deviation as true
from ldm_symbolic.notation import variance
from ldm_symbolic.proof import (
    Fact,
    Minimises,
    NonDecreasing,
    at,
    by_logic,
    follows,
    for_all,
    in_turn,
    instantiate,
    prove,
    substitute,
    sum_over_modes,
)

more = Symbol("h", real=True)
near, far, own = Symbol("r", real=True), Symbol("g", real=True), Symbol("a", real=True)


def _squared(letter: Expr, of: Expr) -> Expr:
    """(r - s)², as the model writes it."""
    return letter**2 - 2 * letter * of + of**2


@cache
def best_at_the_end() -> Fact:
    """At u = 0 each kept mode is perfect."""
    best = Minimises(Integer(0), error_exact, levels)
    guard, body = best.at(u)
    start = substitute(kept_term(error_exact), {u: Integer(0)})
    roots = {near: sqrt(generated_exact)}
    square = instantiate(prove((), _squared(near, s[j]) >= 0), roots)
    one = in_turn(kept_term(error_exact) >= start, [square], hypotheses=(s[j] >= 0, *guard))
    least = follows(body, [sum_over_modes(one, kept)], hypotheses=(none_negative(s, k), *guard))
    return for_all(best, least, (u,), facts=[prove((), And(*best.plain()))])


@cache
def _one_falls() -> Fact:
    """Up to λ/(1 + λ) the variance of a mode falls, so that its error rises, in letters."""
    law = substitute(exact, {variance: own**2})
    roots = {near: sqrt(law), far: sqrt(substitute(law, {u: more}))}
    within = (own >= 0, u >= 0, u <= more, more <= U, U * (1 + own**2) <= own**2)
    order = prove(within, substitute(And(far <= near, near <= own), roots))
    costs = instantiate(prove((far <= near, near <= own), _squared(near, own) <= _squared(far, own)), roots)
    return follows(costs.conclusion, [order, costs], hypotheses=within)


@cache
def falls_late() -> Fact:
    """E does not fall with u up to U."""
    rising = NonDecreasing(error_exact, late)
    guard, body = rising.at(u, more)
    one = sum_over_modes(instantiate(_one_falls(), {own: s[j]}), kept)
    return for_all(rising, follows(body, [one], hypotheses=(none_negative(s, k), LATE, *guard)), (u, more))


@cache
def one_mode_late() -> Fact:
    """The same for one mode; and beyond λ/(1 + λ) its error falls for a while."""
    rising, small = NonDecreasing(alone, late), U * (1 + true**2) <= true**2
    given = (true > 0, U > 0, U <= 1)
    guard, body = rising.at(u, more)
    one = follows(body, [instantiate(_one_falls(), {own: true})], hypotheses=(true > 0, small, *guard))
    rises = for_all(rising, one, (u, more))
    low, high = true**2 / (1 + true**2), Min(U, perfect)
    law = substitute(exact, {variance: true**2})
    roots = {near: sqrt(substitute(law, {u: high})), far: sqrt(substitute(law, {u: low}))}
    large = U * (1 + true**2) - true**2 > 0
    order = prove((*given, large), substitute(And(far < near, near <= true), roots))
    costs = instantiate(prove((far < near, near <= true), _squared(near, true) < _squared(far, true)), roots)
    inside = prove((*given, large), And(low >= 0, low <= high, high <= U))
    never = in_turn(Not(rising), [order, costs, inside, at(rising, low, high)], hypotheses=(*given, large, rising))
    defined = prove(given, Or(rising, Not(rising)))
    return by_logic(
        Equivalent(rising, small), [rises, never, defined, prove(given, Or(small, large))], hypotheses=given
    )


PROOFS: Proofs = {
    "path": None,
    "end": (best_at_the_end,),
    "late": (falls_late,),
    "late-iff": one_mode_late,
    "perfect": None,
}
