"""The proofs behind `p10_sample_covariance_concentrates`: radicals, and the exponent that a net of the sphere leaves.

Tested in `tests/derivations/concentration/test_p10_sample_covariance_concentrates.py`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sympy import Expr, Integer, Max, Rational, exp, sqrt
from sympy.logic.boolalg import Boolean

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.concentration.failures import failure, n, u
from ldm_symbolic.derivations.concentration.p9_sample_variance_concentrates_proof import of_exponents
from ldm_symbolic.derivations.concentration.p10_sample_covariance_concentrates import (
    ACCURACY,
    CONSTANT,
    DELTA,
    ENTROPY,
    EXPONENT,
    NET_BOUND,
    ONE_DIMENSION,
    RARE,
    SAMPLE,
    SQUARED_NORM,
    THEOREM,
    c,
    close,
    constant,
    delta,
    e,
    each,
    eps,
    f,
    g,
    points,
    ratio,
    size,
    true_form,
)
from ldm_symbolic.derivations.letters import D
from ldm_symbolic.proof import Fact, Identity, in_turn, instantiate, prove


@cache
def simpler_bound() -> Fact:
    """Return max(δ, δ²) <= K (√r + r): δ² <= 2 c² r, and δ <= √2 c √r by roots."""
    base = (*SAMPLE, *CONSTANT, DELTA)
    square = prove((c > 0, e >= 0, f >= 0, g > 0), (c * (e + f) / g) ** 2 <= 2 * c**2 * (e**2 + f**2) / g**2)
    square = instantiate(square, {e: sqrt(D), f: sqrt(u), g: sqrt(n)})
    squared = in_turn(delta**2 <= 2 * c**2 * ratio, [square], hypotheses=base)
    rooted = prove((c > 0, delta**2 <= 2 * c**2 * g, g >= 0), delta <= sqrt(2) * c * sqrt(g))
    both = prove(
        (delta**2 <= 2 * c**2 * g, delta <= sqrt(2) * c * sqrt(g), g >= 0, *CONSTANT),
        Max(delta, delta**2) <= constant * (sqrt(g) + g),
    )
    facts = [squared, instantiate(rooted, {g: ratio}), instantiate(both, {g: ratio})]
    return in_turn(Max(delta, delta**2) <= constant * size, facts, hypotheses=base)


@cache
def loewner() -> Fact:
    """Return the printed bound in one direction from the cited theorem."""
    wanted = close(8 * constant / 3 * size)
    base = (*SAMPLE, *CONSTANT, DELTA, true_form >= 0, THEOREM)
    scaled = prove(
        (true_form >= 0, f <= constant * g, close(SQUARED_NORM * f)),
        close(8 * constant / 3 * g),
    )
    facts = [simpler_bound(), instantiate(scaled, {f: Max(delta, delta**2), g: size})]
    return in_turn(wanted, facts, hypotheses=base)


@cache
def seldom() -> Fact:
    """Return that what the event of the cited theorem gives fails with probability at most 2 e^{-u}."""
    rooted = prove((c > 0, g > 0, Identity(delta, c * (e + f) / g)), -((delta * g / c - e) ** 2) <= -(f**2))
    own = instantiate(rooted, {e: sqrt(D), f: sqrt(u), g: sqrt(n)})
    exponent = of_exponents(in_turn(own.conclusion, [own], hypotheses=RARE[:5]))
    return in_turn(failure <= 2 * exp(-u), [exponent], hypotheses=RARE)


def _large_enough(factor: Any, least: Any) -> Fact:
    """Return (factor/4) (D + u) <= n ε²/(4 (1 + ε)) for ε = least (√r + r), as r enters through its root."""
    rooted = least * (f + f**2)
    one = prove((f >= 0,), factor / 4 * f**2 <= rooted**2 / (4 * (1 + rooted)))
    return instantiate(one, {f: sqrt(ratio)})


def _exponent(entropy: Expr, factor: Any, least: Any, extra: tuple[Boolean, ...] = ()) -> Fact:
    """Return entropy - n ε²/(4 (1 + ε)) <= -u."""
    base = (*SAMPLE, *extra, Identity(eps, least * size))
    wide = _large_enough(factor, least)
    ratio_bound = factor / 4 * ratio <= eps**2 / (4 * (1 + eps))
    known = in_turn(ratio_bound, [wide], hypotheses=base)
    times_n = prove((*SAMPLE, *extra, factor / 4 * ratio <= g), entropy - n * g <= -u)
    times_n = instantiate(times_n, {g: eps**2 / (4 * (1 + eps))})
    return in_turn(entropy + EXPONENT <= -u, [known, times_n], hypotheses=base)


@cache
def explicit() -> Fact:
    """Return that K = 33/5 will do, from P9 at each point of a net."""
    base = (*SAMPLE, ACCURACY, *NET_BOUND)
    exponent = of_exponents(_exponent(ENTROPY, 4 * Rational(11, 5), Rational(44, 5)))
    product = prove((points >= 0, each >= 0, points <= exp(e), each <= 2 * exp(f)), points * each <= 2 * exp(e + f))
    product = instantiate(product, {e: ENTROPY, f: EXPONENT})
    links = prove((e <= f, f <= 2 * g, g <= delta), e <= 2 * delta)
    links = instantiate(links, {e: failure, f: points * each, g: exponent.conclusion.lhs, delta: exp(-u)})
    return in_turn(failure <= 2 * exp(-u), [product, exponent, links], hypotheses=base)


@cache
def one_dimension() -> Fact:
    """Return that K = 3/2 will do for D = 1, from P9."""
    exponent = of_exponents(_exponent(Integer(0), Integer(4), Integer(4), (D <= 1,)))
    return in_turn(failure <= 2 * exp(-u), [exponent], hypotheses=ONE_DIMENSION)


PROOFS: Proofs = {
    "printed": loewner,
    "probability": seldom,
    "step-radicals": simpler_bound,
    "explicit": explicit,
    "one-dimension": one_dimension,
}
