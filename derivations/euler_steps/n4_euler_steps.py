"""Euler-Maruyama and Euler's method on the probability flow, on any grid: what they leave, and what halved steps do.

Source: ours (N4). Variance preserving, exact score, start at the noised law v; a step of size h in the integrated rate
takes v to v' = 1 - (1 - v) e^{2h}. Euler-Maruyama makes (1 + h - 2h/v)² V + 2h of V, Euler (1 + h - h/v)² U of U.

    V_N >= λ on every grid of such steps iff λ <= √5 - 1;  to halve each step is never worse for Euler, for any λ

How the proof goes. The step of Euler-Maruyama takes v to v' + h² (v-2)²/v - (v-1)(e^{2h} - 1 - 2h), and larger V to
larger V'. For v <= 1 the last term adds at least 2 (1-v) h². For v > 1 it takes at most 2 (v-1) e^{2h} h², which is at
most 2 (λ-1) h², because (1 + z) e^{-z} >= 1 - z²/2; and (v-2)²/v >= (λ-2)²/λ >= 2 (λ-1) where λ² + 2λ <= 4. So V >= v
gives V' >= v', and by induction V_N >= λ. If λ² + 2λ > 4 one short step leaves less: (1 + z) e^{-z} <= 1 - z²/2 + z³/3.

Euler lags behind the law: for λ <= 1 its factor is positive, U >= v gives U' >= v', and two halves multiply by a
smaller factor than the whole, for (1 - v)(e^h - 1) >= (1 - v) h is what v falls by in the first half. So
λ <= U_N (halved) <= U_N. For λ >= 1 all signs are turned.

What was refuted. (i) "Euler-Maruyama never gives V_N < λ": one step over T = 1 leaves 2.47 of λ = 4. With a rate that
is frozen where a step begins the step is not the integrated rate, and none of this holds: with u + 1/100 one step over
T = 1/4 leaves 0.2487 of λ = 1/4 ("never-frozen"). (ii) That halved steps are never worse on a grid uniform in u, for
every rate: with that rate one step over T = 1 leaves 0.286 and two leave 0.204 of λ = 1/4. For a constant rate both are
true.

The instances of grids have steps of size 0: equations between exponentials are not recognised in balls.

Tested in `tests/derivations/finite_steps/test_steps.py`.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from sympy import Expr, IndexedBase, Integer, Symbol, exp, sqrt

from ldm_symbolic.claims import Assignment, Statement
from ldm_symbolic.derivations.claim import claims_of, new, repaired
from ldm_symbolic.derivations.finite_steps.n1_ddim_by_angles import error
from ldm_symbolic.derivations.letters import T, x
from ldm_symbolic.notation import variance
from ldm_symbolic.proof import ForEach, Identity, substitute
from ldm_symbolic.samplers.schemes import LETTERS, Interval, euler_maruyama, probability_flow

i, N = Symbol("i", integer=True), Symbol("N", integer=True)
left, V, U, W = (IndexedBase(name, real=True) for name in ("u", "V", "U", "W"))
h, now, a, b = (Symbol(name, real=True) for name in ("h", "V", "a", "b"))


def interval(size: Any, level: Any) -> Interval:
    """A step of a size in the integrated rate, from a noise level."""
    ends = {"signal": sqrt(1 - level), "noise": sqrt(level), "eta": Integer(0)}
    return replace(LETTERS, believed=variance, size=size, rate=Integer(1), **ends)


def law(level: Any) -> Expr:
    """The variance of the noised law at a noise level."""
    return interval(Integer(0), level).score.variance


def ahead(level: Any, size: Any) -> Expr:
    """The noise level after a step.

    >>> ahead(x, Integer(0))
    x
    """
    return 1 - (1 - level) * exp(2 * size)


def noisy(before: Any, size: Any, level: Any) -> Expr:
    """The variance after a step of Euler-Maruyama."""
    units = ((Integer(1), Integer(0)), (Integer(0), Integer(1)))
    kept, added = (euler_maruyama.step(*unit, interval(size, level)) for unit in units)
    return kept**2 * before + added**2


def factor(size: Any, level: Any) -> Expr:
    """By what a step of Euler on the flow multiplies the state."""
    return probability_flow.euler(Integer(1), Integer(0), interval(size, level))


def level_at(time: Any) -> Expr:
    """The noise level with a time left, in the integrated rate."""
    return 1 - exp(-2 * time)


def two(size: Any, level: Any) -> Expr:
    """By what two steps of half the size multiply it."""
    return factor(size / 2, level) * factor(size / 2, ahead(level, size / 2))


TRUE = (variance > 0,)
BELOW, ABOVE = variance <= 1, variance >= 1
SHARP = variance <= sqrt(5) - 1
STEP = (*TRUE, x >= 0, x < 1, h >= 0)
INSIDE = (*STEP, ahead(x, h) >= 0)
ONE = noisy(law(level_at(T)), T, level_at(T))
SHORT = (variance > sqrt(5) - 1, T > 0, 9 * variance * (variance - 1) * T <= variance**2 + 2 * variance - 4)
GRID = (
    N >= 1,
    ForEach(left[i] >= left[i + 1], (i, 1, N - 1)),
    ForEach(left[i] >= 0, (i, 1, N)),
    Identity(left[N], 0),
)
AT, SIZE = level_at(left[i]), left[i] - left[i + 1]


def run(sequence: IndexedBase, after: Expr) -> tuple[Any, ...]:
    """A run from the noised law."""
    return Identity(sequence[1], law(level_at(left[1]))), ForEach(Identity(sequence[i + 1], after), (i, 1, N - 1))


NOISY_RUN = run(V, noisy(V[i], SIZE, AT))
WHOLE, HALVES = run(W, factor(SIZE, AT) ** 2 * W[i]), run(U, two(SIZE, AT) ** 2 * U[i])

# A rate a + b u that is frozen in each step, on one step and on two over the horizon.


def frozen(time: Any, size: Any) -> Expr:
    """By what a step of a size in time multiplies the state, its rate frozen where it begins."""
    rate = a + b * time
    return factor(size * rate, level_at(a * time + b * time**2 / 2))


START = law(level_at(a * T + b * T**2 / 2))
ONE_FROZEN = noisy(START, T * (a + b * T), level_at(a * T + b * T**2 / 2))
ONCE, TWICE = frozen(T, T) ** 2 * START, frozen(T, T / 2) ** 2 * frozen(T / 2, T / 2) ** 2 * START
NO_WORSE = error(TWICE, sqrt(variance)) <= error(ONCE, sqrt(variance))
CONSTANT, CONSTANT_NOISY = (substitute(one, {b: Integer(0)}) for one in (NO_WORSE, variance <= ONE_FROZEN))
RATES = (*TRUE, T > 0, a > 0, b >= 0)

half, quarter = Fraction(1, 2), Fraction(1, 4)
POINT: Assignment = {variance: quarter, x: half, h: quarter, now: 1}
RATE: Assignment = {variance: quarter, T: 1, a: Fraction(1, 100), b: 1}
TWO_POINTS: Assignment = {N: 2, left: (0, 0), variance: quarter}

CLAIMS = {
    "never": new(
        "Euler-Maruyama never gives V_N < λ: in one step over the horizon of the OU process",
        (*TRUE, T > 0),
        variance <= ONE,
        counterexample={variance: 4, T: 1},
    ),
    "never-repaired": repaired(
        "it does not for λ <= √5 - 1, the step being the integrated rate",
        (*TRUE, T > 0, SHARP),
        variance <= ONE,
        witnesses=({variance: quarter, T: 1}, {variance: Fraction(6, 5), T: quarter}),
        repairs="N4.never",
        necessary=((SHARP, {variance: 4, T: 1}),),
    ),
    "short": new(
        "and for λ > √5 - 1 one step over each horizon T > 0 with 9 λ (λ - 1) T <= λ² + 2 λ - 4 leaves less than λ",
        SHORT,
        variance > ONE,
        witnesses=({variance: Fraction(5, 4), T: Fraction(1, 50)}, {variance: 4, T: Fraction(1, 6)}),
        necessary=(
            (SHORT[0], {variance: half, T: 2}),
            (SHORT[1], {variance: 4, T: 0}),
            (SHORT[2], {variance: 4, T: 9}),
        ),
    ),
    "step": new(
        "for λ <= √5 - 1 a step of Euler-Maruyama from V >= v ends at V' >= v', v and v' the noised law's at its ends",
        (*INSIDE, SHARP, now >= law(x)),
        noisy(now, h, x) >= law(ahead(x, h)),
        witnesses=(POINT,),
        necessary=((SHARP, {**POINT, variance: 9, x: quarter, now: 7, h: Fraction(1, 8)}),),
    ),
    "run": new(
        "so that V_N >= λ for λ <= √5 - 1 on every grid of steps in the integrated rate",
        (*TRUE, SHARP, *GRID, *NOISY_RUN),
        V[N] >= variance,
        witnesses=({**TWO_POINTS, V: (quarter, quarter)},),
    ),
    "never-frozen": new(
        "nor does it for λ <= √5 - 1 with a rate a + b u that is frozen where the step begins",
        (*RATES, SHARP),
        variance <= ONE_FROZEN,
        counterexample={**RATE, T: quarter},
    ),
    "never-frozen-repaired": repaired(
        "it is so for a constant rate, b = 0",
        (*TRUE, T > 0, a > 0, SHARP),
        CONSTANT_NOISY,
        witnesses=({variance: quarter, T: 1, a: 1},),
        repairs="N4.never-frozen",
        necessary=((SHARP, {variance: 4, T: 1, a: 1}),),
    ),
    "halved": new(
        "for λ <= 1 two half steps of Euler on the flow leave at most what one leaves",
        (*INSIDE, BELOW),
        two(h, x) ** 2 <= factor(h, x) ** 2,
        witnesses=(POINT,),
    ),
    "halved-above": new(
        "and for λ >= 1 at least that",
        (*INSIDE, ABOVE),
        two(h, x) ** 2 >= factor(h, x) ** 2,
        witnesses=({**POINT, variance: 4},),
    ),
    "twice": new(
        "so that on every grid, uniform in the integrated rate or not, halving each step is never worse for Euler",
        (*TRUE, *GRID, *WHOLE, *HALVES),
        error(U[N], sqrt(variance)) <= error(W[N], sqrt(variance)),
        witnesses=({**TWO_POINTS, U: (quarter, quarter), W: (quarter, quarter)},),
    ),
    "frozen": new(
        "on a grid uniform in u the same for every rate: one step and two, with a rate a + b u",
        RATES,
        NO_WORSE,
        counterexample=RATE,
    ),
    "frozen-repaired": repaired(
        "it is so for a constant rate, b = 0",
        (*TRUE, T > 0, a > 0),
        CONSTANT,
        witnesses=({variance: quarter, T: 1, a: 1},),
        repairs="N4.frozen",
    ),
}

STATEMENT = Statement(
    id="N4",
    title="Euler-Maruyama and Euler's method on a grid",
    source=None,
    claims=claims_of("N4", CLAIMS),
)
