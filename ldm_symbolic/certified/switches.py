"""Where the cap of each mode becomes active, told apart from the horizon by proof.

Tested in `tests/certified/test_optimum.py`.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from ldm_symbolic.balls.bounds import precision
from ldm_symbolic.certified.clocks.times import rate_one_horizon as clock_horizon
from ldm_symbolic.exact import as_ball
from ldm_symbolic.model.problem import StoppingProblem

Ball = Any
"""A ball of FLINT, which carries no types."""

_MOST_BITS = 1 << 14


class Switch(NamedTuple):
    """Where the cap of a mode becomes active.

    Args:
        level: the noise level (1 - C λ̂)/(C (1 - λ̂)), below which 1/(x + (1 - x) λ̂) exceeds C.
        throughout: whether it is at or above X, so that the cap is active on all of [0, X].
    """

    level: Fraction
    throughout: bool


@lru_cache(maxsize=16)
def switches(problem: StoppingProblem) -> tuple[Switch | None, ...]:
    """The switch of each mode's cap, None where the cap is never active for x > 0: C λ̂ >= 1, or no cap.

    Raises:
        ArithmeticError: if the horizon is so near a switch that no precision tells them apart.
    """
    cap, found = problem.cap, list[Switch | None]()
    for believed in problem.believed:
        if cap is None or cap * believed >= 1:
            found.append(None)
        else:
            level = (1 - cap * believed) / (cap * (1 - believed))
            found.append(Switch(level, _beyond_horizon(problem, level)))
    return tuple(found)


def _beyond_horizon(problem: StoppingProblem, level: Fraction) -> bool:
    bits = 64
    while bits <= _MOST_BITS:
        with precision(bits):
            difference = as_ball(1 - level) - (-2 * rate_one_horizon(problem, bits)).exp()
            if difference > 0 or difference < 0:
                return bool(difference < 0)
        bits *= 2
    raise ArithmeticError(f"the cap becomes active at the noise level {level} of the horizon, to {_MOST_BITS} bits")


def rate_one_horizon(problem: StoppingProblem, bits: int) -> Ball:
    """R(T) = ∫₀ᵀ w² as a ball."""
    return clock_horizon(problem.schedule, problem.horizon, bits)
