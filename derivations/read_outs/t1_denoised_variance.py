"""What a last denoising step leaves of the variance: the same on every path, and less the more noise it is taken from.

Source: ours (T1). The sample at the noise αX + βε is replaced by its posterior mean under the believed law N(0, λ̂).

    ṽ = λ̂²/(λ̂ + β²/α²), which falls strictly as β/α rises

How the proof goes. The posterior mean of X is αλ̂/(α²λ̂ + β²) times the sample, whose variance is α²λ̂ + β². The path
enters through β²/α² alone, which is x/(1-x) at the level x = β²/(α² + β²). A larger denominator is a smaller quotient,
whether λ̂ is above 1 or below: there is no own root, unlike for v, which stays where λ̂ = 1.

λ̂ > 0 is the standing assumption: for λ̂ = 0 the posterior mean is 0 at every level, which does not fall.

Tested in `tests/derivations/read_outs/test_denoised.py`.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Symbol

from ldm_symbolic.claims import Statement
from ldm_symbolic.derivations.claim import claims_of, new
from ldm_symbolic.derivations.hypotheses import a_level, noisy_horizon
from ldm_symbolic.derivations.letters import X, x
from ldm_symbolic.derivations.read_outs.denoised_error import levels, of_estimate
from ldm_symbolic.notation import estimated_variance
from ldm_symbolic.proof import Decreasing, Identity
from ldm_symbolic.samplers.schemes import Gaussian

alpha, beta = Symbol("alpha", real=True), Symbol("beta", real=True)
_law = Gaussian(believed=estimated_variance, signal=alpha, noise=beta)
read = _law.denoised(1) ** 2 * _law.variance
"""The variance of the posterior mean, on any path."""
POSITIVE = estimated_variance > 0
SIGNAL, NOISE = alpha > 0, beta >= 0
LEVELS = (POSITIVE, *noisy_horizon())

CLAIMS = {
    "any-path": new(
        "the posterior mean has variance λ̂²/(λ̂ + β²/α²) for every signal α > 0 and noise β >= 0",
        (POSITIVE, SIGNAL, NOISE),
        Identity(read, estimated_variance**2 / (estimated_variance + beta**2 / alpha**2)),
        witnesses=({estimated_variance: 2, alpha: 1, beta: 1},),
        necessary=((POSITIVE, {estimated_variance: -1, alpha: 1, beta: 1}),),
    ),
    "level": new(
        "that is what the model has for it at level x = β²/(α² + β²), where β²/α² = x/(1-x)",
        (POSITIVE, *a_level(), x < 1),
        Identity(of_estimate, estimated_variance**2 / (estimated_variance + x / (1 - x))),
        witnesses=({estimated_variance: 2, x: Fraction(1, 2)},),
    ),
    "falls": new(
        "it falls strictly as the noise rises, for every λ̂ > 0",
        LEVELS,
        Decreasing(of_estimate, levels),
        witnesses=({estimated_variance: 2, X: Fraction(1, 2)},),
    ),
}

STATEMENT = Statement(
    id="T1", title="What a last denoising step leaves of the variance", source=None, claims=claims_of("T1", CLAIMS)
)
