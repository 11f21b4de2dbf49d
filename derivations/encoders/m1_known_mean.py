"""Data with a known mean that the encoder keeps: what it adds to the error, and that it asks for no earlier stop.

Source: ours (M1). Data N(μ, Σ), μ in the row space of the encoder, variance preserving; the score knows the mean.

    E gains (1 - √(1-x))² |μ|²;  it does not rise with generation time iff (7), as for μ = 0;
    x*(k) does not rise with |μ|

How the proof goes. The noised law has the mean √(1-x) P μ. Where the sample is at that mean the score vanishes, and the
drift of the backward process moves it as √(1-x) moves: generation leaves the mean √(1-x) P μ at level x. The Fréchet
distance adds the squared distance of the means, by its definition. That is convex in x and has slope 0 at level 0, so
that the slope of E at 0 is that of (7); beyond 0 its slope is positive, so that with a larger |μ| the slope of E
vanishes at a lower level, or at the same end.

The start is the noised law, and |μ| enters as one number. For |μ| = 0 all levels can be best (all ŝ_j = 1), and then
any of them may be x*.

Tested in `tests/derivations/encoders/test_mean.py`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sympy import And, Equivalent, Expr, Integer, Max, Min, Sum, Symbol, diff, sqrt

from ldm_symbolic.claims import Statement
from ldm_symbolic.derivations.claim import claims_of, new
from ldm_symbolic.derivations.clock import identity_clock
from ldm_symbolic.derivations.hypotheses import a_dimension, a_schedule, all_positive, modes, noisy_horizon
from ldm_symbolic.derivations.letters import D, X, k, s, s_hat, x
from ldm_symbolic.derivations.plug_in.plug_in_error import (
    aligned,
    kept,
    levels,
    mode_slope,
    never_rises,
    plugin_error,
)
from ldm_symbolic.model.backward import clock_rate, drift
from ldm_symbolic.notation import rate, sample
from ldm_symbolic.proof import Identity, IsDerivative, Minimises, substitute

mu, more = Symbol("mu", real=True), Symbol("nu", real=True)
"""|μ|, and a larger one."""
before, after = Symbol("p", real=True), Symbol("q", real=True)
left = sqrt(1 - x)
"""What is left of the mean at level x."""
gain = (1 - left) ** 2 * mu**2
gain_slope = diff(gain, x)
stated_slope = mu**2 * (1 - left) / left
error = plugin_error + gain
PLAIN = {rate: Integer(1)}
centred = substitute(drift(), {**PLAIN, sample: sample - left * mu}) + left * mu
"""The drift at rate one with the score of a law with the mean √(1-x) μ: the score alone is about that mean."""


def slope_at(level: Expr, mean: Expr) -> Expr:
    """The slope of E at a level, with a mean.

    >>> slope_at(X, Integer(0))
    Sum((1 - s[j]/sqrt(X + (1 - X)*s_hat[j]**2))*(1 - s_hat[j]**2), (j, 1, k))
    """
    return substitute(Sum(mode_slope, kept) + gain_slope, {x: level, mu: mean})


def stationary(level: Expr, mean: Expr) -> And:
    """The slope of E at a level of [0, X] allows no better level, with a mean."""
    here = slope_at(level, mean)
    return And(level >= 0, level <= X, Min(level, here) <= 0, Max(level - X, here) >= 0)


MEAN = mu >= 0
INNER = (before > 0, before < X)
SPECTRUM = (*a_dimension(), *modes())
LEVEL = (*modes(), *noisy_horizon(), MEAN, more > mu, stationary(before, mu), stationary(after, more))
condition = Sum(aligned, kept) >= 0  # (7)
half, quarter = Fraction(1, 2), Fraction(1, 4)
HELPED: dict[Any, Any] = {k: 1, D: 1, s: (half,), s_hat: (quarter,), mu: 1, **identity_clock(half)}
HARMED: dict[Any, Any] = {**HELPED, s: (quarter,), s_hat: (half,)}
UNKNOWN: dict[Any, Any] = {**HELPED, s: (half,), s_hat: (0,)}
POINT: dict[Any, Any] = {k: 1, D: 1, s: (half,), s_hat: (quarter,), X: half, mu: 1}
LOWER: dict[Any, Any] = {  # at x = 9/25 the root is √v = 13/20, and what is left of the mean 4/5
    k: 1,
    s: (Fraction(767, 924),),
    s_hat: (Fraction(5, 16),),
    X: half,
    mu: Fraction(1, 10),
    more: 1,
    before: half,
    after: Fraction(9, 25),
}
HIGHER: dict[Any, Any] = {**LOWER, mu: 1, more: Fraction(1, 10), before: LOWER[after], after: half}

CLAIMS = {
    "mean": new(
        "the mean √(1-x) μ of the noised law solves the backward equation of the mean at rate one, for every weight",
        (x >= 0, x < 1),
        Identity(diff(left * mu, x) * substitute(clock_rate(), PLAIN), substitute(centred, {sample: left * mu})),
        witnesses=({x: half, mu: 1},),
    ),
    "distance": new(
        "its squared distance from μ, which the Fréchet distance adds, is (1 - √(1-x))² |μ|²",
        (x >= 0, x <= 1),
        Identity((mu - left * mu) ** 2, gain),
        witnesses=({x: half, mu: 1},),
        necessary=((x <= 1, {x: 2, mu: 1}),),
    ),
    "slope": new(
        "what it adds to the error has the slope |μ|² (1 - √(1-x))/√(1-x)",
        (X < 1,),
        IsDerivative(gain, stated_slope, levels),
        witnesses=({X: half, mu: 1},),
        necessary=((X < 1, {X: 2, mu: 1}),),
    ),
    "iff": new(
        "the error does not rise with generation time iff (7), whatever μ is",
        (*SPECTRUM, *a_schedule()),
        Equivalent(never_rises(error), condition),
        witnesses=(HELPED, HARMED),
        necessary=((all_positive(s_hat, k), UNKNOWN),),
    ),
    "inside": new(
        "a level inside (0, X) is best iff the slope of E with that term vanishes there",
        (*modes(), *noisy_horizon(), *INNER),
        Equivalent(Minimises(before, error, levels), And(slope_at(before, mu) >= 0, slope_at(before, mu) <= 0)),
        witnesses=({**POINT, before: quarter},),
    ),
    "ends": new(
        "0 is best iff it is >= 0 there, X iff it is <= 0 there",
        (*modes(), *noisy_horizon()),
        And(
            Equivalent(Minimises(Integer(0), error, levels), slope_at(Integer(0), mu) >= 0),
            Equivalent(Minimises(X, error, levels), slope_at(X, mu) <= 0),
        ),
        witnesses=(POINT,),
    ),
    "level": new(
        "with a larger |μ| the best level is not higher",
        LEVEL,
        after <= before,
        witnesses=(LOWER,),
        necessary=((more > mu, HIGHER),),
    ),
}

STATEMENT = Statement(id="M1", title="Data with a known mean", source=None, claims=claims_of("M1", CLAIMS))
