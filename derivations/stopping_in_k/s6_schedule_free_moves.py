"""The derivation of `s6_schedule_free` for the reader: the slope, and the clock.

Tested in `tests/derivations/stopping_in_k/test_s1_one_step_in_dimension.py`.
"""

from __future__ import annotations

from ldm_symbolic.claims import Link, Move
from ldm_symbolic.derivations.stopping_in_k import s1_one_step_in_dimension_proof as proofs
from ldm_symbolic.derivations.stopping_in_k.s1_one_step_in_dimension import before

MOVES = (
    Move(
        text="The error is convex in the noise level, so that a level inside is best exactly where the slope vanishes.",
        links=(Link(proofs.inside),),
    ),
    Move(
        text="The slope names neither the schedule nor the horizon, so that a longer one has the same best level.",
        links=(Link("S6.horizon"),),
    ),
    Move(
        text="The clock carries the best level to a best time.",
        anew=(before,),
        links=(Link("S6.clock"),),
    ),
)
