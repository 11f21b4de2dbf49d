"""The proofs behind `n9_noise_under_a_cap` about the cap at which the end is perfect: V_T rises with the inverse cap.

Tested in `tests/derivations/capped_paths/test_capped_paths.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, Expr, Integer, Symbol, diff, exp, log

from ldm_symbolic.derivations.capped_paths.perfect_cap import (
    ABOVE,
    BETWEEN,
    FALLS_WITH_CAP,
    ON_THE_WAY,
    PERFECT,
    above,
    below,
    early,
    first,
    late,
    reached,
    signal,
    y,
)
from ldm_symbolic.derivations.letters import T
from ldm_symbolic.notation import deviation as s
from ldm_symbolic.notation import estimated_variance as lam
from ldm_symbolic.proof import (
    Fact,
    Identity,
    at,
    derivative,
    in_turn,
    instantiate,
    monotone_by_slope,
    prove,
    substitute,
    unique_root,
)

zero = Integer(0)
LATE = (*PERFECT[:3], *ON_THE_WAY, first < 1)
decayed, z, w, r = (Symbol(letter, real=True) for letter in ("d", "z", "w", "u"))
balance = y / (2 - y)


def unfolded(piece: Expr) -> tuple[Expr, Expr]:
    """The power in a piece of V_T, and its exponent."""
    (power,) = (part for part in piece.atoms(exp) if y in part.free_symbols)
    return power, power.args[0]


@cache
def small_signal() -> Fact:
    """e^{-2T} < 1 and λ̂ < p(T) < 1."""
    less = instantiate(prove((z < 0,), exp(z) < 1), {z: -2 * T})
    return in_turn(And(signal < 1, first > lam, first < 1), [less], hypotheses=PERFECT[:3])


@cache
def rises_early(shift: Expr = s**2) -> Fact:
    """The slope is 2 (1 - E)/(2-r)² + 8 T (1-r) E/((2-r) r²), E = e^{-(4/r-2) T}."""
    power, exponent = unfolded(early)
    span = (y, first, Integer(1))
    slope = diff(early, y)
    nice = 2 * (1 - decayed) / (2 - y) ** 2 + (1 - balance) * decayed * 4 * T / y**2
    place = (T > 0, y > 0, y < 1)
    shape = prove((*PERFECT[:3], y > 0, y <= 1, first > 0), Identity(slope, substitute(nice, {decayed: power})))
    sign = prove((*place, decayed > 0, decayed < 1), nice > 0)
    sign = instantiate(sign, {decayed: power})
    down = prove(place, exponent < 0)
    less = instantiate(prove((z < 0,), exp(z) < 1), {z: exponent})
    inside = in_turn(And(y > 0, y < 1), [small_signal()], hypotheses=(*PERFECT[:3], y > first, y < 1))
    parts = [small_signal(), inside, shape, down, less, sign, positive_as(shape)]
    steep = in_turn(slope > 0, parts, hypotheses=(*PERFECT[:3], y > first, y < 1))
    moved = derivative(early - shift, slope, span, hypotheses=(*PERFECT[:3], first > 0))
    return monotone_by_slope(moved, steep)


def positive_as(same: Fact) -> Fact:
    """What is identical to a positive number is positive."""
    known = prove((Identity(z, w), w > 0), z > 0)
    return instantiate(known, dict(zip((z, w), same.conclusion.args, strict=True)))


@cache
def negative_logarithm() -> Fact:
    """log z < 0 for 0 < z < 1."""
    moved = derivative(log(w), 1 / w, (w, z, Integer(1)), hypotheses=(z > 0,))
    rises = monotone_by_slope(moved, prove((w >= z, z > 0), 1 / w > 0))
    return in_turn(log(z) < 0, [rises, at(rises.conclusion, z, Integer(1))], hypotheses=(z > 0, z < 1))


@cache
def rises_late(shift: Expr = zero, ends: tuple[Expr, Expr] = (lam, first)) -> Fact:
    """The slope is 2 (1 - E)/(2-r)² - 2 E W log(g)/r² with E = g^{2/r-1}, W > 0: at t' V solves its equation."""
    power, exponent = unfolded(late)
    level = log(reached)
    excess = late.xreplace({power: Integer(1)}) - late.xreplace({power: Integer(0)})
    slope = diff(late, y)
    nice = 2 * (1 - decayed) / (2 - y) ** 2 - 2 * decayed * w * r / y**2
    known = (*PERFECT[:3], y > lam, y < first, first < 1)
    kappa = ((1 - lam) * signal / first) ** 2
    sized = y * (1 - y) / (2 - y) + z * y**2 / (1 - y)
    size = prove((*known, first > 0), Identity(excess, substitute(sized, {z: kappa})))
    large = instantiate(prove((y > 0, y < 1, z >= 0), sized > 0), {z: kappa})
    shape = prove((*known, first > 0), Identity(slope, substitute(nice, {decayed: power, w: excess, r: level})))
    sign = prove((y > 0, y < 2, decayed > 0, decayed < 1, w > 0, r < 0), nice > 0)
    sign = instantiate(sign, {decayed: power, w: excess, r: level})
    short = prove(known, And(reached > 0, reached < 1))
    under = instantiate(negative_logarithm(), {z: reached})
    down = instantiate(prove((y > 0, y < 1, r < 0), (4 / y - 2) * r / 2 < 0), {r: level})
    less = instantiate(prove((z < 0,), exp(z) < 1), {z: exponent})
    within = PERFECT[:3] if ends == (lam, first) else (*PERFECT[:3], *ON_THE_WAY)
    inside = (*within, y > ends[0], y < ends[1])
    place = [prove(inside, And(y > lam, y < first)), prove(known, And(y > 0, y < 1, y < 2))]
    parts = [small_signal(), *place, size, large, positive_as(size), shape, short, under, down, less, sign]
    steep = in_turn(slope > 0, [*parts, positive_as(shape)], hypotheses=inside)
    moved = derivative(late - shift, slope, (y, *ends), hypotheses=(*within, first < 1))
    return monotone_by_slope(moved, steep)


@cache
def falls_with_the_cap() -> Fact:
    """On both pieces."""
    pieces = [rises_late(), rises_early(zero)]
    return in_turn(FALLS_WITH_CAP, pieces, hypotheses=PERFECT[:3])


@cache
def late_cap() -> Fact:
    """V_T rises from one inverse cap to the other."""
    low = in_turn(substitute(late - s**2, {y: below}) <= 0, [], hypotheses=(*LATE, BETWEEN[0]))
    high = in_turn(substitute(late - s**2, {y: above}) >= 0, [], hypotheses=(*LATE, BETWEEN[1]))
    found = unique_root(rises_late(s**2, (below, above)), low, high)
    return in_turn(found.conclusion, [small_signal(), found], hypotheses=(*PERFECT, *ON_THE_WAY, *BETWEEN))


@cache
def early_cap() -> Fact:
    """And from there to 1, where it is at the cap 1."""
    low = in_turn(substitute(early - s**2, {y: first}) <= 0, [], hypotheses=(*PERFECT[:3], ABOVE[0]))
    one = prove((s > 0, s < 1), s**2 <= 1)
    high = in_turn(substitute(early - s**2, {y: Integer(1)}) >= 0, [one], hypotheses=(*PERFECT, ABOVE[1]))
    found = unique_root(rises_early(), low, high)
    return in_turn(found.conclusion, [small_signal(), found], hypotheses=(*PERFECT, *ABOVE))
