"""Spectra and schedules at which the claims of `p1_monotone_error` are looked at, all to be checked by hand.

`WITNESSES` meet the hypotheses of a claim, so that it is not empty; `NECESSARY` pairs a hypothesis with an instance at
which the claim fails without it. Where nothing else is said, all modes are kept, a_u² = u and T = X = 1/2.

Tested in `tests/derivations/plug_in/test_p1_monotone_error.py`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sympy import Integer, Lambda

from ldm_symbolic.derivations.clock import identity_clock
from ldm_symbolic.derivations.letters import D, d0, k, s, s_hat, x
from ldm_symbolic.derivations.plug_in.plug_in_error import i, largest
from ldm_symbolic.notation import noise_at, time_left

Values = tuple[Any, ...]
half, quarter, one, two = Fraction(1, 2), Fraction(1, 4), Integer(1), Integer(2)


def at(true: Values, estimated: Values, **more: Any) -> dict[Any, Any]:
    """Return an instance that keeps all modes of a spectrum; d0 and i are given by name."""
    names = {"d0": d0, "i": i, "M": largest, "x": x}
    instance = {k: len(true), D: len(true), s: true, s_hat: estimated, **identity_clock(half)}
    return instance | {names[name]: value for name, value in more.items()}


too_long = identity_clock(2)  # not variance preserving
backwards = {noise_at: Lambda(time_left, half - time_left)}
wide = at((two,), (two,)) | too_long  # its variance 4 - 3 x is negative at x = 2
helped, harmed = at((quarter,), (half,)), at((one,), (half,))  # (7) holds; (7) fails
concave = at((Integer(-1), 0), (half, Fraction(7, 4)))  # s_1 < 0: the slope falls from 3/16 to below 0
unknown = at((half,), (0,), d0=1)  # ŝ_1 = 0 < s_1

WITNESSES: dict[str, tuple[dict[Any, Any], ...]] = {
    "exact": (at((half, two), (one, one)),),
    "iff": (at((half, half), (half, Fraction(1, 3))), helped, harmed),
    "zero-modes": (at((Integer(4), 0), (half, 0), d0=1), at((quarter, half), (half, half), d0=2)),
    "step-clock": (at((half, half, quarter), (half, Fraction(1, 3), two), x=quarter) | {k: 2},),
    "step-slope": (at((one,), (one,)),),
    "step-bend": (at((one,), (one,)),),
    "step-nonnegative": (at((one,), (one,), x=0), at((half, two), (half, two), x=quarter)),
    "step-strict": (at((one, half), (one, half), x=quarter, i=2),),
    "remark-a-repaired": (helped, harmed),
    "remark-a-in-time": (helped, harmed),
    "remark-b-repaired": (at((one, 0), (one, 0), d0=1, M=1), at((Integer(4), 0), (two, 0), d0=1, M=4)),
    "remark-b-monotone": (at((half, 0, 0), (quarter, 0, 0), d0=1, M=Fraction(1, 16)),),
    "remark-c-repaired": (at((quarter, Integer(3)), (half, two)),),
    "remark-c-converse-repaired": (at((one, one), (half, two)),),
}
