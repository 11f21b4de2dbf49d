"""The derivation of `s2_monotone_stopping` for the reader: the own roots, one step, and induction.

Tested in `tests/derivations/stopping_in_k/test_s1_one_step_in_dimension.py`.
"""

from __future__ import annotations

from ldm_symbolic.claims import Link, Move
from ldm_symbolic.derivations.letters import k
from ldm_symbolic.derivations.stopping_in_k import s1_one_step_in_dimension_proof as proofs
from ldm_symbolic.derivations.stopping_in_k import s2_monotone_stopping_proof as proofs_x
from ldm_symbolic.derivations.stopping_in_k.s1_one_step_in_dimension import after, before

MOVES = (
    Move(
        text="The slope of one mode is negative before its own root. So with one mode the best level is not before "
        "the root, clipped.",
        links=(Link(proofs_x.first_root),),
    ),
    Move(
        text="One more mode moves the best level towards the own root of the new mode, and not beyond it.",
        anew=(k,),
        links=(Link(proofs.one_step),),
    ),
    Move(
        text="Let the roots fall. Then no best level is before the root of its last mode, by induction: the next "
        "root is not after this one, and the next best level is between the two.",
        anew=(k, before, after),
        links=(Link(proofs_x.above_its_root),),
    ),
    Move(
        text="So the next best level lies between this one and a root that is not after it.",
        anew=(k,),
        links=(Link("S2.monotone"),),
    ),
)
