"""The proof of S3 draw by draw: the error of a mode at a small level is below a line in Z and √Z.

A root lies above √(q² + g) >= (q (4 - g) + 4 g)/(4 + g), and what is left is a question about three numbers.

Tested in `tests/derivations/random_estimates/test_s3_sampling_average.py`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sympy import And, Integer, Sum, Symbol, sqrt

from ldm_symbolic.derivations.letters import j, k, s, x
from ldm_symbolic.derivations.random_estimates.s3_sampling_average import (
    ANY_DRAW,
    NEAR,
    c,
    centred,
    kept,
    of_one_draw,
    share,
    z,
)
from ldm_symbolic.proof import (
    Fact,
    Identity,
    equal_sums,
    follows,
    in_turn,
    instantiate,
    prove,
    substitute,
    sum_over_modes,
)

u, q, y, r, g, h = (Symbol(name, real=True) for name in ("u", "q", "y", "r", "g", "h"))
"""s, √Z, a root, √(1-x), x/(λ (1-x)), and any number."""
SLOPE, REST = (4 - g) / (4 + g), 4 * g / (4 + g)


@cache
def root_above_a_line() -> Fact:
    """√(q² + g) >= (q (4 - g) + 4 g)/(4 + g)."""
    given = (y >= 0, q >= 0, g > 0, Identity(y**2, q**2 + g))
    whole = prove(given, y * (4 + g) >= q * (4 - g) + 4 * g)
    last = prove((g > 0, whole.conclusion), y >= SLOPE * q + REST)
    return in_turn(last.conclusion, [whole, last], hypotheses=given)


@cache
def gains() -> Fact:
    """What the line gains is more than what noise costs, for small levels."""
    given = (g > 0, r > 0, r < 1, c >= 0, c < 1, 4 * (1 - r**2) <= 1 - c, 2 * g * r**2 <= 1 - c)
    cost, gain, share = g * r**2 - 1 + r**2 + 2 * c, 8 * r * g + 2 * c * r * (4 - g), (4 + g)
    whole = prove(given, cost * share < gain)
    letters = prove((y > 0, q * y < u), q < u / y)
    quotient = instantiate(letters, {y: share, q: cost, u: gain})
    same = prove((g > 0,), Identity(gain / share, 2 * r * REST + 2 * c * r * SLOPE))
    last = prove((q < u, Identity(u, 2 * r * y + 2 * c * r * h)), q - 2 * c * r * h < 2 * r * y)
    last = instantiate(last, {q: cost, u: gain / share, y: REST, h: SLOPE})
    steps = [prove((g > 0,), share > 0), whole, quotient, same, last]
    return in_turn(cost - 2 * c * r * SLOPE < 2 * r * REST, steps, hypotheses=given)


@cache
def one_draw() -> Fact:
    """The error of one mode at level x is below that at 0 and a line in q² and q, in letters."""
    tied = (u > 0, g > 0, r > 0, Identity(x, 1 - r**2), Identity(x, u**2 * g * r**2))
    of_root = Identity(y**2, x * (1 - u**2 * q**2) + u**2 * q**2)
    scaled = prove((*tied, of_root), Identity((y / (u * r)) ** 2, q**2 + g))
    sign = prove((u > 0, r > 0, y >= 0), y / (u * r) >= 0)
    below = instantiate(root_above_a_line(), {y: y / (u * r)})
    line = prove((u > 0, r > 0, y / (u * r) >= h), u * y >= u**2 * r * h)
    line = instantiate(line, {h: SLOPE * q + REST})
    slope, rest = Symbol("v1", real=True), Symbol("v2", real=True)
    before, after = 2 * u**2 * q - u**2 * q**2 - u**2, x * (1 - u**2 * q**2) - 2 * y * u + u**2 * q**2 + u**2
    centre = u**2 * x * (1 - q**2) + 2 * u**2 * (1 - r * slope) * (q - c)
    cost = prove(
        (*tied, g * r**2 - 1 + r**2 + 2 * c - 2 * c * r * slope < 2 * r * rest),
        x - u**2 * x + 2 * u**2 * c * (1 - r * slope) < 2 * u**2 * r * rest,
    )
    goal = after < -before + centre
    last = prove((cost.conclusion, u * y >= u**2 * r * (slope * q + rest)), goal)
    values = {slope: SLOPE, rest: REST}
    steps = [scaled, sign, below, line, gains(), instantiate(cost, values), instantiate(last, values)]
    given = (*gains().hypotheses, *tied, q >= 0, y >= 0, of_root)
    return in_turn(substitute(goal, values), steps, hypotheses=given)


(TERM,) = (part.function for part in of_one_draw.args if part.limits[0][2] == kept[2])
START = substitute(TERM, {x: Integer(0)})
HERE = (s[j] > 0, z[j] >= 0, *NEAR[:3], NEAR[3].args[0])


@cache
def one_mode() -> Fact:
    """The same of the term of mode j."""
    under = x * (1 - s[j] ** 2 * z[j]) + s[j] ** 2 * z[j]
    values: dict[Any, Any] = {u: s[j], q: sqrt(z[j]), y: sqrt(under), r: sqrt(1 - x), g: x / (s[j] ** 2 * (1 - x))}
    letters = instantiate(one_draw(), values)
    small = prove(HERE, And(x > 0, x < 1, under >= 0))
    signs = prove((s[j] > 0, x > 0, x < 1), And(1 - x > 0, x / (s[j] ** 2 * (1 - x)) > 0))
    given = (*HERE, *small.conclusion.args)
    rest = [prove((*given, *signs.conclusion.args), condition) for condition in letters.hypotheses]
    inside = in_turn(letters.conclusion, [small, signs, *rest, letters], hypotheses=HERE)
    start = prove((s[j] > 0, z[j] >= 0), Identity(START, s[j] ** 2 * (z[j] - 2 * sqrt(z[j]) + 1)))
    same = prove((s[j] > 0, x > 0, x < 1), Identity(SLOPE.subs(g, values[g]), share))
    return in_turn(START + centred > TERM, [inside, small, start, same, _put_in(values)], hypotheses=HERE)


def _put_in(values: dict[Any, Any]) -> Fact:
    """What is said in letters with the error at 0, and the slope of the line, put in."""
    base, centre = u**2 * q**2 + u**2 - 2 * u**2 * q, u**2 * x * (1 - q**2)
    first, other = Symbol("v1", real=True), Symbol("v2", real=True)
    known = y < base + centre + 2 * u**2 * (q - c) * (1 - r * first)
    given = (known, Identity(h, u**2 * (q**2 - 2 * q + 1)), Identity(first, other))
    fact = prove(given, h + centre + 2 * u**2 * (1 - r * other) * (q - c) > y)
    return instantiate(fact, {**values, y: TERM, h: START, first: SLOPE.subs(g, values[g]), other: share})


@cache
def each_draw() -> Fact:
    """The sum over all kept modes."""
    modes = sum_over_modes(one_mode(), kept)
    cut = equal_sums(Sum(START + centred, kept), Sum(START, kept) + Sum(centred, kept), hypotheses=(*ANY_DRAW, *NEAR))
    goal = of_one_draw < substitute(of_one_draw, {x: Integer(0)}) + Sum(centred, kept)
    return follows(goal, [modes, cut], hypotheses=(k >= 1, *ANY_DRAW, *NEAR))
