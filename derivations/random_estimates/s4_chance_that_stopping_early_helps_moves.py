"""The derivation of `s4_chance_that_stopping_early_helps` for the reader: a slope, two half lines, their masses.

Tested in `tests/derivations/random_estimates/test_s4_chance_that_stopping_early_helps.py`.
"""

from __future__ import annotations

from ldm_symbolic.claims import Link, Move
from ldm_symbolic.derivations.letters import k
from ldm_symbolic.derivations.random_estimates.s4_chance_that_stopping_early_helps import z

MOVES = (
    Move(
        text="The error is convex in the noise level, so that stopping early strictly helps exactly where its "
        "slope is negative at the end. The estimates are put in as draws.",
        links=(Link("S4.modes"),),
    ),
    Move(
        text="With one mode the slope is a product of two factors, whose signs differ outside an interval.",
        anew=(k,),
        links=(Link("S4.one-mode"),),
    ),
    Move(
        text="No draw is on both half lines.",
        links=(Link("S4.disjoint"),),
    ),
    Move(
        text="So the probabilities add up.",
        anew=(z,),
        links=(Link("S4.finite-law"),),
    ),
)
