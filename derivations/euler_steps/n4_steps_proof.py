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
    in_turn,
    instantiate,
    prove,
)

v, w, d, grown, z, c = (Symbol(name, real=True) for name in "vwdgzc")
zero = Integer(0)


def shrunk(of: Expr, by: Expr) -> Expr:
    """1 - (1 - v) g, the noised law after the signal has grown by √g."""
    return 1 - (1 - of) * by


@cache
def noisy_step() -> Fact:
    """(1 + h - 2h/v)² V + 2h >= 1 - (1 - v) e^{2h} for V >= v and v <= 1."""
    share = 1 + h * (1 - 2 / v)
    given = (v > 0, v <= 1, h >= 0, grown >= 1 + 2 * h + 2 * h**2)
    least = prove(given, share**2 * v + 2 * h >= shrunk(v, grown))
    more = prove((now >= v,), c**2 * now >= c**2 * v)
    more = instantiate(more, {c: share})
    whole = in_turn(share**2 * now + 2 * h >= shrunk(v, grown), [least, more], hypotheses=(*given, now >= v))
    own = instantiate(whole, {v: law(x), grown: exp(2 * h)})
    sizes = prove((*STEP, BELOW), And(law(x) > 0, law(x) <= 1))
    same = prove((), Identity(shrunk(law(x), exp(2 * h)), law(ahead(x, h))))
    parts = [sizes, instantiate(above_the_parabola(), {z: 2 * h}), same, own]
    return in_turn(noisy(now, h, x) >= law(ahead(x, h)), parts, hypotheses=(*STEP, BELOW, now >= law(x)))


@cache
def one_noisy_step() -> Fact:
    """From the noised law at T to level 0."""
    own = instantiate(noisy_step(), {now: law(x), h: T})
    own = instantiate(own, {x: level_at(T)})
    level = prove((T > 0,), And(level_at(T) >= 0, level_at(T) < 1))
    last = prove((), Identity(law(ahead(level_at(T), T)), variance))
    return in_turn(variance <= ONE, [level, last, own], hypotheses=(*TRUE, T > 0, BELOW))


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
