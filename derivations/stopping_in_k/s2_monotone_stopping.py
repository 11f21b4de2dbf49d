"""Lower latent dimension, earlier stopping: true where the own roots fall with j, and not true in general.

Source: arXiv:2510.08409v1, abstract, for the sentence; ours (S2) for the condition.

    r_1 >= r_2 >= ... (clipped to [0, X])  ⟹  x*(k+1) <= x*(k) for every k, so that t*(k) does not fall with k

How the proof goes. By induction over k: x*(k) is not below the clipped r_k. For one mode it is that root. By S1
x*(k+1) lies between x*(k) and r_{k+1} <= r_k <= x*(k): it does not rise, and it is not below r_{k+1}. That the x*(k)
exist is U5.

What was added. The abstract of the paper says that lower latent dimension wants earlier stopping; it proves a statement
about the best dimension at a given time. Without a condition on the estimates the sentence is false for two modes
with s = (11/20, 253/510): mode 1 overestimated, ŝ_1 = 3/5, wants no early stopping, mode 2 underestimated, ŝ_2 = 1/5,
wants it: x*(1) = 0, x*(2) = 4/25, for every horizon beyond. It holds where all variances are underestimated by one
factor, λ̂_j = (1 - η) λ_j < 1. ŝ_j > 0 and ŝ_j ≠ 1 are needed as in S1.

Tested in `tests/derivations/stopping_in_k/test_s1_one_step_in_dimension.py`.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import IndexedBase, Ne, Symbol

from ldm_symbolic.claims import Assignment, Source, Statement
from ldm_symbolic.derivations.claim import claims_of, new, printed, repaired
from ldm_symbolic.derivations.hypotheses import modes, noisy_horizon
from ldm_symbolic.derivations.letters import D, X, j, k, s, s_hat
from ldm_symbolic.derivations.stopping_in_k.s1_one_step_in_dimension import clipped, stationary
from ldm_symbolic.proof import ForEach, Identity

best = IndexedBase("x_best", real=True)
NOT_ONE = ForEach(Ne(s_hat[j], 1), (j, 1, D))
EACH_BEST = ForEach(stationary(best[k], k), (k, 1, D))
ROOTS_FALL = ForEach(clipped(j) >= clipped(j + 1), (j, 1, D - 1))
SEQUENCE = (*noisy_horizon(), *modes(D), NOT_ONE, EACH_BEST, ROOTS_FALL)
eta = Symbol("eta", real=True)
FACTOR = (ForEach(Identity(s_hat[j] ** 2, (1 - eta) * s[j] ** 2), (j, 1, D)), ForEach(s_hat[j] < 1, (j, 1, D)))
SHRUNK = (
    *noisy_horizon(),
    *modes(D),
    EACH_BEST,
    eta >= 0,
    eta < 1,
    *FACTOR,
    ForEach(s[j] >= s[j + 1], (j, 1, D - 1)),
)
FALLS = ForEach(best[k + 1] <= best[k], (k, 1, D - 1))

half, quarter, tenth = Fraction(1, 2), Fraction(1, 4), Fraction(1, 10)
RISES: Assignment = {  # at level 4/25, √v = (17/25, 11/25)
    D: 2,
    s: (Fraction(11, 20), Fraction(253, 510)),
    s_hat: (Fraction(3, 5), Fraction(1, 5)),
    X: Fraction(9, 10),
    best: (0, Fraction(4, 25)),
}
LATE: Assignment = {D: 2, s: (Fraction(3, 4), half), s_hat: (half, half), X: tenth, best: (tenth, tenth)}
NONE: Assignment = {D: 3, s: (half, half, quarter), s_hat: (half, half, half), X: half, best: (0, 0, 0)}
TENTH: Assignment = {
    D: 2,
    eta: Fraction(3, 4),
    s: (1, half),
    s_hat: (half, quarter),
    X: quarter,
    best: (quarter, quarter),
}
SORTED = ForEach(s[j] >= s[j + 1], (j, 1, D - 1))
ANY = (*noisy_horizon(), *modes(D), NOT_ONE, EACH_BEST)

CLAIMS = {
    "abstract": printed(
        "lower latent dimension wants earlier stopping: x*(k) does not rise with k",
        (*ANY, SORTED),
        FALLS,
        counterexample=RISES,
    ),
    "monotone": repaired(
        "it does not if the own roots, clipped to [0, X], do not rise with j",
        SEQUENCE,
        FALLS,
        witnesses=(LATE, NONE),
        repairs="S2.abstract",
        necessary=((ROOTS_FALL, RISES),),
    ),
    "shrunk": new(
        "so it is if all variances are underestimated by one factor: λ̂_j = (1 - η) λ_j < 1",
        SHRUNK,
        FALLS,
        witnesses=(TENTH,),
    ),
}


STATEMENT = Statement(
    id="S2",
    title="Lower latent dimension, earlier stopping",
    source=Source(place="abstract"),
    claims=claims_of("S2", CLAIMS),
)
