"""The proofs behind `u1_order_of_the_estimated_times`: what λ̂_j < 4 λ_j gives to those of P2.

Tested in `tests/derivations/estimated_times/test_u1_order_of_the_estimated_times.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import Integer, Or

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.concentration.failures import n
from ldm_symbolic.derivations.concentration.p9_sample_variance_concentrates_proof import seldom_off
from ldm_symbolic.derivations.estimated_times.u1_order_of_the_estimated_times import EVENT
from ldm_symbolic.derivations.hypotheses import PLUGIN_QUOTIENT
from ldm_symbolic.derivations.letters import D, T, j, s, s_hat, t
from ldm_symbolic.derivations.plug_in.p2_best_dimension_at_a_time import NOT_REVERSED, best
from ldm_symbolic.derivations.plug_in.p2_best_dimension_at_a_time_proof import best_in_time
from ldm_symbolic.model.score import PluginScore
from ldm_symbolic.proof import Fact, for_each_mode, in_turn, prove


@cache
def best_near() -> Fact:
    """λ̂_j < 4 λ_j is a case of what P2 needs, before T and at T."""
    one = (s_hat[j] ** 2 < 4 * s[j] ** 2,)
    parts = (NOT_REVERSED.args[0], Or(t < T, PLUGIN_QUOTIENT[0] >= 0))
    facts = [for_each_mode(prove(one, part), (j, 2, D)) for part in parts]
    return in_turn(best(PluginScore()), [*facts, best_in_time()], hypotheses=EVENT)


PROOFS: Proofs = {
    "near": best_near,
    "near-probability": lambda: seldom_off(1, Integer(3), -9 * n / 16, modes=D),
}
