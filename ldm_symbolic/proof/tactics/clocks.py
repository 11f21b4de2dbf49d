"""What a clock says, under a name for each question.

Tested in `tests/proof/kernel/test_rules.py`.
"""

from __future__ import annotations

from sympy import Expr

from ldm_symbolic.proof.kernel.fact import Fact
from ldm_symbolic.proof.kernel.rules.clocks import read_clock
from ldm_symbolic.proof.language.predicate import Clock


def clock_level(clock: Clock, moment: Expr) -> Fact:
    """Return that the level at a moment of the clock's time lies in the clock's range.

        lo <= u, u <= hi |- first <= a(u) and a(u) <= last

    Args:
        clock: the predicate, which becomes a hypothesis.
        moment: u, a real term.

    >>> from sympy import Function
    >>> from ldm_symbolic.notation import horizon, horizon_noise, noise, time_left
    >>> level, reading = Function("a2", real=True)(time_left), Function("abar", real=True)(noise)
    >>> clock = Clock(level, reading, (time_left, 0, horizon), (noise, 0, horizon_noise))
    >>> clock_level(clock, horizon).conclusion
    (a2(T) >= 0) & (a2(T) <= X)
    """
    return read_clock(clock, [moment], [])


def clock_order(clock: Clock, first: Expr, second: Expr) -> Fact:
    """Return that two moments are ordered as their levels are.

    lo <= u, u <= hi, lo <= w, w <= hi |- u <= w iff a(u) <= a(w)
    """
    return read_clock(clock, [first, second], [])


def clock_reading(clock: Clock, moment: Expr, level: Expr) -> Fact:
    """Return that a moment comes no later than the reading of a level iff its own level is no higher.

        lo <= u, u <= hi, first <= y |- u <= b(y) iff a(u) <= y

    Args:
        clock: the predicate, which becomes a hypothesis.
        moment: u, a real term.
        level: y, a real term; a level below the first one is read as lo, where the equivalence fails.
    """
    return read_clock(clock, [moment], [level])


def clock_inverse(clock: Clock, level: Expr) -> Fact:
    """Return that the reading of a level of the range is the moment at which the clock has it.

    first <= y, y <= last |- lo <= b(y) and b(y) <= hi and a(b(y)) = y
    """
    return read_clock(clock, [], [level])
