"""The proofs behind `a6_every_small_level` about levels twice as high: a chord of a root, outcome by outcome.

Tested in `tests/derivations/random_estimates/test_a6_every_small_level.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, Expr, Rational, Sum, Symbol, sqrt

from ldm_symbolic.derivations.hypotheses import Conditions
from ldm_symbolic.derivations.letters import X, j, k, s, x
from ldm_symbolic.derivations.random_estimates.a6_every_small_level import (
    BRACKET,
    EXPANDED,
    FURTHER,
    LAW,
    MOMENTS,
    RAISED,
    at_the_end,
    inverse,
    least,
    power,
    reach,
)
from ldm_symbolic.derivations.random_estimates.a6_every_small_level import root as raised
from ldm_symbolic.derivations.random_estimates.s3_sampling_average import (
    DRAWS,
    ROOT,
    UNBIASED,
    WEIGHTS,
    average,
    c,
    draw,
    kept,
    lost,
    mean,
    n,
    outcomes,
    w,
)
from ldm_symbolic.derivations.random_estimates.s3_sampling_average_proof import error_at_the_end
from ldm_symbolic.proof import (
    Fact,
    Identity,
    equal_sums,
    exchange_sums,
    follows,
    in_turn,
    instantiate,
    prove,
    substitute,
    sum_over_modes,
)

h, y, lam, root, q, low, under = (Symbol(name, real=True) for name in ("h", "y", "v", "r", "q", "o", "b"))
"""x/λ, a root of z + h, λ, the root of (1-λh) z + h, √z, a lower root and what it is the root of."""
top, share = Symbol("g", real=True), Symbol("t", real=True)
"""√(z + r), and h/r."""
FIRST = (1 - lam) * (1 - share) + lam * (1 - h)
LAST = (1 - lam) * share
LINE = FIRST * q + LAST * top + lam * h


SCALE, DEVIATION = x / s[j] ** 2, Symbol("u", real=True)
(inner,) = (part for part in average.function.args if part != w[outcomes[0]])
(TERM,) = (part.function for part in inner.args if part.limits[0][2] == k)


@cache
def mean_below_a_root() -> Fact:
    """((1-λ) y + λ o)² <= (1-λ) y² + λ o² <= r²."""
    given = (lam > 0, lam <= 1)
    convex = prove(given, ((1 - lam) * y + lam * low) ** 2 <= (1 - lam) * y**2 + lam * low**2)
    whole = Identity(root**2, (1 - lam) * y**2 + lam * under)
    more = prove((lam > 0, low**2 <= under), lam * low**2 <= lam * under)
    last = prove((convex.conclusion, whole, more.conclusion), ((1 - lam) * y + lam * low) ** 2 <= root**2)
    return in_turn(last.conclusion, [convex, more, last], hypotheses=(*given, whole, low**2 <= under))


@cache
def chord_below_a_root() -> Fact:
    """√(q² + h) >= (1-t) q + t √(q² + r), h = t r, and so the root of a mean of z + h and (1-h) z + h."""
    signs = (q > 0, h > 0, h <= 1, lam > 0, lam <= 1, share >= 0, share <= 1)
    of_top, of_y = Identity(top**2, q**2 + reach), Identity(y**2, q**2 + h)
    tied = Identity(h, share * reach)
    mixture = (1 - share) * q + share * top
    square = prove((share >= 0, share <= 1), mixture**2 <= (1 - share) * q**2 + share * top**2)
    lifted = prove((of_top, of_y, tied), Identity((1 - share) * q**2 + share * top**2, y**2))
    near = prove((y >= 0, mixture**2 <= y**2), y >= mixture)
    other = (1 - h) * q + h
    bent = prove(signs[:3], other**2 <= (1 - h) * q**2 + h)
    positive = prove(signs[:3], other > 0)
    of_root, mixed = Identity(root**2, (1 - lam * h) * q**2 + h), (1 - lam) * y + lam * other
    below = instantiate(mean_below_a_root(), {low: other, under: (1 - h) * q**2 + h})
    same = prove((of_y, of_root), Identity(root**2, (1 - lam) * y**2 + lam * ((1 - h) * q**2 + h)))
    order = prove((root >= 0, y >= 0, lam > 0, lam <= 1, positive.conclusion, below.conclusion), root >= mixed)
    last = prove((lam <= 1, order.conclusion, y >= mixture), root >= LINE)
    given = (*signs, y >= 0, of_y, root >= 0, of_root, top >= 0, of_top, tied)
    small = in_turn(y >= mixture, [square, lifted, near], hypotheses=given)
    fact = in_turn(root >= LINE, [small, bent, positive, same, below, order, last], hypotheses=given)
    named = instantiate(fact, {y: sqrt(q**2 + h)})
    return in_turn(
        root >= LINE,
        [prove(signs, sqrt(q**2 + h) >= 0), named],
        hypotheses=(*signs, *given[9:]),
    )


@cache
def one_outcome() -> Fact:
    """The error of a mode is at most λ ((1-x) z + h + 1 - 2 LINE)."""
    u = DEVIATION
    tied = (u > 0, Identity(lam, u**2), Identity(h * lam, x), h > 0)
    below = instantiate(chord_below_a_root(), {root: y / u})
    line = prove((u > 0, y / u >= LINE), y * u >= u**2 * LINE)
    of_y = Identity(y**2, x * (1 - u**2 * q**2) + u**2 * q**2)
    square = prove((*tied, of_y), Identity((y / u) ** 2, h + q**2 * (1 - h * lam)))
    error = x * (1 - u**2 * q**2) - 2 * y * u + u**2 * q**2 + u**2
    bound = u**2 * ((1 - x) * q**2 + h + 1 - 2 * LINE)
    value, other = Symbol("v1", real=True), Symbol("v2", real=True)
    flat = prove(
        (*tied[1:3], value >= u**2 * other),
        x * (1 - u**2 * q**2) - 2 * value + u**2 * q**2 + u**2 <= u**2 * ((1 - x) * q**2 + h + 1 - 2 * other),
    )
    last = instantiate(flat, {value: y * u, other: LINE})
    given = (*below.hypotheses, y >= 0, of_y, *tied)
    given = tuple(each for each in given if each not in (y / u >= 0, square.conclusion))
    return in_turn(error <= bound, [square, below, line, last], hypotheses=given)


REACHED = And(SCALE > 0, SCALE <= 1, SCALE / reach >= 0, SCALE / reach <= 1, s[j] ** 2 > 0, s[j] ** 2 <= 1)
HERE = (s[j] > 0, s[j] <= 1, s[j] ** 2 >= least, least > 0, x > 0, x <= X, X < 1, reach > 0, reach <= 1, FURTHER[4])
further = sqrt(draw + reach)


def of_mode(expression: Expr) -> Expr:
    """What is said in letters, of mode j."""
    return substitute(expression, {lam: s[j] ** 2, h: SCALE, share: SCALE / reach})


rest = h + 1 - 2 * lam * h
bound = (1 - x) * draw + of_mode(rest) - of_mode(2 * FIRST) * sqrt(draw) - of_mode(2 * LAST) * further


@cache
def scales() -> Fact:
    """h = x/λ is at most a, and at most 1."""
    return prove(HERE, REACHED)


@cache
def one_mode() -> Fact:
    """The same of the term of mode j in outcome i."""
    true = s[j] ** 2
    root_of = sqrt(x * (1 - true * draw) + true * draw)
    values = {q: sqrt(draw), h: SCALE, lam: true, DEVIATION: s[j], y: root_of, top: further, share: SCALE / reach}
    letters = instantiate(one_outcome(), values)
    within = (*HERE, draw > 0)
    ranges = [scales()]
    ranges += [prove((draw > 0, s[j] > 0, x > 0, x <= X, X < 1), x * (1 - true * draw) + true * draw > 0)]
    bounded = in_turn(letters.conclusion, [*ranges, letters], hypotheses=within)
    same = prove((s[j] > 0, x > 0, draw > 0, reach > 0), Identity(letters.conclusion.args[1], true * bound))
    return follows(true * bound >= TERM, [bounded, same], hypotheses=within)


@cache
def in_the_mean() -> Fact:
    """Its mean is less than 2 λ (1 - c), where that of √(z + a) is at least c + a/2."""
    mean_of = Symbol("k0", real=True)
    tied = Identity(h, share * reach)
    given = (lam > 0, lam <= 1, h > 0, share >= 0, share <= 1, tied, c < 1, mean_of >= c + reach / 2)
    value = (1 - lam * h) + rest - 2 * FIRST * c - 2 * LAST * mean_of
    weight = prove(given, LAST * mean_of >= LAST * (c + reach / 2))
    halves = prove((tied,), Identity(LAST * reach, (1 - lam) * h))
    gain = prove((lam > 0, h > 0, c < 1), lam * h * (1 - c) > 0)
    last = prove((weight.conclusion, halves.conclusion, gain.conclusion), value < 2 * (1 - c))
    return in_turn(value < 2 * (1 - c), [weight, halves, gain, last], hypotheses=given)


@cache
def mean_of_one_mode() -> Fact:
    """λ times the mean of what bounds its error is less than 2 (1 - c) λ."""
    within = (s[j] > 0, DRAWS, j >= 1, j <= k, x > 0, reach > 0)
    parts = (1 - x) * mean(draw) + of_mode(rest) * Sum(w[outcomes[0]], outcomes)
    parts -= of_mode(2 * FIRST) * mean(sqrt(draw)) + of_mode(2 * LAST) * mean(further)
    cut = equal_sums(mean(bound), parts, hypotheses=within)
    mean_of = Symbol("k0", real=True)
    value = instantiate(in_the_mean(), {lam: s[j] ** 2, h: SCALE, share: SCALE / reach, mean_of: mean(further)})
    known = (WEIGHTS[1], UNBIASED.args[0], ROOT.args[0], RAISED.args[0], c < 1)
    total = (1 - x) + of_mode(rest) - of_mode(2 * FIRST) * c - of_mode(2 * LAST) * mean(further)
    means = follows(Identity(mean(bound), total), [cut], hypotheses=(*within, *known))
    same = prove(within, Identity(total, value.conclusion.args[0]))
    tied = prove((s[j] > 0, reach > 0), Identity(SCALE, SCALE / reach * reach))
    less = in_turn(total < 2 * (1 - c), [scales(), tied, value, same], hypotheses=(*HERE, *known, *within))
    goal = s[j] ** 2 * mean(bound) < 2 * (1 - c) * s[j] ** 2
    letters = prove((s[j] > 0, Identity(root, q), q < 2 * (1 - c)), s[j] ** 2 * root < 2 * (1 - c) * s[j] ** 2)
    last = instantiate(letters, {root: mean(bound), q: total})
    return in_turn(goal, [means, less, last], hypotheses=(*within, *known, *HERE))


def lowered_by(bound: Expr, one: Fact, in_mean: Fact, hypotheses: Conditions, extra: Conditions = ()) -> Fact:
    """E[E(k, x)] < lost + 2 (1 - c) Σ λ = E[E(k, 0)], from a bound of the error of a mode over λ and its mean."""
    i, scaled = outcomes[0], Sum(s[j] ** 2 * bound, kept)
    modes = sum_over_modes(one, kept)
    weighted = follows(
        average.function <= w[i] * scaled + w[i] * lost, [modes], hypotheses=(*modes.hypotheses, w[i] >= 0)
    )
    spread, beyond = Sum(w[i] * scaled + w[i] * under, outcomes), under * Sum(w[i], outcomes)
    places = (*LAW[4:6], DRAWS, x > 0, *extra)
    cut = equal_sums(spread, Sum(w[i] * scaled, outcomes) + beyond, hypotheses=places)
    steps = [sum_over_modes(weighted, outcomes), instantiate(cut, {under: lost})]
    steps += [exchange_sums(w[i], scaled, outcomes, hypotheses=places)]
    steps += [sum_over_modes(in_mean, kept)]
    steps += [equal_sums(Sum(2 * (1 - c) * s[j] ** 2, kept), 2 * (1 - c) * Sum(s[j] ** 2, kept), hypotheses=())]
    steps += [error_at_the_end()]
    return in_turn(average < at_the_end, steps, hypotheses=hypotheses)


@cache
def full_range() -> Fact:
    """With the chord of this file."""
    return lowered_by(bound, one_mode(), mean_of_one_mode(), (*LAW, *FURTHER), (reach > 0,))


@cache
def enough_samples() -> Fact:
    """m (1 - 1/(2 (n - 3))) >= 1 for m = n c/(n - 1), c² > 1 - 1/(2n), n >= 9."""
    positive = prove((n >= 9, *BRACKET), c > 0)
    cubic = prove((n >= 9,), 2 * n**3 - 25 * n**2 + Rational(143, 2) * n - 36 > 0)
    sides = (2 * n - 1) * n * (2 * n - 7) ** 2, 2 * (n - 1) ** 2 * (2 * n - 6) ** 2
    size = prove((n >= 9, cubic.conclusion), sides[0] >= sides[1])
    square = prove((n >= 9, BRACKET[1]), 2 * n * c**2 >= 2 * n - 1)
    one, other, weight = (Symbol(name, real=True) for name in "xyz")
    times = prove((weight >= 0, one >= other), weight * one >= weight * other)
    times = instantiate(times, {weight: n * (2 * n - 7) ** 2, one: 2 * n * c**2, other: 2 * n - 1})
    squares = prove(
        (sides[0] >= sides[1], times.conclusion), (n * c * (2 * n - 7)) ** 2 >= ((n - 1) * (2 * n - 6)) ** 2
    )
    order = prove((one >= 0, other >= 0, one**2 >= other**2), one >= other)
    order = instantiate(order, {one: n * c * (2 * n - 7), other: (n - 1) * (2 * n - 6)})
    signs = prove((n >= 9, c > 0), And(n * c * (2 * n - 7) >= 0, (n - 1) * (2 * n - 6) >= 0, n * (2 * n - 7) ** 2 >= 0))
    value = c * (2 * n - 7) / ((n - 1) * (2 * n - 6))
    same = prove((n >= 9, *MOMENTS), Identity(inverse / n - power / (2 * n**2), value))
    last = prove((n >= 9, order.conclusion), value >= 1 / n)
    steps = [positive, cubic, size, square, signs, times, squares, order, same, last]
    return in_turn(raised >= c + 1 / n, steps, hypotheses=(n >= 9, *BRACKET, *MOMENTS, EXPANDED))
