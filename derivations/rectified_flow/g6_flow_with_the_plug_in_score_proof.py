"""The proofs behind `g6_flow_with_the_plug_in_score`: one mode from above and from below, without convexity.

Tested in `tests/derivations/rectified_flow/test_flow.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, Equivalent, Expr, Ge, Integer, Min, Not, Or, Sum, Symbol, sqrt
from sympy.logic.boolalg import Boolean

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.letters import s, s_hat, u
from ldm_symbolic.derivations.rectified_flow.flow_error import error, kept, kept_term, levels, plugin
from ldm_symbolic.derivations.rectified_flow.g6_flow_with_the_plug_in_score import (
    APART,
    HELPS,
    SPECTRUM,
    alone,
    alone_best,
    between,
    end_is_best,
    slope,
    total,
    weight,
)
from ldm_symbolic.notation import deviation, estimated_deviation, estimated_variance
from ldm_symbolic.proof import (
    Fact,
    Identity,
    at,
    by_logic,
    derivative,
    equal_sums,
    for_all,
    free,
    in_turn,
    instantiate,
    prove,
    substitute,
    sum_over_modes,
)

j = kept[0]
hat, true, root, other = (Symbol(letter, real=True) for letter in ("h", "a", "r", "q"))
first, second, third = (Symbol(letter, real=True) for letter in ("g", "f", "w"))
gain, bend = Symbol("p", real=True), Symbol("b", real=True)
change = (hat - root) * (2 * true - hat - root)
"""How the error of a mode differs from that at the end, by its root."""
INSIDE = (u >= 0, u <= 1)
term = kept_term(error)
start = substitute(term, {u: Integer(0)})
step = gain / (gain + bend + 1)
"""A time left at which the slope -2 p outweighs the bend b."""


def law(of: Expr) -> Expr:
    """The variance of a mode estimated as h²."""
    return substitute(plugin, {estimated_variance: of**2})


def of_root(letter: Expr, of: Expr) -> Identity:
    """r² = v(h²)."""
    return Identity(letter**2, law(of))


MINE = (hat > 0, true > 0, root >= 0, of_root(root, hat))


@cache
def slope_at_the_end() -> Fact:
    """Each term of the slope at 0 is -2 ŝ (ŝ - s)."""
    here = substitute(slope, {u: Integer(0)})
    given = (s[j] > 0, s_hat[j] > 0)
    one = prove(given, Identity(here.function, -2 * weight))
    whole = sum_over_modes(one, kept)
    cut = equal_sums(whole.conclusion.args[1], -2 * total, hypotheses=SPECTRUM)
    return in_turn(Identity(here, -2 * total), [whole, cut], hypotheses=SPECTRUM)


def _of_mode(bound: Fact, *apart: Boolean) -> Fact:
    """Return a bound of (h - r)(2a - h - r), in letters, as one of the model's term of mode j."""
    relation, mine = bound.conclusion, (hat > 0, true > 0, root >= 0, of_root(root, hat))
    here, end = law(hat) - 2 * root * true + true**2, hat**2 - 2 * hat * true + true**2
    turn = prove((*mine, relation.func(change, third)), relation.func(here, end + third))
    turn = instantiate(turn, {third: relation.args[1]})
    whole = in_turn(turn.conclusion, [bound, turn], hypotheses=(*bound.hypotheses, *mine))
    roots = {hat: s_hat[j], true: s[j], root: sqrt(law(s_hat[j])), other: sqrt(law(between))}
    known = free(And(*bound.hypotheses))
    fact = instantiate(whole, {name: value for name, value in roots.items() if name in known})
    return in_turn(fact.conclusion, [fact], hypotheses=(s[j] > 0, s_hat[j] > 0, *INSIDE, *apart))


@cache
def from_above() -> Fact:
    """A mode's error is at most what it is at the end less 2u ŝ (ŝ - s), and u² (1 + λ̂)."""
    given = (hat > 0, true > 0, *INSIDE, root >= 0, of_root(root, hat))
    least = prove(given, root >= (1 - u) * hat)
    bound = change <= -2 * u * hat * (hat - true) + u**2 * (1 + hat**2)
    return _of_mode(in_turn(bound, [least], hypotheses=given))


@cache
def from_below() -> Fact:
    """A mode's error is at least what it is at the end and 2 (1 - √v(c²)/c) ŝ (s - ŝ)."""
    given = (
        hat > 0,
        true > 0,
        between > 0,
        *INSIDE,
        root >= 0,
        of_root(root, hat),
        other >= 0,
        of_root(other, between),
    )
    mine, bound = (hat - root) * (true - hat), (1 - other / between) * hat * (true - hat)
    own = prove((), change >= 2 * mine)
    chain = prove((first >= 2 * second, second >= third), first >= 2 * third)
    chain = instantiate(chain, {first: change, second: mine, third: bound})
    goal, cases, sides = chain.conclusion, [], []
    for case, ratio in (
        (And(true >= hat, hat >= between), _ratio(hat, root, between, other)),
        (And(true <= hat, hat <= between), _ratio(between, other, hat, root)),
    ):
        weigh = prove((hat > 0, between > 0, *case.args, ratio.conclusion), mine >= bound)
        sides.append(case)
        cases.append(in_turn(goal, [ratio, weigh, own, chain], hypotheses=(*given, case)))
    return _of_mode(by_logic(goal, cases, hypotheses=(*given, Or(*sides))), between > 0, APART.args[0])


def _ratio(large: Expr, mine: Expr, small: Expr, theirs: Expr) -> Fact:
    """√v(h²)/h <= √v(c²)/c for h >= c > 0: their squares are (1-u)² + u²/h² and (1-u)² + u²/c²."""
    given = (large >= small, small > 0, *INSIDE, mine >= 0, of_root(mine, large), theirs >= 0, of_root(theirs, small))
    squares = prove((large >= small, small > 0), law(large) / large**2 <= law(small) / small**2)
    order = prove((first >= 0, second >= 0, first**2 <= second**2), first <= second)
    roots = instantiate(order, {first: mine / large, second: theirs / small})
    return in_turn(mine / large <= theirs / small, [squares, roots], hypotheses=given)


@cache
def early() -> Fact:
    """Where Σ ŝ_j (ŝ_j - s_j) > 0 the end is not best."""
    sums = {gain: total, bend: Sum(1 + s_hat[j] ** 2, kept)}
    whole = sum_over_modes(from_above(), kept)
    parts = Sum(start, kept) - 2 * u * sums[gain] + u**2 * sums[bend]
    cut = equal_sums(whole.conclusion.rhs, parts, hypotheses=(*SPECTRUM, *INSIDE))
    positive = sum_over_modes(prove((), Ge(1 + s_hat[j] ** 2, 0, evaluate=False)), kept)
    letters = (gain > 0, bend >= 0, Identity(u, step))
    small = instantiate(prove(letters, And(u > 0, u <= 1, -2 * u * gain + u**2 * bend < 0)), sums)
    given = (*SPECTRUM, total > 0, Identity(u, substitute(step, sums)))
    level = in_turn(small.conclusion, [positive, small], hypotheses=given)
    never = in_turn(HELPS, [level, whole, cut, at(end_is_best, u)], hypotheses=(*given, end_is_best))
    either = by_logic(HELPS, [never, prove(given, Or(end_is_best, HELPS))], hypotheses=given)
    done = instantiate(either, {u: given[-1].args[1]})
    return in_turn(HELPS, [positive, done], hypotheses=(*SPECTRUM, total > 0))


@cache
def apart() -> Fact:
    """With estimates apart at a c >= 1, the end is best where Σ ŝ_j (ŝ_j - s_j) <= 0."""
    whole = sum_over_modes(from_below(), kept)
    share = 2 * (1 - sqrt(law(between)) / between)
    cut = equal_sums(
        whole.conclusion.args[1], Sum(start, kept) - share * total, hypotheses=(*SPECTRUM, *INSIDE, between > 0)
    )
    letter = prove((between >= 1, *INSIDE, other >= 0, of_root(other, between)), between >= other)
    shrinks = instantiate(letter, {other: sqrt(law(between))})
    given = (*SPECTRUM, between >= 1, APART, total <= 0)
    guard, body = end_is_best.at(u)
    one = in_turn(body, [shrinks, whole, cut], hypotheses=(*given, *guard))
    return for_all(end_is_best, one, (u,), facts=[prove(given, And(*end_is_best.plain()))])


@cache
def iff() -> Fact:
    """With estimates apart at a c >= 1, stopping early helps iff Σ ŝ_j (ŝ_j - s_j) > 0."""
    given = (*SPECTRUM, between >= 1, APART)
    either = prove(SPECTRUM, Or(total <= 0, 2 * total > 0))
    return by_logic(Equivalent(end_is_best, total <= 0), [either, early(), apart()], hypotheses=given)


ALONE = (deviation > 0, estimated_deviation > 0)
LETTERS = {hat: estimated_deviation, true: deviation, root: sqrt(law(estimated_deviation))}


@cache
def _better(side: Boolean, chosen: Expr, *known: Fact) -> Fact:
    """Where the error of one mode is smaller at a u that is chosen, the end is not best."""
    given = (*ALONE, substitute(side, LETTERS), Identity(u, substitute(chosen, LETTERS)))
    here, end = law(hat) - 2 * root * true + true**2, hat**2 - 2 * hat * true + true**2
    smaller = in_turn(change < 0, [*known], hypotheses=(*MINE, side, Identity(u, chosen)))
    turn = in_turn(here < end, [smaller, prove((*MINE, change < 0), here < end)], hypotheses=smaller.hypotheses)
    model = instantiate(turn, LETTERS)
    inside = prove(given, And(u > 0, u <= 1))
    never = in_turn(Not(alone_best), [inside, model, at(alone_best, u)], hypotheses=(*given, alone_best))
    either = by_logic(Not(alone_best), [never, prove(given, Or(alone_best, Not(alone_best)))], hypotheses=given)
    done = instantiate(either, {u: given[-1].args[1]})
    return in_turn(Not(alone_best), [done], hypotheses=given[:-1])


@cache
def too_large() -> Fact:
    """An estimate that is too large: a small u."""
    side, chosen = true < hat, substitute(step, {gain: hat * (hat - true), bend: 1 + hat**2})
    most = -2 * u * hat * (hat - true) + u**2 * (1 + hat**2)
    small = prove((hat > 0, true > 0, side, Identity(u, chosen)), And(u > 0, u <= 1, most < 0))
    least = root >= (1 - u) * hat
    bound = prove((hat > 0, true > 0, *INSIDE, least, of_root(root, hat)), change <= most)
    return _better(side, chosen, small, prove((*MINE, *INSIDE), least), bound)


@cache
def back_again() -> Fact:
    """An estimate that is too small and below 1: its variance comes back, to what is at most 1 and at most λ."""
    side, chosen = And(true > hat, hat < 1), (hat**2 + second) / (1 + hat**2)
    given = (hat > 0, *side.args, second <= 1, second <= true**2, second > hat**2, Identity(u, chosen))
    facts = [
        prove(given, And(u > 0, u <= 1, law(hat) > hat**2)),
        prove(given, law(hat) <= second),
        prove((*MINE, root**2 > hat**2, root**2 <= true**2), And(root > hat, root <= true)),
        prove((*MINE, root > hat, root <= true), change < 0),
    ]
    least = {second: Min(1, true**2)}
    return _better(side, substitute(chosen, least), *(instantiate(fact, least) for fact in facts[:2]), *facts[2:])


@cache
def alone_at_the_end() -> Fact:
    """An estimate that is right, or too small and at least 1."""
    sides = Or(Identity(true, hat), And(true > hat, hat >= 1))
    guard, body = alone_best.at(u)
    here, end = law(hat) - 2 * root * true + true**2, hat**2 - 2 * hat * true + true**2
    within = (*MINE, *INSIDE, sides)
    below = prove((*MINE, *INSIDE, hat >= 1), root <= hat)
    cases = [
        prove((*MINE, Identity(true, hat)), here >= end),
        in_turn(
            here >= end,
            [below, prove((*MINE, root <= hat, true > hat), here >= end)],
            hypotheses=(*MINE, *INSIDE, true > hat, hat >= 1),
        ),
    ]
    model = instantiate(by_logic(here >= end, cases, hypotheses=within), LETTERS)
    given = (*ALONE, substitute(sides, LETTERS))
    ends = substitute(alone, {u: Integer(0)}), substitute(end, LETTERS)
    chain = prove((Identity(first, second), third >= second), first <= third)
    chain = instantiate(chain, {first: ends[0], second: ends[1], third: alone})
    one = in_turn(body, [prove(ALONE, Identity(*ends)), model, chain], hypotheses=(*given, *guard))
    return for_all(alone_best, one, (u,), facts=[prove((), And(*alone_best.plain()))])


@cache
def one_mode() -> Fact:
    """The three cases."""
    sides = Or(Identity(deviation, estimated_deviation), And(deviation > estimated_deviation, estimated_deviation >= 1))
    cases = prove(
        ALONE, Or(sides, deviation < estimated_deviation, And(deviation > estimated_deviation, estimated_deviation < 1))
    )
    known = [cases, alone_at_the_end(), too_large(), back_again(), prove(ALONE, Or(alone_best, Not(alone_best)))]
    return by_logic(Equivalent(alone_best, sides), known, hypotheses=ALONE)


PROOFS: Proofs = {
    "derivative": lambda: derivative(error, slope, levels, hypotheses=SPECTRUM),
    "slope": slope_at_the_end,
    "early": early,
    "iff-repaired": iff,
    "one-mode": one_mode,
}
