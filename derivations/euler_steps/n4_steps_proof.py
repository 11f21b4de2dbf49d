"""The proofs behind `n4_euler_steps` about one step: it beside the noised law, and two halves beside it.

Tested in `tests/derivations/finite_steps/test_steps.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, Expr, Ge, Integer, Le, Symbol, exp

from ldm_symbolic.derivations.capped_paths.n8_flow_under_a_cap_proof import above_the_parabola, tangent
from ldm_symbolic.derivations.euler_steps.n4_euler_steps import (
    ABOVE,
    BELOW,
    INSIDE,
    ONE,
    SHARP,
    STEP,
    TRUE,
    ahead,
    factor,
    h,
    law,
    level_at,
    noisy,
    now,
    two,
)
from ldm_symbolic.derivations.letters import T, x
from ldm_symbolic.notation import variance
from ldm_symbolic.proof import (
    Fact,
    Identity,
    at,
    by_logic,
    derivative,
    in_turn,
    instantiate,
    monotone_by_slope,
    prove,
)

v, w, d, grown, z, c = (Symbol(name, real=True) for name in "vwdgzc")
zero = Integer(0)


def shrunk(of: Expr, by: Expr) -> Expr:
    """1 - (1 - v) g, the noised law after the signal has grown by √g."""
    return 1 - (1 - of) * by


@cache
def above_one() -> Fact:
    """h² (v-2)²/v >= 2 (λ-1) h² >= 2 (v-1) g h² >= (v-1)(g - 1 - 2h) for v > 1 and (v-1) g <= λ - 1, g = e^{2h}."""
    share = 1 + h * (1 - 2 / v)
    room = (v > 1, h >= 0, grown >= 1, (v - 1) * grown <= variance - 1, SHARP)
    below = prove(room, And(v <= variance, variance**2 + 2 * variance <= 4, variance < 2))
    gap = prove(
        (v > 1, v <= variance, variance < 2, variance**2 + 2 * variance <= 4), (v - 2) ** 2 >= 2 * (variance - 1) * v
    )
    most = prove(((v - 1) * grown <= variance - 1,), 2 * (v - 1) * grown * h**2 <= 2 * (variance - 1) * h**2)
    bent = prove(
        (v > 1, grown - 1 - 2 * h <= 2 * h**2 * grown), (v - 1) * (grown - 1 - 2 * h) <= 2 * (v - 1) * grown * h**2
    )
    shape = prove((v > 0,), Identity(share**2 * v + 2 * h, 1 + (v - 1) * (1 + 2 * h) + h**2 * ((v - 2) ** 2 / v)))
    large = prove((v > 0, (v - 2) ** 2 >= 2 * (variance - 1) * v), (v - 2) ** 2 / v >= 2 * (variance - 1))
    times = instantiate(prove((w >= d,), h**2 * w >= h**2 * d), {w: (v - 2) ** 2 / v, d: 2 * (variance - 1)})
    parts = [below, gap, most, bent, shape, large, times]
    given = (*room, grown - 1 - 2 * h <= 2 * h**2 * grown)
    return in_turn(share**2 * v + 2 * h >= shrunk(v, grown), parts, hypotheses=given)


@cache
def bent_down() -> Fact:
    """(1 + z) e^{-z} >= 1 - z²/2, for the difference has the slope z (1 - e^{-z})."""
    over, slope = (1 + w) * exp(-w) - 1 + w**2 / 2, w * (1 - exp(-w))
    sign = prove((w >= 0, exp(-w) <= 1), slope >= 0)
    less = instantiate(prove((c <= 0,), exp(c) <= 1), {c: -w})
    sign = in_turn(slope >= 0, [less, sign], hypotheses=(w >= 0,))
    rises = monotone_by_slope(derivative(over, slope, (w, zero, z), hypotheses=(z >= 0,)), sign)
    return in_turn((1 + z) * exp(-z) >= 1 - z**2 / 2, [rises, at(rises.conclusion, zero, z)], hypotheses=(z >= 0,))


@cache
def above_the_line() -> Fact:
    """e^{-z} >= 1 - z for z >= 0."""
    less = instantiate(prove((c <= 0,), exp(c) <= 1), {c: -w})
    flat = in_turn(1 - exp(-w) >= 0, [less], hypotheses=(w >= 0,))
    steep = monotone_by_slope(derivative(exp(-w) - 1 + w, 1 - exp(-w), (w, zero, z), hypotheses=(z >= 0,)), flat)
    return in_turn(exp(-z) - 1 + z >= 0, [steep, at(steep.conclusion, zero, z)], hypotheses=(z >= 0,))


@cache
def bent_up() -> Fact:
    """(1 + z) e^{-z} <= 1 - z²/2 + z³/3, for the difference has the slope z (e^{-z} - 1 + z)."""
    over, slope = 1 - w**2 / 2 + w**3 / 3 - (1 + w) * exp(-w), w * (exp(-w) - 1 + w)
    product = instantiate(prove((w >= 0, c >= 0), w * c >= 0), {c: exp(-w) - 1 + w})
    sign = in_turn(slope >= 0, [instantiate(above_the_line(), {z: w}), product], hypotheses=(w >= 0,))
    rises = monotone_by_slope(derivative(over, slope, (w, zero, z), hypotheses=(z >= 0,)), sign)
    goal = (1 + z) * exp(-z) <= 1 - z**2 / 2 + z**3 / 3
    return in_turn(goal, [rises, at(rises.conclusion, zero, z)], hypotheses=(z >= 0,))


@cache
def grows_little() -> Fact:
    """e^{2h} - 1 - 2h <= 2 h² e^{2h}."""
    fall = instantiate(bent_down(), {z: 2 * h})
    cleared = prove((w > 0, Identity(w * d, 1), (1 + 2 * h) * d >= 1 - 2 * h**2), w - 1 - 2 * h <= 2 * h**2 * w)
    cleared = instantiate(cleared, {w: exp(2 * h), d: exp(-2 * h)})
    inverse = prove((), And(exp(2 * h) > 0, Identity(exp(2 * h) * exp(-2 * h), 1)))
    return in_turn(cleared.conclusion, [fall, inverse, cleared], hypotheses=(h >= 0,))


def from_above(least: Fact) -> Fact:
    """A step from V >= v, given that from v."""
    share = 1 + h * (1 - 2 / v)
    more = instantiate(prove((now >= v,), c**2 * now >= c**2 * v), {c: share})
    goal = share**2 * now + 2 * h >= shrunk(v, grown)
    whole = in_turn(goal, [least, more], hypotheses=(*least.hypotheses, now >= v))
    return instantiate(whole, {v: law(x), grown: exp(2 * h)})


@cache
def noisy_step() -> Fact:
    """(1 + h - 2h/v)² V + 2h >= 1 - (1 - v) e^{2h} for V >= v."""
    goal, given = noisy(now, h, x) >= law(ahead(x, h)), (*INSIDE, SHARP, now >= law(x))
    within = (v > 0, v <= 1, h >= 0, grown >= 1 + 2 * h + 2 * h**2)
    least = prove(within, (1 + h * (1 - 2 / v)) ** 2 * v + 2 * h >= shrunk(v, grown))
    same = prove((), Identity(shrunk(law(x), exp(2 * h)), law(ahead(x, h))))
    size = prove(STEP, law(x) > 0)
    known = [size, instantiate(above_the_parabola(), {z: 2 * h}), same]
    low = in_turn(goal, [*known, from_above(least)], hypotheses=(*given, BELOW))
    room = prove((*INSIDE, variance > 1), And(law(x) > 1, (law(x) - 1) * exp(2 * h) <= variance - 1))
    high = in_turn(goal, [*known, grows_little(), room, from_above(above_one())], hypotheses=(*given, variance > 1))
    return by_logic(goal, [low, high], hypotheses=given)


@cache
def one_noisy_step() -> Fact:
    """From the noised law at T to level 0."""
    own = instantiate(noisy_step(), {now: law(x), h: T})
    own = instantiate(own, {x: level_at(T)})
    level = prove((T >= 0,), And(level_at(T) >= 0, level_at(T) < 1))
    last = prove((), And(Identity(law(ahead(level_at(T), T)), variance), Identity(ahead(level_at(T), T), 0)))
    return in_turn(variance <= ONE, [level, last, own], hypotheses=(*TRUE, T >= 0, SHARP))


@cache
def halves_in_letters() -> Fact:
    """0 <= (1 + d a)(1 + d b) <= 1 + 2 d a with a = 1 - 1/v, b = 1 - 1/w, w = 1 - (1 - v) g and g >= 1 + 2d."""
    given = (v > 0, v <= 1, d >= 0, grown >= 1 + 2 * d, Identity(w, shrunk(v, grown)), shrunk(v, grown**2) > 0)
    below = prove(given, And(w > 0, w <= v))
    first = prove((*given, w > 0), 2 * d * (1 - v) <= v)
    second = prove((*given, w > 0), 2 * d * (1 - w) <= w)
    gain = prove((*given, w > 0), d * (1 - v) * (1 - w) <= v - w)
    one, other, uncut = (1 + part * (1 - 1 / of) for part, of in ((d, v), (d, w), (2 * d, v)))
    signs = prove((v > 0, w > 0, d >= 0, first.conclusion, second.conclusion), And(one >= 0, other >= 0))
    whole, excess = one * other, d * (1 - v) * (1 - w) - (v - w)
    apart = prove((v > 0, w > 0), Identity(whole - uncut, d * excess / (v * w)))
    sign = instantiate(prove((v > 0, w > 0, d >= 0, c <= 0), d * c / (v * w) <= 0), {c: excess})
    product = instantiate(prove((c >= 0, z >= 0), c * z >= 0), {c: one, z: other})
    order = in_turn(whole <= uncut, [below, gain, apart, sign], hypotheses=given)
    least = in_turn(whole >= 0, [below, first, second, signs, product], hypotheses=given)
    square = instantiate(prove((c >= 0, c <= z), c**2 <= z**2), {c: whole, z: uncut})
    return in_turn(square.conclusion, [order, least, square], hypotheses=given)


@cache
def halved() -> Fact:
    """The same of the model."""
    own = instantiate(halves_in_letters(), {w: law(ahead(x, h / 2)), v: law(x), d: h / 2, grown: exp(h)})
    sizes = prove((*STEP, BELOW), And(law(x) > 0, law(x) <= 1))
    same = prove((), Identity(law(ahead(x, h / 2)), shrunk(law(x), exp(h))))
    last = prove((*INSIDE, BELOW), shrunk(law(x), exp(h) ** 2) > 0)
    squares = [prove((*INSIDE, sizes.conclusion), Identity(factor(h, x), 1 + 2 * (h / 2) * (1 - 1 / law(x))))]
    parts = [sizes, same, last, instantiate(tangent(), {z: h}), own, *squares]
    return in_turn(two(h, x) ** 2 <= factor(h, x) ** 2, parts, hypotheses=(*INSIDE, BELOW))


@cache
def halves_above() -> Fact:
    """For λ >= 1 both halves have a >= 0 and b >= a: (1 + d a)(1 + d b) >= 1 + 2 d a."""
    given = (v >= 1, d >= 0, w >= v)
    slower = prove((v >= 1, w >= v), And(1 - 1 / w >= 1 - 1 / v, 1 - 1 / v >= 0))
    a, b = 1 - 1 / v, 1 - 1 / w
    order = prove((d >= 0, z >= 0, c >= z), And((1 + d * z) * (1 + d * c) >= 1 + 2 * d * z, 1 + 2 * d * z >= 0))
    order = instantiate(order, {z: a, c: b})
    square = instantiate(prove((c >= 0, z >= c), z**2 >= c**2), {z: (1 + d * a) * (1 + d * b), c: 1 + 2 * d * a})
    whole = in_turn(square.conclusion, [slower, order, square], hypotheses=given)
    own = instantiate(whole, {w: law(ahead(x, h / 2)), v: law(x), d: h / 2})
    sizes = prove((*STEP, ABOVE), law(x) >= 1)
    grows = prove((*STEP, ABOVE, exp(h) >= 1 + h), law(ahead(x, h / 2)) >= law(x))
    same = prove((*STEP, ABOVE), Identity(factor(h, x), 1 + 2 * (h / 2) * (1 - 1 / law(x))))
    parts = [sizes, instantiate(tangent(), {z: h}), grows, same, own]
    return in_turn(two(h, x) ** 2 >= factor(h, x) ** 2, parts, hypotheses=(*STEP, ABOVE))


@cache
def lags(*, below: bool) -> Fact:
    """(1 + h - h/v)² v is at least 1 - (1 - v) e^{2h} for v <= 1, and at most that for v >= 1."""
    lagged = (1 + h * (1 - 1 / v)) ** 2 * v
    if below:
        shape = prove((v > 0,), Identity(lagged, v - 2 * h * (1 - v) + h**2 * (1 - v) ** 2 / v))
        rest = prove((v > 0,), h**2 * (1 - v) ** 2 / v >= 0)
        order = prove((v <= 1, grown >= 1 + 2 * h), v - 2 * h * (1 - v) >= shrunk(v, grown))
        fact = in_turn(
            lagged >= shrunk(v, grown), [shape, rest, order], hypotheses=(v > 0, v <= 1, h >= 0, grown >= 1 + 2 * h)
        )
    else:
        fact = prove((v >= 1, h >= 0, grown >= 1 + 2 * h + 2 * h**2), lagged <= shrunk(v, grown))
    own = instantiate(fact, {v: law(x), grown: exp(2 * h)})
    side = BELOW if below else ABOVE
    sizes = prove((*STEP, side), And(law(x) > 0, law(x) <= 1) if below else law(x) >= 1)
    growth = instantiate(tangent() if below else above_the_parabola(), {z: 2 * h})
    last = own.conclusion.func(factor(h, x) ** 2 * law(x), law(ahead(x, h)))
    return in_turn(last, [sizes, growth, own], hypotheses=(*STEP, side))


@cache
def lags_in_halves(*, below: bool) -> Fact:
    """The same of two half steps."""
    side = BELOW if below else ABOVE
    middle = ahead(x, h / 2)
    first = instantiate(lags(below=below), {h: h / 2})
    second = instantiate(first, {x: middle})
    inside = prove((*INSIDE, exp(h) >= 1), And(middle >= 0, middle < 1))
    order = instantiate(prove((z >= 0,), exp(z) >= 1), {z: h})
    one, other, start, between, last = (Symbol(name, real=True) for name in "pqrst")
    sense = Ge if below else Le
    chain = (sense(one**2 * start, between), sense(other**2 * between, last))
    whole = prove(chain, sense((one * other) ** 2 * start, last))
    names = {one: factor(h / 2, x), other: factor(h / 2, middle), start: law(x), between: law(middle)}
    names[last] = law(ahead(x, h))
    whole = instantiate(whole, names)
    same = prove((), Identity(law(ahead(middle, h / 2)), law(ahead(x, h))))
    onward = second.conclusion.func(second.conclusion.args[0], law(ahead(x, h)))
    two_parts = in_turn(onward, [order, inside, second, same], hypotheses=(*INSIDE, side))
    result = whole.conclusion.func(two(h, x) ** 2 * law(x), law(ahead(x, h)))
    return in_turn(result, [order, inside, first, two_parts, whole], hypotheses=(*INSIDE, side))
