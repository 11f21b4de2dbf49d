"""Steps that have the exact law of continuous time: the best step is one of the two around the best level.

Source: ours (N6). Plug-in score, start at the noised law, k modes; a grid of levels x_1 >= ... >= x_N in [0, X], and
the best level p of [0, X], which lies between x_m and x_{m+1}.

    E(k, x_i) >= E(k, x_m) for i <= m,  E(k, x_i) >= E(k, x_{m+1}) for i > m

How the proof goes. p is stationary (S1). The slope of E does not fall with the level, so that E does not fall from p on
and does not rise up to p: of two levels on one side of p the nearer has no larger error.

Nothing is said of grids of which all levels lie on one side of p; there the nearest is best by the same two facts.

Tested in `tests/derivations/finite_steps/test_steps.py`.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import And, Expr, IndexedBase, Integer, Symbol

from ldm_symbolic.claims import Assignment, Statement
from ldm_symbolic.derivations.claim import claims_of, new
from ldm_symbolic.derivations.letters import D, X, k, s, s_hat, x
from ldm_symbolic.derivations.plug_in.plug_in_error import plugin_error
from ldm_symbolic.derivations.stopping_in_k.s1_one_step_in_dimension import BASE, before, stationary
from ldm_symbolic.proof import ForEach, NonDecreasing, NonIncreasing, substitute

i, m, N = (Symbol(name, integer=True) for name in ("i", "m", "N"))
level = IndexedBase("x", real=True)
BEST = stationary(before, k)


def error(at: Expr) -> Expr:
    """E(k, x) at a level."""
    return substitute(plugin_error, {x: at})


GRID = (
    m >= 1,
    m <= N - 1,
    ForEach(And(level[i] >= 0, level[i] <= X), (i, 1, N)),
    NonIncreasing(level[i], (i, Integer(1), N)),
    level[m] >= before,
    level[m + 1] <= before,
)
AROUND = And(
    ForEach(error(level[m]) <= error(level[i]), (i, 1, m)),
    ForEach(error(level[m + 1]) <= error(level[i]), (i, m + 1, N)),
)

ONE: Assignment = {
    k: 1,
    D: 1,
    s: (Fraction(3, 4),),
    s_hat: (Fraction(1, 2),),
    X: Fraction(1, 2),
    before: Fraction(5, 12),
}
STEPS: Assignment = {**ONE, N: 3, m: 1, level: (Fraction(1, 2), Fraction(1, 4), 0)}

CLAIMS = {
    "after": new(
        "from the best level on the error does not fall with the noise level",
        (*BASE, BEST),
        NonDecreasing(plugin_error, (x, before, X)),
        witnesses=(ONE,),
    ),
    "up-to": new(
        "and up to it it does not rise",
        (*BASE, BEST),
        NonIncreasing(plugin_error, (x, Integer(0), before)),
        witnesses=(ONE,),
    ),
    "around": new(
        "so the best step of a grid with the exact laws is one of the two around the best level",
        (*BASE, BEST, *GRID),
        AROUND,
        witnesses=(STEPS,),
        necessary=((BEST, {**STEPS, m: 2, before: Fraction(1, 10), level: (Fraction(5, 12), Fraction(1, 8), 0)}),),
    ),
}

STATEMENT = Statement(
    id="N6",
    title="The best step of a grid with exact laws",
    source=None,
    claims=claims_of("N6", CLAIMS),
)
