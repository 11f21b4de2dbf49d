"""How the ratio of the one threshold moves with λ: it rises and then falls, where the cap is active at the end only.

Its slope has the sign of a sum of terms that fall with λ. The bound p on one of them stands for it while the slope is
read, so that what is asked of the solvers stays small.

Tested in `tests/derivations/decaying_spectra/test_u8_ratio_of_the_spectrum.py`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sympy import And, Symbol, exp, log

from ldm_symbolic.derivations.capped_score.variance_at_the_end import (
    BALANCE,
    q,
)
from ldm_symbolic.derivations.decaying_spectra.u8_one_threshold_proof import (
    at_once,
)
from ldm_symbolic.derivations.letters import C
from ldm_symbolic.proof import (
    Fact,
    ForEach,
    Identity,
    at,
    by_logic,
    derivative,
    for_all,
    in_turn,
    instantiate,
    monotone_by_slope,
    oriented,
    prove,
)

g, h, p, u, v, w, x, y, z = (Symbol(letter, real=True) for letter in "ghpuvwxyz")
RANGE = (C > 1, q > 0, q < 1, 4 * x > BALANCE, x <= y, C * y <= 1)


def squares(variance: Any) -> Any:
    """C (V(t') - B), times (C-1) (2C-1) (1 - (1-λ) q)²."""
    seen = (1 - variance) * q
    return (C - 1) ** 2 * (1 - seen) ** 2 + (2 * C - 1) * seen**2


def free(variance: Any) -> Any:
    """1 - (1-λ) q."""
    return 1 - (1 - variance) * q


def ratio_at(variance: Any) -> Any:
    """h^{2C-1} (4 λ - B)/(V(t') - B), up to a factor of C."""
    power = exp((2 * C - 1) * log(C * (1 - variance) / (C - 1)))
    return power * (4 * (2 * C - 1) * variance - 1) * free(variance) ** 2 / squares(variance)


BOUND = 1 / (C * (C - 1))
"""What the ratio is compared with, in the place of 1: see `ratio_at`."""


def alone(variance: Any) -> Any:
    """The part of the sign that comes from 4 λ - B."""
    return 4 * (2 * C - 1) * (1 - variance) / (4 * (2 * C - 1) * variance - 1)


def held(variance: Any) -> Any:
    """The part of the sign that comes from V(t')."""
    return 2 * (2 * C - 1) * (1 - variance) ** 2 * q**2 / (free(variance) * squares(variance))


def sign(variance: Any) -> Any:
    """What has the sign of the slope of the ratio."""
    return alone(variance) + held(variance) - (2 * C - 1)


@cache
def held_falls() -> Fact:
    """The second part is smaller for a larger variance."""
    most, odds = 2 * C - 1, [(1 - each) * q / free(each) for each in (x, y)]
    order = prove(RANGE, And(odds[1] >= 0, odds[1] <= odds[0]))

    def share_of(number: Any) -> Any:
        return most * number**2 / ((C - 1) ** 2 + most * number**2)

    def of_odds(number: Any) -> Any:
        return 2 * (1 + number) * share_of(number)

    shares = prove((C > 1, u >= 0, u <= v), And(share_of(u) >= 0, share_of(u) <= share_of(v)))
    product = prove((g >= 0, g <= h, u >= 0, u <= v), 2 * (1 + u) * g <= 2 * (1 + v) * h)
    product = instantiate(product, {g: share_of(u), h: share_of(v)})
    rises = at_once(product, [shares], simple=(C > 1, u >= 0, u <= v))
    rises = instantiate(rises, {u: odds[1], v: odds[0]})
    same = prove((C > 1, q > 0, q < 1, z >= 0, C * z <= 1), Identity(held(z), of_odds((1 - z) * q / free(z))))
    letters = prove((u <= v, Identity(w, u), Identity(z, v)), w <= z)
    terms = {u: of_odds(odds[1]), v: of_odds(odds[0]), w: held(y), z: held(x)}
    facts = [order, rises, *(instantiate(same, {z: each}) for each in (x, y))]
    return at_once(instantiate(letters, terms), facts, simple=RANGE)


def slope_of(variance: Any) -> Any:
    """The slope of the ratio."""
    return ratio_at(variance) * sign(variance) / (1 - variance)


@cache
def moved() -> Fact:
    """The ratio is differentiated between two variances."""
    return derivative(ratio_at(z), slope_of(z), (z, x, y), hypotheses=RANGE)


def _monotone(up: bool) -> Fact:
    """The ratio rises where both parts are large, and falls where both are small: p bounds the second one."""
    part = ForEach(held(z) >= p, (z, x, y)) if up else ForEach(held(z) <= p, (z, x, y))
    end = alone(y if up else x) + p
    given = (part, end >= 2 * C - 1 if up else end <= 2 * C - 1)
    within = (*RANGE, z >= x, z <= y)
    order = prove(within, alone(z) >= alone(y) if up else alone(z) <= alone(x))
    inside = prove(within, And(4 * z > BALANCE, C * z <= 1, z < 1, z >= 0))
    setting = (C > 1, q > 0, q < 1, 4 * z > BALANCE, C * z <= 1)
    signs = prove(setting, And(squares(z) > 0, 4 * (2 * C - 1) * z - 1 > 0))
    most = 2 * C - 1
    bounds = (w >= p, g >= y, y + p >= most) if up else (w <= p, g <= y, y + p <= most)
    product = u * v * x**2 / h * (g + w - most) / (1 - z)
    letters = prove((u > 0, v > 0, h > 0, z < 1, *bounds), product >= 0 if up else product <= 0)
    power = exp((2 * C - 1) * log(C * (1 - z) / (C - 1)))
    terms = {
        u: power,
        v: 4 * most * z - 1,
        x: free(z),
        h: squares(z),
        w: held(z),
        g: alone(z),
        y: alone(y if up else x),
    }
    facts = [inside, order, signs, at(part, z)]
    signed = at_once(instantiate(letters, terms), facts, simple=within, more=given)
    change = monotone_by_slope(moved(), signed)
    first, last = ratio_at(x), ratio_at(y)
    return in_turn(
        first <= last if up else first >= last, [change, at(change.conclusion, x, y)], hypotheses=(*RANGE, *given)
    )


def _bounded(up: bool) -> Fact:
    """The second part is at least that at y, and at most that at x."""
    part = ForEach(held(z) >= held(y), (z, x, y)) if up else ForEach(held(z) <= held(x), (z, x, y))
    own = instantiate(held_falls(), {x: z} if up else {y: z})
    inside = prove((*RANGE, z >= x, z <= y), And(4 * z > BALANCE, C * z <= 1))
    one = at_once(own, [inside], simple=(*RANGE, z >= x, z <= y))
    return for_all(part, one, (z,))


def _without_bound(up: bool) -> Fact:
    """The same with the second part itself for p: its terms are defined."""
    own, bounded = instantiate(_monotone(up), {p: held(y if up else x)}), _bounded(up)
    last = own.hypotheses[-1]
    known = {oriented(given) for given in (*RANGE, last, bounded.conclusion)}
    facts = []
    for needed in (given for given in own.hypotheses if oriented(given) not in known):
        if isinstance(needed, ForEach):
            facts.append(for_all(needed, prove((*RANGE, z >= x, z <= y), needed.args[0]), (z,)))
        else:
            facts.append(prove(RANGE, needed))
    return by_logic(own.conclusion, [*facts, bounded, own], hypotheses=(*RANGE, last))


@cache
def rises() -> Fact:
    """The ratio at y is at least that at x where the sign at y is not negative."""
    return _without_bound(True)


@cache
def falls() -> Fact:
    """The ratio at y is at most that at x where the sign at x is not positive."""
    return _without_bound(False)
