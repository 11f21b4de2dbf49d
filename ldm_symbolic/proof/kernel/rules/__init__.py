"""The inference rules, all of them: how facts about one mode become statements about sums, minima and clocks.

Each rule takes facts and terms and returns a Fact, or raises a `RuleError` that shows the side condition that
failed; its docstring names the theorem that it implements. Facts begin with `decide.prove`.
"""

from __future__ import annotations

from ldm_symbolic.proof.kernel.fact import RuleError as RuleError
from ldm_symbolic.proof.kernel.rules.clocks import change_of_clock as change_of_clock
from ldm_symbolic.proof.kernel.rules.clocks import clock_inverse as clock_inverse
from ldm_symbolic.proof.kernel.rules.clocks import clock_level as clock_level
from ldm_symbolic.proof.kernel.rules.clocks import clock_order as clock_order
from ldm_symbolic.proof.kernel.rules.clocks import clock_reading as clock_reading
from ldm_symbolic.proof.kernel.rules.convexity import convex_by_slopes as convex_by_slopes
from ldm_symbolic.proof.kernel.rules.convexity import convex_by_tangents as convex_by_tangents
from ldm_symbolic.proof.kernel.rules.convexity import slope_at_end as slope_at_end
from ldm_symbolic.proof.kernel.rules.convexity import slope_at_start as slope_at_start
from ldm_symbolic.proof.kernel.rules.convexity import slope_inside as slope_inside
from ldm_symbolic.proof.kernel.rules.derivatives import derivative as derivative
from ldm_symbolic.proof.kernel.rules.derivatives import derivative_of_difference as derivative_of_difference
from ldm_symbolic.proof.kernel.rules.derivatives import monotone_by_slope as monotone_by_slope
from ldm_symbolic.proof.kernel.rules.derivatives import unique_root as unique_root
from ldm_symbolic.proof.kernel.rules.double_sums import exchange_sums as exchange_sums
from ldm_symbolic.proof.kernel.rules.equations import only_solution as only_solution
from ldm_symbolic.proof.kernel.rules.equations import stays_above as stays_above
from ldm_symbolic.proof.kernel.rules.equations import stays_below as stays_below
from ldm_symbolic.proof.kernel.rules.logic import by_logic as by_logic
from ldm_symbolic.proof.kernel.rules.logic import follows as follows
from ldm_symbolic.proof.kernel.rules.logic import in_turn as in_turn
from ldm_symbolic.proof.kernel.rules.logic import instantiate as instantiate
from ldm_symbolic.proof.kernel.rules.quantifiers import at as at
from ldm_symbolic.proof.kernel.rules.quantifiers import by_induction as by_induction
from ldm_symbolic.proof.kernel.rules.quantifiers import for_all as for_all
from ldm_symbolic.proof.kernel.rules.quantifiers import for_each_mode as for_each_mode
from ldm_symbolic.proof.kernel.rules.quantifiers import in_range as in_range
from ldm_symbolic.proof.kernel.rules.restriction import initial_value as initial_value
from ldm_symbolic.proof.kernel.rules.restriction import restricted as restricted
from ldm_symbolic.proof.kernel.rules.sequences import for_sequence as for_sequence
from ldm_symbolic.proof.kernel.rules.sums import constant_sum as constant_sum
from ldm_symbolic.proof.kernel.rules.sums import empty_sum as empty_sum
from ldm_symbolic.proof.kernel.rules.sums import equal_sums as equal_sums
from ldm_symbolic.proof.kernel.rules.sums import minimum_from_increments as minimum_from_increments
from ldm_symbolic.proof.kernel.rules.sums import split_sum as split_sum
from ldm_symbolic.proof.kernel.rules.sums import sum_over_modes as sum_over_modes
