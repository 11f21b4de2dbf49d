"""The proofs behind `k3_sliced_distance`: direction by direction, and sums over outcomes exchanged with those.

Tested in `tests/derivations/directions/test_means_over_directions.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import Equivalent, Integer, Rational, Sum, Symbol, sqrt

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.directions.k3_sliced_distance import (
    AWAY,
    BASE,
    EXACT,
    KEPT,
    LAW,
    SHARES,
    SMALL,
    TOWARDS,
    TRUE,
    UNBIASED,
    UNIT,
    WEIGHED,
    L,
    a,
    along,
    axis,
    c,
    count,
    decoded,
    directions,
    draw,
    end_slope,
    entry,
    error,
    g,
    h,
    in_outcome,
    levels,
    of_all,
    one_slope,
)
from ldm_symbolic.derivations.hypotheses import noisy_horizon
from ldm_symbolic.derivations.letters import X, j, s, x
from ldm_symbolic.derivations.random_estimates.s3_sampling_average import WEIGHTS, i, mean, outcomes, w
from ldm_symbolic.proof import (
    Fact,
    Identity,
    NonDecreasing,
    convex_by_slopes,
    derivative,
    equal_sums,
    exchange_sums,
    follows,
    in_turn,
    instantiate,
    monotone_by_slope,
    prove,
    slope_at_start,
    substitute,
    sum_over_modes,
)

v, d, y, r, b, f = (Symbol(name, real=True) for name in "vdurbf")
INSIDE = (x >= 0, x <= X, X < 1, s[j] >= 0, h[j] > 0, g[j] > 0)
bend = s[j] * (g[j] - h[j] ** 2) ** 2 / (2 * decoded ** Rational(3, 2))


@cache
def slopes() -> Fact:
    """Term by term."""
    return derivative(error, of_all(one_slope), levels, hypotheses=BASE)


@cache
def convex() -> Fact:
    """s (g - h²)²/(2 v^{3/2}) >= 0."""
    second = derivative(of_all(one_slope), of_all(bend), levels, hypotheses=BASE)
    size = prove(INSIDE, decoded > 0)
    sign = instantiate(
        prove((v > 0, r >= 0, b >= 0), b * (r * d**2 / (2 * v ** Rational(3, 2))) >= 0),
        {v: decoded, r: s[j], d: g[j] - h[j] ** 2, b: a[j]},
    )
    one = in_turn(a[j] * bend >= 0, [size, sign], hypotheses=(a[j] >= 0, *INSIDE))
    return convex_by_slopes(slopes(), second, sum_over_modes(one, directions))


@cache
def iff() -> Fact:
    """The slope at 0 tells."""
    tells = slope_at_start(convex(), slopes(), prove([X > 0], X > 0), says=NonDecreasing)
    there = substitute(of_all(one_slope), {x: Integer(0)})
    one = prove((h[j] > 0,), Identity(there.function, end_slope.function))
    same = sum_over_modes(one, directions)
    return in_turn(Equivalent(NonDecreasing(error, levels), end_slope >= 0), [tells, same], hypotheses=BASE)


@cache
def away() -> Fact:
    """(1 - s/√v)(g - h²) has the sign of (v - s²)(g - h²) = (h² - s²)(g - h²) + x (g - h²)²."""
    size = prove(INSIDE, decoded > 0)
    gap = g[j] - h[j] ** 2
    share = prove((*INSIDE, AWAY.args[0]), (decoded - s[j] ** 2) * gap >= 0)
    near = prove((y > 0, r >= 0, (y**2 - r**2) * d >= 0), (y - r) * d >= 0)
    over = prove((y > 0, (y - r) * d >= 0), (1 - r / y) * d >= 0)
    names = {y: sqrt(decoded), r: s[j], d: gap}
    roots = prove((*INSIDE, decoded > 0), Identity(sqrt(decoded) ** 2, decoded))
    parts = [size, share, roots, instantiate(near, names), instantiate(over, names)]
    one = in_turn(one_slope >= 0, parts, hypotheses=(*INSIDE, AWAY.args[0]))
    weighed = follows(a[j] * one_slope >= 0, [one], hypotheses=(*one.hypotheses, a[j] >= 0))
    return monotone_by_slope(slopes(), sum_over_modes(weighed, directions))


@cache
def exact() -> Fact:
    """The same with h = s and g = 1."""
    one = instantiate(away(), EXACT)
    return in_turn(one.conclusion, [one], hypotheses=(WEIGHED, TRUE, *noisy_horizon()))


@cache
def kept_falls() -> Fact:
    """s > h and h² < g."""
    given = (a[j] > 0, g[j] > 0, h[j] > 0, s[j] > h[j], h[j] ** 2 < g[j])
    less = prove(given[2:4], 1 - s[j] / h[j] < 0)
    product = instantiate(prove((b > 0, y < 0, d > 0), b * (y * d) < 0), {b: a[j], y: less.conclusion.lhs})
    product = instantiate(product, {d: g[j] - h[j] ** 2})
    one = in_turn(end_slope.function < 0, [less, product], hypotheses=given)
    whole = sum_over_modes(one, directions)
    return in_turn(end_slope < 0, [whole], hypotheses=(count >= 1, SHARES, KEPT, *SMALL))


factor = s[j] * (g[j] + h[j] ** 2) / (2 * h[j]) - h[j] ** 2


@cache
def bounded_in_letters() -> Fact:
    """With ρ = s/h: g - h² z - ρ g/√z + ρ h² √z <= (1-ρ)(g-h²) + (ρ (g+h²)/2 - h²)(z-1)."""
    low = prove((f > 0,), 1 / sqrt(f) >= (3 - f) / 2)
    high = prove((f > 0,), sqrt(f) <= (1 + f) / 2)
    given = (f > 0, r >= 0, b > 0, d > 0, low.conclusion, high.conclusion)
    expanded = prove(
        (f > 0,), Identity((1 - r / sqrt(f)) * (d - b * f), d - b * f - r * d * (1 / sqrt(f)) + r * b * sqrt(f))
    )
    first = prove((r >= 0, d > 0, v >= (3 - f) / 2), -r * d * v <= -r * d * (3 - f) / 2)
    second = prove((r >= 0, b > 0, y <= (1 + f) / 2), r * b * y <= r * b * (1 + f) / 2)
    first, second = instantiate(first, {v: 1 / sqrt(f)}), instantiate(second, {y: sqrt(f)})
    goal = (1 - r / sqrt(f)) * (d - b * f) <= (1 - r) * (d - b) + (r * (d + b) / 2 - b) * (f - 1)
    whole = in_turn(goal, [expanded, low, high, first, second], hypotheses=given[:4])
    return instantiate(whole, {f: draw, r: s[j] / h[j], d: g[j], b: h[j] ** 2})


@cache
def bounded() -> Fact:
    """The first part is not positive."""
    whole = bounded_in_letters()
    given = (a[j] >= 0, s[j] >= 0, h[j] > 0, g[j] > 0, TOWARDS.args[0], draw > 0)
    sign = prove(given[1:5], (1 - s[j] / h[j]) * (g[j] - h[j] ** 2) <= 0)
    same = prove(given[2:3], Identity(s[j] / h[j] * (g[j] + h[j] ** 2) / 2 - h[j] ** 2, factor))
    term = (1 - s[j] / (h[j] * sqrt(draw))) * (g[j] - h[j] ** 2 * draw)
    shape = prove((h[j] > 0, draw > 0), Identity(term, whole.conclusion.lhs))
    chain = prove((Identity(f, r), r <= d + y * v, d <= 0, Identity(y, b)), f <= b * v)
    chain = instantiate(chain, {f: term, r: whole.conclusion.lhs, d: sign.conclusion.lhs, y: same.conclusion.args[0]})
    chain = instantiate(chain, {b: factor, v: draw - 1})
    one = in_turn(term <= factor * (draw - 1), [whole, sign, same, shape, chain], hypotheses=given)
    product = instantiate(prove((b >= 0, f <= d), b * f <= b * d), {b: a[j], f: term, d: factor * (draw - 1)})
    goal = in_outcome.function <= a[j] * factor * (draw - 1)
    return in_turn(goal, [one, product], hypotheses=given)


@cache
def fixed() -> Fact:
    """The bound has the mean 0, direction by direction."""
    inner = sum_over_modes(bounded(), directions)
    each = follows(
        inner.conclusion.func(*(w[i] * side for side in inner.conclusion.args)),
        [inner],
        hypotheses=(*inner.hypotheses, w[i] >= 0),
    )
    bound = Sum(a[j] * factor * (draw - 1), directions)
    taken = exchange_sums(w[i], bound, outcomes, hypotheses=(KEPT,))
    within = (j >= 1, j <= count)
    cut = equal_sums(mean(draw - 1), mean(draw) - Sum(w[i], outcomes), hypotheses=within)
    nothing = follows(
        Identity(a[j] * factor * mean(draw - 1), 0),
        [cut],
        hypotheses=(h[j] > 0, *within, WEIGHTS[1], UNBIASED.args[0]),
    )
    parts = [sum_over_modes(each, outcomes), taken, sum_over_modes(nothing, directions)]
    return in_turn(mean(in_outcome) <= 0, parts, hypotheses=(*LAW, TOWARDS))


@cache
def average() -> Fact:
    """The same with h = s and g = 1."""
    one = instantiate(fixed(), EXACT)
    return in_turn(one.conclusion, [one], hypotheses=(WEIGHED, TRUE, *LAW[4:]))


@cache
def direction() -> Fact:
    """Σ c = 1."""
    whole = equal_sums(
        Sum(c[axis] * ((1 - x) * L[axis] + x), entry), (1 - x) * along + x * Sum(c[axis], entry), hypotheses=()
    )
    return in_turn(Identity(whole.conclusion.args[0], (1 - x) * along + x), [whole], hypotheses=(UNIT,))


PROOFS: Proofs = {
    "direction": direction,
    "exact": exact,
    "kept-repaired": away,
    "kept-falls": kept_falls,
    "convex": convex,
    "iff": iff,
    "average": average,
    "fixed-repaired": fixed,
}
