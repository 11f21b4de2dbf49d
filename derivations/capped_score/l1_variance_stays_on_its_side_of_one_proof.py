"""The proofs behind `l1_variance_stays_on_its_side_of_one`: the sign of the slope at V = 1.

Tested in `tests/derivations/capped_score/test_l1_variance_stays_on_its_side_of_one.py`.
"""

from __future__ import annotations

from functools import cache, partial

from sympy import Expr, Integer

from ldm_symbolic.derivations.capped_score.l1_variance_stays_on_its_side_of_one import (
    CAPPED,
    STATEMENT,
    capped_hypotheses,
    mode_hypotheses,
    printed_weight,
    q,
    side_of_one,
    signal,
    slope_at_one,
)
from ldm_symbolic.derivations.capped_score.variance_at_the_end import V, at_time, closed_weight, equation
from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.letters import C, t, x
from ldm_symbolic.notation import estimated_variance as lam
from ldm_symbolic.proof import (
    Fact,
    Identity,
    by_logic,
    follows,
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


PROOFS: Proofs = {
    "above": partial(stays, printed_weight, True),
    "below": partial(stays, printed_weight, False),
    "below-repaired": partial(stays, closed_weight, False),
    "step-inactive": partial(slope_on_one, False),
    "step-active": partial(slope_on_one, True),
}
