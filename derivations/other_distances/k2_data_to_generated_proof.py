"""The proofs behind `k2_data_to_generated`: convexity up to twice the true variance, signs of slopes, and two means.

Tested in `tests/derivations/other_distances/test_kullback_leibler.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, Equivalent, Integer, Sum, Symbol, diff

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.hypotheses import all_positive
from ldm_symbolic.derivations.letters import X, j, k, x
from ldm_symbolic.derivations.other_distances.averaged_divergence_proof import averaged
from ldm_symbolic.derivations.other_distances.k2_data_to_generated import (
    ALIGNED,
    AVERAGE,
    BETWEEN,
    CHI_SQUARED,
    CONVEX,
    IFF,
    PLACE,
    SPECTRUM,
    STATIONARY,
    STEP,
    condition,
    draw,
    end_slope,
    error,
    error_slope,
    gain,
    mean,
    n,
)
from ldm_symbolic.derivations.other_distances.k2_step_proof import between, between_by, moves_with_the_root
from ldm_symbolic.derivations.other_distances.kullback_leibler import (
    BASE,
    after,
    before,
    exact,
    generated,
    kept,
    lam,
    lam_hat,
    levels,
    mode_slope,
    of_data,
    positive,
    total,
)
from ldm_symbolic.derivations.random_estimates.s3_sampling_average import outcomes, w
from ldm_symbolic.proof import (
    Fact,
    Identity,
    NonDecreasing,
    at,
    by_logic,
    convex_by_slopes,
    derivative,
    equal_sums,
    in_turn,
    instantiate,
    monotone_by_slope,
    prove,
    slope_at_start,
    substitute,
    sum_over_modes,
)

one_slope = mode_slope(of_data)
one_bend = diff(one_slope, x)
INSIDE = (x >= 0, x <= X, X < 1, lam[j] > 0, lam_hat[j] > 0)
v, a, c = (Symbol(name, real=True) for name in "vac")


@cache
def exact_score() -> Fact:
    """The slope of each mode is >= 0 where λ̂ = λ."""
    known = (all_positive(lam, k), X < 1)
    moved = derivative(exact(error), exact(error_slope), levels, hypotheses=known)
    sign = sum_over_modes(prove((x >= 0, x <= X, X < 1, lam[j] > 0), exact(one_slope) >= 0), kept)
    return monotone_by_slope(moved, sign)


@cache
def slopes() -> Fact:
    """The error is differentiated term by term."""
    return derivative(error, error_slope, levels, hypotheses=BASE)


@cache
def bends_up() -> Fact:
    """(2 λ - v)(1 - λ̂)²/(2 v³) >= 0, for v lies between λ̂ and v(X)."""
    top = substitute(generated, {x: X})
    most = prove((*INSIDE, lam_hat[j] <= 2 * lam[j], top <= 2 * lam[j]), And(generated <= 2 * lam[j], generated > 0))
    shape = prove(
        (*INSIDE, generated > 0),
        Identity(one_bend, (2 * lam[j] - generated) * (1 - lam_hat[j]) ** 2 / (2 * generated**3)),
    )
    sign = prove((v > 0, v <= 2 * a), (2 * a - v) * c**2 / (2 * v**3) >= 0)
    sign = instantiate(sign, {v: generated, a: lam[j], c: 1 - lam_hat[j]})
    one = in_turn(one_bend >= 0, [most, shape, sign], hypotheses=(*INSIDE, CONVEX.args[0]))
    return sum_over_modes(one, kept)


@cache
def iff() -> Fact:
    """The slope at 0 is half of the condition, and tells because the error is convex."""
    second = derivative(error_slope, total(one_bend), levels, hypotheses=BASE)
    convex = convex_by_slopes(slopes(), second, bends_up())
    tells = slope_at_start(convex, slopes(), prove([X > 0], X > 0), says=NonDecreasing)
    at_zero = substitute(error_slope, {x: Integer(0)})
    same = equal_sums(at_zero, condition / 2, hypotheses=positive())
    half = in_turn(Equivalent(at_zero >= 0, condition >= 0), [same], hypotheses=positive())
    return by_logic(IFF, [tells, half], hypotheses=(*SPECTRUM, CONVEX))


@cache
def between_convex() -> Fact:
    """The slope of k modes does not fall with the level."""
    rises = monotone_by_slope(derivative(error_slope, total(one_bend), levels, hypotheses=BASE), bends_up())

    def valley(above: bool) -> Fact:
        there = at(rises.conclusion, *((before, after) if above else (after, before)))
        order = (before <= after, after <= X) if above else (after >= 0, after <= before)
        return in_turn(there.conclusion, [rises, there], hypotheses=(*BASE, CONVEX, *PLACE, *order))

    found = between_by(valley, (STATIONARY, CONVEX))
    return in_turn(BETWEEN, [found], hypotheses=(*STEP, STATIONARY, CONVEX))


@cache
def aligned() -> Fact:
    """(v - λ)(1 - λ̂) = (λ̂ - λ)(1 - λ̂) + (1 - λ̂)² x."""
    size = prove(INSIDE, generated > 0)
    share = prove((*INSIDE, ALIGNED.args[0]), (generated - lam[j]) * (1 - lam_hat[j]) >= 0)
    shape = prove(
        (*INSIDE, generated > 0), Identity(one_slope, (generated - lam[j]) * (1 - lam_hat[j]) / (2 * generated**2))
    )
    sign = prove((v > 0, a >= 0), a / (2 * v**2) >= 0)
    sign = instantiate(sign, {v: generated, a: (generated - lam[j]) * (1 - lam_hat[j])})
    one = in_turn(one_slope >= 0, [size, share, shape, sign], hypotheses=(*INSIDE, ALIGNED.args[0]))
    return monotone_by_slope(slopes(), sum_over_modes(one, kept))


@cache
def on_average() -> Fact:
    """(1/Z - λ - 1/Z² + λ/Z)/(2 λ), by the means of 1/Z and 1/Z²."""
    coupled = (1 / draw - lam[j] - 1 / draw**2 + lam[j] / draw) / 2
    parts = (1 + lam[j]) / 2 * mean(1 / draw) - lam[j] / 2 * Sum(w[outcomes[0]], outcomes) - mean(1 / draw**2) / 2
    return averaged(end_slope, coupled, parts, gain, (AVERAGE[5], *AVERAGE[7:]))


@cache
def chi_squared() -> Fact:
    """The two moments put in."""
    each = prove(
        (CHI_SQUARED[0], lam[j] > 0, *CHI_SQUARED[2:]), Identity(gain, (1 - 2 * n / (lam[j] * (n - 4))) / (n - 2))
    )
    return sum_over_modes(each, kept)


PROOFS: Proofs = {
    "exact": exact_score,
    "derivative": slopes,
    "iff-repaired": iff,
    "aligned": aligned,
    "between-repaired": between,
    "between-convex": between_convex,
    "direction": moves_with_the_root,
    "average": on_average,
    "chi-squared": chi_squared,
}
