"""The proofs behind `a1_any_unbiased_estimate` that are about one outcome: entries of a matrix and of its inverse.

Tested in `tests/derivations/dense_estimates/test_dense_estimates.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import Expr, Ge, Or, Sum, Symbol
from sympy.logic.boolalg import Boolean

from ldm_symbolic.derivations.dense_estimates.a1_any_unbiased_estimate import (
    MODE,
    OFF,
    POSITIVE,
    TOGETHER,
    K,
    L,
    b,
    c,
    columns,
    diagonal,
    g,
    h,
    inverse,
    of_estimate,
    place,
    row,
    slope,
    square,
    y,
)
from ldm_symbolic.derivations.letters import j, k, s
from ldm_symbolic.derivations.random_estimates.s3_sampling_average import z
from ldm_symbolic.proof import (
    Fact,
    Identity,
    by_logic,
    equal_sums,
    follows,
    in_turn,
    instantiate,
    prove,
    split_sum,
    substitute,
    sum_over_modes,
)

ONE = (s[j] > 0, g[place] >= s[j] ** 2 * z[place] ** 2, z[place] > 0, y[place] * z[place] >= 1)
"""What is known of one direction in one outcome."""


def cut(total: Sum, position: Expr, within: tuple[Boolean, ...]) -> tuple[list[Fact], list[Sum]]:
    """A sum cut before and after one of its terms, and the two sums that are left."""
    index, first, last = total.limits[0]
    tail = Sum(total.function, (index, position, last))
    cuts = [split_sum(total, position - 1, hypotheses=within), split_sum(tail, position, hypotheses=within)]
    ends = (index, first, position - 1), (index, position + 1, last)
    return cuts, [Sum(total.function, end) for end in ends]


def positive(cuts: list[Fact], rest: list[Fact], mine: Fact, hypotheses: tuple[Boolean, ...]) -> Fact:
    """A sum is positive if one of its terms is, and the sums before and after it are not negative."""
    total, first, tail, term, last = (Symbol(letter, real=True) for letter in "pqruv")
    signs = (first >= 0, last >= 0, term > 0)
    letters = prove((Identity(total, first + tail), Identity(tail, term + last), *signs), total > 0)
    whole, other = (fact.conclusion.args[0] for fact in cuts)
    values = {total: whole, first: rest[0].conclusion.args[0], tail: other}
    values |= {term: mine.conclusion.args[0], last: rest[1].conclusion.args[0]}
    last_step = instantiate(letters, values)
    known = [*cuts, *rest, mine]
    shown = {fact.conclusion for fact in known}
    places = (POSITIVE, c >= 1, c <= k)
    defined = [prove(places, condition) for condition in last_step.hypotheses if condition not in shown]
    return by_logic(whole > 0, [*known, *defined, last_step], hypotheses=hypotheses)


def _none_negative(term: Expr, sums: list[Sum]) -> list[Fact]:
    """Sums of squares are not negative."""
    return [sum_over_modes(prove((), Ge(term, 0, evaluate=False)), total.limits[0]) for total in sums]


@cache
def entries() -> Fact:
    """One term of a sum of squares."""
    goal = of_estimate >= s[j] ** 2 * diagonal**2
    cuts, others = cut(of_estimate, j, MODE)
    return follows(goal, [*cuts, *_none_negative(of_estimate.function, others)], hypotheses=MODE)


@cache
def entries_strictly() -> Fact:
    """Two terms of it, of which one is not 0."""
    goal, cases = of_estimate > s[j] ** 2 * diagonal**2, []
    base = (*MODE, POSITIVE, *OFF)
    mine = in_turn(
        substitute(of_estimate.function, {h: b}) > 0,
        [prove((s[b] > 0, OFF[3]), substitute(of_estimate.function, {h: b}) > 0)],
        hypotheses=(POSITIVE, *OFF),
    )
    for side, case in enumerate((b <= j - 1, b >= j + 1)):
        within = (*base, case)
        cuts, others = cut(of_estimate, j, within)
        more, rest = cut(others.pop(side), b, within)
        facts = [*cuts, *more, *_none_negative(of_estimate.function, [*others, *rest]), mine]
        cases.append(follows(goal, facts, hypotheses=within))
    return by_logic(goal, [*cases, prove(OFF[2:3], Or(b <= j - 1, b >= j + 1))], hypotheses=base)


@cache
def cauchy_schwarz() -> Fact:
    """p - 2t + t² q = Σ (L - t K)² >= 0 with t = p and with t = 1/(q + 1), where p = Σ L², q = Σ K²."""
    t, p, q = (Symbol(letter, real=True) for letter in "tpq")
    gap = sum_over_modes(prove((), Ge((row(L) - t * row(K)) ** 2, 0, evaluate=False)), columns)
    parts = square - 2 * t * TOGETHER.args[0] + t**2 * inverse
    opened = equal_sums(gap.conclusion.args[0], parts, hypotheses=())
    any_t = follows(square - 2 * t + t**2 * inverse >= 0, [gap, opened], hypotheses=(TOGETHER,))
    signs = _none_negative(square.function, [square]) + _none_negative(inverse.function, [inverse])
    values = p, 1 / (q + 1)
    known = [p >= 0, q >= 0, *(p - 2 * value + value**2 * q >= 0 for value in values)]
    product = instantiate(prove(known, p * q >= 1), {p: square, q: inverse})
    used = [instantiate(any_t, {t: substitute(value, {p: square, q: inverse})}) for value in values]
    return in_turn(square * inverse >= 1, [*signs, *used, product], hypotheses=(TOGETHER,))


@cache
def bounds() -> tuple[Fact, Fact]:
    """N_jj <= (1 + S_jj/λ_j)/2, and M_jj >= 2 - N_jj >= (3 - S_jj/λ_j)/2."""
    mode = s[j] ** 2
    first = prove(ONE[:2], z[place] <= (1 + g[place] / mode) / 2)
    second = prove((ONE[0], *ONE[2:], first.conclusion), y[place] >= (3 - g[place] / mode) / 2)
    return first, in_turn(second.conclusion, [first, second], hypotheses=ONE)


@cache
def one_slope() -> Fact:
    """1 - M_jj - S_jj + λ_j N_jj <= (1/λ_j - 1)(S_jj - λ_j)/2."""
    first, second = bounds()
    goal = slope.function <= (1 / s[j] ** 2 - 1) / 2 * (g[place] - s[j] ** 2)
    last = prove((ONE[0], first.conclusion, second.conclusion), goal)
    return in_turn(goal, [first, second, last], hypotheses=ONE)
