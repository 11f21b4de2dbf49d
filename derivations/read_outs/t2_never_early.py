"""With a last denoising step the exact score is never stopped early, nor one that underestimates every variance.

Source: ours (T2).

    λ̂_j <= λ_j for all j <= k  ⟹  level 0 minimises Ẽ(k, x) on [0, X], X < 1

How the proof goes. √ṽ_j falls as the noise rises (T1) and is ŝ_j <= s_j at level 0: it moves away from s_j on one side,
so that no mode gains. For the exact score ŝ_j = s_j. Positive variances are the standing assumption; ṽ is 0/0 at
level 0 for λ̂ = 0.

Tested in `tests/derivations/read_outs/test_denoised.py`.
"""

from __future__ import annotations

from sympy import Integer

from ldm_symbolic.claims import Statement
from ldm_symbolic.derivations.claim import claims_of, new
from ldm_symbolic.derivations.hypotheses import a_dimension, all_positive, noisy_horizon
from ldm_symbolic.derivations.letters import k, s, s_hat
from ldm_symbolic.derivations.read_outs.denoised_error import SPECTRUM, at, error, error_exact, kept, levels
from ldm_symbolic.proof import ForEach, Minimises, NonDecreasing

j = kept[0]
UNDERESTIMATED = ForEach(s_hat[j] <= s[j], kept)
TRUE = (*a_dimension(), all_positive(s, k), *noisy_horizon())

CLAIMS = {
    "exact": new(
        "with the exact score the end is best: no level up to X < 1 has a smaller error",
        TRUE,
        Minimises(Integer(0), error_exact, levels),
        witnesses=(at(("2", "1/2"), ("2", "1/2"), "3/4"),),
    ),
    "under": new(
        "with λ̂_j <= λ_j for all j <= k the end is best",
        (*SPECTRUM, UNDERESTIMATED),
        Minimises(Integer(0), error, levels),
        witnesses=(at(("2", "1/2"), ("1", "1/4"), "3/4"),),
        necessary=((UNDERESTIMATED, at(("1/2",), ("1",), "3/4")),),
    ),
    "rises": new(
        "more is true: with λ̂_j <= λ_j for all j <= k the error does not fall anywhere as the noise rises",
        (*SPECTRUM, UNDERESTIMATED),
        NonDecreasing(error, levels),
        witnesses=(at(("2", "1/2"), ("1", "1/4"), "3/4"),),
        necessary=((UNDERESTIMATED, at(("1/2",), ("1",), "3/4")),),
    ),
}

STATEMENT = Statement(
    id="T2",
    title="With a last denoising step the exact score is never stopped early",
    source=None,
    claims=claims_of("T2", CLAIMS),
)
