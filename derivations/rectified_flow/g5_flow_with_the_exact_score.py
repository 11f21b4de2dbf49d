"""Rectified flow with the exact score: the error is not monotone, although running to the end is best.

Source: ours (G5). α = 1 - u, β = u; v_j = (1-u)² λ_j + u², which is λ_j again at u = 2 λ_j/(1 + λ_j).

    the end is best for every k;  E falls towards it from u = U on where U <= λ_j/(1 + λ_j) for all j <= k

How the proof goes. At u = 0 the kept part is 0, which is least. v_j falls up to u = λ_j/(1 + λ_j) and rises beyond:
below that time √v_j moves away from s_j as u rises, so that no mode gains.

What was refuted. "E does not rise with generation time for every k": one mode is perfect at u = 2λ/(1+λ) if λ < 1, and
not before it. For λ >= 1 it is not monotone either: v rises from u = λ/(1+λ) to u = 1 and does not pass λ.

The repair is sharp for one mode: its error falls towards the end from U on iff U <= λ/(1+λ), so that it never does from
U = 1. For several modes it can: for λ = (1, 1/10000) it seems to, by numbers. Divided by √(α² + β²) the
sample has no such bend (G7).

Tested in `tests/derivations/rectified_flow/test_flow.py`.
"""

from __future__ import annotations

from typing import Any

from sympy import And, Equivalent, Integer, Symbol

from ldm_symbolic.claims import Statement
from ldm_symbolic.derivations.claim import claims_of, new, repaired
from ldm_symbolic.derivations.hypotheses import a_dimension, none_negative
from ldm_symbolic.derivations.instances import numbers
from ldm_symbolic.derivations.letters import D, j, k, s, u, x
from ldm_symbolic.derivations.rectified_flow.flow_error import error_exact, exact, levels, plugin
from ldm_symbolic.model.error import mode_error
from ldm_symbolic.model.read_outs import Path, ReadOut
from ldm_symbolic.model.read_outs.variance import read_variance
from ldm_symbolic.notation import deviation as true
from ldm_symbolic.notation import estimated_variance, variance
from ldm_symbolic.proof import ForEach, Identity, Minimises, NonDecreasing, substitute

U = Symbol("U", real=True)
"""The time left from which on generation is looked at."""
alone = mode_error(substitute(exact, {variance: true**2}), true**2)
"""The error of one mode."""
perfect = 2 * true**2 / (1 + true**2)
level = u**2 / ((1 - u) ** 2 + u**2)
"""x = β²/(α² + β²)."""
SPECTRUM = (*a_dimension(), none_negative(s, k))
LATE = ForEach(U * (1 + s[j] ** 2) <= s[j] ** 2, (j, Integer(1), k))
late = (u, Integer(0), U)
half, quarter, fifth = numbers("1/2", "1/4", "1/5")
ONE: dict[Any, Any] = {k: 1, D: 1, s: (half,)}
TWO: dict[Any, Any] = {k: 2, D: 2, s: (2, half), U: fifth}

CLAIMS = {
    "path": new(
        "the model's path of rectified flow at level x = β²/(α² + β²) has the variance (1-u)² λ̂ + u²",
        (u >= 0, u < 1, estimated_variance >= 0),
        Identity(substitute(read_variance(ReadOut.RAW, Path.RECTIFIED_FLOW), {x: level}), plugin),
        witnesses=({u: half, estimated_variance: 2},),
        necessary=((u >= 0, {u: -half, estimated_variance: 2}),),
    ),
    "exact": new(
        "with the exact score the error does not rise with generation time, for every k",
        SPECTRUM,
        NonDecreasing(error_exact, levels),
        counterexample=ONE,
    ),
    "end": repaired(
        "for every k the end is best: no time u left has a smaller error",
        SPECTRUM,
        Minimises(Integer(0), error_exact, levels),
        witnesses=({**ONE, s: (2,)}, {k: 2, D: 2, s: (2, half)}),
        repairs="G5.exact",
        necessary=((none_negative(s, k), {**ONE, s: (-2,)}),),
    ),
    "late": repaired(
        "from U on, U <= λ_j/(1 + λ_j) for all j <= k, it does not rise with generation time",
        (*SPECTRUM, U >= 0, LATE),
        NonDecreasing(error_exact, late),
        witnesses=(TWO,),
        repairs="G5.exact",
        necessary=((LATE, {**ONE, U: half}),),
    ),
    "late-iff": new(
        "for one mode of variance λ > 0 and U <= 1 it does not iff U <= λ/(1 + λ)",
        (true > 0, U > 0, U <= 1),
        Equivalent(NonDecreasing(alone, late), U * (1 + true**2) <= true**2),
        witnesses=({true: half, U: fifth}, {true: half, U: 1}, {true: 2, U: 1}),
    ),
    "perfect": new(
        "for one mode with 0 < λ < 1 the kept part of the error is 0 at u = 2 λ/(1 + λ), which is inside (0, 1)",
        (true > 0, true < 1),
        And(perfect > 0, perfect < 1, Identity(substitute(alone, {u: perfect}), 0)),
        witnesses=({true: half},),
        necessary=((true > 0, {true: 0}), (true < 1, {true: 2})),
    ),
}

STATEMENT = Statement(
    id="G5",
    title="Rectified flow with the exact score",
    source=None,
    claims=claims_of("G5", CLAIMS),
)
