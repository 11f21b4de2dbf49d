"""The proofs behind `s10_held_out_slope`: what is known of the slope at the best level, and at its double.

Tested in `tests/derivations/from_data/test_held_out.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, Integer, Or, Sum, Symbol, exp, sqrt

from ldm_symbolic.derivations.best_times import u5_existence_of_a_best_time_proof as u5
from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.concentration.p9_sample_variance_concentrates_proof import of_exponents
from ldm_symbolic.derivations.from_data import s8_share_of_the_best_level_proof as s8
from ldm_symbolic.derivations.from_data.s9_held_out_variances import (
    BASE,
    BEST,
    HELD_OUT,
    at_level,
    b,
    best,
    c,
    chosen,
    drawn,
)
from ldm_symbolic.derivations.from_data.s10_held_out_slope import (
    AT_BEST,
    BELOW_ONE,
    CONCENTRATION,
    ENOUGH,
    FLATTENED,
    RANGE,
    TOO_LOW,
    WEIGHTS,
    WORSE,
    at_best,
    below,
    exponent,
    held_out_slope,
    margin,
    mean,
    samples,
    share,
    slope,
    spread,
    stops_by,
    total,
    worse,
)
from ldm_symbolic.derivations.hypotheses import a_level, all_positive
from ldm_symbolic.derivations.letters import X, j, k, s, s_hat, x
from ldm_symbolic.derivations.plug_in.plug_in_error import kept, plugin_error, plugin_variance
from ldm_symbolic.derivations.random_estimates.s3_sampling_average import i, outcomes, w
from ldm_symbolic.derivations.stopping_in_k.s1_one_step_in_dimension import before
from ldm_symbolic.proof import (
    Fact,
    Identity,
    at,
    by_logic,
    equal_sums,
    exchange_sums,
    follows,
    for_each_mode,
    in_turn,
    instantiate,
    prove,
    split_sum,
    sum_over_modes,
)


@cache
def mean_of_the_slope() -> Fact:
    """Σ_i w_i Σ_j q_j y_ij = Σ_j q_j Σ_i w_i y_ij, with q_j = (1 - λ̂_j)/√v_j."""
    factor = (1 - s_hat[j] ** 2) / sqrt(plugin_variance)
    fixed, coupled = Sum(1 - s_hat[j] ** 2, kept), Sum(factor * drawn, kept)
    given = (all_positive(s_hat, k), *a_level(), c > 0)
    one = equal_sums(held_out_slope(drawn / c), fixed - 1 / c * coupled, hypotheses=given)
    weighted = follows(
        Identity(w[i] * one.conclusion.args[0], w[i] * fixed - 1 / c * w[i] * coupled), [one], hypotheses=given
    )
    value = Symbol("f", real=True)
    cut = equal_sums(
        Sum(w[i] * value - 1 / c * w[i] * coupled, outcomes),
        value * Sum(w[i], outcomes) - 1 / c * Sum(w[i] * coupled, outcomes),
        hypotheses=given,
    )
    swap = exchange_sums(w[i], coupled, outcomes, hypotheses=given)
    known = (s_hat[j] > 0, *a_level(), HELD_OUT.args[0])
    mode = sum_over_modes(prove(known, Identity(factor * mean(drawn), c * factor * s[j])), kept)
    drawn_out = equal_sums(mode.conclusion.args[1], c * Sum(factor * s[j], kept), hypotheses=given)
    last = equal_sums(slope, fixed - Sum(factor * s[j], kept), hypotheses=given)
    steps = [sum_over_modes(weighted, outcomes), instantiate(cut, {value: fixed}), swap, mode, drawn_out, last]
    return in_turn(Identity(mean(held_out_slope(drawn / c)), slope), steps, hypotheses=(*given, WEIGHTS[1], HELD_OUT))


@cache
def late() -> Fact:
    """At a best level before X the slope is not negative."""
    stationary = instantiate(u5.is_stationary(), {before: best})
    rising = prove((stationary.conclusion.args[1], best < X), at_best >= 0)
    given = (*BASE, BEST, *RANGE, stops_by(best), chosen > best)
    return in_turn(TOO_LOW, [at(BEST), stationary, rising], hypotheses=given)


@cache
def no_worse_up_to_the_best() -> Fact:
    """A level up to x* is no worse than the end, by convexity."""
    goal, theta = at_level(plugin_error, chosen) <= at_level(plugin_error, Integer(0)), s8.theta
    given = (*BASE, BEST, chosen >= 0, chosen <= best)
    ratio = prove((best > 0, chosen >= 0, chosen <= best), And(chosen / best >= 0, chosen / best <= 1))
    kept_share = instantiate(s8.up_to_the_best(), {theta: chosen / best})
    part, whole = Symbol("y", real=True), Symbol("z", real=True)
    none_lost = instantiate(
        prove((part >= 0, whole >= 0), part * whole >= 0),
        {part: chosen / best, whole: at_level(plugin_error, Integer(0)) - at_level(plugin_error, best)},
    )
    known = [at(BEST), at(BEST, Integer(0)), ratio, kept_share, none_lost]
    inside = in_turn(goal, known, hypotheses=(*given, best > 0))
    same = equal_sums(*goal.args, hypotheses=(*BASE, chosen >= 0, chosen <= 0))
    none = in_turn(goal, [same], hypotheses=(*given, Identity(best, 0)))
    sides = prove((best >= 0,), Or(best > 0, Identity(best, 0)))
    return by_logic(goal, [at(BEST), inside, none, sides], hypotheses=given)


@cache
def worse_only_if_late() -> Fact:
    """So a worse level is beyond x*."""
    given = (*BASE, BEST, *RANGE, stops_by(best), WORSE)
    never = in_turn(TOO_LOW, [no_worse_up_to_the_best()], hypotheses=(*given, chosen <= best))
    beyond = in_turn(TOO_LOW, [late()], hypotheses=(*given, chosen - best > 0))
    return by_logic(TOO_LOW, [never, beyond, prove((), Or(chosen <= best, chosen - best > 0))], hypotheses=given)


@cache
def twice() -> Fact:
    """A worse level is beyond 2x*."""
    given = (*BASE, BELOW_ONE, BEST, *RANGE, stops_by(2 * best), WORSE)
    goal = And(2 * best < X, at_level(held_out_slope(b[j]), 2 * best) < -margin)
    near = instantiate(s8.twice(), {x: chosen})
    never = in_turn(goal, [near], hypotheses=(*given, chosen <= 2 * best))
    beyond = in_turn(goal, [at(BEST)], hypotheses=(*given, chosen - 2 * best > 0))
    return by_logic(goal, [never, beyond, prove((), Or(chosen <= 2 * best, chosen - 2 * best > 0))], hypotheses=given)


shares = Sum(share, kept)
POSITIVE = (*AT_BEST, *BASE[2:], BELOW_ONE)


@cache
def one_share() -> Fact:
    """Each a_j is at most their sum, as none is negative."""
    m = Symbol("m", integer=True)
    none_below = prove((*AT_BEST, s[j] >= 0, s_hat[j] > 0, s_hat[j] <= 1), share >= 0)
    given = (*POSITIVE, m >= 1, m <= k)
    cuts = [split_sum(shares, m - 1, hypotheses=given), split_sum(Sum(share, (j, m, k)), m, hypotheses=given)]
    others = [sum_over_modes(none_below, (j, *ends)) for ends in ((1, m - 1), (m + 1, k))]
    fact = in_turn(share.xreplace({s[j]: s[m], s_hat[j]: s_hat[m]}) <= shares, [*cuts, *others], hypotheses=given)
    return instantiate(fact, {m: j})


@cache
def spread_of_the_slope() -> Fact:
    """Σ a_j² <= Σ a_j Σ a_j, and Σ a_j <= Σ (1 - λ̂_j)."""
    whole, one = Symbol("z", real=True), Symbol("y", real=True)
    square = prove((one >= 0, one <= whole, c > 0), (one / c) ** 2 <= one * whole / c**2)
    none_below = prove((*AT_BEST, s[j] >= 0, s_hat[j] > 0, s_hat[j] <= 1), share >= 0)
    mode = in_turn(
        (share / c) ** 2 <= share * whole / c**2,
        [none_below, instantiate(square, {one: share})],
        hypotheses=(c > 0, *AT_BEST, s[j] >= 0, s_hat[j] > 0, s_hat[j] <= 1, share <= whole),
    )
    modes, given = sum_over_modes(mode, kept), (c > 0, *POSITIVE)
    each = for_each_mode(one_share(), kept)
    out = equal_sums(modes.conclusion.args[1], whole / c**2 * shares, hypotheses=given)
    bounded = follows(spread <= whole / c**2 * shares, [modes, out], hypotheses=(*given, *modes.hypotheses))
    bounded = instantiate(bounded, {whole: shares})
    parts = equal_sums(at_best, total - shares, hypotheses=POSITIVE)
    sign = sum_over_modes(none_below, kept)
    most = Symbol("x", real=True)
    last = prove((c > 0, whole >= 0, whole <= most), whole**2 / c**2 <= (most / c) ** 2)
    last = instantiate(last, {whole: shares, most: total})
    return in_turn(spread <= (total / c) ** 2, [each, bounded, parts, sign, last], hypotheses=(*given, FLATTENED))


@cache
def margin_is_enough() -> Fact:
    """2 a Σ b_j² λ_j <= 2 a (Σ (1 - λ̂_j))²/c² <= n' q²."""
    wide, square = (Symbol(name, real=True) for name in ("y", "z"))
    given = (c > 0, samples >= 1, exponent > 0, wide > 0, wide <= (square / c) ** 2)
    enough = samples * c**2 * margin**2 >= 2 * exponent * square**2
    more = prove((*given, enough), samples * margin**2 >= 2 * exponent * wide)
    order = prove((wide > 0, more.conclusion), -samples * margin**2 / (2 * wide) <= -exponent)
    exact = of_exponents(order)
    letters = in_turn(exact.conclusion, [more, order, exact], hypotheses=(*given, enough))
    fact = instantiate(letters, {wide: spread, square: total})
    hypotheses = (*POSITIVE, FLATTENED, *ENOUGH, spread > 0, worse <= below, CONCENTRATION)
    return in_turn(worse <= exp(-exponent), [spread_of_the_slope(), fact], hypotheses=hypotheses)


PROOFS: Proofs = {
    "mean": mean_of_the_slope,
    "late": late,
    "worse": worse_only_if_late,
    "spread": spread_of_the_slope,
    "margin": margin_is_enough,
    "twice": twice,
}
