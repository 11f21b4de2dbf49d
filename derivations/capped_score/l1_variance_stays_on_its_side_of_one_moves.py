"""The derivation of `l1_variance_stays_on_its_side_of_one` for the reader: the slope at V = 1.

Tested in `tests/derivations/capped_score/test_l1_variance_stays_on_its_side_of_one.py`.
"""

from __future__ import annotations

from sympy import Integer

from ldm_symbolic.claims import Link, Move
from ldm_symbolic.derivations.capped_score.variance_at_the_end import V
from ldm_symbolic.derivations.letters import t
from ldm_symbolic.notation import estimated_variance as lam
from ldm_symbolic.proof import Identity

MOVES = (
    Move(
        text="We look at the equation of the variance where the variance is {}. While the cap is inactive, its "
        "right-hand side there has the sign of {}.",
        terms=(Integer(1), lam - 1),
        links=(Link("L1.step-inactive"),),
    ),
    Move(
        text="While the cap is active, it is negative.",
        anew=(lam, t),
        links=(Link("L1.step-active"),),
    ),
    Move(
        text="The cap is active only where {}. So a variance that starts at {} can leave it on one side only.",
        terms=(lam < 1, Integer(1)),
        anew=(lam, t),
        links=(Link("L1.above"),),
    ),
    Move(
        text="Where {}, it can leave it on the other side only. The weight is now written so that it has a value "
        "for {} at the last moment, too.",
        terms=(lam <= 1, Identity(lam, Integer(0))),
        anew=(lam, V),
        links=(Link("L1.below-repaired"),),
    ),
    Move(
        text="Without a cap the closed form says the same.",
        anew=(lam, V),
        links=(Link("L1.above-uncapped"),),
    ),
    Move(anew=(lam,), links=(Link("L1.below-uncapped"),)),
)
