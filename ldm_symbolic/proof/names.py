"""The names of the proof language, each from the module that has it.

Tested in `tests/proof/kernel/test_kinds.py`.
"""

# isort: skip_file
# fmt: off
from __future__ import annotations

from ldm_symbolic.proof.kernel.decide import NotProvedError, prove
from ldm_symbolic.proof.kernel.fact import Fact, RuleError
from ldm_symbolic.proof.kernel.rules import at, by_logic, for_sequence, instantiate, sum_over_modes
from ldm_symbolic.proof.language.conditions import conjuncts, oriented, without
from ldm_symbolic.proof.language.definedness import obligations
from ldm_symbolic.proof.language.predicate import (
    Clock, Convex, Decreasing, ForEach, Identity, Increasing, IsDerivative, Minimises, NonDecreasing, NonIncreasing,
    SolvesLinearODE, UniqueRoot,
)
from ldm_symbolic.proof.language.terms import free, substitute, text
from ldm_symbolic.proof.tactics import (
    by_induction, change_of_clock, clock_inverse, clock_level, clock_order, clock_reading, constant_sum,
    convex_by_slopes, convex_by_tangents, derivative, derivative_of_difference, empty_sum, equal_sums, exchange_sums,
    follows, for_all, for_each_mode, in_range, in_turn, initial_value, minimum_from_increments, monotone_by_slope,
    only_solution, restricted, slope_at_end, slope_at_start, slope_inside, split_sum, stays_above, stays_below,
    unique_root,
)

__all__ = [  # noqa: RUF022 (predicates first)
    "Clock", "Convex", "Decreasing", "ForEach", "Identity", "Increasing", "IsDerivative", "Minimises", "NonDecreasing",
    "NonIncreasing", "SolvesLinearODE", "UniqueRoot", "Fact", "NotProvedError", "RuleError", "at", "by_induction",
    "by_logic", "change_of_clock", "clock_inverse", "clock_level", "clock_order", "clock_reading", "constant_sum",
    "convex_by_slopes", "convex_by_tangents", "derivative", "derivative_of_difference", "empty_sum", "equal_sums",
    "exchange_sums", "follows", "for_all", "for_each_mode", "for_sequence", "in_range", "in_turn", "initial_value",
    "instantiate", "minimum_from_increments", "monotone_by_slope", "only_solution", "prove", "restricted",
    "slope_at_end", "slope_at_start", "slope_inside", "split_sum", "stays_above", "stays_below", "sum_over_modes",
    "unique_root", "conjuncts", "free", "obligations", "oriented", "substitute", "text", "without",
]
