"""Rectified flow with the plug-in score: the slope at the end tells when stopping early helps, not when it does not.

Source: ours (G6). v_j = (1-u)² λ̂_j + u², 0 <= u <= 1, and W = Σ_{j≤k} ŝ_j (ŝ_j - s_j), so that the slope at 0 is -2 W.

    W > 0: some u in (0, 1] is strictly better than 0

How the proof goes. √v_j >= (1-u) ŝ_j, so that the error of mode j changes by at most u² (1 + λ̂_j) - 2u ŝ_j (ŝ_j - s_j):
where W > 0 a small u is better. It changes by at least 2 (ŝ_j - √v_j)(s_j - ŝ_j), and 1 - √v_j/ŝ_j rises with ŝ_j.

What was refuted. E is not convex in u: v_j falls below λ̂_j and comes back to it at u = 2 λ̂_j/(1 + λ̂_j), inside (0, 1)
where λ̂_j < 1. With ŝ = 1/2 and s = 1 the slope at 0 is positive, and at u = 1 the mode is perfect.

The repair. "Only if" holds where some c >= 1 separates the estimates that are too small, which are not below c, from
those that are too large, which are not above it: then 1 - √v_j/ŝ_j is at least 1 - √v(c²)/c >= 0 where s_j >= ŝ_j, and
at most that where s_j <= ŝ_j. So where all estimates are too small and at least 1, and where all are too large; W = 0
is included. Both hypotheses are needed, c >= 1 already for one mode, for which the answer is complete.

Tested in `tests/derivations/rectified_flow/test_flow.py`.
"""

from __future__ import annotations

from typing import Any

from sympy import And, Equivalent, Integer, Ne, Not, Or, Sum, Symbol

from ldm_symbolic.claims import Statement
from ldm_symbolic.derivations.claim import claims_of, new, repaired
from ldm_symbolic.derivations.hypotheses import a_dimension, positive_modes
from ldm_symbolic.derivations.instances import numbers
from ldm_symbolic.derivations.letters import D, k, s, s_hat, u
from ldm_symbolic.derivations.rectified_flow.flow_error import error, kept, levels, mode_slope, plugin
from ldm_symbolic.model.error import mode_error
from ldm_symbolic.notation import deviation as true
from ldm_symbolic.notation import estimated_deviation as estimate
from ldm_symbolic.notation import estimated_variance
from ldm_symbolic.proof import ForEach, Identity, IsDerivative, Minimises, substitute

j = kept[0]
between = Symbol("c", real=True)
weight = s_hat[j] * (s_hat[j] - s[j])
total, slope = Sum(weight, kept), Sum(mode_slope, kept)
end_is_best = Minimises(Integer(0), error, levels)
HELPS = Not(end_is_best)
SPECTRUM = (*a_dimension(), *positive_modes())
APART = ForEach(
    Or(And(s[j] >= s_hat[j], s_hat[j] >= between), And(s[j] <= s_hat[j], s_hat[j] <= between)),
    kept,
)
"""A bound separates the estimates that are too small from those that are too large, which lie below it."""
alone = mode_error(substitute(plugin, {estimated_variance: estimate**2}), true**2)
alone_best = Minimises(Integer(0), alone, levels)

half = numbers("1/2")[0]
BACK: dict[Any, Any] = {k: 1, D: 1, s: (1,), s_hat: (half,)}
TOO_LARGE: dict[Any, Any] = {k: 1, D: 1, s: (half,), s_hat: (1,)}
MIXED: dict[Any, Any] = {k: 2, D: 2, s: numbers("1/4", "5"), s_hat: (2, 1)}
SIDES: dict[Any, Any] = {k: 2, D: 2, s: (1, 3), s_hat: numbers("5/4", "2")}

CLAIMS = {
    "derivative": new(
        "the error is differentiated term by term",
        SPECTRUM,
        IsDerivative(error, slope, levels),
        witnesses=(BACK,),
    ),
    "slope": new(
        "its slope at u = 0 is -2 Σ ŝ_j (ŝ_j - s_j)",
        SPECTRUM,
        Identity(substitute(slope, {u: Integer(0)}), -2 * total),
        witnesses=(BACK,),
    ),
    "iff": new(
        "where Σ ŝ_j (ŝ_j - s_j) ≠ 0 no u in (0, 1] is strictly better than 0 iff that is not > 0",
        (*SPECTRUM, Ne(total, 0)),
        Equivalent(end_is_best, total <= 0),
        counterexample=BACK,
    ),
    "early": repaired(
        "some u is strictly better than 0 if that is > 0",
        (*SPECTRUM, total > 0),
        HELPS,
        witnesses=(TOO_LARGE,),
        repairs="G6.iff",
    ),
    "iff-repaired": repaired(
        "none is iff it is not > 0, if a c >= 1 lies below the estimates that are too small and above those too large",
        (*SPECTRUM, between >= 1, APART),
        Equivalent(end_is_best, total <= 0),
        witnesses=({**TOO_LARGE, between: 1}, {**SIDES, between: Integer(3) * half}),
        repairs="G6.iff",
        necessary=((between >= 1, {**BACK, between: half}), (APART, {**MIXED, between: 1})),
    ),
    "one-mode": new(
        "one mode: the end is best iff the estimate is right, or too small and at least 1",
        (true > 0, estimate > 0),
        Equivalent(alone_best, Or(Identity(true, estimate), And(true > estimate, estimate >= 1))),
        witnesses=({true: 1, estimate: half}, {true: 3, estimate: 2}, {true: half, estimate: 1}),
    ),
}

STATEMENT = Statement(
    id="G6",
    title="Rectified flow with the plug-in score",
    source=None,
    claims=claims_of("G6", CLAIMS),
)
