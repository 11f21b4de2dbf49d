"""Whether more noise asks for fewer directions: on every usual path, and not wherever signal falls and noise rises.

Source: ours (G2). k is the dimension of G1 at the point (α, β) of a path, i at a later point (p, q), p <= α, q >= β.

    i <= k  if  β²/(4 - α²) <= q²/(4 - p²)

How the proof goes. Direction i > 1 reaches the later threshold, so the earlier one, which is not above it, so that it
is not beyond k. On the variance-preserving path the threshold is x/(3 + x), on the exploding one β²/3, for rectified
flow ρ²/(4 (1+ρ)² - 1) with ρ = √(x/(1-x)) = u/(1-u): each rises with the noise level x.

What was refuted. Signal that falls while the noise hardly rises lowers the threshold: from (9/10, 3/2) to (1/2, 38/25)
it falls from 0.705 to 0.616, and a direction of variance 16/25 begins to pay, for less is left of its own variance.

The repair is sharp: where the threshold falls, D directions whose variances are all equal to the later threshold make
the dimension rise from 1 to D.

Tested in `tests/derivations/schedules/test_paths.py`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sympy import And, Expr, Integer, Symbol

from ldm_symbolic.claims import Statement
from ldm_symbolic.derivations.claim import claims_of, new, repaired
from ldm_symbolic.derivations.hypotheses import weakly_falling
from ldm_symbolic.derivations.instances import numbers
from ldm_symbolic.derivations.letters import D, X, j, k, s
from ldm_symbolic.derivations.schedules.g1_best_dimension_at_a_noise import last_that_reaches, threshold
from ldm_symbolic.derivations.schedules.path_error import A_POINT, alpha, beta, on_path
from ldm_symbolic.model.read_outs import Path
from ldm_symbolic.notation import noise
from ldm_symbolic.proof import ForEach, Identity, NonDecreasing, substitute

i = Symbol("i", integer=True)
less_signal, more_noise = Symbol("p", real=True), Symbol("q", real=True)
LATER = {alpha: less_signal, beta: more_noise}


def later(term: Any) -> Any:
    """A term at the later point.

    >>> later(threshold)
    q**2/(4 - p**2)
    """
    return substitute(term, LATER)


def along(path: Path) -> Expr:
    """The threshold on a path, in the noise level.

    >>> along(Path.VARIANCE_EXPLODING)
    x/(3*(1 - x))
    """
    return on_path(threshold, path)


DIMENSIONS = (*last_that_reaches(k), *map(later, last_that_reaches(i)))
ANY_LATER = (less_signal > 0, less_signal <= 1, more_noise >= 0)
NOT_LOWER, LOWER = threshold <= later(threshold), threshold > later(threshold)
ALL_EQUAL = ForEach(Identity(s[j] ** 2, later(threshold)), (j, 1, D))
LEVELS = (X > 0, X < 1)
levels = (noise, Integer(0), X)
half, slightly = numbers("1/2", "38/25")
HERE: dict[Any, Any] = {D: 2, s: numbers("1", "4/5"), alpha: Fraction(9, 10), beta: Fraction(3, 2), k: 1}
BEGINS: dict[Any, Any] = {**HERE, less_signal: half, more_noise: slightly, i: 2}
FEWER: dict[Any, Any] = {**BEGINS, beta: half, k: 2, more_noise: 2, i: 1}
EQUAL: dict[Any, Any] = {**BEGINS, beta: 1, more_noise: 1, less_signal: Fraction(10, 13), s: (Fraction(13, 24),) * 2}

CLAIMS = {
    "falls": new(
        "α does not rise and β does not fall: then the dimension of G1 does not rise",
        (*A_POINT, less_signal > 0, less_signal <= alpha, more_noise >= beta, *weakly_falling(s), *DIMENSIONS),
        i <= k,
        counterexample=BEGINS,
    ),
    "falls-repaired": repaired(
        "it does not if the threshold β²/(4 - α²) does not fall, whatever α and β do",
        (*A_POINT, *ANY_LATER, *DIMENSIONS, NOT_LOWER),
        i <= k,
        witnesses=(FEWER,),
        repairs="G2.falls",
        necessary=((NOT_LOWER, BEGINS),),
    ),
    "sharp": new(
        "where the threshold falls, D variances equal to the later one make the dimension rise from 1 to D",
        (*A_POINT, *ANY_LATER, *DIMENSIONS, LOWER, ALL_EQUAL),
        And(Identity(k, 1), Identity(i, D)),
        witnesses=(EQUAL,),
        necessary=(
            (LOWER, {**EQUAL, alpha: half, k: 2}),
            (ALL_EQUAL, {**EQUAL, k: 2, s: numbers("1", "1")}),
        ),
    ),
    "preserving": new(
        "on the variance-preserving path the threshold does not fall as the noise rises",
        LEVELS,
        NonDecreasing(along(Path.VARIANCE_PRESERVING), levels),
        witnesses=({X: half},),
    ),
    "exploding": new(
        "nor on the variance-exploding path",
        LEVELS,
        NonDecreasing(along(Path.VARIANCE_EXPLODING), levels),
        witnesses=({X: half},),
    ),
    "flow": new(
        "nor on that of rectified flow",
        LEVELS,
        NonDecreasing(along(Path.RECTIFIED_FLOW), levels),
        witnesses=({X: half},),
    ),
}

STATEMENT = Statement(
    id="G2",
    title="Whether more noise asks for fewer directions",
    source=None,
    claims=claims_of("G2", CLAIMS),
)
