"""The derivation of `p3_joint_optimum_for_equal_variances` for the reader: more directions, fewer, and when.

Tested in `tests/derivations/equal_variances/test_p3_joint_optimum_for_equal_variances.py`.
"""

from __future__ import annotations

from ldm_symbolic.claims import Link, Move
from ldm_symbolic.derivations.letters import x
from ldm_symbolic.derivations.plug_in.plug_in_error import i

MOVES = (
    Move(
        text="A direction beyond the true dimension has no variance, and whatever is generated in it is error.",
        links=(Link("P3.step-more"),),
    ),
    Move(
        text="A smaller dimension is not better late in generation, where no direction raises the error.",
        anew=(i,),
        links=(Link("P3.step-late"),),
    ),
    Move(
        text="Before that time the slope of the error in all directions up to the true dimension has one sign, so "
        "that their best time is late.",
        anew=(x,),
        links=(Link("P3.printed"),),
    ),
)
