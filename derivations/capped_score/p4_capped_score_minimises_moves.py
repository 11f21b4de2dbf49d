"""The derivation of `p4_capped_score_minimises` for the reader: a quadratic function, and where its slope vanishes.

Tested in `tests/derivations/capped_score/test_p4_capped_score_minimises.py`.
"""

from __future__ import annotations

from ldm_symbolic.claims import Link, Move
from ldm_symbolic.derivations.capped_score.p4_capped_score_minimises import TOTAL
from ldm_symbolic.derivations.letters import C, m, x
from ldm_symbolic.notation import estimated_variance as lam

MOVES = (
    Move(
        text="At one time, with the noise level {}, the objective of one mode is a quadratic function of its "
        "weight {}. The sample enters through its mean square alone.",
        terms=(x, m),
        links=(Link("P4.step-sample"),),
    ),
    Move(
        text="Call this mean square {}, and differentiate.",
        terms=(lam,),
        links=(Link("P4.step-slope"),),
    ),
    Move(
        text="The slope changes its sign once, at {}. Where this weight is above the cap, the objective falls up "
        "to the cap.",
        terms=(1 / TOTAL,),
        links=(Link("P4.step-mode"),),
    ),
    Move(links=(Link("P4.unique", "the objective is strictly convex in {}", (m,)),)),
    Move(
        text="The objective of all modes is a sum, which is least where each of its terms is.",
        links=(Link("P4.closed"),),
    ),
    Move(
        text="The class of the source is open, and {} itself is not in it. The minimiser is in it if the cap is "
        "never active.",
        terms=(C,),
        anew=(m,),
        links=(Link("P4.open"),),
    ),
)
