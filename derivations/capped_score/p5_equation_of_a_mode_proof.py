"""The steps of the printed proof of Proposition 5 about one mode: the equation, t', (18) to (21), and the fraction.

Tested in `tests/derivations/capped_score/test_p4_capped_score_minimises.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import Integer, Min, Ne, exp

from ldm_symbolic.derivations.capped_score.p5_equation_of_a_mode import (
    EIGHTEEN,
    FALLS,
    POSITIVE,
    PRIMITIVE,
    PRIMITIVES,
    ROOT,
    SHAPE,
    SOLVED,
    at_start,
    believed,
    believed_left,
    c,
    switch,
)
from ldm_symbolic.derivations.capped_score.variance_at_the_end import b, later, r, z
from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.letters import C, T, t, u
from ldm_symbolic.model.weight import noised
from ldm_symbolic.notation import estimated_variance as lam
from ldm_symbolic.proof import (
    Fact,
    ForEach,
    Identity,
    IsDerivative,
    by_logic,
    derivative,
    follows,
    for_all,
    in_turn,
    instantiate,
    monotone_by_slope,
    prove,
    substitute,
    unique_root,
)

# What the paper prints, with c = 1 - λ̂, q = e^{-2T}, g = e^{-2(T-t')}.


@cache
def falls() -> Fact:
    """p rises with the noise time for λ̂ <= 1, so 1/p falls."""
    order = prove([z <= 0], exp(z) <= 1)
    p, other = (1 - (1 - lam) * letter for letter in (b, r))
    letters = prove((C > 1, lam > 0, lam <= 1, b <= 1, r > 0, r <= b), Min(C, 1 / p) >= Min(C, 1 / other))
    here = instantiate(letters, {b: exp(-2 * u), r: exp(-2 * later)})
    guard, body = FALLS.at(u, later)
    one = in_turn(
        body, [instantiate(order, {z: 2 * u - 2 * later}), here], hypotheses=(C > 1, T > 0, lam > 0, lam <= 1, *guard)
    )
    return for_all(FALLS, one, [u, later])


@cache
def root() -> Fact:
    """1 - C p(T - t) rises in t, from at most 0 to at least 0."""
    function, setting = ROOT.args[0], (C > 1, T > 0, lam > 0, C * lam < 1, at_start >= 1)
    slope = 2 * C * c * exp(-2 * (T - t))
    rising = monotone_by_slope(
        derivative(function, slope, (t, 0, T), hypotheses=setting), prove((*setting, t >= 0, t <= T), slope > 0)
    )
    ends = [substitute(function, {t: end}) for end in (Integer(0), T)]
    return unique_root(rising, prove(setting, ends[0] <= 0), prove(setting, ends[1] >= 0))


@cache
def no_root() -> Fact:
    """If C p(T) < 1 and C λ̂ < 1, then C p < 1 in between."""
    return prove((C > 1, T > 0, lam > 0, C * lam < 1, at_start < 1), ForEach(C * believed < 1, (t, 0, T)))


@cache
def shape() -> Fact:
    """Before t', p >= 1/C; after it, p <= 1/C."""
    order = prove([z <= 0], exp(z) <= 1)
    p, there = noised(lam, 1 - b), noised(lam, 1 - r)
    letters = (C > 1, lam > 0, b > 0, b <= 1, r > 0, r <= 1, Identity(C * there, 1))
    facts = []
    for side in SHAPE.args:
        early = side.args[1][1] == 0
        exponent = 2 * (t - switch) if early else 2 * (switch - t)
        goal = Identity(Min(C, 1 / p), 1 / p if early else C)
        known = prove((*letters, (b / r if early else r / b) <= 1), goal)
        steps = [
            instantiate(order, {z: exponent}),
            instantiate(known, {b: exp(2 * (t - T)), r: exp(2 * (switch - T))}),
        ]
        guard, body = side.at(t)
        facts.append(for_all(side, in_turn(body, steps, hypotheses=(*POSITIVE, *SOLVED, *guard)), [t]))
    return by_logic(SHAPE, facts, hypotheses=(*POSITIVE, *SOLVED))


@cache
def eighteen() -> Fact:
    """Both pieces by differentiation."""
    parts = [part for part in EIGHTEEN.args if isinstance(part, IsDerivative)]
    return follows(EIGHTEEN, [derivative(*part.args, hypotheses=POSITIVE) for part in parts], hypotheses=POSITIVE)


@cache
def primitives() -> Fact:
    """Both pieces by differentiation; the early one divides by 1 - λ̂."""
    setting = (*POSITIVE, Ne(lam, 1))
    facts = [derivative(*part.args, hypotheses=setting) for part in PRIMITIVES.args]
    return by_logic(PRIMITIVES, facts, hypotheses=setting)


EQUATION_PROOFS: Proofs = {
    "step-equation": None,
    "step-switch-repaired": root,
    "no-switch": no_root,
    "step-large": None,
    "step-decreasing-repaired": falls,
    "step-shape": shape,
    "step-primitive": lambda: derivative(PRIMITIVE, 1 / believed_left, (u, 0, T), hypotheses=(T > 0, lam > 0)),
    "step-18": eighteen,
    "step-20-primitive-repaired": primitives,
    "step-20": None,
}
