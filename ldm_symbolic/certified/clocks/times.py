"""R(T) of a forward process, and the time at which R has a value, between bounds.

Tested in `tests/model/schedules/test_named.py` and `tests/certified/test_optimum.py`.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Any

from flint import arb, ctx, fmpq
from sympy import Expr, Poly, Rational

from ldm_symbolic.balls.bounds import Bounds
from ldm_symbolic.balls.enclose import evaluate, isolate_root
from ldm_symbolic.balls.prepared import precision
from ldm_symbolic.exact import as_ball
from ldm_symbolic.model.schedules.forward import Arithmetic, Clock, Forward
from ldm_symbolic.model.schedules.variance_preserving import Schedule
from ldm_symbolic.notation import time_left

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
    match schedule:
        case Clock():
            with precision(bits):
                return schedule.rate_one_time(horizon, _BALLS)
        case Schedule():
            return evaluate(schedule.integrated_rate, {time_left: horizon}, bits)
    raise TypeError(f"schedule {schedule.name} has no clock in balls")


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
    match schedule:
        case Clock():
            found = Bounds.around(*(time for rho in balls for time in schedule.times_at(rho, _BALLS)))
            return Bounds(max(found.lower, Fraction(0)), min(found.upper, horizon))
        case Schedule():
            return _integrated_time(schedule.integrated_rate, horizon, clock, balls, digits)
    raise TypeError(f"schedule {schedule.name} has no clock in balls")


def _integrated_time(integrated: Expr, horizon: Fraction, clock: Bounds, balls: list[Ball], digits: int) -> Bounds:
    powers = _powers(integrated)
    if powers is not None:
        slope, bend = (arb(power) for power in powers)
        return Bounds.around(*(2 * rho / (slope + (slope * slope + 4 * bend * rho).sqrt()) for rho in balls))
    ends = []
    for rho in clock:
        root = isolate_root(integrated - Rational(rho), time_left, 0, horizon, digits=digits + 5)
        if root.lower is None or root.upper is None:
            raise ArithmeticError(f"the time at which the noise level is reached is not decided: {root.reason}")
        ends += [root.lower, root.upper]
    return Bounds(min(ends), max(ends))


@lru_cache(maxsize=16)
def _powers(integrated: Expr) -> tuple[Any, Any] | None:
    """p and q where R(u) = p u + q u² with rational coefficients."""
    if not integrated.is_polynomial(time_left):
        return None
    powers = Poly(integrated, time_left)
    if powers.degree() > 2 or not all(c.is_Rational for c in powers.all_coeffs()):
        return None
    slope, bend = (powers.coeff_monomial(time_left**n) for n in (1, 2))
    return fmpq(int(slope.p), int(slope.q)), fmpq(int(bend.p), int(bend.q))
