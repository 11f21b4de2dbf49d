"""A best time exists for each latent dimension, and when it is the only one.

Source: arXiv:2510.08409v1, Proposition 3: "there exists δ̂ ∈ [0, T]"; for x*(k) of S1, S2 and S6 too.

    level 0 is best, or level X is, or the slope S of E(k, ·) has exactly one zero in [0, X], and then that is best

Existence is said by its three cases, for the predicate of one zero is what the language has for "there is".

How the proof goes. E(k, ·) is convex: a level is best iff the slope there allows no better one (S1). If 0 and X are not
best, S < 0 at 0 and S > 0 at X. If some kept mode has s_i > 0 and λ̂_i ≠ 1, S rises strictly, and is continuous: by the
intermediate value theorem it has one zero. If there is none, each mode is flat or a line, S is Σ (1 - λ̂_j) at all
levels, and an end is best. A schedule carries levels to times.

When it is unique: iff some kept mode has s_i > 0 and λ̂_i ≠ 1, or Σ_{j<=k} (1 - λ̂_j) ≠ 0. Between two best levels the
slope would not rise strictly, and would be 0. In the case that is left E(k, ·) is constant, and every level is best.

Assumed: ŝ_j > 0 for the kept modes, as in S1, so that there is a slope at x = 0; almost surely so where λ_j > 0. What
is continuous has a least value without it too, which is not claimed. Proposition 3 keeps empty modes as well, of which
each adds x to the error: the best time that it speaks of is one of k = d0.

Tested in `tests/derivations/best_times/test_u5_existence_of_a_best_time.py`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sympy import And, Equivalent, Integer, Ne, Or, Sum

from ldm_symbolic.claims import Assignment, Source, Statement
from ldm_symbolic.derivations.claim import claims_of, new, printed
from ldm_symbolic.derivations.clock import identity_clock
from ldm_symbolic.derivations.hypotheses import a_level, a_schedule, in_time, modes
from ldm_symbolic.derivations.letters import D, T, X, k, s, s_hat
from ldm_symbolic.derivations.plug_in.plug_in_error import all_times, i, kept, levels, mode_slope, plugin_error
from ldm_symbolic.derivations.stopping_in_k.s1_one_step_in_dimension import BASE, after, before, slope, stationary
from ldm_symbolic.notation import time_left_at
from ldm_symbolic.proof import ForEach, Identity, Minimises, UniqueRoot

j, zero = kept[0], Integer(0)


def best(level: Any) -> Minimises:
    """A level minimises E(k, ·) over [0, X]."""
    return Minimises(level, plugin_error, levels)


def best_time(moment: Any) -> Minimises:
    """A time minimises E(k, ·) over [0, T]."""
    return Minimises(moment, in_time(plugin_error), all_times)


ONE_ZERO = UniqueRoot(Sum(mode_slope, kept), levels)
EXISTS = Or(best(zero), best(X), ONE_ZERO)
EXISTS_IN_TIME = Or(best_time(T), best_time(T - time_left_at(X)), ONE_ZERO)
IS_ZERO = Identity(slope(k, before), 0)
CLOCKED = (*modes(), *a_schedule())
CURVED = (i >= 1, i <= k, s[i] > 0, Ne(s_hat[i], 1))
"""A kept mode i on which E(k, ·) bends."""
FLAT = ForEach(Or(s[j] <= 0, And(s_hat[j] <= 1, s_hat[j] >= 1)), kept)
total = Sum(1 - s_hat[j] ** 2, kept)
"""The slope where no kept mode bends."""
TWO = (*BASE, best(before), best(after))
SAME = Identity(before, after)

half, quarter = Fraction(1, 2), Fraction(1, 4)


def at(true: tuple[Any, ...], estimated: tuple[Any, ...], top: Any = half, **more: Any) -> Assignment:
    """An instance that keeps all modes; levels p and q and the mode i by name.

    >>> at((half,), (half,), p=0)[before]
    0
    """
    names = {"p": before, "q": after, "i": i}
    return {k: len(true), D: len(true), s: true, s_hat: estimated, X: top} | {names[n]: v for n, v in more.items()}


INNER = at((Fraction(3, 4),), (half,), p=Fraction(5, 12), q=Fraction(5, 12), i=1)  # r_1 = 5/12
ENDS = at((quarter,), (half,), p=0, q=0, i=1)
STILL = at((1, 1), (1, 1), p=0, q=half, i=1)  # both modes are flat
LINES = at((0, 0), (half, Fraction(2)), p=0, q=0)  # E = 1/4 + 3 x/4 + 4 - 3 x
LINE = at((0,), (half,), p=0, q=0)

CLAIMS = {
    "exists": printed(
        "for each k level 0 is best, or X is, or the slope has exactly one zero in [0, X] (which is best: U5.zero)",
        BASE,
        EXISTS,
        witnesses=(INNER, ENDS, STILL),
    ),
    "exists-in-time": printed(
        "for each k T is a best time, or T - ā(X) = 0 is, or the slope has exactly one zero (see U5.zero-in-time)",
        CLOCKED,
        EXISTS_IN_TIME,
        witnesses=({**INNER, **identity_clock(half)},),
    ),
    "zero": new(
        "a zero of the slope in [0, X] is a best level, at an end too",
        (*BASE, *a_level(before, X), IS_ZERO),
        best(before),
        witnesses=(INNER, STILL),
        necessary=((IS_ZERO, {**INNER, before: quarter}),),
    ),
    "zero-in-time": new(
        "and its time T - ā(p) is a best time, in every schedule",
        (*CLOCKED, *a_level(before, X), IS_ZERO),
        best_time(T - time_left_at(before)),
        witnesses=({**INNER, **identity_clock(half)},),
        necessary=((IS_ZERO, {**INNER, **identity_clock(half), before: quarter}),),
    ),
    "stationary": new(
        "x*(k) as S1 and S2 mean it is a best level, and every best level is one",
        (*BASE, *a_level(before, X)),
        Equivalent(best(before), stationary(before, k)),
        witnesses=(INNER, ENDS, {**INNER, before: quarter}),
    ),
    "unique": new(
        "there is only one if some kept mode has s_i > 0 and λ̂_i ≠ 1",
        (*TWO, *CURVED),
        SAME,
        witnesses=(INNER, ENDS),
        necessary=((CURVED[3], STILL),),
    ),
    "unique-in-time": new(
        "and so is the best time, in every schedule",
        (*CLOCKED, best_time(before), best_time(after), *CURVED),
        SAME,
        witnesses=({**INNER, **identity_clock(half), before: Fraction(1, 12), after: Fraction(1, 12)},),
        necessary=((CURVED[3], {**STILL, **identity_clock(half)}),),
    ),
    "unique-line": new(
        "else if Σ_{j<=k} (1 - λ̂_j) ≠ 0: E(k, ·) is a line that is not level",
        (*TWO, FLAT, Ne(total, 0)),
        SAME,
        witnesses=(LINE,),
        necessary=((Ne(total, 0), STILL),),
    ),
    "not-unique": new(
        "and else every level is best: all kept modes have s_j = 0 or λ̂_j = 1, and Σ_{j<=k} (1 - λ̂_j) = 0",
        (*BASE, FLAT, Identity(total, 0), *a_level(before, X)),
        best(before),
        witnesses=(STILL,),
        necessary=(
            (FLAT, at((half, half), (Fraction(1, 5), Fraction(7, 5)), p=0)),
            (Identity(total, 0), {**LINE, before: half}),
        ),
    ),
}

STATEMENT = Statement(
    id="U5",
    title="There is a best time for each dimension, and when it is the only one",
    source=Source(place="Proposition 3"),
    claims=claims_of("U5", CLAIMS),
)
