"""A whitening encoder with the exact score: the decoded variance is right at every time, if noising preserves variance.

Source: ours (M6). The encoder divides mode j by s_j, the decoder multiplies by it.

    decoded variance (α² + β²) λ_j:  λ_j on the variance-preserving path,  (1 + β²) λ_j on the exploding one

How the proof goes. The latent has variance 1 in every mode; noised it has α² + β², which is what the exact score
believes in and what generation leaves at every time. On the variance-preserving path that is 1.

What was refuted. "On the exploding path the same": at α = 1 there is 1 + β² of it. It fails wherever β > 0.

The repair. The decoded variance is λ_j iff α² + β² = 1. On every path it is λ_j once the sample is divided by
√(α² + β²), as in G7.

Tested in `tests/derivations/encoders/test_whitened.py`.
"""

from __future__ import annotations

from typing import Any

from sympy import Equivalent, Integer

from ldm_symbolic.claims import Statement
from ldm_symbolic.derivations.claim import claims_of, new, repaired
from ldm_symbolic.derivations.hypotheses import a_level
from ldm_symbolic.derivations.instances import numbers
from ldm_symbolic.derivations.letters import x
from ldm_symbolic.derivations.schedules.path_error import A_POINT, alpha, beta, exact_law
from ldm_symbolic.model.backward import Start, variance
from ldm_symbolic.model.score import ExactScore
from ldm_symbolic.notation import deviation
from ldm_symbolic.notation import variance as true
from ldm_symbolic.proof import Identity, substitute

whitened = true / deviation**2
"""The variance of a latent mode; with λ = s² it is 1."""
POSITIVE = true > 0
KNOWN = (deviation > 0, Identity(true, deviation**2))
generated = substitute(variance(ExactScore(), Start.NOISED), {true: whitened})
on_a_path = substitute(exact_law, {true: whitened})
decoded = deviation**2 * on_a_path
exploding = substitute(decoded, {alpha: Integer(1)})
total = alpha**2 + beta**2

half, quarter = numbers("1/2", "1/4")
MODE: dict[Any, Any] = {true: quarter, deviation: half}

CLAIMS = {
    "preserving": new(
        "variance-preserving: the decoded variance of each kept mode is λ at every time",
        (*KNOWN, *a_level()),
        Identity(deviation**2 * generated, true),
        witnesses=({**MODE, x: half},),
        necessary=((KNOWN[1], {**MODE, true: 1, x: half}),),
    ),
    "exploding": new(
        "variance-exploding: the same, for every noise β > 0",
        (*KNOWN, beta > 0),
        Identity(exploding, true),
        counterexample={**MODE, beta: 1},
    ),
    "exploding-repaired": repaired(
        "on any path it is (α² + β²) λ, so that it is λ iff α² + β² = 1",
        (*KNOWN, *A_POINT),
        Equivalent(Identity(decoded, true), Identity(total, 1)),
        witnesses=({**MODE, alpha: numbers("3/5")[0], beta: numbers("4/5")[0]}, {**MODE, alpha: 1, beta: 1}),
        repairs="M6.exploding",
        necessary=((KNOWN[1], {**MODE, true: quarter / 3, alpha: half, beta: half}),),
    ),
    "rescaled": repaired(
        "divided by √(α² + β²) the sample is decoded to λ on any path",
        (*KNOWN, *A_POINT),
        Identity(decoded / total, true),
        witnesses=({**MODE, alpha: 1, beta: 1},),
        repairs="M6.exploding",
        necessary=((A_POINT[0], {**MODE, alpha: 0, beta: 0}),),
    ),
}

STATEMENT = Statement(id="M6", title="A whitening encoder", source=None, claims=claims_of("M6", CLAIMS))
