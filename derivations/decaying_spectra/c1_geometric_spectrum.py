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
from typing import Any

from sympy import And, Or, Rational, Symbol, exp, log

from ldm_symbolic.claims import Assignment, Source, Statement
from ldm_symbolic.derivations.capped_dimension.best_dimensions import BEST
from ldm_symbolic.derivations.capped_dimension.error_at_the_end import best
from ldm_symbolic.derivations.claim import claims_of, new, printed, repaired, step
from ldm_symbolic.derivations.concentration.failures import failing, n
from ldm_symbolic.derivations.hypotheses import (
    all_positive,
    capped_data,
    close_estimates,
    d1_is_the_last_that_reaches,
    d2_is_the_first_that_is_small,
    less_than_doubled,
    long_enough,
    not_rising,
)
from ldm_symbolic.derivations.instances import without
from ldm_symbolic.derivations.letters import C, D, T, d1, d2, j
from ldm_symbolic.notation import deviations as deviation
from ldm_symbolic.notation import estimated_deviations as estimated
from ldm_symbolic.proof import ForEach, Identity

d = Symbol("d", integer=True)
ratio, accuracy, power, least, most = (Symbol(word, real=True) for word in ("L", "eta", "alpha", "A", "B"))


def true_variance(index: Any) -> Any:
    """λ_j."""
    return deviation[index] ** 2


def believed(index: Any) -> Any:
    """λ̂_j."""
    return estimated[index] ** 2


def to_power(index: Any) -> Any:
    """j^α."""
    return exp(power * log(index))


POWER_LAW = (
    least > 0,
    ForEach(least / to_power(j) <= true_variance(j), (j, 1, D)),
    ForEach(true_variance(j) <= most / to_power(j), (j, 1, D)),
)
"""A j^{-α} <= λ_j <= B j^{-α}."""
POWER_HIGH = Or(best <= 1, to_power(best) <= 4 * (2 * C - 1) * most)
POWER_LOW = Or(best >= D, to_power(best + 1) >= 2 * C * least)
POWER_WINDOW = Or(best <= d + 1, to_power(best) < 16 * most / least * to_power(d + 1))
GEOMETRIC = (
    all_positive(deviation),
    Identity(ratio * true_variance(1), 1),
    ForEach(Identity(true_variance(j), ratio * true_variance(j + 1)), (j, 1, D - 1)),
)
"""λ_j = L^{-j}."""
IS_D = (d >= 1, d <= D, C * believed(d) >= 1, Or(d >= D, C * believed(d + 1) <= 1))
"""λ̂_{d+1} <= 1/C <= λ̂_d, where there is no λ̂_{D+1}."""
IS_TRUE_D = (d >= 1, d <= D, 2 * C * true_variance(d) > 1, Or(d >= D, 2 * C * true_variance(d + 1) <= 1))
NONE = ForEach(C * believed(j) < 1, (j, 1, D))
TWO = And(d <= best, best <= d + 1)
FAST = (ratio * (1 - accuracy) >= 8, accuracy >= 0, accuracy < 1)
HALF = Rational(1, 2)
D1_SETTING = (*capped_data(), *GEOMETRIC, ratio >= 16, close_estimates(HALF), *IS_D, *d1_is_the_last_that_reaches())
NO_TIE = Or(d >= D, C * believed(d + 1) < 1)
HALF_LEFT = believed(d + 1) >= true_variance(d + 1) / 2
CHAIN = And(
    1 / (4 * (2 * C - 1)) >= 1 / (8 * C),
    believed(d + 1) / 8 <= 1 / (8 * C),
    believed(d + 1) / 8 >= true_variance(d + 1) / 16,
    true_variance(d + 1) / 16 >= true_variance(d + 2),
)
LARGE, SMALL = 2 * C * true_variance(d) > 1, Or(d + 1 >= D, 4 * (2 * C - 1) * true_variance(d + 2) < 1)

NAMES = {str(name): name for name in (d, d1, d2, best, ratio, accuracy, power, least, most)}


def instance(cap: int, horizon: str, true: str, believed: str = "", **more: Any) -> Assignment:
    """A spectrum, by its deviations; the estimates are exact unless given, and 0 beyond D."""
    deviations, estimates = (tuple(map(Fraction, text.split())) for text in (true, believed or true))
    values: dict[Any, Any] = {D: len(deviations), C: cap, T: Fraction(horizon)}
    beyond = (Fraction(0), Fraction(0))
    spectra = {deviation: deviations + beyond, estimated: estimates + beyond}
    return {**values, **spectra, **{NAMES[name]: v for name, v in more.items()}}


STEEP = "1/5 1/25 1/125"
SPECTRUM = (*capped_data(), *GEOMETRIC, ratio > 16, ratio <= C, C * true_variance(D) <= 1)
SHORT = instance(1000, "1/100", STEEP, L=25, d=2, m=1)
TIE = instance(625, "1", "1/5 1/25", L=25, d=1, d1=2)
LATE = instance(624, "1", STEEP, L=25, d=1, d2=3)
BELOW = instance(26, "1", "1/5 1/25", "1/6 1/25", L=25)
LOST = without(instance(25, "1", "1/5 1/25", "1/5 1/100", d=1), C, T)
INSIDE = instance(30, "1", STEEP, L=25, d=1, m=1)
FOUR = instance(6, "1", "1/2 1/4 1/8 1/16", "1/2 1/4 1/8 1/16", L=4, d=1, m=2)
SLOW = "1 1/2 1/3 1/4 1/5 1/6"
LAW: dict[str, Any] = {"alpha": 2, "A": Fraction(1, 2), "B": 2}

CLAIMS = {
    "step-d1": step(
        "d1 = d",
        D1_SETTING,
        Identity(d1, d),
        counterexample=TIE,
    ),
    "step-d1-repaired": repaired(
        "d <= d1 <= d + 1, where d1 = d + 1 if λ̂_{d+1} = 1/C",
        D1_SETTING,
        And(d <= d1, d1 <= d + 1),
        witnesses=(TIE, without({**INSIDE, d1: 1}, best)),
        repairs="C1.step-d1",
    ),
    "step-d1-strictly": repaired(
        "d1 = d if λ̂_{d+1} != 1/C",
        (*D1_SETTING, NO_TIE),
        Identity(d1, d),
        witnesses=(without({**INSIDE, d1: 1}, best),),
        repairs="C1.step-d1",
    ),
    "step-half": step(
        "λ̂_{d+1} >= λ_{d+1}/2, on the event |λ_j - λ̂_j| <= λ_j/2; that of P5, |λ_j - λ̂_j| <= λ_j, is too large",
        (D >= 1, close_estimates(HALF), d >= 1, d + 1 <= D),
        HALF_LEFT,
        witnesses=(without(INSIDE, C, T, ratio, best),),
        necessary=((close_estimates(HALF), LOST),),
    ),
    "step-chain": step(
        "1/(4 (2C-1)) >= 1/(8C) >= λ̂_{d+1}/8 >= λ_{d+1}/16 >= λ_{d+2}, for L >= 16",
        (C > 1, D >= 1, *GEOMETRIC, ratio >= 16, close_estimates(HALF), *IS_D, d + 2 <= D),
        CHAIN,
        witnesses=(without(INSIDE, T, best),),
        necessary=((ratio >= 16, without({**FOUR, d: 1}, T, best)),),
    ),
    "step-d2": step(
        "hence d2 < d + 2",
        (*SPECTRUM, close_estimates(HALF), *IS_D, *d2_is_the_first_that_is_small()),
        d2 < d + 2,
        counterexample=LATE,
    ),
    "step-d2-repaired": repaired(
        "hence d2 <= d + 2",
        (*capped_data(), *GEOMETRIC, ratio >= 16, close_estimates(HALF), *IS_D, *d2_is_the_first_that_is_small()),
        d2 <= d + 2,
        witnesses=(LATE,),
        repairs="C1.step-d2",
    ),
    "step-exists": step(
        "'let d be such that' needs that there is one: for L <= C <= L^D, λ̂_1 >= 1/C",
        (*SPECTRUM, close_estimates(HALF)),
        C * believed(1) >= 1,
        counterexample=BELOW,
    ),
    "step-exists-repaired": repaired(
        "λ̂_1 >= 1/C for C >= 2 L",
        (*capped_data(), *GEOMETRIC, ratio >= 16, close_estimates(HALF), 2 * ratio <= C),
        C * believed(1) >= 1,
        witnesses=(without({**INSIDE, C: 50}, d, best),),
        necessary=((2 * ratio <= C, BELOW),),
        repairs="C1.step-exists",
    ),
    "printed": printed(
        "on the event |λ_j - λ̂_j| <= λ_j/2 every best dimension is d or d + 1",
        (*SPECTRUM, close_estimates(HALF), *IS_D, BEST),
        TWO,
        counterexample=SHORT,
    ),
    "probability": printed(
        "by P9 the event |λ_j - λ̂_j| <= λ_j/2, for all j, has probability at least 1 - 2 D exp(-n/24)",
        **failing(2, Rational(1, 2), -n / 24, modes=D),
    ),
    "repaired": repaired(
        "the same if e^{-2T} <= 2√2 - 2; L = 16 will do, and the bounds on C are not needed",
        (*capped_data(), *GEOMETRIC, ratio / 2 >= 8, close_estimates(HALF), *IS_D, long_enough(), BEST),
        TWO,
        witnesses=(INSIDE,),
        necessary=((long_enough(), SHORT),),
        repairs="C1.printed",
    ),
    "by-accuracy": new(
        "with that T and estimates within η λ_j, η < 1: L >= 8/(1 - η) will do, so L >= 8 for exact ones",
        (*capped_data(), *GEOMETRIC, *FAST, close_estimates(accuracy), *IS_D, long_enough(), BEST),
        TWO,
        witnesses=({**INSIDE, accuracy: Fraction(1, 2)}, {**INSIDE, accuracy: 0}),
        necessary=((long_enough(), {**SHORT, accuracy: 0}),),
    ),
    "by-the-truth": new(
        "with that T, d by the true variances, λ_{d+1} <= 1/(2C) < λ_d, and λ̂_j < 2 λ_j: L >= 4 will do",
        (*capped_data(), *GEOMETRIC, ratio >= 4, less_than_doubled(), *IS_TRUE_D, long_enough(), BEST),
        TWO,
        witnesses=(FOUR,),
        necessary=((long_enough(), SHORT),),
    ),
    "none": new(
        "if no λ̂_j reaches 1/C, so that there is no d, the first dimension alone is best, for every horizon",
        (*capped_data(), *GEOMETRIC, ratio >= 16, close_estimates(HALF), NONE, BEST),
        best <= 1,
        witnesses=(instance(25, "1", STEEP, "1/6 1/30 1/150", L=25, m=1),),
    ),
    "power-law": new(
        "for A j^{-α} <= λ_j <= B j^{-α}, that T: (m+1)^α >= 2 C A or m = D, and m^α <= 4 (2C-1) B or m = 1",
        (*capped_data(), *POWER_LAW, less_than_doubled(), long_enough(), BEST),
        And(POWER_LOW, POWER_HIGH),
        witnesses=(instance(4, "1", SLOW, m=4, **LAW),),
        necessary=((long_enough(), instance(10, "1/100", "1 1/2 1/3", m=2, **LAW)),),
    ),
    "power-law-window": new(
        "and with d by the estimates within λ_j/2: d <= m < (16 B/A)^{1/α} (d + 1)",
        (
            *capped_data(),
            not_rising(deviation),
            *POWER_LAW,
            all_positive(deviation),
            close_estimates(HALF),
            *IS_D,
            long_enough(),
            BEST,
        ),
        And(d <= best, POWER_WINDOW),
        witnesses=(instance(4, "1", SLOW, d=2, m=4, **LAW),),
        necessary=((long_enough(), instance(10, "1/100", "1 1/2 1/3", d=3, m=2, **LAW)),),
    ),
}

STATEMENT = Statement(
    id="C1",
    title="The best dimension of a geometric or power-law spectrum",
    source=Source(place="Corollary 1"),
    claims=claims_of("C1", CLAIMS),
)
