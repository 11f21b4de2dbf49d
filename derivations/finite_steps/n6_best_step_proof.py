"""The proofs behind `n6_best_step`: the sign of the slope on each side of the best level.

Tested in `tests/derivations/finite_steps/test_steps.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import Integer, Sum

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.finite_steps.n6_best_step import AROUND, BEST, GRID, N, i, level, m
from ldm_symbolic.derivations.letters import X, j, k, x
from ldm_symbolic.derivations.plug_in.plug_in_error import mode_slope, plugin_error
from ldm_symbolic.derivations.stopping_in_k.s1_one_step_in_dimension import BASE, before
from ldm_symbolic.derivations.stopping_in_k.s1_one_step_in_dimension_proof import order
from ldm_symbolic.proof import Fact, at, by_logic, derivative, for_each_mode, in_turn, monotone_by_slope

total = Sum(mode_slope, (j, 1, k))


def one_sided(*, above: bool) -> Fact:
    """The slope is >= 0 from p on, or <= 0 up to it."""
    span = (x, before, X) if above else (x, Integer(0), before)
    place = (before < x, x < X) if above else (x > 0, x < before)
    pair = (before, x) if above else (x, before)
    sign = total >= 0 if above else total <= 0
    steep = in_turn(sign, [order(*pair)], hypotheses=(*BASE, BEST, *place))
    inside = (*BASE, before >= 0, before <= X)
    moved = derivative(plugin_error, total, span, hypotheses=inside)
    return monotone_by_slope(moved, steep)


@cache
def after() -> Fact:
    """From p on."""
    fact = one_sided(above=True)
    return in_turn(fact.conclusion, [fact], hypotheses=(*BASE, BEST))


@cache
def up_to() -> Fact:
    """Up to p."""
    fact = one_sided(above=False)
    return in_turn(fact.conclusion, [fact], hypotheses=(*BASE, BEST))


@cache
def around() -> Fact:
    """Each level of the grid is on one side of p, behind x_m or x_{m+1}."""
    given = (*BASE, BEST, *GRID)
    first = in_turn(
        AROUND.args[0].args[0],
        [at(GRID[2], i), at(GRID[2], m), at(GRID[3], i, m), after(), at(after().conclusion, level[m], level[i])],
        hypotheses=(*given, i >= 1, i <= m),
    )
    last = in_turn(
        AROUND.args[1].args[0],
        [
            at(GRID[2], i),
            at(GRID[2], m + 1),
            at(GRID[3], m + 1, i),
            up_to(),
            at(up_to().conclusion, level[i], level[m + 1]),
        ],
        hypotheses=(*given, i >= m + 1, i <= N),
    )
    parts = [for_each_mode(first, (i, Integer(1), m)), for_each_mode(last, (i, m + 1, N))]
    return by_logic(AROUND, parts, hypotheses=given)


PROOFS: Proofs = {"after": after, "up-to": up_to, "around": around}
