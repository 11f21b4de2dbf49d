"""Whether the true dimension d0 and one stopping time are best together where the true variances differ.

Source: arXiv:2510.08409v1, Proposition 3, without the word equal: λ_j = λ̂_j = 0 beyond d0, |λ̂_j - λ_j| <= λ_j.

    max_j r_j <= min_j θ_j  ⟹  (d0, x*(d0)) minimises E over all k in 1..D and levels in [0, X]

r_j is the own root (λ_j - λ̂_j)/(1 - λ̂_j) of mode j <= d0, clipped to [0, X]; θ_j is the level up to which direction j
helps, (4 λ_j - λ̂_j)/(1 - λ̂_j) for λ̂_j < 1, everything for 1 <= λ̂_j <= 4 λ_j, nothing for λ̂_j > 4 λ_j: x <= θ_j iff
λ̂_j <= 4 λ_j and x (1 - λ̂_j) <= 4 λ_j - λ̂_j. The condition says that a level y lies between: r_j <= y <= θ_i, all i, j.
λ̂_j = 1 is left out: such a mode has no own root.

How the proof goes. Each empty direction costs x >= 0. At a level x <= y every direction helps, so that d0 of them are
not worse than fewer. At x >= y every mode is past its own root, and costs no less than at y, where every direction
helps: fewer directions at x are not better than d0 at y.

What was refuted. |λ̂_j - λ_j| <= λ_j does not do: λ_1 = 36/25 is estimated as 1/4, and so one direction at level 1/2 is
better than two at any level, whatever the horizon beyond: direction 2, estimated exactly, costs more than its variance
where direction 1 wants the noise. Equal variances λ <= X with all λ̂_j < 1 and λ̂_j <= 3 λ meet the condition at y = λ
(by hand; P3.any-order has all of them).

What is claimed is that no pair (i, x) is better than all levels of d0 directions: a best level need not exist for that.

Tested in `tests/derivations/joint_optimum/test_u6_unequal_variances.py`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sympy import And, Integer, Ne, Not

from ldm_symbolic.claims import Assignment, Source, Statement
from ldm_symbolic.derivations.claim import claims_of, printed, repaired
from ldm_symbolic.derivations.equal_variances.common_variance import best, error
from ldm_symbolic.derivations.hypotheses import a_level, close_estimates, empty, modes, noisy_horizon, not_rising
from ldm_symbolic.derivations.instances import numbers
from ldm_symbolic.derivations.letters import D, X, d0, j, s, s_hat, x
from ldm_symbolic.derivations.plug_in.plug_in_error import i
from ldm_symbolic.derivations.plug_in.plug_in_error import other_noise as y
from ldm_symbolic.derivations.stopping_in_k.s1_one_step_in_dimension import clipped
from ldm_symbolic.proof import ForEach

supported = (j, 1, d0)
SUPPORTED = (d0 >= 1, d0 <= D, *modes(d0), empty(s, d0), empty(s_hat, d0), *noisy_horizon())
PAIR = (i >= 1, i <= D, *a_level(x, X))
NOT_BEATEN = Not(ForEach(error(i, x) < error(d0, best), (best, 0, X)))
"""Some level of d0 directions is at least as good as the pair (i, x)."""


def helps(level: Any) -> And:
    """Direction j helps up to a level: level <= θ_j."""
    return And(s_hat[j] ** 2 <= 4 * s[j] ** 2, level * (1 - s_hat[j] ** 2) <= 4 * s[j] ** 2 - s_hat[j] ** 2)


NOT_ONE = ForEach(Ne(s_hat[j], 1), supported)
PAST = ForEach(clipped(j) <= y, supported)
WORTH = ForEach(helps(y), supported)
BETWEEN = (NOT_ONE, *a_level(y, X), PAST, WORTH)

NOISY: Assignment = {
    D: 2,
    d0: 2,
    s: numbers("6/5", "1/10"),
    s_hat: numbers("1/2", "1/10"),
    X: Fraction(3, 4),
    i: 1,
    x: Fraction(1, 2),
}
MIXED: Assignment = {
    D: 3,
    d0: 2,
    s: (*numbers("1/2", "2/5"), Integer(0)),
    s_hat: (*numbers("1/2", "2/5"), Integer(0)),
    X: Fraction(1, 2),
    i: 1,
    x: Fraction(1, 5),
    y: Fraction(1, 10),
}

CLAIMS = {
    "printed": printed(
        "equal true variances are not needed: on the event |λ_j - λ̂_j| <= λ_j no (i, x) beats all (d0, y)",
        (*SUPPORTED, not_rising(s, d0), close_estimates(), *PAIR),
        NOT_BEATEN,
        counterexample=NOISY,
    ),
    "repaired": repaired(
        "none does where no λ̂_j is 1, if a level y separates own roots from where directions help: r_j <= y <= θ_i",
        (*SUPPORTED, *BETWEEN, *PAIR),
        NOT_BEATEN,
        witnesses=(MIXED,),
        repairs="U6.printed",
        necessary=(
            (WORTH, {**NOISY, y: Fraction(3, 4)}),
            (PAST, {**NOISY, y: Fraction(1, 100)}),
        ),
    ),
}

STATEMENT = Statement(
    id="U6",
    title="One dimension and one time are best together for unequal variances",
    source=Source(place="Proposition 3"),
    claims=claims_of("U6", CLAIMS),
)
