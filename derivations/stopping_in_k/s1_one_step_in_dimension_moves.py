"""The derivation of `s1_one_step_in_dimension` for the reader: two slopes, and their sum.

Tested in `tests/derivations/stopping_in_k/test_s1_one_step_in_dimension.py`.
"""

from __future__ import annotations

from functools import cache, partial

from sympy import Ne

from ldm_symbolic.claims import Link, Move
from ldm_symbolic.derivations.letters import X, k, s, s_hat
from ldm_symbolic.derivations.stopping_in_k import s1_one_step_in_dimension_proof as proofs
from ldm_symbolic.derivations.stopping_in_k.s1_one_step_in_dimension import before, root
from ldm_symbolic.notation import mode, noise
from ldm_symbolic.proof import Fact, in_turn, instantiate


@cache
def own_slope(*, above: bool) -> Fact:
    """The slope of the mode that is added has the sign of x - r_{k+1}."""
    one = instantiate(proofs.sign(above=above), {mode: k + 1})
    side = noise > root(k + 1) if above else noise < root(k + 1)
    new = (s[k + 1] >= 0, s_hat[k + 1] > 0, Ne(s_hat[k + 1], 1))
    return in_turn(one.conclusion, [one], hypotheses=(noise >= 0, noise <= X, X < 1, *new, side))


MOVES = (
    Move(
        text="We differentiate the error in the noise level, term by term.",
        links=(Link(lambda: proofs.curve()[1]),),
    ),
    Move(links=(Link(lambda: proofs.curve()[0], "no term of the second derivative is negative"),)),
    Move(text="So the slope decides where the best level is.", links=(Link("S1.end"),)),
    Move(links=(Link("S1.start"),)),
    Move(links=(Link("S1.inside"),)),
    Move(
        text="The slope of the one mode that is added is negative before its own root and positive after it.",
        links=(Link(partial(own_slope, above=False)),),
    ),
    Move(links=(Link(partial(own_slope, above=True)),), anew=(noise,)),
    Move(
        text="Beyond both the old best level and this root, all of the new slope has one sign.",
        anew=(before,),
        links=(Link("S1.between"),),
    ),
    Move(links=(Link("S1.direction"),)),
)
