"""Latents scaled to the mean variance one: early stopping is linear shrinkage of the estimated covariance.

Source: ours (M4). H = P Σ̂ Pᵀ, dense, γ² = k/tr H, where tr H = Σ_{j≤k} λ̂_j; generated and divided by γ again, the kept
part has the covariance

    (1-x) H + x (tr H/k) I

How the proof goes. The noised latent has (1-x) γ² H + x I, which divided by γ² is (1-x) H + (x/γ²) I, entry by entry,
and 1/γ² = tr H/k. This is the form of the estimator of Ledoit and Wolf (2004), of which x is the intensity; which x is
best for generation is another question than which is best for an estimate.

H is stored row by row. Noise is independent of the latent and has no covariance between two coordinates, so that beside
the diagonal what `noised` adds for it is taken away.

Tested in `tests/derivations/encoders/test_scaled.py`.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import IndexedBase, Ne, Sum, Symbol

from ldm_symbolic.claims import Assignment, Statement
from ldm_symbolic.derivations.claim import claims_of, new
from ldm_symbolic.derivations.encoders.scaled_error import gamma, noised_and_back
from ldm_symbolic.derivations.hypotheses import a_level
from ldm_symbolic.derivations.letters import j, k, x
from ldm_symbolic.notation import estimated_variance
from ldm_symbolic.proof import Identity, substitute

i = Symbol("i", integer=True)
H = IndexedBase("H", real=True)
entry, own = H[k * (i - 1) + j], H[k * (i - 1) + i]
trace = Sum(H[k * (j - 1) + j], (j, 1, k))
generated = substitute(noised_and_back, {estimated_variance: own})
beside = substitute(noised_and_back, {estimated_variance: entry}) - x / gamma**2
SCALED = (k >= 1, gamma > 0, Identity(gamma**2 * trace, k))
ROW = (i >= 1, i <= k)
COLUMN = (j >= 1, j <= k, Ne(i, j))

PAIR: Assignment = {k: 2, gamma: Fraction(1, 2), H: (5, 1, 1, 3), x: Fraction(1, 4), i: 1, j: 2}

CLAIMS = {
    "diagonal": new(
        "with γ² = k/tr H the generated variance of coordinate i is (1-x) H_ii + x tr H/k",
        (*SCALED, *a_level(), *ROW),
        Identity(generated, (1 - x) * own + x * trace / k),
        witnesses=(PAIR,),
        necessary=((SCALED[2], {**PAIR, gamma: 1}),),
    ),
    "beside": new(
        "and that of two coordinates, to which noise adds nothing, is (1-x) H_ij: together the linear shrinkage of H",
        (*SCALED[:2], *a_level(), *ROW, *COLUMN, own >= 0),
        Identity(beside, (1 - x) * entry),
        witnesses=(PAIR,),
        necessary=((SCALED[1], {**PAIR, gamma: 0}),),
    ),
}

STATEMENT = Statement(
    id="M4", title="Stopping early shrinks scaled latents linearly", source=None, claims=claims_of("M4", CLAIMS)
)
