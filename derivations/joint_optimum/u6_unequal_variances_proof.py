"""The proofs behind `u6_unequal_variances`: no pair (i, x) beats d0 directions, at x itself or at a level between.

Tested in `tests/derivations/joint_optimum/test_u6_unequal_variances.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import And, Integer, Ne, Or, Symbol, sqrt
from sympy.logic.boolalg import Boolean

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.equal_variances.common_variance import error, generated, mode_cost
from ldm_symbolic.derivations.equal_variances.common_variance_proof import fewer_directions, more_directions
from ldm_symbolic.derivations.joint_optimum.u6_unequal_variances import (
    BETWEEN,
    NOT_BEATEN,
    PAIR,
    SUPPORTED,
    helps,
)
from ldm_symbolic.derivations.letters import X, d0, j, s, s_hat, x
from ldm_symbolic.derivations.plug_in.plug_in_error import i
from ldm_symbolic.derivations.plug_in.plug_in_error import other_noise as y
from ldm_symbolic.derivations.stopping_in_k.s1_one_step_in_dimension import clipped
from ldm_symbolic.proof import (
    Fact,
    at,
    by_logic,
    for_each_mode,
    in_turn,
    instantiate,
    prove,
    substitute,
)

EARLIER, LATER = (j, Integer(1), i), (j, i + 1, d0)
v, w, c = (Symbol(name, real=True) for name in ("v", "w", "c"))


@cache
def worth_keeping() -> Fact:
    """A direction that helps up to y costs at most λ at x <= y."""
    one = (s[j] >= 0, s_hat[j] >= 0, helps(y), x >= 0, x <= y, y <= 1)
    below = prove(one, And(generated(x) <= 4 * s[j] ** 2, generated(x) >= 0))
    cheap = prove((c >= 0, v >= 0, v <= 4 * c**2), v - 2 * c * sqrt(v) <= 0)
    cost = instantiate(cheap, {v: generated(x), c: s[j]})
    return in_turn(mode_cost(x) <= s[j] ** 2, [below, cost], hypotheses=one)


@cache
def past_the_root() -> Fact:
    """A mode past its own root at y costs no less at x >= y."""
    one = (s[j] >= 0, s_hat[j] > 0, Ne(s_hat[j], 1), clipped(j) <= y, y >= 0, y <= x, x <= X, X < 1)
    away = Or(And(v >= c**2, w >= v), And(v <= c**2, w <= v))
    climbs = prove((c >= 0, v >= 0, w >= 0, away), v - 2 * c * sqrt(v) <= w - 2 * c * sqrt(w))
    places = {v: generated(y), w: generated(x), c: s[j]}
    order = prove(one, And(generated(x) >= 0, generated(y) >= 0, substitute(away, places)))
    return in_turn(mode_cost(y) <= mode_cost(x), [order, instantiate(climbs, places)], hypotheses=one)


@cache
def not_beaten() -> Fact:
    """No (i, x) beats d0 directions: not more of them, not at levels up to y, and not beyond."""
    here = (*SUPPORTED, *BETWEEN, *PAIR)
    kept_worth = for_each_mode(instantiate(worth_keeping(), {x: y}), LATER)
    beaten = NOT_BEATEN.args[0]
    cases = (
        ((i > d0,), [more_directions()], x),
        ((i <= d0, x <= y), [for_each_mode(worth_keeping(), LATER), instantiate(fewer_directions(), {y: x})], x),
        ((i <= d0, x > y), [kept_worth, for_each_mode(past_the_root(), EARLIER), fewer_directions()], y),
    )
    facts = []
    for case, known, level in cases:
        as_good = in_turn(error(d0, level) <= error(i, x), known, hypotheses=(*here, *case))
        absurd = in_turn(NOT_BEATEN, [as_good, at(beaten, level)], hypotheses=(*here, *case, beaten))
        facts.append(by_logic(NOT_BEATEN, [absurd, _either(case)], hypotheses=(*here, *case)))
    cover = prove(here, Or(*(And(*case) for case, *_ in cases)))
    return by_logic(NOT_BEATEN, [*facts, cover], hypotheses=here)


def _either(case: tuple[Boolean, ...]) -> Fact:
    """Return that the pair beats all levels or does not, for both are defined."""
    return prove((*SUPPORTED, *PAIR, *case), Or(NOT_BEATEN.args[0], NOT_BEATEN))


PROOFS: Proofs = {"repaired": (not_beaten,)}
