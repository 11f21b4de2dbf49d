"""Instances of `p2_best_dimension_at_a_time`, to be checked by hand: every clock is a_u² = u.

Tested in `tests/derivations/plug_in/test_p2_best_dimension_at_a_time.py`.
"""

from __future__ import annotations

from fractions import Fraction

from ldm_symbolic.claims import Assignment
from ldm_symbolic.derivations.clock import identity_clock
from ldm_symbolic.derivations.instances import numbers
from ldm_symbolic.derivations.letters import D, estimated_times, k, s, s_hat, t, times

THREE_QUARTERS = identity_clock(Fraction(3, 4))
FALLING_WITNESS: Assignment = {
    D: 3,
    s: numbers("2", "1/2", "1/3"),
    times: numbers("0", "0", "3/8", "3/4"),
    **THREE_QUARTERS,
}
REVERSED: Assignment = {
    D: 2,
    k: 1,
    t: Fraction(1, 20),
    s: numbers("1", "3/4"),
    s_hat: numbers("3", "2"),
    estimated_times: numbers("0", "3/4", "3/4"),
    **THREE_QUARTERS,
}
TIED: Assignment = {D: 2, s: numbers("1/3", "1/3"), times: numbers("0", "3/8", "3/4"), **THREE_QUARTERS}
AT_THE_END: Assignment = {
    D: 2,
    k: 2,
    t: Fraction(3, 4),
    s: numbers("1/2", "1/5"),
    s_hat: numbers("3/4", "1/2"),
    estimated_times: numbers("0", "3/4", "3/4"),
    **THREE_QUARTERS,
}
ESTIMATES_WITNESS: Assignment = {
    D: 3,
    s: numbers("3/4", "1/2", "1/3"),
    s_hat: numbers("5/4", "2/3", "1/2"),
    estimated_times: numbers("0", "0", "53/108", "3/4"),
    k: 2,
    t: Fraction(1, 10),
    **THREE_QUARTERS,
}
