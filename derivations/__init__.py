"""The results, one file each, named by what they state; this tuple is their order and their register."""

from __future__ import annotations

from ldm_symbolic.derivations import (
    best_dimension_at_a_time,
    capped_score_minimises,
    joint_optimum_for_equal_variances,
    monotone_error,
    sample_covariance_concentrates,
    sample_variance_concentrates,
    true_dimension_is_best_late,
    variance_stays_on_its_side_of_one,
)
from ldm_symbolic.derivations._necessary import with_necessary

from ldm_symbolic.statement import Statement

_IN_ORDER: tuple[Statement, ...] = (
    monotone_error.STATEMENT,
    best_dimension_at_a_time.STATEMENT,
    joint_optimum_for_equal_variances.STATEMENT,
    capped_score_minimises.STATEMENT,
    true_dimension_is_best_late.STATEMENT,
    sample_variance_concentrates.STATEMENT,
    sample_covariance_concentrates.STATEMENT,
    variance_stays_on_its_side_of_one.STATEMENT,
)

STATEMENTS: tuple[Statement, ...] = tuple(map(with_necessary, _IN_ORDER))
