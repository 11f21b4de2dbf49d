"""The times t̂_k of the plug-in score: when they are ordered, and on which event its half of Proposition 2 holds.

Source: arXiv:2510.08409v1, Proposition 2: "with high probability the ŝ and the t̂ are ordered, and then the same holds".

    λ̂_j <= 4 λ_j for all j >= 2, and t̂_2 <= ... <= t̂_D  ⟹  k minimises E(·, t) for t in [t̂_k, t̂_{k+1}]

How the proof goes. Where λ̂_k <= 4 λ_k direction k helps iff t >= t̂_k, at t = T too, unless λ̂_k = 4 λ_k >= 1, where
the quotient is 0/0 and has no value here. No order of the ŝ_j enters: the increments change sign once because the t̂_j
are ordered. An estimate exceeds 4 λ_j = (1 + 3) λ_j with probability at most e^{-9n/16}, by the upper half of P9 at
ε = 3; Boole's inequality adds D of them.

Estimates that fall at most four times as fast as the true variances keep the order: then 4 λ_j - λ̂_j does not rise and
1 - λ̂_j does not fall, so that the quotient of (8) does not rise.

What was refuted. The order of the ŝ_j does not give that of the t̂_j, not on the event |λ̂_j - λ_j| <= λ_j either:
λ̂_2 = 16/81 above λ_2 = 1/9 and λ̂_3 = 1/25 below λ_3 = 9/100 exchange t̂_2 and t̂_3, and so does everything near.

So are they for a fixed spectrum of distinct variances with a probability that tends to 1: where every estimate is
within a share ε < 1 of λ_j, and ε (λ_j + λ_{j+1}) <= λ_j - λ_{j+1}, estimates fall, at most twice as fast as the true
variances. By P9 that fails with probability at most 2 D exp(-n ε²/(4 (1 + ε))). Such an ε > 0 exists, for it need not
exceed any (λ_j - λ_{j+1})/(λ_j + λ_{j+1}), and is fixed by the spectrum; that the bound tends to 0 is not formalised.

Tested in `tests/derivations/estimated_times/test_u1_order_of_the_estimated_times.py`.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Integer, Max, Or

from ldm_symbolic.claims import Assignment, Source, Statement
from ldm_symbolic.derivations.claim import claims_of, new, printed, repaired
from ldm_symbolic.derivations.concentration.failures import accuracy, failing, n, printed_exponent
from ldm_symbolic.derivations.hypotheses import (
    PLUGIN_QUOTIENT,
    a_dimension,
    a_time,
    all_positive,
    are_times,
    close_estimates,
    data_and_schedule,
    falling,
    none_negative,
    times_in_order,
)
from ldm_symbolic.derivations.instances import numbers
from ldm_symbolic.derivations.letters import D, estimated_times, j, k, s, s_hat, t
from ldm_symbolic.derivations.plug_in.p2_best_dimension_at_a_time import best
from ldm_symbolic.derivations.plug_in.p2_best_dimension_at_a_time_instances import THREE_QUARTERS
from ldm_symbolic.model.score import PluginScore
from ldm_symbolic.proof import ForEach

TIMES = are_times(estimated_times, PLUGIN_QUOTIENT)
NEAR = ForEach(s_hat[j] ** 2 <= 4 * s[j] ** 2, (j, 2, D))
NOT_FASTER = ForEach(s_hat[j] ** 2 - s_hat[j + 1] ** 2 <= 4 * (s[j] ** 2 - s[j + 1] ** 2), (j, 2, D - 1))
QUOTIENTS = ForEach(Max(1 - s_hat[j] ** 2, (4 * s[j] ** 2 - s_hat[j] ** 2) ** 2) > 0, (j, 2, D))
"""No quotient of (8) is 0/0."""
SORTED = (*data_and_schedule(), *falling(s), *falling(s_hat), TIMES, QUOTIENTS, NOT_FASTER)
EVENT = (
    *data_and_schedule(),
    none_negative(s),
    none_negative(s_hat),
    TIMES,
    times_in_order(estimated_times),
    QUOTIENTS,
    NEAR,
    *a_time(),
    *a_dimension(),
    t >= estimated_times[k],
    Or(k >= D, t < estimated_times[k + 1]),
)

APART = ForEach(accuracy * (s[j] ** 2 + s[j + 1] ** 2) <= s[j] ** 2 - s[j + 1] ** 2, (j, 1, D - 1))
"""No two neighbouring variances can be exchanged by estimates within a share ε of them."""
CLOSE = (
    *data_and_schedule(),
    all_positive(s),
    all_positive(s_hat),
    accuracy < 1,
    APART,
    close_estimates(accuracy),
    TIMES,
)

EXCHANGED: Assignment = {
    D: 3,
    s: numbers("1/2", "1/3", "3/10"),
    s_hat: numbers("1/2", "4/9", "1/5"),
    estimated_times: numbers("0", "23/52", "5/12", "3/4"),
    **THREE_QUARTERS,
}
UNSORTED: Assignment = {
    D: 2,
    s: numbers("1/2", "1/3"),
    s_hat: numbers("1/5", "1/2"),
    estimated_times: numbers("0", "53/108", "3/4"),
    k: 2,
    t: Fraction(3, 4),
    **THREE_QUARTERS,
}
FOUR_TIMES: Assignment = {
    **UNSORTED,
    s: numbers("1/5", "1/4"),
    s_hat: numbers("1/5", "1/2"),
    estimated_times: numbers("0", "3/4", "3/4"),
}
FAR: Assignment = {**FOUR_TIMES, s: numbers("1/5", "1/5")}

FAITHFUL: Assignment = {
    D: 3,
    s: numbers("1/2", "1/3", "1/5"),
    s_hat: numbers("1", "1/2", "1/5"),
    estimated_times: numbers("0", "53/108", "5/8", "3/4"),
    **THREE_QUARTERS,
}

PRECISE: Assignment = {
    **FAITHFUL,
    s_hat: FAITHFUL[s],
    estimated_times: numbers("0", "3/8", "5/8", "3/4"),
    accuracy: Fraction(1, 4),
}

CLAIMS = {
    "ordered": printed(
        "if 0 < ŝ_D < ... < ŝ_1 and 0 < s_D < ... < s_1 then the times t̂_k are ordered",
        (*data_and_schedule(), *falling(s), *falling(s_hat), TIMES),
        times_in_order(estimated_times),
        counterexample=EXCHANGED,
    ),
    "ordered-repaired": repaired(
        "they are, where no quotient is 0/0, if also λ̂_j - λ̂_{j+1} <= 4 (λ_j - λ_{j+1}) for 2 <= j < D",
        SORTED,
        times_in_order(estimated_times),
        witnesses=(FAITHFUL,),
        repairs="U1.ordered",
        necessary=((NOT_FASTER, EXCHANGED),),
    ),
    "ordered-near": new(
        "for distinct variances they are ordered (weakly) where every estimate is near enough: |λ̂_j - λ_j| <= ε λ_j",
        CLOSE,
        times_in_order(estimated_times),
        witnesses=(PRECISE,),
        necessary=(
            (APART, {**EXCHANGED, accuracy: Fraction(7, 9)}),
            (close_estimates(accuracy), {**EXCHANGED, accuracy: Fraction(1, 20)}),
        ),
    ),
    "ordered-probability": new(
        "by P9 that fails with probability at most 2 D exp(-n ε²/(4 (1 + ε))), which tends to 0 as n grows",
        **failing(2, accuracy, printed_exponent, modes=D),
    ),
    "near": new(
        "on the event λ̂_j <= 4 λ_j the plug-in half of P2 holds where the t̂_k are ordered, none 0/0: any ŝ_j, at T too",
        EVENT,
        best(PluginScore()),
        witnesses=(UNSORTED, {**UNSORTED, k: 1, t: Fraction(1, 4)}, FOUR_TIMES),
        necessary=((NEAR, FAR),),
    ),
    "near-probability": new(
        "by P9 that event has probability at least 1 - D exp(-9n/16)",
        **failing(1, Integer(3), -9 * n / 16, modes=D),
    ),
}

STATEMENT = Statement(
    id="U1",
    title="The order of the estimated times, and the event of the plug-in score",
    source=Source(place="Proposition 2"),
    claims=claims_of("U1", CLAIMS),
)
