"""The proofs behind `u7_without_an_order`: either the last mode costs more than λ, or all others do together.

Tested in `tests/derivations/joint_optimum/test_u7_without_an_order.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, Integer, Max, Or, Sum, Symbol, sqrt

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.equal_variances.common_variance import (
    kept_sum,
    lost_sum,
    mode_cost,
)
from ldm_symbolic.derivations.hypotheses import a_level
from ldm_symbolic.derivations.joint_optimum.u7_without_an_order import (
    BEATEN,
    CHOSEN,
    EXCESS,
    MANY,
    SMALL,
    SPECTRUM,
    c,
    excess,
)
from ldm_symbolic.derivations.letters import D, d0, j, s_hat, x
from ldm_symbolic.notation import deviation as s
from ldm_symbolic.notation import deviations as s_all
from ldm_symbolic.proof import (
    Fact,
    Identity,
    by_logic,
    constant_sum,
    in_turn,
    instantiate,
    prove,
    split_sum,
    substitute,
    sum_over_modes,
)

v, m = Symbol("v", real=True), Symbol("m", real=True)
others = (j, Integer(1), d0 - 1)
gap = Max(0, s**2 - x) ** 2 / (4 * s**2)
last = substitute(mode_cost(x), {j: d0})
FIRST = (s > 0, Identity(s_all[j], s), Identity(s_hat[j], 0))


@cache
def perfect() -> Fact:
    """A mode estimated as 0 costs nothing at level λ."""
    return prove((*FIRST, 4 * s**2 < 1), mode_cost(s**2) <= 0)


@cache
def away() -> Fact:
    """It costs at least (λ - x)²/(4 λ) at x <= λ."""
    root = prove((s > 0, v >= 0, v <= 1), v + s**2 - 2 * s * sqrt(v) >= substitute(gap, {x: v}))
    return in_turn(mode_cost(x) >= gap, [instantiate(root, {v: x})], hypotheses=(*FIRST, *a_level(x)))


@cache
def together() -> Fact:
    """The last mode and m others cost more than λ."""
    hat = Symbol("h", real=True)
    one = (s > 0, hat >= 0, Identity(hat**2, c * s**2), SMALL, EXCESS, m >= 1, m * excess**2 > 4, *a_level(x))
    level = x + (1 - x) * hat**2
    cost, rest = level + s**2 - 2 * s * sqrt(level), m * gap
    dear = prove((s > 0, v > 4 * s**2), v + s**2 - 2 * s * sqrt(v) > s**2)
    square = prove((s > 0, v >= 0), v + s**2 - 2 * s * sqrt(v) >= 0)
    dear, square = (instantiate(fact, {v: level}) for fact in (dear, square))
    first, second = Symbol("a", real=True), Symbol("b", real=True)
    goal = rest + cost > s**2
    sums = [
        instantiate(prove(signs, first + second > s**2), {first: rest, second: cost})
        for signs in ((first >= 0, second > s**2), (first > s**2, second >= 0))
    ]
    inside = prove(one, level >= 0)
    some = prove((s > 0, m >= 1), rest >= 0)
    far = in_turn(goal, [inside, some, dear, sums[0]], hypotheses=(*one, level > 4 * s**2))
    distance = prove((*one, level <= 4 * s**2), s**2 - x >= s**2 * excess)
    many = prove(
        (s > 0, second > 0, m >= 1, m * second**2 > 4, first >= s**2 * second),
        m * Max(0, first) ** 2 / (4 * s**2) > s**2,
    )
    facts = [inside, square, distance, instantiate(many, {first: s**2 - x, second: excess}), sums[1]]
    near = in_turn(goal, facts, hypotheses=(*one, level <= 4 * s**2))
    either = prove(one, Or(level > 4 * s**2, level - 4 * s**2 <= 0))
    fact = by_logic(goal, [far, near, either], hypotheses=one)
    return instantiate(fact, {hat: s_hat[d0], m: d0 - 1})


@cache
def beaten() -> Fact:
    """E(d0 - 1, λ) < E(d0, x)."""
    here = (*SPECTRUM, SMALL, EXCESS, MANY)
    large = prove(here, And(d0 >= 2, x <= 1))
    kept, lost = kept_sum(x, 1, d0), lost_sum(d0, D)
    facts = [
        split_sum(kept, d0 - 1, hypotheses=here),
        split_sum(lost, d0, hypotheses=here),
        sum_over_modes(perfect(), others),
        sum_over_modes(away(), others),
        constant_sum(Sum(gap, others), hypotheses=(s > 0, d0 >= 2)),
        in_turn((d0 - 1) * gap + last > s_all[d0] ** 2, [together()], hypotheses=here),
    ]
    parts = {
        "A": kept, "B": kept_sum(x, 1, d0 - 1), "L": last, "R": lost, "r": s_all[d0] ** 2, "E": lost_sum(d0 + 1, D),
        "P": kept_sum(s**2, 1, d0 - 1), "G": Sum(gap, others), "N": (d0 - 1) * gap,
    }  # fmt: skip
    letters = {name: Symbol(name, real=True) for name in parts}
    A, B, L, R, r, E, P, G, N = letters.values()
    known = (Identity(A, B + L), Identity(R, r + E), P <= 0, B >= G, Identity(G, N), r < N + L)
    total = instantiate(prove(known, P + R < A + E), {letters[name]: part for name, part in parts.items()})
    return in_turn(BEATEN, [large, *facts, total], hypotheses=here)


@cache
def chosen() -> Fact:
    """λ = (c - 3)/(4 c) leaves δ = 3 (c - 3)/4."""
    base = (s > 0, c > 3, CHOSEN, m >= 0, 9 * m * (c - 3) ** 2 > 64)
    said = prove(base, And(SMALL, EXCESS, m * excess**2 > 4))
    return instantiate(said, {m: d0 - 1})


PROOFS: Proofs = {"beaten": (beaten,), "sharp": (chosen, beaten)}
