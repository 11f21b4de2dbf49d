"""Tactics: rules and answers put together. They make no Fact of their own.

`discharging` shows what a rule assumes for its conclusion to be defined, `sums` and `derivatives` what a rule of the
same name needs; `combining` fills in what is missing; `clocks` and `slopes` give names to the cases of one rule each;
`tangents` shows convexity by lines; `modes` is about all modes of a range, `minima` about the least of them.
"""

# isort: skip_file
# fmt: off
from __future__ import annotations

from ldm_symbolic.proof.tactics.clocks import clock_inverse, clock_level, clock_order, clock_reading
from ldm_symbolic.proof.tactics.combining import follows, in_turn
from ldm_symbolic.proof.tactics.derivatives import derivative, unique_root
from ldm_symbolic.proof.tactics.discharging import (
    by_induction, change_of_clock, convex_by_slopes, derivative_of_difference, for_all, initial_value,
    monotone_by_slope, only_solution, restricted,
)
from ldm_symbolic.proof.tactics.minima import minimum_from_increments
from ldm_symbolic.proof.tactics.modes import for_each_mode, in_range
from ldm_symbolic.proof.tactics.slopes import slope_at_end, slope_at_start, slope_inside, stays_above, stays_below
from ldm_symbolic.proof.tactics.sums import constant_sum, empty_sum, equal_sums, exchange_sums, split_sum
from ldm_symbolic.proof.tactics.tangents import convex_by_tangents

TACTICS = (
    by_induction, change_of_clock, clock_inverse, clock_level, clock_order, clock_reading, constant_sum,
    convex_by_slopes, convex_by_tangents, derivative, derivative_of_difference, empty_sum, equal_sums, exchange_sums,
    follows, for_all, for_each_mode, in_range, in_turn, initial_value, minimum_from_increments, monotone_by_slope,
    only_solution, restricted, slope_at_end, slope_at_start, slope_inside, split_sum, stays_above, stays_below,
    unique_root,
)
"""Every tactic."""

__all__ = [
    "TACTICS", "by_induction", "change_of_clock", "clock_inverse", "clock_level", "clock_order", "clock_reading",
    "constant_sum", "convex_by_slopes", "convex_by_tangents", "derivative", "derivative_of_difference", "empty_sum",
    "equal_sums", "exchange_sums", "follows", "for_all", "for_each_mode", "in_range", "in_turn", "initial_value",
    "minimum_from_increments", "monotone_by_slope", "only_solution", "restricted", "slope_at_end", "slope_at_start",
    "slope_inside", "split_sum", "stays_above", "stays_below", "unique_root",
]
