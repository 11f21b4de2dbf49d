"""The inference rules, all of them: how facts about one mode become statements about sums, minima and clocks.
Each returns a Fact or raises a `RuleError` that shows the side condition that failed; its docstring names its theorem.
"""

# isort: skip_file
# fmt: off
from __future__ import annotations

from ldm_symbolic.proof.kernel.rules.clocks import change_of_clock, read_clock
from ldm_symbolic.proof.kernel.rules.convexity import convex_by_slopes, slope_at
from ldm_symbolic.proof.kernel.rules.derivatives import (
    derivative, derivative_of_difference, monotone_by_slope, unique_root,
)
from ldm_symbolic.proof.kernel.rules.equations import initial_value, only_solution, restricted, stays
from ldm_symbolic.proof.kernel.rules.logic import by_logic, instantiate
from ldm_symbolic.proof.kernel.rules.quantifiers import at, by_induction, for_all, for_sequence
from ldm_symbolic.proof.kernel.rules.sums import (
    equal_sums, exchange_sums, split_sum, sum_over_modes,
)

RULES = (
    at, by_induction, by_logic, change_of_clock, convex_by_slopes, derivative, derivative_of_difference, equal_sums,
    exchange_sums, for_all, for_sequence, initial_value, instantiate, monotone_by_slope, only_solution, read_clock,
    restricted, slope_at, split_sum, stays, sum_over_modes, unique_root,
)
"""Every rule; what makes a Fact is one of these, or `decide`."""

__all__ = [
    "RULES", "at", "by_induction", "by_logic", "change_of_clock", "convex_by_slopes", "derivative",
    "derivative_of_difference", "equal_sums", "exchange_sums", "for_all", "for_sequence", "initial_value",
    "instantiate", "monotone_by_slope", "only_solution", "read_clock", "restricted", "slope_at", "split_sum", "stays",
    "sum_over_modes", "unique_root",
]
