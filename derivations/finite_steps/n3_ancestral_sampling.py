"""DDPM's ancestral sampling of one mode: which noise of a step leaves too little variance, which too much.

Source: ours (N3). Variance preserving, β² = 1 - α², a grid on which α rises to 1, the exact score, start at the noised
law v = α²λ + 1 - α²; β_k = 1 - α²/α'² for the step from α to α'.

    V' = g² V + β_k (α'²c + β'²)/(α²c + β²),   c = 0 small, c = 1 large, c = λ posterior;   c <= λ ⟹ V_N <= λ

How the proof goes. A step multiplies the sample by g = (α'/α) (1 - β_k/v) and adds noise, whose three variances are the
posterior's for data of variance c. With c = λ a step takes v to v'
exactly, as g² >= 0 and (α'²c + β'²)/(α²c + β²) rises with c for α <= α', by induction V stays below v for c <= λ and
above it for c >= λ. So the small variance never leaves more than λ, and the posterior's leaves λ.

What was refuted. "With the large one V_N >= λ": for λ > 1 it is too small, too: one step from α = 3/5 leaves
1108/325 = 3.41 of λ = 4. The repair is a complete answer for one step: V_1 - λ = β⁴ (1 - λ)/v, so that V_1 >= λ iff
λ <= 1; and on every grid V_N >= λ for λ <= 1, V_N <= λ for λ >= 1.

Tested in `tests/derivations/finite_steps/test_ancestral.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from sympy import And, Equivalent, Expr, IndexedBase, Integer, Symbol, sqrt

from ldm_symbolic.claims import Assignment, Statement
from ldm_symbolic.derivations.claim import claims_of, new, repaired
from ldm_symbolic.derivations.instances import numbers
from ldm_symbolic.notation import variance
from ldm_symbolic.proof import ForEach, Identity
from ldm_symbolic.samplers.schemes import LETTERS, Interval, ancestral

i, N = Symbol("i", integer=True), Symbol("N", integer=True)
alpha, V = IndexedBase("alpha", real=True), IndexedBase("V", real=True)
first, second = Symbol("alpha_0", real=True), Symbol("alpha_1", real=True)
before, of = Symbol("V", real=True), Symbol("c", real=True)
"""The variance before a step, and that of the data of which the added noise has the posterior variance."""


def interval(believed: Expr, here: Expr, there: Expr) -> Interval:
    """A step from one signal to the next."""
    noise, after, rate = sqrt(1 - here**2), sqrt(1 - there**2), 1 - here**2 / there**2
    ends = {"signal": here, "noise": noise, "signal_after": there, "noise_after": after}
    return replace(LETTERS, believed=believed, beta=rate, **ends)


def growth(here: Expr, there: Expr) -> Expr:
    """By what a step multiplies the variance."""
    return ancestral.posterior(Integer(1), Integer(0), interval(variance, here, there)) ** 2


def added(data: Expr, here: Expr, there: Expr, step: Callable[..., Any] = ancestral.posterior) -> Expr:
    """The variance that a step adds, of a sampler that believes in data of a variance."""
    return step(Integer(0), Integer(1), interval(data, here, there)) ** 2


def law(point: Expr) -> Expr:
    """The variance of the noised law, α²λ + 1 - α²."""
    return interval(variance, point, point).score.variance


def after(here: Expr, there: Expr) -> Expr:
    """The variance after a step."""
    return growth(here, there) * before + added(of, here, there)


TRUE = variance > 0
NOISY = (first > 0, first < 1)
STEP = (TRUE, of >= 0, *NOISY, first <= second, second <= 1)
GRID = (
    N >= 1,
    ForEach(And(alpha[i] > 0, alpha[i] <= 1), (i, 1, N)),
    ForEach(alpha[i] < 1, (i, 1, N - 1)),
    Identity(alpha[N], 1),
)
RISES = ForEach(alpha[i] <= alpha[i + 1], (i, 1, N - 1))


def run(data: Expr, step: Callable[..., Any] = ancestral.posterior) -> tuple[Any, ...]:
    """A run from the noised law, with the noise of a step function."""
    here, there = alpha[i], alpha[i + 1]
    onward = Identity(V[i + 1], growth(here, there) * V[i] + added(data, here, there, step))
    return TRUE, *GRID, RISES, Identity(V[1], law(alpha[1])), ForEach(onward, (i, 1, N - 1))


ONE_STEP = growth(first, Integer(1)) * law(first) + added(variance, first, Integer(1), ancestral.large)
NO_LESS = variance <= ONE_STEP
LARGE = (TRUE, *NOISY)

three, four = Fraction(3, 5), Fraction(4, 5)
AT: Assignment = {first: three, second: four, variance: 4, of: 1, before: 2}
ENDS: Assignment = {N: 2, alpha: (three, 1), variance: 4}
POSTERIOR: Assignment = {**ENDS, V: numbers("52/25", "4")}
SMALL: Assignment = {**ENDS, V: numbers("52/25", "36/13")}
LARGE_RUN: Assignment = {**ENDS, V: numbers("52/25", "1108/325")}
QUARTER: Assignment = {N: 2, alpha: (three, 1), variance: Fraction(1, 4), V: numbers("73/100", "4897/7300")}

CLAIMS = {
    "below": new(
        "with the posterior variance for data of variance c <= λ a step keeps V below the noised law",
        (*STEP, of <= variance, before <= law(first)),
        after(first, second) <= law(second),
        witnesses=(AT,),
        necessary=(
            (of <= variance, {**AT, of: 9, before: Fraction(52, 25)}),
            (before <= law(first), {**AT, before: 9}),
        ),
    ),
    "above": new(
        "with c >= λ above it",
        (*STEP, of >= variance, before >= law(first)),
        after(first, second) >= law(second),
        witnesses=({**AT, of: 9, before: 3},),
        necessary=(
            (of >= variance, {**AT, before: Fraction(52, 25)}),
            (before >= law(first), {**AT, of: 9, before: 0}),
        ),
    ),
    "small": new(
        "with the small variance V_N <= λ",
        run(variance, ancestral.small),
        V[N] <= variance,
        witnesses=(SMALL,),
    ),
    "large": new(
        "with the large one V_N >= λ: one step from any noise to the data",
        LARGE,
        NO_LESS,
        counterexample={first: three, variance: 4},
    ),
    "large-repaired": repaired(
        "in one step V_1 >= λ for λ <= 1",
        (*LARGE, variance <= 1),
        NO_LESS,
        witnesses=({first: three, variance: Fraction(1, 4)},),
        repairs="N3.large",
        necessary=((variance <= 1, {first: three, variance: 4}),),
    ),
    "large-exactly": new(
        "and only then: in one step V_1 >= λ iff λ <= 1",
        LARGE,
        Equivalent(NO_LESS, variance <= 1),
        witnesses=({first: three, variance: Fraction(1, 4)}, {first: three, variance: 4}),
        necessary=((first < 1, {first: 1, variance: 4}),),
    ),
    "large-run": new(
        "on every grid V_N >= λ for λ <= 1",
        (*run(variance, ancestral.large), variance <= 1),
        V[N] >= variance,
        witnesses=(QUARTER,),
        necessary=((variance <= 1, LARGE_RUN),),
    ),
    "large-run-above": new(
        "and V_N <= λ for λ >= 1",
        (*run(variance, ancestral.large), variance >= 1),
        V[N] <= variance,
        witnesses=(LARGE_RUN,),
        necessary=((variance >= 1, QUARTER),),
    ),
    "posterior": new(
        "with the true posterior variance V_N = λ",
        run(variance),
        Identity(V[N], variance),
        witnesses=(POSTERIOR,),
    ),
}

STATEMENT = Statement(
    id="N3", title="DDPM's ancestral sampling with three variances", source=None, claims=claims_of("N3", CLAIMS)
)
