"""How often stopping early strictly helps, over the samples from which the variances are estimated.

Source: ours (S4). Plug-in score, start at the noised law, n λ̂_j/λ_j = Z_j chi-squared with n degrees of freedom.

Statement. For k = 1, λ > 0 and any X in (0, 1), some level of (0, X] has a smaller error than level 0 iff Z lies
outside [n min(1, 1/λ), n max(1, 1/λ)]; so the probability is F_n(n min(1, 1/λ)) + 1 - F_n(n max(1, 1/λ)).

How the proof goes. The error is convex in x (P1), so that stopping early helps iff its slope at 0 is negative. That is
(1 - 1/√C)(1 - λ C) for C = Z/n: one factor changes sign at C = 1, the other at C = 1/λ. For Z = 0 there is no slope;
the error (√x - s)² falls at once. The two half lines are disjoint, so that their probabilities add up.

What is proved: the event, for every k, n, X and sample; its mass for every law with finitely many atoms; what follows
for any non-decreasing F_n: P is 1 for λ = 1 and falls as λ moves away from 1. Cited: that Z is chi-squared, and that
its median is below n, by which P > 1/2 for λ <= 1. For λ > 1 it can be less: it is 0.463 for n = 2, λ = 10.

Tested, not proved: for k modes and large n about Φ(Σ (3 + λ_j)/√(8 n Σ (1 - λ_j)²)). It takes the mean and the variance
of the slope at 0 to leading order and its law as normal. For a fixed k it is not right to the order 1/√n at which it
departs from 1/2: the skewness of the slope counts as much as its mean (for k = 1 and λ < 1 the truth is
1/2 + 1/(3 √(π n)), up to a higher order, whatever λ is). With the skewness added the rest falls like n^{-3/2}.
"""

from __future__ import annotations

from typing import Any

from sympy import (
    And,
    Equivalent,
    Expr,
    Function,
    IndexedBase,
    Integer,
    Lambda,
    Max,
    Min,
    Ne,
    Not,
    Or,
    Piecewise,
    Rational,
    Sum,
    exp,
    sqrt,
)
from sympy import Symbol as _Symbol
from sympy.logic.boolalg import Boolean

from ldm_symbolic.claims import Statement
from ldm_symbolic.derivations.claim import claims_of, new, repaired
from ldm_symbolic.derivations.hypotheses import a_dimension, noisy_horizon
from ldm_symbolic.derivations.letters import D, X, j, k, s, s_hat, x
from ldm_symbolic.derivations.plug_in.plug_in_error import levels, plugin_error
from ldm_symbolic.notation import variance as lam
from ldm_symbolic.proof import ForEach, Identity, Minimises, NonDecreasing, substitute

CITED = (
    "the law of n λ̂/λ is chi-squared with n degrees of freedom, which has a continuous distribution function F_n: "
    "P(Z < a) = P(Z <= a) = F_n(a); probabilities of disjoint events add up"
)
MEDIAN = (
    "Groeneveld & Meeden, The American Statistician 31 (1977), 120-121: the median of chi-squared is below its mean"
)
n, z = _Symbol("n", integer=True), IndexedBase("z", real=True)  # sample size, and n λ̂_j/λ_j
kept, only = (j, Integer(1), k), (j, Integer(1), Integer(1))


def one(term: Expr) -> Expr:
    """Return a term about k modes for k = 1."""
    return substitute(term, {k: Integer(1)})


def helps(error: Expr) -> Boolean:
    """Return that stopping early strictly helps: some level of [0, X] has a smaller error than level 0."""
    return Not(Minimises(Integer(0), error, levels))


def outside(value: Expr, true: Expr) -> Boolean:
    """Return that Z lies on one of the two half lines."""
    return Or(value < n * Min(1, 1 / true), value > n * Max(1, 1 / true))


psi = (1 - 1 / sqrt(z[j] / n)) * (1 - s[j] ** 2 * z[j] / n)
estimated = Identity(s_hat[j] ** 2, s[j] ** 2 * z[j] / n)
DRAWN = (n >= 1, *(ForEach(part, kept) for part in (s[j] > 0, z[j] > 0, s_hat[j] >= 0, estimated)))
ONE_DRAWN = (n >= 1, s[1] > 0, z[1] >= 0, s_hat[1] >= 0, substitute(estimated, {j: Integer(1)}))
weights, atoms, count = IndexedBase("w", real=True), IndexedBase("z", real=True), _Symbol("m", integer=True)
atom_range = (j, Integer(1), count)
lower, upper = n * Min(1, 1 / lam), n * Max(1, 1 / lam)
slope = (1 - 1 / sqrt(atoms[j] / n)) * (1 - lam * atoms[j] / n)


def mass(event: Boolean) -> Sum:
    """Return the mass of the atoms at which an event happens."""
    return Sum(weights[j] * Piecewise((1, event), (0, True)), atom_range)


FINITE_LAW = (n >= 1, lam > 0, ForEach(atoms[j] > 0, atom_range), Identity(Sum(weights[j], atom_range), 1))
F = Function("F", real=True)
chance, below, above, mu = (_Symbol(name, real=True) for name in ("P", "P_below", "P_above", "mu"))
MODE = (n >= 1, lam > 0)
CHI_SQUARED = (Identity(chance, below + above), Identity(below, F(lower)), Identity(above, 1 - F(upper)))
RISING = NonDecreasing(F(x), (x, Integer(0), upper))
NEARER = (*MODE, mu > 0, Or(And(lam <= mu, mu <= 1), And(lam >= mu, mu >= 1)))
half = Rational(1, 2)
MORE_THAN_HALF = (F(n) > half, F(upper) <= 1, RISING)
UNIT = tuple(substitute(part, {lam: Integer(1)}) for part in CHI_SQUARED)


def formula(true: Expr) -> Expr:
    """Return F_n(n min(1, 1/λ)) + 1 - F_n(n max(1, 1/λ))."""
    return substitute(F(lower) + 1 - F(upper), {lam: true})


half, quarter = Rational(1, 2), Rational(1, 4)
UNIFORM = {F: Lambda(x, x / 4), n: 2}  # a law on [0, 4], whose numbers are rational
EXPONENTIAL = {F: Lambda(x, 1 - exp(-x / 2)), n: 2}  # chi-squared with two degrees of freedom


def _sample(deviation: Any, draw: Any, estimate: Any, **more: Any) -> dict[Any, Any]:
    """Return one mode with four samples, X = 1/2: ŝ = s √(Z/4)."""
    instance = {n: 4, k: 1, D: 1, X: half, s: (deviation,), z: (draw,), s_hat: (estimate,)}
    return instance | {s: (deviation,), **more}


def _law(true: Any, low: Any, high: Any) -> dict[Any, Any]:
    """Return the law above with the two probabilities and their sum."""
    return UNIFORM | {lam: true, below: low, above: high, chance: low + high}


small, middle = _sample(half, 1, quarter), _sample(half, 9, Rational(3, 4))
two_modes = {n: 4, k: 2, D: 2, X: half, s: (half, 2), z: (1, 4), s_hat: (quarter, 2)}
two_atoms = {n: 2, lam: 4, count: 2, weights: (half, half), atoms: (quarter, 1)}
uneven = {weights: (1, 1)}  # no law

CLAIMS = {
    "modes": new(
        "for every k and positive estimates stopping early strictly helps iff Σ (1 - 1/√C_j)(1 - λ_j C_j) < 0, C = Z/n",
        (*a_dimension(), *DRAWN, *noisy_horizon()),
        Equivalent(helps(plugin_error), Sum(psi, (j, 1, k)) < 0),
        witnesses=(two_modes,),
    ),
    "one-mode": new(
        "for k = 1 and λ > 0 it does iff Z < n min(1, 1/λ) or Z > n max(1, 1/λ), for Z = 0 as well",
        (D >= 1, *ONE_DRAWN, *noisy_horizon()),
        Equivalent(helps(one(plugin_error)), outside(z[1], s[1] ** 2)),
        witnesses=(small, middle, _sample(half, 0, 0)),
        necessary=((s[1] > 0, _sample(0, 1, 0)), (X > 0, small | {X: 0})),
    ),
    "unit-variance": new(
        "for k = 1 and λ = 1 it does unless Z = n",
        (D >= 1, *ONE_DRAWN, Identity(s[1], 1), *noisy_horizon()),
        Equivalent(helps(one(plugin_error)), Ne(z[1], n)),
        witnesses=(_sample(1, 1, half),),
        necessary=((Identity(s[1], 1), _sample(half, 8, Rational(1, 2) * 2**half)),),
    ),
    "zero-variance": new(
        "for k = 1 and λ = 0 (then λ̂ = 0) it never does: the error is x and a constant",
        (D >= 1, Identity(s[1], 0), Identity(s_hat[1], 0), *noisy_horizon()),
        Minimises(Integer(0), one(plugin_error), (x, 0, X)),
        witnesses=(_sample(0, 1, 0),),
        necessary=((Identity(s[1], 0), _sample(half, 0, 0)),),
    ),
    "disjoint": new(
        "no Z lies on both half lines",
        MODE,
        Not(And(z[1] < lower, z[1] > upper)),
        witnesses=({n: 2, lam: 4, z: (1,)},),
    ),
    "finite-law": new(
        "for a law of Z with finitely many atoms the slope is negative with P(Z < n min) + 1 - P(Z <= n max)",
        FINITE_LAW,
        Identity(mass(slope < 0), mass(atoms[j] < lower) + 1 - mass(atoms[j] <= upper)),
        witnesses=(two_atoms,),
        necessary=((FINITE_LAW[3], two_atoms | uneven),),
    ),
    "formula": new(
        "for chi-squared Z the probability is F_n(n min(1, 1/λ)) + 1 - F_n(n max(1, 1/λ))",
        (*MODE, *CHI_SQUARED),
        Identity(chance, formula(lam)),
        witnesses=(_law(4, Rational(1, 8), half),),
        cited=(CITED,),
    ),
    "at-most-one": new(
        "that is at most 1 for every distribution function",
        (*MODE, RISING),
        formula(lam) <= 1,
        witnesses=({**UNIFORM, lam: 4},),
        necessary=((RISING, {F: Lambda(x, -x), n: 1, lam: 2}),),
    ),
    "certain": new(
        "it is 1 for λ = 1",
        (n >= 1, *UNIT),
        Identity(chance, 1),
        witnesses=(_law(1, half, half),),
        cited=(CITED,),
    ),
    "nearer": new(
        "it does not fall as λ comes nearer to 1, from either side",
        (*NEARER, RISING),
        formula(lam) <= formula(mu),
        witnesses=({**UNIFORM, lam: 4, mu: 2}, {**UNIFORM, lam: half, mu: 1}),
        necessary=((NEARER[3], {**UNIFORM, lam: 2, mu: 4}), (RISING, {F: Lambda(x, -x), n: 1, lam: 4, mu: 2})),
    ),
    "more-often-than-not": new(
        "stopping early helps more often than not, whatever λ is",
        (*MODE, *MORE_THAN_HALF),
        formula(lam) > half,
        counterexample={**EXPONENTIAL, lam: 10},
        cited=(CITED, MEDIAN),
    ),
    "more-often-than-not-repaired": repaired(
        "it does for λ <= 1",
        (*MODE, lam <= 1, *MORE_THAN_HALF),
        formula(lam) > half,
        witnesses=({**EXPONENTIAL, lam: half},),
        cited=(CITED, MEDIAN),
        necessary=((lam <= 1, {**EXPONENTIAL, lam: 10}),),
        repairs="S4.more-often-than-not",
    ),
}


STATEMENT = Statement(
    id="S4",
    title="the probability that stopping early strictly helps",
    source=None,
    claims=claims_of("S4", CLAIMS),
)
