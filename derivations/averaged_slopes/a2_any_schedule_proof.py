"""The proofs behind `a2_any_schedule`: squares of matrices, and the mean of the inverse of the map, mode by mode.

Tested in `tests/derivations/dense_estimates/test_any_schedule.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import Expr, Ge, IndexedBase, Sum, Symbol
from sympy.logic.boolalg import Boolean

from ldm_symbolic.derivations.averaged_slopes.a2_any_schedule import (
    DIAGONAL,
    DIFFERS,
    LAW,
    LENGTHS,
    MOVES,
    ONE_ROW,
    OVERLAP,
    RATES,
    SQUARE,
    TARGET,
    UNBIASED,
    WEIGHTS,
    A,
    F,
    G,
    K,
    L,
    along,
    c,
    columns,
    fading,
    g,
    h,
    kept,
    m,
    mean,
    noising,
    outcomes,
    place,
    q,
    row,
    shrunk,
    slope,
    target,
    u,
    y,
    z,
)
from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.letters import j, k, s
from ldm_symbolic.derivations.random_estimates.s3_sampling_average import i, size, w
from ldm_symbolic.proof import (
    Fact,
    ForEach,
    Identity,
    at,
    by_logic,
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


def _square(first: Expr, last: Expr) -> Fact:
    """Σ (a - b)² >= 0 along a row, written out."""
    gap = sum_over_modes(prove((), Ge((first - last) ** 2, 0, evaluate=False)), columns)
    parts = Sum(first**2, columns) - 2 * Sum(first * last, columns) + Sum(last**2, columns)
    opened = equal_sums(gap.conclusion.args[0], parts, hypotheses=())
    goal = 2 * Sum(first * last, columns) <= Sum(first**2, columns) + Sum(last**2, columns)
    return follows(goal, [gap, opened], hypotheses=())


@cache
def square() -> Fact:
    """The rows of N F and of F."""
    return in_turn(2 * q[j] <= g[j] + s[j] ** 2, [_square(row(A), row(F))], hypotheses=LENGTHS)


@cache
def outer() -> Fact:
    """The rows of L and K, weighted and summed up."""
    one = _square(row(L), row(K))
    first, last = along(L, L), along(K, K)
    known = (G[j] >= 0, ONE_ROW.args[0])
    weighted = in_turn(G[j] * 2 <= G[j] * first + G[j] * last, [one], hypotheses=known)
    rows = sum_over_modes(weighted, kept)
    ends = (2 * target, Sum(G[j] * first, kept) + Sum(G[j] * last, kept))
    names = [equal_sums(side, end, hypotheses=()) for side, end in zip(rows.conclusion.args, ends, strict=True)]
    goal = Sum(G[j] * first, kept) >= 2 * target - Sum(G[j] * last, kept)
    return in_turn(goal, [rows, *names], hypotheses=rows.hypotheses)


gap = g[place] + s[j] ** 2 - 2 * q[place]


@cache
def mean_of_the_gap() -> Fact:
    """E (S_jj + Σ_jj - 2 (N Σ)_jj) = 2 (1 - m_j) Σ_jj."""
    parts = mean(g[place]) + s[j] ** 2 * Sum(w[i], outcomes) - 2 * mean(q[place])
    cut = equal_sums(mean(gap), parts, hypotheses=())
    given = (WEIGHTS[1], UNBIASED.args[0], DIAGONAL.args[0])
    return in_turn(Identity(mean(gap), 2 * (1 - m[j]) * s[j] ** 2), [cut], hypotheses=given)


@cache
def one_below_one() -> Fact:
    """It is not negative."""
    each = prove((w[i] >= 0, SQUARE.args[0].args[0]), w[i] * gap >= 0)
    total, known = sum_over_modes(each, outcomes), mean_of_the_gap()
    last = prove((s[j] > 0, 2 * (1 - m[j]) * s[j] ** 2 >= 0), m[j] <= 1)
    given = (s[j] > 0, *WEIGHTS, SQUARE.args[0], UNBIASED.args[0], DIAGONAL.args[0])
    return in_turn(m[j] <= 1, [total, known, last], hypotheses=given)


@cache
def below_one() -> Fact:
    """In every direction."""
    return for_each_mode(one_below_one(), kept)


@cache
def one_strictly_below_one() -> Fact:
    """It is positive in direction c, where one of the outcomes has a positive gap."""
    here = substitute(gap, {j: c})
    total = Sum(w[i] * here, outcomes)
    mine = prove((w[h] > 0, DIFFERS[-1]), substitute(w[i] * here, {i: h}) > 0)
    base = (WEIGHTS[0], substitute(SQUARE.args[0], {j: c}), *DIFFERS)
    each = prove((w[i] >= 0, substitute(SQUARE.args[0].args[0], {j: c})), w[i] * here >= 0)
    cuts = [split_sum(total, h - 1, hypotheses=base)]
    cuts += [split_sum(Sum(w[i] * here, (i, h, size)), h, hypotheses=base)]
    others = [sum_over_modes(each, (i, *ends)) for ends in ((1, h - 1), (h + 1, size))]
    positive = follows(total > 0, [*cuts, *others, mine], hypotheses=base)
    known = instantiate(mean_of_the_gap(), {j: c})
    last = prove((s[c] > 0, 2 * (1 - m[c]) * s[c] ** 2 > 0), m[c] < 1)
    families = [at(each_of, c) for each_of in (LAW[0], SQUARE, UNBIASED, DIAGONAL)]
    chain = in_turn(m[c] < 1, [positive, known, last], hypotheses=(*positive.hypotheses, *known.hypotheses, s[c] > 0))
    return by_logic(m[c] < 1, [*families, chain], hypotheses=(*LAW, *DIFFERS))


@cache
def mean_of_the_map() -> Fact:
    """E tr(M G) >= 2 tr G - E tr(N G)."""
    each = prove((w[i] >= 0, TARGET[1].args[0]), w[i] * y[i] >= w[i] * (2 * target - z[i]))
    value = Symbol("f", real=True)
    cut = equal_sums(
        Sum(w[i] * (2 * value - z[i]), outcomes), 2 * value * Sum(w[i], outcomes) - mean(z[i]), hypotheses=()
    )
    steps = [sum_over_modes(each, outcomes), instantiate(cut, {value: target})]
    return in_turn(mean(y[i]) >= 2 * target - shrunk, steps, hypotheses=(*WEIGHTS, *TARGET))


@cache
def aimed() -> Fact:
    """Σ m_j G_jj <= Σ G_jj."""
    mode = prove((G[j] >= 0, m[j] <= 1), m[j] * G[j] <= G[j])
    steps = [below_one(), sum_over_modes(mode, kept), mean_of_the_map()]
    return in_turn(mean(y[i]) >= target, steps, hypotheses=(*LAW, *TARGET))


variances, overlapping = Sum(s[j] ** 2, kept), Sum(m[j] * s[j] ** 2, kept)
ALL = (*LAW, *TARGET, OVERLAP, *RATES)


@cache
def overlap() -> Fact:
    """Σ m_j Σ_jj <= Σ Σ_jj."""
    mode = prove((s[j] > 0, m[j] <= 1), m[j] * s[j] ** 2 <= s[j] ** 2)
    return in_turn(overlapping <= variances, [below_one(), sum_over_modes(mode, kept)], hypotheses=LAW)


@cache
def averaged_slope() -> Fact:
    """Both parts have a sign."""
    far, near, other, last = (Symbol(name, real=True) for name in "pruv")
    signs = prove((*RATES, far >= near, other <= last), noising * (near - far) - fading * (last - other) <= 0)
    signs = instantiate(signs, {far: mean(y[i]), near: target, other: mean(u[i]), last: variances})
    return in_turn(slope <= 0, [aimed(), overlap(), signs], hypotheses=ALL)


BELOW_ONE = ForEach(m[j] <= 1, kept)


def _strictly(value: IndexedBase, power: int, signs: ForEach, least: Boolean) -> Fact:
    """Σ m_j p_j < Σ p_j if m_c < 1 and p_c > 0."""
    part = (1 - m[j]) * value[j] ** power
    base = (signs, BELOW_ONE, c >= 1, c <= k, m[c] < 1, least)
    mine = prove(base[4:], substitute(part, {j: c}) > 0)
    each = prove((signs.args[0], m[j] <= 1), part >= 0)
    total = Sum(part, kept)
    cuts = [split_sum(total, c - 1, hypotheses=base), split_sum(Sum(part, (j, c, k)), c, hypotheses=base)]
    less = []
    for ends in ((1, c - 1), (c + 1, k)):
        place_of = (signs, BELOW_ONE, c >= 1, c <= k, j >= ends[0], j <= ends[1])
        one = in_turn(part >= 0, [at(signs, j), at(BELOW_ONE, j), each], hypotheses=place_of)
        less.append(sum_over_modes(one, (j, *ends)))
    positive = follows(total > 0, [*cuts, *less, mine], hypotheses=base)
    parts = Sum(value[j] ** power, kept) - Sum(m[j] * value[j] ** power, kept)
    names = equal_sums(total, parts, hypotheses=())
    goal = Sum(m[j] * value[j] ** power, kept) < Sum(value[j] ** power, kept)
    return follows(goal, [positive, names], hypotheses=base)


@cache
def strict() -> Fact:
    """One of the two parts is strictly negative, for m_c < 1."""
    far, near, other, last = (Symbol(name, real=True) for name in "pruv")
    weak, goal = (far >= near, other <= last), noising * (near - far) - fading * (last - other) < 0
    names = {far: mean(y[i]), near: target, other: mean(u[i]), last: variances}
    by_target = instantiate(prove((*RATES, *weak, noising > 0, far > near), goal), names)
    by_signal = instantiate(prove((*RATES, *weak, fading > 0, other < last), goal), names)
    on_target = _strictly(G, 1, TARGET[0], G[c] > 0)
    on_signal = _strictly(s, 2, LAW[0], s[c] > 0)
    lower = mean_of_the_map().conclusion
    by_map = prove((lower, on_target.conclusion), mean(y[i]) > target)
    same = prove((OVERLAP, on_signal.conclusion), mean(u[i]) < variances)
    at_most = prove((OVERLAP, overlap().conclusion), mean(u[i]) <= variances)
    own = prove((s[c] > 0,), s[c] > 0)
    known = [at(LAW[0], c), below_one(), one_strictly_below_one(), aimed(), overlap(), at_most]
    ways = [*known, mean_of_the_map(), on_target, by_map, by_target, own, on_signal, same, by_signal]
    return by_logic(slope < 0, ways, hypotheses=(*ALL, *DIFFERS, MOVES))


PROOFS: Proofs = {
    "outer": outer,
    "square": square,
    "below-one": below_one,
    "target": aimed,
    "slope": averaged_slope,
    "strict": strict,
}
