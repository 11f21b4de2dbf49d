"""The best noise level does not depend on the schedule or on the horizon while it is an inner one.

Ours (S6). Plug-in score, start at the noised law: if 0 < x*(k) < X then x*(k) is best on [0, Y] for every Y > x*(k),
and T - ā(x*(k)) is the best time for every variance-preserving schedule with these horizons.

How the proof goes. An inner level is best iff the slope of E(k, ·) vanishes there (S1), which mentions neither X nor
the clock; and a clock is an increasing bijection of time and level, so that it carries minima along.

There is a best level, and when it is the only one U5 says.

What it needs. An inner level: x*(k) = X for one horizon is another level for a longer one.

Tested in `tests/derivations/stopping_in_k/test_s1_one_step_in_dimension.py`.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import Symbol

from ldm_symbolic.claims import Assignment, Statement
from ldm_symbolic.derivations.claim import claims_of, new
from ldm_symbolic.derivations.clock import clock, identity_clock
from ldm_symbolic.derivations.letters import D, X, k, s, s_hat
from ldm_symbolic.derivations.plug_in.plug_in_error import levels, plugin_error
from ldm_symbolic.derivations.stopping_in_k.s1_one_step_in_dimension import BASE, INNER, before
from ldm_symbolic.notation import horizon, noise, noise_at, time, time_left_at
from ldm_symbolic.proof import Minimises, substitute

Y = Symbol("Y", real=True)
HERE, THERE = Minimises(before, plugin_error, levels), Minimises(before, plugin_error, (noise, 0, Y))
LONGER = (*BASE, *INNER, before < Y, Y > 0, Y < 1, HERE)
IN_TIME = Minimises(
    horizon - time_left_at(before), substitute(plugin_error, {noise: noise_at(horizon - time)}), (time, 0, horizon)
)
CLOCKED = (*BASE, clock, before >= 0, before <= X, HERE)


half = Fraction(1, 2)
ONE: Assignment = {k: 1, D: 1, s: (Fraction(3, 4),), s_hat: (half,), before: Fraction(5, 12), **identity_clock(half)}

CLAIMS = {
    "horizon": new(
        "an inner level that is best on [0, X] is best on [0, Y] for every Y above it",
        LONGER,
        THERE,
        witnesses=({**ONE, Y: Fraction(3, 4)},),
        necessary=((INNER[1], {**ONE, X: Fraction(1, 4), before: Fraction(1, 4), Y: half}),),
    ),
    "clock": new(
        "in every schedule with that noise at the horizon, T - ā(x*) is the best time",
        CLOCKED,
        IN_TIME,
        witnesses=(ONE,),
    ),
}


STATEMENT = Statement(
    id="S6",
    title="The best noise level does not depend on the schedule",
    source=None,
    claims=claims_of("S6", CLAIMS),
)
