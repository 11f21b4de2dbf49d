"""The derivation of `p5_best_dimension_with_capped_score` for the reader: two regimes, two bounds, two dimensions.

Tested in `tests/derivations/capped_dimension/test_p5_best_dimension_with_capped_score.py`.
"""

from __future__ import annotations

from ldm_symbolic.claims import Link, Move
from ldm_symbolic.derivations.capped_score.variance_at_the_end import V
from ldm_symbolic.derivations.letters import d1, d2
from ldm_symbolic.notation import cap
from ldm_symbolic.notation import estimated_variance as lam

MOVES = (
    Move(
        text="We fix the schedule of rate one and read the equation in time. If the cap becomes active during "
        "generation, it does so at one time.",
        links=(Link("P5.step-switch-repaired"),),
    ),
    Move(
        text="From that time on the weight of the score is {}, before it the score is the plug-in score. The solution "
        "is put together from the two regimes.",
        terms=(cap,),
        anew=(lam,),
        links=(Link("P5.step-closed"),),
    ),
    Move(
        text="Whatever the estimate is, the cap leaves some variance.",
        anew=(lam, V),
        links=(Link("P5.lower"),),
    ),
    Move(
        text="And it does not generate too much, if generation runs long enough.",
        anew=(lam, V),
        links=(Link("P5.upper"),),
    ),
    Move(
        text="Now take all modes. A direction does not raise the error if its generated variance is at most four times "
        "the true one. That is so for all directions up to the last one whose estimate reaches the inverse of the cap.",
        links=(Link("P5.step-15-repaired"),),
    ),
    Move(
        text="It is not so where the true variance is too small for what the cap leaves.",
        links=(Link("P5.step-16-repaired"),),
    ),
    Move(
        text="Hence the best dimension is between the two.",
        anew=(d1, d2),
        links=(Link("P5.repaired"),),
        without="P5.printed",
    ),
)
