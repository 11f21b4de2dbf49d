"""The proofs behind `m5_which_projection`: what a direction costs falls with its variance.

Tested in `tests/derivations/dense_estimates/test_projections.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, Expr, Integer, Sum, Symbol, sqrt
from sympy.logic.boolalg import Boolean

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.dense_estimates.m5_which_projection import (
    LEAST,
    LIMIT,
    SPECTRA,
    r,
    rho,
    share,
    total,
)
from ldm_symbolic.derivations.letters import j, s
from ldm_symbolic.derivations.schedules.path_error import A_POINT, alpha, beta, kept
from ldm_symbolic.proof import Fact, Identity, follows, in_turn, instantiate, prove, sum_over_modes

low, high, first, last, tilt, factor = (Symbol(name, real=True) for name in ("x", "y", "p", "q", "c", "t"))


@cache
def in_letters() -> Fact:
    """c² x² + β² - 2 t x √(c² x² + β²) falls with x >= 0 for 0 < c <= 2t."""
    roots = (Identity(first * (first + 2 * tilt * high), beta**2), Identity(last * (last + 2 * tilt * low), beta**2))
    signs = (low >= 0, low <= high, tilt > 0, first >= 0, last >= 0)
    order = prove((*signs, *roots), first <= last)
    cost = lambda place, rest: (rest + tilt * place) ** 2 - 2 * factor * place * (rest + tilt * place)  # noqa: E731
    goal = cost(low, last) >= cost(high, first)
    gain = high * (first + tilt * high) - low * (last + tilt * low)
    more = prove((*signs, *roots, order.conclusion), gain >= tilt * (high**2 - low**2))
    difference = prove(
        roots, Identity(cost(low, last) - cost(high, first), 2 * factor * gain - tilt**2 * (high**2 - low**2))
    )
    enough = prove((*signs[:3], 2 * factor >= tilt, more.conclusion), 2 * factor * gain >= tilt**2 * (high**2 - low**2))
    given = (*signs, *roots, 2 * factor >= tilt)
    return in_turn(goal, [order, more, difference, enough], hypotheses=given)


def _falls(tilt_is: Expr, factor_is: Expr, totals: tuple[Sum, Sum], given: tuple[Boolean, ...]) -> Fact:
    """The sum of what directions cost is larger for smaller variances."""
    less, more = (one.function for one in totals)
    beyond = {end: sqrt(tilt_is**2 * end**2 + beta**2) for end in (r[j], s[j])}
    values = {low: r[j], high: s[j], tilt: tilt_is, factor: factor_is}
    values |= {first: beyond[s[j]] - tilt_is * s[j], last: beyond[r[j]] - tilt_is * r[j]}
    lemma = instantiate(in_letters(), values)
    one = (*A_POINT, r[j] >= 0, r[j] <= s[j], *given)
    positive = prove(one, And(tilt_is > 0, 2 * factor_is >= tilt_is, factor_is > 0))
    roots = [prove((end >= 0, tilt_is > 0), beyond[end] >= tilt_is * end) for end in beyond]
    mode = in_turn(less <= more, [positive, *roots, lemma], hypotheses=one)
    summed = sum_over_modes(mode, kept)
    return follows(totals[0] <= totals[1], [summed], hypotheses=(*SPECTRA, *given))


@cache
def exact() -> Fact:
    """With κ = α, which is at most 2."""
    unit = Integer(1)
    return _falls(alpha, unit, (total(s, unit, unit), total(r, unit, unit)), ())


@cache
def of_data() -> Fact:
    """With κ = α ρ."""
    unit = Integer(1)
    return _falls(alpha * rho, unit, (total(s, rho, unit), total(r, rho, unit)), (rho > 0, LIMIT))


@cache
def of_sample() -> Fact:
    """With κ = α, and τ times the deviations of Σ̂ for those of Σ."""
    unit = Integer(1)
    return _falls(alpha, share, (total(s, unit, share), total(r, unit, share)), (LEAST,))


PROOFS: Proofs = {"exact": exact, "of-data-repaired": of_data, "of-sample-repaired": of_sample}
