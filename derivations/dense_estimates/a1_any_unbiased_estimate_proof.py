"""The proofs behind `a1_any_unbiased_estimate`: three diagonals, one outcome at a time, then their means.

Tested in `tests/derivations/dense_estimates/test_dense_estimates.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import Expr, Integer, Not, Sum

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.dense_estimates.a1_any_unbiased_estimate import (
    ABOVE,
    AT_THE_END,
    CURVE,
    DIFFERS,
    INVERSE,
    LAW,
    POSITIVE,
    UNBIASED,
    averaged,
    b,
    c,
    error,
    g,
    levels,
    overlap,
    place,
    slope,
    there,
    trace,
    y,
)
from ldm_symbolic.derivations.dense_estimates.a1_one_outcome_proof import (
    ONE,
    bounds,
    cauchy_schwarz,
    cut,
    entries,
    entries_strictly,
    one_slope,
    positive,
)
from ldm_symbolic.derivations.hypotheses import noisy_horizon
from ldm_symbolic.derivations.letters import X, j, k, s
from ldm_symbolic.derivations.random_estimates.s3_sampling_average import WEIGHTS, i, kept, mean, outcomes, size, w, z
from ldm_symbolic.proof import (
    Fact,
    Identity,
    Minimises,
    at,
    by_logic,
    constant_sum,
    equal_sums,
    exchange_sums,
    follows,
    in_turn,
    instantiate,
    prove,
    slope_at_start,
    substitute,
    sum_over_modes,
)


def weighted(one: Fact) -> Fact:
    """The mean over the outcomes of a relation between sums over modes, from the same for one mode of one outcome."""
    modes = sum_over_modes(one, kept)
    sides = [w[i] * side for side in modes.conclusion.args]
    each = follows(modes.conclusion.func(*sides), [modes], hypotheses=(*modes.hypotheses, w[i] >= 0))
    return sum_over_modes(each, outcomes)


def mean_of(factor: Expr, affine: Expr, parts: Expr, value: Expr) -> tuple[Fact, Fact]:
    """Σ_i w_i Σ_j f_j (p_j + q_j S_jj) mode by mode, where the means of 1 and of S_jj are known."""
    taken = exchange_sums(w[i], Sum(factor * affine, kept), outcomes, hypotheses=(POSITIVE,))
    within = (s[j] > 0, j >= 1, j <= k)
    cut = equal_sums(mean(affine), parts, hypotheses=within)
    known = (*within, WEIGHTS[1], UNBIASED.args[0])
    one = follows(Identity(factor * mean(affine), value), [cut], hypotheses=known)
    return taken, sum_over_modes(one, kept)


ALL, CENTRE = Sum(w[i], outcomes), mean(g[place])


@cache
def trace_of_the_map() -> Fact:
    """E Σ M_jj >= E Σ (3 - S_jj/λ_j)/2 = k."""
    _, lower = bounds()
    mode = s[j] ** 2
    bound = 1 / (2 * mode) * (3 * mode - g[place])
    one = follows(y[place] >= bound, [lower], hypotheses=ONE)
    means = mean_of(1 / (2 * mode), 3 * mode - g[place], 3 * mode * ALL - CENTRE, Integer(1))
    count = constant_sum(Sum(1, kept), hypotheses=(k >= 0,))
    return in_turn(averaged(trace) >= k, [weighted(one), *means, count], hypotheses=LAW)


@cache
def trace_of_the_overlap() -> Fact:
    """E Σ λ_j N_jj <= E Σ (λ_j + S_jj)/2 = Σ λ_j."""
    upper, _ = bounds()
    mode = s[j] ** 2
    bound = mode / 2 * (1 + g[place] / mode)
    one = follows(mode * z[place] <= bound, [upper], hypotheses=ONE[:2])
    means = mean_of(mode / 2, 1 + g[place] / mode, ALL + CENTRE / mode, mode)
    return in_turn(averaged(overlap) <= Sum(mode, kept), [weighted(one), *means], hypotheses=(*LAW[:5], UNBIASED))


FACTOR, DISTANCE = (1 / s[j] ** 2 - 1) / 2, g[place] - s[j] ** 2


@cache
def averaged_slope() -> Fact:
    """E Σ (1 - M_jj - S_jj + λ_j N_jj) <= E Σ (1/λ_j - 1)(S_jj - λ_j)/2 = 0."""
    means = mean_of(FACTOR, DISTANCE, CENTRE - s[j] ** 2 * ALL, Integer(0))
    return in_turn(averaged(slope) <= 0, [weighted(one_slope()), *means], hypotheses=LAW)


GAP = FACTOR * DISTANCE - slope.function
"""How far the term of a mode in an outcome lies below its bound."""


KNOWN = (POSITIVE, ABOVE, INVERSE, b >= 1, b <= size, c >= 1, c <= k, DIFFERS[5])


@cache
def gap_there() -> Fact:
    """It does so strictly where S is not Σ."""
    known = tuple(substitute(condition, {i: b, j: c}) for condition in ONE)
    goal = substitute(GAP, {i: b, j: c}) > 0
    mode = s[c] ** 2
    first = prove((*known[:2], DIFFERS[5]), z[there] < (1 + g[there] / mode) / 2)
    second = prove((known[0], *known[2:], first.conclusion), y[there] > (3 - g[there] / mode) / 2)
    last = prove((known[0], first.conclusion, second.conclusion), goal)
    return in_turn(goal, [first, second, last], hypotheses=(*known, DIFFERS[5]))


@cache
def gaps_in_one_outcome() -> tuple[Fact, Fact]:
    """Σ gaps >= 0 in every outcome of positive weight, and > 0 in outcome b."""
    each = follows(GAP >= 0, [one_slope()], hypotheses=ONE)
    modes = sum_over_modes(each, kept)
    inner = modes.conclusion.args[0]
    term = follows(w[i] * inner >= 0, [modes], hypotheses=(*modes.hypotheses, w[i] >= 0))
    here, within = substitute(inner, {i: b}), (c >= 1, c <= k)
    families = [at(family, b) for family in (ABOVE, INVERSE)]
    place_of_c = [at(family.conclusion, c) for family in families]
    mine = in_turn(gap_there().conclusion, [*families, *place_of_c, at(POSITIVE, c), gap_there()], hypotheses=KNOWN)
    cuts, others = cut(here, c, (POSITIVE, *within))
    rest = []
    for total in others:
        _, first, last = total.limits[0]
        inside = (j >= first, j <= last, *within)
        known = [*(at(family.conclusion, j) for family in families), at(POSITIVE, j), instantiate(each, {i: b})]
        one = in_turn(substitute(GAP, {i: b}) >= 0, [*families, *known], hypotheses=(*KNOWN[:5], *inside))
        rest.append(sum_over_modes(one, total.limits[0]))
    return term, positive(cuts, rest, mine, KNOWN)


@cache
def averaged_gap() -> Fact:
    """The mean of the gaps is positive: none is negative, and one is not 0."""
    term, mine = gaps_in_one_outcome()
    outer = Sum(term.conclusion.args[0], outcomes)
    families = [at(family, i) for family in (WEIGHTS[0], ABOVE, INVERSE)]
    cuts, others = cut(outer, b, (POSITIVE, b >= 1, b <= size))
    rest = []
    for total in others:
        _, first, last = total.limits[0]
        within = (POSITIVE, WEIGHTS[0], ABOVE, INVERSE, i >= first, i <= last, b >= 1, b <= size)
        one = in_turn(total.function >= 0, [*families, term], hypotheses=within)
        rest.append(sum_over_modes(one, total.limits[0]))
    base = (*KNOWN[:5], WEIGHTS[0], *KNOWN[5:], w[b] > 0)
    weight = prove((w[b] > 0, mine.conclusion), w[b] * mine.conclusion.args[0] > 0)
    weight = by_logic(weight.conclusion, [weight, mine], hypotheses=base)
    return positive(cuts, rest, weight, base)


@cache
def strict() -> Fact:
    """E Σ (1 - M_jj - S_jj + λ_j N_jj) = 0 - E Σ gaps < 0."""
    means = mean_of(FACTOR, DISTANCE, CENTRE - s[j] ** 2 * ALL, Integer(0))
    apart = equal_sums(slope, Sum(FACTOR * DISTANCE, kept) - Sum(GAP, kept), hypotheses=(POSITIVE,))
    one = follows(
        Identity(w[i] * slope, w[i] * Sum(FACTOR * DISTANCE, kept) - w[i] * Sum(GAP, kept)),
        [apart],
        hypotheses=(POSITIVE,),
    )
    total = sum_over_modes(one, outcomes)
    parts = averaged(Sum(FACTOR * DISTANCE, kept)) - averaged(Sum(GAP, kept))
    split = equal_sums(total.conclusion.args[1], parts, hypotheses=(POSITIVE,))
    return in_turn(averaged(slope) < 0, [total, split, *means, averaged_gap()], hypotheses=(*LAW, *DIFFERS))


@cache
def helps() -> Fact:
    """A convex error with a negative slope at 0 is not smallest there."""
    convex, first = (by_logic(said, [], hypotheses=[said]) for said in CURVE)
    iff = slope_at_start(convex, first, prove([X > 0], X > 0), says=Minimises)
    given = (*LAW, *DIFFERS, *noisy_horizon(), *CURVE, AT_THE_END)
    goal = Not(Minimises(Integer(0), error, levels))
    below = follows(AT_THE_END.args[0] < 0, [strict()], hypotheses=given)
    return by_logic(goal, [iff, below], hypotheses=given)


PROOFS: Proofs = {
    "entries": entries,
    "entries-strictly": entries_strictly,
    "inverse": cauchy_schwarz,
    "map": trace_of_the_map,
    "overlap": trace_of_the_overlap,
    "slope": averaged_slope,
    "strict": strict,
    "helps": helps,
}
