"""The clock of a forward process that is given by its rate as an expression, between bounds."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from sympy import Expr

from ldm_symbolic.balls.bounds import Bounds
from ldm_symbolic.balls.enclose import evaluate, isolate_root
from ldm_symbolic.exact import as_rational
from ldm_symbolic.model.schedules.forward import Forward
from ldm_symbolic.model.schedules.variance_preserving import Schedule
from ldm_symbolic.notation import time_left


def integrated_rate(schedule: Forward, horizon: Fraction, bits: int) -> Any:
    """R(T) as a ball.

    Args:
        schedule: the forward process.
        horizon: T, exact.
        bits: of working precision.

    Raises:
        TypeError: if the process is not given by its rate.
    """
    return evaluate(_integrated(schedule), {time_left: horizon}, bits)


def time_at(schedule: Forward, horizon: Fraction, clock: Bounds, digits: int) -> Bounds:
    """Bounds on the u with R(u) = ρ, a certified root.

    Args:
        schedule: the forward process.
        horizon: T, exact.
        clock: bounds of ρ.
        digits: significant digits wanted.

    Raises:
        ArithmeticError: if the root is not decided.
        TypeError: if the process is not given by its rate.
    """
    ends = []
    for rho in clock:
        level = _integrated(schedule) - as_rational(rho)
        root = isolate_root(level, time_left, 0, horizon, digits=digits + 5)
        if root.lower is None or root.upper is None:
            raise ArithmeticError(f"the time at which the noise level is reached is not decided: {root.reason}")
        ends += [root.lower, root.upper]
    return Bounds(min(ends), max(ends))


def _integrated(schedule: Forward) -> Expr:
    if not isinstance(schedule, Schedule):
        raise TypeError(f"schedule {schedule.name} has no clock in balls")
    return schedule.integrated_rate
