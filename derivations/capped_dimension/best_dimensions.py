"""What every best dimension m has in common: λ_m is not too small, and λ_{m+1} is not too large.

E(m) <= E(m-1) says v_m <= 4 λ_m, and v_m >= 1/(2C-1), so λ_m >= 1/(4 (2C-1)): for every estimate and horizon.
E(m) <= E(m+1) says v_{m+1} >= 4 λ_{m+1}; but v < 4 λ if λ > 1/(2C) and λ̂ < 2 λ, so λ_{m+1} <= 1/(2C).

Tested in `tests/derivations/capped_dimension/test_p5_a6_best_dimension_in_two_cases.py`.
"""

from __future__ import annotations

from typing import Any

from sympy import Symbol

from ldm_symbolic.derivations.capped_dimension.error_at_the_end import best, generated, in_model, minimises

later = Symbol("q", integer=True)
BEST = in_model(minimises(best))
"""m minimises E over 1..D."""


def generated_at(index: Any) -> Any:
    """v_j."""
    return in_model(generated[index])
