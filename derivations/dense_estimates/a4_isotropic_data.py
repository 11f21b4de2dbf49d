"""Data without directions, and an encoder that chooses those in which a sample spreads most.

Source: ours (A4). Σ = λ I, PCA of S to k dimensions with the estimates λ̂_j, all of them at least λ; plug-in score.

    λ >= 1:                the slope of E(k, ·) at x = 0 is <= 0, and < 0 unless all kept λ̂_j are λ
    all kept λ̂_j <= 1:    E(k, 0) <= E(k, x) for every x, no early stop helps

How the proof goes. λ I commutes with every S, so that E(k, x) is that of modes with the variance λ and the estimates
λ̂_j, whatever their axes are. The slope of a mode is (1 - √(λ/λ̂))(1 - λ̂). Its first factor is not negative, and the
second is negative if λ̂ > λ >= 1 and not negative if λ̂ <= 1; and E(k, ·) is convex in x.

S is not asked to be random: this is said of every sample. That A1 fails on average for PCA of S where Σ has
directions, A3 says.

Tested in `tests/derivations/dense_estimates/test_dense_estimates.py`.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Integer, Symbol

from ldm_symbolic.claims import Assignment, Statement
from ldm_symbolic.derivations.claim import claims_of, new
from ldm_symbolic.derivations.hypotheses import a_dimension, noisy_horizon
from ldm_symbolic.derivations.letters import D, X, j, k, s, s_hat
from ldm_symbolic.derivations.plug_in.plug_in_error import kept, levels, plugin_error
from ldm_symbolic.derivations.principal_components.p6_principal_components import EIGENBASIS
from ldm_symbolic.derivations.stopping_in_k.s1_one_step_in_dimension import slope
from ldm_symbolic.notation import deviation
from ldm_symbolic.proof import ForEach, Identity, Minimises

b = Symbol("b", integer=True)
ISOTROPIC = (deviation > 0, ForEach(Identity(s[j], deviation), (j, 1, D)))
NONE_SMALLER = ForEach(s_hat[j] >= deviation, kept)
LARGE, BELOW_ONE = deviation >= 1, ForEach(s_hat[j] <= 1, kept)
at_the_end = slope(k, Integer(0))
ONE_LARGER = (b >= 1, b <= k, s_hat[b] > deviation)
SETTING = (*a_dimension(), *ISOTROPIC, NONE_SMALLER)

half = Fraction(1, 2)
WIDE: Assignment = {D: 3, k: 2, s: (2, 2, 2), deviation: 2, s_hat: (3, 2), b: 1}
NARROW: Assignment = {D: 3, k: 2, X: half, s: (half,) * 3, deviation: half, s_hat: (1, Fraction(3, 4))}

CLAIMS = {
    "slope": new(
        "if λ >= 1 and no kept λ̂_j is below λ, the slope at x = 0 is <= 0",
        (*SETTING, LARGE),
        at_the_end <= 0,
        witnesses=(WIDE,),
        necessary=(
            (LARGE, {**NARROW, s_hat: (Fraction(3, 4), Fraction(3, 4))}),
            (NONE_SMALLER, {**WIDE, s_hat: (Fraction(3, 2), Fraction(3, 2))}),
        ),
        cited=(EIGENBASIS,),
    ),
    "strict": new(
        "and < 0 if some kept λ̂_j is larger than λ",
        (*SETTING, LARGE, *ONE_LARGER),
        at_the_end < 0,
        witnesses=(WIDE,),
        necessary=((ONE_LARGER[2], {**WIDE, s_hat: (2, 2)}), (LARGE, {**NARROW, b: 2})),
        cited=(EIGENBASIS,),
    ),
    "no-early-stop": new(
        "if all kept λ̂_j lie in [λ, 1], no early stop helps",
        (*SETTING, *noisy_horizon(), BELOW_ONE),
        Minimises(Integer(0), plugin_error, levels),
        witnesses=(NARROW,),
        necessary=(
            (BELOW_ONE, {**NARROW, s_hat: (2, 2)}),
            (NONE_SMALLER, {**NARROW, s_hat: (Fraction(1, 4), Fraction(1, 4))}),
        ),
        cited=(EIGENBASIS,),
    ),
}

STATEMENT = Statement(
    id="A4",
    title="Principal components of a sample of data without directions",
    source=None,
    claims=claims_of("A4", CLAIMS),
)
