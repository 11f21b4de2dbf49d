"""Tactics: rules and answers put together. They make no Fact of their own.

`combining` fills in what is missing; `clocks` and `slopes` give names to the cases of one rule each.
"""

# isort: skip_file
# fmt: off
from __future__ import annotations

from ldm_symbolic.proof.tactics.clocks import clock_inverse, clock_level, clock_order, clock_reading
from ldm_symbolic.proof.tactics.combining import follows, in_turn
from ldm_symbolic.proof.tactics.slopes import slope_at_end, slope_at_start, slope_inside, stays_above, stays_below

TACTICS = (
    clock_inverse, clock_level, clock_order, clock_reading, follows, in_turn, slope_at_end, slope_at_start,
    slope_inside, stays_above, stays_below,
)
"""Every tactic."""

__all__ = [
    "TACTICS", "clock_inverse", "clock_level", "clock_order", "clock_reading", "follows", "in_turn", "slope_at_end",
    "slope_at_start", "slope_inside", "stays_above", "stays_below",
]
