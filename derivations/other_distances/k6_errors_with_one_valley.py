"""Errors that are only known to fall before the true variance and to rise after it: what is left of S1 and S2.

Source: ours (K6). Each mode has an error of its own level, which falls strictly up to its clipped own root and rises
strictly from there; no convexity, no slope. F is the error of k modes, c(v) that of mode k + 1, r its own root.

    x*(k+1) lies on the side of r seen from x*(k); S2 holds; the first sentence of S1 holds where F has one valley

How the proof goes. At a level on the other side of x*(k) from r the new error is larger than at x*(k), and F is not
smaller: that level is not best for k + 1 modes ("side"). With one valley of F the same holds of a level beyond both
x*(k) and r against the nearer of the two ("between"). If no clipped root is smaller than r_k then below r_k all errors
fall, so that x*(k) >= r_k >= r_{k+1}, and "side" says the rest ("monotone").

What was refuted. S1, in both of its sentences. (i) "x*(k+1) lies between x*(k) and r": two modes of which one wants no
noise and one much have a hump between two valleys, and a third with 0 < r < X tips them from 0 over to X. (ii) "x*(k+1)
<= x*(k) iff r <= x*(k)": beside (x - p)² the error -(x - p)³, whose own root lies beyond X, is flat at p, and p stays
best; its ball moves X, and p with both errors. Two smooth errors that move apart are so only on an edge; errors with a
kink, as |v - λ|, hold p on open sets of all four variances ("kink").

In "monotone" the error of mode j at level x is written c(j + x): any family of functions on [0, X], X < 1, is one such
function, for the intervals [j, j + X] do not overlap.

Tested in `tests/derivations/other_distances/test_any_error.py`.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Abs, And, Expr, Function, Implies, IndexedBase, Integer, Lambda, Max, Min, Not, Sum, Symbol

from ldm_symbolic.claims import Assignment, Statement
from ldm_symbolic.derivations.claim import claims_of, new, repaired
from ldm_symbolic.derivations.hypotheses import noisy_horizon
from ldm_symbolic.derivations.instances import without
from ldm_symbolic.derivations.letters import D, X, j, k, x
from ldm_symbolic.derivations.other_distances.k5_own_root_for_any_error import (
    GIVEN,
    LARGE,
    STRICT,
    best,
    clipped,
    error,
    generated,
    levels,
    own_root,
)
from ldm_symbolic.proof import (
    Decreasing,
    ForEach,
    Increasing,
    Minimises,
    NonDecreasing,
    NonIncreasing,
    substitute,
)

before = Symbol("p", real=True)
so_far = Function("F", real=True)(x)
together = so_far + error(generated)
BEST, BEST_AFTER = Minimises(before, so_far, levels), Minimises(best, together, levels)
SIDE = And(Implies(own_root >= before, best >= before), Implies(own_root <= before, best <= before))
ONE_VALLEY = (NonIncreasing(so_far, (x, Integer(0), before)), NonDecreasing(so_far, (x, before, X)))
IN_RANGE = (before >= 0, before <= X)
BETWEEN = And(best >= Min(before, clipped), best <= Max(before, clipped))

# One error with a rise at 0, one with a fall at X, and a third of which the root lies between.

a, b, d, w, r, m, n = (Symbol(name, real=True) for name in ("a", "b", "d", "w", "r", "m", "n"))
rising, falling, third = x / (x + a), -b * x / (d - x), w * (x - r) ** 2
two, three = rising + falling, rising + falling + third


def value(of: Expr, level: Expr) -> Expr:
    """An error at a level."""
    return substitute(of, {x: level})


NUMBERS = (*noisy_horizon(), a > 0, b > 0, d > X, w > 0, r > 0, r < X, m >= 0, m <= X, n >= 0, n <= X)
ZERO_IS_BEST = (NonDecreasing(two, (x, Integer(0), m)), ForEach(two >= value(two, Integer(0)), (x, m, X)))
TOP_IS_BEST = (NonIncreasing(three, (x, n, X)), ForEach(three >= value(three, X), (x, Integer(0), n)))
FLAT = (before > 0, before < X, *noisy_horizon(), 3 * (X - before) <= 1)
flat = (x - before) ** 2 - (x - before) ** 3

steep, gentle = Symbol("A", real=True), Symbol("B", real=True)
KINK = (before >= 0, before <= X, gentle >= 0, steep >= gentle)
kinked = steep * Abs(x - before) + gentle * Abs(x - r)

# Errors of all modes.

root, levels_of = IndexedBase("r", real=True), IndexedBase("x_best", real=True)
modes_error = error(j + x)


def total(last: Expr) -> Expr:
    """The error of the first modes."""
    return Sum(modes_error, (j, Integer(1), last))


VALLEYS = ForEach(
    And(Decreasing(modes_error, (x, Integer(0), root[j])), Increasing(modes_error, (x, root[j], X))), (j, 1, D)
)
ROOTS = (ForEach(And(root[j] >= 0, root[j] <= X), (j, 1, D)), NonIncreasing(root[j], (j, Integer(1), D)))
EACH_BEST = ForEach(Minimises(levels_of[k], total(k), levels), (k, 1, D))
SEQUENCE = (*noisy_horizon(), VALLEYS, *ROOTS, EACH_BEST)
FALLS = ForEach(levels_of[k + 1] <= levels_of[k], (k, 1, D - 1))

half = Fraction(1, 2)
NEW: Assignment = {**LARGE, so_far.func: Lambda(x, (x - half) ** 2), before: half}
AHEAD = Lambda(x, Fraction(3, 2) * (x - Fraction(1, 4)) ** 2)
HUMP: Assignment = {
    X: half,
    a: Fraction(1, 100),
    b: Fraction(19, 1000),
    d: Fraction(51, 100),
    w: 1,
    r: Fraction(9, 20),
    m: Fraction(1, 20),
    n: Fraction(249, 500),
}
ALL: Assignment = {D: 2, X: half, error: Lambda(x, -x), root: (half, half), levels_of: (half, half)}

CLAIMS = {
    "direction": new(
        "S1 holds: if 0 < x*(k) < X and r > x*(k) then x*(k) is not best for k + 1 modes",
        FLAT,
        Not(Minimises(before, flat, levels)),
        counterexample={before: Fraction(1, 4), X: half},
    ),
    "side": repaired(
        "x*(k+1) lies on the side of r_{k+1} seen from x*(k), whatever the error F of k modes is",
        (*GIVEN, *STRICT, BEST, BEST_AFTER),
        SIDE,
        witnesses=(NEW,),
        repairs="K6.direction",
        necessary=((BEST, {**NEW, before: Fraction(3, 4), so_far.func: AHEAD, best: half}),),
    ),
    "between-two": new(
        "S1 holds: x*(k+1) <= max(x*(k), r_{k+1}); two modes with x*(2) = 0, a third with 0 < r < X and x*(3) = X",
        (*NUMBERS, *ZERO_IS_BEST, *TOP_IS_BEST),
        Max(0, r) >= X,
        counterexample=HUMP,
    ),
    "between": repaired(
        "x*(k+1) lies between x*(k) and the clipped root where F falls up to x*(k) and rises from there, as for k = 1",
        (*GIVEN, *STRICT, *IN_RANGE, *ONE_VALLEY, BEST_AFTER),
        BETWEEN,
        witnesses=(NEW,),
        repairs="K6.between-two",
    ),
    "valleys": new(
        "of the two errors in it one rises strictly on [0, X] and one falls, as errors do whose own roots are outside",
        NUMBERS[:5],
        And(Increasing(rising, levels), Decreasing(falling, levels)),
        witnesses=(without(HUMP, w, r, m, n),),
    ),
    "kink": new(
        "with the error |v - λ| the best level p of one mode with |1 - λ̂| = A stays best beside any with B <= A",
        KINK,
        Minimises(before, kinked, levels),
        witnesses=({before: Fraction(1, 4), X: half, r: half, steep: 1, gentle: half},),
    ),
    "monotone": new(
        "S2 holds: if the clipped own roots do not rise with j then x*(k) does not rise with k",
        SEQUENCE,
        FALLS,
        witnesses=(ALL,),
    ),
}

STATEMENT = Statement(
    id="K6",
    title="How the best level moves with k when errors are only known to have one valley",
    source=None,
    claims=claims_of("K6", CLAIMS),
)
