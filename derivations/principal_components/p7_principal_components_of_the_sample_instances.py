"""Instances of `p7_principal_components_of_the_sample` that can be checked by hand: every clock is a² = u.

Tested in `tests/derivations/principal_components/test_p7_principal_components_of_the_sample.py`.
"""

from __future__ import annotations

from fractions import Fraction

from sympy import sqrt

from ldm_symbolic.claims import Assignment
from ldm_symbolic.derivations.clock import identity_clock
from ldm_symbolic.derivations.instances import numbers
from ldm_symbolic.derivations.letters import D, k, s, s_hat, t, x
from ldm_symbolic.derivations.principal_components.p7_of_the_sample import W, epsilon, lower, spread, upper

half, tenth = Fraction(1, 2), Fraction(1, 10)
CLOCK = identity_clock(Fraction(11, 16))  # with ŝ = 1/2, √v = 7/8 at t = 0
EARLY: Assignment = {
    D: 2,
    spread: Fraction(3, 2),
    k: 2,
    t: 0,
    s: (1, half),
    s_hat: (1, half),
    W: numbers("1", "23/16"),
    **CLOCK,
}
FAR: Assignment = {**EARLY, epsilon: Fraction(3, 200), upper: (0, 0), lower: numbers("0", "0", "11/16")}
TOGETHER: Assignment = {**FAR, spread: Fraction(7, 5), s: numbers("9/10", "1/2"), s_hat: numbers("9/10", "1/2")}
CLOSE_BY: Assignment = {  # λ̂_2 and λ̂_2 ± 4 S ε = (1, 25, 49)/400 are squares
    D: 2,
    spread: Fraction(5, 4),
    s: numbers("1", "1/4"),
    s_hat: numbers("1", "1/4"),
    epsilon: Fraction(3, 250),
    upper: numbers("0", "1081/1500"),
    lower: numbers("0", "649/1500", "3/4"),
    **identity_clock(Fraction(3, 4)),
}
KEEPS_ONE: Assignment = {**CLOSE_BY, k: 1, t: Fraction(13, 60), W: numbers("1", "19/16")}
KEEPS_TWO: Assignment = {**CLOSE_BY, k: 2, t: Fraction(3, 4) - Fraction(17, 3125), W: numbers("1", "213/200")}
LARGE: Assignment = {
    D: 2,
    k: 2,
    spread: 5,
    s: (2, 1),
    s_hat: (2, 1),
    epsilon: Fraction(1, 40),
    t: half,
    W: (sqrt(13), 1 + sqrt(13)),
    **identity_clock(Fraction(3, 4)),
}
ONE_MODE: Assignment = {
    D: 1,
    spread: half,
    k: 1,
    s: (half,),
    s_hat: (half,),
    W: numbers("7/16"),
    x: Fraction(11, 16),
    epsilon: tenth,
}
