"""The proofs behind `k4_mean_discrepancy`: frequency by frequency, by the tangent of the exponential.

Tested in `tests/derivations/directions/test_means_over_directions.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, Gt, Sum, Symbol, exp

from ldm_symbolic.derivations.capped_paths.n8_flow_under_a_cap_proof import tangent
from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.directions.k3_sliced_distance import (
    UNBIASED,
    WEIGHED,
    a,
    count,
    directions,
    draw,
    g,
    levels,
    of_all,
)
from ldm_symbolic.derivations.directions.k4_mean_discrepancy import (
    FORMS,
    LAW,
    WITHIN,
    b,
    error,
    estimate,
    generated,
    in_outcome,
)
from ldm_symbolic.derivations.euler_steps.n4_steps_proof import above_the_line
from ldm_symbolic.derivations.hypotheses import noisy_horizon
from ldm_symbolic.derivations.letters import X, j, x
from ldm_symbolic.derivations.random_estimates.s3_sampling_average import WEIGHTS, i, mean, outcomes, w
from ldm_symbolic.proof import (
    Fact,
    Identity,
    by_logic,
    derivative,
    equal_sums,
    exchange_sums,
    follows,
    in_turn,
    instantiate,
    monotone_by_slope,
    prove,
    sum_over_modes,
)

z, y, r, d, f, c, v, u = (Symbol(name, real=True) for name in "zqrdfcvu")
one_slope = (exp(-b[j] / 2) - exp(-generated / 2)) * exp(-generated / 2) * (g[j] - b[j])


@cache
def exact() -> Fact:
    """(e^{-b/2} - e^{-f/2}) e^{-f/2} (g - b) with f - b = x (g - b)."""
    known = noisy_horizon()
    moved = derivative(error, of_all(one_slope), levels, hypotheses=(WEIGHED, *known))
    inside = (x >= 0, x <= X, *known)
    gap, start = g[j] - b[j], exp(-b[j] / 2)
    ratio = exp(-x * gap / 2)
    same = prove((), Identity(exp(-generated / 2), start * ratio))
    parts = []
    for above in (True, False):
        side = g[j] >= b[j] if above else g[j] < b[j]
        place = prove((*inside, side), -x * gap / 2 <= 0 if above else -x * gap / 2 >= 0)
        less = prove((u <= 0,), exp(u) <= 1) if above else prove((u >= 0,), exp(u) >= 1)
        less = instantiate(less, {u: -x * gap / 2})
        signs = (z <= 1, d >= 0) if above else (z >= 1, d <= 0)
        sign = prove((v > 0, r > 0, Identity(r, v * z), *signs), (v - r) * r * d >= 0)
        sign = instantiate(sign, {v: start, r: exp(-generated / 2), z: ratio, d: gap})
        sizes = [
            instantiate(prove((), Gt(exp(u), 0, evaluate=False)), {u: part}) for part in (-b[j] / 2, -generated / 2)
        ]
        parts.append(in_turn(one_slope >= 0, [place, less, same, *sizes, sign], hypotheses=(*inside, side)))
    one = by_logic(one_slope >= 0, parts, hypotheses=inside)
    weighed = follows(a[j] * one_slope >= 0, [one], hypotheses=(*inside, a[j] >= 0))
    rising = monotone_by_slope(moved, sum_over_modes(weighed, directions))
    return by_logic(rising.conclusion, [rising], hypotheses=(*rising.hypotheses, *FORMS))


@cache
def tangents() -> Fact:
    """(e^{-y} - e^{-2y})(g - 2f) <= y (g - 2c) for y = f - c, 2c <= g."""
    first = exp(-y) - exp(-2 * y)
    given, goal = (Identity(y, f - c), 2 * c <= d), first * (d - 2 * f) <= y * (d - 2 * c)
    most = instantiate(prove((u <= 0,), exp(u) <= 1), {u: -y})
    high = in_turn(And(first <= y, first >= 0), [most, instantiate(above_the_line(), {z: y})], hypotheses=(y >= 0,))
    low = in_turn(first <= y, [instantiate(tangent(), {z: -y})], hypotheses=(y < 0,))
    inner = prove((*given, v <= y, 2 * f <= d), v * (d - 2 * f) <= y * (d - 2 * c))
    outer = prove((*given, y >= 0, v >= 0, 2 * f > d), v * (d - 2 * f) <= y * (d - 2 * c))
    inner, outer = (instantiate(fact, {v: first}) for fact in (inner, outer))
    cases = [
        in_turn(goal, [high, inner], hypotheses=(*given, y >= 0, 2 * f <= d)),
        in_turn(goal, [high, outer], hypotheses=(*given, y >= 0, 2 * f > d)),
        in_turn(goal, [low, inner], hypotheses=(*given, y < 0)),
    ]
    whole = by_logic(goal, cases, hypotheses=given)
    own = instantiate(whole, {y: f - c})
    return in_turn(own.conclusion, [own], hypotheses=(2 * c <= d,))


factor = exp(-b[j]) / 2 * (g[j] - b[j]) * b[j]


@cache
def bounded() -> Fact:
    """The slope of a frequency in an outcome is at most e^{-b} b (g - b)(Z - 1)/2."""
    known = tangents()
    term = (exp(-f - c) - exp(-2 * f)) * (d - 2 * f)
    same = [
        prove((), Identity(exp(-f - c), exp(-2 * c) * exp(-(f - c)))),
        prove((), Identity(exp(-2 * f), exp(-2 * c) * exp(-2 * (f - c)))),
    ]
    size = prove((), Gt(exp(-2 * c), 0, evaluate=False))
    scaled = prove((v > 0, y <= z), v * y <= v * z)
    scaled = instantiate(scaled, {v: exp(-2 * c), y: known.conclusion.lhs, z: known.conclusion.rhs})
    goal = term <= exp(-2 * c) * ((f - c) * (d - 2 * c))
    whole = in_turn(goal, [known, *same, size, scaled], hypotheses=(2 * c <= d,))
    whole = instantiate(whole, {f: estimate / 2, c: b[j] / 2, d: g[j]})
    given = (a[j] >= 0, b[j] > 0, draw > 0, b[j] <= g[j])
    one = in_turn(whole.conclusion.lhs <= factor * (draw - 1), [whole], hypotheses=given)
    product = instantiate(
        prove((u >= 0, y <= z), u * y <= u * z), {u: a[j], y: one.conclusion.lhs, z: factor * (draw - 1)}
    )
    return in_turn(in_outcome.function <= a[j] * factor * (draw - 1), [one, product], hypotheses=given)


@cache
def average() -> Fact:
    """The bound has the mean 0, frequency by frequency."""
    inner = sum_over_modes(bounded(), directions)
    each = follows(
        inner.conclusion.func(*(w[i] * side for side in inner.conclusion.args)),
        [inner],
        hypotheses=(*inner.hypotheses, w[i] >= 0),
    )
    taken = exchange_sums(w[i], Sum(a[j] * factor * (draw - 1), directions), outcomes, hypotheses=())
    within = (j >= 1, j <= count)
    cut = equal_sums(mean(draw - 1), mean(draw) - Sum(w[i], outcomes), hypotheses=within)
    known = (*within, WEIGHTS[1], UNBIASED.args[0])
    nothing = follows(Identity(a[j] * factor * mean(draw - 1), 0), [cut], hypotheses=known)
    parts = [sum_over_modes(each, outcomes), taken, sum_over_modes(nothing, directions)]
    return in_turn(mean(in_outcome) <= 0, parts, hypotheses=(*LAW, WITHIN))


PROOFS: Proofs = {"exact": exact, "average": average}
