"""R(T) of a forward process, and the time at which R has a value, between bounds.

Tested in `tests/model/schedules/test_named.py` and `tests/certified/test_optimum.py`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from flint import arb, ctx

from ldm_symbolic.balls.bounds import Bounds, precision
from ldm_symbolic.exact import as_ball
from ldm_symbolic.model.schedules.forward import Arithmetic, Clock, Forward

Ball = Any
"""A ball of FLINT, which carries no types."""


class _Balls:
    """Numbers of FLINT at the precision in force."""

    exact = staticmethod(as_ball)
    log1p, exp, expm1, sqrt = map(staticmethod, (arb.log1p, arb.exp, arb.expm1, arb.sqrt))
    sin, cos, acos = map(staticmethod, (arb.sin, arb.cos, arb.acos))

    def bits(self) -> int:
        """FLINT's precision."""
        return int(ctx.prec)

    def pi(self) -> Ball:
        """π."""
        return arb.pi()


_BALLS: Arithmetic = _Balls()


def rate_one_horizon(schedule: Forward, horizon: Fraction, bits: int) -> Ball:
    """R(T) as a ball.

    Args:
        schedule: the forward process.
        horizon: T, exact.
        bits: of working precision.
    """
    if isinstance(schedule, Clock):
        with precision(bits):
            return schedule.rate_one_time(horizon, _BALLS)
    from ldm_symbolic.certified.clocks.rates import integrated_rate

    return integrated_rate(schedule, horizon, bits)


def clock_time(schedule: Forward, horizon: Fraction, clock: Bounds, balls: list[Ball], digits: int) -> Bounds:
    """Bounds on the u with R(u) = ρ: by its closed form where there is one, else as a certified root.

    Args:
        schedule: the forward process.
        horizon: T, exact.
        clock: bounds of ρ.
        balls: balls around its ends, or around itself.
        digits: significant digits wanted of a root.

    Raises:
        ArithmeticError: if a root is not decided.
    """
    if isinstance(schedule, Clock):
        found = Bounds.around(*(time for rho in balls for time in schedule.times_at(rho, _BALLS)))
        return Bounds(max(found.lower, Fraction(0)), min(found.upper, horizon))
    from ldm_symbolic.certified.clocks.rates import time_at

    return time_at(schedule, horizon, clock, digits)
