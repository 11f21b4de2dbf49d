"""The derivation of `s5_first_order_stopping` for the reader: the slope vanishes, and is expanded.

Tested in `tests/derivations/small_errors/test_s5_first_order_stopping.py`.
"""

from __future__ import annotations

from ldm_symbolic.claims import Link, Move
from ldm_symbolic.derivations.small_errors.s5_first_order_stopping import h

MOVES = (
    Move(text="At a best level inside the range the slope vanishes.", links=(Link("S5.stationary"),)),
    Move(
        text="Let the errors of the estimates be small. Then so is the best level.",
        links=(Link("S5.near"),),
    ),
    Move(
        text="The slope is expanded in the errors and in the level, both of the size of {}. What is left over is "
        "of second order.",
        terms=(h,),
        links=(Link("S5.remainder"),),
    ),
)
