"""The derivation of `p6_principal_components` for the reader: common eigenvectors, then coordinate by coordinate.

Tested in `tests/derivations/principal_components/test_p6_principal_components.py`.
"""

from __future__ import annotations

from sympy import Integer

from ldm_symbolic.claims import Link, Move
from ldm_symbolic.derivations.hypotheses import in_time
from ldm_symbolic.derivations.letters import k, s, x
from ldm_symbolic.derivations.plug_in.p2_best_dimension_at_a_time_moves import (
    exact_four_times,
    exact_level,
    level_at_a_time,
    reached_late,
)
from ldm_symbolic.derivations.plug_in.p2_best_dimension_at_a_time_moves import v as v_k
from ldm_symbolic.proof import Identity

MOVES = (
    Move(
        text="The generated covariance has the eigenvectors of the data's covariance. Let one of them be given.",
        links=(Link("P6.step-eigenvectors"),),
    ),
    Move(
        text="So the trace in the distance is a sum over the eigenvectors, and the error is that of independent "
        "coordinates.",
        links=(Link("P6.step-distance"),),
    ),
    Move(
        text="So it is a condition on the noise level that decides whether direction {} raises the error.",
        terms=(k,),
        links=(Link(exact_four_times, "neither side is negative"), Link(exact_level, "by the formula for {}", (v_k,))),
    ),
    Move(
        text="The clock turns it into one on time.",
        links=(
            Link(level_at_a_time, "read at {}", (Identity(x, in_time(x)),)),
            Link(reached_late, "if {} both hold, else invert the clock", (s[k] ** 2 >= 1,)),
        ),
    ),
    Move(links=(Link("P6.ordered", "the variances fall"),)),
    Move(
        anew=(k,),
        links=(
            Link("P6.best", "the increments up to {} are at most {} and those after it are positive", (k, Integer(0))),
        ),
    ),
)
