"""Tactics: rules and answers put together. They make no Fact of their own.

`combining` fills in what is missing; `clocks` and `slopes` give names to the cases of one rule each; `tangents` shows
convexity by lines; `modes` is about all modes of a range, `minima` about the least of them, `sums` about sums without
terms and of equal terms.
"""

# isort: skip_file
# fmt: off
from __future__ import annotations

from ldm_symbolic.proof.tactics.clocks import clock_inverse, clock_level, clock_order, clock_reading
from ldm_symbolic.proof.tactics.combining import follows, in_turn
from ldm_symbolic.proof.tactics.minima import minimum_from_increments
from ldm_symbolic.proof.tactics.modes import for_each_mode, in_range
from ldm_symbolic.proof.tactics.slopes import slope_at_end, slope_at_start, slope_inside, stays_above, stays_below
from ldm_symbolic.proof.tactics.sums import constant_sum, empty_sum
from ldm_symbolic.proof.tactics.tangents import convex_by_tangents

TACTICS = (
    clock_inverse, clock_level, clock_order, clock_reading, constant_sum, convex_by_tangents, empty_sum, follows,
    for_each_mode, in_range, in_turn, minimum_from_increments, slope_at_end, slope_at_start, slope_inside, stays_above,
    stays_below,
)
"""Every tactic."""

__all__ = [
    "TACTICS", "clock_inverse", "clock_level", "clock_order", "clock_reading", "constant_sum",
    "convex_by_tangents", "empty_sum", "follows", "for_each_mode", "in_range", "in_turn",
    "minimum_from_increments", "slope_at_end", "slope_at_start", "slope_inside", "stays_above", "stays_below",
]
