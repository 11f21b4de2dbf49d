"""The tactics of each rule: `logic`, `modes`, `slopes` and `clocks`, which all prove the lemma of a `step`.

Tested in `tests/coq/test_export.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ldm_symbolic.coq.rules.clocks import change_of_clock, read_clock
from ldm_symbolic.coq.rules.logic import at_once, by_logic, decide, for_all, for_sequence, instantiate
from ldm_symbolic.coq.rules.modes import by_induction, equal_sums, split_sum, sum_over_modes
from ldm_symbolic.coq.rules.slopes import convex_by_slopes, derivative, monotone_by_slope, slope_at, stays
from ldm_symbolic.coq.rules.step import Step
from ldm_symbolic.coq.scenes.scene import Scene

__all__ = ["RULES", "Step"]

RULES: Mapping[str, Callable[[Step, Scene], str]] = {
    "at": at_once, "by_induction": by_induction, "by_logic": by_logic, "change_of_clock": change_of_clock,
    "convex_by_slopes": convex_by_slopes, "decide": decide, "derivative": derivative, "equal_sums": equal_sums,
    "for_all": for_all, "for_sequence": for_sequence, "instantiate": instantiate,
    "monotone_by_slope": monotone_by_slope, "read_clock": read_clock, "slope_at": slope_at, "split_sum": split_sum,
    "stays": stays, "sum_over_modes": sum_over_modes,
}  # fmt: skip
"""The tactics that follow the theorem of each rule; the theorems are in `theory/LdmTheory.v`."""
