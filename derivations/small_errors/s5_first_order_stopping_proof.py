"""The proofs behind `s5_first_order_stopping`: the best level for small errors of the estimates, with its remainder.

One mode has λ = s², λ̂ = λ (1 - η), q = 1 - λ, v = λ̂ + (1 - λ̂) x and δ = v/λ - 1 = -η + x (1 - λ̂)/λ. Its slope is
(1 - λ̂)(1 - 1/√(1 + δ)), where 1 - 1/√(1 + δ) is δ/2 up to (2/3) δ².

Tested in `tests/derivations/small_errors/test_s5_first_order_stopping.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, Rational, Sum, Symbol, sqrt
from sympy.logic.boolalg import Boolean

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.hypotheses import all_positive, positive_modes
from ldm_symbolic.derivations.letters import X, j, k, s, s_hat, x
from ldm_symbolic.derivations.plug_in.plug_in_error import levels, mode_bend, mode_slope, plugin_error
from ldm_symbolic.derivations.small_errors.s5_first_order_stopping import (
    INNER,
    SMALL,
    believed,
    believed_weight,
    best,
    constant,
    eta,
    first,
    h,
    half,
    kept,
    least,
    most,
    q,
    relative,
    relative_error,
    slope_there,
    small,
    weight,
)
from ldm_symbolic.proof import (
    Fact,
    ForEach,
    Identity,
    by_logic,
    convex_by_slopes,
    derivative,
    equal_sums,
    follows,
    in_turn,
    instantiate,
    prove,
    slope_inside,
    substitute,
    sum_over_modes,
)


@cache
def stationary() -> Fact:
    """Return that the slope vanishes at a best level inside the range."""
    slope, shape = Sum(mode_slope, kept), (*positive_modes(), X < 1)
    one = derivative(plugin_error, slope, levels, hypotheses=shape)
    two = derivative(slope, Sum(mode_bend, kept), levels, hypotheses=shape)
    sign = prove((s_hat[j] > 0, s[j] > 0, x >= 0, x <= X, X < 1), mode_bend >= 0)
    convex = convex_by_slopes(one, two, sum_over_modes(sign, kept))
    zero = slope_inside(convex, one, best, prove([best > 0], best > 0), prove([best < X], best < X))
    return follows(Identity(Sum(slope_there, kept), 0), [zero], hypotheses=(*positive_modes(), *INNER))


# Mode by mode, everything divided by λ: Q = q/λ, the slope is (Q + η)(1 - 1/r), r² = 1 + δ, δ = -η + x (Q + η).

ratio, error, level, root, delta, reach = (Symbol(name, real=True) for name in ("Q", "eta", "x", "r", "delta", "B"))
RANGE = (error >= -h, error <= h, least <= ratio, ratio <= most, least > 0, h <= least / 2, h <= Rational(1, 2))
ONE = (*RANGE, level >= 0, level < 1, level * least <= 2 * h, root > 0)
offset = -error + level * (ratio + error)
exact = (ratio + error) * (1 - 1 / root)
linear = ratio * (-error + ratio * level) / 2
_allowed = half * h**2 * constant * ratio**2
farthest = h * (1 + 3 * most / least)


@cache
def _root_is_nearly_linear() -> Fact:
    """Return δ/2 - (2/3) δ² <= 1 - 1/r <= δ/2 for r² = 1 + δ, δ >= -1/2."""
    given = (root > 0, Identity(root**2, 1 + delta), delta >= -Rational(1, 2))
    return prove(given, And(1 - 1 / root <= delta / 2, 1 - 1 / root >= delta / 2 - Rational(2, 3) * delta**2))


@cache
def _put_together() -> Fact:
    """Return the bound from its pieces: u = c a with δ/2 - (2/3) δ² <= a <= δ/2, and c δ = 2 f + m with |m| <= n."""
    a, b, c, d, f, m, n = (Symbol(name, real=True) for name in "abcdfmn")
    given = (c > 0, c <= 3 * ratio / 2, a <= b / 2, a >= b / 2 - Rational(2, 3) * b**2, b**2 <= d**2)
    product = prove(given, And(c * a <= c * b / 2, c * a >= c * b / 2 - ratio * d**2))
    linked = (Identity(c * b, 2 * f + m), m <= n, m >= -n, n >= 0, ratio >= 0)
    u, v, w = (Symbol(name, real=True) for name in "uvw")  # c a, c b, Q d²
    plain = (u <= v / 2, u >= v / 2 - w, Identity(v, 2 * f + m), m <= n, m >= -n, w >= 0)
    both = instantiate(
        prove(plain, And(u - f <= n / 2 + w, u - f >= -n / 2 - w)), {u: c * a, v: c * b, w: ratio * d**2}
    )
    facts = [product, both, prove([ratio >= 0], ratio * d**2 >= 0)]
    joined = in_turn(both.conclusion, facts, hypotheses=(*given, *linked))
    crossed = 2 * ratio * error * level - error**2 * (1 - level)  # (Q + η) δ - Q (Q x - η)
    terms = {a: 1 - 1 / root, b: offset, c: ratio + error, d: farthest}
    return instantiate(joined, {**terms, f: linear, m: crossed, n: h**2 * (4 * ratio / least + 1)})


@cache
def _mode() -> Fact:
    """Return |slope/λ - Q (Q x - η)/2| <= h² C Q²/2 for one mode at a level up to 2 h/μ."""
    base = (*ONE, Identity(root**2, 1 + offset))
    crossed, most_crossed = 2 * ratio * error * level - error**2 * (1 - level), h**2 * (4 * ratio / least + 1)
    sizes = prove(ONE, And(offset >= -half, offset <= farthest, offset >= -farthest))
    squared = instantiate(
        prove((delta <= reach, delta >= -reach), delta**2 <= reach**2), {delta: offset, reach: farthest}
    )
    facts = [sizes, squared, instantiate(_root_is_nearly_linear(), {delta: offset})]
    facts += [prove(RANGE, And(ratio >= 0, ratio + error > 0, ratio + error <= 3 * ratio / 2))]
    facts += [prove(ONE, And(crossed <= most_crossed, crossed >= -most_crossed, most_crossed >= 0)), _put_together()]
    rough = prove(RANGE, most_crossed / 2 + ratio * farthest**2 <= _allowed)
    joined = in_turn(_put_together().conclusion, facts, hypotheses=base)
    gap, bound, other = delta, reach, root
    upper = prove((gap <= bound, bound <= other), gap <= other)
    lower = prove((gap >= -bound, bound <= other), gap >= -other)
    values = {gap: exact - linear, bound: most_crossed / 2 + ratio * farthest**2, other: _allowed}
    goal = And(exact - linear <= _allowed, exact - linear >= -_allowed)
    return in_turn(goal, [joined, rough, instantiate(upper, values), instantiate(lower, values)], hypotheses=base)


# In the model: Q = q_j/λ_j, r = √v_j/s_j.

HERE = (s[j] > 0, s_hat[j] > 0, relative, *small, *SMALL[5:], best > 0, best < 1)
_there = best + (1 - best) * s_hat[j] ** 2
_VALUES = {ratio: q / s[j] ** 2, error: eta[j], level: best, root: sqrt(_there) / s[j]}
straight = q * (-eta[j] + q * best / s[j] ** 2) / 2
rest = half * h**2 * constant * q**2 / s[j] ** 2


def _in_the_model(fact: Fact, *more: Boolean) -> list[Fact]:
    """Return a statement on the ratio of a slope to λ_j for mode j, with what it assumes about r and v."""
    placed = instantiate(fact, _VALUES)
    same = prove(HERE, Identity(slope_there, s[j] ** 2 * substitute(exact, _VALUES)))
    square = prove(HERE, Identity(_VALUES[root] ** 2, 1 + substitute(offset, _VALUES)))
    return [prove(HERE, _VALUES[root] > 0), square, placed, same]


@cache
def _mode_slope() -> Fact:
    """Return that the slope of mode j is linear in x and η up to h² C q²/(2 λ)."""
    scale, a, b, c, u, v, w = (Symbol(name, real=True) for name in ("t", "a", "b", "c", "u", "v", "w"))
    given = (scale > 0, Identity(u, scale * a), Identity(v, scale * b), Identity(w, scale * c), a - b <= c, a - b >= -c)
    parts = substitute(exact, _VALUES), substitute(linear, _VALUES), substitute(_allowed, _VALUES)
    whole = slope_there, straight, rest
    names = {scale: s[j] ** 2, **dict(zip((a, b, c), parts, strict=True)), **dict(zip((u, v, w), whole, strict=True))}
    scaled = instantiate(prove(given, And(u <= v + w, u >= v - w)), names)
    facts = [prove(HERE, Identity(x, s[j] ** 2 * y)) for x, y in zip(whole[1:], parts[1:], strict=True)]
    facts += [prove([s[j] > 0], s[j] ** 2 > 0), *_in_the_model(_mode()), scaled]
    return in_turn(scaled.conclusion, facts, hypotheses=(*HERE, best * least <= 2 * h))


@cache
def _far_levels_rise() -> Fact:
    """Return that above 2 h/μ every mode has a positive slope."""
    given = (*RANGE, level < 1, level * least > 2 * h, root > 0, Identity(root**2, 1 + offset))
    grows = prove((*RANGE, level * least > 2 * h), And(offset > 0, ratio + error > 0))
    above = prove((root > 0, Identity(root**2, 1 + delta), delta > 0), 1 - 1 / root > 0)
    one = in_turn(exact > 0, [grows, instantiate(above, {delta: offset})], hypotheses=given)
    return in_turn(slope_there > 0, _in_the_model(one), hypotheses=(*HERE, best * least > 2 * h))


@cache
def best_is_near() -> Fact:
    """Return x* <= 2 h/μ."""
    base = (k >= 1, *positive_modes(), *SMALL, *INNER)
    total = sum_over_modes(_far_levels_rise(), kept)
    near = best * least <= 2 * h
    absurd = follows(near, [stationary(), total], hypotheses=(*base, best * least > 2 * h))
    return by_logic(near, [absurd], hypotheses=base)


@cache
def with_remainder() -> Fact:
    """Return |x* - Σ q η/Σ q²/λ| <= C h², written without a modulus, which SymPy would rewrite."""
    base = (k >= 1, *positive_modes(), *SMALL, *INNER)
    numerator, size = Sum(q * eta[j], kept), h**2 * constant
    parts = _mode_slope().conclusion.args
    sums = []
    for part, sign in zip(parts, (1 if part.rel_op == "<=" else -1 for part in parts), strict=True):
        bound = by_logic(part, [_mode_slope()], hypotheses=_mode_slope().hypotheses)
        total = (best + sign * size) * weight / 2 - numerator / 2
        sums += [sum_over_modes(bound, kept)]
        sums += [equal_sums(Sum(part.rhs, kept), total, hypotheses=(all_positive(s, k), least > 0))]
    positive = sum_over_modes(prove((s[j] > 0, least > 0, least <= q / s[j] ** 2), q**2 / s[j] ** 2 > 0), kept)
    p, n, w, c = (Symbol(name, real=True) for name in ("p", "n", "w", "c"))
    given = (w > 0, (p - c) * w / 2 - n / 2 <= 0, (p + c) * w / 2 - n / 2 >= 0)
    last = instantiate(prove(given, And(p - n / w <= c, p - n / w >= -c)), {n: numerator, w: weight, c: size})
    facts = [best_is_near(), stationary(), *sums, positive, last]
    return in_turn(And(best - first <= size, best - first >= -size), facts, hypotheses=base)


@cache
def never_below() -> Fact:
    """Return x* >= Σ (1 - λ̂) η/Σ (1 - λ̂)²/λ for errors of any size: 1 - 1/r <= (r² - 1)/2."""
    below = prove((delta > 0, root > 0, Identity(root**2, delta)), 1 - 1 / root <= (delta - 1) / 2)
    given = (s[j] > 0, s_hat[j] > 0, s_hat[j] ** 2 <= 1, best > 0, best < 1)
    placed = instantiate(below, {delta: _there / s[j] ** 2, root: sqrt(_there) / s[j]})
    line = (1 - s_hat[j] ** 2) * (_there / s[j] ** 2 - 1) / 2
    facts = [prove(given, part) for part in (_there > 0, sqrt(_there) > 0)]
    facts += [prove(given, Identity((sqrt(_there) / s[j]) ** 2, _there / s[j] ** 2)), placed]
    one = in_turn(slope_there <= line, facts, hypotheses=given)
    total = (best * believed_weight - Sum(believed * relative_error, kept)) / 2
    sums = [
        sum_over_modes(one, kept),
        equal_sums(Sum(line, kept), total, hypotheses=[all_positive(s, k)]),
    ]
    base = (*positive_modes(), ForEach(s_hat[j] ** 2 <= 1, kept), *INNER)
    goal = best * believed_weight >= Sum(believed * relative_error, kept)
    return follows(goal, [stationary(), *sums], hypotheses=base)


# One mode: its own root.


PROOFS: Proofs = {
    "stationary": stationary,
    "near": best_is_near,
    "remainder": with_remainder,
    "never-below": never_below,
}
