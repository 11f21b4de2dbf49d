"""The proofs behind `a6_every_small_level`: a line in √z below a root, outcome by outcome.

Tested in `tests/derivations/random_estimates/test_a6_every_small_level.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, Expr, Sum, sqrt

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.letters import X, j, k, s, x
from ldm_symbolic.derivations.random_estimates.a6_every_small_level import (
    BRACKET,
    LAW,
    REACH,
    least,
)
from ldm_symbolic.derivations.random_estimates.a6_full_range_proof import (
    DEVIATION,
    SCALE,
    TERM,
    enough_samples,
    full_range,
    h,
    lam,
    low,
    lowered_by,
    mean_below_a_root,
    q,
    root,
    under,
    y,
)
from ldm_symbolic.derivations.random_estimates.s3_sampling_average import (
    DRAWS,
    ROOT,
    UNBIASED,
    WEIGHTS,
    c,
    draw,
    mean,
    n,
    outcomes,
    w,
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
)

FIRST = (1 - lam) * (4 - h) + lam * (1 - h) * (4 + h)
CONSTANT = (1 - lam) * 4 * h + lam * h * (4 + h)
"""(4 + h) √((1 - λh) z + h) >= FIRST √z + CONSTANT."""


@cache
def below_a_root() -> Fact:
    """√(q² + h) >= (q (4-h) + 4h)/(4+h), and so the root of a mean of z + h and (1-h) z + h."""
    signs = (q > 0, h > 0, h <= 1, lam > 0, lam <= 1)
    near = prove((q > 0, h > 0, y >= 0, Identity(y**2, q**2 + h)), y * (4 + h) >= q * (4 - h) + 4 * h)
    other, of_y = (1 - h) * q + h, Identity(y**2, q**2 + h)
    square = prove(signs[:3], other**2 <= (1 - h) * q**2 + h)
    positive = prove(signs[:3], other > 0)
    of_root, mixed = Identity(root**2, (1 - lam * h) * q**2 + h), (1 - lam) * y + lam * other
    below = instantiate(mean_below_a_root(), {low: other, under: (1 - h) * q**2 + h})
    same = prove((of_y, of_root), Identity(root**2, (1 - lam) * y**2 + lam * ((1 - h) * q**2 + h)))
    order = prove((root >= 0, y >= 0, lam > 0, lam <= 1, positive.conclusion, below.conclusion), root >= mixed)
    goal = root * (4 + h) >= FIRST * q + CONSTANT
    scaled = prove((h > 0, order.conclusion), root * (4 + h) >= mixed * (4 + h))
    weighed = prove((lam <= 1, near.conclusion), (1 - lam) * y * (4 + h) >= (1 - lam) * (q * (4 - h) + 4 * h))
    last = prove((scaled.conclusion, weighed.conclusion), goal)
    given = (*signs, y >= 0, of_y, root >= 0, of_root)
    steps = [near, square, positive, same, below, order, scaled, weighed, last]
    fact = in_turn(goal, steps, hypotheses=given)
    named = instantiate(fact, {y: sqrt(q**2 + h)})
    defined = prove(signs, sqrt(q**2 + h) >= 0)
    return in_turn(goal, [defined, named], hypotheses=(*signs, root >= 0, of_root))


TOP = 4 + h
IN_LETTERS = 2 * (FIRST * q + CONSTANT) / TOP


def of_mode(expression: Expr, rooted: Expr) -> Expr:
    """What is said in letters, of mode j, with √z or its mean."""
    return substitute(expression, {lam: s[j] ** 2, q: rooted, h: SCALE})


rest = h + 1 - 2 * CONSTANT / TOP
coupled = (1 - x) * draw + of_mode(rest, q) - of_mode(2 * FIRST / TOP, q) * sqrt(draw)
HERE = (s[j] > 0, s[j] <= 1, s[j] ** 2 >= least, least > 0, x > 0, x <= X, X < 1, *REACH)


@cache
def one_outcome() -> Fact:
    """The error of a mode is at most λ ((1-x) z + h + 1 - 2 (FIRST √z + CONSTANT)/(4 + h))."""
    u = DEVIATION
    tied = (u > 0, Identity(lam, u**2), Identity(h * lam, x), h > 0)
    below = instantiate(below_a_root(), {root: y / u})
    line = prove((*tied, below.conclusion), y * u * TOP >= u**2 * (FIRST * q + CONSTANT))
    part = prove((h > 0, line.conclusion), y * u >= u**2 * IN_LETTERS / 2)
    of_y = Identity(y**2, x * (1 - u**2 * q**2) + u**2 * q**2)
    square = prove((*tied, of_y), Identity((y / u) ** 2, h + q**2 * (1 - h * lam)))
    error = x * (1 - u**2 * q**2) - 2 * y * u + u**2 * q**2 + u**2
    bound = u**2 * ((1 - x) * q**2 + h + 1 - IN_LETTERS)
    last = prove((*tied, part.conclusion), error <= bound)
    given = (q > 0, h > 0, h <= 1, lam > 0, lam <= 1, y >= 0, of_y, *tied)
    return in_turn(error <= bound, [square, below, line, part, last], hypotheses=given)


@cache
def one_mode() -> Fact:
    """The same of the term of mode j in outcome i."""
    true = s[j] ** 2
    root_of = sqrt(x * (1 - true * draw) + true * draw)
    values = {q: sqrt(draw), h: SCALE, lam: true, DEVIATION: s[j], y: root_of}
    letters = instantiate(one_outcome(), values)
    within = (*HERE, draw > 0)
    ranges = [prove(HERE, And(SCALE > 0, SCALE <= 1, true > 0, true <= 1))]
    ranges += [prove((draw > 0, s[j] > 0, x > 0, x <= X, X < 1), x * (1 - true * draw) + true * draw > 0)]
    bounded = in_turn(letters.conclusion, [*ranges, letters], hypotheses=within)
    same = prove((s[j] > 0, x > 0, draw > 0), Identity(letters.conclusion.args[1], true * coupled))
    return follows(true * coupled >= TERM, [bounded, same], hypotheses=within)


@cache
def in_the_mean() -> Fact:
    """Its mean is less than 2 λ (1 - c)."""
    given = (lam > 0, lam <= 1, h > 0, h <= 1, h <= 4 * (1 - c))
    value = (1 - lam * h) + h + 1 - 2 * (FIRST * c + CONSTANT) / TOP
    enough = prove(given, 2 * (FIRST * c + CONSTANT) > (h - lam * h + 2 * c) * TOP)
    last = prove((h > 0, enough.conclusion), value < 2 * (1 - c))
    return in_turn(value < 2 * (1 - c), [enough, last], hypotheses=given)


@cache
def mean_of_one_mode() -> Fact:
    """λ times the mean of what bounds its error is less than 2 (1 - c) λ."""
    within = (s[j] > 0, DRAWS, j >= 1, j <= k, x > 0)
    parts = (1 - x) * mean(draw) + of_mode(rest, q) * Sum(w[outcomes[0]], outcomes)
    parts -= of_mode(2 * FIRST / TOP, q) * mean(sqrt(draw))
    cut = equal_sums(mean(coupled), parts, hypotheses=within)
    value = instantiate(in_the_mean(), {lam: s[j] ** 2, h: SCALE})
    ranges = prove(HERE, And(SCALE > 0, SCALE <= 1, 4 * (1 - c) >= SCALE, s[j] ** 2 > 0, s[j] ** 2 <= 1))
    known = (WEIGHTS[1], UNBIASED.args[0], ROOT.args[0])
    total = (1 - x) + of_mode(rest, q) - of_mode(2 * FIRST / TOP, q) * c
    means = follows(Identity(mean(coupled), total), [cut], hypotheses=(*within, *known))
    same = prove((s[j] > 0, x > 0), Identity(total, value.conclusion.args[0]))
    less = in_turn(total < 2 * (1 - c), [ranges, value, same], hypotheses=HERE)
    goal = s[j] ** 2 * mean(coupled) < 2 * (1 - c) * s[j] ** 2
    letters = prove((s[j] > 0, Identity(root, q), q < 2 * (1 - c)), s[j] ** 2 * root < 2 * (1 - c) * s[j] ** 2)
    last = instantiate(letters, {root: mean(coupled), q: total})
    return in_turn(goal, [means, less, last], hypotheses=(*within, *known, *HERE))


@cache
def lowered() -> Fact:
    """With the line in √z of this file."""
    return lowered_by(coupled, one_mode(), mean_of_one_mode(), (*LAW, *REACH))


@cache
def chi_squared() -> Fact:
    """4 (1 - c) > 2 (1 - c²) > 2/(2n + 1)."""
    below = prove((n >= 2, *BRACKET), c < 1)
    goal = And(4 * (1 - c) * (2 * n + 1) > 2, 2 * n + 1 >= 2)
    return in_turn(goal, [below], hypotheses=(n >= 2, *BRACKET))


PROOFS: Proofs = {
    "three-repaired": lowered,
    "two-repaired": chi_squared,
    "full": full_range,
    "full-samples": enough_samples,
}
