"""The proofs behind `a4_isotropic_data`: the sign of one mode's slope, summed up.

Tested in `tests/derivations/dense_estimates/test_dense_estimates.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import Integer, Sum
from sympy.logic.boolalg import Boolean

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.dense_estimates.a4_isotropic_data import (
    BELOW_ONE,
    LARGE,
    ONE_LARGER,
    SETTING,
    at_the_end,
    b,
)
from ldm_symbolic.derivations.hypotheses import noisy_horizon
from ldm_symbolic.derivations.letters import j, k, s, s_hat
from ldm_symbolic.derivations.plug_in.plug_in_error import kept, levels, plugin_error
from ldm_symbolic.derivations.stopping_in_k import s1_one_step_in_dimension_proof as s1
from ldm_symbolic.notation import deviation
from ldm_symbolic.proof import (
    Fact,
    Identity,
    Minimises,
    follows,
    in_turn,
    prove,
    split_sum,
    substitute,
    sum_over_modes,
)

TERM = at_the_end.function
ONE = (deviation > 0, Identity(s[j], deviation), s_hat[j] >= deviation)


@cache
def of_one_mode(*, large: bool) -> Fact:
    """(1 - √(λ/λ̂))(1 - λ̂) has the sign of 1 - λ̂."""
    return prove((*ONE, LARGE), TERM <= 0) if large else prove((*ONE, s_hat[j] <= 1), TERM >= 0)


def _summed(fact: Fact, given: tuple[Boolean, ...]) -> Fact:
    total = sum_over_modes(fact, kept)
    return follows(total.conclusion, [total], hypotheses=given)


@cache
def slope() -> Fact:
    """No mode has a positive slope."""
    return _summed(of_one_mode(large=True), (*SETTING, LARGE))


@cache
def strict() -> Fact:
    """One has a negative one."""
    given = (*SETTING, LARGE, *ONE_LARGER)
    tail = Sum(TERM, (j, b, k))
    cuts = [split_sum(at_the_end, b - 1, hypotheses=given), split_sum(tail, b, hypotheses=given)]
    others = [sum_over_modes(of_one_mode(large=True), (j, *ends)) for ends in ((1, b - 1), (b + 1, k))]
    known = (deviation > 0, Identity(s[b], deviation), LARGE, ONE_LARGER[2])
    mine = prove(known, substitute(TERM, {j: b}) < 0)
    return in_turn(at_the_end < 0, [mine, *cuts, *others], hypotheses=given)


@cache
def no_early_stop() -> Fact:
    """A convex error of which the slope at 0 is not negative is smallest there."""
    given = (*SETTING, *noisy_horizon(), BELOW_ONE)
    goal = Minimises(Integer(0), plugin_error, levels)
    rising = _summed(of_one_mode(large=False), (*SETTING, BELOW_ONE))
    return in_turn(goal, [rising, s1.at_the_end()], hypotheses=given)


PROOFS: Proofs = {"slope": slope, "strict": strict, "no-early-stop": no_early_stop}
