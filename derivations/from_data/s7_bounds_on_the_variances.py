"""How the best noise level moves with the true variances, and the safe stop that bounds on them give.

Source: ours (S7). Plug-in score, start at the noised law; x* is the least level of [0, X] with the least error.

    where s_j rises x* does not fall if λ̂_j <= 1, and does not rise if λ̂_j >= 1;
    l_j <= s_j <= u_j: with x̂ best for (l_j where λ̂_j < 1, u_j elsewhere), E(k, x) <= E(k, 0) for all x <= x̂

How the proof goes. A rise of s_j from s to b adds -2 (b - s)√v_j and what does not depend on x to the error, which
falls with x for λ̂_j <= 1: on the way from a level q up to p the error for b gains at least what that for s does. If the
best level q for b were below p, the error for s would fall strictly from q to p and that for b with it. With the lower
ends in the place of s and x, 0 in that of p, q the same line says that x is safe. Convexity is used in "before" alone:
what is no worse than the end at x̂ is so at all levels before it.

That x* is the least best level enters at one place alone: the other level, if it lies below x*, is worse. It is needed
where the error is constant: s = (0, 0), ŝ = (1/5, 7/5).

Tested in `tests/derivations/from_data/test_from_data.py`.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import And, Expr, IndexedBase, Or, Piecewise, Symbol

from ldm_symbolic.claims import Assignment, Statement
from ldm_symbolic.derivations.claim import claims_of, new
from ldm_symbolic.derivations.from_data.s8_share_of_the_best_level import at_the_end
from ldm_symbolic.derivations.hypotheses import modes, noisy_horizon
from ldm_symbolic.derivations.instances import numbers
from ldm_symbolic.derivations.letters import D, X, j, k, s, s_hat, x
from ldm_symbolic.derivations.plug_in.plug_in_error import kept, levels, plugin_error
from ldm_symbolic.proof import ForEach, Identity, Minimises, substitute

best, moved = Symbol("p", real=True), Symbol("q", real=True)
b, lower, upper = (IndexedBase(name, real=True) for name in ("b", "l", "u"))
error_moved = substitute(plugin_error, {s: b})
"""The error where the true deviations are b_j."""


def least(level: Symbol, other: Symbol, error: Expr) -> tuple[Minimises, Or]:
    """A level is one of the best, and better than another one if that lies below it."""
    here, there = (substitute(error, {x: place}) for place in (level, other))
    return Minimises(level, error, levels), Or(level <= other, there > here)


BASE = (*noisy_horizon(), *modes(k))
RISES = ForEach(Or(Identity(b[j], s[j]), And(b[j] >= s[j], s_hat[j] <= 1)), kept)
FALLS = ForEach(Or(Identity(b[j], s[j]), And(b[j] >= s[j], s_hat[j] >= 1)), kept)
BEST, BEST_MOVED = Minimises(best, plugin_error, levels), Minimises(moved, error_moved, levels)
FIRST, FIRST_MOVED = least(best, moved, plugin_error), least(moved, best, error_moved)
WITHIN = ForEach(And(lower[j] <= s[j], s[j] <= upper[j]), kept)
SAFE_ENDS = ForEach(Identity(b[j], Piecewise((lower[j], s_hat[j] < 1), (upper[j], True))), kept)
OTHER_ENDS = ForEach(Identity(b[j], Piecewise((upper[j], s_hat[j] < 1), (lower[j], True))), kept)
SAFE = (*BASE, WITHIN, SAFE_ENDS, BEST_MOVED)
NO_WORSE = plugin_error <= at_the_end


def one(true: str, other: str, estimated: str, *best_levels: str) -> Assignment:
    """One mode with two deviations, and the best level of each."""
    numbers_of = {name: numbers(value) for name, value in ((s, true), (b, other), (s_hat, estimated))}
    places = dict(zip((best, moved), map(Fraction, best_levels), strict=True))
    return {k: 1, D: 1, X: Fraction(9, 10), **numbers_of, **places}


BELOW = one("5/8", "3/4", "1/2", "3/16", "5/12")
ABOVE = one("2", "5/2", "3", "5/8", "11/32")
ENDS: Assignment = {**BELOW, s: numbers("3/4"), b: numbers("5/8"), moved: Fraction(3, 16)}
SAFE_AT: Assignment = {name: value for name, value in ENDS.items() if name != best}
INTERVAL: Assignment = {lower: numbers("5/8"), upper: numbers("7/8")}
FLAT: Assignment = {k: 2, D: 2, X: Fraction(1, 2), s: (0, 0), b: (0, 0), s_hat: numbers("1/5", "7/5")}
TOO_HIGH: Assignment = {**SAFE_AT, s: numbers("1/2"), b: numbers("7/8"), moved: Fraction(11, 16)}

CLAIMS = {
    "rises": new(
        "where some s_j with λ̂_j <= 1 rise, x*(k) does not fall",
        (*BASE, RISES, *FIRST, BEST_MOVED),
        best <= moved,
        witnesses=(BELOW,),
        necessary=((RISES, ABOVE), (FIRST[1], {**FLAT, best: Fraction(1, 2), moved: 0})),
    ),
    "falls": new(
        "where some s_j with λ̂_j >= 1 rise, x*(k) does not rise",
        (*BASE, FALLS, BEST, *FIRST_MOVED),
        moved <= best,
        witnesses=(ABOVE,),
        necessary=((FALLS, BELOW), (FIRST_MOVED[1], {**FLAT, best: 0, moved: Fraction(1, 2)})),
    ),
    "safe": new(
        "l_j <= s_j <= u_j: the best level x̂ for l_j where λ̂_j < 1 and u_j elsewhere is no worse than the end",
        SAFE,
        substitute(NO_WORSE, {x: moved}),
        witnesses=({**SAFE_AT, **INTERVAL},),
        necessary=(
            (WITHIN, {**TOO_HIGH, lower: numbers("7/8"), upper: numbers("7/8")}),
            (SAFE_ENDS, {**TOO_HIGH, lower: numbers("1/2"), upper: numbers("1/2")}),
            (BEST_MOVED, {**SAFE_AT, **INTERVAL, s: numbers("5/8"), moved: Fraction(7, 8)}),
        ),
    ),
    "before": new(
        "nor is any level up to it",
        (*SAFE, x >= 0, x <= moved),
        NO_WORSE,
        witnesses=({**SAFE_AT, **INTERVAL, x: Fraction(1, 16)},),
        necessary=((WITHIN, {**TOO_HIGH, lower: numbers("7/8"), upper: numbers("7/8"), x: Fraction(11, 16)}),),
    ),
    "below": new(
        "it does not exceed x*(k)",
        (*BASE, WITHIN, SAFE_ENDS, BEST, *FIRST_MOVED),
        moved <= best,
        witnesses=({**ENDS, **INTERVAL, best: Fraction(5, 12)},),
        necessary=((WITHIN, {**BELOW, lower: numbers("3/4"), upper: numbers("3/4")}),),
    ),
    "bound": new(
        "with the other ends it is an upper bound of x*(k)",
        (*BASE, WITHIN, OTHER_ENDS, *FIRST, BEST_MOVED),
        best <= moved,
        witnesses=({**BELOW, lower: numbers("1/2"), upper: numbers("3/4")},),
        necessary=((WITHIN, {**ENDS, best: Fraction(5, 12), lower: numbers("5/8"), upper: numbers("5/8")}),),
    ),
}

STATEMENT = Statement(
    id="S7",
    title="The best noise level and bounds on the true variances",
    source=None,
    claims=claims_of("S7", CLAIMS),
)
