"""Latents multiplied by γ before they are noised, and divided by it after: a scale moves the best noise level.

Source: ours (M3). γ > 0 is the `scaling_factor` of latent diffusion models; v_j = (1-x) λ̂_j + x/γ².

    E does not rise with generation time iff Σ_{j≤k} (1 - s_j/ŝ_j)(1 - γ² λ̂_j) >= 0
    own roots (λ_j - λ̂_j)/(1/γ² - λ̂_j)

How the proof goes. v_j moves from λ̂_j to 1/γ² at a constant rate, so that E is convex in x, and its slope at 0 is
Σ (1 - s_j/ŝ_j)(1/γ² - λ̂_j). Stopping early helps iff γ² Σ (1 - s_j/ŝ_j) λ̂_j > Σ (1 - s_j/ŝ_j): both sums are fixed, so
that as γ rises this changes at most once, whence a half-line, an interval from 0, nothing, or everything.

What was refuted. "x*(k) does not depend on γ": it even changes whether it is 0. One mode with ŝ = 1 and s = 1/2 is best
at the end for γ = 1/2, where noise makes it larger still, and not for γ = 2.

The repair. Read divided by α too, the sample has the variance λ̂ + b with b = β²/(α² γ²), on every path: there γ is
the unit of the noise alone. The best b >= 0 does not depend on it; how large b is at the horizon does, so that with a
large γ the best b may not be reached. Without that division the root of a mode that is too small rises strictly with γ.

Tested in `tests/derivations/encoders/test_scaled.py`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sympy import And, Equivalent, Expr, Implies, Integer, Max, Min, Ne, Not, Or, Sum, Symbol
from sympy.logic.boolalg import Boolean

from ldm_symbolic.claims import Statement
from ldm_symbolic.derivations.claim import claims_of, new, repaired
from ldm_symbolic.derivations.clock import identity_clock
from ldm_symbolic.derivations.encoders.scaled_error import (
    error,
    gamma,
    kept,
    law,
    levels,
    noised_and_back,
    one_mode,
    slope,
)
from ldm_symbolic.derivations.hypotheses import a_dimension, a_schedule, modes, noisy_horizon
from ldm_symbolic.derivations.letters import D, X, j, k, s, s_hat, x
from ldm_symbolic.derivations.plug_in.plug_in_error import never_rises
from ldm_symbolic.derivations.schedules.g4_variance_exploding import b, plugin
from ldm_symbolic.derivations.schedules.path_error import A_POINT, alpha, beta, plugin_law
from ldm_symbolic.notation import estimated_variance
from ldm_symbolic.proof import ForEach, Identity, Minimises, substitute

SCALE = gamma > 0
SPECTRUM = (*a_dimension(), *modes())
small, large = Symbol("p", real=True), Symbol("q", real=True)
total = Sum((1 - s[j] / s_hat[j]) * (1 - gamma**2 * s_hat[j] ** 2), kept)
weighted, plain = Sum((1 - s[j] / s_hat[j]) * s_hat[j] ** 2, kept), Sum(1 - s[j] / s_hat[j], kept)
end_is_best = Minimises(Integer(0), error, levels)
HELPS = Not(end_is_best)


def helps(scale: Expr) -> Boolean:
    """Stopping early strictly helps with a scale.

    >>> helps(gamma) == HELPS
    True
    """
    return substitute(HELPS, {gamma: scale})


def root(scale: Expr) -> Expr:
    """(λ_j - λ̂_j)/(1/γ² - λ̂_j).

    >>> root(Integer(1))
    (s[j]**2 - s_hat[j]**2)/(1 - s_hat[j]**2)
    """
    return (s[j] ** 2 - s_hat[j] ** 2) / (1 / scale**2 - s_hat[j] ** 2)


def stationary(scale: Expr) -> And:
    """The slope at a level of [0, X] allows no better level, with a scale."""
    here = slope(x, scale)
    return And(Min(x, here) <= 0, Max(x - X, here) >= 0)


WITHOUT_GAP = Implies(And(helps(small), helps(large)), HELPS)
NO_ISLAND = Implies(HELPS, Or(helps(small), helps(large)))
SCALES = (small > 0, gamma > small, large > gamma)
RISING = (s[j] > s_hat[j], small > 0, gamma > small, gamma**2 * s_hat[j] ** 2 < 1)
half, ninth = Fraction(1, 2), Fraction(9, 10)
OVER: dict[Any, Any] = {k: 1, D: 1, s: (half,), s_hat: (1,), gamma: half, **identity_clock(half)}
UNDER: dict[Any, Any] = {**OVER, s: (1,), s_hat: (half,), gamma: 1}
ALONE: dict[Any, Any] = {j: 1, k: 1, D: 1, s: (Fraction(3, 4),), s_hat: (half,), gamma: 1}
MOVED: dict[Any, Any] = {k: 1, D: 1, s: (half,), s_hat: (1,), X: half, gamma: half, small: 2}
THREE: dict[Any, Any] = {k: 1, D: 1, s: (half,), s_hat: (1,), X: half, small: half, gamma: 2, large: 3}

CLAIMS = {
    "variance": new(
        "the generated variance is (1-x) λ̂ + x/γ²",
        (SCALE, x >= 0, x <= 1),
        Identity(noised_and_back, law),
        witnesses=({gamma: 2, x: half, estimated_variance: 1},),
        necessary=((SCALE, {gamma: 0, x: half, estimated_variance: 1}),),
    ),
    "iff": new(
        "with the plug-in score the error does not rise with generation time iff Σ (1 - s_j/ŝ_j)(1 - γ² λ̂_j) >= 0",
        (*SPECTRUM, SCALE, *a_schedule()),
        Equivalent(never_rises(error), total >= 0),
        witnesses=(OVER, UNDER),
    ),
    "root": new(
        "a mode alone has no error at x = (λ - λ̂)/(1/γ² - λ̂), whether that is a level of [0, X] or not",
        (*SPECTRUM, SCALE, j >= 1, j <= k, Ne(1 / gamma**2, s_hat[j] ** 2)),
        Identity(substitute(one_mode, {x: root(gamma)}), 0),
        witnesses=(ALONE,),
    ),
    "helps": new(
        "stopping early strictly helps iff γ² Σ (1 - s_j/ŝ_j) λ̂_j > Σ (1 - s_j/ŝ_j)",
        (*SPECTRUM, SCALE, *noisy_horizon()),
        Equivalent(end_is_best, gamma**2 * weighted <= plain),
        witnesses=({**MOVED, gamma: 2}, MOVED),
    ),
    "between": new(
        "between two scales with which it helps it helps with any",
        (*SPECTRUM, *noisy_horizon(), *SCALES),
        WITHOUT_GAP,
        witnesses=({**THREE, small: Fraction(3, 2)},),
    ),
    "once": new(
        "nor does it help between two with which it does not; so with M3.between it changes at most once as γ rises",
        (*SPECTRUM, *noisy_horizon(), *SCALES),
        NO_ISLAND,
        witnesses=(THREE,),
    ),
    "level": new(
        "x*(k) does not depend on γ: the levels of [0, X] that are best with one scale are best with any other",
        (*SPECTRUM, *noisy_horizon(), SCALE, small > 0),
        ForEach(Equivalent(stationary(gamma), stationary(small)), levels),
        counterexample=MOVED,
    ),
    "level-repaired": repaired(
        "divided by α too, on every path, the sample has the variance λ̂ + b: in b = β²/(α² γ²) γ is a unit alone",
        (*A_POINT, SCALE, estimated_variance >= 0),
        Identity(
            substitute(plugin_law, {estimated_variance: gamma**2 * estimated_variance}) / (alpha**2 * gamma**2),
            substitute(plugin, {b: beta**2 / (alpha**2 * gamma**2)}),
        ),
        witnesses=({alpha: half, beta: 1, gamma: 2, estimated_variance: 1},),
        repairs="M3.level",
        necessary=(
            (alpha > 0, {alpha: 0, beta: 1, gamma: 2, estimated_variance: 1}),
            (SCALE, {alpha: half, beta: 1, gamma: 0, estimated_variance: 1}),
        ),
    ),
    "root-moves": new(
        "as it is read, the own root of an estimate that is too small, γ² λ̂ < 1, rises strictly with γ",
        (j >= 1, s_hat[j] > 0, *RISING),
        root(small) < root(gamma),
        witnesses=({j: 1, s: (1,), s_hat: (half,), small: half, gamma: 1},),
        necessary=(
            (RISING[0], {j: 1, s: (half,), s_hat: (half,), small: half, gamma: 1}),
            (RISING[3], {j: 1, s: (2,), s_hat: (half,), small: 1, gamma: 3}),
        ),
    ),
}

STATEMENT = Statement(id="M3", title="Latents that are scaled", source=None, claims=claims_of("M3", CLAIMS))
