"""The sample variance concentrates: an explicit bound on the probability that an estimate is off by a factor.

Source: arXiv:2510.08409v1, Proposition 9, and the chi-squared tail bound that its proof takes from Ghosh (2021).

Statement. X_1..X_n i.i.d. N(0, σ²), ε > 0: P(|(1/n) Σ X_i² - σ²| ≤ ε σ²) ≥ 1 - 2 exp(-n ε²/(4 (ε + 1))). Step: for Z
chi-squared with p degrees of freedom, P(|Z - p| ≥ u) ≤ 2 exp(-u²/(4 (p + u))).

How the proof goes. Markov's inequality for e^{θZ} gives P(Z ≥ p + u) ≤ exp(-θ (p + u) - (p/2) log(1 - 2θ)), which is
cited (for a law with finitely many atoms it is proved here). At 2θ = u/(p + u), -log(1 - w) ≤ w + w²/(2 (1 - w))
leaves the exponent -u²/(4 (p + u)); the lower tail, with log(1 + w) ≥ w - w²/2 at 2θ = u/p, has even -u²/(4 p). Both
logarithms are bounded by the sign of a slope. Then p = n, u = n ε.

Nothing is wrong as printed. It holds for σ = 0 (then every X_i is 0), for n = 1, for every ε > 0, and for the open
event |...| < ε σ² as well, for the tails are those of closed events. Each tail alone needs no factor 2.
"""

from __future__ import annotations

from sympy import Abs, Equivalent, IndexedBase, Integer, Piecewise, Rational, Sum, Symbol, exp, log

from ldm_symbolic.claims import Source, Statement
from ldm_symbolic.derivations.claim import claims_of, new, printed, step
from ldm_symbolic.derivations.concentration.failures import CITED, accuracy, n, p, printed_exponent, theta, u
from ldm_symbolic.notation import estimated_variance, mode, variance
from ldm_symbolic.proof import ForEach

above, below = Symbol("q_above", real=True), Symbol("q_below", real=True)  # P(Z >= p + u), P(Z <= p - u)
EXCESS = (p >= 1, u > 0)
best_above, best_below = u / (p + u) / 2, u / p / 2  # the best θ, or one nearly so
MARKOV_ABOVE = ForEach(above <= exp(-theta * (p + u) - p * log(1 - 2 * theta) / 2), (theta, 0, best_above))
MARKOV_BELOW = ForEach(below <= exp(theta * (p - u) - p * log(1 + 2 * theta) / 2), (theta, 0, best_below))
printed_tail = exp(-(u**2) / (4 * (p + u)))
sharper_tail = exp(-(u**2) / (4 * p))
inside = Symbol("P", real=True)  # the probability that the sample variance is close
SAMPLE = (n >= 1, accuracy > 0)
TO_SAMPLE = {p: n, u: n * accuracy}
MARKOV = tuple(condition.subs(TO_SAMPLE) for condition in (MARKOV_ABOVE, MARKOV_BELOW))
COMPLEMENT = inside >= 1 - (above + below)
weights, atoms = IndexedBase("w", real=True), IndexedBase("z", real=True)
bound, count = Symbol("a", real=True), Symbol("m", integer=True)
atom_range = (mode, Integer(1), count)
mass = Sum(weights[mode] * Piecewise((1, atoms[mode] >= bound), (0, True)), atom_range)
moment = Sum(weights[mode] * exp(theta * (atoms[mode] - bound)), atom_range)
FINITE_LAW = (ForEach(weights[mode] >= 0, atom_range), theta >= 0)


half = Rational(1, 2)
# Two degrees of freedom, where P(Z >= z) = e^{-z/2}: 2/9 and 39/100 are just below e^{-3/2} and 1 - e^{-1/2}.
CLOSE = {above: Rational(2, 9), below: Rational(39, 100)}
EXPONENTIAL = {p: 2, u: 1, **CLOSE}
TWO = {n: 2, accuracy: half, **CLOSE, inside: Rational(2, 5)}
FAIR = {count: 2, weights: (half, half), atoms: (Integer(0), Integer(1)), bound: Integer(1), theta: Integer(1)}

CLAIMS = {
    "printed": printed(
        "the sample variance is within ε σ² of σ² with probability at least 1 - 2 exp(-n ε²/(4 (ε + 1)))",
        (*SAMPLE, *MARKOV, COMPLEMENT),
        inside >= 1 - 2 * exp(printed_exponent),
        witnesses=(TWO,),
        cited=(CITED,),
        necessary=((MARKOV[0], TWO | {above: 3, inside: -2}), (COMPLEMENT, TWO | {inside: -2})),
    ),
    "tail": step(
        "P(|Z - p| >= u) <= 2 exp(-u²/(4 (p + u))) for Z chi-squared with p degrees of freedom",
        (*EXCESS, MARKOV_ABOVE, MARKOV_BELOW),
        above + below <= 2 * printed_tail,
        witnesses=(EXPONENTIAL,),
        cited=(CITED,),
        necessary=((MARKOV_ABOVE, EXPONENTIAL | {above: 2}), (MARKOV_BELOW, EXPONENTIAL | {below: 2})),
    ),
    "step-standard": step(
        "the estimate is off by more than ε λ iff Z = n λ̂/λ is off n by more than n ε",
        (n >= 1, variance > 0),
        Equivalent(
            Abs(estimated_variance - variance) > accuracy * variance,
            Abs(n * estimated_variance / variance - n) > n * accuracy,
        ),
        witnesses=({n: 2, variance: 1, estimated_variance: 2, accuracy: half},),
    ),
    "tail-above": new(
        "P(Z >= p + u) <= exp(-u²/(4 (p + u)))",
        (*EXCESS, MARKOV_ABOVE),
        above <= printed_tail,
        witnesses=(EXPONENTIAL,),
        cited=(CITED,),
        necessary=((MARKOV_ABOVE, EXPONENTIAL | {above: 2}),),
    ),
    "tail-below": new(
        "P(Z <= p - u) <= exp(-u²/(4 p))",
        (*EXCESS, MARKOV_BELOW),
        below <= sharper_tail,
        witnesses=(EXPONENTIAL,),
        cited=(CITED,),
        necessary=((MARKOV_BELOW, EXPONENTIAL | {below: 2}),),
    ),
    "above": new(
        "the sample variance is at least (1 + ε) σ² with probability at most exp(-n ε²/(4 (ε + 1)))",
        (*SAMPLE, MARKOV[0]),
        above <= exp(printed_exponent),
        witnesses=(TWO,),
        cited=(CITED,),
        necessary=((MARKOV[0], TWO | {above: 2}),),
    ),
    "markov": new(
        "for a law with finitely many atoms Markov's step is proved: P(Z >= a) <= E e^{θ (Z - a)} for θ >= 0",
        FINITE_LAW,
        mass <= moment,
        witnesses=(FAIR,),
        necessary=((FINITE_LAW[0], FAIR | {weights: (Integer(-1), half)}), (theta >= 0, FAIR | {bound: 0, theta: -1})),
    ),
}

STATEMENT = Statement(
    id="P9",
    title="the sample variance concentrates",
    source=Source(place="Proposition 9, Appendix B"),
    claims=claims_of("P9", CLAIMS),
)
