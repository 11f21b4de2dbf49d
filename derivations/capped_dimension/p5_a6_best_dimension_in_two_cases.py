"""The best dimension without a cap, and for equal variances: all dimensions, and those of the data.

Source: arXiv:2510.08409v1, Appendix A.6, special cases of Proposition 5.

Statement. On the event |λ_j - λ̂_j| <= λ_j, if e^{-2T} <= 2√2 - 2: (a) without a cap, C = ∞, k = D is best. (b) For d0
equal variances λ and D - d0 zeros, with 1/C <= min(λ, λ̂_1, ..., λ̂_{d0}), k = d0 is best.

How the proof goes. (a) V_T <= 2 λ̂ <= 4 λ in every mode, so no direction hurts. (b) λ >= 1/C > 1/(2C) up to d0, and
λ = 0 after it: the minimum over d0..d0 is best, by the bounds behind P5.

What was added. The bound on the horizon, as in P5. (a) Singular covariances are no exception: with λ̂ = λ = 0 the limit
is V_T = 0, and the direction neither helps nor hurts. (b) The printed d2 = d0 is d2 = d0 + 1 if d0 < D, because
4 λ_{d0} >= 4/C > 1/(2C-1); so P5 as printed leaves two dimensions, and d0 is best because direction d0 + 1 is small.
No dimension after d0 is best, for any estimates and horizon.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sympy import Lambda, Min, Or, Symbol

from ldm_symbolic.claims import Assignment, Source, Statement
from ldm_symbolic.derivations.capped_dimension.best_dimensions import BEST
from ldm_symbolic.derivations.capped_dimension.error_at_the_end import best, generated, in_model, minimises, place
from ldm_symbolic.derivations.capped_score.variance_at_the_end import uncapped
from ldm_symbolic.derivations.claim import claims_of, new, printed, repaired, step
from ldm_symbolic.derivations.hypotheses import (
    capped_data,
    close_estimates,
    d1_is_the_last_that_reaches,
    d2_is_the_first_that_is_small,
    long_enough,
)
from ldm_symbolic.derivations.instances import without
from ldm_symbolic.derivations.letters import C, D, T, d0, d1, d2, j
from ldm_symbolic.notation import deviations as deviation
from ldm_symbolic.notation import estimated_deviations as estimated
from ldm_symbolic.notation import estimated_variance as lam
from ldm_symbolic.proof import ForEach, Identity, substitute

common = Symbol("s_0", real=True)

# (a) Without a cap.

FREE_SETTING = (D >= 1, T > 0, ForEach(deviation[j] >= 0, (j, 1, D)))
NONSINGULAR = ForEach(deviation[j] > 0, (j, 1, D))
FREE_ENTRIES = Lambda(place, substitute(uncapped(T), {lam: estimated[place] ** 2}))
ALL = substitute(minimises(D), {generated: FREE_ENTRIES})
FREE_D1 = (d1 >= 1, d1 <= D, ForEach(estimated[j] < 0, (j, d1 + 1, D)), Or(d1 <= 1, estimated[d1] >= 0))
"""d1 is the last j with λ̂_j >= 0, where the sequence holds the variances."""
FREE_D2 = (d2 >= 1, d2 <= D, ForEach(4 * deviation[j] ** 2 > 0, (j, 1, d2 - 1)), Or(d2 >= D, deviation[d2] ** 2 <= 0))
"""d2 is the first j with 0 >= 4 λ_j, and D if there is none."""


# (b) Equal variances.

EQUAL = (
    d0 >= 1,
    d0 <= D,
    ForEach(Identity(deviation[j], common), (j, 1, d0)),
    ForEach(Identity(deviation[j], 0), (j, d0 + 1, D)),
    C * common**2 >= 1,
    ForEach(C * estimated[j] ** 2 >= 1, (j, 1, d0)),
)
BEST_IS_D0 = in_model(minimises(best, d0, d0))


def instance(horizon: str, true: str, believed: str = "", **more: Any) -> Assignment:
    """A spectrum, by its deviations; the estimates are exact unless given."""
    names = {str(name): name for name in (C, d0, d1, d2, best, common)}
    spectra = {
        deviation: tuple(map(Fraction, true.split())),
        estimated: tuple(map(Fraction, (believed or true).split())),
    }
    values = {names[name]: Fraction(value) for name, value in more.items()}
    return {D: len(true.split()), T: Fraction(horizon), **spectra, **values}


SHORT = instance("1/40", "1/3 1/3")
SHORT_EQUAL = instance("1/40", "1/3 1/3 0", C=10, d0=2, m=2, s_0="1/3")
ONE_OF_TWO = instance("1", "1 0", C=3, d0=1, d2=2, s_0="1")
RANK_TWO = instance("1", "1/2 1/2 0", "1/2 2/3 0", C=5, d0=2, m=2, s_0="1/2")

CLAIMS = {
    "a-d1": step(
        "C = ∞: d1 = D, because every λ̂_j is at least 0",
        (D >= 1, ForEach(estimated[j] >= 0, (j, 1, D)), *FREE_D1),
        Identity(d1, D),
        witnesses=({D: 2, estimated: (1, 0), d1: 2},),
    ),
    "a-d2": step(
        "C = ∞, positive variances: d2 = D, because none is at most 0",
        (D >= 1, NONSINGULAR, *FREE_D2),
        Identity(d2, D),
        witnesses=({D: 2, deviation: (1, Fraction(1, 2)), d2: 2},),
        necessary=((NONSINGULAR, {D: 2, deviation: (0, 0), d2: 1}),),
    ),
    "a-best": printed(
        "C = ∞, positive variances, on the event: k = D is best",
        (*FREE_SETTING, NONSINGULAR, close_estimates()),
        ALL,
        counterexample=SHORT,
    ),
    "a-best-repaired": repaired(
        "on the event k = D is best if e^{-2T} <= 2√2 - 2, also for variances that are 0",
        (*FREE_SETTING, close_estimates(), long_enough()),
        ALL,
        witnesses=(instance("1", "1 1/2 1/10", "1 3/5 1/12"),),
        necessary=((long_enough(), SHORT), (close_estimates(), instance("1", "1/2 1/2", "1/2 2"))),
        repairs="P5.A6.a-best",
    ),
    "b-d1": step(
        "d0 equal variances and 1/C <= min(λ, λ̂_j), on the event: d1 = d0",
        (*capped_data(), *EQUAL, close_estimates(), *d1_is_the_last_that_reaches()),
        Identity(d1, d0),
        witnesses=(without({**RANK_TWO, d1: 2}, best),),
    ),
    "b-d2": step(
        "and d2 = d0",
        (*capped_data(), *EQUAL, close_estimates(), *d2_is_the_first_that_is_small()),
        Identity(d2, d0),
        counterexample=ONE_OF_TWO,
    ),
    "b-d2-repaired": repaired(
        "and d2 = min(d0 + 1, D)",
        (*capped_data(), *EQUAL, *d2_is_the_first_that_is_small()),
        Identity(d2, Min(d0 + 1, D)),
        witnesses=(ONE_OF_TWO, without({**RANK_TWO, d2: 3}, best)),
        repairs="P5.A6.b-d2",
    ),
    "b-best": printed(
        "so on the event k = d0 is best: what minimises E over d0..d0 minimises it over 1..D",
        (*capped_data(), *EQUAL, close_estimates(), BEST_IS_D0),
        BEST,
        counterexample=SHORT_EQUAL,
    ),
    "b-best-repaired": repaired(
        "on the event k = d0 is best if e^{-2T} <= 2√2 - 2",
        (*capped_data(), *EQUAL, close_estimates(), long_enough(), BEST_IS_D0),
        BEST,
        witnesses=(RANK_TWO,),
        necessary=((long_enough(), SHORT_EQUAL),),
        repairs="P5.A6.b-best",
    ),
    "b-none-after": new(
        "no dimension after d0 is best, for all estimates and horizons",
        (*capped_data(), *EQUAL, BEST),
        best <= d0,
        witnesses=(RANK_TWO,),
    ),
}

STATEMENT = Statement(
    id="P5.A6",
    title="The best dimension without a cap, and for equal variances",
    source=Source(place="Appendix A.6"),
    claims=claims_of("P5.A6", CLAIMS),
)
