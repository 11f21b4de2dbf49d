"""A whitening encoder with the exact score: the decoded variance is right at every time, if noising preserves variance.

Source: ours (M6). The encoder multiplies mode j by γ_j = 1/s_j, the decoder divides by it.

    decoded variance (α² + β²) λ_j:  λ_j on the variance-preserving path,  (1 + β²) λ_j on the exploding one

How the proof goes. The latent has variance 1 in every mode; noised it has α² + β², which is what the exact score
believes in and what generation leaves at every time. On the variance-preserving path that is 1.

What was refuted. "On the exploding path the same": at α = 1 there is 1 + β² of it. It fails wherever β > 0.

The repair. The decoded variance is λ_j iff α² + β² = 1. On every path it is λ_j once the sample is divided by
√(α² + β²), as in G7.

Tested in `tests/derivations/encoders/test_whitened.py`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sympy import Equivalent, Integer

from ldm_symbolic.claims import Statement
from ldm_symbolic.derivations.claim import claims_of, new, repaired
from ldm_symbolic.derivations.encoders.scaled_error import gamma
from ldm_symbolic.derivations.hypotheses import a_level
from ldm_symbolic.derivations.letters import x
from ldm_symbolic.derivations.schedules.path_error import A_POINT, alpha, beta, exact_law
from ldm_symbolic.model.backward import variance
from ldm_symbolic.model.score import ExactScore, Start
from ldm_symbolic.notation import deviation
from ldm_symbolic.notation import variance as true
from ldm_symbolic.proof import Identity, substitute

own = deviation**2
whitened = gamma**2 * own
"""The variance of a latent mode."""
KNOWN = (deviation > 0, gamma > 0, Identity(whitened, 1))
"""γ = 1/s: the encoder multiplies by it, the decoder divides."""
decoded_preserving = substitute(variance(ExactScore(), Start.NOISED), {true: whitened}) / gamma**2
decoded = substitute(exact_law, {true: whitened}) / gamma**2
exploding = substitute(decoded, {alpha: Integer(1)})
total = alpha**2 + beta**2

half = Fraction(1, 2)
MODE: dict[Any, Any] = {deviation: half, gamma: 2}

CLAIMS = {
    "preserving": new(
        "variance-preserving: the decoded variance of each kept mode is λ at every time",
        (*KNOWN, *a_level()),
        Identity(decoded_preserving, own),
        witnesses=({**MODE, x: half},),
        necessary=((KNOWN[2], {**MODE, gamma: 1, x: half}),),
    ),
    "exploding": new(
        "variance-exploding: the same, for every noise β > 0",
        (*KNOWN, beta > 0),
        Identity(exploding, own),
        counterexample={**MODE, beta: 1},
    ),
    "exploding-repaired": repaired(
        "on any path it is (α² + β²) λ, so that it is λ iff α² + β² = 1",
        (*KNOWN, *A_POINT),
        Equivalent(Identity(decoded, own), Identity(total, 1)),
        witnesses=({**MODE, alpha: Fraction(3, 5), beta: Fraction(4, 5)}, {**MODE, alpha: 1, beta: 1}),
        repairs="M6.exploding",
        necessary=((KNOWN[2], {deviation: half, gamma: 1, alpha: Fraction(3, 5), beta: Fraction(4, 5)}),),
    ),
    "rescaled": repaired(
        "divided by √(α² + β²) the sample is decoded to λ on any path",
        (*KNOWN, *A_POINT),
        Identity(decoded / total, own),
        witnesses=({**MODE, alpha: 1, beta: 1},),
        repairs="M6.exploding",
        necessary=((KNOWN[2], {**MODE, gamma: 1, alpha: 1, beta: 1}),),
    ),
}

STATEMENT = Statement(id="M6", title="A whitening encoder", source=None, claims=claims_of("M6", CLAIMS))
