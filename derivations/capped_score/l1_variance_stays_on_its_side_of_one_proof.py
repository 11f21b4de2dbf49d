"""The proofs behind `l1_variance_stays_on_its_side_of_one`: the sign of the slope at V = 1.

Tested in `tests/derivations/capped_score/test_l1_variance_stays_on_its_side_of_one.py`.
"""

from __future__ import annotations

from functools import cache, partial

from sympy import And, Expr, Integer, Symbol

from ldm_symbolic.derivations.capped_score.l1_variance_stays_on_its_side_of_one import (
    CAPPED,
    SIDE,
    STATEMENT,
    capped_hypotheses,
    mode_hypotheses,
    printed_weight,
    q,
    side_of_one,
    signal,
    slope_at_one,
    uncapped,
    without_cap,
)
from ldm_symbolic.derivations.capped_score.variance_at_the_end import V, at_time, closed_weight, equation
from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.hypotheses import a_level, noisy_horizon
from ldm_symbolic.derivations.letters import C, X, t, x
from ldm_symbolic.model.weight import noised
from ldm_symbolic.notation import estimated_variance as lam
from ldm_symbolic.proof import (
    Fact,
    Identity,
    by_logic,
    follows,
    in_turn,
    instantiate,
    prove,
    stays_above,
    stays_below,
    substitute,
)


@cache
def stays(mode_weight: Expr, above: bool) -> Fact:
    """Return V >= 1 or V <= 1: the slope at V = 1 has that sign at every level x, so at every time."""
    hypotheses = capped_hypotheses(mode_weight, above)
    in_x = prove(
        (*mode_hypotheses(mode_weight, above), x >= 0, x < 1), side_of_one(slope_at_one(mode_weight), 0, above)
    )
    there = instantiate(in_x, {x: at_time(x)})
    forcing = follows(side_of_one(slope_at_one(at_time(mode_weight)), 0, above), [there], hypotheses=hypotheses)
    rule = stays_above if above else stays_below
    start = prove([], substitute(side_of_one(x, 1, above), {x: Integer(1)}))
    kept = rule(equation(mode_weight), Integer(1), forcing, start)
    return by_logic(side_of_one(V(t), 1, above), [kept], hypotheses=hypotheses)


@cache
def slope_on_one(active: bool) -> Fact:
    """Return the slope at V = 1, shown in q = e^{-2(T-t)}: under the cap, or while the cap is inactive."""
    p = 1 - q + q * lam
    cap, value = ((lam > 0, C * p <= 1), 4 * (1 - C)) if active else ((C * p >= 1,), 4 * (lam - 1) * q / p)
    in_q = prove((CAPPED, q > 0, q <= 1, *cap), Identity(slope_at_one(printed_weight.subs(x, 1 - q)), value))
    step = STATEMENT["L1.step-active" if active else "L1.step-inactive"]
    return follows(step.conclusion, [instantiate(in_q, {q: signal})], hypotheses=step.hypotheses)


@cache
def uncapped_stays(above: bool) -> Fact:
    """Without a cap V - 1 = (λ̂ - 1) (1 - x - y²/(1 - x)), where y = p (1 - X)/p(X) is in [0, 1 - x]."""
    hypotheses, conclusion = without_cap(above)
    within, part = (lam >= 0, *a_level(x, X), *noisy_horizon()), Symbol("y", real=True)
    small = (x < 1, part >= 0, part <= 1 - x)
    value = noised(lam) + (1 - lam) * part**2 / (1 - x)
    there = {part: noised(lam) * (1 - X) / noised(lam).subs(x, X)}
    steps = [
        prove(within, And(*(condition.subs(there) for condition in small[1:]))),
        prove(within, Identity(uncapped, value.subs(there))),
    ]
    square = prove(small, part**2 / (1 - x) <= 1 - x)
    bound = in_turn(side_of_one(value, 1, above), [square], hypotheses=(*SIDE[above], *small))
    return in_turn(conclusion, [*steps, instantiate(bound, there)], hypotheses=hypotheses)


PROOFS: Proofs = {
    "above": partial(stays, printed_weight, True),
    "below": partial(stays, printed_weight, False),
    "below-repaired": partial(stays, closed_weight, False),
    "step-inactive": partial(slope_on_one, False),
    "step-active": partial(slope_on_one, True),
    "above-uncapped": partial(uncapped_stays, True),
    "below-uncapped": partial(uncapped_stays, False),
}
