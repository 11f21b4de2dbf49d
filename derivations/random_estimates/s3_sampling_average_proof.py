"""The proofs behind `s3_sampling_average`: the error averaged over the samples from which the variances are estimated.

Samples are the N outcomes of a law with weights w_i. Outcome i has the estimates λ̂_j = λ_j Z_ij; Z is kept row by row
in one sequence, Z_ij = z[D (i - 1) + j]. Nothing is assumed about how the modes depend on each other.

Tested in `tests/derivations/random_estimates/test_s3_sampling_average.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import Abs, And, Equivalent, Integer, Ne, Not, Rational, Sum, Symbol, diff, sqrt

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.hypotheses import a_level, all_positive
from ldm_symbolic.derivations.letters import X, d0, j, k, s, x
from ldm_symbolic.derivations.plug_in.plug_in_error import levels
from ldm_symbolic.derivations.random_estimates.s3_each_draw_proof import each_draw
from ldm_symbolic.derivations.random_estimates.s3_sampling_average import (
    BETTER,
    CHI_SQUARED,
    CLOSE,
    DRAWS,
    INVERSE,
    LAW,
    MEANS,
    OFF,
    ROOT,
    SHAPE,
    UNBIASED,
    WEIGHTS,
    a,
    average,
    c,
    draw,
    empty_average,
    end_slope,
    g,
    gain,
    i,
    kept,
    lost,
    m,
    mean,
    n,
    outcomes,
    p,
    positive_modes,
    q,
    r,
    size,
    slope,
    w,
    y,
)
from ldm_symbolic.proof import (
    Fact,
    ForEach,
    Identity,
    Minimises,
    by_logic,
    convex_by_slopes,
    derivative,
    equal_sums,
    exchange_sums,
    follows,
    in_turn,
    instantiate,
    prove,
    slope_at_start,
    split_sum,
    substitute,
    sum_over_modes,
)

bend = diff(slope, x)


ONE_DRAW = (s[j] > 0, draw > 0, *a_level(x, X), X < 1)


def _inner(average_of_sums: Sum) -> Sum:
    """Return the sum over modes of which a mean is taken."""
    (inner,) = (factor for factor in average_of_sums.function.args if isinstance(factor, Sum))
    return inner


@cache
def first_slope() -> Fact:
    """Return the derivative of the averaged error, taken term by term."""
    return derivative(average, slope, levels, hypotheses=SHAPE)


@cache
def convex() -> Fact:
    """Return that the averaged error is convex in x: every outcome and every mode is."""
    second = derivative(slope, bend, levels, hypotheses=SHAPE)
    return convex_by_slopes(first_slope(), second, _each_outcome(prove(ONE_DRAW, _inner(bend).function >= 0)))


def _each_outcome(one: Fact) -> Fact:
    """Return a relation of the means from the same relation for one mode of one outcome."""
    modes = sum_over_modes(one, kept)
    sides = [w[i] * side for side in modes.conclusion.args]
    weighted = follows(modes.conclusion.func(*sides), [modes], hypotheses=(*modes.hypotheses, w[i] >= 0))
    return sum_over_modes(weighted, outcomes)


@cache
def slope_at_the_end() -> Fact:
    """Return the slope at x = 0 as -Σ (m - 1 + λ_j (1 - c)): the two sums are exchanged, then each mean is known."""
    base = (all_positive(s, k), DRAWS, WEIGHTS[1], UNBIASED, ROOT, INVERSE)
    coupled = 1 / s[j] ** 2 - 1 / (s[j] ** 2 * sqrt(draw)) - draw + sqrt(draw)
    inner = Sum(s[j] ** 2 * coupled, kept)
    here = (all_positive(s, k), ForEach(draw > 0, kept))
    same = equal_sums(_inner(end_slope), inner, hypotheses=here)
    weighted = follows(Identity(w[i] * _inner(end_slope), w[i] * inner), [same], hypotheses=here)
    steps = [sum_over_modes(weighted, outcomes)]
    steps += [exchange_sums(w[i], inner, outcomes, hypotheses=(all_positive(s, k), DRAWS))]
    within = (s[j] > 0, DRAWS, j >= 1, j <= k)
    parts = Sum(w[i], outcomes) / s[j] ** 2 - mean(1 / sqrt(draw)) / s[j] ** 2 - mean(draw) + mean(sqrt(draw))
    cut = equal_sums(mean(coupled), parts, hypotheses=within)
    known = (WEIGHTS[1], *(part.args[0] for part in (UNBIASED, ROOT, INVERSE)))
    one = follows(Identity(s[j] ** 2 * mean(coupled), -gain), [cut], hypotheses=(*within, *known))
    steps += [sum_over_modes(one, kept)]
    return follows(Identity(end_slope, Sum(-gain, kept)), steps, hypotheses=base)


@cache
def error_at_the_end() -> Fact:
    """Return E[E(k, 0)] = Σ_{j>k} λ_j + 2 (1 - c) Σ_{j<=k} λ_j."""
    at_end = substitute(average, {x: Integer(0)})
    base = (all_positive(s, k), DRAWS, WEIGHTS[1], UNBIASED, ROOT)
    coupled = draw + 1 - 2 * sqrt(draw)
    inner = Sum(s[j] ** 2 * coupled, kept)
    here = (all_positive(s, k), ForEach(draw > 0, kept))
    (body,) = (factor for factor in at_end.function.args if factor != w[i])
    (term,) = (total.function for total in body.args if total.limits[0][2] == k)
    same = sum_over_modes(prove((s[j] > 0, draw > 0), Identity(term, inner.function)), kept)
    rest = Symbol("R", real=True)
    weighted = follows(Identity(at_end.function, w[i] * inner + w[i] * lost), [same], hypotheses=here)
    spread = Sum(w[i] * inner + w[i] * rest, outcomes)
    cut = equal_sums(spread, Sum(w[i] * inner, outcomes) + rest * Sum(w[i], outcomes), hypotheses=[DRAWS])
    steps = [sum_over_modes(weighted, outcomes), instantiate(cut, {rest: lost})]
    steps += [exchange_sums(w[i], inner, outcomes, hypotheses=(all_positive(s, k), DRAWS))]
    within = (s[j] > 0, DRAWS, j >= 1, j <= k)
    parts = mean(draw) + Sum(w[i], outcomes) - 2 * mean(sqrt(draw))
    known = (WEIGHTS[1], UNBIASED.args[0], ROOT.args[0])
    total = equal_sums(mean(coupled), parts, hypotheses=within)
    one = follows(Identity(s[j] ** 2 * mean(coupled), 2 * (1 - c) * s[j] ** 2), [total], hypotheses=(*within, *known))
    steps += [sum_over_modes(one, kept)]
    steps += [equal_sums(Sum(2 * (1 - c) * s[j] ** 2, kept), 2 * (1 - c) * Sum(s[j] ** 2, kept), hypotheses=[])]
    goal = Identity(at_end, lost + 2 * (1 - c) * Sum(s[j] ** 2, kept))
    return follows(goal, steps, hypotheses=base)


@cache
def best_at_the_end() -> Fact:
    """Return that level 0 is best on average iff the averaged slope there is not negative."""
    return slope_at_start(convex(), first_slope(), prove([X > 0], X > 0), says=Minimises)


@cache
def helps() -> Fact:
    """Return that stopping early strictly helps on average: each mode makes the slope at the end smaller."""
    negative = sum_over_modes(prove((s[j] > 0, c < 1, m > 1), -gain < 0), kept)
    goal = Not(Minimises(Integer(0), average, levels))
    below = follows(end_slope < 0, [slope_at_the_end(), negative], hypotheses=(k >= 1, *CLOSE[:-2], *BETTER))
    return by_logic(goal, [best_at_the_end(), below], hypotheses=(k >= 1, *CLOSE, *BETTER))


# Modes without variance, d0 + 1..k: each has the error x.

empty_slope = substitute(slope, {k: d0}) + k - d0


@cache
def helps_despite_empty_modes() -> Fact:
    """Return that with k - d0 empty modes it helps iff Σ_{j<=d0} (m - 1 + λ_j (1 - c)) > k - d0."""
    shape = tuple(substitute(part, {k: d0}) for part in SHAPE)
    base = tuple(substitute(part, {k: d0}) for part in CLOSE)
    first = derivative(empty_average, empty_slope, levels, hypotheses=shape)
    second = derivative(empty_slope, substitute(bend, {k: d0}), levels, hypotheses=shape)
    sign = instantiate(_each_outcome(prove(ONE_DRAW, _inner(bend).function >= 0)), {k: d0})
    iff = slope_at_start(convex_by_slopes(first, second, sign), first, prove([X > 0], X > 0), says=Minimises)
    end = instantiate(slope_at_the_end(), {k: d0})
    turned = equal_sums(Sum(-gain, positive_modes), -Sum(gain, positive_modes), hypotheses=[])
    goal = Equivalent(Not(Minimises(Integer(0), empty_average, levels)), Sum(gain, positive_modes) > k - d0)
    known = (Identity(p, q), Identity(q, -r))
    signs = prove(known, Equivalent(p + k - d0 >= 0, Not(r > k - d0)))
    sums = {p: end.conclusion.args[0], q: end.conclusion.args[1], r: Sum(gain, positive_modes)}
    return in_turn(goal, [end, turned, instantiate(signs, sums), iff], hypotheses=base)


# One law of mean 1 with weights w_i and atoms y_i.


@cache
def moments() -> Fact:
    """Return E √Y <= 1 <= E 1/√Y: √Y lies below the tangent (1 + Y)/2 at 1, and 1/√Y above (3 - Y)/2."""
    low = prove((y[i] > 0, w[i] >= 0), w[i] * sqrt(y[i]) <= w[i] * (1 + y[i]) / 2)
    high = prove((y[i] > 0, w[i] >= 0), w[i] / sqrt(y[i]) >= w[i] * (3 - y[i]) / 2)
    total, centre = Sum(w[i], outcomes), mean(y[i])
    lines = [equal_sums(mean(1 + y[i]) / 2, total / 2 + centre / 2, hypotheses=[])]
    sums = [sum_over_modes(low, outcomes), sum_over_modes(high, outcomes)]
    lines = [equal_sums(Sum(low.conclusion.rhs, outcomes), total / 2 + centre / 2, hypotheses=[])]
    lines += [equal_sums(Sum(high.conclusion.rhs, outcomes), 3 * total / 2 - centre / 2, hypotheses=[])]
    return follows(And(c <= 1, m >= 1), [*sums, *lines], hypotheses=(*LAW, *MEANS))


@cache
def strict_moments() -> Fact:
    """Return E √Y < 1 < E 1/√Y where one atom y_a ≠ 1 has weight: the tangents meet the curves at 1 alone."""
    facts, positive = [], y[i] > 0
    total, centre = Sum(w[i], outcomes), mean(y[i])
    for gap, parts in (
        ((1 + y[i]) / 2 - sqrt(y[i]), total / 2 + centre / 2 - mean(sqrt(y[i]))),
        (1 / sqrt(y[i]) - (3 - y[i]) / 2, mean(1 / sqrt(y[i])) - 3 * total / 2 + centre / 2),
    ):
        each = prove((positive, w[i] >= 0), w[i] * gap >= 0)
        mine = prove((y[a] > 0, w[a] > 0, Ne(y[a], 1)), substitute(w[i] * gap, {i: a}) > 0)
        base = (*LAW[:2], *OFF)
        cuts = [split_sum(mean(gap), a - 1, hypotheses=base)]
        cuts += [split_sum(Sum(w[i] * gap, (i, a, size)), a, hypotheses=base)]
        others = [sum_over_modes(each, (i, *ends)) for ends in ((1, a - 1), (a + 1, size))]
        facts += [follows(mean(gap) > 0, [*cuts, *others, mine], hypotheses=base)]
        facts += [equal_sums(mean(gap), parts, hypotheses=LAW[:1])]
    return follows(And(c < 1, m > 1), facts, hypotheses=(*LAW, *MEANS, *OFF))


# Chi-squared: g = E √χ²_n and h = E √χ²_{n+1} are Γ-quotients, from which c and m follow.


@cache
def chi_squared() -> Fact:
    """Return 1 - 1/(2n) < c² < 1/(1 + 1/(2n)) and m = n c/(n - 1)."""
    upper = prove(CHI_SQUARED[:6], g**2 * (n + Rational(1, 2)) < n**2)
    squared = prove((n >= 2, Identity(c, g / sqrt(n))), Identity(c**2 * n, g**2))
    other = prove((n >= 2, Identity(c, g / sqrt(n)), Identity(m, g * sqrt(n) / (n - 1))), Identity(m, n * c / (n - 1)))
    low, high = c**2 > 1 - 1 / (2 * n), c**2 < 1 / (1 + 1 / (2 * n))
    facts = [upper, squared, prove((n >= 2, Identity(c**2 * n, g**2), g**2 > n - Rational(1, 2)), low)]
    facts += [prove((n >= 2, Identity(c**2 * n, g**2), upper.conclusion), high), other]
    return in_turn(And(low, high, Identity(m, n * c / (n - 1))), facts, hypotheses=CHI_SQUARED)


@cache
def leading_orders() -> Fact:
    """Return |4 n (1 - c) - 1| <= 1/n and |4 n (m - 1) - 3| <= 8/n."""
    rough = chi_squared().conclusion.args
    signs = prove(CHI_SQUARED, And(c > 0))
    near = (n >= 2, c > 0, *rough)
    first = prove(near, Abs(4 * n * (1 - c) - 1) <= 1 / n)
    second = prove(near, Abs(4 * n * (m - 1) - 3) <= 8 / n)
    return in_turn(
        And(first.conclusion, second.conclusion), [chi_squared(), signs, first, second], hypotheses=CHI_SQUARED
    )


PROOFS: Proofs = {
    "error-at-the-end": error_at_the_end,
    "slope": first_slope,
    "slope-at-the-end": slope_at_the_end,
    "moments": moments,
    "strict-moments": strict_moments,
    "helps": helps,
    "each-draw": each_draw,
    "helps-with-empty-modes-repaired": helps_despite_empty_modes,
    "chi-squared": chi_squared,
    "leading-orders": leading_orders,
}
