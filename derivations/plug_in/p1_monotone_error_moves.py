"""The derivation of `p1_monotone_error` for the reader: two derivatives, and the sign of the first where noise ends.

Tested in `tests/derivations/plug_in/test_p1_monotone_error.py`.
"""

from __future__ import annotations

from functools import cache

from sympy import Integer, Sum

from ldm_symbolic.claims import Link, Move
from ldm_symbolic.derivations.hypotheses import all_positive
from ldm_symbolic.derivations.letters import k
from ldm_symbolic.derivations.plug_in.plug_in_error import aligned, kept, mode_slope
from ldm_symbolic.notation import estimated_deviations, mode, noise
from ldm_symbolic.proof import Fact, Identity, equal_sums, substitute

v = noise + (1 - noise) * estimated_deviations[mode] ** 2


@cache
def slope_at_the_end() -> Fact:
    """The slope at noise level 0 is the left side of (7)."""
    return equal_sums(
        substitute(Sum(mode_slope, kept), {noise: Integer(0)}),
        Sum(aligned, kept),
        hypotheses=(all_positive(estimated_deviations, k),),
    )


MOVES = (
    Move(
        text="In the noise level the error is a sum of squares and a term that does not depend on it.",
        links=(Link("P1.step-clock"),),
    ),
    Move(
        text="Its terms can be differentiated wherever {} is positive, and there are finitely many.",
        terms=(v,),
        links=(Link("P1.step-slope"),),
    ),
    Move(text="We differentiate once more.", links=(Link("P1.step-bend"),)),
    Move(
        text="No term of this sum is negative.",
        links=(Link("P1.step-nonnegative"),),
    ),
    Move(
        text="So the error is convex in the noise level, and it does not fall anywhere if its slope is not negative at "
        "{}, where generation ends. There {} is {}.",
        terms=(Identity(noise, Integer(0)), v, substitute(v, {noise: Integer(0)})),
        links=(Link(slope_at_the_end, "{} is positive", (estimated_deviations[mode],)),),
    ),
    Move(
        text="Generation time runs against the noise level, and this is the condition of the proposition.",
        links=(Link("P1.iff"),),
    ),
    Move(
        text="For the exact score no condition is needed.",
        links=(
            Link("P1.exact", "each root moves away from its deviation, on one side of it, as the noise level grows"),
        ),
    ),
)
