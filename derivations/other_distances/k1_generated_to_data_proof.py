"""The proofs behind `k1_generated_to_data`: convexity, the sign of the slope of one mode, and means of 1/Z.

Tested in `tests/derivations/other_distances/test_kullback_leibler.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, Equivalent, Expr, Integer, Ne, Or, Sum, diff

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.hypotheses import all_positive, noisy_horizon
from ldm_symbolic.derivations.letters import D, X, j, k, x
from ldm_symbolic.derivations.other_distances.averaged_divergence_proof import averaged
from ldm_symbolic.derivations.other_distances.k1_dense_proof import dense
from ldm_symbolic.derivations.other_distances.k1_generated_to_data import (
    AVERAGE,
    BETWEEN,
    DIVERGENCE,
    EACH_BEST,
    EARLIER,
    NOT_ONE,
    ROOTS_FALL,
    SEQUENCE,
    STEP,
    best,
    condition,
    draw,
    end_slope,
    error,
    error_slope,
    m,
    mean,
    n,
    w,
)
from ldm_symbolic.derivations.other_distances.kullback_leibler import (
    BASE,
    INNER,
    after,
    before,
    clipped,
    exact,
    kept,
    lam,
    lam_hat,
    levels,
    mode_slope,
    positive,
    root,
    slope,
    stationary,
    total,
)
from ldm_symbolic.derivations.random_estimates.s3_sampling_average import outcomes
from ldm_symbolic.proof import (
    Fact,
    Identity,
    Minimises,
    NonDecreasing,
    at,
    by_induction,
    by_logic,
    convex_by_slopes,
    derivative,
    empty_sum,
    equal_sums,
    follows,
    for_each_mode,
    in_turn,
    instantiate,
    monotone_by_slope,
    prove,
    slope_at_end,
    slope_at_start,
    slope_inside,
    split_sum,
    substitute,
    sum_over_modes,
)

one_slope = mode_slope(DIVERGENCE)
one_bend = diff(one_slope, x)
INSIDE = (x >= 0, x <= X, X < 1, lam[j] > 0, lam_hat[j] > 0)


@cache
def bends_up() -> Fact:
    """Each term of the second derivative is >= 0."""
    return sum_over_modes(prove(INSIDE, one_bend >= 0), kept)


@cache
def curve() -> tuple[Fact, Fact]:
    """The error is convex, and its slope."""
    first = derivative(error, error_slope, levels, hypotheses=BASE)
    second = derivative(error_slope, total(one_bend), levels, hypotheses=BASE)
    return convex_by_slopes(first, second, bends_up()), first


@cache
def exact_score() -> Fact:
    """The slope of each mode is >= 0 where λ̂ = λ."""
    known = (all_positive(lam, k), X < 1)
    moved = derivative(exact(error), exact(error_slope), levels, hypotheses=known)
    sign = sum_over_modes(prove((x >= 0, x <= X, X < 1, lam[j] > 0), exact(one_slope) >= 0), kept)
    return monotone_by_slope(moved, sign)


@cache
def iff() -> Fact:
    """The slope at 0 is half of the condition."""
    tells = slope_at_start(*curve(), prove([X > 0], X > 0), says=NonDecreasing)
    same = equal_sums(slope(DIVERGENCE, k, Integer(0)), condition / 2, hypotheses=positive())
    goal = Equivalent(NonDecreasing(error, levels), condition >= 0)
    return by_logic(goal, [tells, _half(same)], hypotheses=BASE)


def _half(same: Fact) -> Fact:
    """The slope is >= 0 iff the condition is."""
    here = same.conclusion.args[0]
    return in_turn(Equivalent(here >= 0, condition >= 0), [same], hypotheses=positive())


@cache
def at_the_end() -> Fact:
    """x = 0 is best iff the slope there is >= 0."""
    return slope_at_start(*curve(), prove([X > 0], X > 0), says=Minimises)


@cache
def at_the_start() -> Fact:
    """x = X is best iff the slope there is <= 0."""
    return slope_at_end(*curve(), prove([X > 0], X > 0), says=Minimises)


@cache
def inside() -> Fact:
    """An inner level is best iff the slope there is 0."""
    return slope_inside(*curve(), before, prove([before > 0], before > 0), prove([before < X], before < X))


@cache
def slope_rises() -> Fact:
    """The slope of k modes does not fall with x."""
    return monotone_by_slope(derivative(error_slope, total(one_bend), levels, hypotheses=BASE), bends_up())


@cache
def sign(*, above: bool) -> Fact:
    """The slope of one mode has the sign of x - r_j."""
    side, own = (x > root(j), one_slope > 0) if above else (x < root(j), one_slope < 0)
    return prove((*INSIDE, Ne(lam_hat[j], 1), side), own)


def order(first: Expr, second: Expr) -> Fact:
    """The slopes of k modes at two levels of [0, X] are ordered as the levels."""
    there = at(slope_rises().conclusion, first, second)
    return in_turn(
        there.conclusion, [slope_rises(), there], hypotheses=(*BASE, first >= 0, first <= second, second <= X)
    )


@cache
def cut() -> Fact:
    """The slope of k + 1 modes is that of k modes and one more."""
    within = (*noisy_horizon(), k >= 0, *positive(k + 1), after >= 0, after <= X)
    return split_sum(slope(DIVERGENCE, k + 1, after), k, hypotheses=within)


@cache
def one_step() -> Fact:
    """Beyond x*(k) and the clipped r_{k+1} all of the slope has the wrong sign."""
    far = (And(after > before, after > clipped(k + 1)), And(after < before, after < clipped(k + 1)))
    cases = []
    for case, pair, above in zip(far, ((before, after), (after, before)), (True, False), strict=True):
        own = instantiate(sign(above=above), {j: k + 1, x: after})
        cases.append(in_turn(BETWEEN, [cut(), order(*pair), own], hypotheses=(*STEP, case)))
    cases.append(prove(STEP, Or(BETWEEN, *far)))
    return by_logic(BETWEEN, cases, hypotheses=STEP)


@cache
def moves_with_the_root() -> Fact:
    """From an inner level the best one does not rise iff r_{k+1} does not lie above it."""
    within = (*STEP, *INNER)
    above, here = root(k + 1) - before > 0, root(k + 1) <= before
    own = instantiate(sign(above=False), {j: k + 1, x: after})
    never = in_turn(EARLIER, [cut(), order(after, before), own], hypotheses=(*within, above, after <= before))
    rest = in_turn(EARLIER, [one_step()], hypotheses=(*within, Or(here, after > before)))
    return by_logic(EARLIER, [never, rest, prove(within, Or(here, above))], hypotheses=within)


@cache
def first_root() -> Fact:
    """x*(1) is not below the clipped r_1, for below it the only slope is negative."""
    first = best[1]
    within = (*noisy_horizon(), *positive(Integer(1)), Ne(lam_hat[1], 1), stationary(DIVERGENCE, first, Integer(1)))
    sum_of_one = slope(DIVERGENCE, Integer(1), first)
    parts = split_sum(sum_of_one, Integer(0), hypotheses=within)
    none = empty_sum(Sum(sum_of_one.function, (sum_of_one.limits[0][0], 1, 0)), hypotheses=within)
    own = instantiate(sign(above=False), {j: Integer(1), x: first})
    below = clipped(1) - first > 0
    case = in_turn(first >= clipped(1), [parts, none, own], hypotheses=(*within, below))
    return by_logic(first >= clipped(1), [case, prove(within, Or(first >= clipped(1), below))], hypotheses=within)


@cache
def next_level() -> Fact:
    """With x*(k) above its root, x*(k+1) is not above it and is above its own root, which is not above r_k."""
    span = (k >= 1, k <= D - 1)
    step = instantiate(one_step(), {before: best[k], after: best[k + 1]})
    both = (stationary(DIVERGENCE, best[k], k), stationary(DIVERGENCE, best[k + 1], k + 1))
    two = (*both, Ne(lam_hat[k + 1], 1), clipped(k) >= clipped(k + 1))
    above = best[k] >= clipped(k)
    goal = And(best[k + 1] >= clipped(k + 1), best[k + 1] <= best[k])
    moved = in_turn(goal, [step], hypotheses=(*noisy_horizon(), *span, *positive(k + 1), *two, above))
    given = [
        prove((*positive(D), *span), And(*positive(k + 1))),
        in_turn(two[0], [at(EACH_BEST, k)], hypotheses=(EACH_BEST, *span)),
        in_turn(two[1], [at(EACH_BEST, k + 1)], hypotheses=(EACH_BEST, *span)),
        prove((NOT_ONE, *span), two[2]),
        prove((NOT_ONE, ROOTS_FALL, *span), two[3]),
    ]
    return by_logic(goal, [*given, moved], hypotheses=(*SEQUENCE, *span, above))


@cache
def falls() -> Fact:
    """x*(k+1) <= x*(k) for every k, for x*(k) >= the clipped r_k by induction."""
    base = in_turn(first_root().conclusion, [first_root()], hypotheses=(*SEQUENCE, D >= 1))
    phi = best[k] >= clipped(k)
    ahead = (*SEQUENCE, D >= 1, k >= 1, k <= D - 1, phi)
    high = by_induction(base, by_logic(substitute(phi, {k: k + 1}), [next_level()], hypotheses=ahead), (k, 1, D))
    span = (*SEQUENCE, k >= 1, k <= D - 1)
    dimension = prove(span[-2:], And(D >= 1, k <= D))
    one = by_logic(best[k + 1] <= best[k], [dimension, high, next_level()], hypotheses=span)
    return for_each_mode(one, (k, 1, D - 1))


KNOWN = (all_positive(lam, k), *AVERAGE[3:])


@cache
def on_average() -> Fact:
    """(1/λ)(1 - 1/Z)(1 - λ Z)/2 = (1 + λ - λ Z - 1/Z)/(2 λ), whose mean is (1 - m)/(2 λ)."""
    coupled = (1 + lam[j] - lam[j] * draw - 1 / draw) / 2
    parts = (1 + lam[j]) / 2 * Sum(w[outcomes[0]], outcomes) - lam[j] / 2 * mean(draw) - mean(1 / draw) / 2
    loss = (m - 1) / (2 * lam[j])
    whole = averaged(end_slope, coupled, parts, -loss, AVERAGE[5:])
    sign_out = equal_sums(total(-loss), -total(loss), hypotheses=(all_positive(lam, k),))
    return follows(Identity(end_slope, -total(loss)), [whole, sign_out], hypotheses=KNOWN)


@cache
def negative() -> Fact:
    """Each mode adds (m - 1)/(2 λ) > 0, with a minus."""
    sizes = sum_over_modes(prove((m > 1, lam[j] > 0), (m - 1) / (2 * lam[j]) > 0), kept)
    return follows(end_slope < 0, [on_average(), sizes], hypotheses=(k >= 1, *KNOWN, m > 1))


@cache
def chi_squared() -> Fact:
    """(n/(n-2) - 1)/2 = 1/(n-2)."""
    given = (n > 2, lam[j] > 0, Identity(m, n / (n - 2)))
    each = prove(given, Identity((m - 1) / (2 * lam[j]), 1 / ((n - 2) * lam[j])))
    totals = sum_over_modes(each, kept)
    goal = Identity(-totals.conclusion.args[0], -totals.conclusion.args[1])
    return in_turn(goal, [totals], hypotheses=(given[0], all_positive(lam, k), given[2]))


PROOFS: Proofs = {
    "exact": exact_score,
    "derivative": lambda: derivative(error, error_slope, levels, hypotheses=BASE),
    "iff": iff,
    "end": at_the_end,
    "start": at_the_start,
    "inside": inside,
    "between": one_step,
    "direction": moves_with_the_root,
    "monotone": falls,
    "average": on_average,
    "negative": negative,
    "chi-squared": chi_squared,
    "dense": dense,
}
