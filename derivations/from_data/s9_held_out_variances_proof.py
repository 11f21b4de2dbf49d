"""The proofs behind `s9_held_out_variances`: two criteria beside each other, mode by mode.

Tested in `tests/derivations/from_data/test_held_out.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import Abs, And, Expr, Ge, Integer, Ne, Or, Sum, Symbol, sqrt
from sympy.logic.boolalg import Boolean

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.from_data.s9_held_out_variances import (
    BASE,
    BEST,
    CHOSEN,
    EITHER,
    HELD_OUT,
    MEAN,
    NOT_NARROW,
    NOT_WIDE,
    at_level,
    b,
    best,
    c,
    chosen,
    criterion,
    drawn,
    excess,
    i,
    kept_error,
    least,
    mean,
    most,
    off,
    term,
    w,
)
from ldm_symbolic.derivations.hypotheses import all_positive, noisy_horizon, none_negative
from ldm_symbolic.derivations.letters import X, j, k, s, s_hat, x
from ldm_symbolic.derivations.plug_in.plug_in_error import (
    kept,
    levels,
    mode_bend,
    mode_slope,
    plugin_variance,
)
from ldm_symbolic.derivations.plug_in.plug_in_error_proof import bends_up
from ldm_symbolic.derivations.random_estimates.s3_sampling_average import outcomes
from ldm_symbolic.proof import (
    Fact,
    Identity,
    at,
    by_logic,
    convex_by_slopes,
    derivative,
    equal_sums,
    exchange_sums,
    follows,
    in_turn,
    instantiate,
    prove,
    substitute,
    sum_over_modes,
)

root = sqrt(plugin_variance)


@cache
def mean_of_the_criterion() -> Fact:
    """Σ_i w_i Σ_j √v_j y_ij = Σ_j √v_j Σ_i w_i y_ij = c Σ_j √v_j s_j."""
    fixed, coupled = Sum(plugin_variance, kept), Sum(root * drawn, kept)
    given = (*MEAN[:3], c > 0)
    one = equal_sums(criterion(drawn / c), fixed - 2 / c * coupled, hypotheses=given)
    weighted = follows(
        Identity(w[i] * one.conclusion.args[0], w[i] * fixed - 2 / c * w[i] * coupled), [one], hypotheses=given
    )
    spread = sum_over_modes(weighted, outcomes)
    value = Symbol("f", real=True)
    cut = equal_sums(
        Sum(w[i] * value - 2 / c * w[i] * coupled, outcomes),
        value * Sum(w[i], outcomes) - 2 / c * Sum(w[i] * coupled, outcomes),
        hypotheses=given,
    )
    swap = exchange_sums(w[i], coupled, outcomes, hypotheses=given)
    known = (s_hat[j] > 0, *MEAN[1:4], HELD_OUT.args[0])
    mode = sum_over_modes(prove(known, Identity(root * mean(drawn), c * root * s[j])), kept)
    drawn_out = equal_sums(mode.conclusion.args[1], c * Sum(root * s[j], kept), hypotheses=given)
    last = equal_sums(kept_error - Sum(s[j] ** 2, kept), fixed - 2 * Sum(root * s[j], kept), hypotheses=given)
    goal = Identity(mean(criterion(drawn / c)), kept_error - Sum(s[j] ** 2, kept))
    return in_turn(goal, [spread, instantiate(cut, {value: fixed}), swap, mode, drawn_out, last], hypotheses=MEAN)


@cache
def convex() -> Fact:
    """The slope and the bend are those of the error with b_j for s_j."""
    given = (*noisy_horizon(), all_positive(s_hat, k), none_negative(b, k))
    slope, bend = (Sum(part.xreplace({s[j]: b[j]}), kept) for part in (mode_slope, mode_bend))
    first = derivative(criterion(b[j]), slope, levels, hypotheses=given)
    second = derivative(slope, bend, levels, hypotheses=given)
    return convex_by_slopes(first, second, instantiate(bends_up(), {s: b}))


last_root, first_root, width, gap, true, other = (Symbol(name, real=True) for name in ("r", "u", "g", "h", "c", "d"))
"""√v_j at x̂ and at x*, 1 - λ̂_j, x̂ - x*, s_j and b_j."""
size = Symbol("w", real=True)
ROOTS = (first_root >= 0, last_root >= 0, Identity(last_root**2 - first_root**2, width * gap))
NAMES = {
    last_root: at_level(root, chosen),
    first_root: at_level(root, best),
    width: 1 - s_hat[j] ** 2,
    gap: chosen - best,
    true: s[j],
    other: b[j],
}
LEVELS = (X < 1, best >= 0, best <= X, chosen >= 0, chosen <= X)


def rise_of(value: Expr) -> Expr:
    """What something rises by from x* to x̂."""
    return at_level(value, chosen) - at_level(value, best)


own = plugin_variance - 2 * root * b[j]
beyond = rise_of(term) - rise_of(own)
"""By what the error of a mode rises more than its part of the criterion: 2 (b - s) times the rise of √v."""


@cache
def roots() -> tuple[Fact, ...]:
    """What is known of the two roots of a mode."""
    given = (s_hat[j] > 0, *LEVELS)
    return tuple(prove(given, substitute(condition, NAMES)) for condition in ROOTS)


def _between(per_mode: Fact, hypotheses: tuple[Boolean, ...], total: Expr) -> Fact:
    """E(x̂) - E(x*) is at most a sum, from the same of what the error of a mode rises by beyond the criterion."""
    modes = sum_over_modes(per_mode, kept)
    more = at(CHOSEN, best)
    given = (*BASE, *LEVELS)
    split = equal_sums(modes.conclusion.args[0], excess - rise_of(criterion(b[j])), hypotheses=given)
    ranges = [at(BEST), at(CHOSEN)]
    return in_turn(excess <= total, [*ranges, more, modes, split], hypotheses=hypotheses)


@cache
def more_error() -> Fact:
    """2 (b - s)(r - u) <= 2 |b - s| √|1 - λ̂|, for |r - u|² <= |r² - u²|."""
    square = last_root**2 - first_root**2
    given = (*ROOTS[:2], square <= size**2, -square <= size**2, size >= 0)
    near = prove(given, Abs(last_root - first_root) <= size)
    step = prove((near.conclusion, size >= 0), (other - true) * (last_root - first_root) <= size * Abs(other - true))
    whole = in_turn(step.conclusion, [near, step], hypotheses=given)
    bound = sqrt(Abs(1 - s_hat[j] ** 2))
    fact = instantiate(whole, {**NAMES, size: bound})
    same = prove((s_hat[j] > 0, *LEVELS), Identity(beyond, 2 * substitute(step.conclusion.args[0], NAMES)))
    bounded = in_turn(fact.conclusion, [*roots(), fact], hypotheses=(s_hat[j] > 0, *LEVELS))
    one = follows(beyond <= 2 * bound * off, [same, bounded], hypotheses=(s_hat[j] > 0, *LEVELS))
    return _between(one, (*BASE, BEST, CHOSEN), Sum(2 * bound * off, kept))


@cache
def flat() -> Fact:
    """Where b = s or v is 1, nothing is added."""
    cases = [prove((s_hat[j] > 0, *LEVELS, case), beyond <= 0) for case in EITHER.args[0].args]
    one = by_logic(beyond <= 0, cases, hypotheses=(s_hat[j] > 0, *LEVELS, EITHER.args[0]))
    return _between(one, (*BASE, BEST, CHOSEN, EITHER), Integer(0))


wide, middle, low = (Symbol(name, real=True) for name in ("M", "m", "l"))
"""A bound of all roots from above, √v_j half-way between the two levels, and a bound from below."""
half_way = (best + chosen) / 2


@cache
def bend() -> Fact:
    """2 c (2m - u - r) >= c (1 - λ̂)² h²/(8 M³), as (2m - u - r)(2m + u + r) = (r - u)²."""
    ends = (*ROOTS, middle >= 0, Identity(2 * middle**2, first_root**2 + last_root**2))
    bounds = (first_root <= wide, last_root <= wide, middle <= wide, wide > 0)
    excess_of, total = 2 * middle - first_root - last_root, first_root + last_root
    below = prove(ends, excess_of >= 0)
    square = prove(ends, Identity(excess_of * (2 * middle + total) * total**2, (width * gap) ** 2))
    most_of = prove((*ROOTS[:2], middle >= 0, *bounds), (2 * middle + total) * total**2 <= 16 * wide**3)
    product, factor, value = (Symbol(name, real=True) for name in ("x", "y", "z"))
    more = prove((product >= 0, factor <= value), product * factor <= product * value)
    more = instantiate(more, {product: excess_of, factor: (2 * middle + total) * total**2, value: 16 * wide**3})
    goal = true * width**2 * gap**2 <= 8 * wide**3 * (2 * true * excess_of)
    last = prove((true >= 0, (width * gap) ** 2 <= excess_of * 16 * wide**3), goal)
    order = in_turn(last.hypotheses[1], [below, square, most_of, more], hypotheses=(*ends, *bounds))
    return in_turn(goal, [order, last], hypotheses=(*ends, *bounds, true >= 0))


@cache
def bend_of_a_mode() -> Fact:
    """The same of the error of mode j."""
    names = {**NAMES, middle: at_level(root, half_way), wide: most}
    lemma = instantiate(bend(), names)
    given = (s[j] >= 0, s_hat[j] > 0, s_hat[j] <= most, most >= 1, *LEVELS)
    inside = prove(LEVELS, And(half_way >= 0, half_way <= X))
    level = prove((s_hat[j] > 0, s_hat[j] <= most, most >= 1, x >= 0, x <= X, X < 1), And(root >= 0, root <= most))
    levels_at = [instantiate(level, {x: place}) for place in (best, chosen, half_way)]
    squares = prove((s_hat[j] > 0, *LEVELS), substitute(ROOTS[2], NAMES))
    halves = prove((s_hat[j] > 0, *LEVELS), substitute(Identity(2 * middle**2, first_root**2 + last_root**2), names))
    rise = at_level(term, best) + at_level(term, chosen) - 2 * at_level(term, half_way)
    goal = s[j] * (1 - s_hat[j] ** 2) ** 2 * (chosen - best) ** 2 <= 8 * most**3 * rise
    same = prove(given, Identity(8 * most**3 * rise, lemma.conclusion.args[1]))
    return in_turn(goal, [inside, *levels_at, squares, halves, lemma, same], hypotheses=given)


ALL = (*BASE, BEST, CHOSEN, *NOT_WIDE, *NOT_NARROW)
curvature = Sum(s[j] * (1 - s_hat[j] ** 2) ** 2, kept)
noise = Sum(Abs(1 - s_hat[j] ** 2) * off, kept)


@cache
def rises_at_least() -> Fact:
    """(x̂ - x*)² Σ s_j (1 - λ̂_j)² <= 8 M³ (E(x̂) - E(x*)), as the level half-way is no better than x*."""
    modes = sum_over_modes(bend_of_a_mode(), kept)
    given = (*BASE, *LEVELS, most >= 1)
    less = equal_sums(modes.conclusion.args[0], (chosen - best) ** 2 * curvature, hypotheses=given)
    here, there, mid = (at_level(kept_error, level) for level in (best, chosen, half_way))
    more = equal_sums(modes.conclusion.args[1], 8 * most**3 * (here + there - 2 * mid), hypotheses=given)
    inside = prove(LEVELS, And(half_way >= 0, half_way <= X))
    value, rise = Symbol("v", real=True), Symbol("z", real=True)
    weigh = prove((most >= 1, value <= rise), 8 * most**3 * value <= 8 * most**3 * rise)
    weigh = instantiate(weigh, {value: here + there - 2 * mid, rise: there - here})
    goal = (chosen - best) ** 2 * curvature <= 8 * most**3 * (there - here)
    steps = [at(BEST), at(CHOSEN), inside, at(BEST, half_way), modes, less, more, weigh]
    return in_turn(goal, steps, hypotheses=ALL)


@cache
def rises_at_most() -> Fact:
    """l (E(x̂) - E(x*)) <= |x̂ - x*| Σ |b_j - s_j| |1 - λ̂_j|, by |r - u| 2 l <= |r - u| (r + u) = |r² - u²|."""
    given = (*ROOTS, low > 0, first_root >= low, last_root >= low)
    apart, third = Abs(last_root - first_root), Abs(other - true)
    near = prove(given, 2 * low * apart <= Abs(width * gap))
    product = prove((), Identity(Abs(width * gap), Abs(width) * Abs(gap)))
    step = prove((low > 0,), 2 * low * (other - true) * (last_root - first_root) <= third * (2 * low * apart))
    weigh = prove((near.conclusion, product.conclusion), third * (2 * low * apart) <= third * Abs(width) * Abs(gap))
    chain = step.conclusion.args[0] <= weigh.conclusion.args[1]
    letters = in_turn(chain, [near, product, step, weigh], hypotheses=given)
    fact = instantiate(letters, {**NAMES, low: least})
    bounded = (s_hat[j] >= least, least > 0, least <= 1)
    floor = prove((*bounded, x >= 0, x <= X, X < 1), root >= least)
    floors = [instantiate(floor, {x: level}) for level in (best, chosen)]
    here = (s_hat[j] > 0, *LEVELS, *bounded)
    known = in_turn(fact.conclusion, [*roots(), *floors, fact], hypotheses=here)
    same = prove(here, Identity(least * beyond, fact.conclusion.args[0]))
    goal = least * beyond <= fact.conclusion.args[1]
    mode = follows(goal, [same, known], hypotheses=here)
    modes = sum_over_modes(mode, kept)
    base = (*BASE, *LEVELS, *NOT_NARROW)
    rise = rise_of(kept_error) - rise_of(criterion(b[j]))
    split = equal_sums(modes.conclusion.args[0], least * rise, hypotheses=base)
    total = equal_sums(modes.conclusion.args[1], Abs(chosen - best) * noise, hypotheses=base)
    value, own_rise = Symbol("v", real=True), Symbol("z", real=True)
    less = prove((least > 0, own_rise <= 0), least * value <= least * (value - own_rise))
    less = instantiate(less, {value: rise_of(kept_error), own_rise: rise_of(criterion(b[j]))})
    steps = [at(BEST), at(CHOSEN), at(CHOSEN, best), modes, split, total, less]
    return in_turn(least * rise_of(kept_error) <= Abs(chosen - best) * noise, steps, hypotheses=ALL)


@cache
def level() -> Fact:
    """Divided by the distance, if it is not 0."""
    apart, bent, up, sway = (Symbol(name, real=True) for name in ("h", "y", "z", "v"))
    both = (apart**2 * bent <= 8 * most**3 * up, least * up <= Abs(apart) * sway, least > 0, most >= 1, sway >= 0)
    times = prove(both[:4], least * apart**2 * bent <= 8 * most**3 * Abs(apart) * sway)
    goal = Abs(apart) * bent <= 8 * most**3 / least * sway
    divided = prove((times.conclusion, *both[2:], Ne(apart, 0)), goal)
    none = prove((*both[2:], Identity(apart, 0)), goal)
    either = prove((), Or(Identity(apart, 0), Ne(apart, 0)))
    in_letters = by_logic(goal, [times, divided, none, either], hypotheses=both)
    names = {apart: best - chosen, bent: curvature, up: rise_of(kept_error), sway: noise}
    fact = instantiate(in_letters, names)
    sign = sum_over_modes(prove((), Ge(Abs(1 - s_hat[j] ** 2) * off, 0, evaluate=False)), kept)
    return in_turn(fact.conclusion, [rises_at_least(), rises_at_most(), sign, fact], hypotheses=ALL)


PROOFS: Proofs = {
    "mean": mean_of_the_criterion,
    "convex": convex,
    "error": more_error,
    "level": level,
    "flat": flat,
}
