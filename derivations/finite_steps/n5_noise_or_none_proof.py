"""The proofs behind `n5_noise_or_none`: where three variances lie, and which roots are nearer.

Tested in `tests/derivations/finite_steps/test_finite_steps.py`.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise

from sympy import And, Equivalent, Expr, Symbol, exp, sqrt

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.finite_steps.n5_noise_or_none import (
    AS_NEAR,
    BELIEVED,
    BETWEEN,
    STEP,
    TRUE,
    believed_flow,
    believed_noisy,
    excess,
    flow,
    law,
    nearer,
    noised_data,
    noisy,
    one_flow,
    one_noisy,
    s,
    start,
)
from ldm_symbolic.derivations.letters import T
from ldm_symbolic.notation import estimated_variance
from ldm_symbolic.notation import variance as true
from ldm_symbolic.proof import Fact, Identity, by_logic, in_turn, instantiate, prove, substitute

goal, near, far = (Symbol(name, real=True) for name in ("a", "b", "c"))
believed_law = substitute(law, {true: estimated_variance})


@cache
def in_order(*, below: bool) -> Fact:
    """λ <= p <= V <= U for λ <= 1, and the opposite order, without negative variances, for λ >= 1."""
    side = true <= 1 if below else true >= 1
    chain = [(true, law), (law, noisy), (noisy, flow)]
    facts = [prove((*TRUE, side), first <= second if below else second <= first) for first, second in chain]
    facts.append(prove(TRUE, And(flow >= 0, law > 0)))
    return in_turn(And(*(fact.conclusion for fact in facts)), facts, hypotheses=(*TRUE, side))


@cache
def roots(*, above: bool) -> Fact:
    """Of two variances on one side of a squared number the nearer has the root that is nearer to it."""
    given = (goal >= 0, goal**2 <= near, near <= far) if above else (goal >= 0, far >= 0, far <= near, near <= goal**2)
    x, y = (Symbol(name, real=True) for name in ("x", "y"))
    rising = prove((x >= 0, y >= 0, x**2 <= y**2), x <= y)
    ends = (goal, sqrt(near), sqrt(far)) if above else (sqrt(far), sqrt(near), goal)
    parts = [instantiate(rising, {x: less, y: more}) for less, more in pairwise(ends)]
    last = prove((x <= y, y <= goal) if not above else (goal <= y, y <= x), (y - goal) ** 2 <= (x - goal) ** 2)
    last = instantiate(last, {x: sqrt(far), y: sqrt(near)})
    return in_turn(last.conclusion, [*parts, last], hypotheses=given)


def compared(to: Expr) -> Fact:
    """The SDE is at least as near to a variance as the flow."""
    claim = nearer(noisy, flow, sqrt(to))
    cases = []
    for below in (True, False):
        last = instantiate(roots(above=below), {goal: sqrt(to), near: noisy, far: flow})
        given = (*TRUE, true <= 1 if below else true > 1)
        cases.append(in_turn(claim, [in_order(below=below), last], hypotheses=given))
    return by_logic(claim, cases, hypotheses=TRUE)


@cache
def data() -> Fact:
    """Against the data."""
    return compared(true)


@cache
def noised() -> Fact:
    """Against the noised law."""
    return compared(law)


@cache
def plug_in(to: Expr, root: Expr) -> Fact:
    """λ, its noised law, that of λ̂, V and U are in one order or the other; at λ̂ = 1 V and U are 1."""
    claim = nearer(believed_noisy, believed_flow, root)
    given, orders, cases = (*BELIEVED, BETWEEN), [], []
    for below in (True, False):
        orders.append(instantiate(in_order(below=below), {true: estimated_variance}))
        apart, beyond = estimated_variance < 1, to <= believed_law
        if not below:
            apart, beyond = estimated_variance > 1, to >= believed_law
        last = instantiate(roots(above=below), {goal: root, near: believed_noisy, far: believed_flow})
        parts = [orders[-1], prove((*given, apart), And(beyond, to > 0)), last]
        cases.append(in_turn(claim, parts, hypotheses=(*given, apart)))
    alike = prove((near >= 0, near <= far, far <= near), (sqrt(near) - goal) ** 2 <= (sqrt(far) - goal) ** 2)
    alike = instantiate(alike, {goal: root, near: believed_noisy, far: believed_flow})
    middle = (estimated_variance <= 1, estimated_variance >= 1)
    cases.append(in_turn(claim, [*orders, alike], hypotheses=(*given, *middle)))
    return by_logic(claim, cases, hypotheses=given)


@cache
def one_step() -> Fact:
    """(q - s)² - (r - s)² is (q - r)(q + r - 2s), and q - r has the sign of q² - r²."""
    x, y, share = (Symbol(name, real=True) for name in ("x", "y", "z"))
    product = share * (x + y - 2 * s)
    signs = (Equivalent(share > 0, x**2 > y**2), Equivalent(share < 0, x**2 < y**2))
    order = prove((x >= 0, y >= 0), And(Equivalent(x**2 > y**2, x > y), Equivalent(x**2 < y**2, x < y)))
    goal = Equivalent((x - s) ** 2 <= (y - s) ** 2, product <= 0)
    parts = []
    for case, side in (
        ((share > 0,), (x > y,)),
        ((share < 0,), (x < y,)),
        ((share >= 0, share <= 0), (x >= y, x <= y)),
    ):
        fact = prove((*case, *side), goal)
        parts.append(in_turn(goal, [order, fact], hypotheses=(x >= 0, y >= 0, *signs, *case)))
    whole = by_logic(goal, parts, hypotheses=(x >= 0, y >= 0, *signs))
    return in_turn(AS_NEAR, [*_gap(), _named(whole, x, y, share)], hypotheses=STEP)


def _named(whole: Fact, x: Symbol, y: Symbol, share: Symbol) -> Fact:
    return instantiate(whole, {x: sqrt(one_noisy), y: sqrt(one_flow), share: excess(start)})


def _gap() -> list[Fact]:
    """V - U has the sign of what is named for it."""
    u, w, v, share = (Symbol(name, real=True) for name in "uwvz")
    sides = [of.xreplace({start: v}) for of in (one_noisy, one_flow)]
    level = prove(STEP, And(exp(-2 * T) > 0, 1 - exp(-2 * T) > 0, start > 0))
    apart = prove((T > 0, v > 0), Identity(sides[0] - sides[1], T * excess(v) / v**2))
    sign = And(Equivalent(share > 0, u > w), Equivalent(share < 0, u < w))
    gap = prove((T > 0, v > 0, Identity(u - w, T * share / v**2)), sign)
    gap = instantiate(gap, {u: one_noisy, w: one_flow, share: excess(start), v: start})
    defined = prove((*STEP, start > 0), And(one_noisy >= 0, one_flow >= 0))
    return [level, defined, instantiate(apart, {v: start}), gap]


PROOFS: Proofs = {
    "data": data,
    "law": noised,
    "plug-in-repaired": lambda: plug_in(s**2, s),
    "plug-in-law": lambda: plug_in(noised_data, sqrt(noised_data)),
    "one-step-repaired": one_step,
    "grid": None,
}
