"""Principal components with the exact score: the best number of them at a time is that of the diagonal case.

Source: arXiv:2510.08409v1, Section 6, Proposition 6, Appendix A.7.

    Σ = O Λ Oᵀ, encoder P_k Oᵀ, exact score, t ∈ [t_k, t_{k+1}) with t_k as in Proposition 2, 2 <= k <= D
    ⟹  E(k, t) = min over k' in 1..D of E(k', t)

How the proof goes. The generated covariance A has the eigenvectors o_j of Σ with eigenvalues v_j for j <= k, 0 beyond.
With R = √A, each o_j is an eigenvector of R Σ R with eigenvalue v_j λ_j, so that the trace of its root is
Σ_{j<=k} s_j √v_j: the distance is that of the diagonal case, in the eigenvalues alone. The rest is Proposition 2.

What was added. For the proposition nothing is needed; less is. The eigenvalues need not be distinct or positive: with
ties any orthonormal eigenbasis gives the same distance, so that it does not matter which one the principal components
are. k = 1, which is left out in print, and t = T for k = D hold too. As in Proposition 2, 3 λ/(1 - λ)₊ is read as +∞
where λ >= 1. The sentence before the proposition, that k components are optimal precisely within the interval, fails at
its open end, where k and k + 1 components tie.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import And, Equivalent, Expr, IndexedBase, Sum, Symbol, sqrt

from ldm_symbolic.claims import Assignment, Source, Statement
from ldm_symbolic.derivations.claim import claims_of, new, printed, remark, repaired, step
from ldm_symbolic.derivations.clock import identity_clock
from ldm_symbolic.derivations.hypotheses import (
    EXACT_QUOTIENT,
    a_further_direction,
    a_level,
    a_time,
    are_times,
    data_and_schedule,
    falling,
    in_the_interval_of,
    not_rising,
    times_in_order,
)
from ldm_symbolic.derivations.letters import D, T, j, k, s, t, times, x
from ldm_symbolic.derivations.plug_in.p2_best_dimension_at_a_time import EXACT_WEAK, best, error, generated
from ldm_symbolic.derivations.principal_components.l2_loewner_order import h, image
from ldm_symbolic.model.score import ExactScore
from ldm_symbolic.proof import ForEach, Identity, substitute

i, g = Symbol("i", integer=True), Symbol("g", integer=True)
Sigma, R, o = (IndexedBase(letter, real=True) for letter in ("Sigma", "R", "o"))
eigenvalue, root = Symbol("lambda", real=True), Symbol("r", real=True)
half, CLOCK = Fraction(1, 2), identity_clock(Fraction(3, 4))
v = substitute(generated(ExactScore()), {k: j})


def rooted(row: Expr) -> Expr:
    """(R o)_i."""
    return image(R, lambda column: o[column], row)


def spread(row: Expr) -> Expr:
    """(Σ R o)_i."""
    return image(Sigma, rooted, row, h)


NON_NEGATIVE = ForEach(s[j] >= 0, (j, 1, D))
OF_DATA = ForEach(Identity(image(Sigma, lambda row: o[row], i), eigenvalue * o[i]), (i, 1, D))
OF_ROOT = ForEach(Identity(rooted(i), root * o[i]), (i, 1, D))
OF_BOTH = ForEach(Identity(image(R, spread, i, g), root**2 * eigenvalue * o[i]), (i, 1, D))
PRINTED_DISTANCE = Sum(s[j] ** 2, (j, 1, D)) + Sum(v, (j, 1, k)) - 2 * Sum(s[j] * sqrt(v), (j, 1, k))
DISTANCE = Identity(error(ExactScore()), PRINTED_DISTANCE)
SEQUENCE = And(Identity(times[1], 0), times_in_order(times), Identity(times[D + 1], T))
PRINTED = (
    *data_and_schedule(),
    *falling(s),
    are_times(times, EXACT_QUOTIENT),
    *a_time(),
    k >= 2,
    *in_the_interval_of(times),
)
BEST = best(ExactScore())
ANY_TIME = (*data_and_schedule(), *falling(s), are_times(times, EXACT_QUOTIENT), *a_time(), *a_further_direction())
PRECISELY = Equivalent(BEST, And(t >= times[k], t < times[k + 1]))
NEARLY = And(times[k] <= t, t <= times[k + 1])


EIGENBASIS = (
    "Horn & Johnson (2013), Matrix Analysis, 2nd ed., Theorems 2.5.6 and 7.2.6: a symmetric matrix has an orthonormal "
    "eigenbasis, and the root of a positive semidefinite one has the roots of its eigenvalues there"
)
PLANE = {D: 2, Sigma: (2, 1, 1, 2), R: (1, 1, 1, 1), o: (1, 1), eigenvalue: 3, root: 2}
THREE = tuple(map(Fraction, ("2", "1/2", "1/3")))
FALLING: Assignment = {D: 3, s: THREE, times: tuple(map(Fraction, ("0", "0", "3/8", "3/4"))), **CLOCK}
TIE: Assignment = {**FALLING, k: 2, t: Fraction(3, 8)}  # t = t_3, where v_3 = 4 λ_3
TIED: Assignment = {D: 3, s: (half, half, 0), times: tuple(map(Fraction, ("0", "0", "3/4", "3/4"))), **CLOCK}
SWAPPED: Assignment = {D: 3, s: (1, THREE[2], half), times: tuple(map(Fraction, ("0", "3/8", "0", "3/4"))), **CLOCK}


CLAIMS = {
    "step-eigenvectors": step(
        "an eigenvector of Σ and of R = √A is one of R Σ R, with eigenvalue r² λ",
        (D >= 1, OF_DATA, OF_ROOT),
        OF_BOTH,
        witnesses=(PLANE,),
        necessary=((OF_DATA, {**PLANE, eigenvalue: 1}), (OF_ROOT, {**PLANE, root: 1})),
    ),
    "step-distance": step(
        "hence the error is Σ s_j² + Σ_{j<=k} v_j - 2 Σ_{j<=k} s_j √v_j, that of the diagonal case",
        (k >= 0, k <= D, *a_level(), NON_NEGATIVE),
        DISTANCE,
        witnesses=({D: 3, k: 2, x: half, s: THREE},),
        cited=(EIGENBASIS,),
    ),
    "ordered": printed(
        "0 = t_1 <= t_2 <= ... <= t_D <= t_{D+1} = T",
        (*data_and_schedule(), *falling(s), are_times(times, EXACT_QUOTIENT)),
        SEQUENCE,
        witnesses=(FALLING,),
    ),
    "best": printed(
        "k principal components minimise E over 1..D for t in [t_k, t_{k+1}), 2 <= k <= D",
        PRINTED,
        best(ExactScore()),
        witnesses=({**FALLING, k: 2, t: Fraction(1, 4)}, {**FALLING, k: 3, t: Fraction(3, 8)}),
        cited=(EIGENBASIS,),
    ),
    "remark-precisely": remark(
        "k components are best precisely for t in [t_k, t_{k+1})",
        ANY_TIME,
        PRECISELY,
        counterexample=TIE,
    ),
    "remark-precisely-repaired": repaired(
        "they are best only for t in [t_k, t_{k+1}], with its right end, where k + 1 components may tie",
        (*ANY_TIME, BEST),
        NEARLY,
        witnesses=(TIE,),
        cited=(EIGENBASIS,),
        repairs="P6.remark-precisely",
        necessary=((BEST, {**TIE, t: half}),),
    ),
    "best-weak": new(
        "the same for k = 1, with ties, with zero eigenvalues, and with k = D up to t = T",
        EXACT_WEAK,
        best(ExactScore()),
        witnesses=({**TIED, k: 3, t: Fraction(3, 4)}, {**TIED, k: 2, t: Fraction(1, 4)}),
        cited=(EIGENBASIS,),
        necessary=((not_rising(s), {**SWAPPED, k: 1, t: Fraction(1, 4)}),),
    ),
}

STATEMENT = Statement(
    id="P6",
    title="The best number of principal components at a given time",
    source=Source(place="Proposition 6, Section 6, Appendix A.7"),
    claims=claims_of("P6", CLAIMS),
)
