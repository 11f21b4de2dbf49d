"""One mode: for every error that is least at the true variance alone, the best level is the clipped own root.

Source: ours (K5). The error is c(v), any function of the generated variance v = λ̂ + (1-λ̂)x: it falls strictly up to λ
and rises strictly beyond it. λ, λ̂ and 1 lie in [m, M], and so do all v; with m > 0 errors that are infinite at v = 0
are among these, as KL divergences are.

    q minimises c(v(x)) on [0, X]  iff  q = r clipped to [0, X],  r = (λ - λ̂)/(1 - λ̂), λ̂ ≠ 1

How the proof goes. v runs strictly from λ̂ to 1 and is λ at r. A level other than the clipped root has a v on one side
of λ that is farther from it, and so a larger error, for λ̂ < 1 and for λ̂ > 1. Neither convexity nor continuity is used.

λ̂ ≠ 1 is needed: v is 1 at every level otherwise. Where the error falls and rises weakly the clipped root is still best,
but need not be the only one.

Tested in `tests/derivations/other_distances/test_any_error.py`.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Expr, Function, Integer, Lambda, Max, Min, Ne, Symbol

from ldm_symbolic.claims import Assignment, Statement
from ldm_symbolic.derivations.claim import claims_of, new
from ldm_symbolic.derivations.hypotheses import noisy_horizon
from ldm_symbolic.derivations.letters import X, x
from ldm_symbolic.model.backward import variance
from ldm_symbolic.model.score import PluginScore, Start
from ldm_symbolic.notation import estimated_variance, generated_variance
from ldm_symbolic.notation import variance as true
from ldm_symbolic.proof import Decreasing, Identity, Increasing, Minimises, NonDecreasing, NonIncreasing

v, best = generated_variance, Symbol("q", real=True)
fewest, most = Symbol("m", real=True), Symbol("M", real=True)
error = Function("c", real=True)
generated = variance(PluginScore(), Start.NOISED)
levels = (x, Integer(0), X)
own_root = (true - estimated_variance) / (1 - estimated_variance)
clipped = Max(0, Min(X, own_root))
NOT_ONE = Ne(estimated_variance, 1)
MODE = (true >= 0, estimated_variance >= 0, NOT_ONE, *noisy_horizon())
BOUND = tuple(part for end in (1, true, estimated_variance) for part in (fewest <= end, most >= end))
BELOW, ABOVE = (v, fewest, true), (v, true, most)
VALLEY = (NonIncreasing(error(v), BELOW), NonDecreasing(error(v), ABOVE))
STRICT = (Decreasing(error(v), BELOW), Increasing(error(v), ABOVE))
GIVEN = (*MODE, *BOUND)


def best_at(level: Expr) -> Minimises:
    """A level is a best one."""
    return Minimises(level, error(generated), levels)


def with_error(of: Expr) -> Lambda:
    """An error for an instance."""
    return Lambda(v, of)


LARGE: Assignment = {
    true: 2,
    estimated_variance: Fraction(1, 4),
    X: Fraction(3, 4),
    fewest: 0,
    most: 2,
    best: Fraction(3, 4),
    error: with_error(-v),
}

ZERO: Assignment = {**LARGE, true: 0, error: with_error(v), best: 0}
BEST: Assignment = {name: value for name, value in LARGE.items() if name != best}

CLAIMS = {
    "best": new(
        "the clipped own root is a best level, also where the error falls and rises weakly",
        (*GIVEN, *VALLEY),
        best_at(clipped),
        witnesses=(BEST, {**BEST, true: Fraction(1, 2), error: with_error((v - Fraction(1, 2)) ** 2)}),
        necessary=((VALLEY[0], {**BEST, error: with_error(v)}), (NOT_ONE, {**BEST, estimated_variance: 1})),
    ),
    "only": new(
        "it is the only one, where the error falls and rises strictly",
        (*GIVEN, *STRICT, best_at(best)),
        Identity(best, clipped),
        witnesses=(LARGE, ZERO, {**LARGE, fewest: Fraction(1, 4), error: with_error(1 / v)}),
        necessary=((STRICT[1], {**ZERO, error: with_error(-v), best: Fraction(3, 4)}),),
    ),
}

STATEMENT = Statement(
    id="K5",
    title="The best level of one mode is the same for every error with one valley",
    source=None,
    claims=claims_of("K5", CLAIMS),
)
