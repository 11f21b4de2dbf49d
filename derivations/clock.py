"""The clock that every statement about times shares, and a schedule in which instances can be checked by hand.

Tested in `tests/whole/test_registry.py`.
"""

from __future__ import annotations

from typing import Any

from sympy import Lambda, Piecewise

from ldm_symbolic.claims import Assignment
from ldm_symbolic.notation import horizon, horizon_noise, noise, noise_at, time_left, time_left_at
from ldm_symbolic.proof import Clock

clock = Clock(noise_at(time_left), time_left_at(noise), (time_left, 0, horizon), (noise, 0, horizon_noise))
"""The noise level a_u² of any variance-preserving schedule that starts at 0 and rises, and its inverse."""


def identity_clock(top: Any) -> Assignment:
    """Return the schedule a_u² = u up to the horizon T = X = top, with rate w_u² = 1/(2 (1 - u)) and rational times."""
    inverse = Piecewise((0, noise < 0), (noise, noise <= top), (top, True))
    return {
        horizon: top,
        horizon_noise: top,
        noise_at: Lambda(time_left, time_left),
        time_left_at: Lambda(noise, inverse),
    }
