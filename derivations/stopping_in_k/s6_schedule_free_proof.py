"""The proofs behind `s6_schedule_free`: the slope names no horizon, and a clock carries minima along.

Tested in `tests/derivations/stopping_in_k/test_s1_one_step_in_dimension.py`.
"""

from __future__ import annotations

from functools import cache

from ldm_symbolic.derivations.claim import Proofs
from ldm_symbolic.derivations.clock import clock
from ldm_symbolic.derivations.letters import X
from ldm_symbolic.derivations.stopping_in_k import s1_one_step_in_dimension_proof as proofs
from ldm_symbolic.derivations.stopping_in_k.s1_one_step_in_dimension import BASE
from ldm_symbolic.derivations.stopping_in_k.s6_schedule_free import CLOCKED, HERE, IN_TIME, LONGER, THERE, Y
from ldm_symbolic.notation import time
from ldm_symbolic.proof import Fact, by_logic, change_of_clock, instantiate


@cache
def other_horizon() -> Fact:
    """The same slope vanishes."""
    return by_logic(THERE, [proofs.inside(), instantiate(proofs.inside(), {X: Y})], hypotheses=LONGER)


@cache
def other_clock() -> Fact:
    """The same minimum, read in time."""
    there = change_of_clock(HERE, clock, time, backward=True, hypotheses=BASE)
    return by_logic(IN_TIME, [there], hypotheses=CLOCKED)


PROOFS: Proofs = {
    "horizon": other_horizon,
    "clock": other_clock,
}
