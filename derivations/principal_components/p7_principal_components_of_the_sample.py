"""Principal components of a sample: k of them are best between two times, while the covariances are close.

Source: arXiv:2510.08409v1, Section 6, Proposition 7, eq. (22), Appendix A.8.

    T̂_k = T - ā((λ̂_k - 4 S ε + 2 ŝ_k √(λ̂_k - 4 S ε))/(1 - λ̂_k)₊),  t̂_k with + for -,  T̂_1 = 0,  t̂_{D+1} = T
    (1 - ε) Σ ⪯ Σ̂ ⪯ (1 + ε) Σ,  0 = T̂_1 < t̂_2 < T̂_2 < ... < T,  t ∈ [T̂_k, t̂_{k+1}]  ⟹  k minimises E(·, t)

How it is written. E(k) = Σ_{j<=k} v_j + tr Σ - 2 W_k, with W_k the trace of the root in the Fréchet distance and K_k =
Σ_{j<=k} ŝ_j √v_j its value where Σ and Σ̂ commute (P6.step-eigenvectors). The event, the Loewner sandwich, enters by
what it says of numbers: congruence and roots keep it (L2) and so do traces, hence K/√(1+ε) <= W <= K/√(1-ε); by Weyl it
holds for eigenvalues. The probability of the event is that of P10. t is fixed, so that W_k is a number.

How the proof goes. |W_k - K_k| <= ε S, so that one more direction adds v_k - 2 ŝ_k √v_k up to 4 S ε (22). That falls
with ŝ_k at every level: its signs at k and at k + 1 settle all directions, and T̂_k and t̂_{k+1} are where they change.

What was added. S(Σ) is printed with the true variances and bounded with the estimated ones; the bound holds with both.
ε <= 1/2 is used and not assumed, but where the times are defined ε <= 1/7. With its order of times the theorem holds as
printed. This order leaves λ̂_k < 1/4 for k >= 2, so that the case λ̂_k >= 1 of the proof is empty; a small ε does not
give it, for t̂_k = T̂_k = 0 where λ̂_k >= 1/4 for every ε; and at ε = 0, where the times are those of Proposition 6, it
fails, as t̂_k = T̂_k. Without it the theorem, and the last step of its proof, fail at t = 0. It is not needed: sorted
estimates are enough if t̂_{k+1} > 0 and, where λ̂_k >= 1, 4 S ε <= 2 ŝ_k - 1.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import And, Equivalent, Rational, exp, sqrt

from ldm_symbolic.claims import Source, Statement
from ldm_symbolic.derivations.claim import claims_of, new, printed, remark, repaired, step
from ldm_symbolic.derivations.concentration.failures import failure, u
from ldm_symbolic.derivations.concentration.p10_sample_covariance_concentrates import ISOTROPIC, RARE, SELDOM
from ldm_symbolic.derivations.hypotheses import (
    a_dimension,
    a_further_direction,
    a_level,
    a_time,
    data_and_schedule,
    falling,
    none_negative,
)
from ldm_symbolic.derivations.letters import D, k, s, s_hat, t, x
from ldm_symbolic.derivations.principal_components.p7_of_the_sample import (
    BEFORE,
    BEST,
    BOUND,
    COSTS,
    DEFINED,
    ESTIMATED_SPREAD,
    EVENT,
    HELPS,
    HELPS_LATE,
    IS_SPREAD,
    ON_THE_EVENT,
    ONE,
    ORDER,
    ORDERED,
    PRINTED,
    REDUCED,
    SLACK,
    SMALL_ERROR,
    SMALL_ESTIMATE,
    TRACE_BOUND,
    TRACES,
    TWO_DIRECTIONS,
    UNTIL,
    WEAK,
    WEYL,
    W,
    added,
    change,
    commuting,
    distance,
    epsilon,
    generated,
    i,
    numerator,
    q,
    r,
    sandwich,
    spread,
    time_of,
)
from ldm_symbolic.derivations.principal_components.p7_principal_components_of_the_sample_instances import (
    CLOSE_BY,
    EARLY,
    FAR,
    KEEPS_ONE,
    KEEPS_TWO,
    LARGE,
    ONE_MODE,
    TOGETHER,
    half,
    tenth,
)
from ldm_symbolic.proof import ForEach, Identity

ROOTS = Equivalent(sqrt(1 / (1 - epsilon)) <= 1 + epsilon, epsilon <= (sqrt(5) - 1) / 2)
CLOSE = (*SMALL_ERROR, none_negative(s), none_negative(s_hat), IS_SPREAD)
PRINTED_ORDER = (*data_and_schedule(), *falling(s), *falling(s_hat), IS_SPREAD, epsilon > 0, *DEFINED)

CHAIN = (*data_and_schedule(), none_negative(s_hat), SLACK >= 0, *DEFINED, ORDERED, *a_further_direction())
UNORDERED = tuple(part for part in PRINTED if part != ORDERED)
BOOK = "Horn & Johnson (2013), Matrix Analysis, 2nd ed., "
MONOTONE = f"{BOOK}Section 4.3, Weyl's monotonicity theorem: A ⪯ B orders the eigenvalues, λ_j(A) <= λ_j(B) for every j"
NEUMANN = f"{BOOK}Section 7.4, von Neumann's trace theorem: |tr(A B)| <= Σ_j σ_j(A) σ_j(B), σ_j in falling order"
LOEWNER = (f"{BOOK}Theorem 7.2.6: a positive semidefinite matrix has exactly one such root", MONOTONE)

CLAIMS = {
    "step-root": step(
        "√(1/(1 - ε)) <= 1 + ε for ε <= 1/2",
        (epsilon >= 0, epsilon <= Rational(1, 2)),
        ROOTS.args[1] if ROOTS.args[0].has(sqrt(5)) else ROOTS.args[0],
        witnesses=({epsilon: half},),
    ),
    "step-root-sharp": new(
        "for 0 <= ε < 1 that holds iff ε <= (√5 - 1)/2 = 0.618...",
        (epsilon >= 0, epsilon < 1),
        ROOTS,
        witnesses=({epsilon: Fraction(3, 5)}, {epsilon: Fraction(5, 8)}),
    ),
    "step-traces": step(
        "roots that are ordered up to √(1/(1 - ε)) have traces that are",
        (
            epsilon < 1,
            ForEach(q[i] <= sqrt(1 / (1 - epsilon)) * r[i], (i, 1, D)),
        ),
        TRACES,
        witnesses=({D: 2, epsilon: Fraction(3, 4), q: (2, 5), r: (1, 3)},),
    ),
    "step-relative": step(
        "hence |W_k - Σ ŝ_j √v̂_j| <= ε Σ ŝ_j √v̂_j for ε <= 1/2",
        (*a_level(), *SMALL_ERROR, none_negative(s_hat), *a_dimension(), *sandwich(k)),
        distance <= epsilon * commuting(k),
        witnesses=(ONE_MODE,),
    ),
    "step-kept": step(
        "Σ ŝ_j √v̂_j <= Σ max(ŝ_j, λ̂_j), so that |W_k - Σ ŝ_j √v̂_j| <= ε times that",
        (*a_level(), *SMALL_ERROR, none_negative(s_hat), *a_dimension(), *sandwich(k)),
        distance <= epsilon * ESTIMATED_SPREAD,
        witnesses=(ONE_MODE,),
    ),
    "step-spread": step(
        "|W_k - Σ ŝ_j √v̂_j| <= ε S with S = Σ max(s_j, λ_j), of the true variances, for ε <= 1/2",
        (*a_level(), *CLOSE, WEYL, *a_dimension(), *sandwich(k), TRACE_BOUND),
        distance <= epsilon * spread,
        witnesses=(ONE_MODE,),
        cited=(MONOTONE, NEUMANN),
    ),
    "step-spread-elementary": new(
        "for ε <= 39/100, just below (√17 - 1)/8, that needs no bound on traces",
        (
            *a_level(),
            epsilon >= 0,
            epsilon <= Rational(39, 100),
            *CLOSE[2:],
            WEYL,
            *a_dimension(),
            *sandwich(k),
        ),
        distance <= epsilon * spread,
        witnesses=(ONE_MODE,),
        cited=(MONOTONE,),
    ),
    "small": new(
        "where a second direction has a time, ε <= 1/7",
        TWO_DIRECTIONS,
        epsilon <= Rational(1, 7),
        witnesses=(CLOSE_BY,),
        cited=(MONOTONE,),
    ),
    "step-increment": step(
        "on the event one more direction adds at most (√v̂_k - ŝ_k)² - λ̂_k + 4 S ε (22), at least the same with -",
        (*a_level(), none_negative(s_hat), EVENT, *a_further_direction()),
        And(added <= change(k, SLACK), added >= change(k, -SLACK)),
        witnesses=({**EARLY, x: Fraction(11, 16), epsilon: tenth},),
        necessary=((EVENT, {**EARLY, x: Fraction(11, 16), epsilon: tenth, W: (1, 9)}),),
    ),
    "step-large": step(
        "for λ̂_k >= 1 and 4 S ε <= ŝ_k the bound of (22) is <= 0 at every level",
        (*a_level(), s_hat[k] >= 1, s_hat[k] >= SLACK),
        BOUND,
        witnesses=({D: 1, k: 1, spread: 1, s: (1,), s_hat: (2,), x: half, epsilon: tenth},),
        necessary=((s_hat[k] >= SLACK, {D: 1, k: 1, spread: 1, s: (1,), s_hat: (2,), x: half, epsilon: 2}),),
    ),
    "step-early": step(
        "for λ̂_k < 1 that is <= 0 iff √v̂_k <= ŝ_k + √(λ̂_k - 4 S ε)",
        ONE,
        Equivalent(BOUND, sqrt(generated(k)) <= s_hat[k] + sqrt(s_hat[k] ** 2 - SLACK)),
        witnesses=({D: 1, k: 1, spread: half, s: (half,), s_hat: (half,), x: half, epsilon: tenth},),
    ),
    "step-level": step(
        "iff a² (1 - λ̂_k) <= λ̂_k - 4 S ε + 2 ŝ_k √(λ̂_k - 4 S ε)",
        ONE,
        Equivalent(BOUND, x * (1 - s_hat[k] ** 2) <= numerator(k, -SLACK)),
        witnesses=({D: 1, k: 1, spread: half, s: (half,), s_hat: (half,), x: half, epsilon: tenth},),
    ),
    "step-time": step(
        "iff t >= T̂_k",
        (*data_and_schedule(), *a_time(), *SMALL_ESTIMATE),
        HELPS_LATE,
        witnesses=({**CLOSE_BY, k: 2, t: half}, {**CLOSE_BY, k: 2, t: Fraction(29, 40)}),
    ),
    "step-helps": step(
        "so E(k) <= E(k-1) for t >= T̂_k, if 4 S ε <= λ̂_k, or 2 ŝ_k - 1 where λ̂_k >= 1",
        (*ON_THE_EVENT, BEFORE),
        HELPS,
        witnesses=(KEEPS_TWO, LARGE),
    ),
    "step-costs": step(
        "E(k) >= E(k-1) for t <= t̂_k",
        UNTIL,
        COSTS,
        counterexample={**EARLY, epsilon: Fraction(3, 200)},
    ),
    "step-costs-repaired": repaired(
        "the same if t̂_k > 0",
        (*UNTIL, time_of(k, SLACK) > 0),
        COSTS,
        witnesses=({**KEEPS_ONE, k: 2},),
        repairs="P7.step-costs",
        necessary=((time_of(k, SLACK) > 0, {**EARLY, epsilon: Fraction(3, 200)}),),
    ),
    "ordered": printed(
        "for ε so small that the roots are real, 0 = T̂_1 < t̂_2 < T̂_2 < ... < t̂_{D+1} = T",
        PRINTED_ORDER,
        ORDERED,
        counterexample=TOGETHER,
    ),
    "ordered-repaired": repaired(
        "it is so if the levels of these times lie in (0, X) and do not meet",
        ORDER,
        ORDERED,
        witnesses=(CLOSE_BY,),
        repairs="P7.ordered",
    ),
    "excluded": new(
        "the assumed order leaves λ̂_k < 1/4 for every k >= 2, however small ε is",
        CHAIN,
        s_hat[k] < Rational(1, 2),
        witnesses=({**CLOSE_BY, k: 2},),
    ),
    "best": printed(
        "on the event, the times ordered as assumed: k minimises E over 1..D for t in [T̂_k, t̂_{k+1}]",
        PRINTED,
        BEST,
        witnesses=(KEEPS_ONE, KEEPS_TWO),
        cited=LOEWNER,
    ),
    "probability": printed(
        "the event, P10's at ε = (8K/3)(√r + r), fails no more often than the theorem cited there: at most 2 e^{-u}",
        RARE,
        failure <= 2 * exp(-u),
        witnesses=(SELDOM,),
        cited=(ISOTROPIC,),
        necessary=((RARE[-1], {**SELDOM, failure: 1}),),
    ),
    "best-unordered": printed(
        "the same wherever the times are defined: their order is inferred from a small ε, and may fail for all ε",
        UNORDERED,
        BEST,
        counterexample={**FAR, k: 1},
    ),
    "best-repaired": repaired(
        "it holds for any order if t̂_{k+1} > 0 and, where λ̂_k >= 1, 4 S ε <= 2 ŝ_k - 1",
        WEAK,
        BEST,
        witnesses=(KEEPS_ONE, KEEPS_TWO, LARGE),
        repairs="P7.best-unordered",
        cited=LOEWNER,
    ),
    "remark-exact": remark(
        "for ε = 0 both times are t_k of Proposition 6",
        (*data_and_schedule(), *a_further_direction(), s_hat[k] > 0, Identity(epsilon, 0)),
        REDUCED,
        witnesses=({**CLOSE_BY, k: 2, epsilon: 0},),
    ),
}

STATEMENT = Statement(
    id="P7",
    title="The best number of principal components of a sample at a given time",
    source=Source(place="Proposition 7, eq. (22), Appendix A.8"),
    claims=claims_of("P7", CLAIMS),
)
