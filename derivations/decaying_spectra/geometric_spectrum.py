"""With a geometric spectrum the best dimension under a cap is one of two; with a power law it grows as C^{1/α}.

Source: arXiv:2510.08409v1, Corollary 1 and the sentence after it, Appendix A.6.

Statement. As P5, with λ_j = L^{-j}, L > 16, L <= C <= L^D and λ̂_{d+1} <= 1/C <= λ̂_d. "n large, with high probability"
is read as the event |λ_j - λ̂_j| <= λ_j/2 for all j, whose probability P9 bounds. If e^{-2T} <= 2√2 - 2, every best
dimension is d or d + 1.

How the proof goes. P5's bounds 1/(2C-1) <= V and V <= 2 max(λ̂, 1/C) say of every best dimension m that
λ_m >= 1/(4 (2C-1)) and λ_{m+1} <= 1/(2C). λ_d >= 2 λ̂_d/3 > 1/(2C), so m >= d. λ_{d+2} = λ_{d+1}/L <= 2 λ̂_{d+1}/L, which
is at most 1/(8C), so m <= d + 1.

What was added. Without the bound on T the statement is false (see P5): no best dimension is d or d + 1. d = D is
admitted, where there is no λ̂_{D+1}. The printed proof has d1 = d, which fails at
λ̂_{d+1} = 1/C, and d2 < d + 2, which fails for C near L^{d+1}, where d2 = d + 2; the statement holds all the same,
because a direction that is small already does not help. L <= C does not give a d: λ̂_1 may be below 1/C, and then
m = 1. L = 16 is enough, and L >= 8/(1 - η) for estimates within η λ_j; with d by the true variances,
λ_{d+1} <= 1/(2C) < λ_d, L >= 4 and λ̂_j < 2 λ_j are. The bounds on C are not needed.

The power law. If A j^{-α} <= λ_j <= B j^{-α} (A = B = 1: λ_j = j^{-α}) and λ̂_j < 2 λ_j, every best dimension has
m^α <= 4 (2C-1) B, or m = 1, and (m+1)^α >= 2 C A, or m = D: it grows as C^{1/α}, where for a geometric spectrum it
grows as log C. With d as in the corollary, d <= m < (16 B/A)^{1/α} (d + 1).
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import Any

from sympy import And, Rational

from ldm_symbolic.claims.statement import Instance, Role, Source, Statement
from ldm_symbolic.derivations.capped_dimension.best_dimension_with_capped_score_proof import IS_D2, d1, d2
from ldm_symbolic.derivations.capped_dimension.best_dimensions import BEST, FALLING, STRICTLY_NEAR
from ldm_symbolic.derivations.capped_dimension.error_at_the_end import SETTING, C, D, best, estimated
from ldm_symbolic.derivations.capped_dimension.error_at_the_end import true as deviation
from ldm_symbolic.derivations.capped_score.variance_at_the_end import LONG, T
from ldm_symbolic.derivations.claim import claim_of
from ldm_symbolic.derivations.concentration import sample_variance_concentrates_proof as tails
from ldm_symbolic.derivations.decaying_spectra.geometric_spectrum_proof import (
    CHAIN,
    D1_SETTING,
    FAST,
    GEOMETRIC,
    HALF,
    HALF_LEFT,
    IS_D,
    IS_TRUE_D,
    NONE,
    POSITIVE,
    TWO,
    accuracy,
    believed,
    chain,
    d,
    event,
    first_is_best,
    first_reaches,
    first_small,
    half_estimate,
    last_estimate,
    least,
    most,
    power,
    ratio,
    true_variance,
    two_by_estimates,
    two_by_truth,
)
from ldm_symbolic.derivations.decaying_spectra.power_law_proof import (
    POWER_HIGH,
    POWER_LAW,
    POWER_LOW,
    POWER_WINDOW,
    power_by_estimates,
    power_by_truth,
)
from ldm_symbolic.proof import Identity

claim = partial(claim_of, "C1")

NAMES = {str(name): name for name in (d, d1, d2, best, ratio, accuracy, power, least, most)}


def instance(cap: int, horizon: str, true: str, believed: str = "", **more: Any) -> Instance:
    """A spectrum, by its deviations; the estimates are exact unless given, and 0 beyond D."""
    deviations, estimates = (tuple(map(Fraction, text.split())) for text in (true, believed or true))
    values: dict[Any, Any] = {D: len(deviations), C: cap, T: Fraction(horizon)}
    beyond = (Fraction(0), Fraction(0))
    spectra = {deviation: deviations + beyond, estimated: estimates + beyond}
    return {**values, **spectra, **{NAMES[name]: v for name, v in more.items()}}


def only(point: Instance, *names: Any) -> Instance:
    """An instance without some names, for claims in which they do not occur."""
    return {name: value for name, value in point.items() if name not in names}


STEEP = "1/5 1/25 1/125"
SPECTRUM = (*SETTING, *GEOMETRIC, ratio > 16, ratio <= C, C * true_variance(D) <= 1)
SHORT = instance(625, "1/100", STEEP, L=25, d=2, m=1)
TIE = instance(625, "1", "1/5 1/25", L=25, d=1, d1=2)
LATE = instance(624, "1", STEEP, L=25, d=1, d2=3)
BELOW = instance(25, "1", "1/5", "1/6", L=25)
LOST = only(instance(25, "1", "1/5 1/25", "1/5 1/100", d=1), C, T)
INSIDE = instance(30, "1", STEEP, L=25, d=1, m=1)
FOUR = instance(6, "1", "1/2 1/4 1/8 1/16", "1/2 1/4 1/8 1/16", L=4, d=1, m=2)
SLOW = "1 1/2 1/3 1/4 1/5 1/6"
LAW: dict[str, Any] = {"alpha": 2, "A": Fraction(1, 2), "B": 2}

STATEMENT = Statement(
    id="C1",
    title="The best dimension of a geometric or power-law spectrum",
    source=Source(place="Corollary 1"),
    claims=(
        claim(
            "step-d1",
            Role.STEP,
            "d1 = d",
            D1_SETTING,
            Identity(d1, d),
            counterexample=TIE,
        ),
        claim(
            "step-d1-repaired",
            Role.REPAIRED,
            "d <= d1 <= d + 1, where d1 = d + 1 if λ̂_{d+1} = 1/C",
            D1_SETTING,
            And(d <= d1, d1 <= d + 1),
            proof=last_estimate,
            witnesses=(TIE, only({**INSIDE, d1: 1}, best)),
            repairs="C1.step-d1",
        ),
        claim(
            "step-half",
            Role.STEP,
            "λ̂_{d+1} >= λ_{d+1}/2, on the event |λ_j - λ̂_j| <= λ_j/2; that of P5, |λ_j - λ̂_j| <= λ_j, is too large",
            (D >= 1, event(HALF), d >= 1, d + 1 <= D),
            HALF_LEFT,
            proof=half_estimate,
            witnesses=(only(INSIDE, C, T, ratio, best),),
            necessary=((event(HALF), LOST),),
        ),
        claim(
            "step-chain",
            Role.STEP,
            "1/(4 (2C-1)) >= 1/(8C) >= λ̂_{d+1}/8 >= λ_{d+1}/16 >= λ_{d+2}, for L >= 16",
            (C > 1, D >= 1, *GEOMETRIC, ratio >= 16, event(HALF), *IS_D, d + 2 <= D),
            CHAIN,
            proof=chain,
            witnesses=(only(INSIDE, T, best),),
            necessary=((ratio >= 16, only({**FOUR, d: 1}, T, best)),),
        ),
        claim(
            "step-d2",
            Role.STEP,
            "hence d2 < d + 2",
            (*SPECTRUM, event(HALF), *IS_D, *IS_D2),
            d2 < d + 2,
            counterexample=LATE,
        ),
        claim(
            "step-d2-repaired",
            Role.REPAIRED,
            "hence d2 <= d + 2",
            (*SETTING, *GEOMETRIC, ratio >= 16, event(HALF), *IS_D, *IS_D2),
            d2 <= d + 2,
            proof=first_small,
            witnesses=(LATE,),
            repairs="C1.step-d2",
        ),
        claim(
            "step-exists",
            Role.STEP,
            "'let d be such that' needs that there is one: for L <= C <= L^D, λ̂_1 >= 1/C",
            (*SPECTRUM, event(HALF)),
            C * believed(1) >= 1,
            counterexample=BELOW,
        ),
        claim(
            "step-exists-repaired",
            Role.REPAIRED,
            "λ̂_1 >= 1/C for C >= 2 L",
            (*SETTING, *GEOMETRIC, ratio >= 16, event(HALF), 2 * ratio <= C),
            C * believed(1) >= 1,
            proof=first_reaches,
            witnesses=(only({**INSIDE, C: 50}, d, best),),
            necessary=((2 * ratio <= C, BELOW),),
            repairs="C1.step-exists",
        ),
        claim(
            "printed",
            Role.PRINTED,
            "on the event |λ_j - λ̂_j| <= λ_j/2 every best dimension is d or d + 1",
            (*SPECTRUM, event(HALF), *IS_D, BEST),
            TWO,
            counterexample=SHORT,
        ),
        claim(
            "probability",
            Role.PRINTED,
            "by P9 the event |λ_j - λ̂_j| <= λ_j/2, for all j, has probability at least 1 - 2 D exp(-n/24)",
            **tails.failing(2, Rational(1, 2), -tails.n / 24, modes=D),
        ),
        claim(
            "repaired",
            Role.REPAIRED,
            "the same if e^{-2T} <= 2√2 - 2; L = 16 will do, and the bounds on C are not needed",
            (*SETTING, *GEOMETRIC, ratio / 2 >= 8, event(HALF), *IS_D, LONG, BEST),
            TWO,
            proof=partial(two_by_estimates, HALF),
            witnesses=(INSIDE,),
            necessary=((LONG, SHORT),),
            repairs="C1.printed",
        ),
        claim(
            "by-accuracy",
            Role.NEW,
            "with that T and estimates within η λ_j, η < 1: L >= 8/(1 - η) will do, so L >= 8 for exact ones",
            (*SETTING, *GEOMETRIC, *FAST, event(accuracy), *IS_D, LONG, BEST),
            TWO,
            proof=partial(two_by_estimates, accuracy),
            witnesses=({**INSIDE, accuracy: Fraction(1, 2)}, {**INSIDE, accuracy: 0}),
            necessary=((LONG, {**SHORT, accuracy: 0}),),
        ),
        claim(
            "by-the-truth",
            Role.NEW,
            "with that T, d by the true variances, λ_{d+1} <= 1/(2C) < λ_d, and λ̂_j < 2 λ_j: L >= 4 will do",
            (*SETTING, *GEOMETRIC, ratio >= 4, STRICTLY_NEAR, *IS_TRUE_D, LONG, BEST),
            TWO,
            proof=two_by_truth,
            witnesses=(FOUR,),
            necessary=((LONG, SHORT),),
        ),
        claim(
            "none",
            Role.NEW,
            "if no λ̂_j reaches 1/C, so that there is no d, the first dimension alone is best, for every horizon",
            (*SETTING, *GEOMETRIC, ratio >= 16, event(HALF), NONE, BEST),
            best <= 1,
            proof=first_is_best,
            witnesses=(instance(25, "1", STEEP, "1/6 1/30 1/150", L=25, m=1),),
        ),
        claim(
            "power-law",
            Role.NEW,
            "for A j^{-α} <= λ_j <= B j^{-α}, that T: (m+1)^α >= 2 C A or m = D, and m^α <= 4 (2C-1) B or m = 1",
            (*SETTING, *POWER_LAW, STRICTLY_NEAR, LONG, BEST),
            And(POWER_LOW, POWER_HIGH),
            proof=power_by_truth,
            witnesses=(instance(4, "1", SLOW, m=4, **LAW),),
            necessary=((LONG, instance(10, "1/100", "1 1/2 1/3", m=2, **LAW)),),
        ),
        claim(
            "power-law-window",
            Role.NEW,
            "and with d by the estimates within λ_j/2: d <= m < (16 B/A)^{1/α} (d + 1)",
            (*SETTING, FALLING, *POWER_LAW, POSITIVE, event(HALF), *IS_D, LONG, BEST),
            And(d <= best, POWER_WINDOW),
            proof=power_by_estimates,
            witnesses=(instance(4, "1", SLOW, d=2, m=4, **LAW),),
            necessary=((LONG, instance(10, "1/100", "1 1/2 1/3", d=3, m=2, **LAW)),),
        ),
    ),
)
